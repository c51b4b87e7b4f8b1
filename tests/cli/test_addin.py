"""`roi-xl addin` as a user meets it: what it says, what it writes, how it ends."""

import re
import sys
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile

import pytest
from pyopenvba import ExcelFile

from roi_xl.addin.xlam import built_from
from roi_xl.version import VERSION


@pytest.fixture
def profile(tmp_path, monkeypatch):
    """A Windows user who has had Excel open, and this process in that user's name."""
    folder = tmp_path / "Zoë & Åke"
    (folder / "Roaming" / "Microsoft" / "Excel").mkdir(parents=True)
    monkeypatch.setenv("APPDATA", str(folder / "Roaming"))
    monkeypatch.setenv("USERPROFILE", str(folder))
    return folder


@pytest.fixture
def not_windows(monkeypatch):
    """A computer without Excel."""
    monkeypatch.delenv("APPDATA", raising=False)
    monkeypatch.delenv("USERPROFILE", raising=False)


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_building_needs_no_excel(invoke, folder, not_windows):
    done = invoke("addin", "build")
    assert (done.exit_code, files(folder)) == (0, ["roi_xl.xlam"])
    assert built_from((folder / "roi_xl.xlam").read_bytes()).xlwings in done.stdout


def test_building_again_replaces_the_earlier_add_in_with_the_same_bytes(invoke, folder):
    invoke("addin", "build")
    before = (folder / "roi_xl.xlam").read_bytes()
    assert invoke("addin", "build").exit_code == 0
    assert (folder / "roi_xl.xlam").read_bytes() == before


def test_building_over_another_file_needs_force(invoke, folder):
    Path("my.xlam").write_bytes(b"mine")
    refused = invoke("addin", "build", "-o", "my.xlam")
    assert (refused.exit_code, Path("my.xlam").read_bytes()) == (3, b"mine")
    assert "--force" in refused.stderr
    assert invoke("addin", "build", "-o", "my.xlam", "--force").exit_code == 0
    assert built_from(Path("my.xlam").read_bytes())


def test_building_over_an_own_add_in_on_xlwings_needs_force(invoke, folder):
    theirs = Path(find_spec("xlwings").submodule_search_locations[0], "quickstart_addin.xlam").read_bytes()
    Path("my.xlam").write_bytes(theirs)
    assert invoke("addin", "build", "-o", "my.xlam").exit_code == 3
    assert Path("my.xlam").read_bytes() == theirs


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["build", "-o", "a.xlsx"], 2, "ends in .xlam"),
        (["build", "-o", "."], 2, "ends in .xlam"),
        (["build", "-o", "no/a.xlam"], 3, "there is no folder no"),
        (["export", "-o", "a.txt"], 2, "ends in .bas"),
        (["export", "--all", "-o", "no/a"], 3, "the folder can't be made"),
        (["export", "--all", "-o", ""], 2, "the name is empty"),
        (["build", "-o", ""], 2, "the name is empty"),
        (["export", "-o", "no/a.bas"], 3, "there is no folder no"),
        (["install", "--dir", "no"], 3, "there is no folder no"),
        (["install", "now"], 2, "unexpected extra argument"),
        (["uninstall"], 2, "No such command"),
    ],
)
def test_wrong_usage_is_one_message_and_writes_nothing(invoke, folder, profile, arguments, code, said):
    done = invoke("addin", *arguments)
    assert (done.exit_code, said in done.stderr) == (code, True), done.stderr
    assert files(folder) == []


def test_installing_says_what_it_wrote_and_the_one_next_step(invoke, profile):
    done = invoke("addin", "install")
    assert done.exit_code == 0
    # and on Windows two DLLs, which xlwings brings along there
    assert files(profile) == [
        ".roi_xl/help.html", ".roi_xl/roi_xl.conf", "Roaming/Microsoft/Excel/XLSTART/roi_xl.xlam",
    ]  # fmt: skip
    lines = done.stdout.splitlines()
    assert [line.rpartition(": ")[2] for line in lines[:-1]] == ["written"] * 3
    assert lines[-1].startswith("Next: close Excel and start it again")


def test_installing_names_this_python(invoke, profile):
    invoke("addin", "install")
    assert f'"INTERPRETER_WIN","{sys.executable}"' in (profile / ".roi_xl" / "roi_xl.conf").read_text("utf-8")


def test_an_installation_lives_through_its_whole_life(invoke, profile):
    codes = [invoke("addin", command).exit_code for command in ("status", "install", "status", "install")]
    assert codes == [1, 0, 0, 0]
    assert invoke("addin", "status").stdout.startswith("installed: ")
    assert [invoke("addin", "remove").exit_code, files(profile)] == [0, []]
    assert invoke("addin", "remove").stdout == "nothing to remove: the add-in isn't installed\n"
    assert invoke("addin", "status").stdout.startswith("absent: ")


def test_an_outdated_add_in_says_why_and_what_to_do(invoke, profile):
    invoke("addin", "install")
    (profile / "Roaming" / "Microsoft" / "Excel" / "XLSTART" / "roi_xl.xlam").unlink()
    done = invoke("addin", "status")
    assert done.exit_code == 1
    assert done.stdout.startswith("outdated: ")
    assert "run `roi-xl addin install`" in done.stdout


def test_another_folder_has_another_next_step(invoke, profile, folder):
    target = folder / "Excel add-ins"
    target.mkdir()
    done = invoke("addin", "install", "--dir", target)
    assert done.exit_code == 0
    assert "Browse" in done.stdout
    assert files(target) == ["roi_xl.xlam"]
    assert invoke("addin", "status").exit_code == 0
    invoke("addin", "remove")
    assert files(target) == []


@pytest.mark.parametrize("command", ["install", "status", "remove"])
def test_without_excel_it_says_what_to_do_instead(invoke, folder, not_windows, command):
    done = invoke("addin", command)
    assert (done.exit_code, done.stdout, files(folder)) == (3, "", [])
    assert "needs Excel for Windows" in done.stderr
    assert "roi-xl lite" in done.stderr


def test_a_file_that_isnt_ours_stays_and_is_told(invoke, profile):
    start_up = profile / "Roaming" / "Microsoft" / "Excel" / "XLSTART"
    start_up.mkdir()
    (start_up / "roi_xl.xlam").write_bytes(b"theirs")
    assert invoke("addin", "install").exit_code == 3
    done = invoke("addin", "remove")
    assert (done.exit_code, "isn't our add-in" in done.stderr) == (1, True)
    assert (start_up / "roi_xl.xlam").read_bytes() == b"theirs"


def test_the_exported_vba_is_the_same_on_the_terminal_and_in_a_file(invoke, folder):
    printed = invoke("addin", "export")
    written = invoke("addin", "export", "-o", "roi_xl.bas")
    data = (folder / "roi_xl.bas").read_bytes()
    assert (printed.exit_code, written.exit_code) == (0, 0)
    assert data.decode("ascii").replace("\r\n", "\n") == printed.stdout
    assert data.count(b"\n") == data.count(b"\r\n")  # the VBA editor reads no other lines
    assert data.startswith(b'Attribute VB_Name = "')


def test_an_exported_file_isnt_replaced_without_force(invoke, folder):
    Path("roi_xl.bas").write_text("mine")
    assert invoke("addin", "export", "-o", "roi_xl.bas").exit_code == 3
    assert Path("roi_xl.bas").read_text() == "mine"
    assert invoke("addin", "export", "-o", "roi_xl.bas", "--force").exit_code == 0


MODULES = [
    "ThisWorkbook.cls",
    "Sheet1.cls",
    *(f"roi_xl_{n}.bas" for n in ("python", "udfs", "help", "explain", "connect", "ribbon")),
]
SHOWN = ["customUI.xml", "intellisense.xml"]


def test_all_of_the_add_in_is_exported_as_the_built_file_holds_it(invoke, folder):
    invoke("addin", "build")
    assert invoke("addin", "export", "--all", "-o", "review").exit_code == 0
    assert {path.name for path in Path("review").iterdir()} == {*MODULES, *SHOWN}
    with ExcelFile("roi_xl.xlam") as book:
        for name, text in book.vba_modules().items():
            assert next(Path("review").glob(f"{name}.*")).read_bytes() == text.encode()
    with ZipFile("roi_xl.xlam") as package:
        assert Path("review/customUI.xml").read_bytes() == package.read("customUI/customUI.xml")
        assert Path("review/intellisense.xml").read_bytes() == package.read("customXml/item1.xml")


def test_on_the_terminal_every_file_has_its_title(invoke):
    lines = invoke("addin", "export", "--all").stdout.splitlines()
    assert [line for line in lines if line.startswith("' =====")] == [
        f"' ===== {name}" for name in [*MODULES, *SHOWN]
    ]


def test_the_help_says_what_export_leaves_out(invoke):
    text = " ".join(invoke("addin", "export", "--help").stdout.split())
    assert "the module of the worksheet functions, one of eight" in text
    assert len(MODULES) == 8


def test_a_folder_of_exported_files_isnt_replaced_without_force(invoke, folder):
    Path("review").mkdir()
    Path("review/roi_xl_udfs.bas").write_text("mine")
    refused = invoke("addin", "export", "--all", "-o", "review")
    assert (refused.exit_code, files(folder)) == (3, ["review/roi_xl_udfs.bas"])
    assert Path("review/roi_xl_udfs.bas").read_text() == "mine"
    assert invoke("addin", "export", "--all", "-o", "review", "--force").exit_code == 0
    assert Path("review/roi_xl_udfs.bas").read_text() != "mine"


def test_the_page_for_it_says_what_runs_what_is_written_and_how_to_sign(invoke, profile):
    assert "roi-xl addin it" in invoke("addin", "--help").stdout
    text = " ".join(invoke("addin", "it").stdout.split())
    for said in (
        "pythonw.exe", "cmd.exe", "XLSTART", "No network connection", "isn't signed", "trusted publishers",
        "d4f940ab-401b-4efc-aadc-ad5f3c50688a", "For all users", "delete these files",
    ):  # fmt: skip
        assert said in text


def test_the_hashes_for_it_are_those_of_what_is_installed(invoke, profile):
    text = invoke("addin", "it").stdout
    invoke("addin", "install")
    for name in ("Roaming/Microsoft/Excel/XLSTART/roi_xl.xlam", ".roi_xl/help.html"):
        assert f"{sha256((profile / name).read_bytes()).hexdigest()}  {Path(name).name}" in text


NOTICE = "note: the add-in in Excel is of roi-xl"


def test_every_command_says_when_the_add_in_is_of_another_version(invoke, profile):
    invoke("addin", "install")
    assert NOTICE not in invoke("functions").stderr
    settings = profile / ".roi_xl" / "roi_xl.conf"
    settings.write_text(settings.read_text("utf-8").replace(f'"{VERSION}"', '"0.1.9"'), "utf-8")
    said = f"{NOTICE} 0.1.9, this is {VERSION}; run `roi-xl addin install`\n"
    for command in (["functions"], ["eval", "=1+1"], ["addin", "status"], ["doctor", "--json"]):
        assert said in invoke(*command).stderr
    done = invoke("addin", "install")
    assert NOTICE not in done.stderr


def test_an_add_in_from_before_versions_were_noted_is_older(invoke, profile):
    invoke("addin", "install")
    settings = profile / ".roi_xl" / "roi_xl.conf"
    lines = settings.read_text("utf-8").splitlines(keepends=True)
    settings.write_text("".join(line for line in lines if "ROI_XL VERSION" not in line), "utf-8")
    assert f"{NOTICE} before 0.2.0" in invoke("functions").stderr


def test_who_has_no_add_in_is_told_of_none(invoke, profile, not_windows):
    assert invoke("functions").stderr == ""


def test_no_text_sends_to_a_public_index_for_our_package(root):
    places = [*(root / "roi_xl").rglob("*.py"), *(root / "roi_xl").rglob("*.bas"), root / "README.md"]
    for path in places:
        assert not re.findall(r"(?:pip|pipx) install [^`;&\n]*roi-xl", path.read_text("utf-8")), path


def test_the_help_names_the_two_settings_for_xlwings_own_ribbon(invoke):
    text = " ".join(invoke("addin", "--help").stdout.split())
    assert "Interpreter, the Python that has roi-xl, and UDF Modules, roi_xl_udfs" in text


def test_the_server_text_says_import_namespace_and_licence(invoke):
    text = " ".join(invoke("addin", "server").stdout.split())
    for said in (
        "from roi_xl_udfs import *",
        "XLWINGS_FUNCTIONS_NAMESPACE=ROI",
        "PolyForm Noncommercial",
        "internal use in a company count as commercial",
    ):
        assert said in text
