"""The data types with which the workbook is declared: structure only; no words, addresses or colours.

Formulas are written with placeholders, so they don't depend on the language or on the place of a row:

- `{column}`: this row of the table that holds the formula;
- `{table.column}`: a whole column, `{table.first:last}` several side by side;
- `{table.column!}`: the cell of the total row;
- `{table.row.column}`: a cell of a fixed row, by the row's key;
- `{#list.code}`: the word that stands for a code in a drop-down list; `{#tab.costs}`: what a sheet is called;
- `{@inp_years}`: the label of a line;
- the result of `sentence`: a phrase of the language, its slots filled in by formulas;
- bare names are defined names, and our worksheet functions have their own names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from roi_xl.template.cards import About, Charts, Facts, Statement, Strip


def position(id_: str, ids: Sequence[str], owner: str, kind: str) -> int:
    """The position of something among others, counted from 0.

    Args:
        id_: The id to find.
        ids: All ids, in order.
        owner: What they belong to, for the message.
        kind: What they are, for the message.

    Raises:
        ValueError: It isn't among them; the message lists them.
    """
    if id_ not in ids:
        raise ValueError(f"{owner} has no {kind} {id_}; it has {', '.join(ids)}")
    return ids.index(id_)


TEXTUAL = frozenset({"text", "plain"})
"""The formats of cells that hold a text; `text` wraps, `plain` doesn't."""


class Role(StrEnum):
    """The role of a cell for the reader; decides its colour and whether it may be typed over."""

    INPUT = "input"
    CALCULATION = "calculation"
    LINK = "link"
    ADDIN = "addin"
    WORDS = "words"


class Kind(StrEnum):
    """What a sheet is for; decides the colour of its tab."""

    OUTPUT = "output"
    INPUT = "input"
    CALCULATION = "calculation"
    CONTROL = "control"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Rule:
    """What may be typed into an input cell.

    Attributes:
        kind: `list`, `suggestion` (a list that also allows other texts), `decimal`, `integer` or `date`.
        low: Least value; the list's name without prefix for a `list` or a `suggestion`.
        high: Greatest value.
    """

    kind: str
    low: float | str = 0
    high: float | str = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: label, unit, value, note. Without a formula it is typed in.

    Attributes:
        name: Its defined name, and the key of its words.
        format: Key of its number format.
        formula: Its formula in plain Excel.
        addin: The same through our function; gives the line its four cells.
        needs: When the figure exists, such as `cal_has_cost`.
        missing: What stands there otherwise: 0, or an empty text where 0 would be a statement.
        role: How it is coloured.
        rule: What may be typed.
        strong: Whether it is a main result.
    """

    name: str
    format: str = "money"
    formula: str = ""
    addin: str = ""
    needs: str = ""
    missing: str = "0"
    role: Role = Role.CALCULATION
    rule: Rule | None = None
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """Figures one below the other; `four` shows add-in, Excel check and difference beside the value."""

    id: str
    lines: tuple[Line, ...]
    four: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. Without a formula its cells are typed in, or differ row by row.

    Attributes:
        id: Key of its header.
        format: Key of its number format.
        formula: One formula for all rows; `@column` shows the same row of the table it follows, `#` is
            the number of the row.
        rule: What may be typed.
        role: How it is coloured; `WORDS` takes its texts from the language.
        total: Whether the total row sums it.
        prefix: What the IDs start with that stand in the spare rows already, such as B for B5 to B8.
    """

    id: str
    format: str = "text"
    formula: str = ""
    rule: Rule | None = None
    role: Role = Role.INPUT
    total: bool = False
    strong: bool = False
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A fixed row: its formulas and numbers by column, the defined names of some cells, links to sheets."""

    id: str
    cells: Mapping[str, str | float] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """A real Excel table, `tbl_<id>`.

    Attributes:
        id: Key of its title, its headers and its content.
        columns: From left to right.
        rows: How many rows a table to be filled in has, spare ones included.
        items: The fixed rows of a table that isn't filled in.
        total: Whether it has a total row.
        follows: The table that has as many rows; a column may show its rows one to one.
        lines: For how many lines of text each fixed row has room.
        verdict: Column and the style of its verdicts (`check` or `advice`), if any.
    """

    id: str
    columns: tuple[Column, ...]
    rows: int = 0
    items: tuple[Item, ...] = ()
    total: bool = False
    follows: str = ""
    lines: int = 1
    verdict: tuple[str, str] | None = None

    @property
    def height(self) -> int:
        """How many rows of data it has."""
        return len(self.items) or self.rows

    @property
    def typed(self) -> tuple[Column, ...]:
        """The columns that are filled in, from left to right."""
        return tuple(
            c
            for c in self.columns
            if c.role is Role.INPUT and not (self.items and all(c.id in item.cells for item in self.items))
        )

    @property
    def label(self) -> str:
        """The column whose words distinguish the fixed rows; empty in a table without such a column."""
        return next((c.id for c in self.columns if self.items and c.role is Role.WORDS), "")

    @property
    def named(self) -> tuple[str, ...]:
        """The columns that readers find by the name of their header; none if nothing is filled in.

        They are the columns that are filled in, and those that identify a row.
        """
        typed = [column.id for column in self.typed]
        return tuple(c.id for c in self.columns if typed and c.id in {*typed, self.label})

    def index(self, column: str) -> int:
        """The position of a column, counted from 0; a ValueError lists the columns."""
        return position(column, [each.id for each in self.columns], f"table {self.id}", "column")

    def row(self, item: str) -> int:
        """The position of a fixed row, counted from 0; a ValueError lists the rows."""
        return position(item, [each.id for each in self.items], f"table {self.id}", "row")


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs with a title each, from the language."""

    id: str


@dataclass(frozen=True, slots=True)
class Steps:
    """What to look up on which sheet, each with a link to it."""

    id: str
    sheets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Legend:
    """What the colours of cells mean."""

    id: str = "legend"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The lists behind the drop-downs, and the sentences that formulas fill in."""

    id: str = "vocabulary"


Block = Lines | Table | Strip | Statement | Facts | Charts | Prose | About | Steps | Legend | Vocabulary


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its blocks from top to bottom, and the widths of its columns from B on.

    Attributes:
        pages: On how many pages one below the other it is printed; 0 for as many as it needs.
        printed: How many columns are printed, where only formulas use those that follow; 0 for all.
        breaks: Positions of the columns with which a new page begins, where one page is too narrow for all.
        repeated: How many columns each of these pages repeats.
    """

    id: str
    kind: Kind
    blocks: tuple[Block, ...]
    widths: tuple[float, ...]
    portrait: bool = False
    banner: bool = False
    pages: int = 1
    printed: int = 0
    breaks: tuple[int, ...] = ()
    repeated: int = 2


@dataclass(frozen=True, slots=True)
class Book:
    """The workbook: sheets in order, and the lists for drop-downs and formulas, named `lst_<id>`.

    Attributes:
        sheets: From left to right.
        lists: Codes of the drop-down lists, in the order of their words.
        phrases: Other lists of words, without codes.
        sentences: The sentences that formulas compose: the slots by key. A key with a section, such as
            `statement.gain`, is one of the words of our functions.
        columns: Table columns that serve as lists.
        tabs: The ids of all sheets, where some are left out; empty for those that are there.
        left_out: The ids of the sheets that are left out.
    """

    sheets: tuple[Sheet, ...]
    lists: Mapping[str, tuple[str, ...]]
    phrases: tuple[str, ...]
    sentences: Mapping[str, tuple[str, ...]]
    columns: Mapping[str, tuple[str, str]]
    tabs: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def all_tabs(self) -> tuple[str, ...]:
        """The ids of all sheets, in order, also of those that are left out."""
        return self.tabs or tuple(sheet.id for sheet in self.sheets)

    def with_rows(self, rows: Mapping[str, int]) -> Book:
        """The same workbook with other numbers of rows; a table that follows another has as many.

        Args:
            rows: Rows by table; a table that isn't named keeps its own.
        """

        def resized(block: Block) -> Block:
            if not isinstance(block, Table):
                return block
            wanted[block.id] = wanted.get(block.follows, wanted.get(block.id, block.rows))
            return replace(block, rows=wanted[block.id])

        wanted = dict(rows)
        sheets = [replace(sheet, blocks=tuple(map(resized, sheet.blocks))) for sheet in self.sheets]
        return replace(self, sheets=tuple(sheets))
