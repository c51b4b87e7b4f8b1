"""Workbooks made of cells whose values are known, and what a result is worth beside them."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass, field
from decimal import Decimal

import xlsxwriter
from oracle import FALSE_NUMBER, FALSE_TEXT

from roi_xl.errors import CellError
from roi_xl.xlsx import a1, place

RIGHT = 1e-12
"""The largest relative difference of a right number: Excel shows 15 digits."""

_EPOCHS = {False: dt.date(1899, 12, 30), True: dt.date(1904, 1, 1)}
_EMPTY = re.compile(rb'<c( r="[A-Z]+[0-9]+")>(<f>[^<]*</f>)<v></v>')
_MASKS = (
    (re.compile(r'"[^"]*"'), '"…"'),
    (re.compile(r"[A-Za-z]+_[A-Za-z0-9_]+(?=[\[,)\-+*/=<>]|$)"), "name"),
    (re.compile(r"(?:'[^']+'|\b[A-Za-z][A-Za-z0-9]*)!"), ""),
    (re.compile(r"\$?\b[A-Z]{1,3}\$?[0-9]+\b(?:\.\d+)?"), "ref"),
    (re.compile(r"\$?[A-Z]{1,2}:\$?[A-Z]{1,2}(?![A-Za-z(])"), "ref:ref"),
    (re.compile(r"(?<![A-Za-z_0-9.])\d+(?:\.\d+)?(?:E[+-]?\d+)?(?![A-Za-z_0-9.])"), "n"),
)


@dataclass(frozen=True, slots=True)
class Known:
    """A formula whose value is known without any engine.

    Attributes:
        pattern: What it is an example of.
        sheet: The sheet's name.
        address: Row and column, from 1.
        formula: Its text without `=`.
        value: A number, a text, a truth value or an error.
        slack: The largest difference of a right number where doubles are added in one order or another;
            next to it `RIGHT` counts. Without slack a 0 has to be 0.
        is_check: Whether it is a check cell: the difference of what should be one and the same.
        is_real: Whether it is a difference that must not become 0.
        is_free: Whether rounding noise may be there or not, so that only its size is known.
    """

    pattern: str
    sheet: str
    address: tuple[int, int]
    formula: str
    value: float | str | bool | CellError
    slack: float = 0.0
    is_check: bool = False
    is_real: bool = False
    is_free: bool = False

    @property
    def place(self):
        """The cell, as findings write it."""
        return place((self.sheet, self.address))

    @property
    def shape(self):
        """The formula without its references, names, texts and numbers: what it has in common with others."""
        text = self.formula
        for mask, name in _MASKS:
            text = mask.sub(name, text)
        return text

    def is_right(self, value):
        """Whether a value is the known one."""
        if isinstance(self.value, CellError) or isinstance(value, CellError):
            return self.value is value
        if not isinstance(self.value, float) or not isinstance(value, float):
            return type(self.value) is type(value) and self.value == value
        if not self.is_free and (value == 0.0) != (self.value == 0.0):
            return False
        return abs(value - self.value) <= max(self.slack, RIGHT * abs(self.value))


class Page:
    """A sheet while it is filled.

    Attributes:
        title: The sheet's name.
        random: Where its amounts come from.
        date1904: Whether days are counted from 1904.
        pattern: What the formulas that are added now are examples of.
        row: The next free row.
    """

    def __init__(self, title, random, *, date1904=False):
        self.title, self.random, self.date1904 = title, random, date1904
        self.pattern, self.row = title, 1
        self.contents, self.known, self.arrays = {}, [], {}
        self.tables, self.names = [], []
        self._count = 0

    def put(self, row, column, value):
        """Write a constant; returns its reference, such as `B2`."""
        if isinstance(value, dt.date):
            value = self.serial(value)
        elif isinstance(value, Decimal | int) and not isinstance(value, bool):
            value = float(value)
        if value is not None:
            self.contents[row, column] = value
        return a1((row, column))

    def put_row(self, row, column, values):
        """Write constants side by side; returns their references."""
        return [self.put(row, column + number, value) for number, value in enumerate(values)]

    def put_column(self, row, column, values):
        """Write constants one below the other; returns the range, such as `B2:B9`."""
        for number, value in enumerate(values):
            self.put(row + number, column, value)
        return self.area(row, column, row + len(values) - 1, column)

    def area(self, top, left, bottom, right):
        """A range's text."""
        return f"{a1((top, left))}:{a1((bottom, right))}"

    def formula(self, row, column, text, value, *, array=False, **known):
        """Write a formula with its value, a `Decimal` as the nearest double; returns its reference."""
        if isinstance(value, dt.date):
            value = self.serial(value)
        elif isinstance(value, Decimal | int) and not isinstance(value, bool):
            value = float(value)
        self.known.append(Known(self.pattern, self.title, (row, column), text, value, **known))
        if array:
            self.arrays[row, column] = text
        return a1((row, column))

    def serial(self, day):
        """A day as the number that Excel stores; the days before March 1900 aren't asked for."""
        return float((day - _EPOCHS[self.date1904]).days)

    def name(self, stem, reference):
        """Define a name for a cell or range of this sheet; returns it."""
        found = self._fresh(stem)
        self.names.append((found, f"='{self.title}'!{_fixed(reference)}"))
        return found

    def table(self, stem, area, columns):
        """Make a range a table with a header row; returns its name."""
        found = self._fresh(stem)
        self.tables.append((found, area, tuple(columns)))
        return found

    def _fresh(self, stem):
        self._count += 1
        return f"{stem}_{self.title.replace(' ', '')}_{self._count}"


def _fixed(reference):
    return re.sub(r"([A-Z]+)([0-9]+)", r"$\1$\2", reference)


def stored(known):
    """The value as Excel stores it: the double nearest to the decimal result, noise of a last + or − as 0."""
    return known.value


def false(known):
    """A wrong value, of the same kind as a number, of another kind than anything else."""
    if isinstance(known.value, float):
        return FALSE_NUMBER
    return FALSE_NUMBER if isinstance(known.value, str) else FALSE_TEXT


def hidden(known):
    """0 for every check cell whose difference is really there, a wrong value for all else."""
    return 0.0 if known.is_check and known.is_real else false(known)


def quiet(known):
    """0 for every number that is there, the noise inside brackets as well."""
    return 0.0 if known.is_real and isinstance(known.value, float) else known.value


@dataclass
class Book:
    """A workbook of pages.

    Attributes:
        pages: Its sheets, in order.
        date1904: Whether days are counted from 1904.
    """

    pages: list[Page] = field(default_factory=list)
    date1904: bool = False

    @property
    def known(self):
        """Every formula with its value."""
        return [known for page in self.pages for known in page.known]

    def written(self, cached=stored):
        """The workbook's bytes.

        Args:
            cached: What is cached for a formula: `stored` as Excel has it, `false`, `hidden` or `quiet`.
        """
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, {"in_memory": True, "date_1904": self.date1904}) as file:
            for page in self.pages:
                _fill(file.add_worksheet(page.title), page, cached)
                for name, text in page.names:
                    file.define_name(name, text)
        return _with_empty_texts(buffer.getvalue())


def _with_empty_texts(data):
    """The workbook with empty results marked as texts, which Excel does and XlsxWriter doesn't."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name.startswith("xl/worksheets/"):
                part = _EMPTY.sub(rb'<c\1 t="str">\2<v></v>', part)
            target.writestr(name, part)
    return buffer.getvalue()


def _fill(sheet, page, cached):
    for name, area, columns in page.tables:
        sheet.add_table(area, {"name": name, "columns": [{"header": header} for header in columns]})
    for (row, column), value in page.contents.items():
        write = sheet.write_string if isinstance(value, str) else sheet.write
        write(row - 1, column - 1, value)
    for known in page.known:
        row, column = known.address[0] - 1, known.address[1] - 1
        value = cached(known)
        value = value.value if isinstance(value, CellError) else value
        if known.address in page.arrays:
            sheet.write_array_formula(row, column, row, column, "{=" + known.formula + "}", None, value)
        else:
            sheet.write_formula(row, column, "=" + known.formula, None, value)
