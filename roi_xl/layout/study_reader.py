"""Reads a study from a workbook of ours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from roi_xl.errors import Finding, Level
from roi_xl.lang import LANGUAGES
from roi_xl.layout.declared import LINES, TABLES
from roi_xl.layout.field_values import FRESH, Values
from roi_xl.layout.matching_rows import LED, partners
from roi_xl.layout.records import Row, rows_of
from roi_xl.layout.source import Source
from roi_xl.model import Model
from roi_xl.study import RECORDS, Inputs, Study
from roi_xl.template import names
from roi_xl.xlsx import Cell, Workbook, place
from roi_xl.xlsx.properties import custom_properties

_NUMBER = re.compile(r"[0-9]{1,9}")
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
    model = Model(workbook) if isinstance(workbook, Workbook) else workbook
    book = model.book
    properties = custom_properties(book.package)
    migration = _migration(properties)
    if migration is None or not _has_ours(book):
        return Study(), (_refusal(book, properties.get(names.VERSION_PROPERTY)),)
    source = Source(model, properties.get(names.LANGUAGE_PROPERTY, ""), migration)
    values = Values(source)
    if source.language not in LANGUAGES:
        detail = f"it states the language {source.language[:_SHOWN]!r}, whose words aren't known here"
        remedy = "check that no list was sorted, or read it where this language is installed"
        values.findings.append(Finding(Level.WARNING, "unknown-language", "", detail, remedy))
    study = _study(source, values)
    return study, tuple(values.findings)


def version_finding(book: Workbook) -> Finding | None:
    """Why no study can be read from a workbook: not ours, or of an unknown version; None if one can.

    Raises:
        PackageError: The workbook's custom properties are damaged.
    """
    properties = custom_properties(book.package)
    if _migration(properties) is not None and _has_ours(book):
        return None
    return _refusal(book, properties.get(names.VERSION_PROPERTY))


def _migration(properties: Mapping[str, str]) -> names.Migration | None:
    stored = properties.get(names.VERSION_PROPERTY)
    return names.migration(int(stored)) if stored and _NUMBER.fullmatch(stored) else None


def _has_ours(book: Workbook) -> bool:
    """Whether a workbook has any of our names or tables."""
    parts = {names.table_name(part) for part in RECORDS}
    return any(table.name.lower() in parts for table in book.tables) or any(
        name.name.lower().startswith((names.INPUT, names.COLUMN)) for name in book.names
    )


def _refusal(book: Workbook, version: str | None) -> Finding:
    """The finding why a workbook can't be read."""
    if not _has_ours(book):
        detail = "it has none of our tables and names"
        return _unreadable("not-a-template", detail, "give a workbook that `roi-xl new` has written")
    copied = "copy its inputs into a fresh workbook from `roi-xl new`"
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


def _study(source: Source, values: Values) -> Study:
    rows = {part: rows_of(part, source, values) for part in RECORDS}
    parts: dict[str, tuple[object, ...]] = {}
    kept = [row for row in rows["benefits"] or () if row.record != RECORDS["benefits"]()]
    leading: Mapping[int, Row] = {row.number: row for row in kept}  # the rows of each benefit so far
    for part in RECORDS:
        if part in LED:
            leading = _followed(part, rows, leading, source, values)
            blank = RECORDS[part]()
            parts[part] = tuple(
                leading[each.number].record if each.number in leading else blank for each in kept
            )
        else:
            parts[part] = tuple(_filled(part, rows[part] or ()))
    return Study(inputs=_inputs(source, values), **parts)  # type: ignore[arg-type]  # the records of RECORDS


def _filled(part: str, rows: Sequence[Row]) -> Sequence[object]:
    """The records that aren't blank; in tables with fixed rows, also blank ones before the last."""
    blank = RECORDS[part]()
    last = max((number for number, row in enumerate(rows, 1) if row.record != blank), default=0)
    return [row.record for row in rows[:last] if TABLES[part].items or row.record != blank]


def _followed(
    part: str,
    rows: Mapping[str, Sequence[Row] | None],
    leading: Mapping[int, Row],
    source: Source,
    values: Values,
) -> Mapping[int, Row]:
    """The rows that belong to the benefits, by the benefit's row number.

    Args:
        part: The part whose rows they are.
        rows: All rows by part.
        leading: The rows of the part before it, by the benefit's row number.
        source: The workbook.
        values: What takes the findings.
    """
    own, leaders = rows[part], rows[LED[part]]
    if own is None or leaders is None:
        return {}
    found = partners(part, own, leaders, source, values)
    if found is None:
        return {}
    _report_orphans(part, found, leaders, values)
    for row in leading.values():
        if row.number not in found:
            whose = f"row {row.number} of {names.table_name(LED[part])}"
            detail = f"{whose} has no row of its own in {names.table_name(part)}"
            values.lacks("row-missing", detail, place(row.first))
    return {benefit: found[row.number] for benefit, row in leading.items() if row.number in found}


def _report_orphans(part: str, found: Mapping[int, Row], leaders: Sequence[Row], values: Values) -> None:
    """Report the rows that are filled in but belong to a row that was cleared."""
    table, leader = names.table_name(part), names.table_name(LED[part])
    cleared = {row.number for row in leaders if row.record == RECORDS[LED[part]]()}
    for number, row in found.items():
        if number in cleared and row.record != RECORDS[part]():
            detail = f"row {row.number} of {table} is filled in and row {number} of {leader} is blank"
            remedy = f"fill in row {number} of {leader}, or clear row {row.number} of {table}"
            values.lacks("row-without-partner", detail, place(row.first), remedy)


def _inputs(source: Source, values: Values) -> Inputs:
    cells: dict[str, Cell] = {}
    for field in LINES:
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
    found = {
        field: values.read(cell, LINES[field].format) for field, cell in cells.items() if times[cell] == 1
    }
    return Inputs(**found)  # type: ignore[arg-type]  # fields and lines are the same, which a test proves
