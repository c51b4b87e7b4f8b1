"""One figure of a workbook under other inputs, again and again, without loading the workbook each time.

The primary engine alone computes here. So whoever shows such a figure has to say so, or confirm it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import replace
from types import MappingProxyType

from roi_xl.engine.answer.first_answer import FirstAnswer, opened
from roi_xl.engine.answer.question import question_of
from roi_xl.engine.results import Value
from roi_xl.formulas.workbook_formulas import Formulas
from roi_xl.xlsx import Cell, Workbook


class Parts:
    """Answers what parts of formulas give in a workbook whose cells keep the values that they have.

    Args:
        formulas: The workbook's formulas.
        book: The workbook.
        today: What TODAY gives.
        values: The values of its formula cells; they aren't computed again.

    Raises:
        EngineError: The primary engine refused the workbook.
    """

    def __init__(
        self, formulas: Formulas, book: Workbook, today: dt.date, values: Mapping[Cell, Value]
    ) -> None:
        self._results = opened(question_of(formulas, book, today).with_settled(values))

    def value(self, text: str) -> Value:
        """The value of a part, such as the condition of an IF.

        Args:
            text: The part as the engines read it (`Analysis.text`).
        """
        return self._results.part(text)


class WhatIf:
    """Answers what a cell would hold if inputs were others, and what a part of a formula gives.

    Args:
        answer: What the primary engine gave for the workbook as it is (`Evaluation.answer`).
        cells: The formula cells whose values will be asked for, and all that they depend on; the others stay
            as they are.

    Raises:
        EngineError: The primary engine refused the workbook.
    """

    def __init__(self, answer: FirstAnswer, cells: Collection[Cell]) -> None:
        others = {
            cell: values[cell[1]]
            for cell, values in answer.values.items()
            if cell not in cells and cell[1] in values
        }
        # Under other inputs, no cell passes on what the file holds, or what the jury settled for these.
        rewrites = replace(answer.question.rewrites, stored=MappingProxyType({}))
        question = replace(answer.question, rewrites=rewrites, settled=MappingProxyType({}))
        self._results = opened(question.with_settled(others))

    def value(self, cell: Cell, inputs: Mapping[Cell, float] = MappingProxyType({})) -> Value:
        """The value of a cell under other inputs.

        Args:
            cell: One of the cells that this was made for.
            inputs: Numbers for typed cells that hold numbers; the others stay as they are.
        """
        return self._results.under(inputs, cell)

    def part(self, text: str) -> Value:
        """The value of a part of a formula, such as the condition of an IF.

        Args:
            text: The part as the engines read it (`Analysis.text`).
        """
        return self._results.part(text)
