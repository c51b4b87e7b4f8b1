"""The study in a workbook with one page: what was typed there, in the rows where the full one has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final

from roi_xl.study import (
    Attribution,
    Benefit,
    Cost,
    Factors,
    Inputs,
    Number,
    Scenario,
    Study,
    Value,
)
from roi_xl.template.words import Words

LINES: Final = "lines"
"""The table with the benefits."""
TIME, REVENUE = 0, 2
"""The rows of the table whose unit is known: hours at the value of an hour, revenue at its margin."""
_TIME_COST = "C1"
_CLASSES = ("soft", "avoidance", "revenue")
_METHODS = frozenset({"participants", "managers", "experts"})


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of the page; rates are fractions, money is in one currency.

    Attributes:
        delivery: What running the training costs, participants' time left out.
        months: Those in which the effect was measured.
        estimated_by: The code of those who estimated the shares.
        range: By how much benefits may be off, either way.
    """

    programme: str = ""
    currency: str = ""
    participants: Number = None
    hours_each: Number = None
    salary: Number = None
    benefits_rate: Number = None
    paid_hours: Number = None
    development: Number = None
    delivery: Number = None
    months: Number = None
    estimated_by: str = ""
    source: str = ""
    range: Number = None

    @property
    def hours(self) -> Number:
        """Hours in training, all participants."""
        if self.participants is None or self.hours_each is None:
            return None
        return self.participants * self.hours_each

    @property
    def hour_value(self) -> Number:
        """What one hour costs the employer."""
        if self.salary is None or not self.paid_hours:
            return None
        return self.salary * (1 + (self.benefits_rate or 0)) / self.paid_hours


@dataclass(frozen=True, slots=True)
class PageLine:
    """A benefit of the page: so much better per month, each unit worth so much."""

    benefit: str = ""
    gain: Number = None
    unit_value: Number = None
    margin: Number = None
    share: Number = None
    confidence: Number = None

    @property
    def is_filled(self) -> bool:
        """Whether any number is there; the name of a line is there from the beginning."""
        return any(getattr(self, field.name) is not None for field in fields(self) if field.name != "benefit")


def study_of(page: Page, lines: Sequence[PageLine], words: Words) -> Study:
    """The study that was typed into a page.

    Args:
        page: Its lines.
        lines: The rows of its table, all three.
        words: The language in which the study names what has no name on the page.
    """
    names = (words.text("list", "benefit", "time"), "", words.text("list", "benefit", "revenue"))
    used = {row: (line, names[row] or line.benefit) for row, line in enumerate(lines) if line.is_filled}
    common = {field.name: getattr(page, field.name) for field in fields(Inputs) if hasattr(page, field.name)}
    return Study(
        inputs=Inputs(**common, margin=lines[REVENUE].margin),
        costs=tuple(_costs(page, words)),
        values=tuple(_value(page, row, *told) for row, told in used.items()),
        benefits=tuple(_benefit(page, row, *told, words) for row, told in used.items()),
        attribution=tuple(
            Attribution(_id("B", row), page.estimated_by, line.share, line.confidence, page.source)
            for row, (line, _) in used.items()
        ),
        scenarios=() if page.range is None else tuple(_scenario(page.range, row, words) for row in used),
        scenario_costs=(Factors(1, 1),),
    )


def links_of(study: Study) -> Mapping[tuple[str, int, str], str]:
    """The cells of the full workbook that follow its other inputs: the formula by part, row and column.

    Args:
        study: A study of a page.
    """
    linked = {}
    if any(cost.id == _TIME_COST for cost in study.costs[:1]):
        linked["costs", 0, "quantity"] = "=cal_training_hours"
        linked["costs", 0, "unit_cost"] = "=cal_hour_value"
    for number, value in enumerate(study.values):
        if value.id == _id("V", TIME):
            linked["values", number, "unit_value"] = "=cal_hour_value"
        if value.id == _id("V", REVENUE):
            linked["values", number, "margin"] = "=inp_margin"
    return linked


def _costs(page: Page, words: Words) -> Iterator[Cost]:
    def label(name: str) -> str:
        return words.texts("line", name)[0]

    hours = words.texts("line", "cal_training_hours")[1]
    if page.hours is not None or page.hour_value is not None:
        time = label("cal_page_time")
        yield Cost(_TIME_COST, time, "indirect", page.hours, hours, page.hour_value, page.source)
    if page.development is not None:
        text = label("inp_development")
        yield Cost("C2", text, "development", 1, "", page.development, page.source)
    if page.delivery is not None:
        yield Cost("C3", label("inp_delivery"), "direct", 1, "", page.delivery, page.source)


def _value(page: Page, row: int, line: PageLine, name: str) -> Value:
    return Value(
        id=_id("V", row),
        measure=name,
        unit_value=_unit_value(page, row, line),
        margin=line.margin if row == REVENUE else 1,
        source=page.source,
    )


def _unit_value(page: Page, row: int, line: PageLine) -> Number:
    return page.hour_value if row == TIME else 1 if row == REVENUE else line.unit_value


def _benefit(page: Page, row: int, line: PageLine, name: str, words: Words) -> Benefit:
    """A benefit line; one that the page doesn't count yet has no value ID, so that no workbook counts it."""
    is_complete = (
        bool(_unit_value(page, row, line))
        and (line.margin is not None or row != REVENUE)
        and page.months is not None
        and page.estimated_by in _METHODS
        and None not in (line.gain, line.share, line.confidence)
    )
    return Benefit(
        id=_id("B", row),
        benefit=name,
        class_=_CLASSES[row],
        measure=words.text("column", LINES, "gain"),
        before=None if line.gain is None else 0,
        after=line.gain,
        better="higher",
        quantity=1,
        periods=page.months,
        realised=1 if row == TIME else None,
        value_id=_id("V", row) if is_complete else "",
        months_measured=page.months,
        months_counted=page.months,
        source=page.source,
    )


def _scenario(range_: float, row: int, words: Words) -> Scenario:
    """The factors of a line: as much lower as higher."""
    return Scenario(_id("B", row), 1 - range_, 1 + range_, words.texts("line", "inp_range")[0])


def _id(letter: str, row: int) -> str:
    return f"{letter}{row + 1}"
