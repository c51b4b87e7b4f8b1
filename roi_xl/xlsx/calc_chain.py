"""The calculation chain: the list of all formula cells in the order in which Excel computed them.

Source: ECMA-376 part 1, 18.6.1: an entry without a sheet number is on the sheet of the entry before it; `l`
and `t` mark an entry that begins a level or a thread.
"""

from __future__ import annotations

from collections.abc import Callable

from roi_xl.xlsx.address import Address, address
from roi_xl.xlsx.markup import Attributes, element_end, local, parser, run, spliced, utf8, with_attribute

_BEGINNINGS = ("i", "l", "t")  # attributes that also apply to the entries after it


def shortened(data: bytes, part: str, is_gone: Callable[[str, Address], bool]) -> bytes | None:
    """A calculation chain without some cells.

    Excel offers to repair a workbook whose chain names a cell without a formula.

    Args:
        data: The part.
        part: Its name, for messages.
        is_gone: Whether to leave out a cell, from its sheet's number and its address.

    Returns:
        The shorter chain; the same object if the chain names none of these cells, None if it names only them.

    Raises:
        PackageError: The chain isn't well-formed, or names something that isn't a cell.
    """
    text = utf8(data, part)
    editor = _Editor(text, is_gone)
    made = editor.parser
    made.StartElementHandler = editor.start
    made.EndElementHandler = editor.end
    run(made, text, part)
    if not editor.is_shorter:
        return data
    return spliced(text, editor.pieces) if editor.kept else None


class _Editor:
    """Edits the chain during parsing; what a dropped entry begins moves to the next kept entry."""

    def __init__(self, data: bytes, is_gone: Callable[[str, Address], bool]) -> None:
        self.parser = parser()
        self.pieces: list[tuple[int, int, bytes]] = []
        self.kept = 0
        self.is_shorter = False
        self._data = data
        self._is_gone = is_gone
        self._sheet = ""
        self._owed: dict[str, str] = {}
        self._cut = -1

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        if local(name) != "c":
            return
        self._sheet = attributes.get("i", self._sheet)
        at = self.parser.CurrentByteIndex
        if self._is_gone(self._sheet, address(attributes.get("r", ""))):
            self._owed |= {key: attributes[key] for key in _BEGINNINGS if key in attributes}
            self._cut = at
            self.is_shorter = True
            return
        self.kept += 1
        end = self._data.index(b">", at) + 1
        old = tag = self._data[at:end]
        for key, value in self._owed.items():
            if key not in attributes:
                tag = with_attribute(tag, key.encode(), value.encode(), after={b"r", b"i", b"s", b"l"})
        self._owed = {}
        if tag != old:
            self.pieces.append((at, end, tag))

    def end(self, _: str) -> None:
        """An element ends."""
        if self._cut >= 0:
            end = element_end(self._data, self._cut, self.parser.CurrentByteIndex)
            self.pieces.append((self._cut, end, b""))
            self._cut = -1
