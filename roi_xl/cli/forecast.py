"""`roi-xl forecast`: freezes a programme's figures as the forecast that was approved."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from roi_xl.batch import Delivery, Limits, Made
from roi_xl.cli import options
from roi_xl.cli.command import command
from roi_xl.cli.exit_codes import Exit
from roi_xl.cli.put_in import destination, shown_later, told
from roi_xl.cli.run import Run
from roi_xl.recalc import Settings
from roi_xl.tasks.filling import Filling
from roi_xl.tasks.forecasting import forecasting


@command(
    exits={
        Exit.FINE: "frozen; without -o or --in-place only shown",
        Exit.FILE: "BOOK couldn't be read or computed, has a forecast already or no usable figures",
    },
    examples=[
        'roi-xl forecast course.xlsx --approved-by "CFO" --in-place',
        'roi-xl forecast course.xlsx --approved-by "Steering group" --on 2026-03-02 -o course-forecast.xlsx',
    ],
)
@options.book
@click.option(
    "--approved-by", required=True, metavar="NAME", help="The role or person who approved the forecast."
)
@click.option(
    "--on", "approved_on", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE",
    help="The day of approval, such as 2026-03-02; today if left out.",
)  # fmt: skip
@click.option("--anew", is_flag=True, help="Replace a forecast that BOOK has already.")
@click.option("-o", "--output", "out", type=options.ANYWHERE, metavar="OUT", help="Where the result goes.")
@click.option("--in-place", is_flag=True, help="Put the forecast into BOOK itself (atomically).")
@options.force("Replace OUT if it exists.")
@options.as_json
@options.settings
@options.limits
def forecast(
    *, book: Path, approved_by: str, approved_on: dt.datetime | None, anew: bool, out: Path | None,
    in_place: bool, force: bool, as_json: bool, settings: Settings, limits: Limits,
) -> Exit:  # fmt: skip
    """Freeze a programme's figures as its approved forecast.

    Its costs and benefits of now go into the cells of the sheet Forecast, with day and approver. Once real
    figures replace the expected ones, that sheet leads its ROI over to the actual one, step by step.
    Figures that a check objects to, or that nobody confirmed, are not frozen.
    """
    if not approved_by.strip():
        raise click.BadParameter("say who approved it", param_hint="--approved-by")
    day = settings.today if approved_on is None else approved_on.date()
    deliver: Delivery[Made[Filling], Filling] = destination(book, out, in_place=in_place, force=force)
    run: Run[Filling] = Run([book])
    task = forecasting(settings, approved_by.strip(), day, anew=anew)
    run.carry_out(task, deliver, limits, shown_later, doing="Freezing the forecast")
    (outcome,) = run.outcomes
    return told("roi-xl forecast", outcome, book, out, in_place=in_place, as_json=as_json)
