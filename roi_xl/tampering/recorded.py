"""Derives the template's form from its declaration: builds a blank workbook and reads its formulas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from roi_xl.computed_workbook import Model
from roi_xl.lang import ENGLISH
from roi_xl.tampering.alignment import AlignedTable, Alignment
from roi_xl.tampering.normal_cells import NormalCells
from roi_xl.template.books import BLANK, BOOKS
from roi_xl.template.build import written
from roi_xl.template.declaration import Book, Lines, Role, Table
from roi_xl.template.draw.placement import LEFT, Placement, placed
from roi_xl.template.form import Content, Form, SheetForm, TableForm
from roi_xl.template.names import COLUMN, FULL, REMEDY
from roi_xl.template.words import Content as Filling
from roi_xl.xlsx import Address, Package, area, read
from roi_xl.xlsx.formula import unquoted

_CHECK = "check"


def recorded_form(kind: str = FULL) -> Form:
    """What belongs into each calculated cell of the template.

    Args:
        kind: The kind of workbook.

    Raises:
        ValueError: A column has other formulas in some rows of a table whose rows aren't fixed.
    """
    book, filling = BOOKS[kind], Filling.of(BLANK[kind], ENGLISH)
    plan = placed(book, filling.words())
    bare = Form(
        {sheet.id: SheetForm(_names(plan, sheet.id), _tables(plan, sheet.id)) for sheet in book.sheets}
    )
    alignment = Alignment(Model(read(Package(written({}, filling)))), bare, ENGLISH, kind)
    for table in alignment.tables.values():
        table.items.update(zip(table.form.items, table.rows, strict=False))
    cells = NormalCells(alignment)
    return Form({id_: _filled(id_, alignment, cells, _typed(plan, id_), book) for id_ in bare.sheets})


def _names(plan: Placement, sheet: str) -> Mapping[str, tuple[int, int, int, int]]:
    tab = plan.words.text("sheet", sheet, "tab")
    found = {}
    for name, reference in plan.names.items():
        place, _, where = reference.rpartition("!")
        if unquoted(f"{place}!") == tab and not name.startswith(COLUMN):
            found[name] = area(where)
    return found


def _tables(plan: Placement, sheet: str) -> Mapping[str, TableForm]:
    found = {}
    for id_, place in plan.tables.items():
        if place.sheet == sheet:
            table = place.table
            columns = tuple(column.id for column in table.columns)
            given = {column for item in table.items for column in item.cells}
            worded = tuple(
                c.id for c in table.columns if c.role is Role.WORDS and c.id not in {*given, REMEDY}
            )
            found[id_] = TableForm(
                area=(place.header + 1, LEFT + 1, place.last + 1, LEFT + len(columns)),
                columns=columns,
                total=table.total,
                items=tuple(item.id for item in table.items),
                typed=tuple(column.id for column in table.typed),
                worded=worded if table.items else (),
                verdict=table.verdict[0] if table.verdict and table.verdict[1] == _CHECK else "",
            )
    return found


def _typed(plan: Placement, sheet: str) -> set[Address]:
    """The input cells of a sheet outside of tables."""
    return {
        (row + 1, column + 1)
        for _, block in plan.blocks[sheet]
        if isinstance(block, Lines)
        for line in block.lines
        if line.role is Role.INPUT
        for _, row, column in [plan.cells[line.name]]
    }


def _filled(id_: str, alignment: Alignment, cells: NormalCells, typed: set[Address], book: Book) -> SheetForm:
    aligned = alignment.sheets[id_]
    sheet = aligned.sheet
    outside: dict[tuple[int, int], Content] = {}
    by_table: dict[str, dict[Address, Content]] = defaultdict(dict)
    numbers = {
        (table.items[item.id], table.columns[column]): float(value)
        for table in aligned.tables.values()
        for item in _declared(book, table.id).items
        for column, value in item.cells.items()
        if isinstance(value, int | float)
    }
    for address in sorted({*sheet.formulas, *numbers}):
        cell = sheet.name, address
        content = cells.of(cell)[0] if address in sheet.formulas else numbers[address]
        inside = next((t for t in aligned.tables.values() if _is_in(t, address)), None)
        if inside is not None:
            by_table[inside.id][address] = content
        elif address not in typed:
            outside[address] = content
    tables = {
        name: replace(table.form, cells={row: told for row, told in _by_row(table, by_table[name]) if told})
        for name, table in aligned.tables.items()
    }
    return replace(aligned.form, tables=tables, cells=outside)


def _by_row(
    table: AlignedTable, cells: Mapping[Address, Content]
) -> Iterator[tuple[str, dict[str, Content]]]:
    """The contents of a table: those of all rows, of each fixed row, and of the total row."""
    shared: dict[str, Content] = {}
    for column, at in table.columns.items():
        held = {cells.get((row, at)) for row in table.rows}
        if column in table.form.typed or held == {None}:
            continue
        content = next(iter(held))
        if len(held) == 1 and content is not None and (not table.form.items or len(table.form.items) > 1):
            shared[column] = content
        elif not table.form.items:
            raise ValueError(f"{table.id}.{column} has other formulas in some rows: give it fixed rows")
    yield "*", shared
    for item in table.form.items:
        row = table.items[item]
        own = {c: cells[row, at] for c, at in table.columns.items() if (row, at) in cells and c not in shared}
        yield item, {c: told for c, told in own.items() if c not in table.form.typed or isinstance(told, str)}
    total = table.stored.area[2]
    yield (
        "!",
        {c: cells[total, at] for c, at in table.columns.items() if table.form.total and (total, at) in cells},
    )


def _declared(book: Book, id_: str) -> Table:
    return next(b for s in book.sheets for b in s.blocks if isinstance(b, Table) and b.id == id_)


def _is_in(table: AlignedTable, address: Address) -> bool:
    top, left, bottom, right = table.stored.area
    return top <= address[0] <= bottom and left <= address[1] <= right
