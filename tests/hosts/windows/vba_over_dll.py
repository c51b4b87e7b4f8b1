"""The add-in's own VBA over xlwings' real DLL and COM, in an interpreter that Windows' Python runs.

Arguments are the DLL and the program that the settings would name. It prints one JSON line for each step:
what the call gave, how long it took, and how many Pythons were started and asked so far.
"""

import ctypes
import json
import sys
import time

import pythoncom
import vba_modules
import win32api
import win32com.client
import win32con
import win32process
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.interpreter import _values as values
from pyopenvba.interpreter._objects import VBAObject, member, method

DLL, PROGRAM = sys.argv[1:]
SAFE_SEARCH = 0x1100


class Variant(ctypes.Structure):
    _fields_ = (("kind", ctypes.c_ushort), ("reserved", ctypes.c_ushort * 3), ("value", ctypes.c_void_p * 2))


class Server(VBAObject):
    """What the DLL hands over: the COM object of the Python that it has started."""

    vba_type_name = "XLPython"
    asked = 0

    def __init__(self, dispatch):
        self._dispatch = dispatch

    @method
    def CallUDF(self, package, function, arguments):  # noqa: N802  # as VBA calls it
        Server.asked += 1
        try:
            return self._dispatch.CallUDF(str(package), str(function), [*map(float, arguments.elements())])
        except pythoncom.com_error as error:
            said = error.excepinfo[2] if error.excepinfo and error.excepinfo[2] else error.strerror
            raise values.error(error.hresult, said or "Automation error") from error


class Windows(VBAObject):
    """The DLL, as the VBA declares it."""

    vba_type_name = "Windows"

    def __init__(self):
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.LoadLibraryExA.restype = ctypes.c_void_p
        handle = kernel.LoadLibraryExA(DLL.encode("mbcs"), None, SAFE_SEARCH)
        self._activate = ctypes.WinDLL(DLL, handle=handle).XLPyDLLActivateAuto
        self._server, self._said, self.started = None, "", 0

    @method
    def Activate(self, command, mode):  # noqa: N802
        found = Variant()
        if self._activate(ctypes.byref(found), str(command).encode("mbcs"), int(mode)):
            self._said = ctypes.wstring_at(found.value[0])
            return False
        if int(mode) > 0:
            self.started += 1
            raw = pythoncom.ObjectFromAddress(found.value[0], pythoncom.IID_IDispatch)
            self._server = Server(win32com.client.Dispatch(raw))
        return True

    @member
    def Server(self):  # noqa: N802
        return self._server

    @member
    def Said(self):  # noqa: N802
        return self._said


OVER_THE_DLL = """\
Private Function XLPyDLLActivateAuto(answer, command, mode) As Long
    Dim windows As Object
    Set windows = CreateObject("Windows")
    If Not windows.Activate(command, mode) Then
        answer = windows.Said
        XLPyDLLActivateAuto = 1
    ElseIf mode = 1 Then
        Set answer = windows.Server
    End If
End Function
"""


def end_pythons():
    """End every pythonw.exe, as somebody does in the Task Manager."""
    for process in win32process.EnumProcesses():
        try:
            handle = win32api.OpenProcess(
                win32con.PROCESS_QUERY_INFORMATION | win32con.PROCESS_VM_READ | win32con.PROCESS_TERMINATE,
                False, process,
            )  # fmt: skip
            name = win32process.GetModuleFileNameEx(handle, 0)
        except win32api.error:
            continue
        if name.lower().endswith("pythonw.exe"):
            win32api.TerminateProcess(handle, 1)


def main():
    windows = Windows()
    app = ExcelApplication()
    app.add_workbook()
    app.interpreter.host.create = lambda _: windows
    text = vba_modules.python_module()
    played = vba_modules.procedure(text, "XLPyDLLActivateAuto")
    vba_modules.add_to(app, module=text.replace(played, OVER_THE_DLL), program=PROGRAM)

    def step(name, act):
        began = time.perf_counter()
        result = act()
        took = round(time.perf_counter() - began, 2)
        told = getattr(result, "number", result)
        print(
            json.dumps({"step": name, "result": told, "seconds": took, "started": windows.started,
                        "asked": Server.asked}),
            flush=True,
        )  # fmt: skip

    step("first call", lambda: app.evaluate("TRAINING_ROI(90000#, 16000#)"))
    step("another call", lambda: app.evaluate("TRAINING_ROI(45000#, 16000#)"))
    step("the same call", lambda: app.evaluate("TRAINING_ROI(90000#, 16000#)"))
    end_pythons()
    step("Python ended: the same call", lambda: app.evaluate("TRAINING_ROI(90000#, 16000#)"))
    step("Python ended: another call", lambda: app.evaluate("TRAINING_ROI(32000#, 16000#)"))
    step("and one more", lambda: app.evaluate("TRAINING_ROI(48000#, 16000#)"))
    step("Restart Python", lambda: app.run("roi_xl_python.RestartedPython"))
    end_pythons()
    step("ended again", lambda: app.evaluate("TRAINING_ROI(64000#, 16000#)"))


if __name__ == "__main__":
    main()
