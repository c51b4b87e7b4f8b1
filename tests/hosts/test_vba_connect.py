"""The macro that binds a workbook's formulas to the add-in, run without Excel."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyopenvba.apps.excel import Application, ExcelApplication, Range
from pyopenvba.interpreter._objects import MemberSpec, VBAObject
from pyopenvba.interpreter._values import NOTHING, VBAArray, VBAErrorValue, error

from roi_xl.addin import vba
from roi_xl.calc import FUNCTIONS


class AutoCorrect(VBAObject):
    """The one setting of Excel's that pyOpenVBA's model lacks."""

    vba_type_name = "AutoCorrect"
    fills = True


AutoCorrect._vba_members = AutoCorrect._vba_members | {
    "autofillformulasinlists": MemberSpec(
        "AutoFillFormulasInLists",
        "property",
        getter=lambda *_: AutoCorrect.fills,
        setter=lambda _, value: setattr(AutoCorrect, "fills", value),
    )
}


def without_attributes(text):
    """VBA as its editor shows it."""
    return re.sub(r"(?m)^Attribute .*\n", "", text)


def connector():
    """An Excel with the add-in's macro."""
    app = ExcelApplication()
    app.add_workbook()
    app.add_module(without_attributes(vba.connect_module(FUNCTIONS)), name="roi_xl_connect")
    return app


REWRITER = connector()


def bound(formula):
    """A formula as the macro enters it."""
    return REWRITER.run("roi_xl_connect.Bound", formula)


PLACES = [
    "TRAINING_ROI", "training_roi", "Training_Roi",
    "_xll.TRAINING_ROI", "_XLL.training_roi", "_xludf.TRAINING_ROI",
    "_xldudf_XLW_TRAINING_ROI", "_xldudf_MY_OWN_TRAINING_ROI", "XLW.TRAINING_ROI",
    "ROI.TRAINING_ROI", "Roi.training_roi", "'[12]'!TRAINING_ROI",
    "[1]!TRAINING_ROI", "roi_xl.xlam!TRAINING_ROI", "'[roi_xl.xlam]'!TRAINING_ROI", "#REF!TRAINING_ROI",
    "'C:\\Users\\Åsa O''Neil\\AppData\\Roaming\\Microsoft\\Excel\\XLSTART\\roi_xl.xlam'!TRAINING_ROI",
    "'D:\\old\\roi.XLL'!TRAINING_ROI", "'https://d.docs.live.net/x/roi_xl.xlam'!TRAINING_ROI",
    "'https://contoso.sharepoint.com/Shared Documents/roi_xl.xlam?web=1'!TRAINING_ROI",
]  # fmt: skip

OTHERS = [
    '="TRAINING_ROI("&A1', "='It''s TRAINING_ROI('!A1", '="say ""_xll.TRAINING_ROI(1)"""',
    "=Table1[TRAINING_ROI('](x)]", "=Table1[a'](_xll.TRAINING_ROI(]",
    "=Table1[[#This Row],[_xll.TRAINING_ROI(]]",
    "=my_macros.xlsm!TRAINING_ROI(1)", "='C:\\x\\book.xlsx'!TRAINING_ROI(1)",
    "='2024'!TRAINING_ROI(1)", "='[1]2024'!TRAINING_ROI(1)", "='[1]'2024!TRAINING_ROI(1)",
    "='https://contoso.sharepoint.com/book.xlsx?from=roi_xl.xlam'!TRAINING_ROI(1)",
    "=OLD.TRAINING_ROI(1)", "=MY_TRAINING_ROI(1)", "=TRAINING_ROI_2(1)", "=TRAINING_ROI+1",
    "=_xll.ELSE(1)", "=[2]!ELSE(1)", "=_xldudf_XLW_ELSE(1)", "=SUM(A1:A3)", "=A1#", "=#N/A", "={1,2;3,4}",
    '="unfinished', "='unfinished", "=Table1[unfinished", "=", "", "TRAINING_ROI",
]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_every_spelling_is_bound_to_the_add_in(place):
    assert bound(f"=1+{place}(A1,Sheet2!B$1:B3)*2") == "=1+TRAINING_ROI(A1,Sheet2!B$1:B3)*2"


@pytest.mark.parametrize("place", PLACES)
def test_calls_within_calls_are_bound(place):
    nested = f'=IFERROR(@{place}(NET_BENEFIT(1,2),[1]!NET_BENEFIT("a(",{{1;2}})),"{place}(")'
    assert bound(nested) == (
        f'=IFERROR(@TRAINING_ROI(NET_BENEFIT(1,2),NET_BENEFIT("a(",{{1;2}})),"{place}(")'
    )


@pytest.mark.parametrize("formula", OTHERS)
def test_what_is_not_a_call_of_ours_stays_as_it_is(formula):
    assert bound(formula) == formula


@given(
    st.text(st.sampled_from("\"'[]!#(@A_,.ü"), max_size=12),
    st.text(st.characters(codec="cp1252"), max_size=20),
)
def test_texts_are_never_touched(before, text):
    quoted = '"' + text.replace('"', '""') + '"'
    assert f"{quoted}" in bound(f"=_xll.NET_BENEFIT({quoted},1)")
    assert bound(bound(f"={before}")) == bound(f"={before}") == f"={before}"


@pytest.fixture
def excel(monkeypatch):
    """An Excel with the macro and a blank workbook."""
    monkeypatch.setitem(
        Application._vba_members, "autocorrect",
        MemberSpec("AutoCorrect", "property", getter=lambda *_: AutoCorrect()),
    )  # fmt: skip
    AutoCorrect.fills = True
    return connector()


@pytest.fixture
def book(excel):
    """The same with formulas that point elsewhere."""
    app = excel
    write(app, "A1", "Value", 3.0)
    write(app, "B1", "Formula", "='C:\\old\\roi_xl.xlam'!NET_BENEFIT(A1,1)")
    write(app, "B2", "Formula2", "=_xll.HOUR_VALUE(A1:A3)")
    write(app, "B3", "Value", "'=_xll.NET_BENEFIT(1,2)")
    write(app, "B4", "Formula", "=SUM(A1)")
    write(app, "C1:C3", "FormulaArray", "=_xll.HOUR_VALUE(A1:A3)")
    write(app, "D1", "Formula2", "=SEQUENCE(3)*_xll.NET_BENEFIT(A1,1)")
    return app


def refuse(*_):
    raise error(1004, "not today")


def write(app, place, member, value):
    app.sheet(1).sheet.vba_get("Range", [place]).vba_set(member, value)


def read(app, place, member):
    return app.sheet(1).sheet.vba_get("Range", [place]).vba_get(member)


def connect(app):
    """What the macro says after its work."""
    app.run("roi_xl_connect.ConnectThisWorkbook")
    return app.dialogs[-1][1]


def test_the_macro_says_how_many_formulas_it_connected(book):
    assert connect(book) == "Formulas connected: 4."


@pytest.mark.parametrize(
    ("place", "member", "formula"),
    [
        pytest.param("B1", "Formula2", "=@NET_BENEFIT(A1,1)", id="an ordinary formula stays ordinary"),
        pytest.param("B2", "Formula2", "=HOUR_VALUE(A1:A3)", id="one that may spill still may"),
        pytest.param("C3", "Formula", "=HOUR_VALUE(A1:A3)", id="an array formula is connected as a whole"),
        pytest.param("C1", "HasArray", True, id="and remains one"),
        pytest.param("D1", "Formula2", "=SEQUENCE(3)*NET_BENEFIT(A1,1)", id="one that spills is connected"),
        pytest.param("D1", "HasSpill", True, id="and still spills"),
        pytest.param("B3", "Value", "=_xll.NET_BENEFIT(1,2)", id="a text stays a text"),
        pytest.param("B4", "Formula", "=SUM(A1)", id="others' functions stay"),
    ],
)
def test_every_kind_of_formula_keeps_its_kind(book, place, member, formula):
    connect(book)
    assert read(book, place, member) == formula


def test_what_a_formula_spills_is_left_also_by_an_excel_that_shows_the_formula_in_every_cell(
    excel, monkeypatch
):
    write(excel, "A1", "Formula2", "=SEQUENCE(3)*_xll.NET_BENEFIT(3,1)")
    shown = replace(
        Range._vba_members["formula"],
        getter=lambda *_: VBAArray([(1, 3), (1, 1)], items=["=SEQUENCE(3)*_xll.NET_BENEFIT(3,1)"] * 3),
    )
    monkeypatch.setitem(Range._vba_members, "formula", shown)
    has = replace(Range._vba_members["hasformula"], getter=lambda *_: True)
    monkeypatch.setitem(Range._vba_members, "hasformula", has)
    assert connect(excel) == "Formulas connected: 1."


def test_a_sheet_of_one_cell_is_connected(excel):
    app = excel
    write(app, "A1", "Formula", "=_xll.NET_BENEFIT(3,1)")
    connect(app)
    assert read(app, "A1", "Formula") == "=NET_BENEFIT(3,1)"


def test_an_excel_before_2021_enters_formulas_as_it_always_did(book, monkeypatch):
    absent = {"HasSpill": "hasspill", "Formula2": "formula2"}
    for name, key in absent.items():
        monkeypatch.setitem(Range._vba_members, key, MemberSpec(name, "property", getter=refuse))
    connect(book)
    assert [read(book, place, "Formula") for place in ("B1", "C2")] == [
        "=NET_BENEFIT(A1,1)", "=HOUR_VALUE(A1:A3)",
    ]  # fmt: skip


def test_without_a_workbook_there_is_nothing_to_connect(monkeypatch):
    nothing = MemberSpec("ActiveWorkbook", "property", getter=lambda *_: NOTHING)
    monkeypatch.setitem(Application._vba_members, "activeworkbook", nothing)
    assert connect(connector()) == "Open a workbook first."


def test_defined_names_are_connected(book):
    book.add_named_range("net", "=_xll.NET_BENEFIT(Sheet1!$A$1,1)")
    assert connect(book) == "Formulas connected: 5."
    assert [name.refers_to for name in book.named_ranges()] == ["=NET_BENEFIT(Sheet1!$A$1,1)"]


def test_a_protected_sheet_is_reported_by_its_name_with_the_remedy_and_left(book):
    book.sheet(1).sheet.vba_call("Protect", [])
    said = connect(book)
    assert "not connected yet: Sheet1.\n" in said
    assert "Review > Unprotect Sheet" in said
    assert read(book, "B1", "Formula").endswith("roi_xl.xlam'!NET_BENEFIT(A1,1)")


def test_plain_names_on_a_protected_sheet_are_no_trouble(excel):
    write(excel, "A1", "Formula", "=IFERROR(NET_BENEFIT(3,1),1)")
    excel.sheet(1).sheet.vba_call("Protect", [])
    said = connect(excel)
    assert "fine as they are: 1." in said
    assert "Unprotect" not in said


def test_a_plain_name_that_excel_has_not_found_is_trouble(excel, monkeypatch):
    write(excel, "A1", "Formula", "=NET_BENEFIT(3,1)")
    not_found = replace(Range._vba_members["value"], getter=lambda *_: VBAErrorValue(2029))  # #NAME?
    monkeypatch.setitem(Range._vba_members, "value", not_found)
    excel.sheet(1).sheet.vba_call("Protect", [])
    assert "not connected yet: Sheet1." in connect(excel)


def test_however_much_there_is_to_say_the_message_box_shows_all_of_it(excel, monkeypatch):
    def refuse_at_length(*_):
        raise error(1004, "no " * 200)

    monkeypatch.setitem(
        Range._vba_members, "formula2", replace(Range._vba_members["formula2"], setter=refuse_at_length)
    )
    for row in range(1, 31):
        write(excel, f"A{row}", "Formula", "=_xll.NET_BENEFIT(3,1)")
    for number in range(30):
        sheet = excel.sheet(1).sheet.vba_get("Parent").vba_get("Worksheets").vba_call("Add", [])
        sheet.vba_set("Name", f"{number:031}")
        sheet.vba_get("Range", ["A1"]).vba_set("Formula", "=_xll.NET_BENEFIT(3,1)")
        sheet.vba_get("Range", ["A2"]).vba_set("Formula", "=IFERROR(NET_BENEFIT(3,1),1)")
        sheet.vba_call("Protect", [])
    said = connect(excel)
    assert len(said) < 1024
    for part in ("connected: 0.", "are: 30.", "...\n", "then connect again", "Excel refused:\nSheet1!A1: no"):
        assert part in said
    assert said.endswith("\n...")


def test_what_excel_refuses_is_reported_with_its_cell(book, monkeypatch):
    # as it does with an array formula of more than 255 characters
    known = Range._vba_members["formulaarray"]
    monkeypatch.setitem(Range._vba_members, "formulaarray", replace(known, setter=refuse))
    assert connect(book) == "Formulas connected: 3.\nExcel refused:\nSheet1!C1: not today"


SETTINGS = ("Calculation", "EnableEvents")


def settings(app):
    """Excel's settings that the macro changes while it works."""
    return [*map(app.application.vba_get, SETTINGS), AutoCorrect.fills]


def test_while_formulas_are_entered_nothing_is_computed_filled_or_told_to_macros(book, monkeypatch):
    seen = []
    known = Range._vba_members["formulaarray"]
    monkeypatch.setitem(
        Range._vba_members, "formulaarray", replace(known, setter=lambda *_: seen.append(settings(book)))
    )
    connect(book)
    assert seen == [[-4135, False, False]]  # xlCalculationManual


def test_excels_settings_are_as_before(book):
    before = settings(book)
    assert before == [-4105, True, True]  # xlCalculationAutomatic
    connect(book)
    assert settings(book) == before


def test_excels_settings_are_as_before_also_when_something_fails(book, monkeypatch):
    before = settings(book)
    members = type(book.sheet(1).sheet.vba_get("Parent"))._vba_members
    monkeypatch.setitem(members, "names", MemberSpec("Names", "property", getter=refuse))
    assert connect(book) == "Formulas connected: 4.\nExcel refused:\nnot today"
    assert settings(book) == before


# LibreOffice's Basic, a second implementation of the language

CHECK = """
Sub Check()
    Dim formulas As Variant, wanted As Variant, i As Long
    formulas = Array({formulas})
    wanted = Array({wanted})
    Open "{result}" For Output As #1
    For i = 0 To UBound(formulas)
        If Bound(formulas(i)) <> wanted(i) Then Print #1, "formula " & i
    Next i
    Print #1, "checked " & i
    Close #1
    StarDesktop.terminate()
End Sub
"""


def literals(texts):
    return ", ".join('"' + text.replace('"', '""') + '"' for text in texts)


def test_libreoffices_basic_binds_every_formula_alike(basic):
    formulas = [*(f"=1+{place}(A1)" for place in PLACES), *OTHERS]
    wanted = [*("=1+TRAINING_ROI(A1)" for _ in PLACES), *OTHERS]
    check = CHECK.format(formulas=literals(formulas), wanted=literals(wanted), result=basic.result)
    said = basic(without_attributes(vba.connect_module(FUNCTIONS)) + check)
    assert said.split("\n") == [f"checked {len(formulas)}", ""]
