from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.strategy.pretest.refunds import Corrections, corrections
from tests.strategy.plans import match_of, staff

PLAN = PlanTerms("Example 401(k)", match_tiers=[(1, 0.05)])


def corrected(
    plan: PlanTerms = PLAN,
    *,
    acp: float = 0.0,
    adp: float = 0.0,
    acp_qnec: float = 0.0,
    year: int = 2026,
    **columns: Any,
) -> Corrections:
    people = staff(**{name: [value] for name, value in columns.items()})
    match = match_of(people)
    return corrections(
        people,
        plan,
        year,
        match=match,
        acp_excess=np.array([acp]),
        adp_excess=np.array([adp]),
        acp_match_tested=match,
        acp_qnec_tested=np.array([acp_qnec]),
        adp_deferral_tested=people.elective_deferral,
        catch_up=np.maximum(people.elective_deferral - 24_500, 0) * (people.age >= 50),
    )


def one(found: Corrections, name: str) -> float:
    return float(getattr(found, name)[0])


PERSON = {
    "compensation": 200_000,
    "elective_deferral": 10_000,
    "matching_contribution": 8_000,
    "after_tax_contribution": 5_000,
    "hire_date": "2022-06-01",
}


class TestAcp:
    @pytest.mark.parametrize(
        ("order", "after_tax", "match"),
        [
            ("after-tax first", 5_000, 1_000),
            ("match first", 0, 6_000),
            ("pro rata", 2307.69, 3692.31),
        ],
    )
    def test_order_is_the_plans(self, order: str, after_tax: float, match: float) -> None:
        found = corrected(replace(PLAN, refund_order=order), acp=6_000, **PERSON)
        assert (one(found, "acp_after_tax"), one(found, "acp_match")) == (after_tax, match)

    def test_match_vested_and_forfeited(self) -> None:
        # Four years of service on December 31, 2026.
        graded = replace(PLAN, vesting="6-year graded", refund_earnings_rate=0.1)
        found = corrected(graded, acp=6_000, **PERSON)
        assert (one(found, "acp_match_vested"), one(found, "acp_match_forfeited")) == (600, 400)
        assert one(found, "acp_earnings") == 560
        assert one(found, "acp_taxable") == 1_160

    @pytest.mark.parametrize(
        ("hired", "year", "vested"),
        [
            ("2025-01-01", 2026, 200),  # two whole years without a February 29
            ("2025-01-02", 2026, 0),
            ("2021-01-01", 2023, 400),
            ("2024-02-29", 2026, 200),
        ],
    )
    def test_years_of_service_are_counted_by_the_calendar(
        self, hired: str, year: int, vested: float
    ) -> None:
        graded = replace(PLAN, vesting="6-year graded")
        found = corrected(graded, acp=6_000, year=year, **PERSON | {"hire_date": hired})
        assert one(found, "acp_match_vested") == vested

    def test_vesting_that_is_not_known(self) -> None:
        found = corrected(acp=6_000, **PERSON)
        for name in ("acp_match_vested", "acp_match_forfeited", "acp_earnings", "acp_taxable"):
            assert np.isnan(one(found, name))
        new = corrected(
            replace(PLAN, vesting="immediate"), acp=6_000, **PERSON | {"hire_date": None}
        )
        assert one(new, "acp_match_vested") == 1_000

    @pytest.mark.parametrize(
        ("in_plan", "in_service", "converted"),
        [(True, None, 1), (None, True, 1), (False, False, 0), (None, False, np.nan)],
    )
    def test_in_roth_already(
        self, in_plan: bool | None, in_service: bool | None, converted: float
    ) -> None:
        routes = replace(PLAN, in_plan_roth_rollover=in_plan, in_service_distribution=in_service)
        found = corrected(routes, acp=100, **PERSON)
        assert np.array_equal([one(found, "in_roth")], [converted], equal_nan=True)


class TestAdp:
    def test_catch_up_first(self) -> None:
        found = corrected(adp=3_000, **PERSON, age=52)
        assert (one(found, "adp_catch_up"), one(found, "adp_refund")) == (3_000, 0)
        used = corrected(adp=3_000, **PERSON | {"elective_deferral": 30_500}, age=52)
        assert (one(used, "adp_catch_up"), one(used, "adp_refund")) == (2_000, 1_000)

    @pytest.mark.parametrize(
        ("wages", "accepts", "roth", "catch_up"),
        [
            (150_000, True, 0, 3_000),
            (150_000.01, True, 1, 3_000),
            (150_000.01, False, 1, 0),
            (None, True, np.nan, 3_000),
        ],
    )
    def test_catch_up_that_must_be_roth(
        self, wages: float | None, accepts: bool, roth: float, catch_up: float
    ) -> None:
        """IRC 414(v)(7): above 150,000 of wages in 2025; a plan without Roth takes none."""
        plan = replace(PLAN, accepts_roth=accepts)
        found = corrected(plan, adp=3_000, **PERSON, age=52, prior_year_wages=wages)
        assert np.array_equal([one(found, "catch_up_roth")], [roth], equal_nan=True)
        assert one(found, "adp_catch_up") == catch_up

    def test_what_402g_returns_is_not_returned_again(self) -> None:
        """Treas. Reg. 1.401(k)-2(b)(4)(i): less excess deferrals distributed for the same year."""
        found = corrected(adp=3_000, **PERSON | {"elective_deferral": 25_500}, age=40)
        assert (one(found, "excess_deferral"), one(found, "adp_refund")) == (1_000, 2_000)

    @pytest.mark.parametrize(
        ("roth", "accepts", "taxable"),
        [
            (0, True, 1_100),
            (10_000, True, 100),
            (5_000, True, np.nan),
            (None, True, np.nan),
            (None, False, 1_100),
        ],
    )
    def test_taxable_part(self, roth: float | None, accepts: bool, taxable: float) -> None:
        plan = replace(PLAN, accepts_roth=accepts, refund_earnings_rate=0.1)
        found = corrected(plan, adp=1_000, **PERSON, roth_deferral=roth)
        assert np.array_equal([one(found, "adp_taxable")], [taxable], equal_nan=True)

    def test_taxable_part_of_an_excess_deferral(self) -> None:
        """IRC 402(g)(1), (2)(C): the deferral in its own year, the earnings when paid out."""
        plan = replace(PLAN, refund_earnings_rate=0.1)
        person = PERSON | {"elective_deferral": 25_500}
        found = corrected(plan, **person, roth_deferral=0, age=40)
        assert (one(found, "deferral_earnings"), one(found, "deferral_taxable")) == (100, 1_100)
        roth = corrected(plan, **person, roth_deferral=25_500, age=40)
        assert one(roth, "deferral_taxable") == 100

    def test_match_on_what_goes_back_is_forfeited(self) -> None:
        # 5 percent of 200,000 is matched: of 12,000 deferred 10,000; of 9,000 left all.
        person = PERSON | {"elective_deferral": 12_000, "matching_contribution": 10_000}
        assert one(corrected(adp=3_000, **person), "related_match") == 1_000
        assert one(corrected(adp=2_000, **person), "related_match") == 0
        # Match that the ACP test refunds is not forfeited again.
        both = corrected(replace(PLAN, refund_order="match first"), adp=3_000, acp=400, **person)
        assert one(both, "related_match") == 600
        untold = corrected(replace(PLAN, match_tiers=()), adp=3_000, **person)
        assert np.isnan(one(untold, "related_match"))


class TestAnnualAdditions:
    def test_steps(self) -> None:
        # 24,500 + 10,000 + 40,000 is 2,500 above 72,000; nothing after tax was matched.
        person = PERSON | {
            "elective_deferral": 24_500,
            "matching_contribution": 10_000,
            "after_tax_contribution": 40_000,
        }
        found = corrected(**person)
        assert one(found, "additions_after_tax") == 2_500
        assert one(found, "additions") == 2_500

    def test_unmatched_deferrals_follow(self) -> None:
        person = PERSON | {
            "elective_deferral": 24_500,
            "matching_contribution": 10_000,
            "after_tax_contribution": 1_000,
            "nonelective_contribution": 56_000,
        }
        # 19,500 too much: 1,000 after tax, 14,500 of deferral beyond the 10,000 that were matched.
        found = corrected(**person)
        assert one(found, "additions_after_tax") == 1_000
        assert one(found, "additions_deferral") == 14_500
        assert one(found, "additions_rest") == 4_000

    def test_after_tax_returned_for_415_is_not_returned_again(self) -> None:
        person = PERSON | {
            "elective_deferral": 24_500,
            "matching_contribution": 10_000,
            "after_tax_contribution": 40_000,
        }
        found = corrected(acp=39_000, **person)
        assert one(found, "acp_after_tax") == 37_500
        assert one(found, "acp_match") == 1_500

    def test_excess_deferrals_returned_in_time_are_no_additions(self) -> None:
        """Treas. Reg. 1.415(c)-1(b)(2)(ii)(D)."""
        person = PERSON | {"elective_deferral": 26_500, "after_tax_contribution": 39_500}
        found = corrected(**person, age=40)
        assert (one(found, "excess_deferral"), one(found, "additions")) == (2_000, 0)

    def test_another_plan_of_the_employer_counts(self) -> None:
        found = corrected(**PERSON, additions_in_other_plan=50_000)
        assert one(found, "additions") == 1_000


def test_elsewhere_is_the_persons_own_notice() -> None:
    found = corrected(**PERSON | {"elective_deferral": 20_000}, deferral_elsewhere=8_000)
    assert (one(found, "excess_deferral"), one(found, "excess_deferral_elsewhere")) == (0, 3_500)


def test_nobody_concerned() -> None:
    assert corrected(**PERSON).rows.tolist() == []


def test_catch_up_counts_toward_the_year_in_which_the_plan_year_ends() -> None:
    # A plan year from July 2025: its excess of June 30, 2026, at 50 in that year. 8,000 in 2026
    # (Notice 2025-67); the year in which the plan year begins has 7,500, and the person is 49.
    july = replace(PLAN, plan_year_start="07-01")
    person = {**PERSON, "elective_deferral": 20_000, "prior_year_wages": 0}
    found = corrected(july, year=2025, adp=9_000, **person, age=49)
    assert (one(found, "adp_catch_up"), one(found, "adp_refund")) == (8_000, 1_000)
    # Whether it must be Roth depends on the wages of calendar year 2025, which no column has.
    assert np.isnan(one(found, "catch_up_roth"))
