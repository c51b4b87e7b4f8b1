"""The sheet Estimates: the share that each respondent credits to the training, line by line."""

from __future__ import annotations

from dataclasses import replace

from roi_xl.template.columns import COUNT, SHARE, calculated, four_cells, looked_up, words
from roi_xl.template.declaration import Column, Item, Kind, Line, Lines, Role, Rule, Sheet, Table
from roi_xl.template.sentences import sentence

_RESPONDENTS = 30
_LINES = ("line1", "line2", "line3", "line4", "line5")
_ROUNDING = 0.005
"""A share and a confidence typed in whole percents miss the mean of the products by as much."""

_OF_ATTRIBUTION = "INDEX({{attribution.{column}}},MATCH({{id}},{{attribution.id}},0))"
_IS_ESTIMATE = "+".join(f"({{method}}={{#method.{by}}})" for by in ("participants", "managers", "experts"))
_VALUE, _ADDIN, _CHECK, _DIFFERENCE = four_cells("said", "percent", addin="", check="")


def _columns(line: str) -> tuple[str, str]:
    """The columns of the share and of the confidence for a line."""
    number = line.removeprefix("line")
    return f"share{number}", f"confidence{number}"


def _estimated(line: str) -> Item:
    """What the respondents say about a line: whoever was asked and didn't answer counts as zero."""
    shares, confidences = (f"{{estimates.{column}}}" for column in _columns(line))
    needs = '({id}<>"")*({answered}>0)*({people}>={answered})'
    return Item(
        line,
        {
            "answered": f"=COUNT({shares})",
            "addin": f"=IF({needs},IF(cal_addin=1,"
            f'ESTIMATED_SHARE({shares},{confidences},{{people}}),lst_off),"")',
            "check": f'=IF({needs},SUMPRODUCT({shares},{confidences})/{{people}},"")',
        },
    )


_TYPED = tuple(Column(column, "share", rule=SHARE) for line in _LINES for column in _columns(line))
_ANSWERED = "+".join(f'({{estimates.{column.id}}}<>"")' for column in _TYPED)

ESTIMATES = Sheet(
    "estimates",
    Kind.INPUT,
    (
        Lines(
            "respondents",
            (
                Line(
                    "cal_respondents",
                    "count",
                    f'=SUMPRODUCT(--(({{estimates.id}}<>"")+({{estimates.role}}<>"")+{_ANSWERED}>0))',
                ),
            ),
        ),
        Table(
            "estimated",
            (
                words("line"),
                looked_up("benefit"),
                Column("id", rule=Rule("list", "benefit")),
                Column(
                    "method",
                    formula=f'=IFERROR({_OF_ATTRIBUTION.format(column="method")},"")&""',
                    role=Role.LINK,
                ),
                Column("asked", "count", rule=COUNT),
                calculated("people", "count", '=IF({id}="",0,IF({asked}="",cal_respondents,{asked}))'),
                calculated("answered", "count"),
                _VALUE,
                replace(_ADDIN, formula=""),
                replace(_CHECK, formula=""),
                _DIFFERENCE,
                Column(
                    "used",
                    "share",
                    "=SUMIFS({attribution.share},{attribution.id},{id})"
                    "*SUMIFS({attribution.confidence},{attribution.id},{id})",
                    role=Role.LINK,
                ),
                calculated(
                    "remark",
                    "text",
                    f"=IF({{answered}}>{{people}},{sentence('estimates_too_many')},"
                    f'IF({{over}}=1,{sentence("estimate_exceeds")},""))',
                ),
                calculated(
                    "over",
                    "flag",
                    f"=IF(ISNUMBER({{said}}),({_IS_ESTIMATE})*({{used}}>{{said}}+{_ROUNDING}),0)",
                ),
            ),
            items=tuple(map(_estimated, _LINES)),
        ),
        Table(
            "estimates",
            (Column("id"), Column("role"), *_TYPED, Column("source")),
            rows=_RESPONDENTS,
        ),
    ),
    widths=(11, 27, 10, 22, 11, 11, 9, 11, 9, 13, 10, 11, 30, 8),
    pages=0,
    printed=13,
)
