"""The rules of data validation: which typed values Excel refuses.

Excel checks typed values, never results of formulas or cleared cells. Source: ECMA-376 part 1, 18.3.1.32
(dataValidation); [MS-XLSX] 2.6.26 (the same with references to other sheets).
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from roi_xl.catalogue import Scalar
from roi_xl.xlsx.address import Address, Area, area, holds
from roi_xl.xlsx.markup import Attributes, is_true, local, unescaped
from roi_xl.xlsx.stored_values import code_units
from roi_xl.xlsx.validation_sources import Sources, Values

_NUMERIC: Final = {"whole": "a whole number", "decimal": "a number", "date": "a date", "time": "a time"}
_COMPARED: Mapping[str, tuple[str, Callable[[float, float], bool]]] = {
    "equal": ("equal to", lambda a, b: a == b),
    "notEqual": ("other than", lambda a, b: a != b),
    "greaterThan": ("greater than", lambda a, b: a > b),
    "greaterThanOrEqual": ("at least", lambda a, b: a >= b),
    "lessThan": ("less than", lambda a, b: a < b),
    "lessThanOrEqual": ("at most", lambda a, b: a <= b),
}
_BETWEEN: Final = {"between", "notBetween"}


class UnknownRuleError(Exception):
    """A rule that only Excel can check, such as one that is a formula."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of data validation that keeps people from typing some values.

    Attributes:
        areas: The areas to which it applies.
        kind: `whole`, `decimal`, `list`, `date`, `time`, `textLength`, or `custom`.
        operator: How a value must compare to the limits.
        limits: Formulas of the one or two limits; the first is the source of a list.
        items: The entries of a list if some contain a comma; otherwise the first limit has them.
        ignores_blanks: Whether every value is allowed while a cell that the rule needs is blank.
        error: Excel's message when it refuses; may be empty.
    """

    areas: tuple[Area, ...]
    kind: str
    operator: str = "between"
    limits: tuple[str, str] = ("", "")
    items: tuple[str, ...] = ()
    ignores_blanks: bool = False
    error: str = ""

    def holds_at(self, cell: Address) -> bool:
        """Whether the rule applies to a cell."""
        return any(holds(area, cell) for area in self.areas)

    def broken_by(self, value: Scalar, cell: Address, sources: Sources) -> str | None:
        """What the rule requires, if a value breaks it; None if Excel would accept the value.

        Args:
            value: The value to put in; blanks are never checked.
            cell: The cell.
            sources: Gives the values of other cells.

        Raises:
            UnknownRuleError: Only Excel can check the rule.
        """
        moved = cell[0] - self.areas[0][0], cell[1] - self.areas[0][1]
        if self.kind == "list":
            return self._of_list(value, sources, moved)
        if self.kind == "textLength":
            return self._of_length(value, sources, moved)
        if self.kind in _NUMERIC:
            wanted = _NUMERIC[self.kind]
            if isinstance(value, bool) or not isinstance(value, float):
                return wanted
            if self.kind == "whole" and value != int(value):
                return wanted
            return self._compared(value, wanted, sources, moved)
        raise UnknownRuleError

    def _of_length(self, value: Scalar, sources: Sources, moved: Address) -> str | None:
        if isinstance(value, float):
            text = f"{value:.15g}"
        else:
            text = str(value).upper() if isinstance(value, bool) else str(value)
        return self._compared(code_units(text), "a text whose length is", sources, moved)

    def _compared(self, value: float, wanted: str, sources: Sources, moved: Address) -> str | None:
        limits = [
            self._limit(limit, sources, moved) for limit in self.limits[: 1 + (self.operator in _BETWEEN)]
        ]
        low, *rest = limits
        if low is None or None in rest:
            return None
        if self.operator in _BETWEEN:
            high = rest[0] or 0.0
            is_inside = low <= value <= high
            words = f"{'' if self.operator == 'between' else 'not '}between {low:.15g} and {high:.15g}"
            return None if is_inside == (self.operator == "between") else f"{wanted} {words}"
        if self.operator not in _COMPARED:
            raise UnknownRuleError
        words, compares = _COMPARED[self.operator]
        return None if compares(value, low) else f"{wanted} {words} {low:.15g}"

    def _limit(self, formula: str, sources: Sources, moved: Address) -> float | None:
        """A limit; None if it is blank and the rule then allows everything."""
        found = sources.values(formula, moved)
        if found is None or len(found.values) + found.blanks != 1:
            raise UnknownRuleError
        if found.blanks:
            return None if self.ignores_blanks else 0.0
        (limit,) = found.values
        if isinstance(limit, bool) or not isinstance(limit, float):
            raise UnknownRuleError
        return limit

    def _of_list(self, value: Scalar, sources: Sources, moved: Address) -> str | None:
        items = self.items or _literal_items(self.limits[0])
        if items is not None:
            is_one = any(_is_item(item, value) for item in items)
        else:
            found = sources.values(self.limits[0], moved)
            if found is None:
                raise UnknownRuleError
            if found.blanks and found.is_named and self.ignores_blanks:
                return None  # Excel then accepts everything
            is_one = _is_among(value, found)
            items = tuple(f"{item:.15g}" if isinstance(item, float) else str(item) for item in found.values)
        shown = ", ".join(items[:10]) + (", …" if len(items) > 10 else "")
        return None if is_one else f"one of {shown}"


def _literal_items(formula: str) -> tuple[str, ...] | None:
    """The entries of a list in the rule itself; None if they are in cells."""
    text = formula.strip()
    if not text.startswith('"'):
        return None
    if len(text) < 2 or not text.endswith('"') or '"' in text[1:-1].replace('""', ""):
        raise UnknownRuleError
    return tuple(item.strip() for item in text[1:-1].replace('""', '"').split(","))


def _is_item(item: str, value: Scalar) -> bool:
    """Whether a value is an entry of a literal list, which Excel compares letter by letter."""
    if isinstance(value, bool):
        return item.upper() == str(value).upper()
    if not isinstance(value, float):
        return item == value
    try:
        return value == (float(item[:-1]) / 100 if item.endswith("%") else float(item))
    except ValueError:
        return False


def _is_among(value: Scalar, found: Values) -> bool:
    """Whether a value is in the cells of a list, where Excel ignores case."""
    if isinstance(value, str):
        return any(isinstance(item, str) and item.casefold() == value.casefold() for item in found.values)
    return any(item == value and type(item) is type(value) for item in found.values)


@dataclass(slots=True)
class RuleReader:
    """Collects the rules that restrict typing while a worksheet is parsed.

    Attributes:
        rules: The rules found so far.
    """

    rules: list[Rule] = field(default_factory=list)
    _attributes: Attributes | None = None
    _texts: dict[str, list[str]] = field(default_factory=dict)
    _into: list[str] | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        tag = local(name)
        if tag == "dataValidation":
            self._attributes, self._texts = attributes, {}
        elif self._attributes is not None and tag in {"formula1", "formula2", "sqref", "list"}:
            self._into = self._texts.setdefault(tag, [])

    def text(self, piece: str) -> None:
        """Character data."""
        if self._into is not None:
            self._into.append(piece)

    def end(self, name: str) -> None:
        """An element ends."""
        tag = local(name)
        if tag == "dataValidation" and self._attributes is not None:
            self._add(self._attributes, {tag: "".join(texts).strip() for tag, texts in self._texts.items()})
            self._attributes = None
        elif tag in {"formula1", "formula2", "sqref", "list"}:
            self._into = None

    def _add(self, given: Attributes, texts: Mapping[str, str]) -> None:
        areas = tuple(area(place) for place in (given.get("sqref") or texts.get("sqref", "")).split())
        kind = given.get("type", "none")
        stops = is_true(given.get("showErrorMessage")) and given.get("errorStyle", "stop") == "stop"
        if not areas or kind == "none" or not stops:
            return
        self.rules.append(
            Rule(
                areas=areas,
                kind=kind,
                operator=given.get("operator", "between"),
                limits=(unescaped(texts.get("formula1", "")), unescaped(texts.get("formula2", ""))),
                items=_apart(unescaped(texts["list"])) if texts.get("list") else (),
                ignores_blanks=is_true(given.get("allowBlank")),
                error=": ".join(filter(None, (_words(given, "errorTitle"), _words(given, "error")))),
            )
        )


def _apart(text: str) -> tuple[str, ...]:
    """The entries of a list in which those with a comma are quoted."""
    return tuple(item.strip() for item in next(csv.reader([text], skipinitialspace=True)))


def _words(given: Attributes, name: str) -> str:
    """A text of the rule as one line."""
    return " ".join(unescaped(given.get(name, "")).split())
