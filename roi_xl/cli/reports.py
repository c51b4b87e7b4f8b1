"""Reports of `roi-xl recalc`: one row per workbook, in every table format."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from roi_xl.batch import Failure
from roi_xl.cli.export import RECALC, plain_outcome
from roi_xl.errors import Level
from roi_xl.files import Kind, put
from roi_xl.tables import FORMATS, Column, Form, Table, Value, is_table
from roi_xl.tasks.recalculation import Recalculated
from roi_xl.units import Unit
from roi_xl.values_as_text import printable

SUFFIXES: Final = tuple(FORMATS)
"""The allowed endings of a report's name."""

_FORM: Final = Form(
    RECALC,
    "workbooks",
    (
        Column("file"),
        Column("status"),
        Column("failure"),
        Column("formulas", Unit.COUNT),
        Column("computed", Unit.COUNT),
        Column("changed", Unit.COUNT),
        Column("calls", Unit.COUNT),
        Column("errors", Unit.COUNT),
        Column("warnings", Unit.COUNT),
        Column("usable"),
    ),
)
"""The columns of every report; headlines follow, and the integrity checks that fail, if any does."""

_FAILING: Final = "failing checks"


def is_report(data: bytes) -> bool:
    """Whether a file is one of our reports, recognised by its form."""
    return is_table(data, _FORM)


REPORT: Final = Kind("a report of roi-xl", is_report)


def write_report(outcomes: Sequence[Recalculated], target: Path, *, force: bool) -> None:
    """Write the outcomes of the workbooks as a report.

    Args:
        outcomes: One for each workbook.
        target: A path that ends in one of `SUFFIXES`, which chooses the format.
        force: Whether to replace a file that isn't our report.

    Raises:
        FileError: It can't be written, or the existing file isn't ours to replace.
    """
    data = FORMATS[target.suffix.lower()].write(table_of(outcomes))
    put(target, data, REPORT, force=force)


def table_of(outcomes: Sequence[Recalculated]) -> Table:
    """The outcomes of the workbooks as a table; each text is one line and valid in every encoding."""
    more: dict[str, Column] = {}
    for outcome in outcomes:
        if not isinstance(outcome.result, Failure):
            for headline in outcome.result.headlines:
                label = printable(headline.label)
                more.setdefault(label, Column(label, Unit(headline.unit)))
    if any(_failing(outcome) for outcome in outcomes):
        more[_FAILING] = Column(_FAILING)
    return Table(
        _FORM,
        tuple(more.values()),
        [_row(outcome, more) for outcome in outcomes],
        [plain_outcome(outcome) for outcome in outcomes],
    )


def _failing(outcome: Recalculated) -> str:
    """The integrity checks of a workbook that fail, each with its cell."""
    checks = () if isinstance(outcome.result, Failure) else outcome.result.failing_checks
    return "; ".join(f"{check.where} {check.check}" for check in checks)


def _row(outcome: Recalculated, more: dict[str, Column]) -> list[Value]:
    done = outcome.result
    start: list[Value] = [printable(outcome.path), outcome.status.value]
    if isinstance(done, Failure):
        blank: list[Value] = [None] * (len(_FORM.columns) + len(more) - 3)
        where = "" if outcome.place == outcome.path else f"{outcome.place}: "
        return [*start, printable(f"{where}{done.reason}; {done.remedy}"), *blank]
    levels = [finding.level for finding in done.findings]
    counts = (done.formulas, done.computed, len(done.changes), done.calls)
    figures: dict[str, Value] = {printable(each.label): each.new for each in done.headlines}
    figures[_FAILING] = _failing(outcome) or None
    shown = [figures.get(label) for label in more]
    texts = [printable(value) if isinstance(value, str) else value for value in shown]
    errors, warnings = levels.count(Level.ERROR), levels.count(Level.WARNING)
    return [*start, None, *counts, errors, warnings, "yes" if done.is_usable else "no", *texts]
