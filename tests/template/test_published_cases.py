"""Published cases in a workbook: what their sources print, within the tolerance of each case.

A source that isolated nothing enters twice: "As published, not isolated", which counts in views A to C and in
nothing else; and with a forecast that nothing would have happened without the training, which credits its
benefit in full, and so gives every figure of the workbook.
"""

import json
import tomllib
from math import prod
from pathlib import Path

import pytest
from in_memory import bare, changes_of, errors, figure, inputs

from roi_xl.headlines import headlines
from roi_xl.layout.declared import TABLES
from roi_xl.study import (
    Attribution,
    Benefit,
    Cost,
    Factors,
    Inputs,
    Measure,
    Period,
    Scenario,
    Study,
    Value,
    Year,
)

DATA = Path(__file__).parents[1] / "data"
CASES = {
    case["id"]: case
    for name in ("worked-cases.json", "worked-cases-2.json")
    for case in json.loads((DATA / name).read_text("utf-8"))["cases"]
}
TABLE = tomllib.loads((DATA / "published-in-a-workbook.toml").read_text("utf-8"))
ENTRIES = TABLE["case"]
USUAL = {"roi_pct": 0.5, "ratio": 0.005, "money": 1.0, "months": 0.05}
"""The tolerances that nearly all cases state."""

PRINTED = {
    "roi_pct": ("out_roi", 100, "roi_pct"),
    "roi_percent": ("out_roi", 100, "roi_pct"),
    "claimed_roi_percent": ("out_roi", 100, "roi_pct"),
    "corrected_roi_percent": ("out_roi", 100, "roi_pct"),
    "net_per_unit": ("out_roi", 1, "ratio"),
    "bcr": ("out_bcr", 1, "ratio"),
    "total_cost": ("out_cost", 1, "money"),
    "costs": ("out_cost", 1, "money"),
    "attributed": ("out_benefit", 1, "money"),
    "monthly": ("out_benefit", 1 / 12, "money"),
    "net_benefit": ("out_net", 1, "money"),
    "net": ("out_net", 1, "money"),
    "saving": ("out_net", 1, "money"),
    "net_savings": ("out_net", 1, "money"),
    "payback_months": ("out_payback", 1, "months"),
    "npv": ("out_npv", 1, "money"),
}
"""What a source may print: the cell that holds it, the unit it's printed in, and which tolerance it has."""
EXACT = {
    **{key: (cell, unit) for key, (cell, unit, _) in PRINTED.items()},
    "roi": ("out_roi", 1),
    "roi_revenue_as_profit": ("out_roi", 1),
    "bcr_vs_cost": ("out_bcr", 1),
    "benefit": ("out_benefit", 1),
    "breakeven_margin_or_attribution_pct": ("cal_break_even_share", 100),
    **{f"p{row}": ("out_payback", 1) for row in (1, 2, 3)},
}
"""Likewise, for what is recomputed from the case's inputs."""


def name_of(entry):
    return "-".join(str(entry[key]) for key in ("id", "row", "cell", "margin") if key in entry)


def cost_lines(entry):
    """The costs of a case as quantity and unit cost: one, several, or hours at a rate."""
    given = CASES[entry["id"]]["inputs"]
    if "row" in entry:
        return [(1, given["rows"][entry["row"]][0])]
    priced = given["costs"].values() if "costs" in given else [given[entry.get("cost", "cost")]]
    return [(line["hours_total"], line["rate"]) if isinstance(line, dict) else (1, line) for line in priced]


def benefit_of(entry):
    """What a case counts as its benefit, in a year."""
    given = CASES[entry["id"]]["inputs"]
    if "row" in entry:
        return given["rows"][entry["row"]][1]
    if "benefits" in given:
        return sum(given["benefits"].values())
    return prod(given[key] for key in entry.get("benefit", ["benefit"]))


def study_of(entry, attribution, without=0.0):
    """The case as a study; `without` is the part of its benefit that a forecast expects in any case."""
    given = CASES[entry["id"]]["inputs"]
    years = given[entry["years"]] if "years" in entry else 1
    return Study(
        inputs=Inputs(
            target=0,
            years=years,
            discount=given[entry["rate"]] if "rate" in entry else 0,
            participants=1,
            hours_each=0,
        ),
        costs=(
            *(
                Cost(id=f"C{number}", category="direct", quantity=quantity, unit_cost=unit_cost)
                for number, (quantity, unit_cost) in enumerate(cost_lines(entry), 1)
            ),
            Cost(id="C0", category="indirect", source="The source doesn't tell time apart"),
        ),
        values=(Value(id="V1", unit_value=benefit_of(entry), margin=entry.get("margin", 1)),),
        benefits=(
            Benefit(
                id="B1",
                class_=entry.get("class", "hard"),
                before=0,
                after=1,
                better="higher",
                quantity=1,
                value_id="V1",
            ),
        ),
        attribution=(attribution,),
        measures=(Measure(id="B1"),) if attribution.method == "forecast" else (),
        kpi1=(Period(number=1, phase="after", trained=1, control=without),),
        scenarios=(Scenario(id="B1", low=1, high=1),),
        scenario_costs=(Factors(1, 1),),
        flow=(Year(), *(Year(f"As the source says of year {year}", 1) for year in range(2, years + 1))),
    )


def typed(study):
    empty = bare()
    return empty.with_inputs(inputs(empty, changes_of(study)))


def in_full(entry):
    """The workbook that credits what the source credits."""
    case = CASES[entry["id"]]
    isolated = case["inputs"][entry["isolated"]] if "isolated" in entry else 1
    return typed(study_of(entry, Attribution(id="B1", method="forecast"), 1 - isolated))


def printed(entry):
    """Every printed figure that a workbook holds: its key, value, cell, unit and tolerance."""
    case = CASES[entry["id"]]
    tolerances = {**USUAL, **case.get("tolerance", {}), **entry.get("tolerance", {})}
    for key, value in case["published"].items():
        if key not in entry.get("aside", {}):
            cell, unit, tolerance = PRINTED[key]
            one = value[entry["row"]] if "row" in entry else value
            yield key, one, cell, unit, tolerances[tolerance]


def agrees(entry, got):
    """The printed figures that cells agree with, and those that they don't agree with."""
    seen = {True: set(), False: set()}
    for key, value, cell, unit, tolerance in printed(entry):
        if cell in got:
            seen[unit * got[cell] == pytest.approx(value, abs=tolerance)].add(key)
    return seen[True], seen[False]


@pytest.mark.parametrize("entry", ENTRIES, ids=name_of)
def test_a_published_case_gives_its_figures(entry):
    book = in_full(entry)
    got = {cell: figure(book, cell) for cell, _ in EXACT.values()}
    right, wrong = agrees(entry, got)
    assert wrong == entry.get("differs", {}).keys()
    assert right | wrong == {key for key, *_ in printed(entry)}
    own = f"p{entry['row'] + 1}" if "row" in entry else ""
    exact = {
        key: value
        for key, value in CASES[entry["id"]]["exact"].items()
        if key in EXACT and (not own or key == own)
    }
    assert {key: EXACT[key][1] * got[EXACT[key][0]] for key in exact} == pytest.approx(exact, rel=1e-5)
    assert exact
    assert errors(book) == set()


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if "isolated" not in entry], ids=name_of)
def test_a_case_as_published_counts_in_views_a_to_c_and_in_nothing_else(entry):
    book = typed(study_of(entry, Attribution(id="B1", method="none")))
    cost, claim = figure(book, "out_cost"), claimed(book)
    roi = figure(book, "out_roi_published")
    assert roi == figure(book, "cal_roi_measured") == figure(book, "cal_roi_margin")
    in_view = {"out_cost": cost, "out_roi": roi, "out_net": claim - cost, "out_bcr": claim / cost}
    in_view |= {"out_benefit": claim}
    _, wrong = agrees(entry, in_view)
    assert wrong == {key for key in entry.get("differs", {}) if PRINTED[key][0] in in_view}
    assert roi == pytest.approx(claim / cost - 1, rel=1e-12)
    assert (figure(book, "out_roi"), figure(book, "cal_roi_reported"), figure(book, "out_npv")) == (
        "",
        "",
        "",
    )
    assert figure(book, "out_benefit") == 0
    assert errors(book) == {"R301"}
    told = {headline.label: headline.new for headline in headlines(book)}
    assert (told["ROI"], told["ROI as claimed (view A)"]) == (None, roi)


def claimed(book):
    """The benefit of view A."""
    table, columns = book.table("tbl_walk"), TABLES["walk"]
    top, left, *_ = table.area
    return book.value((table.sheet, (top + 1 + columns.row("published"), left + columns.index("benefit"))))


@pytest.mark.parametrize("entry", TABLE["variation"], ids=name_of)
def test_a_variation_of_a_case_gives_its_figure(entry):
    share, confidence = entry.get("share"), entry.get("confidence")
    method = "none" if share is None else "participants"
    case = next(case for case in ENTRIES if case["id"] == entry["id"])
    book = typed(study_of(case | entry, Attribution("B1", method, share, confidence)))
    exact = CASES[entry["id"]]["exact"][entry["exact"]]
    unit = 100 if entry["exact"].startswith("roi_pct") else 1
    assert unit * figure(book, entry["cell"]) == pytest.approx(exact, rel=1e-9)


def test_every_case_of_both_files_is_in_a_workbook_or_has_its_reason():
    ran = {entry["id"] for entry in ENTRIES}
    assert ran | TABLE["left_out"].keys() == CASES.keys()
    assert not ran & TABLE["left_out"].keys()
    assert len(ran) >= 20
    assert all(TABLE["left_out"].values())


def test_what_is_printed_and_not_met_exists_and_says_why():
    for entry in ENTRIES:
        published = CASES[entry["id"]]["published"]
        not_met = {**entry.get("differs", {}), **entry.get("aside", {})}
        assert not_met.keys() <= published.keys(), entry["id"]
        assert all(not_met.values())
