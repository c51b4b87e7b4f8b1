"""Leads the ROI of one workbook over to that of another, one group of causes after the other."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from roi_xl.computed_workbook import Model
from roi_xl.cone import Cone
from roi_xl.diff.book_side import Side
from roi_xl.diff.causes import ALL, Cause, Place, When, when
from roi_xl.diff.comparison import Comparison, Pair, words_by_list
from roi_xl.diff.difference import Bridge, Step
from roi_xl.errors import Finding, Level
from roi_xl.recalc import Settings, computed
from roi_xl.template import names
from roi_xl.xlsx import Cell, Scalar, place, with_constants

_NOISE = 1e-12
"""What sums in another order may differ by; no step tells of less."""
_ROI_NAMES = (names.ROI, "out_roi_reported")


class NoBridgeError(Exception):
    """One ROI can't be led over to the other.

    Attributes:
        finding: Why, and what to do.
    """

    def __init__(self, detail: str, remedy: str) -> None:
        super().__init__(detail)
        self.finding = Finding(Level.INFO, "no-bridge", "", detail, remedy)


@dataclass(frozen=True, slots=True)
class _Input:
    """An input that differs.

    Attributes:
        pair: Its cells.
        when: With which groups of causes it changes.
    """

    pair: Pair
    when: When


def bridge(comparison: Comparison, settings: Settings) -> Bridge:
    """Lead the old ROI over to the new one.

    The inputs of one group after the other are put into the old workbook, which is computed again: what the
    ROI moves by is the group's effect. Where the old workbook has no place for inputs of the new one, the old
    inputs are put into the new workbook instead, from which they then go.

    Args:
        comparison: The workbooks.
        settings: How they are computed.

    Raises:
        NoBridgeError: There is none, and why.
    """
    old, new = comparison.alignment.old, comparison.alignment.new
    _check_kinds(old, new)
    before, after = _roi(old.model, "OLD"), _roi(new.model, "NEW")
    inputs = [*_inputs(comparison)]
    if not inputs:
        return Bridge(before, after, tuple(_of_model(after - before)))
    counted = [one for one in inputs if Cause.OTHER not in one.when.causes]
    lost = [one for one in counted if one.pair.old is None]
    unplaced = [one for one in counted if one.pair.new is None]
    in_new = new.version > old.version or len(lost) > len(unplaced)
    walk = _Walk(comparison, inputs, settings, in_new=in_new)
    steps = [*_steps(walk, before, after)]
    return Bridge(before, after, tuple(steps), in_new, len(unplaced if in_new else lost))


def _check_kinds(old: Side, new: Side) -> None:
    for side, name in ((old, "OLD"), (new, "NEW")):
        if side.refusal is not None:
            detail = f"{name} has no inputs of which the groups are known: {side.refusal.detail}"
            raise NoBridgeError(detail, side.refusal.remedy)
    if old.kind != new.kind:
        page = "OLD" if old.kind == names.QUICK else "NEW"
        detail = f"{page} is one page and the other a full workbook"
        raise NoBridgeError(detail, f"make {page} a full one with `roi-xl new FILE --from {page}`")


def _roi(model: Model, what: str) -> float:
    """The ROI of a workbook.

    Raises:
        NoBridgeError: It has none, or it isn't certain.
    """
    cell = _roi_cell(model)
    for finding in model.findings:
        if place(cell) in (finding.cells or (finding.where,)):
            detail = f"the ROI of {what} hangs on a cell that could not be evaluated ({finding.code})"
            raise NoBridgeError(detail, "fix that cell: `roi-xl recalc` names it")
    value = model.value(cell)
    if not isinstance(value, float) or isinstance(value, bool):
        detail = f"{what} has no ROI: there is no cost, or no benefit that counts"
        raise NoBridgeError(detail, "`roi-xl check` says what is missing")
    return value


def _roi_cell(model: Model) -> Cell:
    """The cell with the ROI.

    Raises:
        NoBridgeError: There is none.
    """
    for name in _ROI_NAMES:
        cell = model.cell(name)
        if cell is not None:
            return cell
    remedy = "take over its inputs with `roi-xl new FILE --from BOOK`, and compare that"
    raise NoBridgeError(f"a workbook has no cell named {names.ROI}", remedy)


def _steps(walk: _Walk, before: float, after: float) -> Iterator[Step]:
    """The steps with what each group moves in its turn, first and last."""
    causes = walk.causes
    start, end = walk.roi(()), walk.roi(ALL)
    of_model = [*_of_model(start - before + after - end)]
    if walk.in_new:
        yield from of_model
    taken: list[Cause] = []
    reached = start
    for cause in causes:
        taken.append(cause)
        now = walk.roi(taken)
        others = ALL - {cause}
        yield Step(
            cause,
            walk.count(cause),
            now - reached,
            walk.difference((cause,), ()),
            walk.difference(ALL, others),
        )
        reached = now
    if end != reached:
        yield Step(Cause.OTHER, walk.count(Cause.OTHER), end - reached)
    if not walk.in_new:
        yield from of_model


def _of_model(effect: float) -> Iterator[Step]:
    """The step that carries what no input explains."""
    if abs(effect) > _NOISE:
        yield Step(Cause.MODEL, 0, effect)


@dataclass
class _Walk:
    """One workbook with the inputs of some groups from the other.

    Attributes:
        comparison: The workbooks.
        inputs: The inputs that differ.
        settings: How they are computed.
        in_new: Whether the new workbook carries the inputs of the old one.
    """

    comparison: Comparison
    inputs: list[_Input]
    settings: Settings
    in_new: bool
    _known: dict[frozenset[_Input], float] = field(default_factory=dict)
    _unlinked: dict[frozenset[Cell], Model] = field(default_factory=dict)

    def __post_init__(self) -> None:
        sides = self.comparison.alignment.old, self.comparison.alignment.new
        self._frame, self._other = reversed(sides) if self.in_new else sides
        pairs = words_by_list(*sides)
        self._words = dict(pairs) if self.in_new else {new: old for old, new in pairs}

    @property
    def causes(self) -> list[Cause]:
        """The groups of which anything differs, in their order."""
        there = {cause for one in self.inputs if self._is_read(one) for cause in one.when.causes}
        return [cause for cause in Cause if cause in there]

    def _is_read(self, one: _Input) -> bool:
        """Whether the ROI hangs on an input."""
        cell, _ = self._cells(one.pair)
        return cell is not None and (self._cone.reads(cell) or cell in self._cone.formulas)

    def count(self, cause: Cause) -> int:
        """How many inputs of a group differ."""
        return sum(cause in one.when.causes and self._is_read(one) for one in self.inputs)

    def difference(self, more: Collection[Cause], fewer: Collection[Cause]) -> float | None:
        """What the ROI moves by from fewer new groups to more; None where there is no ROI."""
        try:
            return self.roi(more) - self.roi(fewer)
        except NoBridgeError:
            return None

    def roi(self, taken: Collection[Cause]) -> float:
        """The ROI with the new inputs of some groups, and the old ones of the others.

        Raises:
            NoBridgeError: There is none.
        """
        chosen = frozenset(one for one in self.inputs if one.when.is_in(taken) is not self.in_new)
        if chosen not in self._known:
            words = ", ".join(cause for cause in self.causes if cause in taken)
            what = f"OLD with NEW's {words}" if words else "NEW with OLD's inputs"
            self._known[chosen] = _roi(self._with(chosen), what)
        return self._known[chosen]

    def _with(self, chosen: Collection[_Input]) -> Model:
        """The workbook with some inputs of the other one."""
        cells = [self._cells(one.pair) for one in chosen]
        other = {cell: self._value(there) for cell, there in cells if cell is not None}
        links = frozenset(cell for cell in other if cell in self._cone.formulas)
        if links not in self._unlinked:
            self._unlinked[links] = self._reduced(links)
        return self._unlinked[links].with_inputs(other)

    def _reduced(self, links: Collection[Cell]) -> Model:
        """The workbook with only those formulas on which the ROI hangs, but for some that are inputs.

        The others become their values: computing them again would change nothing.
        """
        model = self._frame.model
        cells = {
            sheet.name: [
                at
                for at in sheet.formulas
                if (sheet.name, at) in links
                or (self._cone.is_certain and (sheet.name, at) not in self._cone.formulas)
            ]
            for sheet in model.book.sheets
        }
        return computed(with_constants(model.updated(), cells, {}, lambda text, _: text), self.settings)

    @cached_property
    def _cone(self) -> Cone:
        return Cone(self._frame.model, _roi_cell(self._frame.model))

    def _cells(self, pair: Pair) -> tuple[Cell | None, Cell | None]:
        return (pair.new, pair.old) if self.in_new else (pair.old, pair.new)

    def _value(self, cell: Cell | None) -> Scalar:
        """What the other workbook has in an input, in the words of this one."""
        value = None if cell is None else self._other.model.value(cell)
        return self._words.get(value, value)


def _inputs(comparison: Comparison) -> Iterator[_Input]:
    """The inputs that differ, each with the groups of causes with which it changes."""
    rows = {row.table: set[str]() for row, _ in comparison.rows}
    for row, _ in comparison.rows:
        rows[row.table].add(row.key.lower())
    value_rows = {
        pair: row.is_added for row, pairs in comparison.rows if row.table == "values" for pair in pairs
    }
    pairs = [*comparison.entered, *(pair for pair in comparison.formulas if _is_link(comparison, pair))]
    places = {pair: _place(comparison, pair) for pair in pairs}
    blocks = {f"kpi{where.row}" for where in places.values() if where[:2] == ("measures", names.KEY)}
    for pair, where in places.items():
        yield _Input(pair, when(where, rows.get("benefits", ()), blocks, is_new_value=value_rows.get(pair)))


def _is_link(comparison: Comparison, pair: Pair) -> bool:
    """Whether a cell with a formula is an input of the template."""
    old, new = comparison.alignment.old, comparison.alignment.new
    return any(cell is not None and side.is_input(cell) for side, cell in ((old, pair.old), (new, pair.new)))


def _place(comparison: Comparison, pair: Pair) -> Place:
    """What an input is in the template, as the workbook says in which its row is filled in."""
    old, new = comparison.alignment.old, comparison.alignment.new
    sides: Mapping[bool, tuple[Side, Cell | None]] = {True: (new, pair.new), False: (old, pair.old)}
    side, cell = sides[pair.new is not None]
    assert cell is not None  # noqa: S101 - one of both has it
    table = side.table_at(cell)
    if table is None:
        return Place(name=side.names_of.get(cell, ""))
    row = cell[1][0]
    is_blank = side.is_blank_row(table, row)
    key = side.key(table, row)
    if is_blank and pair.new is not None and pair.old is not None:
        there = old.table_at(pair.old)
        key = old.key(there, pair.old[1][0]) if there is not None else key
    if table.is_fixed:
        key = str(row - table.rows.start + 1)
    column = table.called.get(cell[1][1], "")
    return Place(table.name.removeprefix(names.TABLE), column, key.lower())
