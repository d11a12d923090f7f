"""Published examples of contributions by pay date; every expected figure is the source's."""

from datetime import date

import pytest

from megaroth_xl.strategy.pay.elections import after_tax_election
from megaroth_xl.strategy.pay.pay_dates import pay_dates
from megaroth_xl.strategy.pay.payments import Payments
from megaroth_xl.strategy.plan.front_loading import front_loading
from megaroth_xl.strategy.plan.paychecks import paycheck_schedule, payments_schedule
from megaroth_xl.strategy.plan.terms import PlanTerms


def test_dana_and_will():
    # RPG Planner, "401k matching penalty": 2019, 240,000 paid twice a month, match 100 percent of
    # the first 6 percent. Dana defers 25 percent and is done on her eighth paycheck, with a match
    # of 4,800; Will defers 8 percent, reaches 19,000 on the last pay date, and is matched on each.
    dana = paycheck_schedule(240_000, 24, 0.25, 0, [[1, 0.06]], 2019)
    assert dana.first_stops()[0][0] == 7
    assert dana.elective_deferral[:8].tolist() == [2500] * 7 + [1500]
    assert dana.year_total("match") == 4800
    will = paycheck_schedule(240_000, 24, 0.08, 0, [[1, 0.06]], 2019)
    assert will.year_total("elective_deferral") == 19_000
    assert will.match.tolist() == [600] * 24
    plan = PlanTerms("Dana's", match_tiers=[(1, 0.06)])
    assert front_loading(Payments.even(240_000, 24, 0.25), plan, 2019).match_lost == 14_400 - 4800


def test_mary():
    # IRS, "401(k) Plans - Deferrals and matching when compensation exceeds the annual limit": 2018,
    # 360,000 at 30,000 a month, 1,500 deferred each month although pay passes 275,000 in October;
    # match 50 percent of deferrals up to 5 percent of pay, so 50% x (5% x 275,000).
    mary = paycheck_schedule(360_000, 12, 0.05, 0, [[0.5, 0.05]], 2018, 49)
    assert mary.elective_deferral.tolist() == [1500] * 12
    assert mary.year_total("match") == 6875
    assert [stop is None for stop in mary.match_stop] == [True] * 9 + [False] * 3


def test_front_loading_on_200_000():
    # RunTheNumbers, "How to Avoid Losing Your 401k Employer Match When Front-Loading": 2026, 26 pay
    # dates of 7,692.31, match 50 percent up to 6 percent: 230.77 each, 6,000.02 in the year.
    even = paycheck_schedule(200_000, 26, 0.1225, 0, [[0.5, 0.06]], 2026)
    assert even.match.tolist() == [230.77] * 26
    assert even.year_total("match") == 6000.02
    assert even.year_total("elective_deferral") == 24_500


def test_maxing_out_but_missing_out():
    # My Money Blog, "Strategies For Maxing Out Your 401k/403b and Company Match": 10,000 a month,
    # 20 percent deferred against a limit of 16,500, 3 percent matched: 500 in the ninth month,
    # nothing after it, 900 of match missed. The limit of 16,500 is made here of that of 2026 and
    # deferrals elsewhere.
    plan = PlanTerms("hers", match_tiers=[(1, 0.03)])
    payments = Payments.even(120_000, 12, 0.20)
    found = front_loading(payments, plan, 2026, deferral_elsewhere=24_500 - 16_500)
    assert found.elected.elective_deferral.tolist() == [2000] * 8 + [500, 0, 0, 0]
    assert found.elected.match.tolist() == [300] * 9 + [0] * 3
    assert found.match_lost == 900
    assert found.even.elective_deferral.tolist() == [1375] * 12


def test_jane_doe_is_paid_27_times():
    # Littler, "Employers That Pay Biweekly May Have 27 Paydays in 2026": 52,000 divided by 26 pays
    # 54,000 over 27 paydays.
    dates = pay_dates(2026, "biweekly", date(2026, 1, 2))
    pay = [52_000 / 26] * len(dates)
    schedule = payments_schedule(Payments.elected(pay, dates=dates), PlanTerms("Acme"), 2026)
    assert schedule.year_total("pay") == 54_000


@pytest.mark.parametrize(
    ("year", "deferral", "employer", "room"),
    [
        (2024, 23_000, 15_000, 31_000),  # the guide
        (2024, 23_000, 12_000, 34_000),  # the guide's opening question
        (2024, 23_000, 10_000, 36_000),  # the calculator page
        (2025, 23_500, 10_000, 36_500),  # thezenoffinance.com
        (2021, 19_500, 4_000, 34_500),  # Jules Cents
    ],
)
def test_the_room_of_a_year_is_what_its_schedule_takes(year, deferral, employer, room):
    # Pay 300,000: the deferral in equal parts, the rest of every pay elected after tax.
    payments = Payments.even(300_000, 24).spread(deferral, 300_000 - deferral)
    schedule = payments_schedule(
        payments, PlanTerms("plan"), year, employer_contribution=employer, keep_room=True
    )
    assert schedule.year_total("after_tax") == room
    assert schedule.room_left == 0
    assert after_tax_election(room, 300_000 / 24, 24) == room * 100 // 300_000 / 100
