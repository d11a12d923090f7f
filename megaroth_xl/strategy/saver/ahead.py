"""A saver's years ahead, the other ways to save, and the order to fill them with one budget."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from megaroth_xl.errors import UntaxedYearError
from megaroth_xl.law.five_year import EARLY_DISTRIBUTION_RATE
from megaroth_xl.law.income_tax import marginal_rate
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.strategy.conversion.timing import convert_now_or_later
from megaroth_xl.strategy.saver.case import SaverCase
from megaroth_xl.strategy.saver.contributions import NOTHING
from megaroth_xl.strategy.saver.conversion import SaverConversion
from megaroth_xl.strategy.saver.figure import Figure, lacking
from megaroth_xl.strategy.saver.room import SaverRoom
from megaroth_xl.strategy.saver.year_ahead import plan_by_dates
from megaroth_xl.strategy.years_ahead.alternatives import Alternative, comparison
from megaroth_xl.strategy.years_ahead.profiles import (
    ProfileOutcome,
    debt_first,
    early_retirement,
    liquidity_need,
    lower_income_later,
)
from megaroth_xl.strategy.years_ahead.projection import Projection, roth_projection
from megaroth_xl.strategy.years_ahead.rooms import after_tax_rooms_ahead
from megaroth_xl.strategy.years_ahead.savings_order import SavingsStep, savings_order

__all__ = ["PROJECTED_YEARS", "SaverAhead"]

PROJECTED_YEARS = 30


@dataclass(frozen=True)
class SaverAhead:
    """The future value of a saver's after-tax money, and the alternatives.

    Parameters
    ----------
    conversion, lang, table
        The saver's conversion, which knows the room; "en" or "ko", for the words of tables; the
        limits as the plan applies them.
    """

    conversion: SaverConversion
    lang: str
    table: LimitsTable

    @property
    def case(self) -> SaverCase:
        """The saver."""
        return self.conversion.case

    @property
    def room(self) -> SaverRoom:
        """The saver's room."""
        return self.conversion.room

    def _needs(self, *names: str) -> tuple[str, ...]:
        return tuple(name for name in names if getattr(self.case, name) is None)

    # The years ahead

    @cached_property
    def paid_in(self) -> Figure:
        """After-tax contribution of each of the years ahead; this year's is the one to convert."""
        converted = self.room.converted
        if not converted.is_known:
            return Figure(None, converted.missing)
        case, money = self.case, self.room.money
        yearly = np.full(PROJECTED_YEARS, float(converted.value))
        if case.inflation is not None and not self.room.stopped.value:
            pay, own_match = money.compensation, money.match if money.is_match_open else NOTHING
            missing = lacking(pay, money.deferral, money.employer, own_match)
            if missing:
                return Figure(None, missing)
            ahead = after_tax_rooms_ahead(
                plan_by_dates(case),
                pay.value,
                float(self.room.year),
                PROJECTED_YEARS,
                case.inflation,
                case.age,
                pay_growth=case.pay_growth or 0.0,
                elective_deferral=money.deferral.value,
                other_additions=max(money.employer.value - own_match.value, 0.0),
                limits=self.table,
            )
            yearly = np.where(np.arange(PROJECTED_YEARS) == 0, yearly, ahead.after_tax_room)
        years = case.contribution_years or PROJECTED_YEARS
        return Figure(np.where(np.arange(PROJECTED_YEARS) < years, yearly, 0.0), converted.missing)

    @cached_property
    def rates(self) -> Figure:
        """Ordinary, capital gains and later rate, state tax included."""
        missing = self._needs("tax_rate")
        if missing:
            return Figure(None, missing)
        case, state = self.case, self.case.state_rate or 0.0
        gains = 0.15 if case.capital_gains_rate is None else case.capital_gains_rate
        ordinary, later = case.tax_rate or 0.0, case.later_tax_rate
        if later is None and case.later_taxable_income is not None and case.filing_status:
            income, year = case.later_taxable_income, float(self.room.year)
            try:
                later = float(marginal_rate(income, case.filing_status, year, limits=self.table))
            except UntaxedYearError:
                return Figure(None, ("later_tax_rate",))
        later = ordinary if later is None else later
        rates = tuple(min(rate + state, 1.0) for rate in (ordinary, gains, later))
        return Figure(rates, self._needs("state_rate"))

    @cached_property
    def projection(self) -> Figure:
        """The three ways over the years ahead, as a `Projection`."""
        return self._projection(PROJECTED_YEARS, 1)

    def _projection(self, years: int, later: int) -> Figure:
        """The projection of so many years; `later` is the place of the rate on what was left."""
        missing = (*lacking(self.paid_in, self.rates), *self._needs("annual_return"))
        if missing:
            return Figure(None, missing)
        ordinary, gains, at_end = self.rates.value
        projection = roth_projection(
            self.paid_in.value[:years],
            years,
            self.case.annual_return or 0.0,
            ordinary,
            gains,
            self.case.dividend_yield,
            self.case.opening_balance,
            at_end if later else ordinary,
        )
        return Figure(projection, (*self.paid_in.missing, *self.rates.missing))

    def after(self, column: str) -> Figure:
        """One of the projection's columns after the years ahead."""
        missing = (*lacking(self.projection), *self._needs("years"))
        if missing:
            return Figure(None, missing)
        values = getattr(self.projection.value, column)
        return Figure(float(values[int(self.case.years or 1) - 1]), self.projection.missing)

    # Other savers

    @cached_property
    def profiles(self) -> tuple[tuple[str, Figure], ...]:
        """Outcomes of other savers, each a `ProfileOutcome`, by their texts' names.

        A saver with debt is one of them where the debt's interest is given.
        """
        found = [
            ("early_retirement", self._early_retirement()),
            ("liquidity_need", self._liquidity_need()),
            ("lower_income_later", self._lower_income()),
        ]
        if self.case.debt_rate is not None:
            found.append(("debt_first", self._debt_first()))
        return tuple(found)

    def _early_retirement(self) -> Figure:
        missing = self._needs("years_to_retirement", "years_until_access", "annual_return")
        found = self._projection(int(self.case.years_to_retirement or 1), 1)
        missing = (*lacking(found), *missing)
        if missing:
            return Figure(None, missing)
        _, gains, later = self.rates.value
        projection: Projection = found.value
        if later + EARLY_DISTRIBUTION_RATE >= 1:
            return Figure(None, ("later_tax_rate",))
        outcome = early_retirement(
            projection,
            self.case.years_until_access or 1,
            self.case.annual_return or 0.0,
            later,
            gains,
            yearly_spending=self.case.yearly_spending,
        )
        return Figure(outcome, found.missing)

    def _liquidity_need(self) -> Figure:
        missing = self._needs("years_to_need")
        found = self._projection(int(self.case.years_to_need or 1), 0)
        missing = (*lacking(found), *missing)
        if missing:
            return Figure(None, missing)
        ordinary, _, _ = self.rates.value
        if ordinary + EARLY_DISTRIBUTION_RATE > 1:
            return Figure(None, ("tax_rate",))
        outcome: ProfileOutcome = liquidity_need(found.value, ordinary)
        return Figure(outcome, found.missing)

    def _lower_income(self) -> Figure:
        missing = self._needs(
            "earnings", "lower_tax_rate", "years_to_lower_income", "annual_return"
        )
        missing = (*lacking(self.room.converted, self.rates), *missing)
        if missing:
            return Figure(None, missing)
        case = self.case
        ordinary, _, _ = self.rates.value
        paid_in = self.room.converted.value
        choice = convert_now_or_later(
            paid_in,
            max(case.earnings or 0.0, -paid_in),
            ordinary,
            min((case.lower_tax_rate or 0.0) + (case.state_rate or 0.0), 1.0),
            case.years_to_lower_income or 1,
            case.annual_return or 0.0,
        )
        return Figure(lower_income_later(choice), self.room.converted.missing)

    def _debt_first(self) -> Figure:
        converted, case = self.room.converted, self.case
        missing = (*lacking(converted), *self._needs("years", "annual_return", "debt"))
        if missing:
            return Figure(None, missing)
        outcome = debt_first(
            converted.value,
            case.years or 1,
            case.annual_return or 0.0,
            case.debt or 0.0,
            case.debt_rate or 0.0,
        )
        return Figure(outcome, converted.missing)

    # The other ways to save

    @cached_property
    def comparison(self) -> tuple[Alternative, ...]:
        """The ways to save in the year; after-tax money is the plan's own room."""
        case, room = self.case, self.room
        ways = comparison(
            room.year,
            case.age,
            room.money.deferral.value,
            room.money.employer.value,
            case.filing_status,
            case.modified_agi if case.filing_status else None,
            lang=self.lang,
            limits=self.table,
        )
        most = self.room.converted.value
        return tuple(
            way._replace(maximum=np.nan if most is None else most)
            if way.key == "mega_backdoor_roth"
            else way
            for way in ways
        )

    @cached_property
    def order(self) -> Figure:
        """Return where the budget goes, step by step, as `SavingsStep`s."""
        case, room, money = self.case, self.room, self.room.money
        missing = (*lacking(money.compensation, money.nonelective), *self._needs("budget"))
        if case.match_tiers is None:
            missing = (*missing, "match tier 1 rate")
        if missing:
            return Figure(None, missing)
        steps: tuple[SavingsStep, ...] = savings_order(
            case.budget or 0.0,
            room.year,
            money.compensation.value,
            case.plan.match_tiers or ((0.0, 1.0),),
            case.age,
            case.hsa_coverage,
            not room.stopped.value,
            debt=case.debt or 0.0,
            plan=case.plan,
            deferral_elsewhere=money.elsewhere.value,
            other_additions=money.nonelective.value + money.related_additions.value,
            lang=self.lang,
            limits=self.table,
        )
        return Figure(steps, room.room.missing)
