"""Array formulas in areas that are larger or smaller than their results, and arrays in one cell."""

import math

import pytest

from roi_xl.errors import CellError
from roi_xl.xlsx import address

X, Y = (1, 2, 3, 4), (1, 4, 9, 16)
NA = CellError.NA


@pytest.fixture
def entered(made, evaluated):
    """What the cells of an area show in which an array formula was entered, row by row."""

    def run(formula, area):
        def fill(book):
            page = book.add_worksheet("S")
            page.write_column("A1", X)
            page.write_column("B1", Y)
            page.write_array_formula(area, "{" + formula + "}", None, -1)

        values, findings, _ = evaluated(made(fill))
        first, last = (address(corner) for corner in area.split(":"))
        rows = range(first[0], last[0] + 1)
        shown = [[values._values.get((r, c)) for c in range(first[1], last[1] + 1)] for r in rows]
        return shown, findings

    return run


@pytest.mark.parametrize(
    ("formula", "area", "shown"),
    [
        ("=A1:A4", "F1:F6", [[1], [2], [3], [4], [NA], [NA]]),  # #N/A where the result ends
        ("=A1:A4+100", "D3:D4", [[101], [102]]),  # cut
        ("=A1:A4*2", "D2:E2", [[2, 2]]),  # cut, and the one column repeated
        ("=5", "N3:P3", [[5, 5, 5]]),
        ("={1,2,3}*10", "D6:F8", [[10, 20, 30]] * 3),  # the one row repeated
        ("={1,2,3}*10", "D6:E7", [[10, 20]] * 2),
        ("=A1:B4", "D6:F7", [[1, 1, NA], [2, 4, NA]]),
        ("=TRANSPOSE(A1:A4)", "D6:H6", [[1, 2, 3, 4, NA]]),
        ("=FREQUENCY(A1:A4,{1;2;3})", "D6:D9", [[1], [1], [1], [1]]),
        ("=A1:A4*B1:B4", "D6:D9", [[1], [8], [27], [64]]),
    ],
)
def test_a_result_is_cut_to_its_area_or_filled_up(entered, formula, area, shown):
    assert entered(formula, area) == (shown, {})


def regression(x, y):
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    slope = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True))
    slope /= sum((a - mean_x) ** 2 for a in x)
    return slope, mean_y - slope * mean_x


LINE, CURVE = regression(X, Y), regression(X, [math.log(y) for y in Y])


@pytest.mark.parametrize(
    ("formula", "by_hand"),
    [
        ("=LINEST(B1:B4,A1:A4)", LINE[0]),
        ("=TREND(B1:B4,A1:A4)", LINE[1] + LINE[0]),
        ("=TREND(B1:B4,A1:A4,A2:A3)", LINE[1] + 2 * LINE[0]),
        ("=LOGEST(B1:B4,A1:A4)", math.exp(CURVE[0])),
        ("=GROWTH(B1:B4,A1:A4)", math.exp(CURVE[0] + CURVE[1])),
        ("=FREQUENCY(B1:B4,A3:A4)", 1.0),
        ("=INDEX(LINEST(B1:B4,A1:A4),1,2)", LINE[1]),
    ],
)
def test_an_ordinary_cell_shows_the_first_value_of_an_older_function_s_array(
    sheet, evaluated, formula, by_hand
):
    cells = {f"A{row}": x for row, x in enumerate(X, 1)} | {f"B{row}": y for row, y in enumerate(Y, 1)}
    values, findings, _ = evaluated(sheet(cells | {"H1": formula, "I1": 1, "H2": "=H1+1"}))
    assert values["H1"] == pytest.approx(by_hand, rel=1e-12, abs=1e-12)
    assert ("H2" in values, findings) == (True, {})


@pytest.mark.parametrize(
    "formula", ["=TRANSPOSE(A1:A4)", "=_xlfn._xlws.FILTER(A1:A4,B1:B4>1)", "=_xlfn.UNIQUE(A1:A4)"]
)
def test_of_other_arrays_in_an_ordinary_cell_excel_decides(sheet, evaluated, formula):
    cells = {f"A{row}": x for row, x in enumerate(X, 1)} | {f"B{row}": y for row, y in enumerate(Y, 1)}
    values, findings, _ = evaluated(sheet(cells | {"H1": formula}))
    assert "H1" not in values
    assert findings
