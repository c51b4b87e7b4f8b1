"""The Python that answers Excel: its paths and how the add-in's VBA must name it."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True, slots=True)
class Interpreter:
    """One installation or environment of Python.

    Attributes:
        executable: Its program, `python.exe` or `pythonw.exe`.
        prefix: The folder of the environment.
        base: The folder of the installation from which a virtual environment was made, else the same.
    """

    executable: Path
    prefix: Path
    base: Path

    @classmethod
    def current(cls) -> Self:
        """The Python that runs this."""
        return cls(Path(sys.executable), Path(sys.prefix), Path(sys.base_prefix))

    @property
    def windowless(self) -> Path:
        """The program that opens no console window, where there is one."""
        windowless = self.executable.with_name("pythonw.exe")
        return windowless if windowless.is_file() else self.executable

    @property
    def library_folders(self) -> tuple[Path, Path]:
        """Where the add-in's VBA looks for xlwings' DLL: beside the program, then one folder up."""
        return self.executable.parent, self.executable.parent.parent

    @property
    def is_from_store(self) -> bool:
        """Whether it comes from Microsoft Store: Excel doesn't see what such a Python writes below APPDATA.

        Windows redirects such writes into a folder that is private to the app.
        """
        return any(
            part.lower() == "windowsapps" or part.startswith("PythonSoftwareFoundation.")
            for part in re.split(r"[\\/]", str(self.base))
        )

    @property
    def conda_root(self) -> Path | None:
        """The conda installation that can activate it by name; None for any other Python."""
        if not (self.prefix / "conda-meta").is_dir():
            return None
        candidates = [self.prefix]
        if self.prefix.parent.name == "envs":
            candidates.append(self.prefix.parent.parent)
        return next((root for root in candidates if (root / "condabin" / "conda.bat").is_file()), None)
