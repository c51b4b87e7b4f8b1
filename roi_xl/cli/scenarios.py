"""`roi-xl scenarios`: thousands of what-ifs through one workbook."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from roi_xl.batch import Limits
from roi_xl.cli import options
from roi_xl.cli.command import command
from roi_xl.cli.exit_codes import Exit
from roi_xl.cli.files import about, check
from roi_xl.cli.output import finding_lines
from roi_xl.cli.paths import real
from roi_xl.cli.scenario_run import ScenarioRun, Wanted, table_in
from roi_xl.files import Kind
from roi_xl.recalc import Settings
from roi_xl.scenarios.made import Draw, Steps
from roi_xl.scenarios.results import FORM
from roi_xl.tables import FORMATS, is_table
from roi_xl.values_as_text import counted, printable

_CELL: Final = re.compile(r"(?:'(?:[^']|'')*'|[^,'])+")  # a comma in the name of a sheet belongs to it
KIND: Final = Kind("a result of roi-xl scenarios", lambda data: is_table(data, FORM))


@command(
    exits={
        Exit.FINE: "every result of every scenario is confirmed",
        Exit.FINDINGS: "some aren't, or the workbook's own figures are not to be used",
        Exit.FILE: "a file couldn't be read, computed or written, or a value doesn't fit into its cell",
    },
    examples=[
        "roi-xl scenarios model.xlsx --table inputs.csv --read out_roi,out_net -o results.csv",
        "roi-xl scenarios model.xlsx --grid inp_margin=0.2:0.5:0.05 --read out_roi",
        "roi-xl scenarios model.xlsx --sample 1000 --vary 'inp_margin=uniform(0.2,0.5)' --read out_net",
    ],
)
@options.book
@click.option(
    "--table", "table", type=options.WORKBOOK, metavar="FILE",
    help="A row for each scenario: .csv, .xlsx or .parquet. The headers name cells; a blank leaves the "
    "workbook's own value; a column `scenario` names the rows.",
)  # fmt: skip
@click.option(
    "--grid", "steps", multiple=True, metavar="CELL=START:STOP:STEP",
    help="Every combination of the values of these cells; also CELL=VALUE,VALUE.",
)  # fmt: skip
@click.option(
    "--sample",
    "count",
    type=click.IntRange(1, 1_000_000),
    metavar="N",
    help="N random rows of the --vary cells.",
)
@click.option(
    "--vary", "draws", multiple=True, metavar="CELL=SHAPE",
    help="How --sample draws a cell: uniform(low,high), triangular(low,mode,high), normal(mean,deviation) or "
    "integers(low,high).",
)  # fmt: skip
@click.option(
    "--seed", type=click.IntRange(min=0), default=1, show_default=True, help="The seed of --sample."
)
@click.option(
    "--read", "reads", required=True, metavar="CELL,CELL", help="The cells whose results are wanted."
)
@click.option(
    "-o", "--output", "out", type=options.ANYWHERE, metavar="OUT",
    help="Write the scenarios with their results; its end chooses the format: .csv, .xlsx, .json, .parquet "
    "and others.",
)  # fmt: skip
@options.force("Replace OUT if it isn't a result of roi-xl scenarios.")
@options.settings
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes side by side (default: processors).")
@options.limits
def scenarios(
    *, book: Path, table: Path | None, steps: Sequence[str], count: int | None, draws: Sequence[str],
    seed: int, reads: str, out: Path | None, force: bool, settings: Settings, jobs: int | None,
    limits: Limits,
) -> Exit:  # fmt: skip
    """Compute a workbook under many rows of inputs, and show how its figures spread.

    A cell is a defined name, Sheet!A1 or table.ID.column. The scenarios come from --table, from --grid, or
    from --sample with --vary. Only what depends on the varied cells is computed again. Each row has the
    figures that `roi-xl fill` with these values gives: a result that can't be confirmed is left empty and
    named. The workbook isn't changed.
    """
    suffix = "" if out is None else out.suffix.lower()
    if out is not None and suffix not in FORMATS:
        raise click.UsageError(f"-o {printable(str(out))}: name a file that ends in {', '.join(FORMATS)}")
    wanted = _wanted(steps, draws, count, seed) if table is None else None
    if (wanted is None) == (table is None) or (table is not None and (steps or draws or count)):
        raise click.UsageError("say which scenarios: --table FILE, or --grid, or --sample N with --vary")
    names = [name.strip() for name in _CELL.findall(reads) if name.strip()]
    if not names or len(set(names)) < len(names):
        raise click.UsageError("--read: name at least one cell, and each once")
    if out is not None:
        if real(out) in {real(book), *([real(table)] if table else [])}:
            raise click.UsageError(f"{printable(out)} is a file to be read")
        with about(out):
            FORMATS[suffix].check()
        check(out, KIND, force=force)
    if wanted is None:
        assert table is not None  # noqa: S101 - one of both is there
        wanted = table_in(table, limits)
    if varied := set(names) & set(wanted.headers):
        raise click.UsageError(
            f"--read {printable(min(varied))}: it varies, so its values stand there anyway"
        )
    run = ScenarioRun(book, wanted, names, settings, limits, jobs or os.cpu_count() or 1)
    results = run.carried_out(out, KIND, force=force)
    where = "nothing was written" if out is None else f"{printable(out)}: written"
    click.echo(f"{where}; {counted(results.done, 'scenario')} of {printable(book)}")
    click.echo("\n".join(results.summary()))
    if results.base.doubts:
        click.echo(click.style(f"The figures of {printable(book)} itself are not to be used:", fg="red"))
        click.echo("\n".join(finding_lines(results.base.doubts)))
    return Exit.FINDINGS if results.unconfirmed or results.base.doubts else Exit.FINE


def _wanted(steps: Sequence[str], draws: Sequence[str], count: int | None, seed: int) -> Wanted | None:
    """The scenarios that are made; None if there are none to be made.

    Raises:
        UsageError: They are asked for in two ways, or written wrongly.
    """
    if bool(steps) + bool(count or draws) > 1 or bool(draws) != bool(count):
        raise click.UsageError("give --grid, or --sample N with --vary CELL=SHAPE")
    try:
        if steps:
            return Wanted.of_grid([Steps.of(text) for text in steps])
        return Wanted.of_sample([Draw.of(text) for text in draws], count, seed) if count else None
    except ValueError as error:
        raise click.UsageError(f"--{'grid' if steps else 'vary'}: {printable(error)}") from None
