"""A model of what Excel does to a file when columns and rows are inserted, moved, deleted or sorted.

An edit moves the columns or rows of one sheet; cells, tables, defined names and references in formulas
follow. Only a sort moves cells alone: names and references keep their address. The package is written once.
"""

import io
import re
import zipfile
from collections import defaultdict
from functools import cache
from xml.sax.saxutils import escape

from openpyxl.utils import column_index_from_string, get_column_letter

CELL = re.compile(r'<c r="([A-Z]+)(\d+)"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
DATA = re.compile(r"<sheetData>.*</sheetData>", re.DOTALL)
AFTER = re.compile(r"</sheetData>.*?(<tableParts|<pageMargins|</worksheet>)", re.DOTALL)
REFERENCE = re.compile(
    r"(?<![\w.\]])(?:'((?:[^']|'')+)'!)?\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?(?![\w(])"
)
FORMULA = re.compile(r"(<f>)([^<]*)")
NAME = re.compile(r"(<definedName [^>]*>)([^<]*)")
COLUMN = re.compile(r"<tableColumn .*?(?:/>|</tableColumn>)", re.DOTALL)
AREA = re.compile(r' ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
COLUMNS = re.compile(r"<tableColumns.*</tableColumns>", re.DOTALL)
NOISE = 7_777
"""What stands in every cell of a column that was inserted: whoever counts columns reads it."""


class Axis:
    """Where the columns or rows of a sheet have got to."""

    def __init__(self):
        self._steps = []
        self._new = []

    def insert(self, at, count):
        self._steps.append(lambda i: i if i < at else i + count)
        self._new += [(len(self._steps), at + n) for n in range(count)]

    def delete(self, at, count):
        self._steps.append(lambda i: i if i < at else None if i < at + count else i - count)

    def move(self, old, new):
        """Put the old one where the new one stands, which with all between them makes room."""
        step = -1 if old < new else 1
        low, high = sorted((old, new))
        self._steps.append(lambda i: new if i == old else i + step if low <= i <= high else i)

    def now(self, index, first=0):
        """Where something has got to; None if it was deleted."""
        for step in self._steps[first:]:
            if index is None:
                return None
            index = step(index)
        return index

    def new(self):
        """Where those stand that were inserted and are still there."""
        return [at for first, index in self._new if (at := self.now(index, first)) is not None]

    def span(self, first, last):
        """What has become of everything from the first to the last; None if nothing is left."""
        left = [at for index in range(first, last + 1) if (at := self.now(index)) is not None]
        return (min(left), max(left)) if left else None


def _relationships(part):
    return part.replace("worksheets/", "worksheets/_rels/") + ".rels"


@cache
def _parts(path):
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


class Edited:
    """A workbook being edited; a sheet goes by the name it had.

    Args:
        path: The workbook, as XlsxWriter has written it.
    """

    def __init__(self, path):
        self._parts = _parts(path)
        names = re.findall(r'<sheet name="([^"]*)"', self._text("xl/workbook.xml"))
        self._sheets = {name: f"xl/worksheets/sheet{number}.xml" for number, name in enumerate(names, 1)}
        self._sheet_of_table = {
            f"xl/tables/{table}": name
            for name, part in self._sheets.items()
            for table in re.findall(r"tables/(\w+\.xml)", self._text(_relationships(part)))
        }
        self.rows, self.columns = defaultdict(Axis), defaultdict(Axis)
        self._sorted, self._renamed, self._typed = [], {}, {}

    def _text(self, part):
        return self._parts.get(part, b"").decode()

    def rename(self, sheet, name):
        self._renamed[sheet] = name

    def sort(self, sheet, area, order):
        """Sort the rows of an area, which is where it was in the beginning.

        Args:
            sheet: The sheet.
            area: First row, first column, last row, last column.
            order: For each row the number of the one that comes there, counted from 0.
        """
        self._sorted.append((sheet, area, order))

    def type(self, sheet, cell, text):
        """Type a text into a cell, which is where it was in the beginning."""
        self._typed[sheet, cell] = text

    def saved(self):
        """The package."""
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as package:
            for name, data in self._parts.items():
                package.writestr(name, self._written(name, data))
        return file.getvalue()

    def _written(self, part, data):
        if part == "xl/workbook.xml":
            return self._workbook(data.decode())
        sheet = next((name for name, its in self._sheets.items() if its == part), None)
        if sheet is not None:
            return self._worksheet(sheet, data.decode())
        return self._table(part, data.decode()) if part.startswith("xl/tables/") else data

    def _reference(self, own):
        """What becomes of a reference on a sheet."""

        def moved(match):
            quoted, left, top, right, bottom = match.groups()
            sheet = quoted.replace("''", "'").replace("&amp;", "&") if quoted else own
            corners = [column_index_from_string(left), column_index_from_string(right or left)]
            columns = self.columns[sheet].span(*corners)
            rows = self.rows[sheet].span(int(top), int(bottom or top))
            if not columns or not rows:
                return "#REF!"
            first, last = (f"${get_column_letter(c)}${r}" for c, r in zip(columns, rows, strict=True))
            name = escape(self._renamed.get(sheet, sheet).replace("'", "''"))
            return (f"'{name}'!" if quoted else "") + first + (f":{last}" if right else "")

        return moved

    def _formula(self, own):
        """What becomes of a formula or of a defined name with the tag before it."""
        return lambda match: match[1] + REFERENCE.sub(self._reference(own), match[2])

    def _workbook(self, text):
        names = NAME.sub(self._formula(""), text)
        for old, new in self._renamed.items():
            names = names.replace(f'<sheet name="{old}"', f'<sheet name="{escape(new)}"')
        return names

    def _worksheet(self, sheet, text):
        cells = {}
        for left, row, attributes, inner in CELL.findall(text):
            cells[int(row), column_index_from_string(left)] = (attributes, inner)
        for where, (top, left, bottom, right), order in self._sorted:
            if where == sheet:
                rows = range(top, bottom + 1)
                before = {key: cells[key] for key in cells if key[0] in rows and left <= key[1] <= right}
                cells |= {
                    (top + number, column): before[top + old, column]
                    for number, old in enumerate(order)
                    for column in range(left, right + 1)
                }
        for (where, cell), words in self._typed.items():
            if where == sheet:
                cells[cell] = (' t="inlineStr"', f"<is><t>{escape(words)}</t></is>")
        placed = defaultdict(dict)
        for (row, column), (attributes, inner) in cells.items():
            at = self.rows[sheet].now(row), self.columns[sheet].now(column)
            if None not in at:
                placed[at[0]][at[1]] = (attributes, FORMULA.sub(self._formula(sheet), inner))
        for column in self.columns[sheet].new():
            for row in placed.values():
                row[column] = ("", f"<v>{NOISE}</v>")
        lines = (
            f'<row r="{row}">' + "".join(
                f'<c r="{get_column_letter(column)}{row}"{attributes}>{inner}</c>'
                for column, (attributes, inner) in sorted(placed[row].items())
            ) + "</row>"
            for row in sorted(placed)
        )  # fmt: skip
        data = f"<sheetData>{''.join(lines)}</sheetData>"
        return AFTER.sub(r"</sheetData>\1", DATA.sub(lambda _: data, text))

    def _table(self, part, text):
        sheet = self._sheet_of_table[part]
        left, top, right, bottom = AREA.search(text).groups()
        first, last = map(column_index_from_string, (left, right))
        rows, (low, high) = (
            self.rows[sheet].span(int(top), int(bottom)),
            self.columns[sheet].span(first, last),
        )
        old = {self.columns[sheet].now(first + n): column for n, column in enumerate(COLUMN.findall(text))}
        columns = "".join(
            old.get(at, f'<tableColumn id="{900 + at}" name="Column{at}"/>') for at in range(low, high + 1)
        )
        area = f' ref="{get_column_letter(low)}{rows[0]}:{get_column_letter(high)}{rows[1]}"'
        columns = f'<tableColumns count="{high - low + 1}">{columns}</tableColumns>'
        return COLUMNS.sub(lambda _: columns, AREA.sub(area, text))
