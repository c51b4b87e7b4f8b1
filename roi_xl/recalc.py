"""The main use-case: one workbook recalculated, as bytes in and bytes out."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from roi_xl.errors import CellError, Finding, Level
from roi_xl.template import names
from roi_xl.xlsx import Address, DefinedName, Package, PackageError, Scalar, Workbook, area, read, with_values

if TYPE_CHECKING:
    from roi_xl.catalogue import Reason
    from roi_xl.engine import Evaluation

Engines = Literal["double", "strict"]

HEADLINES = (
    ("ROI", (names.ROI,), "percent"),
    ("ROI, conservative", (names.ROI_LOW, "cal_roi_cons"), "percent"),
    ("ROI, optimistic", (names.ROI_HIGH, "cal_roi_opt"), "percent"),
    ("ROI as claimed (view A)", (names.ROI_CLAIMED,), "percent"),
    ("Benefit-cost ratio", (names.BENEFIT_COST_RATIO,), "ratio"),
    ("Net benefit", (names.NET_BENEFIT,), "money"),
    ("Benefits", (names.BENEFIT,), "money"),
    ("Costs", (names.COST,), "money"),
)
"""What is worth saying about a workbook: label, the defined names that may hold it, and its unit."""

_SUMS = frozenset({"Benefits", "Costs"})
"""What is a figure from the start."""

_ONE_CELL = re.compile(r"^(?:'((?:[^']|'')+)'|([^\W\d]\w*))!(\$?[A-Z]{1,3}\$?[0-9]+)$")
_OUR_ROI = re.compile(r"^[^(]*TRAINING_ROI\(", re.IGNORECASE)
_MOST_HEADLINES = 8
_MILLISECOND = 1.5 / 86_400_000  # in days: openpyxl rounds times to it
_NEVER_WAS = 60.0  # Excel's 29 February 1900
_DATES = (dt.date, dt.time, dt.timedelta)


@dataclass(frozen=True, slots=True)
class Settings:
    """How a workbook is recalculated.

    Attributes:
        today: What TODAY gives.
        engines: How many engines answer: `double` has a second one confirm what isn't proven, `strict` asks
            both about every cell.
        verify: Whether the result is read back with an independent reader before it is handed out.
    """

    today: dt.date
    engines: Engines = "double"
    verify: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A cell whose cached value was out of date.

    Attributes:
        where: The cell, as `Sheet!A1`.
        old: The value cached in the file; None for a blank.
        new: The value after recalculation; None for a cell that is cleared.
    """

    where: str
    old: Scalar
    new: Scalar


@dataclass(frozen=True, slots=True)
class Headline:
    """One figure that a reader looks for first.

    Attributes:
        label: What it is, in words.
        where: The cell it stands in.
        unit: `percent`, `ratio` or `money`.
        old: The value cached in the file; None where it was no figure.
        new: The value after recalculation; None where it is no figure: the workbook has no costs or
            benefits yet.
        confirmed: Whether it was computed; otherwise it is what the file said, and a finding says why.
    """

    label: str
    where: str
    unit: str
    old: Scalar
    new: Scalar
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a cell shows an error that one of our functions raised.

    Attributes:
        where: The cell that shows the error, as `Sheet!A1`.
        reason: What the function says.
        place: The cell or area at fault, such as `Costs!B5`; empty where the formula doesn't name it.
    """

    where: str
    reason: Reason
    place: str

    @property
    def text(self) -> str:
        """The whole of it in one sentence."""
        return self.reason.sentence(self.place)


@dataclass(frozen=True, slots=True)
class Recalculation:
    """What a recalculation did, as plain data.

    Attributes:
        formulas: Formula cells in the workbook.
        computed: Those computed and confirmed.
        calls: Calls of our worksheet functions.
        engines: The engines that were asked.
        changes: Every cell whose cached value was out of date, sheet by sheet.
        headlines: The figures worth saying.
        findings: What the owner should know.
        reasons: Why cells show errors that our functions raised, one for each cell; those that were only
            handed an error are left out.
    """

    formulas: int
    computed: int
    calls: int
    engines: tuple[str, ...]
    changes: tuple[Change, ...]
    headlines: tuple[Headline, ...]
    findings: tuple[Finding, ...]
    reasons: tuple[Explanation, ...]

    @property
    def is_current(self) -> bool:
        """Whether every cached value that could be checked was right already."""
        return not self.changes


def recalculated(data: bytes, settings: Settings) -> tuple[bytes, Recalculation]:
    """Recalculate a workbook.

    Args:
        data: The package's bytes.
        settings: How to go about it.

    Returns:
        The new package (the very same object when nothing was out of date) and what was done.

    Raises:
        PackageError: The bytes aren't a workbook that can be read and written safely, or what was written
            reads otherwise (code `misread`).
        EngineError: The formula engine refused the workbook.
    """
    # Imported here, so that a parent that only passes bytes on does without the engines.
    from roi_xl import engine
    from roi_xl.calc import FUNCTIONS

    book = read(Package(data))
    evaluation = engine.evaluate(
        book, FUNCTIONS, engines=engine.Engines(settings.engines), today=settings.today
    )
    new = with_values(book, evaluation.values, evaluation.areas) if evaluation.values else data
    if settings.verify and new is not data:
        _verify(new, evaluation.values)
    return new, Recalculation(
        evaluation.formulas,
        evaluation.computed,
        evaluation.calls,
        evaluation.engines,
        tuple(_changes(book, evaluation)),
        tuple(_headlines(book, evaluation)),
        (*evaluation.findings, *_verdict(book, evaluation)),
        tuple(_explanations(evaluation)),
    )


def _explanations(evaluation: Evaluation) -> Iterator[Explanation]:
    from roi_xl.xlsx import place

    told = set()
    for cell, reason, at_fault in evaluation.reasons:
        if cell not in told and not reason.is_passed_on:
            told.add(cell)
            yield Explanation(place(cell), reason, at_fault)


def _verdict(book: Workbook, evaluation: Evaluation) -> Iterator[Finding]:
    """What the workbook's own checks say: a template counts those that fail in `out_checks`."""
    from roi_xl.xlsx import place

    sheets = {sheet.name: sheet for sheet in book.sheets}
    for name in book.names:
        cell = one_cell(name) if name.name.lower() == names.CHECKS and name.sheet is None else None
        if cell is None or cell[0] not in sheets:
            continue
        failing = evaluation.values.get(cell[0], {}).get(cell[1], sheets[cell[0]].values.get(cell[1]))
        if isinstance(failing, float) and failing > 0:
            detail = (
                f"{failing:g} of the workbook's own integrity checks fail: its figures are not to be used"
            )
            yield Finding(
                Level.ERROR, "model-checks", place(cell), detail, "open its checks and mend the inputs"
            )


def _changes(book: Workbook, evaluation: Evaluation) -> Iterator[Change]:
    from roi_xl.xlsx import place

    for sheet in book.sheets:
        for address, new in sorted(evaluation.values.get(sheet.name, {}).items(), key=lambda item: item[0]):
            yield Change(place((sheet.name, address)), sheet.values.get(address), new)


def _headlines(book: Workbook, evaluation: Evaluation) -> Iterator[Headline]:
    from roi_xl.xlsx import place

    cached = {sheet.name: sheet.values for sheet in book.sheets}
    doubted = {place for finding in evaluation.findings for place in finding.cells or (finding.where,)}
    had_figures, has_figures = _have_figures(book, evaluation)
    for label, unit, (sheet, address) in _named_cells(book) or _calls_of_training_roi(book):
        cell_was = cached[sheet].get(address)
        cell_is = evaluation.values.get(sheet, {}).get(address, cell_was)
        old = cell_was if had_figures or label in _SUMS else None
        new = cell_is if has_figures or label in _SUMS else None
        where = place((sheet, address))
        yield Headline(label, where, unit, old, new, where not in doubted)


def _have_figures(book: Workbook, evaluation: Evaluation) -> tuple[bool, bool]:
    """Whether the workbook had figures, and has them now; one that doesn't say has."""
    cells = [
        one_cell(name) for name in book.names if name.name.lower() == names.HAS_FIGURES and name.sheet is None
    ]
    sheets = {sheet.name: sheet.values for sheet in book.sheets}
    if not cells or cells[0] is None or cells[0][0] not in sheets:
        return True, True
    sheet, address = cells[0]
    was = sheets[sheet].get(address)
    return was != 0.0, evaluation.values.get(sheet, {}).get(address, was) != 0.0


def _named_cells(book: Workbook) -> list[tuple[str, str, tuple[str, Address]]]:
    named = {name.name.lower(): name for name in book.names if name.sheet is None}
    sheets = {sheet.name for sheet in book.sheets}
    found = []
    for label, candidates, unit in HEADLINES:
        cells = [cell for name in candidates if name in named if (cell := one_cell(named[name])) is not None]
        found += [(label, unit, cell) for cell in cells if cell[0] in sheets][:1]
    return found


def one_cell(name: DefinedName) -> tuple[str, Address] | None:
    """The sheet and the cell that a defined name stands for; None if it is anything but one cell."""
    match = _ONE_CELL.match(name.text)
    if match is None:
        return None
    sheet = (match.group(1) or "").replace("''", "'") or match.group(2)
    return sheet, area(match.group(3).replace("$", ""))[:2]


def _calls_of_training_roi(book: Workbook) -> list[tuple[str, str, tuple[str, Address]]]:
    from roi_xl.xlsx import place

    cells = [
        (sheet.name, address)
        for sheet in book.sheets
        for address, formula in sorted(sheet.formulas.items(), key=lambda item: item[0])
        if _OUR_ROI.match(formula.text)
    ]
    if len(cells) == 1:
        return [("ROI", "percent", cells[0])]
    return [(f"ROI in {place(cell)}", "percent", cell) for cell in cells[:_MOST_HEADLINES]]


def _verify(new: bytes, written: Mapping[str, Mapping[Address, Scalar]]) -> None:
    """Read a result back with openpyxl, which shares no code with us.

    Raises:
        PackageError: openpyxl can't read it, or reads another value in some cell.
    """
    import openpyxl

    from roi_xl.xlsx import place

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about extensions it drops and dates beyond its calendar
        try:
            book = openpyxl.load_workbook(io.BytesIO(new), data_only=True)
        except Exception as error:  # its descriptors raise whatever they like
            reason = f"openpyxl can't read the result ({type(error).__name__}: {error})"
            raise PackageError("not-verified", reason, "leave out --verify") from error
    wrong = [
        f"{place((sheet, address))}: wrote {value!r}, openpyxl reads {book[sheet].cell(*address).value!r}"
        for sheet, cells in written.items()
        for address, value in cells.items()
        if not _reads_as(book[sheet].cell(*address), value, book.epoch)
    ]
    if wrong:
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        raise PackageError("misread", wrong[0] + more, "report this as a bug; the workbook is unchanged")


def _reads_as(cell: Any, value: Scalar, epoch: dt.datetime) -> bool:  # noqa: ANN401 - openpyxl has no types
    """Whether openpyxl understands a cell as we do.

    Args:
        cell: openpyxl's cell.
        value: What we wrote.
        epoch: The day from which the workbook counts.
    """
    from openpyxl.cell.cell import MergedCell
    from openpyxl.utils.escape import unescape

    met = cell.value
    if isinstance(cell, MergedCell):  # what a merged area covers, openpyxl drops
        return True
    if value is None or value == "":
        return met in {None, ""}
    if isinstance(value, bool):
        return met is value
    if isinstance(value, CellError):
        return cell.data_type == "e" and bool(met == value.value)
    if isinstance(value, str):
        return isinstance(met, str) and value in {met, unescape(met)}
    return _reads_as_number(cell, value, epoch)


def _reads_as_number(cell: Any, value: float, epoch: dt.datetime) -> bool:  # noqa: ANN401
    from openpyxl.styles.numbers import is_date_format
    from openpyxl.utils.datetime import to_excel

    met = cell.value
    if isinstance(met, int | float) and not isinstance(met, bool):
        return bool(met == value)
    if not is_date_format(cell.number_format):
        return False
    if met == "#VALUE!" or _NEVER_WAS <= value < _NEVER_WAS + 1:  # no date in openpyxl's calendar
        return True
    return isinstance(met, _DATES) and abs(to_excel(met, epoch) - value) < _MILLISECOND
