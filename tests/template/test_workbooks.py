"""The workbooks we ship: fresh, complete, and the same every time."""

import io

import openpyxl
import pytest
from click.testing import CliRunner

from roi_xl.cli import cli
from roi_xl.shipped_workbooks import EDITIONS, Edition, UnfinishedWorkbookError, confirmed_values
from roi_xl.tampering.recorded import recorded_form
from roi_xl.template.form import form_text
from roi_xl.template.names import VERSION

pytestmark = pytest.mark.usefixtures("built_once", "in_one_process")
NAMES = [edition.filename for edition in EDITIONS]


def test_the_folder_holds_the_workbooks_we_ship_and_nothing_else(root):
    assert sorted(path.name for path in (root / "workbooks").iterdir()) == sorted(NAMES)


def test_check_calls_an_untouched_folder_fresh(root):
    done = CliRunner().invoke(cli, ["template", "--check", str(root / "workbooks")])
    assert done.exit_code == 0, done.output
    assert done.output.count(": fresh") == len(NAMES)


def test_the_form_is_what_the_declaration_gives():
    assert recorded_form().text() == form_text()


def test_a_form_that_is_stale_is_told_and_written(tmp_path, monkeypatch):
    monkeypatch.setattr("roi_xl.shipped_workbooks.EDITIONS", ())
    monkeypatch.setattr("roi_xl.template.form._FOLDER", tmp_path / "forms")
    command = ["template", str(tmp_path / "books")]
    checked = CliRunner().invoke(cli, [*command, "--check"])
    assert checked.exit_code == 1
    assert f"{VERSION}.json: stale" in checked.output
    assert not (tmp_path / "forms").exists()
    assert f"{VERSION}.json: written" in CliRunner().invoke(cli, command).output
    assert form_text() == recorded_form().text()


def test_a_build_replaces_what_is_stale_and_adds_what_is_missing(root, tmp_path, monkeypatch):
    monkeypatch.setattr("roi_xl.shipped_workbooks.EDITIONS", (Edition("sales", "en"), Edition("blank", "sv")))
    older = (root / "workbooks" / "tech-training.xlsx").read_bytes()  # other bytes, and nobody has saved it
    (tmp_path / "sales-training.xlsx").write_bytes(older)
    done = CliRunner().invoke(cli, ["template", str(tmp_path)])
    assert done.exit_code == 0, done.output
    for name in ("sales-training.xlsx", "blank-training-sv.xlsx"):
        assert (tmp_path / name).read_bytes() == (root / "workbooks" / name).read_bytes()


def test_check_tells_stale_from_missing_and_writes_neither(tmp_path, monkeypatch):
    monkeypatch.setattr("roi_xl.shipped_workbooks.EDITIONS", (Edition("sales", "en"), Edition("blank", "sv")))
    (tmp_path / "sales-training.xlsx").write_bytes(b"an older build")
    done = CliRunner().invoke(cli, ["template", "--check", str(tmp_path)])
    assert done.exit_code == 1
    assert "sales-training.xlsx: stale" in done.output
    assert "blank-training-sv.xlsx: missing" in done.output
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"an older build"]


def test_a_formula_that_only_excel_can_compute_stops_the_build_and_is_named():
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active["B2"] = '=CUBEVALUE("sales","[Measures].[Revenue]")'
    book.save(file)
    with pytest.raises(UnfinishedWorkbookError, match=r"Sheet!B2"):
        confirmed_values(file.getvalue())


def test_a_formula_that_is_too_long_is_named_before_anything_is_computed(monkeypatch):
    monkeypatch.setattr("roi_xl.shipped_workbooks.evaluate", None)
    book = openpyxl.Workbook()
    book.active["B2"] = "=1" + "+1" * 4_090
    file = io.BytesIO()
    book.save(file)
    with pytest.raises(UnfinishedWorkbookError, match="Sheet!B2: 8,181 characters"):
        confirmed_values(file.getvalue())
