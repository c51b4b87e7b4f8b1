"""Estimates by respondent: what they say stands beside the typed share, and is never taken over."""

import random

import pytest
from in_memory import errors, failing, figure, figures, model, typed, value

from roi_xl.layout.declared import TABLES
from roi_xl.template.words import Content

COLUMNS = ("id", "role", "share1", "confidence1", "share2", "confidence2")


def estimated(*records, id_="B2", asked=None, line=0):
    """These respondents, and nobody else, estimate this line."""
    blank = [dict.fromkeys(COLUMNS)] * (TABLES["estimates"].rows - len(records))
    typed_ = [
        ("estimates", row, column, record.get(column))
        for row, record in enumerate([*records, *blank])
        for column in COLUMNS
    ]
    return [*typed_, ("estimated", line, "id", id_), ("estimated", line, "asked", asked)]


def by(*pairs):
    return [
        {"id": f"E{at}", "share1": share, "confidence1": confidence}
        for at, (share, confidence) in enumerate(pairs, start=1)
    ]


def row(book, number=0):
    return {
        name: value(book, "estimated", number, name)
        for name in ("answered", "people", "said", "difference", "used", "remark")
    }


def test_nothing_entered_says_nothing():
    book = model("blank")
    assert figure(book, "cal_respondents") == 0
    for number in range(5):
        nothing = {"answered": 0, "people": 0, "said": "", "difference": 0, "used": 0, "remark": ""}
        assert row(book, number) == nothing


def test_the_example_of_phillips_by_hand():
    """The examples of ESTIMATED_SHARE: 50 % sure of 70 %; three of five who didn't answer count as zero."""
    book = typed(model("sales"), estimated(*by((0.5, 0.7), (0.6, 0.5)), asked=5))
    assert row(book)["said"] == pytest.approx(0.13)
    assert (row(book)["answered"], row(book)["people"], row(book)["difference"]) == (2, 5, 0)
    assert value(book, "attribution", 1, "said") == pytest.approx(0.13)


def test_without_a_number_everybody_listed_was_asked():
    book = typed(model("sales"), estimated(*by((0.5, 0.7), (None, None), (None, None), (0.6, 0.5))))
    assert row(book)["said"] == pytest.approx(0.65 / 4)


def test_a_share_of_zero_is_an_answer_and_one_without_a_confidence_credits_nothing():
    book = typed(model("sales"), estimated(*by((0, 1), (0.8, None), (0.6, 0.5)), asked=3))
    assert (row(book)["answered"], row(book)["said"]) == (3, pytest.approx(0.1))


def test_more_answers_than_people_asked_are_said_and_give_no_share():
    book = typed(model("sales"), estimated(*by((0.5, 0.7), (0.6, 0.5)), asked=1))
    assert (row(book)["said"], row(book)["remark"]) == ("", "More answers than people asked")
    assert errors(book) == set()


def test_each_line_has_a_pair_of_columns_of_its_own():
    people = [{"id": "E1", "share2": 0.5, "confidence2": 0.8}, {"id": "E2", "share2": 0.3, "confidence2": 1}]
    book = typed(model("sales"), estimated(*people, id_="B4", line=1))
    assert row(book, 1)["said"] == pytest.approx((0.4 + 0.3) / 2)
    assert value(book, "attribution", 3, "said") == pytest.approx(0.35)


def test_a_typed_share_above_what_they_say_is_advice_and_moves_no_figure():
    before, changes = figures(), estimated(*by((0.5, 0.7), (0.6, 0.5)), asked=2)
    book = typed(model("sales"), changes)
    assert row(book)["remark"] == "More is credited than they say"
    assert failing(book)["R321"] == "Estimates: B2 Admin time saved (0.48)"
    after = figures(changes)
    assert [after(name) for name in ("out_roi", "out_benefit", "out_checks")] == [
        before(name) for name in ("out_roi", "out_benefit", "out_checks")
    ]


@pytest.mark.parametrize(
    "changes",
    [
        estimated(*by((0.5, 0.97), (0.5, 0.95)), asked=2),
        [*estimated(*by((0.1, 0.1))), ("attribution", 1, "method", "As published, not isolated")],
        estimated(*by((0.1, 0.1)), id_="B1"),
        estimated(),
    ],
    ids=["as much but for rounding", "no estimate", "measured", "nobody asked"],
)
def test_what_is_no_more_than_they_say_or_is_no_estimate_is_no_advice(changes):
    assert "R321" not in failing(typed(model("sales"), changes))


@pytest.mark.parametrize("seed", range(4))
def test_made_up_estimates_agree_with_the_sum_over_everybody_asked(seed):
    dice = random.Random(seed)
    pairs = [
        (dice.choice([None, 0, dice.random()]), dice.choice([None, dice.random(), 1])) for _ in range(30)
    ]
    answered = sum(share is not None for share, _ in pairs)
    asked = dice.randint(max(answered, 1), 40)
    book = typed(model("sales"), estimated(*by(*pairs), asked=asked))
    credited = sum(share * confidence for share, confidence in pairs if None not in (share, confidence))
    assert row(book)["said"] == pytest.approx(credited / asked, rel=1e-12)
    assert row(book)["difference"] == 0


@pytest.mark.parametrize("variant", ["sales", "healthcare"])
def test_an_example_types_the_means_of_its_respondents(variant):
    content = Content.of(variant, "en")
    id_ = content.cell("estimated", 0, "id")
    line = next(
        at for at in range(content.height("attribution")) if content.cell("attribution", at, "id") == id_
    )
    people = range(content.height("estimates"))
    for column, typed_ in (("share1", "share"), ("confidence1", "confidence")):
        mean = sum(content.cell("estimates", at, column) for at in people) / len(people)
        assert content.cell("attribution", line, typed_) == pytest.approx(mean)
