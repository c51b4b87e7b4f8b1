"""Writes the plain copy of a workbook that the engines read: only values and formulas.

The engines never see the user's package. They read what is written here, from our own reading of it. So odd
packages, styles, shared formulas, names, structured references and add-in prefixes can't mislead them, and
both engines get exactly the same question.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape as html_escape

from roi_xl.errors import CellError
from roi_xl.formulas.spelling import sheet_alias
from roi_xl.xlsx import Address, Area, DefinedName, Scalar, Table, range_a1
from roi_xl.xlsx.formula import column_letters

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_DATE_1904 = '<workbookPr date1904="1"/>'
_LETTERS = ["", *(column_letters(number) for number in range(1, 257))]


escape = partial(html_escape, quote=False)  # the standard library's XML escape loads its HTTP client


@dataclass(frozen=True, slots=True)
class Written:
    """A formula as it goes into the copy: its text, and its area when it is an array formula."""

    text: str
    area: Area | None = None


Content = Scalar | Written

_LOADED = 500_000
"""Characters of a sheet's formulas that the primary engine reads from a package. Of more than about a million
bytes it would keep a temporary file, which a process that may write no file can't make."""
_BESIDE = 40  # characters that it keeps beside each formula's text


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Names and tables for a copy whose references are written as in the workbook.

    Attributes:
        titles: The names of its sheets; without them the sheets have aliases.
        tables: Its tables.
        names: Its defined names.
    """

    titles: Sequence[str] = ()
    tables: Sequence[Table] = ()
    names: Sequence[DefinedName] = ()


def engine_copy(
    sheets: Sequence[Mapping[Address, Content]],
    *,
    date1904: bool,
    surroundings: Surroundings = Surroundings(),
) -> bytes:
    """The bytes of a minimal package.

    Args:
        sheets: The cells of the sheets in tab order; blank cells are left out.
        date1904: Whether serial numbers count from 1904.
        surroundings: Names and tables; without them the sheets have aliases.
    """
    titles = surroundings.titles or [sheet_alias(number) for number in range(len(sheets))]
    tables = list(enumerate(surroundings.tables, 1))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("[Content_Types].xml", _content_types(len(sheets), len(tables)))
        package.writestr("_rels/.rels", _relations([(1, "officeDocument", "xl/workbook.xml")]))
        package.writestr("xl/workbook.xml", _workbook(titles, surroundings.names, date1904=date1904))
        targets = [(at, "worksheet", f"worksheets/sheet{at}.xml") for at in range(1, len(sheets) + 1)]
        package.writestr("xl/_rels/workbook.xml.rels", _relations(targets))
        for number, (title, cells) in enumerate(zip(titles, sheets, strict=True), 1):
            on_it = [(at, "table", f"../tables/table{at}.xml") for at, each in tables if each.sheet == title]
            package.writestr(f"xl/worksheets/sheet{number}.xml", _sheet(cells, [at for at, *_ in on_it]))
            if on_it:
                package.writestr(f"xl/worksheets/_rels/sheet{number}.xml.rels", _relations(on_it))
        for number, table in tables:
            package.writestr(f"xl/tables/table{number}.xml", _table(number, table))
    return buffer.getvalue()


def parted(
    sheets: Sequence[Mapping[Address, Content]], most: int = _LOADED
) -> tuple[Sequence[Mapping[Address, Content]], list[tuple[int, Address, str]]]:
    """The cells of the sheets for a package, and the formulas that are too many for it.

    With formulas in the package, the engine takes each further one a thousand times slower than without. So
    all formulas of a single cell are in it, or none.

    Args:
        sheets: The cells of the sheets in tab order.
        most: How many characters of formulas a sheet of the package may hold.

    Returns:
        The cells for the package; and number of the sheet, cell and text of each other formula.
    """
    if all(_size(cells) <= most for cells in sheets):
        return sheets, []
    later = [
        (number, address, content.text)
        for number, cells in enumerate(sheets)
        for address, content in cells.items()
        if isinstance(content, Written) and content.area is None
    ]
    loaded = [dict(cells) for cells in sheets]
    for number, address, _ in later:
        del loaded[number][address]
    return loaded, later


def _size(cells: Mapping[Address, Content]) -> int:
    return sum(len(one.text) + _BESIDE for one in cells.values() if isinstance(one, Written))


def _content_types(sheets: int, tables: int) -> str:
    office = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    kinds = (("worksheets/sheet", "worksheet", sheets), ("tables/table", "table", tables))
    parts = "".join(
        f'<Override PartName="/xl/{folder}{number}.xml" ContentType="{office}.{kind}+xml"/>'
        for folder, kind, count in kinds
        for number in range(1, count + 1)
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{office}.sheet.main+xml"/>{parts}</Types>'
    )


def _relations(targets: Sequence[tuple[int, str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for number, kind, target in targets
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def _workbook(titles: Sequence[str], names: Sequence[DefinedName], *, date1904: bool) -> str:
    rows = "".join(
        f'<sheet name="{html_escape(title)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, title in enumerate(titles, 1)
    )
    scopes = {title: f' localSheetId="{number}"' for number, title in enumerate(titles)}
    defined = "".join(
        f'<definedName name="{html_escape(name.name)}"{scopes.get(name.sheet or "", "")}>'
        f"{escape(name.text)}</definedName>"
        for name in names
    )
    return (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">'
        f"{_DATE_1904 if date1904 else ''}<sheets>{rows}</sheets>"
        f"{f'<definedNames>{defined}</definedNames>' if defined else ''}</workbook>"
    )


def _table(number: int, table: Table) -> str:
    columns = "".join(
        f'<tableColumn id="{at}" name="{_header(column)}"/>' for at, column in enumerate(table.columns, 1)
    )
    return (
        f'{_HEAD}<table xmlns="{_MAIN}" id="{number}" name="{html_escape(table.name)}" '
        f'displayName="{html_escape(table.name)}" ref="{range_a1(table.area)}" '
        f'headerRowCount="{table.header_rows}" totalsRowCount="{table.totals_rows}">'
        f'<tableColumns count="{len(table.columns)}">{columns}</tableColumns></table>'
    )


def _header(text: str) -> str:
    """A column's name as an attribute, with line breaks escaped as Excel does."""
    return html_escape("".join(f"_x{ord(c):04X}_" if c < " " else c for c in text))


def _sheet(cells: Mapping[Address, Content], tables: Sequence[int] = ()) -> str:
    out = [f'{_HEAD}<worksheet xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheetData>']
    open_row = 0
    for address in sorted(cells):
        row, column = address
        if row != open_row:
            out.append(f'</row><row r="{row}">' if open_row else f'<row r="{row}">')
            open_row = row
        letters = _LETTERS[column] if column < len(_LETTERS) else column_letters(column)
        out.append(_cell(f"{letters}{row}", cells[address]))
    out.append("</row></sheetData>" if open_row else "</sheetData>")
    if tables:
        links = "".join(f'<tablePart r:id="rId{number}"/>' for number in tables)
        out.append(f'<tableParts count="{len(tables)}">{links}</tableParts>')
    out.append("</worksheet>")
    return "".join(out)


def _cell(place: str, content: Content) -> str:
    if isinstance(content, float):
        return f'<c r="{place}"><v>{content!r}</v></c>'
    if isinstance(content, Written):
        if content.area is None:
            return f'<c r="{place}"><f>{escape(content.text)}</f></c>'
        return f'<c r="{place}"><f t="array" ref="{range_a1(content.area)}">{escape(content.text)}</f></c>'
    if isinstance(content, CellError):
        return f'<c r="{place}" t="e"><v>{content.value}</v></c>'
    if isinstance(content, bool):
        return f'<c r="{place}" t="b"><v>{int(content)}</v></c>'
    return f'<c r="{place}" t="str"><v xml:space="preserve">{_text(content or "")}</v></c>'


def _text(text: str) -> str:
    return escape(
        "".join(letter if letter >= " " or letter in "\t\n" else f"_x{ord(letter):04X}_" for letter in text)
    )


def array_literal(rows: Sequence[Sequence[object]]) -> str | None:
    """Values as a constant in a formula: `(1.5)` or `{1,2;3,4}`; None when one can't be written so.

    Args:
        rows: Rows of numbers, texts, booleans or errors.
    """
    cells = [[_constant(value) for value in row] for row in rows]
    if any(cell is None for row in cells for cell in row):
        return None
    text = ";".join(",".join(str(cell) for cell in row) for row in cells)
    return f"({text})" if len(cells) == len(cells[0]) == 1 else "{" + text + "}"


def _constant(value: object) -> str | None:
    if isinstance(value, CellError):
        return value.value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return repr(value)
    return '"' + value.replace('"', '""') + '"' if isinstance(value, str) else None
