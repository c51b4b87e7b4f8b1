"""The two witnesses of a check: the workbook's formula, and a function of the study. They have to agree."""

import tomllib
from collections import defaultdict
from functools import cache
from pathlib import Path

import in_memory
import pytest
from in_memory import inputs

import roi_xl.checks
from roi_xl.checks import ADVICE, INTEGRITY
from roi_xl.checks.witnesses import WITHOUT_WITNESS, WITNESSES
from roi_xl.checks.witnesses_of_figures import is_rate, is_revenue, most_periods
from roi_xl.errors import CellError, Level
from roi_xl.lang import LANGUAGES
from roi_xl.layout import study_from
from roi_xl.layout.declared import list_words
from roi_xl.shipped_workbooks import EDITIONS
from roi_xl.template import names
from roi_xl.xlsx import place, with_values

ALL = [*INTEGRITY, *ADVICE]
CODES = {check.code for check in ALL}
WITH = {check.code: check.function for check in ALL if check.function is not None}
TABLE = tomllib.loads(Path(roi_xl.checks.__file__).with_name("mistakes.toml").read_text(encoding="utf-8"))


def test_each_check_has_a_second_witness_or_a_reason_why_not():
    assert {code for code in CODES if code not in WITH} == {*WITHOUT_WITNESS}
    assert all(len(reason) > 40 for reason in WITHOUT_WITNESS.values())
    assert WITNESSES.keys() == WITH.keys()


@cache
def model(example):
    return in_memory.model(example)


def said_by(book):
    """What the sheet says of each check, by code: how often it is broken, None where no figure is certain."""
    doubted = {at for one in book.findings if one.level >= Level.WARNING for at in (one.where, *one.cells)}
    found = {}
    for id_ in ("integrity", "advice"):
        table = book.table(names.table_name(id_))
        top, left, bottom, _ = table.area
        for row in range(top + 1, bottom + 1):
            cell = (table.sheet, (row, left + 2))
            number = book.value(cell)
            is_certain = not isinstance(number, CellError) and place(cell) not in doubted
            found[book.value((table.sheet, (row, left)))] = number if is_certain else None
    return found


def apart(book):
    """The checks of which the witnesses say different things: by code, what each says."""
    study, _ = study_from(book)
    measured = said_by(book)
    said = {code: (measured[code], function(study)) for code, function in WITH.items()}
    return {code: both for code, both in said.items() if None in both or bool(both[0]) != bool(both[1])}


# a page of figures has the rules about its own cells
FULL = [edition for edition in EDITIONS if edition.variant != "quick"]


@pytest.mark.parametrize("edition", FULL, ids=lambda edition: edition.filename)
def test_they_agree_about_what_we_ship(edition):
    assert apart(in_memory.shipped(edition.filename)) == {}


def rows(mistake):
    """The rows that a mistake changes, whatever their table; all inputs count as one."""
    return {"inp" if change[0] == "inp" else change[1] for change in mistake["changes"]}


UNSEEN = {"R320", "R404"}
"""The checks of mistakes that change figures and that a study doesn't see: the first year's share, which the
template gives, and the places of periods in their block."""


def is_held(mistake):
    """Whether a study can hold what was typed; without computing."""
    if mistake["code"] in UNSEEN:
        return False
    book = model(mistake.get("example", "sales"))
    typed = defaultdict(dict)
    for (sheet, address), value in inputs(book, mistake["changes"]).items():
        typed[sheet][address] = value
    return not study_from(with_values(book.book, typed))[1]


def side_by_side():
    """The mistakes that a study can hold, together those in different rows of one example."""
    groups = []
    for mistake in filter(is_held, TABLE["mistake"]):
        for group in groups:
            is_same_example = group[0].get("example") == mistake.get("example")
            if is_same_example and all(not rows(one) & rows(mistake) for one in group):
                group.append(mistake)
                break
        else:
            groups.append([mistake])
    return groups


NOT_HELD = {
    *("R111", "R206", "R207", "R215", "R232", "R308", "R314", "R320", "R402", "R404", "R604", "R610", "R611")
}
"""The checks of the mistakes that a study can't hold: texts for numbers, and words that aren't in a list."""


def test_most_mistakes_are_held_by_a_study():
    lost = [mistake["code"] for mistake in TABLE["mistake"] if not is_held(mistake)]
    assert {*lost} <= NOT_HELD
    assert len(lost) < len(TABLE["mistake"]) / 4


def test_each_witness_is_asked_about_a_mistake_that_it_has_to_notice():
    assert {mistake["code"] for mistake in TABLE["mistake"] if is_held(mistake)} >= WITH.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_witness_knows_the_words_of_each_language(language):
    for word in list_words(language, "revenue_word"):
        assert is_revenue(f"All {word}shop")
    for word in list_words(language, "rate_word"):
        assert is_rate(f"Leavers{word}")
    week, month, quarter = (most_periods(f"Per {word}", 12) for word in list_words(language, "span_word"))
    assert (week, month, quarter) == pytest.approx((53, 12, 4))


@pytest.mark.parametrize("text", ["Staff turnover", "Sharepoint visits", "Prorated hours", "Sales staff"])
def test_the_witness_is_not_misled_by_parts_of_words(text):
    assert not is_revenue(text)
    assert not is_rate(text)
    assert most_periods(text, 12) == float("inf")


def silent(found):
    """The checks of which the workbook says nothing for certain."""
    return {code for code, (measured, _) in found.items() if measured is None}


@pytest.mark.parametrize("group", side_by_side(), ids=lambda group: group[0]["what"])
def test_they_agree_about_mistakes(group):
    """While a share isn't one, our functions refuse it, and the sheet has no figures to judge by."""
    book = model(group[0].get("example", "sales"))
    changes = [change for mistake in group for change in mistake["changes"]]
    found = apart(book.with_inputs(inputs(book, changes)))
    if any(mistake["code"] == "R314" for mistake in group):
        assert len(silent(found)) < len(WITH) / 4
        found = {code: both for code, both in found.items() if code not in silent(found)}
    assert found == {}
