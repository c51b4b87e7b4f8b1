"""`roi-xl new`: writes a new workbook to fill in, a worked example, or one that another workbook fills in."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TypeVar

import click

from roi_xl.batch import Failure, IntoFile, Limits, Made, Outcome, Task
from roi_xl.cli import options
from roi_xl.cli.command import command
from roi_xl.cli.exit_codes import Exit
from roi_xl.cli.files import FileFailure, check, write
from roi_xl.cli.output import headline_line
from roi_xl.cli.paths import real
from roi_xl.cli.run import Run, exit_code
from roi_xl.files import ANYTHING
from roi_xl.headlines import Headline
from roi_xl.lang import ENGLISH, LANGUAGES
from roi_xl.layout.study_file import ENDS
from roi_xl.layout.study_schema import study_schema
from roi_xl.recalc import Settings
from roi_xl.shipped_workbooks import Edition, workbook
from roi_xl.tasks.growing import Growth, growing
from roi_xl.tasks.starting import starting
from roi_xl.template import names
from roi_xl.template.leaving_out import OPTIONAL
from roi_xl.values_as_text import printable

T = TypeVar("T")


def _print_schema(context: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's
    if value:
        click.echo(json.dumps(study_schema(), indent=2))
        context.exit()


@command(
    exits={
        Exit.FINE: "written",
        Exit.FILE: "the file exists already, or can't be written; BOOK couldn't be taken over",
    },
    examples=[
        "roi-xl new spring-course.xlsx",
        "roi-xl new varkurs.xlsx --language sv --variant quick",
        "roi-xl new example.xlsx --variant sales --benefits 40 --costs 60",
        "roi-xl new short.xlsx --without people --without plans",
        "roi-xl new full.xlsx --from quick-course.xlsx",
        "roi-xl new course.xlsx --from course.toml",
    ],
)
@click.argument("file", type=options.ANYWHERE, metavar="FILE")
@click.option(
    "--language",
    help=f"Language of every visible word: {', '.join(LANGUAGES)}. Default: {ENGLISH}, or that of BOOK.",
)
@click.option(
    "--variant",
    help="What fills it: blank (the default), quick (one page, 25 cells), or a worked example.",
)
@click.option(
    "--from", "book", type=options.WORKBOOK, metavar="BOOK",
    help="Fill the full workbook with what is typed in BOOK, one of ours: one page, or a full one; or with a "
    "study, .toml or .json.",
)  # fmt: skip
@click.option(
    "--schema", is_flag=True, is_eager=True, expose_value=False, callback=_print_schema,
    help="Print the JSON Schema of a study for --from, and end.",
)  # fmt: skip
@click.option(
    "--without", "left_out", multiple=True, metavar="SHEET",
    help=f"Leave out a sheet that the programme doesn't need; may be given more than once. "
    f"These can be left out: {', '.join(OPTIONAL)}.",
)  # fmt: skip
@click.option("--benefits", type=click.IntRange(1, 500), metavar="N", help="Rows for benefit lines.")
@click.option("--costs", type=click.IntRange(1, 500), metavar="N", help="Rows for cost lines.")
@options.force("Replace FILE if it exists.")
@options.settings
@options.limits
def new(
    *, file: Path, language: str | None, variant: str | None, book: Path | None,
    left_out: tuple[str, ...], benefits: int | None, costs: int | None, force: bool,
    settings: Settings, limits: Limits,
) -> Exit:  # fmt: skip
    """Write a new workbook, ready to fill in; every formula holds its value already."""
    if file.suffix.lower() != ".xlsx":
        raise click.UsageError(f"{printable(file)}: name a file that ends in .xlsx")
    if book is not None:
        _check(file, book, language, variant, left_out)
    rows = {table: n for table, n in (("benefits", benefits), ("costs", costs)) if n is not None}
    if book is not None:
        if book.suffix.lower() in ENDS:
            task = starting(settings, book.suffix.lower(), language or ENGLISH, rows)
            return _fill_from(file, book, task, partial(_show_study, file), limits, force=force)
        grow = growing(settings, language or "", rows)
        return _fill_from(file, book, grow, partial(_show, file), limits, force=force)
    check(file, ANYTHING, force=force)
    data = _made(
        Edition(variant or "blank", language or ENGLISH), rows, sorted({one.lower() for one in left_out})
    )
    write(file, data, ANYTHING, force=force)
    click.echo(f"{printable(file)}: written")
    return Exit.FINE


def _fill_from(
    file: Path,
    book: Path,
    task: Task[Made[T]],
    show: Callable[[Outcome[T]], None],
    limits: Limits,
    *,
    force: bool,
) -> Exit:
    """Write a workbook with what is in another one, or in a study."""
    check(file, ANYTHING, force=force)
    run: Run[T] = Run([book])
    run.carry_out(task, IntoFile(file, force=force), limits, show, doing="Filling")
    for outcome in run.outcomes:
        if isinstance(outcome.result, Failure):
            raise FileFailure(outcome.place, outcome.result.error)
    return exit_code(run.outcomes, lambda _: False)


def _made(edition: Edition, rows: Mapping[str, int], left_out: Collection[str]) -> bytes:
    try:
        if rows and edition.kind == names.QUICK:
            reason = "the page has three benefit lines and its costs: leave out --benefits and --costs"
            raise click.UsageError(f"{reason}, or begin with the full workbook")
        if left_out and edition.kind == names.QUICK:
            raise click.UsageError(
                "the page is one sheet: leave out --without, or begin with the full workbook"
            )
        return workbook(edition, rows, left_out)
    except (LookupError, ValueError) as error:
        raise click.UsageError(str(error.args[0])) from None


def _check(
    file: Path, book: Path, language: str | None, variant: str | None, left_out: Collection[str]
) -> None:
    """Refuse what makes no sense together with another workbook."""
    if real(file) == real(book):
        raise click.UsageError(f"{printable(file)} is BOOK itself, which stays as it is: choose another name")
    if variant is not None:
        raise click.UsageError("--variant and --from both say what fills the workbook: leave one of them out")
    if left_out:
        raise click.UsageError("--without is for a workbook that nothing fills: leave it out beside --from")
    if language is not None and language not in LANGUAGES:
        raise click.UsageError(f"no language {language!r}: choose one of {', '.join(LANGUAGES)}")


def _show(file: Path, outcome: Outcome[Growth]) -> None:
    done = outcome.result
    if not isinstance(done, Failure):
        lines = [f"{printable(file)}: written, with what is typed in {printable(outcome.path)}"]
        click.echo("\n".join([*lines, *map(headline_line, done.figures), *_left(done)]))


def _show_study(file: Path, outcome: Outcome[tuple[Headline, ...]]) -> None:
    if not isinstance(outcome.result, Failure):
        lines = [f"{printable(file)}: written, with the study in {printable(outcome.path)}"]
        click.echo("\n".join([*lines, *map(headline_line, outcome.result)]))


def _left(done: Growth) -> Iterator[str]:
    """What the new workbook doesn't have as the other one had it."""
    if done.waiting:
        yield (
            f"  Not counted yet: {printable(', '.join(done.waiting))}. "
            "Fill in what is missing on Benefits and Attribution, and choose the value ID."
        )
    if done.kind == names.FULL:
        yield (
            "  Inputs that were formulas hold their values now. What was added outside of our input cells "
            "(sheets, columns, comments, colours, words of lists) stays in BOOK alone."
        )
