"""One check of a study: a record with an Excel formula and, where a study can be asked, a Python function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from typing import Final

from roi_xl.errors import Level
from roi_xl.study import Study

TEXT_NUMBERS: Final = "text_numbers"
"""The table on the sheet Checks that says, sheet by sheet, where a text stands instead of a number."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a table, of which each keeps the rule or breaks it.

    Attributes:
        table: The table's id.
        broken: Excel formula without an equals sign: a value for each row, not 0 where it breaks the rule.
        value: The column with the value that is met there; empty if none says it alone.
        worded: The column that says the place and the value in words already; empty if the names of the row
            say it.
        look: The column at fault, where neither the value nor the name of the row is.
    """

    table: str
    broken: str
    value: str = ""
    worded: str = ""
    look: str = ""

    @property
    def count(self) -> str:
        """How many rows break the rule, as a formula without an equals sign."""
        return f"SUMPRODUCT((({self.broken})*1<>0)*1)"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a sheet that keeps the rule or breaks it.

    Attributes:
        name: The defined name of the line.
        broken: Excel formula without an equals sign: not 0 if the line breaks the rule.
        value: Formula of the value that is met there; empty if it isn't said.
    """

    name: str
    broken: str
    value: str = ""

    @property
    def count(self) -> str:
        """1 if the line breaks the rule, else 0, as a formula without an equals sign."""
        return f"(({self.broken})*1<>0)*1"


Place = Rows | Figure


@dataclass(frozen=True, slots=True)
class Check:
    """One rule that a study satisfies or breaks, computed in two ways that must agree.

    Its texts are in the template's language files under its name, in `item.integrity` or `item.advice`: the
    rule and what to do where it is broken.

    Attributes:
        name: What the sources call it, such as `cost_total`.
        own_formula: Excel formula with the placeholders of `roi_xl.template.declaration`; 0 if the rule
            holds. Empty if the number of places that break the rule says it.
        code: What users call it, such as `R104`; it never changes its meaning.
        severity: ERROR if the figures must not be used while it fails, WARNING if it deserves a look.
        places: Where it may be broken, in the order in which to look.
        sheet: The id of the sheet that it is about; empty if the first place says it.
        money: Whether the formula gives an amount, which is compared in whole cents; otherwise it counts.
        at: Where to look if no place breaks it by itself: defined names of lines, or columns such as
            `evidence.level`, with the number of a row if it is known. Of several figures it is the one that
            is furthest from 0, of texts the first that is missing.
        of_results: Whether it judges what comes out, such as a very high ROI, rather than what was entered:
            while an error stands, it may only follow from it.
        principle: The guiding principle of the ROI Methodology that it enforces, 1 to 12; None for arithmetic
            and for the soundness of the workbook.
        source: Whose figure it is, where the rule holds one; empty for the principle's or arithmetic.
        function: The same check on a study without a workbook: 0 if it holds; None where
            `WITHOUT_WITNESS` says why a study can't be asked.
    """

    name: str
    own_formula: str = ""
    _: KW_ONLY
    code: str
    severity: Level
    places: tuple[Place, ...] = ()
    sheet: str = ""
    money: bool = False
    at: tuple[str, ...] = ()
    of_results: bool = False
    principle: int | None = None
    source: str = ""
    function: Callable[[Study], float] | None = None

    @property
    def formula(self) -> str:
        """Excel formula that gives 0 if the rule holds."""
        return self.own_formula or f"={'+'.join(place.count for place in self.places)}"
