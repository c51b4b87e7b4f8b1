"""The add-in's own VBA in pyOpenVBA's interpreter, called with cells; real classic xlwings answers."""

import json
import sys
import traceback
from pathlib import Path

from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.interpreter import _values as vba
from pyopenvba.interpreter._objects import VBAObject, method

sys.path.insert(0, str(Path(__file__).parent))
import vba_modules
import windows

xlwings = windows.xlwings()


ERRORS = {
    "#NULL!": 2000, "#DIV/0!": 2007, "#VALUE!": 2015, "#REF!": 2023, "#NAME?": 2029,
    "#NUM!": 2036, "#N/A": 2042,
}  # fmt: skip
"""The numbers of VBA's CVErr."""


def to_python(value):
    """What pywin32 makes of a VBA value on its way to Python."""
    if value is vba.MISSING:
        return windows.LEFT_OUT
    if value is vba.EMPTY:
        return None
    if isinstance(value, vba.VBAErrorValue):
        return -2146828288 + value.number
    if isinstance(value, vba.VBAArray):
        if value.dimensions == 1:
            return tuple(map(to_python, value.elements()))
        (top, bottom), (left, right) = value.bounds
        return tuple(
            tuple(to_python(value.get([row, column])) for column in range(left, right + 1))
            for row in range(top, bottom + 1)
        )
    return value


def to_vba(value):
    """What pywin32 makes of a Python value on its way to VBA: a list of lists has two dimensions."""
    if not isinstance(value, list):
        return vba.EMPTY if value is None else value
    lists = bool(value) and isinstance(value[0], list)
    bounds = [(0, len(value) - 1), *([(0, len(value[0]) - 1)] if lists else [])]
    array = vba.VBAArray(
        bounds=bounds,
        element_type="Variant",
        items=[vba.EMPTY] * (len(value) * (len(value[0]) if lists else 1)),
    )
    for i, one in enumerate(value):
        if not lists:
            array.set([i], to_vba(one))
        for j, cell in enumerate(one if lists else ()):
            array.set([i, j], to_vba(cell))
    return array


class Server(VBAObject):
    """The COM server of xlwings, as the DLL hands it to VBA."""

    vba_type_name = "XLPython"
    server = None

    @method
    def CallUDF(self, module, function, arguments):  # noqa: N802  # as VBA calls it
        try:
            given = tuple(map(to_python, arguments.elements()))
            return to_vba(Server.server.CallUDF(str(module), str(function), given))
        except Exception as error:  # as pywin32's gateway does with whatever is raised
            print(traceback.format_exc(), file=sys.stderr)
            raise vba.error(1000, f"Unexpected Python Error: {error}") from error


def application():
    """An Excel with one workbook in which the add-in's functions can be called."""
    app = ExcelApplication()
    app.add_workbook()
    Server.server = xlwings.com_server.XLPython()
    app.interpreter.host.create = lambda _: Server()
    vba_modules.add_to(app)
    return app


def put(cell, plain):
    """Write a plain value into a cell, so that it reads back as Excel's own would."""
    if plain == "":
        cell.vba_set("Formula", '=""')
    elif isinstance(plain, str):
        cell.vba_set(
            "Value", f"'{plain}"
        )  # the apostrophe keeps text that looks like a number from becoming one
    elif isinstance(plain, dict):
        cell.vba_set("Value", plain["date"] if "date" in plain else vba.VBAErrorValue(ERRORS[plain["error"]]))
        if "date" in plain:
            cell.vba_set("NumberFormat", "yyyy-mm-dd hh:mm")
    elif plain is not None:
        cell.vba_set(
            "Value", float(plain) if isinstance(plain, int) and not isinstance(plain, bool) else plain
        )


def argument(sheet, plain, column, top=1):
    """An argument in VBA: cells from a row of a column on, or nothing."""
    if plain == {"left out": True}:
        return ""
    rows = plain if isinstance(plain, list) else [[plain]]
    for i, cells in enumerate(rows):
        for j, value in enumerate(cells):
            put(sheet.vba_get("Cells", [i + top, column + j]), value)
    corners = f"Cells({top}, {column}), Cells({top + len(rows) - 1}, {column + len(rows[0]) - 1})"
    return f"Range({corners})"


def told(value):
    """A result in the JSON of the lanes."""
    if isinstance(value, vba.VBAErrorValue):
        return {"error": {number: text for text, number in ERRORS.items()}[value.number]}
    if isinstance(value, list):
        rows = value if value and isinstance(value[0], list) else [value]
        return [[*map(told, cells)] for cells in rows]
    return None if value is vba.EMPTY else value


def called(app, case):
    """One call from a cell."""
    sheet = app.sheet(1).sheet
    sheet.vba_get("Cells", []).vba_call("Clear", [])
    given, column = [], 1
    for plain in case["args"]:
        given.append(argument(sheet, plain, column))
        column += len(plain[0]) if isinstance(plain, list) else 1
    return told(app.evaluate(f"{case['function']}({', '.join(given)})"))


if __name__ == "__main__":
    app = application()
    json.dump([called(app, case) for case in json.load(sys.stdin)], sys.stdout)
