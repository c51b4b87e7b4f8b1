"""Files on Windows, held by others or under any kind of name: trouble is said, nothing is lost."""

import json
import shutil

import pytest
from session import HERE, named

OLD = "sales-example-stale.xlsx"
DEVICE = "for a device; choose another"
NO_NAME = 'Windows has no such name; name it without any of < > : " | ? *'
NO_FOLDER = "make it, or check the path"


@pytest.fixture
def book(place, samples):
    """A workbook whose values are all out of date."""
    path = place / "book.xlsx"
    shutil.copyfile(samples / OLD, path)
    return path


@pytest.fixture
def is_as_it_was(book, samples):
    """Whether the workbook is untouched and nothing lies beside it."""
    return lambda: book.read_bytes() == (samples / OLD).read_bytes() and [*book.parent.iterdir()] == [book]


@pytest.fixture
def while_held(windows, book):
    """What a command comes to while another process holds the workbook."""

    def done(how, *arguments):
        run = windows.wine.run(windows.python(), named(HERE / "held.py"), how, named(book), *arguments)
        assert run.code == 0, run.err
        return json.loads(run.out)

    return done


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("read", "[open-elsewhere] it is open in Excel; close it there first"),
        ("read-and-delete", "[open-elsewhere] it is open in Excel; close it there first"),
        ("locked", "[open-elsewhere] it is open in Excel; close it there first"),
        (
            "exclusive",
            "[no-permission] permission denied, or another program keeps it to itself; close it",
        ),
    ],
)
def test_a_workbook_that_another_program_holds_is_not_replaced(while_held, is_as_it_was, book, how, told):
    code, out, err = while_held(how, "recalc", "--in-place", named(book))
    assert (code, err) == (3, "")
    assert f"error {told}" in out
    assert is_as_it_was()


def test_a_workbook_that_another_program_reads_can_be_read(while_held, is_as_it_was, book):
    code, out, err = while_held("read", "recalc", named(book))
    assert (code, err) == (0, "")
    assert "out of date in 600 cells" in out
    assert is_as_it_was()


def test_a_result_that_another_program_has_open_is_not_replaced(while_held, is_as_it_was, book, windows):
    target = book.with_name("other.xlsx")
    code, _, err = while_held("read", "new", "--force", named(book))
    assert code == 3
    assert "it is open in Excel; close it there first" in err
    assert not target.exists()
    assert is_as_it_was()


def test_a_read_only_workbook_is_left_alone(windows, book, is_as_it_was):
    book.chmod(0o444)
    done = windows.roi_xl("recalc", "--in-place", book.name, folder=book.parent)
    assert (done.code, done.err) == (3, "")
    assert "error [read-only] the file is read-only; allow writing, or write to another folder" in done.out
    assert is_as_it_was()


LONG = "\\".join(["x" * 60] * 5)
UNWRITABLE = {
    "CON.xlsx": f"Windows keeps the name CON {DEVICE}",
    r"folder\com1.XLSX": "exists already; choose another name",  # so Windows says of every device
    "a<b>.xlsx": NO_NAME,
    "a?.xlsx": NO_NAME,
    "a:b.xlsx": NO_FOLDER,
    r"\\server\share\x.xlsx": NO_FOLDER,
    "//localhost/share/x.xlsx": NO_FOLDER,
    r"Q:\x.xlsx": NO_FOLDER,
    rf"{LONG}\x.xlsx": "its path is too long for Windows; use a folder with a shorter path",
    "book.xlsx.": "name a file that ends in .xlsx",
}
"""What `new` says of names under which nothing can be written."""

UNREADABLE = {
    "CON": f"[not-a-file] Windows keeps the name CON {DEVICE}",
    "NUL.xlsx": f"[not-a-file] Windows keeps the name NUL {DEVICE}",
    "a?b.xlsx": f"[not-found] {NO_NAME}",
    r"\\server\share\x.xlsx": "[not-found] there is no such file; check the path",
    "//localhost/share/x.xlsx": "[not-found] there is no such file; check the path",
    "C:\\": "[directory] it is a folder; name the workbooks in it",
    "Q:\\": "[not-found] there is no such file; check the path",
}
"""What `recalc` says of names under which nothing can be read."""

SPELLED = ["{}.", "{} ", r"\\?\{}", "{}"]


@pytest.fixture(scope="module")
def named_strangely(windows, samples):
    """What commands come to, all in one process of Windows and one folder, by their arguments."""
    folder = windows.folder / "tests" / "strange names"
    (folder / "folder").mkdir(parents=True)
    (folder / LONG.replace("\\", "/")).mkdir(parents=True)
    shutil.copyfile(samples / OLD, folder / "book.xlsx")
    old, writing = (folder / "book.xlsx").read_bytes(), [("new", name) for name in UNWRITABLE]
    orders = [
        *writing,
        ("recalc", "--check", *UNREADABLE, "book.xlsx"),
        *(("recalc", "--output", name, "book.xlsx") for name in ("CON", "NUL", "Q:\\a")),
        ("recalc", "--report", "NUL.csv", "book.xlsx"),
        ("recalc", "--check", *(spelled.format(named(folder / "book.xlsx")) for spelled in SPELLED)),
    ]
    file = folder.with_name("orders.json")
    file.write_text(json.dumps(orders), encoding="utf-8")
    run = windows.wine.run(windows.python(), named(HERE / "several.py"), named(file), folder=folder)
    assert run.code == 0, run.err
    assert [path.name for path in folder.rglob("*") if path.is_file()] == ["book.xlsx"]
    assert (folder / "book.xlsx").read_bytes() == old
    return dict(zip([" ".join(order[:3]) for order in orders], json.loads(run.out), strict=True))


@pytest.mark.parametrize(("name", "told"), UNWRITABLE.items())
def test_a_name_under_which_nothing_can_be_written_is_refused_with_what_to_do(named_strangely, name, told):
    code, out, err = named_strangely[f"new {name}"]
    assert code == (2 if told.startswith("name a file") else 3)
    assert out == ""
    assert told in err.replace("\n", " ")


def test_what_cannot_be_read_stops_no_other_workbook(named_strangely):
    code, out, err = named_strangely["recalc --check CON"]
    lines = out.splitlines()
    assert (code, err) == (3, "")
    for line, (name, told) in zip(lines, UNREADABLE.items(), strict=False):
        assert line.startswith(f"{name.replace('/', chr(92))}: error {told}")
    assert lines[len(UNREADABLE)].startswith("book.xlsx: out of date in 600 cells")
    assert lines[-1] == f"{len(UNREADABLE) + 1} workbooks: 1 out of date, {len(UNREADABLE)} failed"


@pytest.mark.parametrize("name", ["CON", "NUL", "Q:\\a"])
def test_a_folder_that_cannot_be_made_is_refused(named_strangely, name):
    code, out, err = named_strangely[f"recalc --output {name}"]
    assert (code, out) == (3, "")
    assert err.startswith(f"{name}: error [no-")


def test_a_report_to_a_device_is_refused_and_the_outcome_is_shown_all_the_same(named_strangely):
    code, out, err = named_strangely["recalc --report NUL.csv"]
    assert code == 3
    assert "book.xlsx: out of date in 600 cells" in out
    assert f"error [not-a-file] Windows keeps the name NUL {DEVICE}" in err


def test_every_spelling_of_a_name_that_windows_knows_is_the_one_workbook(named_strangely, windows):
    name = named(windows.folder / "tests" / "strange names" / "book.xlsx")
    code, out, err = named_strangely[f"recalc --check {name}."]
    assert (code, err) == (1, "")
    assert out.count("out of date in 600 cells") == 1
    assert "workbooks" not in out  # as it says of several
