"""What a figure is made of: live branches, shared parts, labels, sources, and what isn't a part."""

import datetime as dt

import pytest
from small_workbooks import book

from roi_xl.cells_by_name import NO_SUCH_CELL
from roi_xl.explain import NOT_A_PART, explained
from roi_xl.explain.as_text import tree
from roi_xl.files import FileError
from roi_xl.recalc import Settings

SETTINGS = Settings(dt.date(2026, 1, 2))


def parts_of(cells, cell="S!A1", **options):
    """The cells directly below a figure, and those that only decide, in a workbook of one sheet."""
    found = explained(book(cells, **options), cell, SETTINGS, 50).nodes
    return tuple({found[at].where for at in numbers} for numbers in (found[0].parts, found[0].conditions))


@pytest.fixture(scope="module")
def sales(root):
    data = (root / "workbooks" / "sales-training.xlsx").read_bytes()
    return explained(data, "", SETTINGS, 0)


def named(explanation, name):
    return next(node for node in explanation.nodes if node.name == name)


@pytest.mark.parametrize(
    ("formula", "parts", "conditions"),
    [
        ("=B1+B2", {"S!B1", "S!B2"}, set()),
        ("=SUM(B1:B3)", {"S!B1", "S!B2"}, set()),  # a blank is no part
        ("=IF(B1>1,B2*2,C1*3)", {"S!B2"}, {"S!B1"}),
        ("=IF(B1>9,B2*2,C1*3)", {"S!C1"}, {"S!B1"}),
        ("=IF(B1>9,B2*2)", set(), {"S!B1"}),
        ("=IF(B1>1,B1*B2,C1)", {"S!B1", "S!B2"}, set()),  # a condition that is a part, too
        ("=IF(B1>1,IF(B2>9,C1*2,C2*2),0)", {"S!C2"}, {"S!B1", "S!B2"}),
        ("=IFERROR(B1/B2,C1)", {"S!B1", "S!B2"}, set()),
        ("=IFERROR(B1/0,C1)", {"S!B1", "S!C1"}, set()),
        ("=IF(B1>1,B2,C1)+1", {"S!B2"}, {"S!B1"}),
        ("=C2*IF(B1>9,B2,1)*SUM(B2:B3,IF(B1>1,C1))", {"S!C2", "S!B2", "S!C1"}, {"S!B1"}),
        ("=SUMPRODUCT(C1:C2*INDEX(B1:B2,2))", {"S!B1", "S!B2", "S!C1", "S!C2"}, set()),  # cell by cell
        ("=INDEX(C1:C2,2)*3", {"S!C2"}, set()),
        ("=INDEX(B1:C2,B1,2)", {"S!C2"}, set()),  # it only passes a value on
        ("=INDEX(C1:C2,MATCH(3,B1:B2,0))+1", {"S!C2"}, {"S!B1", "S!B2"}),
        ("=1+INDEX(C1:C2,9)", {"S!C1", "S!C2"}, set()),  # it takes none
        ("=SUM(C1:INDEX(C1:C2,1))", {"S!C1", "S!C2"}, set()),  # the end of a range
        ("=CHOOSE(B1,C1,C2)*2", {"S!C2"}, {"S!B1"}),
        ("=CHOOSE(1,C1,C2)*2", {"S!C1"}, set()),
        ("=2*VLOOKUP(3,B1:C2,2,FALSE)", {"S!C2"}, {"S!B1", "S!B2"}),
        ("=2*VLOOKUP(2.5,B1:C2,2)", {"S!C1"}, {"S!B1", "S!B2"}),
        ("=2*HLOOKUP(5,B1:C2,2,FALSE)", {"S!C2"}, {"S!B1", "S!C1"}),
        ("=2*XLOOKUP(3,B1:B2,C1:C2)", {"S!C2"}, {"S!B1", "S!B2"}),
        ('=SUMIFS(C1:C2,B1:B2,">2")', {"S!C2"}, set()),  # one cell: it only passes it on
        ("=SUMIF(B1:B2,3,C1:C2)+B3", {"S!C2"}, {"S!B1", "S!B2"}),
        ('=SUMIF(B1:B2,"<9")', {"S!B1", "S!B2"}, set()),
        ("=SUMIFS(C1:C2,B1:B2,9)", set(), {"S!B1", "S!B2"}),
        ("=IF(C3,B2*2,C1*3)", {"S!B2", "S!C1"}, {"S!C3"} - {"S!C3"}),
    ],
)
def test_a_formula_is_made_of_what_it_reads_now(formula, parts, conditions):
    cells = {"A1": formula, "B1": 2, "B2": 3, "C1": 5, "C2": 7}
    if "C3" in formula:
        formula_of_text = '="x"&"y"'
        cells["C3"] = formula_of_text
        parts = parts | {"S!C3"}
    assert parts_of(cells) == (parts, conditions)


def test_a_cell_that_only_passes_a_value_on_is_left_out():
    cells = {"A1": "=B1*2", "B1": "=C1", "C1": "=IF(D1>0,E1,D1)", "D1": 1, "E1": 7}
    assert parts_of(cells) == ({"S!E1"}, set())


def test_a_chain_of_references_round_in_a_circle_ends():
    with_circle = {"A1": "=B1*2", "B1": "=C1", "C1": "=B1"}
    found = explained(book(with_circle), "S!A1", SETTINGS, 50)
    assert found.doubts
    assert found.nodes[0].value is None or found.doubts


def test_an_array_s_members_stand_for_the_cell_with_its_formula():
    cells = {
        "A1": "=B2*2",
        "B1": '<f t="array" ref="B1:B2">C1:C2*2</f><v>2</v>',
        "B2": "<v>4</v>",
        "C1": 1,
        "C2": 2,
    }
    assert parts_of(cells) == ({"S!B1"}, set())


def test_a_part_that_is_shared_is_told_once():
    cells = {"A1": "=B1+B2", "B1": "=C1*2", "B2": "=C1*3", "C1": "=D1+D2", "D1": 1, "D2": 2}
    lines = [*tree(explained(book(cells), "S!A1", SETTINGS, 50))]
    assert sum("S!D1" in line for line in lines) == 1
    assert sum("(see above)" in line for line in lines) == 1


def test_of_a_range_of_a_million_cells_only_what_is_there_counts():
    assert parts_of({"A1": "=SUM(B:XFD)", "C4": 2, "D9": 3}) == ({"S!C4", "S!D9"}, set())


def test_an_example_s_benefit_is_made_of_its_own_row_alone(sales):
    """Benefits look their value, their effect and their worth up among those of all benefits."""
    waiting, met = (
        [next(at for at, node in enumerate(sales.nodes) if node.label == "B2 Admin time saved · Add-in")],
        set(),
    )
    while waiting:
        at = waiting.pop()
        if at not in met:
            met.add(at)
            waiting.extend(sales.nodes[at].parts)
    names = {sales.nodes[at].name for at in met}
    assert {"benefits.B2.before", "attribution.B2.share", "inp_salary"} <= names
    assert not {name for name in names if name.startswith(("benefits.B1", "benefits.B3", "benefits.B4"))}


def way(cells, to, **options):
    found = explained(book(cells, **options), "S!A1", SETTINGS, 50, to)
    return {found.nodes[at].where for at in found.way}


def test_the_way_leads_through_cells_that_only_pass_a_value_on():
    cells = {"A1": "=B1*2", "B1": "=C1", "C1": "=D1", "D1": "=E1+1", "E1": 3}
    assert way(cells, "S!C1") == way(cells, "S!D1") == {"S!A1", "S!D1"}
    assert way(cells, "S!E1") == {"S!A1", "S!D1", "S!E1"}


@pytest.mark.parametrize(
    ("to", "code", "said"),
    [
        ("S!Z9", NOT_A_PART, "doesn't depend on S!Z9"),
        ("S!C1", NOT_A_PART, "now: a branch or row that isn't taken"),
        ("nonsense", NO_SUCH_CELL, "no cell or defined name"),
    ],
)
def test_a_way_that_is_not_there_is_said(to, code, said):
    with pytest.raises(FileError, match=said) as caught:
        way({"A1": "=IF(B1>1,B1*2,C1)", "B1": 3, "C1": 4}, to)
    assert caught.value.code == code


def test_a_sheet_s_name_may_need_quotes():
    found = explained(book({"A1": "=B1*2", "B1": 3}, names=[("it", "S!$B$1")]), "'S'!A1", SETTINGS, 50, "it")
    assert [found.nodes[at].where for at in found.way] == ["S!A1", "S!B1"]


def test_a_cell_that_an_array_fills_is_made_of_what_the_array_reads():
    cells = {"B1": '<f t="array" ref="B1:B2">C1:C2*2</f><v>2</v>', "B2": "<v>4</v>", "C1": 1, "C2": 2}
    assert parts_of(cells, "S!B2") == ({"S!C1", "S!C2"}, set())


# ---- labels -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "label"),
    [
        ({"B2": 3, "A2": "Margin"}, "Margin"),
        ({"B2": 3, "B1": "Margin"}, "Margin"),
        ({"C2": 3, "A2": "Margin", "C1": "2026"}, "Margin"),
        ({"C2": 3, "A2": 7, "B2": 8}, "C2"),
    ],
)
def test_a_label_is_the_text_beside_a_cell_or_above_it(cells, label):
    where = next(cell for cell, value in cells.items() if value == 3)
    found = explained(book({"F9": f"={where}*2", **cells}), "S!F9", SETTINGS, 50)
    assert found.nodes[1].label == label


def test_the_words_of_a_row_of_ours(sales):
    trainer = named(sales, "costs.C2.unit_cost")
    assert (trainer.label, trainer.shown) == ("C2 External trainer · Unit cost", "7,000")
    assert trainer.origin.source == "Contract, trainer"
    value = named(sales, "values.V1.unit_value").origin
    assert (value.owner, value.date, value.status) == ("Finance controller", "2025-02-10", "Agreed")
    margin = named(sales, "inp_margin")
    assert (margin.label, margin.unit, margin.shown) == (
        "Contribution margin on extra revenue",
        "% of revenue",
        "50.0%",
    )


def test_the_roi_is_made_of_benefit_and_cost(sales):
    first = sales.nodes[0]
    assert (first.name, first.shown, sales.unit) == ("out_roi", "152.0%", "percent")
    assert {sales.nodes[at].name for at in first.parts} == {"out_benefit", "out_cost"}


def test_what_the_form_holds_is_no_input(sales):
    """Numbers of rows, lists and the known answers of the self-test can't be typed."""
    tried = explained_inputs = [node for node in sales.nodes if node.leverage is not None]
    assert tried == explained_inputs == []  # none was asked for
    assert sales.untried > 50


# ---- which cell --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["out_roi", "OUT_ROI", "ROI!E12", "roi!$E$12"])
def test_a_cell_has_several_names(root, cell):
    data = (root / "workbooks" / "blank-training.xlsx").read_bytes()
    assert explained(data, cell, SETTINGS, 0).nodes[0].where == "ROI!E12"


@pytest.mark.parametrize(
    ("cell", "said"), [("", "no ROI that roi_xl knows"), ("S!x", "isn't a cell"), ("U!A1", "no sheet 'U'")]
)
def test_a_cell_that_is_not_there_is_said_with_what_to_do(cell, said):
    with pytest.raises(FileError, match=said) as caught:
        explained(book({"A1": "=1+1"}), cell, SETTINGS, 50)
    assert caught.value.code == NO_SUCH_CELL


def test_a_typed_cell_is_all_there_is():
    found = explained(book({"A1": 2}), "S!A1", SETTINGS, 50)
    assert [node.where for node in found.nodes] == ["S!A1"]
    assert found.nodes[0].is_typed


def test_the_way_from_a_figure_to_one_of_its_cells():
    cells = {"A1": "=B1+B2", "B1": "=C1*2", "B2": "=D1*3", "C1": 4, "D1": 5}
    assert way(cells, "s!$c$1") == {"S!A1", "S!B1", "S!C1"}
