"""Stand-ins for the Windows modules under xlwings, so that its classic engine loads anywhere.

xlwings writes the VBA of its functions on Windows alone, though nothing of that needs Windows. The
stand-ins hold the names that xlwings touches while it is imported and while a formula is called;
Excel itself is not there. xlwings chooses its host when it is imported, so this needs a process of
its own.
"""

import asyncio  # noqa: F401 - these load for this machine, before xlwings asks for Windows' own
import ctypes
import shutil  # noqa: F401
import subprocess  # noqa: F401
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

__all__ = ["install"]

CLASSIC = ("xlwings", "xlwings._xlwindows", "xlwings.udfs")


class Anything:
    """Whatever else is asked for: can be called, looked into and passed on."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def __call__(self, *_: Any, **__: Any) -> "Anything":
        return self

    def __getattr__(self, name: str) -> "Anything":
        if name.startswith("__"):
            raise AttributeError(name)
        return self


class ComError(Exception):
    """The error that pywin32 raises."""


class ComServerError(ComError):
    """The error that a COM server raises, with the sentence its client sees."""

    def __init__(self, description: str | None = None, scode: int | None = None, **_: Any) -> None:
        super().__init__(scode, description)
        self.description = description


class Dispatched:
    """The wrapper that pywin32 puts around a COM object."""


class _StandIn(ModuleType):
    def __init__(self, name: str, **members: Any) -> None:
        super().__init__(name)
        self.__path__: list[str] = []
        self.__dict__.update(members)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything()


def _unwrap(value: Any) -> Any:
    raise ValueError(f"{value} is not a wrapped object")


def _modules() -> Iterator[_StandIn]:
    yield _StandIn("pywintypes", com_error=ComError, IID=str, TimeType=type("TimeType", (), {}))
    yield _StandIn(
        "pythoncom",
        com_error=ComError,
        IID_IDispatch="IDispatch",
        TypeIIDs={"IDispatch": Dispatched},
        CoInitialize=lambda: None,
        __file__="pythoncom",
    )
    yield _StandIn("win32com")
    yield _StandIn(
        "win32com.client",
        CDispatch=Dispatched,
        CoClassBaseClass=Dispatched,
        DispatchBaseClass=Dispatched,
        Dispatch=lambda value, *_, **__: value,
    )
    yield _StandIn("win32com.server")
    yield _StandIn("win32com.server.dispatcher")
    yield _StandIn("win32com.server.exception", COMException=ComServerError)
    yield _StandIn("win32com.server.policy")
    yield _StandIn("win32com.server.util", unwrap=_unwrap)
    for name in ("api", "con", "gui", "process", "event", "timezone"):
        yield _StandIn(f"win32{name}")


@contextmanager
def _as_on_windows() -> Iterator[None]:
    platform, loader = sys.platform, ctypes.PyDLL
    sys.platform = "win32"
    ctypes.PyDLL = Anything  # type: ignore[assignment, misc]
    try:
        yield
    finally:
        sys.platform = platform
        ctypes.PyDLL = loader  # type: ignore[misc]


def install() -> None:
    """Import xlwings as on Windows; where the Windows modules are, they stay what they are."""
    if find_spec("pythoncom"):
        return
    for module in _modules():
        sys.modules[module.__name__] = module
        parent, _, child = module.__name__.rpartition(".")
        if parent:
            setattr(sys.modules[parent], child, module)
    for name in ("windll", "oledll"):
        setattr(ctypes, name, Anything())
    with _as_on_windows():
        for name in CLASSIC:
            import_module(name)
