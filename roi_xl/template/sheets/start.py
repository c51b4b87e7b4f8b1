"""The sheet Start: what the file is, whether its figures can be trusted now, and what to fill in next."""

from __future__ import annotations

from roi_xl.template.cards import About, Card
from roi_xl.template.columns import calculated, words
from roi_xl.template.declaration import Column, Item, Kind, Legend, Role, Sheet, Steps, Table
from roi_xl.template.sentences import sentence
from roi_xl.template.statement import NOTES_ONCE_FILLED_IN, UNTIL_FILLED_IN

_NEEDED = (
    *("programme", "currency", "start", "end", "participants", "hours_each"),
    *("salary", "benefits_rate", "paid_hours", "target", "discount"),
)
"""The inputs without which every programme lacks something."""
_BLANK_INPUTS = "+".join(f'(inp_{name}="")' for name in _NEEDED)
_OPEN_CATEGORIES = "+".join(
    f"(cal_cost_{category}=0)"
    f'*(SUMPRODUCT(({{costs.category}}={{#category.{category}}})*({{costs.source}}<>""))=0)'
    for category in ("direct", "indirect", "development", "evaluation")
)
_FACTORS = "{scenarios.low},{scenarios.high},{scenario_costs.low},{scenario_costs.high}"
_NOT_OWNED = '(COUNTIF({benefits.value_id},{values.id})>0)*({values.unit_value}<>0)*({values.owner}="")'
_ENTERED = '(({benefits.before}<>"")+({benefits.after}<>"")>0)'
_WHOLE = '({benefits.before}<>"")*({benefits.after}<>"")*({benefits.matches}=1)'


def _entries(cells: str, rows: str = "1") -> str:
    """How many cells of a column aren't blank, in the rows that count."""
    return f'=SUMPRODUCT(({cells}<>"")*{rows})'


_DONE = f"IF({{filled}}>0,{sentence('step_done')},{sentence('step_todo')})"
_STATE = f"IF({{filled}}*{{missing}}>0,{sentence('step_started', missing='{missing}')},{_DONE})"
_MEASURED_STATE = (
    f"IF({{filled}}<0,{sentence('step_left_out')},"
    f"IF({{filled}}+{{missing}}=0,{sentence('step_unneeded')},{_STATE}))"
)
_TO_REVIEW = sentence("step_review", missing="{missing}")
_REVIEW_STATE = f'IF({{filled}}=0,"–",IF({{missing}}>0,{_TO_REVIEW},{sentence("step_clear")}))'
_NEXT = "IF({number}=IFERROR(MATCH(1,{steps.open},0),0)"


def _step(
    sheet: str, minutes: int, filled: str, missing: str = "0", *, state: str = _STATE, optional: bool = False
) -> Item:
    """What to do on a sheet.

    Args:
        sheet: Its id.
        minutes: How long it takes with the data at hand.
        filled: Formula of how much is filled in.
        missing: Formula of how much of what is begun, or always needed, is still missing.
        state: What to say about it, without an equals sign.
        optional: Whether it is never the next step unless something is missing.
    """
    return Item(
        sheet,
        {
            "minutes": minutes,
            "state": f'={_NEXT},"▶ ","")&{state}',
            "filled": filled,
            "missing": f"={missing}",
            "open": "=({missing}>0)*1" if optional else "=(({filled}=0)+({missing}>0)>0)*1",
        },
        links={"sheet": sheet},
    )


START = Sheet(
    "start",
    Kind.DOCUMENT,
    (
        About(
            "about",
            (
                Card("programme", '=inp_programme&""', "plain"),
                Card("owner", '=inp_owner&""', "plain"),
                Card("report_date", "=inp_report_date", "date"),
                Card("state", "=cal_state", "plain"),
                Card("checks", UNTIL_FILLED_IN, "about_checks"),
                Card("advice", NOTES_ONCE_FILLED_IN, "notes"),
                Card("addin", "=cal_addin", "about_addin"),
                Card("calculation", "", "plain"),
                Card("protection", "", "plain"),
            ),
        ),
        Legend(),
        Table(
            "steps",
            (
                calculated("number", "count", "#"),
                Column("sheet", role=Role.LINK),
                words("what"),
                words("who"),
                calculated("minutes", "count"),
                calculated("state", "text"),
                calculated("filled", "count"),
                calculated("missing", "count"),
                calculated("open", "flag"),
            ),
            items=(
                _step("objectives", 15, _entries("{objectives.objective}")),
                _step("inputs", 15, f"={len(_NEEDED)}-({_BLANK_INPUTS})", _BLANK_INPUTS),
                _step("costs", 15, "=cal_has_cost", _OPEN_CATEGORIES),
                _step(
                    "values",
                    10,
                    _entries("{values.owner}", "({values.unit_value}<>0)"),
                    f"SUMPRODUCT({_NOT_OWNED})",
                ),
                _step(
                    "benefits",
                    30,
                    f"=SUMPRODUCT({_ENTERED}*1)",
                    f"SUMPRODUCT({_ENTERED}*1)-SUMPRODUCT({_ENTERED}*{_WHOLE})",
                ),
                _step(
                    "kpi",
                    30,
                    "=SUMPRODUCT({attribution.measured}*{attribution.has_data})",
                    "SUMPRODUCT({attribution.measured}*(1-{attribution.has_data}))",
                    state=_MEASURED_STATE,
                    optional=True,
                ),
                _step("estimates", 20, "=SUM({estimated.answered})", state=_MEASURED_STATE, optional=True),
                _step(
                    "projects",
                    15,
                    "=cal_projects",
                    "SUMPRODUCT(({projects.verified}={#answer.yes})*(1-{projects.is_verified}))",
                    state=_MEASURED_STATE,
                    optional=True,
                ),
                _step(
                    "plans",
                    20,
                    "=cal_plans_complete",
                    "SUMPRODUCT(ISNUMBER({plans.improvement})*(1-{plans.complete}))",
                    state=_MEASURED_STATE,
                    optional=True,
                ),
                _step("attribution", 15, "=SUM({attribution.complete})", "cal_incomplete"),
                _step("range", 10, f"=COUNT({_FACTORS})+cal_range_set", "1-cal_range_set"),
                _step("targets", 10, "=cal_quarters", state=_MEASURED_STATE, optional=True),
                _step(
                    "people",
                    15,
                    "=cal_people_both",
                    "cal_people_no_group",
                    state=_MEASURED_STATE,
                    optional=True,
                ),
                _step("answers", 10, "=cal_answers", state=_MEASURED_STATE, optional=True),
                _step("evidence", 15, _entries("{evidence.indicator}")),
                _step("follow_up", 10, _entries("{follow_up.owner}")),
                _step(
                    "checks",
                    15,
                    "=cal_has_figures",
                    "cal_has_figures*(out_checks+out_advice)",
                    state=_REVIEW_STATE,
                    optional=True,
                ),
                _step("summary", 5, "=cal_has_figures", state="cal_state", optional=True),
            ),
        ),
        Steps("reference", ("roi", "drivers", "forecast", "functions", "method", "log", "lists")),
    ),
    widths=(5, 20, 78, 24, 9, 26, 8, 8, 8),
    pages=0,
    printed=6,
)
