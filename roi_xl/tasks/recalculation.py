"""The task of recalculating workbooks: what a child process computes for one, and the outcome."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from hashlib import sha256
from importlib import metadata
from typing import Final

from roi_xl.audit import audit_of
from roi_xl.batch import Failure, Made, Outcome, Task
from roi_xl.computed_workbook import Model
from roi_xl.errors import Level
from roi_xl.recalc import Details, Recalculation, Settings, account, computed, recalculated, rewritten
from roi_xl.tasks.filling import named
from roi_xl.template import names
from roi_xl.version import VERSION
from roi_xl.xlsx import Package, read, with_inputs
from roi_xl.xlsx.properties import custom_properties

ENGINES: Final = ("formualizer", "formulon", "cellrune")
"""The libraries that compute formulas; the last one is optional."""


class Status(StrEnum):
    """The result of recalculating a workbook, in one word."""

    CURRENT = "current"
    STALE = "stale"
    WRITTEN = "written"
    FAILED = "failed"
    NOT_REACHED = "not reached"


class Recalculated(Outcome[Recalculation]):
    """The outcome of one workbook."""

    __slots__ = ()

    @classmethod
    def of(cls, outcome: Outcome[Recalculation]) -> Recalculated:
        """An outcome, with the findings about the writing added to its findings."""
        result = outcome.result
        if outcome.findings and isinstance(result, Recalculation):
            result = replace(result, findings=(*result.findings, *outcome.findings))
        return cls(outcome.number, outcome.path, result, outcome.written, unwritten=outcome.unwritten)

    @property
    def status(self) -> Status:
        """Its result in one word."""
        match self.result:
            case Failure("not-reached"):
                return Status.NOT_REACHED
            case Failure():
                return Status.FAILED
        if self.written is not None:
            return Status.WRITTEN
        return Status.STALE if self.is_stale else Status.CURRENT

    @property
    def is_stale(self) -> bool:
        """Whether cached values were out of date."""
        return isinstance(self.result, Recalculation) and not self.result.is_current

    def fails_at(self, level: float) -> bool:
        """Whether it failed or has a finding of at least this level; infinity is above all levels."""
        return isinstance(self.result, Failure) or any(f.level >= level for f in self.result.findings)

    @property
    def leaves_cells(self) -> bool:
        """Whether some formulas weren't computed; in a failed workbook none were."""
        return isinstance(self.result, Failure) or self.result.computed < self.result.formulas


def recalculation(
    settings: Settings, values: Sequence[tuple[str, str]] = (), *, is_detailed: bool = False
) -> Task[Made[Recalculation]]:
    """The task.

    Args:
        settings: How the workbooks are recalculated.
        values: Cells, each with a value that is typed into it first, as by `roi-xl fill`.
        is_detailed: Whether the details for a report are wanted, too.
    """
    return Task(detailed if is_detailed else new_values, (settings, tuple(values)))


def new_values(
    data: bytes, settings: Settings, values: Sequence[tuple[str, str]] = ()
) -> Made[Recalculation]:
    """What a child process computes: the new workbook (None if unchanged) and the report about it.

    Args:
        data: The workbook.
        settings: How it is recalculated.
        values: As for `recalculation`.

    Raises:
        FileError: It can't be read, has no such cell, or a value is refused; then none is put in.
        EngineError: A formula engine refused it.
    """
    new, recalculation = recalculated(_typed_into(data, values), settings)
    return None if new is data else new, recalculation


def detailed(data: bytes, settings: Settings, values: Sequence[tuple[str, str]] = ()) -> Made[Recalculation]:
    """The same with the details for a report.

    Args:
        data: The workbook.
        settings: How it is recalculated.
        values: As for `recalculation`.
    """
    start = time.monotonic()
    typed = _typed_into(data, values)
    model = computed(typed, settings)
    new = rewritten(typed, model, settings)
    recalculation = account(model)
    is_ours = names.VERSION_PROPERTY in (properties := custom_properties(model.book.package))
    digest = sha256(data).hexdigest()
    told = Details(
        programme=_text(model, "inp_programme") if is_ours else "",
        owner=_text(model, "inp_owner") if is_ours else "",
        currency=_text(model, "inp_currency").upper() if is_ours else "",
        language=properties.get(names.LANGUAGE_PROPERTY, ""),
        advice=_advice(model) if is_ours else (),
        day=str(settings.today) if model.asks_for_the_day else "",
        digest=digest,
        result=digest if new is data else sha256(new).hexdigest(),
        version=versions(),
        settings=settings_text(settings, values),
        seconds=round(time.monotonic() - start, 3),
    )
    return None if new is data else new, replace(recalculation, details=told)


def settings_text(settings: Settings, values: Sequence[tuple[str, str]]) -> str:
    """How workbooks are recalculated, in one line; the day isn't part of it.

    Args:
        settings: The settings.
        values: Cells with what is typed into them first.
    """
    return "; ".join([settings.engines, *(f"{name}={text}" for name, text in values)])


def versions() -> str:
    """The versions of everything on which a computed value may hang."""
    engines = [f"{name} {version}" for name in ENGINES if (version := _installed(name))]
    return ", ".join([f"roi-xl {VERSION}", *engines])


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _text(model: Model, name: str) -> str:
    """The text of a named cell in one line; empty if there is none."""
    cell = model.cell(name)
    value = None if cell is None else model.value(cell)
    return " ".join(value.split()) if isinstance(value, str) else ""


def _advice(model: Model) -> tuple[str, ...]:
    """The codes of the advice that nobody has accepted."""
    found = audit_of(model).at_least(Level.WARNING)
    return tuple(
        dict.fromkeys(one.code for one in found if one.level is Level.WARNING and one.code[0].isupper())
    )


def _typed_into(data: bytes, values: Sequence[tuple[str, str]]) -> bytes:
    """The workbook with the values in it, not yet recalculated; the same object if there are none."""
    if not values:
        return data
    book = read(Package(data))
    return with_inputs(book, named(values, Model(book)))
