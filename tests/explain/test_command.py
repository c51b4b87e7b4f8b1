"""`roi-xl explain` as its user meets it: text, page, and what it refuses."""

import re

import pytest
from click.testing import CliRunner
from small_workbooks import book

from roi_xl.cli import cli

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


def test_untried_inputs_are_said(run):
    assert "2 typed numbers further away not tried" in run("S!A1", "--inputs", 1).output


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
    assert (done.exit_code, done.output.splitlines()[0]) == (0, "ROI, expected  –  ROI!E12")
