"""What a child process may cost and touch, and what is said when it has no result."""

from __future__ import annotations

from dataclasses import dataclass

from roi_xl.files import FileError

DEBUG = "ROI_XL_DEBUG"
"""The environment variable that lets children speak: tracebacks and what the engines print."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one call may cost and touch.

    Attributes:
        seconds: Wall-clock time in the child.
        mebibytes: Memory that the child may allocate (enforced where the system can: Linux, Windows), and
            what its answer may take up here.
        caged: Whether network, other programs and other people's files are out of its reach, as far as the
            system can; only what reads no workbook goes without.
    """

    seconds: float = 120.0
    mebibytes: int = 4096
    caged: bool = True


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no result.

    Attributes:
        code: A stable name, such as `encrypted` or `time-limit`.
        reason: What was found.
        remedy: What to do.
    """

    code: str
    reason: str
    remedy: str

    @classmethod
    def of(cls, error: FileError) -> Failure:
        """The failure that a file can't be read or written."""
        return cls(error.code, error.reason, error.remedy)
