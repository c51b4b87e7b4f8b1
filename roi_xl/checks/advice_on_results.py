"""Advice about what comes out: the results, their range, and the forecast that they are compared with."""

from __future__ import annotations

from functools import partial
from typing import Final

from roi_xl.checks.check import Check, Figure, Rows
from roi_xl.errors import Level

_check = partial(Check, severity=Level.WARNING)


_FORECAST = tuple(
    f"inp_forecast_{amount}" for amount in ("time", "other", "claimed", "profit", "first", "benefit")
)
"""The amounts of which an approved forecast consists."""

ADVICE_ON_RESULTS: Final = (
    _check(
        "concentration",
        code="R211",
        places=(
            Rows(
                "attribution",
                "(cal_first_benefit>0)*({attribution.due}>inp_concentration*cal_first_benefit)"
                "*(SUMPRODUCT(({attribution.due}<>0)*1)>=3)",
                "due",
            ),
        ),
        of_results=True,
        principle=8,
    ),
    _check(
        "outlier",
        code="R212",
        places=(Figure("out_roi", "IF(cal_has_figures,(out_roi>5)*1,0)", 'ROUND(100*out_roi,0)&" %"'),),
        of_results=True,
        principle=8,
    ),
    _check(
        "target",
        "=IF(out_roi_low>=inp_target,0,1)",
        code="R405",
        sheet="range",
        at=("out_roi_low",),
        of_results=True,
        principle=4,
    ),
    _check(
        "range_set",
        code="R406",
        places=(
            Rows(
                "scenarios",
                "cal_has_figures*({scenarios.expected}<>0)*({scenarios.interval}=0)"
                '*((({scenarios.low}="")+({scenarios.high}=""))>0)',
            ),
            Rows(
                "scenario_costs",
                'cal_has_figures*((({scenario_costs.low}="")+({scenario_costs.high}=""))>0)',
            ),
        ),
    ),
    _check(
        "forecast_complete",
        code="R407",
        places=tuple(
            Figure(line, f"(COUNTA({','.join(_FORECAST)})>0)*(1-ISNUMBER({line}))", line)
            for line in _FORECAST
        ),
    ),
    _check(
        "forecast_in_time",
        code="R408",
        places=(
            Figure("inp_forecast_on", "ISNUMBER(inp_forecast_on)*(inp_start>0)*(inp_forecast_on>=inp_start)"),
        ),
    ),
)
"""In the order of their codes."""
