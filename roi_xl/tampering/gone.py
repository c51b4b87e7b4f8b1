"""What belongs into the cells of a workbook that was built without some sheets of the template."""

from __future__ import annotations

import re
from collections.abc import Collection

from roi_xl.template.form import Content, Form, TableForm
from roi_xl.template.formula_without import NOTHING, constants_for, mentions, with_constants

_NAME = re.compile(r"\b(?:inp|cal|out)_\w+")


class Gone:
    """The sheets that a workbook was built without.

    Args:
        form: The template.
        ids: The ids of the sheets.
    """

    def __init__(self, form: Form, ids: Collection[str]) -> None:
        forms = [sheet for id_, sheet in form.sheets.items() if id_ in ids]
        self._constants = constants_for(name for sheet in forms for name in sheet.names)
        self._tables = frozenset(id_ for sheet in forms for id_ in sheet.tables)

    def expected(self, content: Content) -> Content:
        """What belongs into a cell where the template has this content."""
        if isinstance(content, float):
            return content
        return NOTHING if mentions(content, self._tables) else with_constants(content, self._constants)

    def silences(self, table: TableForm, content: Content) -> bool:
        """Whether a check or a step looks at those sheets, so that it has less to look at, or nothing.

        Args:
            table: The table of the cell.
            content: What the template has there.
        """
        if isinstance(content, float) or not table.items:
            return False
        return mentions(content, self._tables) or any(
            name in self._constants for name in _NAME.findall(content)
        )
