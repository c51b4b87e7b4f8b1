"""A page grows into a full workbook with the same figures, whatever of it is filled in."""

import datetime as dt
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from in_memory import inputs
from law import reading

from roi_xl.cli import cli
from roi_xl.computed_workbook import Model
from roi_xl.files import FileError
from roi_xl.layout import content_from, grown, study_from
from roi_xl.layout.declared import declared, list_words
from roi_xl.recalc import Settings, computed
from roi_xl.shipped_workbooks import confirmed_values
from roi_xl.study import Factors, Scenario
from roi_xl.tasks.growing import growing
from roi_xl.template import names
from roi_xl.template.build import written
from roi_xl.xlsx import Package, read
from roi_xl.xlsx import written as saved

pytestmark = pytest.mark.usefixtures("in_one_process")

WORKBOOKS = Path(__file__).parents[2] / "workbooks"
SETTINGS = Settings(dt.date(2026, 1, 1))
FIGURES = (
    "out_benefit",
    "out_cost",
    "out_net",
    "out_roi",
    "out_bcr",
    "out_payback",
    "out_roi_low",
    "out_roi_high",
)
PAGE = {
    "programme": "Order desk basics", "currency": "SEK", "participants": 12, "hours_each": 16,
    "salary": 480_000, "benefits_rate": 0.42, "paid_hours": 1_720, "development": 30_000, "delivery": 45_000,
    "months": 6, "estimated_by": "managers", "source": "Time study in May", "range": 0.25,
}  # fmt: skip
ROWS = {
    (0, "gain"): 60, (0, "share"): 0.6, (0, "confidence"): 0.8,
    (1, "benefit"): "Wrong order lines",
    (1, "gain"): 45, (1, "unit_value"): 380, (1, "share"): 0.5, (1, "confidence"): 0.7,
    (2, "gain"): 90_000, (2, "margin"): 0.4, (2, "share"): 0.3, (2, "confidence"): 0.8,
}  # fmt: skip
FILLED = {**PAGE, **ROWS}
ONE_LINE = {**PAGE, **{key: value for key, value in ROWS.items() if key[0] == 1}}


def less(filled, *left_out):
    return {key: value for key, value in filled.items() if key not in left_out}


CASES = {
    "filled in": ("sv", FILLED),
    "one line, worse than before, no range": ("en", {**less(ONE_LINE, "range"), (1, "gain"): -45}),
    "one line of three, two half": ("sv", less(FILLED, (0, "share"), (1, "unit_value"))),
    "no months, so that nothing counts": ("en", less(FILLED, "months")),
    "hardly begun": ("sv", {"programme": "Later", "delivery": 45_000, (1, "gain"): 45, (1, "share"): 0.5}),
    "outside paid time": ("en", {**FILLED, "hours_each": 0}),
}


@cache
def blank(language):
    name = "quick-training.xlsx" if language == "en" else f"quick-training-{language}.xlsx"
    return computed((WORKBOOKS / name).read_bytes(), SETTINGS)


def page(language, filled):
    """The page with this typed into it, computed."""
    codes, words = declared(names.QUICK).book.lists["estimate"], list_words(language, "estimate", names.QUICK)
    chosen = {"estimated_by": words[codes.index("managers")]} if "estimated_by" in filled else {}
    changes = [
        ("inp", key, value) if isinstance(key, str) else ("lines", *key, value)
        for key, value in {**filled, **chosen}.items()
    ]
    return blank(language).with_inputs(inputs(blank(language), changes))


def alike(figures):
    """The same figures up to the last digits of a sum; an empty text where there is none."""
    return {k: v if isinstance(v, str) else pytest.approx(v, rel=1e-12) for k, v in figures.items()}


def figures(model):
    return {name: model.value(model.cell(name)) for name in FIGURES}


@pytest.fixture(scope="module", params=CASES)
def pair(request):
    """A page and the full workbook that it grows into, computed."""
    language, filled = CASES[request.param]
    small = page(language, filled)
    study, findings = study_from(small)
    assert findings == ()
    content, rows = grown(study, names.QUICK, language)
    first = written({}, content, rows)
    return small, Model(read(Package(written(confirmed_values(first), content, rows)))), study


def test_the_figures_stay_the_same(pair):
    small, full, _ = pair
    assert figures(full) == alike(figures(small))


def test_what_was_to_be_used_is_to_be_used(pair):
    small, full, _ = pair
    assert [model.value(model.cell("out_checks")) for model in (small, full)] == [0, 0]


def test_the_study_is_found_again_in_the_full_workbook(pair):
    _, full, study = pair
    again, findings = study_from(full)
    assert findings == ()
    for part in ("costs", "values", "benefits", "attribution", "scenarios", "scenario_costs"):
        assert len(getattr(again, part)) == len(getattr(study, part))
    assert again.benefits == study.benefits
    assert again.inputs.salary == study.inputs.salary
    assert (again.inputs.years, again.inputs.discount) == (1, None)  # nobody gave a cost of capital


@pytest.fixture(scope="module")
def study():
    return study_from(page("en", FILLED))[0]


def test_everything_on_the_page_has_its_place(study):
    assert [(line.category, line.item) for line in study.costs] == [
        ("indirect", "Participants' time"),
        ("development", "Development of the training"),
        ("direct", "Trainer, venue, travel, other"),
    ]
    assert {line.source for line in (*study.costs, *study.values, *study.benefits)} == {PAGE["source"]}
    assert [line.unit_value for line in study.values] == [480_000 * 1.42 / 1_720, 380, 1]
    assert [line.margin for line in study.values] == [1, 1, 0.4]
    assert [(line.class_, line.benefit) for line in study.benefits] == [
        ("soft", "Working hours saved, put to use"),
        ("avoidance", "Wrong order lines"),
        ("revenue", "Extra revenue"),
    ]
    assert {(line.months_measured, line.months_counted, line.periods) for line in study.benefits} == {
        (6, 6, 6)
    }
    assert [(line.method, line.share, line.confidence) for line in study.attribution] == [
        ("managers", 0.6, 0.8),
        ("managers", 0.5, 0.7),
        ("managers", 0.3, 0.8),
    ]
    assert study.scenarios[0] == Scenario("B1", 0.75, 1.25, "How far benefits may be off")
    assert study.scenario_costs == (Factors(1, 1),)
    used = {getattr(study.inputs, field) for field in ("programme", "currency", "participants", "margin")}
    assert used == {"Order desk basics", "SEK", 12, 0.4}


def test_numbers_that_follow_others_on_the_page_follow_them_in_the_full_workbook(study):
    content, rows = grown(study, names.QUICK, "en")
    full = computed(written({}, content, rows), SETTINGS)
    dearer = full.with_inputs({full.cell("inp_salary"): 960_000.0})
    hours = 12 * 16 * 480_000 * 1.42 / 1_720
    more = dearer.value(dearer.cell("out_cost")) - full.value(full.cell("out_cost"))
    assert more == pytest.approx(hours)


def test_both_languages_give_the_same_study():
    english, swedish = (study_from(page(language, FILLED))[0] for language in ("en", "sv"))
    assert english.inputs == swedish.inputs
    assert english.scenario_costs == swedish.scenario_costs
    for part, texts in (
        ("costs", ("item", "unit")),
        ("values", ("measure",)),
        ("benefits", ("benefit", "measure")),
    ):
        for one, other in zip(getattr(english, part), getattr(swedish, part), strict=True):
            different = {name for name in one.__slots__ if getattr(one, name) != getattr(other, name)}
            assert different <= set(texts)


def run(*arguments):
    return CliRunner().invoke(cli, ["new", *map(str, arguments)])


@pytest.fixture
def filled(tmp_path):
    (tmp_path / "page.xlsx").write_bytes(saved(page("sv", FILLED).updated()))
    return tmp_path / "page.xlsx"


def test_the_command_writes_the_full_workbook_and_shows_that_the_figures_are_the_same(tmp_path, filled):
    done = run(tmp_path / "full.xlsx", "--from", filled, "--benefits", 12)
    assert done.exit_code == 0, done.output
    assert "was" not in done.output.partition("\n")[2]
    assert done.output.count("\n") == 8  # the file and seven figures: nothing is left behind
    full = Model(read(Package((tmp_path / "full.xlsx").read_bytes())))
    assert figures(full) == alike(figures(page("sv", FILLED)))
    assert "Kostnader" in {sheet.name for sheet in full.book.sheets}
    area = full.table("tbl_attribution").area
    assert area[2] - area[0] == 13  # twelve lines and the total


def test_lines_that_do_not_count_yet_are_named(tmp_path):
    (tmp_path / "page.xlsx").write_bytes(saved(page("en", less(FILLED, (1, "unit_value"))).updated()))
    done = run(tmp_path / "full.xlsx", "--from", tmp_path / "page.xlsx")
    assert done.exit_code == 0, done.output
    assert "Not counted yet: B2 Wrong order lines. Fill in what is missing" in done.output


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({(0, "share"): 60}, "[model-checks] the check “R314 Attributions and confidences lie between"),
        (
            {"benefits_rate": "31,42%"},
            "[not-a-number] 'ROI on one page'!E12: a number belongs here: '31,42%'",
        ),
    ],
    ids=["a check fails", "a text"],
)
def test_what_cannot_be_taken_over_is_named_and_nothing_is_written(tmp_path, changes, said):
    (tmp_path / "page.xlsx").write_bytes(saved(page("en", {**FILLED, **changes}).updated()))
    done = run(tmp_path / "full.xlsx", "--from", tmp_path / "page.xlsx")
    assert (done.exit_code, said in done.output) == (3, True), done.output
    assert not (tmp_path / "full.xlsx").exists()


def test_a_full_workbook_gives_a_fresh_one_with_its_inputs(tmp_path, root):
    done = run(
        tmp_path / "fresh.xlsx", "--from", root / "workbooks" / "tech-training.xlsx", "--language", "sv"
    )
    assert done.exit_code == 0, done.output
    assert "Inputs that were formulas hold their values now" in done.output
    assert "was" not in done.output.partition("\n")[2].partition("  Inputs")[0]
    original, _ = reading((root / "workbooks" / "tech-training.xlsx").read_bytes())
    assert reading((tmp_path / "fresh.xlsx").read_bytes()) == (original, ())


def test_a_workbook_whose_figures_would_not_be_certain_is_refused(root):
    # version 0 knew no numbers of months, without which no trend can be drawn
    task = growing(SETTINGS, "", {})
    with pytest.raises(FileError, match=r"figures that can't be computed for certain: KPI!") as refused:
        task.function((root / "tests" / "data" / "template-0" / "sales.xlsx").read_bytes(), *task.arguments)
    assert refused.value.code == "no-figures"


def test_the_content_of_a_full_workbook_is_its_study_and_nothing_else(study):
    content, rows = grown(study, names.FULL, "en")
    plain, least = content_from(study, "en")
    assert rows == least
    assert content.line("inp_discount") == plain.line("inp_discount") == ""
    assert content.cell("costs", 0, "quantity") == plain.cell("costs", 0, "quantity") == 12 * 16


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--variant", "sales"), "--variant and --from both say what fills the workbook"),
        (("--language", "xx"), "no language 'xx': choose one of en"),
    ],
)
def test_options_that_make_no_sense_together_are_refused(tmp_path, filled, arguments, said):
    done = run(tmp_path / "full.xlsx", "--from", filled, *arguments)
    assert (done.exit_code, said in done.output) == (2, True), done.output


def test_the_page_itself_stays_as_it_is(filled):
    before = filled.read_bytes()
    done = run(filled, "--from", filled, "--force")
    assert (done.exit_code, "is BOOK itself" in done.output) == (2, True)
    assert filled.read_bytes() == before
