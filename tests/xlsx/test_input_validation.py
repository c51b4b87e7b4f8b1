"""Data validation as Excel applies it to what is typed (ECMA-376 part 1, 18.3.1.32 and 18.18.21 f.)."""

from __future__ import annotations

import datetime as dt

import pytest

from roi_xl.xlsx import InputsRefusedError, entered, with_inputs

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"
STOP = 'allowBlank="1" showErrorMessage="1"'


def rule(kind, first="", second="", operator="", told=STOP, sqref="A1:A9"):
    compared = f'operator="{operator}"' if operator else ""
    limits = f"<formula1>{first}</formula1>" + (f"<formula2>{second}</formula2>" if second else "")
    return f'<dataValidation type="{kind}" {compared} {told} sqref="{sqref}">{limits}</dataValidation>'


@pytest.fixture
def allows(book, sheet_xml):
    """Whether a value may be put into a cell of a sheet with a rule; None if only Excel can tell."""

    def make(rules, value, cell=(1, 1), rows="", **others):
        after = f'<dataValidations count="1">{rules}</dataValidations>'
        found = book(sheet_xml(rows, after=after), **others)
        try:
            entered(found, {("S", cell): value})
        except InputsRefusedError as error:
            (refusal,) = error.refusals
            assert refusal.code in {"invalid", "unknown-rule"}
            return None if refusal.code == "unknown-rule" else False
        return True

    return make


KINDS = {
    "whole": ([1, 10, 5.0], [0, 11, 5.5, "5", True, dt.time(12)]),
    "decimal": ([1, 9.99, 10], [0.99, 10.01, "5", False]),
    "date": ([dt.date(1900, 3, 1)], [dt.date(1900, 3, 2), "1900-03-01"]),
    "time": ([dt.time(6), dt.time(12)], [dt.time(12, 0, 1), "06:00"]),
    "textLength": (["a", "x" * 10, 5, 1234567890, True], ["x" * 11, 12345678901, "\N{GRINNING FACE}" * 6]),
}
LIMITS = {"date": (61, 61), "time": (0.25, 0.5)}


@pytest.mark.parametrize("kind", KINDS)
def test_a_value_between_the_limits_is_taken(allows, kind):
    good, bad = KINDS[kind]
    between = rule(kind, *LIMITS.get(kind, (1, 10)))
    assert [allows(between, value) for value in good] == [True] * len(good)
    assert [allows(between, value) for value in bad] == [False] * len(bad)


@pytest.mark.parametrize(
    ("operator", "taken"),
    [
        ("between", {1, 2, 3}),
        ("notBetween", {0, 4}),
        ("equal", {1}),
        ("notEqual", {0, 2, 3, 4}),
        ("greaterThan", {2, 3, 4}),
        ("greaterThanOrEqual", {1, 2, 3, 4}),
        ("lessThan", {0}),
        ("lessThanOrEqual", {0, 1}),
    ],
)
def test_every_operator_compares_as_it_says(allows, operator, taken):
    assert {value for value in range(5) if allows(rule("whole", 1, 3, operator), value)} == taken


def test_a_blank_is_always_taken(allows):
    """Excel doesn't check what is cleared."""
    assert allows(rule("whole", 1, 3, told='showErrorMessage="1"'), None)


@pytest.mark.parametrize(
    "told", ["", 'showErrorMessage="0"', f'{STOP} errorStyle="warning"', f'{STOP} errorStyle="information"']
)
def test_a_rule_that_does_not_stop_people_stops_nobody(allows, told):
    assert allows(rule("whole", 1, 3, told=told), 99)
    assert not allows(rule("whole", 1, 3, told=f'{STOP} errorStyle="stop"'), 99)


def test_a_rule_of_no_kind_or_no_cell_allows_everything(allows):
    assert allows(rule("none", 1, 3), 99)
    assert allows(rule("whole", 1, 3, sqref=""), 99)
    assert allows(f'<dataValidation {STOP} sqref="A1"/>', 99)


def test_a_rule_holds_in_its_areas_alone(allows):
    two = rule("whole", 1, 3, sqref="A1:A3 C1")
    assert [allows(two, 99, cell) for cell in [(1, 1), (3, 1), (1, 3), (4, 1), (1, 2)]] == [
        False, False, False, True, True,
    ]  # fmt: skip


CELLS = """<row r="1"><c r="D1"><v>2</v></c><c r="E1" t="str"><v>Yes</v></c></row>
<row r="2"><c r="D2"><v>8</v></c><c r="E2" t="str"><v>no</v></c></row>
<row r="3"><c r="E3"><v>7</v></c></row><row r="4"><c r="E4" t="b"><v>1</v></c></row>"""
NAMES = """<definedNames><definedName name="low">S!$D$1</definedName>
<definedName name="High">'S'!$D$2</definedName>
<definedName name="answers">S!$E$1:$E$4</definedName><definedName name="again">answers</definedName>
<definedName name="gaps">S!$E$1:$E$9</definedName><definedName name="moving">S!E1:E4</definedName>
<definedName name="circle">circle</definedName><definedName name="local" localSheetId="0">S!$E$1</definedName>
<definedName name="column">S!$E:$E</definedName><definedName name="gone">#REF!</definedName></definedNames>"""


@pytest.mark.parametrize(
    ("first", "second", "taken"),
    [
        ("$D$1", "D$2", {2, 5, 8}),
        ("low", "HIGH", {2, 5, 8}),
        ("S!$D$1", "'S'!$D$2", {2, 5, 8}),
        ("-2", "+5", {2, 5}),
        ("1.5", "$D$9", {2, 5, 8, 99}),  # a blank limit, ignored
        ("$D$1+0", "9", None),
        ("TODAY()", "9", None),
        ("missing", "9", None),
        ("T!$D$1", "9", None),
        ("$E$1", "9", None),
        ("$E$4", "9", None),
        ("$D$1:$D$2", "9", None),
        ("moving", "9", None),
        ("gone", "9", None),
        ('"2"', "9", None),
        ("", "9", None),
    ],
)
def test_limits_come_from_cells_and_names(allows, first, second, taken):
    found = {value: allows(rule("whole", first, second), value, (1, 1), CELLS, workbook=NAMES)
             for value in (2, 5, 8, 99)}  # fmt: skip
    assert found == ({value: value in taken for value in found} if taken else dict.fromkeys(found))


def test_a_blank_limit_is_0_where_blanks_are_not_ignored(allows):
    strict = rule("whole", "$D$9", "5", told='showErrorMessage="1"')
    assert (allows(strict, 3, rows=CELLS), allows(strict, -1, rows=CELLS)) == (True, False)


def test_references_move_with_the_cell(allows):
    least = rule("whole", "D1", operator="greaterThanOrEqual")
    assert [allows(least, 5, (row, 1), CELLS) for row in (1, 2)] == [True, False]
    assert allows(rule("whole", "D1", operator="equal", sqref="A2:A3"), 2, (2, 1), CELLS)
    assert allows(rule("whole", "D1", operator="equal", sqref="XFD1:XFD2 A1"), 2, (1, 1), CELLS) is None


def test_an_operator_of_a_later_excel_is_left_to_it(allows):
    assert allows(rule("whole", "1", "3", "about"), 2) is None
    assert allows(rule("custom", "A1&gt;1"), 2) is None
    assert allows(rule("colour", "A1&gt;1"), 2) is None


LISTS = [
    ('"Yes, No,7,50%,a""b"', ["Yes", "No", 7, 0.5, 'a"b'], ["yes", " No", 8, True, 50]),
    ('"TRUE,no"', [True, "no"], [False, "No"]),
    ("$E$1:$E$4", ["yes", "NO", 7, True], ["Maybe", 8, False, "7", 1]),
    ("answers", ["yes", "NO", 7, True], ["Maybe", 8, False]),
    ("again", ["yes", 7], ["Maybe"]),
    ("local", ["yes"], ["no"]),
    ("E$1:E$9", ["yes"], ["Maybe"]),
    ("gaps", ["yes", "Maybe", 99], []),  # a name with blanks in it, which Excel ignores
    ("column", ["yes", "Maybe"], []),
    ("$E:$E", ["yes"], ["Maybe"]),
]


@pytest.mark.parametrize(("source", "good", "bad"), LISTS, ids=[each[0] for each in LISTS])
def test_a_list_takes_its_entries(allows, source, good, bad):
    text = source.replace('"', "&quot;")
    listed = rule("list", text)
    assert [allows(listed, value, rows=CELLS, workbook=NAMES) for value in good] == [True] * len(good)
    assert [allows(listed, value, rows=CELLS, workbook=NAMES) for value in bad] == [False] * len(bad)


@pytest.mark.parametrize(
    "source",
    ["INDIRECT(B1)", "OFFSET($A$1,0,0,2)", "moving", "circle", "$1:$1", "missing", '"a"&amp;"b"', '"', ""],
)
def test_a_list_that_is_computed_is_left_to_excel(allows, source):
    assert allows(rule("list", source), "yes", rows=CELLS, workbook=NAMES) is None


def test_a_list_of_a_name_with_blanks_is_checked_where_blanks_are_not_ignored(allows):
    strict = rule("list", "gaps", told='showErrorMessage="1"')
    assert [allows(strict, value, rows=CELLS, workbook=NAMES) for value in ("yes", "Maybe")] == [True, False]


def test_entries_with_a_comma_stand_in_quotes(allows):
    """[MS-XLSX] 2.6.40: what a list of Excel 2010 and later holds beside the one for older versions."""
    mc, x12ac = (
        "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "http://schemas.microsoft.com/office/spreadsheetml/2011/1/ac",
    )
    listed = f"""<dataValidation type="list" {STOP} sqref="A1"><mc:AlternateContent xmlns:mc="{mc}">
    <mc:Choice xmlns:x12ac="{x12ac}" Requires="x12ac"><x12ac:list>"1,2", b</x12ac:list></mc:Choice>
    <mc:Fallback><formula1>"1,2, b"</formula1></mc:Fallback></mc:AlternateContent></dataValidation>"""
    assert [allows(listed, value) for value in ("1,2", "b", 1, "2")] == [True, True, False, False]


def test_a_list_on_another_sheet_stands_in_an_extension(book, sheet_xml):
    extended = f"""<extLst><ext xmlns:x14="{X14}"><x14:dataValidations xmlns:xm="{XM}" count="1">
    <x14:dataValidation type="list" {STOP}><x14:formula1><xm:f>S!$E$1:$E$4</xm:f></x14:formula1>
    <xm:sqref>A1:A2 B1</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"""
    found = book(sheet_xml(CELLS, after=extended))
    for cell in [(1, 1), (2, 1), (1, 2)]:
        assert entered(found, {("S", cell): "Yes"}).replaced
        with pytest.raises(InputsRefusedError, match="'Maybe' isn't one of Yes, no, 7, True"):
            with_inputs(found, {("S", cell): "Maybe"})
    assert entered(found, {("S", (3, 1)): "Maybe"}).replaced


def test_a_list_takes_entries_that_are_put_in_with_the_value(book, sheet_xml):
    after = f"<dataValidations>{rule('list', '$E$1:$E$4')}</dataValidations>"
    found = book(sheet_xml(CELLS, after=after))
    assert entered(found, {("S", (1, 1)): "new", ("S", (2, 5)): "new"}).replaced
    with pytest.raises(InputsRefusedError):
        entered(found, {("S", (1, 1)): "no", ("S", (2, 5)): "new"})


def test_several_cells_share_a_list(book, sheet_xml):
    after = f"<dataValidations>{rule('list', '$E$1:$E$4')}</dataValidations>"
    found = book(sheet_xml(CELLS, after=after))
    assert entered(found, {("S", (1, 1)): "yes", ("S", (2, 1)): "no"}).replaced
    with pytest.raises(InputsRefusedError, match="and 1 more"):
        entered(found, {("S", (1, 1)): "yes", ("S", (2, 1)): "new", ("S", (3, 1)): "none"})


def test_the_refusal_says_what_the_rule_says(book, sheet_xml):
    words = f'{STOP} errorTitle="Not&#10;possible" error="Please choose &amp; save."'
    after = f"<dataValidations>{rule('whole', 1, 10, told=words)}</dataValidations>"
    with pytest.raises(InputsRefusedError) as caught:
        with_inputs(book(sheet_xml("", after=after)), {("S", (2, 1)): 0.5})
    (refusal,) = caught.value.refusals
    assert str(refusal) == (
        "S!A2: 0.5 isn't a whole number, as its data validation asks for; Not possible: Please choose & save."
    )


@pytest.mark.parametrize(
    ("rules", "value", "said"),
    [
        (rule("decimal", 1, 10), 11, "11 isn't a number between 1 and 10"),
        (rule("decimal", 1, 10, "notBetween"), 5, "5 isn't a number not between 1 and 10"),
        (
            rule("textLength", 3, operator="lessThan"),
            "abcd",
            "'abcd' isn't a text whose length is less than 3",
        ),
        (
            rule("list", f'"{",".join("abcdefghijklm")}"'),
            "z",
            "'z' isn't one of a, b, c, d, e, f, g, h, i, j, …",
        ),
    ],
)
def test_without_words_of_its_own_the_rule_itself_is_told(book, sheet_xml, rules, value, said):
    found = book(sheet_xml("", after=f"<dataValidations>{rules}</dataValidations>"))
    with pytest.raises(InputsRefusedError) as caught:
        with_inputs(found, {("S", (1, 1)): value})
    assert str(caught.value.refusals[0]).startswith(f"S!A1: {said}, as its data validation asks for; give ")


def test_what_only_excel_can_check_is_refused_with_what_to_do(book, sheet_xml):
    after = f"<dataValidations>{rule('custom', 'ISNUMBER(A1)')}</dataValidations>"
    with pytest.raises(
        InputsRefusedError, match="only Excel can check; type it in Excel, or take the rule away"
    ):
        with_inputs(book(sheet_xml("", after=after)), {("S", (1, 1)): 5})
