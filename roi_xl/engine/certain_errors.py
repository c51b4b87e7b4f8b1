"""Errors that two engines may be believed about: those of functions whose arguments are out of bounds.

Two engines that give the same error needn't be right: both may lack a feature, fail to find a root, or read a
text otherwise than Excel does, who knows the words and dates of the country. What is left is arithmetic, such
as `=LN(-1)`: in 363 of 363 cells of workbooks that Excel saved it was Excel's error, too.
"""

from __future__ import annotations

import re

from roi_xl.engine.ledger import Ledger
from roi_xl.engine.trust import examined_functions
from roi_xl.errors import CellError
from roi_xl.formulas.excel_functions import ARGUMENTS, CRITERIA, LOOKUPS
from roi_xl.formulas.meaning import IN_EXCEL, Obstacle
from roi_xl.xlsx import Address, Cell
from roi_xl.xlsx.formula import TokenKind, tokens

_UNSURE = frozenset(
    [
        *("DATEVALUE", "DOLLAR", "FIXED", "NUMBERVALUE", "ROMAN", "TEXT", "TIMEVALUE"),  # the country decides
        *("RATE", "YIELD"),  # iterated: Excel may find what both engines don't
    ]
)
_STATISTICS = frozenset(
    """
    BINOM.DIST.RANGE CORREL COVAR COVARIANCE.P COVARIANCE.S FORECAST FORECAST.LINEAR GCD GEOMEAN HARMEAN
    INTERCEPT KURT LCM MODE MODE.SNGL MULTINOMIAL PEARSON PERCENTILE PERCENTILE.EXC PERCENTILE.INC QUARTILE
    QUARTILE.EXC QUARTILE.INC RSQ SKEW SLOPE STDEV.P STDEV.S STDEVP STEYX SUMX2MY2 SUMX2PY2 SUMXMY2 VAR.P
    VAR.S VARP
    """.split()  # noqa: SIM905 - a list of names reads better split
)
_ARITHMETIC = (
    frozenset(name for name, kinds in ARGUMENTS.items() if kinds == "l" and name not in {"SEARCH", *_UNSURE})
    | _STATISTICS
    | {"BESSELI", "BESSELJ", "BESSELK", "BESSELY"}
)
_LOCAL = re.compile(r"^(?=\D*\d)[\W\d_]*(?:[^\W\d_]{2,})?[\W\d_]*$")
"""A text that is a number, an amount or a date in some country: it has a digit, and one word at most."""
_PLAIN = frozenset(TokenKind) - {TokenKind.NAME, TokenKind.STRUCTURED, TokenKind.OTHER, TokenKind.ERROR}


def error_doubt(ledger: Ledger, cell: Cell, *, is_near: bool) -> Obstacle | None:
    """Why the engines aren't believed about an error, although they agree.

    Args:
        ledger: The computed ledger.
        cell: The cell.
        is_near: Whether it reads an error.
    """
    analysis = ledger.analyses[cell]
    if is_near and analysis.functions & CRITERIA and _may_match_errors(ledger, cell):
        return Obstacle("criteria-error", "a criterion or a cell it looks at is an error", "settle the error")
    if is_near and analysis.folded:
        detail = "reads an error beside the one written in it: which comes first isn't known"
        return Obstacle("error-order", detail, "settle the error")
    values = ledger.values[cell].values()
    errors = {value for value in values if isinstance(value, CellError)}
    if cell in ledger.fitted and not all(isinstance(value, CellError) for value in values):
        errors.discard(CellError.NA)  # where a smaller result ends
    if errors and not is_near and not analysis.calls and not _is_sure_error(ledger, cell):
        return Obstacle("unsure-error", "an error of a function that isn't proven", IN_EXCEL)
    return None


def _is_sure_error(ledger: Ledger, cell: Cell) -> bool:
    """Whether the error on which both engines agree is Excel's, too.

    Args:
        ledger: The computed ledger.
        cell: A cell with an error in which it reads none.
    """
    analysis, formula = ledger.analyses[cell], ledger.formulas[cell]
    pieces = tokens(formula.text)
    if not analysis.functions <= examined_functions() | ledger.functions.keys():
        if formula.kind != "normal" or not analysis.plain or analysis.unbounded or analysis.intersects:
            return False
        if not analysis.functions <= _ARITHMETIC | examined_functions():
            return False
        if not all(piece.kind in _PLAIN for piece in pieces):
            return False
    if CellError.VALUE not in ledger.values[cell].values():
        return True
    if analysis.functions & LOOKUPS:
        return False  # of a column 0 both engines speak before they look, Excel after
    texts = [piece.text for piece in pieces if piece.kind is TokenKind.TEXT]
    return not any(_LOCAL.search(text) for text in (*texts, *_texts(ledger, cell)))


def _may_match_errors(ledger: Ledger, cell: Cell) -> bool:
    """Whether a criterion of SUMIF and its kin may ask for errors, of which both engines know nothing.

    Excel's `COUNTIF(A1:A9,"#N/A")` counts the errors. Where no criterion asks for one, an error that is
    looked at is a value that isn't asked for, and one that is added up is the result.

    Args:
        ledger: The computed ledger.
        cell: A cell that calls a function with criteria.
    """
    analysis = ledger.analyses[cell]
    if analysis.unbounded or (analysis.computes_criteria and not analysis.functions <= CRITERIA):
        return True
    kinds = {TokenKind.TEXT, TokenKind.ERROR}
    literals = [piece.text for piece in tokens(analysis.text) if piece.kind in kinds]
    singles = [ledger.known((sheet, area[:2])) for sheet, area in analysis.inputs if area[:2] == area[2:]]
    asked = [value for value in (*literals, *singles) if isinstance(value, str)]
    return any("#" in value for value in asked)


def _texts(ledger: Ledger, cell: Cell) -> list[str]:
    """The texts that a formula reads."""
    read: list[tuple[str, Address]] = []
    for sheet, (top, left, bottom, right) in ledger.analyses[cell].inputs:
        stored = ledger.sheets[sheet]
        read += [
            (sheet, (row, column))
            for row, column in (*stored.values, *stored.formulas)
            if top <= row <= bottom and left <= column <= right
        ]
    return [value for place in read if isinstance(value := ledger.known(place), str)]
