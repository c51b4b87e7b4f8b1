"""What a report says, and what it doesn't: the rules of wording, both languages, and no figure in doubt."""

import io

import openpyxl
import pytest
from programmes import EXAMPLES, SETTINGS, example, model, told
from small_workbooks import book
from test_figures import texts

from roi_xl.files import FileError
from roi_xl.lang import texts as words_of
from roi_xl.report import reported


def section(report, key):
    return next((one for one in report.sections if one.key == key), None)


def said(report):
    return "\n".join(texts(report))


def test_each_audience_has_its_sections(report):
    keys = {
        audience: [one.key for one in report("sales-training", audience).sections]
        for audience in ("sponsor", "finance", "learning")
    }
    assert keys == {
        "sponsor": ["finding", "range", "walk", "drivers", "chain", "intangibles", "next"],
        "finance": ["finding", "range", "walk", "hard", "drivers", "method", "assumptions", "objections"],
        "learning": ["finding", "method", "chain", "intangibles", "next"],
    }


@pytest.mark.parametrize("name", [f"{variant}-training" for variant in EXAMPLES])
def test_only_an_effect_against_a_comparison_is_due_to_the_training(report, name):
    rows = section(report(name, "finance", "en"), "method").rows
    assert rows
    for _, found, *_ in rows:
        assert ("due to the training" in found) == found.startswith(("Control group", "Trend line")), found
        assert ("credited by" in found) == ("sure" in found)


def test_the_range_stands_in_the_sentence_of_the_roi(report):
    for name in ("sales-training", "healthcare-training"):
        (sentence, *_) = section(report(name), "finding").texts
        tiles = report(name).tiles
        assert f"ROI is {tiles[0].shown} (range {tiles[1].shown})" in sentence
    assert "(no range is set)" in section(report("bare"), "finding").texts[0]


def test_net_and_gross_stand_side_by_side(report):
    (sentence,) = section(report("sales-training"), "finding").texts
    assert "returned USD 2.52, a net gain of USD 1.52" in sentence


@pytest.mark.parametrize(
    ("target", "title"),
    [
        (1.5203, "Positive, but just below the target of 152.0%"),
        (1.52, "Meets the target of 152.0%"),
        (1.5197, "Meets the target of 152.0%"),
        (1.55, "Positive, but below the target of 155.0%"),
    ],
)
def test_rounding_does_not_carry_a_figure_across_the_target(changed, target, title):
    found = changed("sales-training", inp_target=target)
    assert section(found, "finding").title.startswith(title)
    assert found.tiles[0].shown == {1.5203: "just below 152.0%", 1.5197: "just above 152.0%"}.get(
        target, "152.0%"
    )


def test_a_loss_says_what_would_have_to_be_true(report):
    found = report("healthcare-training", "sponsor", "en")
    assert section(found, "finding").texts[1:] == (
        "The training has cost more than it has returned so far.",
        "To break even, the credited benefit would have to rise by SEK 27,480 to SEK 275,800.",
        "That is 49.5% of the measured improvement; 44.5% is credited.",
    )
    assert found.tiles[-1].shown == "not within the first year"
    beyond = report("crowded", "sponsor", "en")
    assert "more than all of it; 53.5% is credited" in section(beyond, "finding").texts[-1]
    assert section(beyond, "drivers") is None or "0.0 points" not in said(beyond)


def test_the_horizon_stands_in_the_headline(report):
    assert section(report("leadership-training"), "finding").title.endswith("counted over 2 years")
    assert report("leadership-training").tiles[0].label == "ROI over 2 years"
    assert report("sales-training-sv").tiles[0].label == "ROI över det första året"


@pytest.mark.parametrize(
    ("target", "title"),
    [
        (0.5, "Even the conservative case meets the target of 50.0%"),
        (1.0, "The expected case meets the target of 100.0%, the conservative case does not"),
        (2.0, "Only the optimistic case meets the target of 200.0%"),
        (3.0, "No case meets the target of 300.0%"),
    ],
)
def test_the_title_of_the_range_is_what_the_cases_say(changed, target, title):
    # the cases stay as they are: 57.9 %, 152.0 % and 232.6 %
    assert section(changed("sales-training", inp_target=target), "range").title == title


def test_a_workbook_without_figures_says_what_is_missing(report):
    for name, missing in (("blank-training", "Not filled in yet"), ("quick-training-sv", "Inte ifyllt ännu")):
        found = report(name)
        assert (found.usable, found.missing, found.tiles, dict(found.figures)) == (True, missing, (), {})
        assert found.title == words_of(found.language)["report.programme"]


def test_a_failing_check_leaves_no_figure(changed):
    found = changed("sales-training", "finance", inp_benefits_rate=40.0)
    assert not found.usable
    assert (found.tiles, [*found.figures], [one.key for one in found.sections]) == (
        (),
        ["errors"],
        ["refused"],
    )
    assert "152" not in said(found)
    assert found.sections[0].rows
    assert all(remedy for *_, remedy in found.sections[0].rows)


def test_an_unconfirmed_cell_leaves_no_figure(tmp_path):
    path = tmp_path / "doubtful.xlsx"
    book_ = openpyxl.load_workbook(io.BytesIO(example("sales-training")))
    sheet, _, cell = book_.defined_names["inp_target"].attr_text.partition("!")
    book_[sheet.strip("'")][cell.replace("$", "")] = "=RAND()"
    book_.save(path)
    found = reported(path.read_bytes(), SETTINGS, "sponsor")
    assert not found.usable
    assert (found.tiles, [*found.figures]) == ((), ["errors"])
    assert cell.replace("$", "") in str(found.sections[0].rows)


def test_what_nothing_hangs_on_is_no_reason_to_refuse(tmp_path):
    path = tmp_path / "remark.xlsx"
    book_ = openpyxl.load_workbook(io.BytesIO(example("sales-training")))
    book_.create_sheet("Own")["A1"] = "=RAND()"
    book_.save(path)
    found = reported(path.read_bytes(), SETTINGS, "sponsor")
    assert found.usable
    assert found.tiles[0].shown == "152.0%"


def test_a_workbook_that_is_not_ours_is_refused():
    with pytest.raises(FileError) as refused:
        reported(book({"A1": "=TRAINING_ROI(3,2)"}), SETTINGS, "sponsor")
    assert refused.value.code == "not-a-template"


def test_the_report_on_one_page_names_who_estimated():
    model_ = model("quick-training")
    values = {
        "inp_participants": 10.0, "inp_hours_each": 8.0, "inp_salary": 50_000.0, "inp_benefits_rate": 0.3,
        "inp_paid_hours": 1_600.0, "inp_delivery": 6_000.0, "inp_months": 6.0, "inp_range": 0.3,
        "inp_case_benefit": "Fewer errors", "inp_case_gain": 40.0, "inp_case_unit_value": 120.0,
        "inp_case_share": 0.5, "inp_case_confidence": 0.8, "inp_source": "Log",
    }  # fmt: skip
    estimate = model_.named("lst_estimate")
    values["inp_estimated_by"] = model_.value((estimate[0], (estimate[1][0] + 1, estimate[1][1])))
    filled = model_.with_inputs({model_.cell(name): value for name, value in values.items()})
    found = told(filled, "finance")
    assert found.usable, found.sections
    # 40 × 6 × 120 × 0.5 × 0.8 = 11,520; 80 × 50,000 × 1.3 ÷ 1,600 + 6,000 = 9,250
    assert found.tiles[0].shown == "24.5%"
    ((line, how, _, credited),) = section(found, "method").rows
    assert (line[3:], credited) == ("Fewer errors", "11,520")
    assert how == "50.0% credited by their managers, who are 80.0% sure"
    assert section(found, "walk").title == "40.0% of the measured improvement is credited to the training"


def test_both_languages_have_the_same_slots():
    english, swedish = (words_of(language).words for language in ("en", "sv"))
    for key in english:
        if key.startswith("report."):
            assert sorted(_slots(english[key])) == sorted(_slots(swedish[key])), key


def _slots(text):
    return [part.partition("}")[0] for part in text.split("{")[1:]]


def test_the_figures_are_the_same_in_both_languages(report):
    figures = {
        language: {key: known.value for key, known in report(name, "finance", language).figures.items()}
        for name, language in (("sales-training-sv", "sv"), ("sales-training", "en"))
    }
    assert figures["sv"] == pytest.approx(figures["en"])


@pytest.mark.parametrize("name", ["sales", "healthcare-sv-edited"])
def test_a_workbook_of_an_older_template_is_refused_and_how_to_take_it_over_is_said(root, name):
    data = (root / "tests" / "data" / "template-0" / f"{name}.xlsx").read_bytes()
    with pytest.raises(FileError) as refused:
        reported(data, SETTINGS, "sponsor")
    assert refused.value.code == "other-template"
    assert "new FILE --from BOOK" in refused.value.remedy
