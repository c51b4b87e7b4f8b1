"""`roi-xl portfolio`: the figures that other programs find in the workbooks, sums of them, files of ours."""

import datetime as dt
import json
import shutil
import sys

import openpyxl
import pytest
from click.testing import CliRunner

from roi_xl.cli import cli
from roi_xl.recalc import Settings, recalculated
from roi_xl.template import names
from roi_xl.xlsx import Package, read, with_inputs

pytestmark = pytest.mark.usefixtures("in_one_process")

SETTINGS = Settings(dt.date(2026, 1, 2))
FIGURES = {"roi": names.ROI, "cost": names.COST, "benefit": names.BENEFIT, "roi_low": names.ROI_LOW}


@pytest.fixture(scope="module")
def programmes(root, tmp_path_factory):
    """Three programmes that count, one that is blank, and one whose check fails."""
    folder = tmp_path_factory.mktemp("programmes")
    for name in ("sales-training", "tech-training", "retail-training", "blank-training"):
        shutil.copy(root / "workbooks" / f"{name}.xlsx", folder)
    stored = read(Package((root / "workbooks" / "sales-training.xlsx").read_bytes()))
    (folder / "wrong.xlsx").write_bytes(with_inputs(stored, {("Costs", (8, 7)): -7000.0}))
    return folder


@pytest.fixture(scope="module")
def told(programmes, tmp_path_factory):
    out = tmp_path_factory.mktemp("out")
    done = CliRunner().invoke(cli, ["portfolio", str(programmes), "--json", "-o", str(out / "p.xlsx")])
    return done, json.loads(done.stdout), out / "p.xlsx"


def figure(path, name):
    book = openpyxl.load_workbook(path, data_only=True)
    (place,) = book.defined_names[name].destinations
    return book[place[0]][place[1].replace("$", "")].value


def test_the_figures_are_those_that_the_workbooks_show(told, programmes):
    done, document, _ = told
    assert done.exit_code == 1  # some don't count
    rows = {row["file"].rpartition("/")[2]: row for row in document["workbooks"]}
    assert len(rows) == 5
    for name in ("sales-training.xlsx", "tech-training.xlsx", "retail-training.xlsx"):
        path = programmes / name
        assert rows[name]["counted"]
        for key, named in (
            ("roi", names.ROI),
            ("cost", names.COST),
            ("benefit", names.BENEFIT),
            ("roi_low", names.ROI_LOW),
        ):
            assert rows[name][key] == pytest.approx(figure(path, named), rel=1e-12)
    assert (rows["wrong.xlsx"]["counted"], rows["wrong.xlsx"]["errors"][0]) == (False, "R104")
    assert (rows["blank-training.xlsx"]["counted"], rows["blank-training.xlsx"]["roi"]) == (False, None)


def test_the_sums_are_those_of_the_parts_by_currency(told):
    _, document, _ = told
    for total in document["totals"]:
        parts = [
            row for row in document["workbooks"] if row["counted"] and row["currency"] == total["currency"]
        ]
        assert total["programmes"] == len(parts)
        for key in ("cost", "benefit", "net"):
            assert round(total[key], 2) == round(sum(row[key] for row in parts), 2)


def test_the_workbook_is_alive_and_current(told):
    _, document, path = told
    _, done = recalculated(path.read_bytes(), SETTINGS)
    assert (done.is_current, done.computed, done.findings) == (True, done.formulas, ())
    book = openpyxl.load_workbook(path)
    (sums, data) = book
    assert str(sums["B4"].value).startswith("=SUMPRODUCT((programmes[")
    assert data.tables["programmes"].ref == f"A1:M{1 + len(document['workbooks'])}"


def test_a_programme_that_is_counted_out_by_hand_leaves_the_sums(told, tmp_path):
    _, document, path = told
    stored = read(Package(path.read_bytes()))
    data = stored.sheets[1].name
    first = document["workbooks"][0]
    new, _ = recalculated(with_inputs(stored, {(data, (2, 11)): "no"}), SETTINGS)
    (tmp_path / "n.xlsx").write_bytes(new)
    sheet = openpyxl.load_workbook(tmp_path / "n.xlsx", data_only=True).worksheets[0]
    total = next(t for t in document["totals"] if t["currency"] == first["currency"])
    row = next(row for row in sheet.iter_rows(min_row=4, values_only=True) if row[0] == first["currency"])
    assert row[1] == total["programmes"] - 1
    assert row[3] == pytest.approx(total["cost"] - first["cost"])


@pytest.mark.parametrize("suffix", ["csv", "html", "json", "md", "txt"])
def test_every_format_is_written_and_known_as_ours(invoke, programmes, folder, suffix):
    only = programmes / "sales-training.xlsx"
    assert invoke("portfolio", only, "-o", f"p.{suffix}").exit_code == 0
    assert "24" in (folder / f"p.{suffix}").read_text(encoding="utf-8-sig")
    assert invoke("portfolio", only, "-o", f"p.{suffix}").exit_code == 0
    (folder / f"p.{suffix}").write_text("somebody's")
    assert invoke("portfolio", only, "-o", f"p.{suffix}").exit_code == 3


def test_what_somebody_added_to_the_workbook_is_not_replaced(invoke, programmes, folder):
    only = programmes / "sales-training.xlsx"
    assert invoke("portfolio", only, "-o", "p.xlsx").exit_code == 0
    assert invoke("portfolio", only, "-o", "p.xlsx").exit_code == 0
    book = openpyxl.load_workbook("p.xlsx")
    book.create_sheet("Mine")
    book.save("p.xlsx")
    assert invoke("portfolio", only, "-o", "p.xlsx").exit_code == 3


def test_an_earlier_portfolio_gives_the_roi_before(invoke, programmes, folder):
    only = programmes / "sales-training.xlsx"
    invoke("portfolio", only, "-o", "may.json")
    said = invoke("portfolio", only, "--previous", "may.json").stdout
    assert "ROI before" in said
    assert said.count("152.0%") == 3
    (folder / "other.json").write_text('{"kind": "roi-xl recalc"}')
    assert invoke("portfolio", only, "--previous", "other.json").exit_code == 3


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, '{"kind": "roi-xl portfolio", "schema": 99, "workbooks": []}', None],
    ids=["deep", "another schema", "no number"],
)
def test_an_earlier_portfolio_that_is_none_is_refused(invoke, programmes, folder, text):
    only = programmes / "sales-training.xlsx"
    if text is None:
        invoke("portfolio", only, "-o", "may.json")
        text = (folder / "may.json").read_text().replace('"roi": 1.52', '"roi": NaN')
    (folder / "odd.json").write_text(text)
    done = invoke("portfolio", only, "--previous", "odd.json")
    assert (done.exit_code, "[not-a-portfolio]" in done.stderr) == (3, True)


def test_one_spelling_of_a_currency_and_what_cannot_be_read_is_in_the_file(invoke, programmes, folder):
    for number, currency in enumerate(["eur", " EUR", "*", ""]):
        sets = "--set", f"inp_currency={currency}", "--set", f"inp_programme=P{number}"
        invoke("fill", programmes / "sales-training.xlsx", *sets, "-o", f"b{number}.xlsx")
    (folder / "lost.xlsx").write_bytes(b"junk")
    done = invoke("portfolio", ".", "-o", "p.xlsx")
    assert done.exit_code == 3
    assert "couldn't be read: 1" in done.stdout
    _, told = recalculated((folder / "p.xlsx").read_bytes(), SETTINGS)
    assert (told.is_current, told.computed) == (True, told.formulas)
    sums, data = openpyxl.load_workbook("p.xlsx", data_only=True).worksheets
    totals = {row[0]: row[1:4] for row in sums.iter_rows(min_row=4, max_row=6, values_only=True)}
    assert totals == {"EUR": (2, 20, 32_000), "*": (1, 10, 16_000), "no currency": (1, 10, 16_000)}
    assert ["no", "not-a-zip", "lost.xlsx"] in [list(row[10:13]) for row in data.values]


def test_wrong_usage_and_books_that_are_not_ours(invoke, programmes, sum_of_two):
    assert invoke("portfolio", programmes / "sales-training.xlsx", "-o", "p.pdf").exit_code == 2
    done = invoke("portfolio", sum_of_two, programmes / "sales-training.xlsx", "--json")
    assert done.exit_code == 3
    assert [each["failure"]["code"] for each in json.loads(done.stdout)["failed"]] == ["not-a-template"]


def test_words_in_swedish(invoke, programmes):
    said = invoke("portfolio", programmes / "sales-training.xlsx", "--language", "sv").stdout
    assert said.startswith("Program som räknas: 1; som inte räknas: 0\nUSD: ROI 152,0\u00a0%")


def test_without_arrow_parquet_is_refused_before_anything_is_computed(programmes, monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setattr("roi_xl.cli.portfolio.Run.carry_out", lambda *_, **__: pytest.fail("it computes"))
    done = CliRunner().invoke(cli, ["portfolio", str(programmes), "-o", str(tmp_path / "p.parquet")])
    assert (done.exit_code, "[not-installed]" in done.stderr) == (3, True)
