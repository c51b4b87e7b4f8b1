"""A report as one self-contained HTML page that prints on one sheet of A4, without any script."""

from __future__ import annotations

from html import escape
from typing import Final

from roi_xl.lang import texts
from roi_xl.report.charts import chart
from roi_xl.report.content import Report, Section
from roi_xl.tables.html_page import html_page
from roi_xl.values_as_text import printable
from roi_xl.version import VERSION

_STYLE: Final = """
@page{size:A4;margin:11mm 12mm}
*{box-sizing:border-box}
body{font:8.3pt/1.34 system-ui,'Segoe UI',Arial,sans-serif;color:#1d2733;background:#fff}
body{margin:8mm auto;max-width:186mm;padding:0 2mm;print-color-adjust:exact;-webkit-print-color-adjust:exact}
h1{font-size:15pt;line-height:1.15;margin:0;overflow-wrap:anywhere}
h2{font-size:9pt;line-height:1.25;margin:0 0 .5mm}p{margin:.6mm 0}
.about,.measure,.more,footer{color:#55606e}.about{margin:.5mm 0 2mm}
.tiles{display:flex;border:solid #c9d1db;border-width:1px 0;margin:0 0 2.5mm}
.tiles div{flex:1 1 auto;padding:1.2mm 2.5mm 1.2mm 0}.tiles dt{color:#55606e;font-size:7.4pt}
.tiles dd{margin:0;font-size:11pt;font-weight:600;white-space:nowrap;font-variant-numeric:tabular-nums}
.tiles div:first-child dd{font-size:13pt}
main{columns:2;column-gap:7mm}section{break-inside:avoid;margin:0 0 3mm;overflow-wrap:anywhere}
section.wide{column-span:all;margin-top:3mm}.finding.wide{margin-top:0}
.finding h2{font-size:11pt}.doubt{border-left:4px solid #44546a;padding-left:3mm}
table{border-collapse:collapse;width:100%;margin-top:.6mm}
th,td{border-bottom:1px solid #dde3ea;padding:.5mm 1.5mm .5mm 0;text-align:left;vertical-align:top}
th{color:#55606e;font-weight:600;font-size:7.4pt}td:first-child{min-width:16mm}
.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums;padding-right:0}
svg{display:block;width:100%;height:auto;margin-top:.5mm}
svg text{font:10.5px system-ui,Arial,sans-serif;fill:#1d2733}
svg .note{font-size:9.5px;fill:#55606e;paint-order:stroke;stroke:#fff;stroke-width:3px}
svg .figure{font-weight:600}.total{fill:#44546a}.up{fill:#2f6db5}
.down{fill:#c8741b}.claim{fill:#fff;stroke:#8a95a3}.axis{stroke:#8a95a3}.whisker{stroke:#44546a;stroke-width:2}
.target{stroke:#b3261e;stroke-dasharray:4 2}footer{font-size:6.6pt;margin-top:2mm;overflow-wrap:anywhere}
@media print{body{margin:0;padding:0;max-width:none}}
@media screen and (max-width:640px){main{columns:1}.tiles{flex-wrap:wrap}}
"""


def page(report: Report, file: str) -> bytes:
    """The page.

    Args:
        report: The report.
        file: The name of the workbook.
    """
    words = texts(report.language)
    parts = [f'<p class="about">{_text(report.about)}</p>\n']
    if report.missing:
        missing = words["report.missing"].format(state=report.missing)
        parts.append(f'<p class="doubt">{_text(missing)}</p>\n')
    if report.tiles:
        tiles = "".join(
            f"<div><dt>{_text(tile.label)}</dt><dd>{_text(tile.shown)}</dd></div>" for tile in report.tiles
        )
        parts.append(f'<dl class="tiles">{tiles}</dl>\n')
    parts.append(f"<main>\n{''.join(map(_section, report.sections))}</main>\n")
    parts.append(f"<footer>{_text(footer(report, file))}</footer>\n")
    return html_page(
        printable(report.title),
        "".join(parts),
        style=_STYLE,
        generator="roi-xl report",
        language=report.language,
    )


def footer(report: Report, file: str) -> str:
    """Which file it is about, and what computed its figures.

    Args:
        report: The report.
        file: The name of the workbook.
    """
    return texts(report.language)["report.footer"].format(
        file=file,
        digest=report.sha256,
        version=VERSION,
        engines=", ".join(report.engines),
        today=report.today,
    )


def _section(section: Section) -> str:
    kind = f"{section.key} wide" if section.is_wide else section.key
    kind += " doubt" if section.key == "refused" else ""
    parts = [f'<section class="{kind}"><h2>{_text(section.title)}</h2>\n']
    if section.measure:
        parts.append(f'<p class="measure">{_text(section.measure)}</p>\n')
    parts += [f"<p>{_text(text)}</p>\n" for text in section.texts]
    parts += [chart(section), _table(section)]
    if section.more:
        parts.append(f'<p class="more">{_text(section.more)}</p>\n')
    return "".join([*parts, "</section>\n"])


def _table(section: Section) -> str:
    if not section.rows:
        return ""
    first = len(section.columns) - section.numbers
    head = "".join(f"<th{_number(at, first)}>{_text(name)}</th>" for at, name in enumerate(section.columns))
    rows = "\n".join(
        "<tr>"
        + "".join(f"<td{_number(at, first)}>{_text(cell)}</td>" for at, cell in enumerate(row))
        + "</tr>"
        for row in section.rows
    )
    return f"<table><thead><tr>{head}</tr></thead>\n<tbody>{rows}</tbody></table>\n"


def _number(at: int, first: int) -> str:
    return ' class="number"' if at >= first else ""


def _text(text: str) -> str:
    return escape(printable(text))
