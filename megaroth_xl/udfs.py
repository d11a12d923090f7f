"""The Excel formulas: one short function each, published to Excel through xlwings.

xlwings chooses its host when it is imported: classic Excel on Windows, Office.js (xlwings Lite and
xlwings Server), or none, where the formulas are plain functions. Cells pass through `cells.answer`
on every host, so a formula means the same everywhere.
"""

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Any, cast

import xlwings as xw
from xlwings.conversion import Accessor, Pipeline, ReadValueFromRangeStage

from megaroth_xl import __version__, cells
from megaroth_xl.arguments import ARGUMENTS
from megaroth_xl.cells import NOT_AVAILABLE, CellError
from megaroth_xl.errors import MegarothError
from megaroth_xl.law.annual_additions import annual_additions_limit, excess_annual_addition
from megaroth_xl.law.catch_up import catch_up_limit
from megaroth_xl.law.elective_deferrals import elective_deferral_limit
from megaroth_xl.law.limits import limits_table
from megaroth_xl.law.lookup import limit_dollars
from megaroth_xl.strategy import room

Cell = Any
"""A value, a row or rows of cells, as `cells.read_block` takes them."""

CATEGORY = "Megaroth"
LONGEST_TEXT = 255
"""Characters that classic Excel carries of an error's description."""


class _FromHost:
    """Cells that a host delivered, so that errors go back into cells instead of being raised."""

    def __init__(self, raw: Any) -> None:
        self.raw = raw


class _Cells(Accessor):
    """How xlwings hands cells over: as they come, to be read by `cells` in one step."""

    @staticmethod
    def reader(options: dict[str, Any]) -> Pipeline:
        return Pipeline([_read(options), _receive])

    @staticmethod
    def writer(options: dict[str, Any]) -> Pipeline:  # noqa: ARG004
        return Pipeline([_deliver])


def _read(options: dict[str, Any]) -> Callable[[Any], None]:
    return cast("Callable[[Any], None]", ReadValueFromRangeStage(options))  # type: ignore[no-untyped-call]


def _receive(context: Any) -> None:
    context.value = _FromHost(context.value)


def _deliver(context: Any) -> None:
    """Put an answer into rows, its errors in the form that the host shows."""
    is_office = context.engine.name == "officejs"
    value = context.value
    if isinstance(value, CellError) and is_office:
        raise xw.XlwingsError(str(value))
    rows = value if isinstance(value, list) else [[value]]
    show = _office_error if is_office else _classic_error
    context.value = [[show(v) if isinstance(v, CellError) else v for v in row] for row in rows]


def _office_error(error: CellError) -> dict[str, str]:
    kind = "NotAvailable" if error == NOT_AVAILABLE else "Value"
    return {"type": "Error", "errorType": kind}


def _classic_error(error: CellError) -> str:
    return str(error)[:LONGEST_TEXT]


def formula(*, table: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Publish a function over arrays as an Excel formula over cells.

    Parameters
    ----------
    table
        Whether the formula answers a table and takes single values only.
    """

    def publish(function: Callable[..., Any]) -> Callable[..., Any]:
        names = list(signature(function).parameters)
        arguments = {name: ARGUMENTS[name] for name in names}

        @wraps(function)
        def answer(*given: Any, **named: Any) -> Any:
            if named:
                bound = signature(function).bind_partial(*given, **named)
                given = tuple(bound.arguments.get(name) for name in names)
            if not any(isinstance(cell, _FromHost) for cell in given):
                return cells.answer(function, arguments, given, table=table)
            raw = [cell.raw if isinstance(cell, _FromHost) else cell for cell in given]
            try:
                return cells.answer(function, arguments, raw, table=table)
            except MegarothError as error:
                return CellError(error)

        for name in names:
            xw.arg(name, _Cells, doc=arguments[name].meaning)(answer)
        xw.ret(_Cells)(answer)
        return xw.func(category=CATEGORY)(answer)

    return publish


def _version() -> str:
    table = limits_table()
    official = [limits.year for limits in table if not limits.is_projected]
    projected = [limits.year for limits in table if limits.is_projected]
    checked = min(amount.source.checked for year in table for amount in year.amounts.values())
    text = f"megaroth-xl {__version__}; limits of {official[0]} to {official[-1]} official"
    if projected:
        text += ", " + ", ".join(map(str, projected)) + " projected"
    return f"{text}; checked {checked:%Y-%m-%d}"


@formula()
def IRS_LIMIT(limit_name: Cell, year: Cell, age: Cell = None, limits: Cell = None) -> Any:
    """Dollar limit of a year, by its name or Code section."""
    return limit_dollars(limit_name, year, age, limits=limits)


@formula()
def DEFERRAL_LIMIT(year: Cell, age: Cell = None, limits: Cell = None) -> Any:
    """Most pre-tax plus Roth deferral of a person in a year, the catch-up of the age included."""
    return elective_deferral_limit(year, age, limits=limits)


@formula()
def CATCH_UP_LIMIT(year: Cell, age: Cell, limits: Cell = None) -> Any:
    """Most catch-up contributions at an age in a year; 0 below 50."""
    return catch_up_limit(year, age, limits=limits)


@formula()
def ANNUAL_ADDITIONS_LIMIT(year: Cell, compensation: Cell = None, limits: Cell = None) -> Any:
    """Most that may go into one employer's plans: the lesser of the 415(c) dollars and pay."""
    return annual_additions_limit(year, compensation, limits=limits)


@formula()
def MEGAROTH_HEADROOM(
    deferral: Cell,
    employer: Cell,
    year: Cell,
    age: Cell = None,
    after_tax: Cell = None,
    compensation: Cell = None,
    plan_cap: Cell = None,
    limits: Cell = None,
) -> Any:
    """Dollars of after-tax contribution still possible this year with this employer."""
    return room.after_tax_room(
        deferral, employer, year, age, after_tax, compensation, plan_cap, limits=limits
    )


@formula()
def MEGAROTH_BINDING_LIMIT(
    deferral: Cell,
    employer: Cell,
    year: Cell,
    age: Cell = None,
    after_tax: Cell = None,
    compensation: Cell = None,
    plan_cap: Cell = None,
    limits: Cell = None,
) -> Any:
    """Limit that stops further after-tax contributions: 415(c) dollars, 100% of pay or plan cap."""
    return room.binding_limit(
        deferral, employer, year, age, after_tax, compensation, plan_cap, limits=limits
    )


@formula()
def MEGAROTH_EXCESS(
    deferral: Cell,
    employer: Cell,
    year: Cell,
    age: Cell = None,
    after_tax: Cell = None,
    compensation: Cell = None,
    limits: Cell = None,
) -> Any:
    """Dollars above the 415(c) limit, to be corrected; 0 where none."""
    return excess_annual_addition(
        deferral, employer, year, age, after_tax, compensation, limits=limits
    )


@formula()
def MEGAROTH_ROTH_TOTAL(
    deferral: Cell,
    employer: Cell,
    year: Cell,
    age: Cell = None,
    after_tax: Cell = None,
    compensation: Cell = None,
    plan_cap: Cell = None,
    limits: Cell = None,
) -> Any:
    """Roth money of the year if the deferral is Roth and all after-tax money is converted."""
    return room.roth_total(
        deferral, employer, year, age, after_tax, compensation, plan_cap, limits=limits
    )


@formula()
def MEGAROTH_VERSION() -> str:
    """Version of the package, the years of its limits, and when these were checked."""
    return _version()
