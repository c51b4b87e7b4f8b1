"""The sheet Checks: whether the workbook's figures agree, and what deserves a look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from roi_xl.checks import ADVICE, INTEGRITY, TYPED, Check
from roi_xl.template.columns import (
    calculated,
    words,
)
from roi_xl.template.declaration import (
    Column,
    Item,
    Kind,
    Line,
    Lines,
    Role,
    Sheet,
    Table,
)
from roi_xl.template.draw.styles import TEXTUAL
from roi_xl.template.sheets.attribution import ATTRIBUTION
from roi_xl.template.sheets.benefits import BENEFITS
from roi_xl.template.sheets.costs import COSTS
from roi_xl.template.sheets.inputs import INPUTS
from roi_xl.template.sheets.range import RANGE
from roi_xl.template.sheets.roi import ROI
from roi_xl.template.sheets.values import VALUES


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


_ANSWERS: Mapping[str, tuple[str, str]] = {
    "TRAINING_ROI": ("TRAINING_ROI(90000,16000)", "=(90000-16000)/16000"),
    "COST_OF_ERROR": ("COST_OF_ERROR(1.5,50,45)", "=1.5*50+45"),
    "HOUR_VALUE": ("HOUR_VALUE(60000,0.4,1680)", "=60000*(1+0.4)/1680"),
    "ATTRIBUTED_BENEFIT": ("ATTRIBUTED_BENEFIT(11000,0.6,0.8)", "=11000*0.6*0.8"),
    "ROI_RANGE": ("INDEX(ROI_RANGE({known.conservative:optimistic},16000),1,3)", "=(48000-16000)/16000"),
    "NET_BENEFIT": ("NET_BENEFIT(90000,16000)", "=90000-16000"),
    "BENEFIT_COST_RATIO": ("BENEFIT_COST_RATIO(90000,16000)", "=90000/16000"),
}
"""A call of each of our functions that has a known answer, and that answer."""


def _formula(check: Check) -> str:
    """The formula of a check, in which what holds for each typed number is added up."""
    if TYPED not in check.formula:
        return check.formula[1:]
    return "+".join(check.formula[1:].replace(TYPED, cells) for cells in _typed_numbers())


def _checks(id_: str, checks: Iterable[Check], verdict: str) -> Table:
    return Table(
        id_,
        (
            words("id"),
            words("check"),
            calculated("measured", "number"),
            calculated("result", verdict, "=IF(ISERROR({measured}),1,(ABS({measured})>inp_tolerance)*1)"),
        ),
        # sums that agree may differ in their last binary digit: shown, it would look like a finding
        items=tuple(Item(check.code, {"measured": f"=ROUND({_formula(check)},6)"}) for check in checks),
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
        _checks("integrity", INTEGRITY, "check"),
        _checks("advice", ADVICE, "advice"),
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
            items=tuple(
                Item(name, {"expected": known, "answer": f"=IF(ISERROR({call}),lst_off,{call})"})
                for name, (call, known) in _ANSWERS.items()
            ),
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
