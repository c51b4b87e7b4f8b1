"""The task pane of xlwings Lite, inside of Pyodide: every call goes through values of JavaScript."""

import json
import sys
from importlib import metadata
from types import ModuleType

import js
import officejs
import xlwings.server
from pyodide.ffi import to_js

from roi_xl.addin.lite import MAIN, requirements

main = ModuleType("main")
exec(MAIN, vars(main))


async def custom_functions_call(data):
    """What Lite's JavaScript calls with the request of a cell, and awaits."""
    try:
        result = await xlwings.server.custom_functions_call(data.to_py(), module=main)
    except Exception as error:  # noqa: BLE001 - as Lite does: the message stands over the #VALUE!
        result = {"error": str(error), "needs": getattr(error.__cause__, "name", None)}
    return to_js(result, dict_converter=js.Object.fromEntries)


async def answer(request):
    """The result of a request; a call that raised gives its message, and the module that it needs."""
    called = await custom_functions_call(js.JSON.parse(json.dumps(request)))
    result = json.loads(js.JSON.stringify(called))
    return result if isinstance(result, dict) else officejs.told(result)


def told(result):
    if isinstance(result, dict) and result.get("needs"):
        return {"needs": result["needs"].partition(".")[0]}
    return {"raised": result["error"]} if isinstance(result, dict) and "needs" in result else result


async def run(cases, mode):
    """The results of some cases as JSON; `mode` as in lite.py."""
    functions = {each["id"]: each for each in xlwings.server.custom_functions_meta(main)["functions"]}
    version, blank = xlwings.__version__, officejs.BLANKS.get(mode, "")
    answers = [
        await answer(officejs.request(case, len(functions[case["function"]]["parameters"]), blank, version))
        for case in json.loads(cases)
    ]
    if mode != "about":
        return json.dumps([*map(told, answers)])
    return json.dumps({
        "platform": sys.platform,
        "requires": metadata.requires("roi-xl"),
        "requirements.txt": requirements(),
        "functions": [*functions.values()],
        "messages": [each["error"] for each in answers if isinstance(each, dict) and "needs" in each],
    })  # fmt: skip
