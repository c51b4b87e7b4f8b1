"""Resolves qualifiers and defined names in formulas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from roi_xl.errors import CellError
from roi_xl.xlsx import DefinedName
from roi_xl.xlsx.formula import unquoted as unquoted  # re-exported for modules that work with names

_LINK = re.compile(r"^\[(\d+)\]$")
_LINKED = re.compile(r"^\[\d+\]")


class Scope:
    """The defined names of a workbook, found as Excel finds them.

    Args:
        names: All of them.
        sheets: The names of the worksheets.
    """

    def __init__(self, names: Iterable[DefinedName], sheets: Iterable[str]) -> None:
        self._sheets = {sheet.lower() for sheet in sheets}
        self._names: Mapping[tuple[str | None, str], DefinedName] = {
            (name.sheet and name.sheet.lower(), name.name.lower()): name for name in names
        }

    def meant(self, prefix: str | None, word: str, sheet: str | None) -> DefinedName | None:
        """The defined name that a word means: a sheet's name comes before the workbook's.

        Args:
            prefix: The qualifier before the word with its exclamation mark, if there is one. On a sheet that
                doesn't exist there are no names; in another workbook, the names stored from it count, if
                there are any.
            word: The word, in any case.
            sheet: The sheet of the formula; None where only names of the whole workbook apply.
        """
        if prefix is not None:
            sheet = unquoted(prefix)
            linked = _LINKED.match(sheet)
            if linked is not None and link_number(prefix) != 0:
                lower = word.lower()
                return self._names.get((sheet.lower(), lower)) or self._names.get((linked[0], lower))
            if link_number(prefix) == 0:
                sheet = None
            elif sheet.lower() not in self._sheets:
                return None
        lower = word.lower()
        return self._names.get((sheet and sheet.lower(), lower)) or self._names.get((None, lower))

    def takes(self, prefix: str | None, word: str, sheet: str | None) -> bool:
        """Whether a call means a name defined in the workbook, which comes before the functions of add-ins.

        A hidden name that refers to nothing is Excel's own record that a function of that name is called.

        Args:
            prefix: The qualifier before the function, if there is one.
            word: The function as it is spelled.
            sheet: The sheet of the formula.
        """
        name = self.meant(prefix, word, sheet)
        return name is not None and not (name.hidden and name.text in {"", CellError.NAME.value})


def link_number(prefix: str) -> int | None:
    """The number of the external link that a qualifier such as `[1]!` names; 0 is the workbook itself."""
    link = _LINK.match(unquoted(prefix))
    return int(link.group(1)) if link else None
