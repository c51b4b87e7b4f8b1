"""The library's door is typed: type checkers take right calls and refuse wrong ones, and editors know it."""

from __future__ import annotations

import ast
import inspect
import json
import os
import re
import subprocess
import sys

import jedi
import npm_packages
import pytest

import roi_xl
from roi_xl.calc import FUNCTIONS
from roi_xl.errors import RoiError

NAMES = {name.lower() for name in FUNCTIONS}

RIGHT = """
from decimal import Decimal
from typing import assert_type

import numpy as np
import pandas as pd
import roi_xl
from roi_xl import attributed_benefit, hour_value, improvement_value, roi_range, roi_simulation, roi_statement
from roi_xl import roi_sensitivity, roi_xl_version, training_roi
from roi_xl.catalogue import LEFT_OUT

series: "pd.Series[float]" = pd.Series([1.0, 2.0])
assert_type(training_roi([90_000], [5_000, 7_000, 4_000]), float)
assert_type(training_roi(90_000, Decimal(16_000)), float)
assert_type(training_roi(benefits=np.float64(9), costs=np.array([1, 2])), float)
assert_type(training_roi([[1, 2.5], [3, 4]], pd.DataFrame({"a": [1]})), float)
assert_type(training_roi(np.int64(9), series), float)
assert_type(training_roi(range(3), (1, None)), float)
assert_type(roi_range([[1, 2, 3]], [3, 2, 1]), tuple[float, float, float])
assert_type(roi_simulation([[1, 2, 3]], [3, 2, 1], trials=100)[4], float)
assert_type(roi_sensitivity([[1, 2, 3]], [[3, 2, 1]], ["a", "b"]), list[tuple[float | str | None, ...]])
assert_type(roi_statement([1], [2], language="sv"), str)
assert_type(roi_xl_version(), str)
assert_type(roi_xl.__version__, str)
assert_type(attributed_benefit(1_000, 0.5), float)
assert_type(attributed_benefit([1_000, 2_000], 0.5), list[float])
assert_type(attributed_benefit(1_000, [0.5, 0.25], confidence=(1, 1)), list[float])
assert_type(attributed_benefit(1_000, 0.5, confidence=[1, 0.5]), list[float])
assert_type(attributed_benefit([[1_000, 2_000]], 0.5), list[list[float]])
attributed_benefit(np.array([1.0]), 0.5).shape
attributed_benefit(series, series).index
attributed_benefit(pd.DataFrame({"a": [1]}), 0.5).columns
assert_type(hour_value(60_000, LEFT_OUT, 2_000), float)
assert_type(hour_value(pay=60_000, paid_hours=[2_000]), list[float])
assert_type(improvement_value(1, 2, 3, lower_is_better=True), float)
assert_type(improvement_value([1], 2, 3, [True], periods=2), list[float])
"""

WRONG = """
import roi_xl
from roi_xl import attributed_benefit, hour_value, improvement_value, roi_range, roi_statement, training_roi
from roi_xl import no_such_function  # wrong

training_roi([1])  # wrong: an argument is missing
training_roi()  # wrong: all are
training_roi([1], [2], [3])  # wrong: one too many
training_roi([1], cost=[2])  # wrong: no such keyword
training_roi("90,000", [2])  # wrong: a text for a number
training_roi(["90,000"], [2])  # wrong: a text among numbers
training_roi([["90,000"]], [2])  # wrong: a text in a row
training_roi(object(), [2])  # wrong: no number at all
attributed_benefit(1_000, "half")  # wrong: a text for a share
attributed_benefit([1_000], 0.5, certainty=1)  # wrong: no such keyword
hour_value(paid_hours=2_000)  # wrong: an argument is missing
improvement_value(1, 2, 3, lower_is_better="yes")  # wrong: a text for a truth value
roi_statement([1], [2], language=1)  # wrong: a number for a text
roi_range([[1, 2, 3]], {"a": "b"})  # wrong: texts among numbers
roi_xl.no_such_function([1])  # wrong
roi_xl.Training_ROI([1], [2])  # wrong: small letters
training_roi([1], [2]).upper()  # wrong: it gives a number
len(attributed_benefit(1_000, 0.5))  # wrong: one number
"""


def lines_of(program):
    return [number for number, line in enumerate(program.splitlines(), 1) if "# wrong" in line]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("types")
    (path / "right.py").write_text(RIGHT, encoding="utf-8")
    (path / "wrong.py").write_text(WRONG, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def by_mypy(root, folder):
    """Complaints of mypy, by file: line and text."""
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file", os.devnull,
         "--cache-dir", folder / "cache", "--no-error-summary", folder],
        env=os.environ | {"MYPYPATH": str(root)}, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    found = re.findall(r"^(?:.*[/\\])?(\w+)\.py:(\d+): error: (.*)$", done.stdout, re.MULTILINE)
    assert found, done.stdout + done.stderr
    return {
        name: [(int(line), text) for file, line, text in found if file == name] for name in ("right", "wrong")
    }


@pytest.fixture(scope="module")
def by_pyright(root, folder):
    """Complaints of Pyright, the checker behind Visual Studio Code, by file: line and text."""
    if lacking := npm_packages.lacking("pyright"):
        pytest.skip(f"Pyright needs {lacking}")
    program = npm_packages.FOLDER / "pyright" / "index.js"
    settings = {"include": ["."], "extraPaths": [str(root)], "typeCheckingMode": "strict"}
    settings |= {"reportUnusedExpression": False, "reportUnknownMemberType": False}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    done = subprocess.run(
        ["node", program, "--outputjson", "--pythonpath", sys.executable, "-p", folder],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    found = json.loads(done.stdout)["generalDiagnostics"]
    assert found
    return {
        name: [
            (each["range"]["start"]["line"] + 1, each["message"])
            for each in found
            if each["file"].endswith(f"{name}.py") and each["severity"] == "error"
        ]
        for name in ("right", "wrong")
    }


def test_mypy_takes_right_calls_and_knows_what_they_give(by_mypy):
    assert by_mypy["right"] == []


def test_mypy_refuses_every_wrong_call_and_nothing_else(by_mypy):
    assert sorted({line for line, _ in by_mypy["wrong"]}) == lines_of(WRONG)


def test_pyright_takes_right_calls_and_knows_what_they_give(by_pyright):
    assert by_pyright["right"] == []


def test_pyright_refuses_every_wrong_call_and_nothing_else(by_pyright):
    assert sorted({line for line, _ in by_pyright["wrong"]}) == lines_of(WRONG)


def test_an_editor_completes_every_function_and_shows_its_help(root):
    script = jedi.Script("import roi_xl\nroi_xl.", project=jedi.Project(root, added_sys_path=[str(root)]))
    offered = {completion.name: completion for completion in script.complete(2, 7)}
    assert offered.keys() >= NAMES
    for name in NAMES:
        assert inspect.getdoc(getattr(roi_xl, name)).partition("\n")[0] in offered[name].docstring()


def test_an_editor_shows_the_arguments_while_a_call_is_typed(root):
    code = "import roi_xl\nroi_xl.training_roi("
    (signature,) = jedi.Script(code, project=jedi.Project(root, added_sys_path=[str(root)])).get_signatures()
    assert [param.name for param in signature.params] == ["benefits", "costs"]


@pytest.fixture(scope="module")
def declared(root):
    """The functions of the stub by name, each with all its overloads."""
    tree = ast.parse((root / "roi_xl" / "__init__.pyi").read_text(encoding="utf-8"))
    found = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            found.setdefault(node.name, []).append(node)
    return found


def test_the_stub_declares_what_the_library_has(declared):
    assert ["__version__", *declared] == roi_xl.__dir__()


@pytest.mark.parametrize("name", sorted(NAMES))
def test_the_stub_has_the_arguments_of_the_function(declared, name):
    function = getattr(roi_xl, name)
    parameters = inspect.signature(function).parameters.values()
    for overload in declared[name]:
        arguments = [*overload.args.args, *overload.args.kwonlyargs]
        assert [argument.arg for argument in arguments] == [each.name for each in parameters]
    optional = sum(each.default is not each.empty for each in parameters)
    assert len(declared[name][0].args.defaults) == optional
    assert ast.get_docstring(declared[name][-1]) == inspect.getdoc(function).strip()


@pytest.mark.parametrize("name", sorted(NAMES))
def test_the_first_overload_gives_what_the_examples_give(declared, name):
    """The stub's word for the result, against results of the function itself."""
    function = FUNCTIONS[name.upper()]
    word = ast.unparse(declared[name][0].returns)
    for example in function.examples:
        if function.lifts and any(isinstance(given, tuple) for given in example.args):
            continue  # for the other overloads
        try:
            result = getattr(roi_xl, name)(*example.args)
        except RoiError:
            continue
        assert word == named_type(result)


def named_type(result):
    if isinstance(result, tuple):
        return f"tuple[{', '.join(type(one).__name__ for one in result)}]"
    return "list[tuple[_Label, ...]]" if isinstance(result, list) else type(result).__name__
