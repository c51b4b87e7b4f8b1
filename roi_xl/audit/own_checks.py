"""Reads what the sheet Checks of a workbook of ours says, with who has accepted which advice."""

from __future__ import annotations

from collections.abc import Iterator

from roi_xl.audit.objection import Objection
from roi_xl.checks import ADVICE, INTEGRITY
from roi_xl.errors import CellError, Level
from roi_xl.lang import LANGUAGES
from roi_xl.model import Model
from roi_xl.template import names
from roi_xl.template.form import TableForm, form_of, form_text
from roi_xl.template.words import Content
from roi_xl.xlsx import Scalar, Table
from roi_xl.xlsx.properties import custom_properties

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
    known = {check.code for check in (*INTEGRITY, *ADVICE)}
    text = form_text(names.kind_of(custom_properties(model.book.package)))
    for form in form_of(text).sheets.values() if text else ():
        for id_, table in form.tables.items():
            stored = model.table(names.table_name(id_)) if id_ in _TABLES else None
            if stored is not None and len(stored.columns) == len(table.columns):
                found = _of_table(model, table, stored, _TABLES[id_])
                yield from (one for one in found if one.code in known)


def _of_table(model: Model, form: TableForm, stored: Table, level: Level) -> Iterator[Objection]:
    columns = {column: stored.area[1] + at for at, column in enumerate(form.columns)}
    for row in range(stored.area[0] + stored.header_rows, stored.area[2] - stored.totals_rows + 1):
        told = {column: model.value((stored.sheet, (row, at))) for column, at in columns.items()}
        measured = told[_MEASURED]
        if not isinstance(measured, CellError) and measured in {None, 0.0, ""}:
            continue
        yield Objection(
            _word(told[names.KEY]),
            level,
            _word(told.get(_WHERE)),
            _word(told[_CHECK]),
            _word(told.get(names.REMEDY)),
            _word(told.get(_PRINCIPLE)),
            _word(told.get(names.FIRST)).removesuffix(_BLANK),
            _owner(_word(told.get(_ACCEPTED))) if level is Level.WARNING else "",
        )


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
