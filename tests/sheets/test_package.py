import io

from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.worksheet.formula import ArrayFormula

from megaroth_xl.cells import CellError
from megaroth_xl.sheets.package import _settled, package_parts, workbook_bytes


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
    chart = BarChart()
    chart.add_data(Reference(sheet, range_string="Sheet!$A$1"))
    sheet.add_chart(chart)
    parts = package_parts(workbook, {}, {"Sheet": ['Room & "limit"']})
    assert b'descr="Room &amp; &quot;limit&quot;"' in parts["xl/drawings/drawing1.xml"]


def test_a_part_is_spelled_alike_whatever_wrote_it() -> None:
    by_lxml = b'<c xmlns="u"><v s="1"/><t>&#8226;</t><h></h></c>'
    by_python = b'<c xmlns="u"><v s="1" /><t>\xe2\x80\xa2</t><h /></c>'
    assert _settled(by_lxml, is_rewritten=True) == _settled(by_python, is_rewritten=True)
