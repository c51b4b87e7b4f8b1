"""Options from a file, for commands that a scheduler starts: the same words as on the command line."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

import click

from roi_xl.cli.files import about
from roi_xl.files.failures import explained
from roi_xl.values_as_text import printable

FILES: Final = "files"
"""The word for what stands on the command line without an option."""


def settings_file(function: click.decorators.FC) -> click.decorators.FC:
    """--settings FILE: options from a file; those on the command line count more."""
    return click.option(
        "--settings", "settings_file", type=click.Path(path_type=Path), is_eager=True, expose_value=False,
        callback=_taken, metavar="FILE.toml",
        help="Options from a file, as in `in-place = true`, under [recalc]; `files` lists the workbooks. "
        "The command line counts more.",
    )(function)  # fmt: skip


_MOST_BITS = 64
"""Of a whole number; no option takes a larger one, and Python refuses to write out very large ones."""


def _taken(context: click.Context, _: click.Parameter, path: Path | None) -> None:
    """Make the file's values the defaults of the command.

    Raises:
        FileFailure: It can't be read.
        UsageError: It isn't TOML, or has words that the command doesn't know.
    """
    if path is None:
        return
    with about(path), explained():
        data = path.read_bytes()
    try:
        known = tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # numbers and nesting past what Python reads, too
        raise click.UsageError(f"--settings {printable(path)}: it isn't TOML: {error}") from None
    section = str(context.info_name)
    found = known.get(section)
    if not isinstance(found, dict):
        raise click.UsageError(f"--settings {printable(path)}: it has no section [{section}]")
    context.default_map = dict(_by_parameter(found, context, path))


def _by_parameter(found: Mapping[str, Any], context: click.Context, path: Path) -> Mapping[str, Any]:
    names: dict[str, click.Parameter] = {}
    for parameter in context.command.params:
        if isinstance(parameter, click.Argument):
            names[FILES] = parameter
        elif parameter.expose_value and parameter.name != "help":
            names.update((option.lstrip("-"), parameter) for option in parameter.opts if option[:2] == "--")
    values: dict[str, Any] = {}
    for word, value in found.items():
        if word not in names:
            near = get_close_matches(word, names, n=1)
            hint = f"; did you mean {near[0]}?" if near else f"; it knows {', '.join(sorted(names))}"
            reason = f"[{context.info_name}] has no option {printable(word)}{hint}"
            raise click.UsageError(f"--settings {printable(path)}: {reason}")
        parameter = names[word]
        values[str(parameter.name)] = _fitting(value, parameter, word, path)
    return values


def _fitting(
    value: Any,  # noqa: ANN401 - whatever TOML holds
    parameter: click.Parameter,
    word: str,
    path: Path,
) -> bool | str | list[str]:
    """A value of the file as the command line would give it: a text, which the command reads as always."""
    is_list = parameter.multiple if isinstance(parameter, click.Option) else parameter.nargs != 1
    is_flag = isinstance(parameter, click.Option) and parameter.is_flag
    if is_list:
        wanted = "a list of texts"
        if isinstance(value, list) and all(isinstance(one, str) and _is_plain(one) for one in value):
            return value
    elif is_flag:
        wanted = "true or false"
        if isinstance(value, bool):
            return value
    else:
        wanted = "a text, a number or a day"
        if _is_plain(value):
            return str(value)
    raise click.UsageError(f"--settings {printable(path)}: {word} takes {wanted}")


def _is_plain(value: object) -> bool:
    """Whether a command line could hold a value: it holds no NUL, which a file may."""
    if isinstance(value, bool | dt.datetime):
        return False
    if isinstance(value, int):
        return value.bit_length() <= _MOST_BITS
    return isinstance(value, float | dt.date) or (isinstance(value, str) and "\0" not in value)
