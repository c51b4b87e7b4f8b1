"""What lies beside our settings: a copy of xlwings' DLLs, and the page of all functions."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from roi_xl.addin import install as installing
from roi_xl.addin.config import check_folder, in_code_page
from roi_xl.addin.dll_and_help import HELP, dll_names, files, help_page, is_ours
from roi_xl.addin.install import fingerprints, install, remove, status
from roi_xl.addin.short_names import short_name
from roi_xl.calc import FUNCTIONS
from roi_xl.files import FileError

OLD, NEW = dll_names("0.37.7"), dll_names("0.37.8")


@pytest.fixture
def beside():
    """The files of an installation with xlwings 0.37.8."""
    return {name: name.encode() for name in (*NEW, HELP)}


def names(places):
    return sorted(path.name for path in places.settings.parent.iterdir())


def test_both_dlls_are_copied_from_where_python_has_them(interpreter):
    for name in NEW:
        (interpreter.prefix / name).write_bytes(name.encode())
    found = files(FUNCTIONS, "0.37.8", interpreter)
    assert {name: found[name] for name in NEW} == {name: name.encode() for name in NEW}


def test_a_dll_that_python_lacks_is_left_out(interpreter):
    assert [*files(FUNCTIONS, "0.37.8", interpreter)] == [HELP]


def test_all_is_written_and_all_is_removed(here, fresh, interpreter, beside):
    install(here, fresh, interpreter, beside)
    assert names(here) == sorted(["roi_xl.conf", *beside])
    remove(here)
    assert not here.settings.parent.exists()


def test_an_update_of_xlwings_takes_no_dll_away_until_the_add_in_is_installed_anew(
    here, fresh, interpreter, beside
):
    older = {**dict.fromkeys(OLD, b""), HELP: b""}
    install(here, fresh, interpreter, older)
    assert {*OLD} <= {*names(here)}
    install(here, fresh, interpreter, beside)
    assert names(here) == sorted(["roi_xl.conf", *beside])


def test_a_file_of_the_users_beside_ours_survives(here, fresh, interpreter, beside):
    here.settings.parent.mkdir()
    (here.settings.parent / "xlwings64.dll.txt").touch()
    install(here, fresh, interpreter, beside)
    remove(here)
    assert names(here) == ["xlwings64.dll.txt"]


@pytest.mark.parametrize("name", [*NEW, HELP])
def test_a_file_that_a_virus_scanner_has_taken_is_found_out_and_put_back(
    here, fresh, interpreter, beside, name
):
    install(here, fresh, interpreter, beside)
    (here.settings.parent / name).unlink()
    (finding,) = status(here, fresh, interpreter, beside).findings
    assert (finding.code, name in finding.where) == ("missing-beside", True)
    install(here, fresh, interpreter, beside)
    assert status(here, fresh, interpreter, beside).findings == ()


def test_a_file_that_someone_has_changed_is_found_out(here, fresh, interpreter, beside):
    install(here, fresh, interpreter, beside)
    (here.settings.parent / NEW[0]).write_bytes(b"another")
    assert [f.code for f in status(here, fresh, interpreter, beside).findings] == ["other-beside"]


def test_a_python_without_dlls_takes_none_away_that_works(here, fresh, interpreter, beside):
    # whose own DLLs a virus scanner has taken, or where pip has put them elsewhere
    install(here, fresh, interpreter, beside)
    install(here, fresh, interpreter, {HELP: beside[HELP]})
    assert {*NEW} <= {*names(here)}


class Failing:
    """Stands for what writes files: the given one fails, before or after it is written."""

    def __init__(self, writes, name, failure, *, written=False):
        self.writes, self.name, self.failure, self.written = writes, name, failure, written

    def __call__(self, path, data, kind, *, force):
        if path.name != self.name or self.failure is None:
            return self.writes(path, data, kind, force=force)
        failure, self.failure = self.failure, None  # once: what puts back must be able to write
        if self.written:
            self.writes(path, data, kind, force=force)
        raise failure


FULL = FileError("disk-full", "the disk is full", "free some space")


@pytest.mark.parametrize("written", [False, True])
@pytest.mark.parametrize(
    "failure", [FULL, KeyboardInterrupt(), MemoryError()], ids=["full", "Ctrl-C", "memory"]
)
@pytest.mark.parametrize("name", ["roi_xl.xlam", "roi_xl.conf", *NEW, HELP])
def test_whichever_file_fails_nothing_is_left_of_an_installation(
    here, fresh, interpreter, beside, profile, monkeypatch, name, failure, written
):
    monkeypatch.setattr(installing, "put", Failing(installing.put, name, failure, written=written))
    with pytest.raises(type(failure)):
        install(here, fresh, interpreter, beside)
    assert not [path for path in profile.rglob("*") if path.is_file()]
    assert not here.settings.parent.exists()


@pytest.mark.parametrize("name", ["roi_xl.conf", *NEW, HELP])
def test_whichever_file_fails_an_older_installation_stays_whole(
    here, fresh, older, interpreter, environment_of, beside, profile, monkeypatch, name
):
    old = dict.fromkeys(beside, b"old")
    install(here, older, environment_of("old"), old)
    before = {path: path.read_bytes() for path in profile.rglob("*") if path.is_file()}
    monkeypatch.setattr(installing, "put", Failing(installing.put, name, FULL, written=True))
    with pytest.raises(FileError):
        install(here, fresh, interpreter, beside)
    assert {path: path.read_bytes() for path in profile.rglob("*") if path.is_file()} == before


def test_only_our_names_are_ours():
    assert all(map(is_ours, (*NEW, *OLD, HELP)))
    assert not any(map(is_ours, ("xlwings.dll", "roi_xl.conf", "xlwings64-0.37.8.dll.bak", "../help.html")))


class Page(HTMLParser):
    """The places, links and text of a page."""

    def __init__(self, text):
        super().__init__()
        self.places, self.links, self.words = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.places += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if tag == "a" else []

    def handle_data(self, data):
        self.words.append(data)


def plain(text):
    """A text of a docstring without the marks of code."""
    return text.replace("`", "")


def test_the_page_has_every_function_with_all_that_the_catalogue_says():
    page = Page(help_page(FUNCTIONS).decode())
    text = " ".join("".join(page.words).split())
    assert page.places == [*FUNCTIONS]
    assert page.links == [f"#{name}" for name in FUNCTIONS]
    for f in FUNCTIONS.values():
        assert f.syntax in text
        assert f.summary in text
        assert all(plain(param.text) in text for param in f.params)
        assert all((example.formula in text) is (() not in example.args) for example in f.examples)


def test_the_page_loads_nothing_from_elsewhere():
    assert not re.findall(rb"https?:|src=|@import|<script", help_page(FUNCTIONS))


def test_hashes_are_those_of_everybody():
    # SHA-256 of "abc": FIPS 180-4, example 1
    wanted = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert fingerprints({"a": b"abc"}) == {"a": wanted}


# Names outside of the code page


def test_a_folder_of_settings_that_the_vba_cant_open_is_refused():
    with pytest.raises(FileError, match="lacks 'Ł'"):
        check_folder(Path("C:\\Users\\Łukasz\\.roi_xl"), "cp1252")
    check_folder(Path("C:\\Users\\Jörg\\.roi_xl"), "cp1252")


def test_a_path_of_plain_letters_stays():
    assert in_code_page("C:\\Jörg", "cp1252", lambda _: "C:\\JRG~1") == "C:\\Jörg"


def test_a_path_that_the_code_page_lacks_goes_by_its_short_name():
    assert in_code_page("C:\\Łukasz", "cp1252", lambda _: "C:\\UKASZ~1") == "C:\\UKASZ~1"


def test_where_there_are_no_short_names_it_stays_and_is_refused_later():
    assert in_code_page("C:\\Łukasz", "cp1252", lambda _: None) == "C:\\Łukasz"


def test_other_systems_have_no_short_names(tmp_path):
    assert short_name(str(tmp_path)) is None
