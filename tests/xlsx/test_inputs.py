"""Inputs in a sheet: exactly what changes, in every form that a sheet may have."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from roi_xl.errors import CellError
from roi_xl.xlsx import InputsRefusedError, Package, PackageError, entered, read, with_inputs

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PART = "xl/worksheets/sheet1.xml"

STORED = {
    2: "<v>2</v>",
    0.1: "<v>0.1</v>",
    -1234567.25: "<v>-1234567.25</v>",
    1e20: "<v>1E+20</v>",
    True: ' t="b"><v>1</v>',
    False: ' t="b"><v>0</v>',
    "a<b>&c": ' t="inlineStr"><is><t>a&lt;b&gt;&amp;c</t></is>',
    " a": ' t="inlineStr"><is><t xml:space="preserve"> a</t></is>',
    "a\nb": ' t="inlineStr"><is><t xml:space="preserve">a\nb</t></is>',
    "a\rb\x01": ' t="inlineStr"><is><t>a_x000D_b_x0001_</t></is>',
    "_x0041_": ' t="inlineStr"><is><t>_x005F_x0041_</t></is>',
    "=1+1": ' t="inlineStr"><is><t>=1+1</t></is>',
    "007": ' t="inlineStr"><is><t>007</t></is>',
    dt.date(2024, 2, 29): "<v>45351</v>",
    dt.date(1900, 3, 1): "<v>61</v>",
    dt.datetime.fromisoformat("2024-02-29T18:00"): "<v>45351.75</v>",
    dt.time(6, 0): "<v>0.25</v>",
    dt.date(9999, 12, 31): "<v>2958465</v>",
}
"""What Excel itself stores for what is typed (ECMA-376 part 1, 18.3.1.4, 18.17.4.1 and 18.18.11)."""


@pytest.fixture
def rows_with(book):
    """The rows of a sheet after putting inputs in."""

    def make(rows, values, **others):
        found = book(rows, **others)
        new = Package(with_inputs(found, {("S", cell): value for cell, value in values.items()}))
        return new.read(PART).decode().partition("<sheetData>")[2].partition("</sheetData>")[0]

    return make


@pytest.mark.parametrize("value", STORED, ids=repr)
def test_a_value_is_stored_as_excel_stores_it(rows_with, value):
    expected = STORED[value] if STORED[value].startswith(" t=") else ">" + STORED[value]
    new = rows_with('<row r="1"><c r="A1" s="4"><v>0.5</v></c></row>', {(1, 1): value})
    assert new == f'<row r="1"><c r="A1" s="4"{expected}</c></row>'


@pytest.mark.parametrize(
    ("day", "number"), [(dt.date(1904, 1, 1), 0), (dt.date(1904, 1, 2), 1), (dt.date(2024, 2, 29), 43_889)]
)
def test_days_count_from_1904_where_the_workbook_says_so(rows_with, day, number):
    """ECMA-376 part 1, 18.17.4.1: in the 1904 date base the first day is 1 January 1904, of number 0."""
    workbook = '<workbookPr date1904="1"/>'
    assert rows_with("", {(1, 1): day}, workbook=workbook) == (
        f'<row r="1"><c r="A1"><v>{number}</v></c></row>'
    )


OF_OTHER_LIBRARIES = [
    (np.int64(3), 3.0),
    (np.uint8(255), 255.0),
    (np.float32(0.5), 0.5),
    (np.bool_(True), True),
    (np.bool_(False), False),
    (np.str_("a"), "a"),
    (Decimal("1.5"), 1.5),
    (Decimal("0.1"), 0.1),
    (Decimal("1234567890.12345"), 1234567890.12345),
    (Decimal("100"), 100.0),
    (Fraction(1, 4), 0.25),
    (pd.Timestamp("2024-02-29T18:00"), 45_351.75),
]


@pytest.mark.parametrize(("value", "expected"), OF_OTHER_LIBRARIES, ids=repr)
def test_values_of_other_libraries_are_stored_like_those_of_python(book, value, expected):
    """Numbers in Excel are doubles: a typed 0.1 is the double nearest to it, as in Python."""
    found = book('<row r="1"><c r="A1"><v>7</v></c></row>')
    new = read(Package(with_inputs(found, {("S", (1, 1)): value}))).sheets[0].values[1, 1]
    assert (new, type(new)) == (expected, type(expected))


CELLS = {
    "number": ('<c r="A1"><v>1</v></c>', '<c r="A1"><v>5</v></c>'),
    "shared text": ('<c r="A1" s="7" t="s"><v>0</v></c>', '<c r="A1" s="7"><v>5</v></c>'),
    "inline text": ('<c r="A1" t="inlineStr"><is><t>a</t></is></c>', '<c r="A1"><v>5</v></c>'),
    "rich inline text": (
        '<c r="A1" t="inlineStr"><is><r><rPr><b/></rPr><t>a</t></r><rPh><t>x</t></rPh></is></c>',
        '<c r="A1"><v>5</v></c>',
    ),
    "ISO day": ('<c r="A1" t="d"><v>2000-01-01</v></c>', '<c r="A1"><v>5</v></c>'),
    "rich value": ('<c r="A1" t="e" vm="3"><v>#VALUE!</v></c>', '<c r="A1"><v>5</v></c>'),
    "no value": ('<c r="A1" s="2"/>', '<c r="A1" s="2"><v>5</v></c>'),
    "odd order": ("<c t='b'  s='1' r='A1' ><v>1</v >\n</c>", "<c  s='1' r='A1' ><v>5</v>\n</c>"),
    "comment": ('<c r="A1"><!--<v>9</v>--><v>1</v></c>', '<c r="A1"><!--<v>9</v>--><v>5</v></c>'),
    "extension": ('<c r="A1"><v>1</v><extLst/></c>', '<c r="A1"><v>5</v><extLst/></c>'),
    "without a name": ("<c><v>1</v></c>", "<c><v>5</v></c>"),
}


@pytest.mark.parametrize("name", CELLS)
def test_only_the_value_of_the_cell_changes(rows_with, name):
    old, new = CELLS[name]
    strings = {
        "relationships": f'<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="s.xml"/>',
        "xl/s.xml": f'<sst xmlns="{MAIN}"><si><r><rPr><b/></rPr><t>a</t></r></si></sst>',
    }
    neighbour = '<c r="B1"><v>1</v></c>'
    assert rows_with(f'<row r="1">{old}{neighbour}</row>', {(1, 1): 5.0}, **strings) == (
        f'<row r="1">{new}{neighbour}</row>'
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<c r="A1" s="3"><v>1</v></c>', '<c r="A1" s="3"/>'),
        ('<c r="A1" t="inlineStr"><is><t>a</t></is></c>', '<c r="A1"/>'),
        ('<c r="A1" t="str"><v></v></c>', '<c r="A1"/>'),
    ],
)
@pytest.mark.parametrize("blank", [None, ""])
def test_a_blank_leaves_the_format(rows_with, old, new, blank):
    assert rows_with(f'<row r="1">{old}</row>', {(1, 1): blank}) == f'<row r="1">{new}</row>'


PLACES = {
    "new row between": (
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="5"/>',
        (3, 2),
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="B3"><v>5</v></c></row><row r="5"/>',
    ),
    "in front": (
        '<row r="1"><c r="B1"/></row>',
        (1, 1),
        '<row r="1"><c r="A1"><v>5</v></c><c r="B1"/></row>',
    ),
    "behind": ('<row r="1"><c r="B1"/></row>', (1, 4), '<row r="1"><c r="B1"/><c r="D1"><v>5</v></c></row>'),
    "empty row": ('<row r="2" ht="20"/>', (2, 1), '<row r="2" ht="20"><c r="A2"><v>5</v></c></row>'),
    "spans kept": (
        '<row r="1" spans="1:3"><c r="A1"/></row>',
        (1, 3),
        '<row r="1" spans="1:3"><c r="A1"/><c r="C1"><v>5</v></c></row>',
    ),
    "spans too short": (
        '<row r="1" spans="1:3"><c r="A1"/></row>',
        (1, 4),
        '<row r="1"><c r="A1"/><c r="D1"><v>5</v></c></row>',
    ),
    "without names": ("<row><c/><c/></row>", (1, 3), '<row><c/><c/><c r="C1"><v>5</v></c></row>'),
    "row below rows without numbers": (
        "<row><c/></row><row><c/></row>",
        (4, 1),
        '<row><c/></row><row><c/></row><row r="4"><c r="A4"><v>5</v></c></row>',
    ),
    "format of the row": (
        '<row r="1" s="6" customFormat="1"/>',
        (1, 1),
        '<row r="1" s="6" customFormat="1"><c r="A1" s="6"><v>5</v></c></row>',
    ),
    "a format that the row doesn't use": (
        '<row r="1" s="6"/>',
        (1, 1),
        '<row r="1" s="6"><c r="A1"><v>5</v></c></row>',
    ),
}


@pytest.mark.parametrize("name", PLACES)
def test_a_cell_that_is_not_there_is_made_in_its_place(rows_with, name):
    old, cell, new = PLACES[name]
    assert rows_with(old, {cell: 5}) == new


def test_a_new_cell_has_the_format_of_its_column(book, sheet_xml):
    columns = '<cols><col min="1" max="1" width="9"/><col min="2" max="3" width="9" style="8"/></cols>'
    found = book(sheet_xml('<row r="2" s="6" customFormat="1"/>', before=columns))
    values = {("S", (1, 1)): 1, ("S", (1, 3)): 2, ("S", (2, 3)): 3}
    new = Package(with_inputs(found, values)).read(PART).decode()
    assert '<c r="A1"><v>1</v></c><c r="C1" s="8"><v>2</v></c>' in new
    assert '<c r="C3"' not in new
    assert '<c r="C2" s="6"><v>3</v></c>' in new


def test_the_used_area_grows_with_new_cells_alone(book, sheet_xml):
    found = book(sheet_xml('<row r="2"><c r="B2"/></row>', before='<dimension ref="B2"/>'))
    grown = Package(with_inputs(found, {("S", (4, 1)): 1, ("S", (2, 5)): 2})).read(PART)
    assert b'<dimension ref="A2:E4"/>' in grown
    same = Package(with_inputs(found, {("S", (2, 2)): 2})).read(PART)
    assert b'<dimension ref="B2"/>' in same


def test_a_prefix_is_kept(book):
    sheet = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    values = {("S", (1, 1)): "a </v>", ("S", (1, 2)): 2, ("S", (2, 1)): True}
    new = Package(with_inputs(book(sheet.encode()), values)).read(PART).decode()
    assert new == sheet.replace(
        '<x:c r="A1"><x:v>1</x:v></x:c></x:row>',
        '<x:c r="A1" t="inlineStr"><x:is><x:t>a &lt;/v&gt;</x:t></x:is></x:c><x:c r="B1"><x:v>2</x:v></x:c>'
        '</x:row><x:row r="2"><x:c r="A2" t="b"><x:v>1</x:v></x:c></x:row>',
    )


def test_a_sheet_without_rows_gets_its_first(book):
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'.encode()
    new = Package(with_inputs(book(sheet), {("S", (2, 2)): 1})).read(PART)
    assert new == sheet.replace(
        b"<sheetData/>", b'<sheetData><row r="2"><c r="B2"><v>1</v></c></row></sheetData>'
    )


def test_a_sheet_without_a_place_for_rows_is_refused(book):
    with pytest.raises(PackageError) as refusal:
        with_inputs(book(f'<worksheet xmlns="{MAIN}"/>'.encode()), {("S", (1, 1)): 1})
    assert refusal.value.code == "broken-sheet"


def test_another_encoding_becomes_utf_8(book, sheet_xml):
    old = sheet_xml('<row r="1"><c r="A1" t="str"><v>ö</v></c></row>').decode()
    found = book(old.replace("UTF-8", "UTF-16").encode("utf-16"))
    new = read(Package(with_inputs(found, {("S", (1, 2)): "ü"})))
    assert new.sheets[0].values == {(1, 1): "ö", (1, 2): "ü"}


def test_what_is_there_already_changes_nothing(book):
    found = book('<row r="1"><c r="A1"><v>1.50</v></c><c r="B1" t="str"><v>a</v></c><c r="C1" s="1"/></row>')
    values = {("S", (1, 1)): 1.5, ("S", (1, 2)): "a", ("S", (1, 3)): None, ("S", (9, 9)): ""}
    assert with_inputs(found, values) is found.package.data
    assert entered(found, values).values == {**values, ("S", (9, 9)): None}
    assert not entered(found, values).is_outdated


@pytest.mark.parametrize(("value", "kind"), [(1, '<c r="A1"><v>1</v></c>'), ("TRUE", "inlineStr")])
def test_the_same_in_another_type_is_another_value(rows_with, value, kind):
    assert kind in rows_with('<row r="1"><c r="A1" t="b"><v>1</v></c></row>', {(1, 1): value})


def test_a_text_instead_of_a_day_that_nobody_can_read_is_written(rows_with):
    new = rows_with('<row r="1"><c r="A1" t="d"><v>1900-01-01</v></c></row>', {(1, 1): "1900-01-01"})
    assert 't="inlineStr"' in new


def test_the_sheet_is_found_in_any_case(rows_with, book):
    found = book("")
    assert read(Package(with_inputs(found, {("s", (1, 1)): 1}))).sheets[0].values == {(1, 1): 1.0}


def test_results_are_out_of_date_where_there_are_formulas(book):
    formula = '<row r="1"><c r="B1"><f>A1*2</f><v>2</v></c></row>'
    assert entered(book(formula), {("S", (1, 1)): 3}).is_outdated
    assert not entered(book(""), {("S", (1, 1)): 3}).is_outdated


def test_the_parts_can_be_put_into_another_edit(book):
    found = book("")
    edit = entered(found, {("S", (1, 1)): 3})
    assert list(edit.replaced) == [PART]
    assert not edit.dropped
    assert found.package.written(edit.replaced, edit.dropped) == with_inputs(found, {("S", (1, 1)): 3})


def test_nothing_is_put_into_a_signed_workbook(book):
    others = {"_xmlsignatures/sig1.xml": "<x/>"}
    with pytest.raises(PackageError) as refusal:
        with_inputs(book("", **others), {("S", (1, 1)): 3})
    assert refusal.value.code == "signed"
    found = book("", **others)
    assert with_inputs(found, {("S", (1, 1)): None}) is found.package.data


UNFIT = {
    "infinite": float("inf"),
    "not a number": float("nan"),
    "too large": 10**400,
    "too many digits": 2**53 + 1,
    "too long": "\N{GRINNING FACE}" * 16_384,
    "half a character": "\ud83d",
    "a day of 1900": dt.date(1900, 2, 28),
    "a time zone": dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
    "a time of day with a zone": dt.time(6, tzinfo=dt.UTC),
    "an error": CellError.NA,
    "too many decimals": Decimal("0.12345678901234567"),
    "too small a decimal": Decimal("1e-400"),
    "too large a decimal": Decimal("1e400"),
    "no decimal": Decimal("NaN"),
    "a signalling NaN": Decimal("sNaN"),
    "too large a fraction": Fraction(10**400),
    "a third": Fraction(1, 3),
    "NumPy's NaN": np.float32("nan"),
    "NumPy's duration": np.timedelta64(3, "ns"),
    "NumPy's day": np.datetime64("2024-02-29"),
    "an array": np.array([1.0]),
    "a duration": dt.timedelta(1),
    "no day": pd.NaT,
    "not available": pd.NA,
    "complex": 1 + 0j,
    "bytes": b"a",
    "a list": [1],
}


@pytest.mark.parametrize("name", UNFIT)
def test_what_no_cell_holds_is_refused(book, name):
    with pytest.raises(InputsRefusedError) as refusal:
        with_inputs(book(""), {("S", (1, 1)): UNFIT[name]})
    assert [(each.where, each.code) for each in refusal.value.refusals] == [("S!A1", "unfit")]


def test_a_day_before_1904_has_no_number_there(book):
    found = book("", workbook='<workbookPr date1904="1"/>')
    with pytest.raises(InputsRefusedError, match="1 January 1904"):
        with_inputs(found, {("S", (1, 1)): dt.datetime.fromisoformat("1903-12-31T12:00")})


def test_the_longest_text_and_the_largest_whole_number_are_put_in(book):
    values = {("S", (1, 1)): "x" * 32_767, ("S", (2, 1)): 2**53, ("S", (3, 1)): "\N{GRINNING FACE}" * 16_383}
    new = read(Package(with_inputs(book(""), values)))
    assert new.sheets[0].values == {cell: value for (_, cell), value in values.items()}
