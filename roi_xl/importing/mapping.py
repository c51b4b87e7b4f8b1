"""The map of an export: which of its columns goes into which column of the workbook, and which rows count.

A map is a TOML file. Presets are maps that are shipped, one file each in `presets`; a map of one's own may
start from a preset, and then says only what differs.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from importlib.resources import files
from typing import Final, cast

from roi_xl.files import FileError
from roi_xl.importing.measures import AGGREGATES, COUNT
from roi_xl.layout.declared import TABLES

TARGETS: Final = ("people", "answers", "estimates")
"""The tables into which rows go."""
SCORE: Final = "score"
"""A result of which the export doesn't say whether it is that of the test before or after."""

_FOLDER: Final = files(__name__.rpartition(".")[0]) / "presets"
_TEXTS: Final = ("title", "export", "response", "when", "lacks", "source")
_LISTS: Final = ("columns", "ignore", "person")
_FLAGS: Final = ("questions", "only_known")
_UNCLEAR = "unclear-map"


@dataclass(frozen=True, slots=True)
class Field:
    """Where the values of a column come from.

    Attributes:
        columns: Patterns of the export's columns; the first that is there counts.
        is_: The value of all rows, instead of a column; a code where the workbook has a list.
        labels: What texts of the export stand for, by text in small letters.
        low: What counts as 0 % in a column of shares.
        high: What counts as 100 % there; None where the export has shares or percent.
    """

    columns: tuple[str, ...] = ()
    is_: str = ""
    labels: Mapping[str, str | float] = field(default_factory=dict)
    low: float = 0.0
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Skip:
    """Rows that don't count.

    Attributes:
        column: The pattern of a column.
        like: Rows whose text there is one of these patterns don't count.
        unless: Rows whose text there is none of these don't count.
        reason: What such rows are, in a few words.
    """

    column: str
    like: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ByMonth:
    """Figures by month.

    Attributes:
        date: Patterns of the column whose day decides the month.
        value: Patterns of the column that is summed up; none where rows are counted.
        aggregate: What a month's figure is: `mean` of the rows' values, `sum` of them, or `count` of rows.
    """

    date: tuple[str, ...]
    value: tuple[str, ...] = ()
    aggregate: str = COUNT


@dataclass(frozen=True, slots=True)
class Map:
    """The map of an export.

    Attributes:
        name: The preset's name; empty for a map of one's own.
        title: The system that it comes from.
        export: Where that system exports it.
        columns: Patterns of columns by which the export is recognised.
        header_rows: How many rows its header has.
        ignore: Patterns of columns that are never used.
        person: Patterns of columns that say who it is; the first that holds anything counts.
        response: The column that identifies a response whose person isn't known.
        when: The column by whose date the latest of several rows of a person is known.
        source: What the column Source of the workbook says.
        lacks: What the export doesn't have, though one might look for it.
        questions: Whether its columns are questions that the forms of roi_xl ask.
        only_known: Whether it only completes people who are in the workbook.
        skip: Rows that don't count.
        measure: Figures by month; None where it has none.
        tables: The fields by table and column.
        is_strict: Whether each column that it names has to be there.
    """

    name: str = ""
    title: str = ""
    export: str = ""
    columns: tuple[str, ...] = ()
    header_rows: int = 1
    ignore: tuple[str, ...] = ()
    person: tuple[str, ...] = ()
    response: str = ""
    when: str = ""
    source: str = ""
    lacks: str = ""
    questions: bool = False
    only_known: bool = False
    skip: tuple[Skip, ...] = ()
    measure: ByMonth | None = None
    tables: Mapping[str, Mapping[str, Field]] = field(default_factory=dict)
    is_strict: bool = False


@cache
def presets() -> Mapping[str, Map]:
    """The maps that are shipped, by name."""
    found = sorted(
        (file.name, file.read_bytes()) for file in _FOLDER.iterdir() if file.name.endswith(".toml")
    )
    named = {name.removesuffix(".toml"): data for name, data in found}
    return {name: replace(_map_of(_tree(data), Map()), name=name) for name, data in named.items()}


@cache
def words() -> Mapping[str, Mapping[str, Mapping[str, tuple[str, ...]]]]:
    """The questions that are known by their wording, and what answers stand for, in several languages."""
    tree = _tree((_FOLDER.joinpath("..") / "words.toml").read_bytes())
    sections = cast("Mapping[str, Mapping[str, Mapping[str, list[str]]]]", tree)
    return {
        section: {
            name: {code: tuple(texts) for code, texts in entries.items()} for name, entries in parts.items()
        }
        for section, parts in sections.items()
    }


def map_from(data: bytes) -> Map:
    """A map of one's own.

    Args:
        data: The TOML file.

    Raises:
        FileError: It isn't a map; the message names the entry.
    """
    tree = _tree(data)
    start = tree.pop("preset", "")
    if start not in {"", *presets()}:
        raise _wrong(f"there is no preset {start!r}", f"name one of {', '.join(presets())}")
    return replace(_map_of(tree, presets().get(str(start), Map())), is_strict=not start)


def _tree(data: bytes) -> dict[str, object]:
    try:
        return tomllib.loads(data.decode("utf-8-sig").replace("\r\n", "\n"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _wrong(f"it is no TOML ({error})", "start from what --detect prints") from None


def _map_of(tree: Mapping[str, object], start: Map) -> Map:
    """A map that starts from another one; tables are completed, everything else is replaced."""
    new: dict[str, object] = {}
    tables = {table: dict(fields_) for table, fields_ in start.tables.items()}
    for key, value in tree.items():
        if key in TARGETS:
            tables.setdefault(key, {}).update(_fields(key, value))
        elif key == "measure":
            new[key] = _by_month(value)
        elif key == "skip":
            new[key] = tuple(_skip(entry) for entry in _listed(key, value))
        else:
            new[key] = _plain(key, value)
    return replace(start, tables=tables, **new)  # type: ignore[arg-type]  # each by its own key, checked above


def _plain(key: str, value: object) -> object:
    if key in _TEXTS and isinstance(value, str):
        return value
    if key in _LISTS:
        return _texts(key, value)
    if key in _FLAGS and isinstance(value, bool):
        return value
    if key == "header_rows" and isinstance(value, int) and 1 <= value <= 9:
        return value
    known = {each.name for each in fields(Map)} - {"tables", "name", "is_strict"} | set(TARGETS)
    if key in known:
        raise _wrong(f"{key} can't be {value!r:.40}", "look at what --detect prints")
    raise _wrong(f"it knows no {key!r}", f"use {', '.join(sorted(known))}")


def _fields(table: str, value: object) -> dict[str, Field]:
    known = [column.id for column in TABLES[table].typed if column.id not in {"id", "source"}]
    known += [SCORE] if table == "people" else []
    if not isinstance(value, dict):
        raise _wrong(f"{table} has to be a section, [{table}]", "look at what --detect prints")
    for column in value:
        if column not in known:
            raise _wrong(f"[{table}] has no column {column!r}", f"use {', '.join(known)}")
    return {column: _field(f"{table}.{column}", entry) for column, entry in value.items()}


def _field(key: str, value: object) -> Field:
    if isinstance(value, str | list):
        return Field(_texts(key, value))
    if not isinstance(value, dict) or not value.keys() <= {"column", "is", "labels", "low", "high"}:
        raise _wrong(f"{key} can't be {value!r:.40}", "give a column, or column, is, labels, low and high")
    low, high, labels = value.get("low", 0), value.get("high"), value.get("labels", {})
    is_scale = isinstance(low, int | float) and (
        high is None or (isinstance(high, int | float) and high > low)
    )
    if not is_scale or not isinstance(labels, dict):
        raise _wrong(f"the scale or the labels of {key} can't be read", "write low = 1, high = 5")
    said = {str(text).casefold(): code for text, code in labels.items()}
    columns = _texts(key, value["column"]) if "column" in value else ()
    return Field(columns, str(value.get("is", "")), said, float(low), None if high is None else float(high))


def _by_month(value: object) -> ByMonth:
    known = {each.name for each in fields(ByMonth)}
    if not isinstance(value, dict) or not value.keys() <= known or "date" not in value:
        raise _wrong(f"measure can't be {value!r:.60}", "give date, and value and aggregate")
    how, columns = str(value.get("aggregate", COUNT)), _texts("measure", value.get("value", []))
    if how not in AGGREGATES or (how == COUNT) == bool(columns):
        raise _wrong(
            f"measure.aggregate can't be {how!r}", "give value and mean or sum; or count and no value"
        )
    return ByMonth(_texts("measure", value["date"]), columns, how)


def _skip(entry: object) -> Skip:
    if (
        not isinstance(entry, dict)
        or not entry.keys() <= {each.name for each in fields(Skip)}
        or "column" not in entry
    ):
        raise _wrong(f"a skip can't be {entry!r:.60}", "give column, like or unless, and reason")
    like, unless = (_texts("skip", entry.get(key, [])) for key in ("like", "unless"))
    return Skip(str(entry["column"]), like, unless, str(entry.get("reason", "")))


def _listed(key: str, value: object) -> list[object]:
    if not isinstance(value, list):
        raise _wrong(f"{key} has to be a list, [[{key}]]", "look at what --detect prints")
    return value


def _texts(key: str, value: object) -> tuple[str, ...]:
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise _wrong(f"{key} can't be {value!r:.40}", "name columns as texts")
    return tuple(cast("list[str]", texts))


def _wrong(reason: str, remedy: str) -> FileError:
    return FileError(_UNCLEAR, reason, remedy)
