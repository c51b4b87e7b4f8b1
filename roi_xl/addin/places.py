"""Where Excel for Windows looks for add-ins, and where xlwings looks for settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ADDIN: Final = "roi_xl.xlam"
"""The add-in's file name, wherever it lies."""


@dataclass(frozen=True, slots=True)
class Places:
    """The files of one user; None where this computer has no such place.

    Attributes:
        startup: The folder whose add-ins Excel opens when it starts.
        settings: Our settings, which the add-in's VBA reads for each new Python process.
        xlwings: The settings of xlwings' own ribbon, which we read and never write.
    """

    startup: Path | None
    settings: Path | None
    xlwings: Path | None

    @property
    def addin(self) -> Path | None:
        """The add-in in the start-up folder, whether or not it is there."""
        return None if self.startup is None else self.startup / ADDIN


def places(environment: Mapping[str, str]) -> Places:
    """The places that a user's environment variables name.

    Excel makes its folder below `APPDATA` when it is first started, and gives it the same name in every
    language; a user without it has never had Excel open, and what were written there would help nobody.

    Args:
        environment: The variables of the process, such as `os.environ`.
    """
    roaming, profile = environment.get("APPDATA"), environment.get("USERPROFILE")
    if not roaming or not profile:
        return Places(None, None, None)
    excel = Path(roaming) / "Microsoft" / "Excel"
    return Places(
        startup=excel / "XLSTART" if excel.is_dir() else None,
        settings=Path(profile) / ".roi_xl" / "roi_xl.conf",
        xlwings=Path(profile) / ".xlwings" / "xlwings.conf",
    )
