"""Mistakes in what a model hangs together by: circles, other workbooks, sheets that nobody sees."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping

from roi_xl.audit.rule import Met
from roi_xl.computed_workbook import Model
from roi_xl.values_as_text import quoted
from roi_xl.xlsx import Cell, place

_LONGEST = 6  # cells of a circle that are named


def circles(model: Model) -> Iterator[Met]:
    """Formulas that read themselves, by way of others or not: one for each circle."""
    said = _places(model, "circular")
    all_of_them = ((sheet.name, at) for sheet in model.book.sheets if said for at in sheet.formulas)
    cells = {cell for cell in all_of_them if place(cell) in said}
    read_by = {cell: model.readers([cell]) & cells for cell in cells}
    met = set[Cell]()
    for cell in sorted(cells):
        way = () if cell in met else _way_back(cell, read_by)
        if way:
            met.update(way)
            others = [place(one) for one in way[1:]]
            others[_LONGEST:] = ["…"] * (len(others) > _LONGEST)
            by = f" by way of {', '.join(others)}" if others else ""
            yield Met(cell, f"it reads itself{by}", place(cell))


def _way_back(cell: Cell, read_by: Mapping[Cell, Collection[Cell]]) -> tuple[Cell, ...]:
    """The cells of the shortest circle through one of them, which comes first; empty if there is none."""
    before: dict[Cell, Cell] = {}
    waiting = deque([cell])
    while waiting:
        reached = waiting.popleft()
        for reader in sorted(read_by[reached]):
            if reader == cell:
                way = [reached]
                while way[-1] != cell:
                    way.append(before[way[-1]])
                return (cell, *way[:-1])
            if reader not in before:
                before[reader] = reached
                waiting.append(reader)
    return ()


def other_workbooks(model: Model) -> Iterator[Met]:
    """Formulas that take values of other workbooks, as they were kept."""
    kept = _places(model, "external-link")
    for sheet in model.book.sheets:
        for at in sheet.formulas:
            cell = (sheet.name, at)
            links = sorted({name for name, _ in model.reads(cell) if name.startswith("[")})
            if links and place(cell) not in kept:
                number = int(links[0][1:].partition("]")[0])
                target = model.book.links.get(number) or "another workbook"
                yield Met(cell, f"it takes its value from {quoted(target)}, as it was when last read", target)


def hidden_sheets(model: Model) -> Iterator[Met]:
    """Formulas of sheets that are shown which read a sheet that isn't."""
    hidden = {sheet.name for sheet in model.book.sheets if sheet.hidden}
    for sheet in model.book.sheets:
        for at in sheet.formulas if hidden and not sheet.hidden else ():
            found = sorted(hidden & {name for name, _ in model.reads((sheet.name, at))})
            if found:
                yield Met((sheet.name, at), f"it reads {quoted(found[0])}, a sheet that is hidden", found[0])


def _places(model: Model, code: str) -> set[str]:
    """The places of all cells of which the computation found something."""
    return {where for one in model.findings if one.code == code for where in (one.where, *one.cells)}
