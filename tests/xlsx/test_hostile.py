"""Files that are broken or mean harm: each is refused for the right reason, soon, and in little memory."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import zipfile
import zlib

import pytest

from roi_xl.xlsx import Limits, Package, PackageError, read

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4096)
SHEET = "xl/worksheets/sheet1.xml"
DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
REFUSE_ALL = """
import json, resource, sys
from roi_xl.files import FileError, Source
from roi_xl.xlsx import Package, read
with open("/proc/self/statm") as pages:
    now = int(pages.read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (now + 100 * 2**20,) * 2)
codes = []
for path in json.load(sys.stdin):
    try:
        with Source(path) as source:
            read(Package(source.data))
        codes.append("accepted")
    except FileError as error:
        codes.append(error.code)
print(json.dumps(codes))
"""


@pytest.fixture(scope="module")
def whole(parts, zipped, sheet_xml):
    """A workbook with nothing wrong."""
    return zipped(parts(sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>')))


@pytest.fixture(scope="module")
def hostile(parts, zipped, sheet_xml, whole):
    """Bytes by name, each with one thing wrong."""
    good = parts(sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>'))

    def with_rows(rows):
        return zipped(parts(sheet_xml(rows)))

    def with_part(name, content):
        return zipped({**good, name: content})

    def without_part(*names):
        return zipped({name: content for name, content in good.items() if name not in names})

    central = whole.index(b"PK\1\2")
    sheet_record = whole.index(b"PK\1\2", whole.index(SHEET.encode(), central) - 60)
    sheet_local = struct.unpack_from("<I", whole, sheet_record + 42)[0]
    end = whole.rindex(b"PK\5\6")

    def patched(*changes):
        data = bytearray(whole)
        for at, layout, value in changes:
            struct.pack_into(layout, data, at, value)
        return bytes(data)

    zeros = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = b"".join(zeros.compress(bytes(1 << 20)) for _ in range(600)) + zeros.flush()
    deflated = zlib.compress(bytes(50_000_000), 9)[2:-4]
    return {
        "empty": b"",
        "text": b"Dear colleague, here is the workbook",
        "half": whole[: len(whole) // 2],
        "one byte short": whole[:-1],
        "password": OLE + "EncryptedPackage".encode("utf-16-le"),
        "excel 97": OLE + "Workbook".encode("utf-16-le"),
        "word 97": OLE + "WordDocument".encode("utf-16-le"),
        "opendocument": zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
        "any zip": zipped({"readme.txt": "hello"}),
        "no files": zipped({}),
        "binary workbook": with_part(
            "_rels/.rels", good["_rels/.rels"].replace("workbook.xml", "workbook.bin")
        ),
        "word": with_part("xl/workbook.xml", '<w:document xmlns:w="word"/>'),
        "no relationships": without_part("_rels/.rels"),
        "main part missing": without_part("xl/workbook.xml"),
        "sheet missing": without_part(SHEET),
        "sheet without relationship": without_part("xl/_rels/workbook.xml.rels"),
        "no sheets": with_part("xl/workbook.xml", f'<workbook xmlns="{MAIN}"/>'),
        "sheet outside": with_part(
            "xl/_rels/workbook.xml.rels",
            good["xl/_rels/workbook.xml.rels"].replace("worksheets/sheet1.xml", "../../../../etc/passwd"),
        ),
        "sheet on the web": with_part(
            "xl/_rels/workbook.xml.rels",
            good["xl/_rels/workbook.xml.rels"].replace(
                ' Target="w', ' TargetMode="External" Target="http://w'
            ),
        ),
        "two sheets of one name": with_part(
            "xl/workbook.xml",
            good["xl/workbook.xml"].replace("</sheets>", '<sheet name="s" r:id="rId1"/></sheets>'),
        ),
        "two sheets in one part": with_part(
            "xl/workbook.xml",
            good["xl/workbook.xml"].replace("</sheets>", '<sheet name="T" r:id="rId1"/></sheets>'),
        ),
        "prefix": b"MZ" + whole,
        "tail": whole + b"tail",
        "inserted byte": whole[:central] + b"x" + whole[central:],
        "gap": _with_gap(whole, central, end),
        "twice the same name": _renamed(good, zipped),
        "path upwards": zipped({**good, "xl/../../evil": "x"}),
        "absolute path": zipped({**good, "C:/evil": "x"}),
        "long name": zipped({**good, "x" * 2000: "x"}),
        "overlap": patched((sheet_record + 20, "<I", 2000), (sheet_local + 18, "<I", 2000)),
        "header of another": patched((sheet_record + 42, "<I", 0)),
        "two names": whole.replace(SHEET.encode(), SHEET.replace("1", "2").encode(), 1),
        "two sizes": patched((sheet_local + 22, "<I", 5)),
        "flagged as encrypted": patched((sheet_record + 8, "<H", 1), (sheet_local + 6, "<H", 1)),
        "method lzma": patched((sheet_record + 10, "<H", 14), (sheet_local + 8, "<H", 14)),
        "split archive": patched((end + 4, "<H", 1)),
        "count of entries": patched((end + 8, "<H", 9), (end + 10, "<H", 9)),
        "one entry not counted": patched((end + 8, "<H", 4), (end + 10, "<H", 4)),
        "record overruns": patched((sheet_record + 28, "<H", 9999)),
        "first entry not listed": _without_first_record(whole, central, end),
        "wrong checksum": patched((sheet_record + 16, "<I", 1), (sheet_local + 14, "<I", 1)),
        "damaged data": _damaged(whole, sheet_local),
        "many entries": zipped({**good, **{f"x/{number}": "" for number in range(10_000)}}),
        "huge sheet": _raw(good, zipped, bomb, 600 << 20),
        "declares less": _raw(good, zipped, deflated, 1000),
        "declares more": _raw(good, zipped, zlib.compress(b"<worksheet/>")[2:-4], 5000),
        "ends early": _raw(good, zipped, zlib.compress(bytes(range(256)))[2:-20], 256),
        "no local header": patched((sheet_local, "<I", 0)),
        "ratio": _raw(good, zipped, b"\3\0", 100_000_000),
        "doctype in the sheet": with_part(SHEET, DOCTYPE + f'<worksheet xmlns="{MAIN}"/>'),
        "doctype in relationships": with_part("_rels/.rels", EXTERNAL + good["_rels/.rels"]),
        "doctype in the main part": with_part("xl/workbook.xml", EXTERNAL + good["xl/workbook.xml"]),
        "doctype in utf-16": with_part(SHEET, (DOCTYPE + f'<worksheet xmlns="{MAIN}"/>').encode("utf-16")),
        "entity": with_rows('<row r="1"><c r="A1" t="str"><v>&x;</v></c></row>'),
        "encoding": with_part(SHEET, f'<?xml version="1.0" encoding="cp037"?><worksheet xmlns="{MAIN}"/>'),
        "not the encoding": with_part(SHEET, b"\xff\xfe<\0w"),
        "not utf-8": with_part(SHEET, f'<worksheet xmlns="{MAIN}">'.encode() + b"\xff</worksheet>"),
        "not xml": with_part(SHEET, "Dear colleague"),
        "cut xml": with_part(SHEET, good[SHEET][:-8]),
        "another root": with_part(SHEET, f'<chartsheet xmlns="{MAIN}"/>'),
        "another namespace": with_part(SHEET, "<worksheet/>"),
        "deep": with_part(SHEET, f'<worksheet xmlns="{MAIN}">' + "<a>" * 200_000),
        "row 0": with_rows('<row r="0"/>'),
        "row number": with_rows('<row r="one"/>'),
        "rows upwards": with_rows('<row r="2"/><row r="1"/>'),
        "row beyond the sheet": with_rows('<row r="1048577"/>'),
        "column beyond the sheet": with_rows('<row r="1"><c r="XFE1"><v>1</v></c></row>'),
        "reference": with_rows('<row r="1"><c r="A99999999999999999999"><v>1</v></c></row>'),
        "cell twice": with_rows('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'),
        "cell in another row": with_rows('<row r="1"><c r="A2"><v>1</v></c></row>'),
        "cell without a row": with_rows('<c r="A1"><v>1</v></c><row r="1"/>'),
        "cell in a formula": with_rows('<row r="1"><c r="A1"><f>1<c r="B1"><v>1</v></c></f></c></row>'),
        "no number": with_rows('<row r="1"><c r="A1"><v>one</v></c></row>'),
        "infinity": with_rows('<row r="1"><c r="A1"><v>1e999</v></c></row>'),
        "not a number": with_rows('<row r="1"><c r="A1"><v>nan</v></c></row>'),
        "python number": with_rows('<row r="1"><c r="A1"><v>1_000</v></c></row>'),
        "type": with_rows('<row r="1"><c r="A1" t="x"><v>1</v></c></row>'),
        "shared string": with_rows('<row r="1"><c r="A1" t="s"><v>4294967295</v></c></row>'),
        "shared string number": with_rows('<row r="1"><c r="A1" t="s"><v>one</v></c></row>'),
        "array over the sheet": with_rows(
            '<row r="1"><c r="A1"><f t="array" ref="A1:XFD1048576">1</f><v>1</v></c></row>'
        ),
    }


def _without_first_record(whole, central, end):
    """A package with an entry that only readers of local headers see."""
    second = whole.index(b"PK\1\2", central + 1)
    tail = bytearray(whole[end:])
    struct.pack_into("<HHI", tail, 8, 4, 4, end - second)
    return whole[:central] + whole[second:end] + bytes(tail)


def _with_gap(whole, central, end):
    data = bytearray(whole[:central] + b"x" + whole[central:])
    struct.pack_into("<I", data, end + 1 + 16, central + 1)
    return bytes(data)


def _renamed(good, zipped):
    """Zip writers refuse a second entry of a name: write another one and rename it afterwards."""
    data = zipped({**good, "xl/workbookXxml": "x"})
    return data.replace(b"xl/workbookXxml", b"XL/workbook.xml")


def _damaged(whole, sheet_local):
    name_size, extra_size = struct.unpack_from("<HH", whole, sheet_local + 26)
    at = sheet_local + 30 + name_size + extra_size
    return whole[:at] + b"\xff" + whole[at + 1 :]


def _raw(good, zipped, stored, declared):
    """A workbook whose sheet has these deflated bytes and says that they inflate to so many."""
    data = bytearray(zipped({**good, SHEET: stored}, compression=zipfile.ZIP_STORED))
    record = data.rindex(b"PK\1\2")
    local = struct.unpack_from("<I", data, record + 42)[0]
    for at in (record + 10, local + 8):
        struct.pack_into("<H", data, at, 8)
    for at in (record + 24, local + 22):
        struct.pack_into("<I", data, at, declared)
    return bytes(data)


CODES = {
    "empty": "empty",
    "text": "not-a-zip",
    "half": "truncated",
    "one byte short": "truncated",
    "password": "encrypted",
    "excel 97": "xls",
    "word 97": "ole",
    "opendocument": "ods",
    "any zip": "not-a-workbook",
    "no files": "not-a-workbook",
    "binary workbook": "xlsb",
    "word": "not-a-workbook",
    "no relationships": "not-a-workbook",
    "main part missing": "missing-part",
    "sheet missing": "missing-part",
    "sheet without relationship": "missing-part",
    "no sheets": "broken-sheet",
    "sheet outside": "missing-part",
    "sheet on the web": "missing-part",
    "two sheets of one name": "broken-sheet",
    "two sheets in one part": "broken-sheet",
    "prefix": "not-a-zip",
    "tail": "truncated",
    "inserted byte": "corrupt",
    "gap": "corrupt",
    "twice the same name": "duplicate-entry",
    "path upwards": "unsafe-name",
    "absolute path": "unsafe-name",
    "long name": "unsafe-name",
    "overlap": "overlapping-entries",
    "header of another": "overlapping-entries",
    "two names": "corrupt",
    "two sizes": "corrupt",
    "flagged as encrypted": "encrypted",
    "method lzma": "unsupported-compression",
    "split archive": "corrupt",
    "count of entries": "corrupt",
    "one entry not counted": "corrupt",
    "record overruns": "corrupt",
    "first entry not listed": "corrupt",
    "wrong checksum": "corrupt",
    "damaged data": "corrupt",
    "many entries": "too-many-entries",
    "huge sheet": "zip-bomb",
    "declares less": "zip-bomb",
    "declares more": "corrupt",
    "ends early": "corrupt",
    "no local header": "corrupt",
    "ratio": "zip-bomb",
    "doctype in the sheet": "dtd",
    "doctype in relationships": "dtd",
    "doctype in the main part": "dtd",
    "doctype in utf-16": "dtd",
    "entity": "broken-xml",
    "encoding": "encoding",
    "not the encoding": "encoding",
    "not utf-8": "broken-xml",
    "not xml": "broken-xml",
    "cut xml": "broken-xml",
    "another root": "broken-sheet",
    "another namespace": "broken-sheet",
    "deep": "broken-xml",
    "row 0": "broken-sheet",
    "row number": "broken-sheet",
    "rows upwards": "broken-sheet",
    "row beyond the sheet": "broken-sheet",
    "column beyond the sheet": "broken-sheet",
    "reference": "broken-sheet",
    "cell twice": "broken-sheet",
    "cell in another row": "broken-sheet",
    "cell without a row": "broken-sheet",
    "cell in a formula": "broken-sheet",
    "no number": "broken-sheet",
    "infinity": "broken-sheet",
    "not a number": "broken-sheet",
    "python number": "broken-sheet",
    "type": "broken-sheet",
    "shared string": "broken-sheet",
    "shared string number": "broken-sheet",
    "array over the sheet": "too-many-cells",
}


@pytest.mark.parametrize("name", CODES)
def test_it_is_refused_for_the_right_reason(hostile, name):
    with pytest.raises(PackageError) as refusal:
        read(Package(hostile[name]))
    assert refusal.value.code == CODES[name]


@pytest.mark.parametrize("name", CODES)
def test_the_message_is_one_line_with_reason_and_remedy(hostile, name):
    with pytest.raises(PackageError) as refusal:
        read(Package(hostile[name]))
    error = refusal.value
    assert str(error) == f"{error.reason}; {error.remedy}"
    assert "\n" not in str(error)
    assert error.remedy


def test_every_case_is_told_what_to_expect(hostile):
    assert hostile.keys() == CODES.keys()


@pytest.mark.skipif(sys.platform != "linux", reason="the limit of memory is Linux's")
def test_all_are_refused_within_100_megabytes_and_a_second_each(hostile, tmp_path):
    paths = []
    for number, data in enumerate(hostile.values()):
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(data)
        paths.append(str(path))
    done = subprocess.run(
        [sys.executable, "-c", REFUSE_ALL],
        input=json.dumps(paths), capture_output=True, text=True, timeout=len(paths), check=True,
    )  # fmt: skip
    assert dict(zip(hostile, json.loads(done.stdout), strict=True)) == CODES


def test_a_bomb_in_a_part_that_nobody_reads_is_harmless(parts, zipped, sheet_xml):
    book = read(Package(zipped({**parts(sheet_xml("")), "xl/media/image1.png": bytes(7 << 20)})))
    assert book.sheets[0].values == {}


def test_a_package_above_the_limit_is_refused(whole):
    with pytest.raises(PackageError) as refusal:
        Package(whole, Limits(package=100))
    assert refusal.value.code == "too-large"


def test_parts_that_together_exceed_the_limit_are_refused(whole):
    with pytest.raises(PackageError) as refusal:
        Package(whole, Limits(total=100))
    assert refusal.value.code == "zip-bomb"


def test_a_sheet_with_more_cells_than_the_limit_is_refused(parts, zipped, sheet_xml):
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>1</v></c></row>'
    with pytest.raises(PackageError) as refusal:
        read(Package(zipped(parts(sheet_xml(rows))), Limits(cells=1)))
    assert refusal.value.code == "too-many-cells"


def test_cells_in_opposite_corners_of_the_sheet_take_no_more_room_than_two_others(book):
    found = book(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    )
    assert found.sheets[0].values == {(1, 1): 1.0, (1_048_576, 16_384): 2.0}
