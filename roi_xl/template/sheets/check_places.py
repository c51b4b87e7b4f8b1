"""Where a check is broken, as formulas: the sheet, the first row or line, and the value that is met there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from roi_xl.checks import TYPED, Check, Figure, Place, Rows
from roi_xl.template.declaration import TEXTUAL, Column, Line, Lines, Role, Sheet, Table


class CheckPlaces:
    """The places of one kind of workbook that checks are about.

    Args:
        behind_the_figures: The sheets from which the figures are computed.
        others: The other sheets that checks are about.
        named_by: The columns by which a reader knows a row, by table.
        blocks: The tables whose own name comes first, as one table stands for each measured benefit.
        overwritten: Columns of formulas that people often type over.
    """

    def __init__(
        self,
        behind_the_figures: Sequence[Sheet],
        others: Sequence[Sheet],
        named_by: Mapping[str, Sequence[str]],
        blocks: Sequence[str] = (),
        overwritten: Sequence[str] = (),
    ) -> None:
        self._behind, self._overwritten = tuple(behind_the_figures), overwritten
        self._named_by, self._blocks = named_by, blocks
        placed = [(block, sheet.id) for sheet in (*behind_the_figures, *others) for block in sheet.blocks]
        self._sheet_of = {
            "functions": "checks",
            **{block.id: sheet for block, sheet in placed if isinstance(block, Table)},
            **{line.name: id_ for block, id_ in placed if isinstance(block, Lines) for line in block.lines},
        }
        # how many decimals of a value are said: programs write the last digits differently
        self._decimals = {
            f"{block.id}.{column.id}": 2 if column.format == "money" else 4
            for block, _ in placed
            if isinstance(block, Table)
            for column in block.columns
            if column.format not in TEXTUAL
        }

    def sheet_of(self, place: Place) -> str:
        """The id of the sheet on which a place is."""
        return self._sheet_of[place.name if isinstance(place, Figure) else place.table]

    def first(self, check: Check) -> str:
        """The formula for the first place that breaks a check's rule; empty where none can be said."""
        text = '""'
        for place in reversed(self._places(check)):
            text = f"IF({place.count},{self._said(place)},{text})"
        return f'=IF(ISERROR({{measured}}),"",IF({{measured}}=0,"",{text}))&""' if text != '""' else ""

    def typed_numbers(self) -> Iterator[str]:
        """The lines and columns behind the figures in which numbers and dates are typed."""
        for sheet in self._behind:
            for block in sheet.blocks:
                if isinstance(block, Lines):
                    yield from (line.name for line in block.lines if _holds_numbers(line))
                elif isinstance(block, Table):
                    yield from (
                        f"{{{block.id}.{column.id}}}" for column in block.columns if _holds_numbers(column)
                    )
        yield from self._overwritten

    def _places(self, check: Check) -> tuple[Place, ...]:
        """Where a check may be broken; for the check of all typed cells, line by line and table by table."""
        if TYPED not in check.formula:
            return check.places
        lines: list[Figure] = []
        texts: dict[str, list[str]] = {}
        for cells in self.typed_numbers():
            if cells.startswith("{"):
                texts.setdefault(cells[1:].partition(".")[0], []).append(f"ISTEXT({cells})")
            else:
                lines.append(Figure(cells, f"ISTEXT({cells})", cells))
        return *lines, *(Rows(table, "+".join(columns)) for table, columns in texts.items())

    def _said(self, place: Place) -> str:
        """The first row or line that breaks the rule, in words."""
        if isinstance(place, Figure):
            said, value = f"{{@{place.name}}}", place.value
            raw = value
        else:
            at, columns = first_of(place.broken), self._named_by[place.table]
            said = '&" "&'.join(f"INDEX({{{place.table}.{column}}},{at})" for column in columns)
            if place.table in self._blocks:
                said = f'{{measures.{place.table}.block}}&", "&{said}'
            value = f"INDEX({{{place.table}.{place.value}}},{at})" if place.value else ""
            raw = value
            if decimals := self._decimals.get(f"{place.table}.{place.value}"):
                value = f"IFERROR(ROUND({value},{decimals}),{value})"
        met = f'&" ("&{value}&")"' if value else ""
        if met and not place.broken.startswith("ISTEXT("):  # a text is there to be shown
            met = f'&IF({raw}="","",{met[1:]})'
        return f'{{#tab.{self.sheet_of(place)}}}&": "&{said}{met}'


def first_of(rows: str) -> str:
    """The number of the first row for which a formula for a whole column isn't 0.

    SUMPRODUCT computes the column in every Excel, without Ctrl+Shift+Enter.
    """
    return f"SUMPRODUCT(MATCH(1,(({rows})*1<>0)*1,0))"


def _holds_numbers(cell: Line | Column) -> bool:
    return cell.role is Role.INPUT and cell.format not in TEXTUAL
