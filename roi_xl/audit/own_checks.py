"""Reads what the sheet Checks of a workbook of ours says, with who has accepted which advice."""

from __future__ import annotations

from collections.abc import Iterator

from roi_xl.audit.first_place import FirstPlaces
from roi_xl.audit.objection import Objection
from roi_xl.checks import ADVICE, INTEGRITY, Check, Figure, Rows
from roi_xl.computed_workbook import Model
from roi_xl.errors import CellError, Level
from roi_xl.lang import LANGUAGES
from roi_xl.template import names
from roi_xl.template.form import TableForm, form_of, form_text
from roi_xl.template.words import Content
from roi_xl.xlsx import Cell, Scalar, Table, place
from roi_xl.xlsx.properties import custom_properties

_KNOWN = {check.code: check for check in (*INTEGRITY, *ADVICE)}
_TABLES = {"integrity": Level.ERROR, "advice": Level.WARNING}
_BLANK = " ()"
"""What a row says of a value that isn't there."""
_CHECK, _WHERE, _MEASURED, _ACCEPTED, _PRINCIPLE = "check", "where", "measured", "accepted", "principle"


def own_checks(model: Model) -> Iterator[Objection]:
    """The checks and the advice of a workbook that apply, in the order of their rows.

    Args:
        model: The workbook; nothing for one that isn't ours.

    Raises:
        PackageError: The workbook's custom properties are damaged.
    """
    places = _Places(model)
    text = form_text(names.kind_of(custom_properties(model.book.package)))
    for form in form_of(text).sheets.values() if text else ():
        for id_, table in form.tables.items():
            stored = model.table(names.table_name(id_)) if id_ in _TABLES else None
            if stored is not None and len(stored.columns) == len(table.columns):
                yield from _of_table(model, table, stored, places, _TABLES[id_])


def _of_table(
    model: Model, form: TableForm, stored: Table, places: _Places, level: Level
) -> Iterator[Objection]:
    columns = {column: stored.area[1] + at for at, column in enumerate(form.columns)}
    for row in range(stored.area[0] + stored.header_rows, stored.area[2] - stored.totals_rows + 1):
        told = {column: model.value((stored.sheet, (row, at))) for column, at in columns.items()}
        measured = told[_MEASURED]
        code = _word(told[names.KEY])
        if code not in _KNOWN or (not isinstance(measured, CellError) and measured in {None, 0.0, ""}):
            continue
        cell = places.of(_KNOWN[code], (stored.sheet, (row, columns[names.FIRST])))
        yield Objection(
            code,
            level,
            _word(told.get(_WHERE)) if cell is None else place(cell),
            _word(told[_CHECK]),
            _word(told.get(names.REMEDY)),
            _word(told.get(_PRINCIPLE)),
            _word(told.get(names.FIRST)).removesuffix(_BLANK),
            _owner(_word(told.get(_ACCEPTED))) if level is Level.WARNING else "",
            place((stored.sheet, (row, columns[_MEASURED]))),
            is_judged=not isinstance(measured, CellError),
        )


class _Places:
    """Finds the cells to look at for the checks of one workbook."""

    def __init__(self, model: Model) -> None:
        self._model, self._first = model, FirstPlaces(model)
        text = form_text(names.kind_of(custom_properties(model.book.package)))
        forms = form_of(text).sheets.values() if text else ()
        self._columns = {id_: table.columns for form in forms for id_, table in form.tables.items()}

    def of(self, check: Check, first: Cell) -> Cell | None:
        """The cell to look at; None if none is known.

        Args:
            check: A check that is broken.
            first: The cell with the words of its first place.
        """
        found = self._first.of(first)
        if found is not None:
            return self._line_of(check, found) or self._at_fault(check, found) or found
        cells = [cell for name in check.at for cell in self._cells(name)]
        return max(cells, key=self._deserves_a_look, default=None)

    def _line_of(self, check: Check, found: Cell) -> Cell | None:
        """The cell of the line that stands beside a label."""
        lines = [self._model.cell(one.name) for one in check.places if isinstance(one, Figure)]
        beside = [cell for cell in lines if cell and (cell[0], cell[1][0]) == (found[0], found[1][0])]
        return beside[0] if beside else None

    def _at_fault(self, check: Check, found: Cell) -> Cell | None:
        """The cell at fault in the row of a cell that the words are about; of several the one left blank."""
        sheet, (row, column) = found
        looked: list[Cell] = []
        for rows in check.places:
            stored = self._model.table(names.table_name(rows.table)) if isinstance(rows, Rows) else None
            if stored is None or not isinstance(rows, Rows) or not rows.look or stored.sheet != sheet:
                continue
            known, (top, left, bottom, _) = self._columns.get(rows.table, ()), stored.area
            if top < row <= bottom and len(known) == len(stored.columns):
                value = (sheet, (row, left + known.index(rows.value or rows.look)))
                is_told_by_name = not rows.value or self._model.value(value) in {None, ""}
                if is_told_by_name or value[1][1] == column:
                    looked.append((sheet, (row, left + known.index(rows.look))))
        blank = (cell for cell in looked if self._model.value(cell) in {None, ""})
        return next(blank, looked[0] if looked else None)

    def _cells(self, name: str) -> Iterator[Cell]:
        """The cells of a column such as `flow.reason`, of its row `flow.reason.2`, or of a defined name."""
        id_, column, number = [*name.split("."), "", ""][:3]
        stored = self._model.table(names.table_name(id_)) if column else None
        known = self._columns.get(id_, ())
        if stored is not None and column in known and len(known) == len(stored.columns):
            left = stored.area[1] + known.index(column)
            last = stored.area[2] - stored.totals_rows
            rows = range(stored.area[0] + 1, last + 1)
            wanted = rows[int(number) - 1 : int(number)] if number else rows
            yield from ((stored.sheet, (row, left)) for row in wanted)
        cell = None if column else self._model.cell(name)
        if cell is not None:
            yield cell

    def _deserves_a_look(self, cell: Cell) -> tuple[float, bool]:
        value = self._model.value(cell)
        return abs(value) if isinstance(value, float) else 0.0, value in {None, ""}


def _owner(text: str) -> str:
    """The owner whom the column Accepted names, in any language."""
    for language in LANGUAGES:
        phrase = Content.of("blank", language).words().text("sentence", "accepted")
        before, _, after = phrase.partition("{owner}")
        if text.startswith(before) and text.endswith(after):
            return text.removeprefix(before).removesuffix(after)
    return text


def _word(value: Scalar) -> str:
    return "" if value is None else str(value)
