"""More formulas than the primary engine keeps in memory while it reads a package: it is told them singly."""

import json
import sys

import pytest
from click.testing import CliRunner
from small_workbooks import book

from roi_xl.cli import cli
from roi_xl.engine.plain_copy import Written, parted

LONG = f"MAX(A1,B1,{','.join(['123456789'] * 240)})"
"""2,500 characters: 600 such formulas are a megabyte and a half."""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a child may write a temporary file")
def test_a_megabyte_of_formulas_is_computed(tmp_path):
    path = tmp_path / "book.xlsx"
    cells = {"A1": 1, "B1": "=A1*2", "D1": "D1:D2{=A1:A2+7}", "D2": "<v>0</v>"}
    path.write_bytes(book(cells | {f"C{row}": f"={LONG}+B1" for row in range(1, 601)}))
    done = CliRunner().invoke(cli, ["recalc", str(path), "--json"])
    assert done.exit_code == 0, done.output[:2000]
    changes = {one["where"]: one["new"] for one in json.loads(done.output)["workbooks"][0]["changes"]}
    assert [changes[cell] for cell in ("S!C1", "S!C600", "S!D1")] == [123456791, 123456791, 8]


def test_all_formulas_of_single_cells_are_handed_over_or_none():
    first = {(1, 1): 2.0, (1, 2): Written("A1*2"), (1, 3): Written("A1:A2", (1, 3, 2, 3))}
    second = {(1, 1): Written("S!A1+1")}
    assert parted([first, second]) == ([first, second], [])
    loaded, later = parted([first, second], 20)
    assert loaded == [{(1, 1): 2.0, (1, 3): first[1, 3]}, {}]
    assert later == [(0, (1, 2), "A1*2"), (1, (1, 1), "S!A1+1")]
