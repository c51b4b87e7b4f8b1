"""Every mistake of the table is named by its check, with its place; what is right is not reported."""

import datetime as dt
import tomllib
from functools import cache
from pathlib import Path

import in_memory
import openpyxl
import pytest
from in_memory import failing, inputs, rows_of_checks

import roi_xl.checks
from roi_xl.checks import ADVICE, INTEGRITY
from roi_xl.layout import study_from
from roi_xl.recalc import account
from roi_xl.shipped_workbooks import EDITIONS
from roi_xl.template import names

TABLE = tomllib.loads((Path(roi_xl.checks.__file__).with_name("mistakes.toml")).read_text(encoding="utf-8"))
MISTAKES, RIGHT = TABLE["mistake"], TABLE["right"]
WORKBOOKS = Path(__file__).parents[2] / "workbooks"
BY_A_FORMULA = {
    *("R313", "R610", "R612", "R613", "R615", "R616", "R617", "R618", "R619", "R620"),
}
"""Checks that only cells with formulas break; tests/template/test_mutations.py types over those."""


@cache
def model(example):
    """An example in English, after what its mistakes take for granted."""
    found = in_memory.model(example)
    clean = TABLE["clean"].get(example)
    return found.with_inputs(inputs(found, clean)) if clean else found


def after(mistakes):
    """The failing checks of an example in which these mistakes are made."""
    book = model(mistakes[0].get("example", "sales"))
    changes = [change for mistake in mistakes for change in mistake["changes"]]
    return failing(book.with_inputs(inputs(book, changes)))


def is_named(mistake, found):
    return mistake["code"] in found and mistake["place"] in found[mistake["code"]]


def rows(mistake):
    """The rows that a mistake changes, whatever their table; all inputs count as one."""
    return {"inp" if change[0] == "inp" else change[1] for change in mistake["changes"]}


def columns(example):
    """The columns, and the inputs, that an example fills in."""
    return {
        tuple(change[:2]) if change[0] == "inp" else (change[0], change[2]) for change in example["changes"]
    }


def side_by_side():
    """The mistakes whose place is known, together those of other checks in other rows of one example.

    None of them is in the place that another one's check has to name.
    """
    groups = []
    for mistake in (mistake for mistake in MISTAKES if "place" in mistake):
        for group in groups:
            is_same_example = group[0].get("example") == mistake.get("example")
            is_apart = all(one["code"] != mistake["code"] and not rows(one) & rows(mistake) for one in group)
            if is_same_example and is_apart:
                group.append(mistake)
                break
        else:
            groups.append([mistake])
    return groups


TOGETHER = {mistake["what"]: number for number, group in enumerate(side_by_side()) for mistake in group}


@cache
def after_group(number):
    return after(side_by_side()[number])


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake["what"])
def test_a_mistake_is_named_with_its_place(mistake):
    """It may stand beside others; where they hide it, it is made alone."""
    assert mistake["code"] not in failing(model(mistake.get("example", "sales")))
    number = TOGETHER.get(mistake["what"])
    if number is None or not is_named(mistake, after_group(number)):
        found = after([mistake])
        assert mistake["code"] in found
        assert mistake.get("place", "") in found[mistake["code"]]


def test_there_are_eighty_mistakes_and_every_check_has_one():
    assert len(MISTAKES) >= 80
    assert len({mistake["what"] for mistake in MISTAKES}) == len(MISTAKES)
    codes = {check.code for check in (*INTEGRITY, *ADVICE)}
    assert {mistake["code"] for mistake in MISTAKES} | BY_A_FORMULA == codes


def test_every_check_has_one_right_example_in_the_cells_of_a_wrong_one():
    assert [one["code"] for one in RIGHT] == sorted(check.code for check in (*INTEGRITY, *ADVICE))
    for one in RIGHT:
        wrong = [columns(mistake) for mistake in MISTAKES if mistake["code"] == one["code"]]
        assert bool(wrong) == bool(one["changes"])
        assert not wrong or any(columns(one) & theirs for theirs in wrong), one["code"]


@pytest.mark.parametrize("one", RIGHT, ids=lambda one: one["code"])
def test_what_is_right_breaks_no_rule_by_either_witness(one):
    book = model(one.get("example", "sales"))
    done = book.with_inputs(inputs(book, one["changes"])) if one["changes"] else book
    assert failing(done) == {}
    study, findings = study_from(done)
    assert findings == ()
    (check,) = (check for check in (*INTEGRITY, *ADVICE) if check.code == one["code"])
    assert check.function is None or not check.function(study)


def test_the_words_of_a_right_example_say_the_figure():
    """The ROI that the right example of R405 names is the one that is computed."""
    assert in_memory.figure(model("sales"), "out_roi_low") == pytest.approx(0.579, abs=0.0005)


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.filename)
def test_what_we_ship_has_no_error_and_no_advice_that_nobody_has_accepted(edition):
    book = openpyxl.load_workbook(WORKBOOKS / edition.filename, data_only=True)
    found = []
    for id_ in ("integrity", "advice"):
        sheet = next(sheet for sheet in book if names.table_name(id_) in sheet.tables)
        rows = sheet[sheet.tables[names.table_name(id_)].ref][1:]
        found += [row[0].value for row in rows if row[3].value != 0]
    assert found == []


ADVISED, LATE = "R503", ["objectives", 0, "agreed", dt.date(2025, 4, 1)]
"""Advice, and what calls for it: an objective set after the training started."""


def acceptance(code, owner="Controller", basis="It was agreed in a meeting before, and written down later"):
    return [
        ["assumptions", 8, "id", code],
        ["assumptions", 8, "owner", owner],
        ["assumptions", 8, "basis", basis],
    ]


@pytest.fixture(scope="module")
def shipped():
    book = in_memory.model("sales")
    return book.with_inputs(inputs(book, [LATE]))


def changed(book, changes):
    """The failing checks, who accepted each, and the count of advice, after these changes."""
    done = book.with_inputs(inputs(book, changes))
    accepted = {row[0]: row[8] for row in rows_of_checks(done) if len(row) > 8 and row[8]}
    return failing(done), accepted, done.value(done.cell("out_advice"))


def test_advice_that_a_named_owner_accepts_in_the_log_no_longer_counts(shipped):
    found, accepted, count = changed(shipped, acceptance(ADVISED))
    assert ADVISED not in found
    assert accepted[ADVISED] == "accepted by Controller"
    assert count == shipped.value(shipped.cell("out_advice")) - 1


@pytest.mark.parametrize("missing", [{"owner": "blank"}, {"basis": "blank"}], ids=str)
def test_nobody_accepts_without_a_name_and_a_reason(shipped, missing):
    found, accepted, _ = changed(shipped, acceptance(ADVISED, **missing))
    assert ADVISED in found
    assert ADVISED not in accepted


def test_what_does_not_apply_is_accepted_by_nobody(shipped):
    _, accepted, _ = changed(shipped, acceptance("R607"))
    assert "R607" not in accepted


def test_an_error_cannot_be_accepted(shipped):
    wrong = ["costs", 1, "unit_cost", -7000]
    found, _, _ = changed(shipped, [wrong, *acceptance("R104")])
    assert "R104" in found


def test_scenarios_out_of_order_fail_one_check_and_leave_out_the_range_alone():
    done = model("sales")
    done = done.with_inputs(inputs(done, [["scenarios", 1, "low", 1.5]]))
    assert failing(done) == {"R614": "Range: B2 Admin time saved"}
    assert [done.value(done.cell(name)) for name in ("out_roi_low", "out_roi_high")] == ["", ""]
    assert (
        done.value(done.cell("out_roi")) == done.value(done.cell("cal_roi_expected")) == pytest.approx(1.52)
    )
    assert [finding.code for finding in done.evaluation.findings] == []


def test_figures_are_usable_until_a_check_fails():
    book = model("sales")
    wrong = book.with_inputs(inputs(book, [["costs", 1, "unit_cost", -7000]]))
    assert [account(one).is_usable for one in (book, wrong)] == [True, False]


def test_a_number_typed_as_text_is_named_before_what_cannot_be_computed_for_it():
    done = account(model("sales").with_inputs(inputs(model("sales"), [["inp", "benefits_rate", "31,42%"]])))
    first, *others = done.findings
    assert (first.code, first.where) == ("not-a-number", "Inputs!E22")
    assert "'31,42%'" in first.detail
    assert first.remedy == "type a number, without a unit"
    assert others
    assert not done.is_usable
