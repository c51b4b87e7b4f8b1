"""Cells as Office.js hands them over and takes them back: what Server and Lite have in common."""

BLANKS = {"empty": "", "null": None, "zero": 0}
"""What a blank cell becomes: xlwings knows the empty text, Excel on the web says null, on the desktop 0."""

_TYPES = {
    "#NULL!": "Null", "#DIV/0!": "Div0", "#VALUE!": "Value", "#REF!": "Ref",
    "#NAME?": "Name", "#NUM!": "Num", "#N/A": "NotAvailable",
}  # fmt: skip
_TEXTS = {kind: text for text, kind in _TYPES.items()}


def request(case, parameters, blank, version):
    """The call of a case as xlwings' JavaScript sends it.

    Args:
        case: A case of the lane protocol.
        parameters: How many arguments the function has; those that aren't given are sent as null.
        blank: What a blank cell becomes.
        version: xlwings' version.
    """
    given = [_argument(plain, blank) for plain in case["args"]]
    return {
        "client": "Office.js",
        "func_name": case["function"],
        "args": given + [None] * (parameters - len(given)),
        "caller_address": "[Book1.xlsx]Sheet1!$Z$1",
        "session_id": "lane",
        "culture_info_name": "en-US",
        "date_format": "m/d/yyyy",
        "version": version,
        "runtime": "1.4",
    }


def told(result):
    """A result of Office.js, always rows of cells, as the lane protocol has it."""
    rows = [[*map(_value, cells)] for cells in result]
    return rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else rows


def _argument(plain, blank):
    if plain == {"left out": True}:
        return None
    rows = plain if isinstance(plain, list) else [[plain]]
    return [[_cell(value, blank) for value in cells] for cells in rows]


def _cell(value, blank):
    if isinstance(value, dict):
        if "date" in value:
            return value["date"]  # Office.js knows numbers only
        return {"type": "Error", "errorType": _TYPES[value["error"]], "basicValue": value["error"]}
    return blank if value is None else value


def _value(cell):
    if isinstance(cell, dict):
        return {"error": _TEXTS[cell["errorType"]]}
    return cell
