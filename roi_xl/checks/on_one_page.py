"""The checks of the workbook with one page: the same rules under the same codes, about the cells it has."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from roi_xl.checks.advice import ADVICE
from roi_xl.checks.advice_on_results import ADVICE_ON_RESULTS
from roi_xl.checks.check import Check, Figure, Place, Rows
from roi_xl.checks.conditions import above, unsaid
from roi_xl.checks.integrity import SOUNDNESS
from roi_xl.checks.slips import SLIPS

_KNOWN = {check.name: check for check in (*SOUNDNESS, *SLIPS, *ADVICE, *ADVICE_ON_RESULTS)}
_COUNTS = "({worth.complete}=1)"


def _here(name: str, *places: Place, formula: str = "", sheet: str = "") -> Check:
    """A known check about the cells of the page."""
    return replace(_KNOWN[name], own_formula=formula, places=places, sheet=sheet)


def _outside(column: str) -> Rows:
    cells = f"{{lines.{column}}}"
    return Rows("lines", f"ISNUMBER({cells})*(({cells}>1)+({cells}<0))", column)


INTEGRITY_ON_ONE_PAGE: Final = (
    _here("costs_exist", formula=_KNOWN["costs_exist"].own_formula, sheet="page"),
    _here(
        "time_cost",
        Figure("inp_source", f"cal_has_figures*(cal_training_hours=0)*{unsaid('inp_source')}"),
    ),
    _KNOWN["pay"],
    _KNOWN["time_inputs"],
    _here("fractions", Rows("lines", above("{lines.margin}", 1), "margin")),
    _here(
        "revenue_margin",
        Rows("lines", f"{_COUNTS}*({{worth.class}}={{#class.revenue}})*({{lines.margin}}=0)", "margin"),
    ),
    _here("texts", *_KNOWN["texts"].places, formula=_KNOWN["texts"].own_formula, sheet="page"),
    _here("window", Figure("inp_months", above("inp_months", 12), "inp_months")),
    _here(
        "value_signs",
        Rows("lines", "ISNUMBER({lines.unit_value})*({lines.unit_value}<0)", "unit_value"),
    ),
    _here("haircut", Rows("lines", f"{_COUNTS}*({{lines.confidence}}>=1)", "confidence")),
    _here(
        "methods",
        Figure(
            "inp_estimated_by",
            '(inp_estimated_by<>"")*(COUNTIF(lst_estimate,inp_estimated_by)=0)',
            "inp_estimated_by",
        ),
    ),
    _here("shares", _outside("share"), _outside("confidence")),
    _KNOWN["gross_net"],
    _here(
        "order",
        Figure("inp_range", f"{above('inp_range', 1)}+ISNUMBER(inp_range)*(inp_range<0)", "inp_range"),
    ),
    _here("expected", formula=_KNOWN["expected"].own_formula, sheet="roi"),
    _here(
        "money_twins",
        formula="=MAX(0,{apart})-MIN(0,{apart})".replace(
            "{apart}", "cal_hour_value_diff,cal_time_cost_diff,out_net_diff,{worth.difference}"
        ),
        sheet="roi",
    ),
    _here(
        "ratio_twins",
        formula="=(MAX(0,{apart})-MIN(0,{apart}))*out_cost".replace(
            "{apart}", "out_roi_diff,out_bcr_diff,{range.difference}"
        ),
        sheet="roi",
    ),
    _KNOWN["answers"],
)
"""What must hold before the figures of the page are used."""

ADVICE_ON_ONE_PAGE: Final = (
    _KNOWN["cost_per_hour"],
    _KNOWN["usual_hours"],
    _here(
        "whole_revenue",
        Rows("lines", f"{_COUNTS}*({{worth.class}}={{#class.revenue}})*({{lines.margin}}=1)", "margin"),
    ),
    _here("direction", Rows("lines", f"{_COUNTS}*({{lines.gain}}<0)", "gain")),
    _KNOWN["outlier"],
    _here("sources", Figure("inp_source", f"cal_has_figures*{unsaid('inp_source')}")),
    _here(
        "confident",
        Rows("lines", f"{_COUNTS}*({{lines.confidence}}>0.9)*({{lines.confidence}}<1)", "confidence"),
    ),
    _here("range_set", Figure("inp_range", 'cal_has_figures*(inp_range="")')),
    _KNOWN["currency"],
)
"""What deserves a look on the page."""
