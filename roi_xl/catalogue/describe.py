"""Describes an ordinary function as a worksheet function, from its signature and its docstring."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType, ModuleType
from typing import TypeVar, get_args, get_type_hints

from roi_xl import errors
from roi_xl.catalogue.cells import CellValue, Kind, LeftOut
from roi_xl.catalogue.function import Example, Function, Param
from roi_xl.errors import CellError, RoiError
from roi_xl.units import Unit

_F = TypeVar("_F", bound=Callable[..., CellValue])
_ATTRIBUTE = "__worksheet_function__"


def worksheet_function(
    name: str,
    *,
    unit: Unit,
    examples: Sequence[Example],
    lifts: bool = False,
    shape: tuple[int | None, int] = (1, 1),
) -> Callable[[_F], _F]:
    """Describe a calculation so that it can be used from a worksheet.

    The calculation remains an ordinary function. Names, kinds and defaults of arguments come from its
    signature, and texts come from its docstring (Google style).

    Args:
        name: The name in formulas: upper case with an underscore, such as `TRAINING_ROI`.
        unit: What the result measures.
        examples: At least two calls with sourced results, one of them an error.
        lifts: Whether it runs row by row over ranges; then every argument is a single value.
        shape: Rows and columns of the result; None where they follow from the arguments.

    Returns:
        A decorator that returns the function itself.
    """

    def describe(compute: _F) -> _F:
        texts = _sections(inspect.getdoc(compute) or "")
        args = _items(texts.get("Args", ""))
        hints = get_type_hints(compute, include_extras=True)
        params = tuple(
            Param(
                p.name,
                _kind(hints[p.name]),
                args.get(p.name, ""),
                required=p.default is p.empty,
                default=None if p.default is p.empty else p.default,
            )
            for p in inspect.signature(compute).parameters.values()
        )
        described = Function(
            name=name,
            compute=compute,
            unit=unit,
            summary=texts["summary"],
            notes=texts["notes"],
            returns=_one_line(texts.get("Returns", "")),
            raises=tuple((_cell_error(k), v) for k, v in _items(texts.get("Raises", "")).items()),
            source=_one_line(texts.get("Source", "")),
            params=params,
            examples=tuple(replace(e, formula=_formula(name, e.args)) for e in examples),
            lifts=lifts,
            shape=shape,
        )
        setattr(compute, _ATTRIBUTE, described)
        return compute

    return describe


def collect(*modules: ModuleType, first: Sequence[str] = ()) -> Mapping[str, Function]:
    """Collect the worksheet functions of some modules, in source order.

    Args:
        modules: Modules with decorated calculations.
        first: Names that come first.

    Returns:
        A read-only mapping from worksheet name to description.

    Raises:
        ValueError: Two calculations have the same name.
        KeyError: A name in `first` belongs to no calculation.
    """
    found: dict[str, Function] = {}
    for module in modules:
        for value in vars(module).values():
            function = getattr(value, _ATTRIBUTE, None)
            if not isinstance(function, Function) or function.compute.__module__ != module.__name__:
                continue
            if function.name in found:
                raise ValueError(f"two worksheet functions are called {function.name}")
            found[function.name] = function
    return MappingProxyType({name: found[name] for name in (*first, *found)})


def _kind(hint: object) -> Kind:
    """The kind in an annotation, also in an optional one such as `Number | None`."""
    for part in (hint, *get_args(hint)):
        for extra in getattr(part, "__metadata__", ()):
            if isinstance(extra, Kind):
                return extra
    raise TypeError(f"{hint} names no Kind: annotate arguments with Number, Share, Numbers, …")


def _sections(doc: str) -> dict[str, str]:
    """Split a Google-style docstring into `summary`, `notes` and its sections by title."""
    head, *sections = re.split(r"^(Args|Returns|Raises|Source):\n", doc, flags=re.MULTILINE)
    summary, _, notes = head.strip().partition("\n\n")
    return {
        "summary": _one_line(summary),
        "notes": notes,
        **dict(zip(sections[::2], sections[1::2], strict=True)),
    }


def _items(section: str) -> dict[str, str]:
    found = re.findall(r"^ {4}(\w+): (.+(?:\n {8}.+)*)", section, flags=re.MULTILINE)
    return {name: _one_line(text) for name, text in found}


def _cell_error(exception: str) -> CellError:
    error: type[RoiError] = getattr(errors, exception)
    return error.cell_error


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _formula(name: str, args: Sequence[CellValue | LeftOut]) -> str:
    return f"={name}({','.join(map(_literal, args))})"


def _literal(value: CellValue | LeftOut) -> str:
    """A value as typed into a formula; a blank can't be typed, so it becomes an omitted argument."""
    if isinstance(value, tuple):
        return "{" + ";".join(",".join(map(_literal, cells)) for cells in value) + "}"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, CellError) or value is None or isinstance(value, LeftOut):
        return str(value) if isinstance(value, CellError) else ""
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    return f"{value:.15g}".upper()
