"""How much room a text takes in a cell: estimated from the widths of letters in Calibri, on the safe side."""

from __future__ import annotations

from typing import Final

from roi_xl.template.draw.placement import pixels

_DIGIT: Final = 6.8
"""Pixels of a digit at 10 points; other letters are given in digits."""

_NARROW, _WIDE, _CAPITAL, _OTHER = 0.65, 1.5, 1.2, 0.98
_NARROW_LETTERS: Final = frozenset(" fijlrt.,;:'’!|()-")
_WIDE_LETTERS: Final = frozenset("mwMWO@%–→≤≥×÷±")
_INDENT_AND_EDGES: Final = 13


def lines(text: str, width: float) -> int:
    """How many lines a text takes in a cell with wrapped text of 10 points and an indent.

    Args:
        text: What the cell shows.
        width: Width of its column in digits, as Excel states it.

    Returns:
        At least 1; a word longer than a line is broken where the line ends.
    """
    room = pixels(width) - _INDENT_AND_EDGES
    number, used = 1, 0.0
    for word in text.split():
        wide = _width(word)
        if used and used + _width(" ") + wide > room:
            number, used = number + 1, wide
        else:
            used += wide + (_width(" ") if used else 0)
        number, used = number + int(used // room), used % room
    return number


def _width(text: str) -> float:
    """The width of a text in pixels."""
    return _DIGIT * sum(map(_letter, text))


def _letter(letter: str) -> float:
    if letter in _NARROW_LETTERS:
        return _NARROW
    if letter in _WIDE_LETTERS:
        return _WIDE
    return _CAPITAL if letter.isupper() else _OTHER
