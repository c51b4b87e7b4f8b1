"""The sheet Projects: savings of improvement projects, of which those count that Finance has verified."""

from __future__ import annotations

from roi_xl.template.columns import ANY, DATE, calculated, chosen, typed
from roi_xl.template.declaration import Column, Kind, Line, Lines, Rule, Sheet, Table
from roi_xl.template.sentences import sentence

_PROJECTS = 20
_SIGNED = '({verified_by}<>"")*({verified_on}<>"")'
_ELSEWHERE = '(({in_line}<>"")*({in_line}<>inp_projects_line)=1)'
_REMARK = (
    '=IF(({claimed}="")*({amount}="")=1,"",IF({is_verified}=1,'
    f'IF({_ELSEWHERE},{sentence("counted_in", line="{in_line}")},""),'
    f"IF({{verified}}={{#answer.yes}},{sentence('not_signed')},{sentence('not_verified')})))"
)


def in_no_line() -> str:
    """Whether a row is said to count in a benefit line that isn't there, so that it counts nowhere."""
    return '=({in_line}<>"")*(SUMPRODUCT(({benefits.id}={in_line})*1)=0)'


def _once_listed(name: str, formula: str, format_: str = "money") -> Line:
    """A figure that stays empty until a project is listed."""
    return Line(name, format_, f'=IF(cal_projects=0,"",{formula})')


PROJECTS = Sheet(
    "projects",
    Kind.INPUT,
    (
        Lines(
            "savings",
            (
                Line(
                    "cal_projects",
                    "count",
                    "=SUMPRODUCT((ISNUMBER({projects.claimed})+{projects.is_verified}>0)*1)",
                ),
                _once_listed("cal_projects_claimed", "SUM({projects.claimed})"),
                _once_listed("cal_projects_open", "SUM({projects.open})"),
                _once_listed("cal_projects_verified", "SUM({projects.saving})"),
                _once_listed(
                    "cal_projects_realised",
                    'IF(cal_projects_claimed>0,cal_projects_verified/cal_projects_claimed,"")',
                    "percent",
                ),
                _once_listed("cal_projects_elsewhere", "cal_projects_verified-cal_projects_counted"),
                Line("cal_projects_counted", "money", "=SUM({projects.counted})", strong=True),
                typed("inp_projects_line", rule=Rule("list", "benefit")),
                Line(
                    "cal_projects_taken",
                    "money",
                    '=IF(inp_projects_line="","",SUMIFS({benefits.claimed},{benefits.id},inp_projects_line))',
                ),
            ),
        ),
        Table(
            "projects",
            (
                Column("id"),
                Column("project"),
                Column("owner"),
                Column("claimed", "money", rule=ANY),
                chosen("verified", "answer"),
                Column("amount", "money", rule=ANY),
                Column("verified_by"),
                Column("verified_on", "date", rule=DATE),
                chosen("in_line", "benefit"),
                Column("source"),
                calculated("counted", "money", f'=IF({{is_verified}}=1,IF({_ELSEWHERE},"",{{saving}}),"")'),
                calculated("open", "money", '=IF((1-{is_verified})*ISNUMBER({claimed})=1,{claimed},"")'),
                calculated("remark", "text", _REMARK),
                calculated(
                    "is_verified",
                    "flag",
                    f"=({{verified}}={{#answer.yes}})*{_SIGNED}*(COUNT({{claimed}},{{amount}})>0)",
                ),
                calculated(
                    "saving",
                    "money",
                    '=IF({is_verified}=1,IF({amount}="",{claimed},{amount}),"")',
                ),
                calculated(
                    "twice", "flag", '=({project}<>"")*(SUMPRODUCT(({projects.project}={project})*1)>1)'
                ),
                calculated("nowhere", "flag", in_no_line()),
            ),
            rows=_PROJECTS,
        ),
    ),
    widths=(6, 31, 17, 12, 11, 11, 16, 11, 8, 20, 11, 12, 18, 8, 12, 8, 8),
    pages=0,
    printed=13,
)
