"""Reads a source as rows of cells: text in any encoding with any delimiter, or a sheet of a workbook.

Text is read as a stream, so that memory doesn't grow with the number of rows. Every cell of a text file is a
text; a workbook's cells have their types.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, Protocol

import clevercsv
from python_calamine import CalamineError, CalamineWorkbook

from roi_xl.files import FileError

Cell = str | int | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta
"""What a cell holds; a blank one is an empty text."""

DELIMITERS: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8 with a mark"),
    (b"\xff\xfe", "utf-16", "UTF-16"),
    (b"\xfe\xff", "utf-16", "UTF-16"),
)
_SAMPLE: Final = 1 << 16  # bytes by which UTF-16 without a mark is recognised
_LINES: Final = 200
_TOP: Final = 1 << 13  # characters by which the delimiter is recognised
_WORKBOOK: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_SEPARATOR: Final = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)


class Grid(Protocol):
    """A source as rows of cells, which can be read any number of times.

    Attributes:
        said: How it was read, for people: encoding and delimiter, or the sheet.
        skipped: Rows before the first one that `rows` gives, to name a row as its user counts.
    """

    @property
    def said(self) -> str:
        """How it was read."""

    @property
    def skipped(self) -> int:
        """Rows before the first."""

    def rows(self) -> Iterator[Sequence[Cell]]:
        """The rows from top to bottom; blank ones, too."""


def grids_of(data: bytes, encoding: str = "", sheet: str = "") -> tuple[Grid, ...]:
    """A source as rows: a text, or each sheet of a workbook that holds anything.

    Args:
        data: The file: text, .xlsx, .xlsb, .xls or .ods.
        encoding: The encoding of a text, as Python calls it; empty to find it.
        sheet: The only sheet to read; empty for all of them.

    Raises:
        FileError: It is empty, has no such sheet, or no table can be read from it.
    """
    if not data.strip():
        raise FileError("no-rows", "it is empty", "export it again")
    return _sheets(data, sheet) if data.startswith(_WORKBOOK) else (_text(data, encoding),)


@dataclass(frozen=True, slots=True)
class TextGrid:
    """A delimited text.

    Attributes:
        data: The file.
        encoding: Its encoding, as Python calls it.
        delimiter: Its delimiter.
        said: How it was read.
        skipped: 1 if the first line names the delimiter.
    """

    data: bytes
    encoding: str
    delimiter: str
    said: str
    skipped: int

    def rows(self) -> Iterator[Sequence[Cell]]:
        """The rows from top to bottom.

        Raises:
            FileError: A cell is longer than any export's, as where a quotation mark is missing.
        """
        stream = io.TextIOWrapper(io.BytesIO(self.data), self.encoding, newline="")
        for _ in range(self.skipped):
            stream.readline()
        reader = csv.reader(stream, delimiter=self.delimiter)
        try:
            yield from reader
        except (csv.Error, UnicodeError) as error:
            reason = f"it can't be read beyond line {reader.line_num}: {error}"
            raise FileError("unreadable-source", reason, "export it again, or name its --encoding") from None


@dataclass(frozen=True, slots=True)
class SheetGrid:
    """A sheet of a workbook.

    Attributes:
        cells: Its rows.
        said: How it was read.
        skipped: 0.
    """

    cells: Sequence[Sequence[Cell]]
    said: str
    skipped: int = 0

    def rows(self) -> Iterator[Sequence[Cell]]:
        """The rows from top to bottom."""
        yield from self.cells


def _text(data: bytes, wanted: str) -> TextGrid:
    encoding, said = (wanted, wanted) if wanted else _encoding(data)
    if not _is_written_in(data, encoding):
        remedy = "name another --encoding, such as cp1250 or cp1252"
        raise FileError("unknown-encoding", f"it isn't written in {encoding}", remedy)
    with io.TextIOWrapper(io.BytesIO(data), encoding, newline="") as stream:
        lines = list(islice(stream, _LINES))
    stated = _SEPARATOR.fullmatch(lines[0])
    delimiter = stated[1] if stated else _delimiter("".join(lines)[:_TOP])
    how = DELIMITERS.get(delimiter, f"“{delimiter}”")
    source = ", as its first line says" if stated else ""
    return TextGrid(data, encoding, delimiter, f"{said}, separated by {how}{source}", 1 if stated else 0)


def _encoding(data: bytes) -> tuple[str, str]:
    """The encoding of a text by its marks and bytes, and what to say of it."""
    for mark, encoding, said in _MARKS:
        if data.startswith(mark):
            return encoding, said
    sample = data[:_SAMPLE]
    if sample[1::2].count(0) > len(sample) / 4:
        return "utf-16-le", "UTF-16 without a mark"
    if sample[::2].count(0) > len(sample) / 4:
        return "utf-16-be", "UTF-16 without a mark"
    if _is_written_in(data, "utf-8"):
        return "utf-8", "UTF-8"
    return "cp1252", "taken for Windows' western encoding, cp1252 (--encoding names another)"


def _is_written_in(data: bytes, encoding: str) -> bool:
    """Whether an encoding can read all of a text; it is read piece by piece."""
    try:
        stream = io.TextIOWrapper(io.BytesIO(data), encoding, newline="")
        while stream.read(_SAMPLE):
            pass
    except LookupError:
        reason = f"there is no encoding {encoding!r}"
        raise FileError("unknown-encoding", reason, "name one, such as cp1250") from None
    except UnicodeError:
        return False
    return True


def _delimiter(sample: str) -> str:
    """The delimiter that gives the tidiest table; a comma where nothing tells."""
    try:
        found = clevercsv.Sniffer().sniff(sample, delimiters=list(DELIMITERS))
    except clevercsv.Error:
        return ","
    return (found.delimiter if found else "") or ","


def _sheets(data: bytes, wanted: str) -> tuple[Grid, ...]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        if wanted and wanted not in book.sheet_names:
            reason = f"it has no sheet {wanted!r}"
            raise FileError("no-rows", reason, f"name one of {', '.join(book.sheet_names)}")
        sheets = [book.get_sheet_by_name(name) for name in ([wanted] if wanted else book.sheet_names)]
        filled = [
            SheetGrid(sheet.to_python(skip_empty_area=False), f"the sheet “{sheet.name}”")
            for sheet in sheets
            if sheet.height
        ]
    except CalamineError as error:
        reason = f"no table can be read from it ({error})"
        raise FileError("unreadable-source", reason, "export it as CSV") from None
    if not filled:
        raise FileError("no-rows", "none of its sheets holds anything", "export it again")
    return tuple(filled)
