"""`roi-xl eval`: evaluates one formula."""

from __future__ import annotations

import click

from roi_xl.batch import Failure, Limits, answer
from roi_xl.cli import options
from roi_xl.cli.command import command
from roi_xl.cli.exit_codes import Exit
from roi_xl.cli.export import plain_finding, plain_reason
from roi_xl.cli.files import FileFailure
from roi_xl.cli.output import finding_line
from roi_xl.errors import CellError
from roi_xl.recalc import Settings
from roi_xl.single_formula import LONGEST, Answer, answered
from roi_xl.tables import document
from roi_xl.values_as_text import plain, printable


@command(
    name="eval",
    exits={
        Exit.FINE: "a value",
        Exit.FINDINGS: "a cell error such as #DIV/0!, or a formula that can't be evaluated",
        Exit.FILE: "the calculation failed, mostly because it took too long or too much memory",
    },
    examples=[
        "roi-xl eval '=TRAINING_ROI(90000, 16000)'",
        "roi-xl eval '=ROI_RANGE({30000,40000,45000}, {16000,15000,15000})'",
    ],
)
@click.argument("formula")
@options.as_json
@options.settings
@options.limits
def evaluate(*, formula: str, as_json: bool, settings: Settings, limits: Limits) -> Exit:
    """Evaluate one formula, in Excel's English spelling, as in an empty workbook: a cell it names is blank.

    An area is printed row by row, its cells separated by tabs.
    """
    if len(formula) > LONGEST:
        raise click.UsageError(f"a formula of {len(formula):,} characters: Excel takes {LONGEST:,} at most")
    found = answer(answered, formula, settings, limits=limits)
    if isinstance(found, Failure):
        raise FileFailure("formula", found.error)
    for finding in found.findings:
        click.echo(finding_line(finding), err=True)
    if as_json:
        click.echo(_json(found))
    elif found.cells:
        click.echo("\n".join("\t".join(map(plain, row)) for row in found.cells))
    for reason in found.reasons:
        click.echo(printable(reason.text), err=True)
    is_error = any(isinstance(cell, CellError) for row in found.cells for cell in row)
    return Exit.FINDINGS if is_error or not found.cells else Exit.FINE


def _json(found: Answer) -> str:
    cells: object = found.cells
    if len(found.cells) == 1 and len(found.cells[0]) == 1:
        cells = found.cells[0][0]
    content = {
        "value": cells if found.cells else None,
        "findings": [plain_finding(finding) for finding in found.findings],
        "reasons": [plain_reason(reason) for reason in found.reasons],
    }
    return document("roi-xl eval", content)
