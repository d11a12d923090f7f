import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError
from megaroth_xl.law.destinations import Destination
from megaroth_xl.law.rollovers import rollover_split
from megaroth_xl.law.tax_forms import (
    PaymentCode,
    designated_roth_payment_form,
    designated_roth_rollover_form,
    distribution_form,
    distribution_forms,
    return_lines,
)

CENTS = st.integers(0, 10**9)


class TestDistributionForm:
    @pytest.mark.parametrize(
        "destination", [Destination.ROTH_IRA, Destination.DESIGNATED_ROTH_ACCOUNT]
    )
    def test_both_roth_routes_look_alike(self, destination: Destination) -> None:
        assert distribution_form(destination, 150, 31_000).boxes == {
            "1": 31_150,
            "2a": 150,
            "4": 0,
            "5": 31_000,
            "7": "G",
        }

    def test_earnings_to_a_traditional_ira(self) -> None:
        form = distribution_form(Destination.TRADITIONAL_IRA, 150, 0)
        assert (form.taxable_amount, form.codes) == (0, ("G",))

    @pytest.mark.parametrize("payment", list(PaymentCode))
    def test_cash_says_why(self, payment: PaymentCode) -> None:
        form = distribution_form(Destination.CASH, 100, 50, payment)
        assert form.boxes["7"] in {"1", "2", "7"}
        assert form.tax_withheld == 20
        assert not form.is_rollover

    def test_only_a_later_payment_fills_box_ten(self) -> None:
        rolled = distribution_form(Destination.DESIGNATED_ROTH_ACCOUNT, 6_000, 0)
        assert "10" not in rolled.boxes
        paid = designated_roth_payment_form(
            7_000, 10_000, 10_000, 2024, allocable_to_rollover=6_000
        )
        assert paid.boxes["10"] == 6_000
        assert paid.boxes["11"] == 2024

    def test_qualified_payment_is_not_taxable(self) -> None:
        form = designated_roth_payment_form(
            5_000, 9_400, 10_000, 2015, PaymentCode.NORMAL, qualified=True
        )
        assert (form.taxable_amount, form.tax_withheld) == (0, 0)
        assert form.employee_contributions == 4_700
        assert form.codes == ("B", "7")

    def test_roth_account_to_a_roth_ira(self) -> None:
        form = designated_roth_rollover_form(100, 90, 2024)
        assert (form.codes, form.taxable_amount, form.is_rollover) == (("H",), 0, True)

    @given(pretax=CENTS, after_tax=CENTS)
    def test_taxable_amount_and_basis_make_the_gross(self, pretax: int, after_tax: int) -> None:
        for destination in Destination:
            form = distribution_form(destination, pretax / 100, after_tax / 100)
            parts = (form.taxable_amount, form.employee_contributions)
            if destination is not Destination.TRADITIONAL_IRA:
                assert sum(round(p * 100) for p in parts) == round(form.gross_distribution * 100)
            assert form.tax_withheld <= form.taxable_amount


class TestDistributionForms:
    def test_one_form_a_destination_that_gets_money(self) -> None:
        forms = distribution_forms(rollover_split(80_000, 20_000, 80_000, 10_000))
        assert [form.boxes["7"] for form in forms.values()] == ["G", "G", "1"]
        assert [form.gross_distribution for form in forms.values()] == [80_000, 10_000, 10_000]
        assert len(distribution_forms(rollover_split(80_000, 0, 80_000, 0))) == 1


class TestReturnLines:
    def test_a_split_without_tax(self) -> None:
        forms = distribution_forms(rollover_split(3_000, 31_000, 3_000, 31_000))
        lines = return_lines(forms.values())
        assert (lines.gross, lines.taxable, lines.is_rollover) == (34_000, 0, True)

    def test_cash_alone_is_no_rollover(self) -> None:
        lines = return_lines([distribution_form(Destination.CASH, 100, 50)])
        assert (lines.gross, lines.taxable, lines.is_rollover) == (150, 100, False)

    def test_cents_add_up(self) -> None:
        forms = [distribution_form(Destination.ROTH_IRA, 0.1, 0)] * 3
        assert return_lines(forms).taxable == 0.3

    def test_no_forms(self) -> None:
        assert return_lines([]).gross == 0

    def test_more_rolled_over_than_was_taxable(self) -> None:
        with pytest.raises(InputError, match="at most the taxable amount, 100"):
            return_lines([distribution_form(Destination.CASH, 100, 50)], rolled_over_later=101)
