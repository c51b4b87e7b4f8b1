"""Reads a study from a file, TOML or JSON, as the content of a fresh workbook."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from math import isfinite
from typing import Any, Final, cast

import fastjsonschema

from roi_xl.files import FileError
from roi_xl.layout.declared import declared
from roi_xl.layout.study_schema import DAY, schema_of
from roi_xl.template import names
from roi_xl.template.words import Content

TOML, JSON = ".toml", ".json"
ENDS: Final = (TOML, JSON)
"""What the name of a study's file ends in."""
NOT_A_STUDY = "not-a-study"
"""The code of the failure when a file holds no study, or one that doesn't fit."""
SEE_SCHEMA: Final = "`roi-xl new --schema` prints all that may stand there"
"""What to do about something in a study's file that can't be taken."""


def content_of(data: bytes, end: str, language: str) -> tuple[Content, Mapping[str, int]]:
    """The content that fills a fresh workbook with the study in a file, and the rows that its tables need.

    Args:
        data: The bytes of the file.
        end: What its name ends in, one of `ENDS`.
        language: The language of the workbook's words, and of texts that the file has in several.

    Raises:
        FileError: It can't be read, or something in it isn't what its cell may hold (code `not-a-study`).
    """
    tree = study_tree(data, end)
    kind = str(tree.get("kind", names.FULL))
    tables = declared(kind).tables
    rows = {id_: max(len(tree.get(id_, ())), table.height) for id_, table in tables.items() if table.typed}
    if kind == names.FULL:
        rows |= dict.fromkeys(names.KEYED, max(rows[id_] for id_ in names.KEYED))
    return Content("study", language, tree, kind), rows if kind == names.FULL else {}


def study_tree(data: bytes, end: str) -> dict[str, Any]:
    """The tree of a study's file: lines by name, rows of tables by column; days are dates.

    Args:
        data: The bytes of the file.
        end: What its name ends in, one of `ENDS`.

    Raises:
        FileError: It can't be read, or something in it isn't what its cell may hold (code `not-a-study`).
    """
    parsed = _parsed(data, end)
    plain = _plain(parsed)
    kind = plain.get("kind", names.FULL) if isinstance(plain, dict) else names.FULL
    if kind not in names.KINDS:
        reason = f"kind is {str(kind)[:40]!r}"
        raise FileError(NOT_A_STUDY, reason, f"write {' or '.join(names.KINDS)}, or leave it out")
    try:
        _validator(kind)(plain)
    except fastjsonschema.JsonSchemaValueException as error:
        raise FileError(NOT_A_STUDY, _worded(error), SEE_SCHEMA) from None
    return _with_days(cast("dict[str, Any]", plain), kind)


@cache
def _validator(kind: str) -> Any:  # noqa: ANN401 - the library's own
    return fastjsonschema.compile(schema_of(kind))


def _parsed(data: bytes, end: str) -> object:
    try:
        text = data.decode("utf-8-sig")
        return tomllib.loads(text) if end == TOML else json.loads(text)
    except UnicodeDecodeError as error:
        reason = f"byte {error.start + 1} isn't UTF-8"
        raise FileError(NOT_A_STUDY, reason, "save it as UTF-8") from None
    except (ValueError, RecursionError) as error:
        reason = f"it is no {end.removeprefix('.').upper()}: {error}"
        raise FileError(NOT_A_STUDY, reason, "correct the line that it names") from None


def _plain(value: object) -> object:
    """A value in JSON's types: days as texts, as JSON has them.

    Raises:
        FileError: There is a number that no cell holds, or a time of day.
    """
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, float) and not isfinite(value):
        raise FileError(
            NOT_A_STUDY, f"{value} is no number that a cell can hold", "give a number, or leave it out"
        )
    if isinstance(value, dt.datetime | dt.time):
        raise FileError(NOT_A_STUDY, f"{value} has a time of day", "write the day alone, as 2026-03-31")
    return value.isoformat() if isinstance(value, dt.date) else value


def _with_days(tree: dict[str, Any], kind: str) -> dict[str, Any]:
    """The tree with days as dates where its cell holds one."""
    known = declared(kind)
    lines = {names.input_cell(field) for field, line in known.lines.items() if line.format == "date"}
    tree["line"] = {
        key: _day(value) if key in lines else value for key, value in tree.get("line", {}).items()
    }
    for id_, table in known.tables.items():
        days = {column.id for column in table.typed if column.format == "date"}
        for row in tree.get(id_, ()) if days else ():
            row.update({key: _day(row[key]) for key in days & row.keys()})
    return tree


def _day(text: str) -> str | dt.date:
    if text.startswith("="):
        return text
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise FileError(NOT_A_STUDY, f"there is no day {text}", "write a day as 2026-03-31") from None


def _worded(error: fastjsonschema.JsonSchemaValueException) -> str:
    """What is wrong, with its place: `costs[2].category must be …`; rows count from 1."""
    path = [str(part) for part in error.path[1:]]
    place = "".join(f"[{int(part) + 1}]" if part.isdigit() else f".{part}" for part in path).removeprefix(".")
    where = place or "the file"
    if error.rule == "additionalProperties":
        known = error.definition["properties"]
        extra = next(key for key in error.value if key not in known)
        near = get_close_matches(extra, known, n=1)
        return f"{where} has no {extra[:40]!r}" + (f"; did you mean {near[0]}?" if near else "")
    said = error.message.removeprefix(str(error.name)).strip()
    if error.rule == "pattern":
        said = "must be a day" if error.rule_definition == DAY else "must be a number, or a formula after ="
    met = f", not {str(error.value)[:40]!r}" if isinstance(error.value, str | int | float) else ""
    return f"{where} {said}{met}"
