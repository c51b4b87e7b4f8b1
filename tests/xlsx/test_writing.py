"""New values in a sheet: exactly what changes, in every form that a sheet may have."""

from __future__ import annotations

import openpyxl
import pytest
import xlsxwriter

from roi_xl.errors import CellError
from roi_xl.xlsx import Formula, Package, PackageError, range_a1, read, with_values, written
from roi_xl.xlsx.patch import patched

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PART = "xl/worksheets/sheet1.xml"
COMMENT = "<!-- for the parser -->"
NEW_VALUES = {
    2.0: "<v>2</v>",
    0.1: "<v>0.1</v>",
    -1234567.25: "<v>-1234567.25</v>",
    1e20: "<v>1E+20</v>",
    1e-7: "<v>1E-07</v>",
    999999999999999.0: "<v>999999999999999</v>",
    True: ' t="b"><v>1</v>',
    False: ' t="b"><v>0</v>',
    CellError.NA: ' t="e"><v>#N/A</v>',
    float("inf"): ' t="e"><v>#NUM!</v>',
    "": ' t="str"><v></v>',
    "a<b>&c": ' t="str"><v>a&lt;b&gt;&amp;c</v>',
    " a": ' t="str"><v xml:space="preserve"> a</v>',
    "a\nb": ' t="str"><v xml:space="preserve">a\nb</v>',
    "a\rb\x01": ' t="str"><v>a_x000D_b_x0001_</v>',
    "_x0041_": ' t="str"><v>_x005F_x0041_</v>',
    "=1+1": ' t="str"><v>=1+1</v>',
    "\ufffe": ' t="str"><v>_xFFFE_</v>',
}
"""What Excel itself writes for a result, by value (ECMA-376 part 1, 18.18.11 and 22.9.2.19)."""


@pytest.fixture
def rewritten(book):
    """The rows of a sheet after new values."""

    def make(rows, values, areas=None, **others):
        found = book(rows, **others)
        new = Package(written(with_values(found, {"S": values}, {"S": areas or {}})))
        return new.read(PART).decode().partition("<sheetData>")[2].partition("</sheetData>")[0]

    return make


@pytest.mark.parametrize("after", ["", COMMENT], ids=["expression", "parser"])
@pytest.mark.parametrize("value", NEW_VALUES, ids=repr)
def test_a_value_is_written_as_excel_writes_it(rewritten, value, after):
    expected = NEW_VALUES[value]
    start = '<c r="A1" s="4"' + (expected if expected.startswith(" t=") else ">" + expected)
    start = start.replace("><v", "><f>B1</f><v", 1)
    new = rewritten(
        f'<row r="1"><c r="A1" s="4" t="d"><f>B1</f><v>2000-01-01</v></c>{after}</row>', {(1, 1): value}
    )
    assert new == f'<row r="1">{start}</c>{after}</row>'


CHANGES = {
    "number for text": ('<c r="A1" t="str" cm="1"><f/><v>a</v></c>', '<c r="A1" cm="1"><f/><v>5</v></c>'),
    "rich value": ('<c r="A1" t="e" vm="3"><f>B1</f><v>#VALUE!</v></c>', '<c r="A1"><f>B1</f><v>5</v></c>'),
    "no value yet": ('<c r="A1"><f>B1</f></c>', '<c r="A1"><f>B1</f><v>5</v></c>'),
    "empty value": ('<c r="A1"><f>B1</f><v/></c>', '<c r="A1"><f>B1</f><v>5</v></c>'),
    "empty formula": ('<c r="A1"><f t="shared"/><v>1</v></c>', '<c r="A1"><f t="shared"/><v>5</v></c>'),
    "empty cell": ('<c r="A1" s="2"/>', '<c r="A1" s="2"><v>5</v></c>'),
    "empty cell with end tag": ('<c r="A1"></c>', '<c r="A1"><v>5</v></c>'),
    "constant": ('<c r="A1"><v>1</v></c>', '<c r="A1"><v>5</v></c>'),
    "inline text": ('<c r="A1" t="inlineStr"><is><t>a</t></is></c>', '<c r="A1"><v>5</v></c>'),
    "inline text of a formula": (
        '<c r="A1" t="inlineStr"><f>B1</f><is><t>a</t></is></c>',
        '<c r="A1"><f>B1</f><v>5</v></c>',
    ),
    "value and inline text": (
        '<c r="A1" t="inlineStr"><v>7</v><is><t>a</t></is></c>',
        '<c r="A1"><v>5</v></c>',
    ),
    "odd order and quotes": (
        "<c t='str' s='1'  r='A1'><f>B1</f>\n<v>a</v>\n</c>",
        "<c s='1'  r='A1'><f>B1</f>\n<v>5</v>\n</c>",
    ),
    "greater-than in an attribute": (
        '<c r="A1" x=">"><f a=">">B1</f><v>1</v></c>',
        '<c r="A1" x=">"><f a=">">B1</f><v>5</v></c>',
    ),
    "comment": ('<c r="A1"><f/><!--<v>9</v>--><v>1</v></c>', '<c r="A1"><f/><!--<v>9</v>--><v>5</v></c>'),
    "character data": ('<c r="A1" t="str"><f><![CDATA[B1<2]]></f><v><![CDATA[</v>]]></v></c>',
                       '<c r="A1"><f><![CDATA[B1<2]]></f><v>5</v></c>'),
    "extension": ('<c r="A1"><v>1</v><extLst/></c>', '<c r="A1"><v>5</v><extLst/></c>'),
    "spaces in tags": ('<c r="A1" ><f>B1</f><v >1</v ></c >', '<c r="A1" ><f>B1</f><v>5</v></c >'),
}  # fmt: skip


@pytest.mark.parametrize("after", ["", COMMENT], ids=["expression", "parser"])
@pytest.mark.parametrize("name", CHANGES)
def test_only_value_type_and_rich_value_change(rewritten, name, after):
    old, new = CHANGES[name]
    others = f'<c r="B1"><v>1</v></c>{after}'
    assert rewritten(f'<row r="1">{old}{others}</row>', {(1, 1): 5.0}) == f'<row r="1">{new}{others}</row>'


CLEARED = {
    "formula": ('<c r="A1" t="str"><f>B1</f><v>a</v></c>', '<c r="A1"><f>B1</f></c>'),
    "member": ('<c r="A1" s="3" t="str"><v>a</v></c>', '<c r="A1" s="3"/>'),
    "with end tag": ("<c t='str' r='A1'><v>a</v></c >", "<c r='A1'/>"),
    "inline": ('<c r="A1" t="inlineStr"><is><t>a</t></is></c>', '<c r="A1"/>'),
}


@pytest.mark.parametrize("name", CLEARED)
def test_a_cleared_cell_keeps_formula_and_format(rewritten, name):
    old, new = CLEARED[name]
    assert rewritten(f'<row r="1">{old}</row>', {(1, 1): None}) == f'<row r="1">{new}</row>'


def test_clearing_an_empty_element_leaves_it(sheet_xml):
    """Only possible when a caller patches what it hasn't compared."""
    data = sheet_xml(f'<row r="1"><c r="A1" t="s"/>{COMMENT}</row>')
    assert b'<c r="A1"/>' in patched(data, PART, {(1, 1): None}, {}, {})


def test_a_text_longer_than_a_cell_is_refused(book):
    found = book('<row r="1"><c r="A1"><f>B1</f></c></row>')
    with pytest.raises(PackageError) as refusal:
        written(with_values(found, {"S": {(1, 1): "\N{GRINNING FACE}" * 16_384}}))
    assert refusal.value.code == "text-too-long"


def test_the_longest_text_of_a_cell_is_written(book):
    found = book('<row r="1"><c r="A1"><f>B1</f></c></row>')
    new = read(Package(written(with_values(found, {"S": {(1, 1): "x" * 32_767}}))))
    assert new.sheets[0].values[1, 1] == "x" * 32_767


PLACES = {
    "before a cell": (
        '<row r="1"><c r="B1"><v>1</v></c></row>',
        (1, 1),
        '<row r="1">@<c r="B1"><v>1</v></c></row>',
    ),
    "behind a cell": (
        '<row r="1"><c r="A1"><v>1</v></c></row>',
        (1, 2),
        '<row r="1"><c r="A1"><v>1</v></c>@</row>',
    ),
    "in an empty row": ('<row r="1" s="2"/>', (1, 1), '<row r="1" s="2">@</row>'),
    "in an empty row with end tag": ('<row r="1"></row>', (1, 1), '<row r="1">@</row>'),
    "before a row": ('<row r="2"/>', (1, 1), '<row r="1">@</row><row r="2"/>'),
    "behind the rows": ('<row r="1"/>', (2, 1), '<row r="1"/><row r="2">@</row>'),
    "between rows": ('<row r="1"/><row r="3"/>', (2, 1), '<row r="1"/><row r="2">@</row><row r="3"/>'),
    "in no rows": ("", (3, 28), '<row r="3">@</row>'),
    "within spans": ('<row r="1" spans="1:2"/>', (1, 2), '<row r="1" spans="1:2">@</row>'),
    "beyond spans": ('<row r="1" spans="1:2" s="1"/>', (1, 3), '<row r="1" s="1">@</row>'),
    "odd spans": ('<row r="1" spans="1:2 4:5"/>', (1, 3), '<row r="1">@</row>'),
}


@pytest.mark.parametrize("name", PLACES)
def test_a_cell_that_was_not_there_is_made_in_its_place(rewritten, name):
    from roi_xl.xlsx import a1

    rows, cell, expected = PLACES[name]
    assert rewritten(rows, {cell: 7.0}) == expected.replace("@", f'<c r="{a1(cell)}"><v>7</v></c>')


def test_cells_that_are_not_there_are_not_made_to_be_cleared(book):
    found = book('<row r="1"/>')
    assert written(with_values(found, {"S": {(1, 1): None, (9, 9): None}})) is found.package.data


def test_several_cells_are_made_in_order(rewritten):
    new = rewritten(
        '<row r="2"><c r="B2"><v>1</v></c></row>', {(2, 3): 3.0, (2, 1): 1.0, (1, 1): 0.0, (2, 4): 4.0}
    )
    assert new == (
        '<row r="1"><c r="A1"><v>0</v></c></row><row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>1</v></c>'
        '<c r="C2"><v>3</v></c><c r="D2"><v>4</v></c></row>'
    )


def test_an_empty_sheet_gets_rows(book):
    found = book(f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'.encode())
    new = Package(written(with_values(found, {"S": {(1, 1): "a", (2, 1): True}}))).read(PART)
    assert b'<sheetData><row r="1"><c r="A1" t="str"><v>a</v></c></row><row r="2"><c r="A2" t="b">' in new


def test_a_sheet_without_rows_element_is_refused(book):
    found = book(f'<worksheet xmlns="{MAIN}"/>'.encode())
    with pytest.raises(PackageError) as refusal:
        written(with_values(found, {"S": {(1, 1): 1.0}}))
    assert refusal.value.code == "broken-sheet"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<dimension ref="B2:C3"/>', '<dimension ref="B2:E5"/>'),
        ('<dimension ref="A1:XFD1048576"/>', '<dimension ref="A1:XFD1048576"/>'),
        ("<dimension/>", "<dimension/>"),
    ],
)
def test_the_dimension_takes_in_new_cells(book, sheet_xml, before, after):
    found = book(sheet_xml('<row r="2"><c r="B2"><v>1</v></c></row>', before))
    assert after.encode() in Package(written(with_values(found, {"S": {(5, 5): 1.0}}))).read(PART)


def test_the_dimension_stays_when_no_cell_is_made(book, sheet_xml):
    found = book(sheet_xml('<row r="2"><c r="B2"><v>1</v></c></row>', '<dimension ref="A1"/>'))
    assert b'<dimension ref="A1"/>' in Package(written(with_values(found, {"S": {(2, 2): 2.0}}))).read(PART)


FORMS = {
    "prefix": (f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1" t="str"><x:f>B1</x:f>'
               "<x:v>é</x:v></x:c><x:c r='B1'/></x:row></x:sheetData></x:worksheet>"),
    "strict": ('<worksheet xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"><sheetData><row r="1">'
               '<c r="A1" t="str"><f>B1</f><v>é</v></c><c r="B1"/></row></sheetData></worksheet>'),
    "no references": (f'<worksheet xmlns="{MAIN}"><sheetData><row><c t="str"><f>B1</f><v>é</v></c><c/></row>'
                      "</sheetData></worksheet>"),
}  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("form", FORMS)
def test_values_of_sheets_in_unusual_forms_are_read_back(book, form, encoding):
    values = {(1, 1): "ü", (1, 2): 2.0, (1, 3): True, (3, 1): " 3"}
    found = book(FORMS[form].encode(encoding))
    assert read(Package(written(with_values(found, {"S": values})))).sheets[0].values == values


def test_a_byte_order_mark_stays(book):
    found = book(FORMS["strict"].encode("utf-8-sig"))
    new = Package(written(with_values(found, {"S": {(1, 1): 1.0}}))).read(PART)
    assert new.startswith(b"\xef\xbb\xbf<worksheet")


CHAIN = {
    "relationships": f'<Relationship Id="rId4" Type="{OFFICE}/calcChain" Target="calcChain.xml"/>',
    "overrides": '<Override PartName="/xl/calcChain.xml" ContentType="chain"/><Override PartName="/x"/>',
    "xl/calcChain.xml": '<calcChain><c r="A1" i="1"/></calcChain>',
}


SPILL = (
    '<row r="1" spans="1:1"><c r="A1" cm="1"><f t="array" ref="A1:A2">B1#</f><v>1</v></c></row>'
    '<row r="2"><c r="A2" s="3"><v>2</v></c></row>'
)


def test_a_spill_grows(rewritten):
    new = rewritten(SPILL, {(1, 1): 5.0, (1, 2): 6.0, (3, 1): "x"}, {(1, 1): (1, 1, 3, 2)})
    assert new == (
        '<row r="1"><c r="A1" cm="1"><f t="array" ref="A1:B3">B1#</f><v>5</v></c><c r="B1"><v>6</v></c></row>'
        '<row r="2"><c r="A2" s="3"><v>2</v></c></row><row r="3"><c r="A3" t="str"><v>x</v></c></row>'
    )


def test_a_spill_shrinks_to_one_cell(rewritten):
    new = rewritten(SPILL, {(2, 1): None}, {(1, 1): (1, 1, 1, 1)})
    assert new == (
        '<row r="1" spans="1:1"><c r="A1" cm="1"><f t="array" ref="A1">B1#</f><v>1</v></c></row>'
        '<row r="2"><c r="A2" s="3"/></row>'
    )


@pytest.mark.parametrize(
    ("rows", "columns"), [(5, 3), (2, 1), (1, 1)], ids=["grown", "shrunk", "to one cell"]
)
def test_a_spill_of_another_size_is_read_by_openpyxl(tmp_path, rows, columns):
    """A spill over B2:C4 as XlsxWriter writes it, with the metadata that mark it as dynamic."""
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("S")
        sheet.write_dynamic_array_formula("B2:C4", "=SORT(E1:F9)", None, 1)
        for row, column in ((1, 2), (2, 1), (2, 2), (3, 1), (3, 2)):
            sheet.write_number(row, column, 1)
    found = read(Package(path.read_bytes()))
    assert found.sheets[0].formulas[2, 2] == Formula("_xlfn._xlws.SORT(E1:F9)", "dynamic", (2, 2, 4, 3))
    new = {(row, column): None for row in range(2, 5) for column in range(2, 4)}
    new |= {
        (2 + row, 2 + column): 10.0 * row + column + 1 for row in range(rows) for column in range(columns)
    }
    path.write_bytes(written(with_values(found, {"S": new}, {"S": {(2, 2): (2, 2, 1 + rows, 1 + columns)}})))
    judge = openpyxl.load_workbook(path, data_only=True)["S"]
    assert {cell: judge.cell(*cell).value for cell in new} == new
    formula = openpyxl.load_workbook(path)["S"]["B2"].value
    assert formula.ref == range_a1((2, 2, 1 + rows, 1 + columns))


def test_a_new_area_takes_the_calculation_chain_away_in_all_three_places(book):
    package = Package(written(with_values(book(SPILL, **CHAIN), {}, {"S": {(1, 1): (1, 1, 3, 1)}})))
    assert "xl/calcChain.xml" not in package
    assert b"calcChain" not in package.read("xl/_rels/workbook.xml.rels")
    assert b"calcChain" not in package.read("[Content_Types].xml")


def test_the_rest_of_relationships_and_content_types_stays(book):
    found = book(SPILL, **CHAIN)
    package = Package(written(with_values(found, {}, {"S": {(1, 1): (1, 1, 3, 1)}})))
    for part, gone in (
        ("xl/_rels/workbook.xml.rels", CHAIN["relationships"]),
        ("[Content_Types].xml", '<Override PartName="/xl/calcChain.xml" ContentType="chain"/>'),
    ):
        assert package.read(part) == found.package.read(part).replace(gone.encode(), b"")


def test_new_values_alone_leave_the_calculation_chain(book):
    package = Package(written(with_values(book(SPILL, **CHAIN), {"S": {(1, 1): 9.0}})))
    assert "xl/calcChain.xml" in package


def test_the_same_area_changes_nothing(book):
    found = book(SPILL, **CHAIN)
    assert written(with_values(found, {}, {"S": {(1, 1): (1, 1, 2, 1)}})) is found.package.data


def test_a_signed_workbook_is_refused(book):
    found = book('<row r="1"><c r="A1"><v>1</v></c></row>', **{"_xmlsignatures/origin.sigs": ""})
    with pytest.raises(PackageError) as refusal:
        written(with_values(found, {"S": {(1, 1): 2.0}}))
    assert refusal.value.code == "signed"


def test_a_signed_workbook_whose_values_are_current_is_not_refused(book):
    found = book('<row r="1"><c r="A1"><v>1</v></c></row>', **{"_xmlsignatures/origin.sigs": ""})
    assert written(with_values(found, {"S": {(1, 1): 1.0}})) is found.package.data


def test_an_unknown_sheet_is_a_mistake_of_the_caller(book):
    with pytest.raises(KeyError):
        written(with_values(book(""), {"T": {(1, 1): 1.0}}))


SAME = {
    "true is not one": ('<c r="A1"><v>1</v></c>', True),
    "one is not true": ('<c r="A1" t="b"><v>1</v></c>', 1.0),
    "an error is not its text": ('<c r="A1" t="str"><v>#N/A</v></c>', CellError.NA),
    "a text is not its error": ('<c r="A1" t="e"><v>#N/A</v></c>', "#N/A"),
    "an empty text is not a blank": ('<c r="A1"/>', ""),
}


@pytest.mark.parametrize("name", SAME)
def test_a_value_of_another_type_is_a_change(book, name):
    cell, value = SAME[name]
    found = book(f'<row r="1">{cell}</row>')
    new = read(Package(written(with_values(found, {"S": {(1, 1): value}})))).sheets[0].values[1, 1]
    assert (type(new), new) == (type(value), value)


def test_infinity_is_the_number_error_that_is_cached(book):
    found = book('<row r="1"><c r="A1" t="e"><v>#NUM!</v></c></row>')
    assert written(with_values(found, {"S": {(1, 1): float("nan")}})) is found.package.data
