"""The form of the template: what belongs into each calculated cell, as data for comparing workbooks with it.

`roi-xl template` derives it from the declaration and writes it to `forms/`, one file for each version of the
template and each kind of workbook. Drawing a workbook to compare another with it would take longer than
recalculating one. A form knows neither language nor size: cells are named by sheet, table, column and row as
the declaration names them.

Symbols of cells, in formulas and as keys:

- `out_cost`: the cell or area of a defined name; `roi!F9`: any other cell outside of tables;
- `{costs.amount}`: a whole column; `{costs.amount@}`: its cell in the row of the formula;
- `{costs.^.amount}`, `{costs.!.amount}`: its header and its cell in the total row;
- `{flow.first.amount}`: its cell in a fixed row; `{benefits.id=}`: its cell in the row that a row follows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from roi_xl.template import names
from roi_xl.xlsx import Address, Area, a1, address, area, range_a1

Content = str | float
"""What belongs into a cell: a formula in normal form, or a number."""

_IDS = ("columns", "items", "typed", "worded")
_FOLDER = Path(__file__).with_name("forms")


@dataclass(frozen=True, slots=True)
class TableForm:
    """One table of the template.

    Attributes:
        area: Header and rows of data, without the total row.
        columns: Its columns, from left to right.
        total: Whether it has a total row.
        items: Its fixed rows; none if rows may be added.
        typed: The columns that are filled in.
        worded: The columns whose words tell the rows apart.
        verdict: The column that shows 1 while an integrity check fails; empty in all other tables.
        cells: What belongs into its columns, by fixed row: `*` for all rows, `!` for the total row.
    """

    area: Area
    columns: tuple[str, ...]
    total: bool
    items: tuple[str, ...]
    typed: tuple[str, ...]
    worded: tuple[str, ...]
    verdict: str
    cells: Mapping[str, Mapping[str, Content]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SheetForm:
    """One sheet of the template.

    Attributes:
        names: The defined names of its cells and areas.
        tables: Its tables by id.
        cells: What belongs into its cells outside of tables, by row and column as built.
    """

    names: Mapping[str, Area]
    tables: Mapping[str, TableForm]
    cells: Mapping[Address, Content] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Form:
    """The calculated cells of one version of the template.

    Attributes:
        sheets: By id, from left to right.
    """

    sheets: Mapping[str, SheetForm]

    def text(self) -> str:
        """The form as the text of its file."""
        plain = {id_: _plain_sheet(sheet) for id_, sheet in self.sheets.items()}
        return json.dumps({"sheets": plain}, ensure_ascii=False, indent=1) + "\n"


def form_text(kind: str = names.FULL) -> str:
    """The text of the file with the present form of a kind of workbook; empty if there is none."""
    file = form_file(kind)
    return file.read_text(encoding="utf-8") if kind in names.KINDS and file.is_file() else ""


def form_file(kind: str = names.FULL) -> Path:
    """The file with the present form of a kind of workbook."""
    prefix = "" if kind == names.FULL else f"{kind}-"
    return _FOLDER / f"{prefix}{names.VERSION}.json"


def form_digest(text: str | None = None) -> str:
    """The fingerprint of a form, which a workbook carries.

    Args:
        text: The text of its file; None for that of the full kind.
    """
    return hashlib.sha256((form_text() if text is None else text).encode()).hexdigest()[:16]


@cache
def form_of(text: str) -> Form:
    """The form from the text of its file."""
    return Form({id_: _sheet(told) for id_, told in json.loads(text)["sheets"].items()})


def _plain_sheet(sheet: SheetForm) -> dict[str, Any]:
    return {
        "names": {name: range_a1(place) for name, place in sorted(sheet.names.items())},
        "cells": {
            a1(cell): content for cell, content in sorted(sheet.cells.items(), key=lambda item: item[0])
        },
        "tables": {
            id_: {
                "area": range_a1(table.area),
                "total": table.total,
                "verdict": table.verdict,
                **{key: " ".join(getattr(table, key)) for key in _IDS},
                "cells": {row: dict(told) for row, told in table.cells.items()},
            }
            for id_, table in sheet.tables.items()
        },
    }


def _sheet(told: dict[str, Any]) -> SheetForm:
    return SheetForm(
        {name: area(place) for name, place in told["names"].items()},
        {id_: _table(table) for id_, table in told["tables"].items()},
        {address(cell): content for cell, content in told["cells"].items()},
    )


def _table(told: dict[str, Any]) -> TableForm:
    ids: dict[str, Any] = {key: tuple(told[key].split()) for key in _IDS}
    return TableForm(
        area(told["area"]), total=told["total"], verdict=told["verdict"], cells=told["cells"], **ids
    )
