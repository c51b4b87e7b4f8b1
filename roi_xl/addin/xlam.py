"""The add-in file: our VBA in a package that Excel opens, built without Excel for the installed xlwings.

All of its VBA is ours: of xlwings' own we would need a tenth, and the rest starts programs that a workbook
names. The same inputs give the same bytes: the file holds no date, path or name of a user.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
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
    PYTHON_MODULE,
    connect_module,
    exported,
    help_module,
    python_module,
    workbook_code,
)
from roi_xl.catalogue import Function
from roi_xl.xlsx import Package, PackageError

_VERSION: Final = re.compile(r'DLL_NAME As String = "xlwings64-([^"]+)\.dll"')
_PART: Final = "xl/vbaProject.bin"
_RIBBON_PART: Final = "customUI/customUI.xml"
_NOTHING_COMPILED: Final = b"\xcc\x61\xff\xff\x00\x00\x00"
"""The stream _VBA_PROJECT of a project that Excel has to compile from its text ([MS-OVBA] 2.3.4.1)."""

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the earliest time that a ZIP can tell


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
    f' Target="{_RIBBON_PART}"/></Relationships>'
)


def built(functions: Mapping[str, Function]) -> bytes:
    """The add-in for the xlwings that is installed.

    Args:
        functions: The catalogue.

    Returns:
        The bytes of an .xlam file.

    Raises:
        AddInError: xlwings or pyOpenVBA isn't installed.
    """
    try:
        from pyopenvba import ExcelFile
    except ImportError:
        raise AddInError("pyOpenVBA isn't installed", "install it: pip install pyOpenVBA") from None
    try:
        xlwings = version("xlwings")
    except PackageNotFoundError:
        raise AddInError("xlwings isn't installed", "install it: pip install xlwings") from None
    with TemporaryDirectory() as folder:
        path = Path(folder, "roi_xl.xlam")
        with ExcelFile.create_new(path) as book:
            project = book.vba_project()
            project.delete_module("Module1")
            project.add_module(PYTHON_MODULE, python_module(xlwings))
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
        found = _VERSION.search(project.get_module(PYTHON_MODULE).source)
    except (PackageError, KeyError, PyOpenVBAError):
        return None
    return found.group(1) if found else None


def texts(data: bytes) -> dict[str, str]:
    """All that can be read in an add-in: what runs in Excel, and what shows its buttons.

    Args:
        data: The bytes of an .xlam file.

    Returns:
        Text by the name of a file: `.bas` or `.cls` for a module, `customUI.xml` for the buttons.
    """
    from pyopenvba import VBAModuleKind
    from pyopenvba.cfb import CFB
    from pyopenvba.vba import parse_vba_project

    with ZipFile(BytesIO(data)) as package:
        project = parse_vba_project(CFB.from_bytes(package.read(_PART)))
        ribbon = package.read(_RIBBON_PART).decode()
    found = {
        f"{module.name}.{'bas' if module.kind is VBAModuleKind.standard else 'cls'}": module.source
        for module in project.modules
    }
    return {**found, Path(_RIBBON_PART).name: ribbon}


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
        _RIBBON_PART: _RIBBON.encode(),
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
