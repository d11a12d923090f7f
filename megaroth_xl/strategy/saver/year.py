"""A saver's year: every answer of a case, computed once, for every face to show.

`saver_year` is the only place where the answers of a case are put together. Formulas, the template,
the command line and the reports show what it says; none of them computes an answer of its own. What
only some of the answers need is imported when one of them is asked for.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from math import isinf
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from megaroth_xl.errors import InputError
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.strategy.plan.room import limit_in_words
from megaroth_xl.strategy.saver.case import SaverCase
from megaroth_xl.strategy.saver.case_names import label
from megaroth_xl.strategy.saver.contributions import contributions
from megaroth_xl.strategy.saver.figure import Figure, lacking
from megaroth_xl.strategy.saver.pay import pay_ahead
from megaroth_xl.strategy.saver.room import SaverRoom
from megaroth_xl.texts import LANGUAGES, citation, text
from megaroth_xl.words import expected_words

if TYPE_CHECKING:
    from megaroth_xl.strategy.saver.ahead import SaverAhead
    from megaroth_xl.strategy.saver.conversion import SaverConversion
    from megaroth_xl.strategy.saver.warnings import SaverWarning

__all__ = ["ITEMS", "Answer", "SaverYear", "saver_year"]


class Answer(NamedTuple):
    """One answer of a saver's year.

    Parameters
    ----------
    item
        Its stable name.
    value
        A number, a text or a date; None where it is not known.
    unit
        "dollars", "cents" (dollars that are worth showing to the cent), "rate", "count", "year",
        "date" or "text".
    missing
        Facts that are not known: without a value those that it needs, beside a value those that
        could still change it.
    lang
        "en" or "ko", for its words.
    """

    item: str
    value: float | str | date | None
    unit: str
    missing: tuple[str, ...]
    lang: str

    @property
    def is_known(self) -> bool:
        """Return whether there is an answer."""
        return self.value is not None

    @property
    def note(self) -> str:
        """Return what it means, after the facts that are missing."""
        meaning = text(f"answers.{self.item}.note", self.lang)
        if not self.missing:
            return meaning
        facts = ", ".join(label(name, self.lang) for name in self.missing)
        key = "may_change" if self.is_known else "needs"
        return f"{text(f'answers.{key}', self.lang, facts=facts)} {meaning}"

    @property
    def source(self) -> str:
        """The rule behind it."""
        return citation(f"answers.{self.item}.note")


Question = Callable[["SaverYear"], Figure]


@dataclass(frozen=True)
class SaverYear:
    """Every answer of one case.

    Parameters
    ----------
    room
        Room, deferrals and elections.
    lang
        "en" or "ko".

    Examples
    --------
    >>> year = saver_year(SaverCase.of({"year": 2026, "elective_deferral": 30_000, "age": 40}))
    >>> year.answer("excess_deferral").value, year.warnings[0].id
    (5500.0, 'excess_deferral')
    """

    room: SaverRoom
    lang: str

    @property
    def case(self) -> SaverCase:
        """The case that is answered."""
        return self.room.case

    @cached_property
    def conversion(self) -> "SaverConversion":
        """Route, tax, record, forms and clocks."""
        from megaroth_xl.strategy.saver.conversion import SaverConversion

        return SaverConversion(self.room, self.room.table)

    @cached_property
    def ahead(self) -> "SaverAhead":
        """The years ahead and the other ways to save."""
        from megaroth_xl.strategy.saver.ahead import SaverAhead

        return SaverAhead(self.conversion, self.lang, self.room.table)

    @cached_property
    def answers(self) -> Mapping[str, Answer]:
        """The answers by item, in the order in which they are shown."""
        return MappingProxyType({item: self._answer(item) for item in ITEMS})

    @cached_property
    def warnings(self) -> "tuple[SaverWarning, ...]":
        """Tell what the case breaks, leaves unchecked or puts at risk; an excess deferral first."""
        from megaroth_xl.strategy.saver.year_warnings import year_warnings

        return year_warnings(self.room, lang=self.lang)

    def answer(self, item: str) -> Answer:
        """One answer.

        Raises
        ------
        InputError
            For an unknown item; it names the nearest known one.
        """
        if item not in ITEMS:
            raise InputError("item", repr(item), expected_words(ITEMS, item))
        return self._answer(item)

    def _answer(self, item: str) -> Answer:
        unit, question = ITEMS[item]
        figure = question(self)
        value = _in_words(figure.value, f"answers.{item}", self.lang)
        return Answer(item, value, unit, figure.missing, self.lang)


def _in_words(value: Any, key: str, lang: str) -> Any:
    """A figure as it is shown: yes or no in words, and what stands for no figure at all."""
    if isinstance(value, bool):
        return text(f"common.answer.{'yes' if value else 'no'}", lang)
    if isinstance(value, float) and isinf(value):
        return text(f"{key}.{NO_FIGURE[key.rpartition('.')[2]]}", lang)
    return text(f"{key}.not_filled", lang) if value == "" else value


NO_FIGURE = {
    "left_under_plan": "no_cap",
    "conversion_tax_by_bracket": "no_brackets",
    "marginal_rate": "no_brackets",
    "effective_rate": "no_brackets",
}
"""What infinity stands for."""


def _binding(year: SaverYear) -> Figure:
    found = year.room.binding_limit
    return found._replace(value=limit_in_words(found.value, year.lang)) if found.value else found


def _route(year: SaverYear) -> Figure:
    from megaroth_xl.strategy.conversion.eligibility import route

    return Figure(str(route(*year.conversion.features, lang=year.lang)))


def _employer_part(name: str) -> Question:
    return lambda year: getattr(year.room.money, name)


def _room(name: str) -> Question:
    return lambda year: getattr(year.room, name)


def _conversion(name: str) -> Question:
    return lambda year: getattr(year.conversion, name)


def _wait(name: str) -> Question:
    return lambda year: year.conversion.waits[name]


def _projected(column: str) -> Question:
    return lambda year: year.ahead.after(column)


def _pay_everywhere(year: SaverYear) -> Figure:
    case, pay = year.case, year.room.money.compensation
    others = [employer.compensation for employer in case.employers]
    if not pay.is_known:
        return pay
    given = [each for each in (case.compensation_elsewhere, *others) if each is not None]
    missing = (
        ()
        if given or not (case.employers or case.deferral_elsewhere)
        else ("compensation_elsewhere",)
    )
    return Figure(pay.value + sum(given), missing)


def _pay_of_a_date(year: SaverYear) -> Figure:
    ahead = year.room.ahead
    if ahead.per_date is not None:
        return Figure(ahead.per_date)
    return Figure(0.0) if ahead.count.value == 0 else Figure(None, ahead.missing)


def _form_5498(year: SaverYear) -> Figure:
    from megaroth_xl.law.destinations import Destination

    to_ira = year.conversion.destination is Destination.ROTH_IRA
    return year.conversion.gross if to_ira else Figure(0.0)


def _form_8606(year: SaverYear) -> Figure:
    from megaroth_xl.law.basis_filing import Occasion, basis_filing
    from megaroth_xl.law.destinations import Destination

    to_ira = year.conversion.destination is Destination.ROTH_IRA
    occasion = Occasion.PLAN_TO_ROTH_IRA if to_ira else Occasion.IN_PLAN_ROTH_ROLLOVER
    filing = basis_filing(occasion, year.lang)
    key = "answers.form_8606"
    if filing.is_filed:
        return Figure(text(f"{key}.filed", year.lang, part=filing.part))
    return Figure(text(f"{key}.not_filed", year.lang))


def _record(column: str) -> Question:
    def dollars(year: SaverYear) -> Figure:
        of_the_year = year.conversion.of_the_year
        return Figure(float(getattr(year.conversion.record.record, column)[of_the_year].sum()))

    return dollars


def _basis_left(year: SaverYear) -> Figure:
    basis = year.conversion.record.record.basis
    return Figure(float(basis[-1]) if len(basis) else 0.0)


def _roth_total(year: SaverYear) -> Figure:
    deferral, converted = year.room.money.deferral, year.room.converted
    missing = lacking(deferral, converted)
    if missing:
        return Figure(None, missing)
    roth = 0.0 if year.case.accepts_roth is False else deferral.value
    return Figure(roth + converted.value, converted.missing)


def _roth_ahead(year: SaverYear) -> Figure:
    roth, other = year.ahead.after("roth"), year.ahead.after("taxable_account")
    missing = lacking(roth, other)
    return Figure(None, missing) if missing else Figure(roth.value - other.value, roth.missing)


ITEMS: Mapping[str, tuple[str, Question]] = MappingProxyType(
    {
        "after_tax_room": ("dollars", _room("room")),
        "binding_limit": ("text", _binding),
        "election": ("rate", lambda year: year.room.elections[0]),
        "after_tax_per_paycheck": ("cents", lambda year: year.room.elections[1]),
        "eligible": ("text", _conversion("eligible")),
        "conversion_tax": ("cents", _conversion("tax")),
        "roth_total": ("dollars", _roth_total),
        "excess_deferral": ("dollars", _room("excess_deferral")),
        "excess_annual_additions": ("dollars", _room("excess_additions")),
        # The year
        "compensation": ("dollars", _employer_part("compensation")),
        "elective_deferral": ("dollars", _employer_part("deferral")),
        "ordinary_deferral_limit": (
            "dollars",
            lambda year: Figure(
                float(year.room.table.dollars("elective_deferral", year.room.year))
            ),
        ),
        "catch_up": ("dollars", _room("catch_up")),
        "match": ("dollars", _employer_part("match")),
        "match_to_come": ("dollars", _employer_part("match_to_come")),
        "match_lost": ("dollars", _room("match_lost")),
        "nonelective_contribution": ("dollars", _employer_part("nonelective")),
        "employer_contribution": ("dollars", _employer_part("employer")),
        "highly_compensated": ("text", _room("highly_compensated")),
        # The room
        "annual_additions_limit": ("dollars", _room("limit")),
        "counted_deferral": ("dollars", _room("counted_deferral")),
        "other_plan_additions": ("dollars", _employer_part("related_additions")),
        "after_tax_contribution": ("dollars", _employer_part("after_tax")),
        "left_under_law": ("dollars", _room("left_under_law")),
        "left_under_plan": ("dollars", _room("left_under_plan")),
        "not_usable": ("dollars", _room("not_usable")),
        # Deferrals
        "deferral_limit": ("dollars", _room("deferral_limit")),
        "deferral_everywhere": ("dollars", _room("deferral_everywhere")),
        "compensation_everywhere": ("dollars", _pay_everywhere),
        "deferral_left": ("dollars", _room("deferral_left")),
        # Elections
        "pay_dates_left": ("count", lambda year: year.room.ahead.count),
        "pay_per_period": ("cents", _pay_of_a_date),
        "election_dollars": ("cents", _room("election_dollars")),
        "room_unused": ("cents", _room("room_unused")),
        "after_tax_to_come": ("cents", _room("after_tax_to_come")),
        "deferral_with_election": ("cents", _room("deferral_with_election")),
        "match_with_election": ("cents", _room("match_with_election")),
        "room_filled_on": ("date", _room("filled_on")),
        # Conversion
        "route": ("text", _route),
        "converted": ("dollars", _room("converted")),
        "conversion_tax_by_bracket": ("cents", _conversion("tax_by_bracket")),
        "marginal_rate": ("rate", _conversion("marginal_rate")),
        "effective_rate": ("rate", _conversion("effective_rate")),
        "wait_as_allowed": ("cents", _wait("wait_as_allowed")),
        "wait_monthly": ("cents", _wait("wait_monthly")),
        "wait_quarterly": ("cents", _wait("wait_quarterly")),
        "wait_yearly": ("cents", _wait("wait_yearly")),
        "delay_cost": ("cents", _conversion("delay_cost")),
        # Forms and clocks
        "form_1099r_box_1": ("cents", _conversion("gross")),
        "form_1099r_box_2a": ("cents", _conversion("taxable")),
        "form_1099r_box_5": ("cents", _room("converted")),
        "form_1040_line_5a": ("cents", _conversion("gross_of_all")),
        "form_1040_line_5b": ("cents", _conversion("taxable")),
        "form_5498_box_2": ("cents", _form_5498),
        "form_8606": ("text", _form_8606),
        "roth_ira_clock": ("year", _conversion("roth_ira_clock")),
        "roth_account_clock": ("year", _conversion("roth_account_clock")),
        "record_converted": ("cents", _record("converted")),
        "record_taxable": ("cents", _record("taxable")),
        "record_basis_left": ("cents", _basis_left),
        # The years ahead
        "roth_value": ("dollars", _projected("roth")),
        "taxable_account_value": ("dollars", _projected("taxable_account")),
        "left_in_plan_value": ("dollars", _projected("left_in_plan")),
        "roth_ahead": ("dollars", _roth_ahead),
    }
)
"""By item: its unit, and how it is answered; in the order in which answers are shown."""


def saver_year(
    case: SaverCase, *, lang: str = LANGUAGES[0], limits: LimitsTable | None = None
) -> SaverYear:
    """Every answer of a saver's case.

    Parameters
    ----------
    case
        What is known.
    lang
        "en" or "ko", for the words.
    limits
        A table to use instead of the package's own.

    Returns
    -------
    SaverYear

    Raises
    ------
    InputError
        Where the year is not given, or facts contradict each other.
    UnknownYearError

    Examples
    --------
    >>> year = saver_year(SaverCase.of({
    ...     "year": 2026, "age": 40, "compensation": 250_000, "elective_deferral": 24_500,
    ...     "match tier 1 rate": 1, "match tier 1 up to": 0.06, "nonelective_contribution": 0,
    ...     "after_tax_contribution": 0, "accepts_after_tax": True, "after_tax_cap": "none"}))
    >>> year.answer("after_tax_room").value, year.answer("election").missing
    (32500.0, ('pay_periods_left',))
    """
    if case.year is None:
        raise InputError("year", "not given", "the calendar year, such as 2026")
    return _computed(case, lang, limits or limits_table())


@lru_cache(maxsize=32)
def _computed(case: SaverCase, lang: str, limits: LimitsTable) -> SaverYear:
    table = case.plan.applied_limits(int(case.year or 0), limits)
    ahead = pay_ahead(case)
    room = SaverRoom(case, ahead, contributions(case, ahead, table), table)
    return SaverYear(room, lang)
