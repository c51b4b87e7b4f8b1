"""The names by which readers find their way in a workbook of ours: version, defined names, tables.

A defined name moves with its cell when columns or rows are inserted, moved, renamed or deleted, in Excel and
in LibreOffice. So code that reads a workbook uses names, and never counts columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

VERSION = 1
"""The template's version, a whole number. The very first workbooks have none; 0 is the first with names on
column headers; 1 counts the benefit over several years, and may still change until version 2. A file of a
version that isn't in `MIGRATIONS` is refused, with its version in the message."""

VERSION_PROPERTY = "roi_xl_template"
"""The custom property with the version, as text: some programs change the type of a number."""
LANGUAGE_PROPERTY = "roi_xl_language"
VARIANT_PROPERTY = "roi_xl_variant"
KIND_PROPERTY = "roi_xl_kind"
"""The custom property with the kind of workbook, which says what it is declared by; a workbook without it is
of the full kind."""
FULL, QUICK = "full", "quick"
KINDS = (FULL, QUICK)
"""The kinds of workbook: all sheets, or one page that can grow into them."""
FORM_PROPERTY = "roi_xl_form"
"""The custom property with the fingerprint of the formulas that the workbook was built with."""
LEFT_OUT_PROPERTY = "roi_xl_left_out"
"""The custom property with the ids of the sheets that the workbook was built without, separated by blanks;
a workbook without it was built with all of them."""

INPUT = "inp_"
"""What the name of an input cell starts with."""
COLUMN = "col_"
"""What the name of a column's header cell starts with. Excel's users don't see these names; LibreOffice
shows them all, and nothing depends on it."""
LIST = "lst_"
"""What the name of a list's cells starts with."""
TABLE = "tbl_"
"""What the name of a table starts with."""

KEY = "id"
"""The column with the ID by which rows of other tables belong to a benefit."""
REMEDY = "remedy"
"""The column with what to do where a check fails; it doesn't belong to the check's title."""
FIRST = "first"
"""The column with the first place that breaks a check's rule."""
KEYED = ("benefits", "attribution", "scenarios")
"""The tables whose rows belong together by the ID of a benefit; the first one leads."""

ADDIN = "cal_addin"
"""Whether the add-in is on: 1 or 0."""
OFF = "lst_off"
"""The word shown where the add-in is off."""
HAS_FIGURES = "cal_has_figures"
"""Whether there is a cost and a value to compute with: until then a ratio is shown as 0 and means nothing."""
HAS_VIEWS = "cal_has_views"
"""Whether there is a cost and a benefit as claimed, be it isolated or not."""
CHECKS = "out_checks"
"""How many of the workbook's own integrity checks fail."""

STATE = "cal_state"
ROI = "out_roi"
ROI_LOW = "out_roi_low"
ROI_HIGH = "out_roi_high"
ROI_CLAIMED = "out_roi_published"
BENEFIT_COST_RATIO = "out_bcr"
NET_BENEFIT = "out_net"
BENEFIT = "out_benefit"
COST = "out_cost"


def input_cell(field_: str) -> str:
    """The defined name of an input cell, such as `inp_salary`.

    Args:
        field_: The input, as `Inputs` calls it.
    """
    return INPUT + field_


def column_header(table: str, column: str) -> str:
    """The defined name of a column's header cell, such as `col_costs_unit_cost`.

    Args:
        table: The table, as a study calls it.
        column: The column, as the table's record calls it.
    """
    return f"{COLUMN}{table}_{column}"


def list_cells(list_: str) -> str:
    """The defined name of a list's cells, such as `lst_category`."""
    return LIST + list_


def table_name(table: str) -> str:
    """What Excel calls a table, such as `tbl_costs`."""
    return TABLE + table


def kind_of(properties: Mapping[str, str]) -> str:
    """The kind that a workbook states: one of `KINDS`, or one that isn't known here.

    Args:
        properties: Its custom properties.
    """
    return properties.get(KIND_PROPERTY, FULL)


@dataclass(frozen=True, slots=True)
class Migration:
    """What the next version of the template changed, as far as it concerns reading.

    Attributes:
        renamed: The name in the next version of each defined name and table that was renamed, by its old one.
        added: The names that only the next version has; they are read as blank.
        rows: How many fixed rows a table had, where the next version has more, by table.
    """

    renamed: Mapping[str, str] = field(default_factory=dict)
    added: frozenset[str] = frozenset()
    rows: Mapping[str, int] = field(default_factory=dict)


MIGRATIONS: Mapping[int, Migration] = MappingProxyType(
    {
        0: Migration(
            renamed={
                "col_benefits_multiplier": "col_benefits_quantity",
                "tbl_trend": "tbl_kpi1",
                "col_trend_month": "col_kpi1_period",
                "col_trend_phase": "col_kpi1_phase",
                "col_trend_trained": "col_kpi1_trained",
                "col_trend_control": "col_kpi1_control",
            },
            added=frozenset(
                {
                    "col_evidence_later",
                    "col_evidence_later_day",
                    "col_objectives_line",
                    "col_objectives_collected",
                    "inp_years",
                    "inp_finance_source",
                    "inp_finance_owner",
                    "col_benefits_periods",
                    "col_benefits_realised",
                    "col_benefits_in_claim",
                    "col_benefits_months_measured",
                    "col_benefits_months_counted",
                    "col_benefits_why",
                    "col_kpi1_number",
                    "col_kpi1_source",
                    "inp_saved_hours",
                    "inp_saved_share",
                    "inp_headcount",
                    "inp_turnover_before",
                    "inp_turnover_after",
                    "inp_revenue_change",
                    "inp_effect_size",
                    "inp_sd_performance",
                    "inp_forecast_on",
                    "inp_forecast_by",
                    "inp_forecast_time",
                    "inp_forecast_other",
                    "inp_forecast_claimed",
                    "inp_forecast_profit",
                    "inp_forecast_first",
                    "inp_forecast_benefit",
                    "inp_max_score",
                    "inp_pass_score",
                    "lst_group",
                    "tbl_estimated",
                    "tbl_estimates",
                    "tbl_projects",
                    "tbl_plans",
                    "tbl_quarters",
                    "inp_targets_raised",
                    "inp_projects_line",
                    "inp_plans_line",
                    "tbl_people",
                    "tbl_answers",
                    "tbl_measures",
                    "tbl_kpi2",
                    "tbl_kpi3",
                    "tbl_kpi4",
                }
            ),
            rows={"flow": 3},
        )
    }
)
"""How each older version differs from the one after it. When you raise `VERSION` to n + 1, add entry n here,
and keep a workbook of version n among the tests' golden files."""


def migration(version: int) -> Migration | None:
    """All changes from a version of the template to the present one; None if that version can't be read.

    Args:
        version: The version stated in a workbook.
    """
    if version > VERSION or not set(range(version, VERSION)) <= MIGRATIONS.keys():
        return None
    renamed: dict[str, str] = {}
    added: frozenset[str] = frozenset()
    rows: dict[str, int] = {}
    for step in (MIGRATIONS[number] for number in range(version, VERSION)):
        moved = {old: step.renamed.get(new, new) for old, new in renamed.items()}
        renamed = {old: new for old, new in step.renamed.items() if old not in renamed.values()} | moved
        added = frozenset(step.renamed.get(name, name) for name in added) | step.added
        rows = {**step.rows, **rows}  # the oldest version counts
    return Migration(renamed, added, rows)
