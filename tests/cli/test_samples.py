"""The worked sales example, in every spelling under which Excel stores our functions, through the command."""

import json
import re
import zipfile

import pytest

from roi_xl.xlsx import Package, read

SPELLINGS = ["stale", "lite", "xll", "xlam"]
VIEWS = {  # the brief's sales training: 462.5 % as published, 152 % of what holds, 101.6 to 186.7 %
    "ROI as claimed (view A)": "462.5%",
    "ROI": "152.0%",
    "ROI, conservative": "101.6%",
    "ROI, optimistic": "186.7%",
}


@pytest.fixture(scope="module")
def results(tmp_path_factory, roi_xl, samples):
    """The folder with every spelling recalculated, and what the command says of each."""
    folder = tmp_path_factory.mktemp("samples")
    paths = [samples / f"sales-example-{spelling}.xlsx" for spelling in SPELLINGS]
    done = roi_xl("recalc", "--json", "--output", folder, *paths)
    assert done.returncode == 0, done.stderr
    return folder, dict(zip(SPELLINGS, json.loads(done.stdout)["workbooks"], strict=True))


@pytest.fixture(scope="module")
def expected(samples):
    return read(Package((samples / "sales-example.xlsx").read_bytes()))


def result(folder, spelling):
    return read(Package((folder / f"sales-example-{spelling}.xlsx").read_bytes()))


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_numeric_cell_is_the_one_of_the_worked_example(results, expected, spelling):
    folder, _ = results
    for sheet, wanted in zip(result(folder, spelling).sheets, expected.sheets, strict=True):
        numbers = {
            address: value
            for address, value in wanted.values.items()
            if isinstance(value, float) and not (value == 0 and is_text_formula(wanted, address))
        }
        met = {address: sheet.values.get(address) for address in numbers}
        assert met == pytest.approx(numbers, rel=1e-9, abs=1e-12), sheet.name


def is_text_formula(sheet, address):
    """Whether a cell's formula gives text, such as `=Benefits!B11&""`.

    The tool that built the sample stored the number 0 in twelve such cells where Excel gives an empty text;
    ours is the empty text.
    """
    formula = sheet.formulas.get(address)
    return formula is not None and formula.text.endswith('&""')


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_text_formula_over_a_blank_gives_an_empty_text(results, expected, spelling):
    folder, _ = results
    zeros = [
        (number, address)
        for number, sheet in enumerate(expected.sheets)
        for address, value in sheet.values.items()
        if value == 0 and isinstance(value, float) and is_text_formula(sheet, address)
    ]
    sheets = result(folder, spelling).sheets
    assert len(zeros) == 12
    assert {sheets[number].values[address] for number, address in zeros} == {""}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_other_cell_is_the_one_of_the_worked_example(results, expected, spelling):
    folder, _ = results
    for sheet, wanted in zip(result(folder, spelling).sheets, expected.sheets, strict=True):
        others = {address: value for address, value in wanted.values.items() if not isinstance(value, float)}
        assert {address: sheet.values.get(address) for address in others} == others, sheet.name


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_text_of_every_formula_stays_as_excel_spelled_it(results, samples, spelling):
    folder, _ = results
    name = f"sales-example-{spelling}.xlsx"
    assert formulas(folder / name) == formulas(samples / name)


def formulas(path):
    """Every formula element of every sheet, to the byte."""
    with zipfile.ZipFile(path) as package:
        parts = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
        return {name: re.findall(rb"<f[ >/].*?(?:</f>|/>)", package.read(name), re.DOTALL) for name in parts}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_everything_is_evaluated_and_only_their_age_is_noted(results, spelling):
    _, entries = results
    entry = entries[spelling]
    codes = [finding["code"] for finding in entry["findings"]]
    assert (entry["formulas"], entry["computed"], codes) == (600, 600, ["not-compared"])


@pytest.mark.parametrize("label", VIEWS)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_headline_figures_are_those_of_the_worked_example(results, spelling, label):
    _, entries = results
    figures = {headline["label"]: headline["new"] for headline in entries[spelling]["headlines"]}
    assert f"{figures[label]:.1%}" == VIEWS[label]


def test_a_second_run_in_place_changes_nothing_not_even_the_times(results, roi_xl):
    folder, _ = results
    paths = [folder / f"sales-example-{spelling}.xlsx" for spelling in SPELLINGS]
    before = [identity(path) for path in paths]
    done = roi_xl("recalc", "--in-place", *paths)
    assert [identity(path) for path in paths] == before
    assert done.stdout.splitlines()[-1] == "4 workbooks: 4 current"


def identity(path):
    status = path.stat()
    return status.st_mtime_ns, status.st_ino, status.st_size, path.read_bytes()
