"""What a report says, as plain data for every process and every format of file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from roi_xl.audit import Objection


class Audience(StrEnum):
    """For whom a report is written, which decides on its sections."""

    SPONSOR = "sponsor"
    FINANCE = "finance"
    LEARNING = "learning"


@dataclass(frozen=True, slots=True)
class Known:
    """A figure that the report words.

    Attributes:
        value: The figure, unrounded: a fraction for percent and for points, money, months, a count.
        unit: What it measures: one of `roi_xl.units.Unit`, `points`, or `reading` for a measure of its own.
        decimals: Digits after the decimal sign to which it is shown; those of the percentage for fractions.
        shown: Its text in the language of the report.
        where: The cell that holds it, as `Sheet!A1`; empty for one that is counted or derived here.
    """

    value: float
    unit: str
    decimals: int
    shown: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """One of the figures at the top.

    Attributes:
        label: What it is.
        shown: Its text.
    """

    label: str
    shown: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar or a point of a chart.

    Attributes:
        label: What it is.
        shown: Its figure as a text.
        start: Where it begins, in the unit of the chart.
        end: Where it ends.
        kind: `total`, `up`, `down`, or `claim` for one that is only compared; it decides the colour.
        point: Where a point lies on the bar, which is then drawn as a line; None for a bar.
    """

    label: str
    shown: str
    start: float
    end: float
    kind: str = "total"
    point: float | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across a chart.

    Attributes:
        label: What it marks.
        at: Where it stands, in the unit of the chart.
        kind: `target` or `axis`.
    """

    label: str
    at: float
    kind: str = "axis"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report.

    Attributes:
        key: Which one, such as `range`.
        title: What it has found, in a sentence.
        measure: What its figures measure, and their unit.
        texts: Paragraphs.
        columns: The headers of its table.
        rows: The rows of its table, all texts.
        numbers: How many of the last columns hold figures.
        more: How many rows were left out, in words; empty for none.
        bars: Its chart.
        marks: Lines across the chart.
    """

    key: str
    title: str
    measure: str = ""
    texts: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    numbers: int = 0
    more: str = ""
    bars: tuple[Bar, ...] = ()
    marks: tuple[Mark, ...] = ()

    @property
    def is_wide(self) -> bool:
        """Whether it takes the whole width of a page of two columns."""
        return not self.bars or self.key == "chain"


@dataclass(frozen=True, slots=True)
class Report:
    """One page about a programme.

    Attributes:
        title: The programme.
        about: For whom the page is, and about what, in one line.
        language: The language of its words.
        audience: For whom it is.
        usable: Whether its figures may be used; if not, it holds none, and `objections` says why.
        missing: What the workbook says is missing while it has no ROI; else empty.
        tiles: The figures at the top.
        sections: Its parts, in order.
        figures: Every figure that it words, by name.
        objections: What there is to object to in the workbook, accepted advice included.
        sha256: The digest of the workbook's file.
        engines: What recalculated it.
        today: What TODAY gave, as 2026-03-31.
    """

    title: str
    about: str
    language: str
    audience: Audience
    usable: bool
    missing: str
    tiles: tuple[Tile, ...]
    sections: tuple[Section, ...]
    objections: tuple[Objection, ...]
    sha256: str
    engines: tuple[str, ...]
    today: str
    figures: Mapping[str, Known] = field(default_factory=dict)
