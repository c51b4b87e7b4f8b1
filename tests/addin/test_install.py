"""The add-in goes where Excel opens it and nowhere else, and comes away without a trace."""

from pathlib import Path

import pytest
from pyopenvba import ExcelFile

from roi_xl.addin.install import State, install, remove, status
from roi_xl.addin.interpreter import Interpreter
from roi_xl.addin.places import places
from roi_xl.addin.xlam import built_from
from roi_xl.files import FileError


def test_installing_writes_two_files_and_no_more(here, fresh, interpreter, profile, tree):
    steps = install(here, fresh, interpreter)
    assert [(step.path, step.done) for step in steps] == [(here.addin, "written"), (here.settings, "written")]
    assert set(tree(profile)) == {here.addin.relative_to(profile), here.settings.relative_to(profile)}
    assert here.addin.read_bytes() == fresh


def test_installing_twice_changes_nothing(installed, fresh, interpreter, profile):
    before = {path: path.stat().st_mtime_ns for path in profile.rglob("*")}
    steps = install(installed, fresh, interpreter)
    assert {step.done for step in steps} == {"up to date already"}
    assert {path: path.stat().st_mtime_ns for path in profile.rglob("*")} == before


def test_what_is_installed_is_called_installed(installed, fresh, interpreter):
    found = status(installed, fresh, interpreter)
    assert (found.state, found.findings) == (State.INSTALLED, ())


def test_nothing_installed_is_called_absent(here, fresh, interpreter):
    assert status(here, fresh, interpreter).state is State.ABSENT


def test_removing_leaves_no_trace(installed, fresh, interpreter, profile, tree):
    steps, left = remove(installed)
    assert [(step.path, step.done) for step in steps] == [
        (installed.addin, "removed"),
        (installed.settings, "removed"),
    ]
    assert left == []
    assert tree(profile) == {}
    assert not installed.settings.parent.exists()


@pytest.mark.parametrize("missing", ["addin", "settings"])
def test_half_an_installation_is_outdated_and_can_be_removed(
    installed, fresh, interpreter, profile, missing, tree, codes
):
    getattr(installed, missing).unlink()
    found = status(installed, fresh, interpreter)
    assert (found.state, codes(found)) == (State.OUTDATED, [f"{missing}-missing"])
    remove(installed)
    assert tree(profile) == {}


@pytest.mark.parametrize("missing", ["addin", "settings"])
def test_half_an_installation_is_completed_by_installing(installed, fresh, interpreter, missing):
    getattr(installed, missing).unlink()
    install(installed, fresh, interpreter)
    assert status(installed, fresh, interpreter).state is State.INSTALLED


def test_removing_nothing_does_nothing(here, profile, tree):
    assert remove(here) == ([], [])
    assert tree(profile) == {}


def test_an_add_in_that_was_built_by_another_roi_xl_is_outdated(installed, fresh, interpreter, older, codes):
    installed.addin.write_bytes(older)
    assert codes(status(installed, fresh, interpreter)) == ["other-roi-xl"]
    assert install(installed, fresh, interpreter)[0].done == "replaced"
    assert status(installed, fresh, interpreter).state is State.INSTALLED


def for_xlwings(version, data, folder):
    """The same add-in with another version of xlwings in its VBA."""
    path = folder / "other.xlam"
    path.write_bytes(data)
    with ExcelFile(str(path)) as book:
        text = book.get_module("roi_xl_python")
        book.set_module("roi_xl_python", text.replace(built_from(data).xlwings, version))
        book.save()
    return path.read_bytes()


def test_an_add_in_for_another_xlwings_is_outdated(installed, fresh, interpreter, tmp_path, codes):
    installed.addin.write_bytes(for_xlwings("0.37.1", fresh, tmp_path))
    found = status(installed, fresh, interpreter)
    assert codes(found) == ["other-xlwings"]
    here = built_from(fresh).xlwings
    assert found.findings[0].detail == f"built for xlwings 0.37.1, but {here} is installed"


def test_a_python_that_is_gone_is_found_out(installed, fresh, interpreter, environment_of, codes):
    interpreter.windowless.unlink()
    other = environment_of("new")
    assert codes(status(installed, fresh, other)) == ["interpreter-gone", "other-settings"]


def test_another_python_than_the_one_that_asks_is_found_out(installed, fresh, environment_of, codes):
    other = environment_of("new")
    found = status(installed, fresh, other)
    assert codes(found) == ["other-settings"]
    assert str(other.windowless) in found.findings[0].detail
    install(installed, fresh, other)
    assert status(installed, fresh, other).state is State.INSTALLED


def test_settings_that_someone_has_changed_are_found_out(installed, fresh, interpreter):
    installed.settings.write_bytes(installed.settings.read_bytes() + b'"CONDA ENV","theirs"\r\n')
    found = status(installed, fresh, interpreter)
    assert [finding.detail for finding in found.findings] == ["it differs from what this roi-xl writes"]


def test_settings_that_vba_cant_read_are_found_out(installed, fresh, interpreter, codes):
    installed.settings.write_bytes(installed.settings.read_bytes() + b"\r\n")
    assert codes(status(installed, fresh, interpreter)) == ["broken-settings"]
    install(installed, fresh, interpreter)
    assert status(installed, fresh, interpreter).state is State.INSTALLED


def test_lines_that_the_user_has_added_survive(installed, fresh, interpreter):
    own = b'"DEBUG UDFS","True"\r\n'
    installed.settings.write_bytes(installed.settings.read_bytes() + own)
    assert install(installed, fresh, interpreter)[1].done == "up to date already"
    steps, _ = remove(installed)
    assert steps[1].done == "cleared of our settings; it keeps yours"
    assert installed.settings.read_bytes() == own
    assert remove(installed) == ([], [])
    assert status(installed, fresh, interpreter).state is State.ABSENT


def test_the_start_up_folder_by_another_spelling_is_the_same_place(here, fresh, interpreter):
    here.startup.mkdir()
    other = here.startup / ".." / "XLSTART"
    install(here, fresh, interpreter, folder=other)
    assert install(here, fresh, interpreter)[0].done == "up to date already"
    assert status(here, fresh, interpreter).state is State.INSTALLED


def test_a_line_that_excel_cant_read_is_shown_and_not_lost(installed, fresh, interpreter):
    broken = b"PYTHONPATH = C:\\mine\r\n"
    installed.settings.write_bytes(installed.settings.read_bytes() + broken)
    before = installed.settings.read_bytes()
    with pytest.raises(FileError, match=r"'PYTHONPATH = C:.*mine'.*correct or delete that line"):
        install(installed, fresh, interpreter)
    assert installed.settings.read_bytes() == before
    remove(installed)
    assert installed.settings.read_bytes() == broken


def test_an_add_in_that_excel_holds_open_says_close_excel(installed, environment_of, fresh, older):
    (installed.startup / f"~${installed.addin.name}").touch()  # how Excel marks an open file
    installed.addin.write_bytes(older)
    before = installed.settings.read_bytes()
    with pytest.raises(FileError, match="close Excel"):
        install(installed, fresh, environment_of("new"))
    assert installed.settings.read_bytes() == before


def test_a_read_only_add_in_is_left_alone(installed, environment_of, fresh, older):
    installed.addin.write_bytes(older)
    installed.addin.chmod(0o400)
    before = installed.settings.read_bytes()
    with pytest.raises(FileError, match="read-only; allow writing"):
        install(installed, fresh, environment_of("new"))
    assert installed.settings.read_bytes() == before


def test_another_folder_is_remembered_so_that_removing_finds_it(
    here, fresh, interpreter, tmp_path, profile, tree
):
    folder = tmp_path / "Excel add-ins"
    folder.mkdir()
    install(here, fresh, interpreter, folder=folder)
    assert status(here, fresh, interpreter).addin == folder / "roi_xl.xlam"
    assert not here.startup.exists()
    assert {step.done for step in install(here, fresh, interpreter)} == {"up to date already"}
    assert not here.startup.exists()
    remove(here)
    assert tree(folder) == tree(profile) == {}


def test_an_older_add_in_in_another_folder_is_replaced_there(here, fresh, interpreter, tmp_path, older):
    # what every command asks for when the versions differ is `install`, without the folder
    folder = tmp_path / "Excel add-ins"
    folder.mkdir()
    install(here, older, interpreter, folder=folder)
    assert install(here, fresh, interpreter)[0].done == "replaced"
    assert (folder / "roi_xl.xlam").read_bytes() == fresh


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_settings_that_an_editor_has_saved_as_unicode_are_found_out_and_mended(
    installed, fresh, interpreter, encoding, codes
):
    text = installed.settings.read_bytes().decode()
    installed.settings.write_bytes(text.encode(encoding))
    assert codes(status(installed, fresh, interpreter)) == ["broken-settings"]
    install(installed, fresh, interpreter)
    assert installed.settings.read_bytes() == text.encode()
    installed.settings.write_bytes(text.encode(encoding))
    remove(installed)
    assert not installed.settings.exists()


def test_a_computer_without_excel_is_told_what_to_do_instead(fresh, interpreter):
    for attempt in (
        lambda: install(places({}), fresh, interpreter),
        lambda: status(places({}), fresh, interpreter),
        lambda: remove(places({})),
    ):
        with pytest.raises(FileError, match=r"needs Excel for Windows.*roi-xl lite"):
            attempt()


def test_a_user_who_never_had_excel_open_is_told_so(fresh, interpreter, tmp_path, tree):
    here = places({"APPDATA": str(tmp_path / "Roaming"), "USERPROFILE": str(tmp_path)})
    with pytest.raises(FileError, match="start Excel once"):
        install(here, fresh, interpreter)
    assert tree(tmp_path).keys() == {Path("venv/Scripts/python.exe"), Path("venv/Scripts/pythonw.exe")}


@pytest.mark.parametrize(
    "base",
    [
        "C:\\Program Files\\WindowsApps\\PythonSoftwareFoundation.Python.3.12_3.12.2800.0_x64__qbz5n2kfra8p0",
        "C:\\Users\\x\\AppData\\Local\\Microsoft\\WindowsApps",
    ],
)
def test_a_python_from_the_store_is_refused_since_excel_doesnt_see_what_it_writes(
    here, fresh, interpreter, profile, base, tree
):
    store = Interpreter(interpreter.executable, interpreter.prefix, Path(base))
    with pytest.raises(FileError, match=r"python\.org"):
        install(here, fresh, store)
    assert tree(profile) == {}
