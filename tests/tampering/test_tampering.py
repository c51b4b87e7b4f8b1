"""Ways of tampering with a workbook, each named at its place."""

import re
from dataclasses import replace
from functools import partial, reduce

import pytest
from changes import (
    FORM,
    TABLES,
    cell,
    formula,
    hidden,
    line,
    put,
    renamed,
    rewritten,
    row_deleted,
    rows_of,
    sheet_of,
    shorter,
    shown,
    table_of,
    with_table,
    without_sheet,
)

from roi_xl.computed_workbook import Model
from roi_xl.tampering.comparison import findings_of
from roi_xl.template import names
from roi_xl.xlsx import Package, a1, read

REPLACED, CHANGED, NUMBER = "formula-replaced", "formula-changed", "number-changed"
MISSING, MOVED, ADDED, LEFT_OUT = "part-missing", "name-moved", "row-added", "row-left-out"


def _typed_over(value, where):
    """A value typed over a formula."""
    return lambda book: (put(book, {where(book): value}), where(book))


def _rewritten(old, new, where):
    """A part of a formula replaced."""
    return lambda book: (rewritten(book, where(book), old, new), where(book))


def _wrapped(before, after, where):
    """A formula with something around it."""

    def change(book):
        at = where(book)
        return put(book, {at: f"={before}{formula(book, at)}{after}"}), at

    return change


def _at(table, column, row=1):
    return lambda book: cell(book, table, column, row)


def _of(name, right=0):
    return lambda book: line(book, name, right)


def _column(table, column):
    """A column of a table as its formulas name it."""

    def named(book):
        stored = table_of(book, table)
        return f"{stored.name}[{stored.columns[TABLES[table].columns.index(column)]}]"

    return named


def _range_cut(where, column, rows):
    """A whole column replaced by its first rows."""

    def change(book):
        at, (table, column_id) = where(book), column
        first, last = (cell(book, table, column_id, row) for row in (1, rows))
        area = f"{shown(first)}:{shown(last).rpartition('!')[2]}"
        return rewritten(book, at, _column(table, column_id)(book), area), at

    return change


def _pointed(name, to):
    """A defined name that means another cell."""

    def change(book):
        at = to(book)
        return renamed(book, name, shown(at)), at

    return change


def _cut(name):
    """A defined name of an area without its last cell."""

    def change(book):
        sheet, (top, left, bottom, right) = Model(book).named(name)
        first, last = shown((sheet, (top, left))), a1((bottom - 1, right))
        return renamed(book, name, f"{first}:{last}"), (sheet, (top, left))

    return change


def _corner(table, change):
    return lambda book: (change(book), (table_of(book, table).sheet, table_of(book, table).area[:2]))


def _of_another_row(book):
    """A row of Attribution with the benefit of another row."""
    at, id_ = cell(book, "attribution", "profit", 2), cell(book, "attribution", "id", 1)
    return rewritten(book, at, f"{names.table_name('attribution')}[[#This Row],[ID]]", a1(id_[1])), at


def _both_typed_over(book):
    """The add-in's cell and its twin."""
    addin, check = cell(book, "attribution", "addin", 1), cell(book, "attribution", "check", 1)
    return put(book, {addin: 99999.0, check: 99999.0}), addin


def _row_added(book):
    """A row below the checks that makes their sum 0."""
    stored = table_of(book, "integrity")
    top, left, bottom, right = stored.area
    at = stored.sheet, (bottom + 1, right)
    changed = with_table(put(book, {at: -1.0}), "integrity", area=(top, left, bottom + 1, right))
    return changed, (stored.sheet, (bottom + 1, left))


def _total_left_out(book):
    total = cell(book, "costs", "amount", "!")
    return put(book, {total: 1.0}), total


def _row_hidden(book):
    row = rows_of(book, "costs")[0]
    sheet, (_, column) = cell(book, "costs", TABLES["costs"].columns[0])
    return hidden(book, sheet, row), (sheet, (row, column))


def _row_below(book):
    """The table of costs made as short as its first line: the others count no more."""
    rows, stored = rows_of(book, "costs"), table_of(book, "costs")
    changed = with_table(book, "costs", area=(*stored.area[:2], rows[1], stored.area[3]), totals_rows=0)
    return changed, (stored.sheet, (rows[2], stored.area[1]))


def _sheet_gone(book):
    return without_sheet(book, table_of(book, "range").sheet), None


def _shadowed(book):
    """A name of a sheet that comes before the workbook's."""
    at = line(book, "out_roi")
    own = replace(next(each for each in book.names if each.name == "out_cost"), sheet=at[0], text="99999")
    twin = at[0], (at[1][0], at[1][1] + 2)
    return replace(book, names=(*book.names, own)), twin


WAYS = {
    "a number in a calculated column": (REPLACED, _typed_over(45000.0, _at("benefits", "profit", 2))),
    "a text in a calculated column": (REPLACED, _typed_over("45 000", _at("benefits", "profit", 1))),
    "a calculated cell cleared": (REPLACED, _typed_over(None, _at("costs", "amount", 1))),
    "a calculated cell of the last row": (REPLACED, _typed_over(1.0, _at("attribution", "due", 3))),
    "TRUE in place of a formula": (REPLACED, _typed_over(True, _at("costs", "amount", 2))),
    "the right value in place of its formula": (
        REPLACED,
        lambda book: _typed_over(
            sheet_of(book, cell(book, "costs", "amount")).values[cell(book, "costs", "amount")[1]],
            _at("costs", "amount"),
        )(book),
    ),
    "the value of one hour": (REPLACED, _typed_over(5.0, _of("cal_hour_value"))),
    "the add-in's cell": (REPLACED, _typed_over(5.0, _of("cal_hour_value", 1))),
    "the twin": (REPLACED, _typed_over(5.0, _of("cal_hour_value", 2))),
    "the difference": (REPLACED, _typed_over(0.0, _of("cal_hour_value", 3))),
    "add-in's cell and twin": (REPLACED, _both_typed_over),
    "ROI itself": (REPLACED, _typed_over(4.625, _of("out_roi"))),
    "the benefits": (REPLACED, _typed_over(1e6, _of("out_benefit"))),
    "the costs": (REPLACED, _typed_over(1.0, _of("out_cost"))),
    "the total of the costs": (REPLACED, _total_left_out),
    "the number of failing checks": (REPLACED, _typed_over(0.0, _of("out_checks"))),
    "a check's measured value": (REPLACED, _typed_over(0.0, _at("integrity", "measured", "cost_signs"))),
    "a check's result": (REPLACED, _typed_over(0.0, _at("integrity", "result", "cost_signs"))),
    "an advice's result": (REPLACED, _typed_over(0.0, _at("advice", "result", "target"))),
    "the switch of the add-in": (REPLACED, _typed_over(1.0, _of("cal_addin"))),
    "a test of the add-in": (REPLACED, _typed_over(1.0, _at("functions", "right", "TRAINING_ROI"))),
    "the sentence of the first page": (REPLACED, _typed_over("ROI is 900%.", _of("out_sentence"))),
    "an effect of the control group": (REPLACED, _typed_over(1.0, _of("cal_kpi1_control"))),
    "a scenario": (REPLACED, _typed_over(2.0, _at("range", "roi", "conservative"))),
    "a figure behind a chart": (
        REPLACED,
        _typed_over(9e5, _at("waterfall", TABLES["waterfall"].columns[-1])),
    ),
    "a known answer": (NUMBER, _typed_over(1.0, _at("functions", "expected", "TRAINING_ROI"))),
    "a formula in place of a known number": (
        NUMBER,
        _typed_over("=1+1", _at("known", "expected", "benefits")),
    ),
    "a factor": (CHANGED, _wrapped("1.1*(", ")", _at("benefits", "profit", 2))),
    "a number added": (CHANGED, _wrapped("", "+1000", _of("out_net", 2))),
    "another operator": (CHANGED, _rewritten("-", "+", _of("out_roi", 2))),
    "another constant": (CHANGED, _rewritten("1", "2", _at("integrity", "result", "dates"))),
    "another cell": (CHANGED, _rewritten("cal_cost_total", "cal_cost_direct", _of("out_cost"))),
    "a range cut short": (
        CHANGED,
        _range_cut(_at("integrity", "measured", "cost_total"), ("costs", "quantity"), 3),
    ),
    "an error hidden": (CHANGED, _wrapped("IFERROR(", ",0)", _at("integrity", "measured", "walk"))),
    "a condition": (CHANGED, _wrapped("IF(inp_participants>1,", ",0)", _of("out_cost"))),
    "a check that tests something else": (
        CHANGED,
        lambda book: _typed_over(
            f"={formula(book, cell(book, 'integrity', 'measured', 'dates'))}",
            _at("integrity", "measured", "cost_signs"),
        )(book),
    ),
    "one row of a column": (CHANGED, _typed_over("=7*6", _at("attribution", "due", 2))),
    "a total that isn't one": (CHANGED, _typed_over("=1000+1", _at("attribution", "due", "!"))),
    "another row of the benefits": (CHANGED, _of_another_row),
    "a name of a sheet before the workbook's": (CHANGED, _shadowed),
    "the name of the costs": (MOVED, _pointed("out_cost", _of("out_net"))),
    "the name of the checks": (MOVED, _pointed("out_checks", _of("out_advice"))),
    "the name of an input": (MOVED, _pointed("inp_participants", _of("inp_hours_each"))),
    "the name of a cell in a table": (MOVED, _pointed("cal_roi_reported", _at("walk", "roi", "published"))),
    "a list cut short": (MOVED, _cut("lst_class")),
    "a name deleted": (
        MISSING,
        lambda book: (renamed(book, "out_cost", None), line(book, "out_cost")),
    ),
    "the row of a check deleted": (
        MISSING,
        _corner("integrity", partial(row_deleted, table="integrity", row="cost_signs")),
    ),
    "the row of an advice deleted": (
        MISSING,
        _corner("advice", partial(row_deleted, table="advice", row="target")),
    ),
    "a year deleted": (MISSING, _corner("flow", partial(row_deleted, table="flow", row="second"))),
    "the table of checks one row shorter": (
        MISSING,
        _corner("integrity", partial(shorter, table="integrity")),
    ),
    "a total row switched off": (
        MISSING,
        _corner("costs", lambda book: with_table(shorter(book, "costs"), "costs", totals_rows=0)),
    ),
    "a sheet deleted": (MISSING, _sheet_gone),
    "a check added": (ADDED, _row_added),
    "lines below their table": (LEFT_OUT, _row_below),
    "a line hidden from a total": (LEFT_OUT, _row_hidden),
}


@pytest.mark.parametrize("way", WAYS)
def test_it_is_named_at_its_place(shipped, found, way):
    code, change = WAYS[way]
    changed, where = change(shipped)
    assert (code, shown(where) if where else "") in found(changed)


def test_nothing_is_found_where_nothing_was_changed(shipped, found):
    assert found(shipped) == []


def _calculated(book, sheet_id):
    """Every calculated cell of a sheet, with what the template has there."""
    form = FORM.sheets[sheet_id]
    name = next(each for each in book.sheets if each.number == str([*FORM.sheets].index(sheet_id) + 1)).name
    yield from (((name, address), content) for address, content in form.cells.items())
    for id_, table in form.tables.items():
        for number in range(1, len(rows_of(book, id_)) + 1):
            item = table.items[number - 1] if table.items else ""
            for column, content in {**table.cells.get("*", {}), **table.cells.get(item, {})}.items():
                yield cell(book, id_, column, number), content
        for column, content in table.cells.get("!", {}).items():
            yield cell(book, id_, column, "!"), content


@pytest.mark.parametrize("sheet_id", [id_ for id_, form in FORM.sheets.items() if form.cells])
def test_every_calculated_cell_that_is_typed_over_is_named(shipped, found, sheet_id):
    cells = [where for where, content in _calculated(shipped, sheet_id) if isinstance(content, str)]
    forgotten = {*sheet_of(shipped, cells[0]).formulas} - {where[1] for where in cells}
    assert forgotten <= {address for _, address in _filled_in(shipped, sheet_id)}
    told = found(put(shipped, dict.fromkeys(cells, 45000.0)))
    assert {where for code, where in told if code == REPLACED} == {*map(shown, cells)}


def _filled_in(book, sheet_id):
    """The input cells of a sheet, where an example may have formulas of its own."""
    form = FORM.sheets[sheet_id]
    yield from (line(book, name) for name in form.names if name.startswith(names.INPUT))
    for id_, table in form.tables.items():
        for number in range(1, len(rows_of(book, id_)) + 1):
            yield from (cell(book, id_, column, number) for column in table.typed)


@pytest.mark.parametrize("sheet_id", [id_ for id_, form in FORM.sheets.items() if form.cells])
def test_every_formula_that_is_changed_is_named(shipped, found, sheet_id):
    cells = [where for where, content in _calculated(shipped, sheet_id) if isinstance(content, str)]
    told = found(put(shipped, {where: f"=2*({formula(shipped, where)})" for where in cells}))
    assert {where for code, where in told if code == CHANGED} >= {*map(shown, cells)}


def test_each_finding_says_what_is_there_and_what_to_do(shipped):
    profit, check = cell(shipped, "benefits", "profit", 2), cell(shipped, "integrity", "result", "dates")
    told = findings_of(Model(put(shipped, {profit: 45000.0, check: 0.0})))
    assert [(finding.where, finding.detail, finding.remedy) for finding in told] == [
        (
            shown(profit),
            "it holds the number 45,000 where a formula belongs",
            "copy the formula from another row of the column",
        ),
        (
            shown(check),
            "it holds the number 0 where a formula belongs",
            "copy the cell from a fresh workbook of `roi-xl new`, or start from one",
        ),
    ]


def test_a_whole_column_is_one_finding_that_lists_its_cells(shipped):
    cells = [cell(shipped, "benefits", "profit", row) for row in (1, 2, 3)]
    (told,) = findings_of(Model(put(shipped, dict.fromkeys(cells, 1.0))))
    assert told.cells == tuple(map(shown, cells))
    assert told.detail.endswith("; 2 more cells of the column likewise")


def test_a_row_that_is_missing_is_called_by_its_words(shipped):
    (told,) = (
        finding
        for finding in findings_of(Model(row_deleted(shipped, "integrity", "cost_signs")))
        if finding.code == MISSING
    )
    assert "“Costs are positive amounts" in told.detail


def test_a_workbook_of_a_template_that_is_not_known_is_not_compared(root):
    older = next((root / "tests" / "data" / "template-0").glob("*.xlsx")).read_bytes()
    (told,) = findings_of(Model(read(Package(older))))
    assert (told.code, told.level.name) == ("not-compared", "INFO")
    assert f"version 0 of the template, and version {names.VERSION} is the one known here" in told.detail


_NAMES = [name for form in FORM.sheets.values() for name in form.names]


@pytest.mark.parametrize(
    "names_", [_NAMES[at : at + 12] for at in range(0, len(_NAMES), 12)], ids=lambda names_: names_[0]
)
def test_each_name_that_is_missing_is_named(shipped, names_):
    book = reduce(lambda done, name: renamed(done, name, "#REF!"), names_, shipped)
    told = " ".join(finding.detail for finding in findings_of(Model(book)))
    assert [name for name in names_ if not re.search(rf"\b{name}\b", told)] == []
