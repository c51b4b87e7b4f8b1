"""Explain this cell: for each case a cell with that call, by the add-in's VBA and real classic xlwings.

Arguments of a case stand in the cells of a sheet called Costs, the first one from B2 on.
"""

import json
import sys
from pathlib import Path

from pyopenvba.interpreter import _values as values
from pyopenvba.interpreter._objects import VBAObject, member, method

sys.path.insert(0, str(Path(__file__).parent))
import vba as lane

SHEET = "Costs"


class Cell(VBAObject):
    """The cell that is explained, as far as the VBA asks: computing it again calls its formula."""

    vba_type_name = "Range"

    def __init__(self, app, formula):
        self._app, self._formula = app, formula

    @member
    def HasFormula(self):  # noqa: N802  # as Excel calls it
        return True

    @member
    def HasSpill(self):  # noqa: N802
        return False

    @member
    def Value(self):  # noqa: N802
        return values.VBAErrorValue(2029)

    @method
    def Calculate(self):  # noqa: N802
        self._app.evaluate(self._formula)


def formula(sheet, case):
    """The call in VBA, its arguments in cells."""
    sheet.vba_get("Cells", []).vba_call("Clear", [])
    given, column = [], 2
    for plain in case["args"]:
        given.append(lane.argument(sheet, plain, column, top=2))
        column += len(plain[0]) if isinstance(plain, list) and plain else 1
    return f"{case['function']}({', '.join(given)})"


if __name__ == "__main__":
    app = lane.application()
    sheet = app.sheet(1).sheet
    sheet.vba_set("Name", SHEET)
    told = [
        str(app.run("roi_xl_explain.Explanation", Cell(app, case.get("formula") or formula(sheet, case))))
        for case in json.load(sys.stdin)
    ]
    json.dump(told, sys.stdout)
