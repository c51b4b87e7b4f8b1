"""A report as Markdown: the same sections, with the figures of each chart as a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from roi_xl.lang import texts
from roi_xl.report.as_html import footer
from roi_xl.report.content import Report, Section
from roi_xl.values_as_text import printable

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])")
_AT_START = re.compile(r"^(\s*)([-+>]|\d+[.)])(?=\s)")


def markdown(report: Report, file: str) -> str:
    """The text.

    Args:
        report: The report.
        file: The name of the workbook.
    """
    return "\n".join(_lines(report, file)) + "\n"


def _lines(report: Report, file: str) -> Iterator[str]:
    yield f"# {_text(report.title)}"
    yield from ("", _text(report.about))
    if report.missing:
        missing = texts(report.language)["report.missing"].format(state=report.missing)
        yield from ("", f"**{_text(missing)}**")
    if report.tiles:
        yield from ("", *_table([tile.label for tile in report.tiles], [[t.shown for t in report.tiles]]))
    for section in report.sections:
        yield from ("", *_section(section))
    yield from ("", "---", "", _text(footer(report, file)))


def _section(section: Section) -> Iterator[str]:
    yield f"## {_text(section.title)}"
    if section.measure:
        yield from ("", f"*{_text(section.measure)}*")
    for text in section.texts:
        yield from ("", _text(text))
    if section.bars:
        shown = [[bar.label, bar.shown] for bar in section.bars]
        yield from ("", *_table(["", ""], shown))
        yield from ("", _text(" · ".join(mark.label for mark in section.marks))) if section.marks else ()
    if section.rows:
        yield from ("", *_table(section.columns, section.rows))
    if section.more:
        yield from ("", _text(section.more))


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(map(_text, columns))} |"
    yield f"|{'---|' * len(columns)}"
    for row in rows:
        yield f"| {' | '.join(map(_text, row))} |"


def _text(text: str) -> str:
    """A text in which nothing is markup, on one line."""
    escaped = _SPECIAL.sub(r"\\\1", printable(text))
    return _AT_START.sub(r"\1\\\2", escaped)
