"""Each limit in a case that it decides: so many dollars more change the answer by as many."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from megaroth_xl.law.annual_additions import annual_additions_limit
from megaroth_xl.law.catch_up import catch_up_limit, roth_catch_up_required
from megaroth_xl.law.compensation import matching_contribution
from megaroth_xl.law.elective_deferrals import elective_deferral_limit
from megaroth_xl.law.health_savings import hsa_contribution_limit
from megaroth_xl.law.highly_compensated import hce_threshold, highly_compensated
from megaroth_xl.law.individual_retirement_plans import ira_contribution_limit
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.law.payroll_tax import employee_payroll_tax
from megaroth_xl.law.year_limits import LIMIT_RULES, Amount, YearLimits

YEAR = 2026
MORE = 1_000.0
Case = Callable[[LimitsTable], Any]


def is_hce(table: LimitsTable) -> Any:
    return highly_compensated([160_500.0], hce_threshold(YEAR + 1, limits=table).dollars)


DOLLAR_CASES: dict[str, tuple[Case, float]] = {
    "elective_deferral": (lambda t: elective_deferral_limit(YEAR, limits=t), 1),
    "catch_up": (lambda t: catch_up_limit(YEAR, 55, limits=t), 1),
    "higher_catch_up": (lambda t: catch_up_limit(YEAR, 61, limits=t), 1),
    "annual_additions": (lambda t: annual_additions_limit(YEAR, 500_000, limits=t), 1),
    "compensation": (
        lambda t: matching_contribution(500_000, 24_500, [[1, 0.06]], YEAR, limits=t),
        0.06,
    ),
    "social_security_wage_base": (lambda t: employee_payroll_tax(500_000, YEAR, limits=t), 0.062),
    "ira": (lambda t: ira_contribution_limit(YEAR, limits=t), 1),
    "ira_catch_up": (lambda t: ira_contribution_limit(YEAR, 55, limits=t), 1),
    "hsa_self": (lambda t: hsa_contribution_limit(YEAR, "self", limits=t), 1),
    "hsa_family": (lambda t: hsa_contribution_limit(YEAR, "family", limits=t), 1),
    "hsa_catch_up": (lambda t: hsa_contribution_limit(YEAR, "self", 55, limits=t), 1),
}
THRESHOLD_CASES: dict[str, Case] = {
    "hce": is_hce,
    "roth_catch_up_wages": lambda t: roth_catch_up_required(YEAR, [150_500.0], limits=t),
}


def raised(name: str) -> LimitsTable:
    amount = limits_table()[YEAR].amount(name)
    change = YearLimits(YEAR, {name: Amount(amount.dollars + MORE, amount.source)})
    return limits_table().overlaid([change])


def test_every_limit_has_its_case() -> None:
    assert DOLLAR_CASES.keys() | THRESHOLD_CASES.keys() == set(LIMIT_RULES)


@pytest.mark.parametrize("name", DOLLAR_CASES)
def test_a_higher_limit_gives_as_much_more(name: str) -> None:
    case, share = DOLLAR_CASES[name]
    assert case(raised(name)) - case(limits_table()) == pytest.approx(share * MORE)


@pytest.mark.parametrize("name", THRESHOLD_CASES)
def test_pay_between_the_two_thresholds_is_decided_otherwise(name: str) -> None:
    case = THRESHOLD_CASES[name]
    assert np.array_equal(case(limits_table()), [True])
    assert np.array_equal(case(raised(name)), [False])
