"""Tables as data, and the file formats in which they are written.

A new format is a module with `write` and `is_ours` and an entry in `FORMATS`; `roi-xl recalc --report`, its
help and the tests use that list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Final

from roi_xl.tables import as_csv, as_html, as_json, as_jsonl, as_markdown, as_parquet, as_text, as_xlsx
from roi_xl.tables.as_json import document as document
from roi_xl.tables.table import Column as Column
from roi_xl.tables.table import Form as Form
from roi_xl.tables.table import Table as Table
from roi_xl.tables.table import Value as Value


@dataclass(frozen=True, slots=True)
class Format:
    """How a table is written to a file, and how such a file is recognised.

    Attributes:
        write: The content of the file.
        is_ours: Whether content is a file of ours of that form, which may be replaced without losing work.
        check: Raises a FileError if a library that it needs isn't installed.
    """

    write: Callable[[Table], bytes]
    is_ours: Callable[[bytes, Form], bool]
    check: Callable[[], object] = bool


def _format(module: ModuleType, check: Callable[[], object] = bool) -> Format:
    return Format(module.write, module.is_ours, check)


FORMATS: Final[Mapping[str, Format]] = {
    ".csv": _format(as_csv),
    ".html": _format(as_html),
    ".json": _format(as_json),
    ".jsonl": _format(as_jsonl),
    ".md": _format(as_markdown),
    ".parquet": _format(as_parquet, as_parquet.library),
    ".txt": _format(as_text),
    ".xlsx": _format(as_xlsx),
}
"""The formats by file extension."""


def is_table(data: bytes, form: Form) -> bool:
    """Whether a file is a table of ours of that form, in any format."""
    return any(format_.is_ours(data, form) for format_ in FORMATS.values())
