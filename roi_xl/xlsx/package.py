"""A workbook as a zip package: parts are read on demand, untouched parts are copied byte for byte."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Collection, Mapping
from copy import copy
from io import BytesIO
from typing import Self

from roi_xl.xlsx.directory import (
    DEFAULT_LIMITS,
    DEFLATED,
    STORED,
    Entry,
    Limits,
    bomb,
    directory,
    extra_fields,
    key,
    too_large,
)
from roi_xl.xlsx.refusals import broken, missing_part

try:
    from isal import isal_zlib
except ImportError:
    HAS_ISAL = False
else:
    HAS_ISAL = True

_FASTEST_GOOD = 2  # of isal's levels 0-3: size within a tenth of zlib's, in a fraction of the time
_LEVEL = 6  # zlib's default
_OF_CONTENT = 0x000E  # flag bits that describe the deflated bytes: descriptor and level
_LARGEST = 0xFFFFFFFE  # above it the headers would need zip64
_IN_ZIP64 = 0xFFFFFFFF


class Package:
    """An OPC package.

    A class because of its invariant: every Package object has a valid container.

    Attributes:
        limits: The limits that apply.
    """

    __slots__ = ("_comment", "_dropped", "_entries", "_file", "_parts", "_replaced", "_zip64", "limits")

    def __init__(self, data: bytes, limits: Limits = DEFAULT_LIMITS) -> None:
        """Check the container; no part is inflated yet.

        Args:
            data: The whole file.
            limits: The limits that apply.

        Raises:
            PackageError: It isn't a valid zip package, or exceeds the limits.
        """
        found = directory(data, limits)
        self._file = data
        self.limits = limits
        self._entries = found.entries
        self._comment = found.comment
        self._zip64 = found.zip64
        self._parts = {key(entry.name): entry for entry in found.entries}
        self._replaced: Mapping[str, bytes] = {}
        self._dropped: frozenset[str] = frozenset()

    @property
    def data(self) -> bytes:
        """The whole file: the object it was made from, or a new one if the package was edited.

        Raises:
            PackageError: The file would be too large.
        """
        return self._packed(_LEVEL) if self.is_edited else self._file

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all parts, as the package spells them."""
        names = (entry.name for entry in self._entries if not entry.name.endswith(("/", "\\")))
        return tuple(name for name in names if key(name) not in self._dropped)

    def __contains__(self, part: str) -> bool:
        return key(part) in self._parts and key(part) not in self._dropped

    @property
    def is_edited(self) -> bool:
        """Whether anything was edited since it was read."""
        return bool(self._replaced or self._dropped)

    def is_new(self, part: str) -> bool:
        """Whether a part got new content since the package was read."""
        return key(part) in self._replaced

    def edited(self, replaced: Mapping[str, bytes], dropped: Collection[str] = ()) -> Self:
        """The package with some parts replaced or left out, in memory; writing it packs the parts.

        Args:
            replaced: New content by part name.
            dropped: Parts to leave out.

        Raises:
            PackageError: There is no such part.
        """
        for part in replaced:
            if part not in self:
                raise missing_part(f"part {part!r}")
        new = copy(self)
        new._edit(replaced, dropped)  # noqa: SLF001 - a copy of its own
        return new

    def _edit(self, replaced: Mapping[str, bytes], dropped: Collection[str]) -> None:
        self._replaced = {**self._replaced, **{key(part): content for part, content in replaced.items()}}
        self._dropped |= {key(part) for part in dropped}

    def read(self, part: str) -> bytes:
        """Inflate a part.

        Args:
            part: Its name; case and a leading slash don't matter.

        Raises:
            PackageError: There is no such part, or its bytes are damaged or more than declared.
        """
        if part not in self:
            raise missing_part(f"part {part!r}")
        if key(part) in self._replaced:
            return self._replaced[key(part)]
        entry = self._parts[key(part)]
        stored = memoryview(self._file)[entry.start : entry.start + entry.deflated]
        content = bytes(stored) if entry.method == STORED else _inflated(stored, entry)
        if len(content) != entry.inflated or zlib.crc32(content) != entry.crc:
            raise broken(f"checksum of {entry.name!r}")
        return content

    def written(
        self, replaced: Mapping[str, bytes], dropped: Collection[str] = (), level: int = _LEVEL
    ) -> bytes:
        """The package with some parts replaced or left out; the others keep every byte and their order.

        Args:
            replaced: New content by part name.
            dropped: Parts to leave out.
            level: Deflate level of replaced parts if isal isn't installed, 1 to 9.

        Raises:
            PackageError: A part to replace is missing or its new content too large.
        """
        return self.edited(replaced, dropped)._packed(level)  # noqa: SLF001 - a copy of its own

    def _packed(self, level: int) -> bytes:
        new, gone = self._replaced, self._dropped
        out = BytesIO()
        records: dict[int, bytes] = {}
        source = memoryview(self._file)
        for entry in sorted(self._entries, key=lambda entry: entry.offset):
            name, at = key(entry.name), out.tell()
            if name in gone:
                continue
            if name in new:
                if len(new[name]) > min(self.limits.part, _LARGEST):
                    raise too_large(len(new[name]), self.limits.part)
                local, content, central = _replaced(
                    self._file[entry.offset : entry.start], entry, new[name], level
                )
                out.write(local)
                out.write(content)
            else:
                out.write(source[entry.offset : entry.end])
                central = entry.central
            records[id(entry)] = _moved(central, at)
        self._write_directory(out, [records[id(entry)] for entry in self._entries if id(entry) in records])
        return out.getvalue()

    def _write_directory(self, out: BytesIO, records: list[bytes]) -> None:
        start, count = out.tell(), len(records)
        out.writelines(records)
        end = out.tell()
        if end > min(self.limits.package, _LARGEST):
            raise too_large(end, self.limits.package)
        size = end - start
        if self._zip64:
            out.write(struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, start))
            out.write(struct.pack("<4sIQI", b"PK\6\7", 0, end, 1))
        short = min(count, 0xFFFF)
        out.write(struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, short, short, size, start, len(self._comment)))
        out.write(self._comment)


def _inflated(stored: memoryview, entry: Entry) -> bytes:
    """The content of a deflated part; inflates no further than its declared size."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = inflater.decompress(stored, entry.inflated + 1)
    except zlib.error as error:
        raise broken(f"{entry.name!r}: {error}") from None
    if len(content) > entry.inflated:
        raise bomb(f"part {entry.name!r} is larger than it declares")
    if not inflater.eof:
        raise broken(f"{entry.name!r} ends too early")
    return content


def _deflated(content: bytes, level: int) -> bytes:
    deflater = (
        isal_zlib.compressobj(_FASTEST_GOOD, wbits=-zlib.MAX_WBITS)
        if HAS_ISAL
        else zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    )
    return deflater.compress(content) + deflater.flush()


def _replaced(local: bytes, entry: Entry, content: bytes, level: int) -> tuple[bytes, bytes, bytes]:
    """Local header, stored bytes and central record of new content: names, times and attributes stay."""
    stored = _deflated(content, level) if entry.method == DEFLATED else content
    flags = entry.flags & ~_OF_CONTENT
    sizes = struct.pack("<III", zlib.crc32(content), len(stored), len(content))
    header = bytearray(_without_zip64(local, 26, 30))
    header[6:8] = struct.pack("<H", flags)
    header[14:26] = sizes
    record = bytearray(_without_zip64(entry.central, 28, 46))
    record[8:10] = struct.pack("<H", flags)
    record[16:28] = sizes
    if struct.unpack_from("<I", record, 42)[0] == _IN_ZIP64:  # its offset was in the field just removed
        record[42:46] = bytes(4)
    return bytes(header), stored, bytes(record)


def _without_zip64(header: bytes, sizes_at: int, fixed: int) -> bytes:
    """A header without its zip64 field; the lengths of name and extra are side by side at `sizes_at`."""
    name_size, extra_size = struct.unpack_from("<HH", header, sizes_at)
    start, end = fixed + name_size, fixed + name_size + extra_size
    extra = header[start:end]
    for identifier, first, last in extra_fields(extra):
        if identifier == 1:
            extra = extra[:first] + extra[last:]
            break
    kept = bytearray(header[:start] + extra + header[end:])
    kept[sizes_at + 2 : sizes_at + 4] = struct.pack("<H", len(extra))
    return bytes(kept)


def _moved(central: bytes, offset: int) -> bytes:
    """A central record with a new offset, which is in the record or in its zip64 field."""
    record = bytearray(central)
    deflated, inflated, name_size, extra_size = struct.unpack_from("<IIHH", record, 20)
    if struct.unpack_from("<I", record, 42)[0] != _IN_ZIP64:
        record[42:46] = struct.pack("<I", offset)
        return bytes(record)
    before = 8 * ((inflated == _IN_ZIP64) + (deflated == _IN_ZIP64))
    extra = central[46 + name_size : 46 + name_size + extra_size]
    at = next(start for identifier, start, _ in extra_fields(extra) if identifier == 1)
    struct.pack_into("<Q", record, 46 + name_size + at + 4 + before, offset)
    return bytes(record)
