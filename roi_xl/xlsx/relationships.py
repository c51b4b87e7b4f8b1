"""How the parts of a package refer to each other.

Source: ECMA-376 part 2, 6.5 (relationships): a part's own are in a part beside it, found by its name.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, MutableMapping
from dataclasses import dataclass

from roi_xl.xlsx.markup import Attributes, local, parse, without
from roi_xl.xlsx.package import Package

CONTENT_TYPES = "[Content_Types].xml"
"""The part that lists the content types of the others."""


@dataclass(frozen=True, slots=True)
class Relationship:
    """A link from one part to another.

    Attributes:
        kind: The last segment of its type, such as `worksheet`.
        target: The other part's name, or an external address as written.
        external: Whether the target is outside the package.
    """

    kind: str
    target: str
    external: bool


def relationships_part(part: str) -> str:
    """The name of the part that holds a part's relationships."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def relationships(package: Package, part: str) -> dict[str, Relationship]:
    """A part's relationships by their identifier; those of the package itself if `part` is empty.

    Raises:
        PackageError: They aren't well-formed.
    """
    found: dict[str, Relationship] = {}
    source = relationships_part(part)
    if source not in package:
        return found
    folder = posixpath.dirname(part)

    def start(name: str, attributes: Attributes) -> None:
        if local(name) != "Relationship":
            return
        kind = attributes.get("Type", "").rpartition("/")[2]
        target = attributes.get("Target", "")
        external = attributes.get("TargetMode") == "External"
        if not external:
            target = posixpath.normpath(posixpath.join("/" + folder, target.replace("\\", "/"))).lstrip("/")
        found[attributes.get("Id", "")] = Relationship(kind, target, external)

    parse(package.read(source), source, start)
    return found


def removed(
    package: Package, source: str, identifiers: Collection[str], replaced: MutableMapping[str, bytes]
) -> set[str]:
    """Remove parts from a part's relationships and from the content types.

    Args:
        package: The package.
        source: The only part whose relationships lead to the removed ones.
        identifiers: The identifiers of those relationships.
        replaced: New content by part name; this function adds or updates relationships and content types in
            it.

    Returns:
        The parts to leave out, including those of their own relationships.
    """
    links = relationships(package, source)
    gone = {links[identifier].target for identifier in identifiers}
    if not gone:
        return set()
    paths = {f"/{part}".lower() for part in gone}

    def is_link(tag: str, attributes: Attributes) -> bool:
        return tag == "Relationship" and attributes.get("Id") in identifiers

    def is_type(tag: str, attributes: Attributes) -> bool:
        return tag == "Override" and attributes.get("PartName", "").lower() in paths

    for part, is_unwanted in ((relationships_part(source), is_link), (CONTENT_TYPES, is_type)):
        replaced[part] = without(replaced.get(part) or package.read(part), part, is_unwanted)
    return gone | {own for part in gone if (own := relationships_part(part)) in package}
