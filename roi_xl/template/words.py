"""What the workbook says, by language; and the example it holds, by variant."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import cast

from roi_xl.lang import LANGUAGES

Typed = str | float | dt.date
"""What may stand in an input cell."""

VARIANTS = ("sales", "healthcare", "tech", "retail", "leadership", "blank")
"""The examples that may fill the input cells."""


class Verbatim(str):
    """A text from outside: written as it is, even if it starts like a formula."""

    __slots__ = ()


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
    """What is filled into the input cells, and the words that an example puts in its own way.

    Args:
        variant: Name of the example, for messages and the workbook's properties.
        language: Language of every visible word.
        tree: Input lines, rows of tables, and words; a text is the same in every language, or one for each.
    """

    def __init__(self, variant: str, language: str, tree: Mapping[str, object]) -> None:
        self.variant, self.language, self._tree = variant, language, tree

    @classmethod
    def of(cls, variant: str, language: str) -> Content:
        """The content of one of our examples.

        Raises:
            LookupError: There is no such variant or language; the message lists those there are.
        """
        for kind, name, known in (("variant", variant, VARIANTS), ("language", language, LANGUAGES)):
            if name not in known:
                raise LookupError(f"no {kind} {name!r}: choose one of {', '.join(known)}")
        return cls(variant, language, _read("variants", variant))

    def words(self) -> Words:
        """The texts of the workbook's language, with those of the example in place of the general ones."""
        own = cast("_Tree", self._tree.get("words", {}))
        return Words(self.language, _merged(_read("lang", self.language), self._in_language(own)))

    def line(self, name: str) -> Typed:
        """What stands in an input line."""
        lines = cast("_Tree", self._tree.get("line", {}))
        return cast("Typed", self._in_language(lines.get(name, "")))

    def height(self, table: str) -> int:
        """How many rows of a table are filled."""
        return len(cast("Sequence[_Tree]", self._tree.get(table, ())))

    def cell(self, table: str, row: int, column: str) -> Typed:
        """What stands in a row of a table; the code where the column has a drop-down list of codes."""
        rows = cast("Sequence[_Tree]", self._tree.get(table, ()))
        return cast("Typed", self._in_language(rows[row].get(column, ""))) if row < len(rows) else ""

    def _in_language(self, value: object) -> object:
        if not isinstance(value, dict):
            return value
        if value.keys() & set(LANGUAGES):
            if self.language not in value:
                raise KeyError(f"{self.variant}.toml: no {self.language} for {value}")
            return value[self.language]
        return {key: self._in_language(inner) for key, inner in value.items()}


def _merged(general: _Tree, own: object) -> _Tree:
    """A tree with some of its leaves replaced; a leaf that replaces nothing stays, and is found unused."""
    merged = dict(general)
    for key, value in cast("_Tree", own).items():
        old = merged.get(key)
        merged[key] = _merged(old, value) if isinstance(old, dict) else value
    return merged


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
