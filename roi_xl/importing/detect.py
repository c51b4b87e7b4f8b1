"""Says what a source is, and prints the map that would be used, to be edited."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from roi_xl.importing.mapping import Map
from roi_xl.importing.recognition import Recognised, Wishes, recognised


@dataclass(frozen=True, slots=True)
class Detected:
    """What a source is.

    Attributes:
        preset: The preset that recognises it; empty for a map of one's own.
        title: The system that it is an export of.
        said: How it is read, in sentences.
        columns: The names of its columns.
        map: A map for it, as TOML.
        missing: What it doesn't say, though one might look for it.
    """

    preset: str
    title: str
    said: tuple[str, ...]
    columns: tuple[str, ...]
    map: str
    missing: tuple[str, ...]


def detected(data: bytes, wanted: Map | None, wishes: Wishes) -> Detected:
    """What a source is. No cell below the header is shown.

    Args:
        data: The file.
        wanted: Its map; None to recognise it among the presets.
        wishes: What the user said about it.

    Raises:
        FileError: No table can be read from it.
    """
    found = recognised(data, wanted, wishes)
    header = found.header
    rows = f"header in row {header.first}" + (f" to {header.last}" if header.last > header.first else "")
    return Detected(
        found.map.name,
        found.map.title,
        (found.grid.said, rows),
        tuple(column.name for column in header.columns),
        "\n".join(_toml(found)) + "\n",
        found.missing,
    )


def _toml(found: Recognised) -> Iterator[str]:
    """The map as TOML, with a comment for each column that isn't used."""
    map_ = found.map
    yield f"preset = {_quoted(map_.name)}" if map_.name else f"title = {_quoted(map_.title)}"
    if found.persons:
        yield f"person = [{', '.join(_quoted(column.name) for column in found.persons)}]"
    if found.response is not None:
        yield f"response = {_quoted(found.response.name)}"
    if found.when is not None:
        yield f"when = {_quoted(found.when.name)}"
    for table in dict.fromkeys(part.table for part in found.parts):
        yield f"\n[{table}]"
        for part in (part for part in found.parts if part.table == table):
            if part.column is None:
                yield f"{part.target.id} = {{ is = {_quoted(part.field.is_)} }}"
            elif part.target.format == "share":
                scaled = f"{{ column = {_quoted(part.column.name)}, low = 1, high = 5 }}"
                yield f"# {part.target.id} = {scaled}  # what counts as 0 % and as 100 %"
            else:
                yield f"{part.target.id} = {_quoted(part.column.name)}"
    used = {part.column.name for part in found.parts if part.column is not None}
    used |= {column.name for column in (*found.persons, found.response, found.when) if column is not None}
    left = [column.name for column in found.header.columns if column.name not in used]
    if left:
        yield "\n# Columns that aren't used:"
        yield from (f"# {_quoted(name)}" for name in left)


def _quoted(text: str) -> str:
    """A text as TOML writes it; JSON's form is one of TOML's."""
    return json.dumps(text, ensure_ascii=False)
