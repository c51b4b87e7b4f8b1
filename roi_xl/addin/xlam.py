"""The add-in file: the installed xlwings' VBA and ours, in a package that Excel opens; built without Excel.

xlwings' text is taken from the user's own installation because its VBA, its DLL and its Python must be of one
version. The same inputs give the same bytes: the file holds no date, path or name of a user.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from roi_xl.addin import AddInError
from roi_xl.addin.vba import (
    CATEGORY,
    CONNECT_MODULE,
    FUNCTIONS_MODULE,
    HELP_MODULE,
    connect_module,
    exported,
    help_module,
    workbook_code,
)
from roi_xl.catalogue import Function
from roi_xl.xlsx import Package, PackageError

PROJECT: Final = "roi_xl"
"""What xlwings' VBA derives the place of its settings from: `%USERPROFILE%\\.roi_xl\\roi_xl.conf`."""

_VERSION: Final = re.compile(r'XLWINGS_VERSION As String = "([^"]+)"')
_PART: Final = "xl/vbaProject.bin"
_NOTHING_COMPILED: Final = b"\xcc\x61\xff\xff\x00\x00\x00"
"""The stream _VBA_PROJECT of a project that Excel has to compile from its text ([MS-OVBA] 2.3.4.1)."""

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the earliest time that a ZIP can tell


@dataclass(frozen=True, slots=True)
class _Patch:
    """A change to xlwings' text; `old` must be there exactly once, or the text isn't the one we know."""

    old: str
    new: str


_PATCHES: Final = (
    # its helpers are no worksheet functions, and the wizard should not list them
    _Patch('Attribute VB_Name = "xlwings"\n', 'Attribute VB_Name = "xlwings"\nOption Private Module\n'),
    _Patch('PROJECT_NAME As String = "myaddin"', f'PROJECT_NAME As String = "{PROJECT}"'),
    # settings are the user's: a workbook that comes by mail, or its folder, could name any program to start
    _Patch('If source = "" Or source = "sheet" Then', 'If source = "sheet" Then'),
    _Patch('If source = "" Or source = "directory" Then', 'If source = "directory" Then'),
    # the DLL starts one Python per command line; with the active workbook in it, one per workbook
    _Patch(
        'PYTHONPATH = AddExcelDir & ";" & ActiveWorkbook.FullName & ";" & ThisWorkbook.FullName & ";"'
        ' & GetConfig("ONEDRIVE_CONSUMER_WIN")',
        'PYTHONPATH = AddExcelDir & ";" & ThisWorkbook.FullName & ";" & ThisWorkbook.FullName & ";"'
        ' & GetConfig("ONEDRIVE_CONSUMER_WIN")',
    ),
    # every call of a cell would read the settings file a dozen times; and where Python can't be started,
    # every one of a thousand cells would try to
    _Patch(
        """\
Function XLPy()
    XLPyLoadDLL
    If 0 <> XLPyDLLActivateAuto(XLPy, XLPyCommand, 1) Then Err.Raise 1000, Description:=XLPy
End Function
""",
        """\
Function XLPy()
    Static command As String, trouble As String, since As Date
    If trouble <> "" Then
        If DateDiff("s", since, Now) < 5 Then Err.Raise 1000, Description:=trouble
    End If
    On Error GoTo failed
    If command = "" Then
        XLPyLoadDLL
        command = XLPyCommand
    End If
    If 0 <> XLPyDLLActivateAuto(XLPy, command, 1) Then Err.Raise 1000, Description:=XLPy
    trouble = ""
    Exit Function
failed:
    trouble = Err.Description
    since = Now
    command = ""
    Err.Raise 1000, Description:=trouble
End Function
""",
    ),
)

_PROPERTIES: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
    f"<dc:title>{CATEGORY}</dc:title>"
    "<dc:description>The worksheet functions of roi-xl</dc:description>"
    "</cp:coreProperties>"
)
_RIBBON: Final = (
    '<customUI xmlns="http://schemas.microsoft.com/office/2006/01/customui"><ribbon><tabs>'
    f'<tab idMso="TabFormulas"><group id="roi_xl" label="{CATEGORY}">'
    '<button id="roi_xl_connect" label="Connect this workbook" imageMso="Refresh" size="large"'
    f' onAction="{CONNECT_MODULE}.ConnectFromRibbon"'
    ' screentip="Bind the Training ROI formulas of this workbook to the add-in"/>'
    '<button id="roi_xl_trouble" label="Why #VALUE!?" imageMso="Help" size="large"'
    f' onAction="{CONNECT_MODULE}.TroubleFromRibbon"'
    ' screentip="What went wrong the last time that Python could not be reached"/>'
    "</group></tab></tabs></ribbon></customUI>"
)
_RIBBON_LINK: Final = (
    '<Relationship Id="rIdRibbon"'
    ' Type="http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"'
    ' Target="customUI/customUI.xml"/></Relationships>'
)


def built(functions: Mapping[str, Function]) -> bytes:
    """The add-in for the xlwings that is installed.

    Args:
        functions: The catalogue.

    Returns:
        The bytes of an .xlam file.

    Raises:
        AddInError: xlwings or pyOpenVBA isn't installed, or xlwings' VBA isn't as this release knows it.
    """
    try:
        from pyopenvba import ExcelFile, VBAModuleKind
    except ImportError:
        raise AddInError("pyOpenVBA isn't installed", "install it: pip install pyOpenVBA") from None
    engine, dictionary = engine_text(), _dictionary_text()
    with TemporaryDirectory() as folder:
        path = Path(folder, "roi_xl.xlam")
        with ExcelFile.create_new(path) as book:
            project = book.vba_project()
            project.delete_module("Module1")
            project.add_module("xlwings", engine)
            project.add_module("Dictionary", dictionary, kind=VBAModuleKind.other)
            project.add_module(FUNCTIONS_MODULE, exported(functions))
            project.add_module(HELP_MODULE, help_module(functions))
            project.add_module(CONNECT_MODULE, connect_module(functions))
            book.set_module("ThisWorkbook", workbook_code())
            book.set_module("Sheet1", "")  # as it is, but without the compiled code of another Excel
            book.save()
        with ZipFile(path) as package:
            parts = {name: package.read(name) for name in package.namelist()}
    return _packed(_finished({**parts, _PART: _uncompiled(parts[_PART])}))


def version_of(data: bytes) -> str | None:
    """The version of xlwings that an add-in of ours was built for.

    xlwings' VBA alone doesn't make it ours: many an add-in is built on it.

    Args:
        data: The bytes of an .xlam file.

    Returns:
        Such as `0.37.8`; None where the file isn't our add-in.
    """
    from pyopenvba.cfb import CFB
    from pyopenvba.exceptions import PyOpenVBAError
    from pyopenvba.vba import parse_vba_project

    try:
        project = parse_vba_project(CFB.from_bytes(Package(data).read(_PART)))
        for ours in (FUNCTIONS_MODULE, CONNECT_MODULE):
            project.get_module(ours)
        found = _VERSION.search(project.get_module("xlwings").source)
    except (PackageError, KeyError, PyOpenVBAError):
        return None
    return found.group(1) if found else None


def engine_text() -> str:
    """The installed xlwings' VBA, changed for our add-in; its notice of licence stays in it.

    Raises:
        AddInError: xlwings isn't installed, or its text isn't as this release knows it.
    """
    engine = _installed("xlwings_custom_addin.bas")
    for patch in _PATCHES:
        if engine.count(patch.old) != 1:
            raise AddInError(
                f"xlwings' VBA isn't as expected at {patch.old.splitlines()[0]!r}",
                "install an xlwings that this release of roi-xl knows, or update roi-xl",
            )
        engine = engine.replace(patch.old, patch.new)
    return engine.replace("\n", "\r\n")


def _dictionary_text() -> str:
    """The class that xlwings' VBA needs on a Mac."""
    return _installed("addin/Dictionary.cls").replace("\n", "\r\n")


def _installed(name: str) -> str:
    """A file of the installed xlwings, which isn't imported: it would start its machinery."""
    found = find_spec("xlwings")
    if found is None or not found.submodule_search_locations:
        raise AddInError("xlwings isn't installed", "install it: pip install xlwings")
    try:
        return Path(found.submodule_search_locations[0], name).read_text(encoding="utf-8")
    except OSError:
        raise AddInError(
            f"xlwings is incomplete: {name} is missing",
            "install it anew: pip install --force-reinstall xlwings",
        ) from None


def _uncompiled(project: bytes) -> bytes:
    """A VBA project that can't disagree with its text."""
    from pyopenvba.cfb import CFB

    streams = CFB.from_bytes(project)
    streams.write_stream_in_storage("VBA", "_VBA_PROJECT", _NOTHING_COMPILED)
    compound: bytes = streams.to_bytes()
    return compound


def _finished(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The package with our title in the list of add-ins, our buttons, and nobody's name."""
    links = parts["_rels/.rels"].decode()
    return {
        **parts,
        "_rels/.rels": links.replace("</Relationships>", _RIBBON_LINK).encode(),
        "docProps/core.xml": _PROPERTIES.encode(),
        "customUI/customUI.xml": _RIBBON.encode(),
    }


def _packed(parts: Mapping[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as package:
        for name, content in parts.items():
            entry = ZipInfo(name, _EPOCH)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 0  # else the file would tell on which system it was built
            package.writestr(entry, content, compresslevel=9)
    return out.getvalue()
