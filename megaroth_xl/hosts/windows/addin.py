"""megaroth.xlam: the functions in every workbook, for classic xlwings on Windows.

Built on the user's computer from the add-in that the installed xlwings ships for such uses: it
carries xlwings' own VBA and so belongs to one version of xlwings, and needs no other add-in.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple
from xml.sax.saxutils import unescape

from megaroth_xl import __version__
from megaroth_xl.errors import InputError
from megaroth_xl.hosts.parts import WORKBOOK, Parts, XlwingsSetting, settings_sheet
from megaroth_xl.hosts.windows.macro_workbook import PROJECT, SETTINGS, shipped, with_category
from megaroth_xl.hosts.windows.vba_project import VbaModule, read_vba_project
from megaroth_xl.hosts.windows.wrappers import wrappers

__all__ = ["NAME", "Addin", "addin_bytes", "read_addin"]

NAME = "megaroth.xlam"
PROJECT_NAME = "megaroth"
"""Names the add-in's project, its settings sheet and, in xlwings' code, its settings file."""
NOTE = "Written by: megaroth excel addin, version {}"
XLWINGS = "xlwings"
OWN_NAME = 'Public Const PROJECT_NAME As String = "{}"'
VERSION = r'Public Const XLWINGS_VERSION As String = "([^"]*)"'
INTERPRETER = r"<t>INTERPRETER_WIN</t>.*?<t>([^<]*)</t>"


def addin_bytes(interpreter: Mapping[str, XlwingsSetting]) -> bytes:
    """The add-in for the installed xlwings; the same bytes for the same settings.

    Parameters
    ----------
    interpreter
        Settings by which xlwings finds Python, as `Computer.interpreter_settings` gives them.

    Raises
    ------
    InputError
        Where the add-in that xlwings ships is not built as expected.
    """
    parts = shipped("quickstart_addin.xlam")
    project = read_vba_project(parts.by_name[PROJECT]).renamed(PROJECT_NAME)
    shown = re.search(r'<sheet name="_(\w+)\.conf"', parts.text(WORKBOOK))
    if shown is None:
        raise InputError("quickstart_addin.xlam", "without a settings sheet", "xlwings' own file")
    (sheet,) = parts.sheets().values()
    (sheet_module,) = (m for m in project.modules if m.name.startswith("Sheet"))
    modules = (
        project.module("ThisWorkbook"),
        sheet_module,
        *(module for module in project.modules if module.kind == "Class"),
        _own(project.module(XLWINGS), shown[1]),
        wrappers(NAME),
    )
    settings = {**interpreter, **SETTINGS}
    return (
        with_category(parts)
        .edit(WORKBOOK, f'name="_{shown[1]}.conf"', f'name="{PROJECT_NAME}.conf"')
        .put(sheet, settings_sheet(settings, NOTE.format(__version__), sheet_module.name))
        .edit("docProps/core.xml", r"<dc:title ?/>", "<dc:title>Megaroth</dc:title>")
        .put(PROJECT, replace(project, modules=modules).packed())
        .packed()
    )


def _own(module: VbaModule, name: str) -> VbaModule:
    """The code of xlwings, looking for settings under our name."""
    old, new = OWN_NAME.format(name), OWN_NAME.format(PROJECT_NAME)
    if old not in module.source:
        raise InputError("quickstart_addin.xlam", f"without {old}", "xlwings' own file")
    return replace(module, source=module.source.replace(old, new))


class Addin(NamedTuple):
    """An add-in's own description of itself; empty if it gives none.

    Parameters
    ----------
    xlwings
        The version of xlwings that it belongs to.
    megaroth
        The version of this package that wrote it.
    interpreter
        The Python that it starts.
    """

    xlwings: str
    megaroth: str
    interpreter: str


def read_addin(data: bytes) -> Addin:
    """Return what an add-in, xlwings' own or ours, says of itself."""
    parts = Parts.read(data)
    modules = read_vba_project(parts.by_name[PROJECT]).modules
    code = "".join(module.source for module in modules)
    sheets = "".join(parts.text(path) for path in parts.sheets().values())
    return Addin(
        _first(VERSION, code),
        _first(NOTE.format(r"([\w.+-]+)"), sheets),
        unescape(_first(INTERPRETER, sheets)),
    )


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    return found[1] if found else ""
