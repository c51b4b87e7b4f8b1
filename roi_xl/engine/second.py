"""The second opinion, formulon: written independently, so that a mistake is rarely made twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache, partial

import formulon
import formulon._c as binding
import wasmtime

from roi_xl.engine.results import Value
from roi_xl.xlsx import Address, Area, Package, PackageError, read

NAME = "formulon"


class SecondOpinionError(Exception):
    """The second engine could not read or compute the workbook; the first stands alone."""


class SecondResults:
    """A workbook as formulon computed it."""

    def __init__(self, saved: bytes, sheets: Sequence[str]) -> None:
        self._sheets = dict(zip(sheets, read(Package(saved)).sheets, strict=True))

    def value(self, sheet: str, address: Address) -> Value:
        """The value of one cell."""
        return self._sheets[sheet].values.get(address)

    def extent(self, sheet: str, address: Address) -> Area | None:
        """The area that an array formula filled, None where it filled one cell."""
        formula = self._sheets[sheet].formulas.get(address)
        return None if formula is None else formula.area


def results(copy: bytes, sheets: Sequence[str], today: dt.date) -> SecondResults:
    """Compute a workbook in which the results of our functions stand as constants.

    Values are read from the workbook that the engine saves: asking it cell by cell takes longer than the
    whole calculation.

    Args:
        copy: A package written by `engine_copy`.
        sheets: The names of its sheets.
        today: What TODAY gives.

    Raises:
        SecondOpinionError: The engine refused the package or failed.
    """
    _start()
    try:
        with formulon.Workbook.load(copy) as workbook:
            workbook.set_pinned_now(today.year, today.month, today.day, 0, 0, 0)
            workbook.recalc()
            saved = workbook.save()
        return SecondResults(saved, sheets)
    except (formulon.FormulonError, PackageError) as error:
        raise SecondOpinionError(str(error)) from error


@lru_cache(maxsize=1)
def _start() -> None:
    """Start the engine with wasmtime's compile cache: 0.1 s instead of 2 s in every later process.

    The package offers no setting for it, so its engine is made here, once.
    """
    original = wasmtime.Engine
    config = wasmtime.Config()
    try:
        config.cache = True
    except wasmtime.WasmtimeError:  # no writable cache folder: it starts without one
        return
    setattr(wasmtime, "Engine", partial(original, config))  # noqa: B010 - assigning to a class is a type error
    try:
        binding.LIB._ensure()  # noqa: SLF001 - the package's own lazy start, made early
    finally:
        setattr(wasmtime, "Engine", original)  # noqa: B010
