"""What the commands print for other programs keeps to the schema that the package publishes."""

import copy
import json

import click
import fastjsonschema
import pytest
from cell_codes import CELLS
from click.testing import CliRunner
from package_codes import PACKAGES
from small_workbooks import book

from roi_xl.addin.doctor import Verdict
from roi_xl.cli import COMMANDS, cli
from roi_xl.units import Unit

pytestmark = pytest.mark.usefixtures("in_one_process")


@pytest.fixture(scope="module")
def schema(root):
    return json.loads((root / "roi_xl" / "output.schema.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def valid(schema):
    """Judges a document by the schema, which here allows no key that it doesn't name."""
    strict = copy.deepcopy(schema)
    for node in _objects(strict):
        if "properties" in node:
            node["additionalProperties"] = False
    return fastjsonschema.compile(strict)


def _objects(node):
    if isinstance(node, dict):
        yield node
        for inner in node.values():
            yield from _objects(inner)
    if isinstance(node, list):
        for inner in node:
            yield from _objects(inner)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """What a command prints in a folder with workbooks of many findings, and the folder."""
    folder = tmp_path_factory.mktemp("schema")
    chosen = ("circular", "linked-values", "depends-on-kept", "truncated")
    for code in chosen:
        (folder / f"{code}.xlsx").write_bytes((CELLS | PACKAGES)[code])
    cells = {"A1": "=TRAINING_ROI(90000,16000)", "A2": '=TRAINING_ROI("x",1)', "A3": 1, "A4": "=A3=1"}
    (folder / "sound.xlsx").write_bytes(book(cells))
    books = [str(folder / f"{name}.xlsx") for name in (*chosen, "sound")]

    def invoke(*arguments):
        return CliRunner().invoke(cli, [str(argument) for argument in arguments]).stdout

    return invoke, folder, books


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_that_prints_json_stands_in_the_schema(name, schema):
    """So does a link from the list of documents, by which readers find the form."""
    command = cli.get_command(click.Context(cli), name)
    if not any("--json" in option.opts for option in command.params):
        return
    kinds = {
        each: form["properties"].get("kind", {})
        for each, form in schema["$defs"].items()
        if "properties" in form
    }
    found = [
        each for each, kind in kinds.items() if f"roi-xl {name}" in {kind.get("const"), *kind.get("enum", ())}
    ]
    assert found
    assert any({"$ref": f"#/$defs/{each}"} in schema["oneOf"] for each in found)


def test_recalc(run, valid):
    invoke, folder, books = run
    printed = invoke("recalc", "--json", "--report", folder / "r.json", *books)
    document = json.loads(printed)
    valid(document)
    assert (folder / "r.json").read_text(encoding="ascii") == printed
    told = {key for entry in document["workbooks"] for key, value in entry.items() if value}
    assert told >= {"failure", "findings", "changes", "headlines", "reasons"}  # every part of it was seen
    assert (document["schema"], document["kind"]) == (1, "roi-xl recalc")


def test_recalc_that_writes(run, valid):
    invoke, folder, books = run
    document = json.loads(invoke("recalc", "--json", "--output", folder / "out", books[-1]))
    valid(document)
    assert document["workbooks"][0]["written"]


def test_freeze(run, valid):
    invoke, folder, books = run
    document = json.loads(invoke("freeze", "--json", books[-1], "-o", folder / "frozen.xlsx"))
    valid(document)
    assert document["cells"]


def test_check(run, valid):
    document = json.loads(run[0]("check", "--json", *run[2]))
    valid(document)
    assert {"failure", "objections"} <= {key for entry in document["workbooks"] for key in entry}


def test_due(run, valid, root):
    document = json.loads(run[0]("due", "--json", root / "workbooks", "--on", "2026-01-20", *run[2]))
    valid(document)
    assert all(document[key] for key in ("due", "without_end", "failed"))
    assert {entry["state"] for entry in document["due"]} == {"overdue", "soon", "later"}


def test_portfolio(run, valid, root):
    books = [root / "workbooks" / f"{name}-training.xlsx" for name in ("sales", "blank")]
    document = json.loads(run[0]("portfolio", "--json", *books, *run[2]))
    valid(document)
    assert all(document[key] for key in ("workbooks", "totals", "failed"))


def test_explain(run, valid):
    document = json.loads(run[0]("explain", "--json", run[2][-1], "S!A4"))
    valid(document)
    assert [node["name"] for node in document["nodes"]] == ["S!A4", "S!A3"]


def test_diff(run, valid, root):
    document = json.loads(run[0]("diff", "--json", run[2][-1], run[2][0]))
    valid(document)
    assert document["entered"] or document["formulas"]
    books = [root / "workbooks" / f"{name}-training.xlsx" for name in ("sales", "tech")]
    document = json.loads(run[0]("diff", "--json", *books))
    valid(document)
    told = {key for key, value in document.items() if value}
    assert told >= {"figures", "entered", "rows", "formulas", "results", "bridge"}


def test_report(run, valid, root):
    for name, audience in (("sales", "sponsor"), ("healthcare", "finance"), ("blank", "learning")):
        book = root / "workbooks" / f"{name}-training.xlsx"
        valid(json.loads(run[0]("report", "--json", book, "--audience", audience)))


@pytest.mark.parametrize("formula", ["=TRAINING_ROI(90000,16000)", "=ROI_RANGE({1,2,3},0)", "=RAND()"])
def test_eval(run, valid, formula):
    valid(json.loads(run[0]("eval", "--json", formula)))


@pytest.mark.parametrize("code", [(), ("circular",)])
def test_findings(run, valid, code):
    valid(json.loads(run[0]("findings", "--json", *code)))


@pytest.mark.parametrize("name", [(), ("ROI_RANGE",)])
def test_functions(run, valid, name):
    document = json.loads(run[0]("functions", "--json", *name))
    valid(document)
    assert document["functions"]


def test_doctor(run, valid, monkeypatch):
    found = [("a", Verdict(passed=False, detail="x", remedy="y")), ("b", Verdict(passed=None, detail="z"))]
    monkeypatch.setattr("roi_xl.cli.doctor.surroundings", lambda: None)
    monkeypatch.setattr("roi_xl.cli.doctor.examined", lambda _: found)
    monkeypatch.setattr("roi_xl.cli.doctor._WITHOUT_EXCEL", "")
    document = json.loads(run[0]("doctor", "--json"))
    valid(document)
    assert [check["passed"] for check in document["checks"]] == [False, None]


def test_every_command_that_has_json_has_its_part_of_the_schema(schema):
    commands = {name: cli.get_command(None, name) for name in cli.list_commands(None)}
    having = {name for name in commands for option in commands[name].params if "--json" in option.opts}
    parts = {part["$ref"].rpartition("/")[2] for part in schema["oneOf"]}
    assert parts == having | {"no_result"}
    assert {f"roi-xl {name}" for name in having} == {
        schema["$defs"][name]["properties"]["kind"]["const"] for name in having
    }


@pytest.mark.parametrize(
    ("line", "code", "place"),
    [
        ("recalc --json --output taken sound.xlsx", "not-a-folder", "taken"),
        ("freeze --json truncated.xlsx -o out.xlsx", "truncated", "truncated.xlsx"),
        ("freeze --json sound.xlsx -o taken.xlsx", "exists", "taken.xlsx"),
        ("freeze --json sound.xlsx -o none/out.xlsx", "not-found", "none/out.xlsx"),
        ("doctor --json none.xlsx", "not-found", "none.xlsx"),
        ("explain --json none.xlsx", "not-found", "none.xlsx"),
        ("diff --json sound.xlsx truncated.xlsx", "truncated", "truncated.xlsx"),
    ],
)
def test_a_command_without_a_result(run, valid, monkeypatch, line, code, place):
    invoke, folder, _ = run
    monkeypatch.chdir(folder)
    for name in ("taken", "taken.xlsx"):
        (folder / name).write_text("somebody's")
    document = json.loads(invoke(*line.split()))
    valid(document)
    assert document["kind"] == f"roi-xl {line.split()[0]}"
    assert (document["failure"]["code"], document["place"], document["exit_code"]) == (code, place, 3)


@pytest.mark.parametrize(
    "document",
    [
        [],
        {"schema": 2, "kind": "roi-xl recalc", "workbooks": []},
        {"kind": "roi-xl recalc", "workbooks": []},
        {"schema": 1, "kind": "roi-xl recalc", "workbooks": [{"file": "a.xlsx", "status": "failed"}]},
        {"schema": 1, "kind": "roi-xl findings", "findings": [], "more": 1},
    ],
)
def test_what_breaks_it_is_noticed(valid, document):
    with pytest.raises(fastjsonschema.JsonSchemaException):
        valid(document)


def test_the_units_are_ours(schema):
    assert schema["$defs"]["headline"]["properties"]["unit"]["enum"] == [unit.value for unit in Unit]


@pytest.mark.parametrize("arguments", [("check", "--rules"), ("findings", "R204"), ("findings", "M107")])
def test_rules(run, valid, arguments):
    document = json.loads(run[0](*arguments, "--json"))
    valid(document)
    assert document["rules"][0]["wrong"]


def test_a_part_of_an_explanation(run, valid):
    invoke, _, books = run
    valid(json.loads(invoke("explain", "--json", books[-1], "S!A4", "--to", "S!A3", "--depth", "1")))
