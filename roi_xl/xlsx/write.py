"""Writes new cached values into a workbook, changing nothing else, and makes an edited workbook's file.

Edits are made in memory, one after another if needed; `written` packs the parts once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from roi_xl.catalogue import Scalar
from roi_xl.xlsx.address import Address, Area
from roi_xl.xlsx.cell_reader import check_worksheet
from roi_xl.xlsx.patch import patched
from roi_xl.xlsx.refusals import PackageError
from roi_xl.xlsx.relationships import relationships, removed
from roi_xl.xlsx.sheet import Sheet
from roi_xl.xlsx.stored_values import same
from roi_xl.xlsx.workbook import Workbook

_NOTHING: Mapping[str, Mapping[Address, Area]] = MappingProxyType({})


def with_values(
    book: Workbook,
    values: Mapping[str, Mapping[Address, Scalar]],
    areas: Mapping[str, Mapping[Address, Area]] = _NOTHING,
) -> Workbook:
    """The workbook with new cached values.

    Formulas stay, and every part without a changed cell stays the same to the byte. Excel isn't asked to
    recalculate on opening: on a computer without the add-in that would replace results with `#NAME?`.

    Args:
        book: The workbook as read or edited.
        values: New values by sheet name and cell, including the cells that a spilling formula fills; None
            clears. Values that are already cached change nothing.
        areas: New areas of array formulas by sheet name and anchor; `values` must clear the cells that a
            shrinking array no longer fills. Other formulas have no area to change.

    Returns:
        The new workbook, which `written` turns into a file; the same object if nothing changes.

    Raises:
        PackageError: A text is longer than a cell can hold.
        KeyError: There is no sheet of that name, or no formula at an anchor.
    """
    sheets = {sheet.name: sheet for sheet in book.sheets}
    replaced: dict[str, bytes] = {}
    dropped: set[str] = set()
    changed: list[Sheet] = []
    for name in values.keys() | areas.keys():
        sheet = sheets[name]
        new_values = _changed_values(sheet, values.get(name, {}))
        new_areas = _changed_areas(sheet, areas.get(name, {}))
        if new_values or new_areas:
            old = book.package.read(sheet.part)
            replaced[sheet.part] = patched(old, sheet.part, new_values, new_areas, sheet.formulas)
            arrays = {cell: replace(sheet.formulas[cell], area=area) for cell, area in new_areas.items()}
            changed.append(sheet.with_cells(new_values, arrays))
        if new_areas:
            dropped |= _without_calculation_chain(book, replaced)
    return book.edited(replaced, dropped, changed)


def written(book: Workbook) -> bytes:
    """The file of an edited workbook.

    Args:
        book: The workbook with its edits.

    Returns:
        The new package; the same object that was read if nothing was edited.

    Raises:
        PackageError: It carries a digital signature, which any change would void; a worksheet isn't valid any
            more; or the file would be too large.
    """
    if book.signed and book.package.is_edited:
        raise PackageError("signed", "it is digitally signed", "remove the signature in Excel")
    for sheet in book.sheets:
        if book.package.is_new(sheet.part):
            check_worksheet(book.package.read(sheet.part), sheet.part)
    return book.package.data


def _changed_values(sheet: Sheet, values: Mapping[Address, Scalar]) -> dict[Address, Scalar]:
    cached = sheet.values
    return {cell: value for cell, value in values.items() if not same(value, cached.get(cell))}


def _changed_areas(sheet: Sheet, areas: Mapping[Address, Area]) -> dict[Address, Area]:
    return {cell: area for cell, area in areas.items() if sheet.formulas[cell].area not in {None, area}}


def _without_calculation_chain(book: Workbook, replaced: dict[str, bytes]) -> set[str]:
    """Remove the calculation chain from relationships and content types; returns its parts.

    The chain may list cells that an array formula fills. Excel silently rebuilds a missing chain, but offers
    to repair the workbook if the chain names a cell without a formula.
    """
    links = relationships(book.package, book.part).items()
    chains = {name for name, link in links if link.kind == "calcChain"}
    return removed(book.package, book.part, chains, replaced)
