"""A table of scenarios that the user gives: CSV, a workbook's first sheet, or Parquet."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from roi_xl.files import FileError
from roi_xl.importing.grid import grids_of
from roi_xl.scenarios.loaded import Value
from roi_xl.tables.as_parquet import library
from roi_xl.xlsx import Input
from roi_xl.xlsx.formula import column_letters
from roi_xl.xlsx.input_values import UnfitValueError, stored
from roi_xl.xlsx.typed_texts import typed

PARQUET: Final = ".parquet"
ENDS: Final = (".csv", ".tsv", ".txt", ".xlsx", ".xlsb", ".xls", ".ods", PARQUET)
"""What the name of a table of scenarios may end in."""

NAME: Final = "scenario"
"""The header of a column that names the scenarios and varies no cell."""

_MOST: Final = 1_000_000  # rows; more don't fit into a sheet, either
_ONE_ROW: Final = "give a row of cell names, and below it one row for each scenario"


@dataclass(frozen=True, slots=True)
class Given:
    """A table of scenarios.

    Attributes:
        headers: The cells that vary, as they are named in the first row.
        rows: One value for each header; None leaves the workbook's own.
        names: What the scenarios are called; empty if the table doesn't say.
        first: The number of the first scenario's row in the file, as people count.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    names: tuple[str, ...]
    first: int


def given(data: bytes, end: str) -> Given:
    """Read a table of scenarios. Rows without any value are left out at the end, and nowhere else.

    Args:
        data: The file.
        end: What its name ends in, in lower case.

    Raises:
        FileError: It can't be read, holds no rows, or a value could mean two things; the message says where.
    """
    grid, first = (_parquet(data), 2) if end == PARQUET else _grid(data, is_text=end in ENDS[:3])
    headers = [str(header).strip() for header in next(grid, ())]
    while headers and not headers[-1]:
        headers.pop()
    if not any(headers):
        raise FileError("no-rows", "its first row is empty", _ONE_ROW)
    if "" in headers:
        reason = f"the column {column_letters(1 + headers.index(''))} has no header"
        raise FileError("no-such-cell", reason, "name the cell that it varies, or remove the column")
    rows = [_row(row, headers, number) for number, row in enumerate(islice(grid, _MOST + 1), first)]
    while rows and not any(value is not None for value in rows[-1]):
        rows.pop()
    if not rows:
        raise FileError("no-rows", "there is no row below the headers", _ONE_ROW)
    if len(rows) > _MOST:
        raise FileError("too-many-rows", f"more than {_MOST:,} scenarios", "split the table")
    return _named(headers, rows, first)


def _named(headers: list[str], rows: list[tuple[Value, ...]], first: int) -> Given:
    """The table with its names apart from its values."""
    at = next((number for number, header in enumerate(headers) if header.casefold() == NAME), None)
    if at is None:
        return Given(tuple(headers), tuple(rows), (), first)
    names = tuple("" if row[at] is None else _text(row[at]) for row in rows)
    rest = tuple(row[:at] + row[at + 1 :] for row in rows)
    return Given(tuple(headers[:at] + headers[at + 1 :]), rest, names, first)


def _text(value: Value) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _grid(data: bytes, *, is_text: bool) -> tuple[Iterator[Sequence[Any]], int]:
    """The rows of a text or of the first sheet that holds anything, and the number of the second row."""
    grid = grids_of(data)[0]
    rows = ([_Typed(cell) for cell in row] for row in grid.rows()) if is_text else grid.rows()
    return iter(rows), grid.skipped + 2


class _Typed(str):
    """A cell of a CSV file: a text that may stand for a number or a day."""

    __slots__ = ()


def _row(row: Sequence[Any], headers: Sequence[str], number: int) -> tuple[Value, ...]:
    filled = [*row, *[None] * len(headers)]
    if any(cell not in {None, ""} for cell in row[len(headers) :]):
        raise FileError("no-rows", f"row {number} has more values than headers", "give each column a header")
    return tuple(_value(filled[at], header, number) for at, header in enumerate(headers))


def _value(cell: Any, header: str, number: int) -> Value:  # noqa: ANN401 - what the reader of a format gives
    try:
        read: Input = cell
        if isinstance(cell, _Typed) and header.casefold() != NAME:
            read = typed(str(cell))
        found = stored(read, date1904=False)
    except FileError as error:
        raise FileError(error.code, f"row {number}, {header}: {error.reason}", error.remedy) from None
    except UnfitValueError as error:
        raise FileError("unfit", f"row {number}, {header}: {error.reason}", error.remedy) from None
    return found


def _parquet(data: bytes) -> Iterator[Sequence[Any]]:
    """The rows of a Parquet file, the names of its columns first.

    Raises:
        FileError: It is none, or the library that reads it isn't installed.
    """
    arrow, parquet = library()
    try:
        table = parquet.read_table(io.BytesIO(data), use_threads=False)
    except (arrow.ArrowException, OSError) as error:
        reason = f"no table can be read from it ({error})"
        raise FileError("unreadable-source", reason, "write it again, or give CSV") from None
    yield table.column_names
    yield from zip(*(column.to_pylist() for column in table.columns), strict=True)
