"""The add-in for LibreOffice Calc: the same formulas, typed by the same names.

It is a few texts that LibreOffice reads itself; nothing is compiled. It asks the Python in which
this package is installed, whatever Python LibreOffice brings along; or it loads the package into
LibreOffice's own Python, which is faster but needs the same version of Python.
"""

from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import numpy as np

import megaroth_xl
from megaroth_xl import __version__
from megaroth_xl.files import zipped
from megaroth_xl.formulas import CATEGORY, Formula
from megaroth_xl.udfs import FORMULAS

__all__ = ["NAME", "extension_bytes", "package_folders"]

NAME = "megaroth.oxt"
MODULE = "org.megaroth.calc"
SERVICE, IMPLEMENTATION = f"{MODULE}.Formulas", f"{MODULE}.implementation"
COMPONENT = "megaroth_calc.py"

LOADED = """
import os
import sys

sys.path[:0] = {python_path!r}
os.environ["MEGAROTH_WITHOUT_EXCEL"] = "yes"

try:
    from megaroth_xl.hosts.libreoffice.answers import answer
except ImportError as error:
    PROBLEM = "LibreOffice's Python cannot load megaroth_xl: " + str(error)

    def answer(name, cells):
        return ((PROBLEM,),)
"""
"""How the shell gets its answers within LibreOffice's own Python."""

ASKED = '''
import json
import os
import shutil
import struct
import subprocess
import tempfile
import threading

PYTHON = {python!r}
PROBLEM = "{{}} does not answer for megaroth_xl ({{}}): run megaroth libreoffice addin again"
NO_PYTHON = (
    "no Python with megaroth-xl was found: install it, then run megaroth libreoffice addin, or set "
    "MEGAROTH_PYTHON to its Python and restart LibreOffice"
)
CHANGED_BY_LIBREOFFICE = ("PYTHON", "LD_LIBRARY_PATH", "DYLD_")
MOST_STARTS = 3


def error(found):
    return struct.unpack("<d", struct.pack("<Q", found["bits"]))[0]


def command():
    python = os.environ.get("MEGAROTH_PYTHON") or PYTHON
    if python:
        # -P: nothing is run from the folder in which LibreOffice was started.
        return [python, "-P", "-m", "megaroth_xl.hosts.libreoffice.server"]
    megaroth = shutil.which("megaroth")
    return megaroth and [megaroth, "libreoffice", "answer"]


class Server:
    """The package in a Python of its own, asked line by line."""

    def __init__(self):
        self.lock = threading.Lock()
        self.command = command()
        self.process = None
        self.told = None
        self.starts = 0
        self.problem = "" if self.command else NO_PYTHON

    def start(self):
        self.end()
        self.starts += 1
        own = dict(os.environ)
        for name in os.environ:
            if name.startswith(CHANGED_BY_LIBREOFFICE):
                del own[name]
        own["MEGAROTH_WITHOUT_EXCEL"] = "yes"
        self.told = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.told,
            env=own,
            universal_newlines=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )

    def end(self):
        if self.process is not None:
            self.process.communicate()
            self.process = None
        if self.told is not None:
            self.told.close()

    def why(self, problem):
        """The last line that the Python said before it ended, or what came in between."""
        try:
            code = self.process.wait(5)
            self.told.seek(0)
            said = self.told.read().decode("utf-8", "replace").split("\\n")
            lines = [line.strip() for line in said if line.strip()]
            return lines[-1] if lines else "it ended with exit code " + str(code)
        except (AttributeError, OSError, ValueError, subprocess.TimeoutExpired):
            return str(problem)

    def answer(self, name, cells):
        with self.lock:
            ended = self.process is None or self.process.poll() is not None
            if ended and (self.starts == MOST_STARTS or not self.command):
                return ((self.problem,),)
            try:
                if ended:
                    self.start()
                self.process.stdin.write(json.dumps([name, cells]) + "\\n")
                self.process.stdin.flush()
                rows = json.loads(self.process.stdout.readline(), object_hook=error)
            except (OSError, ValueError) as problem:
                self.problem = PROBLEM.format(self.command[0], self.why(problem))
                return ((self.problem,),)
        return tuple(map(tuple, rows))


answer = Server().answer
'''
"""How the shell gets its answers from another Python."""

SHELL = '''"""The shell between LibreOffice Calc and the package megaroth_xl."""
{source}
import unohelper
from com.sun.star.lang import XServiceInfo
from org.megaroth.calc import XFormulas


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


def extension_bytes(
    python: Path | None = None, *, loaded_from: Iterable[Path] | None = None
) -> bytes:
    """The add-in as an extension (.oxt) that LibreOffice installs.

    Parameters
    ----------
    python
        The Python in which this package is installed; None for an add-in that finds it: by the
        environment's MEGAROTH_PYTHON, or by `megaroth` on the path.
    loaded_from
        Folders from which LibreOffice's own Python takes the package and what it needs, instead
        of asking another Python.
    """
    if loaded_from is None:
        texts = _texts(ASKED.format(python=str(python or "")))
    else:
        texts = _texts(LOADED.format(python_path=[str(path) for path in loaded_from]))
    return zipped({name: text.encode() for name, text in texts.items()})


def package_folders() -> list[Path]:
    """Folders that hold this package and what it needs, in this Python."""
    return sorted({Path(str(each.__file__)).parents[1] for each in (megaroth_xl, np)})


def _texts(source: str) -> dict[str, str]:
    """The add-in's files; `source` is how its shell gets answers."""
    shell = SHELL.format(
        source=source,
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
        f'<identifier value="{MODULE}"/><version value="{__version__}"/>'
        f'<display-name><name lang="en">{CATEGORY}</name></display-name></description>\n'
    )
