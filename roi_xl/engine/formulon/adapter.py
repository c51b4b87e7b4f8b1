"""Adapter of the second engine, formulon: written independently, so both rarely make the same mistake."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Collection, Sequence
from functools import lru_cache, partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from roi_xl.engine.formulon import compiled
from roi_xl.engine.results import Uncomputed, Value
from roi_xl.errors import CellError
from roi_xl.xlsx import Cell, Package, PackageError, read

if TYPE_CHECKING:
    import formulon

NAME = "formulon"


_FEW = 100  # up to this many values are asked for one by one


class SecondOpinionError(Exception):
    """The second engine could not read or compute the workbook; there is no second opinion."""


def values(copy: bytes, sheets: Sequence[str], wanted: Collection[Cell], today: dt.date) -> dict[Cell, Value]:
    """Compute a workbook in which the results of our functions are constants.

    Args:
        copy: A package written by `engine_copy`.
        sheets: The names of its sheets.
        wanted: The cells whose values are asked for.
        today: What TODAY gives.

    Raises:
        SecondOpinionError: The engine refused the package or failed.
    """
    import formulon  # imported here: loading takes longer than computing most workbooks
    import wasmtime

    try:
        _start()
        with formulon.Workbook.load(copy) as workbook:
            workbook.set_pinned_now(today.year, today.month, today.day, 0, 0, 0)
            workbook.recalc()
            if len(wanted) > _FEW:
                return _saved(workbook.save(), sheets, wanted)
            return _one_by_one(workbook, sheets, wanted)
    except (formulon.FormulonError, wasmtime.WasmtimeError, PackageError) as error:
        raise SecondOpinionError(str(error)) from error


def _one_by_one(
    workbook: Any,  # noqa: ANN401 - parts of it that aren't declared
    sheets: Sequence[str],
    wanted: Collection[Cell],
) -> dict[Cell, Value]:
    """A few values, in memory taken once: the package's own call takes and frees it for each value."""
    binding: Any = import_module("formulon.workbook")
    number = {name: index for index, name in enumerate(sheets)}
    found: dict[Cell, Value] = {}
    with binding._ArgScope() as scope:  # noqa: SLF001 - as above; the version is pinned
        slot, handle = scope.alloc(binding.fm_value_t_size), workbook._require()  # noqa: SLF001
        for sheet, (row, column) in wanted:
            status = binding.LIB.fm_workbook_get_value(handle, number[sheet], row - 1, column - 1, slot)
            binding._check(status, "fm_workbook_get_value")  # noqa: SLF001
            found[sheet, (row, column)] = _value(binding.Value._from_wasm(slot))  # noqa: SLF001
    return found


def _saved(package: bytes, sheets: Sequence[str], wanted: Collection[Cell]) -> dict[Cell, Value]:
    """Many values, read from the workbook that the engine saves; one by one, each would take 0.3 ms."""
    read_back = {
        name: sheet.values for name, sheet in zip(sheets, read(Package(package)).sheets, strict=True)
    }
    return {(sheet, address): read_back[sheet].get(address) for sheet, address in wanted}


def _value(value: formulon.Value) -> Value:
    kind = value.kind.name
    if kind == "NUMBER":
        return float(value.number or 0.0)
    if kind == "TEXT":
        return str(value.text)
    if kind == "BOOL":
        return bool(value.boolean)
    if kind == "ERROR":
        return _error(value.error_code or 0)
    return None if kind == "BLANK" else Uncomputed("not-computed", kind.lower())


def _error(code: int) -> Value:
    import formulon

    name = formulon.ErrorCode(code).name
    known = CellError.__members__.get(name)
    return known if known is not None else Uncomputed("not-computed", f"#{name}")


def prepare() -> None:
    """Make sure the engine has been compiled once on this machine, without loading it in this process.

    A process that has sealed itself off can read the compiled engine but not write it, and a thread that is
    already running can't be sealed off. So another process, which never sees a workbook, compiles it.
    """
    if not hasattr(os, "fork") or compiled.folder() is None or compiled.is_kept():
        return
    process = os.fork()
    if process == 0:  # pragma: no cover - not measured: it ends without reporting
        try:
            _start()
        finally:
            os._exit(0)
    os.waitpid(process, 0)


@lru_cache(maxsize=1)
def _start() -> None:
    """Start the engine from its compiled form; the package offers no setting for that."""
    import formulon._c as binding
    import wasmtime

    settings = compiled.settings()
    if settings is None:
        return
    original = wasmtime.Engine
    config = wasmtime.Config()
    try:
        config.cache = str(settings)
    except wasmtime.WasmtimeError:  # it rejects the folder: it starts without one
        return
    setattr(wasmtime, "Engine", partial(original, config))  # noqa: B010 - assigning to a class is a type error
    try:
        binding.LIB._ensure()  # noqa: SLF001 - the package's own lazy start, made early
    finally:
        setattr(wasmtime, "Engine", original)  # noqa: B010
