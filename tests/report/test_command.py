"""`roi-xl report` as its user meets it: what it prints and writes, and what it refuses."""

import json
import shutil

import pytest
from click.testing import CliRunner
from test_formats import program

from roi_xl.cli import cli

pytestmark = pytest.mark.usefixtures("in_one_process")


@pytest.fixture
def run(tmp_path, monkeypatch, root):
    shutil.copy(root / "workbooks" / "sales-training.xlsx", tmp_path / "book.xlsx")
    monkeypatch.chdir(tmp_path)

    def invoke(*arguments):
        return CliRunner().invoke(cli, ["report", "book.xlsx", "--today", "2026-01-02", *arguments])

    return invoke


def test_without_a_file_it_prints_markdown(run):
    done = run()
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("# Consultative selling, spring 2025\n\nFor the sponsor · ")
    assert "| 152.0% | 57.9% to 232.6% |" in done.stdout


def test_the_end_of_the_name_decides_on_the_format(run, tmp_path):
    made = program(tmp_path, "open(target, 'w').write('%PDF-' + source)")
    for name, start, more in (
        ("r.html", b"<!DOCTYPE html>", ()),
        ("r.md", b"# Consultative", ()),
        ("r.PDF", b"%PDF-<!DOCTYPE html>", ("--browser", str(made))),
    ):
        done = run("-o", name, *more)
        assert (done.exit_code, done.stdout) == (0, f"{name}: written\n"), done.output
        assert (tmp_path / name).read_bytes().startswith(start)


def test_the_language_and_the_audience_are_the_given_ones(run):
    done = run("--language", "sv", "--audience", "finance")
    assert "För ekonomi" in done.stdout
    assert "152,0\u00a0%" in done.stdout
    assert "För sponsorn" in run("--language", "sv").stdout


def test_json_goes_to_the_screen_and_the_report_into_the_file(run, tmp_path):
    document = json.loads(run("--json", "-o", "r.md").stdout)
    assert (document["kind"], document["usable"], document["language"]) == ("roi-xl report", True, "en")
    assert document["figures"]["roi"]["value"] == pytest.approx(1.52)
    assert document["figures"]["roi"]["shown"] == "152.0%"
    assert document["sections"][0]["title"] in (tmp_path / "r.md").read_text(encoding="utf-8")


def test_a_file_of_somebody_s_stays(run, tmp_path):
    (tmp_path / "r.html").write_text("mine")
    assert run("-o", "r.html").exit_code == 3
    assert (tmp_path / "r.html").read_text() == "mine"
    assert run("-o", "r.html", "--force").exit_code == 0


def test_a_browser_is_looked_for_before_anything_is_computed(run, monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("roi_xl.report.as_pdf._ON_MAC", ())
    monkeypatch.setattr("roi_xl.cli.report._result", lambda *_: pytest.fail("computed"))
    done = run("-o", "r.pdf")
    assert (done.exit_code, "[no-browser]" in done.stderr) == (3, True)


@pytest.mark.parametrize(
    "arguments",
    [("-o", "r.docx"), ("-o", "r.html", "--browser", "x"), ("--browser", "x"), ("--audience", "all")],
)
def test_what_makes_no_sense_is_refused(run, arguments):
    assert run(*arguments).exit_code == 2
