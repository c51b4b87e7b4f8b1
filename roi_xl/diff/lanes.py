"""Matches the rows, or the columns, of one sheet with those of another by what stands in them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Final

_MOST_PAIRS: Final = 40_000
"""How many pairs between two landmarks are weighed; a longer stretch is matched from its top."""

Contents = Mapping[int, Sequence[Hashable]]
"""What stands in each row or column that holds anything, by position counted from 1."""


class Lanes:
    """Which row, or column, of a sheet is which of another sheet.

    The same content in another place is a move, not a change. What remains is matched in its order, between
    the landmarks around it.

    Args:
        old: What stands in the old sheet.
        new: What stands in the new one.
        landmarks: Pairs of positions that other knowledge says belong together; several may say the same.
        votes: Pairs of positions in which the same content stands that occurs once in each sheet.
        hints: Pairs of positions that belong together unless the content says otherwise.
    """

    def __init__(
        self,
        old: Contents,
        new: Contents,
        landmarks: Iterable[tuple[int, int]],
        votes: Counter[tuple[int, int]],
        hints: Iterable[tuple[int, int]] = (),
    ) -> None:
        self._new: dict[int, int] = {}
        self._old: dict[int, int] = {}
        for (one, other), _ in Counter(landmarks).most_common():
            self._pair(one, other)
        self._pair_the_same(old, new)
        self._pair_by_votes(old, new, votes)
        for one, other in hints:
            self._pair(one, other)
        self._pair_in_order(old, new)
        self._chain = _in_order(self._new)

    def in_new(self, position: int) -> int | None:
        """The position in the new sheet; None for one that only the old one has filled."""
        return self._new.get(position)

    def in_old(self, position: int) -> int | None:
        """The position in the old sheet; None for one that only the new one has filled."""
        return self._old.get(position)

    def place_in_new(self, position: int) -> int:
        """Where a position is now, be it blank: as far from the landmark before it as it was."""
        return self._new.get(position, position + self._offset(position, 0))

    def place_in_old(self, position: int) -> int:
        """Where a position of the new sheet was."""
        return self._old.get(position, position - self._offset(position, 1))

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The first and the last position now of a stretch of the old sheet, in whatever order."""
        if last - first > len(self._new):
            return self.place_in_new(first), self.place_in_new(last)
        now = [self.place_in_new(position) for position in range(first, last + 1)]
        return min(now), max(now)

    def _offset(self, position: int, side: int) -> int:
        """How far the landmark before a position has moved; before the first, that of the first."""
        if not self._chain:
            return 0
        at = bisect_right(self._chain, position, key=lambda pair: pair[side]) - 1
        one, other = self._chain[max(at, 0)]
        return other - one

    def _pair(self, one: int, other: int) -> None:
        if one not in self._new and other not in self._old:
            self._new[one], self._old[other] = other, one

    def _pair_the_same(self, old: Contents, new: Contents) -> None:
        """Match what holds exactly the same, wherever it stands, if it occurs equally often."""
        places: dict[Sequence[Hashable], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for side, contents in enumerate((old, new)):
            for position in sorted(contents):
                known = self._new if side == 0 else self._old
                if position not in known:
                    places[contents[position]][side].append(position)
        for ones, others in places.values():
            if len(ones) == len(others):
                for one, other in zip(ones, others, strict=True):
                    self._pair(one, other)

    def _pair_by_votes(self, old: Contents, new: Contents, votes: Counter[tuple[int, int]]) -> None:
        """Match what has half of its content in common."""
        for (one, other), count in votes.most_common():
            if 2 * count >= min(len(old.get(one, ())), len(new.get(other, ()))):
                self._pair(one, other)

    def _pair_in_order(self, old: Contents, new: Contents) -> None:
        """Match what is left between two landmarks in its order."""
        ends = (max([0, *old, *self._new]) + 1, max([0, *new, *self._old]) + 1)
        left = [one for one in sorted(old) if one not in self._new]
        free = [other for other in sorted(new) if other not in self._old]
        before = (0, 0)
        for after in [*_in_order(self._new), ends]:
            ones = left[bisect_right(left, before[0]) : bisect_left(left, after[0])]
            others = free[bisect_right(free, before[1]) : bisect_left(free, after[1])]
            for one, other in _likeliest(ones, others, old, new):
                self._pair(one, other)
            before = after


def _in_order(pairs: Mapping[int, int]) -> list[tuple[int, int]]:
    """The longest series of pairs that have the same order in both sheets."""
    tails: list[int] = []
    ends: list[tuple[int, int]] = []
    before: dict[tuple[int, int], tuple[int, int] | None] = {}
    for pair in sorted(pairs.items()):
        at = bisect_left(tails, pair[1])
        before[pair] = ends[at - 1] if at else None
        if at == len(tails):
            tails.append(pair[1])
            ends.append(pair)
        else:
            tails[at], ends[at] = pair[1], pair
    chain: list[tuple[int, int]] = []
    last = ends[-1] if ends else None
    while last is not None:
        chain.append(last)
        last = before[last]
    return chain[::-1]


def _likeliest(
    ones: Sequence[int], others: Sequence[int], old: Contents, new: Contents
) -> Iterable[tuple[int, int]]:
    """The pairs, in order, that have most content in common."""
    if len(ones) == len(others) or not ones or not others or len(ones) * len(others) > _MOST_PAIRS:
        return [*zip(ones, others, strict=False)]
    worth = [[0.0] * (len(others) + 1) for _ in range(len(ones) + 1)]
    for i in range(len(ones) - 1, -1, -1):
        for j in range(len(others) - 1, -1, -1):
            both = 1 + _alike(old[ones[i]], new[others[j]]) + worth[i + 1][j + 1]
            worth[i][j] = max(both, worth[i + 1][j], worth[i][j + 1])
    found, i, j = [], 0, 0
    while i < len(ones) and j < len(others):
        both = 1 + _alike(old[ones[i]], new[others[j]]) + worth[i + 1][j + 1]
        if worth[i][j] == both:
            found.append((ones[i], others[j]))
            i, j = i + 1, j + 1
        elif worth[i][j] == worth[i][j + 1]:
            j += 1
        else:
            i += 1
    return found


def _alike(one: Sequence[Hashable], other: Sequence[Hashable]) -> float:
    """How much of the content is in both, tenfold as a share."""
    common = sum((Counter(one) & Counter(other)).values())
    return 10 * common / max(len(one), len(other), 1)
