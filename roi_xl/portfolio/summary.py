"""The portfolio: programmes by what they bring, sums by currency, and what two of them both claim.

The ROI of several programmes is the sum of their net benefits over the sum of their costs, never the mean of
their ROIs: a small programme with a high ROI would weigh as much as a large one. Amounts of different
currencies aren't added.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from roi_xl.portfolio.programme import Programme


@dataclass(frozen=True, slots=True)
class Entry:
    """A programme in the portfolio.

    Attributes:
        book: Its workbook, as it was named.
        programme: Its figures.
        before: Its ROI in the portfolio before; None if it wasn't there or had none.
        same_as: The workbook of which this one is a copy, byte for byte; empty if it isn't.
    """

    book: str
    programme: Programme
    before: float | None = None
    same_as: str = ""

    @property
    def is_counted(self) -> bool:
        """Whether it belongs to the totals: nothing keeps it from being used, and it isn't there already."""
        return self.programme.is_counted and not self.same_as


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of the programmes of one currency whose figures can be used.

    Attributes:
        currency: The currency.
        programmes: How many they are.
        cost: Their cost.
        benefit: Their benefit.
        participants: Their participants; people who take part in two programmes count twice.
    """

    currency: str
    programmes: int
    cost: float
    benefit: float
    participants: float

    @property
    def net(self) -> float:
        """Benefit less cost."""
        return self.benefit - self.cost

    @property
    def roi(self) -> float:
        """Net benefit over cost, a fraction."""
        return self.net / self.cost


@dataclass(frozen=True, slots=True)
class Twice:
    """A measure in which two programmes for the same people claim an improvement.

    Attributes:
        measure: The measure, as typed in the first.
        books: The two workbooks.
    """

    measure: str
    books: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Programmes side by side.

    Attributes:
        entries: Those that count, currency by currency, the largest net benefit first; then the others.
        totals: One for each currency, that of most programmes first.
        twice: What may be counted twice.
        failed: The workbooks that couldn't be read or computed, each with the code of the reason.
    """

    entries: tuple[Entry, ...]
    totals: tuple[Total, ...]
    twice: tuple[Twice, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()

    @property
    def counted(self) -> list[Entry]:
        """The programmes that belong to the totals."""
        return [entry for entry in self.entries if entry.is_counted]

    @property
    def others(self) -> list[Entry]:
        """The programmes that don't: their figures can't be used, or they have none yet."""
        return [entry for entry in self.entries if not entry.is_counted]


Key = tuple[str, str, str]
"""What a programme is known by from one portfolio to the next: its name, its first day and its currency."""


def portfolio_of(
    programmes: Iterable[tuple[str, Programme]],
    before: Mapping[Key, float | None],
    failed: Iterable[tuple[str, str]] = (),
) -> Portfolio:
    """The portfolio of some programmes.

    Args:
        programmes: Each with its workbook's name.
        before: The ROI of each in the portfolio before.
        failed: The workbooks that couldn't be read or computed, each with the code of the reason.
    """
    first: dict[str, str] = {}
    entries = []
    for book, each in sorted(programmes, key=lambda named: named[0]):
        same = first.setdefault(each.digest, book) if each.digest else book
        key = each.name, each.start, each.currency
        entries.append(Entry(book, each, before.get(key), same if same != book else ""))
    totals = tuple(_totals(entries))
    order = {total.currency: number for number, total in enumerate(totals)}
    entries.sort(key=lambda entry: _rank(entry, order))
    return Portfolio(tuple(entries), totals, tuple(_twice(entries)), tuple(failed))


def _rank(entry: Entry, currencies: Mapping[str, int]) -> tuple[bool, int, float, str]:
    each = entry.programme
    place = currencies.get(each.currency, len(currencies)) if entry.is_counted else 0
    return not entry.is_counted, place, -(each.net or 0.0), entry.book


def _totals(entries: Iterable[Entry]) -> Iterator[Total]:
    """One for each currency, rounded once, so that the order of programmes changes no figure."""
    import pandas as pd  # imported here: most commands don't need it

    counted = [entry.programme for entry in entries if entry.is_counted]
    if not counted:
        return
    table = pd.DataFrame(
        {
            "currency": [each.currency for each in counted],
            "cost": [each.cost for each in counted],
            "benefit": [each.benefit for each in counted],
            "participants": [each.participants or 0.0 for each in counted],
        }
    )
    groups = table.groupby("currency")
    sums, sizes = groups.agg(math.fsum).to_dict("index"), groups.size().to_dict()
    for currency in sorted(sizes, key=lambda each: (-sizes[each], str(each))):
        yield Total(
            str(currency), int(sizes[currency]), **{str(k): float(v) for k, v in sums[currency].items()}
        )


def _twice(entries: Iterable[Entry]) -> Iterator[Twice]:
    """The measures that two programmes for the same people claim in overlapping times."""
    counted = [each for each in entries if each.is_counted]
    for one, other in combinations(counted, 2):
        a, b = one.programme, other.programme
        if not (_is_for_the_same_people(a, b) and _overlap(a, b)):
            continue
        known = {claim.casefold() for claim in b.claims}
        yield from (Twice(claim, (one.book, other.book)) for claim in a.claims if claim.casefold() in known)


def _is_for_the_same_people(one: Programme, other: Programme) -> bool:
    """Whether two programmes are for the same people, as far as is said; one of the same name and day is."""
    audience = one.audience.casefold()
    is_itself = bool(one.name) and (one.name, one.start) == (other.name, other.start)
    return is_itself or bool(audience and audience == other.audience.casefold())


def _overlap(one: Programme, other: Programme) -> bool:
    """Whether the times from the first day to the day of the figures overlap; unknown days do."""
    begins = max(one.start, other.start)
    ends = [day for day in (one.report_date, other.report_date) if day]
    return not begins or not ends or begins <= min(ends)
