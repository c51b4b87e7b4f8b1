"""Adapter of the primary engine, formualizer: fast, and the only one that can call our functions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import isfinite
from types import MappingProxyType
from typing import Any

import formualizer

from roi_xl.catalogue import LEFT_OUT, CellValue, Function
from roi_xl.engine.formualizer.added_functions import ADDED
from roi_xl.engine.formualizer.array_sizes import FIT, fitted
from roi_xl.engine.formualizer.each_cell import EACH, UNSIGNED, each, in_one_thread, lifted, unsigned
from roi_xl.engine.results import EngineError, Uncomputed, Value
from roi_xl.errors import CellError
from roi_xl.formulas.spelling import LEFT_OUT_TEXT, sheet_alias
from roi_xl.xlsx import Address, Area, Cell, a1, area

NAME = "formualizer"
_SCRATCH = "roi_xl_scratch_"  # a sheet of no workbook: they are called sheet_1, sheet_2, …

_KINDS = {
    CellError.DIV0: "Div",
    CellError.NA: "Na",
    CellError.NAME: "Name",
    CellError.NULL: "Null",
    CellError.NUM: "Num",
    CellError.REF: "Ref",
    CellError.VALUE: "Value",
}
_ERRORS = {kind: error for error, kind in _KINDS.items()}
_UNCOMPUTED = {
    "Circ": Uncomputed("circular", "a circular reference, its own or one that it depends on"),
    "Spill": Uncomputed("spill-blocked", "the result has no room to spill"),
    "Calc": Uncomputed("calc-error", "#CALC!"),
}
_SUPPORTED: dict[str, bool] = {}  # a fact about the engine, determined once per process


class PrimaryResults:
    """A workbook as formualizer computed it."""

    def __init__(self, workbook: formualizer.Workbook, sheets: Sequence[str]) -> None:
        self._workbook = workbook
        self._aliases = {name: sheet_alias(number) for number, name in enumerate(sheets)}
        self.circles: int = workbook.last_cycle_telemetry().static_sccs

    def value(self, sheet: str, address: Address) -> Value:
        """The value of one cell."""
        return _from_engine(self._workbook.get_value(self._aliases[sheet], *address))

    def under(self, inputs: Mapping[Cell, float], cell: Cell) -> Value:
        """The value of one cell under other inputs; afterwards the old ones are there again.

        Args:
            inputs: Numbers by typed cell.
            cell: The cell that is asked for.
        """
        before = {place: self._workbook.get_value(*self._spot(place)) for place in inputs}
        for place, number in inputs.items():
            self._workbook.set_value(*self._spot(place), number)
        try:
            return _from_engine(self._workbook.evaluate_cell(*self._spot(cell)))
        finally:
            for place, value in before.items():
                self._workbook.set_value(*self._spot(place), value)

    def part(self, text: str) -> Value:
        """The value of a formula that stands in no cell of the workbook, by this engine's sheet names."""
        self._workbook.sheet(_SCRATCH).set_formula(1, 1, f"={lifted(text, in_array=False)}")
        return _from_engine(self._workbook.evaluate_cell(_SCRATCH, 1, 1))

    def _spot(self, cell: Cell) -> tuple[str, int, int]:
        sheet, (row, column) = cell
        return self._aliases[sheet], row, column

    def extent(self, sheet: str, address: Address) -> Area | None:
        """The area that an array formula filled; None if it filled one cell."""
        role = self._workbook.inspect_cell(
            f"{self._aliases[sheet]}!{a1(address)}", include_values=False
        ).cell.spill
        extent = role.extent if role is not None else None
        return None if extent is None else area(extent.rpartition("!")[2])


def unsupported(names: Iterable[str]) -> frozenset[str]:
    """The built-in functions among some names that this engine doesn't have."""
    _SUPPORTED.update(dict.fromkeys(ADDED, True))
    wanted = [name for name in names if name not in _SUPPORTED]
    if wanted:
        probe = formualizer.Workbook(config=_config(date1904=False))
        sheet = probe.sheet("S")
        for row, name in enumerate(wanted, 1):
            sheet.set_formula(row, 1, f"={name}()")
        probe.evaluate_all()
        for row, name in enumerate(wanted, 1):
            value = probe.get_value("S", row, 1)
            _SUPPORTED[name] = not (isinstance(value, dict) and value.get("kind") in {"Name", "NImpl"})
    return frozenset(name for name in names if not _SUPPORTED[name])


def results(
    copy: bytes,
    sheets: Sequence[str],
    functions: Mapping[str, Function],
    today: dt.date,
    *,
    date1904: bool = False,
    witnesses: Mapping[str, Callable[..., CellValue]] = MappingProxyType({}),
    later: Iterable[tuple[int, Address, str]] = (),
) -> PrimaryResults:
    """Compute a workbook.

    Args:
        copy: A package written by `engine_copy`.
        sheets: The names of its sheets.
        functions: Our worksheet functions by name.
        today: What TODAY gives.
        date1904: Whether days count from 1904; this engine doesn't read that from the package.
        witnesses: More functions by name; each takes at least one argument, and takes and returns cells.
        later: Formulas of cells that the package leaves blank: number of the sheet, cell and text.

    Raises:
        EngineError: The engine refused the workbook.
    """
    try:
        workbook = formualizer.Workbook.from_bytes(copy, config=_config(date1904=date1904))
        workbook.set_temporal_egress("serial")
        workbook.set_deterministic_clock(dt.datetime(today.year, today.month, today.day, tzinfo=dt.UTC))
        for name, function in functions.items():
            workbook.register_function(
                name, _callback(function.call), min_args=0, max_args=len(function.params)
            )
        for name, call in {**ADDED, **witnesses}.items():
            workbook.register_function(name, _callback(call), min_args=1)
        workbook.register_function(EACH, each, min_args=1)
        workbook.register_function(FIT, fitted, min_args=3, max_args=3)
        workbook.register_function(UNSIGNED, unsigned, min_args=1, max_args=1)
        for number, (row, column), text in later:
            workbook.set_formula(sheet_alias(number), row, column, f"={text}")
        workbook.evaluate_all()
    except (
        RuntimeError,
        ValueError,
        OSError,
        formualizer.ExcelEvaluationError,
        formualizer.ParserError,
    ) as error:
        raise EngineError(f"{NAME}: {error}") from error
    return PrimaryResults(workbook, sheets)


def _config(*, date1904: bool) -> formualizer.WorkbookConfig:
    settings = in_one_thread()
    settings.date_system = "1904" if date1904 else "1900"
    settings.cycle_detection = "runtime"  # only a formula that really reads itself is circular, as in Excel
    return formualizer.WorkbookConfig(eval_config=settings)


def _callback(call: Callable[..., CellValue]) -> Callable[..., object]:
    def callback(*values: object) -> object:
        return _to_engine(call(*map(_argument, values)))

    return callback


def _argument(value: Any) -> Any:  # noqa: ANN401 - the engine hands over anything a cell may hold
    if value == LEFT_OUT_TEXT:
        return LEFT_OUT
    if isinstance(value, list):
        return tuple(tuple(_scalar(cell) for cell in row) for row in value)
    return _scalar(value)


def _scalar(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, dict):
        return _ERRORS.get(value["kind"], CellError.VALUE)
    return value


def _from_engine(value: Any) -> Value:  # noqa: ANN401
    if isinstance(value, float) and not isfinite(value):
        return Uncomputed("not-computed", f"the engine gives {value}")
    if isinstance(value, float | str | bool) or value is None:
        return value
    if isinstance(value, int):
        return float(value)
    if isinstance(value, dict):
        kind = value.get("kind", "")
        error = _ERRORS.get(kind)
        return (
            error
            if error is not None
            else _UNCOMPUTED.get(kind, Uncomputed("not-computed", f"engine error {kind}"))
        )
    return Uncomputed("not-computed", f"engine value of type {type(value).__name__}")


def _to_engine(value: CellValue) -> object:
    if isinstance(value, CellError):
        return {"type": "Error", "kind": _KINDS[value]}
    if isinstance(value, tuple):
        return [[_to_engine(cell) for cell in row] for row in value]
    return value
