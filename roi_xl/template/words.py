"""The workbook's texts, by language; and the example that fills it, by variant."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cache
from importlib.resources import files
from math import inf
from typing import Final, cast

from roi_xl import lang
from roi_xl.lang import ENGLISH, LANGUAGES
from roi_xl.template import names
from roi_xl.template.declaration import Book
from roi_xl.template.sentences import numbered

Typed = str | float | dt.date
"""The values that an input cell may hold."""

EXAMPLES: Final = "template/variants/"
"""The folder of the examples, below `roi_xl/`."""

_Tree = Mapping[str, object]
_FOLDER = files("roi_xl.template")

_BLOCK = re.compile(r"(?<=kpi)[2-9](?=_|$)")
"""The number of a block of the same kind as the first, whose words it has unless it has words of its own."""


class Verbatim(str):
    """A text from outside: written unchanged, even if it starts like a formula."""

    __slots__ = ()


class Words:
    """The texts of one language; remembers which were used, to report the unused.

    A missing text stops the build where it is needed, and an unused one stops it at the end.

    Args:
        language: The language's code.
        texts: Its texts, in nested tables, already completed in English.
        shared: Paths of texts that belong to another kind of workbook, and may be unused in this one.
    """

    def __init__(self, language: str, texts: Mapping[str, object], shared: Set[str] = frozenset()) -> None:
        self.language = language
        self._tree = texts
        self._shared = shared
        self._used: set[str] = set()

    def text(self, *path: str) -> str:
        """One text by its path, such as `sheet`, `costs`, `title`."""
        found = self._at(*path)
        if not isinstance(found, str):
            raise KeyError(f"template/lang/{self.language}.toml: {'.'.join(path)} is no text")
        return found

    def texts(self, *path: str) -> Sequence[str]:
        """Several texts in order."""
        found = self._at(*path)
        if not isinstance(found, list) or not all(isinstance(text, str) for text in found):
            raise KeyError(f"template/lang/{self.language}.toml: {'.'.join(path)} is no list of texts")
        return found

    def formats(self) -> Mapping[str, str]:
        """Number formats by key."""
        formats = cast("Mapping[str, str]", self._tree["format"])
        return {key: self.text("format", key) for key in formats}

    def lists(self, book: Book) -> Mapping[str, Sequence[str]]:
        """The words of the workbook's lists, its sheets and sentences, in order, by list.

        Args:
            book: The workbook.
        """
        coded = {id_: [self.text("list", id_, code) for code in codes] for id_, codes in book.lists.items()}
        words = {id_: self.texts("phrase", id_) for id_ in book.phrases}
        sentences = [numbered(key, self._phrase(key), slots) for key, slots in book.sentences.items()]
        tabs = [self.text("sheet", id_, "tab") for id_ in book.all_tabs]
        return coded | words | {"tab": tabs, "sentence": sentences}

    def unused(self) -> list[str]:
        """Paths of the texts that were never used."""
        return [path for path, _ in _leaves(self._tree) if path not in self._used | self._shared]

    def _phrase(self, key: str) -> str:
        shared = lang.texts(self.language).words
        return shared[key] if key in shared else self.text("sentence", key)

    def _at(self, *path: str) -> object:
        node: object = self._tree
        used: list[str] = []
        for key in path:
            first = _BLOCK.sub("1", key)
            known = key if not isinstance(node, dict) or key in node else first
            if not isinstance(node, dict) or known not in node:
                raise KeyError(f"template/lang/{ENGLISH}.toml has no {'.'.join(path)}: add it")
            node = node[known]
            used.append(known)
        self._used.add(".".join(used))
        return node


class Content:
    """The content of the input cells, and the words that an example replaces.

    Args:
        variant: Name of the example, for messages and the workbook's properties.
        language: Language of every visible word.
        tree: Input lines, rows of tables, and words; a text is one for all languages, or one for each.
        kind: The kind of workbook that it fills.
    """

    def __init__(
        self, variant: str, language: str, tree: Mapping[str, object], kind: str = names.FULL
    ) -> None:
        self.variant, self.language, self._tree, self.kind = variant, language, tree, kind

    @classmethod
    def of(cls, variant: str, language: str) -> Content:
        """The content of one of our examples.

        Raises:
            LookupError: There is no such variant or language; the message lists the available ones.
        """
        for kind, name, known in (("variant", variant, VARIANTS), ("language", language, LANGUAGES)):
            if name not in known:
                raise LookupError(f"no {kind} {name!r}: choose one of {', '.join(known)}")
        tree = _read("variants", variant)
        return cls(variant, language, tree, str(tree.get("kind", names.FULL)))

    def words(self) -> Words:
        """The texts of the workbook's language; those of its kind and of the example replace general ones."""
        language: _Tree = {"phrase": {"language": [self.language]}}
        own = cast("_Tree", self._in_language(self._tree.get("words", {})))
        every = _completed(_read("lang", self.language), _read("lang", ENGLISH))
        of_kinds = cast("_Tree", every.get("kind", {}))
        general = {key: text for key, text in every.items() if key != "kind"}
        of_this = cast("_Tree", of_kinds.get(self.kind, {}))
        special = {path for path, _ in _leaves(of_this)}
        shared = {path for path, _ in _leaves(general)} - special if self.kind != names.FULL else set()
        return Words(self.language, _merged(_merged(_merged(general, of_this), language), own), shared)

    def line(self, name: str) -> Typed:
        """The content of an input line."""
        lines = cast("_Tree", self._tree.get("line", {}))
        return cast("Typed", self._in_language(lines.get(name, "")))

    def height(self, table: str) -> int:
        """How many rows of a table are filled."""
        return len(cast("Sequence[_Tree]", self._tree.get(table, ())))

    def cell(self, table: str, row: int, column: str) -> Typed:
        """The content of a table's cell; the code, if the column has a drop-down list of codes."""
        rows = cast("Sequence[_Tree]", self._tree.get(table, ()))
        return cast("Typed", self._in_language(rows[row].get(column, ""))) if row < len(rows) else ""

    def _in_language(self, value: object) -> object:
        """A value in the workbook's language, or in English if it has no text in that language."""
        if not isinstance(value, dict):
            return value
        if not value.keys() & set(LANGUAGES):
            return {key: self._in_language(inner) for key, inner in value.items()}
        if unknown := sorted(value.keys() - set(LANGUAGES)):
            there_are = ", ".join(LANGUAGES)
            raise ValueError(f"{self.variant}.toml: no language {unknown[0]!r} ({there_are}) in {value}")
        if ENGLISH not in value:
            raise ValueError(f"{self.variant}.toml: no {ENGLISH!r} in {value}")
        return value.get(self.language, value[ENGLISH])


def missing(language: str) -> Mapping[str, tuple[str, ...]]:
    """Paths of the words that a language lacks, by file; the workbook uses the English ones instead.

    Args:
        language: One of `LANGUAGES`.
    """
    english = dict(_leaves(_read("lang", ENGLISH)))
    own = dict(_leaves(_read("lang", language)))
    lacking = {
        f"lang/{language}.toml": lang.missing(language),
        f"template/lang/{language}.toml": tuple(
            path for path, text in english.items() if not _replaces(own.get(path), text)
        ),
        **{
            f"{EXAMPLES}{variant}.toml": tuple(_untranslated(_read("variants", variant), language))
            for variant in VARIANTS
        },
    }
    return {file: paths for file, paths in lacking.items() if paths}


def _untranslated(node: object, language: str, path: str = "") -> Iterator[str]:
    """Paths of an example's texts that a language lacks; rows of tables count from 1."""
    if isinstance(node, dict):
        if ENGLISH in node:
            yield from () if language in node else (path[1:],)
            return
        inner = node.items()
    elif isinstance(node, list):
        inner = {str(number): each for number, each in enumerate(node, start=1)}.items()
    else:
        return
    for key, value in inner:
        yield from _untranslated(value, language, f"{path}.{key}")


def _completed(own: _Tree, english: _Tree) -> _Tree:
    """A language's words, completed in English; a surplus word remains, and is reported as unused."""
    whole = dict(own)
    for key, text in english.items():
        if isinstance(text, dict):
            part = own.get(key)
            whole[key] = _completed(part if isinstance(part, dict) else {}, text)
        elif not _replaces(own.get(key), text):
            whole[key] = text
    return whole


def _replaces(own: object, english: object) -> bool:
    """Whether a language has a text, or as many texts as English has."""
    if isinstance(own, list) and isinstance(english, list):
        return len(own) == len(english)
    return type(own) is type(english)


def _merged(general: _Tree, own: object) -> _Tree:
    """A tree with some leaves replaced; a leaf that replaces nothing remains, and is reported as unused."""
    merged = dict(general)
    for key, value in cast("_Tree", own).items():
        old = merged.get(key)
        merged[key] = _merged(old, value) if isinstance(old, dict) else value
    return merged


def _leaves(tree: _Tree, prefix: str = "") -> Iterator[tuple[str, object]]:
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


@cache
def _read(folder: str, name: str) -> _Tree:
    file = _FOLDER.joinpath(folder, f"{name}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def _variants() -> Iterator[tuple[float, str]]:
    """Every example with its order among them."""
    for file in _FOLDER.joinpath("variants").iterdir():
        if file.name.endswith(".toml"):
            head, _, _ = file.read_text(encoding="utf-8").partition("\n[")  # before its first table
            yield tomllib.loads(head).get("order", inf), file.name.removesuffix(".toml")


VARIANTS = tuple(name for _, name in sorted(_variants()))
"""The examples that may fill the input cells, and `blank`: one file each, in the order they state."""
