import numpy as np
import pytest

from megaroth_xl.law.forecast import limit_forecast
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.strategy.years_ahead.projection import roth_projection
from megaroth_xl.strategy.years_ahead.rooms import after_tax_rooms_ahead

PLAN = PlanTerms("plan", match_tiers=[(1, 0.06)])


def test_a_published_year_has_its_published_room():
    # 2026 (Notice 2025-67): 72,000 less 24,500 less 6 percent of 200,000.
    ahead = after_tax_rooms_ahead(PLAN, 200_000, 2026, 1, 0.025)
    assert ahead.after_tax_room.tolist() == [35_500]
    assert ahead.is_projected.tolist() == [False]


def test_later_years_use_the_forecast_and_say_so():
    ahead = after_tax_rooms_ahead(PLAN, 200_000, 2026, 5, 0.03, pay_growth=0.04)
    assert ahead.is_projected.tolist() == [False] + [True] * 4
    for place, year in enumerate(range(2026, 2031)):
        additions, deferral, pay_limit = (
            limit_forecast(name, year, 0.03).dollars
            for name in ("annual_additions", "elective_deferral", "compensation")
        )
        pay = 200_000 * 1.04**place
        match = 0.06 * min(pay, pay_limit)
        assert ahead.elective_deferral[place] == deferral
        assert ahead.match[place] == pytest.approx(match)
        assert ahead.after_tax_room[place] == pytest.approx(additions - deferral - match)


def test_the_age_moves_on_with_the_years():
    ahead = after_tax_rooms_ahead(PLAN, 200_000, 2024, 3, 0.02, age=58)
    # 58 and 59: 7,500; at 60 in 2026: 11,250. Catch-up leaves the after-tax room as it is.
    assert ahead.elective_deferral.tolist() == [30_500, 31_000, 35_750]
    ordinary = PlanTerms("ordinary", match_tiers=[(1, 0.06)], higher_catch_up=False)
    ahead = after_tax_rooms_ahead(ordinary, 200_000, 2024, 3, 0.02, age=58)
    assert ahead.elective_deferral.tolist() == [30_500, 31_000, 32_500]
    young = after_tax_rooms_ahead(PLAN, 200_000, 2024, 3, 0.02)
    assert ahead.after_tax_room.tolist() == young.after_tax_room.tolist()


def test_low_pay_and_a_plan_cap_bind_in_every_year():
    poor = after_tax_rooms_ahead(PLAN, 20_000, 2026, 2, 0.02)
    assert poor.elective_deferral.tolist() == [20_000, 20_000]
    assert poor.after_tax_room.tolist() == [0, 0]
    capped = PlanTerms("capped", after_tax_cap=10_000)
    assert after_tax_rooms_ahead(capped, 200_000, 2026, 2, 0.02).after_tax_room.tolist() == [
        10_000,
        10_000,
    ]


def test_the_rooms_go_straight_into_a_projection():
    ahead = after_tax_rooms_ahead(PLAN, 200_000, 2026, 4, 0.02)
    projection = roth_projection(ahead.after_tax_room, 4, 0.06, 0.24)
    assert projection.paid_in.tolist() == np.cumsum(ahead.after_tax_room).tolist()
