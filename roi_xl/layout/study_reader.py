"""Reads a study from a workbook of ours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

from roi_xl.computed_workbook import Model
from roi_xl.errors import Finding, Level
from roi_xl.lang import ENGLISH, LANGUAGES
from roi_xl.layout import one_page
from roi_xl.layout.declared import TABLES, declared
from roi_xl.layout.field_values import FRESH, Values
from roi_xl.layout.matching_rows import report_lost_rows
from roi_xl.layout.records import Row, rows_of
from roi_xl.layout.source import Source
from roi_xl.study import RECORDS, Inputs, Study
from roi_xl.template import names
from roi_xl.template.declaration import Book
from roi_xl.template.leaving_out import OPTIONAL, constants_of, tables_of
from roi_xl.template.words import Content
from roi_xl.xlsx import Cell, Workbook, place
from roi_xl.xlsx.properties import custom_properties

_NUMBER = re.compile(r"[0-9]{1,9}")
_NO_PLACES: Mapping[str, Sequence[Cell]] = {}
_SHOWN = 40  # characters of a file's text that a message quotes


def study_from(workbook: Workbook | Model) -> tuple[Study, tuple[Finding, ...]]:
    """Read what was filled into a workbook of ours.

    Args:
        workbook: The workbook with its cached values, or with computed ones.

    Returns:
        The study, blank where something is missing, and findings about what is missing or of the wrong kind.
        A workbook that isn't ours, or of a version that can't be read, gives a blank study and one finding
        that says why.

    Raises:
        PackageError: The workbook's custom properties are damaged.
    """
    study, _, findings = study_with_places(workbook)
    return study, findings


def study_with_places(
    workbook: Workbook | Model,
) -> tuple[Study, Mapping[str, Sequence[Cell]], tuple[Finding, ...]]:
    """Read what was filled into a workbook of ours, and where its records stand.

    Args:
        workbook: The workbook with its cached values, or with computed ones.

    Returns:
        The study; a cell in the row of each record, by part, for parts that stand in tables of their own; and
        the findings of `study_from`.

    Raises:
        PackageError: The workbook's custom properties are damaged.
    """
    model = Model(workbook) if isinstance(workbook, Workbook) else workbook
    book = model.book
    properties = custom_properties(book.package)
    migration = _migration(properties)
    if migration is None or not _has_ours(book):
        return Study(), {}, (_refusal(book, properties),)
    kind = names.kind_of(properties)
    left_out = _left_out(properties, declared(kind).book)
    migration = replace(migration, added=migration.added | left_out)
    source = Source(model, properties.get(names.LANGUAGE_PROPERTY, ""), kind, migration)
    values = Values(source)
    if source.language not in LANGUAGES:
        detail = f"it states the language {source.language[:_SHOWN]!r}, whose words aren't known here"
        remedy = "check that no list was sorted, or read it where this language is installed"
        values.findings.append(Finding(Level.WARNING, "unknown-language", "", detail, remedy))
    study, places = (
        _study(source, values) if kind == names.FULL else (_study_of_page(source, values), _NO_PLACES)
    )
    return study, places, tuple(values.findings)


def version_finding(book: Workbook) -> Finding | None:
    """Why no study can be read from a workbook: not ours, or of an unknown version; None if one can.

    Raises:
        PackageError: The workbook's custom properties are damaged.
    """
    properties = custom_properties(book.package)
    if _migration(properties) is not None and _has_ours(book):
        return None
    return _refusal(book, properties)


def _migration(properties: Mapping[str, str]) -> names.Migration | None:
    """All changes since a workbook's version of the template; None if it can't be read."""
    stored = properties.get(names.VERSION_PROPERTY)
    is_known = stored and _NUMBER.fullmatch(stored) and names.kind_of(properties) in names.KINDS
    return names.migration(int(stored)) if stored and is_known else None


def _left_out(properties: Mapping[str, str], book: Book) -> frozenset[str]:
    """The names that a workbook lacks because it was built without their sheets."""
    ids = {*properties.get(names.LEFT_OUT_PROPERTY, "").split()} & {*OPTIONAL}
    gone = [sheet for sheet in book.sheets if sheet.id in ids]
    return frozenset(map(names.table_name, tables_of(gone))) | constants_of(gone).keys()


def _has_ours(book: Workbook) -> bool:
    """Whether a workbook has any of our names or tables."""
    parts = {names.table_name(part) for part in RECORDS}
    return any(table.name.lower() in parts for table in book.tables) or any(
        name.name.lower().startswith((names.INPUT, names.COLUMN)) for name in book.names
    )


def _refusal(book: Workbook, properties: Mapping[str, str]) -> Finding:
    """The finding why a workbook can't be read."""
    version, kind = properties.get(names.VERSION_PROPERTY), names.kind_of(properties)
    if not _has_ours(book):
        detail = "it has none of our tables and names"
        return _unreadable("not-a-template", detail, "give a workbook that `roi-xl new` has written")
    copied = "copy its inputs into a fresh workbook from `roi-xl new`"
    if kind not in names.KINDS:
        detail = f"it says that it is of the kind {kind[:_SHOWN]!r}, which this roi_xl doesn't know"
        return _unreadable("unknown-template", detail, f"update roi_xl, or {copied}")
    if version is not None:
        detail = f"it says template version {version[:_SHOWN]!r}; this roi_xl reads up to {names.VERSION}"
        return _unreadable("unknown-template", detail, f"update roi_xl, or {copied}")
    if any(name.name.lower().startswith(names.COLUMN) for name in book.names):
        detail = f"a program has dropped its property {names.VERSION_PROPERTY}, the template's version"
        return _unreadable("lost-version", detail, copied)
    detail = "the first version of the template wrote it, whose columns can't be told apart for certain"
    return _unreadable("first-template", detail, copied)


def _unreadable(code: str, detail: str, remedy: str) -> Finding:
    return Finding(Level.ERROR, code, "", detail, remedy)


def _study(source: Source, values: Values) -> tuple[Study, Mapping[str, Sequence[Cell]]]:
    rows = {part: rows_of(part, record, source, values) for part, record in RECORDS.items()}
    report_lost_rows({part: rows[part] for part in names.KEYED}, values)
    filled = {part: _filled(part, rows[part] or ()) for part in RECORDS}
    parts = {part: tuple(row.record for row in found) for part, found in filled.items()}
    places = {part: tuple(row.first for row in found) for part, found in filled.items()}
    inputs = Inputs(**_lines(source, values))  # type: ignore[arg-type]  # the same fields, which a test proves
    return Study(inputs=inputs, **parts), places  # type: ignore[arg-type]  # the records of RECORDS


def _study_of_page(source: Source, values: Values) -> Study:
    rows = rows_of(one_page.LINES, one_page.PageLine, source, values)
    if rows is None:
        return Study()
    language = source.language if source.language in LANGUAGES else ENGLISH
    words = Content("", language, {}, names.QUICK).words()
    lines = [cast("one_page.PageLine", row.record) for row in rows]
    page = one_page.Page(**_lines(source, values))  # type: ignore[arg-type]  # as above
    return one_page.study_of(page, lines, words)


def _filled(part: str, rows: Sequence[Row]) -> Sequence[Row]:
    """The rows that aren't blank; in tables with fixed rows, also blank ones before the last."""
    last = max((number for number, row in enumerate(rows, 1) if row.is_filled), default=0)
    return [row for row in rows[:last] if TABLES[part].items or row.is_filled]


def _lines(source: Source, values: Values) -> Mapping[str, object]:
    """The values of the lines that are filled in, by field."""
    cells: dict[str, Cell] = {}
    declared = source.declared.lines
    for field in declared:
        name = names.input_cell(field)
        meant = source.area(name)
        if meant is not None and meant[1][:2] == meant[1][2:]:
            cells[field] = (meant[0], meant[1][:2])
        elif not source.is_newer(name):
            detail = f"the defined name {name} is missing or means no single cell"
            values.lacks("name-missing", detail, remedy=FRESH)
    times = Counter(cells.values())
    for cell in (cell for cell, number in times.items() if number > 1):
        same = " and ".join(names.input_cell(field) for field, other in cells.items() if other == cell)
        values.lacks("name-twice", f"{same} mean the same cell", place(cell))
    return {
        field: values.read(cell, declared[field].format, values.list_of(declared[field]))
        for field, cell in cells.items()
        if times[cell] == 1
    }
