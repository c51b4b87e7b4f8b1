"""What a formula means before anyone computes it: its functions, its inputs, and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass

from roi_xl.formulas.comparisons import NO_COMPARISONS, Comparisons
from roi_xl.xlsx import Area

Place = tuple[str, Area]
"""A sheet and an area on it."""


IN_EXCEL = "recalculate in Excel"
"""The remedy for what only Excel can do."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a cell can't be computed here, and what its owner can do about it."""

    code: str
    detail: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """One formula, understood.

    Attributes:
        text: The formula as the engines read it: areas for structured references, bare names for ours.
        functions: The functions it calls, upper case, without storage prefixes.
        inputs: The areas it reads, by sheet; whole columns run to the last row.
        calls: How often it calls one of our functions.
        parts: The text cut at the outermost of these calls: every second part is such a call.
        comparisons: Its comparisons that depend on rounding.
        criteria: The areas that its criteria look at.
        computes_criteria: Whether one of its criteria is more than a cell, a number or a text.
        numbers: The numbers its criteria may be: those written in it, in texts such as ">=0.3", too.
        is_difference: Whether the last thing it does is to add or subtract.
        unbounded: Whether it reads cells that can't be told from its text.
        native_arrays: Whether a function such as LOOKUP computes an array in it without an array formula.
        plain: Whether it keeps to the grammar that every engine reads alike.
        obstacle: Why it can't be computed, if it can't.
        plain_calls: Those of our functions that it calls as it would call a macro of the workbook's own.
        uncut: The parts with whole ranges where `parts` has the one cell of each that Excel takes: so that
            the second engine finds that cell by itself.
        intersects: Whether a range in it stands for the cell of the formula's own row or column.
        folded: Whether calls of error values are written as the errors they give.
        resolved: References to tables, and names, as it has them, each with the area we take it for.
        gives_range: Whether what it gives may be a range of several cells that it refers to.
        gives_array: Whether no function in it makes one value of some range that it reads.
    """

    text: str
    functions: frozenset[str] = frozenset()
    inputs: tuple[Place, ...] = ()
    calls: int = 0
    parts: tuple[str, ...] = ()
    comparisons: Comparisons = NO_COMPARISONS
    criteria: tuple[Place, ...] = ()
    computes_criteria: bool = False
    numbers: tuple[float, ...] = ()
    is_difference: bool = False
    unbounded: bool = False
    native_arrays: bool = False
    plain: bool = True
    obstacle: Obstacle | None = None
    plain_calls: frozenset[str] = frozenset()
    uncut: tuple[str, ...] = ()
    intersects: bool = False
    folded: bool = False
    resolved: tuple[tuple[str, Place], ...] = ()
    gives_range: bool = False
    gives_array: bool = False
