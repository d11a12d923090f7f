import io

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table

from megaroth_xl.cell_errors import CellError
from megaroth_xl.sheets.charts import Place, add_bar_chart
from megaroth_xl.sheets.finishing import canonical, workbook_bytes, workbook_parts


def test_formulas_keep_their_text_and_carry_their_value() -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet["A1"], sheet["A2"], sheet["A3"], sheet["A4"] = "=1+1", '="a"&"<b>"', "=TRUE", "=1/0"
    values = {"A1": 2.5, "A2": "a<b>", "A3": True, "A4": CellError("a division by 0", "#DIV/0!")}
    data = workbook_bytes(workbook, {"Sheet": values})
    shown = load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
    assert [shown[f"A{i}"].value for i in (1, 2, 3, 4)] == [2.5, "a<b>", True, "#DIV/0!"]
    written = load_workbook(io.BytesIO(data)).worksheets[0]
    texts = [written[f"A{i}"].value for i in (1, 2, 3, 4)]
    assert texts == ["=1+1", '="a"&"<b>"', "=TRUE", "=1/0"]


def test_the_whole_block_of_an_array_formula_carries_values() -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet["B2"] = ArrayFormula("B2:C3", "=MEGAROTH_TABLE()")
    for address in ("C2", "B3", "C3"):
        sheet[address].number_format = "0.00"  # a style of its own makes the cell exist
    values = {"B2": "year", "C2": "Roth", "B3": 1, "C3": 10_700.0}
    data = workbook_bytes(workbook, {"Sheet": values})
    shown = load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
    assert {address: shown[address].value for address in values} == values


def test_charts_say_in_words_what_they_show() -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet["A1"] = 5
    add_bar_chart(Place(sheet, "C1", 10.0, 5.0), 'Room & "limit"', (1, 1))
    parts = workbook_parts(workbook)
    assert b'descr="Room &amp; &quot;limit&quot;"' in parts["xl/drawings/drawing1.xml"]


def test_relations_and_drawings_are_spelled_as_excel_spells_them() -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(["year", "dollars"])
    sheet.append([2026, 72_000])
    sheet.add_table(Table(displayName="Limits", ref="A1:B2"))
    add_bar_chart(Place(sheet, "D1", 10.0, 5.0), "Limits", (2, 2))
    parts = workbook_parts(workbook)
    relations = parts["xl/worksheets/_rels/sheet1.xml.rels"]
    assert b'Target="../tables/table1.xml"' in relations
    assert b'Target="../drawings/drawing1.xml"' in relations
    assert b'Target="worksheets/sheet1.xml"' in parts["xl/_rels/workbook.xml.rels"]
    assert b'Target="xl/workbook.xml"' in parts["_rels/.rels"]
    drawing = parts["xl/drawings/drawing1.xml"]
    assert b"<xdr:oneCellAnchor>" in drawing
    assert b'<xdr:wsDr xmlns:xdr="' in drawing
    assert b" xmlns=" not in drawing


def test_a_part_is_spelled_alike_whatever_wrote_it() -> None:
    by_lxml = b'<c xmlns="u"><v s="1"/><t>&#8226;</t><h></h></c>'
    by_python = b'<c xmlns="u"><v s="1" /><t>\xe2\x80\xa2</t><h /></c>'
    assert canonical(by_lxml) == canonical(by_python)


def test_a_file_does_not_tell_when_it_was_made() -> None:
    core = workbook_parts(Workbook())["docProps/core.xml"]
    assert b"created" not in core
    assert b"modified" not in core
