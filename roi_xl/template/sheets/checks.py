"""The sheet Checks: whether the workbook's figures agree, and what should be reviewed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from roi_xl.checks import ADVICE, BLOCKS, INTEGRITY, Check, Place, Rows
from roi_xl.template.declaration import Kind, Lines, Sheet, Table
from roi_xl.template.sheets.attribution import ATTRIBUTION
from roi_xl.template.sheets.benefits import BENEFITS
from roi_xl.template.sheets.check_places import CheckPlaces
from roi_xl.template.sheets.check_tables import PROBES, VERDICT, check_table, text_numbers
from roi_xl.template.sheets.costs import COSTS
from roi_xl.template.sheets.estimates import ESTIMATES
from roi_xl.template.sheets.evidence import EVIDENCE
from roi_xl.template.sheets.follow_up import FOLLOW_UP
from roi_xl.template.sheets.forecast import FORECAST
from roi_xl.template.sheets.inputs import INPUTS
from roi_xl.template.sheets.kpi import KPI
from roi_xl.template.sheets.objectives import OBJECTIVES
from roi_xl.template.sheets.plans import PLANS
from roi_xl.template.sheets.projects import PROJECTS
from roi_xl.template.sheets.range import RANGE
from roi_xl.template.sheets.roi import ROI
from roi_xl.template.sheets.targets import TARGETS
from roi_xl.template.sheets.values import VALUES

_BEHIND = (INPUTS, COSTS, VALUES, BENEFITS, KPI, ATTRIBUTION, ROI, RANGE)
_OTHERS = (ESTIMATES, PROJECTS, PLANS, FORECAST, TARGETS, EVIDENCE, FOLLOW_UP, OBJECTIVES)
_NAMED_BY = {
    "costs": ("id", "item"),
    "values": ("id", "measure"),
    "benefits": ("id", "benefit"),
    "attribution": ("id", "benefit"),
    "estimated": ("id", "benefit"),
    "projects": ("id", "project"),
    "plans": ("id", "action"),
    "quarters": ("period",),
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


def checks_sheet(left_out: Collection[str] = ()) -> Sheet:
    """The sheet.

    Args:
        left_out: The ids of sheets that the workbook doesn't have: no check can be broken there.
    """
    others = [sheet for sheet in _OTHERS if sheet.id not in left_out]
    places = CheckPlaces(_BEHIND, others, _NAMED_BY, BLOCKS, ("{costs.amount}",))
    gone = [block for sheet in _OTHERS if sheet.id in left_out for block in sheet.blocks]
    tables = [block.id for block in gone if isinstance(block, Table)]
    lines = [line.name for block in gone if isinstance(block, Lines) for line in block.lines]

    def is_there(place: Place) -> bool:
        owner = place.table if isinstance(place, Rows) else place.name
        return owner not in {*tables, *lines} and not any(f"{{{id_}." in place.broken for id_ in tables)

    def there(check: Check) -> Check:
        kept = tuple(filter(is_there, check.places))
        if kept or not check.places:
            return replace(check, places=kept)
        return replace(check, places=(), own_formula="=0", sheet="checks")

    return Sheet(
        "checks",
        Kind.CONTROL,
        (
            VERDICT,
            check_table("integrity", map(there, INTEGRITY), "check", places),
            check_table("advice", map(there, ADVICE), "advice", places, accepted=True),
            text_numbers(places),
            *PROBES,
        ),
        widths=(7, 53, 10, 9, 12, 33, 46, 9, 14),
        pages=0,
    )


CHECKS = checks_sheet()
