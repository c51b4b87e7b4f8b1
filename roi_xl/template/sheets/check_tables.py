"""The tables of which sheets with checks consist: the checks themselves, and whether the add-in answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from roi_xl.calc import FUNCTIONS
from roi_xl.checks import TEXT_NUMBERS, Check
from roi_xl.template import names
from roi_xl.template.columns import calculated, words
from roi_xl.template.declaration import Column, Item, Line, Lines, Role, Table
from roi_xl.template.sentences import sentence
from roi_xl.template.sheets.check_places import CheckPlaces, first_of

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


_ACCEPTED = '({assumptions.id}={id})*({assumptions.owner}<>"")*({assumptions.basis}<>"")'
_OWNER = f"INDEX({{assumptions.owner}},{first_of(_ACCEPTED)})"
_ACCEPTANCE = (
    f'=IF(ISERROR({{measured}}),"",IF(({{measured}}=0)+(SUMPRODUCT({_ACCEPTED})=0)>0,"",'
    f'{sentence("accepted", owner=_OWNER)}))&""'
)
"""Who has accepted an advice that applies: the owner of the assumption whose ID is its code, with a basis."""


_BROKEN = "=IF(ISERROR({measured}),1,({measured}<>0)*1)"


def check_table(
    id_: str, checks: Iterable[Check], verdict: str, places: CheckPlaces, *, accepted: bool = False
) -> Table:
    """The table of checks: rule, measured, verdict, first place and remedy.

    Args:
        id_: Key of the table.
        checks: What it lists.
        verdict: The style of its verdicts, `check` or `advice`.
        places: The places that the checks are about.
        accepted: Whether the Log may accept what applies.
    """
    return Table(
        id_,
        (
            words("id"),
            words("check"),
            calculated("measured", "number"),
            calculated("result", verdict, _BROKEN + '*({accepted}="")' * accepted),
            Column("where", role=Role.LINK),
            calculated(names.FIRST, "text"),
            words(names.REMEDY),
            words("principle"),
            *([calculated("accepted", "text", _ACCEPTANCE)] if accepted else []),
        ),
        # equal sums may differ in their last binary digit, which would look like a finding
        items=tuple(
            Item(
                check.name,
                {
                    "id": check.code,
                    "measured": f"=ROUND({check.formula[1:]},{2 if check.money else 6})",
                    names.FIRST: places.first(check),
                    "principle": str(check.principle or ""),
                },
                links={"where": check.sheet or places.sheet_of(check.places[0])},
            )
            for check in checks
        ),
        lines=2,
        verdict=("result", verdict),
    )


def text_numbers(places: CheckPlaces) -> Table:
    """The table of the sheets on which a text stands where a number or a date belongs, and of the first one.

    Args:
        places: The places that the checks are about.
    """
    return Table(
        TEXT_NUMBERS,
        (
            words("id"),
            calculated("sheet", "text"),
            calculated("measured", "number"),
            calculated("result", "check", _BROKEN),
            Column("where", role=Role.LINK),
            calculated(names.FIRST, "text"),
        ),
        items=tuple(places.text_numbers()),
        verdict=("result", "about_checks"),
    )


VERDICT = Lines(
    "verdict",
    (
        Line("out_checks", "check", "=SUM({integrity.result})", strong=True),
        Line("out_advice", "advice", "=SUM({advice.result})"),
        Line("cal_addin", "switch", "=IF(SUM({functions.right})=ROWS({functions.right}),1,0)"),
    ),
)
"""The counts of failing checks and of advice, and whether the add-in is on."""

PROBES = (
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
)
"""Calls with known answers: whether the add-in is on, and answers as it should."""
