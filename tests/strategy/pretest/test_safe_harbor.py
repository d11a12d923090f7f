"""Safe harbors by nonelective contributions, and what they leave in the ACP test."""

from dataclasses import replace

import pytest

from megaroth_xl.strategy.pretest.findings import plan_findings
from megaroth_xl.strategy.pretest.outcomes import Result
from megaroth_xl.texts import LANGUAGES
from tests.strategy.plans import CURRENT, pretested

NONELECTIVE = replace(CURRENT, adp_safe_harbor="traditional", safe_harbor_nonelective=0.03)
BASIC = replace(NONELECTIVE, match_tiers=[(1, 0.03), (0.5, 0.05)])
COLUMNS = {
    "nonelective_contribution": [6_000, 9_000, 1_500, 1_800],
    "safe_harbor_nonelective": [6_000, 9_000, 1_500, 1_800],
}


def test_a_match_beside_a_nonelective_safe_harbor_is_tested() -> None:
    # Treas. Reg. 1.401(m)-2(a)(5)(iv): only a plan whose safe harbor contribution is match may
    # leave out 4 percent of pay. All of the match of 2 percent is in the ratios.
    test = pretested(NONELECTIVE, **COLUMNS)
    assert [reading.column for reading in test.acp.readings] == ["acp"]
    assert (test.acp.hce_average, test.acp.nhce_average) == (0.09, 0.04)
    assert test.adp.result is Result.PASSES


def test_what_the_roster_calls_safe_harbor_match_may_be_left_out() -> None:
    test = pretested(NONELECTIVE, **COLUMNS, safe_harbor_match=[4_000, 6_000, 1_000, 1_200])
    by = {reading.column: reading.verdict.hce_average for reading in test.acp.readings}
    assert by == {"acp": 0.09, "acp_safe_harbor": 0.07}


def test_a_match_that_meets_the_safe_harbor_itself_may_be_left_out() -> None:
    test = pretested(BASIC, **COLUMNS)
    by = {reading.column: reading.verdict.hce_average for reading in test.acp.readings}
    assert by == {"acp": 0.09, "acp_safe_harbor": 0.07}
    with_acp = pretested(replace(NONELECTIVE, acp_safe_harbor=True), **COLUMNS)
    by = {reading.column: reading.verdict.hce_average for reading in with_acp.acp.readings}
    assert by == {"acp": 0.09, "acp_safe_harbor": 0.07}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_nonelective_contribution_that_is_too_low_is_told_first(lang: str) -> None:
    # 3 percent of 50,000 is 1,500: 500 short. Within a dollar it is rounding.
    short = {**COLUMNS, "safe_harbor_nonelective": [0, 9_000, 1_000, 1_799.5]}
    first = plan_findings(pretested(NONELECTIVE, **short), lang=lang)[0]
    assert first.id == "harbor_short"
    assert "$500" in first.what
    assert all(first)
    assert "harbor_short" not in [f.id for f in plan_findings(pretested(NONELECTIVE, **COLUMNS))]
    new = pretested(NONELECTIVE, **short, hire_date=["2010-01-01"] * 2 + ["2026-05-01"] * 2)
    assert new.pretest.totals.harbor_short == (0, 0)


def test_a_roster_that_does_not_tell_it_is_not_short() -> None:
    assert pretested(NONELECTIVE).pretest.totals.harbor_short == (0, 0)
