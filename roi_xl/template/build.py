"""Builds the workbook: the same declaration, language and variant give the same bytes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from io import BytesIO
from struct import unpack_from
from types import MappingProxyType
from zipfile import ZipFile

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from roi_xl.template import names
from roi_xl.template.books import BOOKS
from roi_xl.template.cards import About, Charts, Facts, Statement, Strip
from roi_xl.template.declaration import Block, Book, Legend, Lines, Prose, Steps, Table, Vocabulary
from roi_xl.template.draw import blocks, charts, dashboard, paper, start
from roi_xl.template.draw.pen import CachedValue, Pen
from roi_xl.template.draw.placement import ADDIN, LEFT, UNIT, VALUE, placed
from roi_xl.template.draw.styles import PALETTE, TABS, Styles
from roi_xl.template.form import form_digest, form_text
from roi_xl.template.formats import formats
from roi_xl.template.leaving_out import without
from roi_xl.template.statement import UNTIL_FILLED_IN
from roi_xl.template.words import Content

Values = Mapping[str, Mapping[tuple[int, int], CachedValue]]
"""Values of formula cells by sheet name, then row and column counted from 1; a cell left out holds 0."""

_ENTRY, _MADE_ON, _LENGTHS = 46, 5, 28  # in a ZIP file's directory: the size of an entry, and offsets in it
_UNIX = 3
_IS_HIDDEN = 3  # index in XlsxWriter's record of a defined name: it can hide names but has no option for it
AUTHOR = "roi_xl"
"""The author in a workbook's properties."""

_CREATED = dt.datetime(2026, 1, 1)  # noqa: DTZ001 - a fixed date keeps the bytes the same; files have no time zones


def build(
    values: Callable[[bytes], Values],
    content: Content,
    rows: Mapping[str, int] = MappingProxyType({}),
    left_out: Collection[str] = (),
) -> bytes:
    """The workbook with the right value cached in every formula cell.

    Protected View, previews and phones show cached values and calculate nothing. So the workbook is built
    twice: first without values, to be calculated, then with the results.

    Args:
        values: Calculates a workbook: takes its bytes, returns the values of its formula cells.
        content: What fills the input cells, and the language.
        rows: Rows of the tables that should have more than the usual ones, by table.
        left_out: The ids of the sheets that the workbook is built without.

    Raises:
        KeyError: A text is missing in the language or the content.
        ValueError: The language has texts that nothing uses, a table has too few rows for the content, or a
            sheet can't be left out.
    """
    return written(values(written({}, content, rows, left_out)), content, rows, left_out)


def written(
    values: Values,
    content: Content,
    rows: Mapping[str, int] = MappingProxyType({}),
    left_out: Collection[str] = (),
) -> bytes:
    """The workbook with these cached values; arguments and errors are those of `build`.

    Args:
        values: The values of the formula cells.
        content: What fills the input cells, and the language.
        rows: Rows of the tables that should have more than the usual ones, by table.
        left_out: The ids of the sheets that the workbook is built without.
    """
    words = content.words()
    _refuse_content(BOOKS[content.kind], content, left_out)
    book = without(BOOKS[content.kind].with_rows(rows), left_out)
    _refuse_overflow(book, content)
    plan = placed(book, words)
    file = BytesIO()
    with Workbook(file, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as workbook:
        styles = Styles(workbook, formats(words))
        tabs = {sheet.id: words.text("sheet", sheet.id, "tab") for sheet in book.sheets}
        worksheets = {id_: workbook.add_worksheet(tab, _Worksheet) for id_, tab in tabs.items()}
        for sheet in book.sheets:
            cached = values.get(tabs[sheet.id], {})
            pen = Pen(book, sheet, words, content, plan, styles, workbook, worksheets[sheet.id], cached)
            _write_sheet(pen)
        for name, reference in sorted(plan.names.items()):
            workbook.define_name(name, f"={reference}")
            workbook.defined_names[-1][_IS_HIDDEN] = name.startswith(names.COLUMN)
        workbook.set_properties(
            {
                "title": words.text("properties", "title"),
                "subject": words.text("properties", "subject"),
                "author": AUTHOR,
                "comments": words.text("properties", "comments"),
                "created": _CREATED,
            }
        )
        for key, value in (
            (names.VERSION_PROPERTY, str(names.VERSION)),
            (names.LANGUAGE_PROPERTY, content.language),
            (names.VARIANT_PROPERTY, content.variant),
            (names.FORM_PROPERTY, form_digest(form_text(content.kind))),
            *([(names.KIND_PROPERTY, content.kind)] if content.kind != names.FULL else []),
            *([(names.LEFT_OUT_PROPERTY, " ".join(left_out))] if left_out else []),
        ):
            workbook.set_custom_property(key, value, "text")
    if not left_out and (unused := words.unused()):
        raise ValueError(f"{content.language}.toml: nothing uses {', '.join(unused)}")
    return _from_anywhere(file.getvalue())


class _Worksheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """A sheet whose formulas are declared as they are stored, with the prefixes of newer functions."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: FBT001, FBT002, ARG002
        """The formula without its equals sign; XlsxWriter would look for thirty newer functions in each."""
        return formula.removeprefix("=")


def _from_anywhere(data: bytes) -> bytes:
    """The package without the mark of the system that made it, the only bytes that depend on it."""
    marked = bytearray(data)
    with ZipFile(BytesIO(data)) as package:
        at = package.start_dir
        for _ in package.infolist():
            marked[at + _MADE_ON] = _UNIX
            at += _ENTRY + sum(unpack_from("<3H", data, at + _LENGTHS))
    return bytes(marked)


def _refuse_content(book: Book, content: Content, left_out: Collection[str]) -> None:
    for sheet in book.sheets:
        for block in sheet.blocks if sheet.id in left_out else ():
            lines = block.lines if isinstance(block, Lines) else ()
            typed = [line.name for line in lines if content.line(line.name) != ""]
            if typed or (isinstance(block, Table) and content.height(block.id)):
                raise ValueError(f"{content.variant} fills in {sheet.id}, so it can't be left out")


def _refuse_overflow(book: Book, content: Content) -> None:
    for sheet in book.sheets:
        for block in sheet.blocks:
            if isinstance(block, Table) and content.height(block.id) > block.height:
                raise ValueError(
                    f"{content.variant}: {content.height(block.id)} rows don't fit table {block.id}"
                    f" of {block.height}"
                )


def _write_sheet(pen: Pen) -> None:
    _prepare(pen)
    if pen.sheet.banner:
        _write_banner(pen)
    else:
        _write_head(pen)
    for row, block in pen.plan.blocks[pen.sheet.id]:
        _write_block(pen, row, block)


def _write_block(pen: Pen, row: int, block: Block) -> None:  # noqa: C901 - a case for each kind of block
    match block:
        case Lines():
            blocks.write_lines(pen, row, block)
        case Table():
            blocks.write_table(pen, row, block)
        case Prose():
            blocks.write_prose(pen, row, block)
        case About():
            start.write_about(pen, row, block)
        case Steps():
            start.write_steps(pen, row, block)
        case Legend():
            blocks.write_legend(pen, row, block)
        case Vocabulary():
            blocks.write_vocabulary(pen, row, block)
        case Facts():
            dashboard.write_facts(pen, row, block)
        case Strip():
            dashboard.write_strip(pen, row, block)
        case Statement():
            dashboard.write_statement(pen, row, block)
        case Charts():
            charts.write_charts(pen, row, block)


def _prepare(pen: Pen) -> None:
    """Set up the sheet: grid, columns, paper, panes, and protection without a password against slips."""
    sheet = pen.worksheet
    sheet.hide_gridlines(2)
    sheet.set_tab_color(TABS[pen.sheet.kind])
    sheet.set_column(0, 0, paper.MARGIN_COLUMN)
    for column, width in enumerate(pen.sheet.widths, start=LEFT):
        sheet.set_column(column, column, width)
    paper.lay_out(pen)
    if not pen.sheet.banner:
        first = pen.sheet.blocks[0]
        only_table = isinstance(first, Table) and len(pen.sheet.blocks) == 1
        header = pen.plan.tables[first.id].header if isinstance(first, Table) and only_table else UNIT - 1
        sheet.repeat_rows(0, header)
        sheet.freeze_panes(header + 1, LEFT + 2 if only_table else 0)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    everywhere = "A1:XFD1000"
    sheet.ignore_errors(
        {
            "number_stored_as_text": everywhere,
            "formula_differs": everywhere,
            "formula_unlocked": everywhere,
            "calculated_column": everywhere,
            "empty_cell_reference": everywhere,
        }
    )


def _write_banner(pen: Pen) -> None:
    navy = {"bg_color": PALETTE["navy"], "font_color": PALETTE["white"]}
    pen.worksheet.set_row(0, 30)
    pen.worksheet.set_row(1, 18)
    for row in (0, 1):
        for column in range(pen.right + 1):
            pen.put(row, column, None, pen.styles.of(**navy))
    title = pen.words.text("sheet", pen.sheet.id, "title")
    pen.put(0, 0, title, pen.styles.of(bold=True, font_size=20, indent=1, **navy))
    subtitle = pen.styles.of(font_size=12, **navy)
    pen.put(1, LEFT, f'={names.input_cell("programme")}&""', subtitle)
    pen.put(1, LEFT + len(pen.sheet.widths) // 2, f'={names.input_cell("audience")}&""', subtitle)


def _write_head(pen: Pen) -> None:
    pen.worksheet.set_row(0, 27)
    pen.worksheet.set_row(1, 17)
    title = pen.styles.of(bold=True, font_size=18, font_color=PALETTE["navy"])
    pen.put(0, 0, pen.words.text("sheet", pen.sheet.id, "title"), title)
    purpose = pen.styles.of(font_color=PALETTE["muted"], italic=True)
    pen.put(1, 0, pen.words.text("sheet", pen.sheet.id, "purpose"), purpose)
    if pen.sheet is pen.book.sheets[0]:
        return  # the first sheet itself: it needs no link home, and says the verdict in words
    link = pen.styles.of(font_color=PALETTE["blue"], underline=1)
    pen.link(2, LEFT, pen.book.sheets[0].id, link, pen.words.text("heading", "home"))
    label = pen.styles.of(font_color=PALETTE["muted"], align="right")
    pen.put(2, UNIT, pen.words.text("heading", "checks"), label)
    verdict = pen.styles.number("check", align="center")
    pen.put(2, VALUE, UNTIL_FILLED_IN, verdict)
    pen.judge(2, 2, VALUE, "check")
    steps = pen.plan.tables.get("steps")
    if steps and pen.sheet.id in {item.id for item in steps.table.items}:
        state = pen.styles.of(font_color=PALETTE["muted"], bold=True, indent=1)
        elsewhere = f'IF((cal_next="")+(cal_next={{#tab.{pen.sheet.id}}})>0,"","   ▶ "&cal_next)'
        pen.put(2, ADDIN, f"={{steps.{pen.sheet.id}.state}}&{elsewhere}", state)
