"""Writes the library's type stub, which lies beside the package, from the catalogue.

The functions of `from roi_xl import training_roi` are made when they are first used, which no type checker
sees. The stub shows them to type checkers and editors.
"""

from __future__ import annotations

import inspect
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from roi_xl.catalogue import Function, Kind, Param, Unit

if TYPE_CHECKING:
    from pathlib import Path

_FIRST_LINE: Final = '"""The worksheet functions as a Python library; written by `roi-xl docs`."""'
_HEAD: Final = f"""{_FIRST_LINE}

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, TypeAlias, TypeVar, overload

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from roi_xl.catalogue import LeftOut

_Number: TypeAlias = float | Decimal | np.number[Any] | None
_Flat: TypeAlias = Iterable[_Number]
_Nested: TypeAlias = Iterable[Iterable[_Number]]
_Table: TypeAlias = NDArray[Any] | pd.Series[Any] | pd.DataFrame
_Numbers: TypeAlias = _Number | _Table | Iterable[_Number | Iterable[_Number]]
_Flag: TypeAlias = bool | np.bool_ | None
_Flags: TypeAlias = _Flag | _Table | Iterable[_Number | Iterable[_Number]]
_Text: TypeAlias = str | None
_Label: TypeAlias = float | str | None
_Labels: TypeAlias = _Label | Iterable[_Label | Iterable[_Label]]
_T = TypeVar("_T", NDArray[Any], pd.Series[Any], pd.DataFrame)

__version__: str
"""
_SCALARS: Final = {
    Kind.NUMBER: "_Number",
    Kind.NONNEGATIVE: "_Number",
    Kind.SHARE: "_Number",
    Kind.COUNT: "_Number",
    Kind.FLAG: "_Flag",
    Kind.TEXT: "_Text",
}
"""The Python type of an argument that isn't a range."""
_LIFTED: Final = (("_T", "_T"), ("_Flat", "list[float]"), ("_Nested", "list[list[float]]"))
"""A collection type, and the result type of a call that is lifted over it."""
_COLLECTIONS: Final = [collection for collection, _ in _LIFTED]


def stub_path(readme: Path) -> Path | None:
    """The path of the library's stub, from its README; None if our stub isn't beside it."""
    path = readme.parent / "roi_xl" / "__init__.pyi"
    with suppress(OSError), path.open("rb") as file:
        return path if file.readline().decode(errors="replace").strip() == _FIRST_LINE else None
    return None


def stub(functions: Iterable[Function]) -> str:
    """The text of the stub.

    Args:
        functions: The functions of the catalogue.
    """
    return "\n".join((_HEAD, *map(_declared, functions)))


def _declared(function: Function) -> str:
    """A function's declaration; overloaded if lifted over ranges: the first range sets the result type."""
    name, cases = function.name.lower(), [*_cases(function)]
    overload = "@overload\n" if len(cases) > 1 else ""
    lines = [f"{overload}def {name}({arguments}) -> {result}:" for arguments, result in cases]
    return " ...\n".join(lines) + f"{_documented(function)}\n"  # editors take the help from the last overload


def _cases(function: Function) -> Iterator[tuple[str, str]]:
    """Arguments and result of a function: with scalars only, and for each possible first collection.

    The first collection must be given, by name if optional arguments before it are left out.
    """
    params, types = function.params, [_argument(param) for param in function.params]
    yield _arguments(params, types), _result(function)
    for place in range(len(params)) if function.lifts else ():
        before = any(not param.required for param in params[:place])
        for collection, result in _LIFTED:
            some = [*types[:place], collection, *(f"{scalar}s" for scalar in types[place + 1 :])]
            yield _arguments(params, some, given=range(place + 1)), result
            if before:
                yield _arguments(params, some, given=[place], by_name=place), result


def _arguments(
    params: Sequence[Param], types: Sequence[str], given: Collection[int] = (), by_name: int | None = None
) -> str:
    """The arguments of a declaration, each on its own line; empty if there are none.

    Args:
        params: All of them.
        types: The type of each.
        given: Numbers of those that can't be left out although they have a default.
        by_name: Number of the first keyword-only argument.
    """
    lines = []
    for number, (param, type_) in enumerate(zip(params, types, strict=True)):
        lines += ["    *,\n"] if number == by_name else []
        default = "" if param.required or number in given else " = ..."
        left_out = "" if param.required or type_ in _COLLECTIONS else " | LeftOut"
        lines.append(f"    {param.name}: {type_}{left_out}{default},\n")
    return f"\n{''.join(lines)}" if lines else ""


def _argument(param: Param) -> str:
    return _SCALARS.get(param.kind, "_Labels" if param.kind is Kind.LABELS else "_Numbers")


def _result(function: Function) -> str:
    height, width = function.shape
    if height is None:
        return "list[tuple[_Label, ...]]"
    one = "str" if function.unit is Unit.TEXT else "float"
    return one if width == 1 else f"tuple[{', '.join([one] * width)}]"


def _documented(function: Function) -> str:
    """The docstring of a function, as in its source."""
    lines = (inspect.getdoc(function.compute) or "").splitlines()
    text = "\n".join(f"    {line}" if line else "" for line in lines).strip()
    return f'\n    """{text}\n    """' if len(lines) > 1 else f'\n    """{text}"""'
