"""What all sheets of a workbook share: the table of shared texts and the cell metadata."""

from __future__ import annotations

from roi_xl.xlsx.markup import Attributes, local, parse, unescaped


def shared_strings(data: bytes, part: str) -> list[str]:
    """The texts of a shared string table, rich text without its formatting, phonetic guides left out.

    Raises:
        PackageError: It isn't well-formed.
    """
    strings: list[str] = []
    pieces: list[str] = []
    path: list[str] = []

    def start(name: str, _: Attributes) -> None:
        path.append(local(name))

    def end(_: str) -> None:
        if len(path) == 2 and path[1] == "si":
            strings.append(unescaped("".join(pieces)))
            pieces.clear()
        path.pop()

    def text(piece: str) -> None:
        if path[-1] == "t" and "rPh" not in path:
            pieces.append(piece)

    parse(data, part, start, end, text)
    return strings


def dynamic_array_marks(data: bytes, part: str) -> frozenset[str]:
    """The `cm` attributes that mark a dynamic array formula, from the package's cell metadata.

    Raises:
        PackageError: It isn't well-formed.
    """
    kinds: list[str] = []
    marks: list[str] = []
    path: list[str] = []
    block = 0

    def start(name: str, attributes: Attributes) -> None:
        nonlocal block
        path.append(local(name))
        if path[-1] == "metadataType":
            kinds.append(attributes.get("name", ""))
        elif path[1:] == ["cellMetadata", "bk"]:
            block += 1
        elif path[1:] == ["cellMetadata", "bk", "rc"]:
            kind = attributes.get("t", "")
            if kind.isdecimal() and 0 < int(kind) <= len(kinds) and kinds[int(kind) - 1] == "XLDAPR":
                marks.append(str(block))

    def end(_: str) -> None:
        path.pop()

    parse(data, part, start, end)
    return frozenset(marks)
