"""Built-in functions that the primary engine lacks: with two witnesses like all others."""

import pytest

CELLS = {
    "A1": 2400,
    "A2": 300,
    "A3": 10,
    "B1": 0.09,
    "B2": 0.11,
    "B3": 0.1,
    "C1": 1,
    "C2": 2,
    "D1": 3,
    "D2": 4,
}


def by_declining_balance(cost, salvage, life, periods, factor=2):
    """What is written off in each of the first periods, as a bookkeeper reckons it."""
    rows = []
    for period in range(periods):
        rest = cost - salvage - sum(rows)
        rows.append(max(min((cost - sum(rows)) * factor / life, rest), rest / (life - period)))
    return rows


@pytest.mark.parametrize(
    ("formula", "excel", "digits"),
    [
        # Microsoft's examples, in the digits that it shows.
        ("=VDB(A1,A2,A3*365,0,1)", 1.32, 0.005),
        ("=VDB(A1,A2,A3*12,0,1)", 40.0, 1e-9),
        ("=VDB(A1,A2,A3,0,1)", 480.0, 1e-9),
        ("=VDB(A1,A2,A3*12,6,18)", 396.31, 0.005),
        ("=VDB(A1,A2,A3*12,6,18,1.5)", 311.81, 0.005),
        ("=VDB(A1,A2,A3,0,0.875,1.5)", 315.0, 1e-9),
        ("=FVSCHEDULE(1,{0.09,0.11,0.1})", 1.33089, 1e-9),
        # By hand.
        ("=VDB(A1,A2,A3,0,A3)", 2100.0, 1e-9),
        ("=VDB(A1,A2,A3,7,9)", sum(by_declining_balance(2400, 300, 10, 9)[7:]), 1e-9),
        ("=VDB(A1,A2,A3,0,5,1.5)", sum(by_declining_balance(2400, 300, 10, 5, 1.5)), 1e-9),
        ("=VDB(A1,A2,A3,8,9,2,TRUE)", 2400 * 0.8**8 * 0.2, 1e-9),
        ("=FVSCHEDULE(100,B1:B3)", 133.089, 1e-9),
        ("=FVSCHEDULE(100,B1:B4)*2", 266.178, 1e-9),
        ("=FVSCHEDULE(A1,0.5)", 3600.0, 1e-9),
        ("=SUM(MMULT(C1:D2,C1:D2))", 54.0, 1e-9),
        ("=INDEX(MMULT(C1:D2,C1:C2),2,1)", 10.0, 1e-9),
    ],
)
def test_it_is_what_its_definition_gives(sheet, evaluated, formula, excel, digits):
    values, findings, _ = evaluated(sheet(CELLS | {"H1": formula}))
    assert values["H1"] == pytest.approx(excel, abs=digits)
    assert findings == {}


@pytest.mark.parametrize("formula", ["=VDB(A1,A2,A3,5,4)", '=FVSCHEDULE(100,"x")', "=MMULT(C1:D2,C1:D1)"])
def test_its_errors_are_left_to_excel(sheet, evaluated, formula):
    values, findings, _ = evaluated(sheet(CELLS | {"H1": formula}))
    assert "H1" not in values
    assert findings


def test_it_has_no_value_without_a_second_opinion(sheet, evaluated, monkeypatch):
    from roi_xl.engine.formulon import adapter as formulon_adapter

    monkeypatch.setattr(formulon_adapter, "values", lambda _1, _2, wanted, _3: dict.fromkeys(wanted, 1.0))
    values, findings, _ = evaluated(sheet(CELLS | {"H1": "=VDB(A1,A2,A3,0,1)"}))
    assert "H1" not in values
    assert "engines-disagree" in findings
