"""The filters of a sheet that hide rows at present."""

from __future__ import annotations

from roi_xl.xlsx.address import Area, area
from roi_xl.xlsx.markup import Attributes, local, parse
from roi_xl.xlsx.package import Package
from roi_xl.xlsx.relationships import relationships


def active_filters(package: Package, part: str) -> tuple[Area, ...]:
    """The areas, with their headers, of the filters of a sheet and its tables that have a criterion.

    Args:
        package: The file.
        part: The sheet's part.
    """
    tables = [link.target for link in relationships(package, part).values() if link.kind == "table"]
    found: list[Area] = []
    for name in (part, *tables):
        data = package.read(name)
        if b"filterColumn" in data:
            found += _active(data, name)
    return tuple(found)


def _active(data: bytes, part: str) -> set[Area]:
    open_filter: list[str] = []
    found: set[Area] = set()

    def start(name: str, attributes: Attributes) -> None:
        if local(name) == "autoFilter":
            open_filter.append(attributes.get("ref", ""))
        elif local(name) == "filterColumn" and open_filter:
            found.add(area(open_filter[-1]))

    def end(name: str) -> None:
        if local(name) == "autoFilter":
            open_filter.pop()

    parse(data, part, start, end)
    return found
