"""The files for Excel: what is inside them, as other readers see it."""

import io
import os
import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import xlwings
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.formula import ArrayFormula

from megaroth_xl import __version__
from megaroth_xl.errors import InputError
from megaroth_xl.hosts.lite import workbook as lite
from megaroth_xl.hosts.parts import Parts
from megaroth_xl.hosts.windows import addin, macro_workbook
from megaroth_xl.hosts.windows.wrappers import wrappers
from megaroth_xl.udfs import FORMULAS
from megaroth_xl.workbook.template import template_bytes
from tests.hosts.windows.readers import saved_by_libreoffice, vba_modules

INTERPRETER = {"INTERPRETER_WIN": "C:\\Users\\Kim & Co\\venv\\Scripts\\python.exe"}
BUILDERS: dict[str, Callable[[], bytes]] = {
    macro_workbook.NAME: macro_workbook.macro_workbook_bytes,
    addin.NAME: lambda: addin.addin_bytes(INTERPRETER),
    lite.NAME: lite.lite_workbook_bytes,
}
WITH_MACROS = [macro_workbook.NAME, addin.NAME]


@pytest.fixture(scope="module")
def built() -> dict[str, bytes]:
    return {name: build() for name, build in BUILDERS.items()}


@pytest.mark.parametrize("name", BUILDERS)
def test_the_same_bytes_every_time(built: dict[str, bytes], name: str) -> None:
    assert BUILDERS[name]() == built[name]


@pytest.mark.parametrize("name", BUILDERS)
def test_every_part_has_a_type_and_every_relation_its_part(
    built: dict[str, bytes], name: str
) -> None:
    with zipfile.ZipFile(io.BytesIO(built[name])) as file:
        assert file.testzip() is None
        names = file.namelist()
        texts = {n: file.read(n).decode() for n in names if n.endswith((".xml", ".rels"))}
    assert len(set(names)) == len(names)
    for text in texts.values():
        ET.fromstring(text)  # noqa: S314 - our own file
    types = texts["[Content_Types].xml"]
    endings = set(re.findall(r'Extension="(\w+)"', types))
    overrides = set(re.findall(r'PartName="/([^"]+)"', types))
    assert {n for n in names if n.rpartition(".")[2] not in endings} <= overrides | {
        "[Content_Types].xml"
    }
    assert overrides <= set(names)
    for path in (n for n in names if n.endswith(".rels")):
        folder = path.partition("_rels/")[0]
        for target in re.findall(r'Target="([^"]+)"', texts[path]):
            assert os.path.normpath(f"/{folder}{target}" if target[0] != "/" else target)[1:] in (
                names
            )


@pytest.mark.parametrize("name", WITH_MACROS)
def test_olevba_reads_each_wrapper_back(built: dict[str, bytes], name: str) -> None:
    found = vba_modules(built[name])
    assert found["xlwings_udfs"] == wrappers(name).source
    functions = re.findall(r"^Function (\w+)\(", found["xlwings_udfs"], re.MULTILINE)
    assert sorted(functions) == sorted(FORMULAS)


@pytest.mark.parametrize("name", WITH_MACROS)
def test_every_sheet_has_its_module(built: dict[str, bytes], name: str) -> None:
    parts = Parts.read(built[name])
    codes = [re.search(r'codeName="(\w+)"', parts.text(p)) for p in parts.sheets().values()]
    code_names = {code[1] for code in codes if code}
    found = {m for m in vba_modules(built[name]) if m.startswith("Sheet")}
    assert code_names == found
    assert len(codes) == len(code_names)
    assert 'codeName="ThisWorkbook"' in parts.text("xl/workbook.xml")


@pytest.mark.parametrize("name", WITH_MACROS)
def test_nothing_of_xlwings_pro_nor_of_its_samples_is_inside(
    built: dict[str, bytes], name: str
) -> None:
    found = vba_modules(built[name])
    assert not {"Module1", "Remote", "License"} & set(found)
    assert "LICENSE_KEY" not in found["xlwings_udfs"]


def test_the_macro_workbook_is_the_template_and_its_settings(built: dict[str, bytes]) -> None:
    template = load_workbook(io.BytesIO(template_bytes()))
    book = load_workbook(io.BytesIO(built[macro_workbook.NAME]), keep_vba=True)
    assert book.sheetnames == [*template.sheetnames, "xlwings.conf"]
    for sheet in template:
        ours = {c.coordinate: c.value for row in book[sheet.title] for c in row}
        assert len(ours) == sheet.max_row * sheet.max_column
        for row in sheet:
            for cell in row:
                found = ours[cell.coordinate]
                if isinstance(cell.value, ArrayFormula):
                    assert (found.ref, found.text) == (cell.value.ref, cell.value.text)
                else:
                    assert found == cell.value
    settings = {row[0].value: row[1].value for row in book["xlwings.conf"]}
    assert settings == {"UDF Modules": "megaroth_xl.udfs", "ADD_WORKBOOK_TO_PYTHONPATH": False}


def test_the_macro_workbook_refers_to_the_xlwings_add_in(built: dict[str, bytes]) -> None:
    parts = Parts.read(built[macro_workbook.NAME])
    project = macro_workbook.read_vba_project(parts.by_name[macro_workbook.PROJECT])
    references = [data for kind, data in project.head if kind == 0x16]
    assert b"xlwings" in references
    assert set(vba_modules(built[macro_workbook.NAME])) >= {"ThisWorkbook", "xlwings_udfs"}
    assert "XLWINGS_VERSION" not in "".join(vba_modules(built[macro_workbook.NAME]).values())


def test_the_add_in_needs_no_other_and_reads_its_own_settings(built: dict[str, bytes]) -> None:
    data = built[addin.NAME]
    assert 'Public Const PROJECT_NAME As String = "megaroth"' in vba_modules(data)["xlwings"]
    expected = addin.Addin(xlwings.__version__, __version__, INTERPRETER["INTERPRETER_WIN"])
    assert addin.read_addin(data) == expected
    book = load_workbook(io.BytesIO(as_workbook(data)))
    (sheet,) = book.worksheets
    assert sheet.title == "megaroth.conf"
    settings = {row[0].value: row[1].value for row in sheet}
    assert settings["INTERPRETER_WIN"] == INTERPRETER["INTERPRETER_WIN"]
    assert settings["UDF Modules"] == "megaroth_xl.udfs"


def as_workbook(data: bytes) -> bytes:
    """An add-in as a workbook, for a library that opens no add-ins."""
    parts = Parts.read(data)
    types = parts.text("[Content_Types].xml").replace("addin.macroEnabled", "sheet.macroEnabled")
    return parts.put("[Content_Types].xml", types).packed()


@pytest.mark.parametrize("wrong", ["_myaddin.conf", "PROJECT_NAME"])
def test_another_add_in_of_xlwings_is_refused(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    original = addin.shipped("quickstart_addin.xlam")
    project = addin.read_vba_project(original.by_name[addin.PROJECT])
    if wrong in original.text("xl/workbook.xml"):
        changed = original.edit("xl/workbook.xml", wrong, "settings")
    else:
        module = project.module("xlwings")
        other = replace(module, source=module.source.replace(wrong, "OTHER_NAME"))
        modules = tuple(other if m is module else m for m in project.modules)
        changed = original.put(addin.PROJECT, replace(project, modules=modules).packed())
    monkeypatch.setattr(addin, "shipped", lambda _: changed)
    with pytest.raises(InputError, match="expected xlwings' own file"):
        addin.addin_bytes(INTERPRETER)


def test_a_workbook_without_sheet_properties_gets_them() -> None:
    book = io.BytesIO()
    Workbook().save(book)
    parts = Parts.read(book.getvalue())
    plain = parts.edit("xl/worksheets/sheet1.xml", "<sheetPr>.*?</sheetPr>", "").packed()
    made = Parts.read(macro_workbook.macro_workbook_bytes(plain))
    assert '<sheetPr codeName="Sheet1"/>' in made.text("xl/worksheets/sheet1.xml")
    with pytest.raises(InputError, match="without nothing of the kind"):
        parts.edit("xl/workbook.xml", "nothing of the kind", "")


def test_lite_leaves_other_formulas_and_keeps_the_cells_of_an_array() -> None:
    book = Workbook()
    sheet = book.active
    sheet["A1"] = "=SUM(1,2)"
    sheet["A2"] = ArrayFormula("A2:B3", "=IRS_LIMITS(2024,2025)")
    sheet["A4"] = '=SUM(IRS_LIMIT("ira",2024),1)'
    saved = io.BytesIO()
    book.save(saved)
    made = load_workbook(io.BytesIO(lite.lite_workbook_bytes(saved.getvalue()))).active
    assert made["A1"].value == "=SUM(1,2)"
    assert (made["A2"].value.ref, made["A2"].value.text) == (
        "A2:B3",
        "=_xldudf_IRS_LIMITS(2024,2025)",
    )
    assert made["A4"].value.text == '=SUM(_xldudf_IRS_LIMIT("ira",2024),1)'


def test_the_function_wizard_has_our_category(built: dict[str, bytes]) -> None:
    for name in WITH_MACROS:
        text = Parts.read(built[name]).text("xl/workbook.xml")
        assert (
            '<functionGroups builtInGroupCount="19"><functionGroup name="Megaroth"/>'
            "</functionGroups>"
        ) in text


def test_lite_keeps_its_code_inside(built: dict[str, bytes]) -> None:
    part = ET.fromstring(Parts.read(built[lite.NAME]).text(lite.CODE))  # noqa: S314 - our own file
    space = {"we": lite.EXTENSION}
    ids = [i.text for i in part.iterfind(".//we:customFunctionIds", space)]
    assert ids == [f"_xldudf_{name}" for name in FORMULAS]


def test_the_line_for_main_py_brings_every_function() -> None:
    names: dict[str, object] = {}
    exec(lite.MAIN, names)  # noqa: S102 - one line of our own
    assert set(FORMULAS) <= set(names)


def test_lite_s_formulas_are_those_of_the_template(built: dict[str, bytes]) -> None:
    def formulas(data: bytes) -> dict[str, str]:
        return {
            f"{sheet.title}!{cell.coordinate}": getattr(cell.value, "text", cell.value)
            for sheet in load_workbook(io.BytesIO(data))
            for row in sheet
            for cell in row
            if cell.data_type == "f"
        }

    def values(data: bytes) -> list[object]:
        book = load_workbook(io.BytesIO(data), data_only=True)
        return [cell.value for sheet in book for row in sheet for cell in row]

    own, template = formulas(built[lite.NAME]), formulas(template_bytes())
    assert {a: f.replace("_xldudf_", "") for a, f in own.items()} == template
    called = re.compile(r"\b(" + "|".join(FORMULAS) + r")\(")
    assert {a for a, f in own.items() if "_xldudf_" in f} == {
        a for a, f in template.items() if called.search(f)
    }
    assert not any(called.search(formula) for formula in own.values())
    assert values(built[lite.NAME]) == values(template_bytes())


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_opens_the_macro_workbook_and_keeps_it(
    built: dict[str, bytes], tmp_path: Path
) -> None:
    path = tmp_path / macro_workbook.NAME
    path.write_bytes(built[macro_workbook.NAME])
    saved = saved_by_libreoffice(path, "xlsm:Calc MS Excel 2007 VBA XML")
    before, after = (load_workbook(io.BytesIO(data)) for data in (built[path.name], saved))
    assert after.sheetnames == before.sheetnames
    assert after.defined_names.keys() >= before.defined_names.keys()
    for name in FORMULAS:
        assert f"Function {name}(" in vba_modules(saved)["xlwings_udfs"]
