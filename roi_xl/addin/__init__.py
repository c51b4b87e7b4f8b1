"""The Excel add-in: built for the installed xlwings, put where Excel finds it, diagnosed."""

from __future__ import annotations


class AddInError(Exception):
    """The add-in can't be built: what was met and what to do about it.

    Attributes:
        reason: What was met, in one line.
        remedy: What to do about it, as an imperative.
    """

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason, remedy)
        self.reason = reason
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.reason}; {self.remedy}"
