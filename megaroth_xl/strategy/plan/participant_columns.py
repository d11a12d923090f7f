"""The columns of a roster's participants: what each one takes, and which belong together."""

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

import numpy as np

from megaroth_xl.quantities import AGE, DOLLARS, Quantity

__all__ = [
    "AMOUNTS",
    "COLUMNS",
    "FIRST_OF",
    "OF_THE_PERSON",
    "PARTS",
    "PERIODS",
    "Column",
    "ColumnKind",
]

YES_NO = Quantity("yes or no", lambda v: (v == 0) | (v == 1))
WHOLE = 100.0
PERCENT = Quantity(f"a percentage from 0 to {WHOLE:g}", lambda v: (v >= 0) & (v <= WHOLE))
MOST_PAY_DATES = 366
PERIODS = Quantity(
    f"a whole number from 0 to {MOST_PAY_DATES}",
    lambda v: (v >= 0) & (v <= MOST_PAY_DATES) & (v == np.floor(v)),
)


class ColumnKind(Enum):
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

    kind: ColumnKind
    quantity: Quantity = DOLLARS
    required: bool = False
    blank: float = np.nan

    @property
    def is_dollars(self) -> bool:
        """Return whether it holds dollars, which add up."""
        return self.kind is ColumnKind.NUMBER and self.quantity is DOLLARS

    @property
    def is_yes_no(self) -> bool:
        """Return whether it holds 1 for yes and 0 for no."""
        return self.kind is ColumnKind.NUMBER and self.quantity is YES_NO


COLUMNS: Mapping[str, Column] = {
    "employee_id": Column(ColumnKind.TEXT, required=True),
    "job": Column(ColumnKind.TEXT),
    "company": Column(ColumnKind.TEXT),
    "division": Column(ColumnKind.TEXT),
    "age": Column(ColumnKind.NUMBER, AGE),
    "compensation": Column(ColumnKind.NUMBER, required=True),
    "elective_deferral": Column(ColumnKind.NUMBER, required=True),
    "roth_deferral": Column(ColumnKind.NUMBER),
    "catch_up_deferral": Column(ColumnKind.NUMBER),
    "matching_contribution": Column(ColumnKind.NUMBER),
    "safe_harbor_match": Column(ColumnKind.NUMBER),
    "qmac": Column(ColumnKind.NUMBER, blank=0.0),
    "nonelective_contribution": Column(ColumnKind.NUMBER, blank=0.0),
    "safe_harbor_nonelective": Column(ColumnKind.NUMBER),
    "profit_sharing": Column(ColumnKind.NUMBER),
    "qnec": Column(ColumnKind.NUMBER, blank=0.0),
    "forfeitures": Column(ColumnKind.NUMBER, blank=0.0),
    "after_tax_contribution": Column(ColumnKind.NUMBER, blank=0.0),
    "additions_in_other_plan": Column(ColumnKind.NUMBER, blank=0.0),
    "deferral_elsewhere": Column(ColumnKind.NUMBER, blank=0.0),
    "prior_year_compensation": Column(ColumnKind.NUMBER),
    "prior_year_wages": Column(ColumnKind.NUMBER),
    "owner": Column(ColumnKind.NUMBER, YES_NO, blank=0.0),
    "ownership_percent": Column(ColumnKind.NUMBER, PERCENT),
    "family_of": Column(ColumnKind.TEXT),
    "hce": Column(ColumnKind.NUMBER, YES_NO),
    "key_employee": Column(ColumnKind.NUMBER, YES_NO),
    "eligible": Column(ColumnKind.NUMBER, YES_NO),
    "entry_date": Column(ColumnKind.DATE),
    "pay_before_entry": Column(ColumnKind.NUMBER),
    "excluded_class": Column(ColumnKind.NUMBER, YES_NO, blank=0.0),
    "pay_to_date": Column(ColumnKind.NUMBER),
    "pay_per_period": Column(ColumnKind.NUMBER),
    "pay_periods_left": Column(ColumnKind.NUMBER, PERIODS),
    "hire_date": Column(ColumnKind.DATE),
    "rehire_date": Column(ColumnKind.DATE),
    "termination_date": Column(ColumnKind.DATE),
    "last_paycheck": Column(ColumnKind.DATE),
    "status": Column(ColumnKind.TEXT),
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
