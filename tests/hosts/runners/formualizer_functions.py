"""The formulas as functions of formualizer, a spreadsheet engine in Rust that calls Python."""

import formualizer

from megaroth_xl.cell_errors import ERROR_KINDS, CellError, RefusedCellError
from megaroth_xl.errors import MegarothError
from megaroth_xl.udfs import FORMULAS

SAME = ("Blocked", "Calc", "Name", "Null", "Num", "Ref", "Spill", "Value")
"""Errors that the engine calls as Office.js does."""
KINDS = {name: ERROR_KINDS[name] for name in SAME} | {"Div": "#DIV/0!", "Na": "#N/A"}
"""What a cell shows, by the engine's name of the error."""
NAMES = {shown: name for name, shown in KINDS.items()}
OFFICE_NAMES = {shown: name for name, shown in ERROR_KINDS.items()}


def received(cell):
    """An argument as our cells take it: an error as the object that Office.js has for it."""
    if isinstance(cell, list):
        return [received(each) for each in cell]
    if isinstance(cell, dict):
        return {"type": "Error", "errorType": OFFICE_NAMES.get(KINDS.get(cell["kind"]), "Value")}
    return cell


def answered(value):
    """An answer as the engine takes it: numbers as floats, errors as its own."""
    if isinstance(value, list):
        return [[answered(each) for each in row] for row in value]
    if isinstance(value, CellError):
        return formualizer.LiteralValue.error(NAMES.get(value.kind, "Value"), value.sentence)
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value


def callback(formula):
    """What the engine calls for a formula; each cell of a block asks for the whole block again."""
    known = {}

    def call(*cells):
        asked = repr(cells)
        if asked not in known:
            known[asked] = answer(formula, cells)
        return known[asked]

    return call


def answer(formula, cells):
    try:
        return answered(formula.answer(*map(received, cells)))
    except RefusedCellError as refused:
        return answered(refused.error)
    except MegarothError as error:
        return answered(CellError(str(error)))


def register(workbook):
    """Make every formula known to a workbook."""
    for name, formula in FORMULAS.items():
        workbook.register_function(
            name, callback(formula), min_args=0, max_args=len(formula.arguments)
        )


def shown(value):
    """What a cell shows; nothing as ""."""
    if isinstance(value, dict):
        return {"error": KINDS[value["kind"]], "says": None}
    return "" if value is None else value
