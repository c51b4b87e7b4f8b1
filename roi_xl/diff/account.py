"""A difference as titled tables of texts in one language, from which every form for people is made."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from roi_xl.diff.causes import Cause
from roi_xl.diff.difference import Bridge, Change, Difference, Figure, RowChange
from roi_xl.lang import Texts, texts
from roi_xl.units import Unit
from roi_xl.values_as_text import NO_FIGURE, change, plain, printable
from roi_xl.xlsx import Scalar

_MATTERS = 0.01  # of ROI: one point


@dataclass(frozen=True, slots=True)
class Section:
    """A table with its title.

    Attributes:
        title: What it is about.
        columns: The headers.
        rows: The texts, one for each column.
        numbers: How many of the last columns hold numbers.
        notes: Sentences after the table.
    """

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    numbers: int = 0
    notes: tuple[str, ...] = ()


def sections(found: Difference, language: str) -> Iterator[Section]:
    """The sections about a difference, the figures first; none about what is the same.

    Args:
        found: The difference.
        language: The language of the words; what stands in the workbooks stays as it is.

    Raises:
        LookupError: There is no such language.
    """
    yield from _Account(found, texts(language)).sections()


def points(words: Texts, effect: float | None) -> str:
    """What something moves an ROI by, in percentage points with its sign.

    Args:
        words: The words and numbers of a language.
        effect: A fraction; None if it isn't known.
    """
    return NO_FIGURE if effect is None else words.points(effect)


class _Account:
    def __init__(self, found: Difference, words: Texts) -> None:
        self._found, self._texts = found, words

    def sections(self) -> Iterator[Section]:
        """All sections that have anything to tell."""
        found = self._found
        if found.figures:
            header = (self._say("figure"), self._say("old"), self._say("new"))
            yield Section(self._say("figures"), header, [*map(self._figure, found.figures)], 2)
        if found.bridge is not None and found.bridge.steps:
            yield self._bridge(found.bridge)
        if found.no_bridge is not None:
            why = f"{found.no_bridge.detail}; {found.no_bridge.remedy}"
            yield Section(self._say("no_bridge"), (), [(printable(why),)])
        yield from self._changes("entered", found.entered)
        yield from self._rows(found.rows)
        yield from self._changes("formulas", found.formulas)
        if found.structure:
            notes = [
                (self._say(note.code, old=printable(note.old), new=printable(note.new)),)
                for note in found.structure
            ]
            yield Section(self._say("structure"), (), notes)
        yield from self._changes("results", found.results)
        if found.unknown:
            yield Section(self._say("unknown", count=f"{found.unknown:,}"), (), [])

    def _say(self, key: str, **slots: str) -> str:
        return self._texts[f"diff.{key}"].format(**slots)

    def _figure(self, figure: Figure) -> tuple[str, ...]:
        key = "_".join(re.findall("[a-z]+", figure.label.lower()))
        label = self._texts.words.get(f"headline.{key}", figure.label)
        if not figure.is_certain:
            return printable(label), self._say("unknown_figure"), self._say("unknown_figure")
        return printable(label), *self._pair(figure)

    def _pair(self, figure: Figure) -> tuple[str, str]:
        unit = Unit(figure.unit)
        shown = self._number(figure.old, unit), self._number(figure.new, unit)
        if figure.old != figure.new and shown[0] == shown[1]:
            return change(figure.old, figure.new, unit)  # with all their digits
        return shown

    def _number(self, value: Scalar, unit: Unit) -> str:
        if not isinstance(value, float):
            return NO_FIGURE if value is None else plain(value)
        if unit is Unit.PERCENT:
            return self._texts.percent(value)
        return f"{self._texts.number(value, unit.decimals)}{unit.sign}"

    def _bridge(self, bridge: Bridge) -> Section:
        header = tuple(self._say(key) for key in ("cause", "inputs", "moves", "first", "last"))
        rows = [(self._say("roi_old"), "", self._texts.percent(bridge.old), "", "")]
        is_ordered = False
        for step in bridge.steps:
            orders = [value for value in (step.alone, step.last) if value is not None]
            matters = any(abs(value - step.effect) >= _MATTERS for value in orders)
            is_ordered |= matters
            rows.append(
                (
                    self._texts[f"cause.{step.cause}"],
                    f"{step.cells:,}" if step.cells else "",
                    points(self._texts, step.effect),
                    points(self._texts, step.alone) if matters else "",
                    points(self._texts, step.last) if matters else "",
                )
            )
        rows.append((self._say("roi_new"), "", self._texts.percent(bridge.new), "", ""))
        notes = [self._say("order")] * is_ordered + [self._say("in_new")] * bridge.in_new
        if bridge.left_out:
            model = self._texts[f"cause.{Cause.MODEL}"]
            notes.append(self._say("left_out", count=f"{bridge.left_out:,}", model=model))
        return Section(self._say("bridge"), header, rows, 4, tuple(notes))

    def _changes(self, key: str, changes: Sequence[Change]) -> Iterator[Section]:
        if changes:
            header = tuple(self._say(word) for word in ("cell", "what", "old", "new"))
            yield Section(f"{self._say(key)} ({len(changes):,})", header, [*map(self._change, changes)])

    def _change(self, one: Change) -> tuple[str, ...]:
        shown = self._shown(one.old, one.old_shown), self._shown(one.new, one.new_shown)
        if shown[0] == shown[1]:
            shown = plain(one.old), plain(one.new)
        return printable(one.name), printable(one.label), *shown

    def _shown(self, value: Scalar, text: str) -> str:
        return printable(text) if text else self._say("blank") if value is None else plain(value)

    def _rows(self, rows: Sequence[RowChange]) -> Iterator[Section]:
        for (table, is_added), group in groupby(rows, lambda row: (row.table, row.is_added)):
            title = self._say("rows_added" if is_added else "rows_removed", table=printable(table))
            told = [(printable(row.key), self._row(row)) for row in group]
            yield Section(title, (self._say("row"), self._say("what")), told)

    def _row(self, row: RowChange) -> str:
        values = [cell.new_shown if row.is_added else cell.old_shown for cell in row.cells]
        return printable(" · ".join(value for value in values if value and value != row.key))
