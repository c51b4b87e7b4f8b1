"""One table of commands, each carried out by Windows and by this machine in folders of the same files.

What a command prints, its exit code and every byte in its folder afterwards have to be the same; only the
separators of paths may differ. The libraries whose versions show in files are the bench's on both sides.
"""

import csv
import hashlib
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import ZipFile

import openpyxl
from session import PYTHON
from wine import Done, clean_environment

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "tests" / "data" / "samples"
STALE, CURRENT, BROKEN, STUDY = "stale.xlsx", "current.xlsx", "broken.xlsx", "study.toml"
NEW = "Årets kurs.xlsx"
DAY = "--today", "2026-01-02"
SHARED = ("click", "et_xmlfile", "openpyxl", "pyopenvba", "xlsxwriter", "xlwings")
SECONDS = 300


def _stale(path):
    shutil.copy(SAMPLES / "sales-example-stale.xlsx", path)


def _current(path):
    shutil.copy(ROOT / "workbooks" / "sales-training.xlsx", path)


def _broken(path):
    path.write_bytes(b"PK\x03\x04 and then nothing that belongs there")


def _study(path):
    path.write_text('[line]\ninp_programme = "Säker start"\ninp_participants = 12\n', encoding="utf-8")


def _export(path):
    shutil.copy(ROOT / "tests" / "data" / "exports" / path.name, path)


EXPORTS = "moodle-completion-de.csv", "cornerstone-transcript.xlsx"
CONTENTS = {
    STALE: _stale,
    CURRENT: _current,
    BROKEN: _broken,
    STUDY: _study,
    **dict.fromkeys(EXPORTS, _export),
}
"""What stands in a file; any other name ends in one of these."""


@dataclass(frozen=True)
class Command:
    """A command and what it is to come to.

    Attributes:
        arguments: Of roi-xl.
        code: Its exit code.
        files: The files that are there before.
        elsewhere: The arguments where no shell of Windows would have to expand a pattern.
        names_paths: Whether it prints paths, whose separators are the system's.
        on_newest: Whether it is one of the few that are tried with the bench's other Python, too.
    """

    arguments: tuple[str, ...]
    code: int = 0
    files: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    names_paths: bool = False
    on_newest: bool = False

    def __str__(self):
        return " ".join(self.arguments)


@dataclass(frozen=True)
class Outcome:
    """What became of a command.

    Attributes:
        code: Its exit code.
        out: What it printed.
        err: What it said on stderr.
        files: The digest of each file that it left in its folder, by name.
    """

    code: int
    out: str
    err: str
    files: dict[str, str] = field(default_factory=dict)


def _recalculations():
    yield Command(("recalc",), 2)
    yield Command(("recalc", *DAY, STALE), files=(STALE,))
    yield Command(("recalc", *DAY, CURRENT), files=(CURRENT,))
    yield Command(("recalc", "--exclude", "B*", *DAY, "."), files=(STALE, CURRENT, BROKEN))
    yield Command(("recalc", BROKEN), 3, (BROKEN,))
    yield Command(("recalc", "none.xlsx"), 3)
    yield Command(("recalc", "--check", *DAY, STALE), 1, (STALE,))
    yield Command(("recalc", "--check", "--verify", *DAY, CURRENT), files=(CURRENT,))
    yield Command(("recalc", "--json", *DAY, STALE, CURRENT), files=(STALE, CURRENT))
    yield Command(("recalc", "--in-place", *DAY, STALE, CURRENT), files=(STALE, CURRENT), on_newest=True)
    yield Command(
        ("recalc", "--output", "done", "--workers", "1", *DAY, STALE, CURRENT), 0, (STALE, CURRENT),
        names_paths=True,
    )  # fmt: skip
    yield Command(("recalc", "--report", "report.csv", STALE, BROKEN), 3, (STALE, BROKEN), on_newest=True)
    yield Command(("recalc", "--report", "report.xlsx", *DAY, STALE), files=(STALE,))
    several = ("1 å ä ö.xlsx", "2 O'Neil & Co (x86).xlsx", "3 [ab].xlsx", "4 ŁóΩ.xlsx")
    made = tuple(f"{name.removesuffix('.xlsx')} {STALE}" for name in several)
    yield Command(("recalc", "--in-place", "--workers", "2", *made, BROKEN), 3, (*made, BROKEN))
    yield Command(
        ("recalc", "--workers", "2", "--check", "*.xlsx"), 3, (BROKEN, STALE),
        ("recalc", "--workers", "2", "--check", BROKEN, STALE),
    )  # fmt: skip


def _others():
    yield Command(("--version",), on_newest=True)
    yield Command(("--help",))
    yield Command(("eval", "=TRAINING_ROI(90000, 16000)"))
    yield Command(("eval", '=ROI_STATEMENT(90000, 16000, "sv")'), on_newest=True)
    yield Command(("eval", "=TRAINING_ROI(1, 0)"), 1)
    yield Command(("eval", "=TRAINING_ROI("), 1)
    yield Command(("new", NEW, "--language", "sv"))
    yield Command(("new", STALE), 3, (STALE,))
    yield Command(("fill", CURRENT, "--from", STUDY, "-o", "filled.xlsx", *DAY), files=(CURRENT, STUDY))
    yield Command(("new", "book.docx"), 2)
    yield Command(
        ("scenarios", CURRENT, "--sample", "3", "--vary", "inp_margin=triangular(0.2,0.35,0.5)",
         "--read", "out_roi,out_net", "--jobs", "1", "-o", "scenarios.csv", *DAY), files=(CURRENT,),
    )  # fmt: skip
    yield Command(("freeze", STALE, "-o", "frozen.xlsx", *DAY), files=(STALE,))
    cached = "--cached", "--json"
    yield Command(("freeze", *cached, STALE, "-o", "frozen.xlsx"), files=(STALE,), on_newest=True)
    yield Command(("freeze", "none.xlsx", "-o", "frozen.xlsx"), 3)
    yield Command(("fill", STALE, "--set", "inp_participants=12", "-o", "filled.xlsx", *DAY), files=(STALE,))
    yield Command(
        ("forecast", CURRENT, "--approved-by", "CFO", "--anew", "-o", "f.xlsx", *DAY), files=(CURRENT,)
    )
    yield Command(("import", *EXPORTS, "--into", CURRENT, *DAY), files=(CURRENT, *EXPORTS), on_newest=True)
    yield Command(("import", "--detect", *EXPORTS), files=EXPORTS)
    yield Command(("explain", STALE, *DAY), files=(STALE,))
    yield Command(("check", STALE, *DAY), files=(STALE,))
    yield Command(("report", CURRENT, "-o", "page.html", *DAY), files=(CURRENT,))
    yield Command(("report", CURRENT, "--language", "sv", "--audience", "finance", *DAY), files=(CURRENT,))
    yield Command(("diff", STALE, CURRENT, *DAY), 1, (STALE, CURRENT))
    yield Command(("due", CURRENT, "--on", "2026-01-20"), 1, (CURRENT,))
    yield Command(("portfolio", CURRENT, *DAY), files=(CURRENT,))
    yield Command(("functions",))
    yield Command(("functions", "ROI_SIMULATION"), on_newest=True)
    yield Command(("functions", "--json"))
    yield Command(("functions", "NONE_SUCH"), 2)
    yield Command(("addin", "build", "-o", "roi_xl.xlam"), on_newest=True)
    yield Command(("addin", "build", "-o", "missing/roi_xl.xlam"), 3, names_paths=True)
    yield Command(("addin", "export", "-o", "roi_xl.bas"))
    yield Command(("addin", "export", "--all", "-o", "vba"), names_paths=True)
    yield Command(("addin", "server"))
    yield Command(("lite",))


COMMANDS = (*_recalculations(), *_others())


def on_windows(own, command, folder, version=PYTHON):
    """What a command comes to in a Python for Windows."""
    _fill(folder, command)
    done = own.roi_xl(*command.arguments, version=version, folder=folder, seconds=SECONDS, is_first=False)
    if done.is_wines_fault:
        shutil.rmtree(folder)
        _fill(folder, command)
        done = own.roi_xl(*command.arguments, version=version, folder=folder, seconds=SECONDS, is_first=False)
    return _outcome(done, command, folder)


def here(own, command, folder):
    """What the same command comes to on this machine."""
    _fill(folder, command)
    run = subprocess.run(
        [sys.executable, "-m", "roi_xl", *(command.elsewhere or command.arguments)], cwd=folder,
        stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=SECONDS,
        env=clean_environment() | {"PYTHONPATH": str(_shared(own)), "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    return _outcome(Done(run.returncode, run.stdout, run.stderr), command, folder)


def _shared(own):
    """The bench's libraries in pure Python; and no isal, whose deflate has another outcome than zlib's."""
    folder = own.folder / "shared"
    if not folder.is_dir():
        (folder / "isal").mkdir(parents=True)
        (folder / "isal" / "__init__.py").write_text("raise ImportError\n", encoding="ascii")
        for name in SHARED:
            for found in own.site.glob(f"{name}*"):
                if found.name == name or found.suffix == ".dist-info":
                    (folder / found.name).symlink_to(found)
    return folder


def _fill(folder, command):
    folder.mkdir(parents=True)
    for name in command.files:
        next(write for end, write in CONTENTS.items() if name.endswith(end))(folder / name)


def _outcome(done, command, folder):
    out, err = (_read(text, command) for text in (done.out, done.err))
    files = {
        path.relative_to(folder).as_posix(): hashlib.sha256(_lasting(path)).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    return Outcome(done.code, out, err, files)


def _lasting(path):
    """What has to be the same: every byte, with exceptions.

    A report holds the time at which it was made and the seconds that each workbook took, so its cells are
    compared but for those; versions of optional libraries and separators of paths may differ. A new workbook
    holds powers and logarithms, whose last digits differ between C libraries: numbers are compared by 12
    digits.
    """
    if path.name in {"report.csv", "report.xlsx"}:
        rows = _rows(path)
        passing = [rows[0].index(name) for name in ("seconds", "version", "output")]
        return repr([[cell for at, cell in enumerate(row) if at not in passing] for row in rows]).encode()
    if path.name != NEW:
        return path.read_bytes()
    with ZipFile(path) as package:
        parts = [(entry.filename, entry.create_system, package.read(entry)) for entry in package.infolist()]
    rounded = [(name, on, re.sub(rb"(?<=<v>)[-\d.e+]+(?=</v>)", _rounded, part)) for name, on, part in parts]
    return repr(rounded).encode()


def _rows(path):
    """The rows of a report, the headers first."""
    if path.suffix == ".csv":
        return [*csv.reader(path.read_text(encoding="utf-8-sig").splitlines())]
    return [*map(list, openpyxl.load_workbook(path).active.values)]


def _rounded(number):
    return f"{float(number[0]):.12g}".encode()


def _read(text, command):
    return text.replace("\\", "/") if command.names_paths else text


def fingerprint(outcome):
    """A few letters for all the files that a command left; a dash if there are none."""
    if not outcome.files:
        return "-"
    return hashlib.sha256(repr(sorted(outcome.files.items())).encode()).hexdigest()[:12]
