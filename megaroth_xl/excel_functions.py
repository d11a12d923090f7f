"""Formulas for Excel through xlwings: cells arrive raw and return with Excel's own errors.

xlwings chooses its host when it is imported: classic Excel on Windows, Office.js (xlwings Lite and
xlwings Server), or none, where the formulas are plain functions.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Annotated, Any, cast

import xlwings as xw
from xlwings.conversion import Accessor, Pipeline, ReadValueFromRangeStage

from megaroth_xl.cell_errors import ERROR_KINDS, CellError
from megaroth_xl.cells import FromHost

__all__ = ["excel_function"]

LONGEST_TEXT = 255
"""Characters that classic Excel carries of an error's description."""
OFFICE_ERRORS = {shown: name for name, shown in ERROR_KINDS.items()}
ERRORS_SINCE = 1.4
"""The custom functions runtime of Office.js that first takes errors as values."""


def excel_function(
    answer: Callable[..., Any], category: str, meanings: Mapping[str, str]
) -> Callable[..., Any]:
    """A function as xlwings registers it.

    Parameters
    ----------
    answer
        What the formula answers; it gets each argument as `FromHost`.
    category
        Under which the function wizard lists it.
    meanings
        What the wizard says of each argument, by its name.
    """
    answer.__annotations__ = {
        **{name: Annotated[_Cells, {"doc": meaning}] for name, meaning in meanings.items()},
        "return": _Cells,
    }
    registered: Callable[..., Any] = xw.func(category=category)(answer)
    return registered


class _Cells(Accessor):
    """An xlwings converter that hands cells over as they are, to be read in one step."""

    @staticmethod
    def reader(options: dict[str, Any]) -> Pipeline:
        read = cast("Callable[[Any], None]", ReadValueFromRangeStage(options))  # type: ignore[no-untyped-call]
        return Pipeline([read, _receive])

    @staticmethod
    def writer(options: dict[str, Any]) -> Pipeline:
        def deliver(context: Any) -> None:
            if context.engine.name == "officejs":
                _show_in_office(context, float(options.get("runtime") or ERRORS_SINCE))
            else:
                context.value = _rows(context.value, lambda error: error.sentence[:LONGEST_TEXT])

        return Pipeline([deliver])


def _receive(context: Any) -> None:
    context.value = FromHost(context.value)


def _show_in_office(context: Any, runtime: float) -> None:
    """Put an answer into rows, its errors as Office.js has them."""
    value = context.value
    if isinstance(value, CellError) and value.kind == "#VALUE!":
        raise xw.XlwingsError(value.sentence)  # the cell shows #VALUE!, and this on hover

    if runtime < ERRORS_SINCE:
        context.value = _rows(value, lambda error: error.kind)
    else:
        context.value = _rows(value, lambda error: _office_error(error.kind))


@cache
def _office_error(kind: str) -> dict[str, str]:
    return {"type": "Error", "errorType": OFFICE_ERRORS.get(kind, "Value")}


def _rows(value: Any, shown: Callable[[CellError], Any]) -> list[list[Any]]:
    """An answer as rows, its errors as the host shows them; in place, for there may be many."""
    rows = value if isinstance(value, list) else [[value]]
    for row in rows:
        for i, cell in enumerate(row):
            if isinstance(cell, CellError):
                row[i] = shown(cell)
    return rows
