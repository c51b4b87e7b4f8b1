"""Matches the rows or the columns of a sheet with those of the template by landmarks that both have."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

_SAME_STEP = 2
"""How much more a landmark is believed if it lies as far from the one before it as in the template."""


class MovedPositions:
    """The rows, or the columns, of a sheet: where each of the template's is now.

    Landmarks that contradict the others, such as a defined name that was pointed elsewhere, are ignored.

    Args:
        landmarks: Positions in the template and in the workbook, counted from 1, in any order.
    """

    def __init__(self, landmarks: Iterable[tuple[int, int]]) -> None:
        by_position: dict[int, Counter[int]] = defaultdict(Counter)
        for form, book in landmarks:
            by_position[form][book] += 1
        best = [
            (form, *counted.most_common(1)[0])
            for form, counted in sorted(by_position.items(), key=lambda item: item[0])
        ]
        chosen = _longest_chain(best)
        self._forms = [form for form, _ in chosen]
        self._books = [book for _, book in chosen]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MovedPositions) and (self._forms, self._books) == (
            other._forms,
            other._books,
        )

    def __hash__(self) -> int:
        return hash((*self._forms, *self._books))

    def in_book(self, form: int) -> int:
        """The position in the workbook of one in the template."""
        return form + self._offset(bisect_right(self._forms, form) - 1)

    def in_form(self, book: int) -> int | None:
        """The position in the template of one in the workbook; None if the template has none there."""
        at = bisect_right(self._books, book) - 1
        form = book - self._offset(at)
        following = self._forms[at + 1] if at + 1 < len(self._forms) else None
        return None if form < 1 or (following is not None and form >= following) else form

    def is_certain(self, form: int) -> bool:
        """Whether nothing may have been inserted between a position and the landmarks around it."""
        at = bisect_left(self._forms, form)
        if at < len(self._forms) and self._forms[at] == form:
            return True
        return 0 < at < len(self._forms) and self._offset(at - 1) == self._offset(at)

    def _offset(self, at: int) -> int:
        """How far a landmark has moved; those before the first as far as the first."""
        return self._books[max(at, 0)] - self._forms[max(at, 0)] if self._forms else 0


def _longest_chain(landmarks: Sequence[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """The landmarks that are in the same order in both, as many and as evenly spaced as possible.

    Args:
        landmarks: Position in the template, position in the workbook, and how many say so.
    """
    worth: list[int] = []
    before: list[int] = []
    for at, (form, book, count) in enumerate(landmarks):
        options = [
            (worth[i] + _SAME_STEP * (form - landmarks[i][0] == book - landmarks[i][1]), i)
            for i in range(at)
            if landmarks[i][1] < book
        ]
        most, last = max(options, default=(0, -1))
        worth.append(most + count)
        before.append(last)
    at = worth.index(max(worth)) if worth else -1
    chain: list[tuple[int, int]] = []
    while at >= 0:
        chain.append(landmarks[at][:2])
        at = before[at]
    return chain[::-1]
