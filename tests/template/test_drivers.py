"""What drives the ROI: each line a tenth lower, by closed formulas, agrees with the workbook typed so."""

import pytest
from in_memory import figure, figures, model, typed, value

SHOWN = 8


def drivers(book):
    """Rank, line, ROI if lower and effect, as far as lines are shown."""
    rows = [
        tuple(value(book, "drivers", row, name) for name in ("driver", "roi_lower", "effect", "difference"))
        for row in range(SHOWN)
    ]
    return [row for row in rows if row[0]]


def test_nothing_entered_is_nothing_shown():
    book = model("blank")
    assert drivers(book) == []
    assert [value(book, "drivers", row, "roi_lower") for row in range(SHOWN)] == [""] * SHOWN
    assert [value(book, "shared", row, "roi_lower") for row in range(4)] == [""] * 4


def test_the_example_by_hand():
    """Sales: 40,320 of benefit on 16,000 of cost; 4,000 of it is participants' time."""
    expected = {
        "Extra sales": 37_320 / 16_000 - 1,
        "Admin time saved": (40_320 - 528) / 16_000 - 1,
        "Fewer order errors": (40_320 - 324) / 16_000 - 1,
        "Fewer leavers": (40_320 - 180) / 16_000 - 1,
        "Direct costs": 40_320 / (16_000 - 1_200) - 1,
        "Indirect costs": 40_320 / (16_000 - 400) - 1,
    }
    found = drivers(model("sales"))
    assert {name: roi for name, roi, _, _ in found} == pytest.approx(expected)
    assert [effect for _, _, effect, _ in found] == pytest.approx(
        [100 * (roi - 1.52) for _, roi, _, _ in found]
    )
    widest = [abs(effect) for _, _, effect, _ in found]
    assert widest == sorted(widest, reverse=True)
    assert {gap for *_, gap in found} == {0}


@pytest.mark.parametrize("fee", [3_900, 4_700, 6_000, 6_500, 40_000])
def test_the_widest_effect_comes_first_whatever_its_swing(fee):
    """A cost a tenth lower changes more than one a tenth higher, so a swing would order them otherwise."""
    found = drivers(typed(model("sales"), [("costs", 1, "unit_cost", fee)]))
    widest = [abs(effect) for _, _, effect, _ in found]
    assert widest == sorted(widest, reverse=True)
    assert {gap for *_, gap in found} == {0}


def test_a_cost_without_a_category_is_a_driver_too():
    found = drivers(typed(model("sales"), [("costs", 1, "category", None)]))
    assert {gap for *_, gap in found} == {0}
    assert "Costs without a category" in {name for name, *_ in found}


@pytest.mark.parametrize("line", ["before", "after"])
def test_a_line_a_tenth_lower_is_what_the_workbook_gives_when_it_is_typed_so(line):
    saved = value(model("sales"), "benefits", 1, line) + {"before": -0.1, "after": 0.1}[line]
    lower = figures([("benefits", 1, line, saved)])("out_roi")  # 6 to 5 hours a week; now 0.9 of an hour
    found = {name: roi for name, roi, _, _ in drivers(model("sales"))}
    assert found["Admin time saved"] == pytest.approx(lower, rel=1e-12)


@pytest.mark.parametrize(
    ("row", "changes"),
    [
        (0, [("attribution", 1, "share", 0.54), ("attribution", 3, "share", 0.18)]),
        (0, [("attribution", 1, "confidence", 0.72), ("attribution", 3, "confidence", 0.54)]),
        (1, [("inp", "margin", 0.45)]),
        (3, [("costs", 2, "quantity", 72)]),
    ],
    ids=["shares", "confidences", "margin", "time"],
)
def test_what_lines_share_is_what_the_workbook_gives_when_it_is_typed_so(row, changes):
    said = value(model("sales"), "shared", row, "roi_lower")
    assert said == pytest.approx(figures(changes)("out_roi"), rel=1e-12)


def test_later_years_are_what_the_workbook_gives_when_they_are_typed_so():
    years = [("inp", "years", 2), ("flow", 1, "reason", "Coaching goes on")]
    book = typed(model("sales"), [*years, ("flow", 1, "continues", 0.5)])
    lower = figures([*years, ("flow", 1, "continues", 0.45)])("out_roi")
    assert value(book, "shared", 2, "roi_lower") == pytest.approx(lower, rel=1e-12)


def test_a_loss_and_a_subsidy_keep_their_signs():
    """A smaller loss is better; a smaller subsidy is worse."""
    changes = [
        ("benefits", 1, "after", 7), ("costs", 5, "id", "C6"), ("costs", 5, "category", "Offset"),
        ("costs", 5, "quantity", 1), ("costs", 5, "unit_cost", -2_000),
    ]  # fmt: skip
    book = typed(model("sales"), changes)
    found = {name: (effect, gap) for name, _, effect, gap in drivers(book)}
    assert found["Admin time saved"][0] > 0 > found["Offsets"][0]
    assert {gap for _, gap in found.values()} == {0}


def test_costs_that_would_sink_to_nothing_show_no_effect():
    changes = [
        ("costs", 5, "id", "C6"), ("costs", 5, "category", "Offset"), ("costs", 5, "quantity", 1),
        ("costs", 5, "unit_cost", -15_000),
    ]  # fmt: skip
    book = typed(model("sales"), changes)
    assert figure(book, "cal_drivers") == 0
    assert {value(book, "drivers", row, "roi_lower") for row in range(SHOWN)} == {""}
