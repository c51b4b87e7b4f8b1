"""A study put into a workbook comes out again, whoever saved the workbook and whatever its language."""

import datetime as dt
import io
import json
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from law import reading

from roi_xl.calc import FUNCTIONS
from roi_xl.engine import evaluate
from roi_xl.lang import LANGUAGES
from roi_xl.layout import content_from
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
)
from roi_xl.template.build import written
from roi_xl.workbooks import EDITIONS, filled
from roi_xl.xlsx import Package, read


@pytest.fixture(scope="module")
def sales(root):
    return reading((root / "workbooks" / "sales-training.xlsx").read_bytes())[0]


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.filename)
def test_every_shipped_workbook_is_read_without_a_finding(root, edition):
    assert reading((root / "workbooks" / edition.filename).read_bytes())[1] == ()


def test_calculated_inputs_come_out_as_their_values(sales):
    assert [(line.id, line.category, line.quantity, line.unit_cost) for line in sales.costs[:3]] == [
        ("C1", "direct", 1, 5_000),
        ("C2", "direct", 1, 7_000),
        ("C3", "indirect", 80, 50),
    ]
    assert (sales.benefits[0].before, sales.benefits[0].after) == (100_000, 130_000)
    assert (sales.attribution[1].share, sales.measures[0].relative) == (0.6, "yes")
    assert [period.number for period in sales.kpi1] == [*range(1, 16)]
    assert sales.inputs.start == dt.date(2025, 3, 17)


def test_codes_and_numbers_are_the_same_in_both_languages(root, sales):
    swedish, _ = reading((root / "workbooks" / "sales-training-sv.xlsx").read_bytes())
    assert [line.category for line in swedish.costs] == [line.category for line in sales.costs]
    assert [line.method for line in swedish.attribution] == [line.method for line in sales.attribution]
    assert swedish.kpi1[0].phase == sales.kpi1[0].phase == "before"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sales_study_survives_a_new_workbook(sales, language):
    assert reading(written({}, *content_from(sales, language))) == (sales, ())


def test_a_filled_workbook_gives_the_figures_of_the_example(sales):
    book = openpyxl.load_workbook(io.BytesIO(filled(sales, "sv")), data_only=True)
    ((sheet, address),) = book.defined_names["out_roi"].destinations
    assert book[sheet][address].value == pytest.approx(1.52, rel=1e-12)


texts = st.text(
    st.characters(exclude_categories=["C", "Z"], exclude_characters="_"), min_size=1, max_size=12
)  # `_x000A_` is how a file spells a control character
numbers = st.none() | st.floats(-1e9, 1e9).map(lambda x: float(f"{x:.12g}"))  # Excel keeps 15 digits
days = st.none() | st.dates(dt.date(1901, 1, 1), dt.date(2100, 1, 1))


def lines(record, **fixed):
    fields = {
        name: {"str": st.just("") | texts, "float | None": numbers, "Number": numbers, "Day": days}[kind]
        for name, kind in record.__annotations__.items()
        if name not in fixed
    }
    return st.builds(record, **fields, **fixed)


@st.composite
def studies(draw):
    benefits = draw(
        st.lists(
            lines(
                Benefit,
                id=texts,
                class_=st.sampled_from(["hard", "soft"]),
                better=st.just("lower"),
                in_claim=st.just("no"),
            ),
            max_size=10,
            unique_by=lambda line: line.id.casefold(),
        )
    )
    return Study(
        inputs=draw(lines(Inputs)),
        costs=tuple(draw(st.lists(lines(Cost, id=texts, category=st.just("direct")), max_size=12))),
        values=tuple(
            draw(
                st.lists(
                    lines(
                        Value,
                        id=texts,
                        method=st.just("expert"),
                        status=st.just("draft"),
                        approved=st.just("no"),
                    ),
                    max_size=8,
                )
            )
        ),
        benefits=tuple(benefits),
        attribution=tuple(
            draw(lines(Attribution, id=st.just(line.id), method=st.just("trend"))) for line in benefits
        ),
        scenarios=tuple(draw(lines(Scenario, id=st.just(line.id), basis=texts)) for line in benefits),
    )


@given(study=studies())
@settings(max_examples=12)
def test_any_study_survives_a_new_workbook(study):
    read_again, findings = reading(written({}, *content_from(study, "en")))
    assert read_again == study
    assert findings == ()


def test_text_that_starts_like_a_formula_stays_text():
    study = Study(inputs=Inputs(programme='=HYPERLINK("https://example.org")'))
    data = written({}, *content_from(study, "en"))
    assert reading(data)[0] == study


CASES = {
    case["id"]: case
    for case in json.loads((Path(__file__).parents[1] / "data" / "worked-cases.json").read_text("utf-8"))[
        "cases"
    ]
}
ONE_COST = [name for name, case in CASES.items() if {"benefit", "cost"} <= case["inputs"].keys()]
SEVERAL = ["S01-seed-sales", "M03-nations", "G03-trainingcheck"]
FIGURES = {
    "roi_pct": ("out_roi", 100),
    "bcr": ("out_bcr", 1),
    "total_cost": ("out_cost", 1),
    "costs": ("out_cost", 1),
    "net_benefit": ("out_net", 1),
    "payback_months": ("out_payback", 1),
    "breakeven_margin_or_attribution_pct": ("cal_break_even_share", 100),
}
"""What a case may state exactly: the name of the cell that holds it, and the unit it's stated in."""


def costs_of(inputs):
    """The cost lines of a case, one or several, one of them hours at a rate."""
    priced = inputs["costs"].values() if "costs" in inputs else [inputs["cost"]]
    amounts = [
        (line["hours_total"], line["rate"]) if isinstance(line, dict) else (1, line) for line in priced
    ]
    lines = (
        Cost(id=f"C{number}", category="direct", quantity=quantity, unit_cost=unit_cost)
        for number, (quantity, unit_cost) in enumerate(amounts, 1)
    )
    # the workbook asks about the participants' time, and a case that prices it has it among its amounts
    return (*lines, Cost(id="C0", category="indirect", source="The case doesn't tell time apart"))


def benefits_of(inputs):
    """The amounts of a case's benefits, each credited in full as its source does."""
    keys = ("benefit", "benefit_12m", "annual_benefits_22_of_25")
    return [*inputs.get("benefits", {}).values(), *(inputs[key] for key in keys if key in inputs)]


def study_of(inputs):
    amounts = benefits_of(inputs)
    return Study(
        inputs=Inputs(target=0, years=2, participants=1, hours_each=0),
        costs=costs_of(inputs),
        values=tuple(Value(id=f"V{n}", unit_value=amount, margin=1) for n, amount in enumerate(amounts)),
        benefits=tuple(
            Benefit(
                id=f"B{n}", class_="hard", before=0, after=1, better="higher", quantity=1, value_id=f"V{n}"
            )
            for n, _ in enumerate(amounts)
        ),
        attribution=tuple(Attribution(id=f"B{n}", method="forecast") for n, _ in enumerate(amounts)),
        measures=tuple(Measure(id=f"B{n}") for n, _ in enumerate(amounts)),
        **{
            f"kpi{n}": (Period(number=1, phase="after", trained=1, control=0),)
            for n, _ in enumerate(amounts, 1)
        },
        scenarios=tuple(Scenario(id=f"B{n}", low=1, high=1) for n, _ in enumerate(amounts)),
        scenario_costs=(Factors(1, 1),),
    )


def test_there_are_cases_of_one_cost_and_of_several():
    assert len(ONE_COST) >= 8
    assert len(CASES["M03-nations"]["inputs"]["costs"]) == 9


@pytest.mark.parametrize("name", [*ONE_COST, *SEVERAL])
def test_a_worked_case_gives_its_figures_in_a_workbook(name):
    book = read(Package(written({}, *content_from(study_of(CASES[name]["inputs"]), "en"))))
    done = evaluate(book, FUNCTIONS, today=dt.date(2026, 1, 1))
    places = {each.name: each.text.replace("'", "").replace("$", "").split("!") for each in book.names}

    def figure(cell_name):
        sheet, cell = places[cell_name]
        return done.values[sheet].get(openpyxl.utils.cell.coordinate_to_tuple(cell), 0)

    exact = {key: value for key, value in CASES[name]["exact"].items() if key in FIGURES}
    got = {key: unit * figure(cell_name) for key, (cell_name, unit) in FIGURES.items() if key in exact}
    assert got == {key: pytest.approx(value, abs=1e-6) for key, value in exact.items()}
    assert {"roi_pct"} <= got.keys()
    assert figure("out_checks") == 0
