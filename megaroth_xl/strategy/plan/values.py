"""What the terms of a plan take: the words of some, the numbers of others."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

import numpy as np

from megaroth_xl.quantities import DOLLARS, RATE, RETURN, Quantity
from megaroth_xl.strategy.pay.pay_dates import ClosedDayRule
from megaroth_xl.strategy.plan import words

__all__ = ["ELECTION_FILE", "MAY_BE_UNKNOWN", "QUANTITIES", "WORDS"]

ELIGIBILITY_AGE = Quantity("an age from 0 to 21", lambda v: (v >= 0) & (v <= 21))  # noqa: PLR2004
ELIGIBILITY_MONTHS = Quantity(
    "whole months from 0 to 24",
    lambda v: (v >= 0) & (v <= 24) & (v == np.floor(v)),  # noqa: PLR2004
)
ELECTION_FILE = (
    "employee_id",
    "name",
    "after_tax_percent",
    "after_tax_dollars",
    "effective_date",
    "stop_amount",
)
"""What a column of the election file for payroll may hold."""

WORDS: Mapping[str, type[StrEnum]] = MappingProxyType(
    {
        "testing_method": words.TestingMethod,
        "adp_safe_harbor": words.AdpSafeHarbor,
        "eaca": words.EACA,
        "roth_catch_up_method": words.RothCatchUpMethod,
        "top_paid_rounding": words.TopPaidRounding,
        "qnec_test": words.QnecTest,
        "qmac_test": words.QmacTest,
        "refund_order": words.RefundOrder,
        "pay_counted": words.PayCounted,
        "match_pay_limit": words.MatchPayLimit,
        "closed_day_rule": ClosedDayRule,
    }
)
"""By term, the words that it takes."""
MAY_BE_UNKNOWN = ("roth_catch_up_method", "qnec_test")
"""Those of them that may be None, which is not known."""

QUANTITIES: Mapping[str, Quantity] = MappingProxyType(
    {
        "after_tax_cap": DOLLARS,
        "after_tax_cap_share": RATE,
        "after_tax_cap_per_period": DOLLARS,
        "after_tax_cap_share_per_period": RATE,
        "prior_year_nhce_acp": RATE,
        "prior_year_nhce_adp": RATE,
        "safe_harbor_nonelective": RATE,
        "match_cap": DOLLARS,
        "refund_earnings_rate": RETURN,
        "eligibility_age": ELIGIBILITY_AGE,
        "eligibility_months": ELIGIBILITY_MONTHS,
    }
)
"""By term that is a number or None, the numbers that it takes."""
