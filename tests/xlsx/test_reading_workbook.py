"""What stands beside the cells is read: names, settings, tables, links, macros; how addresses are spelled."""

from __future__ import annotations

import pytest

from roi_xl.xlsx import (
    DefinedName,
    Limits,
    Package,
    PackageError,
    Table,
    a1,
    address,
    area,
    range_a1,
    read,
)

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"


def link(identifier, kind, target):
    return f'<Relationship Id="{identifier}" Type="{OFFICE}/{kind}" Target="{target}"/>'


class TestWorkbook:
    def test_names_know_where_they_hold(self, book):
        names = (
            "<definedNames><definedName name='Rate'>S!$A$1</definedName>"
            "<definedName name='Own' localSheetId='0' hidden='1'>1&lt;2</definedName>"
            "<definedName name='Lost' localSheetId='7'>1</definedName></definedNames>"
        )
        assert book("", workbook=names).names == (
            DefinedName("Rate", "S!$A$1"),
            DefinedName("Own", "1<2", "S", hidden=True),
        )

    def test_a_local_scope_counts_chart_sheets_too(self, parts, zipped, sheet_xml):
        contents = parts(sheet_xml(""), relationships=link("rId2", "chartsheet", "chartsheets/sheet1.xml"))
        tab = '<sheets><sheet name="Chart" r:id="rId2"/>'
        names = '</sheets><definedNames><definedName name="N" localSheetId="1">1</definedName></definedNames>'
        main = contents["xl/workbook.xml"].replace("<sheets>", tab).replace("</sheets>", names)
        found = read(Package(zipped({**contents, "xl/workbook.xml": main})))
        assert [sheet.name for sheet in found.sheets] == ["S"]
        assert found.names == (DefinedName("N", "1", "S"),)

    def test_a_module_sheet_of_excel_95_is_no_worksheet(self, parts, zipped, sheet_xml):
        contents = parts(sheet_xml(""))
        main = contents["xl/workbook.xml"].replace("<sheets>", '<sheets><sheet name="Module1" r:id=""/>')
        found = read(Package(zipped({**contents, "xl/workbook.xml": main})))
        assert [sheet.name for sheet in found.sheets] == ["S"]

    def test_settings_of_the_calculation_are_read(self, book):
        found = book(
            "", workbook='<workbookPr date1904="1"/><calcPr iterate="1" fullPrecision="0" calcMode="manual"/>'
        )
        settings = found.date1904, found.iterative, found.full_precision, found.calc_mode
        assert settings == (True, True, False, "manual")

    def test_without_settings_those_of_excel_hold(self, book):
        found = book("")
        settings = found.date1904, found.iterative, found.full_precision, found.calc_mode
        assert settings == (False, False, True, "auto")

    def test_tables_have_area_columns_and_special_rows(self, book):
        sheet = "xl/worksheets/_rels/sheet1.xml.rels"
        links = (
            f'<Relationships xmlns="{RELS}">{link("rId1", "table", "../tables/table1.xml")}</Relationships>'
        )
        table = (
            f'<table xmlns="{MAIN}" name="Table1" displayName="Costs" ref="B2:C5" totalsRowCount="1">'
            '<tableColumns><tableColumn name="A_x000a_b"/><tableColumn name="Sum"/></tableColumns></table>'
        )
        found = book("", **{sheet: links, "xl/tables/table1.xml": table}).tables
        assert found == (Table("Costs", "S", (2, 2, 5, 3), ("A\nb", "Sum"), 1, 1),)

    def test_external_links_have_the_numbers_that_formulas_use(self, book):
        outside = (
            '<Relationship Id="rId1" Type="x/externalLinkPath" Target="Other.xlsx" TargetMode="External"/>'
        )
        found = book(
            "",
            workbook='<externalReferences><externalReference r:id="rId7"/><externalReference r:id="rId8"/>'
            '<externalReference r:id="rId9"/></externalReferences>',
            relationships=link("rId8", "externalLink", "externalLinks/externalLink1.xml")
            + link("rId9", "externalLink", "externalLinks/externalLink2.xml"),
            **{
                "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{MAIN}" xmlns:r="{OFFICE}">'
                '<externalBook r:id="rId1"/></externalLink>',
                "xl/externalLinks/_rels/externalLink1.xml.rels": f'<Relationships xmlns="{RELS}">{outside}'
                "</Relationships>",
                "xl/externalLinks/externalLink2.xml": f'<externalLink xmlns="{MAIN}"/>',
            },
        )
        assert found.links == {2: "Other.xlsx", 3: ""}

    def test_macros_are_noticed(self, book):
        assert book("", relationships=link("rId5", "vbaProject", "vbaProject.bin")).macro

    def test_a_signature_is_noticed(self, book):
        assert book("", **{"_xmlsignatures/origin.sigs": ""}).signed

    def test_backslashes_in_part_names_are_slashes(self, parts, zipped, sheet_xml):
        contents = {name.replace("/", "\\"): content for name, content in parts(sheet_xml("")).items()}
        package = Package(zipped(contents))
        assert read(package).sheets[0].part == "xl/worksheets/sheet1.xml"
        assert "XL/workbook.xml" in package

    def test_folders_in_the_package_are_no_parts(self, parts, zipped, sheet_xml):
        package = Package(zipped({**parts(sheet_xml("")), "xl/": ""}))
        assert "xl/" not in package.names


class TestAddresses:
    @pytest.mark.parametrize(
        ("text", "cell"), [("B7", (7, 2)), ("$XFD$1048576", (1_048_576, 16_384)), ("aa1", (1, 27))]
    )
    def test_a_name_means_a_cell(self, text, cell):
        assert address(text) == cell
        assert a1(cell) == text.replace("$", "").upper()

    @pytest.mark.parametrize("text", ["", "B", "7", "B0", "XFE1", "A1048577", "B7 ", "AAAA1", "R1C1"])
    def test_what_is_no_cell_is_refused(self, text):
        with pytest.raises(PackageError):
            address(text)

    @pytest.mark.parametrize(
        ("text", "found"), [("A1:B2", (1, 1, 2, 2)), ("B2:A1", (1, 1, 2, 2)), ("$C$3", (3, 3, 3, 3))]
    )
    def test_an_area_has_its_corners_in_order(self, text, found):
        assert area(text) == found

    def test_an_area_of_one_cell_is_named_as_a_cell(self):
        assert range_a1((3, 3, 3, 3)) == "C3"
        assert range_a1((1, 1, 2, 2)) == "A1:B2"


def test_limits_are_there_to_be_raised(book):
    assert Limits(part=1 << 33).part == 1 << 33
