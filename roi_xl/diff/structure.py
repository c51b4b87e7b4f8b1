"""What differs in the structure of two workbooks: sheets, tables with their columns, and names."""

from __future__ import annotations

from collections.abc import Iterator

from roi_xl.diff.alignment import Alignment
from roi_xl.diff.book_side import Side
from roi_xl.diff.difference import Note
from roi_xl.template import names

_OURS = (names.TABLE, names.INPUT, "cal_", "out_")


def notes(alignment: Alignment) -> Iterator[Note]:
    """What differs, sheets first.

    Args:
        alignment: The workbooks beside each other.
    """
    for what, (old, new) in alignment.editions.items():
        yield Note(f"edition-{what}", old, new)
    found = [*_sheets(alignment), *_tables(alignment), *_names(alignment)]
    yield from (note for note in found if not alignment.editions or not _is_of_template(note, alignment))


def _is_of_template(note: Note, alignment: Alignment) -> bool:
    """Whether a note is about a sheet, a table or a name of the template, which differ between editions."""
    kind, _, _ = note.code.partition("-")
    if kind == "sheet":
        return any(
            sheet and side.is_of_template(sheet)
            for side, sheet in ((alignment.old, note.old), (alignment.new, note.new))
        )
    return (note.old or note.new).lower().startswith(_OURS)


def _sheets(alignment: Alignment) -> Iterator[Note]:
    renamed = alignment.renamed
    for old, new in renamed.items():
        if old != new:
            yield Note("sheet-renamed", old, new)
    for sheet in alignment.old.sheets:
        if sheet not in renamed:
            yield Note("sheet-removed", sheet, "")
    for sheet in alignment.new.sheets:
        if sheet not in renamed.values():
            yield Note("sheet-added", "", sheet)


def _tables(alignment: Alignment) -> Iterator[Note]:
    old, new = alignment.old.tables, alignment.new.tables
    yield from (Note("table-removed", table.table.name, "") for name, table in old.items() if name not in new)
    yield from (Note("table-added", "", table.table.name) for name, table in new.items() if name not in old)
    for table in alignment.tables.values():
        name, headers = table.old.table.name, _headers(table.old.table.columns, table.old.table.area[1])
        now = _headers(table.new.table.columns, table.new.table.area[1])
        for at, header in headers.items():
            if at not in table.columns:
                yield Note("column-removed", f"{name}[{header}]", "")
        for at, header in now.items():
            if at not in table.columns.values():
                yield Note("column-added", "", f"{name}[{header}]")
        if not alignment.editions:
            for at, other in table.columns.items():
                if headers[at].strip().casefold() != now[other].strip().casefold():
                    yield Note("column-renamed", f"{name}[{headers[at]}]", f"{name}[{now[other]}]")


def _headers(columns: tuple[str, ...], left: int) -> dict[int, str]:
    return dict(enumerate(columns, left))


def _names(alignment: Alignment) -> Iterator[Note]:
    old, new = _visible(alignment.old), _visible(alignment.new)
    yield from (Note("name-removed", text, "") for name, text in old.items() if name not in new)
    yield from (Note("name-added", "", text) for name, text in new.items() if name not in old)
    for name in old.keys() & new.keys():
        ours, theirs = alignment.old.model.named(name), alignment.new.model.named(name)
        if ours is None or theirs is None:
            is_same = ours == theirs and old[name] == new[name]
        else:
            is_same = alignment.area(*ours) == theirs or alignment.old.named.get(name) is not None
        if not is_same:
            yield Note("name-changed", old[name], new[name])


def _visible(side: Side) -> dict[str, str]:
    """The names that users of a workbook see, by what the present template calls them."""
    found = {}
    for name in side.model.book.names:
        lower = name.name.lower()
        is_ours = lower.startswith((names.COLUMN, names.LIST))
        if name.sheet is None and not name.hidden and not lower.startswith("_xlnm.") and not is_ours:
            found[side.now(lower)] = f"{name.name} = {name.text}"
    return found
