"""Worked examples of rollovers and Roth distributions, each transcribed from its source."""

from fractions import Fraction

import pytest

from megaroth_xl.law.destinations import Destination, mandatory_withholding
from megaroth_xl.law.five_year import early_distribution_tax, recapture
from megaroth_xl.law.rollovers import (
    RolloverPart,
    conversion_taxable,
    recovered_basis,
    rollover_split,
)
from megaroth_xl.law.roth_distributions import (
    Conversion,
    designated_roth_distribution,
    roth_ira_distribution,
)
from megaroth_xl.law.tax_forms import distribution_form, return_lines


def _amounts(parts: tuple[RolloverPart, ...]) -> list[tuple[float, float, float]]:
    return [(float(p.pretax), float(p.after_tax), float(p.taxable)) for p in parts]


class TestIrsPageOnAfterTaxRollovers:
    """irs.gov, "Rollovers of After-Tax Contributions in Retirement Plans"."""

    def test_half_of_an_account_carries_both_kinds_pro_rata(self) -> None:
        assert conversion_taxable(50_000, 20_000, 100_000) == 40_000
        assert recovered_basis(50_000, 20_000, 100_000) == 10_000

    def test_three_destinations_without_tax(self) -> None:
        traditional, roth, cash = _amounts(rollover_split(80_000, 20_000, 80_000, 10_000, 10_000))
        assert traditional == (80_000, 0, 0)
        assert roth == (0, 10_000, 0)
        assert cash == (0, 10_000, 0)

    def test_earnings_to_a_traditional_and_contributions_to_a_roth_ira(self) -> None:
        """The page: earnings on after-tax contributions are pretax amounts and may part."""
        assert _amounts(rollover_split(3_000, 31_000, 3_000, 31_000)) == [
            (3_000, 0, 0),
            (0, 31_000, 0),
            (0, 0, 0),
        ]


class TestNoticeOnAllocation:
    """Notice 2014-54, examples: an account of 250,000, of which 50,000 is after-tax.

    The figures as retold by taxbuzz.com, "Allocating Pre- and Post-Tax Distributions, Multiple
    Destinations".
    """

    def test_first_example_pretax_part_of_the_distribution(self) -> None:
        assert conversion_taxable(100_000, 50_000, 250_000) == 80_000

    def test_traditional_and_roth_ira_example(self) -> None:
        """80,000 directly to a traditional and 20,000 to a Roth IRA: nothing is taxable."""
        traditional, roth, cash = _amounts(rollover_split(80_000, 20_000, 80_000, 20_000))
        assert traditional == (80_000, 0, 0)
        assert roth == (0, 20_000, 0)
        assert cash == (0, 0, 0)


class TestModelNoticeToRecipients:
    """Safe harbor explanation under 402(f) (Notice 2018-74): 12,000, of which 2,000 after-tax."""

    def test_direct_rollover_of_a_part_takes_the_pretax_money_first(self) -> None:
        traditional, _, cash = _amounts(rollover_split(10_000, 2_000, 10_000, 0))
        assert traditional == (10_000, 0, 0)
        assert cash == (0, 2_000, 0)

    def test_sixty_day_rollover_of_a_part_too(self) -> None:
        paid = rollover_split(10_000, 2_000, 0, 0)[2]
        assert (paid.pretax, paid.after_tax, paid.taxable) == (10_000, 2_000, 10_000)
        _, _, kept = _amounts(rollover_split(paid.pretax, paid.after_tax, 10_000, 0))
        assert kept == (0, 2_000, 0)


class TestWithholding:
    def test_ten_thousand_paid_out_and_the_check_rolled_over(self) -> None:
        """IRS, "Rollovers of Retirement Plan and IRA Distributions": Jordan's 401(k)."""
        form = distribution_form(Destination.CASH, 10_000, 0)
        assert form.tax_withheld == 2_000
        partly = return_lines([form], rolled_over_later=8_000)
        assert (partly.gross, partly.taxable, partly.is_rollover) == (10_000, 2_000, True)
        wholly = return_lines([form], rolled_over_later=10_000)
        assert (wholly.gross, wholly.taxable) == (10_000, 0)

    def test_after_tax_money_is_not_withheld_upon(self) -> None:
        """irahelp.com forum, "After Tax Rollovers": 630,000 with 64,000 after-tax, paid out."""
        paid = rollover_split(630_000 - 64_000, 64_000, 0, 0)[2]
        assert mandatory_withholding(paid.taxable) == 113_200


class TestDesignatedRothAccount:
    def test_nonqualified_distribution(self) -> None:
        """IRS, designated Roth account FAQs: 9,400 of contributions, 600 of earnings."""
        parts = designated_roth_distribution(5_000, 9_400, 10_000)
        assert parts == (4_700, 300)

    def test_basis_that_a_distribution_leaves(self) -> None:
        """Treas. Reg. 1.402A-1, A-7, example: Employee C's 12,000."""
        basis, earnings = designated_roth_distribution(12_000, 21_850, 21_850 + 1_150)
        assert (basis, earnings) == pytest.approx((11_400, 600), abs=1e-9)
        assert 21_850 - basis == pytest.approx(10_450, abs=1e-9)
        assert 1_150 - earnings == pytest.approx(550, abs=1e-9)

    def test_rollover_of_a_part_takes_the_income_first(self) -> None:
        """Treas. Reg. 1.402A-1, A-5, example: Employee B rolls 7,000 of 14,000 to a Roth IRA.

        The income is what the regulation has rolled first; a split shows the same allocation.
        """
        rolled, _, kept = rollover_split(3_000, 11_000, 7_000, 0)
        assert (rolled.pretax, rolled.after_tax) == (3_000, 4_000)
        assert kept.taxable == 0


class TestRecapture:
    def test_in_plan_rollover(self) -> None:
        """Notice 2010-84, A-12: 6,000 allocable to the taxable part within five years."""
        counted = recapture(6_000, 2022, 2026)
        assert counted == 6_000
        assert early_distribution_tax(counted) == 600
        assert early_distribution_tax(counted, exception=True) == 0

    def test_instructions_for_the_additional_tax_form(self) -> None:
        """Instructions for Form 5329 (2016), line 1, example: 33,000 taken at age 53 in 2016."""
        conversions = [Conversion(2012, 15_000, 5_000), Conversion(2013, 7_000, 3_000)]
        parts = roth_ira_distribution(33_000, 4_000, conversions, 2016)
        assert parts.contributions == 4_000
        assert parts.taxed_conversions == 15_000 + 7_000
        # All of 2012's basis; 2,000 of 2013's is what 33,000 leaves.
        assert parts.untaxed_conversions == 5_000 + 2_000
        assert parts.earnings == 0
        assert parts.recaptured == 22_000

    def test_publication_on_ira_distributions(self) -> None:
        """Pub. 590-B, "Ordering Rules for Distributions": Justin, age 60, 7,000 in 2020."""
        converted = Conversion(2016, 60_000, 20_000)
        parts = roth_ira_distribution(7_000, 5_000, [converted], 2020)
        assert parts.contributions == 5_000
        assert parts.taxed_conversions == 2_000
        assert parts.earnings == 0
        assert early_distribution_tax(parts.recaptured, exception=True) == 0


class TestForms:
    def test_direct_rollover_of_an_after_tax_account_to_a_roth_ira(self) -> None:
        """irahelp.com forum, "1099R and in-service conversion": what box 2a should have said."""
        boxes = distribution_form(Destination.ROTH_IRA, 407, 9_852).boxes
        assert boxes == {"1": 10_259, "2a": 407, "4": 0, "5": 9_852, "7": "G"}

    def test_in_plan_roth_rollover(self) -> None:
        """US tax-advantaged parameters test-suite: 50,000 rolled in the plan, basis 10,000."""
        assert conversion_taxable(50_000, 10_000, 50_000) == 40_000
        form = distribution_form(Destination.DESIGNATED_ROTH_ACCOUNT, 40_000, 10_000)
        assert form.taxable_amount == 40_000
        assert form.tax_withheld == 0


class TestGuide:
    """The mega backdoor Roth guide's two conversions of 31,000."""

    @pytest.mark.parametrize(("earnings", "tax"), [(150, 36), (3_000, 720)])
    def test_only_the_earnings_are_taxed(self, earnings: float, tax: float) -> None:
        taxable = conversion_taxable(31_000 + earnings, 31_000, 31_000 + earnings)
        assert taxable == earnings
        assert Fraction(taxable) * Fraction(24, 100) == tax


class TestBasisBeforeTheTaxReform:
    def test_comes_out_alone(self) -> None:
        """Choate, "Life and Death Planning for Retirement Benefits", 2.2.04(B); 72(e)(8)(D).

        An amount equal to the pre-1987 contributions leaves all earnings in the plan.
        """
        assert conversion_taxable(5_000, 20_000, 100_000, grandfathered_basis=5_000) == 0

    def test_separate_contract(self) -> None:
        """72(d)(2): the ratio of the after-tax account, not of the whole plan."""
        assert conversion_taxable(11_000, 20_000, 22_000) == 1_000
        assert conversion_taxable(11_000, 20_000, 22_000 + 78_000) == 8_800
