"""What counts as proven: the edges of functions and operators, and what the engines of today make of them.

The right values are from documentation, from cells that Excel saved, or from arithmetic by hand; `keep` is
what nobody could settle.
"""

import datetime as dt
import io
from importlib.metadata import version

import evidence
import pytest
import xlsxwriter

from roi_xl.calc import FUNCTIONS
from roi_xl.engine import Engines, evaluate, proven_functions
from roi_xl.engine.facts import examined_functions, flawless_functions
from roi_xl.engine.formualizer import adapter as formualizer_adapter
from roi_xl.engine.formulon import adapter as formulon_adapter
from roi_xl.engine.results import agree
from roi_xl.errors import CellError
from roi_xl.xlsx import Package, read

ROWS = evidence.table(evidence.EVIDENCE)
NAMES = [f"{row['function']} {row['edge']}: {row['formula']}" for row in ROWS]


@pytest.fixture(scope="module")
def verdicts():
    return evidence.verdicts(ROWS)


def test_the_evidence_is_about_the_engines_that_are_installed():
    engines = [column for column in ROWS[0] if " " in column]
    assert engines == [
        f"{name} {version(name)}" for name in (formualizer_adapter.NAME, formulon_adapter.NAME)
    ]


@pytest.mark.parametrize("number", range(len(ROWS)), ids=NAMES)
def test_every_engine_makes_of_an_edge_what_the_evidence_says(verdicts, number):
    assert {engine: found[number] for engine, found in verdicts.items()} == {
        engine: ROWS[number][engine] for engine in verdicts
    }


def test_the_list_of_proven_functions_follows_from_the_evidence():
    assert evidence.proven_rows(evidence.saved_cells(), ROWS) == [
        {**row, "edges": int(row["edges"])} for row in evidence.table(evidence.PROVEN)
    ]


def test_every_edge_is_named_once_and_its_source_is_told():
    assert len({(row["function"], row["edge"]) for row in ROWS}) == len(ROWS)
    assert all(row["source"] for row in ROWS)


@pytest.mark.parametrize(
    "name",
    [
        *("^", "&", "POWER", "BASE", "INT", "MOD", "LARGE", "SMALL", "DPRODUCT", "BINOM.INV", "EVEN", "ODD"),
        *("COUNTIF", "COUNTIFS", "SUMIF", "SUMIFS", "VLOOKUP", "HLOOKUP", "MATCH", "CONCATENATE", "DAY"),
    ],
)
def test_a_function_with_an_edge_that_is_not_right_or_not_looked_at_is_not_proven(name):
    assert name not in proven_functions()


def test_what_fails_by_an_error_alone_is_proven_where_nothing_catches_errors():
    assert "IF" in proven_functions() - flawless_functions()
    assert flawless_functions() < proven_functions() < examined_functions() | set(evidence.OPERATORS)


@pytest.mark.parametrize(
    ("wrong", "standing"),
    [
        ([], "yes"),
        ([("1", "#VALUE!")], "unless caught"),
        ([("1", "2")], "no"),
        ([("#NUM!", "1")], "no"),
        ([("keep", "#NUM!")], "no"),
    ],
)
def test_one_wrong_edge_takes_the_proof_away(wrong, standing):
    rows = [{"right": "1", "engine": "right"}] * 3
    rows += [{"right": right, "engine": verdict} for right, verdict in wrong]
    assert evidence.standing(rows, "engine") == standing
    assert evidence.standing(rows[:2], "engine") == "no"  # too few edges


# ---- the product at every edge --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def settled():
    """What is written at each edge, whose cached value can't be right, and the cells that findings name."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "use_future_functions": True}) as book:
        page = book.add_worksheet("S")
        for (row, column), value in evidence.cells().items():
            if isinstance(value, CellError):
                page.write_formula(row - 1, column - 1, "=NA()", None, "#N/A")
            elif isinstance(value, str):
                page.write_string(row - 1, column - 1, value)
            else:
                page.write(row - 1, column - 1, value)
        for (row, column), edge in zip(evidence.places(ROWS), ROWS, strict=True):
            page.write_formula(row - 1, column - 1, "=" + edge["formula"], None, "stale")
    made = read(Package(buffer.getvalue()))

    def run(engines):
        evaluation = evaluate(made, FUNCTIONS, engines=engines, today=dt.date(2026, 1, 2))
        told = {place for finding in evaluation.findings for place in finding.cells or (finding.where,)}
        return evaluation.values.get("S", {}), told

    return {engines: run(engines) for engines in Engines}


@pytest.mark.parametrize("engines", list(Engines))
@pytest.mark.parametrize("number", range(len(ROWS)), ids=NAMES)
def test_at_every_edge_the_right_value_is_written_or_the_cell_is_kept_and_named(settled, number, engines):
    values, told = settled[engines]
    spot, right = evidence.places(ROWS)[number], ROWS[number]["right"]
    if spot in values:
        assert right != evidence.KEEP
        assert agree(evidence.value_of(right), values[spot], evidence.EXACT)
    else:
        assert f"S!T{spot[0]}" in told
