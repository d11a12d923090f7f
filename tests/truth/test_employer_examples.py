"""Several employers and short years: worked examples, each transcribed from its source."""

from datetime import date

import pytest

from megaroth_xl.law.elective_deferrals import elective_deferral_room
from megaroth_xl.law.employers import (
    aggregated_employments,
    annual_additions_rooms,
    deferred_anywhere,
)
from megaroth_xl.law.limitation_years import (
    limitation_year_limit,
    months_in_year,
    plan_year_compensation_limit,
)


def test_job_change_within_the_year() -> None:
    """IRS, "How Much Salary Can You Defer if You're Eligible for More than One Retirement Plan?".

    At 40 in 2020, 2,500 deferred with the former employer leaves 17,000 with the new one.
    """
    rows = aggregated_employments(["former", "new"], [2_500, 0], age=40)
    assert elective_deferral_room(deferred_anywhere(rows)[1], 2020, 40) == 17_000


def test_hospital_and_side_business() -> None:
    """Slott Report, "How the Contribution Limits Work When You're in Two Plans": Kyle, 48, 2024.

    Between the 403(b) of the one and the solo 401(k) of the other, 23,000.
    """
    rows = aggregated_employments(["hospital", "landscaping"], [13_000, 10_000], age=48)
    assert elective_deferral_room(deferred_anywhere(rows), 2024, 48).tolist() == [0, 0]


def test_two_unrelated_plans() -> None:
    """US tax-advantaged parameters test-suite, 2026: 402(g) once, a separate 415(c) each."""
    rows = aggregated_employments(
        ["first", "second"], [24_500, 0], [10_000, 0], [37_500, 0], compensation=200_000
    )
    assert elective_deferral_room(deferred_anywhere(rows), 2026).tolist() == [0, 0]
    assert annual_additions_rooms(rows, 2026).tolist() == [0, 72_000]


def test_each_plan_has_an_overall_limit() -> None:
    """Kitces, "Coordinating Contributions Across Multiple ... Plans", 2018: 55,000 each."""
    rows = aggregated_employments(["first", "second"], 0)
    assert annual_additions_rooms(rows, 2018).tolist() == [55_000, 55_000]


def test_plan_year_of_six_months() -> None:
    """IRS Issue Snapshot on 401(a)(17) in a short plan year: Plan A, January to June 2018."""
    assert plan_year_compensation_limit(date(2018, 1, 1), date(2018, 6, 30)) == 137_500


def test_limitation_year_of_six_months() -> None:
    """IRS Issue Snapshot on 415(c) in a short limitation year: the year's 55,000 x months / 12."""
    assert limitation_year_limit(date(2018, 1, 1), date(2018, 6, 30)) == 55_000 * 6 / 12


def test_plan_that_ends_within_a_month() -> None:
    """BenefitsLink forum, a plan terminated July 7, 2025: 7.226 or 6.226 or 7 months?

    The regulation counts "fractional parts of a month"; six full months and seven days of July.
    """
    assert months_in_year(date(2025, 1, 1), date(2025, 7, 7)) == pytest.approx(6.226, abs=5e-4)
