"""The add-in as LibreOffice loads it: a method for every worksheet function, made by one loop.

It stands beside the generated description; `pythonpath/` beside it holds roi_xl, as PyUNO expects.
"""

import struct
import sys
from importlib.util import find_spec
from pathlib import Path

import unohelper
from com.sun.star.lang import XServiceInfo, XServiceName
from names import SERVICE, camel
from org.roixl import XFunctions

from roi_xl.calc import FUNCTIONS
from roi_xl.catalogue import LEFT_OUT
from roi_xl.errors import CellError

# three functions need compiled libraries: those for this version of Python, if we run the same one
sys.path.append(str(Path(__file__).parent / "python{}.{}".format(*sys.version_info)))

NAN = 0x7FF80000
CODES = {
    CellError.NUM: 503,
    CellError.VALUE: 519,
    CellError.NULL: 521,
    CellError.REF: 524,
    CellError.NAME: 525,
    CellError.DIV0: 532,
    CellError.NA: 32767,
}
"""Calc's own error numbers; a cell carries one in the low half of a NaN."""


def argument(given):
    """Calc hands over None for an argument left out, rows for a range, and nothing of a blank cell but ''."""
    if given is None:
        return LEFT_OUT
    if isinstance(given, tuple):
        return tuple(tuple(None if cell == "" else cell for cell in row) for row in given)
    return given


def told(result):
    """A result in types that Calc shows as they are: it takes TRUE for 0."""
    if isinstance(result, tuple):
        return tuple(tuple(map(told, row)) for row in result)
    if isinstance(result, CellError):
        return struct.unpack("<d", struct.pack("<II", CODES[result], NAN))[0]
    return float(result) if isinstance(result, bool) else "" if result is None else result


def answer(function, given):
    try:
        result = function.call(*map(argument, given))
    except ImportError:
        result = CellError.NAME
    if result is CellError.NAME and find_spec("numpy") is None:  # SciPy lies in the same folder
        return "needs numpy"
    return told(result)


def calc_method(function):
    spills = function.lifts or function.shape != (1, 1)

    def run(_, *given):
        result = answer(function, given)
        return result if isinstance(result, tuple) or not spills else ((result,),)

    return run


class Service(unohelper.Base, XFunctions, XServiceName, XServiceInfo):
    """What Calc asks of an add-in, apart from the functions."""

    def __init__(self, *_):
        pass

    def getServiceName(self):  # noqa: N802  # UNO's name, like those below
        return SERVICE

    def getImplementationName(self):  # noqa: N802
        return SERVICE

    def getSupportedServiceNames(self):  # noqa: N802
        return (SERVICE,)

    def supportsService(self, name):  # noqa: N802
        return name == SERVICE


for _function in FUNCTIONS.values():
    setattr(Service, camel(_function.name), calc_method(_function))

g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816  # PyUNO looks for this name
g_ImplementationHelper.addImplementation(Service, SERVICE, (SERVICE,))
