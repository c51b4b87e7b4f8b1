"""What it costs to put new values into a workbook, against unzipping and zipping the same file.

    python tests/bench/patch.py [--rounds 5]

Every number is processor time of a child process or a ratio of two, measured in turn in one run. A file has
rows of three numbers, a text and a formula; all results change. "floor" inflates and deflates every part with
zlib at level 6, which any program that rewrites a workbook has to do.
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import xlsxwriter

SIZES = (1_000, 10_000, 100_000)


def made(path, rows):
    """A workbook with that many formula cells."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Data")
        for row in range(rows):
            sheet.write_row(row, 0, [row * 1.37, row % 97, (row * 7919) % 10_007 / 100])
            sheet.write_string(row, 3, f"participant {row % 500}")
            sheet.write_formula(row, 4, f"=A{row + 1}*B{row + 1}-C{row + 1}", None, row * 0.5)


def floor(data):
    """Unzip and zip again."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info, old.read(info))
    return len(out.getvalue())


def timed(action, rounds):
    """The median processor time of an action, in seconds."""
    times = []
    for _ in range(rounds):
        began = time.process_time()
        action()
        times.append(time.process_time() - began)
    return statistics.median(times)


def measure(path, rounds):
    """In a child: times of reading, writing and the floor, and the peak of memory."""
    from roi_xl.xlsx import Package, read, with_values, written

    data = Path(path).read_bytes()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    book = read(Package(data))
    after_reading = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    values = {
        sheet.name: {cell: sheet.values[cell] + 1 / 3 for cell in sheet.formulas} for sheet in book.sheets
    }
    size = len(written(with_values(book, values)))
    after_writing = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = {
        "formulas": len(values["Data"]),
        "read": timed(lambda: read(Package(data)), rounds),
        "write": timed(lambda: written(with_values(book, values)), rounds),
        "floor": timed(lambda: floor(data), rounds),
        "growth": size / len(data),
        "read_kib": after_reading - before,
        "write_kib": after_writing - before,
    }
    print(json.dumps(found))


def child(path, rounds, *, isal):
    hide = "" if isal else "sys.modules['isal'] = None; "
    here = str(Path(__file__).parent)
    call = f"import patch; patch.measure({str(path)!r}, {rounds})"
    code = f"import sys; {hide}sys.path.insert(0, {here!r}); {call}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def main():
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--rounds", type=int, default=5)
    rounds = options.parse_args().rounds
    columns = ["formulas", "deflate", "read ms", "write ms", "floor ms", "write/floor", "µs/formula"]
    columns += ["size", "B/formula"]
    print(" ".join(f"{column:>11}" for column in columns))
    with tempfile.TemporaryDirectory() as folder:
        for rows in SIZES:
            path = Path(folder) / f"{rows}.xlsx"
            made(path, rows)
            for isal in (False, True):
                found = child(path, rounds, isal=isal)
                cells = (
                    f"{found['formulas']:,}", "isal" if isal else "zlib 6", f"{1000 * found['read']:.1f}",
                    f"{1000 * found['write']:.1f}", f"{1000 * found['floor']:.1f}",
                    f"{found['write'] / found['floor']:.2f}",
                    f"{1e6 * found['write'] / found['formulas']:.1f}",
                    f"{100 * found['growth']:.0f} %", f"{1024 * found['write_kib'] / found['formulas']:,.0f}",
                )  # fmt: skip
                print(" ".join(f"{cell:>11}" for cell in cells))


if __name__ == "__main__":
    main()
