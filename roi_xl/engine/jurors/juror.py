"""Jurors: optional engines, behind one interface, that are asked where the two engines disagree.

A juror reads the user's package unchanged and computes the whole workbook itself, so it shares none of our
rewriting with the two engines. It runs in a separate child process: if it crashes or takes too long, it has
no opinion.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import signal
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from roi_xl.engine.jurors import crash_guard
from roi_xl.engine.results import Uncomputed, Value
from roi_xl.errors import CellError
from roi_xl.xlsx import Cell, a1

_DAY_0 = dt.date(1899, 12, 30)
_MOST = 20_000  # cells a juror is asked about
_NO_OPINION = Uncomputed("no-opinion", "no opinion")

Opinions = Mapping[Cell, Value]


@dataclass(frozen=True, slots=True)
class Juror:
    """An optional engine.

    Attributes:
        name: The name of its distribution.
        version: The version for which there is evidence; no other is believed.
        answer: Its values for some cells of a package, given what TODAY is.
    """

    name: str
    version: str
    answer: Callable[[bytes, Collection[Cell], dt.date], Opinions]

    @property
    def is_here(self) -> bool:
        """Whether it is installed in the version for which there is evidence, and the system can fork."""
        with contextlib.suppress(PackageNotFoundError):
            return crash_guard.MAY_BE_MADE and version(self.name) == self.version
        return False

    def opinions(self, package: bytes, cells: Collection[Cell], today: dt.date, seconds: float) -> Opinions:
        """Its values for some cells; none where it crashes, refuses the package or takes too long.

        Args:
            package: The workbook as it is stored.
            cells: The cells asked about.
            today: What TODAY gives.
            seconds: How long it may take.
        """
        asked = sorted(cells)[:_MOST]
        question = {"today": today.toordinal(), "seconds": seconds, "cells": asked}
        request = json.dumps(question).encode() + b"\n" + package
        try:
            replies = json.loads(crash_guard.ask(self.answered, request, seconds))
        except ValueError:
            return {}
        return dict(zip(asked, map(_read, replies), strict=False)) if isinstance(replies, list) else {}

    def answered(self, request: bytes) -> bytes:
        """The answer to a request, both as bytes; runs in the separate process."""
        question, _, package = request.partition(b"\n")
        asked = json.loads(question)
        signal.setitimer(signal.ITIMER_REAL, asked["seconds"])  # perhaps no other process can end it
        cells = [(sheet, (row, column)) for sheet, (row, column) in asked["cells"]]
        found = self.answer(package, cells, dt.date.fromordinal(asked["today"]))
        signal.setitimer(signal.ITIMER_REAL, 0)
        return json.dumps([_stored(found.get(cell, _NO_OPINION)) for cell in cells]).encode()


def _cellrune(package: bytes, cells: Collection[Cell], today: dt.date) -> Opinions:
    """The values of cellrune, which applies Excel's fifteen digits and reports the cells it can't compute."""
    import cellrune

    book = cellrune.Workbook.from_bytes(package)
    serial = float((today - _DAY_0).days)
    book.calculate(today_serial=serial, now_serial=serial, locale_profile={"locale": "en-US"})
    found: dict[Cell, Value] = {}
    for sheet, address in cells:
        place = a1(address)
        for cell in book.read_range(sheet, place, place)["cells"]:
            result = cell["calculated"]
            if result is not None and result["kind"] == "value":
                found[sheet, address] = _value(result["value"]["kind"], result["value"].get("value"))
    return found


def _value(kind: str, value: object) -> Value:
    """A value in our types, from its kind and content."""
    if kind == "number" and isinstance(value, int | float):
        return float(value)
    if kind in {"text", "logical"} and isinstance(value, str | bool):
        return value
    if kind == "error" and isinstance(value, str) and value in set(CellError):
        return CellError(value)
    return None if kind == "blank" else _NO_OPINION


JURORS = (Juror("cellrune", "0.2.0", _cellrune),)
"""The jurors, in the order in which they are asked; tests/bench/jury.py measures what each is good for."""


def _stored(value: Value) -> list[object]:
    """A value as plain data, the only thing that a juror's process passes on."""
    if isinstance(value, Uncomputed):
        return []
    return ["error", value.value] if isinstance(value, CellError) else ["value", value]


def _read(stored: list[object]) -> Value:
    """A value from plain data."""
    match stored:
        case ["error", str(name)] if name in set(CellError):
            return CellError(name)
        case ["value", (None | bool() | str() | float()) as value]:
            return value
    return _NO_OPINION


def summon(seal: Callable[[], None]) -> None:
    """Start the first installed juror in a separate process, in advance.

    Args:
        seal: Makes that process give up the rights it doesn't need.
    """
    for juror in JURORS:
        if juror.is_here:
            crash_guard.summon(juror.answered, seal)
            return
