"""Takes a figure apart: the cells of which it is made, down to typed values, and what each of them moves."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import NamedTuple

from roi_xl import engine
from roi_xl.cells_by_name import NO_SUCH_CELL, cell_named
from roi_xl.computed_workbook import Model
from roi_xl.engine.results import Value
from roi_xl.errors import Finding, Level
from roi_xl.explain.explanation import Explanation, Node
from roi_xl.explain.labels import Labels
from roi_xl.explain.live import Reads, live_reads
from roi_xl.files import FileError
from roi_xl.formulas.meaning import Place
from roi_xl.headlines import headlines
from roi_xl.recalc import Settings, account, computed
from roi_xl.template import names
from roi_xl.xlsx import Cell, Formula, Scalar, holds, place

NOT_A_PART = "not-a-part"
"""The code of the failure when the figure doesn't depend on the cell to which the way is wanted."""

_SMALL = 10_000  # cells of an area that are looked at one by one
_LESS = 0.9  # what is left of an input that is 10 % lower
_SAME = 1e-9  # relative; two ways to compute one figure agree within this


def explained(data: bytes, name: str, settings: Settings, most: int, to: str = "") -> Explanation:
    """Explain a figure of a workbook.

    Args:
        data: The workbook's bytes.
        name: The cell: a defined name, `Sheet!A1` or `table.ID.column`; empty for the ROI.
        settings: How the workbook is recalculated.
        most: How many typed numbers are tried at 10 % less, the nearest to the figure first.
        to: A cell to which the way is wanted, named likewise; empty for none.

    Raises:
        FileError: The workbook can't be read, it has no such cell (code `no-such-cell`), or the figure
            doesn't depend on the other cell (code `not-a-part`).
        EngineError: A formula engine refused the workbook.
    """
    model = computed(data, settings)
    found = _Explained(model, _target(model, name), most)
    return found.explanation(_target(model, to) if to else None)


def _target(model: Model, name: str) -> Cell:
    if name:
        return cell_named(name, model)
    first = next(headlines(model), None)
    if first is None:
        remedy = "name a cell, such as Sheet1!B7"
        raise FileError(NO_SUCH_CELL, "the workbook has no ROI that roi_xl knows", remedy)
    return cell_named(first.where, model)


class _Parts(NamedTuple):
    """The cells that one cell reads now: those of which its value is made, and those that only decide."""

    parts: tuple[Cell, ...] = ()
    conditions: tuple[Cell, ...] = ()


class _Explained:
    """One figure of one workbook, while it is taken apart."""

    def __init__(self, model: Model, target: Cell, most: int) -> None:
        self._model, self._target, self._most = model, target, most
        self._sheets = {sheet.name: sheet for sheet in model.book.sheets}
        self._labels = Labels(model)
        self._cone = self._read_by(target)
        if model.evaluation is None:
            raise ValueError("only a computed workbook can be explained")
        self._what_if = engine.WhatIf(model.evaluation.answer, self._cone)
        self._known: dict[Cell, Reads] = {}
        self._stand_in: dict[Cell, Cell] = {}  # for cells that only pass a value on
        self._parts = self._live()

    def explanation(self, to: Cell | None = None) -> Explanation:
        """The figure explained.

        Args:
            to: The cell to which the way is wanted.

        Raises:
            FileError: The figure doesn't depend on that cell.
        """
        cells = [*self._parts]
        tried, untried = self._candidates(cells)
        doubts = [*self._doubts()]
        found: Mapping[Cell, float] = {}
        if tried and not doubts:
            found = self._leverages(tried)
            doubts += self._unconfirmed(tried, found)
        number = {cell: at for at, cell in enumerate(cells)}
        weights = self._weights(found)
        nodes = [self._node(cell, number, found, weights) for cell in cells]
        unit = "percent" if self._labels.is_percent(self._target) else "number"
        way = () if to is None else tuple(sorted(number[cell] for cell in self._way(to)))
        return Explanation(tuple(nodes), untried, tuple(doubts), unit, way, self._missing())

    def _missing(self) -> str:
        """What a workbook of ours says of itself while the figure is blank."""
        state = self._model.cell(names.STATE)
        if state is None or self._model.value(self._target) not in {None, ""}:
            return ""
        return str(self._model.value(state) or "")

    def _way(self, to: Cell) -> set[Cell]:
        """The cells between the figure and another one, with both.

        Raises:
            FileError: The figure doesn't depend on that cell.
        """
        end = self._anchor(to)
        end = end if end in self._parts else self._stand_in.get(end, end)
        if end not in self._parts:
            figure, other = place(self._target), place(to)
            if any(self._mentions(cell, to) for cell in self._cone):
                reason = f"{figure} doesn't depend on {other} now: a branch or row that isn't taken reads it"
                raise FileError(NOT_A_PART, reason, "name a cell that is taken, or explain that branch")
            raise FileError(NOT_A_PART, f"{figure} doesn't depend on {other}", "name a cell of the tree")
        readers: dict[Cell, list[Cell]] = {}
        for cell, made_of in self._parts.items():
            for part in (*made_of.parts, *made_of.conditions):
                readers.setdefault(part, []).append(cell)
        found, waiting = set[Cell](), [end]
        while waiting:
            cell = waiting.pop()
            if cell not in found:
                found.add(cell)
                waiting.extend(readers.get(cell, ()))
        return found

    def _mentions(self, cell: Cell, other: Cell) -> bool:
        """Whether a formula has a cell in one of the areas that it reads, taken or not."""
        return any(sheet == other[0] and holds(area, other[1]) for sheet, area in self._model.reads(cell))

    def _read_by(self, target: Cell) -> set[Cell]:
        """The formula cells on which a cell may depend, and the cell itself."""
        found, waiting = set[Cell](), [target]
        while waiting:
            cell = self._anchor(waiting.pop())
            if cell in found or self._model.formula(cell) is None:
                continue
            found.add(cell)
            waiting.extend(self._filled(self._model.reads(cell)))
        return found

    def _anchor(self, cell: Cell) -> Cell:
        """The cell with the formula that fills a cell: itself, but for the members of an array."""
        return cell[0], self._sheets[cell[0]].members.get(cell[1], cell[1])

    def _formula(self, cell: Cell) -> Formula | None:
        """The formula that fills a cell; None if it is typed."""
        return self._model.formula(self._anchor(cell))

    def _filled(self, places: Sequence[Place]) -> Iterator[Cell]:
        """The cells of some areas that hold anything, in order."""
        for name, (top, left, bottom, right) in places:
            sheet = self._sheets.get(name)
            if sheet is None:  # of another workbook
                continue
            if (top, left) == (bottom, right):
                inside = [(top, left)]
            elif (bottom - top + 1) * (right - left + 1) <= _SMALL:
                inside = [(row, at) for row in range(top, bottom + 1) for at in range(left, right + 1)]
            else:
                known = sheet.values.keys() | sheet.formulas.keys()
                inside = sorted(at for at in known if top <= at[0] <= bottom and left <= at[1] <= right)
            for at in inside:
                if at in sheet.formulas or self._model.value((name, at)) not in {None, ""}:
                    yield name, at

    def _live(self) -> dict[Cell, _Parts]:
        """What each cell of the figure reads now, the nearest first; cells that only pass on are left out.

        What is only asked by conditions comes last.
        """
        found: dict[Cell, _Parts] = {}
        waiting, asked = deque([self._target]), deque[Cell]()
        while waiting or asked:
            cell = waiting.popleft() if waiting else asked.popleft()
            if cell not in found:
                found[cell] = self._direct(cell)
                waiting.extend(found[cell].parts)
                asked.extend(found[cell].conditions)
        return found

    def _direct(self, cell: Cell) -> _Parts:
        last = self._passed_on(cell)[-1]
        if last != cell and self._formula(last) is None:
            return _Parts((last,))
        reads = self._read(last)
        parts, conditions = self._sources(cell, reads.parts), self._sources(cell, reads.conditions)
        return _Parts(parts, tuple(one for one in conditions if one not in parts))

    def _sources(self, cell: Cell, places: Sequence[Place]) -> tuple[Cell, ...]:
        parts = (self._through(self._anchor(part)) for part in self._filled(places))
        return tuple(dict.fromkeys(part for part in parts if part != cell))

    def _through(self, cell: Cell) -> Cell:
        """The cell that stands for a value which cells only pass on: a typed one, or else one with a name."""
        if not self._read(cell).passed_on:  # nearly every cell computes, or is typed
            return cell
        chain = self._passed_on(cell)
        found = chain[-1]
        if self._model.formula(found) is not None:
            found = next((one for one in chain if self._labels.has_name(one)), found)
        self._stand_in.update(dict.fromkeys(chain, found))
        return found

    def _passed_on(self, cell: Cell) -> list[Cell]:
        """A cell, the one whose value it passes on, and so on, to the one that computes or is typed."""
        chain = [cell]
        while passed_on := self._read(chain[-1]).passed_on:
            meant = self._model.meant(passed_on, chain[-1])
            if meant is None or meant[1][:2] != meant[1][2:] or meant[0] not in self._sheets:
                break
            source = self._anchor((meant[0], meant[1][:2]))
            if source in chain or self._model.value(source) is None:
                break
            chain.append(source)
        return chain

    def _read(self, cell: Cell) -> Reads:
        """What a cell's formula reads now; nothing for a typed value."""
        if cell not in self._known:
            is_formula = self._formula(cell) is not None
            read = self._anchor(cell)
            self._known[cell] = live_reads(self._model, self._what_if, read) if is_formula else Reads(())
        return self._known[cell]

    def _candidates(self, cells: Sequence[Cell]) -> tuple[list[Cell], int]:
        """The typed numbers that are tried, and how many are left out."""
        typed = [cell for cell in cells if cell != self._target and self._formula(cell) is None]
        numbers = [cell for cell in typed if self._is_quantity(cell, self._model.value(cell))]
        return numbers[: self._most], len(numbers[self._most :])

    def _is_quantity(self, cell: Cell, value: Scalar) -> bool:
        """Whether a typed value may be lower by a tenth: a number that isn't 0, no day, and can be typed."""
        is_number = isinstance(value, float) and value != 0.0
        return is_number and not self._labels.is_day(cell) and not self._labels.is_fixed(cell)

    def _doubts(self) -> Iterator[Finding]:
        """Why the figure is not to be used."""
        own = set(map(place, self._parts))
        evaluated = self._model.findings
        for finding in account(self._model).findings:
            if finding in evaluated:
                if own & {finding.where, *finding.cells}:
                    yield finding
            elif finding.level is Level.ERROR:
                yield finding

    @cached_property
    def _base(self) -> Value:
        """The figure as it is, by the engine that moves it."""
        return self._what_if.value(self._target)

    def _leverages(self, tried: Collection[Cell]) -> dict[Cell, float]:
        """How much the figure changes if one typed number alone is 10 % lower."""
        base = self._base
        if not isinstance(base, float):
            return {}
        found = {}
        for cell in tried:
            value = self._what_if.value(self._target, self._lower([cell]))
            if isinstance(value, float):
                moves = abs(value - base) > _SAME * max(1.0, abs(base))
                found[cell] = value - base if moves else 0.0
        return found

    def _lower(self, cells: Collection[Cell]) -> dict[Cell, float]:
        values = {cell: self._model.value(cell) for cell in cells}
        return {cell: value * _LESS for cell, value in values.items() if isinstance(value, float)}

    def _unconfirmed(self, tried: Collection[Cell], found: Mapping[Cell, float]) -> Iterator[Finding]:
        """A finding if a full recalculation with all tried numbers lower says otherwise."""
        if not found:
            return
        now = self._model.value(self._target), self._base
        lower = self._lower(tried)
        both = self._model.with_inputs(lower).value(self._target)
        then = both, self._what_if.value(self._target, lower)
        if not all(map(partial(engine.agree, tolerance=_SAME), *zip(now, then, strict=True))):
            detail = "what the inputs move could not be confirmed by a full recalculation"
            remedy = "change an input in a copy and recalculate it"
            yield Finding(Level.WARNING, "leverage-unconfirmed", place(self._target), detail, remedy)

    def _weights(self, found: Mapping[Cell, float]) -> dict[Cell, float]:
        """The largest leverage, without its sign, among the typed numbers below each cell and itself."""
        readers: dict[Cell, list[Cell]] = {}
        for cell, made_of in self._parts.items():
            for part in made_of.parts:
                readers.setdefault(part, []).append(cell)
        weights: dict[Cell, float] = {}
        for cell in sorted(found, key=lambda one: -abs(found[one])):
            waiting = [cell]
            while waiting:
                reached = waiting.pop()
                if reached not in weights:
                    weights[reached] = abs(found[cell])
                    waiting.extend(readers.get(reached, ()))
        return weights

    def _node(
        self,
        cell: Cell,
        number: Mapping[Cell, int],
        found: Mapping[Cell, float],
        weights: Mapping[Cell, float],
    ) -> Node:
        labels, formula = self._labels, self._formula(cell)
        made_of = self._parts[cell]
        parts = sorted(made_of.parts, key=lambda part: -weights.get(part, 0.0))
        node = Node(
            place(cell),
            labels.name(cell),
            labels.label(cell),
            labels.unit(cell),
            self._model.value(cell),
            labels.shown(cell),
            "" if formula is None else formula.text,
            tuple(number[part] for part in parts),
            tuple(number[one] for one in made_of.conditions),
            found.get(cell),
            weights.get(cell, 0.0),
        )
        return replace(node, origin=labels.origin(cell)) if node.is_typed else node
