"""`roi-xl explain` as its user meets it: text, page, and what it refuses."""

import json
import re

import pytest
from click.testing import CliRunner
from small_workbooks import book

from roi_xl.cli import cli

pytestmark = pytest.mark.usefixtures("in_one_process")

CELLS = {"A1": "=B1*B2", "B1": 3, "B2": "=C1+C2", "C1": 4, "C2": 5}


@pytest.fixture
def run(tmp_path):
    path = tmp_path / "book.xlsx"
    path.write_bytes(book(CELLS))

    def invoke(*arguments):
        return CliRunner().invoke(cli, ["explain", str(path), *map(str, arguments)])

    return invoke


def test_the_tree_and_what_moves_it(run):
    done = run("S!A1")
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert lines[0].endswith("27  S!A1")
    assert any(re.fullmatch(r"├─ ▣ .*3  S!B1  −2.7", line) for line in lines), done.output
    assert "What moves it most, if it alone were 10 % lower:" in lines


def test_depth_ends_the_tree(run):
    assert "S!C1  " not in run("S!A1", "--depth", 1).output.split("What moves")[0]
    assert "S!C1" in run("S!A1").output.split("What moves")[0]


def test_to_shows_one_way_only(run):
    done = run("S!A1", "--to", "S!C2")
    assert re.findall(r"S!\w+", done.output) == ["S!A1", "S!B2", "S!C2"]
    refused = run("S!A1", "--to", "S!Z1")
    assert (refused.exit_code, "doesn't depend on S!Z1" in refused.output) == (2, True)
    assert json.loads(run("S!A1", "--to", "S!Z1", "--json").stdout)["failure"]["code"] == "not-a-part"


def test_json_and_page_show_what_is_asked_for(run, tmp_path):
    def places(*arguments):
        nodes = json.loads(run("S!A1", "--json", *arguments).stdout)["nodes"]
        assert all(part < len(nodes) for node in nodes for part in (*node["parts"], *node["conditions"]))
        return [node["where"] for node in nodes]

    assert places("--to", "S!C2") == ["S!A1", "S!B2", "S!C2"]
    assert places("--depth", 1) == ["S!A1", "S!B1", "S!B2"]
    assert places("--to", "S!C2", "--depth", 1) == ["S!A1", "S!B2"]
    run("S!A1", "--to", "S!C2", "--html", tmp_path / "way.html")
    assert "S!B1" not in (tmp_path / "way.html").read_text(encoding="utf-8").split("made of")[1]


def test_a_typed_cell_says_that_it_is_typed(run):
    assert run("S!B1").output.rstrip() == "▣ B1  3  S!B1"


def test_a_chain_of_thousands_of_cells_stays_readable(tmp_path):
    path, page = tmp_path / "book.xlsx", tmp_path / "page.html"
    path.write_bytes(book({"A1": 1} | {f"A{row}": f"=A{row - 1}+1" for row in range(2, 1500)}))
    done = CliRunner().invoke(cli, ["explain", str(path), "S!A1499", "--html", str(page)])
    lines = done.output.split("\n\n")[0].splitlines()
    assert len(lines) == 32, done.output[:500]
    assert lines[-1].strip() == "└─ … explain S!A1469 to go on from here, or see --depth"
    assert page.read_text(encoding="utf-8").count("<details") == 100


def test_untried_inputs_are_said(run, tmp_path):
    page = tmp_path / "page.html"
    assert "2 typed numbers further away not tried" in run("S!A1", "--inputs", 1, "--html", page).output
    assert "2 typed numbers further away not tried" in page.read_text(encoding="utf-8")


def test_a_cell_that_is_not_there(run):
    done = run("S!nowhere")
    assert done.exit_code == 2
    assert "[no-such-cell]" in done.output


def test_a_figure_not_to_be_used_comes_with_its_reasons(tmp_path):
    path = tmp_path / "book.xlsx"
    path.write_bytes(book({"A1": "=B1*2", "B1": "=RAND()"}))
    done = CliRunner().invoke(cli, ["explain", str(path), "S!A1"])
    assert done.exit_code == 1
    assert done.output.startswith("This figure is not to be used:")
    assert "[volatile]" in done.output


def test_the_page_stands_alone_and_escapes_what_it_is_given(tmp_path):
    path, page = tmp_path / "book.xlsx", tmp_path / "page.html"
    label = "Hours <script>alert(1)</script>"
    path.write_bytes(book({"A1": "=B1*2", "A2": label, "B2": 7, "B1": "=B2+1"}))
    done = CliRunner().invoke(cli, ["explain", str(path), "S!A1", "--html", str(page)])
    assert done.exit_code == 0, done.output
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert not re.search(r"(src|href|url)\s*[=(]", text)  # nothing is asked for
    assert text.count("<details") == text.count("</details>") == 2
    assert ">14<" not in text
    assert ">16</span>" in text


def test_a_page_of_somebody_else_stays(run, tmp_path):
    page = tmp_path / "mine.html"
    page.write_text("mine")
    done = run("S!A1", "--html", page)
    assert (done.exit_code, page.read_text()) == (3, "mine")
    assert run("S!A1", "--html", page, "--force").exit_code == 0
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_a_figure_that_does_not_exist_yet_is_a_dash(root):
    done = CliRunner().invoke(cli, ["explain", str(root / "workbooks" / "blank-training.xlsx")])
    first, second = done.output.splitlines()[:2]
    assert (done.exit_code, first) == (0, "ROI, expected  –  ROI!E12")
    assert second.startswith("It has no value yet: ")
