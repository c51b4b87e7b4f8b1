"""A small file for each code about a workbook as a whole; `roi-xl recalc` refuses it."""

from __future__ import annotations

import struct
import zipfile
import zlib

from small_workbooks import MAIN, SHEET, book, parts, zipped

_OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4096)
_GOOD = parts({"A1": 1})
_WHOLE = zipped(_GOOD)


def _with(name, content):
    return zipped(_GOOD | {name: content})


def _record(data):
    """Where the table of contents and the data begin for the sheet."""
    central = data.index(b"PK\1\2")
    record = data.index(b"PK\1\2", data.index(SHEET.encode(), central) - 60)
    return record, struct.unpack_from("<I", data, record + 42)[0]


def _patched(data, *changes):
    new = bytearray(data)
    for at, layout, value in changes:
        struct.pack_into(layout, new, at, value)
    return bytes(new)


def _bomb():
    """A sheet that says of its five bytes that they inflate to 100 MB."""
    data = zipped(_GOOD | {SHEET: zlib.compress(b"")[2:-4]}, zipfile.ZIP_STORED)
    record, local = _record(data)
    declared = [(record + 10, "<H", 8), (local + 8, "<H", 8)]
    return _patched(data, *declared, (record + 24, "<I", 100_000_000), (local + 22, "<I", 100_000_000))


_SHEET_RECORD, _SHEET_LOCAL = _record(_WHOLE)
_REVERSED = book({}, rows='<row r="2"/><row r="1"/>')
_BINARY = _GOOD["_rels/.rels"].replace("workbook.xml", "workbook.bin")

PACKAGES = {
    "broken-sheet": _REVERSED,
    "broken-xml": _with(SHEET, "Dear colleague"),
    "corrupt": _WHOLE[: _WHOLE.index(b"PK\1\2")] + b"x" + _WHOLE[_WHOLE.index(b"PK\1\2") :],
    "dtd": _with(SHEET, f'<!DOCTYPE x><worksheet xmlns="{MAIN}"/>'),
    "duplicate-entry": _with("xl/workbookXxml", "x").replace(b"xl/workbookXxml", b"XL/workbook.xml"),
    "empty": b"",
    "encoding": _with(SHEET, f'<?xml version="1.0" encoding="cp037"?><worksheet xmlns="{MAIN}"/>'),
    "encrypted": _OLE + "EncryptedPackage".encode("utf-16-le"),
    "missing-part": zipped({name: part for name, part in _GOOD.items() if name != SHEET}),
    "not-a-workbook": zipped({"readme.txt": "hello"}),
    "not-a-zip": b"Dear colleague, here is the workbook",
    "ods": zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
    "ole": _OLE + "WordDocument".encode("utf-16-le"),
    "overlapping-entries": _patched(
        _WHOLE, (_SHEET_RECORD + 20, "<I", 2000), (_SHEET_LOCAL + 18, "<I", 2000)
    ),
    "too-many-cells": book({"A1": '<f t="array" ref="A1:XFD1048576">1</f><v>1</v>'}),
    "too-many-entries": zipped(_GOOD | {f"x/{number}": "" for number in range(10_000)}),
    "truncated": _WHOLE[: len(_WHOLE) // 2],
    "unsafe-name": zipped(_GOOD | {"xl/../../evil": "x"}),
    "unsupported-compression": _patched(_WHOLE, (_SHEET_RECORD + 10, "<H", 14), (_SHEET_LOCAL + 8, "<H", 14)),
    "xls": _OLE + "Workbook".encode("utf-16-le"),
    "xlsb": _with("_rels/.rels", _BINARY),
    "zip-bomb": _bomb(),
}
"""By code."""
