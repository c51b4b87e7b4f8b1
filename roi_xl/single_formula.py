"""Evaluates one formula as if it were typed into an empty workbook: text in, cells out."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Final

from roi_xl.errors import Finding, Level
from roi_xl.recalc import Settings

if TYPE_CHECKING:
    from roi_xl.catalogue import Cells, Reason

LONGEST: Final = 8_192
"""How many characters a formula may have, as in Excel."""

_SHEET: Final = "Prompt"
_ANCHOR: Final = (1_001, 1_001)  # the cells that people name stay blank; room to spill
_UNCOMPUTED: Final = "not computed"


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a formula.

    Attributes:
        cells: Its value, or the area into which it spills, row by row; empty if it wasn't evaluated.
        findings: Why it wasn't evaluated.
        reasons: Why our functions gave the errors among the cells.
    """

    cells: Cells
    findings: tuple[Finding, ...]
    reasons: tuple[Reason, ...] = ()


def answered(formula: str, settings: Settings) -> Answer:
    """Evaluate one formula; call it in a child process.

    Args:
        formula: With or without its equals sign.
        settings: How to evaluate it.

    Raises:
        FileError: It holds characters that no workbook can hold.
        EngineError: The formula engine refused it.
    """
    from roi_xl import engine
    from roi_xl.calc import FUNCTIONS
    from roi_xl.formulas.typing_slips import typing_slip
    from roi_xl.xlsx import Package, read

    slip = typing_slip(formula.strip().removeprefix("="))
    if slip:
        return Answer((), (Finding(Level.ERROR, "typing-slip", "", slip, "correct the formula"),))
    book = read(Package(_workbook(formula)))
    done = engine.evaluate(book, FUNCTIONS, engines=engine.Engines(settings.engines), today=settings.today)
    findings = tuple(replace(finding, where="", cells=()) for finding in done.findings)
    values = done.values.get(_SHEET, {})
    if _ANCHOR not in values:
        return Answer((), findings)
    top, left, bottom, right = done.areas.get(_SHEET, {}).get(_ANCHOR, (*_ANCHOR, *_ANCHOR))
    # A blank cell whose result is 0 doesn't count as changed, so it isn't among the values.
    cells = [values.get(address, 0.0) for address in product(range(top, bottom + 1), range(left, right + 1))]
    width = right - left + 1
    rows = tuple(tuple(cells[start : start + width]) for start in range(0, len(cells), width))
    return Answer(rows, findings, tuple(found.reason for found in done.reasons))


def _workbook(formula: str) -> bytes:
    """A workbook whose only cell holds the formula, as if typed into today's Excel: it may spill."""
    import xlsxwriter

    from roi_xl.xlsx import a1

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "use_future_functions": True}) as book:
        sheet = book.add_worksheet(_SHEET)
        text = "=" + formula.strip().removeprefix("=")
        sheet.write_dynamic_array_formula(a1(_ANCHOR), text, None, _UNCOMPUTED)
    return buffer.getvalue()
