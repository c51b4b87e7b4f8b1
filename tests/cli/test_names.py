"""Names of any bytes: no order to the terminal, no broken document, nothing lost."""

import os
import sys

import pytest

if sys.platform in ("win32", "darwin"):
    pytest.skip("file systems whose names are text", allow_module_level=True)

NAMES = [b"\xff\xfe.xlsx", b"a\x1b[31mb\rc\n.xlsx", b"\x7f\x01.xlsx", "\u202egnp.xlsx".encode()]


@pytest.mark.parametrize("name", NAMES, ids=repr)
@pytest.mark.parametrize("end", ["csv", "json", "xlsx"])
def test_a_name_of_any_bytes_breaks_neither_output_nor_report(roi_xl, book, folder, report_rows, name, end):
    path = folder / os.fsdecode(name)
    book(folder / "plain.xlsx", {"A1": "=1+1"}).rename(path)
    done = roi_xl("recalc", "--output", "done", "--report", f"r.{end}", path.name, folder=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert (folder / "done" / path.name).is_file()
    assert not {*"\x1b\r\x01\x7f\u202e\udcff"} & {*done.stdout}
    assert done.stdout.count("\n") == 3
    rows = report_rows(folder / f"r.{end}")
    assert [row["status"] for row in rows] == ["written"]
    spelled = path.name if end == "json" else path.name.encode("unicode_escape").decode()
    assert rows[0]["file"] == spelled
    again = roi_xl("recalc", "--output", "done", "--report", f"r.{end}", path.name, folder=folder)
    assert (again.returncode, again.stderr) == (0, "")


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
def test_a_name_gives_the_terminal_no_orders(roi_xl, book, folder, stem, arguments, code):
    book(folder / "plain.xlsx", {"A1": "=1+1"})
    done = roi_xl(*(part.format(os.fsdecode(stem)) for part in arguments), folder=folder)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert not {*"\x1b\r\udcff"} & {*(done.stdout + done.stderr)}
