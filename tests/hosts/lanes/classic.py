"""Classic xlwings: the real COM server and its converters, called as the VBA of "Import Functions" does."""

import json
import sys
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import windows

xlwings = windows.xlwings()
XLWINGS_SAYS = dict(xlwings._xlwindows.cell_errors)
"""xlwings' own table of error numbers: pywin32's must be the same."""


def value(plain):
    """A cell's value as pywin32 hands it over."""
    if isinstance(plain, dict):
        return windows.ERRORS[plain["error"]] if "error" in plain else windows.date(plain["date"])
    return float(plain) if isinstance(plain, int) and not isinstance(plain, bool) else plain


def argument(plain):
    if plain == {"left out": True}:
        return windows.LEFT_OUT
    cells = plain if isinstance(plain, list) else [[plain]]
    block = tuple(tuple(map(value, row)) for row in cells)
    return windows.Range(block if len(block) * len(block[0]) > 1 else block[0][0])


def told(result):
    """What VBA gets, with the row that xlwings squeezes to one dimension as a row again."""
    if isinstance(result, list):
        rows = result if result and isinstance(result[0], list) else [result]
        return [[*map(told, cells)] for cells in rows]
    return {"error": result} if result in windows.ERRORS else result


def called(server, case, parameters):
    """One call with every argument, as the generated VBA passes them."""
    given = [*map(argument, case["args"])]
    given += [windows.LEFT_OUT] * (parameters[case["function"]] - len(given))
    try:
        return told(server.CallUDF("roi_xl_udfs", case["function"], tuple(given), None, windows.Range(0.0)))
    except Exception:  # noqa: BLE001 - as pywin32's gateway does with whatever is raised
        return {"raised": traceback.format_exc()}


if __name__ == "__main__":
    import roi_xl_udfs

    assert {text: number for number, text in XLWINGS_SAYS.items() if text in windows.ERRORS} == windows.ERRORS
    counts = {name: len(getattr(roi_xl_udfs, name).__xlfunc__["args"]) for name in roi_xl_udfs.__all__}
    server = xlwings.com_server.XLPython()
    json.dump([called(server, case, counts) for case in json.load(sys.stdin)], sys.stdout)
