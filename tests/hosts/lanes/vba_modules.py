"""The add-in's own VBA for pyOpenVBA's interpreter; what calls a DLL or opens a file is played."""

import re

from roi_xl.addin import vba, xlam
from roi_xl.calc import FUNCTIONS

XLWINGS = "0.37.8"
PROFILE = "C:\\Users\\Pat"
VENV = "C:\\venv\\Scripts\\pythonw.exe"
OURS_ALONE = ("Setting", "UserProfile")
"""Procedures that only Windows can run."""

PLAYED = """
Private Tries As Long
Private Reads As Long
Private Loaded As String
Private Commands As String
Private Ended As String
Private PlayedProgram As String
Private PlayedConda As String
Private Works As Long
Private FailsWith As String
Private Libraries As String

Private Function LoadLibraryEx(path, reserved, flags) As Long
    Loaded = Loaded & path & "|"
    LoadLibraryEx = IIf(InStr(Libraries, "|" & path & "|") > 0, 1, 0)
End Function

Private Function XLPyDLLActivateAuto(answer, command, mode) As Long
    If mode = -1 Then
        Ended = Ended & command & "|"
        Exit Function
    End If
    Dim clock As Object
    Set clock = CreateObject("Clock") 'a test may let time pass here
    Tries = Tries + 1
    Commands = Commands & command & "|"
    If Tries < Works Then
        answer = FailsWith
        XLPyDLLActivateAuto = 1
    Else
        Set answer = CreateObject("Python")
    End If
End Function

Private Function Setting(key) As String
    Reads = Reads + 1
    If key = "INTERPRETER_WIN" Then Setting = PlayedProgram
    If key = "CONDA PATH" Then Setting = PlayedConda
    If key = "CONDA ENV" And PlayedConda <> "" Then Setting = "roi"
End Function

Private Function UserProfile() As String
    UserProfile = "PROFILE"
End Function

Private Function Environ(key) As String
    Environ = "C:\\Windows"
End Function

Public Function Noted(what) As String
    Select Case what
        Case "Tries": Noted = Tries
        Case "Reads": Noted = Reads
        Case "Loaded": Noted = Loaded
        Case "Commands": Noted = Commands
        Case "Ended": Noted = Ended
    End Select
End Function

Public Sub Given(program, first_try_that_works, message, dlls)
    PlayedProgram = program
    Works = first_try_that_works
    FailsWith = message
    Libraries = dlls
End Sub

""".replace("PROFILE", PROFILE)
"""Windows: `Given` says which Python the settings name, at which try it starts, with what message it fails
before, and which DLLs can be loaded (each between bars)."""


def editor_text(text):
    """VBA as its editor shows it: without the attributes that a file has."""
    return re.sub(r"(?m)^Attribute .*\n", "", text.replace("\r\n", "\n"))


def procedure(text, name):
    """A procedure of a module, with all its lines."""
    return re.search(
        rf"(?ms)^(?:Public |Private )?(?:Function|Sub) {name}\(.*?^End (?:Function|Sub)\n", text
    )[0]


def python_module():
    """The module that reaches Python, with Windows played."""
    text = editor_text(vba.python_module(XLWINGS))
    start, end = text.index("#If Win64"), text.index("'What the DLL needs")
    text = f'{text[:start]}Private Const DLL_NAME As String = "xlwings64-{XLWINGS}.dll"\n{text[end:]}'
    for name in OURS_ALONE:
        text = text.replace(procedure(text, name), "")
    head, constants, rest = re.split(r"(?m)^(Private server .*)$", text, maxsplit=1)
    body = (constants + rest).replace("Environ$", "Environ").replace("Application.Path", "OfficeFolder()")
    first = re.search(r"(?m)^(?:Public|Private) Function", body).start()
    return f"{head}{body[:first]}{PLAYED}{body[first:]}"


OFFICE_FOLDER = '"C:\\Program Files\\Office16"'
OFFICE = "Public Function OfficeFolder() As String\n    OfficeFolder = {folder}\nEnd Function\n"


def add_to(app, *, office=OFFICE_FOLDER, works=1, message="no Python", module=None, program=VENV):
    """Add the add-in's modules to an Excel of pyOpenVBA's; a Python of its settings starts at some try.

    Args:
        app: The Excel.
        office: An expression for the folder of its programs.
        works: At which try Python starts.
        message: What the DLL says before.
        module: Another text of the module that reaches Python.
        program: The Python that the settings name.
    """
    app.add_module(OFFICE.format(folder=office), name="played")
    app.add_module(module or python_module(), name="roi_xl_python")
    app.add_module(editor_text(vba.explain_module()), name="roi_xl_explain")
    app.add_module(editor_text(vba.functions_module(FUNCTIONS)), name="roi_xl_udfs")
    dll = f"{PROFILE}\\.roi_xl\\xlwings64-{XLWINGS}.dll"
    app.run("roi_xl_python.Given", program, works, message, f"|{dll}|")


def ribbon_xml():
    """The XML of the ribbon's buttons, as it stands in the built file."""
    return xlam.texts(xlam.built(FUNCTIONS))["customUI.xml"]
