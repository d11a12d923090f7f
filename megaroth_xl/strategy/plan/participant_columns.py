"""The columns of a roster's participants: what each one takes, and which belong together."""

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

import numpy as np

from megaroth_xl.quantities import AGE, DOLLARS, Quantity

__all__ = ["AMOUNTS", "COLUMNS", "FIRST_OF", "OF_THE_PERSON", "PARTS", "PERIODS", "Column", "Kind"]

YES_NO = Quantity("yes or no", lambda v: (v == 0) | (v == 1))
WHOLE = 100.0
PERCENT = Quantity(f"a percentage from 0 to {WHOLE:g}", lambda v: (v >= 0) & (v <= WHOLE))
MOST_PAY_DATES = 366
PERIODS = Quantity(
    f"a whole number from 0 to {MOST_PAY_DATES}",
    lambda v: (v >= 0) & (v <= MOST_PAY_DATES) & (v == np.floor(v)),
)


class Kind(Enum):
    """The kinds of columns."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"


class Column(NamedTuple):
    """The values that a column of participants takes.

    Parameters
    ----------
    kind
        Text, number or date.
    quantity
        What numbers it takes.
    required
        Whether every row must have it.
    blank
        The number that a blank stands for; NaN where a blank means "not given".
    """

    kind: Kind
    quantity: Quantity = DOLLARS
    required: bool = False
    blank: float = np.nan

    @property
    def is_dollars(self) -> bool:
        """Return whether it holds dollars, which add up."""
        return self.kind is Kind.NUMBER and self.quantity is DOLLARS

    @property
    def is_yes_no(self) -> bool:
        """Return whether it holds 1 for yes and 0 for no."""
        return self.kind is Kind.NUMBER and self.quantity is YES_NO


COLUMNS: Mapping[str, Column] = {
    "employee_id": Column(Kind.TEXT, required=True),
    "job": Column(Kind.TEXT),
    "company": Column(Kind.TEXT),
    "division": Column(Kind.TEXT),
    "age": Column(Kind.NUMBER, AGE),
    "compensation": Column(Kind.NUMBER, required=True),
    "elective_deferral": Column(Kind.NUMBER, required=True),
    "roth_deferral": Column(Kind.NUMBER),
    "catch_up_deferral": Column(Kind.NUMBER),
    "matching_contribution": Column(Kind.NUMBER),
    "safe_harbor_match": Column(Kind.NUMBER),
    "qmac": Column(Kind.NUMBER, blank=0.0),
    "nonelective_contribution": Column(Kind.NUMBER, blank=0.0),
    "safe_harbor_nonelective": Column(Kind.NUMBER),
    "profit_sharing": Column(Kind.NUMBER),
    "qnec": Column(Kind.NUMBER, blank=0.0),
    "forfeitures": Column(Kind.NUMBER, blank=0.0),
    "after_tax_contribution": Column(Kind.NUMBER, blank=0.0),
    "additions_in_other_plan": Column(Kind.NUMBER, blank=0.0),
    "deferral_elsewhere": Column(Kind.NUMBER, blank=0.0),
    "prior_year_compensation": Column(Kind.NUMBER),
    "prior_year_wages": Column(Kind.NUMBER),
    "owner": Column(Kind.NUMBER, YES_NO, blank=0.0),
    "ownership_percent": Column(Kind.NUMBER, PERCENT),
    "family_of": Column(Kind.TEXT),
    "hce": Column(Kind.NUMBER, YES_NO),
    "key_employee": Column(Kind.NUMBER, YES_NO),
    "eligible": Column(Kind.NUMBER, YES_NO),
    "entry_date": Column(Kind.DATE),
    "pay_before_entry": Column(Kind.NUMBER),
    "excluded_class": Column(Kind.NUMBER, YES_NO, blank=0.0),
    "pay_to_date": Column(Kind.NUMBER),
    "pay_per_period": Column(Kind.NUMBER),
    "pay_periods_left": Column(Kind.NUMBER, PERIODS),
    "hire_date": Column(Kind.DATE),
    "rehire_date": Column(Kind.DATE),
    "termination_date": Column(Kind.DATE),
    "last_paycheck": Column(Kind.DATE),
    "status": Column(Kind.TEXT),
}
"""The columns of `Participants`; the texts under ``roster_columns`` say what stands in each."""

AMOUNTS = (
    "compensation",
    "elective_deferral",
    "matching_contribution",
    "nonelective_contribution",
    "after_tax_contribution",
)
"""Pay, and what goes into a plan with it."""
OF_THE_PERSON = (
    "age",
    "prior_year_compensation",
    "prior_year_wages",
    "deferral_elsewhere",
    "additions_in_other_plan",
    "owner",
    "ownership_percent",
    "hce",
    "key_employee",
    "eligible",
    "excluded_class",
    "pay_periods_left",
)
"""Facts of the person, the same in every row of several jobs; the other amounts are each job's."""

FIRST_OF = ("hire_date", "entry_date")
"""Dates of which several jobs have the earliest."""

PARTS: Mapping[str, tuple[str, ...]] = {
    "elective_deferral": ("roth_deferral",),
    "matching_contribution": ("safe_harbor_match", "qmac"),
    "nonelective_contribution": (
        "safe_harbor_nonelective",
        "profit_sharing",
        "qnec",
        "forfeitures",
    ),
}
"""By amount, the amounts that are parts of it and do not overlap.

Of the others `catch_up_deferral` is a part of `elective_deferral` that may be Roth as well.
"""
