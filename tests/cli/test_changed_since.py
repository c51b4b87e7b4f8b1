"""`roi-xl recalc --changed-since`: what is unchanged isn't done again, and nothing else is left out."""

import json
import re
import shutil
from pathlib import Path

import openpyxl
import pytest

pytestmark = pytest.mark.usefixtures("in_one_process")

ENDS = ("csv", "json", "jsonl", "parquet", "xlsx")
DAY = "--today", "2026-01-02"


@pytest.fixture
def books(folder, book):
    """Three workbooks: one is out of date, one asks for the day, one has a doubtful cell."""
    (folder / "in").mkdir()
    book(folder / "in" / "stale.xlsx", {"A1": "=1+1"})
    book(folder / "in" / "dated.xlsx", {"A1": "=TODAY()-1"})
    book(folder / "in" / "doubtful.xlsx", {"A1": "=1+1", "A2": "=TRAINING_ROI(RAND(),A1)"})
    return folder / "in"


@pytest.fixture
def left_out(invoke):
    """How many workbooks a run over the folder leaves out, and its exit code."""

    def run(*options):
        done = invoke("recalc", "in", *options)
        found = re.search(r"(\d+) left out, unchanged since", done.stdout)
        return (int(found[1]) if found else 0), int(done.exit_code)

    return run


@pytest.mark.parametrize(
    ("end", "way"),
    [*((end, ()) for end in ENDS), ("csv", ("--in-place",)), ("json", ("--output", "out"))],
)
def test_what_is_unchanged_is_left_out_and_stays_in_the_report(books, left_out, folder, end, way):
    report = f"night.{end}"
    assert left_out(*way, *DAY, "--resume", report) == (0, 1)
    assert left_out(*way, *DAY, "--resume", report) == (3, 1)  # the error of the doubtful one still counts
    assert left_out(*way, *DAY, "--resume", report) == (
        3,
        1,
    )  # from rows that were carried over


def test_a_new_day_concerns_only_the_workbooks_that_ask_for_it(books, left_out):
    assert left_out(*DAY, "--resume", "r.csv") == (0, 1)
    assert left_out("--today", "2026-01-03", "--resume", "r.csv") == (2, 1)
    assert left_out("--today", "2026-01-03", "--resume", "r.csv") == (3, 1)


def changed(path, book):
    book(path, {"A1": "=1+2"})


CHANGES = {
    "content": lambda folder, book: changed(folder / "in" / "stale.xlsx", book),
    "result": lambda folder, book: changed(folder / "out" / "stale.xlsx", book),
    "lost result": lambda folder, _: (folder / "out" / "stale.xlsx").unlink(),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_changed_file_is_done_again(books, left_out, folder, book, what):
    report = "--output", "out", *DAY, "--force", "--resume", "r.json"
    assert left_out(*report) == (0, 1)
    CHANGES[what](folder, book)
    assert left_out(*report) == (2, 1)
    assert left_out(*report) == (3, 1)


@pytest.mark.parametrize("other", [("--engines", "strict"), ("--set", "S!Z9=1")])
def test_other_settings_are_another_run(books, left_out, other):
    assert left_out(*DAY, "--resume", "r.csv") == (0, 1)
    assert left_out(*DAY, *other, "--resume", "r.csv")[0] == 0
    assert left_out(*DAY, *other, "--resume", "r.csv")[0] == 3


def test_another_version_is_another_run(books, left_out, monkeypatch):
    assert left_out(*DAY, "--resume", "r.csv") == (0, 1)
    monkeypatch.setattr("roi_xl.cli.recalc.versions", lambda: "roi-xl 99")
    assert left_out(*DAY, "--resume", "r.csv") == (0, 1)


def test_what_was_only_shown_is_written_by_a_run_that_writes(books, left_out, folder):
    assert left_out(*DAY, "--report", "r.csv") == (0, 1)
    assert left_out(*DAY, "--changed-since", "r.csv") == (3, 1)
    assert left_out(*DAY, "--changed-since", "r.csv", "--check")[0] == 0  # out of date all
    assert left_out(*DAY, "--changed-since", "r.csv", "--in-place")[0] == 0
    assert openpyxl.load_workbook(folder / "in" / "stale.xlsx", data_only=True)["S"]["A1"].value == 2


def test_a_workbook_that_failed_is_tried_again(books, left_out, folder):
    (folder / "in" / "bad.xlsx").write_text("no workbook")
    assert left_out(*DAY, "--resume", "r.csv") == (0, 3)
    assert left_out(*DAY, "--resume", "r.csv") == (3, 3)


def test_carried_rows_say_in_every_format_what_they_said(books, invoke, folder, report_rows):
    invoke("recalc", "in", *DAY, "--report", "a.csv")
    for before, after in (("a.csv", "b.parquet"), ("b.parquet", "c.jsonl"), ("c.jsonl", "d.xlsx"),
                          ("d.xlsx", "e.json"), ("e.json", "f.csv")):  # fmt: skip
        assert invoke("recalc", "in", *DAY, "--report", after, "--changed-since", before).exit_code == 1
    first, last = report_rows(folder / "a.csv"), report_rows(folder / "f.csv")
    assert {row.pop("skipped") for row in last} == {"yes"}
    assert {row.pop("skipped") for row in first} == {""}
    assert first == last


def test_an_earlier_report_that_is_none_is_refused_before_anything_is_done(books, invoke, folder):
    (folder / "r.csv").write_text("file,status\n")
    for options, code in ((("--changed-since", "r.csv"), 3), (("--changed-since", "none.csv"), 3)):
        done = invoke("recalc", "in", "--in-place", *options)
        assert (done.exit_code, "written" in done.stdout) == (code, False)


def test_a_report_says_whose_programme_it_is_and_with_what_it_was_computed(folder, root, invoke, report_rows):
    shutil.copy(root / "workbooks" / "sales-training-sv.xlsx", folder / "s.xlsx")
    invoke("recalc", "s.xlsx", "--set", "inp_report_date=2020-01-01", "-o", "o.xlsx", "--report", "r.csv")
    (row,) = report_rows(folder / "r.csv")
    assert (row["currency"], row["language"], row["output"]) == ("USD", "sv", "o.xlsx")
    assert row["programme"]
    assert row["owner"]
    assert "model-checks" in row["findings"]
    assert "R1" in row["failing checks"]
    assert re.match(r"roi-xl \S+, formualizer \S+, formulon ", row["version"])
    assert row["settings"] == "double; inp_report_date=2020-01-01"
    assert float(row["seconds"]) > 0


def test_advice_that_nobody_accepts_stands_in_a_report_by_code(folder, root, invoke, report_rows):
    shutil.copy(root / "workbooks" / "sales-training.xlsx", folder / "s.xlsx")
    invoke("recalc", "s.xlsx", "--set", "inp_finance_source=", "--in-place", "--report", "r.csv")
    checked = json.loads(invoke("check", "s.xlsx", "--json").stdout)["workbooks"][0]["objections"]
    advice = [one["code"] for one in checked if one["level"] == "warning" and not one["accepted_by"]]
    (row,) = report_rows(folder / "r.csv")
    assert (row["advice"], advice) == ("R118", ["R118"])  # others are accepted in the Log


def test_a_workbook_has_percent_money_with_its_currency_a_filter_and_the_findings(folder, root, invoke):
    shutil.copy(root / "workbooks" / "sales-training-sv.xlsx", folder / "s.xlsx")
    invoke("recalc", "s.xlsx", "--set", "inp_report_date=2020-01-01", "--report", "r.xlsx")
    report = openpyxl.load_workbook(folder / "r.xlsx")
    header, row = report["Report"].iter_rows()
    formats = {name.value: cell.number_format for name, cell in zip(header, row, strict=True)}
    assert (formats["ROI"], formats["Net benefit"]) == ("0.0%", '#,##0 "USD"')
    assert report["Report"].auto_filter.ref
    findings = [*report["Findings"].iter_rows(values_only=True)]
    assert findings[0] == ("file", "programme", "level", "code", "where", "finding", "remedy")
    assert findings[1][:4] == ("s.xlsx", row[11].value, "error", "model-checks")


def test_a_log_has_a_line_for_each_event_and_grows(books, invoke, folder):
    (folder / "in" / "bad.xlsx").write_text("no workbook")
    for _ in range(2):
        assert invoke("recalc", "in", *DAY, "--log", "n.log").exit_code == 3
    lines = [json.loads(line) for line in (folder / "n.log").read_text().splitlines()]
    events = [line["event"] for line in lines]
    assert events == ["start", *["workbook"] * 4, "end"] * 2
    bad = next(line for line in lines if line.get("file", "").endswith("bad.xlsx"))
    assert (bad["status"], bad["code"]) == ("failed", "not-a-zip")
    assert lines[-1]["exit_code"] == 3
    assert [line for line in lines if "time" not in line] == []


def test_a_file_of_somebody_is_no_log(books, invoke, folder):
    (folder / "notes.txt").write_text("mine\n")
    done = invoke("recalc", "in", "--in-place", "--log", "notes.txt")
    assert (done.exit_code, (folder / "notes.txt").read_text()) == (3, "mine\n")
    assert "written" not in done.stdout


def test_quiet_prints_only_what_is_wrong(books, invoke):
    done = invoke("recalc", "in", *DAY, "--quiet", "--in-place")
    assert done.exit_code == 1
    assert done.stdout.startswith(str(Path("in", "doubtful.xlsx")))
    assert "stale.xlsx" not in done.stdout
    (Path("in") / "doubtful.xlsx").unlink()
    assert invoke("recalc", "in", *DAY, "--quiet").output == ""


SETTINGS = """
[recalc]
files = ["in"]
exclude = ["doubtful*"]
in-place = true
resume = "night.csv"
log = "night.log"
today = "2026-01-02"
timeout = 60
"""


def test_settings_from_a_file_are_the_words_of_the_command_line(books, invoke, folder, report_rows):
    (folder / "roi-xl.toml").write_text(SETTINGS)
    assert invoke("recalc", "--settings", "roi-xl.toml").exit_code == 0
    rows = report_rows(folder / "night.csv")
    assert [Path(row["file"]).name for row in rows] == ["dated.xlsx", "stale.xlsx"]
    assert {row["status"] for row in rows} == {"written"}
    assert (folder / "night.log").exists()
    again = invoke("recalc", "--settings", "roi-xl.toml")
    assert again.stdout == "2 workbooks: 2 left out, unchanged since night.csv\n"


def test_the_command_line_counts_more_than_the_file(books, invoke, folder):
    (folder / "roi-xl.toml").write_text(SETTINGS)
    done = invoke("recalc", "--settings", "roi-xl.toml", "--today", "2026-01-05", "in/dated.xlsx")
    assert done.exit_code == 0
    assert "stale.xlsx" not in done.stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[recalc]\nin-plase = true\n", "has no option in-plase; did you mean in-place?"),
        ("[recalc]\nin-place = 1\n", "in-place takes true or false"),
        ('[recalc]\nfiles = "in"\n', "files takes a list of texts"),
        ('[recalc]\nreport = ["a.csv"]\n', "report takes a text, a number or a day"),
        ('[recalc]\nfiles = ["in"]\nreport = 5\n', "--report 5: name a file that ends in"),
        ('[recalc]\nfiles = ["in"]\ntimeout = nan\n', "nan is no number"),
        ('[recalc]\nfiles = ["a\\u0000.xlsx"]\n', "files takes a list of texts"),
        ('[recalc]\nreport = "a\\u0000.csv"\n', "report takes a text, a number or a day"),
        pytest.param(f"[recalc]\ntimeout = {'9' * 5_000}\n", "it isn't TOML", id="5,000 digits"),
        pytest.param(f"[recalc]\ntimeout = 0x{'F' * 5_000}\n", "timeout takes", id="hexadecimal digits"),
        pytest.param(f"[recalc]\nset = {'[' * 5_000}\n", "it isn't TOML", id="5,000 brackets"),
        ("[check]\n", "it has no section [recalc]"),
        ("files = [", "it isn't TOML"),
    ],
)
def test_a_settings_file_with_a_slip_is_refused(books, invoke, folder, text, said):
    (folder / "roi-xl.toml").write_text(text)
    done = invoke("recalc", "--settings", "roi-xl.toml")
    assert (done.exit_code, said in done.stderr) == (2, True), done.stderr


def test_a_day_may_be_one_of_toml(books, invoke, folder):
    days = []
    for day in ("2026-01-02", '"2026-01-02"'):
        (folder / "roi-xl.toml").write_text(f"[recalc]\ntoday = {day}\n")
        days.append(invoke("recalc", "--settings", "roi-xl.toml", "--json", books).stdout)
    assert days[0] == days[1]
    assert json.loads(days[0])["workbooks"]
