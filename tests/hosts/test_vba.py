"""The Excel add-in: its package, its VBA text, and that text run without Excel."""

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from io import BytesIO
from pathlib import Path
from posixpath import normpath
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.cfb import CFB
from pyopenvba.vba import parse_vba_project

from roi_xl.addin import AddInError, vba, xlam
from roi_xl.calc import FUNCTIONS

LANES = Path(__file__).parent / "lanes"
OURS = (
    "roi_xl_udfs", "roi_xl_help", "roi_xl_connect", "roi_xl_explain", "roi_xl_ribbon", "roi_xl_python",
)  # fmt: skip
functions = pytest.mark.parametrize("f", FUNCTIONS.values(), ids=FUNCTIONS)


@pytest.fixture(scope="module")
def built():
    """The add-in."""
    return xlam.built(FUNCTIONS)


@pytest.fixture(scope="module")
def parts(built):
    """The parts of its package."""
    with ZipFile(BytesIO(built)) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.fixture(scope="module")
def compound(parts):
    """Its VBA project as a compound file."""
    return CFB.from_bytes(parts["xl/vbaProject.bin"])


@pytest.fixture(scope="module")
def modules(compound):
    """The text of its modules by name."""
    return {module.name: module.source for module in parse_vba_project(compound).modules}


# The package


def test_two_builds_are_equal_byte_for_byte_wherever_and_by_whom(built, tmp_path):
    code = "import sys; from roi_xl.addin.xlam import built; from roi_xl.calc import FUNCTIONS; "
    elsewhere = {"HOME": str(tmp_path), "USER": "someone", "TMPDIR": str(tmp_path), "TZ": "Asia/Tokyo"}
    elsewhere |= {"PYTHONHASHSEED": "7", "PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.run(
        [sys.executable, "-c", f"{code}sys.stdout.buffer.write(built(FUNCTIONS))"],
        cwd=tmp_path, env=os.environ | elsewhere, capture_output=True, check=True,
    )  # fmt: skip
    assert run.stdout == built


def test_parts_carry_no_time(built):
    with ZipFile(BytesIO(built)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_properties_name_the_add_in_and_nobody(parts):
    properties = ET.fromstring(parts["docProps/core.xml"])
    assert {element.tag.rpartition("}")[2] for element in properties} == {"title", "description"}


def test_the_main_part_is_an_add_in_with_macros(parts):
    # as in xlwings' quickstart_addin.xlam, which Excel opens as an add-in
    types = {e.get("PartName"): e.get("ContentType") for e in ET.fromstring(parts["[Content_Types].xml"])}
    assert types["/xl/workbook.xml"] == "application/vnd.ms-excel.addin.macroEnabled.main+xml"


def test_code_names_of_the_workbook_are_those_of_its_document_modules(parts, modules):
    names = [*re.findall(rb'codeName="(\w+)"', parts["xl/workbook.xml"] + parts["xl/worksheets/sheet1.xml"])]
    assert {name.decode() for name in names} == modules.keys() - {*OURS}


def test_every_relationship_leads_to_a_part(parts):
    for name, content in parts.items():
        if name.endswith(".rels"):
            folder = Path(name).parent.parent
            targets = {normpath((folder / link.get("Target")).as_posix()) for link in ET.fromstring(content)}
            assert targets <= parts.keys()


def test_buttons_start_macros_that_exist(parts, modules):
    for button in ET.fromstring(parts["customUI/customUI.xml"]).iter():
        if "onAction" in button.attrib:
            module, macro = button.attrib["onAction"].split(".")
            assert f"Public Sub {macro}(ByVal control As Object)" in modules[module]


def test_libreoffice_opens_the_package(built, tmp_path):
    if shutil.which("soffice") is None:
        pytest.skip("the second reader of the add-in needs Debian's package libreoffice-calc")
    (tmp_path / "roi_xl.xlam").write_bytes(built)
    # it knows the format but not the suffix .xlam: the filter has to be named
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
            "--infilter=Calc MS Excel 2007 VBA XML", "--convert-to", "xlsx", "--outdir", tmp_path,
            tmp_path / "roi_xl.xlam",
        ],
        capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    with ZipFile(tmp_path / "roi_xl.xlsx") as package:
        assert b'name="Sheet1"' in package.read("xl/workbook.xml")


# The VBA project


def test_the_project_is_consistent(compound):
    assert parse_vba_project(compound).validate(compound) == []


def test_no_module_holds_compiled_code_that_could_differ_from_its_text(compound):
    # p-code stands before the text; olevba calls a project whose p-code disagrees "stomped"
    assert {module.text_offset for module in parse_vba_project(compound).modules} == {0}
    assert compound.get_stream_in_storage("VBA", "_VBA_PROJECT") == b"\xcc\x61\xff\xff\x00\x00\x00"
    assert not [name for name in compound.list_streams() if "__SRP_" in name]


OLEVBA = """
import json, sys
from oletools.olevba import VBA_Parser, VBA_Scanner
found = VBA_Parser("roi_xl.xlam", data=sys.stdin.buffer.read()).extract_macros()
modules = {name.rpartition(".")[0]: code for _, _, name, code in found}
words = [word for code in modules.values() for word in VBA_Scanner(code).scan()]
runs = {keyword for kind, keyword, _ in words if kind == "AutoExec"}
stomped = VBA_Parser(sys.argv[1]).detect_vba_stomping()
json.dump({"modules": modules, "runs": sorted(runs), "stomped": stomped}, sys.stdout)
"""


@pytest.fixture(scope="module")
def olevba(built, parts, tmp_path_factory):
    """What the reader of the virus hunters finds: `modules`, words that make them run, whether `stomped`."""
    project = tmp_path_factory.mktemp("olevba") / "vbaProject.bin"
    project.write_bytes(parts["xl/vbaProject.bin"])
    # in a process of its own: it uses names of its parser that are deprecated
    run = subprocess.run(
        [sys.executable, "-c", OLEVBA, project], input=built, capture_output=True, check=True
    )
    return json.loads(run.stdout)


def test_olevba_reads_the_same_modules(olevba, modules):
    assert {n: c.split() for n, c in olevba["modules"].items()} == {n: c.split() for n, c in modules.items()}


def test_olevba_finds_no_compiled_code_that_hides_another_text(olevba):
    assert olevba["stomped"] is False


def test_a_second_analyser_finds_no_error_and_nothing_to_warn_of(built, tmp_path):
    # it resolves every name and checks every call as VBA's compiler does, which no other tool here can
    path = tmp_path / "roi_xl.xlam"
    path.write_bytes(built)
    program = Path(sys.executable).with_name("pyvbaanalysis")
    run = subprocess.run(
        [program, "--whole-project", "--fail-level", "warning", path],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout
    # two variables that are only set, to see whether Excel objects
    assert run.stdout.count("variable-never-read") == len(re.findall(r"(?m)^ +\d+:\d+", run.stdout)) == 2


def test_members_that_an_older_excel_lacks_are_reached_late(modules):
    # Range.HasSpill of a variable As Range wouldn't compile in Excel 2016, and no function would work
    for name in ("roi_xl_explain", "roi_xl_connect"):
        assert "As Range" not in "".join(
            re.findall(r"(?m)^.*(?:HasSpill|Formula2|SpillParent).*$", modules[name])
        )
        assert not re.search(r"\bcell As Range", modules[name])


def test_opening_the_workbook_is_all_that_runs_by_itself(olevba):
    # olevba takes any word that ends in _change for an event; this is an argument of MARGIN_VALUE
    assert {*olevba["runs"]} - {"revenue_change"} == {"Workbook_Open"}


def words(module):
    """The words of a module, in lower case, without those of its comments and texts."""
    return {word.lower() for word in re.findall(r"\w+", re.sub(r"(?m)\"[^\"\n]*\"|'.*$", "", module))}


REACHING_OUT = {
    "shell", "createobject", "getobject", "environ", "declare", "open", "kill", "filecopy", "mkdir", "print",
    "write", "put", "run", "executeexcel4macro", "callbyname", "sendkeys", "chdir", "chdrive",
}  # fmt: skip
"""What starts programs, calls Windows, or reads and writes files."""


@pytest.mark.parametrize("name", [name for name in OURS if name != "roi_xl_python"])
def test_five_modules_start_nothing_and_touch_no_file(modules, name):
    assert not words(modules[name]) & REACHING_OUT


def test_the_sixth_calls_windows_and_reads_a_file(modules):
    assert words(modules["roi_xl_python"]) & REACHING_OUT == {"declare", "environ", "open"}
    assert re.findall(r"(?m)^ +Open .*\b", modules["roi_xl_python"]) == ["    Open path For Input As #file"]


def test_windows_is_called_for_four_things(modules):
    declared = re.findall(r"Declare PtrSafe Function (\w+)", modules["roi_xl_python"])
    # the last two find the user's folder where its name doesn't fit the code page
    assert {*declared} == {
        "LoadLibraryEx", "XLPyDLLActivateAuto", "GetEnvironmentVariableW", "GetShortPathNameW",
    }  # fmt: skip


def test_all_of_the_vba_is_ours(modules):
    assert modules.keys() == {*OURS, "ThisWorkbook", "Sheet1"}
    assert not [line for line in modules["Sheet1"].splitlines() if not line.startswith("Attribute ")]


def test_the_texts_to_read_are_those_in_the_file(built, olevba, parts):
    texts = xlam.texts(built)
    ribbon, hints = texts.pop("customUI.xml"), texts.pop("intellisense.xml")
    assert {n.partition(".")[0]: t.split() for n, t in texts.items()} == {
        name: code.split() for name, code in olevba["modules"].items()
    }
    assert ribbon.encode() == parts["customUI/customUI.xml"]
    assert hints.encode() == parts["customXml/item1.xml"]


def test_the_add_in_tells_what_it_was_built_from(built):
    assert xlam.built_from(built) == xlam.Built(version("xlwings"), version("roi-xl"))


def test_the_ribbon_tells_the_version(parts):
    assert f'label="Training ROI {version("roi-xl")}"' in parts["customUI/customUI.xml"].decode()


@pytest.mark.parametrize("data", [b"", b"PK", b"no add-in"], ids=["nothing", "a broken package", "text"])
def test_what_is_no_add_in_has_no_version(data):
    assert xlam.built_from(data) is None


def test_a_workbook_without_macros_has_no_version(samples):
    assert xlam.built_from(next(iter(samples.glob("*.xlsx"))).read_bytes()) is None


# xlwings


def test_without_xlwings_the_remedy_is_named(monkeypatch):
    def missing(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr(xlam, "version", missing)
    with pytest.raises(AddInError, match="install it: pip install xlwings"):
        xlam.built(FUNCTIONS)


def test_building_does_not_import_xlwings():
    code = (
        "import sys; from roi_xl.addin.xlam import built; from roi_xl.calc import FUNCTIONS; built(FUNCTIONS)"
    )
    run = subprocess.run(
        [sys.executable, "-c", f"{code}; print('xlwings' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == "False"


# The text

RESERVED = frozenset(
    """
    abs addressof and any appactivate array as attribute base beep begin binary boolean byref byte byval
    call case cbool cbyte ccur cdate cdbl cdec cint circle class clng clnglng clngptr close compare
    const csng cstr currency cvar cverr date debug decimal declare defbool defbyte defcur defdate defdbl
    defint deflng defobj defsng defstr defvar dim do doevents double each else elseif empty end endif
    enum eqv erase error event exit explicit false fix for friend function get global gosub goto if imp
    implements in input inputb instr int integer is lbound len lenb let lib like line load local lock
    long longlong longptr loop lset me mid midb mod module name new next not nothing null object on open
    option optional or output paramarray preserve print private property pset ptrsafe public put
    raiseevent random read redim rem reset resume return rset scale seek select set sgn shared single
    spc static step stop strconv string sub tab text then time to true type typeof ubound unknown unload
    unlock until variant wend while width with withevents write xor
    """.split()  # noqa: SIM905  # a list of these would be a page
)
"""The words of [MS-VBAL] 3.3.5.2, in lower case."""


def procedures(code):
    """The procedures of a module, each with all its lines."""
    return re.findall(
        r"(?ms)^(?:Public |Private )?(?:Function|Sub) (\w+)\(.*?^End (?:Function|Sub)", code.replace("\r", "")
    )


@pytest.mark.parametrize("name", OURS)
def test_modules_are_plain_ascii_with_the_line_ends_of_windows(modules, name):
    assert modules[name].isascii()
    assert "\n" not in modules[name].replace("\r\n", "")


@pytest.mark.parametrize("name", OURS)
def test_lines_keep_the_limits_of_vba(modules, name):
    lines = modules[name].split("\r\n")
    assert max(map(len, lines)) <= 1023
    assert "_" * 25 not in "".join("_" if line.endswith(" _") else " " for line in lines)  # 24 continuations
    assert len(lines) < 65_534


@pytest.mark.parametrize("name", OURS)
def test_procedures_stay_far_below_64_kb(modules, name):
    blocks = re.split(r"(?m)^End (?:Function|Sub)", modules[name])
    assert max(map(len, blocks)) < 20_000


@pytest.mark.parametrize("name", OURS)
def test_names_of_procedures_differ_within_a_module(modules, name):
    names = [found.lower() for found in procedures(modules[name])]
    assert len(set(names)) == len(names) > 0


@functions
def test_argument_names_are_free_in_vba(f):
    names = {p.name for p in f.params}
    helpers = {name.lower() for name in procedures(vba.exported({}))}
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names)
    assert not names & RESERVED
    assert not names & helpers
    assert not names & {name.lower() for name in FUNCTIONS}


@functions
def test_texts_fit_the_function_wizard(f):
    assert len(f.summary) <= 255
    assert all(len(p.text) <= 255 for p in f.params)
    # Excel silently drops the whole description beyond that (xlwings issue 1489)
    assert len(f.params) + sum(len(p.name) for p in f.params) <= 254


@functions
def test_descriptions_of_the_module_say_what_the_catalogue_says(modules, f):
    attribute = re.search(rf'Attribute {f.name}\.VB_Description = "(.*)"\r', modules["roi_xl_udfs"]).group(1)
    assert attribute.replace('""', '"').split()[:3] == f.summary.split()[:3]


GENERATED = """
import io, json, sys
sys.path.insert(0, sys.argv[1])
import windows
xlwings = windows.xlwings()
import roi_xl_udfs
from types import SimpleNamespace
text = io.StringIO()
xlwings.udfs.generate_vba_wrapper("roi_xl_udfs", roi_xl_udfs, text, SimpleNamespace(Name="roi_xl.xlam"))
json.dump(text.getvalue(), sys.stdout)
"""


def test_signatures_are_those_of_xlwings_own_generator(modules):
    run = subprocess.run([sys.executable, "-c", GENERATED, LANES], capture_output=True, text=True, check=True)
    wanted = {line.strip() for line in json.loads(run.stdout).splitlines() if re.match(r"\s*Function ", line)}
    assert {*re.findall(r"(?m)^Function .*\)", modules["roi_xl_udfs"])} == wanted
    assert len(wanted) == len(FUNCTIONS)


def test_the_exported_text_is_that_of_the_add_in_and_two_stand_ins(modules):
    # which are in the add-in's other modules
    alone = vba.exported(FUNCTIONS).removeprefix(modules["roi_xl_udfs"])
    assert re.findall(r"(?m)^Private (?:Function|Sub) (\w+)", alone) == ["PythonAnswer", "NoteArgument"]


def test_the_exported_text_runs_with_xlwings_own_xlpy():
    app = ExcelApplication()
    app.add_workbook()
    app.add_module("Function XLPy()\n    XLPy = 0\nEnd Function\n", name="xlwings")
    app.add_module(re.sub(r"(?m)^Attribute .*\n", "", vba.exported(FUNCTIONS)), name="m")
    assert app.evaluate("TRAINING_ROI(1, 1)").number == 2015  # so far, and no name is missing


def test_the_project_has_a_name_of_its_own(compound):
    # two projects called VBAProject can't refer to each other
    assert parse_vba_project(compound).name == "roi_xl"
    assert b'\r\nName="roi_xl"\r\n' in compound.get_stream("PROJECT")
