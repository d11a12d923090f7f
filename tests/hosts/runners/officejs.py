"""The formulas through xlwings' Office.js engine, as xlwings Lite and xlwings Server call them."""

import asyncio

import xlwings as xw
from exchange import BLANK, OMITTED, Error, alone, each_cell, serve
from xlwings import server

from megaroth_xl import udfs
from megaroth_xl.cells import ERROR_KINDS

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


def shown(value):
    if isinstance(value, dict):
        return {"error": ERROR_KINDS[value["errorType"]], "says": None}
    return value


def call(formula, arguments):
    data = {
        "func_name": formula,
        "args": [sent(each) for each in arguments],
        "client": "Office.js",
        "version": xw.__version__,
        "runtime": "1.4",
    }
    try:
        rows = asyncio.run(server.custom_functions_call(data, udfs))
    except xw.XlwingsError as error:
        return {"error": "#VALUE!", "says": str(error)}
    return alone([[shown(value) for value in row] for row in rows])


if __name__ == "__main__":
    serve(call)
