"""A study put into a workbook comes out again, whoever saved the workbook and whatever its language."""

import datetime as dt
import io
import json

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roi_xl.calc import FUNCTIONS
from roi_xl.engine import evaluate
from roi_xl.lang import LANGUAGES
from roi_xl.layout import content_from, study_from
from roi_xl.study import Attribution, Benefit, Cost, Factors, Inputs, Study, Value
from roi_xl.template import written
from roi_xl.workbooks import EDITIONS, filled
from roi_xl.xlsx import Package, read


def reading(data):
    return study_from(read(Package(data)))


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
    assert (sales.benefits[0].before, sales.benefits[0].after) == (300_000, 390_000)
    assert sales.attribution[0].share == pytest.approx(2 / 3)
    assert sales.inputs.start == dt.date(2025, 3, 3)


def test_codes_and_numbers_are_the_same_in_both_languages(root, sales):
    swedish, _ = reading((root / "workbooks" / "sales-training-sv.xlsx").read_bytes())
    assert [line.category for line in swedish.costs] == [line.category for line in sales.costs]
    assert [line.method for line in swedish.attribution] == [line.method for line in sales.attribution]
    assert swedish.trend[0].phase == sales.trend[0].phase == "earlier"


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
            lines(Benefit, id=texts, class_=st.sampled_from(["hard", "soft"]), better=st.just("lower")),
            max_size=10,
        )
    )
    each = len(benefits)
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
            draw(st.lists(lines(Attribution, method=st.just("trend")), min_size=each, max_size=each))
        ),
        scenarios=tuple(draw(st.lists(lines(Factors), min_size=each, max_size=each))),
    )


@given(study=studies())
@settings(max_examples=12)
def test_any_study_survives_a_new_workbook(study):
    assert reading(written({}, *content_from(study, "en"))) == (study, ())


def test_text_that_starts_like_a_formula_stays_text():
    study = Study(inputs=Inputs(programme='=HYPERLINK("https://example.org")'))
    data = written({}, *content_from(study, "en"))
    assert reading(data)[0] == study


def test_a_benefit_without_its_attribution_is_refused():
    with pytest.raises(ValueError, match="1 benefits, 0 attributions"):
        Study(benefits=(Benefit(id="B1"),))


def cases(root):
    found = json.loads((root / "tests" / "data" / "worked-cases.json").read_text(encoding="utf-8"))
    listed = found["cases"] if isinstance(found, dict) else found
    return [
        case
        for case in listed
        if {"benefit", "cost"} <= case["inputs"].keys() and case["exact"].get("roi_pct") is not None
    ]


def test_every_worked_case_with_a_cost_and_a_benefit_gives_its_roi(root):
    found = cases(root)
    assert len(found) >= 8
    for case in found:
        study = Study(
            inputs=Inputs(target=0, tolerance=0.01),
            costs=(Cost(id="C1", category="direct", quantity=1, unit_cost=case["inputs"]["cost"]),),
            values=(Value(id="V1", unit_value=case["inputs"]["benefit"], margin=1),),
            benefits=(
                Benefit(
                    id="B1", class_="hard", before=0, after=1, better="higher", multiplier=1, value_id="V1"
                ),
            ),
            attribution=(Attribution(method="control", share=1, confidence=1),),
            scenarios=(Factors(1, 1),),
            scenario_costs=(Factors(1, 1),),
        )
        book = read(Package(written({}, *content_from(study, "en"))))
        done = evaluate(book, FUNCTIONS, today=dt.date(2026, 1, 1))
        (name,) = (name for name in book.names if name.name == "out_roi")
        sheet, cell = name.text.replace("'", "").replace("$", "").split("!")
        roi = done.values[sheet][openpyxl.utils.cell.coordinate_to_tuple(cell)]
        assert roi == pytest.approx(case["exact"]["roi_pct"] / 100, abs=1e-8), case["id"]
