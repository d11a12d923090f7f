from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.strategy.pay.payments import Payments
from megaroth_xl.strategy.plan.front_loading import front_loading
from megaroth_xl.strategy.plan.terms import PlanTerms

SIX_PERCENT = [(1, 0.06)]


def test_a_true_up_gives_the_lost_match_back():
    payments = Payments.even(240_000, 24, 0.25)
    without = front_loading(payments, PlanTerms("none", match_tiers=SIX_PERCENT), 2026)
    with_true_up = front_loading(
        payments, PlanTerms("true-up", match_tiers=SIX_PERCENT, true_up=True), 2026
    )
    # 6 percent of 240,000 is 14,400; ten pay dates bring 600 each.
    assert without.match_lost == 14_400 - 10 * 600
    assert with_true_up.match_lost == 0
    assert with_true_up.elected.true_up == 14_400 - 10 * 600


def test_after_tax_money_can_take_the_room_of_the_match():
    # 20 percent of 20,000 a date: 415(c) is full before the year's deferrals and matches are in.
    plan = PlanTerms("true-up", match_tiers=SIX_PERCENT, true_up=True)
    found = front_loading(Payments.even(360_000, 18, 0.07, 0.20), plan, 2026)
    assert found.elected.room_left == 0
    assert found.even.year_total("match") == 21_600
    assert found.match_lost > 0
    # What is lost in match and deferral went in as after-tax money instead.
    for schedule in (found.elected, found.even):
        assert schedule.annual_additions[-1] + schedule.true_up == 72_000


def test_early_deferrals_can_be_matched_more_where_pay_passes_the_counted_limit():
    plan = PlanTerms("plan", match_tiers=SIX_PERCENT)
    found = front_loading(Payments.even(720_000, 12, 0.06), plan, 2026)
    # 6 months of 60,000 count. 6 percent brings 3,600 a month until 24,500 is deferred, in the
    # seventh month; spread evenly, only half of 24,500 falls on counted pay.
    assert found.elected.year_total("match") == 21_600
    assert found.even.year_total("match") == 12_250
    assert found.match_lost == 12_250 - 21_600


@given(st.integers(100_000, 360_000), st.sampled_from([12, 24, 26]), st.integers(1, 75))
def test_even_deferrals_are_matched_no_less_where_all_pay_counts(pay, periods, percent):
    plan = PlanTerms("plan", match_tiers=[(1, 0.03), (0.5, 0.05)])
    found = front_loading(Payments.even(pay, periods, percent / 100), plan, 2026)
    assert found.match_lost >= -0.01 * periods
    assert found.even.year_total("elective_deferral") == found.elected.year_total(
        "elective_deferral"
    )
