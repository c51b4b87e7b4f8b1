"""Why a workbook isn't read or written, in words that its owner can act on."""

from __future__ import annotations

from roi_xl.files import FileError


class PackageError(FileError):
    """A workbook can't be read or written safely because of its content, such as `encrypted`."""


def broken(reason: str) -> PackageError:
    """The refusal of a package whose container contradicts itself."""
    return PackageError(
        "corrupt", f"damaged file: {reason}", "restore it from a backup, or save it anew in Excel"
    )


def missing_part(what: str) -> PackageError:
    """The refusal of a package that lacks a part that it refers to."""
    return PackageError("missing-part", f"{what} is missing", "restore it from a backup")


def broken_sheet(reason: str) -> PackageError:
    """The refusal of a part whose XML is well-formed but breaks the rules of SpreadsheetML."""
    return PackageError("broken-sheet", reason, "open it in Excel, let Excel repair it, and save")
