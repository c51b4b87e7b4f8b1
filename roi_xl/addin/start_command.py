"""The command line with which Excel starts Python; the add-in's VBA builds the same one.

xlwings' DLL puts the class id of the server in place of `$(CLSID)`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

from roi_xl.addin import config

PYTHON_ARGUMENTS: Final = (
    '-E -P -B -c "import os, sys; os.chdir(sys.prefix); '
    "from roi_xl.addin.server import serve; serve('$(CLSID)')\""
)
"""The arguments after the program: ignore environment variables, import nothing from the current folder,
write nothing beside the packages. Python then leaves the current folder: Windows can't delete a folder that a
program runs in."""


def command_line(settings: Mapping[str, str], windows: str | None = None) -> str:
    """The command line for these settings.

    Args:
        settings: Our settings by key.
        windows: The Windows folder; None for that of this process.
    """
    line = f'"{settings[config.INTERPRETER]}" {PYTHON_ARGUMENTS}'
    conda, environment = settings.get(config.CONDA_ROOT), settings.get(config.CONDA_ENVIRONMENT)
    if not conda or not environment:
        return line
    windows = windows or os.environ.get("SYSTEMROOT", "C:\\Windows")
    activation = f'"{conda}\\condabin\\conda.bat" activate {environment}'
    return f'"{windows}\\System32\\cmd.exe" /D /S /C "pushd "{conda}" && {activation} && {line}"'
