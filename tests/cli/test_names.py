"""Names of any bytes: no order to the terminal, no broken document, nothing lost."""

import os
import subprocess
import sys

import pytest

if sys.platform in ("win32", "darwin"):
    pytest.skip("file systems whose names are text", allow_module_level=True)

import outputs

NAMES = [b"\xff\xfe.xlsx", b"a\x1b[31mb\rc\n.xlsx", b"\x7f\x01.xlsx", "\u202egnp.xlsx".encode()]


@pytest.fixture(scope="module", params=["csv", "json", "xlsx"])
def done(request, roi_xl, book, tmp_path_factory):
    """Workbooks of all names recalculated into a folder, twice: the folder, the report and what was said."""
    folder, report = tmp_path_factory.mktemp("names"), f"r.{request.param}"
    paths = [folder / os.fsdecode(name) for name in NAMES]
    for path in paths:
        book(folder / "plain.xlsx", {"A1": "=1+1"}).rename(path)
    arguments = "--workers", 1, "--output", "done", "--report", report, *(path.name for path in paths)
    return folder, folder / report, *(roi_xl("recalc", *arguments, folder=folder) for _ in range(2))


@pytest.mark.parametrize("name", NAMES, ids=repr)
def test_a_name_of_any_bytes_breaks_neither_output_nor_report(done, report_rows, name):
    folder, report, first, again = done
    assert [(run.returncode, run.stderr) for run in (first, again)] == [(0, "")] * 2
    assert not {*"\x1b\r\x01\x7f\u202e\udcff"} & {*first.stdout}
    assert first.stdout.count("\n") == len(NAMES) + 1  # a line for each, and their sum
    path = folder / "done" / os.fsdecode(name)
    assert path.is_file()
    rows = report_rows(report)
    assert [row["status"] for row in rows] == ["written"] * len(NAMES)
    spelled = path.name if report.suffix == ".json" else path.name.encode("unicode_escape").decode()
    assert rows[NAMES.index(name)]["file"] == spelled


@pytest.mark.parametrize("stem", [b"\xff", b"a\x1b[31mb\rc"], ids=repr)
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["new", "{}.xlsm"], 2),
        (["new", "{}/a.xlsx"], 3),
        (["addin", "build", "-o", "{}.pdf"], 2),
        (["addin", "export", "-o", "{}.bas"], 0),
        (["addin", "install", "--dir", "{}"], 3),
        (["lite", "-o", "{}"], 3),
        (["docs", "{}"], 3),
        (["template", "--check", "{}"], 1),
        (["freeze", "plain.xlsx", "-o", "{}.pdf"], 2),
        (["freeze", "plain.xlsx", "--cached", "-o", "{}.xlsx"], 0),
        (["freeze", "plain.xlsx", "--cached", "--json", "-o", "{}.xlsx"], 0),
        (["recalc", "--report", "{}.pdf", "plain.xlsx"], 2),
        (["recalc", "--report", "{}/r.csv", "plain.xlsx"], 3),
        (["recalc", "--output", "plain.xlsx/{}", "plain.xlsx"], 3),
        (["functions", "{}"], 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value),
)
def test_a_name_gives_the_terminal_no_orders(book, folder, stem, arguments, code):
    book(folder / "plain.xlsx", {"A1": "=1+1"})
    program = outputs.command(*(part.format(os.fsdecode(stem)) for part in arguments))
    done = subprocess.run(program, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert not {*"\x1b\r\udcff"} & {*(done.stdout + done.stderr)}
