"""`roi-xl recalc` against LibreOffice on the same files, and how it grows with the workbook.

    python tests/bench/recalc.py [--copies 100] [--rounds 3]

Whole processes, run in turn in one go; medians and ratios, since machines differ and are noisy.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import xlsxwriter

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
ROI_XL = [sys.executable, "-c", "from roi_xl.cli import main; main()"]
RECALCULATE = """<?xml version="1.0"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
  <item oor:path="/org.openoffice.Office.Calc/Formula/Load">
    <prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
  </item>
</oor:items>"""


def seconds(command, folder):
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, check=False, capture_output=True)
    return time.perf_counter() - start


def against_libreoffice(copies, rounds):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        profile = folder / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(RECALCULATE)
        office = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "xlsx"]
        ours, theirs = [], []
        for _ in range(rounds):
            files = []
            for number in range(copies):
                files.append(f"{number}.xlsx")
                shutil.copy(SAMPLES / "sales-example-stale.xlsx", folder / files[-1])
            theirs.append(seconds([*office, "--outdir", str(folder / "out"), *files], folder))
            ours.append(seconds([*ROI_XL, "recalc", "--in-place", "--json", *files], folder))
    print(f"{copies} copies of the stale sales example, {rounds} rounds, seconds (median)")
    a, b = statistics.median(ours), statistics.median(theirs)
    print(f"  roi-xl recalc --in-place   {a:8.2f}   {1000 * a / copies:7.1f} ms a workbook")
    print(f"  soffice --convert-to xlsx  {b:8.2f}   {1000 * b / copies:7.1f} ms a workbook")
    print(f"  ratio                      {b / a:8.1f}")


def growth(rounds):
    print("growth: N rows of three numbers and two formulas, all cached values out of date")
    print(f"  {'formulas':>9} {'seconds':>8} {'µs/formula':>10} {'peak MB':>8} {'B/formula more':>14}")
    base = None
    for formulas in (1_000, 10_000, 100_000):
        with tempfile.TemporaryDirectory() as name:
            path = Path(name) / "book.xlsx"
            with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
                page = book.add_worksheet("S")
                for row in range(formulas // 2):
                    page.write_row(row, 0, [row, 2, 3])
                    page.write_formula(row, 3, f"=A{row + 1}*B{row + 1}+C{row + 1}", None, -1)
                    page.write_formula(row, 4, f"=ATTRIBUTED_BENEFIT(D{row + 1},0.5)", None, -1)
            command = [*ROI_XL, "recalc", "--json", str(path)]
            times = []
            peak = 0
            for _ in range(rounds):
                times.append(seconds(command, name))
                peak = max(peak, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
        took = statistics.median(times)
        base = base or (formulas, peak)
        grown = 1024 * (peak - base[1]) / (formulas - base[0]) if formulas > base[0] else 0
        print(
            f"  {formulas:>9,} {took:>8.2f} {1e6 * took / formulas:>10.1f} {peak / 1024:>8.0f} {grown:>14.0f}"
        )


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--copies", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    growth(options.rounds)  # first: the peak of all children so far is what the system reports
    against_libreoffice(options.copies, options.rounds)


if __name__ == "__main__":
    main()
