"""A table that gets longer, with all that belongs to its rows; and what keeps it from that."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pytest
from patterns.tables import MAIN, costs, refused, tables, written

from roi_xl.xlsx import Package, entered, range_a1, read, with_inputs
from roi_xl.xlsx.longer_references import stretch


def test_a_table_grows_as_when_its_user_types_below_it():
    book = costs()
    rows = [{"Item": item, "Number": number, "Price": 9} for number, item in enumerate("abc", 1)]
    new = read(Package(with_inputs(book, rows={"costs": rows})))
    (table,) = new.tables
    assert range_a1(table.area) == "B2:E7"
    sheet = new.sheets[0]
    assert [sheet.values[row, 2] for row in (5, 6, 7)] == ["a", "b", "c"]
    assert {sheet.formulas[row, 5].text for row in range(3, 8)} == {
        "costs[[#This Row],[Number]]*costs[[#This Row],[Price]]"
    }
    assert (6, 5) not in sheet.values  # nobody has computed it
    again = openpyxl.load_workbook(io.BytesIO(new.package.data))["Costs"]
    formats = [[again.cell(row, column).number_format for column in range(2, 6)] for row in (5, 6, 7)]
    assert formats == [["General", "General", "#,##0.00", "#,##0.00"]] * 3
    assert again.tables["costs"].ref == again.tables["costs"].autoFilter.ref == "B2:E7"
    assert again.dimensions == "B2:E7"


def test_what_belongs_to_all_rows_grows_with_them():
    def more(book, sheet):
        other = book.add_worksheet("Other")
        stop = {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": 9}
        large = {"type": "cell", "criteria": ">", "value": 5}
        sheet.data_validation("C3:C5", stop)
        sheet.data_validation("C4:C5", stop | {"minimum": 2})
        sheet.conditional_format("D3:D5", large | {"multi_range": "D3:D5 A1"})
        sheet.conditional_format("A3:A5", large)
        sheet.conditional_format("B2:E5", large)
        sheet.conditional_format("D3:D5", {"type": "data_bar", "data_bar_2010": True})
        book.define_name("items", "=Costs!$B$3:$B$5")
        book.define_name("Costs!whole", "=Costs!$B$2:$E$5")
        book.define_name("one", "=Costs!$B$5")
        book.define_name("elsewhere", "=Other!$B$3:$B$5")
        book.define_name("part", "=Costs!$B$4:$B$5")
        book.define_name("computed", "=SUM(Costs!$C$3:$C$5,Other!C3:C5)")
        other.write_formula("A1", "=SUM(costs[Cost])+SUM(B3:B5)+Costs!B4")

    book = costs(more=more)
    new = read(Package(with_inputs(book, rows={"costs": [{"Item": "a"}, {"Item": "b", "Number": 9}]})))
    names = {name.name: name.text for name in new.names}
    assert names == {
        "items": "Costs!$B$3:$B$6",
        "whole": "Costs!$B$2:$E$6",
        "one": "Costs!$B$5",
        "elsewhere": "Other!$B$3:$B$5",
        "part": "Costs!$B$4:$B$5",
        "computed": "SUM(Costs!$C$3:$C$6,Other!C3:C5)",
    }
    sheet = new.package.read("xl/worksheets/sheet1.xml").decode()
    assert re.findall(r'<dataValidation [^>]*sqref="([^"]*)"', sheet) == ["C3:C6", "C4:C5"]
    assert re.findall(r'<conditionalFormatting sqref="([^"]*)"', sheet) == [
        "D3:D6 A1",
        "A3:A5",
        "B2:E6",
        "D3:D6",
    ]
    assert re.findall(r"<xm:sqref>([^<]*)<", sheet) == ["D3:D6"]


def test_other_parts_keep_every_byte_when_a_table_grows():
    book = costs(more=lambda book, _: book.define_name("x", "=Costs!$A$1"))
    new = Package(with_inputs(book, rows={"costs": [{"Item": "a"}, {"Item": "b"}]}))
    changed = {name for name in new.names if new.read(name) != book.package.read(name)}
    assert changed == {"xl/worksheets/sheet1.xml", "xl/tables/table1.xml"}
    assert new.names == book.package.names


CHAIN = "xl/calcChain.xml"


KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"


def with_calculation_chain(book):
    """As Excel saves it: with the list of all formula cells."""
    parts = {name: book.package.read(name) for name in book.package.names}
    chain = f'<calcChain xmlns="{MAIN}"><c r="E3" i="1"/></calcChain>'
    link = f'<Relationship Id="rId99" Type="{KIND}" Target="calcChain.xml"/></Relationships>'
    type_ = f'<Override PartName="/{CHAIN}" ContentType="application/x"/></Types>'
    rels = "xl/_rels/workbook.xml.rels"
    parts[rels] = parts[rels].replace(b"</Relationships>", link.encode())
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", type_.encode())
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, content in (parts | {CHAIN: chain.encode()}).items():
            package.writestr(name, content)
    return read(Package(buffer.getvalue()))


def test_the_calculation_chain_goes_where_there_are_new_formulas():
    """Excel makes it anew, but takes a cell that it doesn't name for one without a formula."""
    book = with_calculation_chain(costs())
    grown = Package(with_inputs(book, rows={"costs": [{}, {"Item": "b"}]}))
    assert CHAIN not in grown
    assert b"calcChain" not in grown.read("[Content_Types].xml") + grown.read("xl/_rels/workbook.xml.rels")
    assert CHAIN in Package(with_inputs(book, rows={"costs": [{"Item": "a"}]}))


def test_the_rules_of_all_rows_hold_for_new_ones():
    def more(_, sheet):
        sheet.data_validation("C3:C5", {"validate": "integer", "criteria": "<", "value": 10})

    (refusal,) = refused(costs(more=more), {"costs": [{}, {"Number": 10}]})
    assert (refusal.where, refusal.code) == ("Costs!C6", "invalid")


def test_formulas_with_cells_go_on_in_the_new_rows():
    def make(_, sheet):
        columns = [{"header": "n"}, {"header": "twice"}]
        sheet.add_table("A1:B3", {"name": "t", "columns": columns})
        for row in (2, 3):
            sheet.write(row - 1, 0, row)
            sheet.write_formula(row - 1, 1, f"=A{row}*2+$D$1")

    found = written(make)
    part = "xl/tables/table1.xml"
    plain = found.package.read(part)
    column = b'<tableColumn id="2" name="twice"'
    with_formula = plain.replace(
        column + b"/>",
        column + b"><calculatedColumnFormula>A2*2+$D$1</calculatedColumnFormula></tableColumn>",
    )
    calculated = read(Package(found.package.written({part: with_formula})))
    rows = {"t": [{"n": 1}, {"n": 2}]}
    new = read(Package(with_inputs(calculated, rows=rows))).sheets[0]
    assert [new.formulas[row, 2].text for row in (4, 5)] == ["A4*2+$D$1", "A5*2+$D$1"]
    # a column that Excel doesn't know as computed isn't filled
    assert read(Package(with_inputs(found, rows=rows))).sheets[0].formulas == found.sheets[0].formulas


ROWS = {"costs": [{"Item": "a"}, {"Item": "b"}]}


def protected(_, sheet):
    sheet.protect()


def something_below(_, sheet):
    sheet.write("D6", 1)


def something_merged_below(_, sheet):
    sheet.merge_range("E6:F6", "")


def a_table_below(_, sheet):
    sheet.add_table("D6:F9", {"name": "other"})


def an_array_below(_, sheet):
    sheet.write_array_formula("A6:B7", "{=H1:I2}")


def a_reader(_, sheet):
    sheet.write_formula("H1", "=SUM(C3:C5)")


def a_reader_elsewhere(book, _):
    book.add_worksheet("Other").write_formula("A1", "=SUM('Costs'!$C$2:$C$5)")


def a_chart(book, sheet):
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "=Costs!$E$3:$E$5"})
    sheet.insert_chart("H1", chart)


def a_rule_with_all_rows(_, sheet):
    sheet.conditional_format("B3:B5", {"type": "formula", "criteria": "=$C3>AVERAGE($C$3:$C$5)"})


def a_lookup(_, sheet):
    sheet.write_formula("H1", "=VLOOKUP(1,$A$1:$C$5,2)")


def a_name_with_cells_beside(book, _):
    book.define_name("wide", "=Costs!$A$3:$B$5")


def a_name_for_the_table_and_cells_beside(book, _):
    book.define_name("both", "=SUM(Costs!$C$3:$C$5)+SUM(Costs!$E$3:$F$5)")


def a_name_from_above_the_table(book, _):
    book.define_name("Costs!tall", "=Costs!$C$1:$C$5")


def a_print_area(_, sheet):
    sheet.print_area("A1:F5")


CANNOT_GROW = {
    "name with cells beside": (a_name_with_cells_beside, "the name wide reads its rows by their cells"),
    "name partly beside": (a_name_for_the_table_and_cells_beside, "the name both reads its rows by"),
    "name from above": (a_name_from_above_the_table, "the name tall reads its rows by their cells"),
    "print area": (a_print_area, "the name _xlnm.Print_Area reads its rows by their cells"),
    "formula that reads more than the table": (a_lookup, "the formula in Costs!H1 reads its rows"),
    "protected": (protected, "its sheet is protected"),
    "value below": (something_below, "Costs!D6, below it, isn't free"),
    "merged below": (something_merged_below, "Costs!E6, below it, isn't free"),
    "table below": (a_table_below, "Costs!D6, below it, isn't free"),
    "array below": (an_array_below, "Costs!A6, below it, isn't free"),
    "formula": (a_reader, "the formula in Costs!H1 reads its rows by their cells"),
    "formula on another sheet": (a_reader_elsewhere, "the formula in Other!A1 reads its rows by their cells"),
    "chart": (a_chart, "a chart (xl/charts/chart1.xml) reads its rows by their cells"),
    "conditional format": (a_rule_with_all_rows, "a conditional format (Costs!B3:B5) reads its rows by"),
}


@pytest.mark.parametrize("name", CANNOT_GROW)
def test_a_table_that_cannot_grow_alone_does_not_grow(name):
    more, reason = CANNOT_GROW[name]
    (refusal,) = refused(costs(more=more), ROWS)
    assert (refusal.where, refusal.code) == ("costs", "no-room")
    assert f" for 2 new ones, and {reason}" in refusal.reason


@pytest.mark.parametrize("name", CANNOT_GROW)
def test_its_blank_rows_are_filled_all_the_same(name):
    more, _ = CANNOT_GROW[name]
    book = costs(more=None if more is protected else more)
    assert entered(book, rows={"costs": [{"Item": "a"}]}).replaced


def test_a_name_without_a_sheet_may_mean_the_rows_of_the_table():
    book = costs(more=lambda book, _: book.define_name("bare", "=Costs!$C$3:$C$5"))
    data = book.package.read("xl/workbook.xml")
    assert b"Costs!$C$3:$C$5" in data
    bare = {"xl/workbook.xml": data.replace(b"Costs!$C$3:$C$5", b"$C$3:$C$5")}
    (refusal,) = refused(read(Package(book.package.written(bare))), ROWS)
    assert "the name bare reads its rows by their cells" in refusal.reason


def stored_otherwise(book, old, new):
    """A workbook whose first table is stored otherwise."""
    part = "xl/tables/table1.xml"
    data = book.package.read(part)
    assert old in data
    return read(Package(book.package.written({part: data.replace(old, new)})))


def test_a_table_that_something_else_fills_does_not_grow():
    query = stored_otherwise(costs(), b' name="costs"', b' tableType="queryTable" name="costs"')
    array = stored_otherwise(costs(), b"<calculatedColumnFormula>", b'<calculatedColumnFormula array="1">')
    for book in (query, array):
        (refusal,) = refused(book, ROWS)
        assert "a query or array formulas fill it" in refusal.reason


def insert_row(attributes=b'insertRow="1" insertRowShift="1"'):
    """A table without data, as Excel saves it: its only row is the empty one for a first entry."""

    def make(_, sheet):
        sheet.add_table("A1:B2", {"name": "t", "columns": [{"header": "a"}, {"header": "b"}]})

    return stored_otherwise(written(make), b' name="t"', b' %b name="t"' % attributes)


def table_part(data):
    return Package(data).read("xl/tables/table1.xml")


@pytest.mark.parametrize("count", [1, 2])
def test_the_empty_row_for_a_first_entry_becomes_data(count):
    """ECMA-376 part 1, 18.5.1.2: with `insertRow` the row isn't data; a table with data doesn't have it."""
    book = insert_row()
    new = table_part(with_inputs(book, rows={"t": [{"a": 1.0}] * count}))
    plain = book.package.read("xl/tables/table1.xml").replace(b' insertRow="1" insertRowShift="1"', b"")
    assert b"A1:B2" in plain
    assert new == plain.replace(b"A1:B2", b"A1:B%d" % (count + 1))


def test_so_it_does_by_a_value_for_its_cell_or_by_a_row_below_it():
    book = insert_row()
    assert b"insertRow" not in table_part(with_inputs(book, {("Costs", (2, 2)): 5}))
    assert b"insertRow" not in table_part(with_inputs(book, rows={"t": [{}, {"a": 1}]}))


@pytest.mark.parametrize(
    "values", [{("Costs", (2, 2)): None}, {("Costs", (2, 3)): 5}, {("Costs", (9, 1)): 5}]
)
def test_a_table_that_stays_empty_keeps_its_row_for_a_first_entry(values):
    book = insert_row()
    assert table_part(with_inputs(book, values)) == book.package.read("xl/tables/table1.xml")


def test_formulas_that_differ_from_row_to_row_are_not_continued():
    book = stored_otherwise(
        costs(more=lambda _, sheet: sheet.write_formula("E3", "=D3*9")),
        b"costs[[#This Row],[Number]]*costs[[#This Row],[Price]]</c",
        b"D3*2</c",
    )
    (refusal,) = refused(book, ROWS)
    assert "the formulas of its column Cost differ from row to row" in refusal.reason


def test_a_table_without_rows_does_not_grow():
    book = stored_otherwise(costs(), b'ref="B2:E5"', b'ref="B2:E2"')
    (refusal,) = refused(book, {"costs": [{"Item": "a"}]})
    assert "it has no row of which the new ones could take their form" in refusal.reason


def test_the_second_table_of_a_sheet_grows_and_the_first_stays():
    def more(book, sheet):
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=Costs!$A$1:$A$2"})
        sheet.insert_chart("K1", chart)
        sheet.add_table("G2:H3", {"name": "other", "columns": [{"header": "x"}, {"header": "y"}]})
        sheet.write_blank("G3", None, book.add_format({"bold": True}))
        sheet.write_blank("G4", None, book.add_format({"italic": True}))
        book.add_worksheet("Other")

    book = costs(more=more)
    new = with_inputs(book, {("Other", (1, 1)): 1}, {"other": [{"x": 1}, {"y": 2}]})
    assert tables(new) == {"costs": "B2:E5", "other": "G2:H4"}
    sheet = openpyxl.load_workbook(io.BytesIO(new))["Costs"]
    assert (sheet["G3"].value, sheet["H4"].value, sheet["G4"].font.bold) == (1, 2, True)


def test_both_tables_of_a_sheet_grow_at_once():
    def more(_, sheet):
        columns = [{"header": "x", "formula": "1"}, {"header": "y"}]
        sheet.add_table("G2:H3", {"name": "other", "columns": columns})

    new = with_inputs(costs(more=more), rows=ROWS | {"other": [{"y": 1}, {"y": 2}]})
    assert tables(new) == {"costs": "B2:E6", "other": "G2:H4"}


def test_a_table_saved_by_excel_grows(excel_saved):
    book = read(Package((excel_saved / "apache-simple-monthly-budget.xlsx").read_bytes()))
    rows = {"tblExpenses": [{"Item": "Coffee", "Amount": 12.5}, {"Item": "Tea"}]}
    new = read(Package(with_inputs(book, rows=rows)))
    assert [range_a1(table.area) for table in new.tables if table.name == "tblExpenses"] == ["B10:C25"]
    package = new.package
    changed = {name for name in package.names if package.read(name) != book.package.read(name)}
    assert changed == {"xl/worksheets/sheet1.xml", "xl/tables/table2.xml"}
    coffee = '<c r="B24" t="inlineStr"><is><t>Coffee</t></is></c><c r="C24" s="1"><v>12.5</v></c>'
    tea = '<c r="B25" t="inlineStr"><is><t>Tea</t></is></c><c r="C25" s="1"/>'
    added = f'<row r="24">{coffee}</row><row r="25">{tea}</row></sheetData>'
    grown = book.package.read("xl/worksheets/sheet1.xml").decode().replace("</sheetData>", added)
    grown = grown.replace('<dimension ref="A1:H23"/>', '<dimension ref="A1:H25"/>')
    assert package.read("xl/worksheets/sheet1.xml").decode() == grown


def test_references_grow_whichever_corner_comes_first():
    rows = stretch(costs().tables[0], 2)
    grown = {
        "B5:$C$3": "B7:$C$3",
        "Costs!B$3:B$5": "Costs!B$3:B$7",
        "SUM(B3:B5,B5,B:B,3:5,D4:D5,F3:F5)": "SUM(B3:B7,B5,B:B,3:5,D4:D5,F3:F5)",
        "Other!B3:B5+ B3:B5": "Other!B3:B5+ B3:B7",
        "'costs'!B2:E5": "'costs'!B2:E7",
    }
    assert {formula: rows.longer_formula(formula, "Costs") for formula in grown} == grown
    assert rows.longer_formula("B3:B5", None) == "B3:B5"


def test_a_table_at_the_end_of_the_sheet_has_no_room():
    def make(_, sheet):
        sheet.add_table(1_048_573, 0, 1_048_575, 1, {"name": "t", "data": [[1, 1], [1, 1]]})

    (refusal,) = refused(written(make), {"t": [{"Column1": 1}]})
    assert (
        "it has no blank row at its end for 1 new ones, and its new rows would lie outside" in refusal.reason
    )
