"""Workbooks that are each sound but for one thing that Excel answers with a repair prompt."""

import io
import zipfile
from collections.abc import Callable, Mapping
from functools import partial

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo

from megaroth_xl.sheets.charts import Place, add_bar_chart
from megaroth_xl.sheets.finishing import workbook_parts
from megaroth_xl.workbook.evaluation import formula_values

__all__ = ["BROKEN", "sound"]

Parts = dict[str, bytes]
SHEET, BOOK, TABLE = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/tables/table1.xml"
STYLES, CHART = "xl/styles.xml", "xl/charts/chart1.xml"


def sound() -> Parts:
    """The parts of a small workbook that has one of everything, and no fault."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "Sums"
    workbook.create_sheet("Other")
    for row, (name, dollars) in enumerate((("Item", "Dollars"), ("Room", 5), ("Pay", 7)), start=1):
        sheet.cell(row, 1, name)
        sheet.cell(row, 2, dollars)
    sheet["C1"] = "=SUM(input_pay,Other!A1)"
    sheet["D1"] = ArrayFormula("D1:D2", "=INDEX(B2:B3,ROW($1:$2))")
    sheet["D2"].number_format = "0.00"
    table = Table(displayName="Items", ref="A1:B3", tableStyleInfo=TableStyleInfo())
    table.tableColumns = [TableColumn(id=1, name="Item"), TableColumn(id=2, name="Dollars")]
    sheet.add_table(table)
    workbook.defined_names["input_pay"] = DefinedName("input_pay", attr_text="Sums!$B$3")
    rule = DataValidation(
        "list", formula1="Other!$A$1:$A$2", promptTitle="Type", prompt="yes or no"
    )
    rule.add("F1")
    sheet.add_data_validation(rule)
    sheet.conditional_formatting.add("C1", FormulaRule(formula=["C1>9"], font=Font(bold=True)))
    sheet["E1"].hyperlink = Hyperlink("E1", location="Other!A1")
    sheet.merge_cells("H1:I1")
    add_bar_chart(Place(sheet, "H3", 10.0, 5.0), "Dollars", (2, 3))
    return workbook_parts(workbook, formula_values(workbook))


def packed(parts: Mapping[str, bytes]) -> bytes:
    """The file."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in parts.items():
            target.writestr(name, data)
    return archive.getvalue()


def put(part: str, old: bytes, new: bytes, parts: Parts) -> Parts:
    """The parts with a piece of one of them changed; it has to be there."""
    assert old in parts[part], (part, old)
    return {**parts, part: parts[part].replace(old, new, 1)}


def without(part: str, parts: Parts) -> Parts:
    """The parts without one of them."""
    return {name: data for name, data in parts.items() if name != part}


def changed(part: str, old: bytes, new: bytes) -> Callable[[Parts], Parts]:
    """A fault: a piece of a part that is something else."""
    return partial(put, part, old, new)


FORMULA = b"<f>SUM(input_pay,Other!A1)</f>"
LONG = b"x" * 256
BROKEN: Mapping[str, Callable[[Parts], Parts]] = {
    "a formula with an equals sign": changed(SHEET, FORMULA, b"<f>=SUM(B2,B3)</f>"),
    "a formula with a bracket too few": changed(SHEET, FORMULA, b"<f>SUM(B2,B3</f>"),
    "a formula with a semicolon": changed(SHEET, FORMULA, b"<f>SUM(B2;B3)</f>"),
    "a formula with a long text": changed(SHEET, FORMULA, b'<f>N("' + LONG + b'")</f>'),
    "a new function without its prefix": changed(SHEET, FORMULA, b"<f>XLOOKUP(1,B2,B3)</f>"),
    "a formula that names nothing": changed(SHEET, FORMULA, b"<f>input_age</f>"),
    "a formula for a sheet that is not there": changed(SHEET, FORMULA, b"<f>Gone!A1</f>"),
    "a formula without a value": changed(SHEET, b"</f><v>7</v></c>", b"</f></c>"),
    "a value that is an error": changed(
        SHEET, b'<c r="C1"><f>SUM(input_pay,Other!A1)</f><v>7</v>', b'<c r="C1" t="e"><v>#REF!</v>'
    ),
    "an array formula that begins elsewhere": changed(SHEET, b'ref="D1:D2"', b'ref="D2:D3"'),
    "a cell that is there twice": changed(SHEET, b'<c r="B1"', b'<c r="A1"'),
    "rows out of order": changed(SHEET, b'<row r="3"', b'<row r="1"'),
    "a style that is not there": changed(SHEET, b'<c r="D2" s="1"', b'<c r="D2" s="99"'),
    "a number that is none": changed(SHEET, b"<v>5</v>", b"<v>five</v>"),
    "a shared text that is not there": changed(
        SHEET, b'<c r="B2" t="n"><v>5</v>', b'<c r="B2" t="s"><v>5</v>'
    ),
    "a look that is not there": changed(SHEET, b'dxfId="0"', b'dxfId="7"'),
    "a list that is too long": changed(SHEET, b"Other!$A$1:$A$2", b'"' + LONG + b'"'),
    "a list within its rule": changed(SHEET, b"Other!$A$1:$A$2", b'"yes,no"'),
    "a prompt that is too long": changed(SHEET, b'prompt="yes or no"', b'prompt="' + LONG + b'"'),
    "merged cells that overlap": changed(
        SHEET, b'<mergeCell ref="H1:I1"', b'<mergeCell ref="I1:J1"/><mergeCell ref="H1:I1"'
    ),
    "a table over merged cells": changed(SHEET, b'ref="H1:I1"', b'ref="B3:B4"'),
    "a heading that is no column's name": changed(TABLE, b'name="Dollars"', b'name="Pay"'),
    "two columns of one name": changed(TABLE, b'name="Dollars"', b'name="Item"'),
    "a table with a column too many": changed(TABLE, b'ref="A1:B3"', b'ref="A1:C3"'),
    "a table named like a cell block": changed(
        TABLE, b'displayName="Items"', b'displayName="input_pay"'
    ),
    "a name that looks like a cell": changed(BOOK, b'name="input_pay"', b'name="TAX2026"'),
    "a name for a sheet that is not there": changed(BOOK, b"Sums!$B$3", b"Gone!$B$3"),
    "a sheet's name with a colon": changed(BOOK, b'name="Other"', b'name="O:ther"'),
    "two sheets of one name": changed(BOOK, b'name="Other"', b'name="sums"'),
    "a link to nowhere": changed(SHEET, b'location="Other!A1"', b'location="Gone!A1"'),
    "a chart of a sheet that is not there": changed(CHART, b"'Sums'!", b"'Gone'!"),
    "an axis that Excel leaves out": changed(
        CHART, b'<min val="0"/></scaling><delete val="0"/>', b'<min val="0"/></scaling>'
    ),
    "a part that is not there": partial(without, TABLE),
    "an element that nobody knows": changed(SHEET, b"<sheetData>", b"<sheetDatum/><sheetData>"),
    "an attribute out of range": changed(STYLES, b'numFmtId="0"', b'numFmtId="-1"'),
    "elements out of order": changed(SHEET, b"<sheetFormatPr", b"<sheetData/><sheetFormatPr"),
    "a part that is no XML": changed(STYLES, b"</styleSheet>", b""),
}
"""By what is wrong, how to break a sound workbook."""
