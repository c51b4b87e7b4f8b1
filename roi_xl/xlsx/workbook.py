"""Reads a workbook: its sheets, names, tables and links, found through the package's relationships."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import NamedTuple, TypeVar

from roi_xl.xlsx.address import Area, area
from roi_xl.xlsx.cell_reader import sheet
from roi_xl.xlsx.markup import MAIN, Attributes, attribute, is_true, local, parse, unescaped
from roi_xl.xlsx.package import Package
from roi_xl.xlsx.refusals import PackageError, broken_sheet, missing_part
from roi_xl.xlsx.relationships import CONTENT_TYPES, Relationship, relationships
from roi_xl.xlsx.shared import dynamic_array_marks, shared_strings
from roi_xl.xlsx.sheet import Grid, Sheet

_REMEDY = "open it in Excel and save it as .xlsx"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DefinedName:
    """A defined name.

    Attributes:
        name: As Excel stores it.
        text: What it refers to, without `=`.
        sheet: The worksheet where it is valid; None for the whole workbook.
        hidden: Whether Excel hides it from its users.
    """

    name: str
    text: str
    sheet: str | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a sheet.

    Attributes:
        name: The name that formulas use.
        sheet: The worksheet's name.
        area: Its area, with header and totals rows.
        columns: The names of the columns, from left to right.
        header_rows: 0 or 1.
        totals_rows: 0 or 1.
    """

    name: str
    sheet: str
    area: Area
    columns: tuple[str, ...]
    header_rows: int = 1
    totals_rows: int = 0


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook as stored in its file, or as edited in memory.

    Attributes:
        package: Its parts, including edits.
        part: The name of its main part.
        sheets: The worksheets in the order of their tabs.
        names: Defined names.
        tables: The tables of all sheets.
        links: The target of each external link by the number that formulas use, as in `[1]`.
        date1904: Whether dates count from 1904.
        iterative: Whether Excel iterates circular references.
        full_precision: False when Excel computes with the numbers as displayed.
        signed: Whether a digital signature covers it, which any change would void.
        macro: Whether it holds macros, which are never run.
        calc_mode: `auto`, `autoNoTable` or `manual`.
        stored: The sheets as the package holds them; None where the package was edited since it was read.
    """

    package: Package
    part: str
    sheets: tuple[Sheet, ...]
    names: tuple[DefinedName, ...]
    tables: tuple[Table, ...]
    links: Mapping[int, str]
    date1904: bool = False
    iterative: bool = False
    full_precision: bool = True
    signed: bool = False
    macro: bool = False
    calc_mode: str = "auto"
    stored: tuple[Sheet, ...] | None = field(default=None, repr=False, compare=False)

    def edited(
        self, replaced: Mapping[str, bytes], dropped: Collection[str] = (), sheets: Iterable[Sheet] = ()
    ) -> Workbook:
        """The workbook with other parts, in memory; `written` makes its file, and refuses a signed one.

        Args:
            replaced: New content by part name.
            dropped: Parts to leave out.
            sheets: The changed sheets.

        Returns:
            The new workbook; this same object if nothing is replaced.

        Raises:
            PackageError: There is no such part.
        """
        if not replaced:
            return self
        new = {sheet.name: sheet for sheet in sheets}
        return replace(
            self,
            package=self.package.edited(replaced, dropped),
            sheets=tuple(new.get(sheet.name, sheet) for sheet in self.sheets),
            stored=None,
        )


def read(package: Package) -> Workbook:
    """Read a workbook: every worksheet with its values and formulas.

    Args:
        package: The file.

    Raises:
        PackageError: It isn't a valid workbook.
    """
    part = _main_part(package)
    links = relationships(package, part)
    main = _Main(part)
    parse(package.read(part), part, main.start, main.end, main.text)
    sheets, tables = _sheets(package, main, links)
    worksheets = {sheet.name for sheet in sheets}
    return Workbook(
        package=package,
        part=part,
        sheets=sheets,
        names=main.defined_names(worksheets),
        tables=tables,
        links=_external_links(package, main.external, links),
        date1904=main.is_date1904,
        iterative=is_true(main.calculation.get("iterate")),
        full_precision=is_true(main.calculation.get("fullPrecision"), default=True),
        signed=_is_signed(package),
        macro=any(link.kind == "vbaProject" for link in links.values()),
        calc_mode=main.calculation.get("calcMode", "auto"),
        stored=sheets,
    )


def _main_part(package: Package) -> str:
    if CONTENT_TYPES not in package:
        if "mimetype" in package and b"opendocument" in package.read("mimetype")[:200]:
            raise PackageError("ods", "it is an OpenDocument file", _REMEDY)
        raise PackageError("not-a-workbook", "it is a zip file, not a workbook", _REMEDY)
    mains = [link for link in relationships(package, "").values() if link.kind == "officeDocument"]
    if not mains or mains[0].external:
        raise PackageError("not-a-workbook", "it is an Office package without a workbook", _REMEDY)
    part = mains[0].target
    if part.lower().endswith(".bin"):
        raise PackageError("xlsb", "it is a binary workbook (.xlsb)", "save it as .xlsx in Excel")
    return part


def _is_signed(package: Package) -> bool:
    """Whether the package is signed; new values don't affect a signature of its macros alone."""
    return any(link.kind == "origin" for link in relationships(package, "").values()) or any(
        name.lower().startswith("_xmlsignatures/") for name in package.names
    )


class _Tab(NamedTuple):
    """One tab: the sheet's name, the identifier of its relationship, its permanent number, and its state."""

    name: str
    identifier: str
    number: str
    state: str


class _Main:
    """Reads the workbook's main part."""

    def __init__(self, part: str) -> None:
        self._part = part
        self._path: list[str] = []
        self._name: Attributes = {}
        self._text: list[str] = []
        self._names: list[tuple[Attributes, str]] = []
        self.tabs: list[_Tab] = []
        self.external: list[str] = []
        self.properties: Attributes = {}
        self.calculation: Attributes = {}

    @property
    def is_date1904(self) -> bool:
        """Whether days count from 1904."""
        return is_true(self.properties.get("date1904"))

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        namespace, _, tag = name.rpartition(" ")
        if not self._path and (tag != "workbook" or namespace not in MAIN):
            raise PackageError("not-a-workbook", f"its main part is <{tag}>, not a workbook", _REMEDY)
        self._path.append(tag)
        match self._path[1:]:
            case ["sheets", "sheet"]:
                name = unescaped(attributes.get("name", ""))
                state = attributes.get("state", "visible")
                number = attributes.get("sheetId", "")
                self.tabs.append(_Tab(name, attribute(attributes, "id") or "", number, state))
            case ["externalReferences", "externalReference"]:
                self.external.append(attribute(attributes, "id") or "")
            case ["workbookPr"]:
                self.properties = attributes
            case ["calcPr"]:
                self.calculation = attributes
            case ["definedNames", "definedName"]:
                self._name, self._text = attributes, []

    def text(self, piece: str) -> None:
        """Character data."""
        if self._path[1:] == ["definedNames", "definedName"]:
            self._text.append(piece)

    def end(self, _: str) -> None:
        """An element ends."""
        if self._path[1:] == ["definedNames", "definedName"]:
            self._names.append((self._name, unescaped("".join(self._text))))
        self._path.pop()

    def defined_names(self, worksheets: set[str]) -> tuple[DefinedName, ...]:
        """The defined names, without those local to a sheet that isn't a worksheet."""
        names = []
        for attributes, text in self._names:
            scope = attributes.get("localSheetId")
            tab = None if scope is None else self._tab(scope)
            if scope is None or tab in worksheets:
                hidden = is_true(attributes.get("hidden"))
                names.append(DefinedName(unescaped(attributes.get("name", "")), text, tab, hidden))
        return tuple(names)

    def _tab(self, scope: str) -> str | None:
        """The tab of a local scope, whose number counts all tabs, chart sheets too."""
        index = int(scope) if scope.isdecimal() else len(self.tabs)
        return self.tabs[index].name if index < len(self.tabs) else None


def _sheets(
    package: Package, main: _Main, links: Mapping[str, Relationship]
) -> tuple[tuple[Sheet, ...], tuple[Table, ...]]:
    by_kind = {link.kind: link.target for link in links.values() if not link.external}
    strings = _once(package, by_kind.get("sharedStrings"), shared_strings, default=list[str]())
    marks = _once(package, by_kind.get("sheetMetadata"), dynamic_array_marks, default=frozenset[str]())()

    def grid() -> Grid:
        return Grid(strings, marks, package.limits.cells, date1904=main.is_date1904)

    sheets: list[Sheet] = []
    tables: list[Table] = []
    taken: set[str] = set()
    for name, identifier, number, state in main.tabs:
        if not identifier:  # Excel 95 module sheets have no part of their own
            continue
        link = links.get(identifier)
        if link is None or link.external:
            raise missing_part(f"sheet {name!r}")
        if link.kind != "worksheet":  # we read no cells of chart, dialog and macro sheets
            continue
        if {name.lower(), link.target} & taken:
            raise broken_sheet(f"two sheets named {name!r}, or in one part")
        taken |= {name.lower(), link.target}
        read = sheet(package.read(link.target), name, link.target, grid)
        sheets.append(replace(read, number=number, hidden=state != "visible"))
        tables.extend(_tables(package, name, link.target))
    if not main.tabs:
        raise broken_sheet("the workbook has no sheets")
    return tuple(sheets), tuple(tables)


def _once(package: Package, part: str | None, made: Callable[[bytes, str], T], default: T) -> Callable[[], T]:
    """A function that reads a part when it is first called, and only once."""

    @cache
    def content() -> T:
        return default if part is None or part not in package else made(package.read(part), part)

    return content


def _tables(package: Package, sheet_name: str, part: str) -> list[Table]:
    return [
        _table(package.read(link.target), link.target, sheet_name)
        for link in relationships(package, part).values()
        if link.kind == "table" and not link.external
    ]


def _table(data: bytes, part: str, sheet_name: str) -> Table:
    root: Attributes = {}
    columns: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        if local(name) == "table" and not root:
            root.update(attributes)
        elif local(name) == "tableColumn":
            columns.append(unescaped(attributes.get("name", "")))

    parse(data, part, start)
    name = root.get("displayName") or root.get("name", "")
    header, totals = root.get("headerRowCount", "1"), root.get("totalsRowCount", "0")
    return Table(
        name, sheet_name, area(root.get("ref", "")), tuple(columns), int(header != "0"), int(totals != "0")
    )


def _external_links(
    package: Package, identifiers: list[str], links: Mapping[str, Relationship]
) -> Mapping[int, str]:
    """Link targets by number; a link without a target keeps its number, so that the others keep theirs."""
    targets: dict[int, str] = {}
    for number, identifier in enumerate(identifiers, 1):
        link = links.get(identifier)
        if link is not None and not link.external and link.target in package:
            targets[number] = _external_target(package, link.target)
    return targets


def _external_target(package: Package, part: str) -> str:
    identifiers: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        if local(name) in {"externalBook", "oleLink"}:
            identifiers.append(attribute(attributes, "id") or "")

    parse(package.read(part), part, start)
    outside = relationships(package, part)
    return next((outside[identifier].target for identifier in identifiers if identifier in outside), "")
