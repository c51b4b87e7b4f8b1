"""The limits of a child process, and the failure that is reported when it has no result."""

from __future__ import annotations

from dataclasses import dataclass

from roi_xl.files import FileError

DEBUG = "ROI_XL_DEBUG"
"""The environment variable that shows the output of child processes: tracebacks and the engines' messages."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one call.

    Attributes:
        seconds: Wall-clock time in the child.
        mebibytes: Memory that the child may allocate (enforced where the system can: Linux, Windows), and
            memory that its answer may take in the parent.
        caged: Whether to deny it the network, other programs and other people's files, as far as the system
            can; only calls that read no workbook may do without.
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

    @property
    def error(self) -> FileError:
        """The same as an error."""
        return FileError(self.code, self.reason, self.remedy)
