"""The sheet Objectives: what the programme is to achieve, by level."""

from __future__ import annotations

from roi_xl.template.columns import DATE, calculated, chosen, looked_up
from roi_xl.template.declaration import Column, Kind, Line, Lines, Role, Sheet, Table

_OF_LINE = '({benefits.id}={id})*({id}<>"")*({benefits.better}={#better.lower})*ISNUMBER({benefits.before})'


def _inaction(name: str, formula: str) -> Line:
    """A figure that stays empty until a line has a level before that should fall."""
    return Line(name, "money", f'=IF(SUM({{inaction.counts}})=0,"",{formula})')


OBJECTIVES = Sheet(
    "objectives",
    Kind.INPUT,
    (
        Table(
            "objectives",
            (
                chosen("level", "objective"),
                Column("objective"),
                Column("measure"),
                Column("target"),
                Column("owner"),
                Column("agreed", "date", rule=DATE),
                chosen("line", "benefit"),
                Column("collected"),
            ),
            rows=8,
        ),
        Table(
            "intangibles",
            (
                Column("id"),
                Column("intangible"),
                Column("evidence"),
                Column("change"),
                Column("owner"),
                Column("observed", "date", rule=DATE),
            ),
            rows=6,
        ),
        Lines(
            "inaction_sum",
            (
                Line(
                    "cal_inaction",
                    "money",
                    '=IF(SUM({inaction.counts})=0,"",SUM({inaction.cost}))',
                    strong=True,
                ),
                Line("cal_inaction_month", "money", '=IF(SUM({inaction.counts})=0,"",cal_inaction/12)'),
            ),
        ),
        Table(
            "inaction",
            (
                Column("id", formula="@id", role=Role.LINK),
                looked_up("benefit"),
                looked_up("measure"),
                looked_up("before", "number"),
                looked_up("months_counted", "number"),
                calculated(
                    "cost",
                    "money",
                    f'=IF({{counts}}=0,"",-SUMPRODUCT({_OF_LINE}*{{benefits.before}}*{{benefits.worth}})'
                    "*IF({months_counted}>0,12/{months_counted},1))",
                ),
                calculated("counts", "flag", f"=(SUMPRODUCT({_OF_LINE}*({{benefits.unit_value}}<>0))=1)*1"),
            ),
            rows=8,
            follows="benefits",
        ),
    ),
    widths=(18, 44, 38, 18, 20, 13, 9, 30),
    pages=0,
    printed=8,
)
