"""Changes attributes and texts of a part in place; every other byte stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from roi_xl.xlsx.markup import (
    Attributes,
    escaped,
    local,
    parser,
    run,
    spliced,
    tag_end,
    unescaped,
    utf8,
    with_attribute,
)

Path = tuple[str, ...]
"""The local names of an element and those around it, from the root on."""


def with_edits(
    data: bytes,
    part: str,
    attributes: Callable[[Path, Attributes], Mapping[str, str | None]],
    text: Callable[[Path, Attributes, str], str],
) -> bytes:
    """A part with some attributes and texts changed.

    Args:
        data: The part.
        part: Its name, for messages.
        attributes: Returns new values for attributes of an element, None to remove one; empty if they stay.
        text: Returns the new text of an element without children; the same text if it stays.

    Returns:
        The new part; the same object if nothing changes.

    Raises:
        PackageError: It isn't well-formed.
    """
    source = utf8(data, part)
    editor = _Editor(source, attributes, text)
    made = editor.parser
    made.buffer_text = True
    made.StartElementHandler = editor.start
    made.EndElementHandler = editor.end
    made.CharacterDataHandler = editor.pieces_of_text.append
    run(made, source, part)
    return spliced(source, sorted(editor.pieces)) if editor.pieces else data


class _Editor:
    """Edits a part during parsing."""

    def __init__(
        self,
        data: bytes,
        attributes: Callable[[Path, Attributes], Mapping[str, str | None]],
        text: Callable[[Path, Attributes, str], str],
    ) -> None:
        self.parser = parser()
        self.pieces: list[tuple[int, int, bytes]] = []
        self.pieces_of_text: list[str] = []
        self._data = data
        self._edit_attributes = attributes
        self._edit_text = text
        self._path: list[str] = []
        self._start = 0
        self._attributes: Attributes | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        self._path.append(local(name))
        self._start = self.parser.CurrentByteIndex
        self._attributes = attributes
        self.pieces_of_text.clear()
        changed = self._edit_attributes(tuple(self._path), attributes)
        if changed:
            end = tag_end(self._data, self._start)
            tag = self._data[self._start : end]
            for key, value in changed.items():
                tag = with_attribute(tag, key.encode(), None if value is None else value.encode())
            self.pieces.append((self._start, end, tag))

    def end(self, _: str) -> None:
        """An element ends."""
        if self._attributes is not None and self.pieces_of_text:
            old = unescaped("".join(self.pieces_of_text))
            new = self._edit_text(tuple(self._path), self._attributes, old)
            if new != old:
                first = tag_end(self._data, self._start)
                self.pieces.append((first, self.parser.CurrentByteIndex, escaped(new)))
        self._attributes = None
        self._path.pop()
