"""The records of what others have counted: projects that Finance verifies, action plans, sales targets."""

from __future__ import annotations

from dataclasses import dataclass

from roi_xl.study.fields import Day, Number


@dataclass(frozen=True, slots=True)
class Project:
    """An improvement project and its saving in a year.

    Attributes:
        claimed: What the project reports.
        verified: Whether Finance has verified it: yes or no.
        amount: What Finance verified; None for as much as is claimed.
        in_line: The ID of a benefit line that measures the same saving; there it counts, here it doesn't.
    """

    id: str = ""
    project: str = ""
    owner: str = ""
    claimed: Number = None
    verified: str = ""
    amount: Number = None
    verified_by: str = ""
    verified_on: Day = None
    in_line: str = ""
    source: str = ""

    @property
    def is_verified(self) -> bool:
        """Whether Finance has verified a saving, and it is said who did and when."""
        said = self.verified == "yes" and self.verified_by and self.verified_on
        return bool(said) and (self.claimed, self.amount) != (None, None)


@dataclass(frozen=True, slots=True)
class Plan:
    """One action of a participant's action plan, and what came of it.

    Attributes:
        id: The participant: a number or a pseudonym, never a name.
        improvement: By how many units it is better each time; negative if it got worse.
        unit_value: What one unit is worth.
        frequency: How often in a year: 12 for a figure by month.
        months: How long the improvement was observed.
        share: How much of it the training brought about, a fraction.
        confidence: How sure the participant is of the share, a fraction.
        in_line: The ID of a benefit line that measures the same improvement.
    """

    id: str = ""
    action: str = ""
    measure: str = ""
    improvement: Number = None
    unit_value: Number = None
    frequency: Number = None
    months: Number = None
    share: Number = None
    confidence: Number = None
    done: Day = None
    in_line: str = ""
    source: str = ""

    @property
    def is_complete(self) -> bool:
        """Whether it says who, how much, what for and for how long: otherwise it counts as zero."""
        figures = (self.improvement, self.unit_value, self.frequency, self.share, self.confidence)
        return bool(self.id and self.months and self.months > 0) and None not in figures


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter's sales target, without what the training adds to it, and what was sold."""

    period: str = ""
    target: Number = None
    actual: Number = None
    source: str = ""
