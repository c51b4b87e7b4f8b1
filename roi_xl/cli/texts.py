"""Texts from outside, such as names of files, as a terminal may show them."""

from __future__ import annotations

import unicodedata


def printable(text: object) -> str:
    """A text from outside, with its control characters spelled out: one line, no orders to the terminal."""
    return "".join(_spelled(c) if unicodedata.category(c)[0] == "C" else c for c in str(text))


def printable_lines(text: str) -> str:
    """A message of several lines, each of them printable."""
    return "\n".join(map(printable, text.expandtabs().split("\n")))


def _spelled(character: str) -> str:
    return character.encode("unicode_escape").decode()
