"""Payments of a year: what is paid on which date, and what is elected from it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Self

import numpy as np

from megaroth_xl import quantities
from megaroth_xl.errors import InputError, ShapeError
from megaroth_xl.quantities import DOLLARS, RATE, BoolArray, FloatArray, Numbers, Quantity
from megaroth_xl.strategy.pay.elections import election_dollars

__all__ = ["Payments", "spread_evenly"]

MOST_PAY_DATES = 366
MOST_PLACES = 6
"""Decimals of a dollar that a payment keeps: payroll has two, a plan for the year all six."""
PERIODS = Quantity(
    f"a whole number of pay dates from 1 to {MOST_PAY_DATES}",
    lambda v: (v >= 1) & (v <= MOST_PAY_DATES) & (v == np.floor(v)),
)


def spread_evenly(dollars: Numbers, weights: FloatArray, unit: int = 100) -> FloatArray:
    """A year's amount over its pay dates, in cents that add up to it exactly.

    Parameters
    ----------
    dollars
        The year's amount.
    weights
        One for each pay date, such as its pay.
    unit
        Units of a dollar: 100 for cents.

    Returns
    -------
    FloatArray
        Dollars, each within a cent of its exact share; nothing where all weights are 0.

    Examples
    --------
    >>> spread_evenly(100, np.ones(3))
    array([33.33, 33.34, 33.33])
    """
    if not np.any(weights):
        return np.zeros_like(weights)
    total = np.rint(np.asarray(dollars, dtype=np.float64) * unit)
    reached = np.rint(total * np.cumsum(weights) / np.sum(weights))
    return np.diff(reached, prepend=0.0) / unit


@dataclass(frozen=True)
class Payments:
    """Pay dates of a year with what is elected from each pay; columns of one length, in order.

    Parameters
    ----------
    pay
        Pay before deferrals, dollars.
    elective_deferral
        Pre-tax and Roth deferral elected, dollars.
    after_tax
        After-tax contribution elected, dollars.
    is_plan_pay
        Whether the plan counts the payment for its match and its caps; some leave bonuses out.
    dates
        The pay dates; None where only their number is known.

    Raises
    ------
    InputError, ShapeError
        For amounts that are not dollars, columns of different lengths, or dates out of order.
    """

    pay: FloatArray
    elective_deferral: FloatArray
    after_tax: FloatArray
    is_plan_pay: BoolArray
    dates: tuple[date, ...] | None = None

    def __post_init__(self) -> None:
        for column in ("pay", "elective_deferral", "after_tax"):
            values = quantities.read(getattr(self, column), DOLLARS, column)
            object.__setattr__(self, column, quantities.round_half_up(values, MOST_PLACES))
        object.__setattr__(self, "is_plan_pay", quantities.flags(self.is_plan_pay, "is_plan_pay"))
        columns = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "dates"}
        shapes = {name: np.shape(column) for name, column in columns.items()}
        if self.dates is not None:
            shapes["dates"] = (len(self.dates),)
            object.__setattr__(self, "dates", tuple(self.dates))
            if list(self.dates) != sorted(self.dates):
                raise InputError("dates", "not in order", "pay dates from the first to the last")
        if len(set(shapes.values())) > 1 or len(shapes["pay"]) != 1:
            raise ShapeError(shapes)
        if not len(self):
            raise InputError("payments", "empty", "at least one pay date")

    def __len__(self) -> int:
        return len(self.pay)

    @classmethod
    def elected(
        cls,
        pay: Numbers,
        deferral_rate: Numbers = 0.0,
        after_tax_rate: Numbers = 0.0,
        *,
        dates: Sequence[date] | None = None,
        is_plan_pay: bool = True,
    ) -> Self:
        """Payments from which shares of pay are elected.

        Parameters
        ----------
        pay
            Dollars, one for each pay date. A bonus is a payment of its own with an election of its
            own: build it apart, and put both together with `joined`.
        deferral_rate, after_tax_rate
            Shares of pay elected; one, or one for each pay date.
            Together they take at most the whole pay.
        dates, is_plan_pay
            As in the class.

        Examples
        --------
        >>> Payments.elected([10000, 11000], 0.08, [0.10, 0.20]).after_tax
        array([1000., 2200.])
        """
        paid = np.atleast_1d(quantities.read(pay, DOLLARS, "pay"))
        deferral = quantities.read(deferral_rate, RATE, "deferral_rate")
        after_tax = quantities.read(after_tax_rate, RATE, "after_tax_rate")
        quantities.align(pay=paid, deferral_rate=deferral, after_tax_rate=after_tax)
        # Shares such as 0.7 and 0.3 may add up to a little more than 1 as floats.
        together = np.max(deferral + after_tax, initial=0.0)
        if together > 1 + 1e-12:
            raise InputError(
                "deferral_rate + after_tax_rate",
                f"{together:.10g}",
                "shares that together take at most all of the pay",
            )
        return cls(
            pay=paid,
            elective_deferral=np.atleast_1d(election_dollars(paid, deferral)),
            after_tax=np.atleast_1d(election_dollars(paid, after_tax)),
            is_plan_pay=np.full(paid.shape, is_plan_pay),
            dates=None if dates is None else tuple(dates),
        )

    @classmethod
    def even(
        cls,
        compensation: Numbers,
        periods: Numbers,
        deferral_rate: Numbers = 0.0,
        after_tax_rate: Numbers = 0.0,
    ) -> Self:
        """Payments of one year's pay in equal parts, which add up to it to the cent.

        Examples
        --------
        >>> payments = Payments.even(200_000, 26, 0.1)
        >>> payments.pay[:3], payments.pay.sum().item()
        (array([7692.31, 7692.31, 7692.3 ]), 200000.0)
        """
        pay = quantities.single(compensation, DOLLARS, "compensation")
        number = int(quantities.single(periods, PERIODS, "periods"))
        return cls.elected(spread_evenly(pay, np.ones(number)), deferral_rate, after_tax_rate)

    def joined(self, other: "Payments") -> "Payments":
        """These payments and others, in order of their dates; on one date these come first.

        Raises
        ------
        InputError
            Where either has no dates.
        """
        if self.dates is None or other.dates is None:
            raise InputError("dates", "not given", "the dates of all payments, to order them by")
        dates = self.dates + other.dates
        order = np.argsort([d.toordinal() for d in dates], kind="stable")
        columns = {
            f.name: np.concatenate([getattr(self, f.name), getattr(other, f.name)])[order]
            for f in fields(self)
            if f.name != "dates"
        }
        return type(self)(**columns, dates=tuple(dates[i] for i in order))

    def without_after_tax(self) -> "Payments":
        """The same payments with no after-tax contribution elected."""
        return replace(self, after_tax=np.zeros_like(self.after_tax))

    def spread(self, elective_deferral: float, after_tax: float, unit: int = 100) -> "Payments":
        """The same pay with a year's contributions spread over it in equal shares of pay."""
        return replace(
            self,
            elective_deferral=spread_evenly(elective_deferral, self.pay, unit),
            after_tax=spread_evenly(after_tax, self.pay, unit),
        )
