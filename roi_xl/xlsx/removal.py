"""Parts taken out of a package together with everything that names them."""

from __future__ import annotations

from collections.abc import Collection, MutableMapping

from roi_xl.xlsx.markup import Attributes, without
from roi_xl.xlsx.package import Package
from roi_xl.xlsx.relationships import CONTENT_TYPES, relationships, relationships_part


def removed(
    package: Package, source: str, identifiers: Collection[str], replaced: MutableMapping[str, bytes]
) -> set[str]:
    """Take parts out of a part's relationships and the content types.

    Args:
        package: Where they are.
        source: The part whose relationships lead to them; no other part's do.
        identifiers: Of those relationships.
        replaced: New content by part name; relationships and content types are added, or changed further.

    Returns:
        The parts to leave out, their own relationships among them.
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
