"""What a formula means before it is computed: its functions, its inputs, and what prevents computing it."""

from __future__ import annotations

from dataclasses import dataclass

from roi_xl.formulas.comparisons import NO_COMPARISONS, Comparisons
from roi_xl.xlsx import Area

Place = tuple[str, Area]
"""A sheet and an area on it."""


IN_EXCEL = "recalculate in Excel"
"""The remedy where only Excel can compute a cell."""


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
        parts: The text split at the outermost of these calls: every second part is such a call.
        comparisons: Its comparisons that depend on rounding.
        criteria: The areas that its criteria test.
        computes_criteria: Whether one of its criteria is more than a cell, a number or a text.
        numbers: The numbers its criteria may be: all literals, including those in texts such as ">=0.3".
        is_difference: Whether its last operation is an addition or subtraction.
        unbounded: Whether it reads cells that can't be determined from its text.
        native_arrays: Whether a function in it, such as LOOKUP, computes an array without an array formula.
        plain: Whether it uses only grammar that every engine reads alike.
        obstacle: Why it can't be computed, if it can't.
        plain_calls: Our functions that it calls in the same spelling as a macro of the workbook itself.
        uncut: The parts with whole ranges where `parts` has the one cell of each range that Excel uses, so
            that the second engine finds that cell itself.
        intersects: Whether a range in it stands for the cell of the formula's own row or column.
        folded: Whether calls that contain error values were replaced by the errors they give.
        resolved: References to tables, and names, as written in it, each with the area we think it means.
        written_out: The names of formulas and constants, and the references over several sheets, in whose
            place the text has what we think they mean; names that move with the cell are left out.
        gives_range: Whether its result may be a reference to a range of several cells.
        gives_array: Whether it reads a range that no function in it reduces to one value.
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
    written_out: tuple[str, ...] = ()
    gives_range: bool = False
    gives_array: bool = False
