"""`roi-xl explain`: leverages against changing the cells by hand, and its time against a recalculation.

    python tests/bench/explain.py [--formulas 50000] [--rounds 3] [WORKBOOK]

Every typed input of the cone of WORKBOOK's ROI is changed by hand and the workbook recalculated by both
engines. Then both of a large workbook, in turn: as commands, and in one process that has read the formulas
before. Processor time; medians, since machines differ and are noisy.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import xlsxwriter
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from roi_xl.explain import explained
from roi_xl.recalc import Settings, computed
from roi_xl.xlsx import place

SALES = Path(__file__).parents[2] / "workbooks" / "sales-training.xlsx"
ROI_XL = [sys.executable, "-m", "roi_xl"]
SETTINGS = Settings(dt.date(2026, 1, 2))
WHOLE = 10_000  # more inputs than any example has
NEAREST, COLUMNS = 20, 20


def by_hand(path):
    """A table of every typed input: what explain says, what a recalculation says, and how far they differ."""
    data = path.read_bytes()
    model = computed(data, SETTINGS)
    roi = model.cell("out_roi")
    base = model.value(roi)
    cells = {place((sheet.name, at)): (sheet.name, at) for sheet in model.book.sheets for at in sheet.values}
    told = explained(data, "", SETTINGS, WHOLE)
    said = told.doubts or "no doubts"
    print(f"{path.name}: ROI {base:.6f}, {len(told.inputs)} typed inputs, {told.untried} untried, {said}")
    print(f"  {'cell':28} {'value':>12} {'explain':>14} {'by hand':>14} {'apart':>9}")
    farthest = 0.0
    for node in told.inputs:
        hand = model.with_inputs({cells[node.where]: node.value * 0.9}).value(roi) - base
        apart = abs(node.leverage - hand)
        farthest = max(farthest, apart)
        print(f"  {node.name:28} {node.shown:>12} {node.leverage:14.9f} {hand:14.9f} {apart:9.1e}")
    print(f"  farthest apart: {farthest:.1e}")


def large(formulas):
    """A workbook of years: 20 inputs, in each row a share of the row above, and a sum at the end."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("Model")
        for column in range(COLUMNS):
            sheet.write_number(0, column, 100 + column)
            for row in range(1, formulas // COLUMNS):
                above = xl_rowcol_to_cell(row - 1, column)
                beside = f"{xl_rowcol_to_cell(row - 1, column - 1)}*0.0002" if column else "0"
                sheet.write_formula(row, column, f"={above}*0.9999+{beside}")
        last = formulas // COLUMNS - 1
        sheet.write_formula(last + 1, 0, f"=SUM({xl_range(last, 0, last, COLUMNS - 1)})")
    return buffer.getvalue(), f"Model!A{last + 2}"


def seconds(call):
    start = time.process_time()
    call()
    return time.process_time() - start


def of_a_command(*arguments):
    """The processor time of a command with its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([*ROI_XL, *arguments], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def growth(formulas, rounds):
    data, figure = large(formulas)
    warm, commands = [], []
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "book.xlsx"
        book.write_bytes(data)
        asked = "explain", str(book), figure, "--inputs", str(NEAREST)
        for _ in range(rounds):
            commands.append((of_a_command("recalc", str(book)), of_a_command(*asked)))
            warm.append(
                (
                    seconds(lambda: computed(data, SETTINGS)),
                    seconds(lambda: explained(data, figure, SETTINGS, NEAREST)),
                )
            )
    print(f"{formulas:,} formulas, the {NEAREST} inputs nearest to the figure, {rounds} rounds, seconds")
    for what, times in (("commands", commands), ("in one process", warm)):
        recalc, explain = map(statistics.median, zip(*times, strict=True))
        ratio = explain / recalc
        print(f"  {what:15} recalculation {recalc:6.1f}   explain {explain:6.1f}   ratio {ratio:5.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("workbook", type=Path, nargs="?", default=SALES)
    parser.add_argument("--formulas", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    by_hand(asked.workbook)
    growth(asked.formulas, asked.rounds)
