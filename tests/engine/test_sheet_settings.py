"""What a sheet says of itself beside its cells: filtered rows, saved views, the rules of Lotus 1-2-3.

The values are Microsoft's rule for SUBTOTAL, added by hand: codes 1 to 11 count rows hidden by hand, no code
counts filtered rows. Source: Microsoft, "SUBTOTAL function"; ECMA-376 part 1, 18.3.1.82 and 18.3.2.7.
"""

import io
import zipfile

import pytest
import xlsxwriter

from roi_xl.xlsx import Package, read

SHEET = "xl/worksheets/sheet1.xml"
TABLE = "xl/tables/table1.xml"
CRITERION = '<filterColumn colId="0"><filters><filter val="10"/></filters></filterColumn>'
ARROW = '<filterColumn colId="0" hiddenButton="1"/>'
VIEW = '<customSheetViews><customSheetView guid="{{0}}" filter="1">{}</customSheetView></customSheetViews>'


def filtering(columns):
    return f'<autoFilter ref="A1:A6">{columns}</autoFilter>'


@pytest.fixture
def saved():
    """A workbook made by XlsxWriter, with parts of its XML changed: by part, what is put before which tag."""

    def make(fill, changes=(), encoding="utf-8"):
        buffer, new = io.BytesIO(), io.BytesIO()
        with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
            fill(book)
        with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(new, "w") as out:
            for name in old.namelist():
                data = old.read(name)
                for part, before, text in changes:
                    if part == name:
                        assert data.count(before.encode()) == 1
                        data = data.replace(before.encode(), (text + before).encode())
                if name == SHEET:
                    data = data.decode().replace("UTF-8", encoding.upper(), 1).encode(encoding)
                out.writestr(name, data)
        return read(Package(new.getvalue()))

    return make


@pytest.fixture
def amounts(saved):
    """10, 20, 30, 40 and 50 in A2:A6 with rows 3 and 5 hidden, and a formula in C9."""

    def make(formula, *, properties="", filters="", encoding="utf-8"):
        def fill(book):
            page = book.add_worksheet("S")
            page.write_column("A1", ["amount", 10, 20, 30, 40, 50])
            for row in (2, 4):
                page.set_row(row, None, None, {"hidden": True})
            page.write_formula("C9", formula, None, -1)

        changes = [(SHEET, "<dimension", properties), (SHEET, "<pageMargins", filters)]
        return saved(fill, changes, encoding)

    return make


UNCLEAR = [
    ('<sheetPr filterMode="1"/>', ""),
    ('<sheetPr filterMode="true"><tabColor rgb="FFFF0000"/></sheetPr>', ""),
    ("<sheetPr codeName='S' filterMode='&#49;'/>", filtering("")),
    ('<sheetPr filterMode="1"/>', filtering(ARROW)),
    ('<sheetPr filterMode="1"/>', VIEW.format(filtering(CRITERION))),
    ("", filtering('<filterColumn colId="0"><filters/></filterColumn>')),
    ("", filtering('<filterColumn colId="0"><dynamicFilter type="null"/></filterColumn>')),
    ("", filtering('<filterColumn colId="0"><extLst><ext uri="{0}"/></extLst></filterColumn>')),
    ("", filtering(CRITERION).replace(' ref="A1:A6"', "")),
]


@pytest.mark.parametrize(("properties", "filters"), UNCLEAR)
def test_rows_filtered_by_what_the_file_does_not_tell_are_left_to_excel(
    amounts, evaluated, properties, filters
):
    values, findings, _ = evaluated(amounts("=SUBTOTAL(9,A2:A6)", properties=properties, filters=filters))
    assert "C9" not in values  # 90 after an advanced filter
    assert findings["hidden-rows"].where == "S!C9"


@pytest.mark.parametrize(("properties", "filters"), UNCLEAR)
def test_codes_that_count_no_hidden_row_need_not_know_why_it_is_hidden(
    amounts, evaluated, properties, filters
):
    values, findings, _ = evaluated(amounts("=SUBTOTAL(109,A2:A6)", properties=properties, filters=filters))
    assert (values["C9"], findings) == (90.0, {})


def test_a_part_in_utf_16_is_read_as_well(amounts, evaluated):
    mode = '<sheetPr filterMode="1"/>'
    _, findings, _ = evaluated(amounts("=SUBTOTAL(9,A2:A6)", properties=mode, encoding="utf-16"))
    assert set(findings) == {"hidden-rows"}
    by_criterion = amounts("=SUBTOTAL(9,A2:A6)", filters=filtering(CRITERION), encoding="utf-16")
    values, findings, _ = evaluated(by_criterion)
    assert (values["C9"], findings) == (90.0, {})


@pytest.mark.parametrize(
    ("properties", "filters"),
    [
        ('<sheetPr filterMode="0"/>', ""),
        ('<sheetPr filterMode="false"/>', filtering("")),
        ("", filtering(ARROW)),
        ("", filtering('<filterColumn colId="0" hiddenButton="0" showButton="0"></filterColumn>')),
        ("", VIEW.format(filtering(CRITERION))),
        ("", filtering(ARROW) + VIEW.format(filtering(CRITERION))),
    ],
)
@pytest.mark.parametrize(("formula", "excel"), [("=SUBTOTAL(9,A2:A6)", 150.0), ("=SUBTOTAL(1,A2:A6)", 30.0)])
def test_rows_hidden_by_hand_count_where_no_filter_is_at_work(
    amounts, evaluated, properties, filters, formula, excel
):
    values, findings, _ = evaluated(amounts(formula, properties=properties, filters=filters))
    assert (values["C9"], findings) == (excel, {})


@pytest.mark.parametrize(
    "criterion",
    [
        '<filters><filter val="10"/><filter val="30"/><filter val="50"/></filters>',
        '<filters blank="1"/>',
        '<filters><dateGroupItem year="2026" dateTimeGrouping="year"/></filters>',
        '<customFilters><customFilter operator="notEqual" val="20"/></customFilters>',
        '<top10 val="3"/>',
        '<dynamicFilter type="aboveAverage" val="30"/>',
        '<colorFilter dxfId="0"/>',
        '<iconFilter iconSet="3Arrows" iconId="0"/>',
    ],
)
@pytest.mark.parametrize("properties", ["", '<sheetPr filterMode="1"/>'])
def test_every_kind_of_criterion_filters(amounts, evaluated, properties, criterion):
    filters = filtering(f'<filterColumn colId="0">{criterion}</filterColumn>')
    values, findings, _ = evaluated(amounts("=SUBTOTAL(9,A2:A6)", properties=properties, filters=filters))
    assert (values["C9"], findings) == (90.0, {})


@pytest.mark.parametrize(("column", "excel"), [(ARROW, 150.0), (CRITERION, 90.0)])
def test_the_filter_of_a_table_is_told_from_its_hidden_arrows(saved, evaluated, column, excel):
    def fill(book):
        page = book.add_worksheet("S")
        page.add_table("A1:A6", {"data": [[10], [20], [30], [40], [50]], "columns": [{"header": "amount"}]})
        for row in (2, 4):
            page.set_row(row, None, None, {"hidden": True})
        page.write_formula("C9", "=SUBTOTAL(9,Table1[amount])", None, -1)

    change = (TABLE, "<tableColumns", f'<autoFilter ref="A1:A6">{column}</autoFilter>')

    def without_filter(book):
        fill(book)
        book.get_worksheet_by_name("S").tables[0]["autofilter"] = ""

    values, findings, _ = evaluated(saved(without_filter, [change]))
    assert (values["C9"], findings) == (excel, {})


LOTUS = '<sheetPr transitionEvaluation="1"/>'
"""Excel's help, "Transition formula evaluation": a cell with a text is 0, and 2<3 shows 1."""


@pytest.fixture
def two_sheets(saved):
    """Formulas on two sheets; the first has what is given as its properties."""

    def make(properties, **options):
        def fill(book):
            page, other = book.add_worksheet("S"), book.add_worksheet("Other")
            page.write_column("A1", [1, "text", 3])
            formulas = [
                "=A1+A2",
                "=2<3",
                "=SUM(A1:A3)",
                "=AVERAGE(A1:A3)",
                "=TRAINING_ROI(A3,A1)",
                "=Other!A1",
            ]
            for row, formula in enumerate(formulas):
                page.write_formula(row, 2, formula, None, -1)
            page.write_array_formula("E1:E2", "{=A1:A2*2}", None, -1)
            other.write_formula("A1", "=S!A1+1", None, -1)
            other.write_formula("A2", "=S!C3+1", None, -1)

        return saved(fill, [(SHEET, "<dimension", properties)], **options)

    return make


@pytest.mark.parametrize(
    "properties",
    [
        LOTUS,
        '<sheetPr transitionEvaluation="true" transitionEntry="1"/>',
        "<sheetPr filterMode='0' transitionEvaluation = '&#49;'><tabColor rgb='FFFF0000'/></sheetPr>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_formulas_by_the_rules_of_lotus_are_left_to_excel(two_sheets, evaluated, properties, encoding):
    _, findings, evaluation = evaluated(two_sheets(properties, encoding=encoding))
    assert set(findings) >= {"transition-evaluation"}
    assert findings["transition-evaluation"].remedy == "recalculate in Excel"
    assert evaluation.values.get("S", {}) == {}
    assert evaluation.values["Other"] == {(1, 1): 2.0}  # no reader of a cell that is kept


@pytest.mark.parametrize(
    "properties",
    ["", '<sheetPr transitionEvaluation="0"/>', '<sheetPr transitionEntry="1"/>'],
)
def test_formulas_entered_as_in_lotus_are_computed_as_ever(two_sheets, evaluated, properties):
    values, findings, evaluation = evaluated(two_sheets(properties))
    assert "transition-evaluation" not in findings
    assert (values["C2"], values["C3"], values["C4"]) == (True, 4.0, 2.0)
    assert evaluation.values["Other"] == {(1, 1): 2.0, (2, 1): 5.0}
