"""The laws of recalculation over whole folders: a fixed point, and no silence. See `tests/engine/laws.py`.

python tests/bench/laws.py FOLDER...            the tests' own files when no folder is given
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS / "engine")]

import laws  # noqa: E402

from roi_xl.engine import EngineError  # noqa: E402
from roi_xl.xlsx import Package, PackageError, read  # noqa: E402

OURS = (TESTS / "data" / "excel-saved", TESTS / "data" / "samples", TESTS.parent / "workbooks")


def broken(data):
    """What breaks each law in one workbook."""
    book = read(Package(data))
    found = {"a fixed point": laws.restless(laws.stale(data))}
    for mutation in laws.MUTATIONS:
        found[f"no silence, {mutation.__name__.replace('_', ' ')}"] = laws.silent(mutation(book))
    return found


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="*", type=Path, default=OURS)
    options = parser.parse_args()
    counts, files, refused = Counter(), Counter(), 0
    paths = sorted(path for folder in options.folders for path in folder.glob("*.xls[xm]"))
    start = time.perf_counter()
    for path in paths:
        try:
            found = broken(path.read_bytes())
        except (PackageError, EngineError) as error:
            refused += 1
            print(f"{path.name}: refused, {error}")
            continue
        for law, lines in found.items():
            counts[law] += len(lines)
            files[law] += bool(lines)
            for line in lines[:3]:
                print(f"{path.name}: {law}: {line}")
    print(f"{len(paths)} workbooks, {refused} refused, {time.perf_counter() - start:.0f} s")
    for law, count in counts.items():
        print(f"{law:<36}{count:>8} cells in {files[law]} workbooks")
    return 1 if sum(counts.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
