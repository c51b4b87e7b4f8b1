"""The sheet Checks: whether the workbook's figures agree, and what deserves a look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from roi_xl.calc import FUNCTIONS
from roi_xl.template.columns import (
    calculated,
    words,
)
from roi_xl.template.declaration import (
    TEXTUAL,
    Column,
    Item,
    Kind,
    Line,
    Lines,
    Role,
    Sheet,
    Table,
)
from roi_xl.template.sheets.attribution import ATTRIBUTION
from roi_xl.template.sheets.benefits import BENEFITS
from roi_xl.template.sheets.costs import COSTS
from roi_xl.template.sheets.inputs import INPUTS
from roi_xl.template.sheets.range import RANGE
from roi_xl.template.sheets.roi import ROI
from roi_xl.template.sheets.values import VALUES

_MONEY_DIFFERENCES = (
    "cal_hour_value_diff,cal_error_cost_diff,cal_development_diff,out_net_diff,cal_required_benefit_diff,out_npv_diff,"
    "{attribution.difference}"
)


_RATIO_DIFFERENCES = (
    "out_roi_diff,out_bcr_diff,cal_break_even_share_diff,out_roi_annual_diff,"
    "{walk.difference},{classes.difference},{range.difference}"
)


def _spread(differences: str) -> str:
    """How far differences lie from 0, on both sides."""
    return f"=(MAX(0,{differences})-MIN(0,{differences}))"


def _unexplained(year: str, *earlier: str) -> str:
    """Whether a year counts a benefit without a reason of its own, one that no earlier year gives."""
    reason = f"{{flow.{year}.reason}}"
    borrowed = "".join(f"+({reason}={{flow.{other}.reason}})" for other in earlier)
    return f'({{flow.{year}.continues}}>0)*((({reason}=""){borrowed})>0)'


def _typed_numbers() -> Iterator[str]:
    """The lines and columns behind the figures in which numbers and dates are typed."""
    for sheet in (INPUTS, COSTS, VALUES, BENEFITS, ATTRIBUTION, ROI, RANGE):
        for block in sheet.blocks:
            if isinstance(block, Lines):
                yield from (line.name for line in block.lines if _holds_numbers(line))
            elif isinstance(block, Table):
                yield from (
                    f"{{{block.id}.{column.id}}}" for column in block.columns if _holds_numbers(column)
                )
    yield "{costs.amount}"  # a formula, but amounts are what people type over


def _holds_numbers(cell: Line | Column) -> bool:
    return cell.role is Role.INPUT and cell.format not in TEXTUAL


_INTEGRITY: Mapping[str, str] = {
    "categories": "=cal_cost_direct+cal_cost_indirect+cal_cost_development+cal_cost_evaluation"
    "+cal_cost_offset-cal_cost_total",
    "cost_total": "=SUMPRODUCT({costs.quantity},{costs.unit_cost})-out_cost",
    "costs_exist": "=(1-cal_has_cost)*(out_benefit<>0)",
    "revenue_margin": "=SUMPRODUCT(({benefits.class}={#class.revenue})*({benefits.claimed}<>0)"
    "*({benefits.margin}=0))",
    "profit": "=SUMPRODUCT(--({benefits.profit}*{benefits.profit}>{benefits.claimed}*{benefits.claimed}"
    "+inp_tolerance))",
    "due": "=SUMPRODUCT(--({attribution.due}*{attribution.due}>{attribution.profit}*{attribution.profit}"
    "+inp_tolerance))",
    "shares": "=SUMPRODUCT(--({attribution.share}>1))+SUMPRODUCT(--({attribution.share}<0))"
    "+SUMPRODUCT(--({attribution.confidence}>1))+SUMPRODUCT(--({attribution.confidence}<0))",
    "value_ids": '=SUMPRODUCT(({benefits.value_id}<>"")*({benefits.matches}<>1))',
    "complete": '=SUMPRODUCT(({benefits.claimed}<>0)*((({benefits.class}="")+({attribution.method}="")'
    '+({attribution.share}="")+({attribution.confidence}=""))>0))',
    "classes": "=cal_benefit_hard+cal_benefit_avoidance+cal_benefit_revenue+cal_benefit_soft-out_benefit",
    "walk": "=(cal_roi_reported-out_roi)*out_cost",
    "gross_net": "=(out_bcr-1-out_roi)*out_cost",
    "order": "=SUMPRODUCT(--({scenarios.conservative}>{scenarios.expected}+inp_tolerance))"
    "+SUMPRODUCT(--({scenarios.expected}>{scenarios.optimistic}+inp_tolerance))"
    "+SUMPRODUCT(--({scenario_costs.conservative}+inp_tolerance<{scenario_costs.expected}))"
    "+SUMPRODUCT(--({scenario_costs.expected}+inp_tolerance<{scenario_costs.optimistic}))",
    "expected": "=(cal_roi_expected-out_roi)*out_cost",
    "dates": "=IF(inp_end>=inp_start,0,1)",
    "money_twins": _spread(_MONEY_DIFFERENCES),
    "ratio_twins": f"{_spread(_RATIO_DIFFERENCES)}*out_cost",
    "answers": "=SUMPRODUCT(ISNUMBER({functions.answer})*(1-{functions.right}))",
    "leading": "=SUM({benefits.leading})",
    "control": "=(ABS(cal_effect-cal_control_share*cal_trained_change)"
    ">0.000000001*(ABS(cal_trained_before)+ABS(cal_trained_after)))*1",
    "cost_signs": "=SUMPRODUCT(({costs.amount}<0)*({costs.category}<>{#category.offset}))"
    "+SUMPRODUCT(({costs.amount}>0)*({costs.category}={#category.offset}))",
    "control_months": "=(COUNTIF({attribution.method},{#method.control})>0)"
    "*(SUMPRODUCT((({trend.phase}={#phase.before})+({trend.phase}={#phase.after}))"
    '*(({trend.trained}="")*({trend.control}<>"")+({trend.trained}<>"")*({trend.control}="")))'
    "+(cal_control_before=0)*(cal_trained_change<>0))",
    # what is left blank counts as 0, and a cost of 0 flatters: hours of 0 are typed
    "time_inputs": '=cal_has_figures*((inp_participants=0)+(inp_hours_each="")'
    '+(inp_hours_each>0)*((inp_salary=0)+(inp_benefits_rate="")+(inp_paid_hours=0)))',
    "time_cost": "=cal_has_figures*IF(cal_training_hours>0,"
    "MAX(0,cal_training_hours*cal_hour_value-cal_cost_indirect),"
    '(SUMPRODUCT(({costs.category}={#category.indirect})*({costs.source}<>""))=0)*1)',
    "pairs": '=cal_has_figures*SUMPRODUCT(--(({benefits.before}="")<>({benefits.after}="")))',
    # Excel's own operators take "530000" for a number, its sums skip it, and our functions refuse it
    "texts": "=" + "+".join(f"SUMPRODUCT(--ISTEXT({cells}))" for cells in _typed_numbers()),
    "rows": "=ABS(ROWS({benefits.id})-ROWS({attribution.id}))+ABS(ROWS({benefits.id})-ROWS({scenarios.id}))",
}
"""What must hold, by key: a formula that gives 0 when it does. Ratios are weighed in money."""


_ADVICE: Mapping[str, str] = {
    "development": "=IF(cal_cost_development=0,1,0)",
    "evaluation": "=IF(cal_cost_evaluation=0,1,0)",
    "approved": "=SUMPRODUCT(({values.unit_value}<>0)*({values.approved}<>{#answer.yes}))",
    "whole_revenue": "=SUMPRODUCT(({benefits.class}={#class.revenue})*({benefits.claimed}<>0)"
    "*({benefits.margin}=1))",
    "concentration": "=IF(out_benefit>0,SUMPRODUCT(--({attribution.due}>inp_concentration*out_benefit)),0)",
    "not_isolated": "=SUMPRODUCT(({attribution.profit}<>0)*({attribution.method}={#method.none}))",
    "haircut": "=SUMPRODUCT((({attribution.method}={#method.participants})"
    "+({attribution.method}={#method.managers})+({attribution.method}={#method.experts}))"
    "*({attribution.confidence}=1))",
    "target": "=IF(out_roi_low>=inp_target,0,1)",
    "objectives": '=SUMPRODUCT(({objectives.objective}<>"")*({objectives.agreed}>inp_start))',
    "lower_levels": "=(COUNTIF({evidence.level},{#level.reaction})=0)"
    "+(COUNTIF({evidence.level},{#level.learning})=0)+(COUNTIF({evidence.level},{#level.behaviour})=0)",
    "indicators": "=SUMPRODUCT(--({evidence.reached}=-1))",
    "late": "=SUMPRODUCT(--({follow_up.late}>0))",
    "double": "=SUMPRODUCT(--({benefits.same_group}>1))",
    "sources": '=SUMPRODUCT(({costs.amount}<>0)*({costs.source}=""))'
    '+SUMPRODUCT(({values.unit_value}<>0)*({values.source}=""))'
    '+SUMPRODUCT(({benefits.claimed}<>0)*({benefits.source}=""))',
    "lasting": f"={_unexplained('second', 'first')}+{_unexplained('third', 'first', 'second')}",
}
"""What deserves a look, by key: a formula that gives 0 when there is nothing to see."""


_PROBED = (
    "TRAINING_ROI",
    "COST_OF_ERROR",
    "HOUR_VALUE",
    "ATTRIBUTED_BENEFIT",
    "ROI_RANGE",
    "NET_BENEFIT",
    "BENEFIT_COST_RATIO",
)
"""The functions whose answers tell whether the add-in is on."""

_OF_CELLS = {
    "ROI_RANGE": ("INDEX(ROI_RANGE({known.conservative:optimistic},16000),1,3)", "=(48000-16000)/16000")
}
"""Calls that read cells of the sheet, as the workbook's own calls do, and their known answers."""


def _probe(number: int, name: str) -> Item:
    """A call with a known answer: of cells, or the last of the fullest examples of the function."""
    if name in _OF_CELLS:
        call, known = _OF_CELLS[name]
        return Item(name, {"expected": known, "answer": _answer(call)})
    examples = [each for each in FUNCTIONS[name].examples if isinstance(each.result, int | float)]
    example = sorted(examples, key=lambda each: len(each.args))[-1]
    call = example.formula.removeprefix("=")
    return Item(
        name,
        {
            "id": str(number),
            "call": call,
            "expected": cast("float", example.result),
            "answer": _answer(call),
        },
    )


def _answer(call: str) -> str:
    return f"=IF(ISERROR({call}),lst_off,{call})"


def _checks(id_: str, checks: Mapping[str, str], verdict: str) -> Table:
    return Table(
        id_,
        (
            words("id"),
            words("check"),
            calculated("measured", "number"),
            calculated("result", verdict, "=IF(ISERROR({measured}),1,(ABS({measured})>inp_tolerance)*1)"),
        ),
        # sums that agree may differ in their last binary digit: shown, it would look like a finding
        items=tuple(Item(key, {"measured": f"=ROUND({formula[1:]},6)"}) for key, formula in checks.items()),
        verdict=("result", verdict),
    )


CHECKS = Sheet(
    "checks",
    Kind.CONTROL,
    (
        Lines(
            "verdict",
            (
                Line("out_checks", "check", "=SUM({integrity.result})", strong=True),
                Line("out_advice", "advice", "=SUM({advice.result})"),
                Line("cal_addin", "switch", "=IF(SUM({functions.right})=ROWS({functions.right}),1,0)"),
            ),
        ),
        _checks("integrity", _INTEGRITY, "check"),
        _checks("advice", _ADVICE, "advice"),
        Table(
            "functions",
            (
                words("id"),
                Column("call", role=Role.WORDS),
                calculated("expected", "number"),
                Column("answer", "number", role=Role.ADDIN),
                calculated(
                    "right",
                    "right",
                    "=IF(ISNUMBER({answer}),(ABS({answer}-{expected})<0.000000001)*1,0)",
                ),
            ),
            items=tuple(_probe(number, name) for number, name in enumerate(_PROBED, start=1)),
            verdict=("right", "right"),
        ),
        Table(
            "known",
            (
                words("id"),
                words("label"),
                calculated("conservative", "money"),
                calculated("expected", "money"),
                calculated("optimistic", "money"),
            ),
            items=(Item("benefits", {"conservative": 16_000, "expected": 32_000, "optimistic": 48_000}),),
        ),
    ),
    widths=(5, 76, 16, 18, 20),
    portrait=True,
)
