"""What the formulas cost in this Python: times of import, calls and ranges, memory, sums of cents.

Runs in ordinary Python and in Pyodide alike, and prints JSON. `identity` is a formula that returns
what it gets, with xlwings' own converters: the same work without our code.
"""

import json
import platform
import sys
import time
import types

if sys.platform != "emscripten":
    # xlwings looks for this module at every cell, which takes long where there is none.
    pyodide, ffi = types.ModuleType("pyodide"), types.ModuleType("pyodide.ffi")
    ffi.JsNull = type("JsNull", (), {})
    sys.modules |= {"pyodide": pyodide, "pyodide.ffi": ffi}

started = time.perf_counter()
import numpy as np  # noqa: E402

numpy_loaded = time.perf_counter()
import xlwings as xw  # noqa: E402
from xlwings import server  # noqa: E402

xlwings_loaded = time.perf_counter()
from megaroth_xl import udfs  # noqa: E402

loaded = time.perf_counter()

from exchange import finished  # noqa: E402

ROWS = 100_000
SINGLES = 300
EMPLOYEES = 20_000


@xw.func
@xw.arg("first", ndim=2)
@xw.arg("second", ndim=2)
def identity(first, second):
    return [[*a, *b] for a, b in zip(first, second, strict=True)]


udfs.identity = identity


def call(name, *arguments):
    data = {
        "func_name": name,
        "args": [each if isinstance(each, list) else [[each]] for each in arguments],
        "client": "Office.js",
        "version": xw.__version__,
        "runtime": "1.4",
    }
    return finished(server.custom_functions_call(data, udfs))


def seconds(name, *arguments, times=1):
    runs = []
    for _ in range(times):
        begun = time.perf_counter()
        call(name, *arguments)
        runs.append(time.perf_counter() - begun)
    return sorted(runs)[times // 2]


def column(values):
    return [[float(value)] for value in values]


def memory():
    """Megabytes in use: of the browser's Python its whole memory, elsewhere the process's."""
    if sys.platform == "emscripten":
        import pyodide_js  # noqa: PLC0415 - only there

        return pyodide_js._module.HEAP8.length / 2**20
    with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))


def main():
    found = {
        "python": platform.python_version(),
        "platform": sys.platform,
        "numpy": np.__version__,
        "bits of numpy's integers": np.array([1]).dtype.itemsize * 8,
        "xlwings": xw.__version__,
        "megaroth-xl": udfs.MEGAROTH_VERSION(),
        "MB after import": memory(),
        "import numpy": numpy_loaded - started,
        "import xlwings": xlwings_loaded - numpy_loaded,
        "import the formulas": loaded - xlwings_loaded,
    }
    deferrals, employers = (column(i % most for i in range(ROWS)) for most in (23_000, 40_000))
    room = "MEGAROTH_HEADROOM"
    found |= {
        "one call, identity": seconds("identity", 1.0, 2.0, times=SINGLES),
        "one call, room": seconds(
            room, 23000.0, 15000.0, 2026.0, 45.0, 1000.0, 200000.0, 40000.0, times=SINGLES
        ),
        f"{ROWS} rows, identity": seconds("identity", deferrals, employers),
        f"{ROWS} rows, room": seconds(room, deferrals, employers, 2026.0, times=3),
        "MB after them": memory(),
    }
    # Sums that pass 2**31 cents many times: what every employee is paid, defers and is refunded.
    is_hce = [[i % 10 == 0] for i in range(EMPLOYEES)]
    pay = column(199_999.99 if hce else 61_234.57 for (hce,) in is_hce)
    match = column(5_678.91 if hce else 1_234.56 for (hce,) in is_hce)
    after_tax = column(29_876.54 - i % 7 if hce else 345.67 for i, (hce,) in enumerate(is_hce))
    refunds = call("ACP_REFUNDS", is_hce, pay, match, after_tax, 2026.0)
    found["answers"] = {
        "test": call("ACP_TEST", is_hce, pay, match, after_tax, 2026.0),
        "refunds in cents": sum(round(dollars * 100) for (dollars,) in refunds),
        "rooms in dollars": sum(dollars for (dollars,) in call(room, deferrals, employers, 2026.0)),
        "projection": call("MEGAROTH_PROJECTION", 31000.0, 100.0, 0.07, 0.24),
    }
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
