"""Facts about Excel's own functions that hold for every engine.

What a formula engine gets wrong is not a fact about Excel; it is recorded in `engine/facts`.
"""

from __future__ import annotations

NEVER_CURRENT = frozenset({"RAND", "RANDBETWEEN", "RANDARRAY", "NOW"})
"""Functions that give a different value at each calculation."""

OUTSIDE = frozenset(
    [
        *(
            "CALL",
            "CELL",
            "DDE",
            "EUROCONVERT",
            "FILTERXML",
            "FORMULATEXT",
            "GETPIVOTDATA",
            "IMAGE",
            "INFO",
            "ISFORMULA",
            "PHONETIC",
        ),
        *("CUBEKPIMEMBER", "CUBEMEMBER", "CUBEMEMBERPROPERTY", "CUBERANKEDMEMBER", "CUBESET", "CUBESETCOUNT"),
        *("CUBEVALUE", "REGISTER.ID", "RTD", "SHEET", "SHEETS", "SQL.REQUEST", "STOCKHISTORY", "TRANSLATE"),
        *("INDIRECT", "PY", "WEBSERVICE"),
    ]
)
"""Functions that read what is known only to Excel, its session or the network."""

SUBTOTALS = frozenset({"AGGREGATE", "SUBTOTAL"})
"""Functions that leave out hidden rows, and cells that contain such a function."""

UNBOUNDED = frozenset({"OFFSET"})
"""Functions whose inputs aren't visible in the formula."""

CRITERIA = frozenset(
    ["AVERAGEIF", "AVERAGEIFS", "COUNTIF", "COUNTIFS", "MAXIFS", "MINIFS", "SUMIF", "SUMIFS"]
)
"""Functions that pick cells by criteria; Excel compares numbers there by the fifteen digits that it shows."""

LANGUAGE = frozenset(
    [
        *("ASC", "DBCS", "DOLLAR", "FINDB", "JIS", "LEFTB", "LENB", "MIDB", "REPLACEB", "RIGHTB", "SEARCHB"),
        *("USDOLLAR", "YEN"),
    ]
)
"""Functions whose results depend on the language of Excel or Windows, which no workbook states: an amount has
another currency sign, a letter one byte or two."""

DATES = frozenset(
    [
        *(
            "DATEDIF",
            "DATEVALUE",
            "DAY",
            "DAYS",
            "DAYS360",
            "EDATE",
            "EOMONTH",
            "HOUR",
            "ISOWEEKNUM",
            "MINUTE",
        ),
        *("MONTH", "NETWORKDAYS", "NETWORKDAYS.INTL", "SECOND", "TIMEVALUE", "WEEKDAY", "WEEKNUM", "WORKDAY"),
        *("WORKDAY.INTL", "YEAR", "YEARFRAC"),
    ]
)
"""Functions that read dates, and texts as dates in the day and month order that is set in Windows."""

CATCHING = frozenset(
    [
        *("AGGREGATE", "COUNT", "COUNTA", "COUNTIF", "COUNTIFS", "ERROR.TYPE", "IFERROR", "IFNA", "ISBLANK"),
        *("ISERR", "ISERROR", "ISLOGICAL", "ISNA", "ISNONTEXT", "ISNUMBER", "ISREF", "ISTEXT", "TYPE"),
    ]
)
"""Functions that turn an error into another value, so that the result doesn't show there was one."""

GIVES_ARRAYS = frozenset({"FREQUENCY", "GROWTH", "LINEST", "LOGEST", "TREND"})
"""Functions, older than spilling, that give arrays: in an ordinary cell Excel shows the first value."""

ITERATED = frozenset({"XIRR"})
"""Functions in which Excel stops iterating so early that the difference is visible."""

_CRITERIA_FROM = {"AVERAGEIFS": 1, "MAXIFS": 1, "MINIFS": 1, "SUMIFS": 1}

NUMERIC = frozenset(
    [
        *(
            "AND",
            "AVERAGE",
            "AVERAGEA",
            "COUNT",
            "LARGE",
            "MAX",
            "MAXA",
            "MEDIAN",
            "MIN",
            "MINA",
            "OR",
            "PRODUCT",
        ),
        *("SMALL", "STDEV", "SUM", "SUMSQ", "VAR", "XOR"),
    ]
)
"""Functions that read a text written as an argument as a number, but skip a text in a cell."""

ARRAY_CALLERS = frozenset({"SUMPRODUCT"})
"""Functions that compute their arguments as arrays in any formula."""

_ARRAYS = {
    "CHITEST": (0, 1),
    "CORREL": (0, 1),
    "COVAR": (0, 1),
    "FORECAST": (1, 2),
    "FTEST": (0, 1),
    "INDEX": (0,),
    "INTERCEPT": (0, 1),
    "LOOKUP": (1, 2),
    "MDETERM": (0,),
    "MINVERSE": (0,),
    "MMULT": (0, 1),
    "PEARSON": (0, 1),
    "PROB": (0, 1),
    "RSQ": (0, 1),
    "SLOPE": (0, 1),
    "STEYX": (0, 1),
    "SUMX2MY2": (0, 1),
    "SUMX2PY2": (0, 1),
    "SUMXMY2": (0, 1),
    "TTEST": (0, 1),
}
"""The arguments, from 0, that other functions compute as arrays in any formula.

Source: OpenOffice.org's documentation of the Excel file format, section 3.11, parameter class A; for INDEX
and LOOKUP, whose class is R, what finance has long used without Ctrl+Shift+Enter:
`LOOKUP(2,1/(A1:A9<>""),B1:B9)` and `SUM(INDEX((A1:A9="x")*B1:B9,0))`.
"""

FLAGGED = frozenset(
    [
        *(
            "CHOOSECOLS",
            "CHOOSEROWS",
            "DROP",
            "EXPAND",
            "FILTER",
            "HSTACK",
            "SORT",
            "SORTBY",
            "TAKE",
            "TOCOL",
        ),
        *("TOROW", "UNIQUE", "VSTACK", "WRAPCOLS", "WRAPROWS", "XLOOKUP", "XMATCH"),
    ]
)
"""Functions of Excel 365; it stores formulas that compute arrays with them as array formulas."""

ONE_ARRAY = {name: f"{name} of one array" for name in ARRAY_CALLERS}
"""The name under which a call with a single argument is judged: it has no shapes that could differ."""

ASCII = 128
"""Below this code, CHAR gives the same character everywhere."""

EXACT = frozenset(
    [
        *(
            "COUNT",
            "COUNTA",
            "COUNTBLANK",
            "COUNTIF",
            "COUNTIFS",
            "COLUMN",
            "COLUMNS",
            "DAY",
            "FIND",
            "HOUR",
            "INT",
        ),
        *(
            "LEN",
            "MATCH",
            "MINUTE",
            "MONTH",
            "RANK",
            "RANK.EQ",
            "ROUND",
            "ROUNDDOWN",
            "ROUNDUP",
            "ROW",
            "ROWS",
        ),
        *("SEARCH", "SECOND", "SIGN", "TRUNC", "WEEKDAY", "YEAR"),
    ]
)
"""Functions whose results have no rounding noise: whole numbers, and numbers rounded on purpose."""

_SINGLE = """
ABS ACCRINT ACCRINTM ACOS ACOSH ACOT ACOTH ADDRESS ARABIC ASIN ASINH ATAN ATAN2 ATANH BASE BESSELI
BESSELJ BESSELK BESSELY BETA.DIST BETA.INV BETADIST BETAINV BIN2DEC BIN2HEX BIN2OCT BINOM.DIST BINOM.INV
BINOMDIST BITAND BITLSHIFT BITOR BITRSHIFT BITXOR CEILING CEILING.MATH CEILING.PRECISE CHAR CHISQ.DIST
CHISQ.INV CLEAN CODE COMBIN COMBINA COMPLEX CONCATENATE CONFIDENCE CONFIDENCE.NORM CONFIDENCE.T CONVERT
COS COSH COT COTH CSC CSCH CUMIPMT CUMPRINC DATE DATEDIF DATEVALUE DAY DAYS DAYS360 DB DDB DEC2BIN
DEC2HEX DEC2OCT DECIMAL DEGREES DELTA DOLLAR DOLLARDE DOLLARFR EDATE EFFECT EOMONTH ERF ERF.PRECISE ERFC
ERFC.PRECISE EVEN EXACT EXP EXPON.DIST EXPONDIST F.DIST F.INV FACT FACTDOUBLE FIND FISHER FISHERINV FIXED
FLOOR FLOOR.MATH FLOOR.PRECISE FV GAMMA GAMMA.DIST GAMMA.INV GAMMALN GAUSS GESTEP HEX2BIN HEX2DEC HEX2OCT
HOUR HYPGEOM.DIST IFERROR IFNA INT IPMT ISBLANK ISERR ISERROR ISEVEN ISLOGICAL ISNA ISNONTEXT ISNUMBER
ISO.CEILING ISODD ISOWEEKNUM ISPMT ISTEXT LEFT LEN LN LOG LOG10 LOGNORM.DIST LOGNORM.INV LOWER MID MINUTE
MOD MONTH MROUND NEGBINOM.DIST NOMINAL NORM.DIST NORM.INV NORM.S.DIST NORM.S.INV NORMDIST NORMINV
NORMSDIST NORMSINV NOT NPER NUMBERVALUE OCT2BIN OCT2DEC OCT2HEX ODD PDURATION PERMUT PHI PMT POISSON.DIST
POWER PPMT PRICE PROPER PV QUOTIENT RADIANS RATE REPLACE REPT RIGHT ROMAN ROUND ROUNDDOWN ROUNDUP RRI
SEARCH SEC SECH SECOND SIGN SIN SINGLE SINH SLN SQRT SQRTPI STANDARDIZE SUBSTITUTE SYD T.DIST T.DIST.2T
T.DIST.RT T.INV T.INV.2T TAN TANH TBILLEQ TBILLPRICE TBILLYIELD TEXT TIME TIMEVALUE TRIM TRUNC UNICHAR
UNICODE UPPER VALUE WEEKDAY WEEKNUM WEIBULL.DIST YEAR YEARFRAC YIELD
"""

ARGUMENTS = {
    name: kinds
    for kinds, names in {
        "l": _SINGLE,
        "lr": "IF",
        "rl": "COUNTIF COUNTIFS LARGE SMALL PERCENTILE PERCENTILE.INC PERCENTILE.EXC QUARTILE TRIMMEAN",
        "rlr": "SUMIF AVERAGEIF",
        "rrl": "SUMIFS AVERAGEIFS MAXIFS MINIFS",
        "lrl": "MATCH RANK RANK.EQ RANK.AVG VLOOKUP HLOOKUP",
        "rll": "INDEX",
    }.items()
    for name in names.split()
}
"""How functions take their arguments: `l` one value (applied to each cell of a range in an array formula,
to the cell of the formula's own row or column elsewhere), `r` a range as a whole. The last kind repeats; in
the functions of several criteria the last two do."""

_PAIRED = frozenset({"COUNTIFS", "SUMIFS", "AVERAGEIFS", "MAXIFS", "MINIFS"})


def is_criteria_range(name: str, index: int) -> bool:
    """Whether an argument of a function is a range that a criterion tests.

    Args:
        name: A function, upper case.
        index: Which argument, from 0.
    """
    if name not in CRITERIA:
        return False
    first = _CRITERIA_FROM.get(name, 0)
    return index == first or (name in _PAIRED and index > first and (index - first) % 2 == 0)


def takes_array(name: str | None, index: int) -> bool:
    """Whether a function computes one of its arguments as an array in any formula.

    Args:
        name: A function, upper case; None for brackets without one.
        index: Which argument, from 0.
    """
    return name in ARRAY_CALLERS or index in _ARRAYS.get(name or "", ())


def argument_kind(name: str, index: int) -> str:
    """How a function takes one of its arguments: `l` or `r`, as in `ARGUMENTS`.

    Args:
        name: A function, upper case; an unknown one takes ranges.
        index: Which argument, from 0.
    """
    kinds = ARGUMENTS.get(name, "r")
    if index < len(kinds):
        return kinds[index]
    return kinds[-2:][(index - len(kinds)) % 2] if name in _PAIRED else kinds[-1]
