"""A study as a text file: what it may hold, and that the workbook made of it holds the same."""

import datetime as dt
import io
import json
import tomllib
import zipfile
from dataclasses import fields, replace

import fastjsonschema
import pytest
from click.testing import CliRunner

from roi_xl.cli import cli
from roi_xl.files import FileError
from roi_xl.layout import study_from
from roi_xl.layout.content import tree_of
from roi_xl.layout.declared import declared
from roi_xl.layout.study_file import content_of, study_tree
from roi_xl.layout.study_schema import study_schema
from roi_xl.recalc import Settings, computed
from roi_xl.study import RECORDS, Inputs
from roi_xl.xlsx import Package, read

pytestmark = pytest.mark.usefixtures("in_one_process")

STUDY = """
[line]
inp_programme = { en = "Safe lifting", sv = "Lyfta rätt" }
inp_currency = "EUR"
inp_start = 2026-02-02
inp_end = 2026-02-06
inp_participants = 20
inp_hours_each = 4
inp_salary = 40_000
inp_benefits_rate = 0.25
inp_paid_hours = 1600
inp_years = 1

[[costs]]
id = "C1"
item = { en = "Time", sv = "Tid" }
category = "indirect"
quantity = "=cal_training_hours"
unit_cost = "=cal_hour_value"

[[costs]]
id = "C2"
item = "Trainer"
category = "direct"
quantity = 1
unit_cost = 2500
source = "Invoice"

[[values]]
id = "V1"
measure = "Accident"
unit_value = 3000
margin = 1
method = "historical"
status = "agreed"
approved = "yes"
owner = "Finance"
source = "Insurer"

[[benefits]]
id = "B1"
benefit = "Fewer accidents"
class = "hard"
measure = "Accidents a year"
before = 10
after = 5
better = "lower"
quantity = 1
value_id = "V1"

[[attribution]]
id = "B1"
method = "managers"
share = 0.8
confidence = 0.75
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Makes a workbook of a study's text with the command: its computed model."""
    folder = tmp_path_factory.mktemp("studies")

    def new(text, name="study.toml", *arguments):
        (folder / name).write_text(text, encoding="utf-8")
        out = folder / "book.xlsx"
        done = CliRunner().invoke(cli, ["new", str(out), "--from", str(folder / name), "--force", *arguments])
        assert done.exit_code == 0, done.output
        return computed(out.read_bytes(), Settings(dt.date(2026, 1, 2)))

    return new


def test_a_study_by_hand_gives_the_figures_of_its_arithmetic(made):
    model = made(STUDY)
    # 5 × 3,000 × 0.8 × 0.75 = 9,000 on 20 × 4 × 40,000 × 1.25 ÷ 1,600 + 2,500 = 5,000
    figures = [model.value(model.cell(name)) for name in ("out_benefit", "out_cost", "out_roi")]
    assert figures == pytest.approx([9_000, 5_000, 0.8])


def test_what_is_read_back_is_what_the_file_says(made):
    study, findings = study_from(made(STUDY))
    assert not findings
    stated = tomllib.loads(STUDY)
    for part in ("costs", "values", "benefits", "attribution"):
        rows = [
            {field.name.rstrip("_"): getattr(row, field.name) for field in fields(row)}
            for row in getattr(study, part)
        ]
        assert len(rows) == len(stated[part])
        for row, said in zip(rows, stated[part], strict=True):
            assert {key: row[key] for key in said} == said | _instead(part, said)
    assert study.inputs.programme == "Safe lifting"
    assert study.inputs.start == dt.date(2026, 2, 2)


def _instead(part, said):
    """What a cell holds in place of a formula or of texts in several languages."""
    if part == "costs" and said["id"] == "C1":
        return {"item": "Time", "quantity": 80.0, "unit_cost": 31.25}
    return {}


def test_a_workbook_in_another_language_has_that_language_s_texts(made):
    study, _ = study_from(made(STUDY, "study.toml", "--language", "sv"))
    assert (study.inputs.programme, study.costs[0].item, study.costs[1].item) == (
        "Lyfta rätt",
        "Tid",
        "Trainer",
    )


def as_json(study):
    return json.dumps(tree_of(study), default=lambda day: day.isoformat(), ensure_ascii=False)


@pytest.mark.parametrize("name", ["sales-training", "healthcare-training-sv"])
def test_an_example_s_study_makes_the_round_trip(made, root, name):
    data = (root / "workbooks" / f"{name}.xlsx").read_bytes()
    study, _ = study_from(read(Package(data)))
    again, findings = study_from(made(as_json(study), "study.json"))
    assert not findings
    assert again == study


def test_an_example_as_it_stands_makes_the_workbook_that_we_ship(made, root):
    text = (root / "roi_xl" / "template" / "variants" / "retail.toml").read_text(encoding="utf-8")
    book = made(text).book.package.data
    shipped = (root / "workbooks" / "retail-training.xlsx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(book)) as ours, zipfile.ZipFile(io.BytesIO(shipped)) as theirs:
        assert ours.namelist() == theirs.namelist()
        differing = [name for name in ours.namelist() if ours.read(name) != theirs.read(name)]
    assert differing == ["docProps/custom.xml"]  # it names the example


def test_long_tables_get_their_rows():
    costs = "".join(
        f'[[costs]]\nid = "C{n}"\nitem = "x"\nquantity = 1\nunit_cost = {n}\n' for n in range(1, 90)
    )
    _, rows = content_of(costs.encode(), ".toml", "en")
    assert rows["costs"] == 89
    lines = "".join(f'[[benefits]]\nid = "B{n}"\n' for n in range(1, 12))
    _, rows = content_of(lines.encode(), ".toml", "en")
    assert {rows[table] for table in ("benefits", "attribution", "scenarios")} == {11}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x =", "it is no TOML"),
        ("[line]\ninp_salry = 7", "line has no 'inp_salry'; did you mean inp_salary?"),
        ("[line]\ninp_salary = '7,5'", "line.inp_salary must be a number, or a formula after =, not '7,5'"),
        ("[line]\ninp_salary = true", "line.inp_salary must be number or string"),
        ("[line]\ninp_salary = nan", "nan is no number that a cell can hold"),
        (
            "[line]\ninp_benefits_rate = 40",
            "line.inp_benefits_rate must be smaller than or equal to 2, not '40'",
        ),
        ("[line]\ninp_participants = 2.5", "line.inp_participants must be integer"),
        ("[line]\ninp_end = '31.3.2026'", "line.inp_end must be a day, not '31.3.2026'"),
        ("[line]\ninp_end = '2026-02-31'", "there is no day 2026-02-31"),
        ("[line]\ninp_end = 2026-03-31T10:00:00", "has a time of day"),
        ("[line]\ninp_programme = { sv = 'x' }", "line.inp_programme must contain ['en']"),
        ("[[costs]]\n[[costs]]\ncategory = 'x'", "costs[2].category must be one of"),
        ("costs = 3", "costs must be array"),
        ("[[flow]]\n" * 6, "flow must contain less than or equal to 5 items"),
        ("kind = 'big'", "kind is 'big'"),
        ("kind = 'quick'\n[[costs]]", "the file has no 'costs'"),
    ],
)
def test_what_a_cell_may_not_hold_is_refused_with_its_place(text, said):
    with pytest.raises(FileError) as refused:
        study_tree(text.encode(), ".toml")
    assert refused.value.code == "not-a-study"
    assert said in refused.value.reason


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"[1]", "the file must be object"),
        (b"\xff{}", "byte 1 isn't UTF-8"),
        (b"[" * 100_000, "it is no JSON"),
        (b'{"line": {"inp_end": "2026-03-31"}', "it is no JSON"),
    ],
)
def test_json_is_held_to_the_same(data, said):
    with pytest.raises(FileError) as refused:
        study_tree(data, ".json")
    assert said in refused.value.reason


def test_json_and_toml_say_the_same():
    plain = json.dumps(tomllib.loads(STUDY), default=lambda day: day.isoformat())
    assert study_tree(b"\xef\xbb\xbf" + plain.encode(), ".json") == study_tree(STUDY.encode(), ".toml")


def test_the_schema_knows_every_field_of_a_study():
    full = study_schema()["else"]["properties"]
    assert {name.removeprefix("inp_") for name in full["line"]["properties"]} == {
        f.name for f in fields(Inputs)
    }
    for part, record in RECORDS.items():
        columns = {field.name.rstrip("_") for field in fields(record)}
        assert columns == set(full[part]["items"]["properties"]), part


def test_the_printed_schema_judges_as_the_command_does(root):
    done = CliRunner().invoke(cli, ["new", "--schema"])
    assert done.exit_code == 0
    valid = fastjsonschema.compile(json.loads(done.stdout))
    for file in (root / "roi_xl" / "template" / "variants").glob("*.toml"):
        valid(
            json.loads(
                json.dumps(tomllib.loads(file.read_text("utf-8")), default=lambda day: day.isoformat())
            )
        )
    for wrong in ({"line": {"inp_salry": 1}}, {"kind": "quick", "costs": []}, {"costs": [{"category": "x"}]}):
        with pytest.raises(fastjsonschema.JsonSchemaValueException):
            valid(wrong)


@pytest.mark.parametrize(
    ("formula", "said"),
    [("=nix+1", "nix"), ("=RAND()", "RAND is never current"), ("={costs.nix}", "no column nix")],
)
def test_a_formula_that_gives_no_certain_figure_is_refused(tmp_path, formula, said):
    (tmp_path / "study.toml").write_text(f'[line]\ninp_salary = "{formula}"\n')
    out = tmp_path / "book.xlsx"
    done = CliRunner().invoke(cli, ["new", str(out), "--from", str(tmp_path / "study.toml")])
    assert (done.exit_code, said in done.stderr, out.exists()) == (3, True, False)


def test_a_page_can_be_a_study_too(tmp_path):
    (tmp_path / "study.toml").write_text('kind = "quick"\n[line]\ninp_salary = 50_000\n')
    out = tmp_path / "book.xlsx"
    done = CliRunner().invoke(cli, ["new", str(out), "--from", str(tmp_path / "study.toml")])
    assert done.exit_code == 0, done.output
    study, _ = study_from(read(Package(out.read_bytes())))
    assert study.inputs == replace(Inputs(), salary=50_000.0)
    assert declared("quick").lines.keys() >= {"salary"}
