"""Feed the package reader and writer with damaged workbooks and report whatever isn't a clean refusal.

    python tests/bench/fuzz_package.py --mutants 100000 --seed 1

A mutant is a real workbook with bytes changed in the file itself, or in one of its parts, which is then
packed again so that the damage gets past the checksums. It must be refused with a PackageError, or be read;
what was read must take new values and give them back; and the two ways of reading and patching a sheet, by
expression and by parser, must agree. Everything else is a finding: it is printed with the
seed and the number that reproduce it, and kept when a folder is given. Exit status 1 when there is one.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import sys
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from roi_xl.errors import CellError
from roi_xl.xlsx import Package, PackageError, Scalar, Sheet, a1, read, with_values, written
from roi_xl.xlsx.as_excel_writes import canonical_rows
from roi_xl.xlsx.cell_reader import any_cells, canonical_cells
from roi_xl.xlsx.markup import utf8
from roi_xl.xlsx.patch import patched
from roi_xl.xlsx.sheet import Grid

DATA = Path(__file__).parent.parent / "data"
SEEDS = (
    "excel-saved/closedxml-FormulasWithEvaluation.xlsx",
    "excel-saved/closedxml-3d-reference.xlsx",
    "excel-saved/ironcalc-LAMBDA.xlsx",
    "excel-saved/ironcalc-TREND_GROWTH.xlsx",
    "excel-saved/apache-DataTableCities.xlsx",
    "excel-saved/apache-ValueFunctionOfBlank.xlsx",
)
TOKENS = (
    b"<", b">", b"/>", b'"', b"&", b"&#0;", b"&#x110000;", b"&lt;", b"<!--", b"-->", b"<![CDATA[", b"]]>",
    b"<?x ?>", b"<!DOCTYPE a>", b'<?xml version="1.0" encoding="utf-7"?>', b"\xff\xfe", b"\xef\xbb\xbf",
    b"\x00", b"_x0041_", b"_xD800_", b"-1", b"0", b"4294967295", b"1e999", b"nan", b"1_0", b"A1",
    b"XFD1048576", b"A0", b"ZZZZ1", b"A1:XFD1048576", b' t="s"', b' t="shared" si="0"',
    b' t="array" ref="A1:B9"', b' t="inlineStr"', b' cm="1"', b' vm="1"', b' r="A1"', b' r=""', b"<f/>",
    b"<v/>", b"<f>A1</f>", b"<is><t>x</t></is>", b"<c/>", b"<row/>", b'<c r="C3"><f>A1</f><v>1</v></c>',
    b"</c>", b"</row>", b"</sheetData>", b"<sheetData/>", b' xmlns="x"', b' xmlns:x="x"', b"x:", b"../",
    b"rId1", b"rId99", b' TargetMode="External"', b"\xf0\x9f\x98\x80", b"\xed\xa0\x80",
)  # fmt: skip
STRINGS = [f"shared {number}" for number in range(10_000)]
COMMENT = b"<!-- keeps the expression out -->"
ANYWHERE = [(row, column) for row in (1, 2, 3, 7, 999) for column in (1, 2, 4, 9)]
TAGS = re.compile(rb"<")
MARKUP = (".xml", ".rels")


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Bytes with one to four small changes."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        chance.choice(CHANGES)(out, chance)
    return bytes(out)


def _flip(out: bytearray, chance: random.Random) -> None:
    if out:
        out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)


def _overwrite(out: bytearray, chance: random.Random) -> None:
    if out:
        out[chance.randrange(len(out))] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, 0x22, 0x3C, 0x3E))


def _delete(out: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(out) + 1)
    del out[at : at + chance.choice((1, 2, 8, 64))]


def _repeat(out: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(out) + 1)
    out[at:at] = out[at : at + chance.choice((1, 8, 64, 256))]


def _insert(out: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(out) + 1)
    out[at:at] = chance.choice(TOKENS)


def _move(out: bytearray, chance: random.Random) -> None:
    start, at = chance.randrange(len(out) + 1), chance.randrange(len(out) + 1)
    piece = out[start : start + chance.choice((4, 32, 128))]
    out[at : at + len(piece)] = piece


def _swap_token(out: bytearray, chance: random.Random) -> None:
    at = out.find(chance.choice((b'"', b"<", b">", b" ")), chance.randrange(len(out) + 1))
    if at >= 0:
        out[at : at + 1] = chance.choice(TOKENS)


def _move_elements(out: bytearray, chance: random.Random) -> None:
    """Repeat or move what lies between two tags, which often leaves sound XML with a rule broken."""
    starts = [match.start() for match in TAGS.finditer(out)]
    if len(starts) > 2:
        first = chance.randrange(len(starts) - 1)
        last = min(first + chance.choice((1, 2, 4, 4, 6, 6, 8)), len(starts) - 1)
        piece, at = out[starts[first] : starts[last]], chance.choice(starts)
        if chance.random() < 0.5:
            at = starts[last]
        if chance.random() < 0.3:
            del out[starts[first] : starts[last]]
        out[at:at] = piece


def _cut(out: bytearray, chance: random.Random) -> None:
    if chance.random() < 0.1:
        del out[chance.randrange(len(out) + 1) :]


CHANGES: tuple[Callable[[bytearray, random.Random], None], ...] = (
    _move_elements, _move_elements, _move_elements, _flip, _overwrite, _delete, _repeat,
    _insert, _insert, _move, _swap_token, _swap_token, _cut,
)  # fmt: skip


def mutants(count: int, seed: int) -> Iterator[tuple[int, bytes]]:
    """Damaged workbooks with their numbers; each depends on seed and number alone."""
    originals = [(DATA / name).read_bytes() for name in SEEDS]
    unpacked = [_unpacked(data) for data in originals]
    for number in range(count):
        chance = random.Random(seed * 1_000_003 + number)
        index = number % len(SEEDS)
        if chance.random() < 0.25:
            yield number, mutated(originals[index], chance)
        else:
            parts = dict(unpacked[index])
            name = chance.choice([name for name in parts if name.endswith(MARKUP) and "styles" not in name])
            parts[name] = _transcoded(mutated(parts[name], chance), chance)
            yield number, _packed(parts)


def _transcoded(part: bytes, chance: random.Random) -> bytes:
    """A part, sometimes in another encoding or under a comment that keeps the fast path out."""
    how = chance.random()
    if how < 0.05:
        return part.decode("utf-8", "replace").replace('encoding="UTF-8"', "", 1).encode("utf-16")
    return part + b"<!-- -->" if how < 0.3 else part


def _unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _packed(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def verdict(data: bytes) -> str:
    """How a mutant ends: the code of its refusal, or `accepted`.

    Raises:
        AssertionError: It was read, but new values didn't come back.
    """
    try:
        book = read(Package(data))
    except PackageError as error:
        return error.code
    for sheet in book.sheets:
        _check_agreement(book.package.read(sheet.part), sheet)
    try:
        new: dict[str, dict[tuple[int, int], Scalar]] = {}
        for sheet in book.sheets:
            cells = [*sheet.formulas, *sheet.members, *list(sheet.values)[:5], *ANYWHERE]
            new[sheet.name] = {cell: _another(sheet.values.get(cell)) for cell in cells}
        if book.signed:
            return "accepted"
        there = read(Package(written(with_values(book, new))))
    except PackageError as error:
        return error.code
    for old, sheet in zip(book.sheets, there.sheets, strict=True):
        expected = {**old.values, **new[sheet.name]}
        for cell in expected.keys() | sheet.values.keys():
            assert sheet.values.get(cell) == expected.get(cell), f"{sheet.name}!{a1(cell)}"
        assert sheet.formulas == old.formulas, sheet.name
    return "accepted"


def _check_agreement(data: bytes, sheet: Sheet) -> None:
    """Both ways of reading a sheet and of patching it must give the same, and neither refuse it."""
    data = utf8(data, sheet.part)
    rows = canonical_rows(data)
    quick = None if rows is None else canonical_cells(data, rows, _grid())
    if quick is not None:
        judged = any_cells(data, sheet.part, _grid())
        assert quick.sheet("", "") == judged.sheet("", ""), f"{sheet.name} is read in two ways"
    cells = [*sheet.formulas, *list(sheet.values)[:5], *ANYWHERE]
    values = {cell: _another(sheet.values.get(cell)) for cell in cells}
    at = data.rindex(b"</") if data.rstrip().endswith(b">") and b"</" in data else len(data)
    fast = _patched(data, sheet, values)
    slow = _patched(data[:at] + COMMENT + data[at:], sheet, values)
    assert slow.replace(COMMENT, b"") == fast, f"{sheet.name} is patched in two ways"


def _patched(data: bytes, sheet: Sheet, values: dict[tuple[int, int], Scalar]) -> bytes:
    """The patched part, or the code of the refusal to patch a sheet without rows."""
    try:
        return patched(data, sheet.part, values, {}, sheet.formulas)
    except PackageError as error:
        return error.code.encode()


def _grid() -> Grid:
    return Grid(lambda: STRINGS, frozenset({"1"}), 1_000_000)


def _another(value: Scalar) -> Scalar:
    if isinstance(value, float):
        return f" {value} & _x0041_"
    return 1.25 if isinstance(value, str) else CellError.NA


def main() -> int:
    """Run, and print a table of endings."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--mutants", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--keep", type=Path, help="folder for the mutants that are findings")
    chosen = options.parse_args()
    endings: Counter[str] = Counter()
    findings = 0
    began = time.perf_counter()
    for number, data in mutants(chosen.mutants, chosen.seed):
        try:
            endings[verdict(data)] += 1
        except Exception:  # noqa: BLE001 - whatever escapes is what is looked for
            findings += 1
            print(f"--- seed {chosen.seed}, mutant {number}")
            traceback.print_exc(limit=-3, file=sys.stdout)
            if chosen.keep is not None:
                chosen.keep.mkdir(parents=True, exist_ok=True)
                (chosen.keep / f"{chosen.seed}-{number}.xlsx").write_bytes(data)
    for ending, count in endings.most_common():
        print(f"{count:8,}  {ending}")
    seconds = time.perf_counter() - began
    print(f"{chosen.mutants:,} mutants, {findings} findings, {chosen.mutants / seconds:.0f} a second")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
