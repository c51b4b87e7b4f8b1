"""The command as an operator meets it: a process with a terminal or pipes, files in a folder of its own."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from click.testing import CliRunner

from roi_xl.cli import cli

ROI_XL = str(Path(sys.executable).parent / "roi-xl")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def roi_xl():
    """The installed command as a process of its own."""

    def run(*arguments, folder=None, environment=(), **options):
        return subprocess.run(
            [ROI_XL, *map(str, arguments)], cwd=folder, env=os.environ | dict(environment),
            capture_output=True, text=True, timeout=120, check=False, **options,
        )  # fmt: skip

    return run


@pytest.fixture(scope="session")
def command():
    """The path of the installed command, for tests that hold the process in hand."""
    return ROI_XL


@pytest.fixture
def invoke():
    """The command inside of this process: `exit_code`, `stdout` and `stderr` of a call."""

    def run(*arguments):
        return CliRunner().invoke(cli, [*map(str, arguments)])

    return run


@pytest.fixture
def recalculated(invoke):
    """What `roi-xl recalc --json` says, with its exit code."""

    def run(*arguments):
        done = invoke("recalc", "--json", *arguments)
        return json.loads(done.stdout)["workbooks"], done.exit_code

    return run


@pytest.fixture
def stale(folder, samples):
    """Copies of the worked example whose cached values are all out of date."""

    def copy(*names):
        for name in names:
            shutil.copy(samples / "sales-example-stale.xlsx", folder / name)
        return [folder / name for name in names]

    return copy


@pytest.fixture(scope="session")
def book():
    """Write a one-sheet workbook from cells; formulas are given 999 as their cached value."""

    def write(path, cells):
        with xlsxwriter.Workbook(str(path)) as workbook:
            sheet = workbook.add_worksheet("S")
            for place, content in cells.items():
                if isinstance(content, str) and content.startswith("="):
                    sheet.write_formula(place, content, None, 999)
                else:
                    sheet.write(place, content)
        return path

    return write


@pytest.fixture
def sum_of_two(book, folder):
    """A workbook that is out of date in one cell: 1 + 1, not 999."""
    return book(folder / "sum.xlsx", {"A1": 1, "A2": "=A1+1"})


@pytest.fixture(scope="session")
def contents():
    """The fingerprint of every regular file below a folder."""

    def fingerprints(folder):
        return {
            str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }

    return fingerprints


@pytest.fixture(scope="session")
def report_rows():
    """The rows of a report, whatever it is written as."""

    def rows(path):
        if path.suffix == ".json":
            return json.loads(path.read_text())["workbooks"]
        if path.suffix == ".csv":
            with path.open(encoding="utf-8-sig", newline="") as file:
                return list(csv.DictReader(file))
        header, *rows = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
        return [dict(zip(header, row, strict=True)) for row in rows]

    return rows
