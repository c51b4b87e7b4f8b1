"""A workbook's properties: who made it and when, and those that programs and people add."""

from __future__ import annotations

from roi_xl.xlsx.markup import Attributes, local, parse, utf8
from roi_xl.xlsx.package import Package

_CORE, _CUSTOM = "docProps/core.xml", "docProps/custom.xml"


def core_properties(package: Package) -> dict[str, str]:
    """Properties such as `creator`, `created` and `modified`, as texts; empty if there is no such part.

    Raises:
        PackageError: The part is damaged.
    """
    return _texts(package, _CORE)


def custom_properties(package: Package) -> dict[str, str]:
    """The properties that programs and people add, as texts by name; empty if there is no such part.

    Raises:
        PackageError: The part is damaged.
    """
    return _texts(package, _CUSTOM)


def _texts(package: Package, part: str) -> dict[str, str]:
    found: dict[str, str] = {}
    if part not in package:
        return found
    path: list[str] = []

    def start(tag: str, attributes: Attributes) -> None:
        path.append(attributes.get("name") or local(tag))

    def end(_: str) -> None:
        path.pop()

    def text(piece: str) -> None:
        if len(path) > 1:  # path[0] is the root; a custom property's value has an element of its type
            found[path[1]] = found.get(path[1], "") + piece

    parse(utf8(package.read(part), part), part, start, end, text)
    return found
