"""Try every output of every command on a file of somebody else's, a link, a full disk and a locked folder.

    python tests/bench/outputs.py

Prints a table: the exit code of each command, and what is wrong; exit status 1 if anything is. Nothing may
be lost: what lay there before is there afterwards, to the byte, and no temporary file stays. The folder
without permission really refuses, also root, whose right to pass over permissions is taken away. The disk is
a small file system of its own where this user may mount one (Linux, unshare), else a limit on files.
"""

from __future__ import annotations

import ctypes
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

from roi_xl.cli.reports import SUFFIXES
from roi_xl.shipped_workbooks import EDITIONS

SHIPPED = Path(__file__).parents[2] / "workbooks"
SOMEBODYS = b"somebody's work\n"
PLACE, IN_PLACE = "place", "in.xlsx"
README = (
    "# Ours\n<!-- functions: written by `roi-xl docs` -->\n<!-- end of functions -->\n" + "text\n" * 4_000
)
_BUILDING = {"new", "template"}
_RUN = """
import sys
from pathlib import Path
from roi_xl import shipped_workbooks as workbooks
sys.argv[0], shipped = "roi-xl", Path(sys.argv.pop(1))
workbooks.EDITIONS = workbooks.EDITIONS[:1]
workbooks.workbook = lambda edition, *_: (shipped / edition.filename).read_bytes()
from roi_xl.__main__ import main
main()
"""
"""The command, whose template is one workbook and isn't built, but taken from those that we ship."""


@dataclass(frozen=True)
class Output:
    """What a command writes.

    Attributes:
        name: What stands in the table.
        arguments: Of roi-xl; the output lies in the folder `place`.
        file: The output that is tried.
        is_inside: Whether only its folder is named: a link there is replaced.
        prepare: What has to be there before.
        codes: Exit codes on somebody's file, a link, a full disk and a folder without permission.
    """

    name: str
    arguments: tuple[str, ...]
    file: str
    is_inside: bool = False
    prepare: Callable[[Path], None] = lambda _: None
    codes: tuple[int, int, int, int] = (3, 3, 3, 3)


def _book(folder: Path) -> None:
    """A workbook that is out of date in one cell, and larger than what is left on the disk."""
    _write_book(folder / IN_PLACE)


def _ours(folder: Path) -> None:
    """A workbook of ours."""
    shutil.copy(SHIPPED / EDITIONS[0].filename, folder / "ours.xlsx")


def _book_in_place(folder: Path) -> None:
    _write_book(folder / PLACE / IN_PLACE)


def _write_book(path: Path) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("S")
        sheet.write_formula("A1", "=1+1", None, 999)
        sheet.write_formula("A2", "=TRAINING_ROI(3,2)", None, 999)
        sheet.write_column("C1", [os.urandom(24).hex() for _ in range(900)])


def _programme(folder: Path) -> None:
    shutil.copy(Path(__file__).parents[2] / "workbooks" / "sales-training.xlsx", folder / "sales.xlsx")


def _programme_in_place(folder: Path) -> None:
    shutil.copy(SHIPPED / "sales-training.xlsx", folder / PLACE / IN_PLACE)


def _importable(folder: Path, place: str = ".") -> None:
    """A workbook of ours, and a list to import."""
    shutil.copy(SHIPPED / "blank-training.xlsx", folder / place / IN_PLACE)
    (folder / "list.csv").write_text("Person,Pre\nE1,5\n")


def _ours_in_place(folder: Path) -> None:
    _importable(folder, PLACE)


def _readme(folder: Path) -> None:
    (folder / PLACE / "README.md").write_text(README)


def _excel(folder: Path) -> None:
    (folder / PLACE / "Microsoft" / "Excel" / "XLSTART").mkdir(parents=True)


_RECALC = "recalc", "--workers", "1"
_FORECAST = "forecast", "--approved-by", "CFO", "--anew"
_IMPORT = "import", "list.csv", "--into"
OUTPUTS = [
    *(
        Output(f"recalc --report {end}", (*_RECALC, "--report", f"{PLACE}/r.{end}", IN_PLACE), f"r.{end}",
               prepare=_book)
        for end in (suffix.removeprefix(".") for suffix in SUFFIXES)
    ),
    Output("recalc --output", (*_RECALC, "--output", PLACE, IN_PLACE), IN_PLACE, is_inside=True,
           prepare=_book, codes=(3, 0, 3, 3)),
    Output("recalc --log", (*_RECALC, "--log", f"{PLACE}/n.log", IN_PLACE), "n.log", prepare=_book),
    Output("recalc --into", (*_RECALC, "--into", f"{PLACE}/out.xlsx", IN_PLACE), "out.xlsx", prepare=_book),
    Output("recalc --in-place", (*_RECALC, "--in-place", f"{PLACE}/{IN_PLACE}"), IN_PLACE,
           prepare=_book_in_place),
    Output("freeze -o", ("freeze", IN_PLACE, "-o", f"{PLACE}/out.xlsx"), "out.xlsx", prepare=_book),
    Output("fill -o", ("fill", IN_PLACE, "--set", "S!Z9=1", "-o", f"{PLACE}/out.xlsx"), "out.xlsx",
           prepare=_book),
    Output("fill --in-place", ("fill", f"{PLACE}/{IN_PLACE}", "--set", "S!Z9=1", "--in-place"), IN_PLACE,
           prepare=_book_in_place),
    Output("forecast -o", (*_FORECAST, "sales.xlsx", "-o", f"{PLACE}/out.xlsx"), "out.xlsx",
           prepare=_programme),
    Output("forecast --in-place", (*_FORECAST, f"{PLACE}/{IN_PLACE}", "--in-place"), IN_PLACE,
           prepare=_programme_in_place),
    Output("import -o", (*_IMPORT, IN_PLACE, "--key", "k", "-o", f"{PLACE}/out.xlsx"), "out.xlsx",
           prepare=_importable),
    Output("import --in-place", (*_IMPORT, f"{PLACE}/{IN_PLACE}", "--key", "k", "--in-place"), IN_PLACE,
           prepare=_ours_in_place),
    Output("import --key", (*_IMPORT, IN_PLACE, "--key", f"{PLACE}/k", "-o", "out.xlsx"), "k",
           prepare=_importable),
    Output("explain --html", ("explain", IN_PLACE, "S!A2", "--html", f"{PLACE}/p.html"), "p.html",
           prepare=_book),
    *(
        Output(f"scenarios -o {end}",
               ("scenarios", IN_PLACE, "--sample", "900", "--vary", "S!B9=uniform(0,1)", "--read", "S!A1",
                "--jobs", "1", "-o", f"{PLACE}/s.{end}"), f"s.{end}", prepare=_book)
        for end in ("csv", "xlsx")
    ),
    Output("diff --html", ("diff", IN_PLACE, IN_PLACE, "--html", f"{PLACE}/d.html"), "d.html", prepare=_book),
    Output("due --ics", ("due", "sales.xlsx", "--on", "2025-03-01", "--ics", f"{PLACE}/d.ics"), "d.ics",
           prepare=_programme),
    *(
        Output(f"portfolio -o {end}", ("portfolio", "sales.xlsx", "-o", f"{PLACE}/p.{end}"), f"p.{end}",
               prepare=_programme)
        for end in ("xlsx", "html", "json")
    ),
    Output("report -o", ("report", "ours.xlsx", "-o", f"{PLACE}/r.html"), "r.html", prepare=_ours),
    Output("new", ("new", f"{PLACE}/new.xlsx"), "new.xlsx"),
    Output("addin build -o", ("addin", "build", "-o", f"{PLACE}/a.xlam"), "a.xlam"),
    Output("addin export -o", ("addin", "export", "-o", f"{PLACE}/a.bas"), "a.bas"),
    Output("addin export --all -o", ("addin", "export", "--all", "-o", PLACE), "roi_xl_udfs.bas",
           is_inside=True, codes=(3, 0, 3, 3)),
    Output("addin install", ("addin", "install"), "Microsoft/Excel/XLSTART/roi_xl.xlam", prepare=_excel),
    Output("lite -o", ("lite", "-o", PLACE), "main.py", is_inside=True, codes=(3, 0, 3, 3)),
    Output("template", ("template", PLACE), EDITIONS[0].filename, is_inside=True, codes=(3, 0, 3, 3)),
    Output("docs", ("docs", f"{PLACE}/README.md"), "README.md", prepare=_readme),
]  # fmt: skip
REASONS = {
    "full disk": ("the disk is full", "the disk doesn't take files", "No space left", "File too large"),
    "no permission": ("ermission denied",),
}
"""One of the texts by which it is known that a command really met the hazard."""
HAZARDS = ("somebody's file", "link", "full disk", "no permission")


def command(*arguments: str) -> list[str]:
    """The command as a process of its own, which need not build a workbook to write it."""
    if arguments[0] not in _BUILDING:
        return [sys.executable, "-m", "roi_xl", *arguments]
    return [sys.executable, "-c", _RUN, str(SHIPPED), *arguments]


def tried(output: Output, hazard: str, folder: Path) -> tuple[int, list[str]]:
    """Carry out one command in an empty folder: its exit code, and what is wrong."""
    place, target, elsewhere = folder / PLACE, folder / PLACE / output.file, folder / "precious"
    place.mkdir()
    output.prepare(folder)
    elsewhere.write_bytes(SOMEBODYS)
    target.parent.mkdir(parents=True, exist_ok=True)
    if hazard == "somebody's file":
        target.write_bytes(SOMEBODYS)
    elif hazard == "link":
        target.unlink(missing_ok=True)
        target.symlink_to(elsewhere)
    elif hazard == "no permission":
        for path in (target.parent, place):
            path.chmod(0o555)
    before = _files(folder)
    done = _run(output, folder, full=hazard == "full disk", locked=hazard == "no permission")
    for path in (place, target.parent):
        path.chmod(0o755)
    wrong = [*_wrong(output, hazard, target, before, _files(folder))]
    if done.returncode != output.codes[HAZARDS.index(hazard)]:
        wrong.append(f"exit code {done.returncode}")
    if hazard in REASONS and not any(reason in done.stdout + done.stderr for reason in REASONS[hazard]):
        wrong.append(f"said {done.stdout + done.stderr!r}")
    if "Traceback" in done.stderr or (done.returncode and not done.stdout + done.stderr):
        wrong.append(f"said {done.stdout + done.stderr!r}")
    return done.returncode, wrong


def _wrong(
    output: Output, hazard: str, target: Path, before: dict[str, bytes], after: dict[str, bytes]
) -> Iterator[str]:
    name = str(target.relative_to(target.parents[len(Path(output.file).parts)]))
    for path, content in before.items():
        is_its_own_link = hazard == "link" and output.is_inside and path == name
        if after.get(path) != content and not is_its_own_link:
            yield f"{path} was lost"
    if hazard == "link" and output.is_inside and (target.is_symlink() or after[name] == SOMEBODYS):
        yield "the link was followed"
    yield from (f"{path} was left" for path in after if path.endswith(".tmp"))
    if hazard in ("full disk", "no permission") and after.get(name) != before.get(name):
        yield f"{name} was written"


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _run(output: Output, folder: Path, *, full: bool, locked: bool) -> subprocess.CompletedProcess[str]:
    program = command(*output.arguments)
    if full and CAN_MOUNT:
        # what is there moves into a file system in which nothing is left
        script = (
            "cp -a place kept && mount -t tmpfs -o size=$(($(du -sk place | cut -f1) + 4))k none place && "
            'cp -a kept/. place && { cat /dev/zero > place/filler; "$@"; code=$?; rm place/filler; '
            "rm -r kept; cp -a place kept; umount place; rm -r place; mv kept place; exit $code; } 2>&3"
        )
        program = ["unshare", "-rm", "sh", "-c", f"exec 3>&2; exec 2>/dev/null; {script}", "sh", *program]

    def prepared() -> None:
        if full and not CAN_MOUNT:
            resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))
        if locked:
            for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
                ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP; refused but to root

    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    environment |= {"APPDATA": str(folder / PLACE), "USERPROFILE": str(folder / PLACE)}
    return subprocess.run(
        program, cwd=folder, env=environment, preexec_fn=prepared, capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip


def _can_mount() -> bool:
    if shutil.which("unshare") is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        mount = ["unshare", "-rm", "mount", "-t", "tmpfs", "-o", "size=4k", "none", folder]
        return subprocess.run(mount, capture_output=True, check=False).returncode == 0


CAN_MOUNT = _can_mount()


def main() -> None:
    """Print the table."""
    failed = False
    print(f"full disk: {'a file system' if CAN_MOUNT else 'a limit on files'}")
    print(f"{'output':<24}", *(f"{hazard:<18}" for hazard in HAZARDS))
    for output in OUTPUTS:
        cells = []
        for hazard in HAZARDS:
            with tempfile.TemporaryDirectory() as folder:
                code, wrong = tried(output, hazard, Path(folder))
            failed |= bool(wrong)
            cells.append(f"{'; '.join(wrong) or f'kept, exit {code}':<18}")
        print(f"{output.name:<24}", *cells, flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
