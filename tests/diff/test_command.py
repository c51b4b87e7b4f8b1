"""`roi-xl diff` as its user meets it: text, page, lines for git, exit codes, and what it refuses."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from small_workbooks import book

from roi_xl.cli import cli

pytestmark = pytest.mark.usefixtures("in_one_process")

OLD = {"A1": "Room", "B1": 2, "C1": "=B1*500", "A2": "Total", "C2": "=SUM(C1:C1)"}
NEW = OLD | {"B1": 3}


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.xlsx").write_bytes(book(OLD))
    (tmp_path / "new.xlsx").write_bytes(book(NEW))
    (tmp_path / "broken.xlsx").write_bytes(b"PK no workbook")
    (tmp_path / "empty.xlsx").write_bytes(b"")
    damaged = book(OLD, **{"docProps/custom.xml": "<Properties><property"})
    (tmp_path / "damaged.xlsx").write_bytes(damaged)
    (tmp_path / "doubtful.xlsx").write_bytes(book(OLD | {"B1": "=RAND()"}))
    return lambda *arguments: CliRunner().invoke(cli, ["diff", *map(str, arguments)])


def test_the_same(run):
    done = run("old.xlsx", "old.xlsx")
    assert (done.exit_code, done.output) == (0, "The same entered values, formulas and results\n")


def test_what_differs(run):
    done = run("old.xlsx", "new.xlsx")
    assert done.exit_code == 1
    told = [line.split() for line in done.output.splitlines() if line]
    assert told == [
        ["Entered", "values", "(1)"],
        ["Cell", "What", "it", "is", "Old", "New"],
        ["S!B1", "Room", "2", "3"],
        ["Results", "(2)"],
        ["Cell", "What", "it", "is", "Old", "New"],
        ["S!C1", "Room", "1,000", "1,500"],
        ["S!C2", "Total", "1,000", "1,500"],
    ]


def test_in_swedish(run):
    assert "Inmatade värden (1)" in run("old.xlsx", "new.xlsx", "--language", "sv").output
    assert "Samma inmatade värden" in run("old.xlsx", "old.xlsx", "--language", "sv").output


def test_long_sections_are_cut_unless_asked(run, tmp_path):
    for name, add in (("a.xlsx", 0), ("b.xlsx", 1)):
        (tmp_path / name).write_bytes(book({f"A{n}": 1000 * n + add for n in range(1, 30)}))
    assert "… and 9 more" in run("a.xlsx", "b.xlsx").output
    assert "more" not in run("a.xlsx", "b.xlsx", "--all").output


@pytest.mark.parametrize(
    ("books", "code", "says"),
    [
        (("broken.xlsx", "old.xlsx"), 3, "broken.xlsx: error [not-a-zip]"),
        (("old.xlsx", "broken.xlsx"), 3, "broken.xlsx: error [not-a-zip]"),
        (("old.xlsx", "damaged.xlsx"), 3, "damaged.xlsx: error [broken-xml]"),
        (("damaged.xlsx", "old.xlsx"), 3, "damaged.xlsx: error [broken-xml]"),
        (("old.xlsx", "empty.xlsx"), 3, "empty.xlsx: error"),
        (("old.xlsx", "none.xlsx"), 3, "none.xlsx: error [not-found]"),
        (("none.xlsx", "old.xlsx"), 3, "none.xlsx: error [not-found]"),
        (("old.xlsx",), 2, "name two workbooks"),
        (("old.xlsx", "new.xlsx", "old.xlsx"), 2, "name two workbooks"),
        (("--text", "old.xlsx", "new.xlsx"), 2, "name one workbook"),
        (("--text", "--json", "old.xlsx"), 2, "leave out --json"),
    ],
)
def test_what_it_refuses(run, books, code, says):
    done = run(*books)
    assert done.exit_code == code
    assert says in done.output


def test_json(run):
    found = json.loads(run("old.xlsx", "new.xlsx", "--json").output)
    assert (found["kind"], found["same"]) == ("roi-xl diff", False)
    (entered,) = found["entered"]
    assert (entered["name"], entered["old"], entered["new"]) == ("S!B1", 2.0, 3.0)
    assert [one["new"] for one in found["results"]] == [1500.0, 1500.0]
    assert (found["bridge"], found["no_bridge"]) == (None, None)


def test_what_could_not_be_evaluated_is_counted(run):
    done = run("old.xlsx", "doubtful.xlsx")
    assert done.exit_code == 1
    assert "Results not compared, since one of them could not be evaluated: 2" in done.output


def test_the_page_stands_alone_and_escapes_what_it_is_given(run, tmp_path):
    page = tmp_path / "page.html"
    (tmp_path / "bad.xlsx").write_bytes(book(OLD | {"A1": "Room <script>alert(1)</script>"}))
    done = run("old.xlsx", "bad.xlsx", "--html", page)
    assert done.exit_code == 1, done.output
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert not re.search(r"(src|href|url)\s*[=(]", text)  # nothing is asked for
    page.write_text("mine")
    assert run("old.xlsx", "bad.xlsx", "--html", page).exit_code == 3
    assert page.read_text() == "mine"
    assert run("old.xlsx", "bad.xlsx", "--html", page, "--force", "--language", "sv").exit_code == 1
    assert '<html lang="sv">' in page.read_text(encoding="utf-8")


def test_the_bridge_of_the_worked_examples(run, root, tmp_path):
    books = [root / "workbooks" / f"{name}-training.xlsx" for name in ("sales", "retail")]
    page = tmp_path / "page.html"
    done = run(*books, "--html", page, "--language", "sv")
    assert done.exit_code == 1
    lines = done.output.splitlines()
    start = lines.index("Från den gamla ROI:n till den nya")
    table = lines[start + 2 : lines.index("", start)]
    assert table[0].split()[:2] == ["Gammal", "ROI"]
    assert "152,0\u00a0%" in table[0]
    moves = [re.search(r"([+−]?[\d\u00a0]+,\d) procentenheter", line) for line in table[1:]]
    points = [float(_plain(move[1])) for move in moves if move]
    totals = [line for line in table if " ROI " in line]
    ends = [float(_plain(re.search(r"([−\d\u00a0]+,\d)\u00a0%", line)[1])) for line in totals]
    assert sum(points) == pytest.approx(ends[-1] - ends[0], abs=0.05 * len(points) + 0.1)
    text = page.read_text(encoding="utf-8")
    assert text.count("<rect") == len(points) + 2


def _plain(text):
    return text.replace("\u00a0", "").replace(",", ".").replace("−", "-").replace("+", "")


def test_lines_for_git(run, tmp_path):
    done = run("--text", "old.xlsx")
    assert done.exit_code == 0
    assert done.output == (
        '[S]\nS!A1: "Room"\nS!B1: 2\nS!C1 = RC[-1]*500\nS!C1 → 1000\n'
        'S!A2: "Total"\nS!C2 = SUM(R[-1]C:R[-1]C)\nS!C2 → 1000\n[T]\nT!A1: 1\n'
    )
    assert "S!C1 → (not evaluated)" in run("--text", "doubtful.xlsx").output


def test_the_line_of_readme_makes_it_a_driver_of_git(run, root, tmp_path):
    if shutil.which("git") is None:
        pytest.skip("needs git")
    readme = (root / "README.md").read_text(encoding="utf-8")
    line = next(line for line in readme.splitlines() if line.startswith("git config diff.roi-xl"))
    found = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    found |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}

    def git(*arguments):
        done = subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", *arguments],
            cwd=tmp_path, env=os.environ | found, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout

    git("init", "-q")
    subprocess.run(line, shell=True, cwd=tmp_path, env=os.environ | found, check=True)
    shutil.copy("old.xlsx", "model.xlsx")
    git("add", "model.xlsx", ".gitattributes")
    git("commit", "-qm", "first")
    shutil.copy("new.xlsx", "model.xlsx")
    lines = git("diff").splitlines()
    assert [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")] == [
        "-S!B1: 2",
        "+S!B1: 3",
        "-S!C1 → 1000",
        "+S!C1 → 1500",
        "-S!C2 → 1000",
        "+S!C2 → 1500",
    ]
