"""Formulas as finance writes them, put to `recalc`, `recalc --engines strict` and LibreOffice.

    python tests/bench/differential.py [--formulas 20000] [--seed 1] [--kept]

The values are known without any engine. Prints how many are right, kept and wrong by pattern, every
disagreement with its judgement from `tests/data/differential.csv`, and with --kept what is kept and why.
Ends with 1 if `recalc` is wrong anywhere or a disagreement has no judgement.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import os
import shutil
import sys
import tempfile
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from patterns.page import false
from patterns.samples import PATTERNS, books

from roi_xl.calc import FUNCTIONS
from roi_xl.engine import Engines, evaluate
from roi_xl.xlsx import Package, read

TESTS = Path(__file__).parents[1]
sys.path.append(str(TESTS / "hosts" / "lanes"))

from calc_addin.office import all_recalculated  # noqa: E402

TODAY = dt.date(2026, 1, 2)
DEFAULT, STRICT, CALC = "default", "strict", "LibreOffice"
TABLE = TESTS / "data" / "differential.csv"
_ENGINES = {DEFAULT: Engines.DOUBLE, STRICT: Engines.STRICT}


class Kept:
    """A cell that isn't computed and is named by a finding.

    Attributes:
        code: The finding's code.
    """

    def __init__(self, code):
        self.code = code

    def __repr__(self):
        return f"kept: {self.code}"


SILENT = "neither written nor named"


@dataclass
class Report:
    """What the witnesses say.

    Attributes:
        formulas: How many formulas there are, by pattern.
        counts: Right, kept and wrong ones, by witness and pattern.
        apart: What isn't as it should be, by witness, pattern and the formula's shape: the formulas with
            what the witness gives.
        kept: The same of what is kept.
        seconds: How long each witness took; two of them work at the same time.
        processor: How many seconds of processor time all of it took.
    """

    formulas: Counter = field(default_factory=Counter)
    counts: dict = field(default_factory=lambda: defaultdict(Counter))
    apart: dict = field(default_factory=lambda: defaultdict(list))
    kept: dict = field(default_factory=lambda: defaultdict(list))
    seconds: dict = field(default_factory=dict)
    processor: float = 0.0

    @property
    def witnesses(self):
        """Who was asked."""
        return list(self.seconds)


def judgements():
    """The table of judgements, by witness, pattern and shape."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {(row["witness"], row["pattern"], row["formula"]): row for row in csv.DictReader(file)}


def differential(seed, formulas, folder):
    """Put formulas of every pattern to every witness that is there; every cached value is a wrong one.

    Args:
        seed: Where the amounts come from.
        formulas: How many formulas at least; each pattern has its equal part.
        folder: A new folder for LibreOffice's files.

    Returns:
        The report.
    """
    start = _processor()
    made = books(seed, -(-formulas // len(PATTERNS)))
    report = Report(Counter(known.pattern for book in made for known in book.known))
    files = [book.written(false) for book in made]
    with ThreadPoolExecutor(1) as beside:  # LibreOffice is a process of its own
        theirs = beside.submit(_timed, partial(_calc, files, folder)) if shutil.which("soffice") else None
        for witness, engines in _ENGINES.items():
            answers, report.seconds[witness] = _timed(partial(_ours, files, engines))
            _enter(report, witness, made, answers)
        if theirs is not None:
            answers, report.seconds[CALC] = theirs.result()
            _enter(report, CALC, made, answers)
    report.processor = _processor() - start
    return report


def _processor():
    """Seconds of processor time of this process and those that it started and that have ended."""
    return sum(os.times()[:4])


def _timed(work):
    start = time.perf_counter()
    return work(), time.perf_counter() - start


def _ours(files, engines):
    return [answers(read(Package(data)), engines) for data in files]


def answers(book, engines=Engines.DOUBLE):
    """What becomes of a workbook's formulas: a function that gives for each its value, `Kept` or `SILENT`."""
    evaluation = evaluate(book, FUNCTIONS, engines=engines, today=TODAY)
    codes = {
        cell: Kept(finding.code)
        for finding in evaluation.findings
        for cell in finding.cells or (finding.where,)
    }

    def answer(known):
        written = evaluation.values.get(known.sheet, {})
        return written[known.address] if known.address in written else codes.get(known.place, SILENT)

    return answer


def _calc(files, folder):
    paths = [folder / f"{number}.xlsx" for number in range(len(files))]
    for path, data in zip(paths, files, strict=True):
        path.write_bytes(data)
    results = all_recalculated(paths, folder / "office", with_add_in=False)
    return [_stored(read(Package(path.read_bytes()))) for path in results]


def _stored(book):
    sheets = {sheet.name: sheet.values for sheet in book.sheets}
    return lambda known: sheets[known.sheet].get(known.address)


def _enter(report, witness, made, answers):
    for book, answer in zip(made, answers, strict=True):
        for known in book.known:
            value = answer(known)
            key = witness, known.pattern, known.shape
            if isinstance(value, Kept):
                report.kept[key].append((known, value))
                report.counts[witness, known.pattern]["kept"] += 1
            elif known.is_right(value):
                report.counts[witness, known.pattern]["right"] += 1
            else:
                report.apart[key].append((known, value))
                report.counts[witness, known.pattern]["wrong"] += 1


# ---- printed ---------------------------------------------------------------------------------------------


def table(report):
    """Print right, kept and wrong formulas by pattern and witness."""
    print(f"{'pattern':<26}{'formulas':>9}" + "".join(f"{who:>22}" for who in report.witnesses))
    print(f"{'':<35}" + f"{'right  kept wrong':>22}" * len(report.witnesses))
    sums = Counter()
    for pattern, formulas in report.formulas.items():
        line = f"{pattern:<26}{formulas:>9}"
        for who in report.witnesses:
            counts = report.counts[who, pattern]
            sums.update({(who, kind): count for kind, count in counts.items()})
            line += f"{counts['right']:>10}{counts['kept']:>6}{counts['wrong']:>6}"
        print(line)
    line = f"{'all':<26}{sum(report.formulas.values()):>9}"
    for who in report.witnesses:
        line += "".join(
            f"{sums[who, kind]:>{width}}" for kind, width in (("right", 10), ("kept", 6), ("wrong", 6))
        )
    print(line)
    print("seconds: " + ", ".join(f"{who} {seconds:.1f}" for who, seconds in report.seconds.items()))
    print(f"seconds of processor time: {report.processor:.1f}")


def disagreements(report):
    """Print what isn't right, with the judgement; returns how many kinds of it are to be looked at."""
    listed, open_ones = judgements(), 0
    print("\ndisagreements")
    for key, cases in sorted(report.apart.items()):
        who, pattern, shape = key
        known, value = cases[0]
        row = listed.get(key)
        open_ones += row is None or who != CALC
        print(f"  {len(cases):>5} {who:<12}{pattern:<24} {shape}")
        print(f"        {known.place} ={known.formula}: known {known.value!r}, says {value!r}")
        print(f"        {row['right'] + ' is right: ' + row['source'] if row else 'NOT JUDGED'}")
    return open_ones


def kept(report):
    """Print what is kept, by witness, pattern, shape and finding."""
    print("\nkept")
    for (who, pattern, shape), cases in sorted(report.kept.items()):
        for code, count in Counter(value.code for _, value in cases).items():
            print(f"  {count:>5} {who:<12}{pattern:<24} {code:<22} {shape}")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--formulas", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kept", action="store_true", help="also list what is kept")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        report = differential(options.seed, options.formulas, Path(name))
    table(report)
    open_ones = disagreements(report)
    if options.kept:
        kept(report)
    return 1 if open_ones else 0


if __name__ == "__main__":
    sys.exit(main())
