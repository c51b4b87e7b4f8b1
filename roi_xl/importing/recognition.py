"""Recognises an export, and finds the columns that its map names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from roi_xl.files import FileError
from roi_xl.importing.grid import Grid, grids_of
from roi_xl.importing.header import Column, Header, header_by, likely_header
from roi_xl.importing.mapping import SCORE, Field, Map, Skip, presets, words
from roi_xl.importing.measures import Measured
from roi_xl.layout.declared import TABLES
from roi_xl.template.declaration import Column as Target

FALLBACK: Final = "list"
"""The preset for an export that no other one recognises."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user said about the sources.

    Attributes:
        encoding: Encoding of texts; empty to find it.
        decimal: The decimal sign, `,` or `.`; empty to decide by the numbers.
        dates: The order of dates, `dmy` or `mdy`; empty to decide by the dates.
        test: Which test a result is of that is only called score: `before` or `after`; empty if unknown.
        group: The group of people whose export has none: `trained` or `control`; empty for what the map says.
        person: The column that says who it is; empty for what the map says.
        sheet: The sheet of a workbook; empty to take the first that is recognised.
        measure: The ID of the benefit whose figures by month are taken; empty to take none.
        leave_out: Whether cells that can't be read are left out, not refused.
    """

    encoding: str = ""
    decimal: str = ""
    dates: str = ""
    test: str = ""
    group: str = ""
    person: str = ""
    sheet: str = ""
    measure: str = ""
    leave_out: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A field with the column that it was found in.

    Attributes:
        table: The workbook's table.
        target: The workbook's column.
        column: The source's column; None where all rows have one value.
        field: The field.
    """

    table: str
    target: Target
    column: Column | None
    field: Field


@dataclass(frozen=True, slots=True)
class Recognised:
    """An export with the columns that count.

    Attributes:
        grid: Its rows.
        map: Its map.
        header: Its header.
        persons: The columns that may say who it is, the best one first.
        response: The column that identifies a response.
        when: The column with its date.
        skips: Rows that don't count, each with its column.
        parts: The fields.
        measured: Where figures by month come from; None if none are taken.
        missing: What it can't say, and why, in sentences.
    """

    grid: Grid
    map: Map
    header: Header
    persons: tuple[Column, ...]
    response: Column | None
    when: Column | None
    skips: tuple[tuple[Skip, Column], ...]
    parts: tuple[Part, ...]
    measured: Measured | None
    missing: tuple[str, ...]


def recognised(data: bytes, wanted: Map | None, wishes: Wishes) -> Recognised:
    """Find the columns of an export.

    Args:
        data: The file.
        wanted: Its map; None to recognise it among the presets.
        wishes: What the user said.

    Raises:
        FileError: It has no header, two presets recognise it, or a column that the map needs isn't there.
    """
    grids = grids_of(data, wishes.encoding, wishes.sheet)
    grid, map_, header = _by_signs(grids, wishes) if wanted is None else _by_map(grids, wanted)
    if wishes.person:
        map_ = _with_person(map_, header, wishes.person)
    _check_all_there(map_, header)
    return Recognised(
        grid=grid,
        map=map_,
        header=header,
        persons=tuple(column for pattern in map_.person for column in header.called(pattern)[:1]),
        response=_first(header, (map_.response,)),
        when=_first(header, (map_.when,)),
        skips=tuple((skip, column) for skip in map_.skip for column in header.called(skip.column)[:1]),
        parts=tuple(_parts(map_, header, wishes)),
        measured=_measured(map_, header) if wishes.measure else None,
        missing=tuple(_missing(map_, header, wishes)),
    )


_Found = tuple[Grid, Map, Header]


def _by_signs(grids: Sequence[Grid], wishes: Wishes) -> _Found:
    """The preset whose columns are all there; of several, the one with the most of them."""
    found: list[_Found] = []
    for map_ in presets().values():
        for grid in grids if map_.columns else ():
            header = header_by(grid, map_.columns, map_.header_rows)
            if header is not None:
                found.append((grid, map_, header))
                break
    if not found:
        return _by_likelihood(grids, presets()[FALLBACK], wishes)
    most = max(len(map_.columns) for _, map_, _ in found)
    best = [each for each in found if len(each[1].columns) == most]
    if len(best) > 1:
        names = " and ".join(map_.name for _, map_, _ in best)
        raise FileError("several-presets", f"the presets {names} recognise it", "name one by --preset")
    return best[0]


def _by_map(grids: Sequence[Grid], map_: Map) -> _Found:
    if not map_.columns:
        return _by_likelihood(grids, map_, Wishes())
    for grid in grids:
        header = header_by(grid, map_.columns, map_.header_rows)
        if header is not None:
            return grid, map_, header
    named = map_.name or "the map"
    reason = (
        f"no header of it has all columns of {named}: {', '.join(map_.columns)}; it has {_seen(grids[0])}"
    )
    raise FileError("no-header", reason, "leave --preset out, or correct the map")


def _by_likelihood(grids: Sequence[Grid], map_: Map, wishes: Wishes) -> _Found:
    """The first sheet whose likely header has a column for the workbook; the first one with a header."""
    found: list[_Found] = []
    for grid in grids:
        try:
            found.append((grid, map_, likely_header(grid)))
        except FileError:
            if len(grids) == 1:
                raise
    fitting = (each for each in found if any(part.column for part in _parts(map_, each[2], wishes)))
    best = next(fitting, found[0] if found else None)
    if best is None:
        raise FileError("no-header", "no sheet of it has a header with rows below", "name one by --sheet")
    return best


def _seen(grid: Grid) -> str:
    try:
        return likely_header(grid).names()
    except FileError:
        return "none"


def _first(header: Header, patterns: Sequence[str], ignored: Sequence[Column] = ()) -> Column | None:
    """The column that the first pattern names that names any.

    Raises:
        FileError: That pattern names several.
    """
    for pattern in filter(None, patterns):
        found = [column for column in header.called(pattern) if column not in ignored]
        if len(found) > 1:
            named = " and ".join(f"“{column.name}”" for column in found[:3])
            raise FileError(
                "several-columns", f"{named} are both “{pattern}”", "write a map that names one of them"
            )
        if found:
            return found[0]
    return None


def _with_person(map_: Map, header: Header, person: str) -> Map:
    if not header.called(person):
        raise _absent(person, "--person", header)
    return replace(map_, person=(person,))


def _check_all_there(map_: Map, header: Header) -> None:
    """Refuse a map of one's own that names a column that isn't there: it may be a slip."""
    if not map_.is_strict:
        return
    named = [*map_.person, map_.response, map_.when, *(skip.column for skip in map_.skip)]
    named += [
        field.columns[0] for fields in map_.tables.values() for field in fields.values() if field.columns
    ]
    for pattern in filter(None, named):
        if not header.called(pattern):
            raise _absent(pattern, "the map", header)


def _absent(pattern: str, where: str, header: Header) -> FileError:
    return FileError(
        "absent-column", f"it has no column “{pattern}”", f"correct {where}: it has {header.names()}"
    )


def _parts(map_: Map, header: Header, wishes: Wishes) -> Iterator[Part]:
    ignored = [column for pattern in map_.ignore for column in header.called(pattern)]
    for table, fields in _tables(map_).items():
        targets = {column.id: column for column in TABLES[table].typed}
        for name, field in fields.items():
            id_ = wishes.test if name == SCORE else name
            column = _first(header, field.columns, ignored)
            is_given = bool(field.is_) and column is None
            if id_ and (column is not None or is_given):
                yield Part(table, targets[id_], column, _given(field, name, wishes))
            elif name == "group" and wishes.group:
                yield Part(table, targets[id_], None, Field(is_=wishes.group))


def _given(field: Field, name: str, wishes: Wishes) -> Field:
    return replace(field, is_=wishes.group) if name == "group" and wishes.group and field.is_ else field


def _tables(map_: Map) -> Mapping[str, Mapping[str, Field]]:
    """The fields by table; a survey has the questions that are known by their wording."""
    tables = {table: dict(fields) for table, fields in map_.tables.items()}
    if map_.questions:
        known = {name: Field(patterns) for name, patterns in words()["questions"]["answers"].items()}
        tables["answers"] = known | tables.get("answers", {})
    return tables


def _measured(map_: Map, header: Header) -> Measured | None:
    if map_.measure is None:
        return None
    date, value = _first(header, map_.measure.date), _first(header, map_.measure.value)
    if date is None or (value is None and map_.measure.value):
        raise _absent((map_.measure.date if date is None else map_.measure.value)[0], "the map", header)
    return Measured(date, value)


def _says_group(people: Mapping[str, Field], header: Header) -> bool:
    field = people.get("group", Field())
    return bool(field.is_) or _first(header, field.columns) is not None


def _missing(map_: Map, header: Header, wishes: Wishes) -> Iterator[str]:
    if map_.lacks:
        yield map_.lacks
    if map_.measure is not None and not wishes.measure:
        yield "figures by month aren't taken: say by --measure, such as B1, which benefit line they measure"
    people = map_.tables.get("people", {})
    if people and not map_.only_known and not wishes.group and not _says_group(people, header):
        yield "which group people are in: say --group trained or control, without one they don't count"
    score = map_.tables.get("people", {}).get(SCORE)
    column = _first(header, score.columns) if score else None
    if column is not None and not wishes.test:
        yield f"“{column.name}” isn't taken: say by --test before or --test after which test it is"
