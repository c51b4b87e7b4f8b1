"""The sheet Forecast: what was approved before, what came of it, and how one ROI became the other."""

from __future__ import annotations

from roi_xl.template import names
from roi_xl.template.cards import Chart, Charts, Series
from roi_xl.template.columns import AMOUNT, ANY, DATE, calculated, typed, words
from roi_xl.template.declaration import Item, Kind, Line, Lines, Prose, Sheet, Table

_FIGURES = {
    "time": "SUM(cal_participant_cost)",
    "other": "out_cost-SUM(cal_participant_cost)",
    "claimed": "{benefits.claimed!}",
    "profit": "{benefits.profit!}",
    "first": "cal_first_benefit",
    "benefit": "out_benefit",
}
"""The figures that a forecast consists of: what stands for each of them in this workbook."""

FORECAST_LINES = {f"{names.INPUT}forecast_{figure}": f"cal_actual_{figure}" for figure in _FIGURES}
"""The input lines of an approved forecast, each with the line that shows the same figure as it is now."""

APPROVED_ON, APPROVED_BY = f"{names.INPUT}forecast_on", f"{names.INPUT}forecast_by"
"""The input lines that say when, and by whom."""

_COST = "inp_forecast_time+inp_forecast_other"
_TYPED = ",".join(FORECAST_LINES)


def _compared(figure: str, forecast: str, actual: str) -> Item:
    return Item(
        figure,
        {
            "forecast": f'=IF(cal_has_forecast,{forecast},"")',
            "actual": f'=IF(cal_forecast_bridge,{actual},"")',
        },
    )


def _step(step: str, cost: str, benefit: str, before: str) -> Item:
    """A step of the bridge: cost and benefit with the figures replaced so far, and the ROI before it."""
    return Item(
        step,
        {
            "cost": f'=IF(cal_forecast_bridge,{cost},"")',
            "benefit": f'=IF(cal_forecast_bridge,{benefit},"")',
            "effect": f'=IF(cal_forecast_bridge,100*({{roi}}-{before}),"")',
        },
    )


def _scaled(*figures: str) -> str:
    """The forecast's benefit in the proportion of the last figure that wasn't to be 0; unchanged if all were.

    It doesn't read the step before: a column of a table that reads itself looks like a circle to engines.
    """
    benefit = "inp_forecast_benefit"
    for figure in figures:
        forecast = f"inp_forecast_{figure}"
        benefit = f"IF({forecast}=0,{benefit},inp_forecast_benefit*cal_actual_{figure}/{forecast})"
    return benefit


def _after(step: str) -> str:
    return f"{{forecast_bridge.{step}.roi}}"


FORECAST = Sheet(
    "forecast",
    Kind.CALCULATION,
    (
        Lines(
            "forecast",
            (
                typed(APPROVED_ON, "date", DATE),
                typed(APPROVED_BY),
                typed("inp_forecast_time", "money", AMOUNT),
                typed("inp_forecast_other", "money", ANY),
                typed("inp_forecast_claimed", "money", ANY),
                typed("inp_forecast_profit", "money", ANY),
                typed("inp_forecast_first", "money", ANY),
                typed("inp_forecast_benefit", "money", ANY),
            ),
        ),
        Lines(
            "forecast_results",
            (
                Line(
                    "cal_forecast_roi",
                    "percent",
                    f'=IF(cal_has_forecast,inp_forecast_benefit/({_COST})-1,"")',
                    strong=True,
                ),
                Line("cal_actual_roi", "percent", '=IF(cal_forecast_bridge,out_roi,"")', strong=True),
                Line(
                    "cal_forecast_points",
                    "points",
                    '=IF(cal_forecast_bridge,SUM({forecast_bridge.effect}),"")',
                ),
            ),
        ),
        Table(
            "forecast_bridge",
            (
                words("id"),
                words("step"),
                calculated("cost", "money"),
                calculated("benefit", "money"),
                calculated("roi", "percent", '=IF(cal_forecast_bridge,{benefit}/{cost}-1,"")'),
                calculated("effect", "points"),
                words("note"),
            ),
            items=(
                _step(
                    "time",
                    "cal_actual_time+inp_forecast_other",
                    "inp_forecast_benefit",
                    "cal_forecast_roi",
                ),
                _step("other", "out_cost", "inp_forecast_benefit", _after("time")),
                _step(
                    "measured",
                    "out_cost",
                    _scaled("claimed"),
                    _after("other"),
                ),
                _step(
                    "margin",
                    "out_cost",
                    _scaled("claimed", "profit"),
                    _after("measured"),
                ),
                _step(
                    "isolated",
                    "out_cost",
                    _scaled("claimed", "profit", "first"),
                    _after("margin"),
                ),
                _step("horizon", "out_cost", "out_benefit", _after("isolated")),
            ),
        ),
        Charts(
            (
                Chart(
                    "forecast_bridge",
                    "forecast_bridge",
                    "step",
                    (
                        Series(
                            "effect",
                            "navy",
                            labels='[>=0.05]+0.0;[<=-0.05]"−"0.0;""',
                            points=("navy",) * 6,
                        ),
                    ),
                    format='+0;"−"0;0',
                    horizontal=True,
                    known="cal_forecast_bridge",
                ),
            )
        ),
        Prose("forecast_reading"),
        Table(
            "forecast_figures",
            (
                words("id"),
                words("figure"),
                calculated("forecast", "money"),
                calculated("actual", "money"),
                calculated("difference", "money", '=IF(cal_forecast_bridge,{actual}-{forecast},"")'),
            ),
            items=(
                _compared("cost", _COST, "out_cost"),
                _compared("benefit", "inp_forecast_benefit", "out_benefit"),
                _compared("net", f"inp_forecast_benefit-({_COST})", "out_benefit-out_cost"),
            ),
        ),
        Lines(
            "forecast_now",
            (
                *(Line(f"cal_actual_{figure}", formula=f"={now}") for figure, now in _FIGURES.items()),
                Line("cal_has_forecast", "flag", f"=(COUNT({_TYPED})=6)*({_COST}>0)"),
                Line(
                    "cal_forecast_bridge",
                    "flag",
                    "=cal_has_forecast*cal_has_figures*(cal_actual_time+inp_forecast_other>0)",
                ),
            ),
        ),
    ),
    widths=(6, 36, 14, 16, 14, 14, 66),
    pages=0,
)
