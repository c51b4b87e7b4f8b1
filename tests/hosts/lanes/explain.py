"""Explain this cell: for each case a cell with that call, by the add-in's VBA and real classic xlwings.

Arguments of a case stand in the cells of a sheet called Costs, the first one from B2 on.
"""

import json
import sys
from contextlib import suppress
from pathlib import Path

from pyopenvba.exceptions import PyOpenVBAError as VBAError
from pyopenvba.interpreter import _values as values
from pyopenvba.interpreter._objects import VBAObject, member, method

sys.path.insert(0, str(Path(__file__).parent))
import vba as lane

SHEET = "Costs"


class Cell(VBAObject):
    """The cell that is explained, as far as the VBA asks: computing it again calls its formula."""

    vba_type_name = "Range"

    def __init__(self, app, case, formula):
        self._app, self._case, self._formula = app, case, formula

    @member
    def HasFormula(self):  # noqa: N802  # as Excel calls it
        return True

    @member
    def HasArray(self):  # noqa: N802
        return False

    @member
    def HasSpill(self):  # noqa: N802
        return self._case.get("spilled", False)

    @member
    def SpillParent(self):  # noqa: N802
        return Cell(self._app, {**self._case, "spilled": False}, self._formula)

    @member
    def Value(self):  # noqa: N802
        return self._case.get("shows", values.VBAErrorValue(2029))

    @method
    def Calculate(self):  # noqa: N802
        if self._case.get("spilled"):
            return  # only where it begins a spilled formula is computed
        for formula in filter(None, (self._case.get("before"), self._formula)):
            with suppress(VBAError):
                self._app.evaluate(formula)


def formula(sheet, case):
    """The call in VBA, its arguments in cells."""
    sheet.vba_get("Cells", []).vba_call("Clear", [])
    given, column = [], 2
    for plain in case["args"]:
        given.append(lane.argument(sheet, plain, column, top=2))
        column += len(plain[0]) if isinstance(plain, list) and plain else 1
    return f"{case['function']}({', '.join(given)})"


def explained(app, sheet, case):
    sheet.vba_set("Name", case.get("sheet", SHEET))
    cell = Cell(app, case, case.get("formula") or formula(sheet, case))
    return str(app.run("roi_xl_explain.Explanation", cell))


if __name__ == "__main__":
    app = lane.application()
    sheet = app.sheet(1).sheet
    json.dump([explained(app, sheet, case) for case in json.load(sys.stdin)], sys.stdout)
