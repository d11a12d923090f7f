"""megaroth-lite.xlsx: the template for xlwings Lite, with its functions inside the workbook.

Lite runs the code that it finds in a workbook. Here that code carries this package, so that
nothing has to be installed beside Lite.

Experimental: whether Lite takes over a workbook that it did not write itself was not tried.
"""

import json
import re
import uuid

from megaroth_xl.hosts.lite.carried import carrying_code
from megaroth_xl.hosts.parts import XML, Parts, element
from megaroth_xl.hosts.publication import NAME as PACKAGE
from megaroth_xl.udfs import FORMULAS
from megaroth_xl.workbook.template import template_bytes

__all__ = ["MAIN", "NAME", "PREFIX", "REQUIREMENTS", "code_files", "lite_workbook_bytes"]

NAME = "megaroth-lite.xlsx"
MAIN = "from megaroth_xl.udfs import *"
"""The line of main.py where the package is installed."""
REQUIREMENTS = ("numpy", "xlwings")
"""What the code in the workbook needs of Lite."""
STORE_ID = "wa200008175"
"""xlwings Lite, as the Office add-in store knows it."""
PREFIX = "_xldudf_"
"""What Excel writes before the name of an add-in's function."""
CALL = re.compile(r"(?<![\w.])(" + "|".join(sorted(FORMULAS, key=len, reverse=True)) + r")\(")
FORMULA_CELL = re.compile(r'(<c r="([A-Z]+[0-9]+)"[^>]*>)<f([^>]*)>([^<]*)</f>')

EXTENSION = "http://schemas.microsoft.com/office/webextensions/webextension/2010/11"
TASK_PANES = "http://schemas.microsoft.com/office/webextensions/taskpanes/2010/11"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATION = "http://schemas.microsoft.com/office/2011/relationships/webextension"
HAS_FUNCTIONS = "{D87F86FE-615C-45B5-9D79-34F1136793EB}"
FUNCTION_LIST = "{7C84B067-C214-45C3-A712-C9D94CD141B2}"
FOLDER = "xl/webextensions"
CODE = f"{FOLDER}/webextension1.xml"


def lite_workbook_bytes(template: bytes | None = None) -> bytes:
    """The template with the functions inside, and its formulas as Lite registers them.

    Parameters
    ----------
    template
        An .xlsx file to use instead of the package's own template.
    """
    parts = Parts.read(template_bytes() if template is None else template)
    for path in parts.sheets().values():
        parts = parts.put(path, _registered(parts.text(path)))
    return (
        parts.put(CODE, XML + _code())
        .put(f"{FOLDER}/taskpanes.xml", XML + _task_pane())
        .related(f"{FOLDER}/_rels/taskpanes.xml.rels", "rId1", RELATION, "webextension1.xml")
        .related("_rels/.rels", "rIdPanes", f"{RELATION}taskpanes", f"{FOLDER}/taskpanes.xml")
        .typed(f"{FOLDER}/taskpanes.xml", "application/vnd.ms-office.webextensiontaskpanes+xml")
        .typed(CODE, "application/vnd.ms-office.webextension+xml")
        .packed()
    )


def _registered(sheet: str) -> str:
    """A sheet whose calls of our functions are spelled, and marked as arrays, as Lite's are."""

    def cell(match: re.Match[str]) -> str:
        opening, address, attributes, formula = match.groups()
        if not CALL.search(formula):
            return match[0]
        if "t=" not in attributes:
            attributes += f' t="array" ref="{address}"'
        formula = CALL.sub(rf"{PREFIX}\1(", formula)
        return f"{opening}<f{attributes}>{formula}</f>"

    return FORMULA_CELL.sub(cell, sheet)


def code_files() -> dict[str, str]:
    """The files that Lite keeps in the workbook, by their name in its editor."""
    return {
        "main.py": carrying_code(MAIN),
        "requirements.txt": "".join(f"{name}\n" for name in REQUIREMENTS),
    }


def _code() -> str:
    """The part in which Lite keeps a workbook's files, each as a JSON text."""
    properties = "".join(
        element("we:property", name=name, value=json.dumps(text))
        for name, text in code_files().items()
    )
    functions = "".join(element("we:customFunctionIds", PREFIX + name) for name in FORMULAS)
    store = {"version": "1.0.0.0", "storeType": "OMEX"}
    extensions = element(
        "a:ext",
        element("we:containsCustomFunctions"),
        **{"xmlns:a": DRAWING, "uri": HAS_FUNCTIONS},
    ) + element(
        "a:ext",
        element("we:customFunctionIdList", functions),
        **{"xmlns:a": DRAWING, "uri": FUNCTION_LIST},
    )
    return element(
        "we:webextension",
        element("we:reference", id=STORE_ID, store="en-US", **store)
        + element(
            "we:alternateReferences",
            element("we:reference", id=STORE_ID.upper(), store=STORE_ID.upper(), **store),
        )
        + element("we:properties", properties)
        + element("we:bindings")
        + element("we:snapshot", **{"xmlns:r": OFFICE})
        + element("we:extLst", extensions),
        **{
            "xmlns:we": EXTENSION,
            "id": f"{{{uuid.uuid5(uuid.NAMESPACE_DNS, PACKAGE)}}}".upper(),
        },
    )


def _task_pane() -> str:
    """The part that opens Lite beside the workbook."""
    reference = element("wetp:webextensionref", **{"xmlns:r": OFFICE, "r:id": "rId1"})
    pane = element(
        "wetp:taskpane", reference, dockstate="right", visibility="1", width="438", row="1"
    )
    return element("wetp:taskpanes", pane, **{"xmlns:wetp": TASK_PANES})
