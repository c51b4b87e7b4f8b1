"""`roi-xl fill`: values into a workbook's cells, every figure recalculated, nothing else touched."""

import datetime as dt
import io
import json
import shutil
import zipfile

import pytest
from click.testing import CliRunner
from small_workbooks import book

from roi_xl.cli import cli
from roi_xl.files import FileError
from roi_xl.recalc import Settings, computed
from roi_xl.xlsx.typed_texts import typed

pytestmark = pytest.mark.usefixtures("in_one_process")

DAY = "--today", "2026-01-02"


@pytest.fixture
def example(root, tmp_path):
    return shutil.copy(root / "workbooks" / "sales-training.xlsx", tmp_path / "example.xlsx")


def fill(book, *values, options=()):
    sets = [part for value in values for part in ("--set", value)]
    return CliRunner().invoke(cli, ["fill", str(book), *sets, *options, *DAY])


def figure(path, name):
    model = computed(path.read_bytes(), Settings(dt.date(2026, 1, 2)))
    return model.value(model.cell(name))


def stored(path):
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_figure_is_the_one_that_a_hand_calculates(example, tmp_path):
    # Revenue of 60,000 at a margin of 35 % instead of 50 %: the benefit is 9,000 lower, the costs stay.
    out = tmp_path / "out.xlsx"
    done = fill(example, "inp_margin=35%", options=("-o", str(out)))
    assert done.exit_code == 0, done.output
    assert "Inputs!E24               0.5 → 0.35" in done.output
    benefit, cost = 40_320 - 60_000 * (0.50 - 0.35), 16_000
    assert figure(out, "out_benefit") == pytest.approx(benefit)
    assert figure(out, "out_roi") == pytest.approx(benefit / cost - 1)


def test_what_is_written_is_current_and_nothing_but_sheets_differ(example, tmp_path):
    out = tmp_path / "out.xlsx"
    fill(example, "costs.C1.unit_cost=700", "inp_participants=24", options=("-o", str(out)))
    assert CliRunner().invoke(cli, ["recalc", "--check", str(out), *DAY]).exit_code == 0
    before, after = stored(example), stored(out)
    assert list(before) == list(after)
    changed = {name for name in before if before[name] != after[name]}
    assert changed
    assert all(name.startswith("xl/worksheets/") for name in changed)


def test_the_values_of_old_give_the_old_workbook_back(example):
    before = example.read_bytes()
    for value in ("inp_margin=0.35", "inp_margin=0.5"):
        assert fill(example, value, options=("--in-place",)).exit_code == 0
    assert stored(example) == dict(zip(stored(example), stored_of(before).values(), strict=True))


def stored_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_without_a_target_the_figures_are_shown_and_nothing_is_written(example):
    before = example.read_bytes()
    done = fill(example, "inp_margin=35%")
    assert done.output.startswith(f"{example}: nothing was written\n")
    assert "(was 152.0%)" in done.output
    assert example.read_bytes() == before


def test_one_refused_value_keeps_all_out(example):
    before = example.read_bytes()
    done = fill(example, "inp_margin=35%", "out_roi=2", options=("--in-place",))
    assert done.exit_code == 3
    assert "[formula] ROI!E12" in done.output
    assert example.read_bytes() == before


def test_json_says_what_was_put_where(example):
    content = json.loads(fill(example, "inp_margin=35%", options=("--json",)).output)
    assert content["entries"] == [{"where": "Inputs!E24", "old": 0.5, "new": 0.35}]
    assert (content["written"], content["usable"]) == (None, True)


def test_a_check_that_fails_then_speaks_against_the_figures(example):
    done = fill(example, "inp_end=2026-12-31")
    assert done.exit_code == 1
    assert "not to be used" in done.output
    assert "R114" in done.output


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.35", 0.35),
        ("35%", 0.35),
        ("35 %", 0.35),
        ("-1200", -1200.0),
        ("1e3", 1000.0),
        ("2026-03-31", dt.date(2026, 3, 31)),
        ("true", True),
        ("", ""),
        ("Coaching, two days", "Coaching, two days"),
        ("'2026", "2026"),
        ("'", ""),
        ("'=1+1", "=1+1"),
    ],
)
def test_a_value_is_read_alike_in_every_country(text, value):
    assert typed(text) == value
    assert type(typed(text)) is type(value)


@pytest.mark.parametrize(
    "text", ["7,5", "1,234.5", "1 200", "1.234,50", "12'000", "7,5 %", "2026-02-30", "=1+1"]
)
def test_what_has_no_one_meaning_is_refused(text):
    with pytest.raises(FileError) as refused:
        typed(text)
    assert refused.value.code == "unclear-value"


UPDATE = """
[line]
inp_participants = 12
inp_report_date = 2025-08-01
inp_margin = "=0.5"

[[costs]]
id = "C9"
item = { en = "Extra day", sv = "Extra dag" }
category = "direct"
quantity = 1
unit_cost = 500

[[costs]]
id = "C2"
unit_cost = 7500

[[attribution]]
id = "B2"
method = "managers"

[[kpi1]]
number = 13
trained = 130_000

[[objectives]]
objective = "The first row, by its order"
"""


@pytest.fixture
def update(tmp_path):
    """Writes a study of changes: its path."""

    def written(text, name="update.toml"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return written


def entries(done):
    assert done.exit_code in {0, 1}, done.output
    return {entry["where"]: (entry["old"], entry["new"]) for entry in json.loads(done.stdout)["entries"]}


@pytest.mark.parametrize(
    ("book", "costs", "words"),
    [
        ("sales-training", "Costs", ("Extra day", "Direct", "Managers' estimate", "Attribution")),
        ("sales-training-sv", "Kostnader", ("Extra dag", "Direkt", "Chefernas bedömning", "Isolering")),
    ],
)
def test_a_study_goes_into_its_cells_and_nothing_else(root, update, book, costs, words):
    path = root / "workbooks" / f"{book}.xlsx"
    study = update(UPDATE.replace('inp_margin = "=0.5"\n', ""))
    found = entries(fill(path, options=("--from", str(study), "--json")))
    item, category, method, attribution = words
    assert {where.partition("!")[0] for where in found} >= {costs, attribution, "KPI"}
    new = [value for _, value in found.values()]
    entered = [12.0, 45_870.0, "C9", item, category, 1.0, 500.0, 7_500.0, 130_000.0, method]
    assert sorted(map(str, new)) == sorted(map(str, [*entered, "The first row, by its order"]))


def test_filling_a_study_in_twice_changes_nothing_the_second_time(example, update, tmp_path):
    study = update(UPDATE.replace('inp_margin = "=0.5"\n', ""))
    out, again = tmp_path / "out.xlsx", tmp_path / "again.xlsx"
    assert fill(example, options=("--from", str(study), "-o", str(out))).exit_code in {0, 1}
    assert entries(fill(out, options=("--from", str(study), "-o", str(again), "--json"))) == {}
    assert stored(again) == stored(out)
    assert figure(out, "inp_participants") == 12


def test_the_study_that_an_example_is_made_of_changes_nothing_in_it(example, root):
    study = root / "roi_xl" / "template" / "variants" / "sales.toml"
    assert entries(fill(example, options=("--from", str(study), "--json"))) == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (UPDATE, "'=0.5' is a formula, which is no input"),
        ("[line]\ninp_benefits_rate = 40", "[not-a-study] line.inp_benefits_rate"),
        ("kind = 'quick'", "the study is of the kind quick, the workbook is full"),
        ("[[costs]]\nitem = 'x'", "costs[1].id is missing"),
        ("[[costs]]\nid = 'C1'\n[[costs]]\nid = 'C1'", "costs[2].id stands there twice: C1"),
        ("[[benefits]]\nid = 'B99'", "the table benefits has no free row for B99"),
        ("[[objectives]]\n" * 99, "the table objectives has no free row for row 9"),
        ("[[costs]]\nid = 'C3'\nquantity = 80", "[formula]"),
    ],
)
def test_what_has_no_place_is_refused_and_nothing_written(example, update, tmp_path, text, said):
    out = tmp_path / "out.xlsx"
    done = fill(example, options=("--from", str(update(text)), "-o", str(out)))
    assert (done.exit_code, said in done.stderr, out.exists()) == (3, True, False), done.output


def test_a_study_and_a_value_for_the_same_cell_are_refused(example, update):
    done = fill(example, "inp_participants=9", options=("--from", str(update("[line]\ninp_participants=8"))))
    assert (done.exit_code, "[twice]" in done.stderr) == (3, True)


def test_a_study_for_a_workbook_that_is_not_ours_is_refused(tmp_path, update):
    other = tmp_path / "other.xlsx"
    other.write_bytes(book({"A1": 1}))
    done = fill(other, options=("--from", str(update("[line]\ninp_salary = 1"))))
    assert (done.exit_code, "[not-a-template]" in done.stderr) == (3, True)
