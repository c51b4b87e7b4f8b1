"""Why a file isn't read or written, in words its owner can act on."""

from __future__ import annotations


class PackageError(Exception):
    """A file can't be read or written safely: nothing was changed; the remedy says what to do.

    Attributes:
        code: A stable, machine-readable name, such as `encrypted`.
        reason: What was met, in one line.
        remedy: What to do about it, as an imperative.
    """

    def __init__(self, code: str, reason: str, remedy: str) -> None:
        super().__init__(code, reason, remedy)
        self.code = code
        self.reason = reason
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.reason}; {self.remedy}"


def broken(reason: str) -> PackageError:
    """The refusal of a package whose container contradicts itself."""
    return PackageError(
        "corrupt", f"damaged file: {reason}", "restore it from a backup, or save it anew in Excel"
    )


def missing_part(what: str) -> PackageError:
    """The refusal of a package that lacks a part that it refers to."""
    return PackageError("missing-part", f"{what} is missing", "restore it from a backup")


def broken_sheet(reason: str) -> PackageError:
    """The refusal of a part whose XML is sound but breaks the rules of SpreadsheetML."""
    return PackageError("broken-sheet", reason, "open it in Excel, let Excel repair it, and save")
