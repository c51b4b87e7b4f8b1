"""The sheet Functions, where the workbook tests the add-in: every function beside its known answer."""

from __future__ import annotations

from collections.abc import Mapping

from roi_xl.catalogue import Function
from roi_xl.template.columns import calculated
from roi_xl.template.declaration import Column, Item, Kind, Line, Lines, Role, Sheet, Table

_RIGHT = (
    "=IF(ISNUMBER({expected})*ISNUMBER({answer}),"
    "(ABS({answer}-{expected})<=0.000000001*(1+ABS({expected})))*1,({answer}={expected})*1)"
)


def functions_sheet(functions: Mapping[str, Function]) -> Sheet:
    """The sheet of all worksheet functions that calculate.

    Args:
        functions: The catalogue, whose first examples are the known answers. A function without arguments,
            the version, isn't called: its answer changes with each release.
    """
    return Sheet(
        "functions",
        Kind.CONTROL,
        (
            Lines(
                "functions_verdict",
                (Line("out_functions", "check", "=ROWS({catalogue.right})-SUM({catalogue.right})"),),
            ),
            Table(
                "catalogue",
                (
                    calculated("name", "plain"),
                    calculated("call", "text"),
                    calculated("expected", "text"),
                    Column("answer", "text", role=Role.ADDIN),
                    calculated("right", "right", _RIGHT),
                ),
                items=tuple(_item(function) for function in functions.values() if function.params),
                verdict=("right", "right"),
            ),
        ),
        widths=(28, 60, 36, 36, 20),
        pages=0,
    )


def _item(function: Function) -> Item:
    """A function's first example; if it fills several cells, the last one in the first row."""
    example = function.examples[0]
    call, expected = example.formula.removeprefix("="), example.result
    if isinstance(expected, tuple):
        call, expected = f"INDEX({call},1,{len(expected[0])})", expected[0][-1]
    if not isinstance(expected, int | float | str):
        raise TypeError(f"{function.name}: the first example has no answer to show")
    return Item(
        function.name,
        {
            "name": function.name,
            "call": call,
            "expected": expected,
            "answer": f"=IF(ISERROR({call}),lst_off,{call})",
        },
    )
