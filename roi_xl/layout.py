"""Where a study sits in a workbook of ours: by table, defined name and position, never by a header's words.

So the same workbook is read in any language, saved by any program, with sheets renamed, moved or longer.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import cast

from roi_xl.catalogue import Scalar
from roi_xl.errors import CellError, Finding, Level
from roi_xl.study import RECORDS, Inputs, Study
from roi_xl.template import BOOK, Content, Verbatim
from roi_xl.template.declaration import Column, Line, Lines, Role, Table
from roi_xl.xlsx import Address, Workbook, a1, area
from roi_xl.xlsx import Table as StoredTable

_PREFIX, _FOLLOWERS = "tbl_", ("attribution", "scenarios")
_AREA = re.compile(r"^(?:'((?:[^']|'')+)'|([^\W\d][\w.]*))!\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?$")
_EPOCH = dt.date(1899, 12, 30)
_LAST_DAY = 2_958_465  # 9999-12-31
_TABLES: Mapping[str, Table] = {
    block.id: block for sheet in BOOK.sheets for block in sheet.blocks if isinstance(block, Table)
}
_LINES: Mapping[str, Line] = {
    line.name.removeprefix("inp_"): line
    for sheet in BOOK.sheets
    for block in sheet.blocks
    if isinstance(block, Lines)
    for line in block.lines
    if line.role is Role.INPUT
}


def study_from(book: Workbook) -> tuple[Study, tuple[Finding, ...]]:
    """What was filled into a workbook of ours.

    Args:
        book: The workbook with its cached values.

    Returns:
        The study, blank where something is missing, and what was missing or of the wrong kind.
    """
    reader = _Reader(book)
    if not reader.tables and not any(name.startswith("inp_") for name in reader.areas):
        detail = "it has none of our tables and names"
        remedy = "give a workbook that `roi-xl new` has written"
        return Study(), (Finding(Level.ERROR, "not-a-template", "", detail, remedy),)
    study = reader.study()
    return study, tuple(reader.findings)


def content_from(study: Study, language: str) -> tuple[Content, Mapping[str, int]]:
    """What fills a fresh workbook with a study, and the rows that its tables need at least.

    Args:
        study: The programme.
        language: Language of the workbook's words; the study's own texts stay as they are.
    """
    tree: dict[str, object] = {
        "line": {f"inp_{name}": value for name, value in _filled(study.inputs).items()}
    }
    rows: dict[str, int] = {}
    for part in RECORDS:
        records = cast("Sequence[object]", getattr(study, part))
        tree[part] = [_filled(record) for record in records]
        rows[part] = max(len(records), _TABLES[part].height)
    return Content("study", language, tree), rows


def _filled(record: object) -> dict[str, object]:
    """The fields that hold something, by column; a text stays one even if it looks like a formula."""
    values = {
        field.name.rstrip("_"): getattr(record, field.name)
        for field in fields(record)  # type: ignore[arg-type]  # a record of RECORDS
    }
    return {
        name: Verbatim(value) if isinstance(value, str) else value
        for name, value in values.items()
        if value not in (None, "")
    }


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell with its value."""

    sheet: str
    address: Address
    value: Scalar

    @property
    def place(self) -> str:
        """Its name for a message."""
        return f"'{self.sheet}'!{a1(self.address)}"


class _Reader:
    """A workbook being read, and what was found on the way."""

    def __init__(self, book: Workbook) -> None:
        self._days_1904 = 1462 if book.date1904 else 0
        self._cells = {sheet.name: sheet.values for sheet in book.sheets}
        self.tables = {table.name.lower(): table for table in book.tables}
        self.tables = {
            name.removeprefix(_PREFIX): table
            for name, table in self.tables.items()
            if name.removeprefix(_PREFIX) in RECORDS
        }
        self.areas = {
            name.name.lower(): found
            for name in book.names
            if name.sheet is None and (found := _AREA.match(name.text)) is not None
        }
        self.findings: list[Finding] = []
        self._codes: dict[str, Mapping[str, str]] = {list_: self._code_words(list_) for list_ in BOOK.lists}

    def study(self) -> Study:
        """The study, blank where something is missing."""
        parts: dict[str, tuple[object, ...]] = {}
        kept: Sequence[int] = ()
        for part in RECORDS:
            rows = [*self._rows(part)]
            if part in _FOLLOWERS:
                blank = RECORDS[part]()
                records = [rows[row] if row < len(rows) else blank for row in kept]
            else:
                filled = [row for row, record in enumerate(rows) if record != RECORDS[part]()]
                records = [rows[row] for row in filled]
                kept = filled if part == "benefits" else kept
            parts[part] = tuple(records)
        return Study(inputs=self._inputs(), **parts)  # type: ignore[arg-type]  # the records of RECORDS

    def _inputs(self) -> Inputs:
        found: dict[str, object] = {}
        for name, line in _LINES.items():
            cells = self._named(f"inp_{name}")
            if cells:
                found[name] = self._value(cells[0], line.format, "")
            else:
                self._missing("name-missing", f"the defined name inp_{name} is missing or leads nowhere")
        return Inputs(**found)  # type: ignore[arg-type]  # fields and lines are the same, which a test proves

    def _rows(self, part: str) -> Iterator[object]:
        table, stored = _TABLES[part], self.tables.get(part)
        if stored is None:
            self._missing("table-missing", f"the table {_PREFIX}{part} is missing")
            return
        if len(stored.columns) < len(table.columns):
            detail = f"{_PREFIX}{part} has {len(stored.columns)} columns instead of {len(table.columns)}"
            self._missing("columns-missing", detail, f"'{stored.sheet}'!{a1(stored.area[:2])}")
            return
        record = RECORDS[part]
        columns = {column.id: (number, column) for number, column in enumerate(table.columns)}
        chosen = [(field.name, *columns[field.name.rstrip("_")]) for field in fields(record)]
        for row in self._data_rows(stored):
            yield record(
                **{
                    name: self._value(
                        self._at(stored.sheet, (row, stored.area[1] + number)),
                        column.format,
                        _list_of(column),
                    )
                    for name, number, column in chosen
                }
            )

    @staticmethod
    def _data_rows(table: StoredTable) -> range:
        return range(table.area[0] + table.header_rows, table.area[2] - table.totals_rows + 1)

    def _value(self, cell: _Cell, format_: str, list_: str) -> object:
        if list_:
            return self._code(cell, list_)
        reading: Callable[[_Cell], object] = {
            "text": self._text,
            "plain": self._text,
            "date": self._day,
        }.get(format_, self._number)
        return reading(cell)

    def _code(self, cell: _Cell, list_: str) -> str:
        word = self._text(cell).strip()
        if not word:
            return ""
        code = self._codes[list_].get(word.casefold())
        if code is None:
            self._wrong("unknown-choice", cell, "it isn't in the list", "choose from the drop-down list")
        return code or ""

    def _text(self, cell: _Cell) -> str:
        value = cell.value
        if isinstance(value, CellError):
            self._wrong("cell-error", cell, "it is an error", "repair the formula")
            return ""
        if isinstance(value, float):
            return f"{value:.15g}"
        return "" if value is None else str(value)

    def _number(self, cell: _Cell) -> float | None:
        value = cell.value
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        if isinstance(value, bool | str):
            self._wrong("not-a-number", cell, "a number belongs here", "type a number, without a unit")
            return None
        return float(value)

    def _day(self, cell: _Cell) -> dt.date | None:
        number = self._number(cell)
        if not number:
            return None
        if not 0 < number + self._days_1904 <= _LAST_DAY:
            self._wrong("not-a-date", cell, "no date has this number", "type a date")
            return None
        return _EPOCH + dt.timedelta(days=int(number) + self._days_1904)

    def _code_words(self, list_: str) -> Mapping[str, str]:
        cells = self._named(f"lst_{list_}")
        codes = BOOK.lists[list_]
        if len(cells) != len(codes):
            self._missing("name-missing", f"the list lst_{list_} doesn't hold its {len(codes)} words")
        return {str(cell.value).casefold(): code for cell, code in zip(cells, codes, strict=False)}

    def _named(self, name: str) -> list[_Cell]:
        match = self.areas.get(name)
        if match is None:
            return []
        sheet = (match.group(1) or "").replace("''", "'") or match.group(2)
        if sheet not in self._cells:
            return []
        corner = f"{match.group(3)}{match.group(4)}"
        top, left, bottom, right = area(
            f"{corner}:{match.group(5)}{match.group(6)}" if match.group(5) else corner
        )
        return [
            self._at(sheet, (row, column))
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        ]

    def _at(self, sheet: str, address: Address) -> _Cell:
        return _Cell(sheet, address, self._cells[sheet].get(address))

    def _missing(self, code: str, detail: str, where: str = "") -> None:
        remedy = "fill a fresh workbook from `roi-xl new`"
        self.findings.append(Finding(Level.ERROR, code, where, detail, remedy))

    def _wrong(self, code: str, cell: _Cell, why: str, remedy: str) -> None:
        self.findings.append(Finding(Level.ERROR, code, cell.place, f"{why}: {cell.value!r}", remedy))


def _list_of(column: Column) -> str:
    name = str(column.rule.low) if column.rule and column.rule.kind == "list" else ""
    return name if name in BOOK.lists else ""
