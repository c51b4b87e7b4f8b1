"""`roi-xl functions`: lists and explains the worksheet functions."""

from __future__ import annotations

import difflib
import shutil
from collections.abc import Iterator, Mapping
from typing import Any

import click

from roi_xl.calc import FUNCTIONS
from roi_xl.catalogue import CellValue, Function
from roi_xl.cli.command import command
from roi_xl.cli.exit_codes import Exit
from roi_xl.tables import document
from roi_xl.values_as_text import plain

_INDENT = "  "


@command(
    exits={Exit.FINE: "printed"},
    examples=["roi-xl functions", "roi-xl functions ROI_RANGE", "roi-xl functions --json"],
)
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print everything that is known as JSON.")
def functions(*, name: str | None, as_json: bool) -> Exit:
    """List the worksheet functions, or explain one of them by worked examples."""
    chosen = FUNCTIONS if name is None else {name: _named(name, FUNCTIONS)}
    if as_json:
        described = [_plain(function) for function in chosen.values()]
        click.echo(document("roi-xl functions", {"functions": described}))
    elif name is None:
        formatter = click.HelpFormatter(width=_width())
        formatter.write_dl([(function.name, function.summary) for function in FUNCTIONS.values()])
        click.echo(formatter.getvalue(), nl=False)
        click.echo("\nroi-xl functions NAME explains one of them.")
    else:
        click.echo(explained(chosen[name]))
    return Exit.FINE


def _named(name: str, known: Mapping[str, Function]) -> Function:
    function = known.get(name.upper())
    if function is None:
        close = difflib.get_close_matches(name.upper(), known)
        hint = f"did you mean {' or '.join(close)}?" if close else "`roi-xl functions` lists them"
        raise click.UsageError(f"there is no function {name}: {hint}")
    return function


def explained(function: Function) -> str:
    """The help of a function: call, descriptions, arguments, result, errors, worked examples, source."""
    return "\n".join(_explanation(function))


def _explanation(function: Function) -> Iterator[str]:
    yield f"{function.syntax}\n"
    yield _wrapped(function.summary)
    if function.notes:
        yield f"\n{_wrapped(function.notes)}"
    if function.params:
        yield "\nArguments:"
    for param in function.params:
        optional = "" if param.required else "; may be left out"
        default = "" if param.default is None else f": then {plain(param.default)}"
        yield _wrapped(f"{param.name}: {param.text} ({param.kind.value}{optional}{default})", _INDENT)
    yield "\nResult:"
    lifts = " Ranges of one shape give a range of that shape, row by row." if function.lifts else ""
    yield _wrapped(f"{function.returns}{lifts}", _INDENT)
    if function.raises:
        yield "\nErrors:"
        yield from (_wrapped(f"{error}: {condition}", _INDENT) for error, condition in function.raises)
    yield "\nExamples:"
    for example in function.examples:
        yield f"{_INDENT}{example.formula}"
        yield from (f"{_INDENT * 2}{line}" for line in _rows(example.result))
        yield _wrapped(f"({example.source})", _INDENT * 2)
    yield "\nSource:"
    yield _wrapped(function.source, _INDENT)


def _width() -> int:
    return max(40, min(110, shutil.get_terminal_size().columns))


def _wrapped(text: str, indent: str = "") -> str:
    return click.wrap_text(
        text, _width(), initial_indent=indent, subsequent_indent=indent + _INDENT * bool(indent),
        preserve_paragraphs=True,
    )  # fmt: skip


def _rows(result: CellValue) -> list[str]:
    rows = result if isinstance(result, tuple) else ((result,),)
    return ["→ " + "  ".join(map(plain, row)) for row in rows]


def _plain(function: Function) -> dict[str, Any]:
    return {
        "name": function.name,
        "syntax": function.syntax,
        "unit": function.unit.value,
        "summary": function.summary,
        "notes": function.notes,
        "arguments": [
            {
                "name": param.name,
                "kind": param.kind.value,
                "text": param.text,
                "required": param.required,
                "default": param.default,
            }
            for param in function.params
        ],
        "lifts": function.lifts,
        "returns": function.returns,
        "errors": [{"error": error, "when": condition} for error, condition in function.raises],
        "examples": [
            {"formula": example.formula, "result": example.result, "source": example.source}
            for example in function.examples
        ],
        "source": function.source,
    }
