"""What is known of the formula engines, as data: the upgrade of an engine is a review of these tables.

`proven.csv` and `evidence.csv` are what workbooks saved by Excel and edges from published sources show (see
tests/bench/oracle.py and evidence.py), `jury.csv` what jurors are believed in (tests/bench/jury.py), and
`distrusted.csv` what an engine gets wrong, with the version of which that is known and where it is shown.
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
    """The rows of a table by the names of its columns.

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
    """Built-in functions that the primary engine computed rightly in every Excel-saved cell examined."""
    return BY_DEFINITION.union(*_standing().values())


@lru_cache(maxsize=1)
def proven_functions() -> frozenset[str]:
    """Those of the examined functions, and operators, that need no second opinion about a value.

    At some edges they give errors that they shouldn't; errors need one.
    """
    return flawless_functions() | _standing()["unless caught"]


@lru_cache(maxsize=1)
def flawless_functions() -> frozenset[str]:
    """Those of the proven functions that are right at all their edges, where errors are caught, too."""
    return BY_DEFINITION | _standing()["yes"]


@lru_cache
def distrusted(fault: str) -> frozenset[str]:
    """The functions that an engine gets wrong in one way.

    Args:
        fault: The code of the fault in `distrusted.csv`.

    Raises:
        KeyError: There is no such fault.
    """
    found = [row["functions"].split() for row in table("distrusted.csv") if row["fault"] == fault]
    if not found:
        raise KeyError(fault)
    return frozenset().union(*found)
