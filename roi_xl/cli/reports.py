"""Reports: one row per workbook as a CSV, Excel or JSON file, which tells that it is one."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from roi_xl.batch import Failure, Outcome, Status
from roi_xl.cli.export import as_json
from roi_xl.cli.files import Kind, put
from roi_xl.cli.texts import printable
from roi_xl.errors import Level
from roi_xl.xlsx import Package, PackageError, read
from roi_xl.xlsx.properties import custom_properties

SUFFIXES: Final = (".csv", ".json", ".xlsx")
"""What a report's name may end in."""

_COLUMNS: Final = (
    "file", "status", "failure", "formulas", "computed", "changed", "calls", "errors", "warnings",
)  # fmt: skip
"""The columns of every report; the labels of headlines follow."""
_PROPERTY: Final = ("roi_xl_kind", "report of roi-xl recalc")
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
_Row = Mapping[str, object]


def is_report(data: bytes) -> bool:
    """Whether a file is a report of ours, by what only those have.

    Args:
        data: Its content.

    Returns:
        For a workbook: its property says so, and it has one sheet. For a CSV file: its header begins with
        our columns. For JSON: each entry begins with a file and a status that we give.
    """
    try:
        if data.startswith(b"PK"):
            return _is_workbook(Package(data))
        text = data.decode("utf-8-sig")
    except (PackageError, UnicodeDecodeError):
        return False
    return text.startswith((f"{','.join(_COLUMNS)}\n", f"{','.join(_COLUMNS)},")) or _is_json(text)


REPORT: Final = Kind("a report of roi-xl", is_report)


def _is_workbook(package: Package) -> bool:
    name, value = _PROPERTY
    return custom_properties(package).get(name) == value and len(read(package).sheets) == 1


def _is_json(text: str) -> bool:
    try:
        entries = json.loads(text) if text.startswith("[") else None
    except (ValueError, RecursionError):
        return False
    return isinstance(entries, list) and bool(entries) and all(map(_is_entry, entries))


def _is_entry(entry: object) -> bool:
    if not isinstance(entry, dict) or [*entry][:2] != ["file", "status"]:
        return False
    return entry["status"] in [status.value for status in Status]


def write_report(outcomes: Sequence[Outcome], target: Path, *, force: bool) -> None:
    """Write what became of the workbooks.

    Args:
        outcomes: Of each one.
        target: A path that ends in one of `SUFFIXES`.
        force: Whether it may replace what isn't a report of ours.

    Raises:
        PackageError: It can't be written, or somebody's file is there.
    """
    rows = [_row(outcome) for outcome in outcomes]
    labels = [label for label in dict.fromkeys(key for row in rows for key in row) if label not in _COLUMNS]
    columns = [*_COLUMNS, *labels]
    match target.suffix.lower():
        case ".csv":
            data = _csv(columns, rows)
        case ".json":
            data = f"{as_json(outcomes)}\n".encode()
        case _:
            data = _xlsx(columns, rows)
    put(target, data, REPORT, force=force)


def _csv(columns: Sequence[str], rows: Iterable[_Row]) -> bytes:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")  # the same bytes everywhere
    table.writerow(columns)
    table.writerows([_harmless(row.get(column)) for column in columns] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _xlsx(columns: Sequence[str], rows: Iterable[_Row]) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_custom_property(*_PROPERTY)
        sheet = book.add_worksheet("Report")
        sheet.write_row(0, 0, columns, book.add_format({"bold": True}))
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, [row.get(column) for column in columns])
        sheet.freeze_panes(1, 1)
    return buffer.getvalue()


def _harmless(value: object) -> object:
    """A text that Excel, opening a CSV file, doesn't take for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value


def _row(outcome: Outcome) -> dict[str, object]:
    """What a report says of a workbook; its texts are one line each and valid in every encoding."""
    row: dict[str, object] = {"file": outcome.path, "status": outcome.status.value}
    done = outcome.result
    if isinstance(done, Failure):
        row["failure"] = f"{done.reason}; {done.remedy}"
    else:
        levels = [finding.level for finding in done.findings]
        row |= {
            "formulas": done.formulas,
            "computed": done.computed,
            "changed": len(done.changes),
            "calls": done.calls,
            "errors": levels.count(Level.ERROR),
            "warnings": levels.count(Level.WARNING),
        }
        row |= {printable(headline.label): headline.new for headline in done.headlines}
    return {key: printable(value) if isinstance(value, str | Path) else value for key, value in row.items()}
