"""What is known about the formula engines, as data: review these tables when an engine is upgraded.

`proven.csv` and `evidence.csv` record what workbooks saved by Excel and edge cases from published sources
show (see tests/bench/oracle.py and evidence.py); `jury.csv` records the functions in which jurors are
believed (tests/bench/jury.py); `distrusted.csv` records what an engine gets wrong, in which version, and
where that is shown.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

BY_DEFINITION = frozenset({"FALSE", "NA", "PI", "TRUE"})
"""Functions in which there is nothing to get wrong."""


def table(name: str) -> list[dict[str, str]]:
    """The rows of a table, each by column name.

    Args:
        name: The file, such as `proven.csv`.
    """
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@lru_cache(maxsize=1)
def _standing() -> Mapping[str, frozenset[str]]:
    """The functions and operators of `proven.csv` by whether they are proven; see tests/bench/evidence.py."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in table("proven.csv"):
        found[row["proven"]].add(row["function"])
    return {proven: frozenset(names) for proven, names in found.items()}


@lru_cache(maxsize=1)
def examined_functions() -> frozenset[str]:
    """Built-in functions that the primary engine computed correctly in every Excel-saved cell examined."""
    return BY_DEFINITION.union(*_standing().values())


@lru_cache(maxsize=1)
def proven_functions() -> frozenset[str]:
    """The examined functions and operators whose values need no second opinion.

    Their errors do need one: at some edges they give errors that Excel doesn't give.
    """
    return flawless_functions() | _standing()["unless caught"]


@lru_cache(maxsize=1)
def flawless_functions() -> frozenset[str]:
    """The proven functions that are right at all their edges, also where errors are caught."""
    return BY_DEFINITION | _standing()["yes"]


@lru_cache
def distrusted(fault: str) -> frozenset[str]:
    """The functions in which an engine has one known fault.

    Args:
        fault: The code of the fault in `distrusted.csv`.

    Raises:
        KeyError: There is no such fault.
    """
    found = [row["functions"].split() for row in table("distrusted.csv") if row["fault"] == fault]
    if not found:
        raise KeyError(fault)
    return frozenset().union(*found)
