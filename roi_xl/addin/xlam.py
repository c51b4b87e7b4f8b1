"""Builds the add-in file without Excel: our VBA in a package that Excel opens, for the installed xlwings.

All of its VBA is ours: we would need a tenth of xlwings' own, and the rest of it starts programs that a
workbook names. The same inputs give the same bytes: the file holds no date, path or user name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from roi_xl.addin import AddInError, intellisense
from roi_xl.addin.vba import (
    CATEGORY,
    CONNECT_MODULE,
    EXPLAIN_MODULE,
    FUNCTIONS_MODULE,
    HELP_MODULE,
    PYTHON_MODULE,
    RIBBON_MODULE,
    connect_module,
    explain_module,
    functions_module,
    help_module,
    python_module,
    ribbon_module,
    workbook_code,
)
from roi_xl.catalogue import Function
from roi_xl.version import VERSION
from roi_xl.xlsx import Package, PackageError

_XLWINGS: Final = re.compile(r'DLL_NAME As String = "xlwings64-([^"]+)\.dll"')
_BUILT_BY: Final = re.compile(r'BUILT_BY As String = "([^"]+)"')
_PART: Final = "xl/vbaProject.bin"
_RIBBON_PART: Final = "customUI/customUI.xml"
_NOTHING_COMPILED: Final = b"\xcc\x61\xff\xff\x00\x00\x00"
"""The stream _VBA_PROJECT of a project that Excel must compile from its text ([MS-OVBA] 2.3.4.1)."""

_OLD_NAME, _NAME = b"VBAProject", b"roi_xl"
_NAME_RECORDS: Final = tuple(
    b"\x04\x00" + len(name).to_bytes(4, "little") + name for name in (_OLD_NAME, _NAME)
)
"""The record PROJECTNAME of the stream `dir` ([MS-OVBA] 2.3.4.2.1.6): the default name is VBAProject, and two
projects of the same name can't refer to each other."""
_NAME_LINES: Final = tuple(b'\r\nName="' + name + b'"\r\n' for name in (_OLD_NAME, _NAME))
"""The same name in the stream `PROJECT` ([MS-OVBA] 2.3.1.9)."""

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the earliest time that a ZIP can hold


_PROPERTIES: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
    f"<dc:title>{CATEGORY}</dc:title>"
    "<dc:description>The worksheet functions of roi-xl</dc:description>"
    "</cp:coreProperties>"
)
_BUTTONS: Final = (
    (
        "explain",
        "Explain this cell",
        "ErrorChecking",
        "What its functions were given, and why an error",
    ),
    ("insert", "Insert function", "FunctionWizard", "Choose a function and fill in its arguments"),
    ("connect", "Connect this workbook", "Refresh", "Bind the formulas of this workbook to the add-in"),
    ("restart", "Restart Python", "RefreshAll", "After an update, or when Python was not reached"),
    ("help", "Help", "Help", "All functions with their arguments and worked examples"),
    ("about", "About", "Info", "Versions, and where the add-in lies"),
)
"""Each button: its id, which is also its macro's name, its label, Office's name for its icon, its purpose."""
_RIBBON: Final = (
    '<customUI xmlns="http://schemas.microsoft.com/office/2006/01/customui"><ribbon><tabs>'
    f'<tab idMso="TabFormulas"><group id="roi_xl" label="{CATEGORY} {VERSION}">'
    + "".join(
        f'<button id="roi_xl_{name}" label="{label}" imageMso="{picture}"'
        f' size="{"large" if name == "explain" else "normal"}"'
        f' onAction="{RIBBON_MODULE}.{name.title()}FromRibbon" screentip="{tip}"/>'
        for name, label, picture, tip in _BUTTONS
    )
    + "</group></tab></tabs></ribbon></customUI>"
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
            project.add_module(FUNCTIONS_MODULE, functions_module(functions))
            project.add_module(HELP_MODULE, help_module(functions))
            project.add_module(EXPLAIN_MODULE, explain_module())
            project.add_module(CONNECT_MODULE, connect_module(functions))
            project.add_module(RIBBON_MODULE, ribbon_module())
            book.set_module("ThisWorkbook", workbook_code())
            book.set_module("Sheet1", "")  # unchanged, but without the compiled code of another Excel
            book.save()
        with ZipFile(path) as package:
            parts = {name: package.read(name) for name in package.namelist()}
    return _packed(_finished({**parts, _PART: _uncompiled(parts[_PART])}, functions))


@dataclass(frozen=True, slots=True)
class Built:
    """The versions that an add-in of ours was built with.

    Attributes:
        xlwings: The version of xlwings whose DLL it loads, such as `0.37.8`.
        roi_xl: The version of roi-xl; empty before 0.2.0, which didn't record it.
    """

    xlwings: str
    roi_xl: str


def built_from(data: bytes) -> Built | None:
    """The versions that an add-in was built with.

    Args:
        data: The bytes of an .xlam file.

    Returns:
        None if the file isn't our add-in.
    """
    from pyopenvba.cfb import CFB
    from pyopenvba.exceptions import PyOpenVBAError
    from pyopenvba.vba import parse_vba_project

    try:
        project = parse_vba_project(CFB.from_bytes(Package(data).read(_PART)))
        for ours in (FUNCTIONS_MODULE, CONNECT_MODULE):
            project.get_module(ours)
        text = project.get_module(PYTHON_MODULE).source
    except (PackageError, KeyError, PyOpenVBAError):
        return None
    xlwings, ours_ = _XLWINGS.search(text), _BUILT_BY.search(text)
    return Built(xlwings[1], ours_[1] if ours_ else "") if xlwings else None


def is_as_built(data: bytes) -> bool:
    """Whether a file is our add-in exactly as some version builds it; False if it was signed since.

    Args:
        data: The bytes of an .xlam file.
    """
    if built_from(data) is None:
        return False
    return not any("signature" in name.lower() for name in Package(data).names)


def holds_the_same(data: bytes, fresh: bytes) -> bool:
    """Whether an add-in works like another one, even if a company signed it or Excel saved it again.

    Args:
        data: The bytes of an .xlam file.
        fresh: The bytes of an add-in that was just built.
    """
    from pyopenvba.exceptions import PyOpenVBAError

    try:
        return _code(texts(data)) == _code(texts(fresh))
    except (BadZipFile, KeyError, PyOpenVBAError):
        return False


def _code(found: Mapping[str, str]) -> dict[str, list[str]]:
    """The effective lines of each file, without the attributes that Excel adds."""
    return {
        name: [
            line.rstrip() for line in text.splitlines() if line.strip() and not line.startswith("Attribute ")
        ]
        for name, text in found.items()
    }


def texts(data: bytes) -> dict[str, str]:
    """Every readable text in an add-in: the code that runs in Excel and the definition of its buttons.

    Args:
        data: The bytes of an .xlam file.

    Returns:
        The texts by file name: `.bas` or `.cls` for a module, `customUI.xml` for the buttons,
        `intellisense.xml` for the hints while typing.
    """
    from pyopenvba import VBAModuleKind
    from pyopenvba.cfb import CFB
    from pyopenvba.vba import parse_vba_project

    with ZipFile(BytesIO(data)) as package:
        project = parse_vba_project(CFB.from_bytes(package.read(_PART)))
        ribbon = package.read(_RIBBON_PART).decode()
        hints = package.read(intellisense.PART).decode()
    found = {
        f"{module.name}.{'bas' if module.kind is VBAModuleKind.standard else 'cls'}": module.source
        for module in project.modules
    }
    return {**found, Path(_RIBBON_PART).name: ribbon, "intellisense.xml": hints}


def _uncompiled(project: bytes) -> bytes:
    """A VBA project under its own name, without compiled code that could differ from its text."""
    from pyopenvba.cfb import CFB
    from pyopenvba.vba import compress, decompress

    streams = CFB.from_bytes(project)
    streams.write_stream_in_storage("VBA", "_VBA_PROJECT", _NOTHING_COMPILED)
    about = decompress(streams.get_stream_in_storage("VBA", "dir"))
    streams.write_stream_in_storage("VBA", "dir", compress(_renamed(about, *_NAME_RECORDS)))
    streams.write_stream("PROJECT", _renamed(streams.get_stream("PROJECT"), *_NAME_LINES))
    compound: bytes = streams.to_bytes()
    return compound


def _renamed(data: bytes, old: bytes, new: bytes) -> bytes:
    """A stream with the project's name replaced; the name occurs in it once."""
    if data.count(old) != 1:
        raise AddInError(
            "the VBA project that pyOpenVBA makes has another form",
            "install the version of pyOpenVBA that roi-xl asks for",
        )
    return data.replace(old, new)


def _finished(parts: Mapping[str, bytes], functions: Mapping[str, Function]) -> dict[str, bytes]:
    """The package with our title for the list of add-ins, our buttons and hints, and no user's name."""
    links = parts["_rels/.rels"].decode()
    return intellisense.added(
        {
            **parts,
            "_rels/.rels": links.replace("</Relationships>", _RIBBON_LINK).encode(),
            "docProps/core.xml": _PROPERTIES.encode(),
            _RIBBON_PART: _RIBBON.encode(),
        },
        functions,
    )


def _packed(parts: Mapping[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as package:
        for name, content in parts.items():
            entry = ZipInfo(name, _EPOCH)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 0  # else the file would show on which system it was built
            package.writestr(entry, content, compresslevel=9)
    return out.getvalue()
