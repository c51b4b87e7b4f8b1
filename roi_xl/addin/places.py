"""Where Excel for Windows looks for add-ins, and where xlwings looks for settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ADDIN: Final = "roi_xl.xlam"
"""The add-in's file name in any folder."""


@dataclass(frozen=True, slots=True)
class Places:
    """The file paths of one user; None if this computer has no such path.

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
        """The path of the add-in in the start-up folder, whether or not the file exists."""
        return None if self.startup is None else self.startup / ADDIN


def places(environment: Mapping[str, str]) -> Places:
    """The paths that a user's environment variables name.

    Excel creates its folder below `APPDATA` at its first start, under the same name in every language. A user
    without that folder has never opened Excel, so writing files there would be useless.

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
