"""The sheet Checks: whether the workbook's figures agree, and what should be reviewed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from roi_xl.calc import FUNCTIONS
from roi_xl.checks import ADVICE, INTEGRITY, TYPED, Check
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
from roi_xl.template.sheets.kpi import KPI
from roi_xl.template.sheets.range import RANGE
from roi_xl.template.sheets.roi import ROI
from roi_xl.template.sheets.values import VALUES


def _typed_numbers() -> Iterator[str]:
    """The lines and columns behind the figures in which numbers and dates are typed."""
    for sheet in (INPUTS, COSTS, VALUES, BENEFITS, KPI, ATTRIBUTION, ROI, RANGE):
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


_PROBED = (
    "TRAINING_ROI",
    "COST_OF_ERROR",
    "HOUR_VALUE",
    "ATTRIBUTED_BENEFIT",
    "ROI_RANGE",
    "NET_BENEFIT",
    "BENEFIT_COST_RATIO",
)
"""The functions whose results show whether the add-in is on."""

_OF_CELLS = {
    "ROI_RANGE": ("INDEX(ROI_RANGE({known.conservative:optimistic},16000),1,3)", "=(48000-16000)/16000")
}
"""Calls that read cells of the sheet, as the workbook's own calls do, and their known answers."""


def _probe(number: int, name: str) -> Item:
    """A call with a known answer: one that reads cells, or the last of the function's fullest examples."""
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


def _formula(check: Check) -> str:
    """The formula of a check, with its part for each typed number added up."""
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
            calculated("result", verdict, "=IF(ISERROR({measured}),1,({measured}<>0)*1)"),
        ),
        # equal sums may differ in their last binary digit, which would look like a finding
        items=tuple(
            Item(check.code, {"measured": f"=ROUND({_formula(check)},{2 if check.money else 6})"})
            for check in checks
        ),
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
