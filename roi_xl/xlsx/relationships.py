"""How the parts of a package refer to each other.

Source: ECMA-376 part 2, 6.5 (relationships): a part's own are in a part beside it, found by its name.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from roi_xl.xlsx.markup import Attributes, local, parse
from roi_xl.xlsx.package import Package

CONTENT_TYPES = "[Content_Types].xml"
"""The part that says of what type the others are."""


@dataclass(frozen=True, slots=True)
class Relationship:
    """A link from one part to another.

    Attributes:
        kind: The last word of its type, such as `worksheet`.
        target: The other part's name, or an outside address as it is written.
        external: Whether it leads outside of the package.
    """

    kind: str
    target: str
    external: bool


def relationships_part(part: str) -> str:
    """The name of the part that holds a part's relationships."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def relationships(package: Package, part: str) -> dict[str, Relationship]:
    """A part's relationships by their identifier; of the package itself when `part` is empty.

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
