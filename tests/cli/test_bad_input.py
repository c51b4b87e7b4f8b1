"""Bad input through the command: one line with file, reason and remedy; nothing changed, nothing left."""

import errno
import io
import json
import os
import resource
import shutil
import struct
import subprocess
import zipfile
import zlib
from pathlib import Path

import pytest
import xlsxwriter

from roi_xl.cli.paths import real

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4096)
SHEET = "xl/worksheets/sheet1.xml"
DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'

CODES = {
    "not a zip": "not-a-zip",
    "empty": "empty",
    "truncated": "truncated",
    "password": "encrypted",
    "excel 97": "xls",
    "binary": "xlsb",
    "opendocument": "ods",
    "bomb": "zip-bomb",
    "lying size": "zip-bomb",
    "twice": "duplicate-entry",
    "overlap": "overlapping-entries",
    "traversal": "unsafe-name",
    "dtd": "dtd",
    "entity": "broken-xml",
    "huge row": "broken-sheet",
    "huge array": "too-many-cells",
    "missing part": "missing-part",
}


def good_parts():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet("S").write_formula("A1", "=1+1", None, 999)
    with zipfile.ZipFile(buffer) as package:
        return {name: package.read(name) for name in package.namelist()}


def zipped(parts, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def hostile():
    """Bytes by name, each with one thing wrong."""
    parts = good_parts()
    whole = zipped(parts)
    sheet = parts[SHEET]

    def with_sheet(data):
        return zipped({**parts, SHEET: data})

    return {
        "not a zip": b"Dear colleague, here is the workbook",
        "empty": b"",
        "truncated": whole[: len(whole) // 2],
        "password": OLE + "EncryptedPackage".encode("utf-16-le"),
        "excel 97": OLE + "Workbook".encode("utf-16-le"),
        "binary": zipped(
            {**parts, "_rels/.rels": parts["_rels/.rels"].replace(b"workbook.xml", b"workbook.bin")}
        ),
        "opendocument": zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
        "bomb": declared(parts, deflated(600 << 20), 600 << 20),
        "lying size": declared(parts, deflated(50 << 20), 1000),
        "twice": zipped({**parts, "xl/workbookXxml": b""}).replace(b"xl/workbookXxml", b"XL/workbook.xml"),
        "overlap": overlapping(whole),
        "traversal": zipped({**parts, "xl/../../evil": b""}),
        "dtd": with_sheet(sheet.replace(b"<worksheet", DOCTYPE + b"<worksheet", 1)),
        "entity": with_sheet(sheet.replace(b"<v>999</v>", b"<v>&b;</v>")),
        "huge row": with_sheet(sheet.replace(b'<row r="1"', b'<row r="99999999"')),
        "huge array": with_sheet(sheet.replace(b"<f>", b'<f t="array" ref="A1:XFD1048576">')),
        "missing part": zipped({name: content for name, content in parts.items() if name != SHEET}),
    }


def deflated(size):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(size >> 20)) + packer.flush()


def declared(parts, stored, size):
    """A workbook whose sheet has these deflated bytes and says that they inflate to so many."""
    data = bytearray(zipped({**parts, SHEET: b""} | {SHEET: stored}, zipfile.ZIP_STORED))
    record = data.index(b"PK\1\2", data.rindex(stored[:64]))
    while SHEET.encode() not in data[record : record + 46 + len(SHEET)]:
        record = data.index(b"PK\1\2", record + 4)
    local = struct.unpack_from("<I", data, record + 42)[0]
    for method, length, at in ((10, 24, record), (8, 22, local)):
        struct.pack_into("<H", data, at + method, 8)
        struct.pack_into("<I", data, at + length, size)
    return bytes(data)


def overlapping(whole):
    data = bytearray(whole)
    record = data.index(b"PK\1\2")
    local = struct.unpack_from("<I", data, record + 42)[0]
    for at in (record + 20, local + 18):
        struct.pack_into("<I", data, at, 2000)
    return bytes(data)


@pytest.fixture(scope="module")
def refused(tmp_path_factory, roi_xl, contents):
    """Every bad file, and a good one in the middle, put through one `recalc --in-place`."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, data in hostile().items():
        (folder / f"{name}.xlsx").write_bytes(data)
    (folder / "good.xlsx").write_bytes(zipped(good_parts()))
    names = [f"{name}.xlsx" for name in CODES]
    names.insert(len(names) // 2, "good.xlsx")
    before = contents(folder)
    done = roi_xl("recalc", "--in-place", *names, folder=folder)
    lines = dict(line.split(": ", 1) for line in done.stdout.splitlines())
    return done, lines, before, contents(folder)


@pytest.mark.parametrize("name", CODES)
def test_a_bad_file_is_one_line_with_the_reason_and_a_remedy(refused, name):
    _, lines, _, _ = refused
    message = lines[f"{name}.xlsx"]
    assert message.startswith(f"error [{CODES[name]}] ")
    reason, _, remedy = message.rpartition("; ")
    assert reason
    assert remedy


def test_bad_files_stay_as_they_were_and_nothing_is_left_beside_them(refused):
    _, _, before, after = refused
    assert before.pop("good.xlsx") != after.pop("good.xlsx")
    assert after == before


def test_a_good_file_among_bad_ones_is_written(refused):
    _, lines, _, _ = refused
    assert lines["good.xlsx"] == "written, 1 value changed"


def test_bad_files_make_the_exit_code_3_and_say_nothing_more(refused):
    done, lines, _, _ = refused
    assert done.returncode == 3
    assert done.stderr == ""
    assert lines["18 workbooks"] == "1 written, 17 failed"


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda _: None, "not-found"),
        (lambda path: path.mkdir(), "directory"),
        (os.mkfifo, "not-a-file"),
        (lambda path: path.symlink_to(path), "not-found"),
        (lambda path: path.symlink_to("/dev/zero"), "not-a-file"),
    ],
    ids=["missing", "folder", "pipe", "links in a circle", "endless device"],
)
def test_what_is_no_file_is_refused(recalculated, folder, make, code):
    make(folder / "book.xlsx")
    entries, exit_code = recalculated("--in-place", "book.xlsx")
    assert (entries[0]["failure"]["code"], exit_code) == (code, 3)


def test_a_file_without_permission_stops_no_other(recalculated, stale, monkeypatch):
    good, closed = stale("good.xlsx", "closed.xlsx")
    monkeypatch.setattr(os, "access", lambda path, *_: Path(path).name != closed.name)  # root may read all
    entries, _ = recalculated(closed, good)
    assert [entry["file"] for entry in entries] == [str(closed), str(good)]
    assert entries[1]["status"] == "stale"


@pytest.mark.parametrize(
    ("prepare", "code"),
    [
        (lambda path: path.chmod(0o444), "read-only"),
        (lambda path: (path.parent / f"~${path.name}").write_bytes(b"x"), "open-elsewhere"),
        (lambda path: (path.parent / f".~lock.{path.name}#").write_bytes(b"x"), "open-elsewhere"),
    ],
    ids=["no permission", "open in Excel", "open in LibreOffice"],
)
def test_a_workbook_that_isnt_free_is_refused(recalculated, stale, contents, folder, prepare, code):
    prepare(*stale("book.xlsx"))
    before = contents(folder)
    entries, exit_code = recalculated("--in-place", "book.xlsx")
    assert (entries[0]["failure"]["code"], exit_code) == (code, 3)
    assert contents(folder) == before


def test_excels_mark_of_an_open_workbook_is_not_taken_for_one(recalculated, folder):
    (folder / "~$book.xlsx").write_bytes(bytes(165))
    entries, _ = recalculated("~$book.xlsx")
    assert entries[0]["failure"]["code"] == "owner-file"


def limited_file_size():
    """The disk takes files of up to 30,000 bytes: less than the workbook has."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))


@pytest.mark.parametrize(
    ("destination", "unwritten"),
    [(["--in-place"], "book.xlsx"), (["--output", "done"], "done/book.xlsx")],
    ids=["in place", "output"],
)
def test_a_full_disk_is_one_line_and_leaves_no_half_file(command, contents, folder, destination, unwritten):
    with xlsxwriter.Workbook(folder / "book.xlsx") as book:
        page = book.add_worksheet()
        page.write_formula("A1", "=1+1", None, 999)  # one engine is enough: the other's memory is a file
        page.write_column("B1", [os.urandom(16).hex() for _ in range(2_000)])
    before = contents(folder)
    done = subprocess.run(
        [command, "recalc", *destination, "book.xlsx"],
        env={name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")},
        capture_output=True, text=True, preexec_fn=limited_file_size, timeout=60, check=False,
    )  # fmt: skip
    assert done.stdout.startswith(f"{unwritten}: error [disk-full] ")
    assert done.returncode == 3
    assert contents(folder) == before


def test_output_onto_a_full_disk_is_one_line_and_exit_code_3(command):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [command, "functions"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert (done.returncode, done.stderr) == (3, "roi-xl: No space left on device\n")


@pytest.mark.parametrize("closed", ["1>&-", "2>&-", "<&- 1>&- 2>&-"])
def test_closed_streams_are_no_hindrance(command, stale, folder, closed):
    stale("book.xlsx", "other.xlsx")
    line = f"exec {command} recalc --in-place --report report.csv book.xlsx other.xlsx {closed}"
    done = subprocess.run(["sh", "-c", line], check=False, timeout=60)
    assert done.returncode == 0
    assert (folder / "report.csv").read_text(encoding="utf-8-sig").count(",written,") == 2


# ---- formulas that mean harm ------------------------------------------------------------------------------


def test_a_chain_of_20_000_cells_is_computed(recalculated, book, folder):
    cells = {"A1": 1} | {f"A{row}": f"=A{row - 1}+1" for row in range(2, 20_001)}
    entries, _ = recalculated(book(folder / "chain.xlsx", cells))
    assert entries[0]["changes"][-1] == {"where": "S!A20000", "old": 999.0, "new": 20_000.0}


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("=" + "+".join(["1"] * 50_000), "too-long"),
        ("=" + "SUM(" * 1_500 + "1" + ")" * 1_500, "too-deep"),
        ("=_xlfn.LET(_xlpm.f,_xlfn.LAMBDA(_xlpm.g,_xlpm.g(_xlpm.g)),_xlpm.f(_xlpm.f))", "lambda"),
    ],
    ids=["100,000 characters", "1,500 calls in one another", "endless LAMBDA"],
)
def test_a_formula_that_excel_would_not_take_keeps_its_value_and_is_named(
    recalculated, book, folder, formula, code
):
    entries, _ = recalculated(book(folder / "book.xlsx", {"A1": formula}))
    assert [(finding["code"], finding["where"]) for finding in entries[0]["findings"]] == [(code, "S!A1")]
    assert entries[0]["changed"] == 0


def test_more_time_than_allowed_is_a_failure_of_that_workbook_alone(roi_xl, book, stale, folder):
    cells = {f"A{row}": f"=SUM(A{row + 1}:A20001)" for row in range(1, 20_001)}  # 200 million additions
    book(folder / "slow.xlsx", cells)
    book(folder / "quick.xlsx", {"A1": "=1+1"})
    done = roi_xl("recalc", "--timeout", "1", "--workers", "1", "slow.xlsx", "quick.xlsx", folder=folder)
    lines = done.stdout.splitlines()
    assert lines[0] == (
        "slow.xlsx: error [time-limit] took more than 1 s; raise --timeout, or split the workbook"
    )
    assert lines[1] == "quick.xlsx: out of date in 1 cell (S!A1)"


def test_more_memory_than_allowed_is_a_failure_of_that_workbook_alone(roi_xl, book, folder):
    book(folder / "large.xlsx", {f"A{row}": '="x"&REPT("y",32000)' for row in range(1, 9_001)})
    book(folder / "small.xlsx", {"A1": "=1+1"})
    done = roi_xl("recalc", "--memory", "256", "--workers", "1", "large.xlsx", "small.xlsx", folder=folder)
    lines = done.stdout.splitlines()
    assert lines[0].startswith(("large.xlsx: error [too-large] ", "large.xlsx: error [engine-died] "))
    assert lines[1] == "small.xlsx: out of date in 1 cell (S!A1)"


def test_macros_stay_and_are_never_run(recalculated, folder):
    parts = good_parts()
    relationships = "xl/_rels/workbook.xml.rels"
    link = b'<Relationship Id="rM" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject"'
    parts[relationships] = parts[relationships].replace(
        b"</Relationships>", link + b' Target="vbaProject.bin"/></Relationships>'
    )
    parts["xl/vbaProject.bin"] = OLE
    (folder / "book.xlsm").write_bytes(zipped(parts))
    entries, _ = recalculated("--in-place", "book.xlsm")
    assert entries[0]["status"] == "written"
    with zipfile.ZipFile(folder / "book.xlsm") as package:
        assert package.read("xl/vbaProject.bin") == OLE


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
def test_no_network_connection_is_made(command, folder):
    parts = good_parts()
    sheet = parts[SHEET].replace(b"<f>1+1</f>", b'<f>_xlfn.WEBSERVICE("http://192.0.2.1/")</f>')
    (folder / "book.xlsx").write_bytes(zipped({**parts, SHEET: sheet}))
    done = subprocess.run(
        ["strace", "-f", "-e", "trace=%network", "-o", "calls", command, "recalc", "--json", "book.xlsx"],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert json.loads(done.stdout)["workbooks"][0]["findings"][0]["where"] == "S!A1"
    assert "AF_INET" not in (folder / "calls").read_text()


def test_a_name_that_windows_cannot_look_up_stops_no_other_workbook(invoke, stale, monkeypatch):
    """The name of a device, such as CON."""
    looked_up = os.path.realpath

    def realpath(path, **options):
        if Path(path).name == "CON":
            raise OSError(errno.EBADF, "Invalid handle")
        return looked_up(path, **options)

    monkeypatch.setattr(os.path, "realpath", realpath)
    done = invoke("recalc", "CON", *stale("a.xlsx"))
    assert done.exit_code == 3
    assert "CON: error [io-error] Invalid handle" in done.stdout
    assert "a.xlsx: out of date" in done.stdout


@pytest.mark.parametrize(
    ("found", "same"),
    [
        (r"\\?\C:\books\a.xlsx", r"C:\books\a.xlsx"),
        (r"\\?\UNC\server\share\a.xlsx", r"\\server\share\a.xlsx"),
        ("/books/a.xlsx", "/books/a.xlsx"),
    ],
)
def test_two_spellings_of_windows_lead_to_one_workbook(monkeypatch, found, same):
    monkeypatch.setattr(os.path, "realpath", lambda _: found)
    assert real("a.xlsx") == same
