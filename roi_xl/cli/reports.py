"""Reports of `roi-xl recalc`: one row per workbook, in every table format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from roi_xl.batch import Failure
from roi_xl.cli.export import RECALC, plain_outcome
from roi_xl.errors import Level
from roi_xl.files import Kind, put
from roi_xl.headlines import FIGURES
from roi_xl.recalc import Details, Recalculation
from roi_xl.tables import FORMATS, Column, Form, Table, Value, is_table
from roi_xl.tables.reading import COLUMNS, Row
from roi_xl.tasks.recalculation import Recalculated
from roi_xl.units import Unit
from roi_xl.values_as_text import printable

SUFFIXES: Final = tuple(FORMATS)
"""The allowed endings of a report's name."""

FORM: Final = Form(
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
"""The first columns of every report; those of `MORE`, headlines and failing checks follow."""

MORE: Final = (
    Column("skipped"),
    Column("programme"),
    Column("owner"),
    Column("currency"),
    Column("language"),
    Column("advice"),
    Column("findings"),
    Column("output"),
    Column("seconds", Unit.SCORE),
    Column("day"),
    Column("settings"),
    Column("version"),
    Column("input sha256"),
    Column("output sha256"),
)
"""What a report says of each workbook besides its recalculation."""

_FAILING: Final = "failing checks"
_CURRENCY: Final = "currency"
_COUNTS: Final = tuple(column.name for column in FORM.columns if column.unit is Unit.COUNT)
_UNITS: Final = {figure.label: figure.unit for figure in FIGURES}
_FINDINGS: Final = Form(
    RECALC, "findings",
    tuple(map(Column, ("file", "programme", "level", "code", "where", "finding", "remedy"))),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A workbook that wasn't computed again, since an earlier report has its row.

    Attributes:
        path: The workbook.
        row: Its row.
        report: The earlier report.
    """

    path: Path
    row: Row
    report: Path

    def number(self, column: str) -> float:
        """A number of the row; 0 if it isn't there."""
        value = self.row.get(column)
        return value if isinstance(value, float | int) else 0.0


Entry = Recalculated | Unchanged


def is_report(data: bytes) -> bool:
    """Whether a file is one of our reports, recognised by its form."""
    return is_table(data, FORM)


REPORT: Final = Kind("a report of roi-xl", is_report)


def write_report(entries: Sequence[Entry], target: Path, *, force: bool) -> None:
    """Write the outcomes of the workbooks as a report.

    Args:
        entries: One for each workbook.
        target: A path that ends in one of `SUFFIXES`, which chooses the format.
        force: Whether to replace a file that isn't our report.

    Raises:
        FileError: It can't be written, or the existing file isn't ours to replace.
    """
    data = FORMATS[target.suffix.lower()].write(table_of(entries))
    put(target, data, REPORT, force=force)


def table_of(entries: Sequence[Entry]) -> Table:
    """The outcomes of the workbooks as a table; each text is one line and valid in every encoding."""
    rows = [row_of(entry) for entry in entries]
    known = {column.name for column in (*FORM.columns, *MORE)}
    more: dict[str, Column] = {}
    for entry, row in zip(entries, rows, strict=True):
        if isinstance(entry, Unchanged):
            for label in row:
                if label not in known and label != _FAILING:
                    more.setdefault(label, Column(label, _UNITS.get(label, Unit.TEXT)))
        for column in _headline_columns(entry):
            more[column.name] = column
    if any(row.get(_FAILING) for row in rows):
        more[_FAILING] = Column(_FAILING)
    columns = [column.name for column in (*FORM.columns, *MORE, *more.values())]
    return Table(
        FORM,
        (*MORE, *more.values()),
        [[row.get(name) for name in columns] for row in rows],
        [record_of(entry) for entry in entries],
        currency=_CURRENCY,
        details=("Findings", Table(_FINDINGS, (), [line for entry in entries for line in _findings(entry)])),
    )


def record_of(entry: Entry) -> Mapping[str, object]:
    """An entry of a report for programs, with everything known about it."""
    if isinstance(entry, Unchanged):
        return {"file": str(entry.path), "status": entry.row["status"], "skipped": True, COLUMNS: entry.row}
    record = plain_outcome(entry)
    if isinstance(entry.result, Recalculation) and entry.result.details is not None:
        record[COLUMNS] = {name: value for name, value in row_of(entry).items() if value is not None}
    return record


def row_of(entry: Entry) -> Row:
    """The row of a workbook, by header."""
    if isinstance(entry, Unchanged):
        counts = {name: int(entry.number(name)) for name in _COUNTS if name in entry.row}
        return {**entry.row, **counts, "file": printable(entry.path), "skipped": "yes"}
    done = entry.result
    start: dict[str, Value] = {"file": printable(entry.path), "status": entry.status.value}
    if isinstance(done, Failure):
        where = "" if entry.place == entry.path else f"{entry.place}: "
        return start | {"failure": printable(f"{where}{done.reason}; {done.remedy}")}
    levels = [finding.level for finding in done.findings]
    start |= {
        "formulas": done.formulas,
        "computed": done.computed,
        "changed": len(done.changes),
        "calls": done.calls,
        "errors": levels.count(Level.ERROR),
        "warnings": levels.count(Level.WARNING),
        "usable": "yes" if done.is_usable else "no",
        "findings": _listed(finding.code for finding in done.findings),
        "output": None if entry.written is None else printable(entry.written),
        _FAILING: printable("; ".join(f"{check.where} {check.check}" for check in done.failing_checks))
        or None,
    }
    if done.details is not None:
        start |= _told(done.details)
    figures = {printable(each.label): each.new for each in done.headlines}
    return start | {
        label: printable(value) if isinstance(value, str) else value for label, value in figures.items()
    }


def _told(details: Details) -> dict[str, Value]:
    found: dict[str, Value] = {
        "programme": printable(details.programme) or None,
        "owner": printable(details.owner) or None,
        "currency": printable(details.currency) or None,
        "language": printable(details.language) or None,
        "advice": _listed(details.advice),
        "seconds": details.seconds,
        "day": details.day or None,
        "settings": printable(details.settings),
        "version": details.version,
        "input sha256": details.digest,
        "output sha256": details.result,
    }
    return found


def _listed(codes: Iterable[str]) -> str | None:
    return ", ".join(dict.fromkeys(codes)) or None


def _headline_columns(entry: Entry) -> Iterator[Column]:
    if isinstance(entry, Recalculated) and not isinstance(entry.result, Failure):
        for headline in entry.result.headlines:
            yield Column(printable(headline.label), Unit(headline.unit))


def _findings(entry: Entry) -> Iterator[list[Value]]:
    """The rows of the second sheet: one for each finding of a workbook that was computed."""
    if isinstance(entry, Unchanged):
        return
    path, done = printable(entry.path), entry.result
    if isinstance(done, Failure):
        yield [path, None, "failure", done.code, None, printable(done.reason), printable(done.remedy)]
        return
    programme = "" if done.details is None else printable(done.details.programme)
    for finding in sorted(done.findings, key=lambda one: -one.level):
        where, detail, remedy = map(printable, (finding.where, finding.detail, finding.remedy))
        yield [
            path,
            programme or None,
            finding.level.name.lower(),
            finding.code,
            where or None,
            detail,
            remedy,
        ]
