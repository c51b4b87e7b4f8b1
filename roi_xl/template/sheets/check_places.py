"""Where a check is broken, as formulas: the sheet, the first row or line, and the value that is met there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from roi_xl.checks import TEXT_NUMBERS, Check, Figure, Place, Rows
from roi_xl.template import names
from roi_xl.template.declaration import TEXTUAL, Column, Item, Line, Lines, Role, Sheet, Table


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
            TEXT_NUMBERS: "checks",
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
        for place in reversed(check.places):
            text = f"IF({_any(place)},{self._tab(place)}{self._said(place)},{text})"
        return f'=IF(ISERROR({{measured}}),"",IF({{measured}}=0,"",{text}))&""' if text != '""' else ""

    def text_numbers(self) -> Iterator[Item]:
        """How many texts stand on each sheet where a number or a date belongs, and the first of them.

        A sheet has a row of its own, since a formula has room for so many lines and levels alone.
        """
        for number, sheet in enumerate(self._behind, start=1):
            lines, columns = _numbers_of(sheet, self._overwritten)
            if not (lines or columns):
                continue
            typed = (*lines, *(cells for each in columns.values() for cells in each))
            places: list[Place] = [Figure(line, f"ISTEXT({line})", line) for line in lines]
            for table, cells in columns.items():
                places.append(Rows(table, "+".join(f"ISTEXT({each})" for each in cells)))
            text = '""'
            for place in reversed(places):
                text = f"IF({_any(place)},{self._said(place)},{text})"
            yield Item(
                sheet.id,
                {
                    "id": str(number),
                    "sheet": f"={{#tab.{sheet.id}}}",
                    "measured": "=" + "+".join(f"SUMPRODUCT(--ISTEXT({cells}))" for cells in typed),
                    names.FIRST: f'=IF({{measured}}=0,"",{{sheet}}&": "&{text})&""',
                },
                links={"where": sheet.id},
            )

    def _tab(self, place: Place) -> str:
        """What a place's words start with: the sheet, unless they say it already."""
        worded = isinstance(place, Rows) and place.worded
        return "" if worded else f'{{#tab.{self.sheet_of(place)}}}&": "&'

    def _said(self, place: Place) -> str:
        """The first row or line that breaks the rule, in words."""
        if isinstance(place, Rows) and place.worded:
            return f"INDEX({{{place.table}.{place.worded}}},{first_of(place.broken)})"
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
        return f"{said}{met}"


def first_of(rows: str) -> str:
    """The number of the first row for which a formula for a whole column isn't 0.

    SUMPRODUCT computes the column in every Excel, without Ctrl+Shift+Enter.
    """
    return f"SUMPRODUCT(MATCH(1,(({rows})*1<>0)*1,0))"


def _any(place: Place) -> str:
    """Whether a place breaks the rule, as a condition."""
    return place.broken if isinstance(place, Figure) else place.count


def _numbers_of(sheet: Sheet, overwritten: Sequence[str]) -> tuple[list[str], dict[str, list[str]]]:
    """The lines in which numbers or dates are typed, and the columns by table."""
    lines: list[str] = []
    columns: dict[str, list[str]] = {}
    for block in sheet.blocks:
        if isinstance(block, Lines):
            lines += [line.name for line in block.lines if _holds_numbers(line)]
        elif isinstance(block, Table):
            cells = [f"{{{block.id}.{column.id}}}" for column in block.columns]
            numbers = [_holds_numbers(column) for column in block.columns]
            found = [cell for cell, holds in zip(cells, numbers, strict=True) if holds or cell in overwritten]
            if found:
                columns[block.id] = found
    return lines, columns


def _holds_numbers(cell: Line | Column) -> bool:
    return cell.role is Role.INPUT and cell.format not in TEXTUAL
