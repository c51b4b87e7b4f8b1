"""The groups of causes by which a ROI is led over to another one, and which input belongs to which group.

The order is fixed, from what the training was to what its effect is worth and how long it counts:

1. `people`: participants, hours, pay, employer's benefits, paid hours: what an hour of their time costs;
2. `costs`: all other costs: the cost lines and development;
3. `lines`: benefit lines added or removed, with their shares, factors, values and measured periods;
4. `measured`: what was measured: before, after, quantities and periods counted, the measured periods;
5. `values`: what a unit is worth: values, margins, unit costs of errors and leavers;
6. `attribution`: what is due to the training: methods, shares, confidence;
7. `horizon`: years counted, what is left of the benefit in them, cost of capital; factors of the range;
8. `other`: everything else that is typed;
9. `model`: what remains: other formulas, other sheets, another version of the template.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Final, NamedTuple

from roi_xl.template import names


class Cause(StrEnum):
    """A group of causes; the order of the members is the order of the bridge."""

    PEOPLE = "people"
    COSTS = "costs"
    LINES = "lines"
    MEASURED = "measured"
    VALUES = "values"
    ATTRIBUTION = "attribution"
    HORIZON = "horizon"
    OTHER = "other"
    MODEL = "model"


ALL: Final = frozenset(Cause)


class Place(NamedTuple):
    """What an input is in a workbook of ours.

    Attributes:
        table: The table in which it is, without `tbl_`; empty outside of tables.
        column: The column, as a study calls it.
        row: The key of its row in lower case.
        name: Its defined name, if it has one, in lower case.
    """

    table: str = ""
    column: str = ""
    row: str = ""
    name: str = ""


class When(NamedTuple):
    """When a changed input takes its new value.

    Attributes:
        causes: With these groups.
        needs_all: Whether all of them have to be there; else any of them is enough.
    """

    causes: frozenset[Cause]
    needs_all: bool = False

    def is_in(self, taken: Collection[Cause]) -> bool:
        """Whether it takes its new value if these groups do."""
        check = all if self.needs_all else any
        return check(cause in taken for cause in self.causes)


_LINES: Final = {
    Cause.PEOPLE: ("participants", "hours_each", "salary", "benefits_rate", "paid_hours"),
    Cause.COSTS: ("development_total", "development_study", "development_life", "development", "delivery"),
    Cause.MEASURED: (
        "months", "saved_hours", "saved_share", "headcount", "turnover_before", "turnover_after",
        "revenue_change", "projects_line", "plans_line",
    ),
    Cause.VALUES: (
        "margin", "error_hours", "error_material", "leaver_recruiting", "leaver_onboarding", "leaver_output",
    ),
    Cause.ATTRIBUTION: ("estimated_by",),
    Cause.HORIZON: ("years", "discount", "range", "trials", "seed"),
}  # fmt: skip
_BY_NAME: Final = {names.input_cell(field): cause for cause, fields in _LINES.items() for field in fields}
_BLOCKS: Final = ("kpi1", "kpi2", "kpi3", "kpi4")
_TABLES: Final = {
    "costs": Cause.COSTS,
    "benefits": Cause.MEASURED,
    **dict.fromkeys(_BLOCKS, Cause.MEASURED),
    "values": Cause.VALUES,
    **dict.fromkeys(("people", "answers", "projects", "plans"), Cause.MEASURED),
    **dict.fromkeys(("attribution", "estimated", "estimates"), Cause.ATTRIBUTION),
    "measures": Cause.ATTRIBUTION,
    "flow": Cause.HORIZON,
    "scenarios": Cause.HORIZON,
    "scenario_costs": Cause.HORIZON,
    "lines": Cause.MEASURED,
}
_COLUMNS: Final = {
    ("benefits", "value_id"): Cause.VALUES,
    ("plans", "unit_value"): Cause.VALUES,
    ("plans", "share"): Cause.ATTRIBUTION,
    ("plans", "confidence"): Cause.ATTRIBUTION,
    ("lines", "unit_value"): Cause.VALUES,
    ("lines", "margin"): Cause.VALUES,
    ("lines", "share"): Cause.ATTRIBUTION,
    ("lines", "confidence"): Cause.ATTRIBUTION,
}


def cause_of(where: Place) -> Cause:
    """The group of an input in a row that both workbooks have."""
    if where.table:
        if where.column == names.KEY and where.table in {*names.KEYED, "measures"}:
            return Cause.LINES
        return _COLUMNS.get((where.table, where.column), _TABLES.get(where.table, Cause.OTHER))
    return _BY_NAME.get(where.name, Cause.OTHER)


def when(where: Place, lines: Collection[str], blocks: Collection[str], *, is_new_value: bool | None) -> When:
    """When a changed input takes its new value.

    Args:
        where: The input.
        lines: The IDs of the benefit lines that only one of the workbooks has, in lower case.
        blocks: The blocks of measured periods that belong to another benefit line than before, as `kpi1`.
        is_new_value: Of an input in a row of values that only one workbook has, whether that is the new one;
            else None. Lines that need a new value may come before the other values do; those that need an old
            one may be there until both groups have changed.
    """
    if (where.table in names.KEYED and where.row in lines) or where.table in blocks:
        return When(frozenset({Cause.LINES}))
    if where.table == "measures" and f"kpi{where.row}" in blocks:
        return When(frozenset({Cause.LINES}))
    if is_new_value is not None:
        return When(frozenset({Cause.LINES, Cause.VALUES}), needs_all=not is_new_value)
    return When(frozenset({cause_of(where)}))
