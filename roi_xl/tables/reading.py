"""Reads a table that we wrote: its rows by header, with the numbers as numbers."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from roi_xl.tables.as_csv import FORMULA_STARTS
from roi_xl.tables.as_parquet import library
from roi_xl.tables.table import Form, Value

COLUMNS: Final = "columns"
"""The key of a JSON row under which its columns stand, if the row says more than they do."""

Row = Mapping[str, Value]


def rows_of(data: bytes, suffix: str, form: Form) -> list[Row]:
    """The rows of a table, each without its empty cells.

    Args:
        data: A file that `is_table` knows as ours.
        suffix: What its name ends in: one of `READABLE`.
        form: What kind of table it is.

    Raises:
        ValueError: It can't be read.
        FileError: The library for Parquet isn't installed.
    """
    try:
        rows = [*_READERS[suffix](data, form)]
    except (KeyError, TypeError, LookupError, RecursionError) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from error
    return [{name: value for name, value in row.items() if value not in {None, ""}} for row in rows]


def _csv(data: bytes, _: Form) -> Iterator[Row]:
    for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")):
        yield {name: _number(_own(text or "")) for name, text in row.items()}


def _own(text: str) -> str:
    """A text without the apostrophe that keeps Excel from taking it for a formula."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text


def _number(text: str) -> Value:
    """The number that a text was written for; a text such as 0012, 1_000 or NaN stays one."""
    try:
        number = float(text)
    except ValueError:
        return text
    return number if math.isfinite(number) and text in {repr(number), f"{number:.0f}"} else text


def _xlsx(data: bytes, _: Form) -> Iterator[Row]:
    from python_calamine import CalamineError, CalamineWorkbook  # imported here: few need it

    try:
        header, *rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    except CalamineError as error:
        raise ValueError(str(error)) from error
    yield from _named(map(str, header), rows)


def _parquet(data: bytes, _: Form) -> Iterator[Row]:
    yield from library()[1].read_table(io.BytesIO(data), use_threads=False).to_pylist()


def _json(data: bytes, form: Form) -> Iterator[Row]:
    yield from map(_plain, json.loads(data)[form.rows])


def _jsonl(data: bytes, _: Form) -> Iterator[Row]:
    yield from (_plain(json.loads(line)) for line in data.splitlines()[1:])


def _plain(row: Mapping[str, Any]) -> Row:
    found = row.get(COLUMNS, row)
    return {name: value for name, value in found.items() if isinstance(value, str | float | int | bool)}


def _named(header: Iterable[str], rows: Iterable[Sequence[Any]]) -> Iterator[Row]:
    names = [*header]
    for row in rows:
        yield dict(zip(names, row, strict=False))


_READERS: Final[Mapping[str, Callable[[bytes, Form], Iterator[Row]]]] = {
    ".csv": _csv,
    ".json": _json,
    ".jsonl": _jsonl,
    ".parquet": _parquet,
    ".xlsx": _xlsx,
}

READABLE: Final = tuple(_READERS)
"""What the name of a table that can be read may end in."""
