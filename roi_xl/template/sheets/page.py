"""The one page of the small workbook: 25 cells to fill in, and what they come to."""

from __future__ import annotations

from roi_xl.template import names
from roi_xl.template.cards import Statement
from roi_xl.template.columns import AMOUNT, ANY, COUNT, MONTHS, SHARE, typed, words
from roi_xl.template.declaration import Column, Item, Kind, Line, Lines, Prose, Role, Rule, Sheet, Table
from roi_xl.template.sentences import percent, sentence
from roi_xl.template.statement import IN_WORDS, UNTIL_FILLED_IN


def _told(table: str) -> str:
    """The first check of a table that applies, with its place and what to do."""
    parts = {"rule": "check", "place": names.FIRST, "remedy": names.REMEDY}
    row = f"MATCH(1,{{{table}.result}},0)"
    return sentence(table, **{slot: f"INDEX({{{table}.{column}}},{row})" for slot, column in parts.items()})


_SHOWN = "cal_has_figures*(out_checks=0)"


_TO_DO = (
    f"=IF(out_checks>0,{_told('integrity')},"
    f"IF(cal_has_figures*(cal_incomplete=0)*(out_advice>0),{_told('advice')},cal_state))"
)
"""What to do next: mend what fails, fill in what is missing, look at what deserves it."""


def _result(name: str, format_: str, figure: str, *, strong: bool = False) -> Line:
    """A figure that is shown once nothing speaks against it."""
    return Line(name, format_, f'=IF({_SHOWN},{figure},"–")', role=Role.LINK, strong=strong)


_BETWEEN = sentence("range", low=percent("out_roi_low", 0), high=percent("out_roi_high", 0))

_TYPED = ("benefit", "gain", "unit_value", "margin", "share", "confidence")


def _line(key: str, **given: str) -> Item:
    """A benefit line; each of its cells that is typed in has a name.

    Args:
        key: The line.
        given: The formulas of the cells that aren't typed in, by column.
    """
    return Item(key, given, {column: f"inp_{key}_{column}" for column in _TYPED if column not in given})


LINES = Table(
    "lines",
    (
        words("id"),
        Column("benefit"),
        Column("gain", "number", rule=ANY),
        Column("unit_value", "cents", rule=AMOUNT),
        Column("margin", "share", rule=SHARE),
        Column("share", "share", rule=SHARE),
        Column("confidence", "share", rule=SHARE),
        Column("counted", "money", "=SUMIFS({worth.due},{worth.id},{id})", role=Role.LINK, total=True),
    ),
    items=(
        _line("time", benefit="={#benefit.time}", unit_value="=cal_hour_value", margin="=1"),
        _line("case", margin="=1"),
        _line("revenue", benefit="={#benefit.revenue}", unit_value="=1"),
    ),
    total=True,
)
"""Three lines: hours at the value of an hour, cases at the value of one, revenue at its margin."""

PAGE = Sheet(
    "page",
    Kind.INPUT,
    (
        Lines(
            "programme",
            (
                typed("inp_programme"),
                typed("inp_currency"),
                typed("inp_participants", "count", COUNT),
                typed("inp_hours_each", "hours", AMOUNT),
                typed("inp_salary", "money", AMOUNT),
                typed("inp_benefits_rate", "share", Rule("decimal", 0, 2)),
                typed("inp_paid_hours", "count", Rule("decimal", 1, 8784)),
            ),
        ),
        Lines(
            "page_costs",
            (
                typed("inp_development", "money", AMOUNT),
                typed("inp_delivery", "money", AMOUNT),
                Line("cal_page_time", formula="=cal_time_cost", role=Role.LINK),
                Line("cal_page_cost", formula="=out_cost", role=Role.LINK, strong=True),
            ),
        ),
        Lines(
            "page_benefits",
            (
                typed("inp_months", "number", MONTHS),
                typed("inp_estimated_by", rule=Rule("list", "estimate")),
                typed("inp_source"),
                typed("inp_range", "share", SHARE),
            ),
        ),
        LINES,
        Statement("out_sentence", f'=IF({_SHOWN},{IN_WORDS},"–")'),
        Statement("cal_to_do", _TO_DO, rows=2),
        Lines(
            "page_result",
            (
                _result("cal_page_roi", "percent", "out_roi", strong=True),
                _result(
                    "cal_page_range", "plain", f"IF(cal_range_set=1,{_BETWEEN},{sentence('range_not_set')})"
                ),
                _result("cal_page_benefit", "money", "out_benefit"),
                _result("cal_page_net", "money", "out_net"),
                _result("cal_page_bcr", "times", "out_bcr"),
                _result("cal_page_payback", "months", "out_payback_within"),
                Line("cal_page_checks", "check", UNTIL_FILLED_IN),
                Line("cal_page_advice", "notes", '=IF(cal_has_figures,out_advice,"–")'),
            ),
        ),
        Prose("page_reading"),
    ),
    widths=(4, 30, 12, 19, 12, 11, 10, 13),
    portrait=True,
    printed=8,
)
