"""The difference of two workbooks as plain data, for every process and every form in which it is shown."""

from __future__ import annotations

from dataclasses import dataclass

from roi_xl.diff.causes import Cause
from roi_xl.errors import Finding
from roi_xl.xlsx import Scalar


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that differs.

    Attributes:
        name: How any command can be told of it: a defined name, `table.ID.column`, or the cell.
        old_where: The cell in the old workbook, as `Sheet!A1`; empty where it has none.
        new_where: The cell in the new workbook; empty where it has none.
        label: What it is, in the words of the workbook.
        old: What it held: a value, or for a change of formulas the formula with `=`; None for a blank.
        new: What it holds.
        old_shown: The old value as its cell showed it, or the formula.
        new_shown: The new value as its cell shows it, or the formula.
    """

    name: str
    old_where: str
    new_where: str
    label: str
    old: Scalar
    new: Scalar
    old_shown: str
    new_shown: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row of a table that only one of the workbooks has filled in.

    Attributes:
        table: The table.
        key: What identifies the row in it; empty if nothing does.
        is_added: Whether the new workbook has it, not the old one.
        cells: What is typed in it.
    """

    table: str
    key: str
    is_added: bool
    cells: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """Something about the structure of the workbooks that differs.

    Attributes:
        code: What it is, such as `sheet-renamed`.
        old: What the old workbook has; empty if it has nothing.
        new: What the new workbook has.
    """

    code: str
    old: str
    new: str

    @property
    def is_harmless(self) -> bool:
        """Whether it makes no other workbook of it: another name, language or version of the template."""
        return self.code.endswith("-renamed") or self.code in {"edition-language", "edition-version"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure to look at first, in both workbooks.

    Attributes:
        label: What it is, in words.
        unit: `percent`, `ratio` or `money`.
        old_where: Its cell in the old workbook.
        new_where: Its cell in the new workbook.
        old: The old figure; None if there is none, or if it isn't certain.
        new: The new figure.
        is_certain: Whether every cell that it hangs on was computed, in both workbooks; else both are None.
    """

    label: str
    unit: str
    old_where: str
    new_where: str
    old: Scalar
    new: Scalar
    is_certain: bool


@dataclass(frozen=True, slots=True)
class Step:
    """What one group of causes moved the ROI by.

    Attributes:
        cause: The group.
        cells: How many inputs of the group differ.
        effect: What they moved it by in the order of the groups, as a fraction: 0.1 is ten points.
        alone: What they would have moved it by first, before all others; None without such a figure.
        last: What they would have moved it by last, after all others; None without such a figure.
    """

    cause: Cause
    cells: int
    effect: float
    alone: float | None = None
    last: float | None = None


@dataclass(frozen=True, slots=True)
class Bridge:
    """How the old ROI became the new one.

    Attributes:
        old: The old ROI, a fraction.
        new: The new ROI.
        steps: The groups of causes with anything changed, in their order; their effects add up.
        in_new: Whether the steps were taken in the new workbook, as the old one has no place for its inputs;
            then what the model moved comes first.
        left_out: How many typed cells have no place in the workbook in which the steps were taken; what they
            moved is in the last step.
    """

    old: float
    new: float
    steps: tuple[Step, ...]
    in_new: bool = False
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """The difference of two workbooks.

    Attributes:
        figures: The figures to look at first.
        entered: Typed values that differ.
        rows: Rows of tables that one of them has.
        formulas: Formulas that differ, beyond the place where they stand.
        structure: Sheets, tables and names that differ.
        results: Computed values that differ, the figures to look at first among them.
        bridge: How the old ROI became the new one; None where it can't be told.
        no_bridge: Why there is no bridge; None if there is one, or if neither workbook is ours.
        old_doubts: Why figures of the old workbook are not to be used.
        new_doubts: Why figures of the new workbook are not to be used.
        unknown: How many pairs of results were not compared, since one of them isn't certain.
    """

    figures: tuple[Figure, ...]
    entered: tuple[Change, ...]
    rows: tuple[RowChange, ...]
    formulas: tuple[Change, ...]
    structure: tuple[Note, ...]
    results: tuple[Change, ...]
    bridge: Bridge | None
    no_bridge: Finding | None
    old_doubts: tuple[Finding, ...]
    new_doubts: tuple[Finding, ...]
    unknown: int

    @property
    def is_same(self) -> bool:
        """Whether values, formulas, results and structure are the same; what is renamed is the same.

        The same formulas over the same values have the same results, also those that could not be evaluated.
        """
        if self.entered or self.rows or self.formulas or self.results:
            return False
        return all(note.is_harmless for note in self.structure)
