"""Declares the parts of the pages to read: cards, sentences and charts, as data without words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Card:
    """A figure in large type; its label is a word, its caption a word or a formula.

    Attributes:
        id: Key of its words.
        formula: The figure.
        format: Key of its number format.
        label: Formula of the label, if it isn't a word.
        caption: Formula and number format of the caption, if it isn't a word.
        status: Formula that gives 1 when the figure has reached its target, −1 when not, 0 without one.
        hero: Whether it is the most important one.
        sheet: The id of the sheet to which it links; empty for none.
    """

    id: str
    formula: str
    format: str
    label: str = ""
    caption: tuple[str, str] | None = None
    status: str = ""
    hero: bool = False
    sheet: str = ""


class Stature(StrEnum):
    """How much room a strip of cards takes."""

    HEADLINE = "headline"
    CHAIN = "chain"
    PLAIN = "plain"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class Strip:
    """Cards side by side over the width of the page."""

    id: str
    cards: tuple[Card, ...]
    stature: Stature = Stature.PLAIN


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that a formula composes.

    Attributes:
        name: The defined name of its cell.
        formula: What composes it.
        rows: How many lines of text it may need.
    """

    name: str
    formula: str
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Facts:
    """Small facts in one row under the title: label and value, value and label."""

    facts: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """What a chart draws of one column.

    Attributes:
        column: The column.
        colour: Its colour; empty makes it invisible, as the base of stacked columns.
        line: Whether it is a line over the columns.
        dashed: Whether that line is dashed.
        points: Colours of single columns, where they differ.
        labels: Number format of labels at its ends; empty for no labels.
        legend: Whether it is in the legend.
    """

    column: str
    colour: str = ""
    line: bool = False
    dashed: bool = False
    points: tuple[str, ...] = ()
    labels: str = ""
    legend: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart over the rows of a table.

    Attributes:
        id: Key of its title and alternative text.
        table: The table with its figures.
        labels: Column of the category labels.
        series: The columns that it draws.
        format: Number format of the axis.
        gap: Space between columns, in percent of their width.
        horizontal: Whether its bars are horizontal.
        every: Of how many categories one is labelled.
        known: When there is something to draw, as a formula; until then a note is seen through it.
    """

    id: str
    table: str
    labels: str
    series: tuple[Series, ...]
    format: str = "#,##0"
    gap: int = 45
    horizontal: bool = False
    every: int = 1
    known: str = "cal_has_figures"


@dataclass(frozen=True, slots=True)
class Charts:
    """Charts side by side."""

    charts: tuple[Chart, ...]


@dataclass(frozen=True, slots=True)
class About:
    """Facts about the file, one below the other; one without a formula is a word of the language."""

    id: str
    facts: tuple[Card, ...]
