"""The worksheet functions as a Python library: floats, lists, NumPy arrays and pandas Series in and out.

The rules are those of cells, so that a sheet and a script agree: None is a blank, and so are NaN and an empty
text in a collection; other texts and True aren't numbers. Where a cell would show an error, a `RoiError` is
raised that says what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from inspect import Parameter, Signature
from itertools import chain
from types import MappingProxyType
from typing import Any, Final

from roi_xl.calc import FUNCTIONS as CATALOGUE
from roi_xl.catalogue import LEFT_OUT, Cells, CellValue, Function, LeftOut, Scalar
from roi_xl.catalogue.cells import block
from roi_xl.errors import BadArgumentError, CellError, RoiError


def _as_python(function: Function) -> Callable[..., Any]:
    """One catalogue function as an ordinary Python function."""
    signature = Signature(
        [
            Parameter(
                p.name, Parameter.POSITIONAL_OR_KEYWORD, default=Parameter.empty if p.required else p.default
            )
            for p in function.params
        ]
    )

    def run(*args: object, **kwargs: object) -> object:
        given = signature.bind(*args, **kwargs).arguments
        values = [given.get(p.name, LEFT_OUT) for p in function.params]
        blocks = [block(_cells(value)) for value in values]
        collections = [value for value in values if _is_collection(value)] if function.lifts else []
        if not collections:
            return _plain(function, function.evaluate(*blocks))
        _refuse_other_index(collections)
        return _like(collections[0], _lifted(function, blocks))

    run.__name__ = run.__qualname__ = function.name.lower()
    run.__module__ = "roi_xl"
    run.__doc__ = function.compute.__doc__
    run.__signature__ = signature  # type: ignore[attr-defined]  # functions may have this attribute
    return run


FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType(
    {name.lower(): _as_python(function) for name, function in CATALOGUE.items()}
)
"""Every worksheet function as a Python function, by its lower-case name."""


def _is_collection(value: object) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, str)


def _cells(value: Any) -> CellValue | LeftOut:  # noqa: ANN401  # NumPy and pandas are recognised by attributes
    """A Python value as cells: a flat collection is a column, a nested one a list of rows."""
    if hasattr(value, "notna"):  # pandas, whose missing values come in several kinds
        value = value.astype(object).where(value.notna(), None).to_numpy()
    if hasattr(value, "tolist"):  # NumPy, also its scalars
        value = value.tolist()
    if not _is_collection(value):
        return _scalar(value)
    rows = [row if _is_collection(row) else (row,) for row in value]
    return tuple(tuple([_missing_as_blank(_scalar(cell)) for cell in row]) for row in rows)


def _scalar(value: Any) -> Scalar:  # noqa: ANN401  # whatever a caller passes
    if isinstance(value, Decimal):
        return float(value)
    if value is None or isinstance(value, LeftOut | bool | int | float | str):
        return value  # type: ignore[return-value]  # LEFT_OUT passes through
    raise BadArgumentError(f"expected a number, not {value!r}")


def _missing_as_blank(value: Scalar) -> Scalar:
    return None if value != value else value  # only NaN differs from itself


def _refuse_other_index(collections: list[Any]) -> None:
    """Refuse Series with different indexes: pandas would align them by index, a sheet by position."""
    first, *others = [c.index for c in collections if hasattr(c, "notna")] or [None]
    if not all(first.equals(other) for other in others):
        raise BadArgumentError("the Series have different indexes: align them first")


def _lifted(function: Function, blocks: list[CellValue | LeftOut]) -> Cells:
    result = function.run(blocks)
    rows = result if isinstance(result, tuple) else ((result,),)
    for number, found in enumerate(chain.from_iterable(rows)):
        if isinstance(found, CellError):
            one = [
                [*chain.from_iterable(value)][number] if isinstance(value, tuple) else value
                for value in blocks
            ]
            try:
                function.evaluate(*one)
            except RoiError as error:
                raise type(error)(f"item {number}: {error}") from None
    return rows


def _plain(function: Function, result: CellValue) -> object:
    """A result as Python returns it: a result with only one row is that row alone."""
    if not isinstance(result, tuple):
        return result
    return result[0] if function.shape[0] == 1 else [*result]


def _like(model: Any, rows: Cells) -> object:  # noqa: ANN401  # a list, an array, a Series or a DataFrame
    """The results of a lifted call in the same container type as the first collection."""
    flat = [*chain.from_iterable(rows)]
    if hasattr(model, "columns"):
        return model.__class__([*rows], index=model.index, columns=model.columns)
    if hasattr(model, "notna"):
        return model.__class__(flat, index=model.index)
    if hasattr(model, "dtype"):
        import numpy as np  # already loaded, because the model is an array

        return np.array(flat).reshape(model.shape)
    return [[*row] for row in rows] if any(map(_is_collection, model)) else flat
