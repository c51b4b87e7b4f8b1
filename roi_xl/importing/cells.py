"""Turns a cell of a source into the value for a column of the workbook, or says why it doesn't fit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from roi_xl.importing.grid import Cell
from roi_xl.importing.header import matches, text_of
from roi_xl.importing.mapping import words
from roi_xl.importing.readings import Decimals, UnreadableError, denominator
from roi_xl.importing.recognition import Part

_BLANK: Final = frozenset({"", "-", "–", "n/a", "na", "null", "none", "[]", "{}"})
_NUMBERED: Final = re.compile(r"(\d{1,2})\s*(?:[-–:.=)]|$)(?!\d).*")
_OF_FIVE: Final = 5
_LONGEST: Final = 200
_SCALE: Final = re.compile(r"\(?\b1\s*(?:-|–|to|bis|till)\s*(\d{1,2})\b\)?")


class Unfit(Exception):  # noqa: N818 - no error of the program: a cell that isn't taken
    """A cell that isn't taken.

    Attributes:
        reason: Why, as the end of a sentence about the cell.
        remedy: What to do about it.
        is_error: Whether the source is refused because of it, unless the user says otherwise.
    """

    def __init__(self, reason: str, remedy: str, *, is_error: bool = True) -> None:
        super().__init__(reason, remedy)
        self.reason, self.remedy, self.is_error = reason, remedy, is_error


@dataclass(slots=True)
class Reader:
    """Reads the cells of a source.

    Attributes:
        decimals: Its decimal sign.
        parts: Its fields.
        most: What results are out of, by column, where the cells say so.
    """

    decimals: Decimals
    parts: Sequence[Part]
    most: dict[str, str] = field(default_factory=dict)

    def value(self, part: Part, cell: Cell, where: str) -> float | str | None:
        """The value of a cell for a column of the workbook; None for a blank.

        Args:
            part: The column and its field.
            cell: What the source has.
            where: Its place, for messages.

        Raises:
            Unfit: It doesn't fit.
            FileError: Numbers can't be read for certain.
        """
        text = text_of(cell)
        if text.casefold() in _BLANK:
            return None
        for pattern, meant in part.field.labels.items():
            if matches(text, pattern):
                return meant
        rule = part.target.rule
        if rule is not None and rule.kind == "list":
            return _choice(text, str(rule.low))
        if part.target.format == "text":
            return text[:_LONGEST]
        if part.target.format == "share":
            return self._share(part, cell)
        number = self._number(part, cell)
        if part.table == "people":
            self._note_most(part, cell, where)
        if rule is not None and not (float(rule.low) <= number <= float(rule.high)):
            raise Unfit(
                f"isn't from {rule.low:g} to {rule.high:g}", "give the scale of the question in a map"
            )
        if rule is not None and rule.kind == "integer" and number != int(number):
            raise Unfit("isn't a whole number", "give the scale of the question in a map")
        return number

    def said(self) -> Iterator[str]:
        """What was found out about the results."""
        for column, most in self.most.items():
            yield f"{column} is out of {most}"

    def _number(self, part: Part, cell: Cell) -> float:
        rule = part.target.rule
        is_scale = rule is not None and rule.kind == "integer"
        if is_scale and rule is not None and rule.high == _OF_FIVE:
            for number, labels in words()["labels"]["five"].items():
                if text_of(cell).casefold() in labels:
                    return float(number)
        if is_scale and (numbered := _NUMBERED.fullmatch(text_of(cell))):
            return float(numbered[1])
        try:
            return self.decimals.number(cell)
        except UnreadableError:
            raise Unfit("is no number", "correct it in the source") from None

    def _share(self, part: Part, cell: Cell) -> float:
        """A share; a question from 1 to 5 has none unless the map says what its ends stand for."""
        scale = part.field
        if scale.high is not None:
            share = (self._number(part, cell) - scale.low) / (scale.high - scale.low)
        elif part.column is not None and any(map(_SCALE.search, part.column.texts)):
            raise _no_share()
        else:
            try:
                number = self.decimals.number(cell)
            except UnreadableError:
                raise _no_share() from None
            is_percent = text_of(cell).endswith("%") or (
                part.column is not None and _in_percent(part.column.texts)
            )
            share = number / 100 if is_percent else number
        if not 0 <= share <= 1:
            raise Unfit("isn't from 0 % to 100 %", "say in a map what counts as low = 0 % and high = 100 %")
        return round(share, 12)

    def _note_most(self, part: Part, cell: Cell, where: str) -> None:
        most = denominator(cell)
        known = self.most.setdefault(part.target.id, most) if most else ""
        if most != known:
            raise Unfit(
                f"is out of {most}, others are out of {known}", f"see {where}: export one test at a time"
            )


def _choice(text: str, list_: str) -> str:
    labels: Mapping[str, Sequence[str]] = words()["labels"].get(list_, {})
    for code, known in labels.items():
        if text.casefold() in known or text.casefold() == code:
            return code
    raise Unfit(
        "is none of the known words", f"say in a map by labels what it stands for: {', '.join(labels)}"
    )


def _in_percent(texts: Sequence[str]) -> bool:
    return any("%" in text or re.search(r"\b0\s*(?:-|–|to)\s*100\b", text) for text in texts)


def _no_share() -> Unfit:
    reason = "the question has a scale of its own, the workbook a share"
    return Unfit(reason, "say in a map what counts as low = 0 % and high = 100 %", is_error=False)
