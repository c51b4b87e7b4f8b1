"""Excel's own cached values: every one is reproduced or reported, none is silently wrong."""

import importlib.util
from functools import cache
from pathlib import Path

import pytest

from roi_xl.engine import Engines, proven_functions
from roi_xl.xlsx import Package, read

BENCH = Path(__file__).parents[1] / "bench" / "oracle.py"
WORKBOOKS = sorted((Path(__file__).parents[1] / "data" / "excel-saved").glob("*.xlsx"))

spec = importlib.util.spec_from_file_location("oracle", BENCH)
oracle = importlib.util.module_from_spec(spec)
spec.loader.exec_module(oracle)


@cache
def judged(path):
    """Right, reported and wrong cells of a workbook."""
    return oracle.judged(read(Package(path.read_bytes())), Engines.DOUBLE)


def test_the_oracle_is_there():
    assert len(WORKBOOKS) == 48


@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda path: path.stem)
def test_no_falsified_value_comes_back_wrong(path):
    _, _, wrong = judged(path)
    assert wrong == []


def test_most_of_excel_s_values_are_reproduced():
    counts = [judged(path) for path in WORKBOOKS]
    right, reported = sum(count[0] for count in counts), sum(count[1] for count in counts)
    assert right >= 18_700
    assert reported <= 320


def test_what_a_financial_model_is_made_of_is_proven():
    assert proven_functions() >= {"SUM", "IF", "IFERROR", "ROUND", "MAX", "MIN", "ABS", "AND", "OR"}
