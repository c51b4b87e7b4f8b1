"""What a user says about the sources of an import: their map, and how they are read."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Final

import click

from roi_xl.cli import options
from roi_xl.cli.files import about
from roi_xl.files import Source
from roi_xl.importing.mapping import Map, map_from, presets
from roi_xl.importing.recognition import Wishes

_MAP_BYTES: Final = 1 << 20
_SIGNS: Final = {"comma": ",", "point": "."}


def source_options(function: options.Function) -> options.Function:
    """`preset`, `map_file` and `wishes`: what the user says about the sources."""

    @click.option(
        "--preset", metavar="NAME",
        help=f"Don't recognise them, take this one: {', '.join(presets())}.",
    )  # fmt: skip
    @click.option(
        "--map", "map_file", type=options.WORKBOOK, metavar="MAP.toml",
        help="A map of one's own, as --detect prints it.",
    )  # fmt: skip
    @click.option("--person", default="", metavar="COLUMN", help="The column that says who it is.")
    @click.option(
        "--measure", default="", metavar="ID",
        help="The benefit line, such as B1, that figures by month measure; they go to KPI.",
    )  # fmt: skip
    @click.option("--sheet", default="", metavar="NAME", help="The sheet of a workbook that is a source.")
    @click.option(
        "--test", type=click.Choice(["before", "after"]),
        help="Which test it is, where an export only has a score.",
    )  # fmt: skip
    @click.option(
        "--group", type=click.Choice(["trained", "control"]),
        help="Which group people are in, where an export doesn't say.",
    )  # fmt: skip
    @click.option(
        "--decimal", type=click.Choice([*_SIGNS]), help="The decimal sign, where numbers don't tell."
    )
    @click.option(
        "--dates", type=click.Choice(["dmy", "mdy"]), help="Day or month first, where dates don't tell."
    )
    @click.option(
        "--encoding", default="", metavar="NAME", help="The encoding, such as cp1250, instead of a guess."
    )
    @click.option(
        "--leave-out", is_flag=True, help="Leave out cells that can't be read, instead of refusing."
    )
    @functools.wraps(function)
    def given(
        *, person: str, sheet: str, test: str | None, group: str | None, decimal: str | None,
        dates: str | None, measure: str, encoding: str, leave_out: bool, **rest: object,
    ) -> object:  # fmt: skip
        sign = "" if decimal is None else _SIGNS[decimal]
        wishes = Wishes(
            encoding, sign, dates or "", test or "", group or "", person, sheet, measure, leave_out
        )
        return function(wishes=wishes, **rest)

    return given


def chosen_map(preset: str | None, file: Path | None) -> Map | None:
    """The map that the user chose; None to recognise the sources.

    Args:
        preset: The name of a preset.
        file: A map of one's own.

    Raises:
        UsageError: Both are given, or there is no such preset.
        FileFailure: The file can't be read, or is no map.
    """
    if preset is not None and file is not None:
        raise click.UsageError("--preset and --map exclude each other: a map may start from a preset")
    if preset is not None and preset not in presets():
        raise click.UsageError(f"there is no preset {preset!r}: name one of {', '.join(presets())}")
    if file is None:
        return None if preset is None else presets()[preset]
    with about(file), Source(file, largest=_MAP_BYTES) as source:
        return map_from(source.data)
