"""Values as Excel's documentation has them, and as LibreOffice shows them (test_libreoffice.py)."""

from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula

from megaroth_xl.cell_errors import CellError
from megaroth_xl.errors import InputError
from megaroth_xl.workbook.evaluation import formula_values


def book(**cells: Any) -> Workbook:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "Here"
    for address, content in cells.items():
        sheet[address] = content
    workbook.defined_names["rate"] = DefinedName("rate", attr_text="Here!$A$1")
    return workbook


def value(formula: str, **cells: Any) -> Any:
    return formula_values(book(**cells, Z1=formula))["Here"]["Z1"]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=1+2*3-4/2", 5),
        ("=2^3", 8),
        ("=rate*100", 24),
        ("=B9+1", 1),  # a blank is 0
        ("=B9", 0),
        ('=B9=""', True),
        ("=B9=0", True),
        ('="Yes"="yes"', True),
        ('="1"=1', False),
        ("=TRUE=1", False),
        ('="a"&1&TRUE&B9', "a1TRUE"),
        ("=1<>2", True),
        ("=2>=2", True),
        ('=IF(A1>0,"more","none")', "more"),
        ('=IF(A1<0,1/0,"none")', "none"),
        ('=IFERROR(1/0,"none")', "none"),
        ("=IFERROR(A1,0)", 0.24),
        ("=ISBLANK(B9)", True),
        ("=ISERROR(1/0)", True),
        ("=ISNUMBER(A1)", True),
        ('=ISNUMBER("1")', False),
        ("=ISNUMBER(1/0)", False),
        ("=ISNUMBER(TRUE)", False),
        ('=N("text")', 0),
        ("=N(TRUE)", 1),
        ("=ABS(-2)", 2),
        ("=ROUND(2.345,2)", 2.35),
        ("=ROUND(-2.5,0)", -3),
        ("=NOT(FALSE)", True),
        ("=AND(1<2,A1>0)", True),
        ("=OR(1>2,A1<0)", False),
        ('=EXACT("a","A")', False),
        ("=DATE(2026,12,31)", 46387),
        ('=TEXT(1234.5,"#,##0")', "1,235"),
        ('=TEXT(0.125,"0.0%")', "12.5%"),
        ('=TEXT(2026,"0")', "2026"),
        ('=TEXT(46387,"yyyy-mm-dd")', "2026-12-31"),
        ("=SUM(A1:A4,1)", 7.24),  # texts and blanks of a range are passed over
        ("=MAX(A1:A4)", 6),
        ("=MIN(A1:A4)", 0.24),
        ("=MAX(B8:B9)", 0),
        ("=COUNT(A1:A4)", 2),
        ('=COUNTIF(A1:A4,"WORD")', 1),
        ("=INDEX(A1:A4,3)", 6),
        ("=INDEX(A1:B4,3,2)", 7),
        ("=INDEX(A3:B3,2)", 7),
        ('=MATCH("word",A1:A4,0)', 2),
        ("=MATCH(6,A1:A4,0)", 3),
        ("=C1", 46023),  # a day, as Excel counts it
        ("=DEFERRAL_LIMIT(2026,61)", 35_750),
        ("=MEGAROTH_HEADROOM(23000,15000,2024,,B9)", 31_000),
    ],
)
def test_a_formula_gives_what_excel_gives(formula: str, expected: Any) -> None:
    found = value(formula, A1=0.24, A2="word", A3=6, B3=7, C1=date(2026, 1, 1))
    assert found == pytest.approx(expected) if isinstance(expected, float) else found == expected
    assert isinstance(found, bool) == isinstance(expected, bool)


@pytest.mark.parametrize(
    ("formula", "kind"),
    [
        ("=1/0", "#DIV/0!"),
        ('="text"+1', "#VALUE!"),
        ("=nothing", "#NAME?"),
        ("=NOSUCH(1)", "#NAME?"),
        ("=INDEX(A1:A2,3)", "#REF!"),
        ("=MATCH(9,A1:A2,0)", "#N/A"),
        ("=MATCH(9,A1:A2,1)", "#N/A"),
        ("=A1:A2+1", "#VALUE!"),
        ("=ROW($1:$3)", "#VALUE!"),
        ("=ROW(1)", "#VALUE!"),
        ("=SUM(A1,Y1)", "#DIV/0!"),
        ('=Y1&""', "#DIV/0!"),
        ("=Y1=1", "#DIV/0!"),
        ("=DEFERRAL_LIMIT(2031)", "#VALUE!"),
        ("=DEFERRAL_LIMIT(Y1)", "#DIV/0!"),
    ],
)
def test_an_error_stands_in_its_cell_and_spreads(formula: str, kind: str) -> None:
    found = value(formula, A1=1, A2=2, Y1="=1/0")
    assert isinstance(found, CellError)
    assert found.kind == kind


def test_an_array_formula_fills_its_block_each_cell_from_its_own_place() -> None:
    workbook = book(A1=1, A2=2)
    table = "MEGAROTH_PROJECTION(10000,1,7%,24%)"
    formula = f'=IFERROR(INDEX({table},ROW($1:$3),COLUMN($A:$B)),"")'
    workbook["Here"]["C1"] = ArrayFormula("C1:D3", formula)
    found = formula_values(workbook)["Here"]
    assert [found["C1"], found["C2"], found["C3"]] == ["year", 1, ""]
    assert [found["D1"], round(float(found["D2"])), found["D3"]] == ["Roth", 10_700, ""]


def test_a_circle_is_refused() -> None:
    with pytest.raises(InputError, match="depends on itself"):
        value("=Y1", Y1="=Z1+1")
