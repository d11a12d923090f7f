"""Any value that Excel can hold, thrown at every formula: `fuzz.py ENGINE EXAMPLES`.

A formula must answer in time, in the shape of its arguments, with finite values, text or a stated
error: never with an exception of another kind, and never with a traceback.
"""

import json
import math
import os
import sys
from datetime import datetime
from decimal import Decimal
from importlib import import_module
from time import perf_counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

ENGINE, EXAMPLES = sys.argv[1], int(sys.argv[2])
runner = import_module(ENGINE)
finished = import_module("exchange").finished

import xlwings as xw  # noqa: E402 - after the runner, which chooses xlwings' host

from megaroth_xl import udfs  # noqa: E402
from megaroth_xl.cell_errors import ERROR_CODES, ERROR_KINDS  # noqa: E402
from megaroth_xl.cells import is_blank  # noqa: E402
from megaroth_xl.choices import Choice  # noqa: E402
from megaroth_xl.quantities import DOLLARS, Quantity  # noqa: E402

IS_OFFICE = ENGINE == "officejs"
SECONDS = 2.0
TEXTS = (
    "", " ", "23,000", "$23,000", "24%", "(500)", "1e309", "-", "#N/A", "=1+1", "abc", "TRUE",
    "single", "mfj", "hoh", "self", "family", "415(c)", "catch_up", "annual_additions", "ko", "en",
    "yes", "no", "ÿ\u0000", "김", "9" * 400,
)  # fmt: skip
LIKELY = (0, 1, 2, 5, 12, 26, 40, 52, 61, 64, 2018, 2024, 2026, 2027, 2031, 10000, 23000, 350000)
FRACTIONS = (0.01, 0.03, 0.06, 0.1, 0.24, 0.5, 1.0)
errors = (
    st.sampled_from(sorted(ERROR_KINDS)).map(
        lambda name: {"type": "Error", "errorType": name, "basicValue": ERROR_KINDS[name]}
    )
    if IS_OFFICE
    else st.sampled_from(sorted(ERROR_CODES))
)
objects = (
    st.just({"type": "FormattedNumber", "basicValue": 45000.5, "numberFormat": "yyyy"})
    if IS_OFFICE
    else st.sampled_from([datetime(2026, 3, 1), Decimal("23000.25"), Decimal("NaN")])
)
numbers = st.one_of(st.sampled_from(LIKELY), st.sampled_from(FRACTIONS)).map(float)
anything = st.one_of(
    st.none(), st.booleans(), st.floats(), st.integers(), st.text(max_size=20),
    st.sampled_from(TEXTS), errors, objects,
)  # fmt: skip
cell = st.one_of(numbers, numbers, st.sampled_from(TEXTS), anything)
ragged = st.lists(st.lists(cell, max_size=3), max_size=3)
POOL = [*map(float, range(1, 120)), *map(float, range(2016, 2032)), *FRACTIONS, 0.0, 0.29, 0.07]
POOL += [0.005, 365.0, 1234.56, 7500.0, 23000.0, 31000.005, 69000.0, 72000.01, 345000.0, 1e6, 1e12]
dollars = st.sampled_from([number for number in POOL if DOLLARS.takes_one(number)])


def fits(argument):
    """Cells that an argument is likely to take."""
    if isinstance(argument.quantity, Quantity):
        return st.sampled_from([n for n in POOL if argument.quantity.takes_one(n)])
    if isinstance(argument.quantity, Choice):
        return st.sampled_from(argument.quantity.words)
    return st.sampled_from(("415(c)", "402(g)", "catch_up", "hce", "hsa_family", "ko"))


def blocks(cells, widths=(1, 3)):
    return st.tuples(st.integers(1, 3), st.integers(*widths)).flatmap(
        lambda shape: st.lists(
            st.lists(cells, min_size=shape[1], max_size=shape[1]),
            min_size=shape[0],
            max_size=shape[0],
        )
    )


def whole(name):
    """Ranges that an argument that is taken whole is likely to take."""
    if name == "tiers":
        return st.sampled_from(([[1.0, 0.03], [0.5, 0.05]], [["100%", "6%"]], [[0.0, 0.0]]))
    if name == "limits":
        return blocks(dollars, widths=(2, 2)).map(
            lambda rows: [["", 2026.0, 2027.0], *(["415(c)", *row] for row in rows)]
        )
    flags = st.sampled_from((True, False, "yes", "no", 1.0, ""))
    cells = flags if name == "is_hce" else st.one_of(dollars, dollars, st.just(""))
    return blocks(cells, widths=(1, 1))


def given_as(name, argument):
    """An argument as somebody may give it: mostly fitting, now and then anything."""
    likely = whole(name) if argument.whole else fits(argument)
    ranges = whole(name) if argument.whole else blocks(st.one_of(likely, likely, cell))
    return st.one_of(likely, likely, likely, ranges, cell, blocks(cell), ragged)


def calls_of(formula):
    drawn = [given_as(name, argument) for name, argument in formula.arguments.items()]
    return st.integers(0, len(drawn)).flatmap(
        lambda number: st.tuples(st.just(formula.name), st.tuples(*drawn[:number]))
    )


calls = st.one_of(*map(calls_of, udfs.FORMULAS.values()))


def in_office(name, arguments):
    """Rows, or the sentence of a stated error."""
    data = {
        "func_name": name,
        "args": runner.through_javascript(
            [a if isinstance(a, list) or a is None else [[a]] for a in arguments]
        ),
        "client": "Office.js",
        "version": xw.__version__,
        "runtime": "1.4",
    }
    try:
        return finished(runner.server.custom_functions_call(data, udfs))
    except xw.XlwingsError as error:
        return [[str(error)]]


def in_classic(name, arguments):
    """Rows, as they come back through VBA."""
    cells = [
        runner.SheetRange(tuple(map(tuple, a)) if a and a[0] else None)
        if isinstance(a, list)
        else a
        for a in arguments
    ]
    cells += [runner.MISSING] * (len(udfs.FORMULAS[name].arguments) - len(cells))
    answer = runner.XLPython().CallUDF("megaroth_xl.udfs", name, tuple(cells), None, None)
    if not isinstance(answer, list):
        return [[answer]]
    return answer if isinstance(answer[0], list) else [answer]


def shape_of(raw):
    """Rows and columns of an argument; None where it is ragged."""
    if not isinstance(raw, list) or not raw:
        return 1, 1
    widths = {len(row) for row in raw}
    return (len(raw), *widths) if len(widths) == 1 and widths != {0} else None


def is_shown(value):
    if isinstance(value, dict):
        return IS_OFFICE and set(value) == {"type", "errorType"} and value["type"] == "Error"
    if isinstance(value, str):
        return "Traceback" not in value and len(value) < 32767
    return isinstance(value, (bool, int)) or (isinstance(value, float) and math.isfinite(value))


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=os.environ.get("HYPOTHESIS_PROFILE") == "ci",
    suppress_health_check=list(HealthCheck),
)
@given(calls)
def every_formula_answers(call):
    name, arguments = call
    start = perf_counter()
    rows = (in_office if IS_OFFICE else in_classic)(name, arguments)
    assert perf_counter() - start < SECONDS, "too slow"
    assert rows, "nothing"
    assert rows != [[""]] or not arguments or any(isinstance(a, list) for a in arguments), "blank"
    assert len({len(row) for row in rows}) == 1, f"ragged: {rows}"
    assert all(is_shown(value) for row in rows for value in row), rows
    if IS_OFFICE:
        json.dumps(rows, allow_nan=False)
    formula = udfs.FORMULAS[name]
    shapes = [shape_of(raw) for raw in arguments]
    taken = list(formula.arguments.values())[: max(len(arguments), formula.required)]
    is_single_answer = len(rows) == len(rows[0]) == 1
    if formula.table or None in shapes or any(argument.whole for argument in taken):
        return
    if all(map(is_blank, arguments)):
        assert is_single_answer
        return
    spilled = tuple(max(sizes) for sizes in zip(*shapes, strict=True)) if shapes else (1, 1)
    assert (len(rows), len(rows[0])) == spilled, f"{rows} is not of shape {spilled}"


if __name__ == "__main__":
    every_formula_answers()
