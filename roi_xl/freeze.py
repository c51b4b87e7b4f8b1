"""Freezes a workbook for people without our functions: every cell that calls them becomes its value.

A workbook of our template detects whether the add-in is there, and computes with plain formulas if it isn't.
With the add-in's figures frozen into it, a copy would still say that the add-in computes, but no longer
follow its inputs. So the copy gets what a colleague without the add-in sees.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, fields, replace

from roi_xl.catalogue import CellInput, CellValue, Function
from roi_xl.computed_workbook import Model
from roi_xl.errors import CellError, Finding, Level
from roi_xl.formulas.calls import Calls
from roi_xl.formulas.subtotals import nested_subtotals
from roi_xl.recalc import Settings, account, computed
from roi_xl.template import names
from roi_xl.xlsx import (
    Address,
    Cell,
    Package,
    Workbook,
    a1,
    outside_formulas,
    place,
    read,
    unused_links,
    with_constants,
    without_last_links,
    without_results,
    written,
)
from roi_xl.xlsx.formula import TokenKind, tokens
from roi_xl.xlsx.markup import utf8

_IN_EXCEL = "open it in an Excel that has our functions, save it, and freeze it again"
_OF_THE_FIGURES = "model-checks"
_TESTED = re.compile(r"\b(ISERROR|ISERR|IFERROR)\(", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Freezing:
    """The result of freezing, as plain data.

    Attributes:
        cells: The formula cells that became values, as `Sheet!A1`; for an array formula, the cell that held
            it.
        handed_over: The cells in which the workbook's own formulas took over from our functions.
        changed: How many cached values were out of date and recalculated before freezing.
        findings: What the sender should know.
    """

    cells: tuple[str, ...]
    handed_over: tuple[str, ...]
    changed: int
    findings: tuple[Finding, ...]


def frozen(data: bytes, settings: Settings, *, cached: bool = False) -> tuple[bytes, Freezing]:
    """Replace the formulas that call our functions by their values.

    All other formulas stay and go on working. A cell whose value is unknown keeps its formula: a made-up
    value would be worse than `#NAME?`. The workbook's own formulas take over from our functions where it has
    such formulas.

    Args:
        data: The package's bytes.
        settings: How to compute the workbook.
        cached: Whether to use the cached values of the file; the values that a workbook shows without our
            functions are in no file and are computed anyway.

    Returns:
        The new package (the same object if none of our functions is called) and what was done.

    Raises:
        PackageError: The bytes aren't a workbook that can be read and written safely.
        EngineError: The formula engine refused the workbook.
    """
    from roi_xl.calc import FUNCTIONS  # imported here: a parent that only passes bytes on doesn't need it

    book = read(Package(data))
    calls = Calls(book, FUNCTIONS)
    changed, doubts = 0, tuple[Finding, ...]()
    if calls.cells and not cached:
        model = computed(book, settings)
        done = account(model)
        book, changed, doubts = model.updated(), len(done.changes), done.findings
    switch = Model(book).cell(names.ADDIN)
    guarded = _guarded(book, calls, switch)
    unknown = _unknown(book, calls.cells - guarded, computed=not cached)
    chosen = calls.cells - guarded - unknown.keys()
    new = with_constants(book, _by_sheet(chosen), {}, _in_table(calls))
    notes: tuple[Finding, ...] = ()
    if guarded:
        new, notes = _switched_off(new, guarded, calls, settings, FUNCTIONS)
        notes += (_switch_finding(new, switch),)
    new, links = _unlinked(book, new, calls)
    cells = tuple(_places(book, chosen))
    left = (finding for finding in notes if finding not in doubts)
    findings = (
        *_doubted(doubts, cells),
        *left,
        *unknown.values(),
        *_subtotalled(book, chosen),
        *_left(book, calls),
        *links,
    )
    return written(new), Freezing(cells, tuple(_places(book, guarded)), changed, findings)


def _by_sheet(cells: Collection[Cell]) -> Mapping[str, Collection[Address]]:
    found = defaultdict(list)
    for sheet, address in cells:
        found[sheet].append(address)
    return found


def _mentions_switch(formula: str) -> bool:
    words = {text.lower() for kind, text in tokens(formula) if kind is TokenKind.NAME}
    return not words.isdisjoint({names.ADDIN, names.OFF})


def _in_table(calls: Calls) -> Callable[[str, str], str | None]:
    """The formula that tables put into new rows: without our call, with the formula that replaces it."""

    def instead(text: str, sheet: str) -> str | None:
        if not calls.is_caller(text, sheet):
            return text
        return calls.without(text, sheet) if _mentions_switch(text) else None

    return instead


def _guarded(book: Workbook, calls: Calls, switch: Cell | None) -> set[Cell]:
    """The cells that call our functions only if the add-in is there, and otherwise use their own formula.

    They are recognised by their formulas: each refers to the switch or is the switch, and at least one tests
    whether a call gives an error. A user's own cells don't count unless they refer to the switch, too.
    """
    if switch is None:
        return set()
    sheets = {sheet.name: sheet for sheet in book.sheets}
    texts = {(sheet, address): sheets[sheet].formulas[address].text for sheet, address in calls.cells}
    found = {cell for cell, text in texts.items() if cell == switch or _mentions_switch(text)}
    return found if any(_TESTED.search(texts[cell]) for cell in found) else set()


@dataclass(frozen=True, slots=True)
class _Absent(Function):
    """A worksheet function in an Excel without the add-in: an unknown name."""

    def call(self, *cells: CellInput) -> CellValue:  # noqa: ARG002 - the arguments don't matter
        """The error of an unknown name."""
        return CellError.NAME


def _switched_off(
    book: Workbook,
    guarded: set[Cell],
    calls: Calls,
    settings: Settings,
    functions: Mapping[str, Function],
) -> tuple[Workbook, tuple[Finding, ...]]:
    """The workbook as people without our functions see it, with no call of them in its guarded cells.

    Args:
        book: A workbook in which all other calls are values already.
        guarded: The cells with formulas that replace our functions.
        calls: The workbook's calls.
        settings: How to compute it.
        functions: Our functions, by name.
    """
    absent = {
        name: _Absent(**{each.name: getattr(function, each.name) for each in fields(function)})
        for name, function in functions.items()
    }
    model = computed(book, settings, absent)
    shown = model.updated()
    sheets = {sheet.name: sheet for sheet in shown.sheets}
    texts: dict[str, dict[Address, str]] = defaultdict(dict)
    arrays = set()
    for sheet, address in guarded:
        formula = sheets[sheet].formulas[address]
        if formula.kind == "normal":
            texts[sheet][address] = calls.without(formula.text, sheet)
        else:
            arrays.add((sheet, address))
    return with_constants(shown, _by_sheet(arrays), texts, _in_table(calls)), model.findings


def _switch_finding(book: Workbook, switch: Cell | None) -> Finding:
    """A finding: whether the workbook itself now shows that the add-in is off."""
    if switch is not None and Model(book).value(switch) == 0:
        detail = "this workbook goes on without the add-in, and says so: its own formulas take over"
        return Finding(Level.INFO, "goes-on", "", detail, "its figures go on following the inputs")
    detail = (
        f"{names.ADDIN} could not be computed: until Excel recalculates, it may say that the add-in is there"
    )
    return Finding(Level.ERROR, "goes-on", "", detail, "open it in Excel and save it")


def _places(book: Workbook, cells: Collection[Cell]) -> list[str]:
    """Cells in the order of tabs and rows, as Excel writes them."""
    order = {sheet.name: index for index, sheet in enumerate(book.sheets)}
    return [place(cell) for cell in sorted(cells, key=lambda cell: (order[cell[0]], cell[1]))]


def _unknown(book: Workbook, cells: Collection[Cell], *, computed: bool) -> dict[Cell, Finding]:
    """The cells without a known value: never computed, or computed by an Excel without our functions."""
    found = {}
    by_sheet = _by_sheet(cells)
    for sheet in book.sheets:
        anchors = by_sheet.get(sheet.name, ())
        problems = {
            anchor: f"{instead} for {'it' if cell == anchor else a1(cell)}"
            for anchor, cell, instead in without_results(book, sheet, anchors, computed=computed)
        }
        two_texts = (anchor for anchor in anchors if sheet.formulas[anchor].kind == "contested")
        problems |= dict.fromkeys(two_texts, "two formulas for it")
        for anchor, what in sorted(problems.items()):
            detail = f"the file holds {what}: its formula stays, and shows #NAME? without our functions"
            where = place((sheet.name, anchor))
            found[sheet.name, anchor] = Finding(Level.ERROR, "no-value", where, detail, _IN_EXCEL)
    return found


def _subtotalled(book: Workbook, cells: Collection[Cell]) -> Iterator[Finding]:
    """Findings about subtotals that became values, and about outer subtotals that now count them twice."""
    within, around = (tuple(_places(book, found)) for found in nested_subtotals(book, cells))
    if around:
        detail = "leaves out subtotals that are values now: recalculated, it counts them twice"
        remedy = "take them out of its range, or type its value over it"
        yield Finding(Level.ERROR, "counted-twice", around[0], detail, remedy, _many(around))
    if within:
        detail = "a SUBTOTAL or AGGREGATE within a value: others leave out the formula, but not the value"
        remedy = "let no SUBTOTAL or AGGREGATE reach over it"
        yield Finding(Level.WARNING, "subtotal", within[0], detail, remedy, _many(within))


def _many(cells: tuple[str, ...]) -> tuple[str, ...]:
    """The `cells` of a finding: empty if `where` names the only one."""
    return cells if len(cells) > 1 else ()


def _doubted(doubts: tuple[Finding, ...], cells: tuple[str, ...]) -> Iterator[Finding]:
    """The findings of the recalculation; they become errors for values that can't be recomputed any more."""
    frozen_cells = set(cells)
    for finding in doubts:
        concerned = finding.cells or (finding.where,)
        touched = tuple(cell for cell in concerned if cell in frozen_cells)
        if not touched or finding.code == _OF_THE_FIGURES:
            yield finding
            continue
        detail = f"frozen with the value in the file, which is not confirmed: {finding.detail}"
        yield replace(finding, level=Level.ERROR, where=touched[0], detail=detail, cells=_many(touched))
        if len(touched) < len(concerned):
            yield finding


def _left(book: Workbook, calls: Calls) -> Iterator[Finding]:
    """Findings about calls of our functions outside cells, which can't become values."""
    for found in outside_formulas(book, calls.may_call):
        if calls.is_caller(found.text, found.sheet):
            where = ": ".join(part for part in (found.sheet, found.place) if part)
            detail = f"a {found.kind} calls our functions and fails without them: {found.text[:80]}"
            remedy = "have it refer to a cell that holds the result, and freeze again"
            yield Finding(Level.ERROR, "left-formula", where, detail, remedy)
    for sheet in book.sheets:
        two_texts = {
            (sheet.name, cell) for cell, formula in sheet.formulas.items() if formula.kind == "contested"
        } - calls.cells
        if two_texts and calls.may_call(utf8(book.package.read(sheet.part), sheet.part)):
            cells = tuple(_places(book, two_texts))
            detail = "the file holds two formulas for a cell, and one may call our functions"
            yield Finding(Level.ERROR, "shared-formula", cells[0], detail, _IN_EXCEL, _many(cells))
    for name in calls.names:
        detail = f"the name {name.name} calls our functions; the cells that used it hold values now"
        yield Finding(Level.INFO, "left-name", name.sheet or "", detail, "delete it in Excel's name manager")


def _unlinked(book: Workbook, new: Workbook, calls: Calls) -> tuple[Workbook, list[Finding]]:
    """Take out the links to the add-in that the formulas needed; Excel would ask whether to update them."""
    texts = (formula.text for sheet in book.sheets for formula in sheet.formulas.values())
    numbers = {number for text in texts for number in calls.links(text)}
    if not numbers:
        return new, []
    new, gone = without_last_links(new, unused_links(new, numbers))
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
