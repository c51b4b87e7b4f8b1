"""Writes the text of the add-in's VBA from the catalogue; no function is named here.

The text is pure ASCII: a .bas file is read in the code page of the computer that imports it. Lines end in CR
LF, as the VBA editor writes them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from importlib.resources import files
from string import Template
from typing import Final
from unicodedata import normalize

from roi_xl.addin.start_command import PYTHON_ARGUMENTS
from roi_xl.catalogue import Function
from roi_xl.version import VERSION

FUNCTIONS_MODULE: Final = "roi_xl_udfs"
HELP_MODULE: Final = "roi_xl_help"
CONNECT_MODULE: Final = "roi_xl_connect"
PYTHON_MODULE: Final = "roi_xl_python"
EXPLAIN_MODULE: Final = "roi_xl_explain"
RIBBON_MODULE: Final = "roi_xl_ribbon"
CATEGORY: Final = "Training ROI"

_LONGEST: Final = 255  # characters of a text that the function wizard shows
_PLAIN: Final = str.maketrans({"×": "x", "÷": "/", "−": "-", "–": "-", "…": "...", "≤": "<=", "≥": ">="})
_HEAD: Final = """\
'The worksheet functions of roi-xl, written by "roi-xl addin" from its catalogue: changes are lost.
Option Explicit
"""
_ALONE: Final = """\
'To use this module without the add-in, import it into a macro workbook that has xlwings among its references
'(Tools > References): then xlwings' own XLPy reaches Python, and nothing is remembered or explained.

Private Function PythonAnswer(ByVal function_name As String, ByRef arguments As Variant) As Variant
    PythonAnswer = XLPy.CallUDF("roi_xl_udfs", function_name, arguments)
End Function

Private Sub NoteArgument(ByRef argument As Variant)
End Sub
"""
_DLL: Final = Template("""\
'Python for the worksheet functions, by the DLL of xlwings ${xlwings}. No other module starts a program.
Option Explicit
Option Private Module

Public Const BUILT_BY As String = "${built_by}"
Public Const XLWINGS_VERSION As String = "${xlwings}"
#If Win64 Then
    Private Const DLL_NAME As String = "xlwings64-${xlwings}.dll"
    Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings64-${xlwings}.dll" ( _
        ByRef answer As Variant, Optional ByVal command As String, Optional ByVal mode As Long = 1) As Long
#Else
    Private Const DLL_NAME As String = "xlwings32-${xlwings}.dll"
    Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings32-${xlwings}.dll" ( _
        ByRef answer As Variant, Optional ByVal command As String, Optional ByVal mode As Long = 1) As Long
#End If
Private Declare PtrSafe Function LoadLibraryEx Lib "kernel32" Alias "LoadLibraryExA" ( _
    ByVal path As String, ByVal reserved As LongPtr, ByVal flags As Long) As LongPtr
Private Declare PtrSafe Function GetEnvironmentVariableW Lib "kernel32" ( _
    ByVal key As LongPtr, ByVal value As LongPtr, ByVal size As Long) As Long
Private Declare PtrSafe Function GetShortPathNameW Lib "kernel32" ( _
    ByVal path As LongPtr, ByVal plain As LongPtr, ByVal size As Long) As Long

'What the DLL needs is looked for in its own folder, Excel's and Windows', and not in the current one
Private Const SAFE_SEARCH As Long = &H1100
Private Const PYTHON_ARGUMENTS As String = ${python_arguments}
Private Const STORE_OFFICE As String = ${store_office}
Private Const MOST_REMEMBERED As Long = 10000
Private Const LONGEST_KEY As Long = 1000 'characters
Private Const MOST_CELLS As Long = 60
""")
_STORE_OFFICE: Final = (
    "This Office comes from Microsoft Store: Windows keeps its programs apart from others, so it can't reach "
    "Python. Install Office from office.com instead, or use xlwings Lite (roi-xl lite)."
)
_RIBBON_HEAD: Final = f"""\
Option Explicit

Private Const TITLE As String = "{CATEGORY}"

"""
_OPENING: Final = """\
Option Explicit

Private WithEvents host As Application

Private Sub Workbook_Open()
    'When Excel opens its start-up folder there is no active workbook yet, and MacroOptions wants one
    If ActiveWorkbook Is Nothing Then Set host = Application Else DescribeFunctions
End Sub

Private Sub host_WorkbookActivate(ByVal book As Workbook)
    Set host = Nothing 'once is enough
    DescribeFunctions
End Sub
"""


def functions_module(functions: Mapping[str, Function]) -> str:
    """The module of worksheet functions in the add-in.

    Args:
        functions: The catalogue.

    Returns:
        Text with CR LF at the ends of its lines: write it without newline translation.
    """
    wrappers = "\n".join(map(_wrapper, functions.values()))
    return _module(FUNCTIONS_MODULE, f"{_HEAD}\n{_shipped('cells.bas')}\n{wrappers}")


def exported(functions: Mapping[str, Function]) -> str:
    """The module of worksheet functions as a .bas file that a workbook can use without the add-in.

    Args:
        functions: The catalogue.

    Returns:
        Text with CR LF at the ends of its lines: write it without newline translation.
    """
    return functions_module(functions) + _lines(f"\n{_ALONE}")


def help_module(functions: Mapping[str, Function]) -> str:
    """The module that describes every function and argument to Excel's function wizard."""
    calls = "\n".join(f"    Describe_{name}" for name in functions)
    descriptions = "\n".join(map(_description, functions.values()))
    return _module(
        HELP_MODULE,
        f"""\
Option Explicit
Option Private Module

Public Sub DescribeFunctions()
    'Excel may refuse to describe functions of a hidden workbook; they work all the same
    On Error Resume Next
{calls}
    ThisWorkbook.Saved = True 'or Excel would ask whether to save the add-in
End Sub

Private Sub Describe(ByVal function_name As String, ByVal summary As String, ByVal arguments As Variant)
    'The wizard's Help on this function opens the page of all functions, where Excel takes one that is no .chm
    Dim macro As String, page As String
    macro = "'" & ThisWorkbook.Name & "'!" & function_name
    page = HelpFile() & "#" & function_name
    On Error Resume Next
    Err.Clear
    If UBound(arguments) < 0 Then
        Application.MacroOptions Macro:=macro, Description:=summary, Category:={_literal(CATEGORY)}, _
            HelpContextID:=0, HelpFile:=page
        If Err.Number <> 0 Then Application.MacroOptions Macro:=macro, Description:=summary, _
            Category:={_literal(CATEGORY)}
    Else
        Application.MacroOptions Macro:=macro, Description:=summary, Category:={_literal(CATEGORY)}, _
            HelpContextID:=0, HelpFile:=page, ArgumentDescriptions:=arguments
        If Err.Number <> 0 Then Application.MacroOptions Macro:=macro, Description:=summary, _
            Category:={_literal(CATEGORY)}, ArgumentDescriptions:=arguments
    End If
End Sub

{descriptions}""",
    )


def connect_module(functions: Collection[str]) -> str:
    """The module with the macro that links a workbook's formulas to this add-in.

    Args:
        functions: Names of the worksheet functions.
    """
    cases = "\n".join(f"        Case {_literal(name)}: IsTrainingRoi = True" for name in functions)
    return _module(
        CONNECT_MODULE,
        f"""\
Option Explicit

Private Function IsTrainingRoi(ByVal function_name As String) As Boolean
    Select Case UCase$(function_name)
{cases}
    End Select
End Function

{_shipped("connect.bas")}""",
    )


def python_module(xlwings: str) -> str:
    """The module that reaches Python, through xlwings' DLL.

    Args:
        xlwings: The version of xlwings, which is part of the DLL's name.
    """
    head = _DLL.substitute(
        built_by=VERSION,
        xlwings=xlwings,
        python_arguments=_literal(PYTHON_ARGUMENTS),
        store_office=_literal(_STORE_OFFICE),
    )
    return _module(PYTHON_MODULE, f"{head}\n{_shipped('python.bas')}")


def explain_module() -> str:
    """The module that shows the arguments of a cell's call and explains its error."""
    return _module(EXPLAIN_MODULE, f"Option Explicit\nOption Private Module\n\n{_shipped('explain.bas')}")


def ribbon_module() -> str:
    """The module with the macros of the ribbon's buttons."""
    return _module(RIBBON_MODULE, _RIBBON_HEAD + _shipped("ribbon.bas"))


def workbook_code() -> str:
    """The event code of the add-in's workbook: it describes the functions once Excel is ready."""
    return _lines(_OPENING)


def _wrapper(function: Function) -> str:
    name = function.name
    signature = ", ".join(p.name if p.required else f"Optional {p.name}" for p in function.params)
    arguments = ", ".join(f"RoiXlCells({p.name})" for p in function.params)
    return f"""\
Function {name}({signature})
Attribute {name}.VB_Description = "{_quoted(_plain(function.summary))}"
    {name} = RoiXlCall("{name}", Array({arguments}))
End Function
"""


def _description(function: Function) -> str:
    texts = ", _\n".join(f"        {_literal(p.text[:_LONGEST])}" for p in function.params)
    arguments = f"Array( _\n{texts})" if texts else "Array()"
    return f"""\
Private Sub Describe_{function.name}()
    Describe {_literal(function.name)}, _
        {_literal(function.summary[:_LONGEST])}, {arguments}
End Sub
"""


def _module(name: str, code: str) -> str:
    return _lines(f'Attribute VB_Name = "{name}"\n{code}')


def _lines(code: str) -> str:
    return code.replace("\n", "\r\n")


def _shipped(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="ascii")


def _literal(text: str) -> str:
    """A VBA expression for a text; characters outside ASCII are written as their numbers."""
    parts = re.split(r"([^ -~]+)", text)
    pieces = [
        " & ".join(f"ChrW({unit})" for unit in _utf16(part)) if i % 2 else f'"{_quoted(part)}"'
        for i, part in enumerate(parts)
        if part
    ]
    return " & ".join(pieces) or '""'


def _utf16(text: str) -> list[int]:
    data = text.encode("utf-16-le")
    return [int.from_bytes(data[i : i + 2], "little") for i in range(0, len(data), 2)]


def _plain(text: str) -> str:
    """A text in ASCII for an attribute, which can't hold an expression; cut to what Excel shows."""
    spelled = normalize("NFKD", text.translate(_PLAIN)).encode("ascii", "ignore").decode("ascii")
    return spelled[:_LONGEST]


def _quoted(text: str) -> str:
    return text.replace('"', '""')
