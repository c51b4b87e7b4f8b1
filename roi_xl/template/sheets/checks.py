"""The sheet Checks: whether the workbook's figures agree, and what should be reviewed."""

from __future__ import annotations

from roi_xl.checks import ADVICE, BLOCKS, INTEGRITY
from roi_xl.template.declaration import Kind, Sheet
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

_PLACES = CheckPlaces(
    (INPUTS, COSTS, VALUES, BENEFITS, KPI, ATTRIBUTION, ROI, RANGE),
    (ESTIMATES, PROJECTS, PLANS, FORECAST, TARGETS, EVIDENCE, FOLLOW_UP, OBJECTIVES),
    {
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
    },
    BLOCKS,
    ("{costs.amount}",),
)

CHECKS = Sheet(
    "checks",
    Kind.CONTROL,
    (
        VERDICT,
        check_table("integrity", INTEGRITY, "check", _PLACES),
        check_table("advice", ADVICE, "advice", _PLACES, accepted=True),
        text_numbers(_PLACES),
        *PROBES,
    ),
    widths=(7, 53, 10, 9, 12, 33, 46, 9, 14),
    pages=0,
)
