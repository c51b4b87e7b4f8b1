"""What is to be done as a list for people: what is overdue first, by owner."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from roi_xl.due.listing import Entry, Listing, State
from roi_xl.lang import texts
from roi_xl.values_as_text import printable

_WHEN: Final = {-1: "due.late_by_one", 0: "due.today", 1: "due.left_one"}


def lines_of(listing: Listing, language: str) -> Iterator[str]:
    """The list, line by line.

    Args:
        listing: What is to be done in all programmes.
        language: The language of our words.
    """
    words = texts(language)
    counts = {state.value: len(listing.of(state)) for state in State}
    yield words["due.on"].format(day=listing.day, days=listing.within, **counts)
    for state in State:
        found = listing.of(state)
        if found:
            yield ""
            yield words[f"due.{state}"].format(days=listing.within)
        for owner, entries in groupby(found, lambda entry: entry.item.owner):
            yield f"  {printable(owner) or words['due.nobody']}"
            for entry in entries:
                yield from _lines(entry, language)
    for book in listing.without_end:
        yield ""
        yield words["due.no_end"].format(book=printable(book))


def told(entry: Entry, language: str) -> str:
    """What is to be done, in a sentence."""
    words = texts(language)
    return words[f"due.{entry.item.kind}"].format(what=entry.item.what)


def _lines(entry: Entry, language: str) -> Iterator[str]:
    words, item = texts(language), entry.item
    when = words[_WHEN.get(entry.days, "due.late" if entry.days < 0 else "due.left")].format(
        days=abs(entry.days)
    )
    yield f"    {item.due}  {when}  {printable(told(entry, language))}"
    where = [entry.programme, entry.book, item.where]
    if item.evidence:
        where.insert(0, words["due.collect"].format(evidence=item.evidence))
    yield f"        {' · '.join(printable(part) for part in where if part)}"
