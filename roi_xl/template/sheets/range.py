"""The sheet Range: three scenarios from one model, what drives the result, and a simulation."""

from __future__ import annotations

from roi_xl.template.columns import COUNT, FACTOR, calculated, four_cells, key, looked_up, typed, words
from roi_xl.template.declaration import Column, Item, Kind, Line, Lines, Prose, Role, Rule, Sheet, Table

_LOW, _HIGH = 'IF({low}="",1,{low})', 'IF({high}="",1,{high})'  # a blank factor varies nothing
_FACTORS = (Column("low", "factor", rule=FACTOR), Column("high", "factor", rule=FACTOR))


def _scenarios(expected: Column, conservative: str, optimistic: str) -> tuple[Column, ...]:
    """A line in the three scenarios."""
    return (
        calculated("conservative", "money", f"={conservative}", total=True),
        expected,
        calculated("optimistic", "money", f"={optimistic}", total=True),
    )


def _benefit(better: str, worse: str, end: str, more: str = "") -> str:
    """A benefit in one scenario: by its factor, or at that end of its interval where none is typed.

    A larger deterioration is worse, so its factors change places.

    Args:
        better: The column of the factor for a gain.
        worse: The column of the factor for a deterioration.
        end: The column of Attribution with the benefit at that end.
        more: What counts in this scenario only, as `+…`.
    """
    blank = f'(({{expected}}<0)*({{{worse}}}="")+({{expected}}>=0)*({{{better}}}="")>0)'
    at_end = f"{_of_attribution(end)}*cal_flow_factor{more}"
    return f"IF({blank},{at_end},({{expected}}{more})*IF({{expected}}<0,{{{worse}}},{{{better}}}))"


def _of_attribution(column: str) -> str:
    return f"SUMIFS({{attribution.{column}}},{{attribution.id}},{{id}})"


def _effect(low: str, high: str, rank: str) -> tuple[Column, ...]:
    """The effect of one line on ROI, in percentage points, and its rank among the drivers."""
    return (
        calculated("low_points", "points", f"=IF(cal_has_cost=0,0,100*({low}))"),
        calculated("high_points", "points", f"=IF(cal_has_cost=0,0,100*({high}))"),
        calculated("swing", "points", "=MAX(0,{low_points},{high_points})-MIN(0,{low_points},{high_points})"),
        calculated("rank", "count", rank),
        Column("basis"),
    )


_BENEFIT_SCENARIOS = _scenarios(
    Column("expected", "money", f"={_of_attribution('due')}*cal_flow_factor", role=Role.LINK, total=True),
    _benefit("low", "high", "worst"),
    _benefit("high", "low", "best", f"+{_of_attribution('pending')}*cal_flow_factor"),
)
# a loss divided by a higher cost looks smaller, so cost doesn't vary where the benefit is negative
_COST_SCENARIOS = _scenarios(
    calculated("expected", "money"),
    f"{{expected}}*IF(out_benefit<0,1,{_LOW})",
    f"{{expected}}*IF(out_benefit<0,1,{_HIGH})",
)
_MOVES = "(({scenarios.expected}<>0)+({scenarios.swing}>0)>0)"  # a draft moves the optimistic end alone
_BENEFIT_EFFECT = _effect(
    "({conservative}-{expected})/out_cost",
    "({optimistic}-{expected})/out_cost",
    "=IF(({expected}=0)*({swing}=0)=1,0,1+SUMPRODUCT(--({scenarios.swing}>{swing}))"
    "+SUMPRODUCT(--({scenario_costs.swing}>{swing}))"
    f"+SUMPRODUCT(({{scenarios.swing}}={{swing}})*({{scenarios.number}}<{{number}})*{_MOVES}))",
)
_COST_EFFECT = _effect(
    "IF({conservative}>0,out_benefit/{conservative}-out_benefit/out_cost,0)",
    "IF({optimistic}>0,out_benefit/{optimistic}-out_benefit/out_cost,0)",
    f"=IF({{expected}}=0,0,1+SUMPRODUCT(({{scenarios.swing}}>={{swing}})*{_MOVES}))",
)
_LINES = "{scenarios.conservative:optimistic},{scenario_costs.conservative:optimistic}"
_RANGE_CALL = f"ROI_RANGE({_LINES})"
_RANGE_SET = (
    "=(SUMPRODUCT(({scenarios.expected}<>0)*({scenarios.interval}=0)"
    '*((({scenarios.low}="")+({scenarios.high}=""))>0))'
    '+SUMPRODUCT(({scenario_costs.low}="")+({scenario_costs.high}=""))'
    "+SUMPRODUCT(({scenarios.conservative}>{scenarios.expected}+0.005)"
    "+({scenarios.expected}>{scenarios.optimistic}+0.005))"
    "+SUMPRODUCT(({scenario_costs.optimistic}>{scenario_costs.expected}+0.005)"
    "+({scenario_costs.expected}>{scenario_costs.conservative}+0.005))=0)*1"
)  # out of order by more than half a cent, ROI_RANGE gives an error, and a check says so
_SIMULATION_CALL = f"ROI_SIMULATION({_LINES},inp_trials,inp_seed)"


def _scenario(number: int, key: str, roi_name: str) -> Item:
    return Item(
        key,
        {
            "number": number,
            "benefit": f"={{scenarios.{key}!}}",
            "cost": f"=SUM({{scenario_costs.{key}}})",
            "shown": "=cal_has_figures" if key == "expected" else "=cal_has_figures*cal_range_set",
        },
        {"roi": roi_name},
    )


RANGE = Sheet(
    "range",
    Kind.CALCULATION,
    (
        Table(
            "range",
            (
                calculated("number", "count"),
                words("scenario"),
                calculated("benefit", "money"),
                calculated("cost", "money"),
                *four_cells(
                    "roi",
                    "percent",
                    addin=f'IF(cal_range_set=1,INDEX({_RANGE_CALL},1,{{number}}),"")',
                    check="{benefit}/{cost}-1",
                    needs="{shown}",
                    missing='""',
                ),
                calculated("shown", "flag"),
            ),
            items=(
                _scenario(1, "conservative", "out_roi_low"),
                _scenario(2, "expected", "cal_roi_expected"),
                _scenario(3, "optimistic", "out_roi_high"),
            ),
        ),
        Table(
            "scenarios",
            (
                key(),
                looked_up("benefit"),
                *_FACTORS,
                *_BENEFIT_SCENARIOS,
                *_BENEFIT_EFFECT,
                calculated("number", "count", "#"),
                calculated("interval", "flag", f"={_of_attribution('interval')}"),
            ),
            rows=8,
            total=True,
            follows="benefits",
        ),
        Table(
            "scenario_costs",
            (words("id"), words("line"), *_FACTORS, *_COST_SCENARIOS, *_COST_EFFECT),
            items=(Item("cost", {"expected": "=out_cost"}),),
        ),
        Lines(
            "simulation",
            (
                typed("inp_trials", "count", Rule("integer", 1, 100_000)),
                typed("inp_seed", "count", COUNT),
                Line("cal_range_set", "flag", _RANGE_SET),
                *(
                    Line(
                        f"cal_simulated_{name}",
                        "percent",
                        "=IF(cal_has_figures*cal_range_set*(inp_trials>0),"
                        f'IF(cal_addin=1,INDEX({_SIMULATION_CALL},1,{number}),lst_off),"")',
                        role=Role.ADDIN,
                    )
                    for number, name in enumerate(("low", "middle", "high", "mean", "loss"), start=1)
                ),
            ),
        ),
        Prose("range_reading"),
    ),
    widths=(6, 36, 14, 14, 14, 14, 14, 13, 13, 13, 8, 32, 6, 10),
    pages=0,
    printed=12,
)
