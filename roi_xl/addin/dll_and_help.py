"""The files that `install` writes beside our settings: a copy of xlwings' DLL and the help page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Final

from roi_xl.addin.interpreter import Interpreter
from roi_xl.catalogue import Function, Param
from roi_xl.version import VERSION

HELP: Final = "help.html"
"""The page of all functions."""

_DLL: Final = re.compile(r"xlwings(?:32|64)-[\w.]+\.dll")
_STYLE: Final = """\
body { font: 15px/1.5 "Segoe UI", Arial, sans-serif; color: #1d2733; max-width: 60rem; margin: 2rem auto;
  padding: 0 1.5rem }
h1 { font-size: 1.6rem } h2 { font-size: 1.15rem; margin: 2.2rem 0 .2rem; border-top: 1px solid #d5dbe2;
  padding-top: 1.2rem }
code { font-family: Consolas, "DejaVu Sans Mono", monospace; font-size: .92em }
table { border-collapse: collapse; width: 100%; margin: .6rem 0 } th, td { text-align: left;
  vertical-align: top; padding: .25rem .8rem .25rem 0; border-bottom: 1px solid #eceff2 }
th { font-weight: 600; white-space: nowrap; width: 1% }
caption { text-align: left; font-size: .85em; color: #5a6675; padding-top: .4rem }
.source { color: #5a6675; font-size: .9em }
nav { columns: 15rem; font-size: .92em } a { color: #1b5e8c; text-decoration: none }
"""


def dll_names(xlwings: str) -> tuple[str, str]:
    """The names of xlwings' DLLs, for 64-bit and 32-bit Excel.

    Args:
        xlwings: The version of xlwings.
    """
    return f"xlwings64-{xlwings}.dll", f"xlwings32-{xlwings}.dll"


def is_ours(name: str) -> bool:
    """Whether a file beside our settings is one that `install` writes there, in any version."""
    return name == HELP or _DLL.fullmatch(name) is not None


def same_kind(one: str, other: str) -> bool:
    """Whether two files are xlwings' DLL for the same Excel in two versions."""
    return (
        bool(_DLL.fullmatch(one) and _DLL.fullmatch(other))
        and one.partition("-")[0] == other.partition("-")[0]
    )


def files(functions: Mapping[str, Function], xlwings: str, interpreter: Interpreter) -> dict[str, bytes]:
    """Every file that `install` writes beside our settings, by name.

    Args:
        functions: The catalogue.
        xlwings: The version of xlwings.
        interpreter: The Python whose folders hold xlwings' DLLs.
    """
    return {**dlls(xlwings, interpreter.library_folders), HELP: help_page(functions)}


def dlls(xlwings: str, folders: Iterable[Path]) -> dict[str, bytes]:
    """The DLLs of xlwings by name, without those that are missing.

    We keep our own copy because an update of xlwings deletes the DLL that the cells depend on.

    Args:
        xlwings: The version of xlwings.
        folders: The folders to search, the likeliest first.
    """
    folders = tuple(folders)
    places = {name: [folder / name for folder in folders] for name in dll_names(xlwings)}
    found = {name: next(filter(Path.is_file, paths), None) for name, paths in places.items()}
    return {name: path.read_bytes() for name, path in found.items() if path is not None}


def help_page(functions: Mapping[str, Function]) -> bytes:
    """A page of all functions, each under its own name: syntax, arguments, errors, examples and source.

    Args:
        functions: The catalogue.
    """
    links = "".join(f'<a href="#{name}">{name}</a><br>' for name in functions)
    sections = "".join(map(_section, functions.values()))
    page = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Training ROI {VERSION}</title>'
        f"<style>{_STYLE}</style></head><body><h1>Training ROI {VERSION}: worksheet functions</h1>"
        "<p>In Excel: <em>Formulas › Training ROI › Insert function</em>. For a cell that shows an error: "
        "<em>Formulas › Training ROI › Explain this cell</em>.</p>"
        "<p>The examples are written as in English Excel. Where Excel writes a decimal comma, arguments are"
        " separated by semicolons: <code>=HOUR_VALUE(48000;0,25;1600)</code>.</p>"
        f"<nav>{links}</nav>{sections}</body></html>\n"
    )
    return page.encode()


def _section(function: Function) -> str:
    notes = "".join(f"<p>{_text(note)}</p>" for note in function.notes.split("\n\n") if note)
    return "".join(
        (
            f'<h2 id="{function.name}"><code>{escape(function.syntax)}</code></h2>',
            f"<p>{_text(function.summary)}</p>{notes}",
            _table("Arguments", ((param.name, _argument(param)) for param in function.params)),
            f"<p>Result: {_text(function.returns)}</p>",
            _table("Errors of its own", function.raises),
            _table(
                "Examples", ((e.formula, _result(e.result)) for e in function.examples if () not in e.args)
            ),
            f'<p class="source">Source: {_text(function.source)}</p>',
        )
    )


def _argument(param: Param) -> str:
    if param.required:
        return param.text
    default = "" if param.default is None else f"; left out it is {_result(param.default)}"
    return f"{param.text} Optional{default}."


def _table(title: str, rows: Iterable[tuple[str, str]]) -> str:
    """A table with a title; empty if it has no rows."""
    lines = "".join(f"<tr><th><code>{escape(str(a))}</code></th><td>{_text(b)}</td></tr>" for a, b in rows)
    return f"<table><caption>{title}</caption>{lines}</table>" if lines else ""


def _text(text: str) -> str:
    """The HTML of a docstring's text, in which backticks mark code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(" ".join(text.split())))


def _result(value: object) -> str:
    """A result as a person reads it: all of its cells, rows separated by semicolons."""
    if isinstance(value, tuple):
        return "; ".join(", ".join(map(_result, row)) for row in value)
    if isinstance(value, bool):
        return str(value).upper()
    return f"{value:,.10g}" if isinstance(value, float | int) else str(value)
