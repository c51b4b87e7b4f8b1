"""Codes that need a command or a surrounding of their own, and those that no small workbook provokes."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from click.testing import CliRunner
from small_workbooks import book, linked

from roi_xl.cli import cli

_OURS = "TRAINING_ROI(90000,16000)"
_ROI = 4.625
_BOOKS = Path(__file__).parents[2] / "workbooks"
_TEMPLATE = _BOOKS / "blank-training.xlsx"
_DATED = "Timestamp;ID;Score\n"
_TICKETS = "Issue key;Issue id;Resolved;Assignee\nA;1;2025-01-01;E1\n"
_AS_TEST = "--preset", "google-forms", "--test", "after"


def _formula(text, value=_ROI):
    return f"<f>{text}</f><v>{value}</v>"


def _frozen(data):
    """Freezing a workbook with the values it has."""

    def prepare(folder):
        (folder / "book.xlsx").write_bytes(data)
        return ["freeze", "book.xlsx", "-o", "out.xlsx", "--cached", "--json"]

    return prepare


def _recalculated(*options, name="book.xlsx", then=lambda _: None):
    """Recalculating a stale workbook after something was done to its surroundings."""

    def prepare(folder):
        (folder / "book.xlsx").write_bytes(book({"A1": "=1+1"}))
        then(folder)
        return ["recalc", "--json", *options, name]

    return prepare


def _freeze_template(folder):
    shutil.copy(_TEMPLATE, folder / "book.xlsx")
    return ["freeze", "book.xlsx", "-o", "out.xlsx", "--json"]


def _filled(*values, data=None):
    """Filling in a workbook: a value refused, nothing written."""

    def prepare(folder):
        (folder / "book.xlsx").write_bytes(data or book({"A1": "=1+1", "B1": 1}))
        return ["fill", "book.xlsx", *(part for value in values for part in ("--set", value)), "--json"]

    return prepare


def _forecast(example):
    """Freezing a forecast that is refused."""

    def prepare(folder):
        shutil.copy(_BOOKS / f"{example}-training.xlsx", folder / "book.xlsx")
        return ["forecast", "book.xlsx", "--approved-by", "CFO", "--json"]

    return prepare


def _portfolio_of_no_portfolio(folder):
    (folder / "book.xlsx").write_bytes(book({"A1": "=1+1"}))
    (folder / "before.json").write_text("{}")
    return ["portfolio", "book.xlsx", "--previous", "before.json", "--json"]


def _no_report(folder):
    (folder / "book.xlsx").write_bytes(book({"A1": "=1+1"}))
    (folder / "r.json").write_text("{}")
    return ["recalc", "book.xlsx", "--changed-since", "r.json", "--json"]


def _imported(text, *options, name="s.csv", book_=_TEMPLATE, **files):
    """Importing a source that is refused: nothing is written."""

    def prepare(folder):
        (folder / name).write_bytes(text.encode("cp1252") if isinstance(text, str) else text)
        for file, content in files.items():
            (folder / file).write_text(content, encoding="utf-8")
        shutil.copy(book_, folder / "book.xlsx")
        return ["import", name, "--into", "book.xlsx", *options, "--json"]

    return prepare


def _other_key(folder):
    arguments = _imported("Person;Pre\nE1;5\n", "--in-place")(folder)
    CliRunner().invoke(cli, [*arguments, "--key", "one.key"])
    return [*arguments, "--key", "two.key"]


def _explain(folder, cell, *others):
    (folder / "book.xlsx").write_bytes(book({"A1": "=1+1"}))
    return ["explain", "book.xlsx", cell, *others, "--json"]


def _text_for_number(folder):
    (folder / "book.xlsx").write_bytes(book({"A1": 2, "B1": "=A1*2"}))
    (folder / "t.csv").write_text("S!A1\nabout 20\n")
    return ["scenarios", "book.xlsx", "--table", "t.csv", "--read", "S!B1"]


def _diff(folder):
    shutil.copy(_TEMPLATE, folder / "ours.xlsx")
    (folder / "book.xlsx").write_bytes(book({"A1": "=1+1"}))
    return ["diff", "ours.xlsx", "book.xlsx", "--json"]


def _unprinted(folder):
    shutil.copy(_TEMPLATE, folder / "book.xlsx")
    return ["report", "book.xlsx", "-o", "r.pdf", "--browser", "no-such-browser", "--json"]


def _old(folder):
    shutil.copy(Path(__file__).parents[1] / "data" / "template-0" / "sales.xlsx", folder / "book.xlsx")
    return ["report", "book.xlsx", "--json"]


def _no_study(folder):
    (folder / "study.toml").write_text("[line]\ninp_benefits_rate = 40\n")
    return ["new", "book.xlsx", "--from", "study.toml"]


def _somebody_s_result(folder):
    (folder / "out").mkdir()
    (folder / "out" / "book.xlsx").write_bytes(b"somebody's")


def _somebody_s_list(folder):
    (folder / "out").mkdir()
    (folder / "out" / ".roi-xl-results").write_bytes(b"somebody's")


_RULE = (
    '<conditionalFormatting sqref="A1"><cfRule type="expression" dxfId="0" priority="1">'
    f"<formula>{_OURS}&gt;1</formula></cfRule></conditionalFormatting>"
)

COMMANDS = {
    "absent-column": _imported("Person;Pre\nE1;5\n", "--person", "Name"),
    "counted-twice": _frozen(
        book(
            {
                "A1": 1,
                "A2": _formula("SUBTOTAL(9,NET_BENEFIT(3,2))", 1),
                "A3": _formula("SUBTOTAL(9,A1:A2)", 1),
            }
        )
    ),
    "directory": _recalculated(name="sub", then=lambda folder: (folder / "sub").mkdir()),
    "exists": _recalculated("--output", "out", then=_somebody_s_result),
    "foreign": _recalculated("--output", "out", then=_somebody_s_list),
    "forecast-there": _forecast("sales"),
    "forecast-unready": _forecast("blank"),
    "formula": _filled("S!A1=1"),
    "goes-on": _freeze_template,
    "hard-links": _recalculated(
        "--in-place", then=lambda folder: os.link(folder / "book.xlsx", folder / "backup.xlsx")
    ),
    "invalid": _filled("inp_margin=140%", data=_TEMPLATE.read_bytes()),
    "left-formula": _frozen(book({"A1": _formula(_OURS)}, after=_RULE)),
    "left-name": _frozen(book({"A1": _formula("roi")}, names=[("roi", _OURS)])),
    "link": _frozen(book({"A1": _formula(f"[1]!{_OURS}")}, **linked("roi-xl.xlam"))),
    "mixed-dates": _imported(_DATED + "14/03/25;E1;5\n03/25/25;E1;6\n", *_AS_TEST),
    "mixed-decimals": _imported("Person;Pre\nE1;5,5\nE2;6.5\n"),
    "no-bridge": _diff,
    "no-header": _imported("1;2\n3;4\n"),
    "no-place": _imported("Person;Pre\nE1;5\n", book_=_BOOKS / "quick-training.xlsx"),
    "no-place-for-forecast": _forecast("quick"),
    "no-rows": _imported(""),
    "no-such-cell": lambda folder: _explain(folder, "S!no-cell"),
    "no-training-days": _imported(_TICKETS, "--measure", "B1"),
    "not-a-report": _no_report,
    "not-a-study": _no_study,
    "not-printed": _unprinted,
    "no-value": _frozen(book({"A1": f"<f>{_OURS}</f>"})),
    "not-a-file": _recalculated(name="pipe", then=lambda folder: os.mkfifo(folder / "pipe")),
    "not-a-portfolio": _portfolio_of_no_portfolio,
    "not-found": _recalculated(name="no-such-file.xlsx"),
    "open-elsewhere": _recalculated("--in-place", then=lambda folder: (folder / "~$book.xlsx").touch()),
    "other-template": _old,
    "not-a-key": _imported("Person;Pre\nE1;5\n", "--key", "s.csv"),
    "not-a-part": lambda folder: _explain(folder, "S!A1", "--to", "S!B1"),
    "other-key": _other_key,
    "owner-file": _recalculated(name="~$book.xlsx", then=lambda folder: (folder / "~$book.xlsx").touch()),
    "protected": _filled("Costs!A1=1", data=_TEMPLATE.read_bytes()),
    "read-only": _recalculated("--in-place", then=lambda folder: (folder / "book.xlsx").chmod(0o400)),
    "several-columns": _imported("Person;Do you recommend it?;Who recommended it?\nE1;5;6\n"),
    "several-presets": _imported("Timestamp;Tidsstämpel;Score\nx;y;6\n"),
    "subtotal": _frozen(book({"A1": 1, "A2": _formula("SUBTOTAL(9,A1)+NET_BENEFIT(3,2)", 2)})),
    "text-for-number": _text_for_number,
    "too-large": _recalculated(
        name="large.xlsx", then=lambda folder: _sparse(folder / "large.xlsx", 600 << 20)
    ),
    "too-many-rows": _imported("Person;Pre\n" + "".join(f"E{n};5\n" for n in range(6_000))),
    "twice": _filled("S!B1=1", "'S'!$B$1=2"),
    "twice-different": _imported("Person;Pre\nE1;5\nE1;6\n"),
    "typing-slip": lambda _: ["eval", "=TRAINING_ROI(1,2"],
    "unclear-date": _imported(_DATED + "03/04/25;E1;5\n04/03/25;E1;6\n", *_AS_TEST),
    "unclear-decimal": _imported("Person;Pre\nE1;1,234\n"),
    "unclear-map": _imported("Person;Pre\nE1;5\n", "--map", "m.toml", **{"m.toml": "[people]\nnone = 1\n"}),
    "unclear-value": _filled("S!B1=7,5"),
    "unknown-encoding": _imported("Person;Före\nE1;5\n", "--encoding", "utf-8"),
    "unreadable-cell": _imported("Person;Pre\nE1;=cmd|calc\n"),
    "unreadable-source": _imported(b"PK\x03\x04 no workbook", name="s.xlsx"),
}
"""By code: a function that fills a folder and gives the command to run there."""


def _sparse(path, size):
    path.touch()
    os.truncate(path, size)


_WINDOWS = "about the add-in of Excel for Windows, not about a workbook"
_STUDY = "needs a whole workbook of ours that was damaged: tests/layout, tests/tampering"
_DISK = "needs a disk or an operating system that refuses"
_PROCESS = "needs a calculation that ends, hangs or lies"
_ENGINES = "no small workbook is known on which today's engines do so"
_INPUTS = "no command writes rows of tables yet: tests/xlsx/test_input_refusals.py, test_inputs.py"

NOT_PROVOKED = {
    "addin-missing": _WINDOWS,
    "array-size": _ENGINES,
    "broken-settings": _WINDOWS,
    "cell-error": _STUDY,
    "changed-meanwhile": "needs somebody who writes at the right moment: tests/files/test_replacing.py",
    "column-missing": _STUDY,
    "column-outside": _STUDY,
    "column-twice": _STUDY,
    "disk-full": _DISK,
    "elsewhere": _WINDOWS,
    "engine-died": _PROCESS,
    "engine-failed": _PROCESS,
    "first-template": _STUDY,
    "header-missing": _STUDY,
    "heading": _INPUTS,
    "internal-error": _PROCESS,
    "interpreter-gone": _WINDOWS,
    "io-error": _DISK,
    "list-order": _STUDY,
    "list-twice": _STUDY,
    "leverage-unconfirmed": "needs an engine that changes its mind: tests/explain/test_leverage.py",
    "locked": "needs two runs at a time: tests/files/test_replacing.py",
    "lost-version": _STUDY,
    "malformed-answer": _PROCESS,
    "merged": _INPUTS,
    "misread": "a bug of ours that --verify would find: tests/recalc/test_recalculation.py",
    "missing-beside": _WINDOWS,
    "name-missing": _STUDY,
    "name-twice": _STUDY,
    "no-browser": "needs a machine without a browser: tests/report/test_formats.py",
    "no-cell": _INPUTS,
    "no-excel": _WINDOWS,
    "no-figures": "takes a workbook of another version: tests/layout/test_growth.py",
    "no-folder": _WINDOWS,
    "no-permission": _DISK,
    "no-room": _INPUTS,
    "no-second-opinion": _PROCESS,
    "no-start": _PROCESS,
    "no-table": "needs a README without the comments: tests/cli/test_exit_codes.py",
    "no-windows": _WINDOWS,
    "not-a-folder": "needs a file in the way of a folder: tests/cli/test_exit_codes.py",
    "not-a-template": _STUDY,
    "not-built": _WINDOWS,
    "not-computed": _ENGINES,
    "not-durable": _DISK,
    "not-installed": "needs an installation without pyarrow: tests/tables/test_formats.py",
    "not-in-code-page": _WINDOWS,
    "not-reached": "needs an interruption: tests/cli/test_signals.py",
    "not-verified": "needs a workbook that openpyxl can't read: tests/recalc/test_recalculation.py",
    "other-beside": _WINDOWS,
    "other-roi-xl": _WINDOWS,
    "other-settings": _WINDOWS,
    "other-xlwings": _WINDOWS,
    "path-too-long": _WINDOWS,
    "pivot": _INPUTS,
    "reference-disputed": _ENGINES,
    "row-missing": _STUDY,
    "row-order": _STUDY,
    "row-twice": _STUDY,
    "row-without-partner": _STUDY,
    "rows-changed": _STUDY,
    "second": _WINDOWS,
    "settings-missing": _WINDOWS,
    "store-python": _WINDOWS,
    "table-missing": _STUDY,
    "text-too-long": "the second engine refuses such a text first: tests/xlsx/test_writing.py",
    "time-limit": _PROCESS,
    "totals": _INPUTS,
    "unconfirmed": _ENGINES,
    "unfit": _INPUTS,
    "unknown-choice": _STUDY,
    "unknown-language": _STUDY,
    "unknown-column": _INPUTS,
    "unknown-rule": _INPUTS,
    "unknown-sheet": _INPUTS,
    "unknown-table": _INPUTS,
    "unknown-template": _STUDY,
    "unstable": _ENGINES,
    "unusable": _WINDOWS,
    "unusable-path": _WINDOWS,
}
"""By code: why no small workbook provokes it."""
