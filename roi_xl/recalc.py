"""The main use case: recalculates one workbook, bytes in and bytes out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from roi_xl.errors import Finding, Level
from roi_xl.headlines import Headline, headlines
from roi_xl.read_back import verify
from roi_xl.tampering.failing_check import FailingCheck
from roi_xl.xlsx import Package, Scalar, Workbook, place, read, written

if TYPE_CHECKING:
    from roi_xl.catalogue import Function, Reason
    from roi_xl.computed_workbook import Model
    from roi_xl.engine import Evaluation

Engines = Literal["double", "strict"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How a workbook is recalculated.

    Attributes:
        today: The result of TODAY.
        engines: How many engines compute: with `double` a second engine confirms what isn't proven, with
            `strict` both compute every cell.
        verify: Whether an independent reader checks the result before it is returned.
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
class Explanation:
    """Why a cell shows an error that one of our functions raised.

    Attributes:
        where: The cell that shows the error, as `Sheet!A1`.
        reason: The reason that the function reports.
        place: The cell or area at fault, such as `Costs!B5`; empty if the formula doesn't name it.
    """

    where: str
    reason: Reason
    place: str

    @property
    def text(self) -> str:
        """The explanation in one sentence."""
        return self.reason.sentence(self.place)


@dataclass(frozen=True, slots=True)
class Details:
    """What a report says of a workbook besides its recalculation.

    Attributes:
        programme: The name of the programme; empty if the workbook isn't one of ours.
        owner: Its owner; likewise.
        currency: The currency of its amounts; likewise.
        language: The language of the workbook; likewise.
        advice: The codes of the advice that nobody has accepted.
        day: The day of TODAY if a formula asks for it, as `2026-03-31`; else empty.
        digest: The SHA-256 of the file that was read.
        result: The SHA-256 of the recalculated file; the same if nothing was out of date.
        version: The versions of roi-xl and of the formula engines.
        settings: How it was recalculated: the engines, and values that were typed in first.
        seconds: How long it took.
    """

    programme: str
    owner: str
    currency: str
    language: str
    advice: tuple[str, ...]
    day: str
    digest: str
    result: str
    version: str
    settings: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Recalculation:
    """The result of a recalculation, as plain data.

    Attributes:
        formulas: Formula cells in the workbook.
        computed: Formula cells that were computed and confirmed.
        calls: Calls of our worksheet functions.
        engines: The engines that computed.
        changes: Every cell whose cached value was out of date, sheet by sheet.
        headlines: The figures to report.
        findings: What the owner should know.
        reasons: Why cells show errors that our functions raised, one for each cell; cells that only pass on
            an error are left out.
        failing_checks: The integrity checks of a workbook of ours that fail.
        is_usable: Whether nothing speaks against the figures of a workbook of ours: no integrity check fails,
            and no formula, name or part differs from the template's.
        details: What a report says besides; None if no report was asked for.
    """

    formulas: int
    computed: int
    calls: int
    engines: tuple[str, ...]
    changes: tuple[Change, ...]
    headlines: tuple[Headline, ...]
    findings: tuple[Finding, ...]
    reasons: tuple[Explanation, ...]
    failing_checks: tuple[FailingCheck, ...] = ()
    is_usable: bool = True
    details: Details | None = None

    @property
    def is_current(self) -> bool:
        """Whether every cached value that could be checked was already right."""
        return not self.changes


def recalculated(data: bytes, settings: Settings) -> tuple[bytes, Recalculation]:
    """Recalculate a workbook.

    Args:
        data: The package's bytes.
        settings: How to go about it.

    Returns:
        The new package (the same object if nothing was out of date) and what was done.

    Raises:
        PackageError: The bytes aren't a workbook that can be read and written safely, or reading the result
            back gives other values (code `misread`).
        EngineError: The formula engine refused the workbook.
    """
    model = computed(data, settings)
    return rewritten(data, model, settings), account(model)


def rewritten(data: bytes, model: Model, settings: Settings) -> bytes:
    """The package of a computed workbook; the same object if nothing was out of date.

    Args:
        data: The package that was read.
        model: The workbook, computed.
        settings: Whether the result is read back.

    Raises:
        PackageError: Reading the result back gives other values (code `misread`).
    """
    new = written(model.updated())
    if settings.verify and new is not data:
        verify(new, model.changes)
    return new


def computed(
    book: Workbook | bytes, settings: Settings, functions: Mapping[str, Function] | None = None
) -> Model:
    """A workbook with every formula computed whose result is certain.

    Args:
        book: The workbook, or the bytes of its package.
        settings: How to go about it.
        functions: The worksheet functions that it may call, by name in upper case; None for ours.

    Raises:
        PackageError: The bytes aren't a workbook that can be read.
        EngineError: The formula engine refused the workbook.
    """
    # Imported here: a parent that only passes bytes on doesn't need the engines.
    from roi_xl import engine
    from roi_xl.calc import FUNCTIONS
    from roi_xl.computed_workbook import Model

    known = FUNCTIONS if functions is None else functions
    stored = book if isinstance(book, Workbook) else read(Package(book))
    formulas = engine.formulas_of(stored, known)
    compute = partial(
        engine.evaluate,
        functions=known,
        engines=engine.Engines(settings.engines),
        today=settings.today,
        formulas=formulas,
    )
    return Model(stored, compute(stored), compute, formulas)


def account(model: Model) -> Recalculation:
    """The result of computing a workbook, as plain data.

    Args:
        model: The workbook, computed.

    Raises:
        ValueError: It isn't computed.
    """
    evaluation = model.evaluation
    if evaluation is None:
        raise ValueError("only a computed model has an account")
    # Imported here, as the engines are: a parent that only passes bytes on doesn't need them.
    from roi_xl.tampering.comparison import findings_of
    from roi_xl.tampering.texts_for_numbers import texts_for_numbers
    from roi_xl.tampering.which_checks_fail import failing_checks, verdict

    failing = failing_checks(model)
    doubts = (*texts_for_numbers(model), *findings_of(model), *verdict(model, failing))
    return Recalculation(
        evaluation.formulas,
        evaluation.computed,
        evaluation.calls,
        evaluation.engines,
        tuple(_changes(model)),
        tuple(headlines(model)),
        (*doubts, *evaluation.findings),  # the causes before what follows from them
        tuple(_explanations(evaluation)),
        failing,
        all(finding.level is not Level.ERROR for finding in doubts),
    )


def _explanations(evaluation: Evaluation) -> Iterator[Explanation]:
    seen = set()
    for cell, reason, at_fault in evaluation.reasons:
        if cell not in seen and not reason.is_passed_on:
            seen.add(cell)
            yield Explanation(place(cell), reason, at_fault)


def _changes(model: Model) -> Iterator[Change]:
    for sheet in model.book.sheets:
        for address, new in sorted(model.changes.get(sheet.name, {}).items(), key=lambda item: item[0]):
            yield Change(place((sheet.name, address)), model.stored((sheet.name, address)), new)
