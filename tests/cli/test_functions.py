"""`roi-xl functions` and `roi-xl docs`: the catalogue as people and programs read it."""

import json

import pytest

from roi_xl.calc import FUNCTIONS, NAMED_FOR
from roi_xl.cli.type_stub import stub


def test_every_function_is_listed_the_five_first(invoke):
    lines = invoke("functions").stdout.splitlines()
    listed = [line.split()[0] for line in lines if line and line[0] != " " and not line.startswith("roi-xl")]
    assert listed == list(FUNCTIONS)
    assert tuple(listed[:5]) == NAMED_FOR


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_explained_with_its_call_its_arguments_and_every_example(invoke, name):
    function = FUNCTIONS[name]
    done = invoke("functions", name)
    assert done.exit_code == 0
    assert done.stdout.startswith(function.syntax)
    assert all(f"  {param.name}: " in done.stdout for param in function.params)
    assert all(f"  {example.formula}\n    → " in done.stdout for example in function.examples)


def test_a_worked_example_shows_what_spills(invoke):
    # the project's brief: 130–170 % around 152 %
    assert "=ROI_RANGE({230,252,270},100)\n    → 1.3  1.52  1.7\n" in invoke("functions", "ROI_RANGE").stdout


def test_the_case_of_a_name_is_of_no_importance(invoke):
    assert invoke("functions", "training_roi").stdout == invoke("functions", "TRAINING_ROI").stdout


def test_a_misspelled_name_is_wrong_usage_with_a_suggestion(invoke):
    done = invoke("functions", "ROI_RANG")
    assert done.exit_code == 2
    assert "there is no function ROI_RANG: did you mean ROI_RANGE" in done.stderr


def test_an_unknown_name_is_wrong_usage_that_says_where_to_look(invoke):
    done = invoke("functions", "VLOOKUP")
    assert done.exit_code == 2
    assert "`roi-xl functions` lists them" in done.stderr


def test_json_holds_every_function_with_arguments_errors_and_examples(invoke):
    described = json.loads(invoke("functions", "--json").stdout)["functions"]
    assert [function["name"] for function in described] == list(FUNCTIONS)
    assert described[0]["errors"][0]["error"] == "#DIV/0!"
    assert {"name", "kind", "text", "required", "default"} == described[0]["arguments"][0].keys()
    assert described[0]["examples"][0]["formula"].startswith("=TRAINING_ROI(")


def test_json_of_one_function_is_a_document_with_that_one(invoke):
    (function,) = json.loads(invoke("functions", "roi_range", "--json").stdout)["functions"]
    assert function["name"] == "ROI_RANGE"


# ---- README -----------------------------------------------------------------------------------------------

COMMENTS = "<!-- functions: written by `roi-xl docs` -->\n{}<!-- end of functions -->\n"


@pytest.fixture
def readme(folder):
    """A README whose table of functions is empty."""
    path = folder / "README.md"
    path.write_text("Before\n" + COMMENTS.format("") + "After\n", encoding="utf-8")
    return path


def test_the_projects_readme_is_up_to_date(invoke, root):
    done = invoke("docs", "--check", root / "README.md")
    assert done.exit_code == 0, done.stdout


def test_docs_writes_a_row_for_each_function_and_leaves_the_rest(invoke, readme):
    assert invoke("docs").exit_code == 0
    text = readme.read_text(encoding="utf-8")
    assert text.startswith("Before\n<!-- functions")
    assert text.endswith("<!-- end of functions -->\nAfter\n")
    assert all(f"| `{function.syntax}` | {function.summary} | " in text for function in FUNCTIONS.values())


def test_docs_a_second_time_changes_nothing(invoke, readme):
    invoke("docs")
    before = readme.stat().st_mtime_ns
    assert invoke("docs").stdout == "README.md: up to date\n"
    assert readme.stat().st_mtime_ns == before


def test_docs_check_changes_nothing_and_fails_on_an_old_table(invoke, readme):
    before = readme.read_text(encoding="utf-8")
    done = invoke("docs", "--check")
    assert done.exit_code == 1
    assert "out of date; run `roi-xl docs`" in done.stdout
    assert readme.read_text(encoding="utf-8") == before


@pytest.fixture
def types(readme):
    """The types of a library beside README, out of date."""
    path = readme.parent / "roi_xl" / "__init__.pyi"
    path.parent.mkdir()
    path.write_text(stub([]) + "def old() -> float: ...\n", encoding="utf-8")
    return path


def test_docs_writes_the_types_of_the_library_beside_readme(invoke, types, root):
    done = invoke("docs", "--check")
    assert done.exit_code == 1
    assert "the types of the library are out of date; run `roi-xl docs`" in done.stdout
    assert "def old" in types.read_text(encoding="utf-8")
    assert invoke("docs").exit_code == 0
    assert types.read_bytes() == (root / "roi_xl" / "__init__.pyi").read_bytes()
    assert invoke("docs", "--check").exit_code == 0


def test_docs_keeps_the_line_ends_of_the_types(invoke, types, root):
    types.write_bytes(types.read_bytes().replace(b"\n", b"\r\n"))
    assert invoke("docs").exit_code == 0
    written = (root / "roi_xl" / "__init__.pyi").read_bytes().replace(b"\n", b"\r\n")
    assert types.read_bytes() == written
    assert invoke("docs", "--check").exit_code == 0


@pytest.mark.parametrize("text", ["def mine() -> float: ...\n", ""])
def test_docs_leaves_types_that_are_not_ours(invoke, types, text):
    types.write_text(text, encoding="utf-8")
    assert invoke("docs").exit_code == 0
    assert types.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("text", ["nothing", "<!-- functions: written by `roi-xl docs` -->"])
def test_docs_refuses_a_file_without_the_two_comments(invoke, folder, text):
    (folder / "README.md").write_text(text)
    done = invoke("docs")
    assert (done.exit_code, "[no-table] it lacks the lines" in done.stderr) == (3, True)


def test_docs_without_a_readme_says_so(invoke, folder):
    done = invoke("docs")
    assert (done.exit_code, "README.md: error [not-found]" in done.stderr) == (3, True)
