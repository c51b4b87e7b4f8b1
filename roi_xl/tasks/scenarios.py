"""The tasks of scenarios: reading a table of them, checking its values, and computing rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from roi_xl.batch import Task
from roi_xl.recalc import Settings
from roi_xl.scenarios.columns import Fitting
from roi_xl.scenarios.given import Given, given
from roi_xl.scenarios.loaded import Answer, Base, Loaded, Value
from roi_xl.xlsx import Package, read

Rows = Sequence[tuple[Value, ...]]


def reading_table(end: str) -> Task[Given]:
    """The task of reading a table of scenarios.

    Args:
        end: What the name of its file ends in.
    """
    return Task(given, (end,))


def checking(headers: Sequence[str], rows: Rows, first: int) -> Task[None]:
    """The task of checking that values fit into a workbook: it fails where they don't.

    Args:
        headers: The cells that vary.
        rows: One value for each header.
        first: The number of the first row, as people count.
    """
    return Task(_checked, (tuple(headers), tuple(rows), first))


def loading(settings: Settings, headers: Sequence[str], reads: Sequence[str]) -> Task[Base]:
    """The task of loading a workbook, which stays loaded in the process for `answering`.

    Args:
        settings: How it is computed.
        headers: The cells that vary.
        reads: The cells that are asked for.
    """
    return Task(_base, (settings, tuple(headers), tuple(reads)))


def answering(
    settings: Settings, headers: Sequence[str], reads: Sequence[str], rows: Rows
) -> Task[tuple[Answer, ...]]:
    """The task of computing rows.

    Args:
        settings: How the workbook is computed.
        headers: The cells that vary.
        reads: The cells that are asked for.
        rows: One value for each header; None leaves the workbook's own.
    """
    return Task(_answers, (settings, tuple(headers), tuple(reads), tuple(rows)))


def _checked(data: bytes, headers: tuple[str, ...], rows: Rows, first: int) -> None:
    _fitting(data, headers).check(rows, first)


@lru_cache(maxsize=1)
def _fitting(data: bytes, headers: tuple[str, ...]) -> Fitting:
    return Fitting(read(Package(data)), headers)


@lru_cache(maxsize=1)
def _loaded(data: bytes, settings: Settings, headers: tuple[str, ...], reads: tuple[str, ...]) -> Loaded:
    return Loaded(data, settings, headers, reads)


def _base(data: bytes, settings: Settings, headers: tuple[str, ...], reads: tuple[str, ...]) -> Base:
    return _loaded(data, settings, headers, reads).base()


def _answers(
    data: bytes, settings: Settings, headers: tuple[str, ...], reads: tuple[str, ...], rows: Rows
) -> tuple[Answer, ...]:
    loaded = _loaded(data, settings, headers, reads)
    return tuple(loaded.answer(row) for row in rows)
