from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError, UnknownYearError
from megaroth_xl.law.annual_additions import annual_additions
from megaroth_xl.law.compensation import matching_contribution
from megaroth_xl.law.limits import limits_table
from megaroth_xl.strategy.pay.pay_dates import pay_dates
from megaroth_xl.strategy.pay.payments import Payments
from megaroth_xl.strategy.plan.paychecks import paycheck_schedule, payments_schedule
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.strategy.plan.year import Stop, YearToDate
from megaroth_xl.strategy.room import after_tax_room, binding_limit

CENT = Fraction(1, 100)
CASES = (
    (1, 0.06),
    (0.5, 0.06),
    (1, 0.03, 0.5, 0.05),
    (0.25, 0.1),
    (2, 0.02, 1, 0.035, 0.333, 0.08),
)


@dataclass(frozen=True)
class Case:
    """One person's year, in the words of the arguments."""

    pay: tuple[int, ...]  # cents
    deferral: tuple[int, ...]
    after_tax: tuple[int, ...]
    plan: PlanTerms
    year: int
    age: int | None
    so_far: YearToDate
    employer: int
    elsewhere: int

    @property
    def payments(self) -> Payments:
        return Payments(
            pay=np.array(self.pay) / 100,
            elective_deferral=np.array(self.deferral) / 100,
            after_tax=np.array(self.after_tax) / 100,
            is_plan_pay=np.full(len(self.pay), fill_value=True),
        )

    def schedule(self, payments: Payments | None = None, *, keep_room: bool = False):
        return payments_schedule(
            payments or self.payments,
            self.plan,
            self.year,
            self.age,
            so_far=self.so_far,
            employer_contribution=self.employer,
            deferral_elsewhere=self.elsewhere,
            keep_room=keep_room,
        )


@st.composite
def cases(draw):
    periods = draw(st.sampled_from([12, 24, 26, 27, 52]))
    until = draw(st.integers(0, periods))
    before, after = draw(st.tuples(*[st.integers(25_000, 4_000_000)] * 2))
    pay = (before,) * until + (after,) * (periods - until)
    deferral_rate = draw(st.integers(0, 60))
    after_tax_rate = draw(st.integers(0, 100 - deferral_rate))
    tiers = draw(st.sampled_from(CASES))
    plan = PlanTerms(
        "any plan",
        match_tiers=list(zip(tiers[::2], tiers[1::2], strict=True)),
        true_up=draw(st.booleans()),
        after_tax_cap=draw(st.sampled_from([None, 0, 12_345.67, 40_000])),
        after_tax_cap_share=draw(st.sampled_from([None, 0.10])),
    )
    return Case(
        pay=pay,
        deferral=tuple(p * deferral_rate // 100 for p in pay),
        after_tax=tuple(p * after_tax_rate // 100 for p in pay),
        plan=plan,
        year=draw(st.sampled_from([2018, 2024, 2025, 2026, 2027])),
        age=draw(st.sampled_from([None, 40, 49, 50, 61, 64])),
        so_far=draw(
            st.sampled_from([YearToDate(), YearToDate(12_345.67, 6_000, 740.74, 1_234.56)])
        ),
        employer=draw(st.sampled_from([0, 9_000])),
        elsewhere=draw(st.sampled_from([0, 10_000])),
    )


def in_fractions(dollars) -> Fraction:
    return Fraction(round(dollars * 100), 100)


def half_up(amount: Fraction) -> Fraction:
    return floor(amount * 100 + Fraction(1, 2)) * CENT


def down(amount: Fraction) -> Fraction:
    return floor(amount * 100) * CENT


def match_of(plan, contribution, pay):
    total = Fraction(0)
    lower = Fraction(0)
    for rate, up_to in plan.match_tiers:
        upper = Fraction(str(up_to)) * pay
        total += Fraction(str(rate)) * max(min(contribution, upper) - lower, 0)
        lower = upper
    return half_up(total)


def simulated(case: Case):
    """The same year in exact fractions of dollars, written from the rules alone."""
    amounts = limits_table()[case.year].amounts
    ordinary = Fraction(amounts["elective_deferral"].dollars)
    catch_up = Fraction(0)
    if case.age is not None and case.age >= 50:
        higher = 60 <= case.age <= 63 and case.year >= 2025
        catch_up = Fraction(amounts["higher_catch_up" if higher else "catch_up"].dollars)
    pay_cap = Fraction(amounts["compensation"].dollars)
    year_pay = sum(case.pay) * CENT + in_fractions(case.so_far.pay)
    limit = min(Fraction(amounts["annual_additions"].dollars), year_pay)
    plan_cap = limit
    if case.plan.after_tax_cap is not None:
        plan_cap = in_fractions(case.plan.after_tax_cap)
    if case.plan.after_tax_cap_share is not None:
        share = Fraction(str(case.plan.after_tax_cap_share))
        plan_cap = min(plan_cap, down(share * min(year_pay, pay_cap)))

    paid = in_fractions(case.so_far.pay)
    deferred = in_fractions(case.so_far.elective_deferral)
    matched = in_fractions(case.so_far.match)
    contributed = in_fractions(case.so_far.after_tax)

    def additions():
        excess = max(deferred - ordinary, Fraction(0))
        counted = deferred - min(excess, catch_up)  # catch-up is no annual addition
        return counted + matched + contributed + case.employer

    def room():
        return max(limit - additions(), Fraction(0))

    rows = []
    for cents, elected_deferral, elected_after_tax in zip(
        case.pay, case.deferral, case.after_tax, strict=True
    ):
        pay = cents * CENT
        deferral = min(
            elected_deferral * CENT, pay, ordinary + catch_up - case.elsewhere - deferred
        )
        deferral = max(deferral, Fraction(0))
        counting = min(deferral, max(ordinary - deferred, Fraction(0)))
        if counting > room():
            deferral = room()
        deferred += deferral
        counted_pay = min(paid + pay, pay_cap) - min(paid, pay_cap)
        paid += pay
        match = min(match_of(case.plan, deferral, counted_pay), room())
        matched += match
        after_tax = min(elected_after_tax * CENT, pay - deferral, plan_cap - contributed, room())
        after_tax = max(after_tax, Fraction(0))
        contributed += after_tax
        rows.append((deferral, match, after_tax, additions()))
    true_up = Fraction(0)
    if case.plan.true_up:
        due = match_of(case.plan, deferred, min(paid, pay_cap)) - matched
        true_up = max(min(due, room()), Fraction(0))
        matched += true_up
    return rows, true_up, max(min(room(), plan_cap - contributed), Fraction(0))


CENTS_OF_MANY_DATES = Case(
    pay=(3_250_013,) * 12,
    deferral=(195_000,) * 12,
    after_tax=(0,) * 12,
    plan=PlanTerms("rounds each date's match up", match_tiers=[(1.0, 0.03), (0.5, 0.05)]),
    year=2018,
    age=None,
    so_far=YearToDate(),
    employer=0,
    elsewhere=0,
)


@example(CENTS_OF_MANY_DATES)
@given(cases())
def test_the_schedule_agrees_with_an_independent_simulation_to_the_cent(case):
    schedule = case.schedule()
    rows, true_up, left = simulated(case)
    columns = ("elective_deferral", "match", "after_tax", "annual_additions")
    for column, expected in zip(columns, zip(*rows, strict=True), strict=True):
        found = [round(value * 100) for value in getattr(schedule, column)]
        assert found == [value * 100 for value in expected], column
    assert schedule.true_up == float(true_up)
    assert schedule.room_left == float(left)


@given(cases(), st.booleans(), st.booleans())
def test_no_limit_is_exceeded_on_any_date(case, keep_room, matches_after_tax):
    if matches_after_tax:
        terms = {f: getattr(case.plan, f) for f in ("match_tiers", "true_up", "after_tax_cap")}
        plan = PlanTerms("matched", matches_after_tax=True, **terms)
        case = Case(**{**vars(case), "plan": plan})
    schedule = case.schedule(keep_room=keep_room)
    before = case.so_far
    deferral = before.elective_deferral + np.cumsum(schedule.elective_deferral)
    match = before.match + np.cumsum(schedule.match)
    after_tax = before.after_tax + np.cumsum(schedule.after_tax)
    amounts = limits_table()[case.year].amounts
    most_deferral = amounts["elective_deferral"].dollars
    if case.age is not None and case.age >= 50:
        higher = 60 <= case.age <= 63 and case.year >= 2025
        most_deferral += amounts["higher_catch_up" if higher else "catch_up"].dollars
    assert (deferral <= most_deferral - case.elsewhere + 1e-6).all()
    additions = annual_additions(deferral, match + case.employer, case.year, case.age, after_tax)
    assert schedule.annual_additions == pytest.approx(additions)
    pay = before.pay + sum(case.pay) / 100
    limit = min(amounts["annual_additions"].dollars, pay)
    start = annual_additions(
        before.elective_deferral,
        before.match + case.employer,
        case.year,
        case.age,
        before.after_tax,
    )
    assert (schedule.annual_additions <= max(limit, start) + 1e-6).all()
    assert schedule.annual_additions[-1] + schedule.true_up <= max(limit, start) + 1e-6
    cap = case.plan.after_tax_limit(pay, case.year)
    if not np.isnan(cap):
        assert (after_tax <= max(cap, before.after_tax) + 1e-6).all()
    assert (schedule.elective_deferral + schedule.after_tax <= schedule.pay + 1e-6).all()
    assert (schedule.elective_deferral >= 0).all()
    assert (schedule.after_tax >= 0).all()
    assert (schedule.match >= 0).all()


@given(cases())
def test_keeping_room_leaves_deferral_and_match_as_they_are_without_after_tax(case):
    ahead = case.schedule(keep_room=True)
    alone = case.schedule(case.payments.without_after_tax())
    assert ahead.elective_deferral.tolist() == alone.elective_deferral.tolist()
    assert ahead.match.tolist() == alone.match.tolist()
    assert ahead.true_up == alone.true_up
    assert ahead.year_total("match") >= case.schedule().year_total("match")


@given(cases())
def test_a_stop_is_named_exactly_where_less_goes_in_than_was_elected(case):
    schedule = case.schedule()
    payments = case.payments
    for column in ("elective_deferral", "after_tax"):
        stops = schedule.deferral_stop if column == "elective_deferral" else schedule.after_tax_stop
        cut = getattr(schedule, column) < getattr(payments, column)
        assert [stop is not None for stop in stops] == cut.tolist()
    full = [
        match_of(case.plan, d * CENT, p * CENT)
        for d, p in zip(case.deferral, case.pay, strict=True)
    ]
    assert [stop is not None for stop in schedule.match_stop] == [
        round(found * 100) < expected * 100
        for found, expected in zip(schedule.match, full, strict=True)
    ]


@given(cases())
def test_the_room_left_is_that_of_the_year_as_a_whole(case):
    schedule = case.schedule()
    pay = case.so_far.pay + sum(case.pay) / 100
    cap = case.plan.after_tax_limit(pay, case.year)
    whole = (
        schedule.year_total("elective_deferral"),
        schedule.year_total("match") + case.employer,
        case.year,
        case.age,
        schedule.year_total("after_tax"),
        pay,
        cap,
    )
    assert schedule.room_left == pytest.approx(after_tax_room(*whole), abs=0.011)
    if schedule.room_left > 0.02:
        assert schedule.rows()[-1][-1] == binding_limit(*whole)


@given(cases())
def test_a_true_up_brings_the_match_of_the_whole_year(case):
    terms = {f: getattr(case.plan, f) for f in ("match_tiers", "after_tax_cap")}
    case = Case(**{**vars(case), "plan": PlanTerms("true-up", true_up=True, **terms)})
    schedule = case.schedule(keep_room=True)
    whole = matching_contribution(
        case.so_far.pay + sum(case.pay) / 100,
        schedule.year_total("elective_deferral"),
        case.plan.match_tiers,
        case.year,
    )
    if schedule.true_up_stop is None and not any(
        stop in (Stop.ADDITIONS, Stop.PERCENT_OF_PAY) for stop in schedule.match_stop
    ):
        assert schedule.year_total("match") >= whole - 0.006
        if schedule.true_up:
            assert schedule.year_total("match") == pytest.approx(whole, abs=0.006)


@given(st.integers(0, 100_000_000), st.integers(1, 53), st.integers(0, 100), st.sampled_from(CASES))
def test_a_schedule_sums_to_its_year(cents, periods, percent, tiers):
    rows = list(zip(tiers[::2], tiers[1::2], strict=True))
    schedule = paycheck_schedule(cents / 100, periods, percent / 100, 0, rows, 2026)
    assert schedule.year_total("pay") == cents / 100
    assert schedule.pay.max() - schedule.pay.min() < 0.0151
    *dates, true_up, total, left = schedule.rows()[1:]
    assert len(dates) == periods
    for column in (2, 3, 4):
        extra = true_up[column] or 0
        assert sum(row[column] for row in dates) + extra == pytest.approx(total[column])
    assert left[4] == schedule.room_left


def test_matched_after_tax_money_fits_together_with_its_match():
    # Each matched after-tax cent takes two of room, until the tier ends.
    plan = PlanTerms("matched", match_tiers=[(1, 0.10)], matches_after_tax=True)
    payments = Payments.elected([10_000] * 4, 0.05, 0.90)
    so_far = YearToDate(pay=100_000)

    def schedule(employer):
        return payments_schedule(
            payments, plan, 2026, so_far=so_far, employer_contribution=employer
        )

    # Room 18,000: 500 + 1,000 + 9,000 on the first date leave 7,500; then 500 + 1,000 + 6,000.
    wide = schedule(54_000)
    assert wide.after_tax.tolist() == [9000, 6000, 0, 0]
    assert wide.match.tolist() == [1000, 1000, 0, 0]
    assert wide.elective_deferral.tolist() == [500, 500, 0, 0]
    # Room 1,100: the deferral takes 500 and its match 500; 50 more bring 50 of match.
    tight = schedule(70_900)
    assert tight.after_tax.tolist() == [50, 0, 0, 0]
    assert tight.match.tolist() == [550, 0, 0, 0]


def test_each_limit_is_named_on_the_date_on_which_it_stops_a_contribution():
    months = pay_dates(2026, "monthly", date(2026, 1, 31))
    payments = Payments.elected([50_000] * 12, 0.10, 0.10, dates=months)
    plan = PlanTerms("plan", match_tiers=[(1, 0.03)], after_tax_cap=33_000)
    schedule = payments_schedule(payments, plan, 2026)
    stops = [(months[i].month, what, limit) for i, what, limit in schedule.first_stops()]
    assert stops == [
        (5, "deferral", Stop.DEFERRAL_LIMIT),  # 4 x 5,000 + 4,500 = 24,500
        (6, "match", Stop.NO_DEFERRAL),
        (7, "after-tax", Stop.PLAN_CAP),  # 6 x 5,000 + 3,000 = 33,000
    ]
    assert schedule.match[:6].tolist() == [1500] * 5 + [0]


def test_pay_above_the_limit_of_401a17_is_not_matched():
    # 30,000 a month reaches 360,000 with the year; 45,000 reaches it on the eighth pay date.
    assert paycheck_schedule(360_000, 12, 0.05, 0, [[1, 0.05]], 2026).year_total("match") == 18_000
    schedule = paycheck_schedule(540_000, 12, 0.03, 0, [[1, 0.03]], 2026)
    assert schedule.match.tolist() == [1350] * 8 + [0] * 4
    assert schedule.match_stop[8:] == (Stop.COUNTED_PAY,) * 4
    assert schedule.elective_deferral[8] == 1350


def test_low_pay_is_bound_by_100_percent_of_pay():
    schedule = paycheck_schedule(30_000, 12, 0.5, 0.5, [[1, 1.0]], 2026)
    assert schedule.annual_additions[-1] == 30_000
    assert schedule.after_tax_stop[-1] is Stop.PERCENT_OF_PAY
    assert schedule.binding_limit is Stop.PERCENT_OF_PAY


def test_catch_up_goes_on_where_the_annual_additions_are_full():
    # 2026 at 61: 24,500 + 11,250; the 415(c) room is taken by other employer money.
    schedule = payments_schedule(
        Payments.even(240_000, 12, 0.2, 0.1),
        PlanTerms("plan"),
        2026,
        61,
        so_far=YearToDate(0, 24_500, 0, 0),
        employer_contribution=47_500,
    )
    assert schedule.year_total("elective_deferral") == 35_750
    assert schedule.year_total("after_tax") == 0
    assert schedule.annual_additions.tolist() == [72_000] * 12


def test_a_plan_without_the_higher_catch_up_stops_earlier():
    plan = PlanTerms("plan", higher_catch_up=False)
    schedule = payments_schedule(Payments.even(240_000, 12, 0.3), plan, 2026, 61)
    assert schedule.year_total("elective_deferral") == 32_500


def test_what_came_before_uses_the_limits_and_is_in_the_totals():
    so_far = YearToDate(pay=120_000, elective_deferral=20_000, match=7_200, after_tax=10_000)
    payments = Payments.elected([20_000] * 6, 0.10, 0.10)
    schedule = payments_schedule(
        payments, PlanTerms("plan", match_tiers=[(1, 0.06)]), 2026, so_far=so_far
    )
    assert schedule.elective_deferral.tolist() == [2000, 2000, 500, 0, 0, 0]
    assert schedule.match.tolist() == [1200, 1200, 500, 0, 0, 0]
    assert schedule.annual_additions[0] == 37_200 + 5_200
    rows = schedule.rows()
    assert rows[1] == ("so far", 120_000, 20_000, 7_200, 10_000, "", "")
    assert rows[-2][:5] == ("total", 240_000, 24_500, 10_100, 22_000)


def test_a_bonus_has_its_own_election_and_may_be_left_out_of_plan_pay():
    months = pay_dates(2026, "monthly", date(2026, 1, 15))
    salary = Payments.elected([10_000] * 12, 0.06, 0.10, dates=months)
    for counts, match in ((True, 3000), (False, 0)):
        bonus = Payments.elected(50_000, 0.06, 0.5, dates=[date(2026, 3, 13)], is_plan_pay=counts)
        plan = PlanTerms("plan", match_tiers=[(1, 0.06)])
        schedule = payments_schedule(salary.joined(bonus), plan, 2026)
        # March 15 is a Sunday: salary of that Friday comes first, then the bonus.
        assert schedule.dates[2] == schedule.dates[3] == date(2026, 3, 13)
        assert schedule.pay[2:4].tolist() == [10_000, 50_000]
        assert schedule.after_tax[3] == 25_000
        assert schedule.match[3] == match
        assert schedule.match_stop[3] is None


def test_projected_limits_say_so():
    schedule = paycheck_schedule(600_000, 12, 0.5, 0.1, [[1, 0.06]], 2027)
    assert "deferral: 402(g) limit (projected)" in schedule.stopped(1)
    assert "match: deferral stopped" in schedule.stopped(2)
    assert schedule.rows()[-1][-1] == "415(c) dollar limit (projected)"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"periods": 0}, "periods is 0"),
        ({"periods": 26.5}, "periods is 26.5"),
        ({"deferral_rate": 8}, "for 8 percent type 8% or 0.08"),
        ({"deferral_rate": 0.6, "after_tax_rate": 0.5}, "deferral_rate . after_tax_rate is 1.1"),
        ({"age": [40, 50]}, "age is 2 numbers in a range"),
        ({"compensation": [1, 2]}, "compensation is 2 numbers in a range"),
        ({"tiers": [[6, 1], [1, 0.5]]}, "tiers is not rising"),
        ({"tiers": [[1, 0.03], [0.5]]}, "tiers is not numbers: expected rows of two numbers"),
    ],
)
def test_wrong_arguments_are_refused(change, sentence):
    arguments = {
        "compensation": 240_000,
        "periods": 24,
        "deferral_rate": 0.1,
        "after_tax_rate": 0.1,
        "tiers": [[1, 0.06]],
        "year": 2026,
    }
    with pytest.raises(InputError, match=sentence):
        paycheck_schedule(**{**arguments, **change})


def test_an_unknown_year_is_refused():
    with pytest.raises(UnknownYearError, match="2031"):
        paycheck_schedule(240_000, 24, 0.1, 0.1, [[1, 0.06]], 2031)
