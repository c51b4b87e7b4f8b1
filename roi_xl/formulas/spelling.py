"""Recognises the spellings under which Excel stores functions: built-in, ours, or of other add-ins."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable, Mapping
from difflib import get_close_matches

from roi_xl.formulas.defined_names import Scope, link_number, unquoted

LEFT_OUT_TEXT = "\u2063left out\u2063"
"""Stands for an omitted argument between commas, which the engines don't distinguish from a zero."""

_PREFIXES = re.compile(r"^(?:_xlfn\.|_xlws\.|_xll\.|_xludf\.|_xlpm\.)+", re.IGNORECASE)
_VARIABLE = re.compile(r"^(?:_xlfn\.)?_xlpm\.", re.IGNORECASE)
_OFFICE_JS = re.compile(r"^_xldudf_(.+)$", re.IGNORECASE)
_LIKENESS = 0.85  # that of our shortest name with one letter wrong
_ADD_IN = re.compile(r"\.(?:xlam|xla|xll)\b", re.IGNORECASE)


def sheet_alias(number: int) -> str:
    """The name of a sheet in the engines' copy, which clashes with nothing and needs no quotes.

    Args:
        number: Its position among the worksheets, from 0.
    """
    return f"sheet_{number + 1}"


class Spelling:
    """Distinguishes our functions from all others in one workbook.

    Excel stores `F` for a macro add-in, `[1]!F` with a link to the .xlam or the path itself when the add-in
    was loaded as a file, `_xll.F` for an XLL, `_xludf.F` for a function unknown at saving, and
    `_xldudf_NAMESPACE_F` for Office.js; any of them in any case.

    Args:
        ours: Names of our worksheet functions, upper case.
        links: Targets of the workbook's external links by their number.
        scope: The workbook's own names, which come before the functions of add-ins.
    """

    def __init__(self, ours: Container[str], links: Mapping[int, str], scope: Scope) -> None:
        self._ours, self._links, self._scope = ours, links, scope

    def ours(self, prefix: str | None, text: str, sheet: str | None) -> str | None:
        """The plain name of one of our functions; None if the function isn't ours.

        Args:
            prefix: The qualifier before the function with its exclamation mark, if there is one.
            text: The function as it is spelled.
            sheet: The sheet of the formula; None where only names of the whole workbook apply.
        """
        if is_variable(text) or (prefix is not None and not self._is_add_in(prefix)):
            return None
        office = _OFFICE_JS.match(text)
        if office:
            words = office.group(1).upper().split("_")
            candidates = ("_".join(words[start:]) for start in range(1, len(words)))
            return next((candidate for candidate in candidates if candidate in self._ours), None)
        name = bare(text).upper()
        return name if name in self._ours and not self._scope.takes(prefix, text, sheet) else None

    def _is_add_in(self, prefix: str) -> bool:
        number = link_number(prefix)
        if number is None:
            return bool(_ADD_IN.search(unquoted(prefix)))
        return number == 0 or bool(_ADD_IN.search(self._links.get(number, "")))


def question(unknown: Iterable[str], ours: Collection[str]) -> str | None:
    """A question about unknown functions ("did you mean …"); None if no name of ours is similar.

    Args:
        unknown: Their names as they are spelled.
        ours: Names of our worksheet functions, upper case.
    """
    known = sorted(ours)
    close = [like for name in unknown for like in get_close_matches(bare(name).upper(), known, 1, _LIKENESS)]
    return f"did you mean {' and '.join(close)}?" if close else None


def bare(text: str) -> str:
    """A name without the prefixes that mark newer functions or add-ins."""
    return _PREFIXES.sub("", text)


def is_variable(text: str) -> bool:
    """Whether the spelling marks a variable of LET or LAMBDA, even if something else has that name."""
    return bool(_VARIABLE.match(text))


def is_foreign(text: str) -> bool:
    """Whether the spelling of a function that isn't ours marks it as one of another add-in."""
    return bool(_OFFICE_JS.match(text)) or text.lower().startswith(("_xll.", "_xludf."))
