"""Stand-ins for the Windows modules under xlwings, so that its classic engine runs anywhere.

They hold what xlwings touches while it is imported and while a formula is called; Excel itself is
not there. xlwings chooses its host when it is imported, so this needs a process of its own.
"""

import ctypes
import sys
from importlib import import_module
from types import ModuleType
from unittest import mock

RANGE = "{00020846-0000-0000-C000-000000000046}"
"""The interface by which xlwings knows an Excel range."""


class ComError(Exception):
    """What pywin32 raises."""


class Dispatched:
    """What pywin32 wraps around a COM object."""


def _module(name, **members):
    module = ModuleType(name)
    module.__dict__.update(members)
    module.__getattr__ = lambda member: mock.MagicMock(name=f"{name}.{member}")
    module.__path__ = []
    sys.modules[name] = module
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, module)


def _unwrap(value):
    raise ValueError(f"{value} is no wrapped object")


def install():
    """Put the stand-ins in place and import xlwings as on Windows."""
    _module("pywintypes", com_error=ComError, IID=str, TimeType=type("TimeType", (), {}))
    _module(
        "pythoncom",
        com_error=ComError,
        IID_IDispatch="IDispatch",
        TypeIIDs={"IDispatch": Dispatched},
        CoInitialize=lambda: None,
    )
    _module("win32com")
    _module(
        "win32com.client",
        CDispatch=Dispatched,
        CoClassBaseClass=Dispatched,
        DispatchBaseClass=Dispatched,
        Dispatch=lambda value, *_, **__: value,
    )
    _module("win32com.server")
    for name in ("dispatcher", "exception", "policy"):
        _module(f"win32com.server.{name}")
    _module("win32com.server.util", unwrap=_unwrap)
    for name in ("api", "con", "gui", "process", "event", "timezone"):
        _module(f"win32{name}")
    for name in ("windll", "oledll"):
        setattr(ctypes, name, mock.MagicMock())
    with (
        mock.patch.object(sys, "platform", "win32"),
        mock.patch.object(ctypes, "PyDLL", mock.MagicMock()),
    ):
        for name in ("xlwings", "xlwings._xlwindows", "xlwings.udfs"):
            import_module(name)


def sheet_range(value):
    """Cells on a sheet, as Excel hands them to VBA: rows as tuples, a single cell as its value."""
    cells = mock.MagicMock(name="Range")
    cells.Value = value
    is_block = isinstance(value, tuple)
    cells.Rows.Count, cells.Columns.Count = (len(value), len(value[0])) if is_block else (1, 1)
    cells._oleobj_.GetTypeInfo().GetTypeAttr().iid = RANGE
    return cells
