"""Finds the fixed rows of a table, such as its checks, wherever sorting or deleting has put them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from roi_xl.tampering.alignment import AlignedTable, Alignment
from roi_xl.template.form import Content
from roi_xl.xlsx import Scalar

_WORDS = 3
"""How much more the words of a row say about which one it is than one of its formulas."""


def find_fixed_rows(
    table: AlignedTable, alignment: Alignment, found: Callable[[int, str], Content | None]
) -> None:
    """Find out which row of a table is which of its fixed rows, and keep it in `table.items`.

    Args:
        table: A table with fixed rows.
        alignment: The workbook beside the template.
        found: What a row holds in a column: a formula in normal form, or a number; None for anything else.
    """
    items, rows = table.form.items, list(table.rows)
    told: Sequence[Mapping[str, Content]] = [table.form.cells.get(item, {}) for item in items]
    held = [{column: found(row, column) for column in table.columns} for row in rows]

    def likeness(row: int, item: int) -> int:
        return sum(held[row].get(column) == content for column, content in told[item].items())

    if len(rows) == len(items) and all(likeness(n, n) or not told[n] for n in range(len(items))):
        table.items.update(zip(items, rows, strict=True))
        return
    labels = [_labels(table, alignment, item) for item in items]
    sheet = alignment.by_name[table.stored.sheet].sheet
    shown = [[sheet.values.get((row, table.columns[c])) for c in _label_columns(table)] for row in rows]
    scores = sorted(
        (-likeness(row, item) - _WORDS * _alike(shown[row], labels[item]), abs(row - item), row, item)
        for row in range(len(rows))
        for item in range(len(items))
    )
    taken: set[int] = set()
    for score, _, row, item in scores:
        if score < 0 and rows[row] not in taken and items[item] not in table.items:
            table.items[items[item]] = rows[row]
            taken.add(rows[row])
    left = [item for item in items if item not in table.items]
    free = [row for row in rows if row not in taken]
    if len(left) == len(free):
        table.items.update(zip(left, free, strict=True))


def title(table: AlignedTable, alignment: Alignment, item: str) -> str:
    """What a fixed row is called, as the template ships it."""
    return " ".join(_labels(table, alignment, item)[: len(table.form.worded)]) or item


def title_of(labels: Iterable[Scalar]) -> str:
    """What a row is called in the workbook, from the cells with its words."""
    return " ".join(str(label) for label in labels if label is not None)


def _label_columns(table: AlignedTable) -> Sequence[str]:
    return [column for column in table.form.worded if column in table.columns]


def _labels(table: AlignedTable, alignment: Alignment, item: str) -> Sequence[str]:
    return alignment.words.texts("item", table.id, item) if table.form.worded else ()


def _alike(shown: Sequence[Scalar], labels: Sequence[str]) -> int:
    return sum(value == label for value, label in zip(shown, labels, strict=False))
