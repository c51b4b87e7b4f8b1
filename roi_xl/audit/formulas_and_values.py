"""Mistakes in single cells of any model, as its formulas and values are stored."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from roi_xl.audit.rule import Met
from roi_xl.computed_workbook import Model
from roi_xl.errors import CellError
from roi_xl.formulas.references import reference_area
from roi_xl.values_as_text import plain, quoted, shortened
from roi_xl.xlsx import Address, Cell, Sheet, a1
from roi_xl.xlsx.formula import Token, TokenKind, shifted, tokens

_NUMBER: Final = re.compile(r"\s*[-+(]?\s*\d[\d\s.,\u00a0]*%?\)?\s*")
_ADDING: Final = frozenset({"SUM", "AVERAGE", "COUNT", "COUNTA", "MAX", "MIN", "PRODUCT", "MEDIAN", "STDEV"})
_USUAL: Final = frozenset({0.0, 1.0, 2.0, 4.0, 7.0, 10.0, 12.0, 24.0, 52.0, 60.0, 100.0, 365.0, 1000.0})
_AREA: Final = re.compile(r"\$?[A-Za-z]+\$?\d+:\$?[A-Za-z]+\$?\d+")
_SIGNS: Final = frozenset("+-*/^")


_OF_ONE, _OF_TWO = 60, 30  # characters of a formula that a message shows


def _brief(formula: str, most: int = _OF_ONE) -> str:
    return shortened(f"={formula}", most)


def texts_for_numbers(model: Model) -> Iterator[Met]:
    """Typed texts that look like numbers, where a formula reads them."""
    texts = {
        (sheet.name, at): value
        for sheet in model.book.sheets
        for at, value in sheet.values.items()
        if isinstance(value, str) and at not in sheet.formulas and _NUMBER.fullmatch(value)
    }
    for cell, value in texts.items():
        if model.readers([cell]):
            yield Met(cell, f"the number {quoted(value)} is stored as text, which sums leave out", "")


def typed_over(model: Model) -> Iterator[Met]:
    """Numbers between two formulas that are the same but for their place."""
    for sheet in model.book.sheets:
        for at, value in sheet.values.items():
            if at not in sheet.formulas and at not in sheet.members and isinstance(value, float):
                pattern = next((text for step in _STEPS if (text := _pattern(sheet, at, step))), None)
                if pattern is not None:
                    text = f"{plain(value)} is typed where its neighbours compute {_brief(pattern)}"
                    yield Met((sheet.name, at), text, pattern)


def odd_ones(model: Model) -> Iterator[Met]:
    """Formulas between two others that are the same but for their place."""
    for sheet in model.book.sheets:
        for at, formula in sheet.formulas.items():
            if formula.kind != "normal":
                continue
            patterns = [text for step in _STEPS if (text := _pattern(sheet, at, step))]
            if patterns and formula.text not in patterns:
                here = _brief(patterns[0], _OF_TWO)
                text = f"{_brief(formula.text, _OF_TWO)} is unlike its neighbours, which compute {here} here"
                yield Met((sheet.name, at), text, a1(at))


_STEPS: Final = ((1, 0), (0, 1))


def _pattern(sheet: Sheet, at: Address, step: Address) -> str | None:
    """The formula that a cell would have if two neighbours on both sides went on through it."""
    (row, column), (down, right) = at, step
    around = [sheet.formulas.get((row + n * down, column + n * right)) for n in (-2, -1, 1, 2)]
    if any(one is None or one.kind != "normal" for one in around):
        return None
    texts = [
        shifted(one.text, -n * down, -n * right)
        for one, n in zip(around, (-2, -1, 1, 2), strict=True)
        if one is not None
    ]
    has_reference = any(token.kind is TokenKind.REFERENCE for token in tokens(texts[0]))
    return texts[0] if len({*texts}) == 1 and has_reference and "#REF!" not in texts[0] else None


def short_ranges(model: Model) -> Iterator[Met]:
    """Totals below a column of numbers that leave out the last of them, or the first."""
    for sheet in model.book.sheets:
        for (row, column), formula in sheet.formulas.items():
            if formula.kind != "normal":
                continue
            for text in _summed(tokens(formula.text)):
                top, left, bottom, right = reference_area(text)
                if not left == right == column or not top < bottom < row - 1:
                    continue
                left_out = [at for at in range(bottom + 1, row) if _is_amount(sheet, (at, column))]
                if left_out and left_out == [*range(bottom + 1, bottom + 1 + len(left_out))]:
                    area = f"{a1((left_out[0], column))}:{a1((left_out[-1], column))}".split(":")
                    cells = area[0] if len(left_out) == 1 else ":".join(area)
                    yield Met(
                        (sheet.name, (row, column)), f"{_brief(formula.text)} stops short of {cells}", text
                    )


def _summed(pieces: tuple[Token, ...]) -> Iterator[str]:
    """The areas of the formula's own sheet that are the only argument of an adding function."""
    for one, bracket, area, end in zip(pieces, pieces[1:], pieces[2:], pieces[3:], strict=False):
        is_call = one.kind is TokenKind.FUNCTION and one.text.upper() in _ADDING and bracket.text == "("
        is_area = area.kind is TokenKind.REFERENCE and end.text == ")" and _AREA.fullmatch(area.text)
        if is_call and is_area:
            yield area.text


def _is_amount(sheet: Sheet, at: Address) -> bool:
    """Whether a cell holds a typed number, or a formula that is no total itself."""
    if not isinstance(sheet.values.get(at), float):
        return False
    formula = sheet.formulas.get(at)
    return formula is None or not [*_summed(tokens(formula.text))]


def numbers_in_formulas(model: Model) -> Iterator[Met]:
    """Numbers written into formulas beside what they calculate with."""
    for sheet in model.book.sheets:
        for at, formula in sheet.formulas.items():
            pieces = tokens(formula.text)
            if all(token.kind is not TokenKind.REFERENCE for token in pieces):
                continue
            found = [token.text for number, token in enumerate(pieces) if _is_assumption(pieces, number)]
            if found:
                numbers = " and ".join(dict.fromkeys(found))
                text = f"{_brief(formula.text)} has {shortened(numbers, _OF_TWO)} written into it"
                yield Met((sheet.name, at), text, numbers)


def _is_assumption(pieces: tuple[Token, ...], at: int) -> bool:
    """Whether a token is a number that something is multiplied with or added to, but no usual one."""
    token = pieces[at]
    if token.kind is not TokenKind.NUMBER or float(token.text) in _USUAL:
        return False
    beside = [pieces[n].text for n in (at - 1, at + 1) if 0 <= n < len(pieces)]
    return any(text in _SIGNS for text in beside)


def errors(model: Model) -> Iterator[Met]:
    """Cells that show an error which none of the cells they read shows."""
    wrong = {
        (sheet.name, at)
        for sheet in model.book.sheets
        for at in sheet.formulas
        if isinstance(model.value((sheet.name, at)), CellError)
    }
    for cell in sorted(wrong):
        if not any(_holds_any(area, wrong) for area in model.reads(cell)):
            yield Met(cell, f"it shows {model.value(cell)}", str(model.value(cell)))


def _holds_any(area: tuple[str, tuple[int, int, int, int]], cells: set[Cell]) -> bool:
    sheet, (top, left, bottom, right) = area
    return any(
        name == sheet and top <= row <= bottom and left <= column <= right for name, (row, column) in cells
    )
