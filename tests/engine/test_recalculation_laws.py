"""Laws of recalculation over the samples, Excel's own files and workbooks of patterns: see `laws`."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import laws
import pytest
from patterns.page import false
from patterns.samples import CHECKS, book

from roi_xl import computed_workbook, engine
from roi_xl.xlsx import Package, read, with_values

ROOT = Path(__file__).parents[2]
FILES = [
    *sorted((ROOT / "tests" / "data" / "excel-saved").glob("*.xlsx")),
    *sorted((ROOT / "tests" / "data" / "samples").glob("*.xlsx")),
    *sorted((ROOT / "workbooks").glob("*.xlsx"))[::5],
]
LARGE = {"apache-51710"}  # 13,000 formulas
SMALL = [path for path in FILES if path.stem not in LARGE]
SEEDS = range(3)
OTHERS = [mutation for mutation in laws.MUTATIONS if mutation is not laws.falsified]
MUTATED = [(path, OTHERS[number % len(OTHERS)]) for number, path in enumerate(SMALL)]
"""Every workbook by a mutation other than the one that falsifies all; tests/bench/laws.py does all."""


@cache
def pattern_book(seed):
    return book(f"laws {seed}", formulas=12, date1904=seed % 2 == 1)


@cache
def check_book():
    return book("laws", CHECKS, 12)


def stem(value):
    return value.stem if isinstance(value, Path) else value.__name__


@pytest.fixture(scope="module", params=FILES, ids=stem)
def falsified(request):
    """A workbook's bytes with all results wrong, and what recalculates those: each way once for all laws.

    Tests that share it follow each other, so that one workbook at a time is kept.
    """
    return laws.stale(request.param.read_bytes()), cache(laws.recalculated)


@pytest.fixture(scope="module", params=SEEDS)
def falsified_patterns(request):
    """The same of a workbook of patterns."""
    return pattern_book(request.param).written(false), cache(laws.recalculated)


# ---- what is written is a fixed point ---------------------------------------------------------------------


def test_what_is_written_is_a_fixed_point(falsified):
    data, recalculated = falsified
    assert laws.restless(data, recalculated=recalculated) == []


def test_what_is_written_is_a_fixed_point_in_patterns(falsified_patterns):
    data, recalculated = falsified_patterns
    assert laws.restless(data, recalculated=recalculated) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_what_excel_stores_is_a_fixed_point(seed):
    assert laws.restless(pattern_book(seed).written()) == []


def a_little_off(book, values, areas):
    """What is written isn't what was computed."""
    off = {
        sheet: {at: v * (1 + 1e-9) if isinstance(v, float) else v for at, v in cells.items()}
        for sheet, cells in values.items()
    }
    return with_values(book, off, areas)


def half_of_it(book, values, areas):
    """Every second value that was computed isn't written."""
    half = {sheet: dict(sorted(cells.items())[::2]) for sheet, cells in values.items()}
    return with_values(book, half, areas)


@pytest.mark.parametrize("mutation", [a_little_off, half_of_it])
def test_the_fixed_point_notices_that_something_else_is_written(monkeypatch, mutation):
    monkeypatch.setattr(computed_workbook, "with_values", mutation)
    assert laws.restless(check_book().written(false)) != []


def test_the_fixed_point_notices_that_strict_knows_otherwise(monkeypatch):
    def other(book, functions, *, engines, **options):
        found = evaluate(book, functions, engines=engines, **options)
        if engines != engine.Engines.STRICT:
            return found
        first = book.sheets[0]
        address = min(first.formulas)
        return replace(found, values={**found.values, first.name: {address: "other"}})

    evaluate = engine.evaluate
    monkeypatch.setattr(engine, "evaluate", other)
    found = laws.restless(check_book().written(false), written_by=["double"])
    assert [line.partition(":")[0] for line in found] == ["strict"]


# ---- each engine alone ------------------------------------------------------------------------------------


def without_jury(found):
    """The differences that no verdict of the jury explains, not even by evidence about the function."""
    return [line for line in found if line[-1] != "jury"]


def test_each_engine_alone_gives_what_is_written_or_was_overruled(falsified):
    assert without_jury(laws.apart(*falsified)) == []


def test_each_engine_alone_gives_what_is_written_in_patterns(falsified_patterns):
    assert without_jury(laws.apart(*falsified_patterns)) == []


@pytest.mark.parametrize("off", ["first", "second"])
def test_the_law_of_one_engine_notices_that_an_engine_gives_something_else(monkeypatch, off):
    def computed(question):
        trust = first(question)
        cell = min(trust.answer.values)
        values = {**trust.answer.values, cell: dict.fromkeys(trust.answer.values[cell], "other")}
        return replace(trust, answer=replace(trust.answer, values=values))

    def judged(question, engines):
        judgement = both(question, engines)
        return replace(judgement, opinions={**judgement.opinions, min(judgement.opinions): "other"})

    first, both = laws.computed, laws.judged
    monkeypatch.setattr(laws, *(("computed", computed) if off == "first" else ("judged", judged)))
    found = without_jury(laws.apart(check_book().written(false)))
    assert [(engine, value, by) for engine, _, _, value, by in found] == [(off, "other", "nothing")]


# ---- silence is impossible --------------------------------------------------------------------------------


def test_every_formula_is_written_or_named_when_all_are_wrong(falsified):
    data, recalculated = falsified
    _, model = recalculated(data, "double")
    assert laws.silent(model.book, evaluation=model.evaluation) == []


@pytest.mark.parametrize(("path", "mutation"), MUTATED, ids=stem)
def test_every_formula_is_current_written_or_named(path, mutation):
    assert laws.silent(mutation(read(Package(path.read_bytes())))) == []


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("mutation", laws.MUTATIONS, ids=lambda mutation: mutation.__name__)
def test_every_formula_of_a_pattern_is_current_written_or_named(seed, mutation):
    made = pattern_book(seed)
    # with other inputs the known values aren't the right ones
    known = {(known.sheet, known.address): known.value for known in made.known}
    computed = None if mutation is laws.with_other_inputs else known
    assert laws.silent(mutation(read(Package(made.written()))), computed=computed) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_strict_is_not_silent_either(seed):
    made = pattern_book(seed)
    known = {(known.sheet, known.address): known.value for known in made.known}
    assert laws.silent(read(Package(made.written(false))), engine.Engines.STRICT, computed=known) == []


def without_findings(evaluation):
    return replace(evaluation, findings=())


def with_the_first_cell_alone(evaluation):
    return replace(evaluation, findings=tuple(replace(finding, cells=()) for finding in evaluation.findings))


def with_every_second_value(evaluation):
    values = {sheet: dict(sorted(cells.items())[::2]) for sheet, cells in evaluation.values.items()}
    return replace(evaluation, values=values)


def without_values(evaluation):
    return replace(evaluation, values={})


@pytest.mark.parametrize(
    "mutation", [without_findings, with_the_first_cell_alone, with_every_second_value, without_values]
)
@pytest.mark.parametrize("name", ["ironcalc-BESSEL", "patterns"])
def test_the_law_of_silence_notices(monkeypatch, mutation, name):
    path = next((path for path in FILES if path.stem == name), None)
    data = path.read_bytes() if path else pattern_book(1).written()
    evaluate = engine.evaluate
    monkeypatch.setattr(laws, "evaluate", lambda *args, **kwargs: mutation(evaluate(*args, **kwargs)))
    assert laws.silent(laws.falsified(read(Package(data)))) != []


def test_the_law_of_silence_notices_a_mild_word_for_a_cell_without_a_value(monkeypatch):
    def mild(*args, **kwargs):
        found = evaluate(*args, **kwargs)
        findings = [replace(finding, level=engine_level.WARNING) for finding in found.findings]
        return replace(found, findings=tuple(findings))

    engine_level, evaluate = laws.Level, engine.evaluate
    monkeypatch.setattr(laws, "evaluate", mild)
    found = laws.silent(laws.without_results(read(Package(pattern_book(1).written()))))
    assert any("which is no error" in line for line in found)


def test_a_mutation_changes_every_result():
    made = read(Package(pattern_book(0).written()))
    for mutation in (laws.falsified, laws.without_results, laws.with_errors):
        for before, after in zip(made.sheets, mutation(made).sheets, strict=True):
            assert [at for at in before.formulas if before.values[at] == after.values.get(at)] == []
