"""A workbook for people without our functions: every cell that calls them becomes its value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from roi_xl.errors import CellError, Finding, Level
from roi_xl.recalc import Settings, recalculated
from roi_xl.xlsx import (
    Package,
    Workbook,
    formulas_elsewhere,
    read,
    unused_links,
    with_constants,
    without_last_links,
)

if TYPE_CHECKING:
    from roi_xl.engine import Calls
    from roi_xl.engine.dependencies import Cell

_IN_EXCEL = "open it in an Excel that has our functions, save it, and freeze it again"
_OF_THE_FIGURES = "model-checks"


@dataclass(frozen=True, slots=True)
class Freezing:
    """What freezing did, as plain data.

    Attributes:
        cells: The formula cells that became values, as `Sheet!A1`; of an array the cell that held it.
        changed: How many cached values were out of date and recalculated before.
        findings: What the sender should know.
    """

    cells: tuple[str, ...]
    changed: int
    findings: tuple[Finding, ...]


def frozen(data: bytes, settings: Settings | None) -> tuple[bytes, Freezing]:
    """Replace the formulas that call our functions by their values.

    All other formulas stay and go on working. A cell whose value is unknown keeps its formula: a made-up
    value would be worse than `#NAME?`.

    Args:
        data: The package's bytes.
        settings: How to recalculate the workbook before; None takes the values that the file has.

    Returns:
        The new package (the very same object when none of our functions is called) and what was done.

    Raises:
        PackageError: The bytes aren't a workbook that can be read and written safely.
        EngineError: The formula engine refused the workbook.
    """
    # Imported here, so that a parent that only passes bytes on does without the engines.
    from roi_xl.calc import FUNCTIONS
    from roi_xl.engine import Calls

    book = read(Package(data))
    calls = Calls(book, FUNCTIONS)
    changed, doubts = 0, tuple[Finding, ...]()
    if calls.cells and settings is not None:
        data, done = recalculated(data, settings)
        changed, doubts = len(done.changes), done.findings
        book = read(Package(data))
    unknown = _unknown(book, calls)
    chosen = calls.cells - unknown.keys()
    by_sheet = {sheet.name: [cell for name, cell in chosen if name == sheet.name] for sheet in book.sheets}
    new = with_constants(book, by_sheet, calls.is_caller)
    new, links = _unlinked(book, new, calls)
    cells = tuple(_places(book, chosen))
    findings = (*_doubted(doubts, cells), *unknown.values(), *_left(book, calls), *links)
    return new, Freezing(cells, changed, findings)


def _places(book: Workbook, cells: set[Cell]) -> list[str]:
    """Cells in the order of tabs and rows, as Excel writes them."""
    from roi_xl.engine import place

    order = {sheet.name: index for index, sheet in enumerate(book.sheets)}
    return [place(cell) for cell in sorted(cells, key=lambda cell: (order[cell[0]], cell[1]))]


def _unknown(book: Workbook, calls: Calls) -> dict[Cell, Finding]:
    """The cells of which no value is known: nobody has computed them, or an Excel without our functions."""
    from roi_xl.engine import place

    found = {}
    sheets = {sheet.name: sheet for sheet in book.sheets}
    for name, cell in sorted(calls.cells):
        value = sheets[name].values.get(cell)
        if value is None or value is CellError.NAME:
            met = "holds no value" if value is None else "holds #NAME?"
            detail = f"the file {met} for it: its formula stays, and shows #NAME? without our functions"
            found[name, cell] = Finding(Level.ERROR, "no-value", place((name, cell)), detail, _IN_EXCEL)
    return found


def _doubted(doubts: tuple[Finding, ...], cells: tuple[str, ...]) -> Iterator[Finding]:
    """What recalculation found; about values that can't be recomputed any more it is an error."""
    frozen_cells = set(cells)
    for finding in doubts:
        concerned = finding.cells or (finding.where,)
        touched = tuple(cell for cell in concerned if cell in frozen_cells)
        if not touched or finding.code == _OF_THE_FIGURES:
            yield finding
            continue
        detail = f"frozen with the value in the file, which is not confirmed: {finding.detail}"
        others = touched if len(touched) > 1 else ()
        yield replace(finding, level=Level.ERROR, where=touched[0], detail=detail, cells=others)
        if len(touched) < len(concerned):
            yield finding


def _left(book: Workbook, calls: Calls) -> Iterator[Finding]:
    """What calls our functions outside of cells, and can't be a value there."""
    for found in formulas_elsewhere(book, calls.may_call):
        if calls.is_caller(found.text, found.sheet):
            where = ": ".join(part for part in (found.sheet, found.place) if part)
            detail = f"a {found.kind} calls our functions and fails without them: {found.text[:80]}"
            remedy = "have it refer to a cell that holds the result, and freeze again"
            yield Finding(Level.ERROR, "left-formula", where, detail, remedy)
    for name in calls.names:
        detail = f"the name {name.name} calls our functions; the cells that used it hold values now"
        yield Finding(Level.INFO, "left-name", name.sheet or "", detail, "delete it in Excel's name manager")


def _unlinked(book: Workbook, new: bytes, calls: Calls) -> tuple[bytes, list[Finding]]:
    """Take out the links to the add-in that the formulas needed; Excel would ask whether to update them."""
    texts = (formula.text for sheet in book.sheets for formula in sheet.formulas.values())
    numbers = {number for text in texts for number in calls.links(text)}
    if not numbers:
        return new, []
    frozen_book = read(Package(new))
    new, gone = without_last_links(frozen_book, unused_links(frozen_book, numbers))
    findings = []
    for number in sorted(numbers):
        target = book.links[number]
        if number in gone:
            detail, remedy = f"the link to {target} is gone with the formulas that used it", "nothing to do"
        else:
            detail = f"the link to {target} stays: Excel may ask whether to update it"
            remedy = "answer no, or break the link in Excel (Data, Edit Links)"
        findings.append(Finding(Level.INFO, "link", "", detail, remedy))
    return new, findings
