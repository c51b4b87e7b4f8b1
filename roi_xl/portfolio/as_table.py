"""A portfolio as a table of programmes, for every table format and for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from roi_xl.lang import Texts, texts
from roi_xl.portfolio.summary import Entry, Portfolio
from roi_xl.tables import Column, Form, Table, Value
from roi_xl.units import Unit
from roi_xl.values_as_text import printable

KIND: Final = "roi-xl portfolio"
_MOST: Final = 10  # measures claimed twice that the terminal shows

_COLUMNS: Final = {
    "programme": Unit.TEXT,
    "owner": Unit.TEXT,
    "currency": Unit.TEXT,
    "participants": Unit.COUNT,
    "costs": Unit.MONEY,
    "benefits": Unit.MONEY,
    "net": Unit.MONEY,
    "roi": Unit.PERCENT,
    "roi_low": Unit.PERCENT,
    "roi_high": Unit.PERCENT,
    "counted": Unit.TEXT,
    "why": Unit.TEXT,
    "file": Unit.TEXT,
}


def form(language: str) -> Form:
    """The form of the table.

    Args:
        language: The language of its headers.
    """
    words = texts(language)
    return Form(
        KIND, "workbooks", tuple(Column(words[f"portfolio.{key}"], unit) for key, unit in _COLUMNS.items())
    )


def table_of(portfolio: Portfolio, language: str) -> Table:
    """The programmes, one in each row: those that count by net benefit, then the others.

    Args:
        portfolio: The portfolio.
        language: The language of our words.
    """
    words = texts(language)
    has_before = any(entry.before is not None for entry in portfolio.entries)
    more = (Column(words["portfolio.before"], Unit.PERCENT),) if has_before else ()
    rows = [[*row_of(entry, words), *([entry.before] if has_before else [])] for entry in portfolio.entries]
    blank: list[Value] = [None] * (len(_COLUMNS) - 3)
    for book, code in portfolio.failed:
        rows.append([*blank, words["portfolio.no"], code, book, *([None] if has_before else [])])
    return Table(form(language), more, rows)


def row_of(entry: Entry, words: Texts) -> list[Value]:
    """A programme's row; figures that can't be used stand in it and aren't counted, and it says why.

    Args:
        entry: The programme.
        words: Our words.
    """
    each = entry.programme
    why = ", ".join(each.errors) or ("" if each.is_counted else words["portfolio.unfilled"])
    if entry.same_as:
        why = words["portfolio.same"].format(book=entry.same_as)
    currency = each.currency or words["portfolio.no_currency"]
    text = (printable(each.name), printable(each.owner), printable(currency))
    figures = (each.participants, each.cost, each.benefit, each.net, each.roi, each.roi_low, each.roi_high)
    return [*text, *figures, words["portfolio.yes" if entry.is_counted else "portfolio.no"], why, entry.book]


def gist(portfolio: Portfolio, language: str) -> Iterator[str]:
    """The sums in words, line by line.

    Args:
        portfolio: The portfolio.
        language: The language of our words.
    """
    words = texts(language)
    yield counts(portfolio, words)
    for total in portfolio.totals:
        yield words["portfolio.total"].format(
            currency=printable(total.currency) or words["portfolio.no_currency"],
            programmes=total.programmes,
            cost=words.number(total.cost, Unit.MONEY.decimals),
            benefit=words.number(total.benefit, Unit.MONEY.decimals),
            net=words.number(total.net, Unit.MONEY.decimals),
            roi=words.percent(total.roi, Unit.PERCENT.decimals),
        )
    for twice in portfolio.twice[:_MOST]:
        one, other = map(printable, twice.books)
        yield words["portfolio.twice"].format(measure=printable(twice.measure), one=one, other=other)
    if len(portfolio.twice) > _MOST:
        yield words["portfolio.more"].format(count=len(portfolio.twice) - _MOST)


def counts(portfolio: Portfolio, words: Texts) -> str:
    """How many programmes count, how many don't, and how many couldn't be read."""
    said = words["portfolio.gist"].format(counted=len(portfolio.counted), others=len(portfolio.others))
    unread = len(portfolio.failed)
    return f"{said}; {words['portfolio.unread'].format(count=unread)}" if unread else said
