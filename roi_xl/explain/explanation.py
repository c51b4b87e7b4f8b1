"""An explained figure as plain data, for every process and every form in which it is shown."""

from __future__ import annotations

from dataclasses import dataclass

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
    """

    nodes: tuple[Node, ...]
    untried: int
    doubts: tuple[Finding, ...]
    unit: str

    @property
    def inputs(self) -> list[Node]:
        """The typed numbers that were tried, the one with the largest leverage first."""
        tried = [node for node in self.nodes if node.leverage is not None]
        return sorted(tried, key=lambda node: -node.weight)
