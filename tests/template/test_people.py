"""People and their answers are evidence: computed by hand and by law, and never a part of the money."""

import math
import random
import statistics
from functools import partial

import pytest
from in_memory import bare, figure, figures, model, typed, value

from roi_xl.layout.declared import TABLES
from roi_xl.template.words import Content

PEOPLE = ("id", "team", "cohort", "group", "before", "after", "completed")
ANSWERS = ("id", "recommend", "relevance", "will_apply", "confidence", "applied")
GROUPS = ("Trained", "Trained", "Control", None)
SHOWN = (
    "cal_completed", "cal_score_before", "cal_score_after", "cal_learning_gain", "cal_learning_margin",
    "cal_normalized_gain", "cal_passed", "cal_effect_control", "cal_effect_before", "cal_response_rate",
    "cal_nps", "cal_relevant", "cal_will_apply", "cal_confident", "cal_applied", "cal_applied_of_all",
)  # fmt: skip


def rows(table, columns, *records):
    """The table holds these records and nothing else."""
    blank = [dict.fromkeys(columns)] * (TABLES[table].rows - len(records))
    return [
        (table, row, column, record.get(column))
        for row, record in enumerate([*records, *blank])
        for column in columns
    ]


def scored(*scores, group="Trained", team="A"):
    """People with these results before and after."""
    return [
        {"id": f"{group[0]}{at}", "team": team, "group": group, "before": before, "after": after}
        for at, (before, after) in enumerate(scores, start=1)
    ]


def people(*records, best=100, passed=None):
    return [
        *rows("people", PEOPLE, *records),
        ("inp", "max_score", best),
        ("inp", "pass_score", passed),
    ]


def answers(*records):
    return rows("answers", ANSWERS, *records)


@pytest.mark.parametrize("book", [partial(model, "blank"), bare], ids=["skeleton", "bare"])
def test_nothing_entered_is_nothing_shown(book):
    book = book()
    assert {name: figure(book, name) for name in SHOWN} == dict.fromkeys(SHOWN, "")


def test_a_gain_by_hand():
    """Hake 1998: 25 of the 50 points left to gain; who lacks a result counts in no gain."""
    both = scored((40, 70), (60, 80), (50, None), (None, 100))
    found = figures(people(*both, best=100, passed=80))
    assert (found("cal_people"), found("cal_people_both")) == (4, 2)
    assert found("cal_learning_gain") == pytest.approx(25)
    assert found("cal_normalized_gain") == pytest.approx(25 / (100 - 50))
    assert found("cal_passed") == pytest.approx(2 / 3)  # 70, 80 and 100
    # Student's t for one degree of freedom and 95 % is 12.7062; the differences are 30 and 20
    assert found("cal_learning_margin") == pytest.approx(
        12.7062047 * statistics.stdev([30, 20]) / math.sqrt(2)
    )


def test_an_effect_size_by_hand():
    """The example of EFFECT_SIZE: means 8 and 6, both deviations 2."""
    trained = scored((None, 6), (None, 8), (None, 10))
    found = figures(people(*trained, *scored((None, 4), (None, 6), (None, 8), group="Control")))
    assert found("cal_effect_control") == pytest.approx(1.0)
    assert found("cal_effect_before") == ""


def test_who_has_no_group_counts_nowhere_and_is_counted():
    found = figures(people(*scored((40, 70), (60, 80)), {"id": "X", "before": 0, "after": 100}))
    assert (found("cal_learning_gain"), found("cal_people_no_group")) == (25, 1)


def test_completion_counts_those_without_an_entry_as_not_completed():
    one, two, three = scored((1, 2), (1, 3), (1, 4))
    assert figures(people(one, two, three))("cal_completed") == ""
    done = figures(people(one | {"completed": "Yes"}, two | {"completed": "No"}, three))
    assert done("cal_completed") == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    "records",
    [scored((40, 70)), scored((50, 50), (50, 50))],
    ids=["one person", "no spread"],
)
def test_scores_without_a_spread_have_no_effect_size(records):
    found = figures(people(*records))
    assert (found("cal_effect_before"), found("cal_effect_control")) == ("", "")


def test_a_score_above_the_best_possible_one_gives_no_share_of_the_gain():
    found = figures(people(*scored((40, 110), (60, 80))))
    assert (found("cal_normalized_gain"), found("cal_learning_gain")) == ("", 45)


def team(book, row):
    """A row of the table by team."""
    columns = ("team", "people", "both", "trained_before", "trained_after", "gain", "remark")
    return [value(book, "teams", row, column) for column in columns]


def test_a_team_of_fewer_than_five_is_not_shown():
    big, small = ([(50 + at, 70 + at * 2) for at in range(size)] for size in (5, 4))
    control = scored(*big, group="Control", team="C")
    book = typed(model("sales"), people(*scored(*small, team="B"), *control, *scored(*big)))
    assert team(book, 0) == ["B", 4, 4, "", "", "", "Fewer than 5: not shown"]
    assert team(book, 1) == ["A", 5, 5, 52, 74, 22, ""]
    assert team(book, 2) == ["", 0, 0, "", "", "", ""]


def test_a_team_is_shown_by_its_results_not_by_its_people():
    scores = [*((50 + at, 70) for at in range(4)), (50, None), (60, None)]
    book = typed(model("sales"), people(*scored(*scores)))
    assert team(book, 0) == ["A", 6, 4, "", "", "", "Fewer than 5: not shown"]


def test_answers_by_hand():
    """The example of NET_PROMOTER_SCORE: 4 promoters, 3 passives, 3 detractors of 10."""
    scores = [10, 9, 9, 8, 7, 7, 6, 3, 0, 10]
    given = [{"recommend": score} for score in scores]
    given[0] |= {"relevance": 5, "will_apply": 1, "confidence": 0.5, "applied": "Yes"}
    given[1] |= {"relevance": 3, "will_apply": 4, "confidence": 1, "applied": "No"}
    given += [{"applied": "Yes"}, {"applied": "Yes"}]
    found = figures([*answers(*given), ("inp", "participants", 16)])
    assert (found("cal_answers"), found("cal_response_rate")) == (12, 0.75)
    assert found("cal_nps") == pytest.approx(10)
    assert (found("cal_relevant"), found("cal_will_apply"), found("cal_confident")) == (0.5, 0.5, 0.75)
    assert found("cal_applied") == 0.75
    assert found("cal_applied_of_all") == 3 / 16  # methodology: who didn't answer counts as zero


@pytest.mark.parametrize("wrong", [11, -1, 7.5])
def test_an_answer_that_the_question_does_not_have_gives_no_score(wrong):
    found = figures(answers({"recommend": 10}, {"recommend": wrong}))
    assert found("cal_nps") == ""


def test_an_answer_of_zero_is_an_answer():
    found = figures(answers({"recommend": 0}, {"confidence": 0}))
    assert (found("cal_answers"), found("cal_nps"), found("cal_confident")) == (2, -100, 0)


@pytest.mark.parametrize("seed", range(5))
def test_made_up_results_agree_with_the_statistics_of_the_standard_library(seed):
    dice = random.Random(seed)

    def result():
        return dice.choice([None, 0, *(dice.randint(0, 100) for _ in range(6))])

    records = [
        {"id": f"P{at}", "group": dice.choice(GROUPS), "team": dice.choice("AB"),
         "before": result(), "after": result()}
        for at in range(40)
    ]  # fmt: skip
    found = figures(people(*records, passed=50))
    trained = [each for each in records if each["group"] == "Trained"]
    pairs = [
        (each["before"], each["after"]) for each in trained if None not in (each["before"], each["after"])
    ]
    after = [each["after"] for each in trained if each["after"] is not None]
    others = [each["after"] for each in records if each["group"] == "Control" and each["after"] is not None]
    spread = (
        (len(after) - 1) * statistics.variance(after) + (len(others) - 1) * statistics.variance(others)
    ) / (len(after) + len(others) - 2)
    distance = statistics.fmean(after) - statistics.fmean(others)
    expected = {
        "cal_learning_gain": statistics.fmean(last - first for first, last in pairs),
        "cal_score_before": statistics.fmean(first for first, _ in pairs),
        "cal_passed": sum(score >= 50 for score in after) / len(after),
        "cal_effect_control": distance / math.sqrt(spread),
    }
    assert {name: found(name) for name in expected} == pytest.approx(expected, rel=1e-9)
    assert [found(f"{name}_diff") for name in ("cal_learning_gain", "cal_passed", "cal_effect_control")] == [
        0
    ] * 3


CLAIMS = ("out_benefit", "out_cost", "out_roi", "out_roi_low", "out_roi_high", "out_npv", "out_checks")


@pytest.mark.parametrize(
    "changes",
    [
        [*people(*scored((0, 100), (10, 90), (20, 80))), *answers({"recommend": 10, "applied": "Yes"})],
        [*people(), *answers()],
    ],
    ids=["brilliant", "nobody asked"],
)
def test_no_result_and_no_answer_moves_the_money(changes):
    before, after = figures(), figures(changes)
    assert {name: after(name) for name in CLAIMS} == {name: before(name) for name in CLAIMS}


@pytest.mark.parametrize(("variant", "row"), [("sales", 1), ("healthcare", 1)])
def test_the_examples_say_on_evidence_what_their_people_scored(variant, row):
    content, book = Content.of(variant, "en"), model(variant)
    trained = [
        at for at in range(content.height("people")) if content.cell("people", at, "group") == "trained"
    ]
    assert len(trained) == content.line("inp_participants")
    for column, there in (("before", "baseline"), ("after", "day30")):
        mean = statistics.fmean(content.cell("people", at, column) for at in trained)
        assert value(book, "evidence", row, there) == pytest.approx(mean)
