"""`roi-xl forecast`: the figures of now become the approved forecast, or it is said why not."""

import datetime as dt
import json
import shutil

import pytest
from click.testing import CliRunner

from roi_xl.cli import cli
from roi_xl.recalc import Settings, computed

pytestmark = pytest.mark.usefixtures("in_one_process")

DAY = "--today", "2026-01-02"
AMOUNTS = ("time", "other", "claimed", "profit", "first", "benefit")


@pytest.fixture
def book(root, tmp_path):
    return shutil.copy(root / "workbooks" / "tech-training.xlsx", tmp_path / "tech.xlsx")


def forecast(book, *options, by="CFO"):
    return CliRunner().invoke(cli, ["forecast", str(book), "--approved-by", by, *options, *DAY])


def figures(path, *names):
    model = computed(path.read_bytes(), Settings(dt.date(2026, 1, 2)))
    return [model.value(model.cell(name)) for name in names]


def test_the_figures_of_now_are_the_forecast_and_nothing_moved_yet(book, tmp_path):
    out = tmp_path / "out.xlsx"
    done = forecast(book, "--on", "2025-03-02", "-o", str(out))
    assert done.exit_code == 0, done.output
    now = figures(book, *(f"cal_actual_{name}" for name in AMOUNTS))
    assert figures(out, *(f"inp_forecast_{name}" for name in AMOUNTS)) == now
    assert figures(out, "inp_forecast_by") == ["CFO"]
    assert figures(out, "inp_forecast_on") == [(dt.date(2025, 3, 2) - dt.date(1899, 12, 30)).days]
    assert figures(out, "cal_forecast_roi", "cal_forecast_points") == pytest.approx(
        [*figures(book, "out_roi"), 0], abs=1e-9
    )
    assert CliRunner().invoke(cli, ["recalc", "--check", str(out), *DAY]).exit_code == 0


def test_what_changes_afterwards_is_the_difference_to_it(book):
    assert forecast(book, "--in-place").exit_code == 0
    (before,) = figures(book, "out_roi")
    changed = ["fill", str(book), "--set", "inp_participants=30", "--in-place", *DAY]
    CliRunner().invoke(cli, changed)
    kept, now, points = figures(book, "cal_forecast_roi", "out_roi", "cal_forecast_points")
    assert kept == pytest.approx(before)
    assert now != pytest.approx(before)
    assert points == pytest.approx(100 * (now - before))


def test_without_a_place_it_only_shows(book):
    before = book.read_bytes()
    done = forecast(book, "--json")
    assert done.exit_code == 0
    told = json.loads(done.output)
    assert (told["kind"], told["written"], len(told["entries"])) == ("roi-xl forecast", None, 8)
    assert book.read_bytes() == before


def test_an_approved_forecast_is_replaced_only_if_asked(book):
    forecast(book, "--in-place")
    before = book.read_bytes()
    refused = forecast(book, "--in-place", by="CEO")
    assert refused.exit_code == 3
    assert "forecast-there" in refused.output
    assert book.read_bytes() == before
    assert forecast(book, "--in-place", "--anew", by="CEO").exit_code == 0
    assert figures(book, "inp_forecast_by") == ["CEO"]


def test_figures_that_nobody_should_approve_are_not_frozen(book):
    """A cost line without a category: a check fails."""
    spoiled = ["fill", str(book), "--set", "costs.C1.category=", "--in-place", *DAY]
    CliRunner().invoke(cli, spoiled)
    before = book.read_bytes()
    refused = forecast(book, "--in-place")
    assert refused.exit_code == 3, refused.output
    assert "forecast-unready" in refused.output
    assert book.read_bytes() == before


@pytest.mark.parametrize("name", ["=1+1", "@SUM(A1)", "Åsa Öberg, ekonomichef", "x" * 200])
def test_a_name_is_a_text_whatever_it_looks_like(book, tmp_path, name):
    out = tmp_path / "out.xlsx"
    assert forecast(book, "-o", str(out), by=name).exit_code == 0
    assert figures(out, "inp_forecast_by") == [name]


def test_nobody_s_approval_and_no_such_day_are_wrong_usage(book):
    assert forecast(book, by=" ").exit_code == 2
    assert forecast(book, "--on", "2025-02-30").exit_code == 2
