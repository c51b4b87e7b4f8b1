"""What is known of the engines is data with reasons, about the very versions that are installed."""

import datetime as dt
import re
from importlib.metadata import requires, version

import evidence
import pytest

from roi_xl.engine.facts import distrusted, table
from roi_xl.engine.findings import shown
from roi_xl.engine.formualizer import adapter as formualizer
from roi_xl.engine.formualizer.added_functions import ADDED
from roi_xl.engine.formulon import adapter as formulon
from roi_xl.engine.jurors.juror import JURORS
from roi_xl.engine.plain_copy import Written, engine_copy
from roi_xl.formulas.built_in import BUILT_IN

PINNED = dict(
    found.groups()
    for line in requires("roi-xl")
    if (found := re.match(r"(formualizer|formulon|cellrune)==([\d.]+)", line))
)
ROWS = table("distrusted.csv")
CELL = (1, 26)  # Z1, where the examples stand


def test_the_versions_are_those_that_are_pinned_and_installed():
    told = {(row["engine"], row["version"]) for row in ROWS}
    told |= {(juror.name, juror.version) for juror in JURORS}
    told |= {tuple(column.split()) for column in table("evidence.csv")[0] if " " in column}
    assert told == PINNED.items()
    assert all(version(name) == number for name, number in told)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['fault']} {row['engine']}")
def test_a_fault_is_of_functions_of_excel_and_has_a_reason_and_a_source(root, row):
    names = row["functions"].split()
    assert set(names) <= BUILT_IN
    assert names == sorted(set(names))
    assert len(row["wrong"]) > 20
    assert len(row["source"]) > 20
    for path in re.findall(r"tests/[\w/]+\.py", row["source"]):
        assert (root / path).is_file()


@pytest.mark.parametrize(
    "row",
    [row for row in ROWS if row["example"]],
    ids=lambda row: f"{row['fault']} {row['engine']}",
)
def test_the_engine_is_still_at_fault(row):
    """Where this fails after an upgrade, the engine has become right, or wrong otherwise: review the row."""
    date1904, in_array = row["fault"] == "criteria-1904", row["fault"] == "skips-in-arrays"
    formula = Written(row["example"], (*CELL, *CELL) if in_array else None)
    copy = engine_copy([{**evidence.cells(), CELL: formula}], date1904=date1904)
    today = dt.date(2026, 1, 2)
    if row["engine"] == formualizer.NAME:
        value = formualizer.results(copy, ["S"], {}, today, date1904=date1904).value("S", CELL)
    else:
        value = formulon.values(copy, ["S"], [("S", CELL)], today)["S", CELL]
    assert shown(value) == row["gives"] != row["excel"]
    assert any(f"{name}(" in row["example"] for name in row["functions"].split())


def test_a_fault_of_both_engines_is_told_alike_of_both():
    told = {(row["fault"], row["functions"], row["wrong"]) for row in ROWS}
    assert len(told) == len({row["fault"] for row in ROWS})
    assert len({(row["fault"], row["engine"]) for row in ROWS}) == len(ROWS)


def test_the_faults_that_are_looked_up_are_those_listed(root):
    code = "".join(path.read_text(encoding="utf-8") for path in (root / "roi_xl" / "engine").rglob("*.py"))
    used = set(re.findall(r'distrusted\("([\w-]+)"\)', code))
    assert used | {"lacks"} == {row["fault"] for row in ROWS}
    assert ADDED.keys() == distrusted("lacks")
    with pytest.raises(KeyError):
        distrusted("no such fault")
