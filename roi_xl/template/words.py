"""What the workbook says, by language; and the example it holds, by variant."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import cast

Typed = str | float | dt.date
"""What may stand in an input cell."""

_Tree = Mapping[str, object]


class Words:
    """The texts of one language, which notices those that nobody asks for.

    A missing text fails the build where it is missed, a surplus one at the end: languages can't drift apart.

    Args:
        language: The language's code.
        texts: Its texts, in tables within tables.
    """

    def __init__(self, language: str, texts: Mapping[str, object]) -> None:
        self.language = language
        self._tree = texts
        self._used: set[str] = set()

    @classmethod
    def of(cls, language: str) -> Words:
        """The words of a language that the workbook speaks."""
        return cls(language, _read("lang", language))

    def text(self, *path: str) -> str:
        """One text by its path, such as `sheet`, `costs`, `title`."""
        found = self._at(*path)
        if not isinstance(found, str):
            raise KeyError(f"{self.language}.toml: {'.'.join(path)} is no text")
        return found

    def texts(self, *path: str) -> Sequence[str]:
        """Several texts in order."""
        found = self._at(*path)
        if not isinstance(found, list) or not all(isinstance(text, str) for text in found):
            raise KeyError(f"{self.language}.toml: {'.'.join(path)} is no list of texts")
        return found

    def formats(self) -> Mapping[str, str]:
        """Number formats by key."""
        formats = cast("Mapping[str, str]", self._tree["format"])
        return {key: self.text("format", key) for key in formats}

    def unused(self) -> list[str]:
        """Paths of the texts that were never asked for."""
        return [path for path in _leaves(self._tree) if path not in self._used]

    def _at(self, *path: str) -> object:
        node: object = self._tree
        for key in path:
            if not isinstance(node, dict) or key not in node:
                raise KeyError(f"{self.language}.toml has no {'.'.join(path)}")
            node = node[key]
        self._used.add(".".join(path))
        return node


class Content:
    """What is filled into the input cells of one variant, in one language."""

    def __init__(self, variant: str, words: Words) -> None:
        self._variant, self._words = variant, words
        self._tree = _read("variants", variant)

    def line(self, name: str) -> Typed:
        """What stands in an input line."""
        lines = cast("_Tree", self._tree["line"])
        return self._spoken(lines.get(name, ""))

    def cell(self, table: str, row: int, column: str, list_: str = "") -> Typed:
        """What stands in a row of a table; a code where the column has a drop-down list of codes."""
        rows = cast("Sequence[_Tree]", self._tree.get(table, ()))
        value = self._spoken(rows[row].get(column, "")) if row < len(rows) else ""
        return self._words.text("list", list_, cast("str", value)) if list_ and value != "" else value

    def _spoken(self, value: object) -> Typed:
        if isinstance(value, dict):
            if self._words.language not in value:
                raise KeyError(f"{self._variant}.toml: no {self._words.language} for {value}")
            value = value[self._words.language]
        return cast("Typed", value)


def _read(folder: str, name: str) -> _Tree:
    return tomllib.loads(
        files("roi_xl.template").joinpath(folder, f"{name}.toml").read_text(encoding="utf-8")
    )


def _leaves(tree: _Tree, prefix: str = "") -> Iterator[str]:
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}"
