"""Play Excel to xlwings on Windows: start its COM server as VBA does, and call the formulas.

Runs in a Windows Python. xlwings' own library starts a second Python by the command that xlwings'
VBA writes (`XLPyCommand`), and hands back the object whose `CallUDF` the VBA wrappers call. Reads
the cells from one file of JSON lines and writes what they show to another.
"""

# ruff: noqa: T201

import ctypes
import json
import sys
import time
from pathlib import Path

import pythoncom
import win32com.client
import xlwings

sys.path.insert(0, str(Path(__file__).parents[1] / "hosts" / "runners"))

from exchange import BLANK, OMITTED, alone, argument, each_cell

MISSING = win32com.client.VARIANT(pythoncom.VT_ERROR, -2147352572)
"""What VBA passes for an argument that is left out."""
START, END = 1, -1
PATHS = "False;book.xlsm;book.xlsm;;;;"
"""What VBA tells Python of workbook and folders, with ADD_WORKBOOK_TO_PYTHONPATH off."""


class Variant(ctypes.Structure):
    """A VARIANT, as far as it is needed to take an object out of it."""

    _fields_ = (
        ("kind", ctypes.c_ushort),
        ("reserved", ctypes.c_ushort * 3),
        ("value", ctypes.c_void_p),
        ("more", ctypes.c_void_p),
    )


def command(python):
    """The command of `XLPyCommand` in xlwings' VBA, for an interpreter and no console."""
    code = (
        "import sys, os;import xlwings.utils;"
        f'xlwings.utils.prepare_sys_path(\\"{PATHS}\\");'
        "import xlwings; xlwings.serve('$(CLSID)')"
    )
    return f'cmd.exe  /K ""{python}" -B -c "{code}""'


def activate(mode):
    """What VBA's `XLPy` and `KillPy` do."""
    library = ctypes.WinDLL(
        str(Path(sys.executable).parent / f"xlwings64-{xlwings.__version__}.dll")
    )
    call = library.XLPyDLLActivateAuto
    call.argtypes = [ctypes.POINTER(Variant), ctypes.c_char_p, ctypes.c_long]
    call.restype = ctypes.c_long
    result = Variant()
    if call(ctypes.byref(result), command(sys.executable).encode("mbcs"), mode):
        raise SystemExit(ctypes.wstring_at(result.value))
    return result.value


def cell(value):
    """A cell's value as Excel's VBA holds it."""
    if value is OMITTED:
        return MISSING
    if value is BLANK:
        return pythoncom.Empty
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def sent(value):
    value = each_cell(cell, value)
    return tuple(map(tuple, value)) if isinstance(value, list) else value


def shown(answer):
    """What the cells show: rows of values."""
    if isinstance(answer, tuple):
        rows = answer if isinstance(answer[0], tuple) else [answer]  # VBA fills a row with a list
        return alone([["" if value is None else value for value in row] for row in rows])
    return "" if answer is None else answer


def main(calls, answers):
    pythoncom.CoInitialize()
    server = win32com.client.Dispatch(
        pythoncom.ObjectFromAddress(activate(START), pythoncom.IID_IDispatch)
    )
    lines = [json.loads(line) for line in Path(calls).read_text(encoding="utf-8").splitlines()]
    found = []
    started = time.perf_counter()
    for formula, arguments in lines:
        cells = tuple(sent(argument(each)) for each in arguments)
        found.append(shown(server.CallUDF("megaroth_xl.udfs", formula, cells, None, None)))
    seconds = time.perf_counter() - started
    text = "".join(json.dumps(answer) + "\n" for answer in found)
    Path(answers).write_text(text, encoding="utf-8")
    print(f"{len(found)} calls in {seconds:.1f} s, by Python {sys.version.split()[0]}")
    activate(END)


if __name__ == "__main__":
    main(*sys.argv[1:])
