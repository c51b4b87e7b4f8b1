"""Names that move with the cell that uses them, and the @ that takes one cell of a range.

The kinds are those of EPPlus' workbook DefinedNameRelative, whose values Excel saved.
"""

import pytest

from roi_xl.xlsx import Formula, address

CELLS = {f"A{row}": row for row in range(1, 10)} | {f"B{row}": 10 * row for row in range(1, 10)}
KEPT = object()
NAMES = [
    ("SameRow", "=S!$A1"),
    ("LeftCell", "=S!XFD1"),
    ("Above", "=S!A1048576"),
    ("UpperLeft", "=S!XFD1048576+S!A1048576"),
    ("Product", "=S!$A1*S!$B1"),
    ("ThreeAbove", "=S!B1048574:B1048576"),
    ("Elsewhere", "=T!A1"),
    ("Ratio", "=SUM(S!$B$1:$B1)/S!$A1"),
    ("Nested", "=SameRow+1"),
    ("Column", "=S!$A$1:$A$9"),
]


@pytest.fixture
def named(made, evaluated):
    """The value of a formula at a place of a sheet of numbers, with the names defined."""

    def run(place, formula):
        def fill(book):
            page, other = book.add_worksheet("S"), book.add_worksheet("T")
            for at, number in CELLS.items():
                page.write(at, number)
            other.write("D5", 55)
            page.write_formula(place, formula, None, -1)
            for name, text in NAMES:
                book.define_name(name, text)

        book = made(fill)  # by a library that takes every @ for an array formula, as Excel doesn't
        page = book.sheets[0]
        page.formulas[address(place)] = Formula(page.formulas[address(place)].text)
        page.members.clear()
        values, findings, _ = evaluated(book)
        return (values[place], findings) if place in values else (KEPT, findings)

    return run


@pytest.mark.parametrize(
    ("place", "formula", "value"),
    [
        ("D5", "=SameRow", 5.0),
        ("D5", "=SameRow*2+1", 11.0),
        ("B10", "=Above", 90.0),
        ("C3", "=LeftCell", 30.0),
        ("C3", "=UpperLeft+0", 20.0),
        ("D7", "=Product", 490.0),
        ("A10", "=SUM(ThreeAbove)", 240.0),
        ("D5", "=Elsewhere", 55.0),
        ("D4", "=Ratio", 25.0),
        ("D5", "=_xlfn.SINGLE(SameRow)+2", 7.0),
        ("D5", "=_xlfn.SINGLE(Column)", 5.0),
        ("D5", "=_xlfn.SINGLE(A1:A9)*_xlfn.SINGLE(B5)", 250.0),
        ("D5", "=SUM(_xlfn.SINGLE(B1:B9),1)", 51.0),
    ],
)
def test_a_name_refers_to_what_it_would_in_a1_moved_along(named, place, formula, value):
    assert named(place, formula) == (value, {})


@pytest.mark.parametrize(
    ("place", "formula", "code"),
    [
        ("D5", "=Nested", "relative-name"),  # a name in a name: from where is it seen?
        ("D2", "=SUM(ThreeAbove)", "relative-name"),  # over the upper edge
        ("D20", "=_xlfn.SINGLE(A1:A9)", "implicit-intersection"),
    ],
)
def test_what_is_not_certain_is_left_to_excel(named, place, formula, code):
    value, findings = named(place, formula)
    assert value is KEPT
    assert code in findings


def test_a_name_of_this_row_is_that_of_the_cell_that_uses_it(made, evaluated):
    def fill(book):
        page = book.add_worksheet("S")
        for row, pair in enumerate([(1, 2), (4, 5), (7, 8)], 1):
            page.write_row(row, 0, pair)
        page.add_table("A1:B4", {"columns": [{"header": "a"}, {"header": "b"}]})
        book.define_name("Both", "=Table1[[#This Row],[a]]+Table1[[#This Row],[b]]")
        page.write_formula("D3", "=Both", None, -1)
        page.write_formula("D4", "=Both*2", None, -1)
        page.write_formula("D9", "=Both", None, -1)

    values, findings, _ = evaluated(made(fill))
    assert (values["D3"], values["D4"], "D9" in values) == (9.0, 30.0, False)
    assert [*findings] == ["missing-table"]
