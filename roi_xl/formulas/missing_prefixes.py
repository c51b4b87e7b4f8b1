"""Finds functions stored without the prefix that Excel needs.

Since 2010 Excel writes each new function as `_xlfn.NAME`. A program that omits the prefix makes a workbook
that computes everywhere but in Excel: there the cell shows `#NAME?` until somebody types the formula again.
Source: [MS-XLSX] 2.2.2, the list of future functions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from roi_xl.formulas.meaning import Analysis
from roi_xl.xlsx import Cell, Formula
from roi_xl.xlsx.formula import TokenKind, tokens

_NAMES = """
ACOT ACOTH AGGREGATE ARABIC ARRAYTOTEXT BASE BETA.DIST BETA.INV BINOM.DIST BINOM.DIST.RANGE BINOM.INV BITAND
BITLSHIFT BITOR BITRSHIFT BITXOR BYCOL BYROW CEILING.MATH CEILING.PRECISE CHISQ.DIST CHISQ.DIST.RT CHISQ.INV
CHISQ.INV.RT CHISQ.TEST CHOOSECOLS CHOOSEROWS COMBINA CONCAT CONFIDENCE.NORM CONFIDENCE.T COT COTH
COVARIANCE.P COVARIANCE.S CSC CSCH DAYS DECIMAL DROP ERF.PRECISE ERFC.PRECISE EXPAND EXPON.DIST F.DIST
F.DIST.RT F.INV F.INV.RT F.TEST FILTER FILTERXML FLOOR.MATH FLOOR.PRECISE FORECAST.ETS FORECAST.LINEAR
FORMULATEXT GAMMA GAMMA.DIST GAMMA.INV GAMMALN.PRECISE GAUSS GROUPBY HSTACK HYPGEOM.DIST IFNA IFS IMCOSH
IMCOT IMCSC IMCSCH IMSEC IMSECH IMSINH IMTAN ISFORMULA ISOMITTED ISOWEEKNUM LAMBDA LET LOGNORM.DIST
LOGNORM.INV MAKEARRAY MAP MAXIFS MINIFS MODE.MULT MODE.SNGL MUNIT NEGBINOM.DIST NORM.DIST NORM.INV
NORM.S.DIST NORM.S.INV NUMBERVALUE PDURATION PERCENTILE.EXC PERCENTILE.INC PERCENTRANK.EXC PERCENTRANK.INC
PERMUTATIONA PHI PIVOTBY POISSON.DIST QUARTILE.EXC QUARTILE.INC RANDARRAY RANK.AVG RANK.EQ REDUCE RRI SCAN
SEC SECH SEQUENCE SHEET SHEETS SKEW.P SORT SORTBY STDEV.P STDEV.S SWITCH T.DIST T.DIST.2T T.DIST.RT T.INV
T.INV.2T T.TEST TAKE TEXTAFTER TEXTBEFORE TEXTJOIN TEXTSPLIT TOCOL TOROW UNICHAR UNICODE UNIQUE VALUETOTEXT
VAR.P VAR.S VSTACK WEBSERVICE WEIBULL.DIST WRAPCOLS WRAPROWS XLOOKUP XMATCH XOR Z.TEST
"""
_PREFIXED = frozenset(_NAMES.split())


def without_prefix(
    formulas: Mapping[Cell, Formula], analyses: Mapping[Cell, Analysis], ours: Collection[str]
) -> dict[Cell, frozenset[str]]:
    """The cells that call functions without the prefix under which Excel stores them, with the functions.

    Args:
        formulas: The formula cells.
        analyses: What each of them means.
        ours: Names of our worksheet functions, which have no prefix.
    """
    found = {}
    for cell, formula in formulas.items():
        suspects = (analyses[cell].functions & _PREFIXED) - set(ours)
        names = suspects & _called(formula.text) if suspects else frozenset()
        if names:
            found[cell] = names
    return found


def _called(text: str) -> frozenset[str]:
    """The functions of a formula as it is stored, upper case, with prefixes."""
    calls: Iterable[str] = (piece.upper() for kind, piece in tokens(text) if kind is TokenKind.FUNCTION)
    return frozenset(calls)
