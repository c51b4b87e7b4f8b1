"""The main use-case: one workbook recalculated, as bytes in and bytes out."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

from roi_xl.calc import FUNCTIONS
from roi_xl.engine import Engines, Evaluation, evaluate, place
from roi_xl.errors import CellError, Finding, Level
from roi_xl.xlsx import Address, DefinedName, Package, Scalar, Workbook, area, read, with_values

HEADLINES = (
    ("ROI", ("out_roi_reported", "out_roi"), "percent"),
    ("ROI, conservative", ("out_roi_low", "cal_roi_cons"), "percent"),
    ("ROI, optimistic", ("out_roi_high", "cal_roi_opt"), "percent"),
    ("ROI as claimed (view A)", ("out_roi_published",), "percent"),
    ("Benefit-cost ratio", ("out_bcr",), "ratio"),
    ("Net benefit", ("out_net",), "money"),
    ("Benefits", ("out_benefit",), "money"),
    ("Costs", ("out_cost",), "money"),
)
"""What is worth saying about a workbook: label, the defined names that may hold it, and its unit."""

_ONE_CELL = re.compile(r"^(?:'((?:[^']|'')+)'|([^\W\d]\w*))!(\$?[A-Z]{1,3}\$?[0-9]+)$")
_OUR_ROI = re.compile(r"^[^(]*TRAINING_ROI\(", re.IGNORECASE)
_MOST_HEADLINES = 8


@dataclass(frozen=True, slots=True)
class Settings:
    """How a workbook is recalculated.

    Attributes:
        today: What TODAY gives.
        engines: How many engines answer.
        verify: Whether the result is read back with an independent reader before it is handed out.
    """

    today: dt.date
    engines: Engines = Engines.DOUBLE
    verify: bool = False


@dataclass(frozen=True, slots=True)
class Headline:
    """One figure that a reader looks for first.

    Attributes:
        label: What it is, in words.
        where: The cell it stands in.
        unit: `percent`, `ratio` or `money`.
        old: The value cached in the file.
        new: The value after recalculation.
    """

    label: str
    where: str
    unit: str
    old: Scalar
    new: Scalar


@dataclass(frozen=True, slots=True)
class Recalculation:
    """What a recalculation did, as plain data.

    Attributes:
        formulas: Formula cells in the workbook.
        computed: Those computed and confirmed.
        changed: Cells whose cached value was out of date.
        calls: Calls of our worksheet functions.
        engines: The engines that were asked.
        headlines: The figures worth saying.
        findings: What the owner should know.
    """

    formulas: int
    computed: int
    changed: int
    calls: int
    engines: tuple[str, ...]
    headlines: tuple[Headline, ...]
    findings: tuple[Finding, ...]

    @property
    def is_current(self) -> bool:
        """Whether every cached value that could be checked was right already."""
        return self.changed == 0


def recalculated(data: bytes, settings: Settings) -> tuple[bytes, Recalculation]:
    """Recalculate a workbook.

    Args:
        data: The package's bytes.
        settings: How to go about it.

    Returns:
        The new package (the very same bytes when nothing was out of date) and what was done.

    Raises:
        PackageError: The bytes aren't a workbook that can be read and written safely.
    """
    book = read(Package(data))
    evaluation = evaluate(book, FUNCTIONS, engines=settings.engines, today=settings.today)
    new = with_values(book, evaluation.values, evaluation.areas) if evaluation.values else data
    findings = evaluation.findings
    if settings.verify and new is not data:
        findings += _misread(new, evaluation.values)
    changed = sum(map(len, evaluation.values.values()))
    return new, Recalculation(
        evaluation.formulas,
        evaluation.computed,
        changed,
        evaluation.calls,
        evaluation.engines,
        _headlines(book, evaluation),
        findings,
    )


def _headlines(book: Workbook, evaluation: Evaluation) -> tuple[Headline, ...]:
    cached = {sheet.name: sheet.values for sheet in book.sheets}
    names = {name.name.lower(): name for name in book.names if name.sheet is None}

    def headline(label: str, unit: str, sheet: str, address: Address) -> Headline:
        old = cached[sheet].get(address)
        new = evaluation.values.get(sheet, {}).get(address, old)
        return Headline(label, place((sheet, address)), unit, old, new)

    found = []
    for label, candidates, unit in HEADLINES:
        cells = (_cell(names[name], cached) for name in candidates if name in names)
        cell = next((cell for cell in cells if cell is not None), None)
        if cell is not None:
            found.append(headline(label, unit, *cell))
    if not found:
        cells = [
            (sheet.name, address)
            for sheet in book.sheets
            for address, formula in sorted(sheet.formulas.items())
            if _OUR_ROI.match(formula.text)
        ]
        found = [headline("ROI", "percent", *cell) for cell in cells[:_MOST_HEADLINES]]
    return tuple(found)


def _cell(name: DefinedName, sheets: Mapping[str, object]) -> tuple[str, Address] | None:
    match = _ONE_CELL.match(name.text)
    if match is None:
        return None
    sheet = (match.group(1) or "").replace("''", "'") or match.group(2)
    return (sheet, area(match.group(3).replace("$", ""))[:2]) if sheet in sheets else None


def _misread(new: bytes, written: Mapping[str, Mapping[Address, Scalar]]) -> tuple[Finding, ...]:
    """Findings for written values that openpyxl, which shares no code with us, reads otherwise."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(new), data_only=True)
    wrong = []
    for sheet, cells in written.items():
        for address, value in cells.items():
            cell = book[sheet].cell(*address)
            met = cell.value
            if cell.is_date and not isinstance(met, int | float | str | None):
                continue  # openpyxl turns the serial number into a date by its own rules
            if not _reads_as(met, value):
                detail = f"wrote {value!r}, openpyxl reads {met!r}"
                wrong.append(
                    Finding(Level.ERROR, "misread", place((sheet, address)), detail, "report this as a bug")
                )
    return tuple(wrong)


def _reads_as(met: object, value: Scalar) -> bool:
    if value is None or value == "":
        return met in {None, ""}
    if isinstance(value, CellError):
        return met == value.value
    return met == value and isinstance(met, bool) == isinstance(value, bool)
