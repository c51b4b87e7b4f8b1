"""Whatever part a workbook lacks is named, and upsets nothing: each table in several ways, each sheet."""

import re
from collections import defaultdict
from dataclasses import replace
from functools import partial, reduce
from itertools import zip_longest

import pytest
from changes import TABLES, rows_of, shorter, shown, table_of, with_table, without_sheet

from roi_xl.computed_workbook import Model
from roi_xl.tampering.comparison import findings_of
from roi_xl.template import names

RUINS = {
    "the table": lambda book, table: replace(
        book, tables=tuple(each for each in book.tables if each.name != names.table_name(table))
    ),
    "its rows": lambda book, table: shorter(book, table, rows=len(rows_of(book, table))),
    "all columns but the first": lambda book, table: with_table(
        book, table, columns=table_of(book, table).columns[:1]
    ),
    "its header": partial(with_table, header_rows=0),
}
"""What a calculated table may lack."""


def _side_by_side(book):
    """All calculated tables, together those that stand on different sheets."""
    sheets = defaultdict(list)
    for table in (id_ for id_, form in TABLES.items() if form.cells):
        sheets[table_of(book, table).sheet].append(table)
    return [[table for table in tables if table] for tables in zip_longest(*sheets.values())]


def _is_about(finding, book, table):
    """Whether a finding names a table as incomplete, or a cell of its header."""
    if finding.code in {"part-missing", "row-added", "row-left-out"}:
        return re.search(rf"\b{names.table_name(table)}\b", finding.detail)
    stored = table_of(book, table)
    top, left, _, right = stored.area
    return finding.where in {shown((stored.sheet, (top, column))) for column in range(left, right + 1)}


@pytest.mark.parametrize("lacks", RUINS)
def test_no_part_of_a_table_is_missed_in_silence_or_upsets_the_comparison(shipped, lacks):
    silent = []
    for tables in _side_by_side(shipped):
        told = findings_of(Model(reduce(RUINS[lacks], tables, shipped)))
        silent += [t for t in tables if not any(_is_about(finding, shipped, t) for finding in told)]
    assert silent == []


def test_no_sheet_is_missed_in_silence_or_upsets_the_comparison(shipped, found):
    sheets = {table.sheet for table in shipped.tables}
    assert [
        sheet for sheet in sheets if ("part-missing", "") not in found(without_sheet(shipped, sheet))
    ] == []
