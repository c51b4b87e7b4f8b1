"""Excel's own cached values as the oracle: what the engines get right, report, or get silently wrong.

    python tests/bench/oracle.py FOLDER...            the table of right, reported and wrong cells
    python tests/bench/oracle.py --prove FOLDER...    also rewrites the list of proven functions

Every cached formula result is falsified, the workbook is recalculated, and what comes out is compared with
what Excel had saved. A function is examined when the primary engine computed it rightly in at least
`ENOUGH` cells and no wrong cell can be blamed on it (its edges then tell whether it is proven: see
evidence.py): a wrong cell whose inputs are wrong is nobody's fault,
and a cell with several functions is blamed on those that are guilty on their own, if there are any.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import evidence as bench

from roi_xl.calc import FUNCTIONS
from roi_xl.engine import EngineError, Engines, evaluate, formulas_of
from roi_xl.engine.answer import question
from roi_xl.engine.answer.first_answer import first_answer
from roi_xl.engine.facts import examined_functions, proven_functions
from roi_xl.engine.judgement.trust import Trust
from roi_xl.engine.results import agree
from roi_xl.errors import CellError
from roi_xl.xlsx import Package, PackageError, a1, read

ENOUGH = 20
RIGHT = 1e-8  # Excel stores 15 digits of what it computed with 17; iterated functions differ more
EXACT = 1e-12  # what proves a function: all the digits that count
TINY = 1e-15  # below it Excel's own sines and cosines of multiples of π are rounding noise
TODAY = dt.date(2026, 1, 1)
FALSE_NUMBER, FALSE_TEXT = 999.125, "falsified"
EXCUSED = {
    "issue.2301.xlsx": "K57 shows H where its own inputs give M: edited after Excel saved it",
    "functions-excel-2010.xlsx": "compares the 12th decimal of a quantile that is right to 8 digits",
}
"""Workbooks, by the end of their names, whose wrong cells say nothing about a function."""


def falsified(book):
    """The workbook with every cached formula result replaced by one that can't be right."""
    sheets = []
    for sheet in book.sheets:
        values = dict(sheet.values)
        for address in (*sheet.formulas, *sheet.members):
            was = values.get(address)
            values[address] = (
                FALSE_NUMBER if isinstance(was, str) and not isinstance(was, CellError) else FALSE_TEXT
            )
            if isinstance(was, float):
                values[address] = FALSE_NUMBER if was != FALSE_NUMBER else 0.0
        sheets.append(replace(sheet, values=values))
    return replace(book, sheets=tuple(sheets))


def both_tiny(one, other):
    """Whether two numbers are both nothing but rounding noise."""
    return isinstance(one, float) and isinstance(other, float) and max(abs(one), abs(other)) < TINY


def question_of(book, formulas=None):
    """What the engines are asked about a workbook before anything is computed; it is parsed unless it was."""
    return question.question_of(formulas_of(book, FUNCTIONS) if formulas is None else formulas, book, TODAY)


def moving(formulas):
    """The cells that depend on the day: Excel computed them on another one."""
    dated = {cell for cell, analysis in formulas.analyses.items() if "TODAY" in analysis.functions}
    return dated | formulas.dependencies.reached(dated)


def judged(book, engines):
    """Right, reported and wrong cells of one workbook; the wrong ones in words."""
    formulas = formulas_of(book, FUNCTIONS)
    evaluation = evaluate(falsified(book), FUNCTIONS, engines=engines, today=TODAY, formulas=formulas)
    apart = moving(formulas)
    right = reported = 0
    wrong = []
    for sheet in book.sheets:
        new = evaluation.values.get(sheet.name, {})
        for address in (*sheet.formulas, *sheet.members):
            cached, value = sheet.values.get(address), new.get(address)
            formula = sheet.formulas.get(address) or sheet.formulas[sheet.members[address]]
            if (sheet.name, address) in apart:
                continue
            if address not in new:
                reported += 1
            elif agree(cached, value, RIGHT) or both_tiny(cached, value):
                right += 1
            else:
                wrong.append(
                    f"{sheet.name}!{a1(address)} Excel {cached!r}, ours {value!r}: ={formula.text[:90]}"
                )
    return right, reported, wrong


def evidence(book, right, blamed):
    """Count, for each function, the cells the primary engine got right and the sets of functions to blame."""
    answer = first_answer(question_of(book))
    trust, asked = Trust(answer), answer.question
    wrong = {
        cell
        for cell, values in answer.values.items()
        if not agree(asked.sheets[cell[0]].values.get(cell[1]), values[cell[1]], EXACT)
        and not trust.is_noise(cell, asked.sheets[cell[0]].values.get(cell[1]), values[cell[1]])
    }
    spread = asked.dependencies.direct(wrong) if wrong else set()
    for cell in answer.values:
        functions = asked.analyses[cell].functions
        if not trust.is_eligible(cell) or "TODAY" in functions:
            continue
        if cell not in wrong:
            right.update(functions)
        elif cell not in spread and functions:
            blamed[functions] += 1


def guilty(blamed):
    """How often each function is to blame, sparing those that stand beside a function guilty on its own."""
    alone = Counter()
    for functions, count in blamed.items():
        if len(functions) == 1:
            alone.update(dict.fromkeys(functions, count))
    counts = Counter(alone)
    for functions, count in blamed.items():
        if len(functions) > 1 and not functions & alone.keys():
            counts.update(dict.fromkeys(functions, count))
    return counts


def prove(books):
    """Rewrite the list of proven functions from what the workbooks show, and the edges as recorded."""
    right, blamed = Counter(), Counter()
    for path, book in books:
        if path.name.endswith(tuple(EXCUSED)):
            continue
        try:
            evidence(book, right, blamed)
        except EngineError as error:
            print(f"{path.name:<58} {error}", file=sys.stderr)
    wrong = guilty(blamed)
    names = sorted(
        name for name in right.keys() - FUNCTIONS.keys() if right[name] >= ENOUGH and not wrong[name]
    )
    saved = {name: str(right[name]) for name in names}
    bench.write(bench.PROVEN, bench.proven_rows(saved, bench.table(bench.EVIDENCE)))
    examined_functions.cache_clear()
    proven_functions.cache_clear()
    print(f"{len(names)} functions examined; to blame: {dict(wrong.most_common(60))}")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--prove", action="store_true")
    parser.add_argument("--engines", default="double", choices=[engines.value for engines in Engines])
    parser.add_argument("--quiet", action="store_true", help="only the totals")
    options = parser.parse_args()
    paths = sorted(path for folder in options.folders for path in folder.glob("*.xls[xm]"))
    books = []
    for path in paths:
        try:
            books.append((path, read(Package(path.read_bytes()))))
        except PackageError as error:
            print(f"{path.name:<58} refused: {error}")
    if options.prove:
        prove(books)
    totals = Counter()
    print(f"{'workbook':<58} {'right':>7} {'reported':>8} {'wrong':>5}  seconds")
    for path, book in books:
        start = time.perf_counter()
        try:
            right_cells, reported, wrong_cells = judged(book, Engines(options.engines))
        except EngineError as error:
            print(f"{path.name:<58} {type(error).__name__}: {error}")
            totals["failed"] += 1
            continue
        totals.update(right=right_cells, reported=reported, wrong=len(wrong_cells), workbooks=1)
        if not options.quiet:
            took = time.perf_counter() - start
            print(f"{path.name:<58} {right_cells:>7} {reported:>8} {len(wrong_cells):>5}  {took:.2f}")
        for line in wrong_cells[:5]:
            print(f"    {line}")
    print(f"total: {dict(totals)}")


if __name__ == "__main__":
    main()
