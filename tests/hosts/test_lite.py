"""xlwings Lite: our wheel in Pyodide, what it asks to be installed there, and what its functions give."""

import json
from importlib.metadata import distribution

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

NEEDS = {"ROI_SIMULATION": "numpy", "TRAINING_IRR": "numpy"}
"""The functions that use a compiled library: Pyodide brings them, the network of a browser given."""


@pytest.fixture(scope="module")
def about(lane):
    """What is installed in Pyodide, and what Excel is told."""
    return lane("lite", "about")


@pytest.fixture(scope="module")
def distributed(root, about):
    """The packages of Pyodide's own distribution, by name; with Python's version."""
    lock = root / "tests" / "hosts" / "node_modules" / "pyodide" / "pyodide-lock.json"
    return json.loads(lock.read_text(encoding="utf-8"))


def needs(result):
    return result.get("needs") if isinstance(result, dict) else None


def rounded(result):
    """To 12 digits: the browser has mathematics of its own."""
    if isinstance(result, list):
        return [*map(rounded, result)]
    return (
        float(f"{result:.12g}")
        if isinstance(result, int | float) and not isinstance(result, bool)
        else result
    )


def test_lite_gives_what_the_core_gives(cases, lane, expected):
    got = [(c["id"], rounded(r)) for c, r in zip(cases, lane("lite"), strict=True) if not needs(r)]
    want = [(c["id"], rounded(r)) for c, r in zip(cases, expected("lite"), strict=True)]
    compared = {name for name, _ in got}
    assert got == [(name, result) for name, result in want if name in compared]


def test_exactly_the_functions_that_use_a_compiled_library_need_one(cases, lane):
    found = {(c["function"], needs(r)) for c, r in zip(cases, lane("lite"), strict=True) if needs(r)}
    assert found == set(NEEDS.items())


def test_a_rate_of_return_needs_a_library_only_where_benefits_change_their_sign(cases, lane):
    plain = [r for c, r in zip(cases, lane("lite"), strict=True) if c["id"] == "TRAINING_IRR example 3"]
    assert plain == [pytest.approx(0.13201588337353914)]


def test_the_message_over_the_cell_says_what_to_add_where(about):
    assert set(about["messages"]) == {
        f"{function} needs the package {package}: install it (pip install {package}; in xlwings Lite and"
        " Server add it to requirements.txt) and start Python anew"
        for function, package in NEEDS.items()
    }


def test_the_null_of_javascript_is_what_it_is_on_a_server(cases, lane):
    lite, server = lane("lite", "null"), lane("server", "null")
    pairs = [
        (c["id"], rounded(a), rounded(b)) for c, a, b in zip(cases, lite, server, strict=True) if not needs(a)
    ]
    assert [pair for pair in pairs if pair[1] != pair[2]] == []


def test_excel_is_told_the_same_functions_as_by_a_server(about, lane):
    assert about["functions"] == lane("server", "about")["functions"]


def in_the_browser(lines, python):
    """The requirements that hold in Pyodide."""
    environment = {
        "extra": "", "sys_platform": "emscripten", "platform_system": "Emscripten", "os_name": "posix",
        "platform_machine": "wasm32", "python_full_version": python,
        "python_version": python.rpartition(".")[0],
    }  # fmt: skip
    asked = map(Requirement, lines or ())
    return [each for each in asked if each.marker is None or each.marker.evaluate(environment)]


def test_the_wheel_asks_in_a_browser_for_nothing_that_a_browser_does_not_have(about, distributed):
    python = distributed["info"]["python"]
    assert about["platform"] == "emscripten"
    asked = in_the_browser(about["requires"], python)
    assert {each.name for each in asked} == {"numpy", "numpy-financial", "xlwings"}
    for each in asked:
        name = canonicalize_name(each.name)
        if name in distributed["packages"]:
            assert each.specifier.contains(distributed["packages"][name]["version"])
        else:  # from the package index, and then pure Python: its own requirements are met as well
            further = in_the_browser(distribution(name).requires, python)
            assert {canonicalize_name(r.name) for r in further} <= distributed["packages"].keys()


def test_what_comes_from_the_package_index_is_pure_python():
    # of xlwings the index has a wheel for any machine beside those with compiled parts; the lane runs without
    assert "Root-Is-Purelib: true" in distribution("numpy-financial").read_text("WHEEL")


def test_each_line_of_the_requirements_can_be_installed_in_a_browser(about, distributed):
    lines = [line.partition("#")[0].strip() for line in about["requirements.txt"].splitlines()]
    found = {r.name: r for r in map(Requirement, lines)}
    assert [*found] == ["xlwings", "roi-xl"]
