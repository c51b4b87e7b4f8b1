"""xlwings Server: what Excel is told, what a blank cell arrives as, and what stands over a #VALUE!."""

import re

import pytest

from roi_xl.calc import FUNCTIONS
from roi_xl.errors import CellError

LEFT_OUT = {"left out": True}


def empty_text_is_blank(args):
    """xlwings reads the empty text of a formula as a blank cell."""
    return [
        [[None if plain == "" else plain for plain in row] for row in given]
        if isinstance(given, list)
        else (None if given == "" else given)
        for given in args
    ]


def a_blank_is_0(args):
    """Excel on the desktop hands over 0 for every blank cell."""
    zeros = [
        [[0 if plain is None else plain for plain in row] for row in given]
        if isinstance(given, list)
        else (0 if given is None else given)
        for given in args
    ]
    return empty_text_is_blank(zeros)


def a_lone_blank_is_left_out(args):
    """Excel on the web says null, which xlwings can't tell from an argument that isn't there."""
    return empty_text_is_blank([LEFT_OUT if given is None else given for given in args])


def has_blank(case):
    return any(
        given is None or (isinstance(given, list) and any(None in row for row in given))
        for given in case["args"]
    )


def ids_of_differing(cases, some, others):
    return {case["id"] for case, one, other in zip(cases, some, others, strict=True) if one != other}


@pytest.mark.parametrize(
    ("mode", "arrives"),
    [("empty", empty_text_is_blank), ("null", a_lone_blank_is_left_out), ("zero", a_blank_is_0)],
)
def test_the_server_gives_what_the_core_gives_for_what_arrives(cases, lane, core, mode, arrives):
    as_they_arrive = core([case | {"args": arrives(case["args"])} for case in cases])
    assert ids_of_differing(cases, lane("server", mode), as_they_arrive) == set()


def test_a_blank_cell_on_the_desktop_changes_the_result_only_where_a_blank_is_not_0(cases, lane, core):
    blank = [case for case in cases if has_blank(case)]
    not_0 = ids_of_differing(
        blank, core(blank), core([case | {"args": a_blank_is_0(case["args"])} for case in blank])
    )
    assert ids_of_differing(cases, lane("server", "empty"), lane("server", "zero")) == not_0
    # blanks that are missing data, not a 0: README lists them
    assert not_0 >= {
        "a missing answer is skipped with its partner",
        "a blank in a range of its own observations is skipped",
    }
    assert len(not_0) < len(blank)


def test_every_error_goes_in_and_comes_out(cases, lane):
    errors = [{"error": error.value} for error in CellError]
    arrived = {case["args"][0]["error"] for case in cases if case["args"][:1] and case["args"][0] in errors}
    came = {result["error"] for result in lane("server") if result in errors}
    assert arrived == came == set(CellError)


def test_excel_is_told_every_function_with_its_arguments(lane):
    told = {each["id"]: each for each in lane("server", "about")["functions"]}
    assert told.keys() == FUNCTIONS.keys()
    for name, function in FUNCTIONS.items():
        assert told[name]["name"] == name
        assert told[name]["description"] == function.summary
        assert [
            (p["name"], p["description"], p.get("optional", False)) for p in told[name]["parameters"]
        ] == [(p.name, p.text, not p.required) for p in function.params]
        assert all((p["type"], p["dimensionality"]) == ("any", "matrix") for p in told[name]["parameters"])
        assert told[name]["result"] == {"type": "any", "dimensionality": "matrix"}


@pytest.mark.parametrize(
    ("module", "package", "functions"),
    [
        ("numpy", "numpy", {"ROI_SIMULATION", "TRAINING_IRR"}),
        ("numpy_financial", "numpy-financial", {"TRAINING_IRR"}),
    ],
)
def test_a_function_without_its_library_says_so_and_the_others_go_on(cases, lane, module, package, functions):
    usual, without = lane("server"), lane("server", "without", module)
    changed = [(c["function"], got) for c, had, got in zip(cases, usual, without, strict=True) if had != got]
    assert {function for function, _ in changed} == functions
    for function, got in changed:
        assert got["raised"].startswith(f"{function} needs the package {package}: install it")
        assert "in xlwings Lite and Server add it to requirements.txt" in got["raised"]


def test_our_packages_take_nothing_of_xlwings_that_has_another_licence_and_set_no_key(root):
    for path in [*root.glob("roi_xl/**/*.py"), *root.glob("udfs/**/*.py")]:
        assert not re.search(r"xlwings[._](pro|server)\b|LICENSE_KEY", path.read_text(encoding="utf-8")), path
