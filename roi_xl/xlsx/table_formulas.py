"""The formulas that a table keeps for future rows, separate from those in its cells."""

from __future__ import annotations

from collections.abc import Callable

from roi_xl.xlsx.markup import (
    Attributes,
    element_end,
    escaped,
    local,
    parser,
    run,
    spliced,
    tag_end,
    utf8,
    with_attribute,
)

_OF_COLUMN, _OF_TOTALS = "calculatedColumnFormula", "totalsRowFormula"


def with_other_formulas(data: bytes, part: str, instead: Callable[[str], str | None]) -> bytes:
    """A table part with some of its formulas changed or removed; every other byte stays.

    Args:
        data: The part.
        part: Its name, for messages.
        instead: Returns the new text of a formula: the same text, another one, or None to remove it.

    Returns:
        The new part; the same object if all formulas stay.

    Raises:
        PackageError: It isn't well-formed.
    """
    text = utf8(data, part)
    editor = _Editor(text, instead)
    made = editor.parser
    made.buffer_text = True
    made.StartElementHandler = editor.start
    made.EndElementHandler = editor.end
    made.CharacterDataHandler = editor.pieces_of_text.append
    run(made, text, part)
    return spliced(text, sorted(editor.cuts)) if editor.cuts else data


class _Editor:
    """Edits a table during parsing."""

    def __init__(self, data: bytes, instead: Callable[[str], str | None]) -> None:
        self.parser = parser()
        self.cuts: list[tuple[int, int, bytes]] = []
        self.pieces_of_text: list[str] = []
        self._data = data
        self._instead = instead
        self._column = 0
        self._start = 0

    def start(self, name: str, _: Attributes) -> None:
        """An element begins."""
        self._start = self.parser.CurrentByteIndex
        self.pieces_of_text.clear()
        if local(name) == "tableColumn":
            self._column = self._start

    def end(self, name: str) -> None:
        """An element ends."""
        tag = local(name)
        old = "".join(self.pieces_of_text)
        new = self._instead(old) if tag in {_OF_COLUMN, _OF_TOTALS} else old
        if new == old:
            return
        if new is not None:
            first = tag_end(self._data, self._start)
            self.cuts.append((first, self.parser.CurrentByteIndex, escaped(new)))
            return
        end = element_end(self._data, self._start, self.parser.CurrentByteIndex)
        self.cuts.append((self._start, end, b""))
        if tag == _OF_TOTALS:  # the attribute says "custom", but the totals row now holds a value
            first = tag_end(self._data, self._column)
            column = with_attribute(self._data[self._column : first], b"totalsRowFunction", None)
            self.cuts.append((self._column, first, column))
