"""`roi-xl lite`: prints what to paste into xlwings Lite."""

from __future__ import annotations

from pathlib import Path

import click

from roi_xl.addin.lite import DIFFERENCES, MAIN, requirements
from roi_xl.cli import options
from roi_xl.cli.command import command
from roi_xl.cli.exit_codes import Exit
from roi_xl.cli.files import write_all

_TEXT = """\
xlwings Lite: the same functions in Excel for Windows, Mac and the web, with no Python to install.

1. In Excel choose Home, Add-ins, search for xlwings, and add xlwings Lite. It is free, in companies as well.

2. In its pane open requirements.txt, keep what is there, and add what is missing of

{requirements}
   Public package indexes don't offer roi-xl: unless an index of your own does, put the address of its wheel
   in place of that line.

3. Open main.py and add

{main}
4. Restart Lite from the menu of the pane. The cells say =XLW.TRAINING_ROI(…). Excel stores that as
   _xldudf_XLW_TRAINING_ROI(…), which `roi-xl recalc` understands like every other spelling.

Both files are kept inside the workbook, so a colleague who has added Lite sees the functions as well. To have
them computed without opening the pane, let Lite start in the background (its settings, Workbook).

A cell that shows #VALUE! may have a message: point at its corner. It names a package that isn't installed.

{differences}"""


@command(
    exits={Exit.FINE: "printed or written", Exit.FILE: "a file exists already, or can't be written"},
    examples=["roi-xl lite", "roi-xl lite -o ."],
)
@click.option(
    "-o", "--output", "folder", type=options.ANYWHERE, metavar="FOLDER",
    help="Write main.py and requirements.txt there instead.",
)  # fmt: skip
@options.force("Replace the two files if they exist.")
def lite(*, folder: Path | None, force: bool) -> Exit:
    """Say what to paste into xlwings Lite: its main.py and requirements.txt."""
    if folder is None:
        text = _TEXT.format(
            requirements=_indented(requirements()), main=_indented(MAIN), differences=DIFFERENCES
        )
        click.echo(text, nl=False)
    else:
        write_all(folder, {"main.py": MAIN, "requirements.txt": requirements()}, force=force)
    return Exit.FINE


def _indented(text: str) -> str:
    return "".join(f"       {line}\n" for line in text.splitlines())
