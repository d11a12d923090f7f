"""IRA limits and net investment income tax against worked examples of others."""

from datetime import date

import pytest

from megaroth_xl.law.income_tax import net_investment_income_tax
from megaroth_xl.law.individual_retirement_plans import (
    roth_ira_contribution_limit,
    traditional_ira_deduction_limit,
)
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.law.year_limits import Amount, PhaseOut, Source, Status, YearLimits

OF_2002 = Source("Publication 590 for 2002", "Pub. 590 (2002)", Status.OWN, date(2026, 11, 21))


class TestPublication590A:
    """IRS Publication 590-A for 2025, and its forerunner Publication 590 for 2002."""

    def test_roth_example(self) -> None:
        """Chapter 2, example with Worksheet 2-2: single, modified AGI 151,000."""
        assert roth_ira_contribution_limit(151_000, "single", 2025, 45) == 6_540

    def test_deduction_example_1(self) -> None:
        """Worksheet 1-2, Example 1: joint return, modified AGI 126,500, one spouse covered.

        The publication fills in 6,825 (19,500 at 35 percent), though its own line 4 says to round
        up to the next 10 dollars. By IRC 219(g)(2)(C) the reduction of 175 is rounded down to 170.
        """
        deduction = traditional_ira_deduction_limit(126_500, "mfj", 2025, 39, 66_000)
        assert deduction == 6_830
        assert 0 <= deduction - 6_825 < 10
        uncovered = traditional_ira_deduction_limit(
            126_500,
            "mfj",
            2025,
            39,
            active_participant=False,
            spouse_active_participant=True,
        )
        assert uncovered == 7_000

    def test_deduction_example_2(self) -> None:
        """Worksheet 1-2, Example 2: joint return, modified AGI 238,500, spousal IRA."""
        covered, uncovered = traditional_ira_deduction_limit(
            238_500,
            "mfj",
            2025,
            39,
            [45_500, 38_500],
            active_participant=[True, False],
            spouse_active_participant=[False, True],
        )
        assert (covered, uncovered) == (0, 5_250)

    def test_appendix_b_of_2002(self) -> None:
        """Worksheet 2 of Appendix B: joint return, over 50, modified AGI 59,450, gives 1,600."""
        table = LimitsTable(
            [
                YearLimits(
                    2002,
                    {"ira": Amount(3_000, OF_2002), "ira_catch_up": Amount(500, OF_2002)},
                    {"traditional_ira_joint": PhaseOut(54_000, 64_000, OF_2002)},
                )
            ]
        )
        deduction = traditional_ira_deduction_limit(59_450, "mfj", 2002, 55, 53_500, limits=table)
        assert deduction == 1_600


class TestWorkedFromNotice202567:
    """Two open test-suites that work the 2026 figures by hand.

    The first is a household planner's on IRA phase-outs, the second a return preparer's on Form
    8606; both say that no figure was taken from their programs.
    """

    @pytest.mark.parametrize(
        ("modified_agi", "age", "deduction"),
        [
            (86_000, 45, 3_750),
            (86_003, 45, 3_750),
            (90_990, 45, 200),
            (91_000, 45, 0),
            (86_000, 50, 4_300),
            (90_900, 45, 200),
            (85_000, 50, 5_160),
        ],
    )
    def test_deduction_single_and_covered(
        self, modified_agi: float, age: float, deduction: float
    ) -> None:
        assert traditional_ira_deduction_limit(modified_agi, "single", 2026, age) == deduction

    @pytest.mark.parametrize(
        ("modified_agi", "age", "deduction"),
        [(129_500, 39, 7_320), (244_500, 39, 0), (135_200, 65, 5_940)],
    )
    def test_deduction_joint_and_covered(
        self, modified_agi: float, age: float, deduction: float
    ) -> None:
        assert traditional_ira_deduction_limit(modified_agi, "mfj", 2026, age) == deduction

    @pytest.mark.parametrize(
        ("modified_agi", "deduction"), [(129_500, 7_500), (244_500, 5_630), (247_000, 3_750)]
    )
    def test_deduction_joint_and_only_the_spouse_covered(
        self, modified_agi: float, deduction: float
    ) -> None:
        ours = traditional_ira_deduction_limit(
            modified_agi,
            "mfj",
            2026,
            active_participant=False,
            spouse_active_participant=True,
        )
        assert ours == deduction

    @pytest.mark.parametrize(
        ("modified_agi", "other", "contribution"),
        [
            (150_000, 0, 7_500),
            (160_500, 0, 3_750),
            (160_500, 3_000, 3_750),
            (160_500, 6_000, 1_500),
            (160_501, 0, 3_750),
            (167_800, 0, 200),
            (167_999, 0, 200),
            (168_000, 0, 0),
        ],
    )
    def test_roth_single(self, modified_agi: float, other: float, contribution: float) -> None:
        ours = roth_ira_contribution_limit(
            modified_agi, "single", 2026, other_ira_contributions=other
        )
        assert ours == contribution


def test_net_investment_income_tax_examples() -> None:
    """ThinkAdvisor, Tax Facts 8635: a joint return with 125,000 dollars of investment income.

    At an AGI of 400,000 all of it is taxed, at 300,000 only the 50,000 above the threshold.
    """
    ours = net_investment_income_tax(125_000, [400_000, 300_000], "mfj", 2024)
    assert ours == pytest.approx([0.038 * 125_000, 0.038 * 50_000])
