"""The year of a sheet's employees: what its amounts are of, who left, and the whole year."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain

import numpy as np
import polars as pl

from megaroth_xl.errors import RosterFileError
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.phrases import Phrase
from megaroth_xl.reports.roster.account import (
    Question,
    ReadingChoice,
    Statement,
    in_rows,
    toml_text,
)
from megaroth_xl.reports.roster.columns.sources import CONTRIBUTIONS, Columns
from megaroth_xl.reports.roster.columns.vocabulary import Heading
from megaroth_xl.reports.roster.settings import Amounts, DateOrder, PaidAfterLeaving, PayOf
from megaroth_xl.reports.roster.sheet.day_values import days
from megaroth_xl.reports.roster.sheet.parsed import Parsed
from megaroth_xl.reports.roster.sheet.parsing_money import ROUNDING
from megaroth_xl.reports.roster.sheet.pay_checks import contributed
from megaroth_xl.reports.roster.sheet.rows import SheetRows
from megaroth_xl.reports.roster.sheet.shares import settle_rounding
from megaroth_xl.reports.roster.sheet.timing import (
    DAYS,
    LONGEST_PERIOD,
    TO_DATE,
    Timing,
    ask_amounts,
    ask_as_of,
    leavers,
    of_the_year,
    pace,
    timing,
)
from megaroth_xl.reports.roster.sheet.titles import day_titled
from megaroth_xl.reports.roster.sheet.year_named import several_years
from megaroth_xl.strategy.plan.participants import Participants
from megaroth_xl.strategy.plan.terms import PlanTerms

__all__ = ["SheetYear", "timing_of"]

SEVERAL, SMALL_PAY, TINY_PAY = 3, 20_000.0, 2_000.0
"""Of so many people, the best paid of whom has no more, all may have the pay of a pay period, or
amounts in thousands.
"""
SHIFTED = 3
"""Days by which a holiday may shift a pay date."""
OFTEN = 0.8, 1.25
"""Pay dates of two pay dates in a month, or one in two weeks, are about as many as 24 or 26."""


def timing_of(sheet: SheetRows, parsed: Parsed, columns: Columns) -> Timing:
    """Return what the amounts of a sheet are of.

    Parameters
    ----------
    sheet
        Its rows.
    parsed, columns
        What its cells mean, and where each of our columns comes from.
    """
    frame = parsed.frame
    dated = next((n for n in ("pay_date", "period_end") if n in frame.columns), "")
    headings = sheet.headings.headings
    money = [
        headings[term.place]
        for name, terms in columns.sums.items()
        if name in CONTRIBUTIONS
        for term in terms
    ]
    repeated = growing = False
    if dated:
        by = frame.select("employee_id", dated)
        alone = int(by.is_unique().sum())
        repeated = by["employee_id"].n_unique() < by.height < 2 * alone
        years = set(frame[dated].drop_nulls().dt.year())
        if repeated and dated == "pay_date" and len(years) > 1:
            place = columns.takes.get(dated)
            raise several_years(sheet, "" if place is None else headings[place].text, years)
        growing = repeated and _grows(frame, dated)
    starts = _period_starts(sheet, columns)
    if starts is not None and dated == "period_end" and not repeated:
        _refuse_other_year(sheet, starts, frame[dated])
    left = columns.takes.get("pay_periods_left")
    asked = left is not None and frame["pay_periods_left"].count() > 0
    own = left is not None and headings[left].is_own
    of_sheets = [(*titles, name) for titles, name in zip(sheet.titles, sheet.names, strict=True)]
    of_sheets.sort(key=lambda titles: day_titled(titles, sheet.year) or date.min, reverse=True)
    found = timing(
        [*chain(*of_sheets), *sheet.notes],
        money,
        frame[dated] if dated else None,
        starts,
        asks_periods_left=asked and not own,
        is_repeated=repeated and not growing,
        year=sheet.year,
        settings=sheet.settings,
    )
    is_settled = sheet.settings.amounts is not None or found.amounts is Amounts.PAY_PERIOD
    if not is_settled and len({_up_to(titles, sheet.year) for titles in of_sheets}) > 1:
        day = day_titled(of_sheets[0], sheet.year)
        question = ask_amounts("sheets", sheet.year, day, {}, can_be_period=True)
        return Timing(Amounts.YEAR, questions=(question,))
    if sheet.settings.amounts is None and found == Timing(Amounts.YEAR):
        found = found._replace(questions=tuple(_of_a_period(frame, sheet.year, money)))
    of_pay = [headings[term.place] for term in columns.sums.get("compensation", ())]
    is_open = found.amounts is Amounts.YEAR_TO_DATE and sheet.settings.amounts is None
    is_titled = not any(heading.is_to_date for heading in money)
    is_said = sheet.settings.pay is not None or any(heading.is_to_date for heading in of_pay)
    if not is_open or is_titled or is_said:
        return found
    return found._replace(questions=(*found.questions, _pay_question(of_pay)))


def _usual_dates(frame: pl.DataFrame) -> pl.Series:
    """The days on which at least half of the employees are paid: no bonus, and no correction."""
    by_day = frame.drop_nulls().unique().group_by("day").len().sort("day")
    return by_day.filter(pl.col("len") * 2 >= pl.col("len").max())["day"]


def _up_to(titles: Sequence[str], year: int) -> tuple[date | None, bool]:
    """What the titles of a sheet say of the stretch of its amounts."""
    return day_titled(titles, year), any(map(TO_DATE.search, titles))


def _of_a_period(frame: pl.DataFrame, year: int, money: Sequence[Heading]) -> Iterator[Question]:
    """The question of what the amounts are of, where nobody has the pay of a year.

    The headings may say so, too.
    """
    said = [heading.text for heading in money if heading.is_period and not heading.is_rate]
    if said:
        values = {"headings": ", ".join(said)}
        yield ask_amounts("current", year, None, values, can_be_period=True)
        return
    if "compensation" not in frame.columns:
        return
    paid = frame["compensation"].drop_nans().drop_nulls()
    paid = paid.filter(paid > 0)
    most = paid.max()
    if isinstance(most, float) and paid.len() >= SEVERAL and most < SMALL_PAY:
        why = "tiny" if most <= TINY_PAY else "small"
        yield ask_amounts(why, year, None, {"pay": most}, can_be_period=True)


def _period_starts(sheet: SheetRows, columns: Columns) -> pl.Series | None:
    """The first days of the pay periods; None where no column holds them."""
    place = columns.takes.get("period_start")
    if place is None:
        return None
    cells, order = sheet.source.texts(place), sheet.settings.dates or DateOrder.MONTH_FIRST
    return days(cells, order, sheet.year + 1, day_zero=sheet.sheet.day_zero).days


def _refuse_other_year(sheet: SheetRows, starts: pl.Series, ends: pl.Series) -> None:
    """Refuse amounts of a stretch that begins in another year, and is longer than a pay period."""
    first, last = starts.drop_nulls().min(), ends.drop_nulls().min()
    if not isinstance(first, date) or not isinstance(last, date):
        return
    if first.year < sheet.year == last.year and (last - first).days > LONGEST_PERIOD:
        problem = Phrase(
            "has amounts from {first} to {last}; expected those of {year} alone: the limits are "
            "of calendar years",
            first=first.isoformat(),
            last=last.isoformat(),
            year=str(sheet.year),
        )
        raise RosterFileError(sheet.opened.path, "", problem)


def _pay_question(of_pay: Sequence[Heading]) -> Question:
    """Return what the pay is of, where only contributions are said to be of the year to date."""
    choices = tuple(
        ReadingChoice(Statement(f"choice.pay.{word.name.lower()}"), (f"pay = {toml_text(word)}",))
        for word in PayOf
    )
    heading = ", ".join(heading.text for heading in of_pay)
    return Question("pay", Statement("question.pay", {"heading": heading}), choices)


@dataclass(eq=False)
class SheetYear:
    """The whole year of a sheet's employees.

    Parameters
    ----------
    sheet
        Its rows.
    timing
        What the amounts are of.
    plan
        The plan, or None.
    periods_left
        Pay dates left for those whose row does not say.
    limits
        The limits.
    questions, remarks
        What is open, and what is said.
    """

    sheet: SheetRows
    timing: Timing
    plan: PlanTerms | None
    periods_left: int | None
    limits: LimitsTable
    questions: list[Question] = field(default_factory=list)
    remarks: list[Statement] = field(default_factory=list)
    _counted: int | None = field(default=None, init=False)

    @property
    def year(self) -> int:
        """The roster's year."""
        return self.sheet.year

    @property
    def as_of(self) -> date | None:
        """The day up to which the roster goes."""
        return self.timing.as_of

    def whole(self, people: Participants) -> tuple[Participants, Participants]:
        """The employees' whole year, and with it what the tests count."""
        as_of, plan = self.as_of, self.plan
        is_of_year = self.timing.amounts is Amounts.YEAR
        if is_of_year or _is_whole_year(as_of, self.year, plan):
            settled = self._leavers(people)
            return settled, settled
        knows = self.periods_left is not None or not np.isnan(people.pay_periods_left).any()
        if as_of is None and not knows:
            self.questions.append(ask_as_of(Statement("question.as_of"), self.year, stops=True))
            return people, people
        if plan is None:
            self.remarks.append(Statement("remark.to_date_without_plan"))
            return people, people
        self._refuse_many(people, plan)
        given = self.periods_left
        asked = np.isnan(people.pay_periods_left) & (given is None)
        times, left = pace(
            people, as_of, self.year, plan, self._counted if given is None else given
        )
        if self.sheet.settings.pay is PayOf.YEAR:
            people = replace(people, compensation=people.compensation / times)
        people, tested = of_the_year(people, times, left, self.year, self.limits)
        values = {"day": as_of} if as_of else {}
        self.remarks.append(Statement("remark.to_date" if as_of else "remark.to_date_left", values))
        taken = left[asked & ~np.isnan(left)]
        if taken.size and self.as_of is not None:
            dates = {"left": round(float(taken.max())), "periods": plan.pay_periods}
            self.remarks.append(Statement("remark.dates_left", dates))
        return self._leavers(people), tested

    def _refuse_many(self, people: Participants, plan: PlanTerms) -> None:
        """Refuse more pay dates left than a year of the plan has."""
        most = plan.pay_periods + 1  # a year may begin with a pay date of the last one
        given = np.where(np.isnan(people.pay_periods_left), self.periods_left or 0, 0)
        many = np.maximum(given, np.nan_to_num(people.pay_periods_left)) > most
        if many.any():
            place = int(np.flatnonzero(many)[0])
            is_own = not np.isnan(people.pay_periods_left[place])
            where = in_rows([int(people.row[place])], sheets=self.sheet.sheet.sheets)
            words = "has more pay dates left than the {count} pay periods a year of the plan"
            problem = Phrase(words, count=str(plan.pay_periods))
            path = self.sheet.opened.path
            raise RosterFileError(path, where if is_own else "--periods-left", problem)

    def heed_pay_dates(self, frame: pl.DataFrame) -> None:
        """Count the pay dates left from those that are there; ask where the plan has others.

        Parameters
        ----------
        frame
            The rows, with their pay dates.
        """
        dated = next((n for n in ("pay_date", "period_end") if n in frame.columns), "")
        plan, as_of = self.plan, self.as_of
        if not dated or plan is None or as_of is None or _is_whole_year(as_of, self.year, plan):
            return
        if self.timing.amounts is not Amounts.PAY_PERIOD:
            return
        dates = _usual_dates(frame.select("employee_id", day=dated))
        usual = dates.diff().dt.total_days().median()
        if not isinstance(usual, float) or usual <= 0:
            return
        often = DAYS / usual
        least, most = OFTEN
        if not least <= often / plan.pay_periods <= most:
            values = {"days": round(usual), "often": round(often), "plan": plan.pay_periods}
            statement = Statement("question.pay_periods", values)
            self.questions.append(Question("pay_periods", statement, ()))
        first = dates[0] - date(self.year, 1, 1)
        if self.periods_left is None and first.days < DAYS / plan.pay_periods + SHIFTED:
            self._counted = max(plan.pay_periods - len(dates), 0)

    def rounded(self, people: Participants, frame: pl.DataFrame) -> Participants:
        """The employees, with no excess that is but the rounding of shares of pay."""
        if ROUNDING not in frame.columns:
            return people
        found = dict(frame.group_by("employee_id").agg(pl.col(ROUNDING).sum()).iter_rows())
        rounding = np.array([found[i] for i in people.employee_id])
        settled, count = settle_rounding(people, rounding, self.year, self.limits)
        self.remarks.append(Statement("remark.rates", {"people": count}))
        return settled

    # ---- who left

    def _leavers(self, people: Participants) -> Participants:
        left, unknown, undated = leavers(people, self.as_of, self.year, self.plan)
        if unknown:
            statement = Statement("question.leavers", {"people": unknown})
            self.questions.append(ask_as_of(statement, self.year, stops=False))
        if undated:
            values = {
                "people": len(undated),
                "rows": self.sheet.said(undated),
            }
            self.remarks.append(Statement("remark.left_without_date", values))
        if self.as_of == date(self.year, 12, 31) and self.periods_left is None:
            left[np.isnan(left)] = 0  # the year is over: no pay date is to come
        return replace(people, pay_periods_left=left)

    def with_gone(self, people: Participants) -> Participants:
        """Those who left before the year; where they were paid in it, it is asked if they count."""
        gone = people.termination_date < np.datetime64(f"{self.year}-01-01")
        if not gone.any():
            return people
        paid = gone & (np.nan_to_num(people.compensation) > 0)
        out = gone & ~paid & (contributed(people) == 0)
        if out.any():
            values = {
                "people": int(out.sum()),
                "rows": self.sheet.said(people.row[out].tolist()),
            }
            self.remarks.append(Statement("remark.gone_before", values))
        said = self.sheet.settings.paid_after_leaving
        asked = paid & np.isnan(people.eligible)
        if said is not None:
            counts = 1.0 if said is PaidAfterLeaving.COUNTS else 0.0
            return replace(people, eligible=np.where(asked, counts, people.eligible))
        if asked.any():
            self._ask_paid_after_leaving(people.row[asked].tolist())
        return people

    def _ask_paid_after_leaving(self, rows: Sequence[int]) -> None:
        choices = tuple(
            ReadingChoice(
                Statement(f"choice.paid_after_leaving.{key}"),
                (f"paid_after_leaving = {toml_text(word)}",),
            )
            for key, word in (
                ("does_not_count", PaidAfterLeaving.DOES_NOT_COUNT),
                ("counts", PaidAfterLeaving.COUNTS),
            )
        )
        values = {"people": len(rows), "rows": self.sheet.said(rows)}
        statement = Statement("question.paid_after_leaving", values)
        self.questions.append(Question("paid_after_leaving", statement, choices, stops=False))


def _grows(frame: pl.DataFrame, dated: str) -> bool:
    """True where everybody's pay grows from row to row, as pay to date does and a salary not."""
    if "compensation" not in frame.columns:
        return False
    steps = pl.col("compensation").diff().drop_nulls()
    by = (
        frame.filter(pl.col(dated).is_not_null() & (pl.col("compensation") > 0))
        .sort(dated)
        .group_by("employee_id")
        .agg(grows=(steps > 0).all(), rows=pl.len())
        .filter(pl.col("rows") > 1)
    )
    return by.height > 0 and bool(by["grows"].all())


def _is_whole_year(as_of: date | None, year: int, plan: PlanTerms | None) -> bool:
    """Return whether no pay date is left after the day."""
    if as_of is None:
        return False
    periods = plan.pay_periods if plan is not None else 26
    return (date(year, 12, 31) - as_of).days < 365 // periods
