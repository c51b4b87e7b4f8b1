"""The add-in beside files and add-ins that are not ours: they are neither replaced nor removed."""

from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyopenvba import ExcelFile

from roi_xl.addin import config
from roi_xl.addin.install import State, install, remove, status
from roi_xl.addin.xlam import built_from
from roi_xl.files import FileError


def test_other_files_in_both_folders_survive(here, fresh, interpreter, profile, tree):
    for place in (here.startup, here.settings.parent, here.xlwings.parent):
        place.mkdir()
        (place / "theirs.txt").write_text("x")
    here.xlwings.write_text('"INTERPRETER_WIN","C:\\\\x.exe"\n')
    before = tree(profile)
    install(here, fresh, interpreter)
    remove(here)
    assert tree(profile) == before


def test_a_file_of_another_kind_is_neither_replaced_nor_removed(here, fresh, interpreter, profile, tree):
    here.startup.mkdir()
    here.addin.write_bytes(b"somebody else's")
    with pytest.raises(FileError, match="isn't our add-in; move it away"):
        install(here, fresh, interpreter)
    steps, left = remove(here)
    assert (steps, [finding.code for finding in left]) == ([], ["foreign"])
    assert tree(profile) == {here.addin.relative_to(profile): b"somebody else's"}


def test_a_second_add_in_is_refused_even_when_the_settings_are_lost(
    installed, fresh, interpreter, tmp_path, tree
):
    folder = tmp_path / "Excel add-ins"
    folder.mkdir()
    installed.settings.unlink()
    with pytest.raises(FileError, match=r"XLSTART.*remove` first"):
        install(installed, fresh, interpreter, folder=folder)
    assert tree(folder) == {}


def test_two_add_ins_are_found_out_and_removed(here, fresh, interpreter, tmp_path, profile, tree, codes):
    folder = tmp_path / "Excel add-ins"
    folder.mkdir()
    install(here, fresh, interpreter, folder=folder)
    here.startup.mkdir()
    here.addin.write_bytes(fresh)
    found = status(here, fresh, interpreter)
    assert (found.state, codes(found)) == (State.OUTDATED, ["second"])
    assert str(here.addin) in found.findings[0].detail
    remove(here)
    assert tree(folder) == tree(profile) == {}


@pytest.mark.parametrize("claimed", ["roi_xl.xlam", "x\0/roi_xl.xlam", "../roi_xl.xlam"])
def test_settings_that_name_no_full_path_name_no_add_in(here, fresh, tmp_path, monkeypatch, claimed):
    (tmp_path / "deeper").mkdir()
    monkeypatch.chdir(tmp_path / "deeper")
    for place in (tmp_path, tmp_path / "deeper"):
        (place / "roi_xl.xlam").write_bytes(fresh)
    here.settings.parent.mkdir()
    here.settings.write_bytes(config.merged(b"", {config.ADDIN_PATH: claimed}))
    remove(here)
    assert (tmp_path / "roi_xl.xlam").exists()
    assert (tmp_path / "deeper" / "roi_xl.xlam").exists()


@pytest.fixture
def theirs():
    """An add-in that the user has made with xlwings, as `xlwings quickstart --addin` makes it."""
    folder = Path(find_spec("xlwings").submodule_search_locations[0])
    return (folder / "quickstart_addin.xlam").read_bytes()


def test_somebodys_own_add_in_on_xlwings_is_neither_replaced_nor_removed(here, fresh, interpreter, theirs):
    here.startup.mkdir()
    here.addin.write_bytes(theirs)
    with pytest.raises(FileError, match="isn't our add-in"):
        install(here, fresh, interpreter)
    assert [finding.code for finding in remove(here)[1]] == ["foreign"]
    assert here.addin.read_bytes() == theirs


@pytest.mark.parametrize("missing", ["roi_xl_udfs", "roi_xl_connect", "roi_xl_python"])
def test_an_add_in_without_one_of_our_modules_isnt_ours(fresh, tmp_path, missing):
    path = tmp_path / "other.xlam"
    path.write_bytes(fresh)
    with ExcelFile(str(path)) as book:
        book.vba_project().delete_module(missing)
        book.save()
    assert built_from(path.read_bytes()) is None


@given(st.data())
def test_a_damaged_add_in_is_foreign_and_no_failure(fresh, data):
    start = data.draw(st.integers(0, len(fresh) - 1))
    junk = data.draw(st.binary(max_size=20))
    version = built_from(fresh[:start] + junk + fresh[start + len(junk) :])
    assert version in {None, built_from(fresh)}


def test_an_add_in_that_doesnt_inflate_has_no_version(fresh):
    with ZipFile(BytesIO(fresh)) as package:
        entry = package.getinfo("xl/vbaProject.bin")
    start = entry.header_offset + 30 + len(entry.filename)
    assert built_from(fresh[:start] + b"\xff" * 200 + fresh[start + 200 :]) is None


@pytest.mark.parametrize("name", ["addin", "settings"])
def test_a_folder_where_the_file_should_be_is_refused_and_nothing_written(
    here, fresh, interpreter, profile, name, tree
):
    getattr(here, name).mkdir(parents=True)
    with pytest.raises(FileError, match="can't be read"):
        install(here, fresh, interpreter)
    assert tree(profile) == {}


def test_a_file_where_the_settings_folder_should_be_leaves_nothing_behind(
    here, fresh, interpreter, profile, tree
):
    here.settings.parent.write_text("a file")
    with pytest.raises(FileError, match="folder can't be made"):
        install(here, fresh, interpreter)
    assert set(tree(profile)) == {Path(".roi_xl")}


def signed(data):
    """An add-in as signtool leaves it: a part more that holds the signature."""
    out = BytesIO(data)
    with ZipFile(out, "a") as package:
        package.writestr("xl/vbaProjectSignature.bin", b"signature")
    return out.getvalue()


def test_an_add_in_that_the_company_has_signed_stays_signed_and_is_called_installed(
    installed, fresh, interpreter
):
    theirs = signed(fresh)
    installed.addin.write_bytes(theirs)
    assert status(installed, fresh, interpreter).state is State.INSTALLED
    assert install(installed, fresh, interpreter)[0].done == "up to date already"
    assert installed.addin.read_bytes() == theirs


def test_a_signed_add_in_of_an_older_roi_xl_is_outdated(installed, fresh, interpreter, older, codes):
    installed.addin.write_bytes(signed(older))
    assert codes(status(installed, fresh, interpreter)) == ["other-roi-xl"]


def test_a_shared_add_in_that_the_user_cant_remove_keeps_nothing_of_the_users_back(
    here, fresh, interpreter, tmp_path, profile, monkeypatch, tree
):
    folder = tmp_path / "XLSTART of all users"
    folder.mkdir()
    install(here, fresh, interpreter, folder=folder)

    removed = Path.unlink

    def refused(path, *, missing_ok=False):
        if path.parent == folder:
            raise PermissionError(13, "Permission denied")
        removed(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refused)
    steps, left = remove(here)
    assert [step.path for step in steps] == [here.settings]
    assert [finding.where for finding in left] == [str(folder / "roi_xl.xlam")]
    assert tree(profile) == {}


def test_settings_that_claim_another_files_path_dont_get_it_removed(installed, tmp_path):
    precious = tmp_path / "budget.xlsx"
    precious.write_bytes(installed.addin.read_bytes())
    wanted = {config.ADDIN_PATH: str(precious)}
    installed.settings.write_bytes(config.merged(b"", wanted))
    remove(installed)
    assert precious.exists()
