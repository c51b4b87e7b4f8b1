"""`roi-xl template`: build the workbooks we ship, or prove that they are fresh."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument(
    "folder",
    default=Path("workbooks"),
    type=click.Path(path_type=Path, file_okay=False),
    metavar="[FOLDER]",
)
@click.option("--check", is_flag=True, help="Write nothing; say which files aren't what a build gives.")
@click.pass_context
def template(context: click.Context, *, folder: Path, check: bool) -> None:
    """Build every workbook we ship from nothing: templates and worked examples (default: workbooks/).

    \b
    Examples:
      roi-xl template
      roi-xl template --check

    \b
    Exit codes:
      0  built, or fresh
      1  a file is missing or stale under --check, or can't be written
      2  wrong usage
    """  # noqa: D301 - click reads the backspace
    from roi_xl.workbooks import editions
    from roi_xl.xlsx import PackageError, write_new

    stale = False
    if not check:
        folder.mkdir(parents=True, exist_ok=True)
    for name, data in editions():
        path = folder / name
        fresh = path.is_file() and path.read_bytes() == data
        if check or fresh:
            click.echo(f"{path}: {'fresh' if fresh else 'stale' if path.exists() else 'missing'}")
            stale |= not fresh
            continue
        try:
            write_new(path, data, overwrite=True)
        except PackageError as error:
            raise click.ClickException(f"{path}: {error}") from None
        click.echo(f"{path}: written")
    if check and stale:
        click.echo("run `roi-xl template` and commit what it writes", err=True)
        context.exit(1)
