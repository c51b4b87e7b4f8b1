"""Finds the filters of a sheet that currently hide rows.

Source: ECMA-376 part 1, 18.3.2.7 (filterColumn) and 18.3.1.82 (sheetPr, attribute filterMode).
"""

from __future__ import annotations

from typing import NamedTuple

from roi_xl.xlsx.address import Area, area
from roi_xl.xlsx.markup import Attributes, is_true, local, parse, utf8
from roi_xl.xlsx.package import Package
from roi_xl.xlsx.relationships import relationships
from roi_xl.xlsx.sheet import Sheet

_CRITERIA = frozenset(
    {"filter", "dateGroupItem", "customFilter", "top10", "dynamicFilter", "colorFilter", "iconFilter"}
)


class Filters(NamedTuple):
    """The active filters of a sheet.

    Attributes:
        areas: The areas of filters with a criterion, headers included.
        unclear: Whether rows may be filtered in a way whose area or criterion isn't in the file.
    """

    areas: tuple[Area, ...] = ()
    unclear: bool = False


def active_filters(package: Package, sheet: Sheet) -> Filters:
    """The filters of a sheet and its tables that currently hide rows.

    Args:
        package: The file.
        sheet: The sheet.
    """
    tables = [link.target for link in relationships(package, sheet.part).values() if link.kind == "table"]
    areas: list[Area] = []
    unclear = sheet.filter_mode
    for name in (sheet.part, *tables):
        data = utf8(package.read(name), name)
        if b"filterColumn" in data:
            reader = _Reader()
            parse(data, name, reader.start, reader.end)
            areas += sorted(reader.areas)
            unclear = unclear or reader.unclear
    return Filters(tuple(areas), unclear)


class _Reader:
    """Reads the criteria in one part; those of a saved view (`customSheetViews`) aren't active."""

    def __init__(self) -> None:
        self.areas: set[Area] = set()
        self.unclear = False
        self._path: list[str] = []
        self._filter = ""

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins; an element inside a filter column is a criterion, the column itself isn't."""
        tag = local(name)
        if tag == "autoFilter":
            self._filter = attributes.get("ref", "")
        elif "filterColumn" in self._path and "customSheetViews" not in self._path:
            if self._filter and _is_criterion(tag, attributes):
                self.areas.add(area(self._filter))
            self.unclear = True  # a criterion that lists nothing, or one of a later Excel
        self._path.append(tag)

    def end(self, _: str) -> None:
        """An element ends."""
        self._path.pop()


def _is_criterion(tag: str, attributes: Attributes) -> bool:
    if tag == "filters":
        return is_true(attributes.get("blank"))
    return tag in _CRITERIA and attributes.get("type") != "null"
