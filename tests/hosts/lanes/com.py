"""CPython for Windows under Wine: real COM, xlwings' real DLL, and the command line of the add-in's VBA.

A stand-in for Excel hands over the cells; what the VBA makes of them before and after is played here.
"""

import json
import sys
from pathlib import Path

from roi_xl.addin import start_command
from roi_xl.calc import FUNCTIONS

sys.path.insert(0, str(Path(__file__).parents[1] / "windows"))
from session import PYTHON, named, session

ERRORS = {
    "#NULL!": 2000, "#DIV/0!": 2007, "#VALUE!": 2015, "#REF!": 2023, "#NAME?": 2029,
    "#NUM!": 2036, "#N/A": 2042,
}  # fmt: skip
EMPTY_TEXT = "\u200b"  # cells.bas: RoiXlStandIn


def dll(own):
    """xlwings' DLL beside Python."""
    return next((own.folder / PYTHON).glob("xlwings64-*.dll"))


def command_line(program, conda="", environment=""):
    """The command line as the add-in's VBA builds it; a test of the VBA compares the two."""
    settings = {"INTERPRETER_WIN": str(program), "CONDA PATH": conda, "CONDA ENV": environment}
    return start_command.command_line(settings, windows=r"C:\windows")


def prepared(own, program=None):
    """The orders by which the stand-in does what the add-in's VBA does before its first call."""
    program = named(own.python(program="pythonw.exe")) if program is None else program
    return [f"dll {named(dll(own))}", f"command {command_line(program)}"]


def value(plain):
    """A cell's value as an order has it, as Value2 and RoiXlKnown give it."""
    if plain is None:
        return "z"
    if isinstance(plain, bool):
        return f"b{plain:d}"
    if isinstance(plain, str):
        units = (plain or EMPTY_TEXT).encode("utf-16-be")
        return "t" + units.hex()
    if isinstance(plain, dict):
        if "date" in plain:
            return f"n{plain['date']!r}"
        return "m" if "error" not in plain else f"e{ERRORS[plain['error']]}"
    return f"n{float(plain)!r}"


def argument(plain):
    """An argument: a range of one cell is that cell's value."""
    if not isinstance(plain, list):
        return value(plain)
    cells = [value(cell) for row in plain for cell in row]
    return cells[0] if len(cells) == 1 else " ".join((f"g{len(plain)}x{len(plain[0])}", *cells))


def call(function, arguments):
    """The order for one call, with every argument, as the add-in's VBA passes them."""
    given = [*map(argument, arguments)]
    given += ["m"] * (len(FUNCTIONS[function].params) - len(given))
    return " ".join(("call", function, *given))


def told(answer):
    """A result in the JSON of the lanes, its errors as RoiXlError knows them."""
    if isinstance(answer, list):
        return [*map(told, answer)]
    return {"error": answer} if isinstance(answer, str) and answer in ERRORS else answer


def main(cases):
    with session() as own:
        orders = (call(case["function"], case["args"]) for case in cases)
        answers = own.excel(*prepared(own), *orders, seconds=240)
    return [told(each["result"]) if "result" in each else each for each in answers[1:]]


if __name__ == "__main__":
    json.dump(main(json.load(sys.stdin)), sys.stdout)
