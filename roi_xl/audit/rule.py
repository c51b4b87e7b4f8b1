"""What a rule about any model is: whom it looks for, why, and a publication that describes the mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from roi_xl.computed_workbook import Model
from roi_xl.errors import Level
from roi_xl.xlsx import Cell


@dataclass(frozen=True, slots=True)
class Met:
    """A cell that breaks a rule.

    Attributes:
        cell: The cell.
        message: What is wrong there.
        kind: What it has in common with other cells of its sheet that are told together with it.
    """

    cell: Cell
    message: str
    kind: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule about any model.

    Attributes:
        code: What users call it; it never changes its meaning.
        title: What it asks for.
        level: ERROR if figures can't be right while it is broken.
        why: What goes wrong while it is broken.
        remedy: What to do where it is broken.
        source: Where the mistake is described, or one that was made.
        wrong: An example that breaks it.
        right: The same example, mended.
        broken: The cells that break it.
    """

    code: str
    title: str
    level: Level
    why: str
    remedy: str
    source: str
    wrong: str
    right: str
    broken: Callable[[Model], Iterator[Met]]
