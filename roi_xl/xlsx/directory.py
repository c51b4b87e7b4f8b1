"""Reads a zip package's table of contents without trusting any number in it.

Source: PKWARE APPNOTE 6.3.10, sections 4.3 (records) and 4.5.3 (zip64). If headers disagree, entries overlap
or names repeat, two readers of one zip may see two different files; all of that is refused.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from roi_xl.files.file_error import MEBIBYTE, too_large_reason
from roi_xl.files.replacing import LARGEST
from roi_xl.xlsx.refusals import PackageError, broken

_END, _END64, _LOCATOR64 = b"PK\5\6", b"PK\6\6", b"PK\6\7"
_CENTRAL, _LOCAL = b"PK\1\2", b"PK\3\4"
_LONGEST_TAIL = 22 + 0xFFFF  # the end record and the longest comment
_IN_ZIP64 = 0xFFFFFFFF  # stands for "see the zip64 extra field"
_ENCRYPTED, _DESCRIPTOR, _UTF8 = 0x1, 0x8, 0x800
_DESCRIPTOR_SIZES = (12, 16, 20, 24)  # with and without signature, in 32 and in 64 bits
STORED, DEFLATED = 0, 8
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits above which a workbook is refused; real workbooks are far below them.

    Attributes:
        package: Bytes of the file.
        entries: Parts in it.
        part: Bytes of one part when inflated.
        total: Bytes of all parts when inflated.
        ratio: Inflated to deflated size of a part; checked only above `ratio_from` bytes, because small parts
            of real workbooks reach 121.
        ratio_from: Inflated bytes from which `ratio` is checked.
        name: Characters of a part's name.
        cells: Cells of a sheet that have a value, and cells covered by its array formulas.
    """

    package: int = LARGEST
    entries: int = 10_000
    part: int = 512 * MEBIBYTE
    total: int = 2048 * MEBIBYTE
    ratio: int = 1000
    ratio_from: int = 8 * MEBIBYTE
    name: int = 1024
    cells: int = 20_000_000


DEFAULT_LIMITS = Limits()


@dataclass(slots=True)
class Entry:
    """One entry of the package.

    Attributes:
        name: The name as text.
        flags: General purpose flags.
        method: Compression method.
        crc: Checksum of the inflated bytes.
        deflated: Bytes as stored.
        inflated: Bytes as read.
        offset: Where its local header begins.
        central: Its record in the central directory.
        start: Where its data begin.
        end: Where the next entry may begin, after its data and their descriptor.
    """

    name: str
    flags: int
    method: int
    crc: int
    deflated: int
    inflated: int
    offset: int
    central: bytes
    start: int = 0
    end: int = 0

    @property
    def raw_name(self) -> bytes:
        """The name's bytes in the file."""
        return self.central[46 : 46 + struct.unpack_from("<H", self.central, 28)[0]]


@dataclass(frozen=True, slots=True)
class Directory:
    """A table of contents.

    Attributes:
        entries: In the order of the central directory.
        comment: The archive's comment.
        zip64: Whether the package ends with a zip64 record.
    """

    entries: tuple[Entry, ...]
    comment: bytes
    zip64: bool


def key(name: str) -> str:
    """The key of a part: OPC names ignore case, and some writers use backslashes."""
    return name.replace("\\", "/").lstrip("/").lower()


def directory(data: bytes, limits: Limits) -> Directory:
    """Read the table of contents.

    Args:
        data: The package.
        limits: The limits that apply.

    Raises:
        PackageError: It isn't a zip package, is damaged, or claims more than the limits allow.
    """
    _check_signature(data, limits)
    at, comment = _end_record(data)
    count, start, size, zip64 = _whereabouts(data, at)
    if not count:
        raise PackageError("not-a-workbook", "it is an empty zip file", "restore it from a backup")
    if count > limits.entries:
        raise PackageError(
            "too-many-entries",
            f"{count:,} parts, more than {limits.entries:,}",
            "check where this file comes from",
        )
    entries = tuple(_central_records(data, count, start, start + size))
    _check_names(entries, limits)
    _check_sizes(entries, limits)
    _locate(data, entries, start)
    return Directory(entries, comment, zip64)


def _check_signature(data: bytes, limits: Limits) -> None:
    if not data:
        raise PackageError("empty", "the file has 0 bytes", "restore it from a backup")
    if len(data) > limits.package:
        raise too_large(len(data), limits.package)
    if data.startswith(_OLE):
        raise _ole(data)
    if data[:4] not in {_LOCAL, _END}:
        raise PackageError(
            "not-a-zip", "it isn't a workbook (not a zip package)", "save it as .xlsx in Excel"
        )


def too_large(size: int, limit: int) -> PackageError:
    """The refusal of a file above the limit."""
    return PackageError("too-large", too_large_reason(size, limit), "split the workbook")


def _ole(data: bytes) -> PackageError:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return PackageError("encrypted", "it is password-protected", "save a copy without a password")
    if "Workbook".encode("utf-16-le") in data or "Book".encode("utf-16-le") in data:
        return PackageError("xls", "it is an .xls workbook of Excel 97-2003", "save it as .xlsx in Excel")
    return PackageError("ole", "it is an old Office document, not a workbook", "save it as .xlsx in Excel")


def _end_record(data: bytes) -> tuple[int, bytes]:
    """The position of the end record, and the comment after it."""
    lowest = max(0, len(data) - _LONGEST_TAIL)
    at = len(data)
    while (at := data.rfind(_END, lowest, at)) >= 0:
        if at + 22 <= len(data) and at + 22 + struct.unpack_from("<H", data, at + 20)[0] == len(data):
            return at, data[at + 22 :]
    raise PackageError("truncated", "the end of the file is missing", "copy or download it again")


def _whereabouts(data: bytes, at: int) -> tuple[int, int, int, bool]:
    """Number of entries, start and size of the central directory; whether a zip64 record gives them."""
    disk, first_disk, here, count, size, start = struct.unpack_from("<HHHHII", data, at + 4)
    end, zip64 = at, at >= 20 and data.startswith(_LOCATOR64, at - 20)
    if zip64:
        end = struct.unpack_from("<Q", data, at - 12)[0]
        if end + 56 > at - 20 or not data.startswith(_END64, end):
            raise broken("bad zip64 end record")
        disk, first_disk, here, count, size, start = struct.unpack_from("<IIQQQQ", data, end + 16)
    if disk or first_disk or here != count:
        raise broken("it is one part of a split archive")
    if start + size != end:
        raise broken("bytes before the first or after the last part, or a truncated middle")
    return count, start, size, zip64


def _central_records(data: bytes, count: int, at: int, end: int) -> Iterator[Entry]:
    for _ in range(count):
        if at + 46 > end or not data.startswith(_CENTRAL, at):
            raise broken("the table of contents")
        flags, method = struct.unpack_from("<HH", data, at + 8)
        crc, deflated, inflated, name_size, extra_size, comment_size = struct.unpack_from(
            "<IIIHHH", data, at + 16
        )
        offset = struct.unpack_from("<I", data, at + 42)[0]
        after = at + 46 + name_size + extra_size + comment_size
        if after > end:
            raise broken("the table of contents overruns")
        central = data[at:after]
        if _IN_ZIP64 in (inflated, deflated, offset):
            extra = central[46 + name_size : 46 + name_size + extra_size]
            inflated, deflated, offset = _from_zip64(extra, (inflated, deflated, offset))
        name = central[46 : 46 + name_size].decode("utf-8" if flags & _UTF8 else "cp437", "replace")
        yield Entry(name, flags, method, crc, deflated, inflated, offset, central)
        at = after
    if at != end:
        raise broken("the size of the table of contents")


def extra_fields(extra: bytes) -> Iterator[tuple[int, int, int]]:
    """The extra fields of a header: identifier, start and end; an incomplete last one is skipped."""
    at = 0
    while at + 4 <= len(extra):
        identifier, size = struct.unpack_from("<HH", extra, at)
        if at + 4 + size > len(extra):
            return
        yield identifier, at, at + 4 + size
        at += 4 + size


def _from_zip64(extra: bytes, claimed: tuple[int, int, int]) -> list[int]:
    """Inflated size, deflated size and offset, each from the extra field if the header refers to it."""
    field = next(
        (extra[start + 4 : end] for identifier, start, end in extra_fields(extra) if identifier == 1), b""
    )
    values = iter(struct.unpack(f"<{len(field) // 8}Q", field[: len(field) // 8 * 8]))
    found = [next(values, None) if value == _IN_ZIP64 else value for value in claimed]
    known = [value for value in found if value is not None]
    if len(known) != len(found):
        raise broken("a zip64 field is missing")
    return known


def _check_names(entries: tuple[Entry, ...], limits: Limits) -> None:
    seen: set[str] = set()
    for entry in entries:
        plain = entry.name.replace("\\", "/")
        unsafe = "\0" in plain or plain.startswith("//") or ".." in plain.split("/") or plain[1:2] == ":"
        if unsafe or len(plain) > limits.name:
            raise PackageError(
                "unsafe-name", f"unsafe part name {plain[:60]!r}", "check where this file comes from"
            )
        if key(plain) in seen:
            raise PackageError(
                "duplicate-entry", f"two parts named {plain[:60]!r}", "check where this file comes from"
            )
        seen.add(key(plain))


def _check_sizes(entries: tuple[Entry, ...], limits: Limits) -> None:
    for entry in entries:
        if entry.flags & _ENCRYPTED:
            raise PackageError(
                "encrypted", f"part {entry.name!r} is encrypted", "save a copy without a password"
            )
        if entry.method not in {STORED, DEFLATED}:
            reason = f"part {entry.name!r} uses compression method {entry.method}"
            raise PackageError("unsupported-compression", reason, "save it anew in Excel")
        inflates = entry.inflated > limits.ratio_from and entry.inflated > limits.ratio * max(
            entry.deflated, 1
        )
        if inflates or entry.inflated > limits.part:
            raise bomb(f"part {entry.name!r} would inflate to {entry.inflated // MEBIBYTE:,} MB")
    total = sum(entry.inflated for entry in entries)
    if total > limits.total:
        raise bomb(f"it would inflate to {total // MEBIBYTE:,} MB")


def bomb(reason: str) -> PackageError:
    """The refusal of a package that would inflate beyond the limits, or beyond its declared size."""
    return PackageError("zip-bomb", reason, "check where this file comes from")


def _locate(data: bytes, entries: tuple[Entry, ...], end_of_data: int) -> None:
    """Find the data of each entry; every byte before the central directory must belong to one entry."""
    ordered = sorted(entries, key=lambda entry: entry.offset)
    if ordered[0].offset:
        raise broken("bytes before the first part")
    for entry, following in zip(
        ordered, [entry.offset for entry in ordered[1:]] + [end_of_data], strict=True
    ):
        entry.start = _data_start(data, entry, end_of_data)
        entry.end = following
        gap = following - entry.start - entry.deflated
        if gap < 0:
            raise PackageError(
                "overlapping-entries",
                f"part {entry.name!r} overlaps another",
                "check where this file comes from",
            )
        if gap and not (entry.flags & _DESCRIPTOR and gap in _DESCRIPTOR_SIZES):
            raise broken(f"{gap} unexplained bytes after {entry.name!r}")


def _data_start(data: bytes, entry: Entry, end_of_data: int) -> int:
    at = entry.offset
    if at + 30 > end_of_data or not data.startswith(_LOCAL, at):
        raise broken(f"no local header of {entry.name!r}")
    flags, method = struct.unpack_from("<HH", data, at + 6)
    crc, deflated, inflated, name_size, extra_size = struct.unpack_from("<IIIHH", data, at + 14)
    agreed = data[at + 30 : at + 30 + name_size] == entry.raw_name and method == entry.method
    sizes_here = not flags & _DESCRIPTOR and _IN_ZIP64 not in (deflated, inflated)
    if sizes_here and (crc, deflated, inflated) != (entry.crc, entry.deflated, entry.inflated):
        agreed = False
    if not agreed or (flags ^ entry.flags) & (_ENCRYPTED | _DESCRIPTOR):
        raise broken(f"two different headers of {entry.name!r}")
    return at + 30 + int(name_size) + int(extra_size)
