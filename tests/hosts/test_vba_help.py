"""What the add-in tells Excel's function wizard, and the hints for Excel-DNA IntelliSense."""

from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
import vba_modules
from pyopenvba.apps.excel import Application, ExcelApplication
from pyopenvba.interpreter import _values as values
from pyopenvba.interpreter._objects import MemberSpec

from roi_xl.addin import vba, xlam
from roi_xl.calc import FUNCTIONS

PARAMETERS = ("Macro", "Description", "Category", "ArgumentDescriptions", "HelpContextID", "HelpFile")
PAGE = "C:\\Users\\Pat\\.roi_xl\\help.html"
HELP_FILE = f'Public Function HelpFile() As String\n    HelpFile = "{PAGE}"\nEnd Function\n'


def opened(monkeypatch, options):
    """Open the add-in in an Excel whose MacroOptions is a function of what it was given by name."""

    def given(_, *texts):
        pairs = zip(PARAMETERS, texts, strict=False)
        options({name: value for name, value in pairs if value is not values.MISSING})

    member = MemberSpec("MacroOptions", "method", getter=given, parameters=PARAMETERS)
    monkeypatch.setitem(Application._vba_members, "macrooptions", member)
    app = ExcelApplication()
    app.add_workbook()
    app.add_module(HELP_FILE, name="roi_xl_python")
    app.add_module(vba_modules.editor_text(vba.help_module(FUNCTIONS)), name="roi_xl_help")
    # the interpreter connects no events: the tests call what handles them
    app.add_module(vba.workbook_code().replace("WithEvents ", ""), name="opening")
    app.run("opening.Workbook_Open")
    return app


@pytest.fixture
def wizard(monkeypatch):
    """What Excel's function wizard is told when the add-in opens, by the name of the function."""
    told = {}

    def options(given):
        told.setdefault(str(given["Macro"]), {}).update(given)

    opened(monkeypatch, options)
    return told


def test_every_function_is_described_with_its_arguments_in_every_sign(wizard):
    described = [
        (
            name.rpartition("!")[2],
            str(told["Description"]),
            str(told["Category"]),
            [*map(str, told["ArgumentDescriptions"].elements())] if "ArgumentDescriptions" in told else [],
        )
        for name, told in wizard.items()
    ]
    assert described == [
        (f.name, f.summary, "Training ROI", [p.text for p in f.params]) for f in FUNCTIONS.values()
    ]
    assert any(not "".join(arguments).isascii() for *_, arguments in described)


def test_help_on_a_function_is_its_place_in_the_page_of_functions(wizard):
    assert {name.rpartition("!")[2]: str(told["HelpFile"]) for name, told in wizard.items()} == {
        name: f"{PAGE}#{name}" for name in FUNCTIONS
    }


def test_descriptions_go_to_the_functions_of_this_workbook(wizard):
    assert {name.rpartition("!")[0] for name in wizard} == {"'Book1'"}


def test_an_excel_that_refuses_a_page_describes_the_functions_all_the_same(monkeypatch):
    told = []

    def options(given):
        if "HelpFile" in given:
            raise values.error(1004, "Method 'MacroOptions' failed")
        told.append(given["Macro"])

    opened(monkeypatch, options)
    assert len(told) == len(FUNCTIONS)


def test_an_excel_that_refuses_descriptions_opens_the_add_in_all_the_same(monkeypatch):
    asked = []

    def options(given):
        asked.append(given["Macro"])
        raise values.error(1004, "Cannot edit a macro on a hidden workbook")

    opened(monkeypatch, options)
    assert {*asked} == {f"'Book1'!{name}" for name in FUNCTIONS}


def test_without_a_workbook_descriptions_wait_for_the_first_one(monkeypatch):
    # as when Excel opens its start-up folder
    told = set()
    nothing = MemberSpec("ActiveWorkbook", "property", getter=lambda *_: values.NOTHING)
    monkeypatch.setitem(Application._vba_members, "activeworkbook", nothing)
    app = opened(monkeypatch, lambda given: told.add(given["Macro"]))
    assert told == set()
    app.run("opening.host_WorkbookActivate", values.NOTHING)
    assert len(told) == len(FUNCTIONS)


# Hints while typing: github.com/Excel-DNA/IntelliSense reads a custom XML part of this namespace

HINTS = "{http://schemas.excel-dna.net/intellisense/1.0}"


@pytest.fixture(scope="module")
def parts():
    """The parts of the add-in."""
    with ZipFile(BytesIO(xlam.built(FUNCTIONS))) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_hints_tell_every_function_with_its_arguments(parts):
    root = ET.fromstring(parts["customXml/item1.xml"])
    assert root.tag == f"{HINTS}IntelliSense"
    told = {
        function.get("Name"): (function.get("Description"), [a.get("Description") for a in function])
        for function in root.find(f"{HINTS}FunctionInfo")
    }
    assert told == {f.name: (f.summary, [p.text for p in f.params]) for f in FUNCTIONS.values()}


def test_optional_arguments_stand_in_brackets(parts):
    root = ET.fromstring(parts["customXml/item1.xml"])
    names = [a.get("Name") for a in root.find(f".//{HINTS}Function[@Name='COST_OF_ERROR']")]
    assert names == ["hours_to_correct", "hourly_value", "[material_cost]"]


def test_the_workbook_part_leads_to_the_hints_and_their_namespace_is_declared(parts):
    links = ET.fromstring(parts["xl/_rels/workbook.xml.rels"])
    assert "../customXml/item1.xml" in {link.get("Target") for link in links}
    assert HINTS.strip("{}").encode() in parts["customXml/itemProps1.xml"]
    types = {e.get("PartName"): e.get("ContentType") for e in ET.fromstring(parts["[Content_Types].xml"])}
    assert types["/customXml/itemProps1.xml"].endswith("customXmlProperties+xml")
