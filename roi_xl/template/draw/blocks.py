"""Writes the blocks of the working sheets: lines, tables, prose, the colour key and the vocabulary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, repeat
from textwrap import wrap

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell

from roi_xl.template import names
from roi_xl.template.columns import four_cells
from roi_xl.template.declaration import (
    TEXTUAL,
    Column,
    Legend,
    Line,
    Lines,
    Prose,
    Role,
    Table,
    Vocabulary,
)
from roi_xl.template.draw.guidance import guide
from roi_xl.template.draw.pen import Pen
from roi_xl.template.draw.placement import (
    ADDIN,
    CHECK,
    DIFFERENCE,
    LABEL,
    LEFT,
    LEGEND_ROLES,
    NOTE,
    UNIT,
    VALUE,
    TablePlace,
)
from roi_xl.template.draw.styles import PALETTE, VERDICTS
from roi_xl.template.draw.text_width import lines as text_lines
from roi_xl.template.words import Typed

_MONEY = frozenset({"money", "cents"})
_UNDER = {"bottom": 1, "bottom_color": PALETTE["rule"]}
_QUIET = {"font_color": PALETTE["muted"], "indent": 1}
_CHARACTERS_PER_WIDTH = 1.35  # running text is narrower than the digits that column widths count
_USUAL_WIDTH = 8.43


def write_lines(pen: Pen, row: int, block: Lines) -> None:
    """Write figures one below the other under a title and headings."""
    pen.title(row, pen.words.text("block", block.id))
    note = NOTE if block.four else ADDIN
    headings = {LABEL: "label", UNIT: "unit", VALUE: "value", note: "note"}
    if block.four:
        headings |= {ADDIN: "addin", CHECK: "check", DIFFERENCE: "difference"}
    for column in range(LEFT, pen.right + 1):
        heading = headings.get(column)
        aligned = {"align": "right"} if VALUE <= column < note else {"align": "left"}
        indented = {"indent": 1} if column in (UNIT, note) else {}
        style = pen.styles.of(bold=True, font_color=PALETTE["muted"], **_UNDER, **aligned, **indented)
        pen.put(row + 1, column, pen.words.text("heading", heading) if heading else None, style)
    for offset, line in enumerate(block.lines):
        _write_line(pen, row + 2 + offset, line, note)


def _write_line(pen: Pen, row: int, line: Line, note_column: int) -> None:
    label, unit, note = pen.words.texts("line", line.name)
    for column in range(LEFT, pen.right + 1):
        pen.put(row, column, None, pen.styles.of(**_UNDER))
    pen.put(row, LABEL, label, pen.styles.of(bold=line.strong, **_UNDER))
    # the currency of amounts is in the unit column, never in a number format
    pen.put(
        row,
        UNIT,
        f'={names.input_cell("currency")}&""' if not unit and line.format in _MONEY else unit,
        pen.styles.of(**_UNDER, **_QUIET),
    )
    pen.put(row, note_column, note, pen.styles.of(**_UNDER, **_QUIET))
    if line.addin:
        _write_four_cells(pen, row, line)
        return
    formula: Typed = line.formula or pen.content.line(line.name)
    runs_on = {} if not note else {"align": "right"}  # into the blank cells beside it
    typed_text = {"text_wrap": False, **runs_on} if line.format in TEXTUAL else {}
    pen.put(row, VALUE, formula, pen.styles.cell(line.role, line.format, strong=line.strong, **typed_text))
    pen.group_thousands(row, row, VALUE, line.format)
    if line.format in VERDICTS:
        pen.judge(row, row, VALUE, line.format)
    if line.role is Role.INPUT:
        title, text = pen.words.texts("prompt", "line", line.name)
        guide(pen, row, row, VALUE, rule=line.rule, format_=line.format, about=(title, text))


def _write_four_cells(pen: Pen, row: int, line: Line) -> None:
    addin, check = xl_rowcol_to_cell(row, ADDIN), xl_rowcol_to_cell(row, CHECK)
    cells = four_cells(
        "value", line.format, addin=line.addin, check=line.formula, needs=line.needs, missing=line.missing
    )
    for index, cell in zip((VALUE, ADDIN, CHECK, DIFFERENCE), cells, strict=True):
        formula = cell.formula.replace("{addin}", addin).replace("{check}", check)
        strong = line.strong and index == VALUE
        pen.put(row, index, formula, pen.styles.cell(cell.role, cell.format, strong=strong))


def write_table(pen: Pen, row: int, table: Table) -> None:
    """Write a real Excel table: headers, rows, total row, drop-downs and verdicts.

    Raises:
        ValueError: Two headers are equal, which Excel doesn't allow; the message names table and header.
    """
    place = pen.plan.tables[table.id]
    title = pen.words.text("block", table.id)
    pen.title(row, title, LEFT + len(table.columns) - 1)
    headers = [pen.words.text("column", table.id, column.id) for column in table.columns]
    counts = Counter(header.casefold() for header in headers)
    if twice := [header for header in headers if counts[header.casefold()] > 1]:
        raise ValueError(f"table {table.id} has the header {twice[0]} twice ({pen.words.language})")
    pairs = zip(headers, pen.sheet.widths, strict=False)
    pen.worksheet.set_row(place.header, _header_height(pairs))
    pen.worksheet.add_table(
        place.header,
        LEFT,
        place.bottom,
        LEFT + len(table.columns) - 1,
        {
            "name": names.table_name(table.id),
            "columns": [_described(pen, table, column) for column in table.columns],
            "total_row": table.total,
            "autofilter": False,
            "banded_rows": False,
            "style": None,
            "title": title,
            "description": title,
        },
    )
    for number in range(table.height):
        _write_row(pen, place, number)
    _write_links(pen, place)
    if table.total:
        _write_total(pen, place)
    for index, column in enumerate(table.columns, start=LEFT):
        if column in table.typed:
            about = headers[index - LEFT], pen.words.text("prompt", table.id, column.id)
            guide(pen, place.first, place.last, index, rule=column.rule, format_=column.format, about=about)
        pen.group_thousands(place.first, place.last, index, column.format)
    if table.verdict:
        pen.judge(place.first, place.last, place.column(table.verdict[0]), table.verdict[1])


def _header_height(headers: Iterable[tuple[str, float]]) -> float:
    """The height of a row of headers, each with the width of its column."""
    lines = (len(wrap(header, max(1, int(width)), break_long_words=False)) for header, width in headers)
    return 7 + 12 * max(lines)


def _described(pen: Pen, table: Table, column: Column) -> dict[str, object]:
    described: dict[str, object] = {
        "header": pen.words.text("column", table.id, column.id),
        "header_format": pen.styles.header(pen.styles.alignment(column.format)),
    }
    if column.formula.startswith("="):
        described["formula"] = pen.plan.formula(column.formula, table)
    if column.total:
        described["total_function"] = pen.plan.formula(_total(table, column)).removeprefix("=")
    elif table.total and column is table.columns[0]:
        described["total_string"] = pen.words.text("heading", "total")
    return described


def _write_row(pen: Pen, place: TablePlace, number: int) -> None:
    table = place.table
    item = table.items[number] if table.items else None
    own = item.cells if item else {}
    worded = any(column.role is Role.WORDS and column.id not in own for column in table.columns)
    spare = _spare_ids(pen, table)
    texts: Iterator[str] = iter(pen.words.texts("item", table.id, item.id) if item and worded else ())
    shown: list[tuple[str, float]] = []
    widths = chain(pen.sheet.widths, repeat(_USUAL_WIDTH))
    for index, (column, width) in enumerate(zip(table.columns, widths, strict=False), start=LEFT):
        value: Typed | None
        if column.role is Role.WORDS and column.id not in own:
            value = next(texts)
        elif column.formula.startswith("@"):
            value = _followed(pen, place, number, column)
        elif column.formula == "#":
            value = number + 1
        elif column.formula:
            value = column.formula
        elif column.id in own:
            value = own[column.id]
        else:
            value = pen.content.cell(table.id, number, column.id)
            if column.prefix and number >= pen.content.height(table.id):
                value = spare[number - pen.content.height(table.id)]
            if value != "" and (codes := _list_of_codes(pen, column)):
                value = pen.words.text("list", codes, str(value))
        style = _row_style(pen, column, value, given=column.id in own)
        pen.put(place.first + number, index, value, style, table)
        shown.append((pen.shown(place.first + number, index, value) * (column.format == "text"), width))
    _make_room(pen, place.first + number, table.lines, shown)
    if extra := list(texts):
        raise ValueError(f"{table.id}: no column takes {extra}")


def _make_room(pen: Pen, row: int, least: int, texts: Iterable[tuple[str, float]]) -> None:
    """Make a row as high as its texts need, which run over several lines in narrow columns.

    Args:
        pen: What writes the sheet.
        row: The row.
        least: For how many lines it has room anyway.
        texts: Each text, and the width of its column.
    """
    lines = max((text_lines(text, width) for text, width in texts), default=1)
    if max(lines, least) > 1:
        pen.worksheet.set_row(row, 13.5 * max(lines, least) + 3)


def _write_links(pen: Pen, place: TablePlace) -> None:
    look = pen.styles.cell(Role.LINK, "plain", font_color=PALETTE["blue"], underline=1)
    plain = pen.styles.cell(Role.WORDS, "plain")
    for row, item in enumerate(place.table.items, start=place.first):
        for column, sheet in item.links.items():
            if sheet in pen.book.left_out:
                pen.put(row, place.column(column), pen.words.text("sheet", sheet, "tab"), plain)
            else:
                pen.link(row, place.column(column), sheet, look)


def _spare_ids(pen: Pen, table: Table) -> Sequence[str]:
    """The IDs in the rows that nothing fills: those of benefits that the table lacks, then new ones."""
    prefix = next((column.prefix for column in table.columns if column.prefix), "")
    if not prefix:
        return ()
    own, leading = (
        [str(pen.content.cell(id_, row, names.KEY)) for row in range(pen.content.height(id_))]
        for id_ in (table.id, names.KEYED[0])
    )
    ids = [*leading, *(f"{prefix}{number}" for number in range(1, 2 * table.height + 1))]
    return [id_ for id_ in dict.fromkeys(ids) if id_ and id_ not in own]


def _followed(pen: Pen, place: TablePlace, number: int, column: Column) -> str:
    """A link to the same row of the table this one follows; `&""` keeps a blank text from showing as 0."""
    source = pen.plan.tables[place.table.follows]
    cell = xl_rowcol_to_cell(source.first + number, source.column(column.formula[1:]))
    return f"={pen.plan.reference(source.sheet, cell)}" + ('&""' if column.format in TEXTUAL else "")


def _list_of_codes(pen: Pen, column: Column) -> str:
    is_list = column.rule is not None and column.rule.kind == "list"
    name = str(column.rule.low) if column.rule and is_list else ""
    return name if name in pen.book.lists else ""


def _total(table: Table, column: Column) -> str:
    """The sum of a column: SUM, since a hidden row counts as well."""
    return f"=SUM({{{table.id}.{column.id}}})"


def _row_style(pen: Pen, column: Column, value: Typed | None, *, given: bool) -> Format:
    """How a cell of a row looks; what the template gives in a column to fill in isn't typed over."""
    role = Role.CALCULATION if given and column.role is Role.INPUT else column.role
    linked_input = role is Role.INPUT and isinstance(value, str) and value.startswith("=")
    more: dict[str, object] = {"font_color": PALETTE["linked"]} if linked_input else {}
    return pen.styles.cell(role, column.format, strong=False, bold=column.strong, **more)


def _write_total(pen: Pen, place: TablePlace) -> None:
    for index, column in enumerate(place.table.columns, start=LEFT):
        format_ = column.format if column.total else "plain"
        style = pen.styles.cell(Role.CALCULATION, format_, strong=True, bg_color=PALETTE["pale"])
        if column.total:
            pen.put(place.bottom, index, _total(place.table, column), style)
        else:
            pen.put(place.bottom, index, pen.words.text("heading", "total") if index == LEFT else None, style)


def write_prose(pen: Pen, row: int, block: Prose) -> None:
    """Write paragraphs, each with its title, over the width of the sheet."""
    pen.title(row, pen.words.text("block", block.id))
    titles, texts = pen.words.texts("prose", block.id, "titles"), pen.words.texts("prose", block.id, "texts")
    for offset, (title, text) in enumerate(zip(titles, texts, strict=True), start=row + 1):
        first = LABEL + 1 if title else LEFT
        per_line = int(sum(pen.sheet.widths[first - LEFT : pen.right]) * _CHARACTERS_PER_WIDTH)
        pen.worksheet.set_row(offset, 13.5 * (1 + len(text) // per_line) + 3)
        if title:
            pen.worksheet.merge_range(
                offset,
                LEFT,
                offset,
                LABEL,
                title,
                pen.styles.of(bold=True, font_color=PALETTE["navy"], valign="top", **_UNDER),
            )
        quiet = {} if title else {"font_color": PALETTE["muted"]}
        style = pen.styles.of(text_wrap=True, valign="top", **quiet, **(_UNDER if title else {}))
        pen.worksheet.merge_range(offset, first, offset, pen.right, text, style)


def write_legend(pen: Pen, row: int, block: Legend) -> None:
    """Write what the colours of cells mean."""
    pen.title(row, pen.words.text("block", block.id))
    for offset, key in enumerate(LEGEND_ROLES, start=row + 1):
        is_check = key == "check"
        style = pen.styles.cell(
            Role.CALCULATION if is_check else Role(key), "check" if is_check else "money", locked=True
        )
        pen.put(offset, LABEL, 0 if is_check else 1234, style)
        pen.put(offset, UNIT, pen.words.text("legend", key), pen.styles.of(indent=1))
        if is_check:
            pen.judge(offset, offset, LABEL, "check")


def write_vocabulary(pen: Pen, row: int, block: Vocabulary) -> None:
    """Write the lists behind the drop-downs and the sentences, side by side."""
    pen.title(row, pen.words.text("block", block.id))
    style = pen.styles.cell(Role.WORDS, "text")
    lists = pen.words.lists(pen.book)
    headers = [pen.words.text("heading", f"list_{id_}") for id_ in lists]
    pen.worksheet.set_row(row + 1, _header_height(zip(headers, pen.sheet.widths, strict=False)))
    for column, (header, texts) in enumerate(zip(headers, lists.values(), strict=True), start=LEFT):
        pen.put(row + 1, column, header, pen.styles.header("left"))
        for offset, text in enumerate(texts, start=row + 2):
            pen.put(offset, column, text, style)
