"""The description of the add-in that LibreOffice reads, generated from the catalogue."""

import sys
import sysconfig
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from calc_addin.names import SERVICE, camel

HERE = Path(__file__).parent
ROOT = HERE.parents[3]
INTERFACE, COMPONENT, CONFIGURATION = "XFunctions.idl", "component.py", "CalcAddIns.xcu"
MEDIA_TYPES = {
    # the text serves as well as the library compiled from it, which would need LibreOffice's SDK
    INTERFACE: "application/vnd.sun.star.uno-typelibrary;type=RDB",
    COMPONENT: "application/vnd.sun.star.uno-component;type=Python",
    CONFIGURATION: "application/vnd.sun.star.configuration-data",
}
ONE_VALUE, RANGE = "any", "sequence< sequence< any > >"


def write(functions, folder):
    """Write the unpacked add-in into a new folder.

    Args:
        functions: The catalogue.
        folder: Where it goes; LibreOffice reads every add-in in the folder above.
    """
    (folder / "META-INF").mkdir(parents=True)
    (folder / "META-INF" / "manifest.xml").write_text(manifest(), encoding="utf-8")
    (folder / INTERFACE).write_text(interface(functions), encoding="utf-8")
    (folder / CONFIGURATION).write_text(configuration(functions), encoding="utf-8")
    (folder / COMPONENT).write_bytes((HERE / COMPONENT).read_bytes())
    (folder / "pythonpath").mkdir()
    (folder / "pythonpath" / "names.py").symlink_to(HERE / "names.py")
    (folder / "pythonpath" / "roi_xl").symlink_to(ROOT / "roi_xl")
    (folder / "python{}.{}".format(*sys.version_info)).symlink_to(sysconfig.get_paths()["platlib"])


def manifest():
    entries = "".join(
        f'<manifest:file-entry manifest:media-type="{kind}" manifest:full-path="{name}"/>'
        for name, kind in MEDIA_TYPES.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">{entries}</manifest:manifest>'
    )


def interface(functions):
    """The methods in UNO's own language.

    Every argument is `any`: it may be left out, and be a value or a range.
    """
    methods = "\n".join(
        f"{_result(f)} {camel(f.name)}({', '.join(f'[in] {ONE_VALUE} {camel(p.name)}' for p in f.params)});"
        for f in functions.values()
    )
    return (
        "#include <com/sun/star/uno/XInterface.idl>\n"
        "module org { module roixl { interface XFunctions : com::sun::star::uno::XInterface {\n"
        f"{methods}\n}}; }}; }};\n"
    )


def _result(function):
    return RANGE if function.lifts or function.shape != (1, 1) else ONE_VALUE


def configuration(functions):
    """Names and texts for formulas and the function wizard."""
    nodes = "".join(_node(camel(f.name), f.name, f.summary, _parameters(f)) for f in functions.values())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" oor:name="CalcAddIns" '
        'oor:package="org.openoffice.Office"><node oor:name="AddInInfo">'
        f'<node oor:name="{SERVICE}" oor:op="replace"><node oor:name="AddInFunctions">{nodes}</node></node>'
        "</node></oor:component-data>"
    )


def _parameters(function):
    nodes = "".join(_node(camel(p.name), p.name, p.text) for p in function.params)
    return (
        '<prop oor:name="Category"><value>Add-In</value></prop>'
        f'<prop oor:name="CompatibilityName"><value xml:lang="en">{function.name}</value></prop>'
        f'<node oor:name="Parameters">{nodes}</node>'
    )


def _node(name, shown, text, more=""):
    return (
        f'<node oor:name={quoteattr(name)} oor:op="replace">'
        f'<prop oor:name="DisplayName"><value xml:lang="en">{escape(shown)}</value></prop>'
        f'<prop oor:name="Description"><value xml:lang="en">{escape(text)}</value></prop>{more}</node>'
    )
