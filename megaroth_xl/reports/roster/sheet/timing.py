"""The stretch of the year that a roster's amounts cover, and the projected whole year."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import polars as pl

from megaroth_xl.law.annual_additions import annual_additions, annual_additions_limit
from megaroth_xl.law.elective_deferrals import elective_deferral_limit
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.quantities import FloatArray
from megaroth_xl.reports.roster.account import Question, ReadingChoice, Statement, toml_text
from megaroth_xl.reports.roster.columns.heading_words import words_of
from megaroth_xl.reports.roster.columns.vocabulary import Heading
from megaroth_xl.reports.roster.settings import Amounts, ReadingSettings
from megaroth_xl.reports.roster.sheet.titles import day_titled, last_day_titled
from megaroth_xl.strategy.plan.participants import Participants
from megaroth_xl.strategy.plan.terms import PlanTerms

__all__ = [
    "DAYS",
    "LONGEST_PERIOD",
    "TO_DATE",
    "Timing",
    "ask_amounts",
    "leavers",
    "of_the_year",
    "pace",
    "period_choice",
    "timing",
]

TO_DATE = re.compile(r"year[\s-]*to[\s-]*date|\by-?t-?d\b", re.I)
DAYS = 365
LONGEST_PERIOD = 31
"""Days of the longest pay period."""
ROUNDING = 1e-9
LEFT = words_of(
    "t term termed terminated terminate inactive-terminated separated resigned retired deceased "
    "퇴사 퇴직"
)
"""Status codes and words of those who left; others, such as R, mean different things."""
HALF = 0.5


class Timing(NamedTuple):
    """The stretch of time that the amounts cover.

    Parameters
    ----------
    amounts
        The year, the year to date, or a pay period.
    as_of
        The day up to which the roster goes; None where it is not known.
    questions, remarks
        What is open, and what is said.
    """

    amounts: Amounts
    as_of: date | None = None
    questions: tuple[Question, ...] = ()
    remarks: tuple[Statement, ...] = ()


def timing(
    titles: Sequence[str],
    money: Collection[Heading],
    pay_days: pl.Series | None,
    starts: pl.Series | None,
    *,
    asks_periods_left: bool,
    is_repeated: bool,
    year: int,
    settings: ReadingSettings,
) -> Timing:
    """Return what the amounts of a roster are of, as far as it says so.

    Parameters
    ----------
    titles
        The texts above the headings.
    money
        The headings of the amounts that are used.
    pay_days
        The dates of pay, or the ends of the pay periods; None where there are none.
    starts
        The first days of the pay periods; None where there are none.
    asks_periods_left
        Whether a column by another name than ours says how many pay dates are left: a roster that
        is made during the year.
    is_repeated
        Whether people have several rows with dates of their own.
    year, settings
        The year of the roster, and what the user has said.
    """
    titled = day_titled(titles, year)
    as_of = settings.as_of or titled
    ends = None if pay_days is None else pay_days.drop_nulls().max()
    ended = ends if isinstance(ends, date) else None
    last = ended if ended is not None and ended.year == year else None
    if settings.amounts is not None:
        if settings.amounts is not Amounts.YEAR:
            as_of = settings.as_of or last or titled
        return Timing(settings.amounts, as_of)
    says = any(heading.is_to_date for heading in money) or any(map(TO_DATE.search, titles))
    if says:
        said = settings.as_of or day_titled(titles, year, is_made=False)
        return Timing(Amounts.YEAR_TO_DATE, said or last or last_day_titled(titles, year))
    if is_repeated and last is not None:
        remark = Statement("remark.pay_periods", {"day": last})
        return Timing(Amounts.PAY_PERIOD, settings.as_of or last, remarks=(remark,))
    is_said = settings.as_of is not None
    if not is_said and last and pay_days is not None and _is_since_new_year(starts, pay_days, year):
        is_whole = last == date(year, 12, 31)
        return Timing(Amounts.YEAR) if is_whole else Timing(Amounts.YEAR_TO_DATE, last)
    why = "periods_left" if asks_periods_left else "titled" if titled else "pay_days"
    is_open = asks_periods_left or titled is not None or ended is not None
    if settings.as_of is not None or not is_open:
        return Timing(Amounts.YEAR, settings.as_of)
    values = {"day": titled or ended} if titled or ended else {}
    is_ended = ended is not None
    asked = ask_amounts(why, year, titled or last, values, can_be_period=is_ended)
    return Timing(Amounts.YEAR, questions=(asked,))


def ask_amounts(
    why: str, year: int, as_of: date | None, values: Mapping[str, object], *, can_be_period: bool
) -> Question:
    """The question what the amounts are of.

    Parameters
    ----------
    why
        The key of the statement.
    year
        The roster's year.
    as_of
        The day up to which they go, if they are of the year to date; None where it is not known:
        the lines then have a day that is to be changed.
    values
        The facts of the statement.
    can_be_period
        Whether each row may be one pay period.
    """
    is_asked = as_of is None and why != "periods_left"
    day = as_of or (date(year, 6, 30) if is_asked else None)
    lines = (f"as_of = {day.isoformat()}",) if day else ()
    to_date = f"amounts = {toml_text(Amounts.YEAR_TO_DATE)}"
    choices = [
        ReadingChoice(Statement("choice.year"), (f"amounts = {toml_text(Amounts.YEAR)}",)),
        ReadingChoice(
            Statement("choice.to_date_day" if is_asked else "choice.to_date"), (to_date, *lines)
        ),
    ]
    if can_be_period:
        choices.append(period_choice(year, as_of))
    return Question("amounts", Statement(f"question.amounts.{why}", values), tuple(choices))


def period_choice(year: int, as_of: date | None) -> ReadingChoice:
    """The reading that each row is one pay period, with the day that is to be changed."""
    line = f"amounts = {toml_text(Amounts.PAY_PERIOD)}"
    if as_of is not None:
        return ReadingChoice(Statement("choice.pay_period"), (line,))
    day = f"as_of = {date(year, 6, 30).isoformat()}"
    return ReadingChoice(Statement("choice.pay_period_day"), (line, day))


def _is_since_new_year(starts: pl.Series | None, ends: pl.Series, year: int) -> bool:
    """Return whether every row is of one stretch from January 1, longer than any pay period."""
    if starts is None or starts.null_count() or ends.null_count() or ends.n_unique() != 1:
        return False
    longer = date(year, 1, 1) + timedelta(days=LONGEST_PERIOD)
    return bool((starts == date(year, 1, 1)).all()) and bool((ends >= longer).all())


def ask_as_of(statement: Statement, year: int, *, stops: bool) -> Question:
    """The question up to which day the roster goes."""
    line = f"as_of = {date(year, 6, 30).isoformat()}"
    choices = (
        ReadingChoice(Statement("choice.as_of"), (line,)),
        ReadingChoice(
            Statement("choice.whole_year"), (f"as_of = {date(year, 12, 31).isoformat()}",)
        ),
    )
    return Question("as_of", statement, choices, stops=stops)


def leavers(
    people: Participants, as_of: date | None, year: int, plan: PlanTerms | None
) -> tuple[FloatArray, int, list[int]]:
    """Pay dates left of those who left in the year, and of how many it is not known.

    A person whose termination date is after the as-of date is still employed. After it, room is
    what a last regular paycheck can still carry: none once that is past. Without its date, a pay
    period after the termination is taken to hold it. Who left as the status says, on a day that is
    not given, has no room left to use.

    Parameters
    ----------
    people
        One row for each employee.
    as_of
        The day up to which the roster goes; None where it is not known.
    year, plan
        The roster's year, and the plan, whose pay periods say how long one is.

    Returns
    -------
    tuple of FloatArray, int and list of int
        `pay_periods_left`, filled in for those of whom it is known; of how many it is not; the rows
        of those whose day is not given.

    References
    ----------
    Treas. Reg. 1.415(c)-2(e)(3).
    """
    left = people.pay_periods_left.copy()
    codes = people.status.tolist()
    left_by = {code: code.strip(" .").casefold() in LEFT for code in set(codes)}
    says = np.fromiter(map(left_by.__getitem__, codes), np.bool_, len(codes))
    undated = says & np.isnat(people.termination_date) & np.isnan(left)
    left[undated] = 0
    rows = people.row[undated].tolist()
    gone = people.termination_date < np.datetime64(f"{year + 1}-01-01")
    gone &= np.isnan(left) & (people.compensation > 0)
    before = gone & (people.termination_date < np.datetime64(f"{year}-01-01"))
    left[before] = 0
    gone &= ~before
    if as_of is None:
        return left, int(gone.sum()), rows
    day = np.datetime64(as_of)
    length = DAYS // plan.pay_periods + 1 if plan is not None else LONGEST_PERIOD
    still = gone & (people.termination_date > day)
    to_go = (people.termination_date - day).astype(np.float64)
    left[still] = np.maximum(np.floor(to_go[still] / length), 1)
    gone &= ~still
    known = ~np.isnat(people.last_paycheck)
    last = np.where(known, people.last_paycheck, people.termination_date + np.timedelta64(length))
    past = gone & (last <= day)
    left[past] = 0
    left[gone & known & (last > day)] = 1
    return left, int((gone & ~past & ~known).sum()), rows


def pace(
    people: Participants, as_of: date | None, year: int, plan: PlanTerms, periods_left: int | None
) -> tuple[FloatArray, FloatArray]:
    """By what the amounts to date are multiplied for the whole year, and the pay dates left.

    Parameters
    ----------
    people
        One row for each employee, with the amounts to date.
    as_of
        The day up to which the amounts go; None where the pay dates left are known.
    year, plan
        The roster's year, and the plan, for its pay periods.
    periods_left
        Pay dates left for those whose row does not say.
    """
    start, end = np.datetime64(f"{year}-01-01"), np.datetime64(f"{year}-12-31")
    left = people.pay_periods_left.copy()
    if periods_left is not None:
        left[np.isnan(left)] = periods_left
    elif as_of is not None:
        share = (date(year, 12, 31) - as_of) / timedelta(days=DAYS)
        left[np.isnan(left)] = np.floor(plan.pay_periods * share + HALF)
    first = np.where(people.hire_date > start, people.hire_date, start)
    before = np.floor((first - start).astype(np.float64) / DAYS * plan.pay_periods + ROUNDING)
    elapsed = np.maximum(plan.pay_periods - left - before, 1)
    gone = people.termination_date <= (np.datetime64(as_of) if as_of else end)
    to_come = np.where(gone, 0.0, left)
    return 1 + to_come / elapsed, np.where(gone, people.pay_periods_left, left)


def of_the_year(
    people: Participants, times: FloatArray, left: FloatArray, year: int, limits: LimitsTable
) -> tuple[Participants, Participants]:
    """The whole year at the pace so far: of each person, and with all contributions, for the test.

    What is still to come stops at the limits: a deferral at 402(g) with catch-up, match and other
    employer money at 415(c). After-tax contributions of a person are those already made.

    Parameters
    ----------
    people
        One row for each employee, with the amounts to date.
    times, left
        As `pace` gives them.
    year, limits
        The roster's year and the limits.
    """
    # Where the pay of a date is given, the dates left are known to come to it.
    paced, dated = people.compensation * times, people.compensation + people.pay_per_period * left
    pay = np.where(np.isnan(dated), paced, dated)
    most = np.asarray(elective_deferral_limit(year, people.age, limits=limits))
    deferral = np.maximum(
        people.elective_deferral, np.minimum(people.elective_deferral * times, most)
    )
    match = people.matching_contribution * times
    nonelective = people.nonelective_contribution * times
    employer = np.nan_to_num(match) + nonelective
    used = np.asarray(
        annual_additions(
            deferral, employer, year, people.age, people.after_tax_contribution, limits=limits
        )
    )
    most_additions = np.asarray(annual_additions_limit(year, pay, limits=limits))
    to_come = (
        employer - np.nan_to_num(people.matching_contribution) - people.nonelective_contribution
    )
    cut = np.minimum(np.maximum(used - most_additions, 0), to_come)
    with np.errstate(invalid="ignore", divide="ignore"):
        kept = np.where(to_come > 0, 1 - cut / to_come, 1.0)
    match = people.matching_contribution * (1 + (times - 1) * kept)
    nonelective = people.nonelective_contribution * (1 + (times - 1) * kept)
    parts = {
        name: getattr(people, name) * (1 + (times - 1) * kept)
        for name in (
            "safe_harbor_match",
            "qmac",
            "safe_harbor_nonelective",
            "profit_sharing",
            "qnec",
            "forfeitures",
        )
    }
    with np.errstate(invalid="ignore", divide="ignore"):
        grown = np.where(people.elective_deferral > 0, deferral / people.elective_deferral, 1.0)
    year_of_each = replace(
        people,
        compensation=pay,
        elective_deferral=deferral,
        roth_deferral=people.roth_deferral * grown,
        catch_up_deferral=people.catch_up_deferral * grown,
        matching_contribution=match,
        nonelective_contribution=nonelective,
        pay_to_date=people.compensation,
        pay_periods_left=left,
        **parts,
    )
    tested = replace(year_of_each, after_tax_contribution=people.after_tax_contribution * times)
    return year_of_each, tested
