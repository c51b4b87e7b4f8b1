"""Rates that are found by iteration, and cash flows written as array constants."""

import datetime as dt

import pytest

# Microsoft, "XIRR function": the result is 0.373362535.
AMOUNTS = (-10000, 2750, 4250, 3250, 2750)
DATES = ((2008, 1, 1), (2008, 3, 1), (2008, 10, 30), (2009, 2, 15), (2009, 4, 1))
FLOWS = {f"A{row}": amount for row, amount in enumerate(AMOUNTS, 1)} | {
    f"B{row}": (dt.date(*date) - dt.date(1899, 12, 30)).days for row, date in enumerate(DATES, 1)
}


def net_present_value(rate, flows=AMOUNTS, dates=DATES):
    first = dt.date(*dates[0])
    days = [(dt.date(*date) - first).days for date in dates]
    return sum(flow / (1 + rate) ** (day / 365) for flow, day in zip(flows, days, strict=True))


@pytest.mark.parametrize("guess", ["", ",0.1", ",0.5"])
def test_xirr_is_microsoft_s_to_the_accuracy_that_it_states_and_the_root_beyond(sheet, evaluated, guess):
    values, findings, _ = evaluated(sheet(FLOWS | {"H1": f"=XIRR(A1:A5,B1:B5{guess})", "H2": "=H1*1000"}))
    assert values["H1"] == pytest.approx(0.373362535, abs=1e-8)
    assert abs(net_present_value(values["H1"])) < 1e-8
    assert values["H2"] == values["H1"] * 1000
    assert findings == {}


@pytest.mark.parametrize(
    ("rows", "days", "about"),
    [
        ((-4000.0, 2050.2), (41697, 42069), -0.4809631525),
        ((-3984.732, -1877.98, 11684.915242), (40301, 40402, 41792), 0.188295362),
        ((-100.0, 110.0), (40000, 40365), 0.1),
        ((-1000.0, 300.0, 300.0, 300.0, 300.0), (45292, 45658, 46023, 46388, 46753), 0.0771),
        ((-5000.0, 100.0, 4000.0), (43831, 44197, 44562), -0.095),
    ],
)
def test_xirr_is_the_rate_at_which_nothing_is_left(sheet, evaluated, rows, days, about):
    cells = {f"A{row}": flow for row, flow in enumerate(rows, 1)}
    cells |= {f"B{row}": day for row, day in enumerate(days, 1)}
    last = len(rows)
    values, findings, _ = evaluated(sheet(cells | {"H1": f"=XIRR(A1:A{last},B1:B{last})"}))
    rate = values["H1"]
    left = sum(flow / (1 + rate) ** ((day - days[0]) / 365) for flow, day in zip(rows, days, strict=True))
    assert (abs(left) < 1e-6, findings) == (True, {})
    assert rate == pytest.approx(about, abs=1e-3)


def test_what_excel_stored_stays_and_so_does_what_reads_it(made, evaluated):
    def fill(book):
        page = book.add_worksheet("S")
        for place, content in FLOWS.items():
            page.write(place, content)
        page.write_formula("H1", "=XIRR(A1:A5,B1:B5)", None, 0.3733625352382659)  # as Excel shows it
        page.write_formula("H2", "=H1*1000000", None, 373362.5352382659)

    values, findings, _ = evaluated(made(fill))
    assert ("H1" in values, "H2" in values, findings) == (False, False, {})


def test_a_rate_that_is_out_of_date_by_more_is_replaced(made, evaluated):
    def fill(book):
        page = book.add_worksheet("S")
        for place, content in FLOWS.items():
            page.write(place, content)
        page.write_formula("H1", "=XIRR(A1:A5,B1:B5)", None, 0.37336258)

    assert evaluated(made(fill))[0]["H1"] == pytest.approx(0.373362535, abs=1e-8)


@pytest.mark.parametrize(
    ("formula", "by_hand"),
    [
        ("=IRR({-100,110})", 0.1),
        ("=IRR({-100;0;121},0.2)", 0.1),
        ("=MIRR({-100,121},0.1,0.1)", 0.21),
        ("=MIRR({-100;0;144},0.1,0.1)", 0.2),
        ("=XIRR({-100,110},{40000,40365})", 0.1),
        ("=XNPV(0.1,{-100,110},{40000,40365})+1", 1.0),
        ("=NPV(0.1,{110,121})", 200.0),
        ("=SUM({-1,2,3})", 4.0),
        ("=MAX({-5;-2})", -2.0),
    ],
)
def test_cash_flows_may_be_array_constants(sheet, evaluated, formula, by_hand):
    values, findings, _ = evaluated(sheet({"H1": formula}))
    assert values["H1"] == pytest.approx(by_hand, abs=1e-8)
    assert findings == {}
