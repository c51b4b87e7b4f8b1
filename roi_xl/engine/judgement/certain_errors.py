"""Decides which errors are believed when both engines agree: those of arguments that are out of bounds.

Two engines that give the same error aren't necessarily right: both may lack a feature, fail to find a root,
or read a text differently from Excel, which knows the words and dates of the user's country. That leaves
arithmetic, such as `=LN(-1)`: in 363 of 363 cells of workbooks that Excel saved, Excel had the same error.
"""

from __future__ import annotations

import re

from roi_xl.engine.answer.first_answer import FirstAnswer
from roi_xl.engine.facts import distrusted, examined_functions
from roi_xl.errors import CellError
from roi_xl.formulas.excel_functions import ARGUMENTS, CRITERIA
from roi_xl.formulas.meaning import IN_EXCEL, Obstacle
from roi_xl.xlsx import Address, Cell
from roi_xl.xlsx.formula import TokenKind, tokens

_UNSURE = {"SEARCH"} | distrusted("country") | distrusted("no-root")
_STATISTICS = frozenset(
    """
    BINOM.DIST.RANGE CORREL COVAR COVARIANCE.P COVARIANCE.S FORECAST FORECAST.LINEAR GCD GEOMEAN HARMEAN
    INTERCEPT KURT LCM MODE MODE.SNGL MULTINOMIAL PEARSON PERCENTILE PERCENTILE.EXC PERCENTILE.INC QUARTILE
    QUARTILE.EXC QUARTILE.INC RSQ SKEW SLOPE STDEV.P STDEV.S STDEVP STEYX SUMX2MY2 SUMX2PY2 SUMXMY2 VAR.P
    VAR.S VARP
    """.split()  # noqa: SIM905 - a list of names reads better split
)
_ARITHMETIC = (
    frozenset(name for name, kinds in ARGUMENTS.items() if kinds == "l" and name not in _UNSURE)
    | _STATISTICS
    | {"BESSELI", "BESSELJ", "BESSELK", "BESSELY"}
)
_LOCAL = re.compile(r"^(?=\D*\d)[\W\d_]*(?:[^\W\d_]{2,})?[\W\d_]*$")
"""Matches a text that is a number, an amount or a date in some country: a digit, and one word at most."""
_PLAIN = frozenset(TokenKind) - {TokenKind.NAME, TokenKind.STRUCTURED, TokenKind.OTHER, TokenKind.ERROR}


def error_doubt(answer: FirstAnswer, cell: Cell, *, is_near: bool) -> Obstacle | None:
    """Why an error isn't believed although both engines agree on it; None if it is.

    Args:
        answer: The primary engine's answer.
        cell: The cell.
        is_near: Whether it reads an error.
    """
    analysis = answer.question.analyses[cell]
    if is_near and analysis.functions & distrusted("criteria-error") and _may_match_errors(answer, cell):
        return Obstacle("criteria-error", "a criterion or a cell it looks at is an error", "fix the error")
    if is_near and analysis.folded:
        detail = "reads an error beside the one written in it: which comes first isn't known"
        return Obstacle("error-order", detail, "fix the error")
    values = answer.values[cell].values()
    errors = {value for value in values if isinstance(value, CellError)}
    if cell in answer.question.rewrites.fitted and not all(isinstance(value, CellError) for value in values):
        errors.discard(CellError.NA)  # expected beyond the end of a smaller result
    if errors and not is_near and not analysis.calls and not _is_sure_error(answer, cell):
        return Obstacle("unsure-error", "an error of a function that isn't proven", IN_EXCEL)
    return None


def _is_sure_error(answer: FirstAnswer, cell: Cell) -> bool:
    """Whether the error on which both engines agree is certainly Excel's.

    Args:
        answer: The primary engine's answer.
        cell: A cell that shows an error and reads none.
    """
    analysis, formula = answer.question.analyses[cell], answer.question.cells[cell]
    pieces = tokens(formula.text)
    if not analysis.functions <= examined_functions() | answer.question.functions.keys():
        if formula.kind != "normal" or not analysis.plain or analysis.unbounded or analysis.intersects:
            return False
        if not analysis.functions <= _ARITHMETIC | examined_functions():
            return False
        if not all(piece.kind in _PLAIN for piece in pieces):
            return False
    if CellError.VALUE not in answer.values[cell].values():
        return True
    if analysis.functions & distrusted("lookup-column"):
        return False
    texts = [piece.text for piece in pieces if piece.kind is TokenKind.TEXT]
    return not any(_LOCAL.search(text) for text in (*texts, *_texts(answer, cell)))


def _may_match_errors(answer: FirstAnswer, cell: Cell) -> bool:
    """Whether a criterion of SUMIF and similar functions may select errors, which neither engine supports.

    Excel's `COUNTIF(A1:A9,"#N/A")` counts the errors. If no criterion selects an error, errors in the
    criteria range are simply not selected, and an error among the cells to add up is the result.

    Args:
        answer: The primary engine's answer.
        cell: A cell that calls a function with criteria.
    """
    analysis = answer.question.analyses[cell]
    if analysis.unbounded or (analysis.computes_criteria and not analysis.functions <= CRITERIA):
        return True
    kinds = {TokenKind.TEXT, TokenKind.ERROR}
    literals = [piece.text for piece in tokens(analysis.text) if piece.kind in kinds]
    singles = [answer.known((sheet, area[:2])) for sheet, area in analysis.inputs if area[:2] == area[2:]]
    asked = [value for value in (*literals, *singles) if isinstance(value, str)]
    return any("#" in value for value in asked)


def _texts(answer: FirstAnswer, cell: Cell) -> list[str]:
    """The texts that a formula reads."""
    read: list[tuple[str, Address]] = []
    for sheet, (top, left, bottom, right) in answer.question.analyses[cell].inputs:
        stored = answer.question.sheets[sheet]
        read += [
            (sheet, (row, column))
            for row, column in (*stored.values, *stored.formulas)
            if top <= row <= bottom and left <= column <= right
        ]
    return [value for place in read if isinstance(value := answer.known(place), str)]
