"""A difference as a self-contained HTML page, without any script."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Final

from roi_xl.diff.account import Section, sections
from roi_xl.diff.difference import Difference
from roi_xl.diff.waterfall import waterfall
from roi_xl.errors import Finding
from roi_xl.lang import Texts, texts
from roi_xl.tables.html_page import html_page
from roi_xl.values_as_text import printable

_STYLE: Final = """
body{font:15px/1.5 system-ui,sans-serif;margin:2em auto;max-width:72em;padding:0 1em}
body{color:#1d2733;background:#fff}
h1{font-size:1.5em;margin:.2em 0;overflow-wrap:anywhere}h2{font-size:1.15em;margin:1.6em 0 .4em}
table{border-collapse:collapse;width:100%}td{overflow-wrap:anywhere;vertical-align:top}td:first-child{min-width:15em}
th,td{border-bottom:1px solid #c9d1db;padding:.3em .5em;text-align:left}th{background:#eef2f7}
.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.note{color:#55606e;font-size:.9em}.doubt{border-left:4px solid #b3261e;padding:.4em .8em}
svg{width:100%;height:auto;max-width:56em}svg text{font:13px system-ui,sans-serif;fill:#1d2733}
.total{fill:#44546a}.up{fill:#2f6db5}.down{fill:#d9822b}.axis{stroke:#8a95a3}
"""


def page(found: Difference, old: str, new: str, language: str) -> bytes:
    """The page.

    Args:
        found: The difference.
        old: The name of the old workbook.
        new: The name of the new one.
        language: The language of the words.
    """
    words = texts(language)
    title = printable(f"{old} → {new}")
    same = f"<p>{escape(words['diff.same'])}.</p>\n" if found.is_same else ""
    doubts = _doubts(words, "doubts_old", found.old_doubts) + _doubts(words, "doubts_new", found.new_doubts)
    told = "".join(_section(section, found, words) for section in sections(found, language))
    return html_page(title, same + doubts + told, style=_STYLE, generator="roi-xl diff", language=language)


def _doubts(words: Texts, key: str, findings: Iterable[Finding]) -> str:
    told = "".join(
        f"<br>{escape(printable(f'{one.where}: ' * bool(one.where) + one.detail))}; "
        f"{escape(printable(one.remedy))}"
        for one in findings
    )
    return f'<p class="doubt">{escape(words[f"diff.{key}"])}{told}</p>\n' if told else ""


def _section(section: Section, found: Difference, words: Texts) -> str:
    first = len(section.columns) - section.numbers
    head = "".join(f"<th{_number(at, first)}>{escape(name)}" for at, name in enumerate(section.columns))
    rows = "\n".join(
        "<tr>" + "".join(f"<td{_number(at, first)}>{escape(cell)}" for at, cell in enumerate(row))
        for row in section.rows
    )
    table = f"<table>{f'<thead><tr>{head}</thead>' if head else ''}\n<tbody>{rows}</tbody></table>\n"
    is_bridge = found.bridge is not None and section.title == words["diff.bridge"]
    chart = waterfall(found.bridge, words) if is_bridge and found.bridge is not None else ""
    notes = "".join(f'<p class="note">{escape(note)}</p>\n' for note in section.notes)
    return f"<h2>{escape(section.title)}</h2>\n{chart}{table if section.rows else ''}{notes}"


def _number(at: int, first: int) -> str:
    return ' class="number"' if at >= first > 0 else ""
