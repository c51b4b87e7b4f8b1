"""The law of an edited workbook: the same study comes out, or a finding, never a wrong study in silence.

Every edit is really done by LibreOffice Calc, which then computes the workbook and saves it.
"""

import dataclasses
import datetime as dt
import json
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from edits import DOCUMENTS, SAME, SORTED
from law import PARTS, is_about, reading

from roi_xl.computed_workbook import Model
from roi_xl.diff import difference
from roi_xl.recalc import Settings, computed
from roi_xl.tampering.comparison import findings_of
from roi_xl.xlsx import Package, read

SETTINGS = Settings(dt.date(2026, 1, 2))
PROGRAM = Path(__file__).parent / "edit_in_libreoffice.py"
PYTHON = "/usr/bin/python3"
EDITS = [(name, edit) for name, document in DOCUMENTS.items() for edit in document.edits]
HARMLESS = [n for n, d in DOCUMENTS.items() if all(edit.outcome in (SAME, SORTED) for edit in d.edits)]
LOST_BY = {"columns moved": {"KPI", "ROI"}, "sheets": {"Functions"}}
"""The sheets on which an edit deletes calculated cells or comes between the four cells of a line, or on which
Calc itself forgets a table."""
_FOLDER = "folder"


def rounded(value):
    """A study to twelve digits: LibreOffice computes calculated inputs anew."""
    if isinstance(value, float):
        return float(f"{value:.12g}")
    if isinstance(value, tuple):
        return tuple(map(rounded, value))
    if dataclasses.is_dataclass(value):
        return tuple(rounded(getattr(value, each.name)) for each in dataclasses.fields(value))
    return value


def lacking():
    if shutil.which("soffice") is None:
        return "Debian's package libreoffice-calc"
    uno = subprocess.run([PYTHON, "-c", "import uno"], capture_output=True, check=False)
    return "Debian's package python3-uno" if uno.returncode else None


@pytest.fixture(scope="module")
def studies(root, tmp_path_factory):
    """For each document the study as shipped, the study after the edits, and the findings."""
    if missing := lacking():
        pytest.skip(f"edits in LibreOffice need {missing}")
    folder = tmp_path_factory.mktemp("edited")
    sources = {name: root / "workbooks" / f"{document.name}.xlsx" for name, document in DOCUMENTS.items()}
    jobs = [
        {"source": str(sources[name]), "target": str(folder / f"{name}.xlsx"), "edits": document.steps()}
        for name, document in DOCUMENTS.items()
    ]
    done = subprocess.run(
        [PYTHON, PROGRAM, folder / "profile"],
        input=json.dumps(jobs), capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3_000:]
    return {
        name: (reading(sources[name].read_bytes())[0], *reading((folder / f"{name}.xlsx").read_bytes()))
        for name in DOCUMENTS
    } | {_FOLDER: folder}


@pytest.mark.parametrize("name", HARMLESS)
def test_a_harmless_edit_is_no_tampering(studies, name):
    found = findings_of(Model(read(Package((studies[_FOLDER] / f"{name}.xlsx").read_bytes()))))
    assert {finding.where.partition("!")[0] for finding in found} == LOST_BY.get(name, set())


_NO_CHANGE = {
    "rows": {"rank", "tornado"},  # blank rows without formulas among the scenarios take part in the ranks
    "sorted": set(),
    "sheets": {"Functions", "Method", "Values of last year", "tbl_catalogue", "tbl_values_2"},
}
"""What an edit changes of the results all the same, or of the sheets on which Calc forgets a table."""


@pytest.mark.parametrize("name", _NO_CHANGE)
def test_a_shifted_row_a_sorted_table_and_a_renamed_sheet_are_no_difference(studies, root, name):
    old, new = (
        computed(path.read_bytes(), SETTINGS)
        for path in (
            root / "workbooks" / f"{DOCUMENTS[name].name}.xlsx",
            studies[_FOLDER] / f"{name}.xlsx",
        )
    )
    found = difference(old, new, SETTINGS)
    assert [one for one in found.entered if not _is_known(name, one.old_where)] == []
    told = [*found.formulas, *found.results]
    assert [one for one in told if not (_is_known(name, one.name) or _is_known(name, one.old_where))] == []
    assert {row.table for row in found.rows} == set()
    assert found.bridge.steps == ()
    notes = [note for note in found.structure if note.code != "sheet-renamed"]
    assert [note for note in notes if not _is_known(name, note.old + note.new)] == []
    renamed = {step[2] for step in DOCUMENTS[name].steps() if step[0] == "rename_sheet"}
    assert {note.new for note in found.structure if note.code == "sheet-renamed"} == renamed


def _is_known(name, where):
    return any(part in where for part in _NO_CHANGE[name])


def of(study, part):
    return rounded(getattr(study, part))


def reordered(name):
    """The parts whose records stand in another order afterwards."""
    return {edit.about for edit in DOCUMENTS[name].edits if edit.outcome == SORTED}


def test_there_are_more_than_forty_edits_of_every_kind():
    done = Counter(step[0] for document in DOCUMENTS.values() for step in document.steps())
    assert len(EDITS) > 40
    kinds = (
        "insert_columns delete_columns move_column insert_rows delete_rows move_row sort rename_sheet write"
    )
    assert set(kinds.split()) <= done.keys()
    assert {document.language for document in DOCUMENTS.values()} == {"en", "sv"}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_whatever_is_not_the_same_is_reported(studies, name):
    original, study, findings = studies[name]
    for part in PARTS:
        was, is_ = of(original, part), of(study, part)
        same = Counter(was) == Counter(is_) if part in reordered(name) else was == is_
        assert same or any(is_about(finding, part) for finding in findings), (part, was, is_, findings)


@pytest.mark.parametrize("name", HARMLESS)
def test_a_harmless_edit_is_no_finding(studies, name):
    assert studies[name][2] == ()


@pytest.mark.parametrize(
    ("name", "edit"), EDITS, ids=[f"{name}: {edit.id}, {edit.about or edit.sheet}" for name, edit in EDITS]
)
def test_an_edit_gives_what_it_must(studies, name, edit):
    original, study, findings = studies[name]
    if edit.outcome == SAME:
        parts = [edit.about] if edit.about else {*PARTS} - reordered(name)
        assert [of(study, part) for part in parts] == [of(original, part) for part in parts]
    elif edit.outcome == SORTED:
        was, is_ = of(original, edit.about), of(study, edit.about)
        assert was != is_
        assert Counter(was) == Counter(is_)
    else:
        assert [f for f in findings if f.code == edit.outcome and edit.says in f"{f.detail} "], findings
