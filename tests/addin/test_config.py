"""Our settings reach the add-in's VBA: right keys, right quotes, right code page, nothing else disturbed."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi_xl.addin import config
from roi_xl.addin.interpreter import Interpreter
from roi_xl.addin.places import ADDIN, places
from roi_xl.addin.xlam import texts
from roi_xl.files import FileError
from roi_xl.version import VERSION

ADDIN_PATH = Path("/x") / ADDIN
KEY = st.text(st.characters(min_codepoint=32, max_codepoint=126, exclude_characters='",'), min_size=1).filter(
    lambda key: key.strip() == key
)
LATIN = st.characters(min_codepoint=32, max_codepoint=255, exclude_categories=["Cc"], exclude_characters='"')
VALUE = st.text(LATIN, max_size=80)


def as_vba_reads(data, encoding):
    """What `Input #file, name, value` gives until the end of file (MS-VBAL 5.4.5.8), for texts in quotes."""
    text, position, pairs = data.decode(encoding), 0, {}

    def item():
        nonlocal position
        assert text[position] == '"', text[position:]
        end = text.index('"', position + 1)
        value = text[position + 1 : end]
        position = end + 1
        position += 2 if text[position : position + 2] == "\r\n" else 1
        return value

    while position < len(text):
        key = item()
        pairs[key] = item()
    return pairs


def test_excel_is_told_the_windowless_python_and_where_the_add_in_lies(interpreter):
    assert config.settings(interpreter, ADDIN_PATH) == {
        "INTERPRETER_WIN": str(interpreter.prefix / "Scripts" / "pythonw.exe"),
        "ROI_XL ADDIN": str(ADDIN_PATH),
        "ROI_XL VERSION": VERSION,
    }


def test_without_a_windowless_program_python_itself_is_named(tmp_path):
    (tmp_path / "python.exe").touch()
    python = Interpreter(tmp_path / "python.exe", tmp_path, tmp_path)
    assert config.settings(python, ADDIN_PATH)["INTERPRETER_WIN"] == str(tmp_path / "python.exe")


def test_vba_reads_back_what_was_written_in_its_code_page(environment_of):
    wanted = config.settings(environment_of("Åsa Öst & Söner's Python, 3.12"), ADDIN_PATH)
    data = config.merged(b"", wanted, "cp1252")
    assert as_vba_reads(data, "cp1252") == wanted
    assert not data.startswith(b"\xef\xbb\xbf")  # VBA would take a byte order mark for part of the first key


@given(st.dictionaries(KEY, VALUE, max_size=5))
def test_any_texts_without_quotes_are_read_back(pairs):
    data = config.merged(b"", pairs, "cp1252")
    assert as_vba_reads(data, "cp1252") == pairs
    assert config.is_readable(data, "cp1252")
    assert config.parsed(data, "cp1252") == {key.upper(): value for key, value in pairs.items()}


@given(st.dictionaries(KEY, VALUE, max_size=5))
def test_what_the_user_has_added_survives_installing_and_removing(pairs):
    theirs = {key: value for key, value in pairs.items() if key.upper() not in config.OURS}
    lines = config.merged(b"", theirs, "cp1252")
    ours = config.merged(lines, {"INTERPRETER_WIN": "C:\\python.exe"}, "cp1252")
    assert config.merged(ours, {}, "cp1252") == lines


def test_xlwings_own_reader_of_settings_understands_the_file(interpreter, tmp_path, monkeypatch):
    import xlwings
    import xlwings.utils

    file = tmp_path / "roi_xl.conf"
    wanted = config.settings(interpreter, ADDIN_PATH)
    file.write_bytes(config.merged(b"", wanted, "utf-8"))
    monkeypatch.setattr(xlwings, "USER_CONFIG_FILE", str(file))
    assert xlwings.utils.read_user_config() == {key.lower(): value for key, value in wanted.items()}


def test_letters_that_the_code_page_lacks_are_refused_with_a_way_out():
    with pytest.raises(FileError, match=r"lacks '李'.*C:\\roi"):
        config.merged(b"", {"INTERPRETER_WIN": "C:\\李\\python.exe"}, "cp1252")


def test_a_path_longer_than_windows_takes_is_refused():
    with pytest.raises(FileError, match="has 260 characters"):
        config.merged(b"", {"INTERPRETER_WIN": "C" * 260})


def test_a_quote_in_a_path_is_refused_since_vba_cant_read_it():
    with pytest.raises(FileError, match="quote"):
        config.merged(b"", {"INTERPRETER_WIN": 'C:\\"x"'})


@pytest.mark.parametrize(
    "new",
    [
        {"INTERPRETER_WIN": "C:\\$(Environment:X)\\pythonw.exe"},
        {"INTERPRETER_WIN": "C:\\%USERNAME%\\envs\\roi\\python.exe", "CONDA PATH": "C:\\conda"},
        {"INTERPRETER_WIN": "D:\\python.exe", "CONDA PATH": "C:\\%USERNAME%"},
        {"INTERPRETER_WIN": "D:\\python.exe", "CONDA PATH": "C:\\$(CLSID)"},
    ],
)
def test_a_path_that_would_be_changed_when_python_is_started_is_refused(new):
    with pytest.raises(FileError, match=r"would be replaced.*; install Python and roi-xl in a folder"):
        config.merged(b"", new)


def test_a_per_cent_sign_that_no_shell_sees_is_kept():
    new = {"INTERPRETER_WIN": "C:\\%USERNAME%\\pythonw.exe", "ROI_XL ADDIN": "C:\\%X%\\$(a)\\roi_xl.xlam"}
    assert config.parsed(config.merged(b"", new)) == new


@pytest.mark.parametrize(
    ("data", "readable"),
    [
        (b"", True),
        (b'"A","B"\r\n', True),
        (b'"A","B"\n', True),
        (b'"A","B"', True),
        (b"A,B\r\n", True),
        (b'"A","B"\r\n\r\n', False),
        (b'"A"\r\n', False),
        (b'"A","B","C"\r\n', False),
        (b'"A","B\r\n', False),
    ],
)
def test_a_file_that_would_stop_vba_is_recognised(data, readable):
    assert config.is_readable(data) is readable


@pytest.fixture
def conda(tmp_path):
    """A conda installation with an environment called `roi`, and its Pythons."""
    root = tmp_path / "miniconda3"
    (root / "condabin").mkdir(parents=True)
    (root / "condabin" / "conda.bat").touch()

    def python(prefix):
        (prefix / "conda-meta").mkdir(parents=True)
        for program in ("python.exe", "pythonw.exe"):
            (prefix / program).touch()
        return Interpreter(prefix / "python.exe", prefix, prefix)

    return root, python


def test_a_conda_environment_is_activated_by_its_name(conda):
    root, python = conda
    found = config.settings(python(root / "envs" / "roi"), ADDIN_PATH)
    program = root / "envs" / "roi" / "python.exe"
    assert (found["INTERPRETER_WIN"], found["CONDA PATH"], found["CONDA ENV"]) == (
        str(program),
        str(root),
        "roi",
    )
    assert config.program(found) == program


def test_condas_own_environment_is_called_base(conda):
    root, python = conda
    found = config.settings(python(root), ADDIN_PATH)
    assert found["CONDA ENV"] == "base"
    assert config.program(found) == root / "python.exe"


@pytest.mark.parametrize("name", ["my roi", "R&D", "50%", "a^b", "x,y"])
def test_a_conda_environment_whose_name_a_shell_takes_apart_is_named_by_its_program(conda, name):
    root, python = conda
    found = config.settings(python(root / "envs" / name), ADDIN_PATH)
    assert found["INTERPRETER_WIN"] == str(root / "envs" / name / "pythonw.exe")
    assert "CONDA ENV" not in found


def test_a_conda_environment_elsewhere_is_named_by_its_program(conda, tmp_path):
    _, python = conda
    found = config.settings(python(tmp_path / "elsewhere" / "roi"), ADDIN_PATH)
    assert found["INTERPRETER_WIN"] == str(tmp_path / "elsewhere" / "roi" / "pythonw.exe")


def test_settings_without_a_python_name_no_program():
    assert config.program({"INTERPRETER_WIN": ""}) is None
    assert config.program({}) is None


def test_a_computer_without_windows_has_no_places():
    assert places({"HOME": "/home/x"}).settings is None
    assert places({"APPDATA": "", "USERPROFILE": ""}).addin is None


def test_a_user_who_never_had_excel_open_has_settings_but_no_start_up_folder(tmp_path):
    found = places({"APPDATA": str(tmp_path), "USERPROFILE": str(tmp_path)})
    assert found.startup is None
    assert found.settings == tmp_path / ".roi_xl" / "roi_xl.conf"


def test_our_settings_lie_where_the_vba_of_the_add_in_looks(fresh, here):
    module = texts(fresh)["roi_xl_python.bas"]
    assert r'UserProfile() & "\.roi_xl"' in module
    assert r'SettingsFolder() & "\roi_xl.conf"' in module
    assert 'GetEnvironmentVariableW(StrPtr("USERPROFILE")' in module
    assert here.settings.relative_to(here.settings.parents[1]).parts == (".roi_xl", "roi_xl.conf")


def test_the_vba_asks_for_the_settings_that_are_written(fresh, conda):
    root, python = conda
    asked = re.findall(r'Setting\("(.*?)"\)', texts(fresh)["roi_xl_python.bas"])
    written = config.settings(python(root / "envs" / "roi"), ADDIN_PATH)
    assert [*asked, "ROI_XL ADDIN", "ROI_XL VERSION"] == [*written]
