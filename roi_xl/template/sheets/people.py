"""The sheet People: test scores person by person, and what was learned, as evidence and never as money."""

from __future__ import annotations

from roi_xl.template.columns import ANY, calculated, chosen, typed
from roi_xl.template.declaration import Column, Kind, Line, Lines, Sheet, Table
from roi_xl.template.sentences import sentence
from roi_xl.template.sheets.check_places import first_of

_PEOPLE = 40
_TEAMS = 8
_SMALLEST = 5
"""A mean over fewer people would tell what single ones scored."""

_BEFORE, _AFTER = "{people.trained_before}", "{people.trained_after}"
_TRAINED, _CONTROL = "{people.trained_score}", "{people.control_score}"
_IS_TRAINED = "({group}={#group.trained})"
_TOO_FEW = sentence("too_few", people="cal_smallest_group")


def _figure(name: str, format_: str, check: str, addin: str, needs: str, *, strong: bool = False) -> Line:
    """A figure that stays empty until the scores that it needs are there."""
    return Line(name, format_, check, addin, needs=needs, missing='""', strong=strong)


def _mean(name: str, scores: str) -> Line:
    return Line(name, "score", f'=IF(COUNT({scores})=0,"",AVERAGE({scores}))')


def _effect(name: str, first: str, second: str) -> tuple[Line, Line]:
    """How many pooled standard deviations lie between two sets of scores, after that deviation."""
    counts = f"COUNT({first})+COUNT({second})-2"
    squares = f"(COUNT({first})-1)*VAR({first})+(COUNT({second})-1)*VAR({second})"
    pooled = f"=IF(MIN(COUNT({first}),COUNT({second}))>1,ROUND(SQRT(({squares})/({counts})),9),0)"
    return (
        Line(f"{name}_deviation", "score", pooled),
        _figure(
            name,
            "ratio",
            f"(AVERAGE({first})-AVERAGE({second}))/SQRT(({squares})/({counts}))",
            f"EFFECT_SIZE({first},{second})",
            f"({name}_deviation>0)",
        ),
    )


def _of_team(column: str, format_: str) -> Column:
    """The mean of a column in a team; empty where it would tell of single people."""
    mean = f"SUMIFS({{people.{column}}},{{people.first}},{{first}})/{{both}}"
    return calculated(column, format_, f'=IF({{both}}<cal_smallest_group,"",{mean})')


_RESULTS = Lines(
    "learning",
    (
        typed("inp_max_score", "number", ANY),
        typed("inp_pass_score", "number", ANY),
        Line("cal_people", "count", "=COUNTIF({people.group},{#group.trained})"),
        Line("cal_people_both", "count", "=COUNT({people.gain})"),
        Line(
            "cal_people_no_group",
            "count",
            '=SUMPRODUCT(((ISNUMBER({people.before})+ISNUMBER({people.after})>0)*({people.group}=""))*1)',
        ),
        Line(
            "cal_completed",
            "percent",
            '=IF(SUMPRODUCT(({people.group}={#group.trained})*({people.completed}<>""))=0,"",'
            "COUNTIFS({people.group},{#group.trained},{people.completed},{#answer.yes})/cal_people)",
        ),
        _mean("cal_score_before", _BEFORE),
        _mean("cal_score_after", _AFTER),
        _figure(
            "cal_learning_gain",
            "score",
            "cal_score_after-cal_score_before",
            f"LEARNING_GAIN({_BEFORE},{_AFTER})",
            "(cal_people_both>0)",
            strong=True,
        ),
        Line(
            "cal_learning_margin",
            "score",
            "=IF(cal_people_both>1,SQRT(VAR({people.gain})/cal_people_both*(cal_people_both-1)"
            '*(1/BETAINV(0.05,(cal_people_both-1)/2,0.5)-1)),"")',
        ),
        _figure(
            "cal_normalized_gain",
            "percent",
            "(cal_score_after-cal_score_before)/(inp_max_score-cal_score_before)",
            f"NORMALIZED_GAIN({_BEFORE},{_AFTER},inp_max_score)",
            f"((cal_people_both>0)*ISNUMBER(inp_max_score)*(MAX({_BEFORE},{_AFTER})<=inp_max_score)"
            f"*(SUM({_BEFORE})<cal_people_both*inp_max_score)=1)",
            strong=True,
        ),
        _figure(
            "cal_passed",
            "percent",
            f"SUMPRODUCT(ISNUMBER({_TRAINED})*({_TRAINED}>=inp_pass_score))/COUNT({_TRAINED})",
            f"SATISFACTION_SHARE({_TRAINED},inp_pass_score)",
            f"(COUNT({_TRAINED})*ISNUMBER(inp_pass_score)>0)",
        ),
        *_effect("cal_effect_control", _TRAINED, _CONTROL),
        *_effect("cal_effect_before", _AFTER, _BEFORE),
        Line("cal_teams", "count", "=MAX({people.nth})"),
        Line("cal_smallest_group", "count", f"={_SMALLEST}"),
    ),
    four=True,
)

_BY_TEAM = Table(
    "teams",
    (
        calculated("number", "count", "#"),
        calculated("team", "text", '=IF({first}=0,"",INDEX({people.team},{first})&"")'),
        calculated("people", "count", "=IF({first}=0,0,COUNTIF({people.first},{first}))"),
        calculated(
            "both", "count", "=({first}>0)*SUMPRODUCT(({people.first}={first})*ISNUMBER({people.gain}))"
        ),
        _of_team("trained_before", "score"),
        _of_team("trained_after", "score"),
        _of_team("gain", "score"),
        calculated("remark", "text", f'=IF(({{people}}>0)*({{both}}<cal_smallest_group)=1,{_TOO_FEW},"")'),
        calculated("first", "count", "=IFERROR(MATCH({number},{people.nth},0),0)"),
    ),
    rows=_TEAMS,
)

_SAME_TEAM = "({people.team}={team})*({people.group}={#group.trained})"

_TABLE = Table(
    "people",
    (
        Column("id"),
        Column("team"),
        Column("cohort"),
        chosen("group", "group"),
        Column("before", "number", rule=ANY),
        Column("after", "number", rule=ANY),
        chosen("completed", "answer"),
        Column("source"),
        calculated(
            "gain",
            "number",
            f'=IF({_IS_TRAINED}*ISNUMBER({{before}})*ISNUMBER({{after}}),{{after}}-{{before}},"")',
        ),
        calculated("trained_before", "number", '=IF(ISNUMBER({gain}),{before},"")'),
        calculated("trained_after", "number", '=IF(ISNUMBER({gain}),{after},"")'),
        calculated("trained_score", "number", f'=IF({_IS_TRAINED}*ISNUMBER({{after}}),{{after}},"")'),
        calculated(
            "control_score",
            "number",
            '=IF(({group}={#group.control})*ISNUMBER({after}),{after},"")',
        ),
        calculated("place", "count", "#"),
        calculated("first", "count", f'=IF(({{team}}<>"")*{_IS_TRAINED}=1,{first_of(_SAME_TEAM)},0)'),
        calculated(
            "nth",
            "count",
            "=IF({first}={place},SUMPRODUCT(({people.first}={people.place})*({people.place}<={place})),0)",
        ),
    ),
    rows=_PEOPLE,
)

PEOPLE = Sheet(
    "people",
    Kind.INPUT,
    (_RESULTS, _BY_TEAM, _TABLE),
    widths=(8, 36, 16, 13, 12, 12, 13, 60, *(12,) * 8),
    pages=0,
    printed=8,
)
