"""Words the findings about cells that keep their cached values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from roi_xl.engine.results import Uncomputed, Value
from roi_xl.errors import CellError, Finding, Level
from roi_xl.formulas.meaning import Obstacle
from roi_xl.values_as_text import quoted
from roi_xl.xlsx import Cell, Scalar, place

_DOUBTS = {"engines-disagree", "no-second-opinion", "unconfirmed", "unstable"}
_UNSURE = "unsure-error"
_DEPENDENT = Obstacle(
    "depends-on-kept", "it depends on cells that were not evaluated", "fix the cells it depends on"
)


def shown(value: Value) -> str:
    """A value as a person reads it in a message."""
    return value.detail if isinstance(value, Uncomputed) else quoted(value)


def findings_of(
    kept: Mapping[Cell, Obstacle],
    reached: Collection[Cell],
    stale: Collection[Cell],
    cached: Mapping[Cell, Scalar],
    seconded: Collection[Cell] = frozenset(),
) -> tuple[Finding, ...]:
    """Findings about cells that weren't computed, for the owner of the workbook.

    Args:
        kept: The cells at fault, with the reason.
        reached: The cells that depend on them, kept as well.
        stale: Cells that read a value which this run changed.
        cached: The values that all of these cells have in the file; None where there is none.
        seconded: Cells on which the engines disagree, and whose value in the file is the second engine's.

    Returns:
        One finding for each reason and sheet, one for the dependents of each sheet. It is an error when there
        is no value to keep, or the kept value is in doubt: the engines disagree and neither gives it, both
        contradict it, or an input of the cell has changed.
    """
    groups: dict[tuple[str, Obstacle, str, bool], list[Cell]] = defaultdict(list)
    for cell, obstacle in sorted(kept.items(), key=lambda item: item[0]):
        ending, is_error = _kept_value(cell in stale, cached[cell])
        if obstacle.code == _UNSURE and not ending and not isinstance(cached[cell], CellError):
            ending, is_error = f"; the file has {shown(cached[cell])}", True
        is_doubted = obstacle.code in _DOUBTS
        if cell in seconded and not ending:
            ending, is_doubted = "; the file has the latter", False
        groups[cell[0], obstacle, ending, is_error or is_doubted].append(cell)
    for cell in sorted(reached):
        ending, is_error = _kept_value(cell in stale, cached[cell])
        groups[cell[0], _DEPENDENT, ending, is_error].append(cell)
    return tuple(
        _grouped(
            Level.ERROR if is_error else Level.WARNING,
            obstacle.code,
            sorted(cells),
            f"not evaluated: {obstacle.detail}{ending}",
            obstacle.remedy,
        )
        for (_, obstacle, ending, is_error), cells in groups.items()
    )


def _kept_value(is_stale: bool, cached: Scalar) -> tuple[str, bool]:  # noqa: FBT001 - a fact, not a switch
    """What is wrong with the value that a cell keeps, and whether the finding is an error."""
    if cached is None:
        return "; it has no value", True
    return ("; its inputs have changed, the kept value is out of date", True) if is_stale else ("", False)


def contradiction(cell: Cell, cached: Scalar, value: Value) -> Finding:
    """The finding about a cell that showed a value and now shows an error in both engines.

    Args:
        cell: The cell.
        cached: The value in the file.
        value: The error.
    """
    detail = f"both engines give {shown(value)}, the file had {shown(cached)}"
    return Finding(Level.ERROR, "contradicted", place(cell), detail, "check what the formula reads")


def macro_findings(calls: Mapping[Cell, Collection[str]]) -> tuple[Finding, ...]:
    """Findings about workbooks with macros: Excel calls a macro before an add-in's function of the same name.

    Macros are never read; those that xlwings imports do call our functions.

    Args:
        calls: The cells with a new value that may call a macro of the workbook itself, and the macros' names.
    """
    groups: dict[tuple[str, str], list[Cell]] = defaultdict(list)
    for cell, names in sorted(calls.items(), key=lambda item: item[0]):
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


def prefix_findings(calls: Mapping[Cell, Collection[str]]) -> tuple[Finding, ...]:
    """Findings about functions that are stored without the prefix that Excel needs.

    Args:
        calls: The cells that call such functions, and their names.
    """
    groups: dict[tuple[str, str], list[Cell]] = defaultdict(list)
    for cell, names in sorted(calls.items(), key=lambda item: item[0]):
        groups[cell[0], ", ".join(sorted(names))].append(cell)
    detail = "{} stored without the prefix _xlfn., so that Excel shows #NAME? here"
    remedy = "type the formula anew in Excel, and report it to the maker of the program that wrote it"
    return tuple(
        _grouped(Level.WARNING, "missing-prefix", sorted(cells), detail.format(names), remedy)
        for (_, names), cells in groups.items()
    )


def _grouped(level: Level, code: str, cells: list[Cell], detail: str, remedy: str) -> Finding:
    more = f" (and {len(cells) - 1} more cell{'s' * (len(cells) > 2)} of the sheet)" if len(cells) > 1 else ""
    others = tuple(place(cell) for cell in cells) if len(cells) > 1 else ()
    return Finding(level, code, place(cells[0]), detail + more, remedy, others)
