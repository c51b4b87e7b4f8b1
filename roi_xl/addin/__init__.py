"""The Excel add-in: builds it for the installed xlwings, puts it where Excel finds it, and checks it."""

from __future__ import annotations


class AddInError(Exception):
    """The add-in can't be built; the error says what was found and how to fix it.

    Attributes:
        reason: What was found, in one line.
        remedy: How to fix it, as an imperative.
    """

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason, remedy)
        self.reason = reason
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.reason}; {self.remedy}"
