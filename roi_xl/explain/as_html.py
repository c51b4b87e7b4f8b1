"""An explained figure as a self-contained HTML page: a tree that opens and closes without any script."""

from __future__ import annotations

from html import escape
from typing import Final

from roi_xl.explain.as_text import UNMOVED, moved, origin, shown
from roi_xl.explain.explanation import Explanation, Node
from roi_xl.tables.html_page import html_page
from roi_xl.values_as_text import counted, printable

_STYLE: Final = """
body{font:15px/1.5 system-ui,sans-serif;margin:2em auto;max-width:70em;padding:0 1em}
body{color:#1d2733;background:#fff}
h1{font-size:1.5em;margin:.2em 0}h2{font-size:1.15em;margin:1.6em 0 .4em}
summary,.typed{padding:.15em 0}details details,details .typed{margin-left:1.4em}
.typed{list-style:none}.value{font-variant-numeric:tabular-nums;font-weight:600}
.where,.origin,.formula{color:#55606e;font-size:.87em}.formula{font-family:ui-monospace,monospace}
.moves{color:#7a3b00;font-size:.9em;white-space:nowrap}.doubt{border-left:4px solid #b3261e;padding:.4em .8em}
table{border-collapse:collapse;width:100%}
th,td{border-bottom:1px solid #c9d1db;padding:.3em .5em;text-align:left}
.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}th{background:#eef2f7}
"""
_DEEPEST: Final = 100
"""Levels of the tree: browsers nest some hundreds of elements, and nobody reads so far to the right."""


def page(explanation: Explanation, book: str) -> bytes:
    """The page.

    Args:
        explanation: The figure.
        book: The name of the workbook, for the title.
    """
    first = explanation.nodes[0]
    title = f"{printable(first.label)}: {shown(first)}"
    doubts = "".join(
        f'<p class="doubt">{escape(printable(f"{one.where}: " * bool(one.where) + one.detail))}; '
        f"{escape(printable(one.remedy))}</p>"
        for one in explanation.doubts
    )
    body = f"""<p class="where">{escape(printable(first.where))} of {escape(printable(book))}</p>
{doubts}{_inputs(explanation)}
<h2>What it is made of</h2>
{_Tree(explanation).text()}
"""
    return html_page(title, body, style=_STYLE, generator="roi-xl explain")


def _inputs(explanation: Explanation) -> str:
    rows = "\n".join(
        f'<tr><td>{escape(printable(node.label))}<td class="number">{escape(shown(node))}'
        f'<td class="number">{escape(moved(node, explanation.unit))}<td>{escape(origin(node))}'
        f"<td>{escape(printable(node.name))}</tr>"
        for node in explanation.inputs
        if node.weight
    )
    if not rows:
        return f'<p class="where">{UNMOVED}</p>' if explanation.doubts and not explanation.inputs else ""
    return (
        "<h2>What moves it, if it alone were 10 % lower</h2>\n<table><thead><tr><th>Input"
        '<th class="number">Value'
        '<th class="number">Moves it by<th>Source · owner · date · status<th>Cell</tr></thead>'
        f"\n<tbody>{rows}</tbody></table>{_untried(explanation)}"
    )


def _untried(explanation: Explanation) -> str:
    """That inputs further away aren't in the table, though they may move the figure more."""
    if not explanation.untried:
        return ""
    numbers = counted(explanation.untried, "typed number")
    return f'\n<p class="where">{numbers} further away not tried: --inputs tries more</p>'


class _Tree:
    """Writes each node once; a second time it refers to the first."""

    def __init__(self, explanation: Explanation) -> None:
        self._nodes, self._unit = explanation.nodes, explanation.unit
        self._told = set[int]()

    def text(self) -> str:
        """The tree as nested `details`, from the figure down."""
        out: list[str] = []
        waiting: list[int | str] = [0]
        level = 0
        while waiting:
            item = waiting.pop()
            if isinstance(item, str):
                out.append(item)
                level -= 1
                continue
            node = self._nodes[item]
            if node.is_typed or not node.parts or item in self._told or level == _DEEPEST:
                again = " (see above)" if item in self._told else " … (explain this cell to go on)"
                out.append(f'<div class="typed">{self._line(node)}{again if node.parts else ""}</div>\n')
                continue
            self._told.add(item)
            level += 1
            is_open = " open" if len(self._told) < 12 else ""
            out.append(f"<details{is_open}><summary>{self._line(node)}</summary>\n{_formula(node)}")
            waiting.append("</details>\n")
            waiting.extend(reversed(node.parts))
        return "".join(out)

    def _line(self, node: Node) -> str:
        mark = "▣ " if node.is_typed else ""
        texts = [
            f'{mark}{escape(printable(node.label))} <span class="value">{escape(shown(node))}</span>',
            f'<span class="where">{escape(printable(node.where))}</span>',
        ]
        if origin(node):
            texts.append(f'<span class="origin">{escape(origin(node))}</span>')
        if node.leverage:
            texts.append(f'<span class="moves">{escape(moved(node, self._unit))}</span>')
        return " ".join(texts)


def _formula(node: Node) -> str:
    return f'<div class="typed formula">={escape(printable(node.formula))}</div>\n'
