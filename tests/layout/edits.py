"""What people do to a workbook, by the template's own names, and what must come of it.

Each document is one workbook with edits on several of its sheets. Where a table or a column stands is asked
of the template, so that these edits outlive its next change.
"""

from dataclasses import dataclass, field
from functools import cached_property

from xlsxwriter.utility import xl_col_to_name

from roi_xl.study import RECORDS
from roi_xl.template.book import BOOK
from roi_xl.template.draw.placement import placed
from roi_xl.template.words import Content

SAME, SORTED = "the same study", "the same records in another order"


class Where:
    """Where things stand in a fresh workbook of a language, as Calc and Excel call it."""

    def __init__(self, language):
        self._words = Content("", language, {}).words()
        self._plan = placed(BOOK, self._words)

    def tab(self, sheet):
        return self._words.text("sheet", sheet, "tab")

    def sheet_of(self, table):
        return self._plan.tables[table].sheet

    def column(self, table, column, right=0):
        return xl_col_to_name(self._plan.tables[table].column(column) + right)

    def number(self, table, column):
        """A column, counted from 1."""
        return self._plan.tables[table].column(column) + 1

    def numbers(self, table):
        """The rows of data: first row, first column, last row, last column, counted from 1."""
        place = self._plan.tables[table]
        left, right = (self.number(table, place.table.columns[end].id) for end in (0, -1))
        return place.first + 1, left, place.last + 1, right

    def row(self, table, number):
        """A row of data counted from 1; 0 is the header."""
        return self._plan.tables[table].first + number

    def rows(self, table, first=1, last=None):
        """The cells of some rows, all columns."""
        place = self._plan.tables[table]
        left, right = place.table.columns[0].id, place.table.columns[-1].id
        last = place.table.height if last is None else last
        corner = f"{self.column(table, left)}{self.row(table, first)}"
        return f"{corner}:{self.column(table, right)}{self.row(table, last)}"

    def cells(self, table, column):
        """A column of a table with its header and its total."""
        place, letters = self._plan.tables[table], self.column(table, column)
        return f"{letters}{place.header + 1}:{letters}{place.bottom + 1}"

    def line(self, name):
        """Column and row of a line's value."""
        _, row, column = self._plan.cells[name]
        return xl_col_to_name(column), row + 1

    def list_(self, list_):
        """The cells of a list."""
        return self._plan.names[f"lst_{list_}"].rpartition("!")[2].replace("$", "")


@dataclass(frozen=True)
class Edit:
    """One thing that people do.

    Attributes:
        id: In words.
        sheet: The sheet by its key.
        steps: The edits as `edit_in_libreoffice` takes them, without their sheet.
        outcome: `SAME`, `SORTED`, or the code of the finding.
        about: The part of the study it is about; empty if none is.
        says: What the finding's text must hold.
    """

    id: str
    sheet: str
    steps: tuple
    outcome: str = SAME
    about: str = ""
    says: str = ""


@dataclass(frozen=True)
class Document:
    """A workbook of ours, and what is done to it, one sheet after the other."""

    name: str
    language: str
    edits: list = field(default_factory=list)

    @cached_property
    def where(self):
        return Where(self.language)

    def steps(self):
        return [
            [name, self.where.tab(edit.sheet), *arguments]
            for edit in self.edits
            for name, *arguments in edit.steps
        ]

    def add(self, id_, target, *steps, outcome=SAME, says=""):
        """One more edit on a sheet or on the sheet of a table."""
        sheet = self.where.sheet_of(target) if target in RECORDS else target
        about = target if target in {"inputs", *RECORDS} else ""
        self.edits.append(Edit(id_, sheet, steps, outcome, about, says))


def _columns_inserted():
    doc = Document("sales-training", "en")
    at = doc.where
    doc.add(
        "a column left of the first one", "objectives", ("insert_columns", at.column("objectives", "level"))
    )
    doc.add("a column beside the inputs", "inputs", ("insert_columns", "C", 2))
    doc.add("a column between two inputs", "costs", ("insert_columns", at.column("costs", "unit_cost")))
    doc.add("three columns at once", "values", ("insert_columns", at.column("values", "margin"), 3))
    doc.add("a column through several tables", "kpi", ("insert_columns", at.column("kpi1", "trained")))
    doc.add(
        "a column before what others refer to", "benefits", ("insert_columns", at.column("benefits", "id"))
    )
    doc.add("a column of a table alone", "flow", ("insert_cells", at.cells("flow", "continues"), "right"))
    doc.add(
        "a column with a header of one's own",
        "scenarios",
        ("insert_columns", at.column("scenarios", "high")),
        ("write", f"{at.column('scenarios', 'high')}{at.row('scenarios', 0)}", "High, last year"),
    )
    doc.add(
        "a column of numbers",
        "evidence",
        ("insert_columns", at.column("evidence", "day60")),
        *(("write", f"{at.column('evidence', 'day60')}{at.row('evidence', n)}", str(n)) for n in (1, 2, 3)),
    )
    doc.add("a column left of the table", "follow_up", ("insert_columns", "A"))
    doc.add("a column right of the last one", "log", ("insert_columns", at.column("versions", "reviewed", 1)))
    doc.add("a column among the lists", "lists", ("insert_columns", "D"))
    return doc


def _columns_moved():
    doc = Document("healthcare-training-sv", "sv")
    at = doc.where
    doc.add(
        "the last column to the second place",
        "objectives",
        ("move_column", at.column("objectives", "agreed"), at.column("objectives", "objective")),
    )
    doc.add(
        "the first column to the end",
        "costs",
        ("move_column", at.column("costs", "id"), at.column("costs", "source")),
    )
    doc.add(
        "a number column between two numbers",
        "benefits",
        ("move_column", at.column("benefits", "after"), at.column("benefits", "before")),
    )
    doc.add(
        "a number column before another",
        "evidence",
        ("move_column", at.column("evidence", "target"), at.column("evidence", "day30")),
    )
    doc.add(
        "a column through several tables",
        "kpi",
        ("move_column", at.column("kpi1", "control"), at.column("kpi1", "trained")),
    )
    doc.add(
        "two columns swapped",
        "scenarios",
        ("move_column", at.column("scenarios", "high"), at.column("scenarios", "low")),
    )
    doc.add(
        "the first column to the last place but one",
        "follow_up",
        ("move_column", at.column("follow_up", "day"), at.column("follow_up", "result")),
    )
    doc.add(
        "a header reworded",
        "values",
        ("write", f"{at.column('values', 'unit_value')}{at.row('values', 0)}", "Pris"),
    )
    doc.add(
        "two headers that look swapped",
        "versions",
        ("write", f"{at.column('versions', 'author')}{at.row('versions', 0)}", "Granskad av"),
        ("write", f"{at.column('versions', 'reviewed')}{at.row('versions', 0)}", "Författare"),
    )
    doc.add("a calculated column deleted", "flow", ("delete_columns", at.column("walk", "note")))
    doc.add("cells of the inputs moved aside", "inputs", ("move_cells", "E6:E17", "H6"))
    return doc


def _rows():
    doc = Document("tech-training", "en")
    at = doc.where
    doc.add("a row above the table", "objectives", ("insert_rows", 3))
    doc.add("rows between the inputs", "inputs", ("insert_rows", 9, 3))
    doc.add("a row in the middle", "costs", ("insert_rows", at.row("costs", 3)))
    doc.add("a row before the first one", "values", ("insert_rows", at.row("values", 2)))
    doc.add("a row that the shares don't have", "benefits", ("insert_rows", at.row("benefits", 2)))
    doc.add("a row that the benefits don't have", "attribution", ("insert_rows", at.row("attribution", 2)))
    doc.add("rows that neither of them has", "scenarios", ("insert_rows", at.row("scenarios", 3), 2))
    doc.add("a blank row deleted", "evidence", ("delete_rows", at.row("evidence", 12)))
    doc.add(
        "a row moved up",
        "follow_up",
        ("move_row", at.row("follow_up", 3), at.row("follow_up", 1)),
        outcome=SORTED,
    )
    doc.add("a row of cells inserted", "assumptions", ("insert_cells", at.rows("assumptions", 2, 2), "down"))
    doc.add("a row moved with what belongs to it", "roi", ("insert_rows", 5))
    doc.add("a row above the lists", "lists", ("insert_rows", 2))
    return doc


def _sorted():
    doc = Document("retail-training-sv", "sv")
    at = doc.where
    doc.add("by level", "objectives", ("sort", at.rows("objectives", 1, 3), 1, "down"), outcome=SORTED)
    doc.add("by unit cost", "costs", ("sort", at.rows("costs", 1, 5), 5, "down"), outcome=SORTED)
    doc.add("by measure", "values", ("sort", at.rows("values", 1, 3), 1, "down"), outcome=SORTED)
    doc.add("by name", "benefits", ("sort", at.rows("benefits", 1, 3), 1), outcome=SORTED)
    doc.add("by method", "attribution", ("sort", at.rows("attribution", 1, 3), 3, "down"), outcome=SORTED)
    doc.add("by factor", "scenarios", ("sort", at.rows("scenarios", 1, 3), 2, "down"), outcome=SORTED)
    doc.add("by unit", "evidence", ("sort", at.rows("evidence", 1, 6), 3, "down"), outcome=SORTED)
    doc.add("by owner", "follow_up", ("sort", at.rows("follow_up", 1, 5), 4), outcome=SORTED)
    doc.add("by assumption", "assumptions", ("sort", at.rows("assumptions", 1, 4), 3, "down"), outcome=SORTED)
    return doc


def _sheets():
    doc = Document("leadership-training", "en")
    doc.add("renamed", "costs", ("rename_sheet", "What it cost us"))
    doc.add("renamed with an apostrophe", "benefits", ("rename_sheet", "Bob's benefits!"))
    doc.add("renamed like a cell", "lists", ("rename_sheet", "A1"))
    doc.add("renamed in another script", "attribution", ("rename_sheet", "Wpływ szkolenia"))
    doc.add("moved to the front", "inputs", ("move_sheet", 0))
    doc.add("moved to the end", "range", ("move_sheet", 17))
    doc.add("copied", "values", ("copy_sheet", "Values of last year"))
    doc.add("deleted, and holds no inputs", "method", ("delete_sheet",))
    doc.add("a sheet of one's own before it", "log", ("rename_sheet", "Log 2"))
    return doc


def _lost():
    doc = Document("sales-training-sv", "sv")
    at = doc.where
    doc.add(
        "an input column",
        "objectives",
        ("delete_columns", at.column("objectives", "agreed")),
        outcome="column-missing",
        says="col_objectives_agreed",
    )
    doc.add(
        "a row with an input",
        "inputs",
        ("delete_rows", at.line("inp_salary")[1]),
        outcome="name-missing",
        says="inp_salary",
    )
    doc.add(
        "the cells of a column",
        "costs",
        ("delete_cells", at.cells("costs", "unit"), "left"),
        outcome="column-missing",
        says="col_costs_unit ",
    )
    doc.add(
        "a name",
        "values",
        ("delete_name", "col_values_owner"),
        outcome="column-missing",
        says="col_values_owner",
    )
    doc.add(
        "a benefit's row",
        "benefits",
        ("delete_rows", at.row("benefits", 2)),
        outcome="row-without-partner",
        says="tbl_attribution",
    )
    doc.add(
        "a share's row",
        "attribution",
        ("delete_rows", at.row("attribution", 3)),
        outcome="row-missing",
        says="tbl_attribution",
    )
    doc.add("a year", "flow", ("delete_rows", at.row("flow", 2)), outcome="rows-changed", says="tbl_flow")
    doc.add(
        "a column cut out of its table, which Calc then forgets",
        "evidence",
        ("move_cells", at.cells("evidence", "day60"), "Z5"),
        outcome="table-missing",
        says="tbl_evidence",
    )
    doc.add("a whole sheet", "follow_up", ("delete_sheet",), outcome="table-missing", says="tbl_follow_up")
    doc.add(
        "a table's name",
        "versions",
        ("rename_table", "tbl_versions", "Versions"),
        outcome="table-missing",
        says="tbl_versions",
    )
    doc.add(
        "a word of a list",
        "lists",
        ("delete_cells", at.list_("better").partition(":")[0], "up"),
        outcome="name-missing",
        says="lst_better",
    )
    return doc


def _disordered():
    doc = Document("leadership-training-sv", "sv")
    at = doc.where
    doc.add(
        "years sorted", "flow", ("sort", at.rows("flow"), 0, "down"), outcome="row-order", says="tbl_flow"
    )
    doc.add(
        "a list sorted",
        "lists",
        ("sort", at.list_("category"), 0, "down"),
        outcome="list-order",
        says="lst_category",
    )
    doc.add(
        "a header's cell moved alone",
        "kpi1",
        (
            "move_cells",
            f"{at.column('kpi1', 'control')}{at.row('kpi1', 0)}",
            f"{at.column('kpi1', 'trained')}{at.row('kpi1', 0)}",
        ),
        outcome="column-twice",
        says="col_kpi1_trained",
    )
    column, row = at.line("inp_programme")
    doc.add(
        "an input cut and pasted over another",
        "inputs",
        ("move_cells", f"{column}{row}", f"{column}{row + 1}"),
        outcome="name-twice",
        says="inp_programme and inp_audience",
    )
    doc.add(
        "the last column to the front of the table",
        "objectives",
        ("move_column", at.column("objectives", "collected"), at.column("objectives", "level")),
        outcome="column-outside",
        says="col_objectives_collected",
    )
    doc.add(
        "the first column behind the end of the table",
        "follow_up",
        ("move_column", at.column("follow_up", "day"), at.column("follow_up", "open", 1)),
        outcome="column-outside",
        says="col_follow_up_day",
    )
    return doc


DOCUMENTS = {
    make.__name__.strip("_").replace("_", " "): make()
    for make in (_columns_inserted, _columns_moved, _rows, _sorted, _sheets, _lost, _disordered)
}
