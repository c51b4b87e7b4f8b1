"""An explained figure as a tree for the terminal: what it is made of, and what moves it most."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from roi_xl.explain.explanation import Explanation, Node
from roi_xl.values_as_text import NO_FIGURE, counted, grouped, printable

LEAST: Final = 0.01
"""Parts that move the figure by less than this share of its strongest input are folded together."""

_DEEPEST: Final = 30
"""Levels that are shown unless others are asked for: further down, lines are all indent."""

UNMOVED: Final = "What each value moves is not shown: mend what stands above, then ask again."
"""In place of the effects of inputs while the figure is not to be used."""
_TYPED: Final = "▣ "
_MOST_INPUTS: Final = 10


def tree(
    explanation: Explanation, depth: int | None = None, only: Collection[int] | None = None
) -> Iterator[str]:
    """The lines of the tree, without those about the workbook as a whole.

    Args:
        explanation: The figure.
        depth: How many levels are shown below it; None for as many as can be read.
        only: The nodes to show; None for all that matter.
    """
    yield from _Tree(explanation, depth, only).lines()


def strongest(explanation: Explanation) -> Iterator[str]:
    """The inputs that move the figure most, one line each."""
    for node in explanation.inputs[:_MOST_INPUTS]:
        move = moved(node, explanation.unit)
        yield f"{move:>16}  {printable(node.label)}  {shown(node)}  {printable(node.name)}"


def moved(node: Node, unit: str) -> str:
    """How much an input moves the figure when it alone is 10 % lower: `−18.8 points`; empty without that."""
    if node.leverage is None:
        return ""
    if unit == "percent":
        return f"{node.leverage * 100:+,.1f} points".replace("-", "−")
    return f"{node.leverage:+,.6g}".replace("-", "−")


def shown(node: Node) -> str:
    """A value with its unit, unless its number format shows that."""
    text = printable(node.shown or grouped(node.value) or NO_FIGURE)
    return f"{text} {printable(node.unit)}" if node.unit and "%" not in text + node.unit else text


def origin(node: Node) -> str:
    """Where a typed value comes from, in one line; empty if its row doesn't say."""
    said = node.origin
    parts = [said.source, said.owner, said.date, said.status]
    return " · ".join(printable(part) for part in parts if part)


class _Tree:
    def __init__(self, explanation: Explanation, depth: int | None, only: Collection[int] | None) -> None:
        self._nodes, self._unit = explanation.nodes, explanation.unit
        self._depth, self._only = depth or _DEEPEST, only
        self._is_cut = depth is None
        self._least = LEAST * self._nodes[0].weight
        self._told = set[int]()

    def lines(self) -> Iterator[str]:
        """The lines, from the figure down."""
        yield self._line(0)
        waiting = [*reversed(self._branches(0, "", 1))]
        while waiting:
            at, indent, level, line = waiting.pop()
            yield line
            if at is not None:
                waiting.extend(reversed(self._branches(at, indent, level)))

    def _branches(self, at: int, indent: str, level: int) -> list[tuple[int | None, str, int, str]]:
        """The lines directly below a node, each with the node to go on with, its indent and its level."""
        node = self._nodes[at]
        parts = (*node.parts, *node.conditions) if self._only is not None else node.parts
        if not parts or at in self._told:
            return []
        if level > self._depth:
            more = f"{indent}└─ … explain {printable(node.where)} to go on from here, or see --depth"
            return [(None, "", 0, more)] if self._is_cut else []
        self._told.add(at)
        kept = [part for part in parts if self._matters(part)]
        folded = len(parts) - len(kept)
        found: list[tuple[int | None, str, int, str]] = []
        for number, part in enumerate(kept, 1):
            is_last = number == len(kept) and not (folded and self._only is None)
            mark, below = ("└─ ", "   ") if is_last else ("├─ ", "│  ")
            found.append((part, indent + below, level + 1, f"{indent}{mark}{self._line(part)}"))
        if folded and self._only is None:
            found.append((None, "", 0, f"{indent}└─ {counted(folded, 'more cell')} with little or no effect"))
        return found

    def _matters(self, part: int) -> bool:
        if self._only is not None:
            return part in self._only
        return self._nodes[0].weight == 0.0 or self._nodes[part].weight > self._least

    def _line(self, at: int) -> str:
        node = self._nodes[at]
        words = [
            f"{_TYPED if node.is_typed else ''}{printable(node.label)}",
            shown(node),
            printable(node.where),
        ]
        if node.is_typed:
            words += [text for text in (origin(node), moved(node, self._unit)) if text]
        elif at in self._told:
            words.append("(see above)")
        return "  ".join(words)
