"""LibreOffice Calc with an add-in generated from the catalogue: what it hands over, and what comes back."""

import json
import math
import subprocess
import sys

import openpyxl
import pytest

from roi_xl.calc import FUNCTIONS

pytestmark = pytest.mark.filterwarnings("ignore:.*xtension is not supported:UserWarning")
VALUE = {"error": "#VALUE!"}
COMPILED = {"ROI_SIMULATION", "TRAINING_IRR"}
"""What needs NumPy: LibreOffice's Python finds it if it's the version that runs the tests."""


def is_error(plain):
    return isinstance(plain, dict) and "error" in plain


def truth_is_a_number(args):
    """Calc has no type of its own for TRUE and FALSE."""
    return [
        [[*map(number, row)] for row in given] if isinstance(given, list) else number(given) for given in args
    ]


def number(plain):
    return float(plain) if isinstance(plain, bool) else plain


def a_blank_cell_is_0(args):
    """A reference to one blank cell hands over a number."""
    return [0.0 if given is None else given for given in args]


def an_error_is_the_whole_result(args):
    """Calc calls no function with an error: the last one wins, and one inside a range is a #VALUE!."""
    errors = [given if is_error(given) else VALUE for given in args if has_error(given)]
    return [filled(given, errors[-1]) if has_error(given) else given for given in args]


def has_error(given):
    return (
        any(is_error(plain) for row in given for plain in row) if isinstance(given, list) else is_error(given)
    )


def filled(given, plain):
    return [[plain for _ in row] for row in given] if isinstance(given, list) else plain


RULES = (truth_is_a_number, a_blank_cell_is_0, an_error_is_the_whole_result)
"""Every difference between Calc and Excel, as what reaches our functions instead of the cells' values."""


@pytest.fixture(scope="module")
def core(root, cases):
    """What the core gives for every case when some rules hold."""

    def answers(*rules):
        asked = []
        for case in cases:
            args = case["args"]
            for rule in rules:
                args = rule(args)
            asked.append(case | {"args": args})
        command = [sys.executable, root / "tests" / "hosts" / "lanes" / "core.py"]
        run = subprocess.run(
            command, input=json.dumps(asked), capture_output=True, text=True, timeout=120, check=True
        )
        return json.loads(run.stdout)

    return answers


def agree(got, want):
    """Whether two results are the same, numbers to 12 digits."""
    if isinstance(want, list):
        return isinstance(got, list) and len(got) == len(want) and all(map(agree, got, want))
    if isinstance(want, float):
        return isinstance(got, float) and math.isclose(got, want, rel_tol=1e-12)
    return got == want


def lacks(result):
    return (
        any(map(lacks, result))
        if isinstance(result, list)
        else isinstance(result, dict) and "needs" in result
    )


def apart(cases, got, want):
    return {
        case["id"]: (g, w)
        for case, g, w in zip(cases, got, want, strict=True)
        if not (agree(g, w) or (lacks(g) and case["function"] in COMPILED))
    }


def test_calc_gives_what_the_core_gives_but_for_the_known_differences(cases, lane, core):
    assert apart(cases, lane("calc"), core(*RULES)) == {}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__.replace("_", " "))
def test_the_difference_is_there(rule, cases, lane, core):
    assert apart(cases, lane("calc"), core(*(other for other in RULES if other is not rule))) != {}


@pytest.fixture(scope="module", params=["sales-training", "healthcare-training-sv"])
def books(request, root, lane, tmp_path_factory):
    """A workbook as shipped, its formulas, and as Calc computes it with our functions."""
    if any(map(lacks, lane("calc"))):
        pytest.skip(
            "LibreOffice's own Python needs the NumPy of these tests: run them with its version of Python"
        )
    source = root / "workbooks" / f"{request.param}.xlsx"
    program = root / "tests" / "hosts" / "lanes" / "calc_book.py"
    run = subprocess.run(
        [sys.executable, program, source, tmp_path_factory.mktemp("calc") / "book"],
        capture_output=True, text=True, timeout=240, check=True,
    )  # fmt: skip
    return [
        openpyxl.load_workbook(path, data_only=only)
        for path, only in ((source, True), (source, False), (run.stdout.strip(), True))
    ]


@pytest.fixture(scope="module")
def formula_cells(books):
    return [c for sheet in books[1] for row in sheet.iter_rows() for c in row if c.data_type == "f"]


def test_the_template_calls_every_function(formula_cells):
    # but the version, which would be out of date after each release
    missing = [name for name in FUNCTIONS if not any(f"{name}(" in cell.value for cell in formula_cells)]
    assert missing == ["ROI_XL_VERSION"]


def test_every_cell_of_the_template_is_as_we_cached_it(books, formula_cells):
    cached, _, computed = books
    places = [(cell.parent.title, cell.coordinate) for cell in formula_cells]
    pairs = {place: tuple(book[place[0]][place[1]].value for book in (computed, cached)) for place in places}
    assert {place: pair for place, pair in pairs.items() if not same(*pair)} == {}


def same(computed, cached):
    if isinstance(cached, int | float):
        return computed == pytest.approx(cached, rel=1e-9, abs=1e-9)
    return computed == cached
