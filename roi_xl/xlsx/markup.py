"""XML as workbooks hold it: parses without doctype or entities, escapes text as Excel does.

Source: ECMA-376 part 1, 22.9.2.19 (ST_Xstring): a character that XML can't hold is written as `_x0001_`, and
in a text that looks like such an escape the underscore is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from typing import NoReturn
from xml.parsers import expat

from roi_xl.xlsx.refusals import PackageError, broken_sheet

MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
"""Namespaces of SpreadsheetML: transitional and strict."""

TAG = rb'<(?:[^<>"\']|"[^"<]*"|\'[^\'<]*\')*>'
ATTRIBUTE = re.compile(rb'(\s+)([\w:.-]+)(\s*=\s*)("[^"]*"|\'[^\']*\')')
_TAG = re.compile(TAG)
_NAME = re.compile(rb"<[\w.:-]+")
_DECLARED = re.compile(r'(\s*<\?xml[^>]*?\sencoding\s*=\s*["\'])([A-Za-z0-9._-]+)')
_CODECS = {
    "utf-8": "utf-8", "utf8": "utf-8", "us-ascii": "utf-8", "ascii": "utf-8",
    "utf-16": "utf-16", "iso-8859-1": "latin-1", "latin-1": "latin-1",
}  # fmt: skip
_SIGNATURES = (
    (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"),
)  # fmt: skip
BOM = b"\xef\xbb\xbf"

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_UNREPRESENTABLE = re.compile("[\0-\x08\x0b-\x1f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_REFERENCE = re.compile(r"&(?:#x([0-9A-Fa-f]+)|#([0-9]+)|(amp|lt|gt|quot|apos));")

Attributes = dict[str, str]
Start = Callable[[str, Attributes], None]
End = Callable[[str], None]
Text = Callable[[str], None]


def utf8(data: bytes, part: str) -> bytes:
    """A part in UTF-8 with a matching declaration; the same bytes if it is already UTF-8.

    Raises:
        PackageError: Its encoding is one that no spreadsheet program writes, or not the declared one.
    """
    codec = next((codec for signature, codec in _SIGNATURES if data.startswith(signature)), None)
    if codec is None:
        declared = _DECLARED.match(data[:256].removeprefix(BOM).decode("latin-1"))
        codec = _CODECS.get(declared[2].lower()) if declared else "utf-8"
        if codec is None:
            raise PackageError("encoding", f"{part}: unknown encoding", "save it anew in Excel")
    if codec == "utf-8":
        return data
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        raise PackageError(
            "encoding", f"{part}: it isn't {codec} as it says", "save it anew in Excel"
        ) from None
    return _DECLARED.sub(r"\1UTF-8", text, count=1).encode("utf-8", "surrogatepass")


def parser() -> expat.XMLParserType:
    """A parser that reports names as `namespace name` and refuses doctypes and entities."""
    made = expat.ParserCreate(namespace_separator=" ")
    made.StartDoctypeDeclHandler = _refuse_doctype
    made.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    return made


def _refuse_doctype(*_: object) -> NoReturn:
    raise PackageError("dtd", "a part declares a DOCTYPE", "check where this file comes from")


def run(made: expat.XMLParserType, data: bytes, part: str) -> None:
    """Parse a part with a parser whose handlers are set.

    Raises:
        PackageError: The part isn't well-formed XML, or a handler raised it.
    """
    try:
        made.Parse(data, True)  # noqa: FBT003 - the parser's own signature
    except expat.ExpatError as error:
        raise PackageError("broken-xml", f"{part}: {error}", "restore the file from a backup") from None


def parse(data: bytes, part: str, start: Start, end: End | None = None, text: Text | None = None) -> None:
    """Parse a part.

    Args:
        data: Its bytes.
        part: Its name, for the message.
        start: Called with each element's `namespace name` and attributes.
        end: Called when it ends.
        text: Called with character data, in pieces as large as possible.

    Raises:
        PackageError: It isn't well-formed XML, has a doctype, or an unusual encoding.
    """
    made = parser()
    made.StartElementHandler = start
    made.EndElementHandler = end
    made.CharacterDataHandler = text
    made.buffer_text = True
    run(made, utf8(data, part), part)


def local(name: str) -> str:
    """The name of an element or attribute without its namespace."""
    return name.rpartition(" ")[2]


def attribute(attributes: Attributes, name: str) -> str | None:
    """An attribute in any namespace, such as `r:id` with any prefix."""
    return next((value for key, value in attributes.items() if local(key) == name), None)


def is_true(value: str | None, *, default: bool = False) -> bool:
    """Whether a boolean attribute is true."""
    return default if value is None else value.strip() in {"1", "true", "on"}


def whole_number(text: str, what: str) -> int:
    """The value of an attribute that must be a whole number.

    Args:
        text: The attribute's value.
        what: What it is, in words, for the message.

    Raises:
        PackageError: It isn't a whole number.
    """
    try:
        return int(text)
    except ValueError:
        raise broken_sheet(f"{what} {text[:20]!r} isn't a whole number") from None


def tag_end(data: bytes, start: int) -> int:
    """The end of the tag that begins at `start`, in a part known to be well-formed."""
    match = _TAG.match(data, start)
    if match is None:  # pragma: no cover - the caller has parsed it
        raise PackageError("broken-xml", "a tag without end", "restore the file from a backup")
    return match.end()


def without(data: bytes, part: str, is_unwanted: Callable[[str, Attributes], bool]) -> bytes:
    """A part in UTF-8 without some of its elements; every other byte stays.

    Args:
        data: Its bytes.
        part: Its name, for messages.
        is_unwanted: Whether to leave out an element, from its local name and attributes.
    """
    data = utf8(data, part)
    cuts: list[tuple[int, int]] = []
    open_cut: list[int] = []  # depth and start of the element being cut
    depth = 0
    made = parser()

    def start(name: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if not open_cut and is_unwanted(local(name), attributes):
            open_cut.extend((depth, made.CurrentByteIndex))

    def end(_: str) -> None:
        nonlocal depth
        if open_cut and open_cut[0] == depth:
            after = element_end(data, open_cut[1], made.CurrentByteIndex)
            cuts.append((open_cut[1], after))
            open_cut.clear()
        depth -= 1

    made.StartElementHandler, made.EndElementHandler = start, end
    run(made, data, part)
    return spliced(data, [(first, last, b"") for first, last in cuts])


def element_end(data: bytes, start: int, end_event: int) -> int:
    """The end of an element; the parser reports that of `<c/>` after the tag, but `</c>` before it."""
    after = tag_end(data, start)
    return after if data[after - 2 : after] == b"/>" else data.index(b">", end_event) + 1


def spliced(data: bytes, pieces: Iterable[tuple[int, int, bytes]]) -> bytes:
    """Bytes with some ranges replaced: start, end and replacement, in ascending order, not overlapping."""
    out, last = [], 0
    for start, end, new in pieces:
        out += [data[last:start], new]
        last = end
    out.append(data[last:])
    return b"".join(out)


def with_attribute(
    tag: bytes, name: bytes, value: bytes | None, after: Collection[bytes] = frozenset()
) -> bytes:
    """A tag with an attribute set, or removed (None); a new one is placed after those of `after`."""
    named = _NAME.match(tag)
    place = named.end() if named else 0
    for match in ATTRIBUTE.finditer(tag):
        if match[2] == name:
            new = b"" if value is None else spelled_attribute(name, value)
            return tag[: match.start()] + new + tag[match.end() :]
        if match[2] in after:
            place = match.end()
    return tag if value is None else tag[:place] + spelled_attribute(name, value) + tag[place:]


def spelled_attribute(name: bytes, value: bytes) -> bytes:
    """An attribute as written in a tag, with the blank before it."""
    return b' %b="%b"' % (name, value)


def attribute_of(tag: bytes, name: bytes) -> bytes | None:
    """The value of a tag's attribute, with entities resolved."""
    found = next((match[4][1:-1] for match in ATTRIBUTE.finditer(tag) if match[2] == name), None)
    return character_data(found).encode() if found is not None and b"&" in found else found


def escaped(text: str) -> bytes:
    """Text as character data of a part: control characters as `_x0001_`, markup as entities."""
    text = _LOOKS_ESCAPED.sub("_x005F_", text)
    text = _UNREPRESENTABLE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.encode("utf-8", "replace")


def unescaped(text: str) -> str:
    """Text with its `_x0001_` resolved; half a surrogate pair, which is no character, becomes U+FFFD."""
    if "_x" not in text:
        return text
    text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def character_data(raw: bytes) -> str:
    """Character data as a parser would report it: line ends unified, entities resolved."""
    text = raw.decode("utf-8")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(reference: re.Match[str]) -> str:
    hexadecimal, decimal, entity = reference.groups()
    return _ENTITIES[entity] if entity else chr(int(hexadecimal, 16) if hexadecimal else int(decimal))
