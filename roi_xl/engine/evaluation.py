"""Double entry: what a workbook's formulas give, each changed value confirmed or left alone.

A value is confirmed when it equals the value already cached in the file, when both engines give it, or when
every function in its formula is proven and its inputs are confirmed. Anything else isn't passed on: the
cell and what depends on it keep their cached values, and a finding says so.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from itertools import product

from roi_xl.catalogue import Function
from roi_xl.engine import primary, second
from roi_xl.engine.analysis import Analysis, Analyst, Obstacle
from roi_xl.engine.comparisons import Operand
from roi_xl.engine.copy import Content, Written, array_literal, engine_copy
from roi_xl.engine.dependencies import Cell, Dependencies
from roi_xl.engine.lifting import lifted
from roi_xl.engine.report import findings_of, place, shown
from roi_xl.engine.results import Results, Uncomputed, Value, agree
from roi_xl.engine.vocabulary import CRITERIA, ONE_ARRAY
from roi_xl.errors import CellError, Finding, Level
from roi_xl.xlsx import Address, Area, Formula, Scalar, Workbook

CURRENT = 1e-12
"""A cached number is current when it differs relatively by no more: Excel itself shows 15 digits."""

AGREEMENT = 1e-9
"""Two engines agree on a number when they differ relatively by no more: some functions iterate."""

_PASSES = 6
_CALLS, _APART = "calls of ours", 8  # a sheet of our own; room for eight columns of result
_CLOSE = 1e-13
_NOISE = 1e-14  # of the largest input: what is left of the sixteenth digit
_NOTHING = 1e-13  # smaller numbers are noise in a workbook of money, shares and hours
_WHOLE = "recalculate in Excel"


class Engines(StrEnum):
    """How many engines answer."""

    DOUBLE = "double"
    FAST = "fast"
    STRICT = "strict"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What to put into a workbook, and what to tell about it.

    Attributes:
        values: New values of the cells whose cached value is out of date, by sheet; None clears a cell.
        areas: New areas of array formulas that grew or shrank, by sheet and anchor.
        findings: What was left alone, and why.
        formulas: How many formula cells the workbook has.
        computed: How many of them were computed and confirmed.
        calls: How many calls of our worksheet functions they hold.
        engines: The engines that were asked.
    """

    values: Mapping[str, Mapping[Address, Scalar]]
    areas: Mapping[str, Mapping[Address, Area]]
    findings: tuple[Finding, ...]
    formulas: int
    computed: int
    calls: int
    engines: tuple[str, ...]


def evaluate(
    book: Workbook, functions: Mapping[str, Function], *, engines: Engines = Engines.DOUBLE, today: dt.date
) -> Evaluation:
    """Compute every formula of a workbook that can be computed beyond doubt.

    Args:
        book: The workbook with its cached values.
        functions: Our worksheet functions by name.
        engines: `double` asks the second engine about changed values outside the proven list, `fast` never
            does, `strict` asks both about every cell.
        today: What TODAY gives.
    """
    return _Run(book, functions, engines, today).evaluation()


@lru_cache(maxsize=1)
def proven_functions() -> frozenset[str]:
    """Built-in functions that the primary engine computed rightly in every Excel-saved cell examined."""
    lines = files("roi_xl.engine").joinpath("proven.csv").read_text(encoding="utf-8").splitlines()
    return frozenset(line.partition(",")[0] for line in lines[1:] if line)


class _Run:
    """One evaluation from start to end: the ledger in which every formula cell is settled."""

    def __init__(
        self, book: Workbook, functions: Mapping[str, Function], engines: Engines, today: dt.date
    ) -> None:
        self._book, self._functions, self._engines, self._today = book, functions, engines, today
        self._analyst = Analyst(book, functions)
        self._ours = frozenset(functions)
        self._sheets = {sheet.name: sheet for sheet in book.sheets}
        self._formulas: dict[Cell, Formula] = {
            (sheet.name, address): formula
            for sheet in book.sheets
            for address, formula in sheet.formulas.items()
        }
        self._analyses: dict[Cell, Analysis] = {
            cell: self._analyst.analysis(formula.text, *cell, in_array=formula.kind != "normal")
            for cell, formula in self._formulas.items()
        }
        self._members: dict[Cell, list[Address]] = defaultdict(list)
        for sheet in book.sheets:
            for member, anchor in sheet.members.items():
                self._members[sheet.name, anchor].append(member)
        self._kept: dict[Cell, Obstacle] = {}  # the cells at fault, and why
        self._reached: set[Cell] = set()  # those that depend on them
        self._wrapped: set[Cell] = set()  # ordinary cells that show the first value of an array
        self._dependencies: Dependencies | None = None
        self._asked = [primary.NAME]
        self._notes: list[Finding] = []
        self._settling: dict[Cell, dict[Address, Value]] = {}
        self._near_errors: set[Cell] = set()

    def evaluation(self) -> Evaluation:
        self._keep(self._static_obstacles())
        results = self._computed_by_primary()
        fresh, areas = self._fresh(results)
        self._settling = fresh
        self._near_errors = self._cells_near_errors()
        changed = {cell: values for cell, values in fresh.items() if not self._is_current(cell, values)}
        rejected = self._rejected(changed, fresh, areas)
        held = self._graph.reached(rejected, set(fresh) - set(changed)) if rejected else set()
        written = {
            cell: values for cell, values in changed.items() if cell not in rejected and cell not in held
        }
        self._kept.update(rejected)
        self._reached |= held - set(rejected)
        return self._settled(written, areas)

    @property
    def _graph(self) -> Dependencies:
        if self._dependencies is None:
            self._dependencies = Dependencies(self._analyses, self._members)
        return self._dependencies

    # ---- what can't be computed -------------------------------------------------------------------------

    def _static_obstacles(self) -> dict[Cell, Obstacle]:
        if not self._book.full_precision:
            obstacle = Obstacle(
                "precision-as-displayed", "it calculates with the precision displayed", _WHOLE
            )
            return dict.fromkeys(self._formulas, obstacle)
        used = frozenset[str]().union(*(analysis.functions for analysis in set(self._analyses.values())))
        unknown = primary.unsupported(sorted(used - self._ours - set(ONE_ARRAY.values())))
        found = {}
        for cell, analysis in self._analyses.items():
            obstacle = self._obstacle(cell, analysis, unknown)
            if obstacle is not None:
                found[cell] = obstacle
        return found

    def _obstacle(self, cell: Cell, analysis: Analysis, unknown: frozenset[str]) -> Obstacle | None:
        if self._formulas[cell].kind == "table":
            return Obstacle("data-table", "a what-if data table", _WHOLE)
        if analysis.obstacle is not None:
            return analysis.obstacle
        missing = analysis.functions & unknown
        if missing:
            return Obstacle("unsupported-function", f"{', '.join(sorted(missing))} isn't supported", _WHOLE)
        if self._analyst.reads_hidden_rows(analysis):
            return Obstacle("hidden-rows", "SUBTOTAL or AGGREGATE over hidden rows", _WHOLE)
        return None

    def _keep(self, obstacles: Mapping[Cell, Obstacle]) -> None:
        if obstacles:
            self._kept.update(obstacles)
            self._reached |= self._graph.reached(obstacles) - set(self._kept)
            self._reached -= set(self._kept)

    # ---- the primary engine -----------------------------------------------------------------------------

    def _computed_by_primary(self) -> Results:
        for _ in range(_PASSES):
            results = primary.results(self._copy(), list(self._sheets), self._functions, self._today)
            wrapped = len(self._wrapped)
            offences = self._offences(results)
            if not offences and len(self._wrapped) == wrapped:
                return results
            self._keep(offences)
        everything = Obstacle("unstable", "the workbook's arrays don't settle", _WHOLE)
        self._keep(dict.fromkeys((cell for cell in self._formulas if cell not in self._kept), everything))
        return primary.results(self._copy(), list(self._sheets), self._functions, self._today)

    def _offences(self, results: Results) -> dict[Cell, Obstacle]:
        found = {}
        for cell, formula in self._open():
            value = results.value(*cell)
            if isinstance(value, Uncomputed) and not (
                value.code == "spill-blocked" and formula.kind == "normal"
            ):
                found[cell] = Obstacle(value.code, value.detail, _WHOLE)
                continue
            obstacle = self._array_offence(cell, formula, value, results)
            if obstacle is not None:
                found[cell] = obstacle
        return found

    def _array_offence(self, cell: Cell, formula: Formula, value: Value, results: Results) -> Obstacle | None:
        if formula.kind == "dynamic":
            return None
        area = formula.area
        if formula.kind == "array" and area is not None and area[:2] != area[2:]:
            if results.extent(*cell) != area:
                return Obstacle("array-size", "the array formula's result doesn't fit its area", _WHOLE)
            return None
        if not self._spilled(cell, value, results):
            return None
        if cell not in self._wrapped and (formula.kind == "array" or self._analyses[cell].calls):
            self._wrapped.add(cell)
            return None
        return Obstacle(
            "implicit-intersection", "a range where one value belongs", "write one cell or an array formula"
        )

    def _spilled(self, cell: Cell, value: Value, results: Results) -> bool:
        if isinstance(value, Uncomputed):
            return True
        sheet, (row, column) = cell
        values, formulas = self._sheets[sheet].values, self._sheets[sheet].formulas
        for beside in ((row, column + 1), (row + 1, column)):
            if beside not in values and beside not in formulas and results.value(sheet, beside) is not None:
                extent = results.extent(sheet, cell[1])
                return extent is not None and extent[:2] != extent[2:]
        return False

    def _open(self) -> Iterable[tuple[Cell, Formula]]:
        return (
            (cell, formula)
            for cell, formula in self._formulas.items()
            if cell not in self._kept and cell not in self._reached
        )

    # ---- what the engines are given ---------------------------------------------------------------------

    def _copy(
        self,
        constants: Mapping[Cell, Mapping[Address, Value]] | None = None,
        areas: Mapping[Cell, Area] | None = None,
        literals: Mapping[str, str] | None = None,
    ) -> bytes:
        """The copy for the primary engine, or for the second one when it is given our results."""
        for_primary = constants is None
        constants, areas, literals = constants or {}, areas or {}, literals or {}
        sheets = []
        for sheet in self._book.sheets:
            cells: dict[Address, Content] = dict(sheet.values)
            for address, formula in sheet.formulas.items():
                cell = (sheet.name, address)
                if cell in self._kept or cell in self._reached:
                    continue
                for member in self._members.get(cell, ()):
                    cells.pop(member, None)
                if cell in constants:
                    cells.update(_contents(constants[cell]))
                else:
                    text = self._analyses[cell].text
                    if for_primary:
                        text = lifted(text, in_array=formula.kind != "normal")
                    elif self._analyses[cell].calls:
                        text = self._substituted(cell, literals) or text
                    cells[address] = self._written(cell, formula, text, areas)
            sheets.append(cells)
        return engine_copy(sheets, date1904=self._book.date1904)

    def _written(self, cell: Cell, formula: Formula, text: str, areas: Mapping[Cell, Area]) -> Written:
        if cell in self._wrapped:
            return Written(f"INDEX({text},1,1)")
        return Written(text, areas.get(cell, formula.area) if formula.kind in {"array", "dynamic"} else None)

    # ---- comparison -------------------------------------------------------------------------------------

    def _fresh(self, results: Results) -> tuple[dict[Cell, dict[Address, Value]], dict[Cell, Area]]:
        """The values of every computed cell, with the members of arrays; and the areas of dynamic arrays."""
        fresh: dict[Cell, dict[Address, Value]] = {}
        areas: dict[Cell, Area] = {}
        for cell, formula in self._open():
            sheet, address = cell
            if formula.kind == "normal" or cell in self._wrapped or formula.area is None:
                value = results.value(sheet, address)
                fresh[cell] = {address: 0.0 if value is None else value}
                continue
            area = formula.area
            if formula.kind == "dynamic":
                area = results.extent(sheet, address) or (*address, *address)
            areas[cell] = area
            values = {place: results.value(sheet, place) for place in _addresses(area)}
            fresh[cell] = {place: 0.0 if value is None else value for place, value in values.items()}
            gone = [member for member in self._members.get(cell, ()) if member not in values]
            fresh[cell].update(dict.fromkeys(gone))
        return fresh, areas

    def _is_current(self, cell: Cell, values: Mapping[Address, Value]) -> bool:
        cached = self._sheets[cell[0]].values
        return all(
            agree(cached.get(address), value, CURRENT) or self._is_noise(cell, cached.get(address), value)
            for address, value in values.items()
        )

    def _is_noise(self, cell: Cell, one: Value, other: Value) -> bool:
        """Whether two numbers differ by the rounding left over when nearly equal inputs are subtracted."""
        if not isinstance(one, float) or not isinstance(other, float):
            return False
        if max(abs(one), abs(other)) < _NOTHING:
            return True
        scale = max(
            (abs(value) for value in map(self._known, self._single_inputs(cell)) if isinstance(value, float)),
            default=0.0,
        )
        return abs(one - other) <= _NOISE * scale

    def _single_inputs(self, cell: Cell) -> Iterable[Cell]:
        return ((sheet, area[:2]) for sheet, area in self._analyses[cell].inputs if area[:2] == area[2:])

    def _known(self, cell: Cell) -> Value:
        """The value a cell has after this run, as far as it is known by now."""
        return self._settling.get(cell, {}).get(cell[1], self._sheets[cell[0]].values.get(cell[1]))

    def _is_proven(self, cell: Cell) -> bool:
        """Whether the primary engine alone can be believed about a cell.

        It can where it was right in every cell that Excel had saved: with proven functions, in the common
        grammar, away from errors and from comparisons that hang on the sixteenth digit.
        """
        functions = self._analyses[cell].functions
        if self._is_ours_alone(cell):
            return True
        return functions <= self._ours | proven_functions() and self._is_eligible(cell)

    def _is_eligible(self, cell: Cell) -> bool:
        """Whether a cell keeps to the conditions under which functions were proven."""
        analysis = self._analyses[cell]
        if not analysis.plain or analysis.comparisons.is_doubtful or self._formulas[cell].kind != "normal":
            return False
        if any(self._is_close(one, other) for one, other in analysis.comparisons.pairs):
            return False
        if analysis.calls:  # our own functions mean their errors
            return True
        return cell not in self._near_errors and not isinstance(self._known(cell), CellError)

    def _is_close(self, one: Operand, other: Operand) -> bool:
        """Whether two sides of a comparison differ in the last digits only."""
        a = one if isinstance(one, float) else self._known(one)
        b = other if isinstance(other, float) else self._known(other)
        return isinstance(a, float) and isinstance(b, float) and a != b and agree(a, b, _CLOSE)

    def _cells_near_errors(self) -> set[Cell]:
        """The formulas that read an error: engines differ in what they make of them."""
        errors = {
            (sheet.name, address)
            for sheet in self._book.sheets
            for address, value in sheet.values.items()
            if isinstance(value, CellError) and (sheet.name, address) not in self._settling
        }
        for cell, values in self._settling.items():
            errors.update((cell[0], at) for at, value in values.items() if isinstance(value, CellError))
        return self._graph.direct(errors) if errors else set()

    # ---- the second engine ------------------------------------------------------------------------------

    def _rejected(
        self,
        changed: Mapping[Cell, Mapping[Address, Value]],
        fresh: Mapping[Cell, dict[Address, Value]],
        areas: Mapping[Cell, Area],
    ) -> dict[Cell, Obstacle]:
        doubtful = [cell for cell in changed if self._engines is Engines.STRICT or not self._is_proven(cell)]
        asked = list(fresh) if self._engines is Engines.STRICT else doubtful
        if not asked:
            return {}
        if self._engines is Engines.FAST:
            return {cell: self._unproven(cell) for cell in doubtful}
        ours = {cell: fresh[cell] for cell in fresh if self._analyses[cell].calls}
        literals = self._call_literals(cell for cell in ours if not self._is_ours_alone(cell))
        constants = {cell: values for cell, values in ours.items() if not self._substituted(cell, literals)}
        self._asked.append(second.NAME)
        try:
            copy = self._copy(constants, areas, literals)
            other = second.results(copy, list(self._sheets), self._today)
        except second.SecondOpinionError as error:
            obstacle = Obstacle("no-second-opinion", f"the second engine failed: {error}", _WHOLE)
            return dict.fromkeys(doubtful, obstacle)
        rejected = {}
        for cell in asked:
            if self._is_ours_alone(cell):
                continue
            obstacle = self._unproven(cell) if cell in constants else self._judged(cell, fresh[cell], other)
            if obstacle is not None and cell in changed:
                rejected[cell] = obstacle
            elif obstacle is not None:
                self._notes.append(_finding(Level.WARNING, cell, obstacle))
        return rejected

    def _judged(self, cell: Cell, values: dict[Address, Value], other: Results) -> Obstacle | None:
        analysis = self._analyses[cell]
        if cell in self._near_errors and analysis.functions & CRITERIA:
            return Obstacle(
                "criteria-error", "a criterion or a cell it looks at is an error", "settle the error"
            )
        for address, value in values.items():
            opinion = other.value(cell[0], address)
            if agree(value, opinion, AGREEMENT):
                continue
            if self._is_noise(cell, value, opinion):  # which Excel would not show
                values[address] = 0.0 if 0.0 in (value, opinion) else value
            else:
                detail = f"engines disagree: {primary.NAME} {shown(value)}, {second.NAME} {shown(opinion)}"
                return Obstacle("engines-disagree", detail, _WHOLE)
        return None

    def _is_ours_alone(self, cell: Cell) -> bool:
        """Whether a formula is one call of one of our functions and nothing else around it."""
        analysis = self._analyses[cell]
        return analysis.calls > 0 and analysis.plain and not "".join(analysis.parts[::2]).strip()

    def _call_literals(self, cells: Iterable[Cell]) -> dict[str, str]:
        """The results of our functions' calls inside larger formulas, as constants for the second engine."""
        texts = sorted({text for cell in cells for text in self._analyses[cell].parts[1::2]})
        if not texts:
            return {}
        sheets: list[dict[Address, Content]] = [dict(sheet.values) for sheet in self._book.sheets]
        positions = {name: number for number, name in enumerate(self._sheets)}
        for (name, _), values in self._settling.items():
            sheets[positions[name]].update(_contents(values))
        places = {text: (1, 1 + _APART * number) for number, text in enumerate(texts)}
        sheets.append({spot: Written(text) for text, spot in places.items()})
        copy = engine_copy(sheets, date1904=self._book.date1904)
        results = primary.results(copy, [*self._sheets, _CALLS], self._functions, self._today)
        literals = {}
        for text, spot in places.items():
            top, left, bottom, right = results.extent(_CALLS, spot) or (*spot, *spot)
            columns = range(left, right + 1)
            rows = [
                [results.value(_CALLS, (row, column)) for column in columns] for row in range(top, bottom + 1)
            ]
            literal = array_literal(rows)
            if literal is not None:
                literals[text] = literal
        return literals

    def _substituted(self, cell: Cell, literals: Mapping[str, str]) -> str | None:
        """A formula with its calls of our functions replaced by their results, None where one has none."""
        parts = self._analyses[cell].parts
        if self._is_ours_alone(cell) or any(text not in literals for text in parts[1::2]):
            return None
        return "".join(literals[part] if index % 2 else part for index, part in enumerate(parts))

    def _unproven(self, cell: Cell) -> Obstacle:
        unproven = sorted(self._analyses[cell].functions - self._functions.keys() - proven_functions())
        detail = f"{', '.join(unproven) or 'the formula'} has no second opinion"
        remedy = (
            "give our function a cell of its own" if self._analyses[cell].calls else "use --engines double"
        )
        return Obstacle("unconfirmed", detail, remedy)

    # ---- the end ----------------------------------------------------------------------------------------

    def _settled(
        self, written: Mapping[Cell, Mapping[Address, Value]], areas: Mapping[Cell, Area]
    ) -> Evaluation:
        values: dict[str, dict[Address, Scalar]] = defaultdict(dict)
        resized: dict[str, dict[Address, Area]] = defaultdict(dict)
        for cell, cells in written.items():
            cached = self._sheets[cell[0]].values
            for address, value in cells.items():
                if not isinstance(value, Uncomputed) and not agree(cached.get(address), value, CURRENT):
                    values[cell[0]][address] = value
            if cell in areas and areas[cell] != self._formulas[cell].area:
                resized[cell[0]][cell[1]] = areas[cell]
        stale = self._graph.direct(written) if self._kept and written else set()
        findings = findings_of(self._kept, self._reached, stale)
        left = len(self._kept) + len(self._reached)
        return Evaluation(
            values,
            resized,
            (*findings, *self._notes),
            len(self._formulas),
            len(self._formulas) - left,
            sum(analysis.calls for analysis in self._analyses.values()),
            tuple(self._asked),
        )


def _contents(values: Mapping[Address, Value]) -> dict[Address, Content]:
    return {
        address: value
        for address, value in values.items()
        if not isinstance(value, Uncomputed) and value is not None
    }


def _addresses(area: Area) -> Iterable[Address]:
    top, left, bottom, right = area
    return product(range(top, bottom + 1), range(left, right + 1))


def _finding(level: Level, cell: Cell, obstacle: Obstacle) -> Finding:
    return Finding(level, obstacle.code, place(cell), obstacle.detail, obstacle.remedy)
