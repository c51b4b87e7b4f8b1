"""A shipped workbook with one change for each code about the template; `roi-xl recalc` meets it there."""

from __future__ import annotations

import re
from pathlib import Path

from changes import cell, line, rows_of, sheet_of, table_of

from roi_xl.template import names
from roi_xl.xlsx import Package, a1, range_a1, read, written

_BOOK = read(Package((Path(__file__).parents[2] / "workbooks" / "sales-training.xlsx").read_bytes()))


def _with(part, old, new):
    """The workbook with a part in which one pattern is replaced."""
    text, times = re.subn(old, new, _BOOK.package.read(part).decode(), count=1)
    assert times, old
    return {part: text.encode()}


def _saved(*changes):
    return written(_BOOK.edited({part: data for change in changes for part, data in change.items()}))


def _cell(where, old, new):
    """One cell with another content."""
    start = rf'(<c r="{a1(where[1])}"[^>]*>)'
    return _with(sheet_of(_BOOK, where).part, f"{start}{old}", rf"\g<1>{new}")


def _typed(where, text):
    """A cell with a text typed into it."""
    start, style = rf'<c r="{a1(where[1])}"', r'( s="\d+")>'
    new = rf'\g<1>\g<2> t="inlineStr"><is><t>{text}</t></is>'
    return _with(sheet_of(_BOOK, where).part, f"({start}){style}<v>[^<]*</v>", new)


def _name(old, new):
    return _with(_BOOK.part, old, new)


def _longer(table):
    """A table with one more row, at the end of its sheet."""
    stored = table_of(_BOOK, table)
    top, left, bottom, right = stored.area
    part = next(
        name
        for name in _BOOK.package.names
        if name.startswith("xl/tables/") and f'"{stored.name}"'.encode() in _BOOK.package.read(name)
    )
    row = f'<row r="{bottom + 1}"><c r="{a1((bottom + 1, right))}"><v>9</v></c></row></sheetData>'
    return (
        _with(part, f'ref="{range_a1(stored.area)}"', f'ref="{range_a1((top, left, bottom + 1, right))}"'),
        _with(sheet_of(_BOOK, (stored.sheet, None)).part, "</sheetData>", row),
    )


_PROFIT = cell(_BOOK, "benefits", "profit", 2)
_KNOWN = cell(_BOOK, "known", "expected", 1)
_COSTS = sheet_of(_BOOK, (table_of(_BOOK, "costs").sheet, None)).part
TEMPLATES = {
    "formula-changed": _saved(_cell(_PROFIT, r"<f>[^<]*</f>", "<f>1+1</f>")),
    "formula-replaced": _saved(_cell(_PROFIT, r"<f>[^<]*</f>", "")),
    "name-moved": _saved(_name(r"(name=\"out_cost\">[^<]*?)\d+<", r"\g<1>3<")),
    "not-compared": _saved(_with("docProps/custom.xml", names.FORM_PROPERTY, "another")),
    "not-a-date": _saved(_cell(line(_BOOK, "inp_start"), r"<v>[^<]*</v>", "<v>-5</v>")),
    "not-a-number": _saved(_typed(line(_BOOK, "inp_salary"), "60 000")),
    "number-changed": _saved(_cell(_KNOWN, r"<v>[^<]*</v>", "<v>5</v>")),
    "part-missing": _saved(_name("name=\"out_cost\"", "name=\"my_cost\"")),
    "row-added": _saved(*_longer("known")),
    "row-left-out": _saved(_with(_COSTS, f'<row r="{rows_of(_BOOK, "costs")[0]}"', r'\g<0> hidden="1"')),
}  # fmt: skip
