"""A small workbook for each code, on which the real command meets it."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cell_codes import CELLS
from click.testing import CliRunner
from command_codes import COMMANDS, NOT_PROVOKED
from package_codes import PACKAGES
from small_workbooks import book
from template_codes import TEMPLATES

from roi_xl.cli import cli
from roi_xl.findings import entries

ROI_XL = str(Path(sys.executable).parent / "roi-xl")
BOOKS = CELLS | PACKAGES | TEMPLATES


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory):
    """What one run of `roi-xl recalc --json` says of every small workbook: levels by code."""
    folder = tmp_path_factory.mktemp("books")
    for code, data in BOOKS.items():
        (folder / f"{code}.xlsx").write_bytes(data)
    command = [ROI_XL, "recalc", "--json", *(f"{code}.xlsx" for code in BOOKS)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    return {Path(told["file"]).stem: _codes(told) for told in _told(done.stdout)}


def _told(output):
    return json.loads(output)["workbooks"]


def _codes(told):
    if "failure" in told:
        return {told["failure"]["code"]: "failure"}
    return {finding["code"]: finding["level"] for finding in told["findings"]}


@pytest.mark.parametrize("code", BOOKS)
def test_recalc_meets_it(recalculated, code):
    assert code in recalculated[code]
    assert recalculated[code][code] in entries()[code].levels


@pytest.mark.skipif(sys.platform != "linux", reason="pipes, hard links and permissions are Linux's here")
@pytest.mark.usefixtures("in_one_process")
@pytest.mark.parametrize("code", COMMANDS)
def test_a_command_meets_it(tmp_path, monkeypatch, code):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, COMMANDS[code](tmp_path))
    assert re.search(rf'"code": "{code}"|\[{code}\]', done.stdout + done.stderr), done.stdout + done.stderr


def test_every_code_is_provoked_or_has_a_reason_why_not():
    groups = (CELLS, PACKAGES, TEMPLATES, COMMANDS, NOT_PROVOKED)
    assert set().union(*groups) == set(entries())
    assert sum(map(len, groups)) == len(entries())
    assert all(NOT_PROVOKED.values())


@pytest.mark.usefixtures("in_one_process")
def test_a_sound_workbook_meets_nothing(tmp_path):
    (tmp_path / "book.xlsx").write_bytes(book({"A1": 1, "A2": "=A1+1"}))
    done = CliRunner().invoke(cli, ["recalc", "--json", str(tmp_path / "book.xlsx")])
    assert (_codes(_told(done.stdout)[0]), done.exit_code) == ({}, 0)
