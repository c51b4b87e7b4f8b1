"""No output of any command takes anything away: the table of `tests/bench/outputs.py`, row by row."""

import json
import sys
from pathlib import Path

import pytest

from roi_xl.cli.reports import SUFFIXES

if sys.platform == "win32":
    pytest.skip("links, permissions and limits of POSIX systems", allow_module_level=True)

import outputs


@pytest.mark.parametrize("hazard", outputs.HAZARDS)
@pytest.mark.parametrize("output", outputs.OUTPUTS, ids=lambda output: output.name)
def test_nothing_is_lost(output, hazard, tmp_path):
    assert outputs.tried(output, hazard, tmp_path)[1] == []


ENDS = {end.removeprefix(".") for end in SUFFIXES}


def test_every_option_that_names_an_output_stands_in_the_table():
    from roi_xl.cli import cli

    def commands(group, before=()):
        for name in group.list_commands(None):
            command = group.get_command(None, name)
            if hasattr(command, "commands"):
                yield from commands(command, (*before, name))
            else:
                yield " ".join((*before, name)), command

    writing = {
        name
        for name, command in commands(cli)
        if any(
            option in {"--output", "--force", "--in-place"} or parameter.name in {"folder", "readme"}
            for parameter in command.params
            for option in parameter.opts
        )
    }
    assert writing == {
        " ".join(word for word in output.name.split() if word[0] != "-" and word not in ENDS)
        for output in outputs.OUTPUTS
    }


def files(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_result_that_cant_be_written_names_its_own_path_and_not_the_source(invoke, book, folder):
    book(folder / "a.xlsx", {"A1": "=1+1"})
    (folder / "out").mkdir()
    (folder / "out" / "a.xlsx").write_bytes(b"old")
    (folder / "out" / "a.xlsx").chmod(0o444)
    told = invoke("recalc", "--output", "out", "--force", "--report", "r.csv", "a.xlsx")
    assert told.exit_code == 3
    assert told.stdout.startswith("out/a.xlsx: error [read-only] ")
    assert 'a.xlsx,failed,"out/a.xlsx: ' in (folder / "r.csv").read_text(encoding="utf-8")
    document = json.loads(invoke("recalc", "--output", "out", "--force", "--json", "a.xlsx").stdout)
    (entry,) = document["workbooks"]
    assert (entry["file"], entry["unwritten"]) == ("a.xlsx", "out/a.xlsx")


# ---- reports ----------------------------------------------------------------------------------------------


@pytest.fixture
def two(book, folder):
    """A workbook that is out of date in one cell."""
    return book(folder / "a.xlsx", {"A1": "=1+1"})


@pytest.mark.parametrize("end", [*sorted(ENDS), "CSV"])
def test_a_report_of_ours_is_replaced_night_after_night(invoke, two, folder, end):
    first = invoke("recalc", "--report", f"r.{end}", two)
    (folder / "b.xlsx").write_bytes(b"no workbook")
    again = invoke("recalc", "--report", f"r.{end}", two, "b.xlsx")
    assert (first.exit_code, again.exit_code) == (0, 3)
    assert "isn't a report" not in again.stderr


def test_the_first_workbook_of_a_pattern_isn_t_taken_for_the_report(invoke, book, contents, folder):
    for name in "abc":
        book(folder / f"{name}.xlsx", {"A1": "=1+1"})
    before = contents(folder)
    done = invoke("recalc", "--report", "a.xlsx", "b.xlsx", "c.xlsx")  # what a shell makes of *.xlsx
    assert done.exit_code == 3
    assert "a.xlsx: error [exists] it is there already and isn't a report of roi-xl; name" in done.stderr
    assert contents(folder) == before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("r.csv", "file,status\na.xlsx,current\n"),
        ("r.csv", "File,Status,Failure,Formulas,Computed,Changed,Calls,Errors,Warnings\n"),
        ("r.csv", ""),
        ("r.json", "[]"),
        ("r.json", '[{"file": "a.xlsx"}]'),
        ("r.json", '[{"file": "a.xlsx", "status": "open"}]'),
        ("r.json", '{"file": "a.xlsx", "status": "current"}'),
        ("r.json", "[" * 100_000),
        ("r.xlsx", "PK\3\4 and nothing more"),
    ],
)
def test_what_only_looks_like_a_report_stays(invoke, two, folder, name, content):
    (folder / name).write_text(content)
    assert invoke("recalc", "--report", name, two).exit_code == 3
    assert (folder / name).read_text() == content


def test_a_report_with_a_sheet_of_somebody_s_is_no_longer_ours(invoke, two, folder):
    import openpyxl

    invoke("recalc", "--report", "r.xlsx", two)
    report = openpyxl.load_workbook(folder / "r.xlsx")
    report.create_sheet("My notes")
    report.save(folder / "r.xlsx")
    assert invoke("recalc", "--report", "r.xlsx", two).exit_code == 3


def test_a_report_that_excel_has_saved_again_is_still_one(invoke, two, folder):
    import openpyxl

    invoke("recalc", "--report", "r.xlsx", two)
    openpyxl.load_workbook(folder / "r.xlsx").save(folder / "r.xlsx")
    assert invoke("recalc", "--report", "r.xlsx", two).exit_code == 0


def test_force_replaces_what_isn_t_a_report_but_never_a_workbook_that_is_read(invoke, two, folder):
    (folder / "r.csv").write_text("mine")
    before = two.read_bytes()
    assert invoke("recalc", "--force", "--report", "r.csv", two).exit_code == 0
    assert (folder / "r.csv").read_text("utf-8-sig").startswith("file,status,failure,")
    assert invoke("recalc", "--force", "--report", "a.xlsx", two).exit_code == 2
    assert two.read_bytes() == before


def test_a_link_that_leads_to_a_report_of_ours_is_followed(invoke, two, folder):
    (folder / "share").mkdir()
    invoke("recalc", "--report", "share/r.csv", two)
    (folder / "r.csv").symlink_to("share/r.csv")
    (folder / "b.xlsx").write_bytes(b"no workbook")
    assert invoke("recalc", "--report", "r.csv", two, "b.xlsx").exit_code == 3
    assert (folder / "r.csv").is_symlink()
    assert (folder / "share" / "r.csv").read_text("utf-8-sig").count("\n") == 3


@pytest.mark.parametrize(("make", "code"), [("symlink_to", 2), ("hardlink_to", 3)])
def test_another_name_of_a_workbook_that_is_read_is_no_report(invoke, two, folder, make, code):
    getattr(folder / "r.xlsx", make)(two)
    before = two.read_bytes()
    assert invoke("recalc", "--report", "r.xlsx", two).exit_code == code
    assert two.read_bytes() == (folder / "r.xlsx").read_bytes() == before


def test_a_file_that_appears_meanwhile_stays_too(invoke, two, folder, monkeypatch):
    from roi_xl.cli import reports

    written = reports.put

    def put(path, *arguments, **options):
        path.write_text("somebody's")
        written(path, *arguments, **options)

    monkeypatch.setattr(reports, "put", put)
    done = invoke("recalc", "--report", "r.csv", two)
    assert (done.exit_code, (folder / "r.csv").read_text()) == (3, "somebody's")
    assert (
        "r.csv: error [exists] it is there already and isn't a report of roi-xl; name another" in done.stderr
    )


# ---- results in a folder ----------------------------------------------------------------------------------


def test_a_result_replaces_the_one_before_also_of_a_workbook_that_was_edited(invoke, book, two, folder):
    assert invoke("recalc", "--output", "done", two).exit_code == 0
    book(two, {"A1": "=2+2"})
    assert invoke("recalc", "--output", "done", two).exit_code == 0
    assert invoke("recalc", "--check", "done/a.xlsx").exit_code == 0
    assert files(folder / "done") == [".roi-xl-results", "a.xlsx"]


def test_a_result_that_somebody_has_edited_stays(recalculated, book, two, folder):
    recalculated("--output", "done", two)
    edited = book(folder / "done" / "a.xlsx", {"A1": "somebody's"}).read_bytes()
    entries, code = recalculated("--output", "done", two)
    assert (code, entries[0]["failure"]["code"]) == (3, "exists")
    assert entries[0]["failure"]["reason"] == "done/a.xlsx is there already, and isn't as roi-xl wrote it"
    assert (folder / "done" / "a.xlsx").read_bytes() == edited
    entries, code = recalculated("--force", "--output", "done", two)
    assert (code, entries[0]["status"]) == (0, "written")


def test_a_result_that_is_there_to_the_byte_is_no_obstacle(invoke, two, folder):
    invoke("recalc", "--output", "done", two)
    (folder / "done" / ".roi-xl-results").unlink()  # such as one of a version that kept no list
    assert invoke("recalc", "--output", "done", two).exit_code == 0


def test_a_link_among_the_results_is_replaced_and_what_it_leads_to_stays(invoke, two, folder):
    (folder / "done").mkdir()
    (folder / "precious.xlsx").write_text("somebody's")
    (folder / "done" / "a.xlsx").symlink_to("../precious.xlsx")
    assert invoke("recalc", "--output", "done", two).exit_code == 0
    assert not (folder / "done" / "a.xlsx").is_symlink()
    assert (folder / "precious.xlsx").read_text() == "somebody's"


def test_a_link_that_leads_nowhere_makes_no_file_there(invoke, two, folder):
    (folder / "done").mkdir()
    (folder / "done" / "a.xlsx").symlink_to("../new.xlsx")
    assert invoke("recalc", "--output", "done", two).exit_code == 0
    assert not (folder / "new.xlsx").exists()


# ---- other outputs ----------------------------------------------------------------------------------------


def test_an_add_in_that_was_signed_is_not_replaced(invoke, folder):
    from zipfile import ZipFile

    invoke("addin", "build")
    with ZipFile("roi_xl.xlam", "a") as package:
        package.writestr("xl/vbaProjectSignature.bin", b"of the company")
    signed = (folder / "roi_xl.xlam").read_bytes()
    done = invoke("addin", "build")
    assert (done.exit_code, (folder / "roi_xl.xlam").read_bytes()) == (3, signed)
    assert (
        "roi_xl.xlam: error [exists] it is there already and isn't an unsigned add-in of roi-xl"
        in done.stderr
    )


def test_a_workbook_that_somebody_has_filled_in_outlives_template(invoke, root, folder, monkeypatch):
    import openpyxl

    from roi_xl.shipped_workbooks import Edition

    monkeypatch.setattr("roi_xl.shipped_workbooks.EDITIONS", (Edition("blank", "en"),))
    book = openpyxl.load_workbook(root / "workbooks" / "blank-training.xlsx")
    book.save("blank-training.xlsx")
    mine = Path("blank-training.xlsx").read_bytes()
    done = invoke("template", ".")
    assert (done.exit_code, Path("blank-training.xlsx").read_bytes()) == (3, mine)
    assert "isn't a workbook that was built and never saved since" in done.stderr
    assert invoke("template", ".", "--force").exit_code == 0
    assert Path("blank-training.xlsx").read_bytes() != mine


@pytest.mark.parametrize("arguments", [["lite", "-o", "."], ["addin", "export", "-o", "a.bas"]], ids=" ".join)
def test_what_is_there_to_the_byte_is_no_obstacle(invoke, folder, arguments):
    assert [invoke(*arguments).exit_code for _ in "ab"] == [0, 0]


def test_docs_changes_nothing_but_the_table(invoke, folder):
    text = "# Ours\r\n<!-- functions: written by `roi-xl docs` -->\r\n<!-- end of functions -->\r\nåäö\r\n"
    path = folder / "README.md"
    path.write_bytes(text.encode())
    path.chmod(0o640)
    assert invoke("docs").exit_code == 0
    new = path.read_bytes().decode()
    assert new.startswith("# Ours\r\n<!-- functions")
    assert new.endswith("<!-- end of functions -->\r\nåäö\r\n")
    assert new.count("\n") == new.count("\r\n") > 30
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("# blåbær".encode("latin-1"), "it isn't UTF-8; save it as UTF-8"),
        (b"x" * (26 << 20), "it is larger than a README is"),
    ],
)
def test_a_readme_that_is_none_stays(invoke, folder, content, said):
    (folder / "README.md").write_bytes(content)
    done = invoke("docs")
    assert (done.exit_code, said in done.stderr, (folder / "README.md").read_bytes() == content) == (
        3,
        True,
        True,
    )
