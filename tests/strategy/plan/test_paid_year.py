"""A year as payroll kept it: expected findings are worked out by hand, or by a plainer model."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np
import pytest

from megaroth_xl.strategy.plan.paid_dates import Departs, PaidDates, PaidYear, Saver
from megaroth_xl.strategy.plan.paid_year import paid_year
from megaroth_xl.strategy.plan.terms import PlanTerms

PLAN = PlanTerms("Plan", match_tiers=[(1, 0.06)], pay_periods=12)
"""6 percent of pay, matched in full on each pay date."""


def paid(pay: list[float], **columns: Any) -> PaidDates:
    """Pay dates with columns of dollars; what is not given is 0, or not known."""
    many = len(pay)
    none = np.full((many, 2), np.nan)
    blank = {name: np.full(many, np.nan) for name in ("catch_up", "after_tax_stop")}
    zero = {
        name: np.zeros(many)
        for name in ("elective_deferral", "roth_deferral", "match", "nonelective", "after_tax")
    }
    elected = {"elected_deferral": none, "elected_after_tax": none}
    given = {
        name: np.column_stack([values, np.full(many, np.nan)])
        if name in elected
        else np.asarray(values, dtype=np.float64)
        for name, values in columns.items()
    }
    return PaidDates(
        pay=np.asarray(pay, dtype=np.float64),
        payments=np.ones(many),
        **{**blank, **zero, **elected, **given},
    )


def found(year: PaidYear) -> list[tuple[int, str, float, float]]:
    return [(d.place, d.kind.value, d.found, d.expected) for d in year.departures]


def test_deferrals_above_402g_are_found_on_the_dates_that_pass_it() -> None:
    # 2026: 24,500 below 50. 10 x 2,500 = 25,000: the tenth date may take 2,000.
    dates = paid([10_000] * 10, elective_deferral=[2_500] * 10, match=[600] * 10)
    year = paid_year(dates, PLAN, 2026, Saver(age=40))
    assert found(year) == [(9, "deferral_limit", 2_500, 2_000)]
    assert (year.deferral_limit, year.catch_up) == (24_500, 0)


@pytest.mark.parametrize(
    ("age", "limit"), [(49, 24_500), (50, 32_500), (59, 32_500), (60, 35_750), (64, 32_500)]
)
def test_catch_up_by_age_lets_more_in(age: int, limit: float) -> None:
    # 402(g) 24,500; catch-up 8,000 from 50, 11,250 from 60 to 63 (Notice 2025-67).
    dates = paid([40_000], elective_deferral=[36_000], match=[2_400])
    [(_, kind, _, expected)] = found(paid_year(dates, PLAN, 2026, Saver(age=age)))
    assert (kind, expected) == ("deferral_limit", limit)


def test_deferrals_elsewhere_use_up_the_same_limit() -> None:
    dates = paid([20_000], elective_deferral=[5_000], match=[1_200])
    year = paid_year(dates, PLAN, 2026, Saver(age=40, deferral_elsewhere=22_000))
    # 24,500 - 22,000 leaves 2,500, of which the match counts 1,200.
    assert found(year) == [(0, "deferral_limit", 5_000, 2_500)]


def test_an_age_that_is_not_known_is_asked_for_and_not_guessed() -> None:
    dates = paid([20_000] * 2, elective_deferral=[14_000] * 2, match=[1_200] * 2)
    year = paid_year(dates, PLAN, 2026)
    [(place, kind, so_far, expected)] = found(year)
    assert (place, kind, so_far) == (1, "age_needed", 28_000)
    assert np.isnan(expected)
    assert np.isnan([year.deferral_limit, year.catch_up, year.after_tax_room]).all()


def test_elections_may_be_cut_by_a_limit_or_not() -> None:
    elected = [3_000] * 9
    as_elected = paid([30_000] * 9, elective_deferral=elected, elected_deferral=elected)
    # 8 x 3,000 = 24,000: 500 left on the ninth date.
    stopped = paid([30_000] * 9, elective_deferral=[3_000] * 8 + [500], elected_deferral=elected)
    short = paid([30_000] * 9, elective_deferral=[3_000] * 8 + [400], elected_deferral=elected)
    plan, saver = PlanTerms("Plan"), Saver(age=30)
    assert found(paid_year(as_elected, plan, 2026, saver)) == [(8, "deferral_limit", 3_000, 500)]
    assert found(paid_year(stopped, plan, 2026, saver)) == []
    assert found(paid_year(short, plan, 2026, saver)) == [(8, "deferral_election", 400, 500)]


def test_either_reading_of_an_election_is_right_and_a_cent_is_rounding() -> None:
    both = paid([9_615.38], elective_deferral=[962.0])
    columns = vars(both) | {"elected_deferral": np.array([[961.54, 962.0]])}
    assert found(paid_year(PaidDates(**columns), PlanTerms("Plan"), 2026)) == []
    columns |= {"elective_deferral": np.array([961.55])}
    assert found(paid_year(PaidDates(**columns), PlanTerms("Plan"), 2026)) == []
    columns |= {"elective_deferral": np.array([961.56])}
    [only] = found(paid_year(PaidDates(**columns), PlanTerms("Plan"), 2026))
    assert only == (0, "deferral_election", 961.56, 961.54)


def test_after_tax_beyond_the_room_of_415c() -> None:
    # 72,000 - 6 x (2,000 + 1,200) = 52,800 for after-tax; 6 x 9,000 = 54,000 is 1,200 too much:
    # the sixth date finds 72,000 - 5 x 12,200 - 3,200 = 7,800.
    dates = paid(
        [20_000] * 6, elective_deferral=[2_000] * 6, match=[1_200] * 6, after_tax=[9_000] * 6
    )
    year = paid_year(dates, PLAN, 2026, Saver(age=40))
    assert found(year) == [(5, "after_tax_room", 9_000, 7_800)]
    assert (year.annual_additions, year.after_tax_room) == (73_200, 0)


def test_from_50_on_deferrals_become_catch_up_before_anything_goes_back() -> None:
    # The same above 50: 1,200 of the deferral becomes catch-up (IRC 414(v)(5)(B)).
    dates = paid(
        [20_000] * 6, elective_deferral=[2_000] * 6, match=[1_200] * 6, after_tax=[9_000] * 6
    )
    assert found(paid_year(dates, PLAN, 2026, Saver(age=52))) == []
    asked = found(paid_year(dates, PLAN, 2026))
    assert [kind for _, kind, _, _ in asked] == ["age_needed"]


def test_employer_money_that_passes_415c_by_itself() -> None:
    # 12,000 + 40,000 after-tax; then 22,000 of profit sharing passes 72,000 by 2,000.
    dates = paid(
        [200_000, 0], elective_deferral=[20_000, 0], after_tax=[32_000, 0], nonelective=[0, 22_000]
    )
    assert found(paid_year(dates, PlanTerms("Plan"), 2026, Saver(age=40))) == [
        (1, "annual_additions", 22_000, 20_000)
    ]


def test_the_plans_own_caps() -> None:
    dates = paid([20_000] * 3, after_tax=[5_000] * 3)
    by_year = PlanTerms("Plan", after_tax_cap=12_000)
    by_date = PlanTerms("Plan", after_tax_cap_share_per_period=0.1)
    takes_none = PlanTerms("Plan", accepts_after_tax=False)
    assert found(paid_year(dates, by_year, 2026)) == [(2, "after_tax_cap", 5_000, 2_000)]
    assert found(paid_year(dates, by_date, 2026)) == [
        (place, "after_tax_cap", 5_000, 2_000) for place in range(3)
    ]
    kinds = [kind for _, kind, _, _ in found(paid_year(dates, takes_none, 2026))]
    assert kinds == ["after_tax_not_taken"] * 3


def test_limits_that_are_shares_of_the_years_pay_wait_for_its_end() -> None:
    plan = PlanTerms("Plan", after_tax_cap_share=0.1)
    dates = paid([10_000] * 2, after_tax=[2_000] * 2)
    so_far = paid_year(dates, plan, 2026)
    assert found(so_far) == []
    assert np.isnan(so_far.after_tax_room)
    # 10 percent of 20,000 is 2,000 for the year.
    whole = found(paid_year(dates, plan, 2026, is_whole_year=True))
    assert whole == [(1, "after_tax_cap", 2_000, 0)]


def test_an_election_ends_at_its_stop_amount() -> None:
    asked = [1_000.0] * 3
    dates = paid([20_000] * 3, after_tax=asked, elected_after_tax=asked, after_tax_stop=[2_500] * 3)
    year = paid_year(dates, PlanTerms("Plan"), 2026)
    assert found(year) == [(2, "after_tax_election", 1_000, 500)]


def test_the_match_of_each_date_stops_with_the_deferral_and_with_counted_pay() -> None:
    # 50,000 a month; 401(a)(17) 360,000 in 2026 is reached after 7.2 dates: on the eighth 10,000
    # counts, of which 6 percent is 600; later nothing.
    dates = paid(
        [50_000] * 9, elective_deferral=[0.0] * 7 + [3_000, 3_000], match=[0.0] * 7 + [3_000, 0]
    )
    year = paid_year(dates, PLAN, 2026, Saver(age=40))
    assert found(year) == [(7, "match", 3_000, 600)]
    assert year.match_due.tolist() == [0.0] * 7 + [600, 0]


def test_with_a_true_up_a_date_may_settle_the_year_so_far() -> None:
    # 6 percent of 20,000 is 1,200; deferral 2,400 on the first date, 0 on the second. By date
    # 600 + 0; by the year so far min(2,400, 1,200) = 1,200.
    columns = {"elective_deferral": [2_400, 0.0], "match": [600, 600]}
    by_date = paid_year(paid([10_000] * 2, **columns), PLAN, 2026, Saver(age=40))
    assert found(by_date) == [(1, "match", 600, 0)]
    plan = PlanTerms("Plan", match_tiers=[(1, 0.06)], pay_periods=12, true_up=True)
    settled = paid_year(paid([10_000] * 2, **columns), plan, 2026, Saver(age=40))
    assert (found(settled), settled.true_up_due) == ([], 0)
    waiting = paid([10_000] * 2, elective_deferral=[2_400, 0.0], match=[600, 0])
    later = paid_year(waiting, plan, 2026, Saver(age=40))
    assert (found(later), later.true_up_due) == ([], 600)


def test_a_match_that_is_not_known_is_that_of_the_formula() -> None:
    dates = paid([10_000], elective_deferral=[900], match=[np.nan])
    year = paid_year(dates, PLAN, 2026, Saver(age=40))
    assert (found(year), year.annual_additions) == ([], 1_500)


ROTH = {"total": "total deferrals", "pre-tax": "pre-tax deferrals"}


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        # 5 x 6,000; the limit of 24,500 falls into the fifth date, with 5,500 beyond it.
        ("total", [(4, "roth_catch_up", 0, 5_500)]),
        # Roth 2,000 was deferred before: pre-tax 28,000 passes 24,500 by 3,500.
        ("pre-tax", [(4, "roth_catch_up", 0, 3_500)]),
        (None, [(4, "roth_catch_up", 0, 3_500)]),
    ],
)
def test_catch_up_that_has_to_be_roth(method: str | None, expected: list[Any]) -> None:
    plan = PlanTerms("Plan", roth_catch_up_method=ROTH.get(method or ""))
    dates = paid([30_000] * 5, elective_deferral=[6_000] * 5, roth_deferral=[2_000, 0, 0, 0, 0])
    assert found(paid_year(dates, plan, 2026, Saver(age=55, must_be_roth=1))) == expected
    assert found(paid_year(dates, plan, 2026, Saver(age=55, must_be_roth=0))) == []


def test_earlier_roth_deferrals_cover_catch_up_only_under_one_method() -> None:
    # Roth 6,000 in all, the catch-up 5,500: covered if pre-tax deferrals alone count.
    dates = paid([30_000] * 5, elective_deferral=[6_000] * 5, roth_deferral=[6_000, 0, 0, 0, 0])
    saver = Saver(age=55, must_be_roth=1)

    def kinds(method: str | None) -> list[str]:
        plan = PlanTerms("Plan", roth_catch_up_method=method)
        return [kind for _, kind, _, _ in found(paid_year(dates, plan, 2026, saver))]

    assert kinds("pre-tax deferrals") == []
    assert kinds("total deferrals") == ["roth_catch_up"]
    assert kinds(None) == ["method_needed"]


def test_a_separate_election_of_catch_up_is_judged_by_itself() -> None:
    plan = PlanTerms("Plan", roth_catch_up_method="separate election")
    dates = paid([30_000] * 2, elective_deferral=[3_000] * 2, roth_deferral=[1_000, 0],
                 catch_up=[1_000, 1_000])  # fmt: skip
    year = paid_year(dates, plan, 2026, Saver(age=55, must_be_roth=1))
    assert found(year) == [(1, "roth_catch_up", 0, 1_000)]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"must_be_roth": np.nan}, Departs.WAGES_NEEDED),
        ({"roth_deferral": [np.nan] * 5}, Departs.ROTH_PART_NEEDED),
        ({"accepts_roth": False}, Departs.NO_ROTH_CATCH_UP),
    ],
)
def test_what_is_missing_to_tell_is_said_once(change: dict[str, Any], kind: Departs) -> None:
    plan = PlanTerms("Plan", accepts_roth=change.get("accepts_roth", True))
    roth = change.get("roth_deferral", [0.0] * 5)
    dates = paid([30_000] * 5, elective_deferral=[6_000] * 5, roth_deferral=roth)
    saver = Saver(age=55, must_be_roth=change.get("must_be_roth", 1))
    assert [d.kind for d in paid_year(dates, plan, 2026, saver).departures] == [kind]


def test_contributions_above_the_pay_of_a_date() -> None:
    dates = paid([1_000], elective_deferral=[800], after_tax=[300])
    assert found(paid_year(dates, PlanTerms("Plan"), 2026)) == [(0, "above_pay", 1_100, 1_000)]


def _half_up(dollars: Decimal) -> Decimal:
    return dollars.quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_a_plainer_model_gives_the_same_match_and_the_same_excess() -> None:
    """100 percent of 3 and 50 percent of the next 2 percent, without limits on pay in the way."""
    plan = PlanTerms("Plan", match_tiers=[(1, 0.03), (0.5, 0.05)], pay_periods=26)
    chance = np.random.default_rng(20260128)
    for _ in range(40):
        pay = [Decimal(int(chance.integers(100_000, 1_300_000))) / 100 for _ in range(26)]
        share = Decimal(int(chance.integers(0, 40))) / 100
        deferral = [_half_up(each * share) for each in pay]
        left = Decimal(24_500)
        match = []
        over = []
        for each, deferred in zip(pay, deferral, strict=True):
            let_in = min(deferred, left)
            over.append(deferred - let_in)
            left -= let_in
            first = min(let_in, each * Decimal("0.03"))
            second = min(let_in, each * Decimal("0.05")) - first
            match.append(_half_up(first + second / 2))
        wrong = int(chance.integers(26))
        given = [float(m) + (0.05 if place == wrong else 0) for place, m in enumerate(match)]
        dates = paid([float(p) for p in pay], elective_deferral=[float(d) for d in deferral],
                     match=given)  # fmt: skip
        year = paid_year(dates, plan, 2026, Saver(age=35))
        assert year.match_due.tolist() == pytest.approx([float(m) for m in match], abs=0.0101)
        assert [d.place for d in year.departures if d.kind is Departs.MATCH] == [wrong]
        passed = [d for d in year.departures if d.kind is Departs.DEFERRAL_LIMIT]
        assert {d.place: round(d.found - d.expected, 2) for d in passed} == {
            place: float(each) for place, each in enumerate(over) if each
        }
