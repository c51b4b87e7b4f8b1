"""The formats of cells: which of them a protected sheet leaves open.

Source: ECMA-376 part 1, 18.8.45 (xf) and 18.8.33 (protection): a cell is locked unless its format says
otherwise, and no lock counts on a sheet that isn't protected.
"""

from __future__ import annotations

from roi_xl.xlsx.markup import Attributes, is_true, local, parse
from roi_xl.xlsx.relationships import relationships
from roi_xl.xlsx.workbook import Workbook


def unlocked_formats(book: Workbook) -> frozenset[int]:
    """The cell formats, by the number that cells give in `s`, that a protected sheet leaves open.

    Raises:
        PackageError: The part isn't well-formed.
    """
    found: set[int] = set()
    path: list[str] = []
    last = -1

    def start(name: str, attributes: Attributes) -> None:
        nonlocal last
        path.append(local(name))
        if path[1:] == ["cellXfs", "xf"]:
            last += 1
        elif path[1:] == ["cellXfs", "xf", "protection"] and not is_true(
            attributes.get("locked"), default=True
        ):
            found.add(last)

    def end(_: str) -> None:
        path.pop()

    links = relationships(book.package, book.part).values()
    for part in [link.target for link in links if link.kind == "styles" and not link.external]:
        if part in book.package:
            parse(book.package.read(part), part, start, end)
    return frozenset(found)
