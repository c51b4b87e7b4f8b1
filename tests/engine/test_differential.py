"""20,000 formulas as finance writes them: `recalc`, its strict mode and LibreOffice 7.4 beside known values.

`python tests/bench/differential.py` prints the whole table, also for more formulas and other seeds.
"""

import shutil

import pytest
from differential import CALC, DEFAULT, STRICT, differential, judgements
from patterns.samples import PATTERNS

FORMULAS = 20_000
OFFICE = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice isn't installed")


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    return differential(1, FORMULAS, tmp_path_factory.mktemp("differential"))


def listed(cases):
    return [
        f"{known.place} ={known.formula}: known {known.value!r}, says {value!r}" for known, value in cases
    ]


def test_there_are_enough_formulas_of_every_pattern(report):
    assert sum(report.formulas.values()) >= FORMULAS
    assert report.formulas.keys() == PATTERNS.keys()
    assert min(report.formulas.values()) >= FORMULAS // len(PATTERNS)


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("witness", [DEFAULT, STRICT])
def test_nothing_is_wrong_in_silence(report, witness, pattern):
    wrong = [case for key, cases in report.apart.items() if key[:2] == (witness, pattern) for case in cases]
    assert listed(wrong) == []


@pytest.mark.parametrize("pattern", PATTERNS)
def test_some_of_every_pattern_is_computed(report, pattern):
    assert report.counts[DEFAULT, pattern]["right"] > 0.1 * report.formulas[pattern]


def test_nearly_all_is_computed(report):
    right = sum(report.counts[DEFAULT, pattern]["right"] for pattern in PATTERNS)
    assert right > 0.85 * sum(report.formulas.values())


@OFFICE
def test_every_disagreement_is_judged(report):
    assert sorted(report.apart.keys() - judgements().keys()) == []


@OFFICE
def test_every_judgement_is_of_use(report):
    assert sorted(judgements().keys() - report.apart.keys()) == []


def test_every_judgement_names_its_source():
    assert [
        row for row in judgements().values() if not (row["says"] and row["right"] and row["source"])
    ] == []


@OFFICE
def test_a_known_value_that_is_not_right_shows(report):
    # LibreOffice, which shares nothing with us, gives the known values wherever it isn't judged to be wrong
    right = sum(report.counts[CALC, pattern]["right"] for pattern in PATTERNS)
    judged = sum(len(cases) for (witness, *_), cases in report.apart.items() if witness == CALC)
    assert right + judged == sum(report.formulas.values())
