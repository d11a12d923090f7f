"""The formulas through xlwings' Office.js engine, as xlwings Lite and xlwings Server call them."""

import sys

import xlwings as xw
from exchange import BLANK, OMITTED, Error, alone, each_cell, finished, serve
from xlwings import server

from megaroth_xl import udfs
from megaroth_xl.cell_errors import ERROR_KINDS

NAMES = {shown: name for name, shown in ERROR_KINDS.items()}
DAY_ZERO = 693594
"""Excel's day 0, as Python counts days: dates come as serial numbers."""


def cell(value):
    if value in {BLANK, OMITTED}:
        return None
    if isinstance(value, Error):
        return {"type": "Error", "errorType": NAMES[value], "basicValue": str(value)}
    return float(value.toordinal() - DAY_ZERO) if hasattr(value, "toordinal") else value


def sent(value):
    """Every argument comes as rows, but for one that is left out."""
    value = each_cell(cell, value)
    return value if value is None or isinstance(value, list) else [[value]]


def through_javascript(arguments):
    """Arguments as a browser's Python gets them: what is null there is an object of its own."""
    if sys.platform != "emscripten":
        return arguments
    from js import Object  # noqa: PLC0415 - only there
    from pyodide.ffi import jsnull, to_js  # noqa: PLC0415

    arguments = each_cell(lambda value: jsnull if value is None else value, arguments)
    return to_js(arguments, dict_converter=Object.fromEntries).to_py()


def shown(value):
    if isinstance(value, dict):
        return {"error": ERROR_KINDS[value["errorType"]], "says": None}
    return value


def call(formula, arguments):
    data = {
        "func_name": formula,
        "args": through_javascript([sent(each) for each in arguments]),
        "client": "Office.js",
        "version": xw.__version__,
        "runtime": "1.4",
    }
    try:
        rows = finished(server.custom_functions_call(data, udfs))
    except xw.XlwingsError as error:
        return {"error": "#VALUE!", "says": str(error)}
    return alone([[shown(value) for value in row] for row in rows])


if __name__ == "__main__":
    serve(call)
