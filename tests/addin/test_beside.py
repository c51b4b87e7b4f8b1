"""What lies beside our settings: a copy of xlwings' DLLs, and the page of all functions."""

import re
from html.parser import HTMLParser

import pytest

from roi_xl.addin.beside import HELP, dll_names, files, help_page, is_ours
from roi_xl.addin.config import in_code_page
from roi_xl.addin.install import fingerprints, install, remove, status
from roi_xl.addin.short_names import short_name
from roi_xl.calc import FUNCTIONS
from roi_xl.xlsx import PackageError

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


def test_where_the_last_file_cant_be_written_nothing_is(here, fresh, interpreter, beside, profile):
    (here.settings.parent / HELP).mkdir(parents=True)
    with pytest.raises(PackageError):
        install(here, fresh, interpreter, beside)
    assert names(here) == [HELP]
    assert not here.addin.exists()


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


def test_the_page_has_every_function_with_all_that_the_catalogue_says():
    page = Page(help_page(FUNCTIONS).decode())
    text = " ".join("".join(page.words).split())
    assert page.places == [*FUNCTIONS]
    assert page.links == [f"#{name}" for name in FUNCTIONS]
    for f in FUNCTIONS.values():
        assert f.syntax in text
        assert f.summary in text
        assert all(param.text in text for param in f.params)
        assert all(example.formula in text for example in f.examples)


def test_the_page_loads_nothing_from_elsewhere():
    assert not re.findall(rb"https?:|src=|@import|<script", help_page(FUNCTIONS))


def test_hashes_are_those_of_everybody():
    # SHA-256 of "abc": FIPS 180-4, example 1
    wanted = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert fingerprints({"a": b"abc"}) == {"a": wanted}


# Names outside of the code page


def test_a_path_of_plain_letters_stays():
    assert in_code_page("C:\\Jörg", "cp1252", lambda _: "C:\\JRG~1") == "C:\\Jörg"


def test_a_path_that_the_code_page_lacks_goes_by_its_short_name():
    assert in_code_page("C:\\Łukasz", "cp1252", lambda _: "C:\\UKASZ~1") == "C:\\UKASZ~1"


def test_where_there_are_no_short_names_it_stays_and_is_refused_later():
    assert in_code_page("C:\\Łukasz", "cp1252", lambda _: None) == "C:\\Łukasz"


def test_other_systems_have_no_short_names(tmp_path):
    assert short_name(str(tmp_path)) is None
