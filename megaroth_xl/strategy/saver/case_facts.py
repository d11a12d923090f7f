"""The facts of a saver's year, each under the name of the roster's column or the plan's setting."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import numpy as np

from megaroth_xl.law.filing_status import FILING_STATUS
from megaroth_xl.quantities import (
    AGE,
    INFLATION,
    RATE,
    RETURN,
    SIGNED_DOLLARS,
    WHOLE_YEAR,
    Quantity,
)
from megaroth_xl.strategy.conversion.cost import MONTHS
from megaroth_xl.strategy.pay.elections import STEP
from megaroth_xl.strategy.pay.pay_dates import ClosedDayRule, PayFrequency
from megaroth_xl.strategy.pay.payments import PERIODS as PERIODS_IN_THE_YEAR
from megaroth_xl.strategy.plan.participant_columns import PERIODS
from megaroth_xl.strategy.plan.words import MatchPayLimit, RothCatchUpMethod
from megaroth_xl.strategy.saver.fact import Fact, FactKind

__all__ = ["FACTS", "TABLES"]

MOST_PROJECTED_YEARS = 30
MATCH_RATE = Quantity(
    "a match rate from 0 to 10, such as 50%",
    lambda v: (v >= 0) & (v <= 10),  # noqa: PLR2004
    sign="%",
)
YEARS = Quantity(
    f"a whole number of years from 1 to {MOST_PROJECTED_YEARS}",
    lambda v: (v >= 1) & (v <= MOST_PROJECTED_YEARS) & (v == np.floor(v)),
)
TIMES = Quantity(
    "a whole number from 1 to 366",
    lambda v: (v >= 1) & (v <= 366) & (v == np.floor(v)),  # noqa: PLR2004
)


def _dollars(*short: str, none: bool = False) -> Fact:
    return Fact(short=short, may_be_none=none)


def _rate(*short: str, none: bool = False) -> Fact:
    return Fact(quantity=RATE, short=short, may_be_none=none)


def _yes_no(*short: str) -> Fact:
    return Fact(FactKind.YES_NO, short=short)


def _words(words: Iterable[str], *short: str) -> Fact:
    return Fact(FactKind.WORD, words=tuple(map(str, words)), short=short)


DAY = Fact(FactKind.DAY)
A_TEXT = Fact(FactKind.TEXT)

FACTS: Mapping[str, Fact] = MappingProxyType(
    {
        # The person
        "year": Fact(quantity=WHOLE_YEAR),
        "as_of": Fact(FactKind.DAY),
        "age": Fact(quantity=AGE),
        "filing_status": _words(FILING_STATUS.words),
        "taxable_income": _dollars(),
        "modified_agi": Fact(quantity=SIGNED_DOLLARS, short=("magi",)),
        "prior_year_wages": _dollars("전년도 사회보장세 임금"),
        "prior_year_compensation": _dollars(),
        "owner": _yes_no(),
        "hce": _yes_no(),
        "hire_date": DAY,
        "rehire_date": DAY,
        "termination_date": DAY,
        "last_paycheck": DAY,
        "eligible": _yes_no(),
        "entry_date": DAY,
        "excluded_class": _yes_no(),
        # Pay
        "compensation": _dollars("이 고용주의 급여"),
        "pay_to_date": _dollars(),
        "pay_frequency": _words(PayFrequency),
        "first_pay_date": DAY,
        "pay_periods": Fact(quantity=PERIODS_IN_THE_YEAR, short=("periods", "pay_dates")),
        "pay_periods_left": Fact(quantity=PERIODS, short=("periods_left", "pay_dates_left")),
        "pay_per_period": _dollars(),
        # The plan
        "match_cap": _dollars(none=True),
        "match_pay_limit": _words(MatchPayLimit),
        "true_up": _yes_no("매칭 true-up"),
        "matches_after_tax": _yes_no("after_tax_is_matched"),
        "accepts_after_tax": _yes_no("after_tax_allowed"),
        "accepts_roth": _yes_no(),
        "higher_catch_up": _yes_no(),
        "roth_catch_up_method": _words(RothCatchUpMethod),
        "in_plan_roth_rollover": _yes_no(
            "in_plan_rollover", "In-plan Roth rollover of them", "플랜 내 Roth 전환"
        ),
        "in_service_distribution": _yes_no(
            "In-service distribution of them", "재직 중 인출(in-service distribution)"
        ),
        "conversions_per_year": Fact(quantity=TIMES),
        "after_tax_cap": _dollars("plan_cap", "플랜 자체의 세후 납입 한도", none=True),
        "after_tax_cap_share": _rate(none=True),
        "after_tax_cap_per_period": _dollars(none=True),
        "after_tax_cap_share_per_period": _rate(none=True),
        "election_step": Fact(quantity=STEP, short=("납입 비율 신청 단위",)),
        "closed_day_rule": _words(ClosedDayRule),
        # The year with this employer
        "elective_deferral": _dollars("deferral"),
        "roth_deferral": _dollars(),
        "pretax_deferral_to_date": _dollars("deferral_pretax", "지금까지의 세전 급여공제 납입"),
        "roth_deferral_to_date": _dollars("deferral_roth", "지금까지의 Roth 급여공제 납입"),
        "deferral_to_come": _dollars("앞으로 계획한 급여공제 납입"),
        "deferral_rate": _rate("Share of pay deferred", "급여공제 납입 비율"),
        "match_to_date": _dollars(),
        "matching_contribution": _dollars("match"),
        "nonelective_contribution": _dollars("nonelective"),
        "employer_contribution": _dollars("employer"),
        "after_tax_contribution": _dollars("after_tax", "after_tax_so_far"),
        "after_tax_rate": _rate("Share of pay contributed after tax", "세후 납입 비율"),
        "additions_in_other_plan": _dollars(),
        # Elsewhere
        "controlled_group": A_TEXT,
        "group_for_415": A_TEXT,
        "owned_by": A_TEXT,
        "share_owned": _rate(),
        "deferral_elsewhere": _dollars("다른 곳에서의 급여공제 납입"),
        "compensation_elsewhere": _dollars("pay_elsewhere"),
        "net_profit": _dollars(),
        "self_employed_deferral": _dollars(),
        "self_employed_contribution": _dollars(),
        "self_employed_after_tax": _dollars(),
        # Conversion
        "earnings": Fact(quantity=SIGNED_DOLLARS),
        "earnings_to_traditional_ira": _yes_no(),
        "tax_rate": _rate("rate"),
        "state_rate": _rate(),
        "months_waiting": Fact(quantity=MONTHS, short=("months",)),
        "first_roth_ira_year": Fact(quantity=WHOLE_YEAR),
        "first_roth_account_year": Fact(quantity=WHOLE_YEAR),
        "rolled_in_roth_year": Fact(quantity=WHOLE_YEAR),
        # Assumptions
        "annual_return": Fact(quantity=RETURN),
        "dividend_yield": _rate(),
        "capital_gains_rate": _rate(),
        "opening_balance": _dollars(),
        "years": Fact(quantity=YEARS),
        "contribution_years": Fact(quantity=YEARS),
        "inflation": Fact(quantity=INFLATION),
        "pay_growth": Fact(quantity=RETURN),
        "later_tax_rate": _rate("Tax rate when it is taken out", "인출할 때의 세율"),
        "later_taxable_income": _dollars(),
        # Saving
        "budget": _dollars(),
        "debt": _dollars(),
        "debt_rate": _rate(),
        "hsa_coverage": _words(("none", "self", "family")),
        "years_to_retirement": Fact(quantity=YEARS),
        "years_until_access": Fact(quantity=YEARS),
        "yearly_spending": _dollars(),
        "years_to_need": Fact(quantity=YEARS),
        "lower_tax_rate": _rate(),
        "years_to_lower_income": Fact(quantity=YEARS),
    }
)
"""By name, in the order of the template."""

TABLES: Mapping[str, Mapping[str, Fact]] = MappingProxyType(
    {
        "match_tier": {"rate": Fact(quantity=MATCH_RATE), "up_to": _rate()},
        "raise": {"date": DAY, "pay_per_period": _dollars()},
        "bonus": {
            "date": DAY,
            "amount": _dollars(),
            "deferral_rate": _rate(),
            "after_tax_rate": _rate(),
        },
        "employer": {
            "name": A_TEXT,
            "controlled_group": A_TEXT,
            "group_for_415": A_TEXT,
            "owned_by": A_TEXT,
            "share_owned": _rate(),
            "compensation": _dollars(),
            "elective_deferral": _dollars(),
            "matching_contribution": _dollars(),
            "nonelective_contribution": _dollars(),
            "after_tax_contribution": _dollars(),
            "plan_cap": _dollars(none=True),
        },
        "conversion": {
            "date": DAY,
            "contribution": _dollars(),
            "balance": _dollars(),
            "converted": _dollars(),
            "route": _words(("in-plan", "Roth IRA")),
        },
    }
)
"""By the word before the number, the columns of each table."""
