"""Texts from outside, such as names of files, as a terminal may show them."""

from __future__ import annotations

from roi_xl.wording import printable as printable


def printable_lines(text: str) -> str:
    """A message of several lines, each of them printable."""
    return "\n".join(map(printable, text.expandtabs().split("\n")))
