"""Why a file isn't read or written, in words that its owner can act on."""

from __future__ import annotations

from typing import Final

MEBIBYTE: Final = 1 << 20


class FileError(Exception):
    """A file can't be read or written safely: nothing was changed; the remedy says what to do.

    Attributes:
        code: A stable, machine-readable name, such as `disk-full`.
        reason: What was found, in one line.
        remedy: What to do about it, as an imperative.
    """

    def __init__(self, code: str, reason: str, remedy: str) -> None:
        super().__init__(code, reason, remedy)
        self.code = code
        self.reason = reason
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.reason}; {self.remedy}"


def too_large_reason(size: int, limit: int) -> str:
    """The message for a file that is too large; its size and the limit in bytes."""
    return f"{size // MEBIBYTE:,} MB, more than {limit // MEBIBYTE:,} MB"
