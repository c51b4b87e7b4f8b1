"""Checks results by reading them back with openpyxl, which shares no code with us; it never writes here."""

from __future__ import annotations

import datetime as dt
import io
import warnings
from collections.abc import Mapping
from typing import Any

from roi_xl.errors import CellError
from roi_xl.xlsx import Address, PackageError, Scalar, place

_MILLISECOND = 1.5 / 86_400_000  # in days: openpyxl rounds times to this
_NEVER_WAS = 60.0  # Excel's 29 February 1900
_DATES = (dt.date, dt.time, dt.timedelta)


def verify(new: bytes, written: Mapping[str, Mapping[Address, Scalar]]) -> None:
    """Read a result back and compare it.

    Args:
        new: The package that was written.
        written: The values put into it, by sheet name and cell.

    Raises:
        PackageError: openpyxl can't read it, or reads another value in some cell.
    """
    import openpyxl  # imported here and below: loading it takes longer than computing most workbooks

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about extensions that it drops and dates outside its calendar
        try:
            book = openpyxl.load_workbook(io.BytesIO(new), data_only=True)
        except Exception as error:  # its descriptors raise errors of any type
            reason = f"openpyxl can't read the result ({type(error).__name__}: {error})"
            raise PackageError("not-verified", reason, "leave out --verify") from error
    wrong = [
        f"{place((sheet, address))}: wrote {value!r}, openpyxl reads {book[sheet].cell(*address).value!r}"
        for sheet, cells in written.items()
        for address, value in cells.items()
        if not reads_as(book[sheet].cell(*address), value, book.epoch)
    ]
    if wrong:
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        raise PackageError("misread", wrong[0] + more, "report this as a bug; the workbook is unchanged")


def reads_as(cell: Any, value: Scalar, epoch: dt.datetime) -> bool:  # noqa: ANN401 - openpyxl has no types
    """Whether openpyxl reads the value that we wrote into a cell.

    Args:
        cell: openpyxl's cell.
        value: The value that we wrote.
        epoch: The day from which the workbook counts.
    """
    from openpyxl.cell.cell import MergedCell
    from openpyxl.utils.escape import unescape

    found = cell.value
    if isinstance(cell, MergedCell):  # openpyxl drops the values of cells covered by a merged area
        return True
    if value is None or value == "":
        return found in {None, ""}
    if isinstance(value, bool):
        return found is value
    if isinstance(value, CellError):
        return cell.data_type == "e" and bool(found == value.value)
    if isinstance(value, str):
        return isinstance(found, str) and value in {found, unescape(found)}
    return _reads_as_number(cell, value, epoch)


def _reads_as_number(cell: Any, value: float, epoch: dt.datetime) -> bool:  # noqa: ANN401
    from openpyxl.styles.numbers import is_date_format
    from openpyxl.utils.datetime import to_excel

    found = cell.value
    if isinstance(found, int | float) and not isinstance(found, bool):
        return bool(found == value)
    if not is_date_format(cell.number_format):
        return False
    if found == "#VALUE!" or _NEVER_WAS <= value < _NEVER_WAS + 1:  # no date in openpyxl's calendar
        return True
    return isinstance(found, _DATES) and abs(to_excel(found, epoch) - value) < _MILLISECOND
