"""Reads the formulas of a workbook, and rewrites references, names, tables and our functions plainly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import lru_cache

from roi_xl.formulas.areas import in_order, only_place, spelled
from roi_xl.formulas.built_in import BUILT_IN
from roi_xl.formulas.calls_with_known_results import Seat, with_known_calls
from roi_xl.formulas.defined_names import Scope, link_number, unquoted
from roi_xl.formulas.error_literals import joined, without_calls_of_errors, without_google_calls
from roi_xl.formulas.excel_functions import (
    ARRAY_CALLERS,
    FLAGGED,
    NEVER_CURRENT,
    OUTSIDE,
    UNBOUNDED,
    is_criteria_range,
)
from roi_xl.formulas.hidden_rows import Hidden, without_hidden_rows
from roi_xl.formulas.meaning import IN_EXCEL, Analysis, Obstacle, Place
from roi_xl.formulas.other_rows import InOneRow, in_one_row
from roi_xl.formulas.punctuation import read_punctuation
from roi_xl.formulas.reader_state import Reading, is_cut_off
from roi_xl.formulas.references import UnresolvedReferenceError, reference_area, table_area
from roi_xl.formulas.relative_names import counts_its_cell, is_relative, seen_from
from roi_xl.formulas.sheet_ranges import is_spread, sheets_between
from roi_xl.formulas.spelling import Spelling, bare, is_foreign, is_variable, question, sheet_alias
from roi_xl.formulas.structure import Structure, structure_of
from roi_xl.xlsx import Address, DefinedName, Table, Workbook
from roi_xl.xlsx.formula import (
    TokenKind,
    column_letters,
    tokens,
)

_LONGEST_FORMULA = 8_192  # characters: Excel's own limit
_MOST_REMEMBERED = 20_000  # formulas; larger workbooks rarely come in hundreds from one template
_ARITHMETIC = frozenset("+-*/^%")


def analyst(book: Workbook, ours: Iterable[str]) -> Analyst:
    """The reader of a workbook's formulas.

    Args:
        book: The workbook.
        ours: Names of our worksheet functions.
    """
    return _analyst(structure_of(book, ours))


@lru_cache(maxsize=2)
def _analyst(structure: Structure) -> Analyst:
    """One reader for all workbooks of one structure: hundreds from one template are read once."""
    return Analyst(structure)


class Analyst:
    """Reads the formulas of workbooks of one structure; knows their sheets, names, tables and links."""

    def __init__(self, structure: Structure) -> None:
        self.structure = structure
        names = [name for name, _, _ in structure.sheets]
        self._scope = Scope(structure.names, names)
        self._ours = structure.ours
        self._spelling = Spelling(structure.ours, dict(structure.links), self._scope)
        self._sheets = {name.lower(): name for name in names}
        self._aliases = {name: sheet_alias(number) for number, name in enumerate(names)}
        self._hidden = {
            name: Hidden(self._aliases[name], sorted(rows), filters)
            for name, rows, filters in structure.sheets
            if rows
        }
        self._tables: dict[str, Table] = {table.name.lower(): table for table in structure.tables}
        self._named: dict[tuple[str | None, str], Analysis] = {}
        self._names_open = 0  # how many names are being read, one inside another
        self._readers: dict[TokenKind, Callable[[Reading, int, str], None]] = {
            TokenKind.REFERENCE: self._reference,
            TokenKind.FUNCTION: self._function,
            TokenKind.NAME: self._name,
            TokenKind.STRUCTURED: self._structured,
            TokenKind.PREFIX: self._prefix,
        }
        self._seen: dict[tuple[str, str, Address, bool], Analysis] = {}
        self._texts_of_names: dict[str, list[str]] = defaultdict(list)
        for each in structure.names:
            self._texts_of_names[each.name.lower()].append(each.text)
        self._first: dict[tuple[str, str, bool], tuple[int, Analysis]] = {}
        self._in_rows: dict[tuple[str, str, bool], InOneRow | None] = {}
        self._areas: dict[tuple[str, int], Place] = {}

    def analysis(self, formula: str, sheet: str, address: Address, *, in_array: bool) -> Analysis:
        """What a formula at a cell means.

        Args:
            formula: Its stored text without the equals sign.
            sheet: Its sheet.
            address: The cell.
            in_array: Whether it is an array formula; in any other, a range in place of one value means the
                cell in the formula's own row or column.
        """
        key = (formula, sheet, address, in_array)
        known = self._seen.get(key)
        if known is None:
            known = self._in_another_row(formula, sheet, address, in_array=in_array)
            if len(self._seen) < _MOST_REMEMBERED:
                self._seen[key] = known
        return known

    def _in_another_row(self, formula: str, sheet: str, address: Address, *, in_array: bool) -> Analysis:
        """What a formula means; read once for all cells that have its text, where only the row differs."""
        if self._hidden:
            return self._read(formula, sheet, address, in_array=in_array)
        key, row = (formula, sheet, in_array), address[0]
        first = self._first.get(key)
        if first is not None and key not in self._in_rows:
            known, pieces = first[1], tokens(formula)
            self._in_rows[key] = in_one_row(known, pieces, first[0], self._tables, self._aliases, self._moves)
        seen = self._in_rows.get(key)
        meaning = None if seen is None else seen.in_row(row)
        if meaning is None:
            meaning = self._read(formula, sheet, address, in_array=in_array)
            if first is None and len(self._first) < _MOST_REMEMBERED:
                self._first[key] = row, meaning
        return meaning

    def _moves(self, word: str) -> bool:
        """Whether any name so called refers to other cells where another cell uses it."""
        return any(is_relative(text) for text in self._texts_of_names.get(word.lower(), ()))

    def name(self, name: DefinedName) -> Analysis:
        """What a defined name stands for, read relative to A1 of its sheet, as Excel stores it."""
        key = (name.sheet, name.name.lower())
        if key not in self._named:
            itself = Obstacle("circular", f"the name {name.name} refers to itself", "correct the name")
            self._named[key] = Analysis("#NAME?", plain=False, obstacle=itself)
            sheet = name.sheet or next(iter(self._sheets.values()), "")
            self._names_open += 1
            self._named[key] = self._read(name.text, sheet, (1, 1), in_array=True, in_name=True)
            self._names_open -= 1
        return self._named[key]

    def _read(
        self, formula: str, sheet: str, address: Address, *, in_array: bool, in_name: bool = False
    ) -> Analysis:
        if len(formula) > _LONGEST_FORMULA:
            detail = f"formula of {len(formula):,} characters, Excel allows 8,192"
            return Analysis("0", obstacle=Obstacle("too-long", detail, "shorten the formula"))
        seat = None if in_name else Seat(address, lambda word: self._is_place(word, sheet))
        pieces = with_known_calls(joined(without_google_calls(tokens(formula))), seat)
        reading = Reading(pieces, sheet, *address, in_array)
        for index, token in enumerate(reading.pieces):
            if (token.kind is TokenKind.FUNCTION or token.text in _ARITHMETIC) and reading.is_criterion():
                reading.computes_criteria = True
            read = self._readers.get(token.kind)
            if read is not None:
                read(reading, index, token.text)
            else:
                read_punctuation(reading, index, token.text, self._spelling)
        return without_hidden_rows(without_calls_of_errors(reading.finished()), self._hidden)

    def _is_place(self, word: str, sheet: str) -> bool:
        """Whether a word is a table, or a name of the same area wherever it is used."""
        name = self._scope.meant(None, word, sheet)
        if name is None:
            return word.lower() in self._tables
        kinds = [token.kind for token in tokens(name.text)]
        if TokenKind.NAME in kinds or TokenKind.OPEN in kinds or is_relative(name.text):
            return False  # a name of a name, a call, or a name that moves with the cell
        return only_place(self.name(name)) is not None

    def _prefix(self, reading: Reading, index: int, text: str) -> None:
        following = reading.pieces[index + 1] if index + 1 < len(reading.pieces) else None
        kind = None if following is None else following.kind
        if following is not None and kind is TokenKind.FUNCTION:
            if self._spelling.ours(text, following.text, reading.sheet) is None:
                reading.out.append(text)
            return
        if kind not in {TokenKind.NAME, TokenKind.REFERENCE}:  # their readers write the qualifier
            reading.out.append(text)

    def _reference(self, reading: Reading, index: int, text: str) -> None:
        prefix = reading.prefix(index)
        sheet = reading.sheet
        if prefix is not None:
            place = unquoted(prefix)
            known = self._sheets.get(place.lower())
            between = sheets_between(place, list(self._sheets.values())) if ":" in place else ()
            if between and is_spread(reading, index):
                reading.inputs += [(name, reference_area(text)) for name in between]
                reading.written_out.append(prefix + text)
                reading.out.append(",".join(self._on(name, text) for name in between))
                return
            if known is None:
                reading.out.append(text)
                reading.plain = False
                self._nowhere(reading, prefix + text, place)
                return
            sheet = known
        area = reference_area(text)
        reference = self._operand(reading, index, (sheet, area)) or in_order(text, area)
        reading.out.append(self._on(sheet, reference))

    def _operand(self, reading: Reading, index: int, place: Place) -> str | None:
        """Record what an operand reads; the cell it means if it is a range in place of one value."""
        sheet, area = place
        bracket = reading.brackets[-1] if reading.brackets else None
        if bracket is not None and is_criteria_range(bracket.function or "", bracket.argument):
            reading.criteria.append(place)
        if area[:2] == area[2:]:
            reading.places[index] = sheet, area[:2]
        elif reading.wants_one_value(index):
            return self._cut(reading, index, place)
        else:
            reading.object_to_range(index)
            reading.native_arrays = reading.native_arrays or reading.wants_array(index)
        reading.inputs.append(place)
        return None

    def _cut(self, reading: Reading, index: int, place: Place) -> str | None:
        """The one cell of a range that is in the formula's row or column."""
        sheet, area = place
        cell = reading.in_line(area)
        reading.intersects = True
        modern = [bracket.function for bracket in reading.brackets if bracket.function in FLAGGED]
        if cell is None:
            detail = "a range where one value belongs, with no cell in the formula's row or column"
            reading.block("implicit-intersection", detail, "write one cell or an array formula")
        elif modern:
            detail = f"an array in {modern[0]}, in a formula that isn't stored as an array formula"
            reading.block("array-flag", detail, "enter the formula anew in Excel")
        elif reading.calls and any(bracket.is_ours for bracket in reading.brackets):
            detail = "a range where our function takes one value"
            reading.block("implicit-intersection", detail, "write one cell or an array formula")
        else:
            reading.places[index] = sheet, cell
            reading.inputs.append((sheet, (*cell, *cell)))
            one = f"${column_letters(cell[1])}${cell[0]}"
            is_at = any(bracket.function == "SINGLE" for bracket in reading.brackets[-1:])  # not copied
            reading.ranges[len(reading.out)] = self._on(sheet, one if is_at else spelled(area))
            return one
        reading.inputs.append(place)
        return None

    def _nowhere(self, reading: Reading, text: str, place: str) -> None:
        if "[" in place:
            self._outside(reading, text)
        elif ":" in place:
            reading.block("3d-reference", f"{text} spans sheets", IN_EXCEL)
        else:
            reading.block("missing-sheet", f"{text}: no worksheet of that name", "repair the reference")

    def _outside(self, reading: Reading, text: str) -> None:
        reading.block(
            "external-link", f"{text} reads another workbook", "open both workbooks in Excel and save"
        )

    def _name(self, reading: Reading, index: int, text: str) -> None:
        if bare(text).upper() in {"TRUE", "FALSE"} or is_variable(text):
            reading.out.append(text)
            return
        prefix = reading.prefix(index)
        name = self._scope.meant(prefix, text, reading.sheet)
        if name is None and prefix is None and text.lower() in self._tables:
            self._structured(reading, index, f"{text}[]")  # as openpyxl writes it
            return
        if name is None:
            reading.out.append("#NAME?")
            if prefix is not None and "[" in prefix:
                self._outside(reading, prefix + text)
            elif is_cut_off(reading.pieces, index) and self._spelling.ours(prefix, text, reading.sheet):
                detail = f"a blank between {text} and its bracket, which makes it a name for Excel"
                reading.block("cut-off-call", detail, "delete the blank")
            else:
                reading.block("unknown-name", f"the name {text} isn't defined", "define the name")
            return
        meaning = self._meaning(reading, text, name)
        reading.take_over(text, meaning)
        place = only_place(meaning)
        if place is not None and not is_relative(name.text):
            reading.resolved.append(((prefix or "") + text, place))
        if place is None:
            if not is_relative(name.text):
                reading.written_out.append(text)
            self._computed(reading, index, text, meaning)
        else:
            cell = self._operand(reading, index, place)
            reading.out.append(meaning.text if cell is None else self._on(place[0], cell))

    def _meaning(self, reading: Reading, text: str, name: DefinedName) -> Analysis:
        """What a name means at the place where a formula uses it."""
        if counts_its_cell(name.text):
            detail = f"the name {text} counts the row or column of the cell that uses it"
            reading.block("relative-name", detail, IN_EXCEL)
        elif is_relative(name.text):
            cell = reading.row, reading.column
            here = None if self._names_open else seen_from(name.text, cell)
            if here is not None:
                return self._read(here, name.sheet or reading.sheet, cell, in_array=True, in_name=True)
            reading.block("relative-name", f"the name {text} moves with the cell", IN_EXCEL)
        return self.name(name)

    def _computed(self, reading: Reading, index: int, text: str, meaning: Analysis) -> None:
        """Write the formula of a name that stands for more than an area."""
        reading.inputs.extend(meaning.inputs)
        reading.write_out(meaning)
        if meaning.gives_range:
            reading.object_to_range(index)
            if reading.wants_one_value(index):
                detail = f"the name {text} may give a range where one value belongs"
                reading.block("implicit-intersection", detail, "write one cell or an array formula")
        elif meaning.gives_array or meaning.unbounded:
            reading.object_to_array()

    def _function(self, reading: Reading, index: int, text: str) -> None:
        prefix = reading.prefix(index)
        ours = self._spelling.ours(prefix, text, reading.sheet)
        if ours is not None:
            reading.cut(len(reading.out))
            reading.out.append(ours)
            reading.functions.add(ours)
            reading.calls += 1
            if text.upper() == ours and (prefix is None or link_number(prefix) == 0):
                reading.plain_calls.add(ours)
            return
        name = bare(text).upper()
        is_made_here = is_variable(text) or self._is_own_function(prefix, text, reading.sheet)
        if is_foreign(text) or (prefix is not None and not is_made_here):
            detail = f"{prefix or ''}{text} belongs to another add-in"
            remedy = question([text], self._ours) or "recalculate in Excel with it"
            reading.block("unknown-function", detail, remedy)
            reading.out.append(text)
            return
        if name == "SINGLE" and reading.is_single(index):
            return
        reading.out.append(text)
        if is_made_here:
            reading.plain = False
            what = "variable" if is_variable(text) else "name of the workbook's own"
            reading.block("lambda", f"{text} is a {what}, called as a function", IN_EXCEL)
            return
        if name not in ARRAY_CALLERS and not (name == "CHAR" and reading.is_ascii_call(index)):
            reading.functions.add(name)
        reading.unbounded = reading.unbounded or name in UNBOUNDED
        if name in NEVER_CURRENT:
            reading.block("volatile", f"{name} is never current", "type a value to have a repeatable figure")
        elif name in OUTSIDE:
            reading.block("unsupported-function", f"{name} reads what only Excel knows", IN_EXCEL)

    def _is_own_function(self, prefix: str | None, text: str, sheet: str) -> bool:
        """Whether a call means a name defined in the workbook; a built-in function's name never does."""
        is_name = self._scope.meant(prefix, text, sheet) is not None
        return is_name and (prefix is not None or bare(text).upper() not in BUILT_IN)

    def _structured(self, reading: Reading, index: int, text: str) -> None:
        try:
            place = self._table_area(text, reading)
        except UnresolvedReferenceError:
            reading.out.append("#REF!")
            reading.plain = False
            reading.block("missing-table", f"{text} names no table, column or row", "repair the reference")
            return
        reading.resolved.append((text, place))
        sheet, (top, left, bottom, right) = place
        cell = self._operand(reading, index, place)
        # Absolute, since a relative reference in a name would move.
        area = f"${column_letters(left)}${top}"
        if (top, left) != (bottom, right):
            area += f":${column_letters(right)}${bottom}"
        reading.out.append(self._on(sheet, cell or area))

    def _table_area(self, text: str, reading: Reading) -> Place:
        """The area that a structured reference means at a cell, which depends on the cell's row at most."""
        if text.startswith("["):  # in the table around the cell
            return table_area(text, self._tables, reading.sheet, reading.row, reading.column)
        key = text, reading.row if "#" in text or "@" in text else 0
        known = self._areas.get(key)
        if known is None:
            known = table_area(text, self._tables, reading.sheet, reading.row, reading.column)
            if len(self._areas) < _MOST_REMEMBERED:
                self._areas[key] = known
        return known

    def _on(self, sheet: str, reference: str) -> str:
        return f"{self._aliases[sheet]}!{reference}"
