"""The Excel formulas: one short function each.

A formula's parameters carry the names of `arguments`; what it calls answers for whole ranges at
once. The one-line docstring is what the function wizard says.
"""

from typing import Any

from megaroth_xl import __version__
from megaroth_xl.formulas import formula
from megaroth_xl.law import annual_additions, catch_up, elective_deferrals, lookup
from megaroth_xl.law.limits import limits_table
from megaroth_xl.strategy import conversion, room

__all__ = [
    "IRS_LIMIT",
    "DEFERRAL_LIMIT",
    "CATCH_UP_LIMIT",
    "ANNUAL_ADDITIONS_LIMIT",
    "MEGAROTH_HEADROOM",
    "MEGAROTH_BINDING_LIMIT",
    "MEGAROTH_EXCESS",
    "MEGAROTH_ROTH_TOTAL",
    "CONVERSION_TAX",
    "MEGAROTH_VERSION",
]

Cell = Any
"""A value, a row or rows of cells, as `cells.read_block` takes them."""


@formula("Limits", ("415(c)", 2026), "IRC 402(g), 414(q), 414(v), 415(c), 401(a)(17), 219, 223")
def IRS_LIMIT(limit_name: Cell, year: Cell, age: Cell = None, limits: Cell = None) -> Cell:
    """Dollar limit of a year, by its name or Code section."""
    return lookup.limit_dollars(limit_name, year, age, limits=limits)


@formula("Limits", (2026, 61), "IRC 402(g)(1), 414(v)")
def DEFERRAL_LIMIT(year: Cell, age: Cell = None, limits: Cell = None) -> Cell:
    """Most that a participant may defer in a year, with the catch-up contribution of that age."""
    return elective_deferrals.elective_deferral_limit(year, age, limits=limits)


@formula("Limits", (2026, 61), "IRC 414(v)(2)(B), (C), (E)")
def CATCH_UP_LIMIT(year: Cell, age: Cell, limits: Cell = None) -> Cell:
    """Catch-up limit of an age; 0 below 50."""
    return catch_up.catch_up_limit(year, age, limits=limits)


@formula("Limits", (2026, 60000), "IRC 415(c)(1)")
def ANNUAL_ADDITIONS_LIMIT(year: Cell, compensation: Cell = None, limits: Cell = None) -> Cell:
    """Most that may go into one employer's plans: the lesser of the 415(c) dollars and pay."""
    return annual_additions.annual_additions_limit(year, compensation, limits=limits)


@formula("Room", (23000, 15000, 2024), "IRC 415(c)(1) and (2), 414(v)(3)(A)")
def MEGAROTH_HEADROOM(
    deferral: Cell,
    employer: Cell,
    year: Cell,
    age: Cell = None,
    after_tax: Cell = None,
    compensation: Cell = None,
    plan_cap: Cell = None,
    limits: Cell = None,
) -> Cell:
    """Dollars of after-tax contribution still possible this year with this employer."""
    return room.after_tax_room(
        deferral, employer, year, age, after_tax, compensation, plan_cap, limits=limits
    )


@formula("Room", (23000, 10000, 2024, 40, 0, 30000), "IRC 415(c)(1)")
def MEGAROTH_BINDING_LIMIT(
    deferral: Cell,
    employer: Cell,
    year: Cell,
    age: Cell = None,
    after_tax: Cell = None,
    compensation: Cell = None,
    plan_cap: Cell = None,
    limits: Cell = None,
) -> Cell:
    """Limit that stops further after-tax contributions: 415(c) dollars, 100% of pay or plan cap."""
    return room.binding_limit(
        deferral, employer, year, age, after_tax, compensation, plan_cap, limits=limits
    )


@formula("Room", (23000, 50000, 2024, 52), "IRC 415(c)(1), 414(v); Rev. Proc. 2021-30, 6.06(2)")
def MEGAROTH_EXCESS(
    deferral: Cell,
    employer: Cell,
    year: Cell,
    age: Cell = None,
    after_tax: Cell = None,
    compensation: Cell = None,
    limits: Cell = None,
) -> Cell:
    """Dollars above the 415(c) limit, to be corrected; 0 where none."""
    return annual_additions.excess_annual_addition(
        deferral, employer, year, age, after_tax, compensation, limits=limits
    )


@formula("Room", (30500, 10000, 2024, 52), "IRC 402A, 415(c)")
def MEGAROTH_ROTH_TOTAL(
    deferral: Cell,
    employer: Cell,
    year: Cell,
    age: Cell = None,
    after_tax: Cell = None,
    compensation: Cell = None,
    plan_cap: Cell = None,
    limits: Cell = None,
) -> Cell:
    """Roth money of the year if the deferral is Roth and all after-tax money is converted."""
    return room.roth_total(
        deferral, employer, year, age, after_tax, compensation, plan_cap, limits=limits
    )


@formula("Conversion", (31000, 150, 0.24), "IRC 72(e)(8), 402A(c)(4)(A), 408A(d)(3)(A)(i)")
def CONVERSION_TAX(contribution: Cell, earnings: Cell, rate: Cell, state_rate: Cell = None) -> Cell:
    """Tax on converting: on the earnings, never again on the contribution itself."""
    return conversion.conversion_tax(contribution, earnings, rate, state_rate)


@formula("About", (), "")
def MEGAROTH_VERSION() -> Cell:
    """Version of the package, the years of its limits, and when these were checked."""
    table = limits_table()
    official = [limits.year for limits in table if not limits.is_projected]
    projected = [limits.year for limits in table if limits.is_projected]
    checked = min(amount.source.checked for year in table for amount in year.amounts.values())
    text = f"megaroth-xl {__version__}; limits of {official[0]} to {official[-1]} official"
    if projected:
        text += ", " + ", ".join(map(str, projected)) + " projected"
    return f"{text}; checked {checked:%Y-%m-%d}"
