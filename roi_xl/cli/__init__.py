"""The command line: the only place that reads arguments, the clock and the terminal."""

from __future__ import annotations

import sys

import click

from roi_xl.cli.new import new
from roi_xl.cli.recalc import recalc
from roi_xl.cli.template import template

INTERRUPTED = 130  # what a shell reports of a command ended by Ctrl-C


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="roi-xl", prog_name="roi-xl")
def cli() -> None:
    """Training ROI in Excel: recalculates workbooks without Excel and without losing a byte."""


cli.add_command(new)
cli.add_command(recalc)
cli.add_command(template)


def main() -> None:
    """Run the command line and end the process with its exit code: 0 fine, 1 findings, 2 wrong usage."""
    try:
        sys.exit(cli.main(standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("roi-xl: interrupted; every workbook is either as it was or complete", err=True)
        sys.exit(INTERRUPTED)
    except BrokenPipeError:  # the reader of our output has gone
        sys.stderr.close()
        sys.exit(1)
