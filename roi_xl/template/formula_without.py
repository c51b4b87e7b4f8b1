"""Formulas of workbooks that are built without some sheets: what the cells of those sheets count as."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from roi_xl.template.names import INPUT

NOTHING: Final = '""'
"""What a column of a table counts as, without an equals sign: nothing is said there."""


def constants_for(names: Iterable[str]) -> Mapping[str, str]:
    """What lines that aren't there count as, by name: a blank input, and a figure of 0."""
    return {name: NOTHING if name.startswith(INPUT) else "0" for name in names}


def with_constants(formula: str, constants: Mapping[str, str]) -> str:
    """A formula in which names of cells that aren't there are replaced by what they count as.

    Args:
        formula: The formula.
        constants: What each name counts as.
    """
    return re.sub(r"\b(?:inp|cal|out)_\w+", lambda name: constants.get(name[0], name[0]), formula)


def mentions(formula: str, tables: Collection[str]) -> bool:
    """Whether a formula refers to a column of any of these tables."""
    return any(f"{{{table}." in formula for table in tables)
