"""The catalogue: what a worksheet function is, before anyone exposes it.

A calculation becomes a worksheet function by carrying a `Function` description. Excel, the batch engine,
the template's help sheet and the command line all read that one description, and all of them run the
calculation through `Function.call`, so they can't disagree about blanks, text in numeric cells or errors.

The rules for cells (methodology, section 1) live here and nowhere else:

- a blank counts as 0 in a scalar argument, and differs from an argument that is left out;
- text and TRUE/FALSE in a numeric argument are `#VALUE!`, also text that looks like a number;
- the first error met, in argument order and row by row, is the result;
- NaN and infinity neither come in nor go out: `#NUM!`.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import chain, repeat
from math import isfinite
from types import MappingProxyType, ModuleType
from typing import Annotated, Final, TypeVar, cast, get_args, get_type_hints

from roi_xl import errors
from roi_xl.errors import BadArgumentError, CellError, OutOfRangeError, RoiError, ZeroDivisorError

Scalar = bool | float | str | CellError | None
Cells = tuple[tuple[Scalar, ...], ...]
CellValue = Scalar | Cells


class LeftOut(Enum):
    """The type of `LEFT_OUT`."""

    LEFT_OUT = "left out"


LEFT_OUT: Final = LeftOut.LEFT_OUT
"""Stands for an argument that isn't there, as the second one in `F(1,,2)`: it takes its default."""

CellInput = CellValue | Sequence[Sequence[Scalar]] | LeftOut

_F = TypeVar("_F", bound=Callable[..., CellValue])
_ATTRIBUTE = "__worksheet_function__"


class Unit(Enum):
    """What a result measures; decides its number format everywhere."""

    MONEY = "money"
    PERCENT = "percent"
    RATIO = "ratio"
    HOURS = "hours"
    PERIODS = "periods"
    COUNT = "count"
    SCORE = "score"
    TEXT = "text"

    @property
    def number_format(self) -> str:
        """The Excel number format of a cell with this unit."""
        return _NUMBER_FORMAT[self]


_NUMBER_FORMAT: Final = {
    Unit.MONEY: "#,##0",
    Unit.PERCENT: "0.0%",
    Unit.RATIO: "0.00",
    Unit.HOURS: "#,##0.0",
    Unit.PERIODS: "0.0",
    Unit.COUNT: "#,##0",
    Unit.SCORE: "0.0",
    Unit.TEXT: "@",
}


class Kind(Enum):
    """How cells become a Python argument."""

    NUMBER = "number"
    SHARE = "share from 0 to 1"
    FLAG = "TRUE or FALSE"
    TEXT = "text"
    NUMBERS = "range of numbers, blanks skipped"
    SERIES = "range of numbers in order, a blank is 0"
    OBSERVATIONS = "range of numbers in pairs, a blank is missing data"
    SHARES = "range of shares from 0 to 1, a blank is missing data"
    SCENARIOS = "range with a column for each scenario, a blank is 0"
    LABELS = "range of labels"


Number = Annotated[float, Kind.NUMBER]
Share = Annotated[float, Kind.SHARE]
Flag = Annotated[bool, Kind.FLAG]
Text = Annotated[str, Kind.TEXT]
Numbers = Annotated[Sequence[float], Kind.NUMBERS]
Series = Annotated[Sequence[float], Kind.SERIES]
Observations = Annotated[Sequence[float | None], Kind.OBSERVATIONS]
Shares = Annotated[Sequence[float | None], Kind.SHARES]
Scenarios = Annotated[Sequence[Sequence[float]], Kind.SCENARIOS]
Labels = Annotated[Sequence[Scalar], Kind.LABELS]


@dataclass(frozen=True, slots=True)
class Example:
    """A call whose result someone else computed.

    Attributes:
        args: Cell values in argument order; a range is a tuple of row tuples.
        result: What the cell, or the range it spills into, must show.
        source: Who says so.
        formula: The call as typed into a cell; filled in by `worksheet_function`.
    """

    args: tuple[CellValue | LeftOut, ...]
    result: CellValue
    source: str
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Param:
    """One argument as the user of the sheet sees it.

    Attributes:
        name: Its name in the function wizard and in Python.
        kind: How cells become the Python value.
        text: What to put there: unit, shape and sign.
        required: Whether the sheet must supply it.
        default: What it is when left out; None where the function works without.
    """

    name: str
    kind: Kind
    text: str
    required: bool
    default: Scalar = None


@dataclass(frozen=True, slots=True)
class Function:
    """A calculation together with everything a host needs to know about it.

    Attributes:
        name: The name in formulas.
        compute: The calculation: Python values in the order of `params`, raising `RoiError` on purpose.
        unit: What the result measures.
        summary: One sentence for the function wizard.
        notes: Where Excel differs and what people get wrong; may be empty.
        returns: What comes out, in words.
        raises: The cell errors of its own and when they come; those of bad cells go without saying.
        source: The book, standard or paper it follows.
        params: The arguments, optional ones last.
        examples: Calls with sourced results.
        lifts: Whether ranges of one shape give a range of that shape, row by row.
        shape: Rows and columns of the result of one call; None where they follow from the arguments.
    """

    name: str
    compute: Callable[..., CellValue]
    unit: Unit
    summary: str
    notes: str
    returns: str
    raises: tuple[tuple[CellError, str], ...]
    source: str
    params: tuple[Param, ...]
    examples: tuple[Example, ...]
    lifts: bool
    shape: tuple[int | None, int]

    @property
    def syntax(self) -> str:
        """The call with argument names, optional ones in brackets."""
        return f"{self.name}({', '.join(p.name if p.required else f'[{p.name}]' for p in self.params)})"

    def call(self, *cells: CellInput) -> CellValue:
        """Run the calculation on raw cell values; bad data are cell errors, never exceptions.

        Args:
            cells: One scalar, block of cells or `LEFT_OUT` for each argument; trailing ones may be absent.

        Returns:
            A scalar, or a tuple of row tuples where the function spills or was lifted over ranges.
        """
        try:
            blocks = [_block(cell) for cell in cells]
            if self.lifts and any(isinstance(block, tuple) for block in blocks):
                return self._lifted(blocks)
        except RoiError as error:
            return error.cell_error
        return self._answer(blocks)

    def evaluate(self, *blocks: CellValue | LeftOut) -> CellValue:
        """Run the calculation once, without lifting, on cell values that hold no error.

        Raises:
            RoiError: The arguments aren't what the function takes, or it has no result for them.
        """
        try:
            result = self.compute(*[_argument(*pair) for pair in self._padded(blocks)])
        except ZeroDivisionError:
            raise ZeroDivisorError(f"{self.name}: a number that divides is zero") from None
        except OverflowError:
            raise OutOfRangeError(f"{self.name}: a number is too large to calculate with") from None
        if any(isinstance(s, float) and not isfinite(s) for s in _scalars(result)):
            raise OutOfRangeError(f"{self.name}: the result is too large for a cell")
        return _no_negative_zero(result) if isinstance(result, float) else result

    def _answer(self, blocks: Sequence[CellValue | LeftOut]) -> CellValue:
        for block in blocks:
            if (found := _first_error(block)) is not None:
                return found
        try:
            return self.evaluate(*blocks)
        except RoiError as error:
            return error.cell_error

    def _padded(self, blocks: Sequence[CellValue | LeftOut]) -> Iterator[tuple[Param, CellValue | LeftOut]]:
        """Each parameter with its cells; trailing ones that are absent are left out."""
        if len(blocks) > len(self.params):
            raise BadArgumentError(f"{self.name} takes {len(self.params)} arguments, not {len(blocks)}")
        absent = repeat(LEFT_OUT, len(self.params) - len(blocks))
        return zip(self.params, chain(blocks, absent), strict=True)

    def _lifted(self, blocks: Sequence[CellValue | LeftOut]) -> Cells:
        shapes = {(len(b), len(b[0]) if b else 0) for b in blocks if isinstance(b, tuple)}
        if len(shapes) > 1:
            raise BadArgumentError(f"{self.name}: the ranges have different shapes {sorted(shapes)}")
        height, width = shapes.pop()
        if not height * width:
            raise BadArgumentError(f"{self.name}: a range is empty")
        results: Sequence[Scalar] | None = self._whole_columns(blocks)
        if results is None:
            columns = (_scalars(b) if isinstance(b, tuple) else repeat(b) for b in blocks)
            # not strict: scalars beside a range repeat without end
            results = [cast("Scalar", self._answer(cells)) for cells in zip(*columns, strict=False)]
        if width == 1:
            return tuple(zip(results, strict=True))
        return tuple(tuple(results[i : i + width]) for i in range(0, height * width, width))

    def _whole_columns(self, blocks: Sequence[CellValue | LeftOut]) -> Sequence[float] | None:
        """Results of a lifted call over plain finite floats, or None if any cell needs a closer look.

        Checking a column as a whole costs a tenth of checking its cells one by one; the results are the same.
        """
        try:
            columns: list[Iterable[object]] = [
                _plain_column(param, block) if isinstance(block, tuple) else repeat(_argument(param, block))
                for param, block in self._padded(blocks)
            ]
            results = cast("list[float]", [*map(self.compute, *columns)])
        except (RoiError, ArithmeticError):
            return None
        # a sum of finite floats that overflows only costs the slower way
        if not isfinite(sum(results)):
            return None
        return results if all(results) else [_no_negative_zero(result) for result in results]


def worksheet_function(
    name: str,
    *,
    unit: Unit,
    examples: Sequence[Example],
    lifts: bool = False,
    shape: tuple[int | None, int] = (1, 1),
) -> Callable[[_F], _F]:
    """Describe a calculation so that it can be used from a worksheet.

    The calculation stays an ordinary function. Names, kinds and defaults of arguments come from its
    signature, texts from its docstring (Google style).

    Args:
        name: The name in formulas: upper case with an underscore, such as `TRAINING_ROI`.
        unit: What the result measures.
        examples: At least two calls with sourced results, one of them an error.
        lifts: Whether it runs row by row over ranges; then every argument is a single value.
        shape: Rows and columns of the result; None where they follow from the arguments.

    Returns:
        A decorator that returns the very function it was given.
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
    """Gather the worksheet functions of some modules, in source order.

    Args:
        modules: Modules holding decorated calculations.
        first: Names that lead the order.

    Returns:
        A read-only mapping from worksheet name to description.

    Raises:
        ValueError: Two calculations claim one name.
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


def column(*values: Scalar) -> Cells:
    """A block of cells one below the other."""
    return tuple((value,) for value in values)


def row(*values: Scalar) -> Cells:
    """A block of cells side by side."""
    return (values,)


def _no_negative_zero(number: float) -> float:
    return number + 0.0  # −0.0 + 0.0 is 0.0; a sheet has no −0


# ── cells become arguments ──


def _block(cell: CellInput) -> CellValue | LeftOut:
    if isinstance(cell, list):
        cell = tuple(map(tuple, cell))
    if not isinstance(cell, tuple):
        return cell  # type: ignore[return-value]  # str is itself a Sequence[Sequence[str]]
    if len(set(map(len, cell))) > 1:
        raise BadArgumentError("a range has rows of different length")
    return cell[0][0] if len(cell) == 1 and len(cell[0]) == 1 else cell


def _scalars(block: CellValue) -> Iterator[Scalar]:
    return chain.from_iterable(block) if isinstance(block, tuple) else iter((block,))


def _first_error(block: CellValue | LeftOut) -> CellError | None:
    if isinstance(block, tuple):
        return next((s for s in chain.from_iterable(block) if isinstance(s, CellError)), None)
    return block if isinstance(block, CellError) else None


def _argument(param: Param, block: CellValue | LeftOut) -> object:
    if block is not LEFT_OUT:
        return _CONVERT[param.kind](param.name, block)
    if param.required:
        raise BadArgumentError(f"{param.name} is missing")
    return param.default


def _plain_column(param: Param, block: Cells) -> Sequence[object]:
    """The cells of a range of finite floats; raises where a cell is anything else or breaks its kind."""
    cells = [*chain.from_iterable(block)]
    if param.kind not in (Kind.NUMBER, Kind.SHARE) or set(map(type, cells)) != {float}:
        raise BadArgumentError(param.name)
    if not isfinite(sum(cells)):  # type: ignore[arg-type]  # floats only, by the line above
        raise OutOfRangeError(param.name)
    if param.kind is Kind.SHARE and not 0 <= min(cells) <= max(cells) <= 1:  # type: ignore[type-var, operator]  # likewise
        raise OutOfRangeError(param.name)
    return cells


def _number(name: str, block: CellValue) -> float:
    if block is None:
        return 0.0
    if isinstance(block, tuple):
        raise BadArgumentError(f"{name} must be one number, not a range")
    if isinstance(block, bool | str):
        raise BadArgumentError(f"{name} must be a number, not {block!r}")
    value = float(block)
    if not isfinite(value):
        raise OutOfRangeError(f"{name} must be a finite number, not {value}")
    return value


def _share(name: str, block: CellValue) -> float:
    value = _number(name, block)
    if not 0 <= value <= 1:
        raise OutOfRangeError(f"{name} must be a share from 0 to 1 (35 % is 0.35), not {value}")
    return value


def _flag(name: str, block: CellValue) -> bool:
    return block if isinstance(block, bool) else _number(name, block) != 0


def _text(name: str, block: CellValue) -> str:
    if block is None:
        return ""
    if not isinstance(block, str):
        raise BadArgumentError(f"{name} must be text, not {block!r}")
    return block


def _numbers(name: str, block: CellValue) -> tuple[float, ...]:
    return tuple([_number(name, s) for s in _scalars(block) if s is not None])


def _series(name: str, block: CellValue) -> tuple[float, ...]:
    return tuple([_number(name, s) for s in _scalars(block)])


def _observations(name: str, block: CellValue) -> tuple[float | None, ...]:
    return tuple([None if s is None else _number(name, s) for s in _scalars(block)])


def _shares(name: str, block: CellValue) -> tuple[float | None, ...]:
    return tuple([None if s is None else _share(name, s) for s in _scalars(block)])


def _scenarios(name: str, block: CellValue) -> tuple[tuple[float, ...], ...]:
    rows = block if isinstance(block, tuple) else ((block,),)
    return tuple([tuple([_number(name, s) for s in cells]) for cells in rows])


def _labels(_: str, block: CellValue) -> tuple[Scalar, ...]:
    return tuple(_scalars(block))


_CONVERT: Final[Mapping[Kind, Callable[[str, CellValue], object]]] = {
    Kind.NUMBER: _number,
    Kind.SHARE: _share,
    Kind.FLAG: _flag,
    Kind.TEXT: _text,
    Kind.NUMBERS: _numbers,
    Kind.SERIES: _series,
    Kind.OBSERVATIONS: _observations,
    Kind.SHARES: _shares,
    Kind.SCENARIOS: _scenarios,
    Kind.LABELS: _labels,
}


# ── a signature and a docstring become a description ──


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
    """A value as typed into a formula; a blank can't be typed, so it reads as an argument left out."""
    if isinstance(value, tuple):
        return "{" + ";".join(",".join(map(_literal, cells)) for cells in value) + "}"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, CellError) or value is None or isinstance(value, LeftOut):
        return str(value) if isinstance(value, CellError) else ""
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    return f"{value:.15g}".upper()
