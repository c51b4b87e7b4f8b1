"""The sheets behind the one page: the calculation, the checks and the lists; nothing is filled in there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from roi_xl.checks import ADVICE_ON_ONE_PAGE, INTEGRITY_ON_ONE_PAGE
from roi_xl.template.columns import calculated, four_cells, words
from roi_xl.template.declaration import Column, Item, Kind, Line, Lines, Role, Sheet, Table, Vocabulary
from roi_xl.template.sentences import sentence
from roi_xl.template.sheets.check_places import CheckPlaces
from roi_xl.template.sheets.check_tables import PROBES, VERDICT, check_table, text_numbers
from roi_xl.template.sheets.page import PAGE
from roi_xl.template.statement import PARTS

_TIME = ("inp_participants", "inp_hours_each", "inp_salary", "inp_benefits_rate", "inp_paid_hours")


def _listed(lacking: Mapping[str, str]) -> str:
    """The labels of what is missing, one after the other.

    Args:
        lacking: By the reference to each label, the formula that isn't 0 where it is missing.
    """
    parts = [f'IF({test},", "&{label},"")' for label, test in lacking.items()]
    return f"MID({'&'.join(parts)},3,250)"


_TIME_LACKS = _listed(
    {f"{{@{name}}}": f'{name}=""' for name in _TIME[:2]}
    | {f"{{@{name}}}": f'AND(inp_hours_each<>0,{name}="")' for name in _TIME[2:]}
)
_FIRST_BROKEN = sentence(
    "state_lacks",
    line="INDEX({worth.id},cal_first_incomplete)",
    what="INDEX({worth.lacks},cal_first_incomplete)",
)
_STATE = (
    f"=IF(cal_is_blank=1,{sentence('state_blank')},"
    f'IF(cal_lacks<>"",{sentence("state_time", what="cal_lacks")},'
    f"IF(cal_incomplete>0,{_FIRST_BROKEN},IF(cal_has_cost=0,{sentence('state_costs')},"
    f"IF(cal_has_figures=0,{sentence('state_benefits')},"
    f"IF(cal_range_set=0,{sentence('state_range')},{sentence('state_complete')}))))))"
)
"""What is still missing before the figures count."""


def _no_text(*lines: str) -> str:
    """Whether none of these lines holds a text, in which every country reads another number."""
    return f"({'+'.join(f'ISTEXT({name})' for name in lines)}=0)"


def _no_share(cell: str) -> str:
    """Whether a cell holds no share: a number from 0 to 1."""
    return f"1-ISNUMBER({cell})*({cell}>=0)*({cell}<=1)"


_GIVEN = {
    "time": {"benefit": "{#benefit.time}", "unit_value": "cal_hour_value", "margin": "1"},
    "case": {"margin": "1"},
    "revenue": {"benefit": "{#benefit.revenue}", "unit_value": "1"},
}
"""What isn't typed into a line of the page: hours have the value of an hour, only revenue has a margin."""


def _worth(key: str, class_: str) -> Item:
    """What a line of the page is worth.

    Args:
        key: The line.
        class_: Its type of benefit.
    """
    columns = ("benefit", "gain", "unit_value", "margin", "share", "confidence")
    cell = {column: f"inp_{key}_{column}" for column in columns} | _GIVEN[key]
    missing = {
        "col_lines_gain": f"1-ISNUMBER({cell['gain']})",
        "col_lines_unit_value": f"1-ISNUMBER({cell['unit_value']})*({cell['unit_value']}<>0)",
        "col_lines_margin": f"1-ISNUMBER({cell['margin']})",
        "col_lines_share": _no_share(cell["share"]),
        "col_lines_confidence": _no_share(cell["confidence"]),
        "{@inp_months}": "1-ISNUMBER(inp_months)",
        "{@inp_estimated_by}": 'inp_estimated_by=""',
    }
    for column in ("unit_value", "margin"):
        if cell[column] == "1":
            del missing[f"col_lines_{column}"]
    there = "*".join(f"(1-({test}))" for test in missing.values())
    typed = "+".join(f'({cell[column]}<>"")' for column in ("gain", "share", "confidence"))
    return Item(
        key,
        {
            "benefit": f'={cell["benefit"]}&""',
            "profit": f"=IF({{complete}}=1,{{claimed}}*{cell['margin']},0)",
            "addin": "=IF({complete}=1,IF(cal_addin=1,"
            'ATTRIBUTED_BENEFIT({profit},{share},{confidence}),lst_off),"")',
            "check": "=IF(({complete}=1),{profit}-{profit}*(1-{share}*{confidence}),0)",
            "lacks": f'=IF({{started}}*(1-{{complete}})=0,"",{_listed(missing)})',
            "share": f"=IF({{complete}}=1,{cell['share']},0)",
            "confidence": f"=IF({{complete}}=1,{cell['confidence']},0)",
            "claimed": f"=IF({{complete}}=1,{cell['gain']}*inp_months*{cell['unit_value']},0)",
            "class": f"={{#class.{class_}}}",
            "started": f"=(({typed})>0)*1",
            "complete": f"={there}",
        },
    )


def _varied(better: int) -> str:
    """A line in one scenario: a larger deterioration is worse, so that the factors change places."""
    return f"={{expected}}*(1+SUM(inp_range)*IF({{expected}}<0,{-better},{better}))"


# out of order by more than half a cent, ROI_RANGE gives an error, and a check says so
_RANGE_SET = (
    "=ISNUMBER(inp_range)*({worth.conservative!}<=out_benefit+0.005)*(out_benefit<={worth.optimistic!}+0.005)"
)
_ROI_RANGE = "INDEX(ROI_RANGE({worth.conservative:optimistic},out_cost),1,{number})"


def _scenario(number: int, key: str, roi_name: str) -> Item:
    shown = "=cal_has_figures" if key == "expected" else "=cal_has_figures*cal_range_set"
    cells: dict[str, str | float] = {"number": number, "benefit": f"={{worth.{key}!}}", "shown": shown}
    return Item(key, cells, {"roi": roi_name})


CALCULATION = Sheet(
    "roi",
    Kind.CALCULATION,
    (
        Lines(
            "page_time",
            (
                Line(
                    "cal_training_hours",
                    "hours",
                    f"=IF({_no_text(*_TIME[:2])},inp_participants*inp_hours_each,0)",
                ),
                Line(
                    "cal_hour_value",
                    "cents",
                    "inp_salary/inp_paid_hours+inp_salary/inp_paid_hours*inp_benefits_rate",
                    "HOUR_VALUE(inp_salary,inp_benefits_rate,inp_paid_hours)",
                    needs=f"({_no_text(*_TIME[2:])}*(inp_paid_hours>0))",
                ),
                Line(
                    "cal_time_cost",
                    "money",
                    "cal_training_hours*cal_hour_value",
                    "PARTICIPANT_COST(inp_participants,inp_hours_each,cal_hour_value)",
                    needs=_no_text(*_TIME[:2]),
                ),
                Line(
                    "cal_cost_total", formula="=SUM(cal_time_cost,inp_development,inp_delivery)", strong=True
                ),
                Line("cal_has_cost", "flag", "=IF(cal_cost_total>0,1,0)"),
            ),
            four=True,
        ),
        Table(
            "worth",
            (
                words("id"),
                Column("benefit", role=Role.LINK),
                calculated("profit", "money", total=True),
                *(
                    replace(column, formula=column.formula if column.id in ("due", "difference") else "")
                    for column in four_cells("due", "money", addin="", check="", total=True)
                ),
                calculated("lacks", "text"),
                calculated("class", "text"),
                calculated("claimed", "money", total=True),
                calculated("conservative", "money", _varied(-1), total=True),
                Column("expected", "money", "={due}", role=Role.LINK, total=True),
                calculated("optimistic", "money", _varied(1), total=True),
                Column("share", "share", role=Role.LINK),
                Column("confidence", "share", role=Role.LINK),
                calculated("started", "flag"),
                calculated("complete", "flag"),
            ),
            items=(_worth("time", "soft"), _worth("case", "avoidance"), _worth("revenue", "revenue")),
            total=True,
        ),
        Lines(
            "roi",
            (
                Line("out_benefit", formula="={worth.due!}", strong=True),
                Line("out_cost", formula="=cal_cost_total", role=Role.LINK, strong=True),
                Line(
                    "out_net",
                    "money",
                    "out_benefit-out_cost",
                    "NET_BENEFIT(out_benefit,out_cost)",
                    needs="cal_has_figures",
                    missing='""',
                    strong=True,
                ),
                Line(
                    "out_roi",
                    "percent",
                    "out_benefit/out_cost-1",
                    "TRAINING_ROI(out_benefit,out_cost)",
                    needs="cal_has_figures",
                    missing='""',
                    strong=True,
                ),
                Line(
                    "out_bcr",
                    "ratio",
                    "1+(out_benefit-out_cost)/out_cost",
                    "BENEFIT_COST_RATIO(out_benefit,out_cost)",
                    needs="cal_has_figures",
                    missing='""',
                    strong=True,
                ),
                Line(
                    "out_payback",
                    "months",
                    "12*out_cost/out_benefit",
                    "PAYBACK_PERIOD(out_cost,out_benefit)*12",
                    needs="(cal_has_figures*(out_benefit>=out_cost))",
                    missing='""',
                ),
                Line(
                    "out_payback_within",
                    "months",
                    f"=IF(cal_has_figures*(out_benefit<out_cost),{sentence('not_repaid_first')},out_payback)",
                ),
            ),
            four=True,
        ),
        Table(
            "range",
            (
                calculated("number", "count"),
                words("scenario"),
                calculated("benefit", "money"),
                *four_cells(
                    "roi",
                    "percent",
                    addin=f'IF(cal_range_set=1,{_ROI_RANGE},"")',
                    check="{benefit}/out_cost-1",
                    needs="{shown}",
                    missing='""',
                ),
                calculated("shown", "flag"),
            ),
            items=(
                _scenario(1, "conservative", "out_roi_low"),
                _scenario(2, "expected", "cal_roi_expected"),
                _scenario(3, "optimistic", "out_roi_high"),
            ),
        ),
        Lines(
            "page_state",
            (
                Line("cal_has_figures", "flag", "=cal_has_cost*(SUM({worth.complete})>0)"),
                Line("cal_range_set", "flag", _RANGE_SET),
                Line(
                    "cal_is_blank",
                    "flag",
                    f"=(COUNT({','.join(_TIME)},inp_development,inp_delivery)+SUM({{worth.started}})=0)*1",
                ),
                Line("cal_lacks", "text", f"={_TIME_LACKS}"),
                Line("cal_incomplete", "count", "=SUM({worth.started})-SUM({worth.complete})"),
                Line(
                    "cal_first_incomplete",
                    "count",
                    "=IF(cal_incomplete>0,SUMPRODUCT(MATCH(1,{worth.started}-{worth.complete},0)),0)",
                ),
                Line("cal_state", "text", _STATE),
            ),
        ),
    ),
    widths=(6, 44, 14, 16, 14, 14, 13, 64, *(16,) * 9),
    pages=0,
    printed=8,
)

_PLACES = CheckPlaces(
    (PAGE,), (CALCULATION,), {"lines": ("id", "benefit"), "worth": ("id", "benefit"), "functions": ("call",)}
)

PAGE_CHECKS = Sheet(
    "checks",
    Kind.CONTROL,
    (
        VERDICT,
        check_table("integrity", INTEGRITY_ON_ONE_PAGE, "check", _PLACES),
        check_table("advice", ADVICE_ON_ONE_PAGE, "advice", _PLACES),
        text_numbers(_PLACES),
        *PROBES,
    ),
    widths=(7, 48, 11, 13, 17, 36, 48, 9),
    pages=0,
)

PAGE_LISTS = Sheet("lists", Kind.CONTROL, (Vocabulary(), PARTS), widths=(28, 15, 22, 9, 9, 10, 16, 78))
