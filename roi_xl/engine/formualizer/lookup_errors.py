"""LOOKUP in arrays that contain errors, which the primary engine fails to skip.

Finance finds the last entry of a list by `LOOKUP(2,1/(A1:A9="x"),B1:B9)`: the array holds 1 where the
condition is true and `#DIV/0!` elsewhere. LOOKUP skips the errors and, since no entry is as large as 2,
returns the last 1. Every such result needs the opinion of the second engine, which has its own LOOKUP.
"""

from __future__ import annotations

from roi_xl.catalogue import CellValue
from roi_xl.errors import CellError
from roi_xl.xlsx.formula import TokenKind, tokens

LAST_ENTRY = "ROI_XL_LOOKUP_"
"""The name under which the engine calls `last_entry`."""


def with_last_entry(formula: str) -> str:
    """A formula in which each LOOKUP is replaced by a call of `last_entry`.

    Args:
        formula: The text for the engine.
    """
    return "".join(
        LAST_ENTRY if kind is TokenKind.FUNCTION and text.upper() == "LOOKUP" else text
        for kind, text in tokens(formula)
    )


def last_entry(value: CellValue, vector: CellValue, results: CellValue = None) -> CellValue:
    """The result of LOOKUP: the entry beside the last value in a sorted vector that isn't larger.

    Args:
        value: The value to look for.
        vector: One row or one column; entries of another type than the value are skipped.
        results: As many entries as the vector; the vector itself if left out.

    Returns:
        The entry; `#N/A` where every one is larger; the value itself where it is an error.
    """
    if isinstance(value, CellError):
        return value
    entries, shown = _line(vector), _line(vector if results is None else results)
    if entries is None or shown is None or len(shown) < len(entries):
        return CellError.VALUE
    found: CellValue = CellError.NA
    for entry, beside in zip(entries, shown, strict=False):
        is_larger = _is_larger(entry, value)
        if is_larger:
            break
        if is_larger is not None:
            found = 0.0 if beside is None else beside
    return found


def _is_larger(entry: CellValue, value: CellValue) -> bool | None:
    """Whether an entry comes after a value; None where the two are of different kinds."""
    if isinstance(entry, bool | CellError) or isinstance(value, bool):
        return None
    if isinstance(entry, float | int) and isinstance(value, float | int):
        return entry > value
    if isinstance(entry, str) and isinstance(value, str):
        return entry.casefold() > value.casefold()
    return None


def _line(value: CellValue) -> list[CellValue] | None:
    """The entries of one row or one column."""
    if not isinstance(value, tuple):
        return [value]
    if len(value) == 1:
        return list(value[0])
    return [row[0] for row in value] if len(value[0]) == 1 else None
