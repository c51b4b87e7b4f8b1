"""What there is to object to in a workbook, as plain data for every process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from roi_xl.errors import Level

LONGEST_MESSAGE: Final = 140
"""The most characters of a message and of a remedy: what a reader takes in at once."""


@dataclass(frozen=True, slots=True)
class Objection:
    """One thing that a controller would object to.

    Attributes:
        code: The rule: `R104` for a check of our template, `M102` for a rule about any model, or the code of
            a finding.
        level: ERROR if the figures must not be used, WARNING if it deserves a look.
        where: The cell as `Sheet!A1`, as far as it is known; else the sheet; empty for the whole workbook.
        message: What is wrong, with the value that is met; what is too long for it ends with `…`.
        remedy: What to do about it.
        principle: The principle of the ROI Methodology that it touches; empty for none.
        met: The first place that breaks it with the value that stands there, in the workbook's words; empty
            if it can't be said.
        accepted_by: Who accepts it in the Log, with a basis; only advice can be accepted.
        rule_at: The cell of the sheet Checks with the rule's own figure; empty for what isn't a row there.
        is_judged: Whether the rule could be applied; False where its own figure is an error.
        follows: Whether it may be gone once the errors that are told before it are mended: a rule that can't
            be judged because of them, or one about the results.
    """

    code: str
    level: Level
    where: str
    message: str
    remedy: str
    principle: str = ""
    met: str = ""
    accepted_by: str = ""
    rule_at: str = ""
    is_judged: bool = True
    follows: bool = False


@dataclass(frozen=True, slots=True)
class Audit:
    """What there is to object to in one workbook.

    Attributes:
        sheets: The names of its sheets in the order of their tabs, by which objections are grouped.
        objections: All of them, sheet by sheet.
        is_ours: Whether it is a workbook of our template, whose own checks were read.
        is_unfilled: Whether it is one that has no ROI yet.
    """

    sheets: tuple[str, ...]
    objections: tuple[Objection, ...]
    is_ours: bool
    is_unfilled: bool = False

    def at_least(self, level: Level) -> list[Objection]:
        """The objections of a level or above that nobody has accepted."""
        return [one for one in self.objections if one.level >= level and not one.accepted_by]
