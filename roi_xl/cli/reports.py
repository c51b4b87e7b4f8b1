"""Reports: one row per workbook as a CSV, Excel or JSON file, which tells that it is one."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from roi_xl.batch import Failure
from roi_xl.cli.export import as_json
from roi_xl.cli.texts import printable
from roi_xl.errors import Level
from roi_xl.files import Kind, put
from roi_xl.files.errors import MEBIBYTE
from roi_xl.tasks.recalculation import Recalculated as Outcome
from roi_xl.tasks.recalculation import Status
from roi_xl.xlsx import Limits, Package, PackageError
from roi_xl.xlsx.markup import BOM
from roi_xl.xlsx.properties import custom_properties

SUFFIXES: Final = (".csv", ".json", ".xlsx")
"""What a report's name may end in."""

_COLUMNS: Final = (
    "file", "status", "failure", "formulas", "computed", "changed", "calls", "errors", "warnings",
)  # fmt: skip
"""The columns of every report; the labels of headlines follow."""
_PROPERTY: Final = ("roi_xl_kind", "report of roi-xl recalc")
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
_START: Final = 64 << 10  # bytes; the longest path is shorter
_HEADER: Final = re.compile(f"{','.join(_COLUMNS)}[,\\n]".encode())
_FIRST_ENTRY: Final = re.compile(
    rb'\[\n  \{\n    "file": "(?:[^"\\]|\\.)*",\n    "status": "(?:%s)"[,\n]'
    % "|".join(status.value for status in Status).encode()
)
_LARGEST: Final = 64 * MEBIBYTE  # of a part: some 100,000 workbooks
_SHEET: Final = re.compile(rb"<(?:\w+:)?sheet\s")
_Row = Mapping[str, object]


def is_report(data: bytes) -> bool:
    """Whether a file is a report of ours, by what only those have; not more of it is looked at than needed.

    Args:
        data: Its content.

    Returns:
        For a workbook: its property says so, and it has one sheet. For a CSV file: its header begins with
        our columns. For JSON: its first entry begins with a file and a status that we give.
    """
    if data.startswith(b"PK"):
        return _is_workbook(data)
    start = data[:_START].removeprefix(BOM)
    return bool(_HEADER.match(start) or _FIRST_ENTRY.match(start))


REPORT: Final = Kind("a report of roi-xl", is_report)


def _is_workbook(data: bytes) -> bool:
    name, value = _PROPERTY
    try:
        package = Package(data, Limits(part=_LARGEST))
        if custom_properties(package).get(name) != value:
            return False
        return len(_SHEET.findall(package.read("xl/workbook.xml"))) == 1
    except (PackageError, KeyError):
        return False


def write_report(outcomes: Sequence[Outcome], target: Path, *, force: bool) -> None:
    """Write what became of the workbooks.

    Args:
        outcomes: Of each one.
        target: A path that ends in one of `SUFFIXES`.
        force: Whether it may replace what isn't a report of ours.

    Raises:
        FileError: It can't be written, or somebody's file is there.
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
