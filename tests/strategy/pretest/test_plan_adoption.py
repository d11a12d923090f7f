from dataclasses import replace

import pytest

from megaroth_xl.errors import InputError
from megaroth_xl.law.limits import limits_table
from megaroth_xl.strategy.pretest.plan_adoption import nhce_columns, plan_adoption_grid
from tests.strategy.plans import FAILING as PLAN
from tests.strategy.plans import FAILING_STAFF as PEOPLE
from tests.strategy.plans import FAILING_TEST as FOUND
from tests.strategy.plans import match_of, plan_test


def test_the_grid_with_others_who_contribute_too() -> None:
    everybody = PEOPLE.compensation * 0 + 100_000
    room, others = everybody[:2], [nhce_columns(FOUND, everybody)]
    grid = plan_adoption_grid(FOUND, room, nhce=(1.0, 0.02), others=others, limits=limits_table())
    assert grid is not None
    as_it_is = plan_adoption_grid(FOUND, room, limits=limits_table())
    assert as_it_is is not None
    # NHCEs of 4 percent, so 6 for HCEs; with 2 percent more of pay from each, 6 and 8.
    assert grid.worst_margin[-1, 3, 0, 0] == as_it_is.worst_margin[-1, 3, 0, 0] + 0.02
    prior = replace(PLAN, testing_method="prior year", prior_year_nhce_acp=0.03)
    tested = plan_test(PEOPLE, prior, 2026, match=match_of(PEOPLE))
    with pytest.raises(InputError, match="do not move the test"):
        plan_adoption_grid(tested, room, nhce=(1.0, 0.02), limits=limits_table())


def test_the_grid_takes_the_elected_reading() -> None:
    room = PEOPLE.compensation[:2] * 0
    grid = plan_adoption_grid(FOUND, room, limits=limits_table())
    assert grid is not None
    # Both contribute 4 percent of pay: 2 of match and 4 against 6.
    assert grid.worst_margin[-1, 3, 0, 0] == 0
    harbor = replace(PLAN, adp_safe_harbor="traditional", acp_safe_harbor=True)
    apart = plan_adoption_grid(
        plan_test(PEOPLE, harbor, 2026, match=match_of(PEOPLE)), room, limits=limits_table()
    )
    assert apart is not None
    # Without the match: 4 percent against 2 + 2.
    assert apart.worst_margin[-1, 3, 0, 0] == 0
