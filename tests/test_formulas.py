"""What a formula hands back to each host."""

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
import xlwings as xw

from megaroth_xl.cell_errors import CellError
from megaroth_xl.excel_functions import _Cells
from megaroth_xl.formulas import WITHOUT_EXCEL, formula
from megaroth_xl.spill import NOT_AVAILABLE


def delivered(value, host, **options):
    context = SimpleNamespace(value=value, engine=SimpleNamespace(name=host))
    _Cells.writer(options)(context)
    return context.value


@pytest.mark.parametrize("host", ["excel", "officejs"])
def test_values_are_rows(host):
    assert delivered(5.0, host) == [[5.0]]
    assert delivered([["a", 1.0], [True, ""]], host) == [["a", 1.0], [True, ""]]


def test_classic_excel_shows_sentences_as_far_as_it_carries_them():
    rows = [[CellError("x" * 300), NOT_AVAILABLE]]
    assert delivered(rows, "excel") == [["x" * 255, "#N/A"]]
    assert delivered(CellError("wrong"), "excel") == [["wrong"]]


def test_office_shows_errors_of_its_own():
    rows = [[CellError("wrong"), NOT_AVAILABLE, CellError("#DIV/0!", "#DIV/0!")]]
    assert delivered(rows, "officejs", runtime="1.4") == [
        [
            {"type": "Error", "errorType": "Value"},
            {"type": "Error", "errorType": "NotAvailable"},
            {"type": "Error", "errorType": "Div0"},
        ]
    ]


def test_office_shows_a_sentence_on_hover():
    with pytest.raises(xw.XlwingsError, match=r"^wrong$"):
        delivered(CellError("wrong"), "officejs")
    assert delivered(NOT_AVAILABLE, "officejs") == [
        [{"type": "Error", "errorType": "NotAvailable"}]
    ]


def test_an_office_without_errors_as_values_shows_their_text():
    rows = [[CellError("wrong"), NOT_AVAILABLE]]
    assert delivered(rows, "officejs", runtime="1.3") == [["#VALUE!", "#N/A"]]


def test_an_unknown_argument_is_found_when_a_formula_is_defined():
    def odd(color):
        """Answer nothing."""

    with pytest.raises(TypeError, match="the parameter color has no type"):
        formula("Limits", (), "")(odd)


def test_a_host_that_is_not_excel_needs_no_xlwings():
    code = (
        "import sys; sys.modules['xlwings'] = None\n"
        "from megaroth_xl.hosts.libreoffice.answers import answer\n"
        "print(answer('MEGAROTH_HEADROOM', (23000.0, 15000.0, 2024.0)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, WITHOUT_EXCEL: "yes"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == "((31000.0,),)"  # Notice 2023-75
