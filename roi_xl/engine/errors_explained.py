"""Explains the errors of our functions that a workbook's cells show, and which cells are at fault.

A call doesn't know its cell. So the formulas of cells with an error are computed again, with a witness in
place of each of our functions: its first argument is the number of the call.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from roi_xl.catalogue import CellInput, CellValue, Function, Reason
from roi_xl.catalogue.cells import first_error, scalars
from roi_xl.engine.answer.first_answer import FirstAnswer
from roi_xl.engine.answer.known_values import known_values
from roi_xl.engine.answer.question import Question
from roi_xl.engine.formualizer import adapter as formualizer
from roi_xl.engine.formualizer.each_cell import lifted
from roi_xl.engine.plain_copy import engine_copy
from roi_xl.engine.results import EngineError
from roi_xl.errors import CellError
from roi_xl.formulas.meaning import Place
from roi_xl.formulas.references import reference_area
from roi_xl.formulas.spelling import sheet_alias
from roi_xl.xlsx import Cell, a1, place
from roi_xl.xlsx.formula import MAX_COLUMN, MAX_ROW, Token, TokenKind, arguments_of, tokens

_WITNESSED = "_WITNESSED_"
_MOST = 1_000  # cells; with more, the user corrects these first


class CellReason(NamedTuple):
    """Why one of our functions gave an error that a cell shows.

    Attributes:
        cell: The cell that shows the error; in an array or a spill, not always the cell with the formula.
        reason: What the function says.
        place: The cell or area at fault, such as `Costs!B5`; empty where the argument is no plain reference.
    """

    cell: Cell
    reason: Reason
    place: str


class _Call(NamedTuple):
    """A call of one of our functions: its cell, and what its arguments refer to."""

    cell: Cell
    function: Function
    places: Sequence[Place | None]


def reasons(answer: FirstAnswer, believed: Iterable[Cell]) -> tuple[CellReason, ...]:
    """Why our functions gave the errors of an answer, sheet by sheet and row by row.

    Args:
        answer: The primary engine's answer.
        believed: The cells whose values are believed.

    Returns:
        The reasons of a cell in the order of evaluation: an inner call before the one around it. A reason
        that only says an error was passed in is left out if another reason of the same cell says where it
        comes from.
    """
    cells = [cell for cell in believed if answer.question.analyses[cell].calls and _errors(answer, cell)]
    if not cells:
        return ()
    order = {name: number for number, name in enumerate(answer.question.sheets)}
    cells = sorted(cells, key=lambda cell: (order[cell[0]], cell[1]))[:_MOST]
    found = _witnessed(answer, cells)
    return tuple(each for cell in cells for each in _relevant(found[cell], _errors(answer, cell)))


def _errors(answer: FirstAnswer, cell: Cell) -> set[CellError]:
    """The errors that a cell, or an array that starts there, shows."""
    return {value for value in answer.values.get(cell, {}).values() if isinstance(value, CellError)}


def _relevant(found: Iterable[CellReason], shown: set[CellError]) -> Iterator[CellReason]:
    """The reasons of a cell that explain the errors it shows."""
    relevant = [each for each in dict.fromkeys(found) if each.reason.error in shown]
    raised = {each.reason.error for each in relevant if not each.reason.is_passed_on}
    return (each for each in relevant if not each.reason.is_passed_on or each.reason.error not in raised)


def _showing(answer: FirstAnswer, cell: Cell, error: CellError, result: CellValue) -> Cell:
    """The cell of an array that shows an error: by its position in a call's result, or else the first one."""
    sheet, (top, left) = cell
    values = answer.values[cell]
    width = len(result[0]) if isinstance(result, tuple) else 1
    number = next(n for n, value in enumerate(scalars(result)) if isinstance(value, CellError))
    row, column = divmod(number, width)
    there = (top + row, left + column)
    if values.get(there) is error:
        return sheet, there
    return sheet, min((address for address, value in values.items() if value is error), default=cell[1])


def _witnessed(answer: FirstAnswer, cells: Sequence[Cell]) -> Mapping[Cell, Sequence[CellReason]]:
    """The reasons of all errors that our functions give while some cells are computed."""
    calls: list[_Call] = []
    found: dict[Cell, list[CellReason]] = defaultdict(list)
    sheets, question = known_values(answer, cells), answer.question
    for cell in cells:
        sheet, anchor = cell
        formula = question.cells[cell]
        for address in answer.values[cell]:
            sheets[sheet].pop(address, None)
        text = lifted(question.analyses[cell].text, in_array=formula.kind != "normal")
        numbered = _numbered(question, cell, text, calls)
        sheets[sheet][anchor] = question.written(cell, numbered, answer.areas.get(cell, formula.area))

    def witness(function: Function) -> Callable[..., CellValue]:
        def call(number: float, *arguments: CellInput) -> CellValue:
            result = function.call(*arguments)
            reason = None if first_error(result) is None else function.reason(*arguments)
            if reason is not None:
                one = calls[int(number)]
                shows = _showing(answer, one.cell, reason.error, result)
                found[one.cell].append(CellReason(shows, reason, _place(one, reason)))
            return result

        return call

    date1904 = question.book.date1904
    copy = engine_copy([*sheets.values()], date1904=date1904)
    witnesses = {name + _WITNESSED: witness(function) for name, function in question.functions.items()}
    try:
        formualizer.results(copy, [*sheets], {}, question.today, date1904=date1904, witnesses=witnesses)
    except EngineError:
        return defaultdict(list)  # the values are used without reasons
    return found


def _numbered(question: Question, cell: Cell, text: str, calls: list[_Call]) -> str:
    """A formula that calls witnesses, each with the number of its call; adds the calls to the list."""
    sheets = {sheet_alias(number): name for number, name in enumerate(question.sheets)}
    pieces = tokens(text)
    out: list[str] = []
    for index, (kind, piece) in enumerate(pieces):
        function = (
            question.functions.get(pieces[index - 1].text) if index and kind is TokenKind.OPEN else None
        )
        if kind is TokenKind.FUNCTION and piece in question.functions:
            out.append(piece + _WITNESSED)
        elif function is not None:
            arguments, _ = arguments_of(pieces, index)
            out.append(f"({len(calls)}{',' if any(arguments) else ''}")
            calls.append(_Call(cell, function, [_referred(argument, sheets) for argument in arguments]))
        else:
            out.append(piece)
    return "".join(out)


def _referred(argument: Sequence[Token], sheets: Mapping[str, str]) -> Place | None:
    """The area that an argument refers to; None if it isn't a plain reference."""
    if [piece.kind for piece in argument] != [TokenKind.PREFIX, TokenKind.REFERENCE]:
        return None
    prefix, reference = argument
    return sheets[prefix.text.removesuffix("!")], reference_area(reference.text)


def _place(call: _Call, reason: Reason) -> str:
    """The cell or area that a reason is about, as Excel writes it; empty if the formula doesn't show it."""
    names = [param.name for param in call.function.params]
    given = names.index(reason.argument) if reason.argument else len(names)
    referred = call.places[given] if given < len(call.places) else None
    if referred is None:
        return ""
    sheet, (top, left, bottom, right) = referred
    if reason.row is not None:
        top = bottom = top + reason.row - 1
    if reason.column is not None:
        left = right = left + reason.column - 1
    if bottom == MAX_ROW or right == MAX_COLUMN:  # a whole column or row helps nobody to find the error
        return ""
    first = place((sheet, (top, left)))
    return first if (top, left) == (bottom, right) else f"{first}:{a1((bottom, right))}"
