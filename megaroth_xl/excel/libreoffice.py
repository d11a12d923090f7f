"""The add-in for LibreOffice Calc: the same formulas, typed by the same names.

It is a folder of five texts that LibreOffice reads itself; nothing is compiled. The formulas run in
LibreOffice's own Python, which must find this package and numpy.
"""

from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from megaroth_xl import __version__
from megaroth_xl.files import write_whole
from megaroth_xl.formulas import Formula
from megaroth_xl.udfs import FORMULAS

__all__ = ["FOLDER", "write_add_in"]

FOLDER = "megaroth"
MODULE = "org.megaroth.calc"
SERVICE, IMPLEMENTATION = f"{MODULE}.Formulas", f"{MODULE}.implementation"
COMPONENT = "megaroth_calc.py"

SHELL = '''"""The shell between LibreOffice Calc and the package megaroth_xl."""

import sys

sys.path[:0] = {python_path!r}

import unohelper
from com.sun.star.lang import XServiceInfo
from org.megaroth.calc import XFormulas

try:
    from megaroth_xl.excel.calc import answer
except ImportError as error:
    PROBLEM = "LibreOffice's Python cannot load megaroth_xl: " + str(error)

    def answer(name, cells):
        return ((PROBLEM,),)


class Formulas(unohelper.Base, XServiceInfo, XFormulas):
    def __init__(self, context):
        pass

    def getImplementationName(self):
        return {implementation!r}

    def supportsService(self, name):
        return name == {service!r}

    def getSupportedServiceNames(self):
        return ({service!r},)


def method(name):
    def call(self, *cells):
        return answer(name, cells)

    return call


for own_name, name in {methods!r}.items():
    setattr(Formulas, own_name, method(name))

g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Formulas, {implementation!r}, ({service!r},))
'''
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


def write_add_in(folder: Path, python_path: Iterable[Path] = ()) -> Path:
    """Write the add-in, unpacked, as LibreOffice takes it from a folder of bundled extensions.

    Parameters
    ----------
    folder
        The folder of extensions; the add-in goes into a folder of its own in it.
    python_path
        Where LibreOffice's Python finds the package and what it needs, if not by itself.

    Returns
    -------
    Path
        The add-in's own folder.
    """
    add_in = folder / FOLDER
    for name, text in _texts([str(path) for path in python_path]).items():
        write_whole(add_in / name, text.encode())
    return add_in


def _texts(python_path: list[str]) -> dict[str, str]:
    """The add-in's files."""
    shell = SHELL.format(
        python_path=python_path,
        implementation=IMPLEMENTATION,
        service=SERVICE,
        methods={_method(name): name for name in FORMULAS},
    )
    return {
        COMPONENT: shell,
        "XFormulas.idl": _interface(),
        "CalcAddIns.xcu": _wizard(),
        "megaroth.components": _components(),
        "META-INF/manifest.xml": _manifest(),
        "description.xml": _description(),
    }


def _interface() -> str:
    """The formulas' types, for LibreOffice: rows of anything, from anything."""
    methods = "".join(
        f"        sequence< sequence<any> > {_method(formula.name)}("
        + ", ".join(f"[in] any {_method(name)}" for name in formula.arguments)
        + ");\n"
        for formula in FORMULAS.values()
    )
    return (
        "module org { module megaroth { module calc {\n"
        "    interface XFormulas : com::sun::star::uno::XInterface {\n"
        f"{methods}"
        "    };\n"
        "}; }; };\n"
    )


def _wizard() -> str:
    """Names and texts for LibreOffice's function wizard."""
    functions = "".join(map(_function, FORMULAS.values()))
    return (
        f'{XML}<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" oor:name="CalcAddIns" '
        'oor:package="org.openoffice.Office">\n<node oor:name="AddInInfo">'
        f'<node oor:name="{SERVICE}" oor:op="replace"><node oor:name="AddInFunctions">\n'
        f"{functions}</node></node></node></oor:component-data>\n"
    )


def _method(name: str) -> str:
    """The name of a formula or an argument in LibreOffice's own type language."""
    return name.lower().replace("_", "")


def _function(formula: Formula) -> str:
    arguments = "".join(
        f"<node oor:name={quoteattr(name)} oor:op='replace'>"
        f"{_text('DisplayName', name)}{_text('Description', argument.meaning)}</node>"
        for name, argument in formula.arguments.items()
    )
    return (
        f'<node oor:name="{_method(formula.name)}" oor:op="replace">'
        f"{_text('DisplayName', formula.name)}{_text('CompatibilityName', formula.name)}"
        f"{_text('Description', formula.summary)}"
        '<prop oor:name="Category"><value>Add-In</value></prop>'
        f'<node oor:name="Parameters">{arguments}</node></node>\n'
    )


def _text(name: str, text: str) -> str:
    return f'<prop oor:name="{name}"><value xml:lang="en-US">{escape(text)}</value></prop>'


def _components() -> str:
    return (
        f'{XML}<components xmlns="http://openoffice.org/2010/uno-components">'
        f'<component loader="com.sun.star.loader.Python" uri="./{COMPONENT}">'
        f'<implementation name="{IMPLEMENTATION}"><service name="{SERVICE}"/></implementation>'
        "</component></components>\n"
    )


def _manifest() -> str:
    entries = "".join(
        f'<manifest:file-entry manifest:media-type="application/vnd.sun.star.{kind}" '
        f'manifest:full-path="{name}"/>\n'
        for kind, name in (
            ("uno-typelibrary;type=RDB", "XFormulas.idl"),
            ("configuration-data", "CalcAddIns.xcu"),
            ("uno-components", "megaroth.components"),
        )
    )
    return (
        f'{XML}<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">\n'
        f"{entries}</manifest:manifest>\n"
    )


def _description() -> str:
    return (
        f'{XML}<description xmlns="http://openoffice.org/extensions/description/2006">'
        f'<identifier value="{MODULE}"/><version value="{__version__}"/></description>\n'
    )
