"""Findings about cells that keep their cached values."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping

from roi_xl.engine.analysis import Obstacle
from roi_xl.engine.dependencies import Cell
from roi_xl.engine.results import Uncomputed, Value
from roi_xl.errors import Finding, Level
from roi_xl.xlsx import a1

_PLAIN_SHEET = re.compile(r"[^\W\d]\w*")
_DOUBTS = {"engines-disagree", "no-second-opinion", "unconfirmed", "unstable"}


def place(cell: Cell) -> str:
    """A cell as Excel writes it, such as `ROI!E14` or `'My sheet'!A1`."""
    sheet, address = cell
    quoted = sheet if _PLAIN_SHEET.fullmatch(sheet) else "'" + sheet.replace("'", "''") + "'"
    return f"{quoted}!{a1(address)}"


def shown(value: Value) -> str:
    """A value as a person reads it in a message."""
    if isinstance(value, Uncomputed):
        return value.detail
    if value is None:
        return "blank"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:.12g}"
    return value if value.startswith("#") else f'"{value[:60]}"'


def findings_of(
    kept: Mapping[Cell, Obstacle], reached: Collection[Cell], stale: Collection[Cell]
) -> tuple[Finding, ...]:
    """What to tell the owner of a workbook about cells that weren't computed.

    Args:
        kept: The cells at fault, with the reason.
        reached: The cells that depend on them, kept as well.
        stale: Cells that read a value which this run changed.

    Returns:
        One finding for each reason and sheet, one for the dependents of each sheet. It is an error when a
        kept value is in doubt: the engines disagree, or an input of the cell has changed.
    """
    groups: dict[tuple[str, str, str, str, bool], list[Cell]] = defaultdict(list)
    for cell, obstacle in kept.items():
        groups[cell[0], obstacle.code, obstacle.detail, obstacle.remedy, cell in stale].append(cell)
    found = []
    for (_, code, detail, remedy, changed), cells in groups.items():
        level = Level.ERROR if changed or code in _DOUBTS else Level.WARNING
        suffix = "; its inputs have changed, the kept value is out of date" if changed else ""
        found.append(_grouped(level, code, sorted(cells), f"not evaluated: {detail}{suffix}", remedy))
    dependents: dict[tuple[str, bool], list[Cell]] = defaultdict(list)
    for cell in reached:
        dependents[cell[0], cell in stale].append(cell)
    for (_, changed), cells in dependents.items():
        detail = "depends on cells that were not evaluated, keeps its cached value"
        level = Level.ERROR if changed else Level.WARNING
        found.append(
            _grouped(level, "depends-on-kept", sorted(cells), detail, "settle the cells it depends on")
        )
    return tuple(found)


def macro_findings(calls: Mapping[Cell, Collection[str]]) -> tuple[Finding, ...]:
    """What to tell the owner of a workbook with macros, which come before the functions of add-ins.

    Macros are never read: those that xlwings imports call our very functions.

    Args:
        calls: The cells with a new value that may call a macro of the workbook's own, and its names.
    """
    groups: dict[tuple[str, str], list[Cell]] = defaultdict(list)
    for cell, names in calls.items():
        groups[cell[0], ", ".join(sorted(names))].append(cell)
    remedy = "rename the macro if it is the workbook's own; imported by xlwings it calls ours"
    return tuple(
        _grouped(
            Level.WARNING,
            "own-macro",
            sorted(cells),
            f"the workbook has macros; if one of them is {names}, it isn't what gave the new value: ours is",
            remedy,
        )
        for (_, names), cells in groups.items()
    )


def _grouped(level: Level, code: str, cells: list[Cell], detail: str, remedy: str) -> Finding:
    more = f" (and {len(cells) - 1} more cells of the sheet)" if len(cells) > 1 else ""
    others = tuple(place(cell) for cell in cells) if len(cells) > 1 else ()
    return Finding(level, code, place(cells[0]), detail + more, remedy, others)
