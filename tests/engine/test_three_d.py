"""References across sheets: what lies between two tabs, both included, in the order of the tabs."""

import pytest

MONTHS = {"Jan": (1, 10), "Feb 26": (2, 20), "Mar": (3, None), "Year": (1000, 1000)}


@pytest.fixture
def months(made):
    """A workbook of three months and a year; the formula stands on a sheet before them."""

    def make(formula, names=()):
        def fill(book):
            page = book.add_worksheet("Total")
            for name, (one, other) in MONTHS.items():
                sheet = book.add_worksheet(name)
                sheet.write("B2", one)
                if other is not None:
                    sheet.write("C3", other)
                sheet.write("A1", name)
            page.write_formula("H1", formula, None, -1)
            for name, text in names:
                book.define_name(name, text)

        return made(fill)

    return make


@pytest.mark.parametrize(
    ("formula", "by_hand"),
    [
        ("=SUM('Jan:Mar'!B2)", 6.0),
        ("=SUM(Jan:Mar!B2)", 6.0),
        ("=SUM('Jan:Feb 26'!B2:C3)", 33.0),
        ("=AVERAGE(Jan:Mar!C3)", 15.0),
        ("=COUNT(Jan:Mar!$B$2:$C$3)", 5.0),
        ("=COUNTA(Jan:Mar!A1:C3)", 8.0),
        ("=MIN(Jan:Mar!B2)+MAX(Jan:Mar!C3)", 21.0),
        ("=PRODUCT(Jan:Mar!B2)", 6.0),
        ("=STDEV(Jan:Mar!B2)", 1.0),
        ("=_xlfn.STDEV.S(Jan:Mar!B2)*2", 2.0),
        ("=VAR(Jan:Mar!B2)", 1.0),
        ("=VARPA(Jan:Mar!B2,2)", 0.5),
        ("=MEDIAN(Jan:Mar!B2:C3)", 3.0),
        ("=MAXA(Jan:Mar!B2)+MINA(Jan:Mar!C3)", 13.0),
        ("=AVERAGEA(Jan:Mar!C3)", 15.0),
        ("=HARMEAN(Jan:Mar!B2)*11", 18.0),
        ("=SKEW(Jan:Mar!B2)", 0.0),
        ("=SUM(5,Jan:Jan!B2,Jan:Mar!B:B)", 12.0),
        ("=SUM('Mar:Jan'!B2)", 6.0),
        ("=IF(SUM(jan:MAR!B2)>5,\"yes\",\"no\")", "yes"),
    ],
)  # fmt: skip
def test_what_lies_between_two_tabs_is_taken_together(months, evaluated, formula, by_hand):
    values, findings, _ = evaluated(months(formula))
    assert (values["H1"], findings) == (by_hand, {})


@pytest.mark.parametrize(
    "formula",
    ["=SUM(Jan:Mar!B2*2)", "=Jan:Mar!B2", "=ROWS(Jan:Mar!B2)", "=LARGE(Jan:Mar!B2,1)", "=SUM(Jan:Gone!B2)",
     "=SUMPRODUCT(Jan:Mar!B2)", "=SUM(-Jan:Mar!B2)"],
)  # fmt: skip
def test_other_uses_are_left_to_excel(months, evaluated, formula):
    values, findings, _ = evaluated(months(formula))
    assert "H1" not in values
    assert "3d-reference" in findings


def test_a_month_that_changes_changes_the_year(made, evaluated):
    def fill(book):
        for name in ("Year", "Jan", "Mar"):
            page = book.add_worksheet(name)
            page.write_formula("B1", "=SUM(Jan:Mar!B2)" if name == "Year" else "=RAND()", None, 1)
            page.write_formula("B2", "=1+1", None, 1)

    values, _, _ = evaluated(made(fill))
    assert values["B1"] == 4.0
