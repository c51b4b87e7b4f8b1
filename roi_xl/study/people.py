"""The records of people, each by a number or a pseudonym: what they estimate, score and answer."""

from __future__ import annotations

from dataclasses import dataclass

from roi_xl.study.fields import Number


@dataclass(frozen=True, slots=True)
class Estimated:
    """Which benefit a pair of columns with estimates is about.

    Attributes:
        id: The ID of the benefit.
        asked: How many people were asked; None for all who are listed.
    """

    id: str = ""
    asked: Number = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """The shares that one respondent credits to the training, and how sure they are; fractions.

    Attributes:
        id: A number or a pseudonym, never a name.
        role: Participant, manager, customer or expert.
    """

    id: str = ""
    role: str = ""
    share1: Number = None
    confidence1: Number = None
    share2: Number = None
    confidence2: Number = None
    share3: Number = None
    confidence3: Number = None
    share4: Number = None
    confidence4: Number = None
    share5: Number = None
    confidence5: Number = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A person's test scores before and after, trained or of the control group.

    Attributes:
        id: A number or a pseudonym, never a name.
        group: Trained or control.
        completed: Whether the training was completed: yes or no.
    """

    id: str = ""
    team: str = ""
    cohort: str = ""
    group: str = ""
    before: Number = None
    after: Number = None
    completed: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one participant answered.

    Attributes:
        id: A number or a pseudonym, never a name.
        recommend: 0 to 10; relevance and will_apply go from 1 to 5.
        confidence: How sure of being able to apply it, a fraction.
        applied: Whether it was applied after 30 to 90 days: yes or no.
    """

    id: str = ""
    remark: str = ""
    recommend: Number = None
    relevance: Number = None
    will_apply: Number = None
    confidence: Number = None
    applied: str = ""
    source: str = ""
