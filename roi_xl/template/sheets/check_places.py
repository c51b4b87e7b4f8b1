"""Where a check is broken, as formulas: the sheet, the first row or line, and the value that is met there."""

from __future__ import annotations

from collections.abc import Iterator

from roi_xl.checks import BLOCKS, TYPED, Check, Figure, Place, Rows
from roi_xl.template.declaration import TEXTUAL, Column, Line, Lines, Role, Table
from roi_xl.template.sheets.attribution import ATTRIBUTION
from roi_xl.template.sheets.benefits import BENEFITS
from roi_xl.template.sheets.costs import COSTS
from roi_xl.template.sheets.evidence import EVIDENCE
from roi_xl.template.sheets.follow_up import FOLLOW_UP
from roi_xl.template.sheets.inputs import INPUTS
from roi_xl.template.sheets.kpi import KPI
from roi_xl.template.sheets.objectives import OBJECTIVES
from roi_xl.template.sheets.range import RANGE
from roi_xl.template.sheets.roi import ROI
from roi_xl.template.sheets.values import VALUES

_BEHIND_THE_FIGURES = (INPUTS, COSTS, VALUES, BENEFITS, KPI, ATTRIBUTION, ROI, RANGE)
_SHEETS = (*_BEHIND_THE_FIGURES, EVIDENCE, FOLLOW_UP, OBJECTIVES)
_BLOCKS = tuple((block, sheet.id) for sheet in _SHEETS for block in sheet.blocks)
_SHEET_OF = {
    "functions": "checks",
    **{block.id: sheet for block, sheet in _BLOCKS if isinstance(block, Table)},
    **{line.name: sheet for block, sheet in _BLOCKS if isinstance(block, Lines) for line in block.lines},
}
"""The sheet of each table and line, by its id or name."""

_DECIMALS = {
    f"{block.id}.{column.id}": 2 if column.format == "money" else 4
    for block, _ in _BLOCKS
    if isinstance(block, Table)
    for column in block.columns
    if column.format not in TEXTUAL
}
"""How many decimals of a value are said, by table and column: programs write the last digits differently."""

_NAMED_BY = {
    "costs": ("id", "item"),
    "values": ("id", "measure"),
    "benefits": ("id", "benefit"),
    "attribution": ("id", "benefit"),
    "scenarios": ("id", "benefit"),
    "scenario_costs": ("line",),
    "evidence": ("id", "indicator"),
    "functions": ("call",),
    "objectives": ("objective",),
    "follow_up": ("activity",),
    "flow": ("year",),
    "measures": ("block",),
    **dict.fromkeys(BLOCKS, ("number", "period")),
}
"""The columns by which a reader knows a row of a table."""


def sheet_of(place: Place) -> str:
    """The id of the sheet on which a place is."""
    return _SHEET_OF[place.name if isinstance(place, Figure) else place.table]


def first(check: Check) -> str:
    """The formula for the first place that breaks a check's rule; an empty text where none can be said."""
    text = '""'
    for place in reversed(_places(check)):
        text = f"IF({place.count},{_said(place)},{text})"
    return f'=IF(ISERROR({{measured}}),"",IF({{measured}}=0,"",{text}))&""' if text != '""' else ""


def first_of(rows: str) -> str:
    """The number of the first row for which a formula for a whole column isn't 0.

    SUMPRODUCT computes the column in every Excel, without Ctrl+Shift+Enter.
    """
    return f"SUMPRODUCT(MATCH(1,(({rows})*1<>0)*1,0))"


def typed_numbers() -> Iterator[str]:
    """The lines and columns behind the figures in which numbers and dates are typed."""
    for sheet in _BEHIND_THE_FIGURES:
        for block in sheet.blocks:
            if isinstance(block, Lines):
                yield from (line.name for line in block.lines if _holds_numbers(line))
            elif isinstance(block, Table):
                yield from (
                    f"{{{block.id}.{column.id}}}" for column in block.columns if _holds_numbers(column)
                )
    yield "{costs.amount}"  # a formula, but people often type over amounts


def _holds_numbers(cell: Line | Column) -> bool:
    return cell.role is Role.INPUT and cell.format not in TEXTUAL


def _places(check: Check) -> tuple[Place, ...]:
    """Where a check may be broken; for the check of all typed cells, line by line and table by table."""
    if TYPED not in check.formula:
        return check.places
    lines: list[Figure] = []
    texts: dict[str, list[str]] = {}
    for cells in typed_numbers():
        if cells.startswith("{"):
            texts.setdefault(cells[1:].partition(".")[0], []).append(f"ISTEXT({cells})")
        else:
            lines.append(Figure(cells, f"ISTEXT({cells})", cells))
    return *lines, *(Rows(table, "+".join(columns)) for table, columns in texts.items())


def _said(place: Place) -> str:
    """The first row or line that breaks the rule, in words."""
    if isinstance(place, Figure):
        said, value = f"{{@{place.name}}}", place.value
    else:
        at = first_of(place.broken)
        said = '&" "&'.join(f"INDEX({{{place.table}.{column}}},{at})" for column in _NAMED_BY[place.table])
        if place.table in BLOCKS:
            said = f'{{measures.{place.table}.block}}&", "&{said}'
        value = f"INDEX({{{place.table}.{place.value}}},{at})" if place.value else ""
        if decimals := _DECIMALS.get(f"{place.table}.{place.value}"):
            value = f"IFERROR(ROUND({value},{decimals}),{value})"
    met = f'&" ("&{value}&")"' if value else ""
    return f'{{#tab.{sheet_of(place)}}}&": "&{said}{met}'
