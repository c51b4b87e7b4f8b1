"""`roi-xl eval`: one formula at the prompt."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, cast

import click

from roi_xl.cli.recalc import date_or_today, engines_option, memory_option, timeout_option, today_option
from roi_xl.errors import CellError, Finding
from roi_xl.interruption import not_begun

if TYPE_CHECKING:
    from roi_xl.catalogue import Cells, Reason
    from roi_xl.recalc import Engines, Settings

_SHEET = "Prompt"
_ANCHOR = (1_001, 1_001)  # clear of the cells that people name, which are blank; with room to spill
_LONGEST = 8_192  # characters, as in Excel
_UNCOMPUTED = "not computed"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a formula gives.

    Attributes:
        cells: Its value, or the area into which it spills, row by row; empty if it wasn't evaluated.
        findings: Why it wasn't.
        reasons: Why our functions gave the errors among the cells.
    """

    cells: Cells
    findings: tuple[Finding, ...]
    reasons: tuple[Reason, ...] = ()


@click.command("eval")
@click.argument("formula")
@click.option("--json", "as_json", is_flag=True, help="Print the value, or the rows of an area, as JSON.")
@today_option
@engines_option
@timeout_option
@memory_option
@click.pass_context
def evaluate(
    context: click.Context,
    *,
    formula: str,
    as_json: bool,
    today: dt.datetime | None,
    engines: Engines,
    timeout: float,
    memory: int,
) -> None:
    """Evaluate one formula, in Excel's English spelling, as in an empty workbook: a cell it names is blank.

    An area is printed row by row, its cells separated by tabs.

    \b
    Examples:
      roi-xl eval '=TRAINING_ROI(90000, 16000)'
      roi-xl eval '=ROI_RANGE({30000,40000,45000}, {16000,15000,15000})'

    \b
    Exit codes:
      0  a value
      1  a cell error such as #DIV/0!, or a formula that can't be evaluated
      2  wrong usage
    """  # noqa: D301 - click reads the backspace
    with not_begun():
        from roi_xl.batch import Failure, Limits
        from roi_xl.batch.child import answer
        from roi_xl.cli.output import finding_line, refused
        from roi_xl.recalc import Settings
        from roi_xl.wording import plain, printable

    if len(formula) > _LONGEST:
        raise click.UsageError(f"a formula of {len(formula):,} characters: Excel takes {_LONGEST:,} at most")
    settings = Settings(date_or_today(today), engines)
    found = answer(answered, formula, settings, limits=Limits(timeout, memory))
    if isinstance(found, Failure):
        click.echo(refused("formula", found), err=True)
        context.exit(1)
    answer_ = cast("Answer", found)
    for finding in answer_.findings:
        click.echo(finding_line(finding), err=True)
    if as_json:
        click.echo(_json(answer_))
    elif answer_.cells:
        click.echo("\n".join("\t".join(map(plain, row)) for row in answer_.cells))
    for reason in answer_.reasons:
        click.echo(printable(reason.text), err=True)
    is_error = any(isinstance(cell, CellError) for row in answer_.cells for cell in row)
    context.exit(1 if is_error or not answer_.cells else 0)


def answered(formula: str, settings: Settings) -> Answer:
    """Evaluate one formula; it belongs into a child process.

    Args:
        formula: With or without its equals sign.
        settings: How to go about it.

    Raises:
        FileError: It holds characters that no workbook can hold.
        EngineError: The formula engine refused it.
    """
    from roi_xl import engine
    from roi_xl.calc import FUNCTIONS
    from roi_xl.xlsx import Package, read

    book = read(Package(_workbook(formula)))
    done = engine.evaluate(book, FUNCTIONS, engines=engine.Engines(settings.engines), today=settings.today)
    findings = tuple(replace(finding, where="", cells=()) for finding in done.findings)
    values = done.values.get(_SHEET, {})
    if _ANCHOR not in values:
        return Answer((), findings)
    top, left, bottom, right = done.areas.get(_SHEET, {}).get(_ANCHOR, (*_ANCHOR, *_ANCHOR))
    # A cell that was blank and is given 0 hasn't changed, so it isn't among the values.
    cells = [values.get(address, 0.0) for address in product(range(top, bottom + 1), range(left, right + 1))]
    width = right - left + 1
    rows = tuple(tuple(cells[start : start + width]) for start in range(0, len(cells), width))
    return Answer(rows, findings, tuple(found.reason for found in done.reasons))


def _workbook(formula: str) -> bytes:
    """A workbook whose only cell holds the formula, as if typed into today's Excel: it may spill."""
    import xlsxwriter

    from roi_xl.xlsx import a1

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "use_future_functions": True}) as book:
        sheet = book.add_worksheet(_SHEET)
        text = "=" + formula.strip().removeprefix("=")
        sheet.write_dynamic_array_formula(a1(_ANCHOR), text, None, _UNCOMPUTED)
    return buffer.getvalue()


def _json(found: Answer) -> str:
    from roi_xl.cli.export import plain_finding, plain_reason
    from roi_xl.tables import document

    cells: object = found.cells
    if len(found.cells) == 1 and len(found.cells[0]) == 1:
        cells = found.cells[0][0]
    findings = [plain_finding(finding) for finding in found.findings]
    reasons = [plain_reason(reason) for reason in found.reasons]
    told = {"value": cells if found.cells else None, "findings": findings, "reasons": reasons}
    return document("roi-xl eval", told)
