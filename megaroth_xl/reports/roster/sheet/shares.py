"""Amounts that a roster gives as shares of pay, and what their rounding may not decide.

A rate of 11.4% stands for anything from 11.35% to 11.45%, so the dollars from it are estimates: a
limit that they pass by no more than that rounding is not passed.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import polars as pl

from megaroth_xl.law.annual_additions import excess_annual_addition
from megaroth_xl.law.elective_deferrals import excess_deferral
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.quantities import FloatArray
from megaroth_xl.reports.roster.sheet.values import amounts
from megaroth_xl.strategy.plan.participants import Participants

__all__ = ["Shares", "is_in_percent", "settle_rounding", "shares_of_pay"]

WHOLE_PERCENT = 100.0
DIGITS = r"[.,](\d+)$"


class Shares(NamedTuple):
    """A column of shares of pay.

    Parameters
    ----------
    values
        Fractions of pay, null where a cell holds no number.
    unclear
        Cells that two readings fit: 0.1 beside 8, or nothing but 1.
    rounding
        Half of the last digit that the column shows, a fraction of pay.
    """

    values: pl.Series
    unclear: pl.Series
    rounding: float


def is_in_percent(cells: pl.Series, decimal: str) -> bool:
    """Return whether numbers without a sign are percentages: one of them is above 1.

    >>> is_in_percent(pl.Series(["8", "12.5"]), "."), is_in_percent(pl.Series(["0.08", "5%"]), ".")
    (True, False)
    """
    loose = amounts(cells.filter(~cells.str.ends_with("%").fill_null(value=False)), decimal)
    return bool((loose > 1).any())


def shares_of_pay(
    cells: pl.Series, decimal: str, *, is_percentage: bool, beside_percent: bool = False
) -> Shares:
    """Read a column of shares of pay.

    A number with its sign is a percentage. Others are percentages where one of them is above 1,
    else fractions.

    Parameters
    ----------
    cells
        The texts of the column.
    decimal
        The decimal mark.
    is_percentage
        Whether the sheet shows the column's numbers as percentages: they are fractions then, and
        exact.
    beside_percent
        Whether other columns of shares are percentages: a column of nothing but 1 and 0 is too.

    Examples
    --------
    >>> shares_of_pay(pl.Series(["8%", "12.5", "6"]), ".", is_percentage=False).values.to_list()
    [0.08, 0.125, 0.06]
    >>> shares_of_pay(pl.Series(["0.08", "0.125"]), ".", is_percentage=False).values.to_list()
    [0.08, 0.125]
    >>> shares_of_pay(pl.Series(["8", "0.1"]), ".", is_percentage=False).unclear.to_list()
    [False, True]
    """
    signed = cells.str.ends_with("%").fill_null(value=False)
    bare = cells.str.strip_suffix("%").str.strip_chars()
    read = amounts(bare, decimal)
    loose = read.filter(~signed & read.is_not_null())
    is_ones = beside_percent and bool(loose.is_in([0.0, 1.0]).all())
    in_percent = not is_percentage and (is_ones or bool((loose > 1).any()))
    scale = WHOLE_PERCENT if in_percent else 1.0
    at = pl.DataFrame({"v": read, "signed": signed})
    is_bare = ~pl.col("signed")
    value = pl.col("v") / pl.when("signed").then(WHOLE_PERCENT).otherwise(scale)
    fraction = is_bare & (pl.col("v") > 0) & (pl.col("v") < 1)
    one = is_bare & (pl.col("v") == 1)
    if is_percentage:
        unclear = pl.lit(value=False)
    elif in_percent:
        unclear = fraction
    else:
        unclear = one & ~fraction.any()
    out = at.select(value.alias("v"), unclear.fill_null(value=False).alias("u"))
    places = bare.str.extract(DIGITS).str.len_chars().max()
    digits = places if isinstance(places, int) else 0
    is_hundred = in_percent or bool(signed.any())
    rounding = 0.0 if is_percentage else 0.5 * 10.0**-digits / (WHOLE_PERCENT if is_hundred else 1)
    return Shares(out["v"], out["u"], rounding)


def settle_rounding(
    people: Participants, rounding: FloatArray, year: int, limits: LimitsTable
) -> tuple[Participants, int]:
    """Set amounts to a limit that they pass by no more than the rounding of the rates.

    Parameters
    ----------
    people
        The employees.
    rounding
        Dollars by which each one's amounts may be off, together.
    year, limits
        The year, and its limits.

    Returns
    -------
    tuple of Participants and int
        The employees, and how many of them it concerned.

    References
    ----------
    IRC 402(g)(1), 414(v), 415(c)(1): the limits.
    """
    deferral, after_tax = people.elective_deferral, people.after_tax_contribution
    over = np.nan_to_num(excess_deferral(deferral, year, people.age, limits=limits))
    deferral = np.where(over <= rounding, deferral - over, deferral)
    match = np.nan_to_num(people.matching_contribution)
    employer = match + np.nan_to_num(people.nonelective_contribution)
    excess = np.nan_to_num(
        excess_annual_addition(
            deferral, employer, year, people.age, after_tax, people.compensation, limits=limits
        )
    )
    from_after_tax = np.where(excess <= rounding, np.minimum(excess, np.nan_to_num(after_tax)), 0.0)
    changed = (deferral < people.elective_deferral) | (from_after_tax > 0)
    if not changed.any():
        return people, 0
    parts = {
        name: np.minimum(getattr(people, name), deferral)
        for name in ("roth_deferral", "catch_up_deferral")
    }
    settled = replace(
        people,
        elective_deferral=deferral,
        after_tax_contribution=after_tax - from_after_tax,
        **parts,
    )
    return settled, int(changed.sum())
