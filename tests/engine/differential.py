"""Formulas with known values put to several witnesses: `recalc`, `recalc --engines strict`, LibreOffice."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from calc_addin.office import all_recalculated
from patterns.page import false
from patterns.samples import PATTERNS, books

from roi_xl.calc import FUNCTIONS
from roi_xl.engine import Engines, evaluate
from roi_xl.xlsx import Package, read

TODAY = dt.date(2026, 1, 2)
DEFAULT, STRICT, CALC = "default", "strict", "LibreOffice"
TABLE = Path(__file__).parents[1] / "data" / "differential.csv"
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
        seconds: How long each witness took.
    """

    formulas: Counter = field(default_factory=Counter)
    counts: dict = field(default_factory=lambda: defaultdict(Counter))
    apart: dict = field(default_factory=lambda: defaultdict(list))
    kept: dict = field(default_factory=lambda: defaultdict(list))
    seconds: dict = field(default_factory=dict)

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
    return report


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
