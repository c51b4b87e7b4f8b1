"""What is said of a cell that isn't computed: how much it matters hangs on what stands in it."""

from dataclasses import replace

import pytest

from roi_xl.errors import CellError, Level

RANDOM = "=RAND()"


def with_cached(book, **values):
    page = book.sheets[0]
    places = {place: page.values[place] for place in page.values}
    for name, value in values.items():
        place = (int(name[1:]), ord(name[0]) - ord("A") + 1)
        if value is None:
            places.pop(place, None)
        else:
            places[place] = value
    return replace(book, sheets=(replace(page, values=places),))


@pytest.mark.parametrize(
    "formula",
    [
        RANDOM,
        "=GETPIVOTDATA(A1,B1)",
        "='[1]Other'!A1",
        "=NoTable[x]",
        "=nowhere",
        "=CUBEVALUE(A1)",
        "=NOW()",
    ],
)
def test_a_kept_cell_without_a_value_is_an_error(sheet, evaluated, formula):
    book = sheet({"A1": 1, "B2": formula})
    _, with_value, _ = evaluated(book)
    _, without, _ = evaluated(with_cached(book, B2=None))
    ((code, finding),) = without.items()
    assert with_value[code].level is Level.WARNING
    assert finding.level is Level.ERROR
    assert finding.where == "S!B2"
    assert finding.detail.endswith("; it has no value")


def test_so_is_one_that_depends_on_it(sheet, evaluated):
    book = with_cached(sheet({"A1": RANDOM, "A2": "=A1*2", "A3": "=A2+1"}), A3=None)
    _, findings, evaluation = evaluated(book)
    levels = {f.where: f.level for f in evaluation.findings if f.code == "depends-on-kept"}
    assert levels == {"S!A2": Level.WARNING, "S!A3": Level.ERROR}
    assert "keeps" not in findings["depends-on-kept"].detail


UNSURE = ["=VALUE(A2)", '=DATEDIF(B2,B2-3,"d")', "=QUARTILE(B2:B2,9)"]


@pytest.mark.parametrize("cached", [42.0, "text", True])
@pytest.mark.parametrize("formula", UNSURE)
def test_an_error_of_both_engines_against_a_value_in_the_file_is_an_error(sheet, evaluated, formula, cached):
    book = with_cached(sheet({"A2": "x", "B2": 5, "A1": formula}), A1=cached)
    values, findings, _ = evaluated(book)
    assert isinstance(values["A1"], CellError)
    assert findings["contradicted"].level is Level.ERROR
    assert findings["contradicted"].where == "S!A1"
    assert "the file had " in findings["contradicted"].detail


@pytest.mark.parametrize(("formula", "error"), [*zip(UNSURE, ["VALUE", "NUM", "NUM"], strict=True)])
def test_an_error_of_both_engines_that_the_file_has_is_current(sheet, evaluated, formula, error):
    book = with_cached(sheet({"A2": "x", "B2": 5, "A1": formula}), A1=CellError[error])
    _, findings, _ = evaluated(book)
    assert not findings


def test_a_kept_cell_that_reads_a_doubtful_one_is_told_and_counted_once(sheet, evaluated):
    doubtful = "=INT(123456789-0.0000004)"
    _, _, evaluation = evaluated(sheet({"A1": doubtful, "A2": "=NOW()+A1", "A3": "=A1+1", "A4": "=1+1"}))
    told = [cell for finding in evaluation.findings for cell in finding.cells or (finding.where,)]
    assert sorted(told) == ["S!A1", "S!A2", "S!A3"]
    assert (evaluation.formulas, evaluation.computed) == (4, 1)
