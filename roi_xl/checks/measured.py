"""Integrity checks of measured benefits: each method has its figures in the workbook."""

from __future__ import annotations

from functools import partial
from typing import Final

from roi_xl.checks.check import Check, Rows
from roi_xl.errors import Level

_check = partial(Check, severity=Level.ERROR)


def _unpaired(block: str) -> Rows:
    """The periods of a block that count for its control group but lack the figure of one of the groups."""
    counts = "+".join(f"({{{block}.phase}}={{#phase.{phase}}})" for phase in ("before", "after"))
    lacks = f'(({{{block}.trained}}="")<>({{{block}.control}}=""))'
    return Rows(block, f"({{measures.{block}.method}}={{#method.control}})*({counts})*{lacks}", "number")


def _misplaced(block: str) -> Rows:
    """The figures of a block that have no phase, or no number of their own among the block's rows."""
    number = f"{{{block}.number}}"
    wrong = (
        f"(COUNTIF({number},{number})<>1)+({number}<1)+({number}>ROWS({number}))"
        f"+(COUNTIF(lst_phase,{{{block}.phase}})=0)"
    )
    filled = f'((({{{block}.trained}}<>"")+({{{block}.control}}<>""))>0)'
    return Rows(block, f"{filled}*(({wrong})>0)", "number")


def _differences(block: str) -> list[str]:
    """The lines that say how far our functions and plain Excel are apart in a block."""
    return [f"cal_{block}_{name}_diff" for name in ("control", "low", "high", "trend", "forecast")]


def _apart(block: str) -> str:
    """Whether our functions and plain Excel give a block different effects, beyond rounding."""
    differences = _differences(block)
    least = (
        f"0.0000001*(SUM(ABS(cal_{block}_trained_before),ABS(cal_{block}_trained_after))+cal_{block}_margin)"
    )
    listed = ",".join(differences)
    return f"(MAX({listed})-MIN({listed})>{least})*1"


BLOCKS: Final = ("kpi1", "kpi2", "kpi3", "kpi4")
"""The tables with the figures of measured benefits."""

MEASURED: Final = (
    _check(
        "measured",
        code="R303",
        places=(Rows("attribution", "({attribution.measured}=1)*({attribution.has_data}=0)", "method"),),
        principle=5,
    ),
    _check(
        "measured_share",
        code="R311",
        places=(
            Rows(
                "attribution",
                '({attribution.measured}=1)*((({attribution.share}<>"")+({attribution.confidence}<>""))>0)',
            ),
        ),
        principle=5,
    ),
    _check("control_months", code="R312", places=tuple(map(_unpaired, BLOCKS)), principle=5),
    _check(
        "measures",
        code="R318",
        places=(
            Rows(
                "measures",
                '({measures.id}<>"")*(((COUNTIF({benefits.id},{measures.id})<>1)'
                "+(COUNTIF({measures.id},{measures.id})<>1))>0)",
                "id",
            ),
        ),
    ),
    _check("measured_level", code="R319", places=(Rows("measures", "{measures.strays}>0", "id"),)),
    _check("periods", code="R320", places=tuple(map(_misplaced, BLOCKS))),
    _check(
        "effect_twins",
        "=" + "+".join(map(_apart, BLOCKS)),
        code="R620",
        sheet="kpi",
        at=tuple(name for block in BLOCKS for name in _differences(block)),
    ),
)
"""In the order of their codes."""
