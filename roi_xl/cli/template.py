"""`roi-xl template`: build the workbooks we ship, or prove that they are fresh."""

from __future__ import annotations

import textwrap
from pathlib import Path

import click

from roi_xl.cli.texts import printable


@click.command()
@click.argument(
    "folder",
    default=Path("workbooks"),
    type=click.Path(path_type=Path, file_okay=False),
    metavar="[FOLDER]",
)
@click.option("--check", is_flag=True, help="Write nothing; say which files aren't what a build gives.")
@click.option("--force", is_flag=True, help="Replace files of these names whatever they are.")
@click.pass_context
def template(context: click.Context, *, folder: Path, check: bool, force: bool) -> None:
    """Build every workbook we ship from nothing: templates and worked examples (default: workbooks/).

    A workbook that somebody has saved since it was built is work of theirs and stays.

    \b
    Examples:
      roi-xl template
      roi-xl template --check

    \b
    Exit codes:
      0  built, or fresh
      1  a file is missing or stale under --check, is somebody's work, or can't be written
      2  wrong usage
    """  # noqa: D301 - click reads the backspace
    from roi_xl.cli.files import Kind, write
    from roi_xl.workbooks import editions, is_untouched

    _list_missing_words()
    stale = False
    if not check:
        _make(folder)
    for name, data in editions():
        path = folder / name
        fresh = path.is_file() and path.read_bytes() == data
        if check or fresh:
            click.echo(f"{printable(path)}: {'fresh' if fresh else 'stale' if path.exists() else 'missing'}")
            stale |= not fresh
            continue
        kind = Kind("a workbook that was built and never saved since", is_untouched)
        write(path, data, kind, force=force, is_inside=True)
        click.echo(f"{printable(path)}: written")
    if check and stale:
        click.echo("run `roi-xl template` and commit what it writes", err=True)
        context.exit(1)


def _list_missing_words() -> None:
    """Say which words a language lacks: in the workbooks they are English ones."""
    from roi_xl.lang import LANGUAGES
    from roi_xl.template import missing

    for language in LANGUAGES:
        for file, paths in missing(language).items():
            click.echo(f"roi_xl/{file} lacks {len(paths)} texts, which stay English:", err=True)
            click.echo(textwrap.indent(textwrap.fill(", ".join(paths), 100), "  "), err=True)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = f"the folder can't be made ({error.strerror})"
        raise click.ClickException(f"{printable(folder)}: {reason}") from None
