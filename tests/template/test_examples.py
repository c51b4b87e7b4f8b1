"""What the examples say agrees with what their figures give, and the figures are such as are measured."""

import re
import tomllib
from itertools import pairwise
from math import floor, sqrt
from pathlib import Path
from statistics import correlation, fmean, linear_regression, stdev, variance

import openpyxl
import pytest
from in_memory import figures
from scipy.stats import t

from roi_xl import template
from roi_xl.template.books import BLANK

STUDIES = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(template.__path__[0]) / "variants").glob("*.toml"))
    if path.stem not in BLANK.values()
}
NO_SALES = ("benefits", 0, "quantity", 0)
IF_WRONG = {
    ("sales", "A1"): [[("inp", "margin", 0.6)], [("inp", "margin", 0.4)]],
    ("sales", "A3"): [[("costs", 0, "unit_cost", 6_000)]],
    ("sales", "A4"): [[("benefits", 1, "periods", 11), ("benefits", 2, "periods", 3)]],
    ("sales", "R211"): [[NO_SALES]],
    ("healthcare", "A1"): [[("inp", "error_material", 280)]],
    ("healthcare", "A2"): [[("benefits", 0, "periods", 6)]],
    ("tech", "A1"): [[("benefits", 0, "periods", 6), ("benefits", 1, "periods", 22)]],
    ("tech", "A2"): [[("costs", 0, "unit_cost", 1_900 + 1_000 / 6)]],
    ("retail", "A1"): [[("inp", "margin", 0.37)], [("inp", "margin", 0.27)]],
    ("retail", "A2"): [[("benefits", 1, "quantity", 0.25)]],
    ("leadership", "A2"): [[("flow", 1, "continues", 0)]],
}
"""What each assumption of the Log that states a figure means to the inputs: the cells to type into, once for
each sign that the figure has."""

COUNTED = {
    ("healthcare", "kpi1"): ("I4", 1),
    ("tech", "kpi1"): ("I4", 1),
    ("sales", "kpi2"): ("I6", 50),
    ("leadership", "kpi1"): (None, 1),
}
"""The blocks that count events: the indicator with the same count, and events per unit of the figure."""


def stating_figures():
    """The texts under "If wrong" that state a figure, by example and ID."""
    return {
        (variant, row["id"]): row["if_wrong"]
        for variant, study in STUDIES.items()
        for row in study["assumptions"]
        if any(re.search(r"\d", text) for text in row["if_wrong"].values())
    }


def group(variant, block, phase, column="trained"):
    periods = STUDIES[variant][block]
    return [period[column] for period in periods if period["phase"] == phase and column in period]


def trend(before, after):
    """The mean that the trend foretells, and half of its 95 % prediction interval, by the textbook.

    Source:
        Montgomery, Peck, Vining: Introduction to Linear Regression Analysis, 5th edition, section 2.5, for
        the mean of several new observations.
    """
    n, m = len(before), len(after)
    line = linear_regression(range(n), before)
    at = n + (m - 1) / 2
    errors = [y - line.intercept - line.slope * x for x, y in enumerate(before)]
    square = sum(error**2 for error in errors) / (n - 2)
    spread = sum((x - (n - 1) / 2) ** 2 for x in range(n))
    half = t.ppf(0.975, n - 2) * sqrt(square * (1 / m + 1 / n + (at - (n - 1) / 2) ** 2 / spread))
    return line.intercept + line.slope * at, float(half)


def test_every_figure_under_if_wrong_is_recomputed():
    assert stating_figures().keys() == IF_WRONG.keys()


@pytest.mark.parametrize(("variant", "id_"), IF_WRONG, ids=str)
def test_what_the_log_says_if_wrong_is_what_the_model_gives(variant, id_):
    expected = figures(example=variant)("out_roi")
    points = [100 * (figures(changes, variant)("out_roi") - expected) for changes in IF_WRONG[variant, id_]]
    sign = "±" if len(points) > 1 else "−+"[points[0] > 0]
    assert sum(points) == pytest.approx(0, abs=1e-9) or len(points) == 1
    said = f"ROI {sign} {floor(abs(points[0]) + 0.5 + 1e-9)} "
    wrong = [text for text in stating_figures()[variant, id_].values() if said not in text]
    assert wrong == [], f"the model gives {said}"


def test_without_its_sales_the_sales_example_is_a_loss_as_the_log_says():
    assert figures([NO_SALES])("out_roi") < 0


def test_the_trend_foretold_what_the_rationale_says():
    foretold, _ = trend(group("sales", "kpi2", "before"), group("sales", "kpi2", "after"))
    rationale = next(row["rationale"] for row in STUDIES["sales"]["attribution"] if row["id"] == "B3")
    assert f"{foretold:.2f}, not {fmean(group('sales', 'kpi2', 'after')):.2f}" in rationale["en"]


def test_the_range_of_a_trend_holds_its_prediction_interval():
    before, after = group("sales", "kpi2", "before"), group("sales", "kpi2", "after")
    foretold, half = trend(before, after)
    row = next(row for row in STUDIES["sales"]["scenarios"] if row["id"] == "B3")
    share = half / (foretold - fmean(after))
    assert row["low"] <= 1 - share < row["low"] + 0.1
    assert row["high"] - 0.1 < 1 + share <= row["high"]
    assert f"± {half:.2f} of {foretold - fmean(after):.2f}" in row["basis"]["en"]


@pytest.mark.parametrize("variant", STUDIES)
def test_every_interval_of_an_effect_keeps_clear_of_nothing(root, variant):
    figure = openpyxl.load_workbook(root / "workbooks" / f"{variant}-training.xlsx", data_only=True)
    ends = []
    for name in ("cal_kpi1_low", "cal_kpi1_high"):
        ((sheet, address),) = figure.defined_names[name].destinations
        ends.append(figure[sheet][address].value)
    assert ends[0] * ends[1] > 0


@pytest.mark.parametrize(("variant", "block"), COUNTED, ids=str)
@pytest.mark.parametrize("column", ["trained", "control"])
def test_counts_of_events_vary_as_chance_makes_them(variant, block, column):
    """A count of independent events has a variance near its mean (Poisson); a quarter of it is too smooth."""
    events = COUNTED[variant, block][1]
    counts = [events * value for value in group(variant, block, "before", column)]
    if counts:
        assert 0.5 < variance(counts) / fmean(counts) < 2


@pytest.mark.parametrize("variant", STUDIES)
def test_figures_by_period_are_no_ladder_and_no_copy_of_each_other(variant):
    trained, control = (group(variant, "kpi1", "before", column) for column in ("trained", "control"))
    assert correlation(trained, control) < 0.8
    for phase in ("before", "after"):
        for column in ("trained", "control"):
            values = group(variant, "kpi1", phase, column)
            steps = [b - a for a, b in pairwise(values)]
            assert stdev(steps) > 0.1 * stdev(values)


@pytest.mark.parametrize(
    ("variant", "block"), [key for key, (indicator, _) in COUNTED.items() if indicator], ids=str
)
def test_evidence_reads_what_the_benefit_counts(variant, block):
    indicator, events = COUNTED[variant, block]
    row = next(row for row in STUDIES[variant]["evidence"] if row["id"] == indicator)
    first = [events * value for value in group(variant, block, "after")[:3]]
    assert [row[day] for day in ("day30", "day60", "day90")] == pytest.approx(first, abs=1)
    assert row["baseline"] == pytest.approx(events * fmean(group(variant, block, "before")), abs=0.5)


def share_of(values, least):
    return 100 * fmean(value >= least for value in values)


EVIDENCE_OF_PEOPLE = [
    ("sales", "I1", "day30", lambda s: share_of(said(s, "recommend"), 7)),
    ("tech", "I1", "day30", lambda s: share_of(said(s, "recommend"), 7)),
    ("retail", "I1", "day30", lambda s: share_of(said(s, "relevance"), 4)),
    ("leadership", "I1", "day30", lambda s: fmean(said(s, "relevance"))),
    ("tech", "I2", "baseline", lambda s: share_of(scores(s, "before"), s["line"]["inp_pass_score"])),
    ("tech", "I2", "day30", lambda s: share_of(scores(s, "after"), s["line"]["inp_pass_score"])),
    ("retail", "I2", "baseline", lambda s: fmean(scores(s, "before"))),
    ("retail", "I2", "day30", lambda s: fmean(scores(s, "after"))),
    ("leadership", "I2", "baseline", lambda s: share_of(scores(s, "before"), s["line"]["inp_pass_score"])),
    ("leadership", "I2", "day30", lambda s: share_of(scores(s, "after"), s["line"]["inp_pass_score"])),
]
"""What an indicator reads of people's answers and scores: example, indicator, reading, figure."""


def said(study, question):
    return [row[question] for row in study["answers"] if question in row]


def scores(study, phase):
    return [row[phase] for row in study["people"] if row["group"] == "trained"]


@pytest.mark.parametrize(("variant", "id_", "reading", "figure"), EVIDENCE_OF_PEOPLE)
def test_an_indicator_reads_what_people_answered_and_scored(variant, id_, reading, figure):
    (row,) = [row for row in STUDIES[variant]["evidence"] if row["id"] == id_]
    digits = 0 if isinstance(row[reading], int) else 1
    assert round(figure(STUDIES[variant]), digits) == row[reading]


@pytest.mark.parametrize("variant", STUDIES)
def test_an_estimate_that_counts_is_the_mean_of_what_respondents_said(variant):
    study = STUDIES[variant]
    for number, asked in enumerate(study["estimated"], start=1):
        (line,) = [row for row in study["attribution"] if row["id"] == asked["id"]]
        share, confidence = (
            [row[f"{part}{number}"] for row in study["estimates"] if f"{part}{number}" in row]
            for part in ("share", "confidence")
        )
        assert len(share) == len(confidence) == asked["asked"]
        assert (fmean(share), fmean(confidence)) == pytest.approx((line["share"], line["confidence"]))


@pytest.mark.parametrize("variant", STUDIES)
def test_no_more_people_answer_or_are_tested_than_took_part(variant):
    study = STUDIES[variant]
    assert len(study["answers"]) <= study["line"]["inp_participants"]
    assert len(scores(study, "after")) <= study["line"]["inp_participants"]
