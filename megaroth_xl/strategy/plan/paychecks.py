"""The year pay date by pay date: what goes in, what stops it, and what is left at the end."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from megaroth_xl import quantities
from megaroth_xl.law.compensation import match_tiers
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.quantities import DOLLARS, WHOLE_YEAR, FloatArray, Numbers
from megaroth_xl.strategy.pay.payments import Payments
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.strategy.plan.year import (
    CENTS,
    Cut,
    PlanYear,
    PlanYearLimits,
    Stop,
    YearToDate,
    in_units,
)
from megaroth_xl.texts import LANGUAGES, keys, text

__all__ = ["PaycheckSchedule", "paycheck_schedule", "payments_schedule"]

COLUMNS = ("pay", "elective_deferral", "match", "after_tax")
HEADINGS = keys("paychecks.heading")
OF_THE_LAW = frozenset(
    {
        Stop.ADDITIONS,
        Stop.DEFERRAL_LIMIT,
        Stop.DEFERRAL_AND_CATCH_UP_LIMIT,
        Stop.COUNTED_PAY,
    }
)
"""Stops at a dollar limit of the law, which may be a projection."""

Row = tuple[date | float | str, ...]


@dataclass(frozen=True)
class PaycheckSchedule:
    """A year's contributions, one element of each column for each pay date; dollars.

    Parameters
    ----------
    dates
        The pay dates; None where only their number is known.
    pay, elective_deferral, match, after_tax
        Of each date.
    annual_additions
        What counts toward 415(c) from the year's start through each date.
    deferral_stop, match_stop, after_tax_stop
        What cut the contribution on each date; None where nothing did.
    so_far
        What came before the first date.
    true_up
        Match settled after the last date; 0 where the plan has no true-up.
    true_up_stop
        What cut it.
    room_left
        After-tax contributions that still fitted at the year's end: the room left unused.
    binding_limit
        The limit that bounds this room.
    is_projected
        Whether the year's limits are projections.
    """

    dates: tuple[date, ...] | None
    pay: FloatArray
    elective_deferral: FloatArray
    match: FloatArray
    after_tax: FloatArray
    annual_additions: FloatArray
    deferral_stop: tuple[Stop | None, ...]
    match_stop: tuple[Stop | None, ...]
    after_tax_stop: tuple[Stop | None, ...]
    so_far: YearToDate
    true_up: float
    true_up_stop: Stop | None
    room_left: float
    binding_limit: Stop
    is_projected: bool

    def __len__(self) -> int:
        return len(self.pay)

    @property
    def _stops(self) -> dict[str, tuple[Stop | None, ...]]:
        return {
            "deferral": self.deferral_stop,
            "match": self.match_stop,
            "after-tax": self.after_tax_stop,
        }

    def year_total(self, column: str) -> float:
        """The year's `pay`, `elective_deferral`, `match` (true-up included) or `after_tax`."""
        later = self.true_up if column == "match" else 0.0
        total = np.sum(getattr(self, column)) + getattr(self.so_far, column) + later
        return float(quantities.round_half_up(total))

    def first_stops(self) -> list[tuple[int, str, Stop]]:
        """Return which date's payment hits which limit: (place of the date, contribution, limit).

        Each contribution and limit once, in order of the dates.
        """
        found: dict[tuple[str, Stop], int] = {}
        for place in range(len(self)):
            for contribution, stops in self._stops.items():
                if stop := stops[place]:
                    found.setdefault((contribution, stop), place)
        return [(place, contribution, stop) for (contribution, stop), place in found.items()]

    def stopped(self, place: int, lang: str = LANGUAGES[0]) -> str:
        """Return what stopped on a date and why, in words; "" where nothing did."""
        return "; ".join(
            f"{_word('heading', contribution, lang)}: {self._named(stops[place], lang)}"
            for contribution, stops in self._stops.items()
            if stops[place]
        )

    def _named(self, stop: Stop | None, lang: str) -> str:
        if stop is None:
            return ""
        limit = _word("stop", stop.name.lower(), lang)
        return self._marked(limit, lang) if stop in OF_THE_LAW else limit

    def _marked(self, limit: str, lang: str) -> str:
        return text("paychecks.projected", lang, limit=limit) if self.is_projected else limit

    def rows(self, lang: str = LANGUAGES[0]) -> list[Row]:
        """The schedule as a table for cells.

        Parameters
        ----------
        lang
            "en" or "ko".

        Returns
        -------
        list of tuple
            A heading; what came before, if anything did; a row per pay date; the true-up; the
            totals; the room left unused, with the limit that bounds it.
        """
        word = partial(_word, "row", lang=lang)
        table: list[Row] = [tuple(_word("heading", each, lang) for each in HEADINGS)]
        before = [getattr(self.so_far, column) for column in COLUMNS]
        if any(before):
            table.append((word("so_far"), *before, "", ""))
        days = self.dates or range(1, len(self) + 1)
        columns = [getattr(self, column).tolist() for column in (*COLUMNS, "annual_additions")]
        stopped = [self.stopped(place, lang) for place in range(len(self))]
        table += zip(days, *columns, stopped, strict=True)
        end = float(quantities.round_half_up(self.annual_additions[-1] + self.true_up))
        bound = self._marked(_word("stop", self.binding_limit.name.lower(), lang), lang)
        settled = self._named(self.true_up_stop, lang)
        return [
            *table,
            (word("true_up"), "", "", self.true_up, "", end, settled),
            (word("total"), *map(self.year_total, COLUMNS), end, ""),
            (word("room_left"), *[""] * 3, self.room_left, "", bound),
        ]


def _word(group: str, name: str, lang: str) -> str:
    return text(f"paychecks.{group}.{name.replace('-', '_')}", lang)


def paycheck_schedule(
    compensation: Numbers,
    periods: Numbers,
    deferral_rate: Numbers,
    after_tax_rate: Numbers,
    tiers: npt.ArrayLike,
    year: Numbers,
    age: Numbers | None = None,
    true_up: bool | None = None,  # noqa: FBT001 - the order of the Excel formula
    *,
    limits: LimitsTable | None = None,
) -> PaycheckSchedule:
    """A year of equal pay dates with constant elections.

    Parameters
    ----------
    compensation
        The year's pay before deferrals, dollars.
    periods
        Pay dates in the year.
    deferral_rate, after_tax_rate
        Shares of pay elected.
    tiers
        Match rates and the shares of pay up to which they run, cumulative (`match_tiers`).
    year, age, limits
        As in `payments_schedule`.
    true_up
        Whether the match is settled on the whole year's pay after its end; None means not.

    Returns
    -------
    PaycheckSchedule
        A row for each pay date.

    Raises
    ------
    InputError, UnknownYearError

    References
    ----------
    As in `payments_schedule`.

    Examples
    --------
    >>> schedule = paycheck_schedule(240000, 24, 0.25, 0.10, [[1, 0.06]], 2026)
    >>> schedule.stopped(9)
    'deferral: 402(g) limit'
    >>> schedule.stopped(10)
    'deferral: 402(g) limit; match: deferral stopped'
    >>> schedule.year_total("match"), schedule.year_total("after_tax"), schedule.room_left
    (6000.0, 24000.0, 17500.0)
    """
    plan = PlanTerms("one plan", match_tiers=match_tiers(tiers), true_up=bool(true_up))
    payments = Payments.even(compensation, periods, deferral_rate, after_tax_rate)
    return payments_schedule(payments, plan, year, age, limits=limits)


def payments_schedule(
    payments: Payments,
    plan: PlanTerms,
    year: Numbers,
    age: Numbers | None = None,
    *,
    so_far: YearToDate | None = None,
    employer_contribution: Numbers = 0.0,
    deferral_elsewhere: Numbers = 0.0,
    related_deferral: Numbers = 0.0,
    related_compensation: Numbers = 0.0,
    keep_room: bool = False,
    as_planned: bool = False,
    above_limit: bool = False,
    unit: int = CENTS,
    limits: LimitsTable | None = None,
) -> PaycheckSchedule:
    """Return what a year's payments put into the plan, date by date.

    On each date the deferral goes in first, then the match, then the after-tax contribution, each
    as far as its limits let it. This is a payroll that enforces every limit and does not look
    ahead: after-tax contributions taken early can use up the room of later deferrals and matches.
    With `keep_room` it looks ahead.

    Parameters
    ----------
    payments
        The pay dates still to come, with what is elected from each.
    plan
        The plan's match, its true-up, and its cap on after-tax contributions.
    year
        The calendar year.
    age
        The age on December 31; None or NaN leaves catch-up out.
    so_far
        What this employer paid and what went in before the first of the payments.
    employer_contribution
        Other employer money of the year, received or still to come (profit sharing, nonelective
        contributions, forfeitures), dollars. Its room is kept from the start.
    deferral_elsewhere
        Deferrals of the year with other employers, dollars: they use the limit of 402(g) and
        catch-up, which is one per person, and no room of this plan. Pay elsewhere does not count.
    related_deferral
        Deferrals with employers that count as one with this one, dollars: they use the limit on
        annual additions, and one catch-up is for all.
    related_compensation
        Pay from employers that count as one with this one, dollars: the limit of 100 percent of pay
        counts it.
    keep_room
        Whether after-tax contributions leave the room that later deferrals, matches on them and
        the true-up need.
    as_planned
        Whether deferrals go in as they are planned, above the limit on deferrals too: the excess is
        then told of elsewhere. Otherwise payroll stops them at the limit.
    above_limit
        Whether deferrals and the match go in above the limit on annual additions too.
    unit
        Units of a dollar in which amounts are rounded: `CENTS`, as payroll does, or `MILLIONTHS`,
        so that an even year adds up to its total.
    limits
        A table to use instead of the package's own.

    Returns
    -------
    PaycheckSchedule

    Raises
    ------
    InputError, UnknownYearError

    References
    ----------
    IRC 402(g)(1), 414(v), 415(c)(1) and (2), 401(a)(17). How a match made for each pay period
    meets the 401(a)(17) limit is contested, and is the plan's term `match_pay_limit` (Treas. Reg.
    1.401(a)(17)-1(b)(3)(iii)(B) leaves it open).

    Examples
    --------
    A bonus in March from which only after-tax money is taken, and a cap of the plan:

    >>> months = [date(2026, month, 15) for month in range(1, 13)]
    >>> salary = Payments.elected([20000] * 12, 0.10, 0.10, dates=months)
    >>> bonus = Payments.elected(50000, 0, 0.50, dates=[date(2026, 3, 20)])
    >>> plan = PlanTerms("Example 401(k)", match_tiers=[(0.5, 0.06)], after_tax_cap=40000)
    >>> schedule = payments_schedule(salary.joined(bonus), plan, 2026)
    >>> [(schedule.dates[place].isoformat(), contribution, limit.value)
    ...  for place, contribution, limit in schedule.first_stops()]
    [('2026-08-15', 'after-tax', 'plan cap')]
    """
    table = limits or limits_table()
    when = int(quantities.single(year, WHOLE_YEAR, "year"))
    before = so_far or YearToDate()
    employer = quantities.single(employer_contribution, DOLLARS, "employer_contribution")
    related = quantities.single(related_compensation, DOLLARS, "related_compensation")
    year_limits = PlanYearLimits.of(
        plan,
        when,
        age,
        compensation=before.pay + float(np.sum(payments.pay)) + related,
        plan_pay=before.pay + float(np.sum(payments.pay, where=payments.is_plan_pay)),
        deferral_elsewhere=quantities.single(deferral_elsewhere, DOLLARS, "deferral_elsewhere"),
        table=table,
        unit=unit,
    )
    how: dict[str, Any] = {
        "related_deferral": quantities.single(related_deferral, DOLLARS, "related_deferral"),
        "as_planned": as_planned,
        "above_limit": above_limit,
    }
    account = PlanYear(plan, year_limits, before, employer, **how)
    kept = None
    if keep_room:
        ahead = PlanYear(plan, year_limits, before, employer, **how)
        reached = [day.additions for day in _run(payments.without_after_tax(), ahead)]
        ahead.add_true_up()
        kept = [ahead.additions - additions for additions in reached]
    run = _run(payments, account, kept)
    true_up, true_up_stop = account.add_true_up()
    left, by_cap = account.room, account.plan_cap_left
    binding = year_limits.additions_stop
    if by_cap is not None and by_cap < left:
        left, binding = by_cap, Stop.PLAN_CAP
    return PaycheckSchedule(
        dates=payments.dates,
        pay=payments.pay,
        elective_deferral=np.array([day.deferral[0] for day in run]) / unit,
        match=np.array([day.match[0] for day in run]) / unit,
        after_tax=np.array([day.after_tax[0] for day in run]) / unit,
        annual_additions=np.array([day.additions for day in run]) / unit,
        deferral_stop=tuple(day.deferral[1] for day in run),
        match_stop=tuple(day.match[1] for day in run),
        after_tax_stop=tuple(day.after_tax[1] for day in run),
        so_far=before,
        true_up=true_up / unit,
        true_up_stop=true_up_stop,
        room_left=left / unit,
        binding_limit=binding,
        is_projected=bool(table.projected("annual_additions", when)),
    )


class _Day(NamedTuple):
    deferral: Cut
    match: Cut
    after_tax: Cut
    additions: int


def _run(payments: Payments, account: PlanYear, kept: list[int] | None = None) -> list[_Day]:
    """Dollars the account takes on each date; `kept` is the room left to what comes later."""
    columns = (payments.pay, payments.elective_deferral, payments.after_tax)
    unit = account.limits.unit
    amounts = [[in_units(dollars, unit) for dollars in column] for column in columns]
    keeps = kept or [0] * len(payments)
    days = []
    for pay, deferral, after_tax, counts, keep in zip(
        *amounts, payments.is_plan_pay.tolist(), keeps, strict=True
    ):
        deferred = account.defer(deferral, pay)
        match, contribution = account.match_and_after_tax(
            deferred, (deferral, after_tax), pay, pay * counts, keep
        )
        days.append(_Day(deferred, match, contribution, account.additions))
    return days
