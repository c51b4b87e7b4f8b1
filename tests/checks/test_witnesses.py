"""The two witnesses of a check: the workbook's formula, and a function of the study. They have to agree."""

import tomllib
from collections import defaultdict
from functools import cache
from pathlib import Path

import in_memory
import pytest
from in_memory import inputs, rows_of_checks

import roi_xl.checks
from roi_xl.checks import ADVICE, INTEGRITY
from roi_xl.layout import study_from
from roi_xl.shipped_workbooks import EDITIONS
from roi_xl.xlsx import with_values

ALL = [*INTEGRITY, *ADVICE]
WITH = {check.code: check.function for check in ALL if check.function is not None}
TABLE = tomllib.loads(Path(roi_xl.checks.__file__).with_name("mistakes.toml").read_text(encoding="utf-8"))

RESULTS = "it compares figures that the workbook computes"
CREDIT = "it looks at what isolation credits, which the study doesn't hold"
WORDS = "it looks for words, which differ by language; a study has none"
WITHOUT = {
    **dict.fromkeys(["R101", "R212", "R222", "R313", "R321", "R405", "R505", "R506"], RESULTS),
    **dict.fromkeys(
        ["R610", "R611", "R612", "R613", "R614", "R615", "R616", "R617", "R618", "R619"], RESULTS
    ),
    "R620": RESULTS,
    **dict.fromkeys(["R103", "R205", "R211", "R231", "R306", "R317", "R319", "R406"], CREDIT),
    **dict.fromkeys(["R202", "R204", "R225"], WORDS),
    **dict.fromkeys(["R207", "R232"], "a study holds no text where a number belongs"),
    "R308": "a study holds no choice that isn't in the list",
    "R312": "a study doesn't say which periods of a block count for its control group",
    "R320": "a study doesn't say how many rows a block has",
    "R404": "the first year's share is no input",
    "R604": "a study finds attribution and range by the benefit's ID, so they can't be apart",
}
"""Why a check has no second witness yet."""


def test_each_check_has_a_second_witness_or_a_reason_why_not():
    assert WITH.keys() | WITHOUT.keys() == {check.code for check in ALL}
    assert not WITH.keys() & WITHOUT.keys()
    assert len(WITH) > 40


@cache
def model(example):
    return in_memory.model(example)


def apart(book):
    """The checks of which the witnesses say different things: by code, what each says."""
    study, _ = study_from(book)
    measured = {row[0]: row[2] for row in rows_of_checks(book)}
    said = {code: (bool(measured[code]), bool(function(study))) for code, function in WITH.items()}
    return {code: both for code, both in said.items() if len({*both}) > 1}


# a page of figures has the rules about its own cells
FULL = [edition for edition in EDITIONS if edition.variant != "quick"]


@pytest.mark.parametrize("edition", FULL, ids=lambda edition: edition.filename)
def test_they_agree_about_what_we_ship(edition):
    assert apart(in_memory.shipped(edition.filename)) == {}


def rows(mistake):
    """The rows that a mistake changes, whatever their table; all inputs count as one."""
    return {"inp" if change[0] == "inp" else change[1] for change in mistake["changes"]}


def is_held(mistake):
    """Whether a study can hold what was typed; without computing."""
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


NOT_HELD = {"R111", "R206", "R207", "R215", "R232", "R308", "R314", "R320", "R402", "R604", "R610", "R611"}
"""The checks of the mistakes that a study can't hold: texts for numbers, and words that aren't in a list."""


def test_most_mistakes_are_held_by_a_study():
    lost = [mistake["code"] for mistake in TABLE["mistake"] if not is_held(mistake)]
    assert {*lost} <= NOT_HELD
    assert len(lost) < len(TABLE["mistake"]) / 5


@pytest.mark.parametrize("group", side_by_side(), ids=lambda group: group[0]["what"])
def test_they_agree_about_mistakes(group):
    book = model(group[0].get("example", "sales"))
    changes = [change for mistake in group for change in mistake["changes"]]
    assert apart(book.with_inputs(inputs(book, changes))) == {}
