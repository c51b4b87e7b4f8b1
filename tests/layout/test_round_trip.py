"""A study put into a workbook comes out again, whoever saved the workbook and whatever its language."""

import datetime as dt
import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from law import reading

from roi_xl.lang import LANGUAGES
from roi_xl.layout import content_from
from roi_xl.layout.declared import LINES, list_of
from roi_xl.shipped_workbooks import EDITIONS, filled
from roi_xl.study import (
    Attribution,
    Benefit,
    Cost,
    Inputs,
    Scenario,
    Study,
    Value,
)
from roi_xl.template.book import BOOK
from roi_xl.template.build import written


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


choices = {
    field: st.sampled_from(["", *BOOK.lists[list_]])
    for field, line in LINES.items()
    if (list_ := list_of(line))
}
"""What may stand in the input lines that are chosen from a list."""


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
        inputs=draw(lines(Inputs, **choices)),
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
