"""The lines of each employee's letter, in order: those of its state and of each warning."""

from collections.abc import Callable, Iterator
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from megaroth_xl.law.elective_deferrals import excess_deferral_deadline
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.quantities import BoolArray, FloatArray, down_to_cents
from megaroth_xl.reports.results.employee_outcomes import EmployeeOutcomes, takes_all_pay
from megaroth_xl.reports.results.employees import binding_texts
from megaroth_xl.reports.results.letter_states import TO_SETTLE, LetterState, room_in_cents
from megaroth_xl.reports.results.sentences import in_dollars, sentences
from megaroth_xl.strategy.plan.participants import Participants
from megaroth_xl.strategy.plan.plan_route import has_route, plan_route
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.strategy.pretest.plan_verdict import refund_deadline
from megaroth_xl.texts import keys, text, texts
from megaroth_xl.texts.catalog import placeholders

__all__ = ["SECTIONS", "LetterLines"]

SECTIONS = ("can", "elect", "when", "watch", "ask", "closing")
"""The sections of a letter below its first sentence, in order."""
S = LetterState
BEFORE_CHANGE = (S.OVER_ADDITIONS, S.OVER_CAP)
OPENS = (S.OPEN, S.LEAVING)
NO_ROOM = (S.FULL, S.LEAVING_FULL)
WITHOUT_AGE = frozenset({"excess_annual_addition", "excess_deferral", "excess_deferral_counts"})
"""Warnings that a missing age may cause."""
OF_HR = frozenset(
    {"projected_year", "left_in_year", "no_pay", "pay_above_match_limit", "no_pay_date_left"}
)
"""Warnings that are HR's to act on, or that a letter says elsewhere in its own words."""
SAID = {
    "excess_annual_addition": S.OVER_ADDITIONS,
    "excess_deferral": S.OVER_DEFERRAL,
    "after_tax_above_plan_cap": S.OVER_CAP,
}
"""Warnings that are what the letters of a state are about."""
OF_AFTER_TAX = frozenset({"acp_refund_possible", "highly_compensated_not_known"})
"""Warnings that concern after-tax money only."""
ALWAYS = frozenset(
    {
        *WITHOUT_AGE,
        "contributions_above_pay",
        "after_tax_above_plan_cap",
        "deferral_becomes_catch_up",
    }
)
"""Warnings that concern those, too, who can contribute no more."""

OF_ROOM = frozenset({"match_may_land_last", "room_above_pay"})
"""Warnings that say how to use the room, for those whom a letter tells to use it."""

MORE = "deferral_room_unused"
"""The warning that says to contribute more."""

Value = FloatArray | pl.Series | str
"""What a name in braces stands for: a text for all, or a text or a figure for each."""


class LetterLines:
    """The lines of the letters of some employees.

    Parameters
    ----------
    people, plan, results
        As in `letter_states`.
    states
        What it found.
    year, limits, lang
        As in a report.
    refunds
        As in `letter_states`.
    """

    def __init__(
        self,
        people: Participants,
        plan: PlanTerms,
        results: EmployeeOutcomes,
        states: npt.NDArray[np.str_],
        *,
        year: int,
        limits: LimitsTable,
        lang: str,
        refunds: FloatArray | None = None,
    ) -> None:
        self._people = people
        self._plan = plan
        self._results = results
        self._states = states
        self._year = year
        self._limits = limits
        self._lang = lang
        none = np.array([[0.0, np.nan, np.nan]])
        expected = np.broadcast_to(none, (len(states), 3)) if refunds is None else refunds
        self._refunds, self._after_tax_rates, self._deferral_rates = expected.T
        self._over: BoolArray = np.asarray(results.pay_dates_left == 0)
        """For whom no pay date of the year is left."""
        self._values: dict[str, Value] = {}
        self._in_state: dict[str, BoolArray] = {
            state: states == state for state in sorted(set(states.tolist()))
        }

    def lines(self) -> pl.DataFrame:
        """Everybody's lines in order: ``person``, ``section`` (a number) and ``said``."""
        schema = {"person": pl.UInt32, "section": pl.UInt8, "said": pl.String}
        return pl.concat([pl.DataFrame(schema=schema), *self._all()])

    def short(self) -> pl.Series:
        """Everybody's letter in one sentence."""
        said = pl.Series("short", [None] * len(self._states), dtype=pl.String)
        for state, is_in in self._in_state.items():
            who = np.flatnonzero(is_in)
            if state == S.NOT_ELIGIBLE:
                later = ~np.isnat(self._people.entry_date[who])
                said = self._put(said, who[later], "short.not_yet_eligible")
                who = who[~later]
            if state == S.OPEN:
                late = self._too_late()[who]
                said = self._put(said, who[late], "short.too_late")
                who = who[~late]
                beyond = self._beyond_pay()[who]
                said = self._put(said, who[beyond], "short.open_beyond_pay")
                who = who[~beyond]
            said = self._put(said, who, f"short.{state}")
        return said

    def _put(self, said: pl.Series, who: npt.NDArray[np.intp], key: str) -> pl.Series:
        return said.scatter(who, self._sentences(key, who)) if len(who) else said

    def _all(self) -> Iterator[pl.DataFrame]:
        yield from self._can()
        yield from self._elect()
        yield from self._when()
        yield from self._watch()
        everybody = np.ones(len(self._states), dtype=np.bool_)
        contact = self._plan.contact.strip() or text("letters.contact", self._lang)
        yield from self._same("ask", everybody, contact)
        for line in self._plan.closing.strip().splitlines():
            yield from self._same("closing", everybody, line.strip())

    def _can(self) -> Iterator[pl.DataFrame]:
        plan, results = self._plan, self._results
        opens = self._is(*OPENS) & ~self._too_late()
        yield from self._line("can.open", opens)
        way = plan_route(plan, self._lang)
        said = "can.route" if has_route(plan) else "can.ask_route"
        route = way[:1].upper() + way[1:].removesuffix(".")
        yield from self._line(said, opens, route=route)
        yield from self._line("can.too_late", self._too_late())
        yield from self._line("can.leaving", results.leaving & ~self._is(S.GONE))
        yield from self._line("can.full", self._is(*NO_ROOM))
        gone = self._is(S.GONE)
        yield from self._line("can.gone", gone)
        deferred = self._people.elective_deferral > 0
        yield from self._line("can.gone_elsewhere", gone & deferred)
        yield from self._line("can.not_eligible", self._is(S.NOT_ELIGIBLE))
        yield from self._line("can.no_pay", self._is(S.NO_PAY))
        yield from self._line("can.facts_missing", self._is(S.FACTS_MISSING))
        above, returned = self._is(S.OVER_ADDITIONS), results.warnings["excess_deferral_counts"]
        yield from self._line("can.over_additions", above & ~returned)
        yield from self._line("can.over_additions_deferral_first", above & returned)
        yield from self._line("can.over_cap", self._is(S.OVER_CAP))
        yield from self._line("can.over_deferral", self._is(S.OVER_DEFERRAL))
        yield from self._line("can.refund", self._is(S.REFUND))
        none = self._is(S.NO_AFTER_TAX)
        has_room = results.figures["deferral_room"] > 0
        yield from self._line("can.no_after_tax_defer", none & self._can_defer())
        yield from self._line("can.no_after_tax_full", none & ~has_room)
        yield from self._line("can.no_after_tax_ask", none)

    def _elect(self) -> Iterator[pl.DataFrame]:
        left, share = self._results.pay_dates_left, self._results.after_tax_election
        opens = self._is(*OPENS)
        some, known = left > 0, ~np.isnan(self._results.after_tax_per_paycheck)
        beyond = opens & (left > 1) & self._beyond_pay()
        fits = opens & (left > 1) & known & ~beyond
        yield from self._line("elect.most", beyond)
        yield from self._line("elect.share", fits & (share > 0))
        yield from self._line("elect.dollars", fits & ~(share > 0))
        last = opens & (left == 1)
        yield from self._line("elect.last", last & known & ~self._beyond_pay())
        yield from self._line("elect.last_most", last & self._beyond_pay())
        yield from self._line("elect.no_dates", opens & (np.isnan(left) | (some & ~known)))
        after_tax = self._people.after_tax_contribution > 0
        raised = self._is(*NO_ROOM) & after_tax & ~self._over
        stop = self._is(*BEFORE_CHANGE) | raised
        yield from self._line("elect.stop", stop)
        yield from self._line("elect.refund", self._is(S.REFUND))
        yield from self._line("elect.wait", self._is(S.FACTS_MISSING))
        yield from self._line("elect.stop_deferral", self._is(S.OVER_DEFERRAL))
        defers = self._is(S.NO_AFTER_TAX) & self._can_defer()
        yield from self._line("elect.deferral", defers)
        nothing = self._is(S.GONE, S.NOT_ELIGIBLE, S.NO_PAY, *NO_ROOM) & ~raised
        nothing |= (self._is(S.NO_AFTER_TAX) & ~defers) | self._too_late()
        yield from self._line("elect.nothing", nothing)

    def _too_late(self) -> BoolArray:
        """Who has room that no pay date of the year is left to use."""
        return self._is(*OPENS) & self._over

    def _can_defer(self) -> BoolArray:
        """Whose deferral limit has room that a pay date can still use."""
        return np.asarray((self._results.figures["deferral_room"] > 0) & ~self._over)

    def _beyond_pay(self) -> BoolArray:
        """Whose room is more than the pay of the dates left; on unpaid leave any room is."""
        results, each = self._results, self._results.after_tax_per_paycheck
        unpaid = (each == 0) & (results.pay_dates_left > 0) & (self._people.compensation > 0)
        beyond = takes_all_pay(self._people, results.after_tax_election)
        return np.asarray(~np.isnan(each) & (beyond | unpaid))

    def _when(self) -> Iterator[pl.DataFrame]:
        still = self._is(S.OPEN, S.FULL) & ~self._over
        yield from self._line(
            "when.payroll", still | (self._is(S.NO_AFTER_TAX) & self._can_defer())
        )
        yield from self._line("when.last_day", self._is(S.LEAVING, S.LEAVING_FULL))
        yield from self._line("when.deferral", self._is(S.OVER_DEFERRAL))
        yield from self._line("when.refund", self._is(S.REFUND))
        yield from self._line("when.birth_date", self._is(S.FACTS_MISSING))
        entry = ~np.isnat(self._people.entry_date)
        yield from self._line("when.entry", self._is(S.NOT_ELIGIBLE) & entry)

    def _watch(self) -> Iterator[pl.DataFrame]:
        results, year, age = self._results, self._year, self._people.age
        contributes = ~self._is(S.GONE, S.NOT_ELIGIBLE, S.NO_PAY, S.FACTS_MISSING)
        watched = np.zeros(len(age), dtype=np.bool_)
        own, of_roster = keys("letters.warning"), keys("reports.roster_warning")
        for name, concerned in results.warnings.items():
            who = self._shown(name, concerned, contributes)
            if not who.any():
                continue
            watched |= who
            topic = "reports.roster_warning" if name in of_roster else "warnings"
            key = f"letters.warning.{name}" if name in own else f"{topic}.{name}"
            found = self._sentences(f"{key}.what", np.flatnonzero(who), topic="")
            cure = self._sentences(f"{key}.cure", np.flatnonzero(who), topic="")
            yield self._frame("watch", who, pl.select(pl.concat_str(found, cure, separator=" ")))
        higher = results.catch_up_limit > self._limits.dollars("catch_up", year)
        yield from self._line("watch.higher_catch_up", higher & contributes)
        must = (results.roth_catch_up_required == 1) & ~results.warnings["roth_catch_up_required"]
        roth = must & contributes & self._plan.accepts_roth
        yield from self._line("watch.roth_catch_up", roth)
        refund = (self._refunds > 0) & ~self._is(S.REFUND)
        yield from self._line("watch.refund", refund)
        yield from self._line("watch.refund_rate", ~np.isnan(self._after_tax_rates))
        yield from self._line("watch.refund_deferral_rate", ~np.isnan(self._deferral_rates))
        in_order = self._is(*OPENS, *NO_ROOM, S.NO_AFTER_TAX)
        nothing = in_order & ~(watched | higher | roth | refund)
        yield from self._line("watch.nothing", nothing)

    def _shown(self, name: str, concerned: BoolArray, contributes: BoolArray) -> BoolArray:
        """Whom a letter tells of a warning."""
        if name in OF_HR:
            return np.zeros_like(concerned)
        who = concerned.copy()
        if name not in ALWAYS:
            who &= contributes
        if name in WITHOUT_AGE:
            who &= ~np.isnan(self._people.age)
        if name in OF_ROOM:
            who &= self._uses_room(name)
        if name == MORE:
            who &= ~self._is(*TO_SETTLE) & ~self._over
        if name in SAID:
            who &= ~self._is(SAID[name])
        if name == "age_not_given":
            who &= ~self._is(S.FACTS_MISSING)
        if name == "acp_refund_possible":
            who &= ~(self._refunds > 0)
        if name in OF_AFTER_TAX and not self._plan.accepts_after_tax:
            who &= self._people.after_tax_contribution > 0
        return who

    def _uses_room(self, name: str) -> BoolArray:
        """Whom a letter tells to use the room, and says of it what a warning says."""
        opens = self._is(*OPENS) & ~self._over
        if name != "room_above_pay":
            return opens
        # It speaks of the year's pay; of fewer dates the letter says it in words of its own.
        part = self._results.pay_dates_left < self._plan.pay_periods
        return opens & ~(part & self._beyond_pay())

    def _is(self, *states: LetterState) -> BoolArray:
        none = np.zeros(len(self._states), dtype=np.bool_)
        found = [none, *(self._in_state.get(str(state), none) for state in states)]
        return np.asarray(np.logical_or.reduce(found))

    def _line(self, key: str, who: BoolArray, **values: str) -> Iterator[pl.DataFrame]:
        """A line for some of them."""
        if not who.any():
            return
        said = self._sentences(key, np.flatnonzero(who), **values)
        yield self._frame(key.partition(".")[0], who, said.to_frame())

    def _same(self, section: str, who: BoolArray, words: str) -> Iterator[pl.DataFrame]:
        yield self._frame(section, who, pl.DataFrame({"said": [words]}))

    def _frame(self, section: str, who: BoolArray, said: pl.DataFrame) -> pl.DataFrame:
        people = pl.Series("person", np.flatnonzero(who).astype(np.uint32))
        number = pl.lit(SECTIONS.index(section), pl.UInt8).alias("section")
        words = said.to_series()
        words = words if len(words) == len(people) else words.new_from_index(0, len(people))
        return people.to_frame().with_columns(number, words.alias("said"))

    def _sentences(
        self, key: str, who: npt.NDArray[np.intp], *, topic: str = "letters.", **values: str
    ) -> pl.Series:
        full = f"{topic}{key}"
        names = placeholders(texts()[full].sentences[self._lang]) - values.keys()
        everyone = len(who) == len(self._states)
        found = {name: self._value(name) for name in names}
        some = {n: f if isinstance(f, str) or everyone else f[who] for n, f in found.items()}
        said = sentences(full, {**some, **values}, self._lang)
        return said if len(said) == len(who) else said.new_from_index(0, len(who))

    def _value(self, name: str) -> Value:
        if name not in self._values:
            self._values[name] = self._found(name)
        return self._values[name]

    def _found(self, name: str) -> Value:
        people, results, lang = self._people, self._results, self._lang
        found: dict[str, Callable[[], Value]] = {
            "last_day": lambda: _days(people.termination_date, lang),
            "entry_day": lambda: _days(people.entry_date, lang),
            "percent": lambda: _percent(np.nan_to_num(results.after_tax_election)),
            "binding": lambda: binding_texts(results.binding_limit, lang),
            "stops": lambda: binding_texts(_bare(results.binding_limit), lang),
            "room": lambda: room_in_cents(results),
            "per_paycheck": lambda: down_to_cents(np.nan_to_num(results.after_tax_per_paycheck)),
            "refund": lambda: self._refunds,
            "after_tax_rate": lambda: _percent(np.nan_to_num(self._after_tax_rates)),
            "deferral_rate": lambda: _percent(np.nan_to_num(self._deferral_rates)),
            "refund_day": lambda: self._day(refund_deadline(self._plan, self._year)),
            "count": lambda: np.nan_to_num(results.pay_dates_left),
            "catch_up_limit": lambda: results.catch_up_limit,
            "additions": lambda: results.annual_additions,
            "deadline": lambda: self._day(excess_deferral_deadline(self._year)),
            "year_end": lambda: self._day(date(self._year, 12, 31)),
            "ordinary_limit": lambda: self._limit("elective_deferral"),
            "ordinary_catch_up": lambda: self._limit("catch_up"),
            "most_catch_up": lambda: self._limit("higher_catch_up"),
        }
        return found[name]() if name in found else results.figures[name]

    def _day(self, day: date) -> str:
        return text("reports.day", self._lang, day=day)

    def _limit(self, name: str) -> str:
        amounts = self._limits[self._year].amounts
        amount = amounts[name if name in amounts else "catch_up"]
        return str(in_dollars(np.array([amount.dollars])).item())


def _bare(limits: npt.NDArray[np.str_]) -> npt.NDArray[np.str_]:
    """The names of limits alone."""
    return np.array([limit.rpartition(": ")[2] for limit in limits.tolist()], dtype=np.str_)


def _days(days: npt.NDArray[np.datetime64], lang: str) -> pl.Series:
    """Days as sentences show them; "" where not known."""
    known = {
        day: text("reports.day", lang, day=day) for day in set(days.tolist()) if day is not None
    }
    return pl.Series([known.get(day, "") for day in days.tolist()], dtype=pl.String)


def _percent(shares: FloatArray) -> pl.Series:
    """Shares of pay as percentages, such as 12.5%."""
    unique, where = np.unique(shares, return_inverse=True)
    shown = [f"{share * 100:.4f}".rstrip("0").rstrip(".") + "%" for share in unique.tolist()]
    return pl.Series(shown, dtype=pl.String).gather(where)
