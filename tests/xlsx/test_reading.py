"""What a workbook says is read, in whatever form XML allows it to be said."""

from __future__ import annotations

import pytest

from roi_xl.errors import CellError
from roi_xl.xlsx import (
    Formula,
    PackageError,
)

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def link(identifier, kind, target):
    return f'<Relationship Id="{identifier}" Type="{OFFICE}/{kind}" Target="{target}"/>'


STRINGS = (
    f'<sst xmlns="{MAIN}" count="4294967295" uniqueCount="4294967295"><si><t>plain</t></si>'
    "<si><r><rPr><b/></rPr><t>ri</t></r><r><t>ch</t></r></si>"
    "<si><t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></si><si><t>a_x000D_b</t></si><si/></sst>"
)


CELLS = {
    '<c r="A1"><v>1.5</v></c>': 1.5,
    '<c r="A1" t="n"><v>-2E-3</v></c>': -0.002,
    '<c r="A1" t="b"><v>1</v></c>': True,
    '<c r="A1" t="b"><v>0</v></c>': False,
    '<c r="A1" t="e"><v>#DIV/0!</v></c>': CellError.DIV0,
    '<c r="A1" t="e" vm="1"><v>#VALUE!</v></c>': CellError.VALUE,
    '<c r="A1" t="e"><v>#GETTING_DATA</v></c>': "#GETTING_DATA",
    '<c r="A1" t="str"><v>a &lt; b &amp;amp; c</v></c>': "a < b &amp; c",
    '<c r="A1" t="str"><v xml:space="preserve"> a </v></c>': " a ",
    '<c r="A1" t="str"><v>a&#10;b&#x20AC;&quot;&apos;&#38;lt;</v></c>': "a\nb€\"'&lt;",
    '<c r="A1" t="str"><v>a\r\nb\rc</v></c>': "a\nb\nc",
    '<c r="A1" t="str"><v>_x0041_ _x005F_x0041_ _x00zz_</v></c>': "A _x0041_ _x00zz_",
    '<c r="A1" t="str"><v>_xD83D__xDE00_ _xD83D_</v></c>': "\N{GRINNING FACE} \ufffd",
    '<c r="A1" t="str"><v/></c>': "",
    '<c r="A1" t="str"><v></v></c>': "",
    '<c r="A1" t="str"><f>"a"&amp;""</f></c>': "",
    '<c r="A1" t="d"><v>2024-02-29</v></c>': 45351.0,
    '<c r="A1" t="d"><v>1990-01-01T00:00:00</v></c>': 32874.0,
    '<c r="A1" t="d"><v>2021-12-31T18:00:00.864</v></c>': 44561.75001,
    '<c r="A1" t="d"><v>1900-03-01</v></c>': 61.0,
    '<c r="A1" t="d"><v>2014-02-14T08:27:48.765Z</v></c>': "2014-02-14T08:27:48.765Z",
    '<c r="A1" t="d"><v>2014-02-14T08:27:48+01:00</v></c>': "2014-02-14T08:27:48+01:00",
    '<c r="A1" t="d"><v>06:30:00</v></c>': 6.5 / 24,
    '<c r="A1" t="d"><v>10:10:10</v></c>': (10 * 3600 + 10 * 60 + 10) / 86400,
    '<c r="A1" t="d"><v>1899-12-30</v></c>': 0.0,
    '<c r="A1" t="d"><v>1899-12-30T12:00:00</v></c>': 0.5,
    '<c r="A1" t="d"><v>1899-12-31</v></c>': "1899-12-31",
    '<c r="A1" t="d"><v>24:00:00</v></c>': "24:00:00",
    '<c r="A1" t="d"><v>06:30</v></c>': "06:30",
    '<c r="A1" t="d"><v>2024-02-29T</v></c>': "2024-02-29T",
    '<c r="A1" t="d"><v>1900-02-28</v></c>': "1900-02-28",
    '<c r="A1" t="d"><v>2023-02-29</v></c>': "2023-02-29",
    '<c r="A1" t="d"><v>2024-02-29T24:00:00</v></c>': "2024-02-29T24:00:00",
    '<c r="A1" t="inlineStr"><is><t>here</t></is></c>': "here",
    '<c r="A1" t="inlineStr"><is><r><t>he</t></r><r><t>re</t></r></is></c>': "here",
    '<c r="A1" t="inlineStr"><is/></c>': "",
    '<c r="A1" t="inlineStr"/>': None,
    '<c r="A1" t="inlineStr"><f>B1</f><v>old</v></c>': "old",
    '<c r="A1" t="inlineStr"><f>B1</f><v t="inlineStr">LibreOffice</v></c>': "LibreOffice",
    '<c r="A1" t="str"><f>B1</f><is><t>not this</t></is></c>': "",
    '<c r="A1" t="s"><v>0</v></c>': "plain",
    '<c r="A1" t="s"><v>1</v></c>': "rich",
    '<c r="A1" t="s"><v>2</v></c>': "東京",
    '<c r="A1" t="s"><v>3</v></c>': "a\rb",
    '<c r="A1" t="s"><v>4</v></c>': "",
    '<c r="A1" t="s"><v/></c>': None,
    '<c r="A1" s="3"/>': None,
    '<c r="A1"><v></v></c>': None,
    '<c r="A1"><v/></c>': None,
}
"""A cell as it is stored, and its value: ECMA-376 part 1, 18.3.1.4, 18.18.11 and 22.9.2.19."""


@pytest.fixture
def with_strings(book):
    def make(rows, **others):
        return book(rows, relationships=link("rId2", "sharedStrings", "sharedStrings.xml"), **{
            "xl/sharedStrings.xml": STRINGS, **others,
        })  # fmt: skip

    return make


@pytest.mark.parametrize("after", ["", "<!-- for the parser -->"], ids=["expression", "parser"])
@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_has_the_value_that_its_type_says(with_strings, cell, after):
    found = with_strings(f'<row r="1">{cell}{after}</row>').sheets[0].values
    assert found == ({} if CELLS[cell] is None else {(1, 1): CELLS[cell]})
    assert type(found.get((1, 1))) is type(CELLS[cell])


FORMS = {
    "no namespace prefix": (f'<worksheet xmlns="{MAIN}">', ""),
    "prefix": (f'<x:worksheet xmlns:x="{MAIN}">', "x:"),
    "strict": (f'<worksheet xmlns="{STRICT}">', ""),
}


ROWS = '<@row r="2"><@c r="B2"><@v>1</@v></@c><@c r="D2" t="str"><@f>"é"</@f><@v>é</@v></@c></@row>'


def worksheet(form, encoding="UTF-8", declared=None):
    opening, prefix = FORMS[form]
    body = f"{opening}<@sheetData>{ROWS}</@sheetData></@worksheet>".replace("@", prefix)
    return (f'<?xml version="1.0" encoding="{declared or encoding}"?>' + body).encode(encoding)


@pytest.mark.parametrize("form", FORMS)
def test_prefixes_and_namespaces_make_no_difference(book, form):
    assert book(worksheet(form)).sheets[0].values == {(2, 2): 1.0, (2, 4): "é"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "iso-8859-1"])
def test_encodings_make_no_difference(book, encoding):
    declared = {"utf-8-sig": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}.get(encoding)
    assert book(worksheet("strict", encoding, declared)).sheets[0].values == {(2, 2): 1.0, (2, 4): "é"}


def test_cells_without_reference_follow_the_one_before(book):
    found = book(
        "<row><c><v>1</v></c><c><v>2</v></c></row><row r='5'><c r='C5'><v>3</v></c><c><v>4</v></c></row>"
    )
    assert found.sheets[0].values == {(1, 1): 1.0, (1, 2): 2.0, (5, 3): 3.0, (5, 4): 4.0}


def test_a_date_in_iso_8601_counts_from_where_its_workbook_does(book):
    rows = '<row r="1"><c r="A1" t="d"><v>1904-01-02T12:00:00</v></c></row>'
    found = book(rows, workbook='<workbookPr date1904="1"/>').sheets[0]
    assert (found.values, found.undated) == ({(1, 1): 1.5}, frozenset())


@pytest.mark.parametrize(
    ("spelled", "number"),
    [
        # IEEE 754: the largest double is (2 - 2**-52) * 2**1023; sixteen digits round it up.
        ("1.7976931348623157e+308", (2 - 2**-52) * 2.0**1023),
        ("1.797693134862316e+308", (2 - 2**-52) * 2.0**1023),
        ("1.797693134862316E308", (2 - 2**-52) * 2.0**1023),
        ("-1.797693134862316e+308", -(2 - 2**-52) * 2.0**1023),
        ("1.7976931348623159e+308", (2 - 2**-52) * 2.0**1023),
        ("1e308", 1e308),
    ],
)
def test_the_largest_number_may_be_spelled_with_sixteen_digits(book, spelled, number):
    found = book(f'<row r="1"><c r="A1"><v>{spelled}</v></c></row>')
    assert found.sheets[0].values == {(1, 1): number}


@pytest.mark.parametrize("spelled", ["1.797693134862317e+308", "1.8e308", "1_7.9e307", "1.79_7e308", "inf"])
def test_a_larger_number_is_none(book, spelled):
    with pytest.raises(PackageError):
        book(f'<row r="1"><c r="A1"><v>{spelled}</v></c></row>')


def test_a_date_with_a_time_zone_is_marked_as_uncertain(book):
    rows = '<row r="1"><c r="A1" t="d"><v>2014-02-14T08:27:48Z</v></c></row>'
    assert book(rows).sheets[0].undated == {(1, 1)}


@pytest.mark.parametrize("after", ["", "<!-- for the parser -->"], ids=["expression", "parser"])
class TestFormulas:
    def test_a_formula_is_text_without_entities(self, book, after):
        found = book(f'<row r="1"><c r="A1"><f>IF(B1&lt;2,"a&amp;b","_x000D_")</f></c>{after}</row>')
        assert found.sheets[0].formulas == {(1, 1): Formula('IF(B1<2,"a&b","\r")')}

    def test_members_of_a_shared_formula_have_their_own_text(self, book, after):
        rows = (
            '<row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">B1+$C$1</f></c></row>'
            f'<row r="3"><c r="A3"><f t="shared" si="0"/></c>{after}</row>'
        )
        assert book(rows).sheets[0].formulas[3, 1] == Formula("B3+$C$1")

    def test_a_shared_formula_may_be_told_after_its_members(self, book, after):
        rows = (
            '<row r="1"><c r="A1"><f t="shared" si="0"/></c></row>'
            f'<row r="2"><c r="A2"><f t="shared" ref="A1:A2" si="0">B2</f></c>{after}</row>'
        )
        assert book(rows).sheets[0].formulas[1, 1] == Formula("B1")

    def test_a_member_of_a_shared_formula_ignores_its_own_text(self, book, after):
        # ECMA-376 part 1, 18.3.1.40, attribute si: "the master formula shall override"
        rows = (
            '<row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">B1</f></c></row>'
            '<row r="2"><c r="A2"><f t="shared" si="0">C9*7</f></c></row>'
            f'<row r="3"><c r="A3"><f t="shared" si="0"/></c>{after}</row>'
        )
        formulas = book(rows).sheets[0].formulas
        assert [formulas[row, 1] for row in (2, 3)] == [Formula("B2"), Formula("B3")]

    @pytest.mark.parametrize(
        "other",
        [
            '<c r="A2"><f t="shared" ref="A2:A3" si="0">C9*7</f></c>',
            '<c r="D2"><f t="shared" si="0">C9*7</f></c>',
        ],
        ids=["an area of its own", "outside of the area"],
    )
    def test_where_the_standard_leaves_a_shared_formula_open_it_is_contested(self, book, after, other):
        rows = (
            '<row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">B1</f></c></row>'
            f'<row r="2">{other}</row><row r="3"><c r="A3"><f t="shared" si="0"/></c>{after}</row>'
        )
        assert {formula.kind for formula in book(rows).sheets[0].formulas.values()} == {"contested"}

    def test_members_that_repeat_the_shared_formula_are_not_contested(self, book, after):
        rows = (
            '<row r="1"><c r="A1"><f t="shared" si="0">B1</f></c></row>'
            f'<row r="2"><c r="A2"><f t="shared" ref="A2:A3" si="0">B2</f></c>{after}</row>'
        )
        assert book(rows).sheets[0].formulas[2, 1] == Formula("B2")

    def test_a_formula_is_shared_only_with_a_group(self, book, after):
        rows = (
            '<row r="1"><c r="A1"><f t="shared">B1</f></c></row>'
            f'<row r="2"><c r="A2"><f t="shared">C9*7</f></c>{after}</row>'
        )
        assert book(rows).sheets[0].formulas[2, 1] == Formula("C9*7")

    def test_a_member_of_an_unknown_shared_formula_is_a_value(self, book, after):
        found = book(f'<row r="1"><c r="A1"><f t="shared" si="7"/><v>1</v></c>{after}</row>').sheets[0]
        assert (found.formulas, found.values) == ({}, {(1, 1): 1.0})

    def test_an_empty_formula_is_none(self, book, after):
        """Excel leaves it in the members of a volatile array."""
        assert book(f'<row r="1"><c r="A1"><f ca="1"/><v>1</v></c>{after}</row>').sheets[0].formulas == {}

    def test_an_array_formula_knows_its_area_and_members(self, book, after):
        rows = (
            '<row r="1"><c r="A1"><f t="array" ref="A1:A2">B1:B2</f><v>1</v></c></row>'
            f'<row r="2"><c r="A2"><v>2</v></c><c r="B2"><v>2</v></c>{after}</row>'
        )
        found = book(rows).sheets[0]
        assert found.formulas == {(1, 1): Formula("B1:B2", "array", (1, 1, 2, 1))}
        assert found.members == {(2, 1): (1, 1)}

    def test_a_data_table_has_an_area_and_no_text(self, book, after):
        rows = f'<row r="1"><c r="A1"><f t="dataTable" ref="A1:B1" r1="C1"/><v>1</v></c>{after}</row>'
        assert book(rows).sheets[0].formulas == {(1, 1): Formula("", "table", (1, 1, 1, 2))}

    def test_the_cell_metadata_say_which_array_formula_spills(self, book, after):
        metadata = (
            f'<metadata xmlns="{MAIN}"><metadataTypes><metadataType name="XLRICHVALUE"/>'
            '<metadataType name="XLDAPR"/></metadataTypes>'
            '<cellMetadata><bk><rc t="1" v="0"/></bk><bk><rc t="2" v="0"/></bk><bk><rc t="9" v="0"/></bk>'
            "</cellMetadata></metadata>"
        )
        cells = "".join(
            f'<c r="{letter}1" cm="{mark}"><f t="array" ref="{letter}1">1</f></c>'
            for mark, letter in enumerate("ABC", 1)
        )
        found = book(
            f'<row r="1">{cells}{after}</row>',
            relationships=link("rId9", "sheetMetadata", "metadata.xml"),
            **{"xl/metadata.xml": metadata},
        )
        assert [formula.kind for formula in found.sheets[0].formulas.values()] == [
            "array",
            "dynamic",
            "array",
        ]

    def test_hidden_rows_are_known(self, book, after):
        found = book(f'<row r="1" hidden="1"/><row r="2" hidden="0"/><row r="3">{after}</row>')
        assert found.sheets[0].hidden_rows == {1}

    def test_a_row_without_height_is_hidden(self, book, after):
        found = book(f'<row r="1" ht="0" customHeight="1"/><row r="2" ht="0.5"/><row r="3">{after}</row>')
        assert found.sheets[0].hidden_rows == {1}

    def test_a_height_that_is_no_number_hides_nothing(self, book, after):
        found = book(f'<row r="1" ht="high"/><row r="2" ht=""/><row r="3" ht="0.0">{after}</row>')
        assert found.sheets[0].hidden_rows == {3}


def test_a_large_array_takes_its_members_from_the_cells_that_are_there(book):
    rows = '<row r="1"><c r="A1"><f t="array" ref="A1:XFD99">1</f><v>1</v></c><c r="XFD1"><v>2</v></c></row>'
    assert book(rows).sheets[0].members == {(1, 16_384): (1, 1)}


def test_elements_of_other_namespaces_are_no_cells(book):
    rows = '<row r="1"><c r="A1"><v>1</v><x:v xmlns:x="other">2</x:v></c></row>'
    assert book(rows).sheets[0].values == {(1, 1): 1.0}


def test_a_namespace_declared_further_in_is_left_to_the_parser(book, sheet_xml):
    after = '<extLst><ext xmlns="other"><c r="A1"><v>2</v></c></ext></extLst>'
    assert book(sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>', after=after)).sheets[0].values == {
        (1, 1): 1.0
    }


def test_nested_rows_are_left_to_the_parser(book):
    found = book('<row r="1"><c r="A1"><v>1</v></c><row r="2"/></row>')
    assert found.sheets[0].values == {(1, 1): 1.0}
