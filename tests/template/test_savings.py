"""Savings of projects and action plans, by hand: verified ones count, what is missing counts as zero."""

import datetime as dt
import random

import pytest
from in_memory import bare, errors, failing, figure, figures, inputs, model, typed, typed_over, value

from roi_xl.layout.declared import TABLES

PROJECTS = ("id", "project", "claimed", "verified", "amount", "verified_by", "verified_on", "in_line")
PLANS = ("id", "action", "improvement", "unit_value", "frequency", "months", "share", "confidence", "in_line")
HEADLINE = ("out_roi", "out_benefit", "out_cost", "out_checks", "out_advice")
JUNE = dt.date(2025, 6, 30)
LINE = [
    *(("benefits", 4, column, text) for column, text in (("id", "B5"), ("benefit", "Savings"))),
    ("benefits", 4, "class", "Hard saving"),
    ("benefits", 4, "quantity", 1),
    ("benefits", 4, "before", 0),
    ("benefits", 4, "better", "Higher"),
    ("benefits", 4, "value_id", "V5"),
    ("benefits", 4, "source", "See the sheet"),
    *(("values", 4, column, one) for column, one in (("id", "V5"), ("unit_value", 1), ("margin", 1))),
    ("attribution", 4, "id", "B5"),
    ("attribution", 4, "method", "Managers' estimate"),
]
"""A fifth benefit line, worth 1 for each unit of money."""


def rows(table, columns, records):
    """The table holds these records and nothing else."""
    blank = [{}] * (TABLES[table].rows - len(records))
    return [
        (table, row, column, record.get(column))
        for row, record in enumerate([*records, *blank])
        for column in columns
    ]


def project(name, claimed, *, signed=True, **more):
    """A project; unless said otherwise Finance has verified it as claimed."""
    who = {"verified": "Yes", "verified_by": "Controller", "verified_on": JUNE} if signed else {}
    return {"id": name[:2], "project": name, "claimed": claimed, **who, **more}


def plan(person, improvement, unit_value, frequency, share, confidence, **more):
    return {
        "id": person,
        "action": f"Action {improvement}",
        "improvement": improvement,
        "unit_value": unit_value,
        "frequency": frequency,
        "share": share,
        "confidence": confidence,
        "months": 3,
        **more,
    }


def linked(changes):
    """The sales example with a line of formulas that are typed in."""
    return typed_over(model("sales"), inputs(model("sales"), changes))


def with_projects(*records, line="", book=None):
    changes = [*rows("projects", PROJECTS, records), ("inp", "projects_line", line)]
    return typed(book or model("sales"), changes)


def with_plans(*records, line=""):
    return typed(model("sales"), [*rows("plans", PLANS, records), ("inp", "plans_line", line)])


@pytest.mark.parametrize("book", [lambda: model("blank"), bare], ids=["skeleton", "bare"])
def test_nothing_entered_claims_nothing(book):
    book = book()
    texts = (
        "cal_projects_claimed", "cal_projects_open", "cal_projects_verified", "cal_projects_realised",
        "cal_projects_elsewhere", "cal_projects_taken", "cal_plans_response", "cal_plans_benefit",
        "cal_plans_per_head", "cal_plans_elsewhere", "cal_plans_taken",
    )  # fmt: skip
    assert {name: figure(book, name) for name in texts} == dict.fromkeys(texts, "")
    assert {value(book, "projects", 0, column) for column in ("counted", "open", "remark")} == {""}
    assert {value(book, "plans", 0, column) for column in ("value", "benefit", "addin", "remark")} == {""}


def test_only_what_finance_has_verified_counts():
    """48,000 as claimed and 9,000 of 12,000; 30,000 that nobody verified, and 5,000 that nobody signed."""
    book = with_projects(
        project("P1 scrap", 48_000),
        project("P2 energy", 12_000, amount=9_000),
        project("P3 stock", 30_000, signed=False),
        project("P4 freight", 5_000, verified_by=None),
    )
    assert figure(book, "cal_projects_claimed") == 95_000
    assert figure(book, "cal_projects_verified") == figure(book, "cal_projects_counted") == 57_000
    assert figure(book, "cal_projects_open") == 35_000
    assert figure(book, "cal_projects_realised") == pytest.approx(0.6)
    remarks = [value(book, "projects", row, "remark") for row in range(4)]
    assert remarks == ["", "", "Not verified: not counted", "Verified by whom, and when?"]
    assert failing(book)["R233"] == "Projects: P4 P4 freight"


def test_a_saving_that_a_benefit_line_measures_counts_there_alone():
    book = with_projects(project("P1 scrap", 48_000), project("P2 errors", 4_000, in_line="B3"))
    assert figure(book, "cal_projects_verified") == 52_000
    assert (figure(book, "cal_projects_counted"), figure(book, "cal_projects_elsewhere")) == (48_000, 4_000)
    assert value(book, "projects", 1, "remark") == "Counted in B3, not here"


def test_a_saving_that_nobody_claimed_counts_once_finance_has_verified_it():
    book = with_projects(project("P1 scrap", None, amount=4_000), project("P2 stock", None, signed=False))
    assert (figure(book, "cal_projects"), figure(book, "cal_projects_counted")) == (1, 4_000)
    assert [value(book, "projects", row, "remark") for row in range(2)] == ["", ""]


@pytest.mark.parametrize("name", ["Scrap", "Scr*p", "Scra?", "~", "<>", "Scrap " + "and so on " * 40])
def test_names_are_compared_as_they_stand(name):
    """COUNTIF takes `*`, `?`, `~` and `<>` for signs of its own, and no text over 255 characters."""
    once = with_projects(project(name, 48_000), project("Scrapped", 30_000), project("Scrape", 1_000))
    assert "R234" not in failing(once)
    twice = with_projects(project(name, 48_000), project("Scrapped", 30_000), project(name, 1_000))
    assert failing(twice)["R234"] == f"Projects: {name[:2]} {name} (48000)"


def test_a_correction_by_finance_may_be_nothing_or_a_loss():
    book = with_projects(project("P1 scrap", 48_000, amount=0), project("P2 stock", 1_000, amount=-500))
    assert figure(book, "cal_projects_verified") == -500


def test_a_benefit_line_takes_the_verified_savings_through_its_link():
    links = [
        *LINE,
        ("benefits", 4, "after", "=cal_projects_counted"),
        ("attribution", 4, "share", 0.5),
        ("attribution", 4, "confidence", 0.8),
    ]
    before = figures()("out_benefit")
    book = with_projects(
        project("P1 scrap", 48_000),
        project("P3 stock", 30_000, signed=False),
        line="B5",
        book=linked(links),
    )
    assert figure(book, "cal_projects_taken") == 48_000
    assert figure(book, "out_benefit") == pytest.approx(before + 48_000 * 0.5 * 0.8)
    assert {"R214", "R230"} & failing(book).keys() == set()
    more = typed(book, [("projects", 0, "amount", 47_999)])
    assert "R230" not in failing(more)
    assert figure(more, "cal_projects_taken") == 47_999


def test_a_line_that_states_more_than_was_verified_is_an_error():
    stated = [*LINE, ("benefits", 4, "after", 78_000)]
    listed = [project("P1 scrap", 48_000), project("P3 stock", 30_000, signed=False)]
    book = with_projects(*listed, line="B5", book=typed(model("sales"), stated))
    assert failing(book)["R230"] == "Projects: Benefit line that takes them (B5)"
    assert "R230" in errors(book)


def test_a_line_without_a_project_yet_is_not_complete_and_leaves_the_headline():
    links = [
        *LINE,
        ("benefits", 4, "after", "=cal_projects_counted"),
        ("attribution", 4, "share", 0.5),
        ("attribution", 4, "confidence", 0.8),
    ]
    book = linked(links)
    assert value(book, "attribution", 4, "complete") == 1
    waiting = with_projects(line="B5", book=book)
    assert value(waiting, "attribution", 4, "complete") == 0
    assert figure(waiting, "out_benefit") == figures()("out_benefit")
    assert figure(waiting, "cal_incomplete") == 1


@pytest.mark.parametrize("example", ["tech", "leadership"])
def test_what_an_example_lists_moves_no_headline(example):
    listed = model(example)
    blank = [*rows("projects", PROJECTS, []), *rows("plans", PLANS, [])]
    assert figure(listed, "cal_projects") + figure(listed, "cal_plans_complete") > 0
    empty = typed(listed, blank)
    assert {name: figure(empty, name) for name in HEADLINE} == {
        name: figure(listed, name) for name in HEADLINE
    }


def test_an_action_plan_by_hand():
    """4 errors fewer a month at 12 each, 60 % due to the training, 80 % sure: 576 a year, 276.48 of it."""
    book = with_plans(plan("P1", 4, 12, 12, 0.6, 0.8))
    assert value(book, "plans", 0, "value") == 576
    assert value(book, "plans", 0, "benefit") == pytest.approx(276.48)
    assert value(book, "plans", 0, "difference") == 0
    assert figure(book, "cal_plans_benefit") == pytest.approx(276.48)


def test_who_hands_in_no_plan_counts_as_zero_and_nothing_is_extrapolated():
    """Principle 6: two of ten participants report 1,000 and 500; a third observed nothing yet."""
    book = with_plans(
        plan("P1", 10, 100, 1, 1, 1),
        plan("P2", 10, 100, 1, 0.5, 1),
        plan("P2", 0, 100, 1, 0.5, 1),
        plan("P3", 10, 100, 1, 0.5, 1, months=None),
    )
    assert figure(book, "cal_plans_complete") == 3
    assert figure(book, "cal_plans_response") == pytest.approx(2 / 10)
    assert figure(book, "cal_plans_benefit") == pytest.approx(1_500)
    assert figure(book, "cal_plans_per_head") == pytest.approx(150)
    assert value(book, "plans", 3, "remark") == "Something is missing: counts as zero"


@pytest.mark.parametrize("missing", ["id", "improvement", "unit_value", "frequency", "share", "confidence"])
def test_a_plan_that_lacks_something_counts_as_zero(missing):
    book = with_plans(plan("P1", 4, 12, 12, 0.6, 0.8) | {missing: None}, plan("P2", 1, 100, 1, 1, 1))
    assert (value(book, "plans", 0, "benefit"), figure(book, "cal_plans_benefit")) == ("", 100)


def test_what_got_worse_is_a_negative_plan():
    book = with_plans(plan("P1", -2, 100, 1, 0.5, 1), plan("P2", 1, 100, 1, 1, 1))
    assert figure(book, "cal_plans_benefit") == 0


def test_what_a_benefit_line_takes_is_credited_as_the_plans_say():
    links = [
        *LINE,
        ("benefits", 4, "after", "=cal_plans_value"),
        ("attribution", 4, "share", "=cal_plans_share"),
        ("attribution", 4, "confidence", "=cal_plans_confidence"),
        ("inp", "plans_line", "B5"),
        *rows("plans", PLANS, [plan("P1", 4, 12, 12, 0.6, 0.8), plan("P2", 20, 50, 12, 0.3, 0.5)]),
    ]
    said = 576 * 0.6 * 0.8 + 12_000 * 0.3 * 0.5
    book = linked(links)
    assert figure(book, "cal_plans_taken") == pytest.approx(said)
    assert figure(book, "out_benefit") == pytest.approx(figures()("out_benefit") + said)
    assert "R231" not in errors(book)
    higher = typed(book, [("attribution", 4, "confidence", 0.9)])
    assert "R231" in errors(higher)


@pytest.mark.parametrize(
    ("gained", "lost"),
    [
        ((100, 0.5, 1), (-50, 0.9, 1)),  # 50 in value, of which 5 are due: 10 %
        ((100, 0.5, 1), (-90, 1, 1)),  # a gain in value, a loss in what is due: no share gives that
        ((100, 0.5, 1), (-100, 0.9, 1)),  # nothing in value, a loss of 40
        ((100, 0.9, 0.5), (-100, 0.5, 0.5)),  # nothing in value, a benefit of 20
        ((100, 0.5, 0.2), (-40, 1, 1)),  # the shares agree, the confidence doesn't
        ((100, 0.5, 0.9), (-100, 0.5, 0.2)),  # nothing in value and by the shares, a benefit of 35
        ((100, 0.5, 0.9), (-50, 1, 0.4)),  # nothing by the shares, a benefit of 25
        ((100, 0.5, 0.2), (-50, 1, 0.9)),  # nothing by the shares, a loss of 35
        ((1e6, 0.5, 0.8), (-9e5, 0.9, 0.9)),
        ((1e7, 0.3, 0.7), (-1e6, 0.3, 0.7)),  # the same shares: none is needed but theirs
    ],
)
def test_gains_and_losses_are_credited_as_the_plans_say(gained, lost):
    links = [
        *LINE,
        ("benefits", 4, "after", "=cal_plans_value"),
        ("attribution", 4, "share", "=cal_plans_share"),
        ("attribution", 4, "confidence", "=cal_plans_confidence"),
        ("inp", "plans_line", "B5"),
        *rows(
            "plans", PLANS, [plan("P1", gained[0], 1, 1, *gained[1:]), plan("P2", lost[0], 1, 1, *lost[1:])]
        ),
    ]
    said = sum(value * share * sure for value, share, sure in (gained, lost))
    book = linked(links)
    assert figure(book, "cal_plans_benefit") == pytest.approx(said)
    assert figure(book, "cal_plans_taken") == pytest.approx(said)
    assert figure(book, "out_benefit") == pytest.approx(figures()("out_benefit") + said)
    assert {"R231", "R314"} & failing(book).keys() == set()
    is_certain = gained[2] == lost[2] == 1  # of which R302 asks, as of any estimate
    assert ("R302" in failing(book)) == is_certain
    if gained[1:] == lost[1:]:
        assert (figure(book, "cal_plans_share"), figure(book, "cal_plans_confidence")) == pytest.approx(
            lost[1:]
        )


@pytest.mark.parametrize("least", [0, -9])
@pytest.mark.parametrize("seed", range(3))
def test_made_up_plans_agree_with_their_sum(seed, least):
    dice = random.Random(seed)
    made = [
        plan(f"P{dice.randint(1, 9)}", dice.randint(least, 9), dice.randint(1, 99), 12, dice.random(), 0.7)
        for _ in range(20)
    ]
    made = [
        {**one, "months": dice.choice([0, 3, None]), "in_line": dice.choice([None, "B2"])} for one in made
    ]
    complete = [one for one in made if one["months"]]
    here = [one for one in complete if not one["in_line"]]
    due = [one["improvement"] * one["unit_value"] * 12 * one["share"] * 0.7 for one in here]
    book = with_plans(*made)
    assert figure(book, "cal_plans_benefit") == pytest.approx(sum(due))
    assert figure(book, "cal_plans_response") == pytest.approx(len({one["id"] for one in complete}) / 10)
    value_ = figure(book, "cal_plans_value")
    shares = figure(book, "cal_plans_share") * figure(book, "cal_plans_confidence")
    assert value_ * shares == pytest.approx(sum(due))
