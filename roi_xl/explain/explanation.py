"""An explained figure as plain data, for every process and every form in which it is shown."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from roi_xl.errors import Finding
from roi_xl.xlsx import Scalar


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a typed value comes from, as its row says; empty where the row doesn't.

    Attributes:
        source: Where it was found, or why it is right.
        owner: Who answers for it.
        date: When it was agreed.
        approved: Whether Finance approved it, in the workbook's words.
        status: How firm it is, in the workbook's words.
    """

    source: str = ""
    owner: str = ""
    date: str = ""
    approved: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """A cell of which the figure is made.

    Attributes:
        where: The cell, as `Sheet!A1`.
        name: How any command can be told of it: a defined name, `table.ID.column`, or the cell.
        label: What it is, in the workbook's words.
        unit: Its unit in the workbook's words; empty if there is none.
        value: What it holds.
        shown: The value as the cell shows it.
        formula: Its formula without the equals sign; empty if the value is typed.
        parts: The nodes of which its value is made, by number; branches that aren't taken are left out.
        conditions: The nodes that only decide which branch is taken.
        leverage: How much the explained figure changes if this typed number alone is 10 % lower; None for
            a formula, for anything but a number, and for a number that was not tried.
        weight: The largest leverage of the typed numbers below it, without its sign.
        origin: Where a typed value comes from.
    """

    where: str
    name: str
    label: str
    unit: str
    value: Scalar
    shown: str
    formula: str
    parts: tuple[int, ...] = ()
    conditions: tuple[int, ...] = ()
    leverage: float | None = None
    weight: float = 0.0
    origin: Origin = Origin()

    @property
    def is_typed(self) -> bool:
        """Whether the value is typed, not computed."""
        return not self.formula


@dataclass(frozen=True, slots=True)
class Explanation:
    """A figure explained.

    Attributes:
        nodes: All cells of which it is made; the first one holds the figure.
        untried: How many typed numbers were not tried at 10 % less, since others are nearer to the figure.
        doubts: Why the figure is not to be used: findings about it, or about cells of which it is made.
        unit: `percent` if the figure is a fraction shown in percent, else `number`.
        way: The nodes between the figure and the cell that was asked for, with both; empty if none was.
        missing: What the workbook says of itself if the figure is blank; else empty.
    """

    nodes: tuple[Node, ...]
    untried: int
    doubts: tuple[Finding, ...]
    unit: str
    way: tuple[int, ...] = ()
    missing: str = ""

    @property
    def inputs(self) -> list[Node]:
        """The typed numbers that were tried, the one with the largest leverage first."""
        tried = [node for node in self.nodes if node.leverage is not None]
        return sorted(tried, key=lambda node: -node.weight)

    def within(self, depth: int) -> set[int]:
        """The nodes at most so many levels below the figure, with those that decide between branches."""
        found = level = {0}
        for _ in range(depth):
            level = {part for at in level for part in (*self.nodes[at].parts, *self.nodes[at].conditions)}
            level -= found
            found = found | level
        return found

    def limited(self, kept: Collection[int]) -> Explanation:
        """The explanation with some of its nodes alone, numbered anew.

        Args:
            kept: The nodes; the figure is one of them.
        """
        number = {old: new for new, old in enumerate(sorted(kept))}
        nodes = (
            replace(
                self.nodes[old],
                parts=tuple(number[part] for part in self.nodes[old].parts if part in number),
                conditions=tuple(number[part] for part in self.nodes[old].conditions if part in number),
            )
            for old in number
        )
        return replace(self, nodes=tuple(nodes), way=tuple(number[at] for at in self.way if at in number))
