"""megaroth.xlsm: the template with the functions inside, for classic xlwings on Windows.

The file's VBA project is that of the quickstart workbook which xlwings ships: it refers to the
xlwings add-in and holds no version. Our functions' wrappers are put into it, so that a person needs
neither "Import Functions" nor trusted access to VBA projects.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import xlwings

from megaroth_xl.formulas import CATEGORY
from megaroth_xl.hosts.parts import WORKBOOK, Parts, XlwingsSetting, element, settings_sheet
from megaroth_xl.hosts.windows.import_functions import FUNCTIONS
from megaroth_xl.hosts.windows.vba_project import VbaModule, VbaProject, read_vba_project
from megaroth_xl.hosts.windows.wrappers import FIRST_OWN_GROUP, wrappers
from megaroth_xl.workbook.template import template_bytes

__all__ = ["NAME", "SETTINGS", "macro_workbook_bytes", "shipped", "with_category"]

NAME = "megaroth.xlsm"
SETTINGS: Mapping[str, XlwingsSetting] = {
    "UDF Modules": FUNCTIONS,
    "ADD_WORKBOOK_TO_PYTHONPATH": False,
}
"""What the workbook tells xlwings. The interpreter is the computer's matter. Python does not look
for code beside the workbook, so a workbook in OneDrive works, and a stray file is never run."""
NOTE = "Settings for xlwings: leave them as they are. The interpreter is set in xlwings.conf."
PROJECT = "xl/vbaProject.bin"
PROJECT_TYPE = "application/vnd.ms-office.vbaProject"
PROJECT_RELATION = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
PLAIN = r"application/vnd\.openxmlformats-officedocument\.spreadsheetml\.sheet\.main\+xml"
WITH_MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"


def shipped(name: str) -> Parts:
    """A file that the installed xlwings brings along."""
    return Parts.read((Path(xlwings.__file__).parent / name).read_bytes())


def with_category(parts: Parts) -> Parts:
    """The same workbook, with our category in the function wizard."""
    groups = element(
        "functionGroups",
        element("functionGroup", name=CATEGORY),
        builtInGroupCount=str(FIRST_OWN_GROUP),
    )
    return parts.edit(WORKBOOK, "</sheets>", f"</sheets>{groups}")


def macro_workbook_bytes(template: bytes | None = None) -> bytes:
    """The template workbook with the functions' VBA module inside; the same bytes every time.

    Parameters
    ----------
    template
        An .xlsx file to use instead of the package's own template.

    Raises
    ------
    InputError
        Where the template, or xlwings' quickstart workbook, is not built as expected.
    """
    parts = Parts.read(template_bytes() if template is None else template)
    code_names = {}
    for number, (title, path) in enumerate(parts.sheets().items(), start=1):
        code_names[title] = f"Sheet{number}"
        parts = _coded(parts, path, code_names[title])
    code_names["xlwings.conf"] = f"Sheet{len(code_names) + 1}"
    parts = parts.add_sheet(
        "xlwings.conf", settings_sheet(SETTINGS, NOTE, code_names["xlwings.conf"])
    )
    quickstart = read_vba_project(shipped("quickstart.xlsm").by_name[PROJECT])
    project = _project(quickstart, tuple(code_names.values()))
    parts = parts.edit(WORKBOOK, r"<workbookPr\b", '<workbookPr codeName="ThisWorkbook"')
    return (
        with_category(parts)
        .put(PROJECT, project.packed())
        .typed(PROJECT, PROJECT_TYPE)
        .edit("[Content_Types].xml", PLAIN, WITH_MACROS)
        .related("xl/_rels/workbook.xml.rels", "rIdVba", PROJECT_RELATION, "vbaProject.bin")
        .packed()
    )


def _coded(parts: Parts, path: str, code_name: str) -> Parts:
    """The same workbook with a sheet's name in VBA."""
    if re.search(r"<sheetPr\b", parts.text(path)):
        return parts.edit(path, r"<sheetPr\b", f'<sheetPr codeName="{code_name}"')
    opening = re.search(r"<worksheet\b[^>]*>", parts.text(path))
    tag = opening[0] if opening else "<worksheet>"
    return parts.edit(path, re.escape(tag), f'{tag}<sheetPr codeName="{code_name}"/>')


def _project(quickstart: VbaProject, code_names: tuple[str, ...]) -> VbaProject:
    """The quickstart's project with a module for each sheet, and our wrappers."""
    sheet = quickstart.module("Sheet1")
    modules: tuple[VbaModule, ...] = (
        quickstart.module("ThisWorkbook"),
        *(sheet.renamed(name) for name in code_names),
        wrappers(NAME),
    )
    return VbaProject(quickstart.head, quickstart.properties, modules)
