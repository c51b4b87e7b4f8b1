"""`roi-xl template`: builds the workbooks that we ship, or checks that they are up to date."""

from __future__ import annotations

import textwrap
from pathlib import Path

import click

from roi_xl import lang
from roi_xl.cli import options
from roi_xl.cli.command import command
from roi_xl.cli.exit_codes import Exit
from roi_xl.cli.files import make, write
from roi_xl.files import ANYTHING, Kind
from roi_xl.shipped_workbooks import EDITIONS, editions, is_untouched
from roi_xl.tampering.recorded import recorded_form
from roi_xl.template.form import form_file, form_text
from roi_xl.template.names import KINDS
from roi_xl.template.words import EXAMPLES, missing
from roi_xl.values_as_text import counted, printable

_REMEDY = "run `roi-xl template` and commit what it writes"


@command(
    exits={
        Exit.FINE: "built, or fresh",
        Exit.FINDINGS: "a file is missing or stale under --check",
        Exit.FILE: "a file is somebody's work, or can't be written",
    },
    examples=["roi-xl template", "roi-xl template --check"],
)
@click.argument("folder", default=Path("workbooks"), type=options.ANYWHERE, metavar="[FOLDER]")
@click.option(
    "--check", "is_check", is_flag=True, help="Write nothing; say which files aren't what a build gives."
)
@options.force("Replace files of these names whatever they are.")
def template(*, folder: Path, is_check: bool, force: bool) -> Exit:
    """Build every workbook we ship from nothing: templates and worked examples (default: workbooks/).

    A workbook that somebody has saved since it was built is work of theirs and stays. First comes the form of
    the template, with which `roi-xl recalc` compares the formulas of workbooks.
    """
    _list_missing_words()
    are_fresh = [_is_form_fresh(kind, is_check=is_check) for kind in KINDS]
    stale = not all(are_fresh)
    if not is_check:
        make(folder, parents=True)
    if is_check and not folder.is_dir():
        return _all_missing(folder)
    for name, data in editions():
        path = folder / name
        fresh = path.is_file() and path.read_bytes() == data
        if is_check or fresh:
            click.echo(f"{printable(path)}: {'fresh' if fresh else 'stale' if path.exists() else 'missing'}")
            stale |= not fresh
            continue
        kind = Kind("a workbook that was built and never saved since", is_untouched)
        write(path, data, kind, force=force, is_inside=True)
        click.echo(f"{printable(path)}: written")
    if is_check and stale:
        click.echo(_REMEDY, err=True)
        return Exit.FINDINGS
    return Exit.FINE


def _is_form_fresh(kind: str, *, is_check: bool) -> bool:
    """Whether the form that workbooks are compared with is what the declaration gives; write it if not."""
    file, text = form_file(kind), recorded_form(kind).text()
    if text == form_text(kind):
        return True
    click.echo(f"{printable(file)}: {'stale' if is_check else 'written'}")
    if not is_check:
        make(file.parent, parents=True)
        write(file, text.encode(), ANYTHING, force=True, is_inside=True)
    return False


def _all_missing(folder: Path) -> Exit:
    """Report that a missing folder holds none of the workbooks; nothing needs to be built for that."""
    for edition in EDITIONS:
        click.echo(f"{printable(folder / edition.filename)}: missing")
    click.echo(_REMEDY, err=True)
    return Exit.FINDINGS


def _list_missing_words() -> None:
    """Report the words that a language lacks: the workbooks show them in English.

    Of an example only their number: in its file the languages stand beside each other.
    """
    for language in lang.LANGUAGES:
        for file, paths in missing(language).items():
            stay = "which stays" if len(paths) == 1 else "which stay"
            told = f"roi_xl/{file} lacks {counted(len(paths), 'text')}, {stay} English"
            if file.startswith(EXAMPLES):
                click.echo(told, err=True)
                continue
            click.echo(f"{told}:", err=True)
            listed = textwrap.fill(", ".join(paths), 100, break_on_hyphens=False)
            click.echo(textwrap.indent(listed, "  "), err=True)
