"""Three laws of recalculation, for any workbook. Each tells what breaks it, in words; nothing when it holds.

    python tests/bench/laws.py FOLDER...            the tests' own files when no folder is given

- What is written is a fixed point: recalculated again, by default or strictly, nothing changes.
- Each engine alone gives what is written, wherever no finding says otherwise and nothing else confirmed it.
- Silence is impossible: a formula cell is written, or named by a finding at its place, or what is cached in
  it is what comes out. A named cell without any cached value is an error.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import time
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import get_args

from oracle import falsified, question_of

from roi_xl import recalc
from roi_xl.calc import FUNCTIONS
from roi_xl.engine import EngineError, Engines, evaluate, formulas_of
from roi_xl.engine.evaluation import computed, judged
from roi_xl.engine.judgement.trust import AGREEMENT
from roi_xl.engine.results import agree
from roi_xl.errors import CellError, Level
from roi_xl.xlsx import Package, PackageError, place, read, with_values, written

TESTS = Path(__file__).parents[1]
OURS = (TESTS / "data" / "excel-saved", TESTS / "data" / "samples", TESTS.parent / "workbooks")
"""Where the workbooks of the tests lie."""

TODAY = dt.date(2026, 1, 2)
MODES = get_args(recalc.Engines)


# ---- mutations --------------------------------------------------------------------------------------------


def results(sheet):
    """The cells of a sheet that hold results: formulas, and what array formulas fill beside them."""
    return (*sheet.formulas, *sheet.members)


def _mutated(book, change):
    """The workbook with other cached results; `change` gives a new one for an old one, None for no value."""
    sheets = []
    for sheet in book.sheets:
        values = dict(sheet.values)
        for address in results(sheet):
            values[address] = change(values.get(address))
        sheets.append(replace(sheet, values={at: value for at, value in values.items() if value is not None}))
    return replace(book, sheets=tuple(sheets))


def as_it_is(book):
    """No mutation."""
    return book


def without_results(book):
    """Every cached result deleted."""
    return _mutated(book, lambda _: None)


def with_errors(book):
    """Every cached result an error that wasn't there."""
    return _mutated(book, lambda was: CellError.NAME if was is not CellError.NAME else CellError.NULL)


def with_other_inputs(book):
    """Every third number that is no result changed; the cached results are those of the old ones."""
    sheets = []
    for sheet in book.sheets:
        values = dict(sheet.values)
        inputs = [at for at in sorted(values) if at not in sheet.formulas and at not in sheet.members]
        for address in inputs[::3]:
            if isinstance(values[address], float):
                values[address] = values[address] * 1.5 + 1
        sheets.append(replace(sheet, values=values))
    return replace(book, sheets=tuple(sheets))


MUTATIONS = (as_it_is, falsified, without_results, with_errors, with_other_inputs)


# ---- what is written is a fixed point ---------------------------------------------------------------------


def stale(data):
    """A workbook's bytes with every cached result a wrong one."""
    book = read(Package(data))
    values = {
        sheet.name: {address: sheet.values[address] for address in results(sheet)}
        for sheet in falsified(book).sheets
    }
    return written(with_values(book, values))


def recalculated(data, mode):
    """A workbook's bytes after a recalculation, and the model that was computed for it."""
    model = recalc.computed(data, recalc.Settings(TODAY, mode))
    return written(model.updated()), model


def restless(data, written_by=MODES, recalculated=recalculated):
    """What a second recalculation changes in a workbook that has been recalculated.

    Args:
        data: The workbook's bytes, whatever is cached in it.
        written_by: The modes of `--engines` in which it is recalculated at first.
        recalculated: What recalculates; a cache of it, so that other laws have the same done only once.

    Returns:
        A line for each cell that the second one changes, in each mode.
    """
    found = []
    for first in dict.fromkeys(recalculated(data, mode)[0] for mode in written_by):
        for mode in MODES:
            again, model = recalculated(first, mode)
            changes = [
                ((name, at), new) for name, cells in model.changes.items() for at, new in cells.items()
            ]
            found += [
                f"{mode}: {place(cell)} held {model.stored(cell)!r}, now {new!r}" for cell, new in changes
            ]
            if again != first and not changes:
                found.append(f"{mode}: other bytes, though no value changed")
    return found


# ---- each engine alone ------------------------------------------------------------------------------------


def apart(data, recalculated=recalculated):
    """Where an engine, asked alone, gives another value than a recalculated workbook holds.

    Args:
        data: The workbook's bytes, whatever is cached in it.
        recalculated: As of `restless`.

    Returns:
        For each such cell of which no finding is told by default: the engine, the place, what is written,
        what the engine gives, and what confirmed the cell: `jury`, `proven` or `nothing`.
    """
    first, _ = recalculated(data, "double")
    models = [recalculated(first, mode)[1] for mode in MODES]
    told, told_strictly = (_named(model.evaluation) for model in models)
    book = models[0].book
    asked = question_of(book, models[0].formulas)
    judgement = judged(asked, Engines.STRICT)
    settled = judgement.answer.question.settled
    by_jury = {*settled, *(judgement.answer.question.dependencies.reached(settled) if settled else ())}
    sheets = {sheet.name: sheet.values for sheet in book.sheets}

    def other(trust, cell, at, value):
        cached = sheets[cell[0]].get(at)
        is_same = trust.is_same(cell, cached, value) or agree(cached, value, AGREEMENT)
        return not is_same and not trust.is_noise(cell, cached, value)

    alone = computed(asked)
    found = [
        ("first", cell, at, value, "jury" if cell in by_jury else "nothing")
        for cell, values in alone.answer.values.items()
        for at, value in values.items()
        if other(alone, cell, at, value)
    ]
    trust = judgement.trust
    for cell, values in judgement.answer.values.items():
        is_proven = trust.is_proven(cell) and place(cell) in told_strictly
        found += [
            ("second", cell, at, opinion, "proven" if is_proven else "nothing")
            for at in values
            if (opinion := judgement.opinions.get((cell[0], at), values[at])) != values[at]
            and other(trust, cell, at, opinion)
        ]
    return [
        (engine, place((cell[0], at)), sheets[cell[0]].get(at), value, by)
        for engine, cell, at, value, by in found
        if place(cell) not in told
    ]


def _named(evaluation):
    """The cells that findings name."""
    return {cell for finding in evaluation.findings for cell in finding.cells or (finding.where,)}


# ---- silence is impossible --------------------------------------------------------------------------------


def silent(book, engines=Engines.DOUBLE, *, computed=None, evaluation=None):
    """The formula cells of a workbook that break the law of silence.

    Args:
        book: The workbook.
        engines: How it is recalculated.
        computed: What each cell is when computed, by sheet and address; else what the engines settle on,
            asked apart from all that writes and reports.
        evaluation: What the workbook was evaluated to, if it has been already.

    Returns:
        A line for each cell.
    """
    formulas = formulas_of(book, FUNCTIONS)
    if evaluation is None:
        evaluation = evaluate(book, FUNCTIONS, engines=engines, today=TODAY, formulas=formulas)
    levels = {}
    for finding in evaluation.findings:
        for cell in finding.cells or (finding.where,):
            levels[cell] = max(finding.level, levels.get(cell, Level.INFO))
    found, quiet = [], []
    for sheet in book.sheets:
        written = evaluation.values.get(sheet.name, {})
        for address in sheet.formulas:
            cell = sheet.name, address
            if place(cell) not in levels and address not in written:
                quiet.append(cell)
            elif address not in written and address not in sheet.values and levels[place(cell)] < Level.ERROR:
                found.append(f"{place(cell)} is kept and has no value, which is no error")
    return found + _out_of_date(book, formulas, quiet, computed)


def _out_of_date(book, formulas, quiet, computed):
    """Those of the cells that nothing is said of whose cached value isn't what comes out."""
    if not quiet:
        return []
    sheets = {sheet.name: sheet.values for sheet in book.sheets}
    is_same = agreeing
    if computed is None:
        trust = judged(question_of(book, formulas), Engines.DOUBLE).trust
        computed = {cell: values.get(cell[1]) for cell, values in trust.answer.values.items()}

        def is_same(cell, cached, value):
            return agreeing(cell, cached, value) or trust.is_noise(cell, cached, value)

    found = []
    for cell in quiet:
        cached = sheets[cell[0]].get(cell[1])
        if cell not in computed:
            found.append(f"{place(cell)} isn't computed, and nothing is said of it")
        elif cached is None or not is_same(cell, cached, computed[cell]):
            found.append(
                f"{place(cell)} holds {cached!r}, computed is {computed[cell]!r}, nothing is said of it"
            )
    return found


def agreeing(cell, cached, value):
    """Whether a cached value is what a cell gives when computed."""
    return agree(cached, value, AGREEMENT)


# ---- over whole folders ----------------------------------------------------------------------------------


def broken(data):
    """What breaks each law in one workbook, and how often each engine alone was overruled by what."""
    book = read(Package(data))
    wrong, once = stale(data), cache(recalculated)
    differing = apart(wrong, once)
    found = {
        "a fixed point": restless(wrong, recalculated=once),
        "an engine alone": [line for line in differing if line[-1] == "nothing"],
    }
    for mutation in MUTATIONS:
        found[f"no silence, {mutation.__name__.replace('_', ' ')}"] = silent(mutation(book))
    return found, Counter((engine, by) for engine, *_, by in differing)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="*", type=Path, default=OURS)
    options = parser.parse_args()
    counts, files, overruled, refused = Counter(), Counter(), Counter(), 0
    paths = sorted(path for folder in options.folders for path in folder.glob("*.xls[xm]"))
    start = time.perf_counter()
    for path in paths:
        try:
            found, alone = broken(path.read_bytes())
        except (PackageError, EngineError) as error:
            refused += 1
            print(f"{path.name}: refused, {error}")
            continue
        overruled += alone
        for law, lines in found.items():
            counts[law] += len(lines)
            files[law] += bool(lines)
            for line in lines[:3]:
                print(f"{path.name}: {law}: {line}")
    print(f"{len(paths)} workbooks, {refused} refused, {time.perf_counter() - start:.0f} s")
    for law, count in counts.items():
        print(f"{law:<36}{count:>8} cells in {files[law]} workbooks")
    for (engine, by), count in overruled.items():
        print(f"{f'the {engine} engine overruled by {by}':<36}{count:>8} cells")
    return 1 if sum(counts.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
