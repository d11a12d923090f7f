"""Worked examples of HCE status, averages, limits and refunds, each from its source."""

from datetime import date
from fractions import Fraction

import numpy as np
import pytest

from megaroth_xl.hundredths import average_hundredths, ratio_hundredths
from megaroth_xl.law.corrections import correction_deadlines
from megaroth_xl.law.highly_compensated import (
    hce_threshold,
    highly_compensated,
    top_paid_edge,
    top_paid_size,
)
from megaroth_xl.law.leveling import Levels
from megaroth_xl.law.nondiscrimination import acp_limit, acp_test, adp_test


class TestHighlyCompensated:
    @pytest.mark.parametrize(
        ("plan_year", "look_back_year", "dollars"),
        [
            # verrill-law.com, "Who is a Highly Compensated Employee?"
            (2019, 2018, 120_000),
            # newfront.com on highly compensated employees, September 2023
            (2023, 2022, 135_000),
            (2024, 2023, 150_000),
        ],
    )
    def test_threshold_of_the_year_before(
        self, plan_year: int, look_back_year: int, dollars: float
    ) -> None:
        threshold = hce_threshold(plan_year)
        assert (threshold.look_back_year, threshold.dollars) == (look_back_year, dollars)

    def test_owner_outside_the_top_paid_group(self) -> None:
        """benefitslink.com, topic 38194: ten employees, two of them half owners, in 2008."""
        pay = np.array([200_000, 200_000, 150_000, 120_000] + 6 * [50_000], dtype=np.float64)
        owner = [1, 0, 0, 1] + 6 * [0]
        # Notice 2006-98: 100,000 for 2007.
        everybody = highly_compensated(pay, 100_000, owner=owner)
        assert np.flatnonzero(everybody).tolist() == [0, 1, 2, 3]
        edge = top_paid_edge(pay, top_paid_size(10))
        elected = highly_compensated(pay, 100_000, owner=owner, top_paid_edge=edge)
        assert np.flatnonzero(elected).tolist() == [0, 1, 3]

    def test_size_of_the_top_paid_group(self) -> None:
        """benefitslink.com, topic 22806: 80 employees less 40 exclusions make a group of 8."""
        assert top_paid_size(80 - 40) == 8


class TestRatiosAndAverages:
    def test_ratio_over_two_plans(self) -> None:
        """Treas. Reg. 1.401(m)-2(a)(3)(ii), example: 4,000 + 4,000 + 2,000 of 120,000."""
        test = acp_test([True], 120_000, 2_000, 4_000 + 4_000, 2024)
        assert test.ratios.item() == 0.0833

    def test_ratios_of_six_employees(self) -> None:
        """Treas. Reg. 1.401(m)-2(a)(6), examples: the table of ratios."""
        pay = np.array([190_000, 100_000, 85_000, 70_000, 40_000, 10_000.0])
        employee = np.array([3_500, 10_000, 0, 0, 0, 0.0])
        match = np.array([9_250, 7_500, 6_000, 4_750, 5_000, 0.0])
        ratios = ratio_hundredths(employee + match, pay) / 100
        assert ratios.tolist() == [6.71, 17.50, 7.06, 6.79, 12.50, 0]

    def test_average_with_one_who_contributes_nothing(self) -> None:
        """docs.oracle.com, JD Edwards, "Sample ADP Calculation"."""
        pay = np.array([25_000, 34_000, 22_000, 28_000, 32_500.0])
        ratios = ratio_hundredths(np.array([1_000, 2_500, 0, 1_750, 1_500.0]), pay)
        assert (ratios / 100).tolist() == [4, 7.35, 0, 6.25, 4.62]
        assert average_hundredths(ratios.sum(), 5) / 100 == 4.44


class TestLimit:
    @pytest.mark.parametrize(
        ("nhce", "limit"),
        [
            # justaaa.com 67852; h0w.is
            (0.04, 0.06),
            (0.0375, 0.0575),
            # benefitslink.com, topic 81333: an ACP of 1.28% carries one of 2.56%
            (0.0128, 0.0256),
            # benefitslink.com: in a safe harbor plan without NHCE contributions nothing passes
            (0.0, 0.0),
            # belfint.com, "ADP and ACP Test Basics": twice below 2%, 2 points to 8%, then 1.25
            (0.015, 0.03),
            (0.02, 0.04),
            (0.08, 0.10),
            (0.10, 0.125),
        ],
    )
    def test_published_limits(self, nhce: float, limit: float) -> None:
        assert acp_limit(nhce) == limit


class TestCorrection:
    def test_two_hces_of_the_regulation(self) -> None:
        """Treas. Reg. 1.401(k)-2(b)(2)(viii), Example 1, from memory (unconfirmed).

        Ratios of 6 and 7 percent where 5 may be: 4,560 in all. By dollars, 3,040 of it brings the
        first to the second, and the rest falls on both alike.
        """
        test = adp_test([1, 1], [200_000, 128_000], [12_000, 8_960], 2018, nhce_adp=0.03)
        assert test.hce_average == 0.065
        assert test.excess == 1_280 + 2_000 + 1_280
        assert test.refunds.tolist() == [3_040 + 760, 760]

    def test_four_hces_of_an_examination(self) -> None:
        """benefitslink.com, topic 6166, examination question of June 1998."""
        test = adp_test(
            [1, 1, 1, 1],
            [150_000, 140_000, 100_000, 90_000],
            [4_500, 7_000, 3_000, 6_300],
            2018,
            nhce_adp=0.0185,
        )
        assert test.limit == 0.037
        assert test.hce_average == 0.045
        assert test.permitted_ratio == 0.044
        assert test.excess == 840 + 2_340
        assert test.refunds.tolist() == [0, 700 + 1_240, 0, 1_240]

    def test_dollars_of_an_examination(self) -> None:
        """benefitslink.com, topic 6156, examination question of December 1997."""
        money, pay = np.array([950_000, 860_000, 470_000]), np.ones(3, dtype=np.int64)
        refunds = Levels.of(Fraction(0), 470_000, money, pay).refunds(money, pay)
        assert refunds[0] == 280_000
        assert sum(refunds) == 470_000

    def test_three_hces_of_a_plan_to_the_cent(self) -> None:
        """benefitslink.com, topic 47776: a 2010 plan year, its refunds as software gave them."""
        pay = [184_933.34, 139_516.62, 131_000]
        test = adp_test([1, 1, 1], pay, [10_113.72, 13_445.60, 12_654.30], 2018, nhce_adp=0.0342)
        assert test.limit == 0.0542
        assert (test.ratios * 100).round(2).tolist() == [5.47, 9.64, 9.66]
        assert test.excess == 11_528.23
        assert test.refunds.tolist() == [1_885.25, 5_217.14, 4_425.84]

    def test_the_same_plan_without_catch_up(self) -> None:
        """The same topic: 5,500 of catch-up left out for two of the three."""
        pay = [184_933.34, 139_516.62, 131_000]
        test = adp_test([1, 1, 1], pay, [10_113.72, 7_945.60, 7_154.30], 2018, nhce_adp=0.0342)
        assert (test.ratios * 100).round(2).tolist() == [5.47, 5.70, 5.46]
        assert test.excess == 528.23

    def test_the_excess_falls_on_the_highest_dollars(self) -> None:
        """benefitslink.com, topic 17497: A 8 percent of 70,000, B 5.5 of 200,000, limit 6.

        A's ratio is cut to 6.5 percent, 1,050 by hand. It goes back to B, who deferred more; if B
        is 50, it becomes catch-up.
        """
        plan = ([1, 1], [70_000, 200_000], [5_600, 11_000], 2018, 0.04)
        test = adp_test(*plan, [52, 45])
        assert (test.limit, test.excess) == (0.06, 1_050)
        assert test.refunds.tolist() == [0, 1_050]
        assert test.returned.tolist() == [0, 1_050]
        assert adp_test(*plan, [45, 52]).returned.tolist() == [0, 0]

    def test_averages_after_correction(self) -> None:
        """faq.asc-net.com, FAQ 624: an NHCE ADP of 3.36 percent brings HCEs from 7.69 to 5.36."""
        assert acp_limit(0.0336) == 0.0536
        assert acp_limit(0.0208) == 0.0408

    def test_days_of_a_calendar_year(self) -> None:
        """guideline.com, "How are corrections for a failed ADP test calculated?"."""
        days = correction_deadlines(date(2025, 12, 31))
        assert days.without_excise_tax == date(2026, 3, 15)
        assert days.without_excise_tax_if_automatic == date(2026, 6, 30)
        assert days.last == date(2026, 12, 31)


class TestOpenPlanner:
    """Figures of an open planning tool's own tests (github.com/crzyc98/planwise_navigator).

    It differs in two places. Without NHCEs it answers an error, where Treas. Reg.
    1.401(k)-2(a)(1)(ii) deems the plan to pass; and its excess is the average above the limit times
    all HCEs' pay, which is the regulation's only where all HCEs have the same ratio, as here.
    """

    @pytest.mark.parametrize(
        ("hce_money", "nhce_money", "limit", "excess"),
        [
            (10_000, 4_000, 0.06, 0),
            (20_000, 3_000, 0.05, 10_000),
            (24_000, 10_000, 0.125, 0),
            (8_000, 4_000, 0.06, 0),
        ],
    )
    def test_one_of_each(
        self, hce_money: float, nhce_money: float, limit: float, excess: float
    ) -> None:
        columns = ([1, 0], [200_000, 100_000])
        deferrals = adp_test(*columns, [hce_money, nhce_money], 2025, None, 40)
        match = acp_test(*columns, [hce_money, nhce_money], 0, 2025)
        # Beyond the 402(g) limit only deferrals stop; none is above it but the third's.
        assert (match.limit, match.excess) == (limit, excess)
        assert (deferrals.limit, deferrals.excess) == (limit, excess)

    def test_averages(self) -> None:
        test = acp_test(
            [1, 1, 0, 0],
            [200_000, 200_000, 100_000, 100_000],
            [10_000, 6_000, 3_000, 1_000],
            0,
            2025,
        )
        assert (test.hce_average, test.nhce_average) == (0.04, 0.02)

    def test_prior_year(self) -> None:
        test = adp_test([1, 0], [200_000, 100_000], [10_000, 6_000], 2025, 0.02, 40)
        assert (test.limit, test.passes) == (0.04, False)
