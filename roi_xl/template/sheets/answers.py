"""The sheet Answers: what participants answered, a column per question, as evidence and never as money."""

from __future__ import annotations

from roi_xl.template.columns import SHARE, chosen
from roi_xl.template.declaration import Column, Kind, Line, Lines, Rule, Sheet, Table

_ANSWERS = 40
_FIVE = Rule("integer", 1, 5)
_QUESTIONS = ("recommend", "relevance", "will_apply", "confidence", "applied")
_NPS = "{answers.recommend}"
_COUNTED = f"COUNTIF({_NPS},{{0,1,2,3,4,5,6,7,8,9,10}})"


def _top_two(name: str, question: str) -> Line:
    """The share of answers of 4 or 5 to a question from 1 to 5."""
    answers = f"{{answers.{question}}}"
    return Line(
        name,
        "percent",
        f'COUNTIF({answers},">=4")/COUNT({answers})',
        f"SATISFACTION_SHARE({answers})",
        needs=f"(COUNT({answers})>0)",
        missing='""',
    )


def _applied(name: str, of: str) -> Line:
    """The share who applied it, of those who answered or of everybody, once somebody answered."""
    yes = "COUNTIF({answers.applied},{#answer.yes})"
    return Line(name, "percent", f'=IF((cal_answers_applied>0)*({of}>0)=1,{yes}/{of},"")')


ANSWERS = Sheet(
    "answers",
    Kind.INPUT,
    (
        Lines(
            "reaction",
            (
                Line(
                    "cal_answers",
                    "count",
                    "=SUMPRODUCT(--("
                    + "+".join(f'({{answers.{question}}}<>"")' for question in _QUESTIONS)
                    + ">0))",
                ),
                Line(
                    "cal_response_rate",
                    "percent",
                    '=IF((cal_answers>0)*(inp_participants>0)=1,cal_answers/inp_participants,"")',
                ),
                Line(
                    "cal_nps",
                    "score",
                    f'100*(COUNTIF({_NPS},">=9")-COUNTIF({_NPS},"<=6"))/COUNT({_NPS})',
                    f"NET_PROMOTER_SCORE({_NPS})",
                    needs=f"((COUNT({_NPS})>0)*(SUMPRODUCT({_COUNTED})=COUNT({_NPS}))=1)",
                    missing='""',
                    strong=True,
                ),
                _top_two("cal_relevant", "relevance"),
                _top_two("cal_will_apply", "will_apply"),
                Line(
                    "cal_confident",
                    "percent",
                    '=IF(COUNT({answers.confidence})=0,"",AVERAGE({answers.confidence}))',
                ),
                Line(
                    "cal_answers_applied",
                    "count",
                    "=COUNTIF({answers.applied},{#answer.yes})+COUNTIF({answers.applied},{#answer.no})",
                ),
                _applied("cal_applied", "cal_answers_applied"),
                _applied("cal_applied_of_all", "inp_participants"),
            ),
            four=True,
        ),
        Table(
            "answers",
            (
                Column("id"),
                Column("remark"),
                Column("recommend", "number", rule=Rule("integer", 0, 10)),
                Column("relevance", "number", rule=_FIVE),
                Column("will_apply", "number", rule=_FIVE),
                Column("confidence", "share", rule=SHARE),
                chosen("applied", "answer"),
                Column("source"),
            ),
            rows=_ANSWERS,
        ),
    ),
    widths=(8, 36, 16, 13, 12, 12, 13, 60),
    pages=0,
)
