"""Workbooks of every version of the template: those that are read, and those that are refused by name."""

import datetime as dt
import io
import json
import re
import zipfile
from dataclasses import fields
from pathlib import Path

import pytest
from law import reading

from roi_xl.computed_workbook import Model
from roi_xl.errors import Level
from roi_xl.study import RECORDS, Inputs, Study
from roi_xl.tampering.comparison import findings_of
from roi_xl.template import names
from roi_xl.xlsx import Package, read

DATA = Path(__file__).parents[1] / "data"
GOLDEN = sorted(DATA.glob("template-[0-9]*/*.json"))
"""What was typed into workbooks that earlier builds wrote, beside each of them."""


def record_of(kind, plain):
    """A record from what JSON holds; what is blank isn't there."""
    days = {field.name for field in fields(kind) if field.type == "Day"}
    typed = {key: dt.date.fromisoformat(value) if key in days else value for key, value in plain.items()}
    return kind(**typed)


def study_of(path):
    plain = json.loads(path.read_text("utf-8"))
    parts = {part: tuple(record_of(RECORDS[part], row) for row in plain.get(part, ())) for part in RECORDS}
    return Study(inputs=record_of(Inputs, plain["inputs"]), **parts)


def close(study):
    """A study for comparison: one that LibreOffice has saved has 15 digits."""
    return json.loads(
        json.dumps(study, default=lambda x: str(x) if isinstance(x, dt.date) else vars_of(x)),
        parse_float=lambda text: float(f"{float(text):.12g}"),
    )


def vars_of(record):
    return {field.name: getattr(record, field.name) for field in fields(record)}


def with_property(data, version, also=lambda _name, text: text, name=names.VERSION_PROPERTY):
    """A workbook that says another version, or none; or another value of another property."""
    pattern = re.compile(rf'<property [^>]*name="{name}".*?</property>')
    said = "" if version is None else f"<vt:lpwstr>{version}</vt:lpwstr>"
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for part in old.namelist():
            text = old.read(part)
            if part == "docProps/custom.xml":
                whole = text.decode()
                changed = (
                    re.sub(r"<vt:lpwstr>.*?</vt:lpwstr>", said, pattern.search(whole)[0]) if said else ""
                )
                text = pattern.sub(lambda _, changed=changed: changed, whole).encode()
            new.writestr(part, also(part, text))
    return file.getvalue()


@pytest.fixture(scope="module")
def present(root):
    return (root / "workbooks" / "sales-training.xlsx").read_bytes()


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_workbook_of_every_version_is_read_as_it_was_typed(path):
    study, findings = reading(path.with_suffix(".xlsx").read_bytes())
    assert close(study) == close(study_of(path))
    assert findings == ()


def test_there_are_golden_files_of_every_version():
    kept = {int(path.parent.name.removeprefix("template-")) for path in GOLDEN}
    assert kept == set(range(names.VERSION + 1))


def test_a_workbook_of_the_first_version_is_refused_with_the_remedy():
    study, (finding,) = reading((DATA / "template-none" / "blank.xlsx").read_bytes())
    assert (study, finding.level, finding.code) == (Study(), Level.ERROR, "first-template")
    assert "first version of the template" in finding.detail
    assert "fresh workbook from `roi-xl new`" in finding.remedy


@pytest.mark.parametrize("version", [str(names.VERSION + 1), "12", "1.0.0", "-1", "", "٣", "9" * 5_000])
def test_a_version_that_nobody_knows_is_refused_and_named(present, version):
    study, (finding,) = reading(with_property(present, version))
    assert (study, finding.code) == (Study(), "unknown-template" if version else "lost-version")
    assert repr(version[:40]) in finding.detail or not version
    assert "update roi_xl" in finding.remedy or not version


def test_a_kind_that_nobody_knows_is_refused_and_named(root):
    page = (root / "workbooks" / "quick-training.xlsx").read_bytes()
    data = with_property(page, "poster", name=names.KIND_PROPERTY)
    study, (finding,) = reading(data)
    assert (study, finding.code) == (Study(), "unknown-template")
    assert "'poster'" in finding.detail
    (not_compared,) = findings_of(Model(read(Package(data))))
    assert (not_compared.code, finding.detail in not_compared.detail) == ("not-compared", True)


def test_a_prototype_is_refused(samples):
    study, (finding,) = reading((samples / "sales-example.xlsx").read_bytes())
    assert (study, finding.code) == (Study(), "unknown-template")
    assert "'1.0.0'" in finding.detail


def test_a_version_that_a_program_has_dropped_is_named(present):
    study, (finding,) = reading(with_property(present, None))
    assert (study, finding.code) == (Study(), "lost-version")
    assert names.VERSION_PROPERTY in finding.detail


def test_a_later_version_reads_this_one_through_its_migration(present, monkeypatch):
    """What whoever raises the version has to do, tried before it is needed."""
    original, _ = reading(present)
    older = with_property(present, "0", lambda _, text: text.replace(
        b'"col_costs_unit_cost"', b'"col_costs_price"').replace(b'"tbl_kpi1"', b'"tbl_months"').replace(
        b'"inp_seed"', b'"inp_start_of_chance"').replace(b'"col_costs_source"', b'"unused_a"').replace(
        b'"inp_owner"', b'"unused_b"').replace(b'"tbl_versions"', b'"unused_c"'))  # fmt: skip
    monkeypatch.setattr(names, "VERSION", 2)
    steps = {
        0: names.Migration({"col_costs_price": "col_costs_cost", "tbl_months": "tbl_kpi1"},
                           frozenset({"inp_owner", "col_costs_origin"})),
        1: names.Migration({"col_costs_cost": "col_costs_unit_cost", "inp_start_of_chance": "inp_seed",
                            "col_costs_origin": "col_costs_source"}, frozenset({"tbl_versions"})),
    }  # fmt: skip
    monkeypatch.setattr(names, "MIGRATIONS", steps)
    study, findings = reading(older)
    assert findings == ()
    assert [line.unit_cost for line in study.costs] == [line.unit_cost for line in original.costs]
    assert (study.kpi1, study.inputs.seed) == (original.kpi1, original.inputs.seed)
    assert {line.source for line in study.costs} == {""}
    assert (study.inputs.owner, study.versions) == ("", ())


def test_a_version_without_a_migration_is_refused(present, monkeypatch):
    monkeypatch.setattr(names, "VERSION", names.VERSION + 2)
    monkeypatch.setattr(names, "MIGRATIONS", {names.VERSION - 1: names.Migration()})
    assert [finding.code for finding in reading(present)[1]] == ["unknown-template"]
