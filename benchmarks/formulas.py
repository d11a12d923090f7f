"""What a formula costs beyond xlwings itself: `python benchmarks/formulas.py [rows]`.

MEGAROTH_HEADROOM over ranges, through xlwings' Office.js engine, beside a function that returns its
arguments as xlwings' own converters hand them over; once as on CPython, once with the module
`pyodide.ffi` in place, as in a browser. Then rows that are refused because of one another, beside
the same rows accepted; one single call; and the start of Python with the formulas loaded. Medians
of three runs (the identity function: one), each process alone.

The Office.js engine is the part of xlwings that is free for non-commercial use.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from statistics import median

RUNS = 3
PREPARE = """
import asyncio, sys, time, types
if {browser}:
    pyodide, ffi = types.ModuleType("pyodide"), types.ModuleType("pyodide.ffi")
    ffi.JsNull = type("JsNull", (), {{}})
    sys.modules.update({{"pyodide": pyodide, "pyodide.ffi": ffi}})
import xlwings as xw
from xlwings import server
from megaroth_xl import udfs

@xw.func
@xw.arg("first", ndim=2)
@xw.arg("second", ndim=2)
def identity(first, second):
    return [[*a, *b] for a, b in zip(first, second)]

module = types.SimpleNamespace(identity=identity, MEGAROTH_HEADROOM=udfs.MEGAROTH_HEADROOM)
columns = [[float(i % 23000)] for i in range({rows})], [[float(i % 40000)] for i in range({rows})]
arguments = {{"identity": columns, "MEGAROTH_HEADROOM": (*columns, [[2026.0]])}}
call = {{"func_name": "{name}", "args": list(arguments["{name}"]), "client": "Office.js",
        "version": xw.__version__, "runtime": "1.4"}}
start = time.perf_counter()
answer = asyncio.run(server.custom_functions_call(call, module))
print(time.perf_counter() - start)
assert len(answer) == {rows}
"""
REFUSED = """
import asyncio, time
import xlwings as xw
from xlwings import server
from megaroth_xl import udfs

amounts, bases = ([[float(low + i % 1000)] for i in range({rows})] for low in (2000, 1000))
call = {{"func_name": "CONVERSION_TAXABLE", "args": [amounts, bases, [[{balance}]] * {rows}],
        "client": "Office.js", "version": xw.__version__, "runtime": "1.4"}}
start = time.perf_counter()
answer = asyncio.run(server.custom_functions_call(call, udfs))
print(time.perf_counter() - start)
assert isinstance(answer[0][0], dict) == ({balance} < 2000)
"""
SINGLE = """
import time
from megaroth_xl.udfs import MEGAROTH_HEADROOM
times = []
for _ in range(2000):
    start = time.perf_counter()
    MEGAROTH_HEADROOM(23000.0, 15000.0, 2026.0, 45.0, 1000.0, 200000.0, 40000.0)
    times.append(time.perf_counter() - start)
print(sorted(times)[1000])
"""
IMPORT = """
import time
import numpy, xlwings
start = time.process_time()
import megaroth_xl.udfs
print(time.process_time() - start)
"""
OFFICE_JS = {"XLWINGS_ON_SERVER": "true", "XLWINGS_LICENSE_KEY": "noncommercial"}


def seconds(code: str, environment: dict[str, str] | None = None, runs: int = RUNS) -> float:
    """The median of what a program prints, each run in a process of its own."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("XLWINGS_") and name != "PYTHONDONTWRITEBYTECODE"
    }
    return median(
        float(
            subprocess.run(
                [sys.executable, "-c", code],
                env=inherited | (environment or {}),
                check=True,
                capture_output=True,
                text=True,
            ).stdout
        )
        for _ in range(runs)
    )


def engine(name: str, rows: int, *, browser: bool) -> float:
    code = PREPARE.format(name=name, rows=rows, browser=browser)
    return seconds(code, OFFICE_JS, 1 if name == "identity" else RUNS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int, nargs="?", default=100_000)
    rows = parser.parse_args().rows
    for browser, host in ((False, "CPython"), (True, "with pyodide.ffi")):
        theirs = engine("identity", rows, browser=browser)
        ours = engine("MEGAROTH_HEADROOM", rows, browser=browser)
        print(f"{rows:,} rows, Office.js engine, {host}")
        print(f"  identity, xlwings' own converters  {theirs:8.3f} s")
        print(f"  MEGAROTH_HEADROOM                  {ours:8.3f} s   1/{theirs / ours:.1f}")
    accepted, refused = (
        seconds(REFUSED.format(rows=rows, balance=balance), OFFICE_JS) for balance in (9e3, 1e3)
    )
    print(f"{rows:,} amounts above their balance, refused  {refused:.3f} s")
    print(f"  the same accepted                  {accepted:8.3f} s   {refused / accepted:.1f}x")
    print(f"one call of seven single numbers         {seconds(SINGLE) * 1e6:8.1f} microseconds")
    with tempfile.TemporaryDirectory() as compiled:  # as after the first start
        more = seconds(IMPORT, {"PYTHONPYCACHEPREFIX": compiled}, runs=9)
    print(f"import beyond that of numpy and xlwings  {more * 1e3:8.1f} ms of CPU")


if __name__ == "__main__":
    main()
