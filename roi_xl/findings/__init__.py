"""The catalogue of findings and refusals by code: what each means and what to do about it.

Scripts depend on codes, so a code is never renamed. The texts are in TOML files beside this module, one for
each kind of problem; a new code is one entry there.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal, cast

Severity = Literal["info", "warning", "error", "failure"]
"""The levels of a finding; `failure` means that a file is refused or a command can't continue."""

_GROUPS: Final = (
    "cells",
    "template",
    "workbooks",
    "files",
    "runs",
    "freezing",
    "study",
    "inputs",
    "imports",
    "addin",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """The catalogue entry of a code.

    Attributes:
        code: The stable name, such as `circular`.
        levels: The levels it may have, the lowest first.
        meaning: What was found, in one or two sentences.
        remedy: What to do about it, as an imperative sentence.
        example: A formula, a command or a situation that shows it.
    """

    code: str
    levels: tuple[Severity, ...]
    meaning: str
    remedy: str
    example: str


@dataclass(frozen=True, slots=True)
class Group:
    """The codes about one kind of problem.

    Attributes:
        title: What the codes are about.
        about: What applies to all of them, in a sentence.
        entries: The codes in alphabetical order.
    """

    title: str
    about: str
    entries: tuple[Entry, ...]


@cache
def catalogue() -> tuple[Group, ...]:
    """All codes in groups, the most frequent first."""
    return tuple(_group(name) for name in _GROUPS)


def entries() -> Mapping[str, Entry]:
    """All codes, by code."""
    return {entry.code: entry for group in catalogue() for entry in group.entries}


def page() -> str:
    """The catalogue as a Markdown page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Findings\n"
    yield (
        "Every finding and every refusal has a code, which stays the same from version to version. Levels: "
        "`info` is good to know, a `warning` deserves a look, an `error` makes the exit code 1, and a "
        "`failure` means that a file was not read or not written.\n\n"
        "`roi-xl findings CODE` explains one of them at the prompt. This page is written by "
        "`roi-xl findings --markdown`."
    )
    for group in catalogue():
        yield f"\n## {group.title}\n\n{group.about}"
        for entry in group.entries:
            yield f"\n### {entry.code}\n\n*{', '.join(entry.levels)}* · {entry.meaning}\n"
            yield f"- What to do: {entry.remedy}\n- Example: {entry.example}"


def _group(name: str) -> Group:
    text = files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    known = tomllib.loads(text)
    title, about = known.pop("title"), known.pop("about")
    return Group(title, about, tuple(_entry(code, facts) for code, facts in known.items()))


def _entry(code: str, facts: Mapping[str, object]) -> Entry:
    levels = tuple(cast("list[Severity]", facts["levels"]))
    return Entry(code, levels, str(facts["meaning"]), str(facts["remedy"]), str(facts["example"]))
