"""Exit codes mean the same in every command: what its help and README say is what it gives."""

import datetime as dt
import re
import shutil
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import click
import pytest

from roi_xl.addin import AddInError
from roi_xl.addin.doctor import Verdict
from roi_xl.cli import cli
from roi_xl.cli.exit_codes import MEANINGS, Exit
from roi_xl.computed_workbook import Model
from roi_xl.files import FileError
from roi_xl.xlsx import Package, entered, read

SALES = Path(__file__).parents[2] / "workbooks" / "sales-training.xlsx"

DAY = "--today", "2026-01-02"
BLANK = "blank.xlsx"
SLOW = "=SUM(SQRT(SEQUENCE(900000)))+SUM(SQRT(SEQUENCE(900000,2)))"
CASES = {
    0: [
        ["recalc", "current.xlsx"],
        ["recalc", "stale.xlsx"],
        ["recalc", "--in-place", "stale.xlsx"],
        ["recalc", "stale.xlsx", "--resume", "night.csv", "--log", "night.log", "--quiet"],
        ["recalc", "stale.xlsx", "--set", "S!Z9=1", "-o", "out.xlsx"],
        ["freeze", "current.xlsx", "-o", "out.xlsx"],
        ["fill", "stale.xlsx", "--set", "S!Z9=1"],
        ["forecast", str(SALES), "--approved-by", "CFO", "--anew"],
        ["import", "list.csv", "--into", "ours.xlsx"],
        ["import", "--detect", "list.csv"],
        ["check", "stale.xlsx"],
        ["check", "--rules"],
        ["eval", "=1+1"],
        ["explain", "stale.xlsx", "S!A1", "--inputs", "0"],
        ["scenarios", "stale.xlsx", "--grid", "S!B1=1:3:1", "--read", "S!A1"],
        ["diff", "stale.xlsx", "stale.xlsx"],
        ["diff", "--text", "stale.xlsx"],
        ["due", str(SALES), "--on", "2025-03-01"],
        ["portfolio", str(SALES)],
        ["report", BLANK],
        ["new", "new.xlsx"],
        ["template", "fresh", "--check"],
        ["template", "made"],
        ["functions"],
        ["functions", "TRAINING_ROI"],
        ["findings"],
        ["findings", "circular"],
        ["addin", "build"],
        ["addin", "export"],
        ["addin", "install"],
        ["addin", "status", "(installed)"],
        ["addin", "remove"],
        ["addin", "it"],
        ["addin", "server"],
        ["doctor"],
        ["lite"],
        ["docs"],
    ],
    1: [
        ["recalc", "--check", "stale.xlsx"],
        ["recalc", "doubtful.xlsx"],
        ["recalc", "--fail-on", "warning", "volatile.xlsx"],
        ["freeze", "doubtful.xlsx", "-o", "out.xlsx"],
        ["fill", "doubtful.xlsx", "--set", "S!Z9=1"],
        ["import", "courses.csv", "--into", "ours.xlsx"],  # which has nothing for it
        ["check", "doubtful.xlsx"],
        ["check", "--fail-on", "advice", "volatile.xlsx"],
        ["eval", "=1/0"],
        ["explain", "doubtful.xlsx", "S!A2"],
        ["scenarios", "volatile.xlsx", "--grid", "S!B1=1:3:1", "--read", "S!A1"],
        ["diff", "stale.xlsx", "current.xlsx"],
        ["due", str(SALES), "--on", "2026-03-01"],
        ["portfolio", str(SALES.with_name("blank-training.xlsx"))],
        ["report", "early.xlsx"],
        ["eval", "=RAND()"],
        ["eval", "=("],
        ["template", "--check", "made"],
        ["addin", "install", "(no answer)"],
        ["addin", "status"],
        ["addin", "remove", "(somebody's)"],
        ["doctor", "(ill)"],
        ["docs", "--check"],
    ],
    2: [
        ["recalc"],
        ["recalc", "--in-place", "--check", "current.xlsx"],
        ["recalc", "--report", "r.pdf", "current.xlsx"],
        ["recalc", "current.xlsx", "--resume", "r.csv", "--report", "r.csv"],
        ["recalc", "current.xlsx", "--changed-since", "r.html"],
        ["recalc", "--settings", "broken.xlsx"],
        ["recalc", "--into", "out.xlsx", "current.xlsx", "stale.xlsx"],
        ["recalc", "--check", "--set", "S!Z9=1", "current.xlsx"],
        ["recalc", "--today", "1899-12-31", "current.xlsx"],
        ["freeze", "current.xlsx"],
        ["freeze", "current.xlsx", "-o", "out.xlsm"],
        ["fill", "current.xlsx"],
        ["fill", "current.xlsx", "--set", "S!Z9"],
        ["forecast", str(SALES)],
        ["fill", "current.xlsx", "--from", "study.txt"],
        ["fill", "current.xlsx", "--set", "none_such=1"],
        ["fill", "current.xlsx", "--set", "S!Z9=1", "-o", "out.xlsm"],
        ["import", "list.csv"],
        ["import", "list.csv", "--into", "ours.xlsx", "--in-place"],  # without a key
        ["check"],
        ["eval"],
        ["explain", "current.xlsx", "S!none"],
        ["scenarios", "stale.xlsx", "--read", "S!A1"],
        ["scenarios", "stale.xlsx", "--grid", "S!B1=1", "--read", "none"],
        ["scenarios", "stale.xlsx", "--grid", "S!B1=1", "--read", "S!A1", "-o", "r"],
        ["diff", "current.xlsx"],
        ["due", "current.xlsx", "--within", "soon"],
        ["portfolio", "current.xlsx", "-o", "p.pdf"],
        ["portfolio", "current.xlsx", "-o", "p"],
        ["report", BLANK, "-o", "r.docx"],
        ["eval", "=" + "1+" * 5_000 + "1"],
        ["new", "new.docx"],
        ["new", "new.xlsx", "--costs", "0"],
        ["new", "new.xlsx", "--from", "current.xlsx", "--variant", "quick"],
        ["template", "made", "too"],
        ["functions", "NONE_SUCH"],
        ["findings", "none-such"],
        ["addin", "build", "-o", "a.xlsx"],
        ["addin", "export", "-o", "a.txt"],
        ["addin", "install", "now"],
        ["addin", "status", "now"],
        ["addin", "remove", "now"],
        ["addin", "it", "now"],
        ["addin", "server", "now"],
        ["doctor", "current.xlsx", "doubtful.xlsx"],
        ["lite", "now"],
        ["docs", "--force"],
    ],
    3: [
        ["recalc", "none.xlsx"],
        ["recalc", "--check", "broken.xlsx", "stale.xlsx"],  # of several that apply, the highest
        ["recalc", "--report", "mine.csv", "current.xlsx"],
        ["recalc", "--changed-since", "mine.csv", "current.xlsx"],
        ["recalc", "--log", "mine.csv", "current.xlsx"],
        ["recalc", "--settings", "none.toml", "current.xlsx"],
        ["recalc", "--into", "mine.xlsx", "current.xlsx"],
        ["recalc", "--set", "S!A1=1", "stale.xlsx"],  # a formula
        ["recalc", "--report", "none/r.csv", "current.xlsx"],
        ["recalc", "--output", "mine.csv", "current.xlsx"],
        ["recalc", "--output", "taken", "current.xlsx"],
        ["freeze", "none.xlsx", "-o", "out.xlsx"],
        ["explain", "none.xlsx"],
        ["fill", "none.xlsx", "--set", "S!Z9=1"],
        ["fill", "stale.xlsx", "--set", "S!A1=1"],  # a formula
        ["fill", BLANK, "--from", "none.toml"],
        ["forecast", str(SALES), "--approved-by", "CFO"],  # it has one
        ["import", "none.csv", "--into", "ours.xlsx"],
        ["import", "list.csv", "--into", "current.xlsx"],  # not one of ours
        ["import", "list.csv", "--into", "ours.xlsx", "--key", "mine.csv"],
        ["scenarios", "broken.xlsx", "--grid", "S!B1=1", "--read", "S!A1"],
        ["scenarios", "stale.xlsx", "--grid", "S!A1=1", "--read", "S!B1"],  # a formula
        ["diff", "current.xlsx", "broken.xlsx"],
        ["due", "current.xlsx"],
        ["portfolio", "current.xlsx"],
        ["report", "current.xlsx"],  # not one of ours
        ["report", BLANK, "-o", "mine.csv/r.html"],
        ["check", "broken.xlsx"],
        ["freeze", "current.xlsx", "-o", "mine.xlsx"],
        ["freeze", "current.xlsx", "-o", "none/out.xlsx"],
        ["new", "mine.xlsx"],
        ["new", "none/new.xlsx"],
        ["new", "new.xlsx", "--from", "none.xlsx"],
        ["new", "new.xlsx", "--from", "current.xlsx"],  # not one of ours
        ["template", "taken"],
        ["template", "mine.csv"],
        ["addin", "build", "-o", "mine.xlam"],
        ["addin", "build", "-o", "none/a.xlam"],
        ["addin", "export", "-o", "none/a.bas"],
        ["addin", "export", "--all", "-o", "mine.csv"],
        ["addin", "install", "--dir", "none"],
        ["addin", "install", "(no Windows)"],
        ["addin", "status", "(no Windows)"],
        ["addin", "remove", "(no Windows)"],
        ["addin", "it", "(not built)"],
        ["eval", "--timeout", "0.1", SLOW],
        ["doctor", "none.xlsx"],
        ["lite", "-o", "none"],
        ["lite", "-o", "taken"],
        ["docs", "none.md"],
        ["docs", "mine.csv"],
    ],
}
"""What each command line gives; what stands in brackets is a circumstance, no argument."""


@cache
def reported_early(root):
    """An example of ours that a check objects to: its report is dated before the training."""
    book = read(Package((root / "workbooks" / "sales-training.xlsx").read_bytes()))
    edit = entered(book, {Model(book).cell("inp_report_date"): dt.date(2020, 1, 1)})
    return book.package.written(edit.replaced, edit.dropped)


@pytest.fixture
def place(folder, book, profile, root, monkeypatch):
    """A folder with files of every sort, a profile of Windows, and quick stand-ins for what takes long."""
    book(folder / "stale.xlsx", {"A1": "=1+1"})
    book(folder / "current.xlsx", {"A1": 2})
    book(folder / "broken.xlsx", {"A1": 2}).write_bytes(b"PK no workbook")
    book(folder / "volatile.xlsx", {"A1": "=RAND()"})
    book(folder / "doubtful.xlsx", {"A1": "=1+1", "A2": "=TRAINING_ROI(RAND(),A1)"})
    shutil.copy(root / "workbooks" / "blank-training.xlsx", folder / BLANK)
    (folder / "early.xlsx").write_bytes(reported_early(root))
    shutil.copy(root / "workbooks" / "blank-training.xlsx", folder / "ours.xlsx")
    (folder / "list.csv").write_text("Person,Pre\nE1,5\n")
    (folder / "courses.csv").write_text("Unique User ID,Hours Viewed,Course Completions\nE1,1,2\n")
    for name in ("mine.csv", "mine.xlsx", "mine.xlam"):
        (folder / name).write_text("somebody's")
    for name in ("fresh", "taken"):
        (folder / name).mkdir()
    (folder / "fresh" / "built.xlsx").write_bytes(b"built")
    for name in ("built.xlsx", "current.xlsx", "main.py"):
        (folder / "taken" / name).write_text("somebody's")
    (folder / "README.md").write_text(
        "<!-- functions: written by `roi-xl docs` -->\n<!-- end of functions -->\n"
    )
    monkeypatch.setattr("roi_xl.cli.template.editions", lambda: [("built.xlsx", b"built")])
    monkeypatch.setattr("roi_xl.cli.new.workbook", lambda *_: b"built")
    here = SimpleNamespace(places=SimpleNamespace(startup=profile))
    monkeypatch.setattr("roi_xl.cli.doctor.surroundings", lambda: here)
    monkeypatch.setattr(
        "roi_xl.cli.doctor.examined", lambda _: [("Python", Verdict(passed=True, detail="3"))]
    )
    monkeypatch.setattr("roi_xl.cli.addin.compiled", lambda _: "")


@pytest.fixture
def profile(folder, monkeypatch):
    """Windows' folders of a user who has started Excel; the one for start-up."""
    start_up = folder / "profile" / "Microsoft" / "Excel" / "XLSTART"
    start_up.mkdir(parents=True)
    for name in ("APPDATA", "USERPROFILE"):
        monkeypatch.setenv(name, str(folder / "profile"))
    return start_up


@pytest.fixture
def given(profile, invoke, monkeypatch):
    """Bring about a circumstance."""

    def is_so(circumstance):
        match circumstance:
            case "(installed)":
                assert invoke("addin", "install").exit_code == 0
            case "(no answer)":
                monkeypatch.setattr("roi_xl.cli.addin.compiled", lambda _: "no module roi_xl")
            case "(somebody's)":
                (profile / "roi_xl.xlam").write_bytes(b"theirs")
            case "(ill)":
                found = Verdict(passed=False, detail="gone", remedy="install it")
                monkeypatch.setattr("roi_xl.cli.doctor.examined", lambda _: [("Python", found)])
            case "(no Windows)":
                monkeypatch.delenv("APPDATA")
                monkeypatch.delenv("USERPROFILE")
            case "(not built)":

                def built(_):
                    raise AddInError("xlwings isn't there", "install it")

                monkeypatch.setattr("roi_xl.cli.addin.built", built)

    return is_so


ROWS = [(code, line) for code, lines in CASES.items() for line in lines]


@pytest.mark.parametrize(("code", "line"), ROWS, ids=[f"{code} {' '.join(line)[:60]}" for code, line in ROWS])
def test_a_command_ends_as_the_table_says(request, place, given, invoke, code, line):
    if "--timeout" not in line:
        request.getfixturevalue("in_one_process")
    for circumstance in line:
        given(circumstance)
    done = invoke(*(word for word in line if word[0] != "("))
    assert done.exit_code == code, done.output
    assert done.exception is None or isinstance(done.exception, SystemExit)
    if code:
        assert done.output


def commands(group, before=()):
    """Every command that does something, by its words."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*before, name))
        else:
            yield (*before, name), command


COMMANDS = dict(commands(cli))


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_the_help_names_the_codes_that_a_command_gives_and_no_others(invoke, words):
    block = invoke(*words, "--help").stdout.partition("Exit codes:")[2].partition("Options:")[0]
    named = {int(code) for code in re.findall(r"^    (\d+) ", block, re.MULTILINE)}
    tried = {code for code, line in ROWS if tuple(line[: len(words)]) == words}
    assert named == tried | {Exit.HUNG_UP, Exit.INTERRUPTED, Exit.ENDED}


def test_readme_has_the_table(root):
    rows = "".join(f"| {code:d} | {meaning} |\n" for code, meaning in MEANINGS.items())
    assert f"|---|---|\n{rows}" in (root / "README.md").read_text(encoding="utf-8")


def test_a_file_s_failure_is_one_line_that_names_it(invoke, folder):
    error = FileError("exists", "it exists already", "choose another name, or give --force")
    (folder / "a.xlsx").write_text("mine")
    done = invoke("new", "a.xlsx")
    assert done.stderr == f"a.xlsx: error [exists] {error}\n"
