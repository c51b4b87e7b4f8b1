"""The workbook as a whole: its sheets in order, its lists and its sentences."""

from __future__ import annotations

from roi_xl.calc import FUNCTIONS
from roi_xl.template.declaration import Book
from roi_xl.template.sheets.answers import ANSWERS
from roi_xl.template.sheets.attribution import ATTRIBUTION
from roi_xl.template.sheets.benefits import BENEFITS
from roi_xl.template.sheets.checks import CHECKS
from roi_xl.template.sheets.costs import COSTS
from roi_xl.template.sheets.dashboard import SUMMARY
from roi_xl.template.sheets.drivers import DRIVERS
from roi_xl.template.sheets.estimates import ESTIMATES
from roi_xl.template.sheets.evidence import EVIDENCE
from roi_xl.template.sheets.follow_up import FOLLOW_UP
from roi_xl.template.sheets.forecast import FORECAST
from roi_xl.template.sheets.functions import functions_sheet
from roi_xl.template.sheets.inputs import INPUTS
from roi_xl.template.sheets.kpi import KPI
from roi_xl.template.sheets.lists import LISTS_SHEET
from roi_xl.template.sheets.log import LOG
from roi_xl.template.sheets.method import METHOD
from roi_xl.template.sheets.objectives import OBJECTIVES
from roi_xl.template.sheets.people import PEOPLE
from roi_xl.template.sheets.plans import PLANS
from roi_xl.template.sheets.projects import PROJECTS
from roi_xl.template.sheets.range import RANGE
from roi_xl.template.sheets.roi import ROI
from roi_xl.template.sheets.start import START
from roi_xl.template.sheets.targets import TARGETS
from roi_xl.template.sheets.values import VALUES

BOOK = Book(
    sheets=(
        START,
        SUMMARY,
        OBJECTIVES,
        INPUTS,
        COSTS,
        VALUES,
        BENEFITS,
        KPI,
        ESTIMATES,
        PROJECTS,
        PLANS,
        ATTRIBUTION,
        ROI,
        RANGE,
        DRIVERS,
        FORECAST,
        TARGETS,
        PEOPLE,
        ANSWERS,
        EVIDENCE,
        FOLLOW_UP,
        CHECKS,
        functions_sheet(FUNCTIONS),
        METHOD,
        LOG,
        LISTS_SHEET,
    ),
    lists={
        "category": ("direct", "indirect", "development", "evaluation", "offset"),
        "class": ("hard", "avoidance", "revenue", "soft"),
        "better": ("higher", "lower"),
        "conversion": ("standard", "historical", "expert", "database", "linked", "estimate"),
        "method": ("control", "trend", "forecast", "participants", "managers", "experts", "none"),
        "status": ("draft", "agreed", "actual"),
        "answer": ("yes", "no"),
        "objective": ("payoff", "business", "performance", "learning", "reaction"),
        "level": ("reaction", "learning", "behaviour", "impact"),
        "kind": ("leading", "lagging"),
        "group": ("trained", "control"),
        "phase": ("earlier", "before", "after"),
        "revenue_word": ("revenue", "sales", "turnover"),
        "rate_word": ("share", "rate", "other"),
        "progress": ("planned", "ongoing", "done", "dropped"),
        "span_word": ("week", "month", "quarter"),
    },
    phrases=("off", "language", "currency", "indicator"),
    sentences={
        "numbers.percent": ("number",),
        "statement.gain": ("roi", "one", "gross", "net", "money"),
        "statement.loss": ("roi", "one", "gross", "net", "money"),
        "statement.even": ("roi", "one", "gross", "money"),
        "numbers.money": ("currency", "amount"),
        "near.above": ("bar",),
        "near.below": ("bar",),
        "near.less": ("bar",),
        "unit.none": ("amount",),  # written out it would be a number stored as text
        "unit.any": ("currency",),
        "unit.SEK": (),
        "range": ("low", "high"),
        "indicator": ("indicator", "target", "unit"),
        "horizon": ("years",),
        "horizon_first": (),
        "state_blank": (),
        "state_costs": (),
        "state_benefits": (),
        "state_published": (),
        "state_lines": ("lines",),
        "state_range": (),
        "state_complete": (),
        "step_todo": (),
        "step_started": ("missing",),
        "step_done": (),
        "step_unneeded": (),
        "step_left_out": (),
        "step_review": ("missing",),
        "step_clear": (),
        "range_not_set": (),
        "next_step": ("sheet",),
        "too_few": ("people",),
        "estimates_too_many": (),
        "estimate_exceeds": (),
        "counted_in": ("line",),
        "not_signed": (),
        "not_verified": (),
        "plan_incomplete": (),
        "raised_and_counted": (),
        "target_met_no_range": (),
        "not_repaid": ("years",),
        "not_repaid_first": (),
        "npv": ("rate",),
        "irr": ("rate",),
        "hurdle_met": (),
        "hurdle_missed": (),
        "hurdle_unknown": (),
        "nothing_isolated": (),
        "nothing_to_draw": (),
        "revenue_not_profit": (),
        "accepted": ("owner",),
        "target_met_at_worst": (),
        "target_met": (),
        "target_missed": (),
    },
    columns={"value_id": ("values", "id"), "benefit": ("benefits", "id")},
)
"""The training-ROI workbook."""
