"""The core itself: `Function.call`, with no host between."""

import json
import sys

from roi_xl.calc import FUNCTIONS
from roi_xl.catalogue import LEFT_OUT
from roi_xl.errors import CellError


def value(plain):
    if isinstance(plain, dict):
        return CellError(plain["error"]) if "error" in plain else float(plain["date"])
    return float(plain) if isinstance(plain, int) and not isinstance(plain, bool) else plain


def argument(plain):
    if plain == {"left out": True}:
        return LEFT_OUT
    return [[*map(value, cells)] for cells in plain] if isinstance(plain, list) else value(plain)


def told(result):
    if result is LEFT_OUT:
        return {"left out": True}
    if isinstance(result, tuple):
        return [[*map(told, cells)] for cells in result]
    return {"error": result.value} if isinstance(result, CellError) else result


if __name__ == "__main__":
    cases = json.load(sys.stdin)
    json.dump([told(FUNCTIONS[c["function"]].call(*map(argument, c["args"]))) for c in cases], sys.stdout)
