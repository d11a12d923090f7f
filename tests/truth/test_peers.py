"""Public projects' own expected values: the same inputs, and who is right where they differ.

peers.json holds each case as its source has it, completed where a test of the source names the
rest; "theirs" and "why" stand where the source is wrong. The cases that need a whole case, a
calendar or a sentence are below.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from megaroth_xl import udfs
from megaroth_xl.errors import InputError
from megaroth_xl.law.catch_up import roth_catch_up_required
from megaroth_xl.law.compensation import self_employed_annual_additions_limit
from megaroth_xl.law.health_savings import hsa_contribution_limit
from megaroth_xl.law.highly_compensated import (
    hce_threshold,
    highly_compensated,
    top_paid_edge,
    top_paid_size,
)
from megaroth_xl.law.individual_retirement_plans import ira_contribution_limit
from megaroth_xl.law.nondiscrimination import acp_test, adp_test
from megaroth_xl.law.payroll_tax import employee_payroll_tax
from megaroth_xl.law.verdict import Verdict
from megaroth_xl.strategy.pay.pay_dates import ClosedDayRule, PayFrequency, pay_dates
from megaroth_xl.strategy.saver.warnings import saver_warnings

RECORDED = json.loads(Path(__file__).with_name("peers.json").read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = RECORDED["cases"]


def shown(test: Verdict, of: str) -> Any:
    """What a case asks of a test."""
    return {
        "passes": lambda: test.passes,
        "limit": lambda: test.limit,
        "margin": lambda: test.margin,
        "hce_average": lambda: test.hce_average,
        "nhce_average": lambda: test.nhce_average,
        "excess": lambda: test.excess,
        "passes_and_limit": lambda: ["passes" if test.passes else "fails", test.limit],
        "limit_and_passes": lambda: [test.limit, test.passes],
        "passes_and_excess": lambda: ["passes" if test.passes else "fails", test.excess],
    }[of]()


def by_test(call: Callable[..., Verdict], inputs: Mapping[str, Any], case: dict[str, Any]) -> Any:
    columns = [v if k.startswith("nhce_") else np.array(v) for k, v in inputs.items()]
    given = [c for c, name in zip(columns, inputs, strict=True) if not name.startswith("nhce_")]
    average = [c for c, name in zip(columns, inputs, strict=True) if name.startswith("nhce_")]
    return shown(call(*given, case["year"], *average), case["of"])


def by_census(case: dict[str, Any]) -> Any:
    """The sample census, its HCEs contributing the case's rate after tax."""
    is_hce, pay, match, after_tax = (np.array(column) for column in RECORDED["census"].values())
    contributed = np.where(is_hce, case["inputs"]["rate"] * pay, after_tax)
    return shown(acp_test(is_hce, pay, match, contributed, case["inputs"]["year"]), case["of"])


LAW: dict[str, Callable[..., Any]] = {
    "employee_payroll_tax": employee_payroll_tax,
    "health_savings_limit": hsa_contribution_limit,
    "ira_contribution_limit": ira_contribution_limit,
    "roth_catch_up_required": roth_catch_up_required,
    "self_employed_annual_additions_limit": self_employed_annual_additions_limit,
}


def found(case: dict[str, Any]) -> Any:
    call, inputs = case["call"], case["inputs"]
    if call == "census":
        return by_census(case)
    if call in ("acp_test", "adp_test"):
        return by_test({"acp_test": acp_test, "adp_test": adp_test}[call], inputs, case)
    if call in LAW:
        return LAW[call](*inputs)
    answer = getattr(udfs, call)(*inputs)
    if "column" in case:
        return answer[-1][case["column"]]
    return answer[0] if isinstance(answer, list) else answer


def same(ours: Any, right: Any, within: float) -> bool:
    if isinstance(right, list):
        return len(ours) == len(right) and all(map(lambda a, b: same(a, b, within), ours, right))
    if isinstance(right, (bool, str)):
        return bool(ours == right)
    return bool(abs(ours - right) <= within)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['source']}: {case['test']}")
def test_the_case_gives_what_is_right(case: dict[str, Any]) -> None:
    ours = found(case)
    assert same(ours, case["right"], case["within"]), ours


def test_where_a_source_is_wrong_we_differ_and_say_why() -> None:
    wrong = [case for case in CASES if "theirs" in case]
    assert len(wrong) > 15
    for case in wrong:
        assert not same(case["right"], case["theirs"], case["within"])
        assert len(case["why"]) > 15


# crzyc98 and zagaran on who is highly compensated.


def test_pay_at_the_threshold_is_not_above_it() -> None:
    # crzyc98/mega_backdoor_acp takes 160,000 itself as enough; IRC 414(q)(1)(B): "in excess of".
    assert highly_compensated([160_000, 160_001], hce_threshold(2026).dollars).tolist() == [
        False,
        True,
    ]


def test_without_pay_in_the_look_back_year_this_years_pay_decides_nothing() -> None:
    # planwise_navigator falls back to 200,000 of this year; IRC 414(q)(1)(B): the preceding year.
    assert highly_compensated([np.nan, np.nan], hce_threshold(2025).dollars).tolist() == [
        False,
        False,
    ]


def test_the_top_paid_election_only_takes_people_away() -> None:
    # zagaran: six equal pays of 50,000, two owners; one non-owner is the best-paid fifth there.
    pay = np.full(6, 50_000.0)
    edge = top_paid_edge(pay, top_paid_size(6))
    found = highly_compensated(
        pay, hce_threshold(2019).dollars, owner=[0, 0, 0, 0, 1, 1], top_paid_edge=edge
    )
    assert found.tolist() == [False, False, False, False, True, True]


# crzyc98 on a person's ratio.


def test_a_ratio_has_match_and_after_tax_over_pay() -> None:
    found = acp_test([True, False], [100_000, 100_000], [3_000, 0], [2_000, 0], 2025)
    assert found.hce_average == 0.05


def test_contributions_without_pay_are_an_error_of_the_row() -> None:
    # mega_backdoor_acp gives 0 percent; 415(c)(1)(B) allows no addition above 100% of pay.
    with pytest.raises(InputError, match="is 0 beside contributions"):
        acp_test([True, False], [0, 100_000], [1_000, 0], [0, 0], 2025)


def test_who_defers_nothing_has_a_ratio_of_zero() -> None:
    found = adp_test([True, False], [200_000, 100_000], [10_000, 0], 2025)
    assert (found.hce_average, found.nhce_average) == (0.05, 0.0)


# tldev/mega-backdoor-roth-calculator, whose page is frozen on Tuesday, July 7, 2026: salary 150,000
# unless said, match 50% up to 6%, biweekly from July 3, so that 12 pay dates are left.
PAGE: dict[str, Any] = {
    "year": 2026,
    "as_of": date(2026, 7, 7),
    "age": 40,
    "compensation": 150_000,
    "pay_frequency": "biweekly",
    "first_pay_date": date(2026, 1, 2),
    "pretax_deferral_to_date": 0,
    "roth_deferral_to_date": 0,
    "after_tax_contribution": 0,
    "nonelective_contribution": 0,
    "match_to_date": 0,
    "match tier 1 rate": 0.5,
    "match tier 1 up to": 0.06,
    "true_up": "no",
    "matches_after_tax": "no",
    "accepts_after_tax": "yes",
    "closed_day_rule": "the same day",
}


def year_of(item: str, **changes: Any) -> Any:
    facts = PAGE | changes
    return udfs.MEGAROTH_YEAR([[name, value] for name, value in facts.items()], item)


def matches(**changes: Any) -> list[float]:
    """The match of each pay date to come."""
    facts = PAGE | changes
    heading, *rows = udfs.MEGAROTH_PAYCHECKS([[name, value] for name, value in facts.items()])
    place = heading.index("match")
    return [row[place] for row in rows if isinstance(row[0], float) and row[1]]


def test_the_match_of_the_remaining_pay_dates() -> None:
    # 12 x 5,769.23 x 3% = 2,076.92; cents are rounded on each date.
    assert year_of("match", deferral_rate=0.06) == pytest.approx(2_077, abs=1)
    # After-tax contributions are matched where the plan says so, deferrals being used up.
    used = {"pretax_deferral_to_date": 24_500, "deferral_rate": 0, "after_tax_rate": 0.1}
    assert sum(matches(**used)) == 0
    assert sum(matches(**used, matches_after_tax="yes")) == pytest.approx(2_077, abs=1)


def test_a_match_on_pay_above_the_limit_is_the_plans_term() -> None:
    # 4,000,000 of pay, 100% of 3% and 50% of 2%, 1,000 received: the page spreads 360,000 over the
    # pay dates and comes to 7,646 (14,400 less 6,754); by year to date nothing more is matched.
    changes: dict[str, Any] = {
        "compensation": 4_000_000,
        "match_to_date": 1_000,
        "deferral_rate": 0.0132,
        "match tier 1 rate": 1,
        "match tier 1 up to": 0.03,
        "match tier 2 rate": 0.5,
        "match tier 2 up to": 0.05,
    }
    spread = year_of("match", **changes, match_pay_limit="each pay date")
    assert spread == pytest.approx(7_646, abs=1)
    assert year_of("match", **changes, match_pay_limit="year to date") == 1_000


def test_room_that_pay_cannot_fund_is_said() -> None:
    # 47,500 of room with 69,231 of pay, of which 24,500 is deferred.
    found = [w.id for w in saver_warnings(24_500, 0, 2026, 40, 0, 69_231, 47_500, 0)]
    assert "room_above_pay" in found


@pytest.mark.parametrize(
    ("frequency", "first", "left", "on_the_day"),
    [
        (PayFrequency.SEMIMONTHLY, date(2026, 1, 15), 12, 12),
        (PayFrequency.MONTHLY, date(2026, 1, 31), 6, 6),
        # August 1 is a Saturday: by the business day before, its pay is that of July 31.
        (PayFrequency.MONTHLY, date(2026, 1, 1), 6, 5),
    ],
)
def test_pay_dates_left_after_july_7(
    frequency: PayFrequency, first: date, left: int, on_the_day: int
) -> None:
    for rule, expected in ((ClosedDayRule.BEFORE, left), (ClosedDayRule.SAME_DAY, on_the_day)):
        days = pay_dates(2026, frequency, first, closed_day_rule=rule)
        assert sum(day > date(2026, 7, 7) for day in days) == expected


def test_twenty_seven_pay_dates_where_none_moves() -> None:
    # From January 1, a holiday whose pay is paid on December 31 by the business day before.
    first = date(2026, 1, 1)
    on_the_day = pay_dates(2026, "biweekly", first, closed_day_rule=ClosedDayRule.SAME_DAY)
    assert (len(on_the_day), len(pay_dates(2026, "biweekly", first))) == (27, 26)


def test_pay_of_one_date() -> None:
    # 150,000 / 26, in cents.
    first = udfs.PAYCHECK_SCHEDULE(150_000, 26, 0.06, 0, [[0.5, 0.06]], 2026)[1]
    assert first[1] == pytest.approx(5_769.23, abs=0.011)


def test_self_employment_tax_of_thirty_thousand() -> None:
    # dancju/solo-401k-optimizer, case 11: 30,000 x 92.35% x 15.3% = 4,238.86; half of it is shown.
    table = dict(row[:2] for row in udfs.SELF_EMPLOYED_ROOM(30_000, 2026))
    halves = [value for name, value in table.items() if "self-employment tax" in str(name)]
    assert halves == [pytest.approx(4_238.86 / 2, abs=0.006)]
