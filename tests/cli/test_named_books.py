"""Workbooks are named by files, folders, patterns and lists; nothing is left out in silence."""

import json
import os
import shutil

import pytest
from click.testing import CliRunner

from roi_xl.cli import cli

pytestmark = pytest.mark.usefixtures("in_one_process")


@pytest.fixture
def programmes(folder, sum_of_two):
    """A folder of programmes: what is to be found in it, and what isn't."""
    places = (
        "p/B.XLSM", "p/2025/spring.xlsx", "p/2025/spring draft.xlsx", "p/2024/old/x.xlsx", "p/10.xlsx",
        "p/9.xlsx", "p/~$9.xlsx", "p/.hidden.xlsx", "p/.git/y.xlsx", "p/notes.txt", "p/book.xlsx.bak",
    )  # fmt: skip
    for place in places:
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(sum_of_two, folder / place)
    sum_of_two.unlink()
    return folder / "p"


@pytest.fixture
def names():
    """The workbooks that a call of `recalc` is about, by their paths as told."""

    def run(*arguments, standard_input=None):
        done = CliRunner().invoke(cli, ["recalc", "--json", *arguments], input=standard_input)
        return [entry["file"] for entry in json.loads(done.stdout)["workbooks"]]

    return run


ALL = ["10.xlsx", "9.xlsx", "B.XLSM", "2024/old/x.xlsx", "2025/spring draft.xlsx", "2025/spring.xlsx"]


def below(*paths):
    return [f"p/{path}" for path in paths]


def test_a_folder_stands_for_all_workbooks_in_it_and_below_in_a_fixed_order(programmes, names):
    assert names("p") == below(*ALL)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--exclude", "*draft*"], [name for name in ALL if "draft" not in name]),
        (["--exclude", "2024"], [name for name in ALL if "2024" not in name]),
        (["--include", "2025/*"], ["2025/spring draft.xlsx", "2025/spring.xlsx"]),
        (
            ["--include", "SPRING*", "--include", "9.*"],
            ["9.xlsx", "2025/spring draft.xlsx", "2025/spring.xlsx"],
        ),
        (["--include", "*.xlsx.bak"], ["book.xlsx.bak"]),
    ],
    ids=lambda value: " ".join(value) if "--" in value[0] else None,
)
def test_patterns_choose(programmes, names, options, expected):
    assert names("p", *options) == below(*expected)


def test_a_file_that_is_named_is_done_whatever_the_patterns_and_once(programmes, names):
    assert names("p/9.xlsx", "p", "p/./9.xlsx", "--exclude", "9*") == (
        below("9.xlsx", *(name for name in ALL if name != "9.xlsx"))
    )


def test_a_pattern_that_the_shell_left_alone(programmes, names):
    assert names("p/*.xlsx") == below("10.xlsx", "9.xlsx", "~$9.xlsx")  # as the shell would
    assert names("p/**/spring.xlsx") == below("2025/spring.xlsx")


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(programmes, names):
    shutil.copy(programmes / "9.xlsx", programmes / "[19].xlsx")
    assert names("p/[19].xlsx") == below("[19].xlsx")


def test_lists_from_a_file_and_from_standard_input(programmes, names, folder):
    (folder / "list.txt").write_text("\ufeff# the programmes\np/9.xlsx\n\np/2025\n", encoding="utf-8")
    expected = below("9.xlsx", "2025/spring draft.xlsx", "2025/spring.xlsx")
    assert names("@list.txt") == expected
    assert names("-", standard_input="p/9.xlsx\np/2025\n") == expected


@pytest.mark.parametrize("arguments", [["empty"], ["p", "--include", "*.xls"], ["@none.txt"]], ids=" ".join)
def test_what_holds_no_workbook_is_an_error(programmes, invoke, folder, arguments):
    (folder / "empty").mkdir()
    done = invoke("recalc", *arguments)
    assert done.exit_code == 3
    assert "[directory]" in done.stdout or "[not-found]" in done.stderr


def test_a_folder_that_nobody_may_read_is_told_and_stops_no_other(programmes, invoke, monkeypatch):
    listed = os.scandir

    def refused(path):
        if str(path).endswith("2024"):
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", refused)
    done = invoke("recalc", "--json", "p")
    entries = {entry["file"]: entry for entry in json.loads(done.stdout)["workbooks"]}
    assert done.exit_code == 3
    assert [*entries] == below(*(name for name in ALL if "2024" not in name), "2024")
    assert [name for name, entry in entries.items() if entry["status"] == "failed"] == ["p/2024"]


def test_results_keep_their_places_and_are_not_done_again(programmes, invoke, names):
    assert invoke("recalc", "p", "--output", "p/done").exit_code == 0
    made = {
        path.relative_to(programmes / "done").as_posix()
        for path in (programmes / "done").rglob("[!.]*")
        if path.is_file()
    }
    assert made == set(ALL)
    assert names("p") == below(*ALL)
    assert names("p", "--output", "p/done") == below(*ALL)
    shutil.copy(programmes / "9.xlsx", programmes / "done" / "somebody's.xlsx")
    assert names("p") == below(*ALL, "done/somebody's.xlsx")


def test_results_of_two_folders_may_not_overwrite_each_other(programmes, invoke, folder):
    shutil.copytree(programmes, folder / "q")
    done = invoke("recalc", "p", "q", "--output", "done")
    assert done.exit_code == 2
    assert "would both be written to" in done.stderr
    assert not (folder / "done").exists()


def test_check_takes_folders_too(programmes, invoke):
    done = invoke("check", "p", "--exclude", "*draft*")
    assert [
        line.partition(":")[0] for line in done.stdout.splitlines() if line.endswith("nothing to object to")
    ] == (below(*(name for name in ALL if "draft" not in name)))
