"""The command line by which Excel starts Python; the add-in's VBA builds the same one.

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
"""What follows the program: no variables of the environment, no module from the current folder, nothing
written beside the packages. The current folder is left: one that a program stands in can't be deleted."""


def command_line(settings: Mapping[str, str], windows: str | None = None) -> str:
    """The command line for some settings.

    Args:
        settings: Our settings by key.
        windows: Windows' folder; None for the one of this process.
    """
    line = f'"{settings[config.INTERPRETER]}" {PYTHON_ARGUMENTS}'
    conda, environment = settings.get(config.CONDA_ROOT), settings.get(config.CONDA_ENVIRONMENT)
    if not conda or not environment:
        return line
    windows = windows or os.environ.get("SYSTEMROOT", "C:\\Windows")
    activation = f'"{conda}\\condabin\\conda.bat" activate {environment}'
    return f'"{windows}\\System32\\cmd.exe" /D /S /C "pushd "{conda}" && {activation} && {line}"'
