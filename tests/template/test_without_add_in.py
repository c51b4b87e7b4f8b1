"""The workbook without our functions: an independent office program computes it from plain formulas alone."""

import re
import shutil

import openpyxl
import pytest
from calc_addin.office import all_recalculated

pytestmark = pytest.mark.filterwarnings("ignore:.*xtension is not supported:UserWarning")


EDITIONS = ("sales-training", "healthcare-training-sv")


@pytest.fixture(scope="module")
def office(root, tmp_path_factory):
    """The workbooks as shipped, and as LibreOffice computes them from scratch, all in one process."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is missing: install the Debian package libreoffice-calc")
    sources = [root / "workbooks" / f"{name}.xlsx" for name in EDITIONS]
    results = all_recalculated(sources, tmp_path_factory.mktemp("office") / "new", with_add_in=False)
    return dict(zip(EDITIONS, zip(sources, results, strict=True), strict=True))


@pytest.fixture(scope="module", params=EDITIONS)
def pair(request, office):
    """The workbook as shipped, its formulas, and as LibreOffice computes it from scratch."""
    source, result = office[request.param]
    return tuple(
        openpyxl.load_workbook(path, data_only=only)
        for path, only in ((source, True), (source, False), (result, True))
    )


def figure(book, names, name):
    ((sheet, address),) = names.defined_names[name].destinations
    return book[sheet][address].value


def test_the_workbook_says_that_the_add_in_is_off(pair):
    _, formulas, computed = pair
    assert figure(computed, formulas, "cal_addin") == 0


def test_every_integrity_check_holds_all_the_same(pair):
    _, formulas, computed = pair
    assert figure(computed, formulas, "out_checks") == 0


def test_no_cell_shows_an_error(pair):
    assert not [c.coordinate for s in pair[2] for row in s.iter_rows() for c in row if c.data_type == "e"]


def test_the_sentence_is_worded_as_with_the_add_in(pair):
    shipped, formulas, computed = pair
    with_, without = (
        # the marks of a number are those of the reader's own Excel
        re.sub(r"(?<=\d)[,.\s](?=\d)", "", figure(book, formulas, "out_sentence"))
        for book in (shipped, computed)
    )
    assert with_ == without


def test_every_figure_is_the_one_that_we_cached(pair):
    shipped, formulas, computed = pair
    off = figure(computed, formulas, "lst_off")
    about_the_add_in = ("cal_addin", "out_functions")
    verdicts = {
        (sheet, address.replace("$", ""))
        for name in about_the_add_in
        for sheet, address in formulas.defined_names[name].destinations
    }
    apart = []
    for cell in (cell for sheet in formulas for row in sheet.iter_rows() for cell in row):
        text, place = cell.value, (cell.parent.title, cell.coordinate)
        if not isinstance(text, str) or not text.startswith("=") or place in verdicts:
            continue
        if text.startswith("=IF(ISNUMBER(") or any(name in text for name in about_the_add_in):
            continue  # says whether a function answers, or is the function's own cell
        ours, theirs = (book[place[0]][place[1]].value for book in (shipped, computed))
        if isinstance(ours, int | float) and theirs != pytest.approx(ours, rel=1e-9, abs=1e-9):
            apart.append((*place, ours, theirs))
    assert [each for each in apart if each[-1] != off] == []
