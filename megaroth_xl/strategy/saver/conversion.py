"""A saver's conversion: its route, its tax, what waiting adds, the record, forms and clocks."""

from dataclasses import dataclass, fields
from functools import cached_property
from typing import NamedTuple

import numpy as np

from megaroth_xl.errors import InputError, UntaxedYearError
from megaroth_xl.law.destinations import Destination
from megaroth_xl.law.five_year import (
    designated_roth_first_year,
    five_year_period_end,
    roth_ira_first_year,
)
from megaroth_xl.law.income_tax import marginal_rate
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.phrases import Phrase
from megaroth_xl.quantities import BoolArray
from megaroth_xl.strategy.conversion.basis_record import BasisRecord, basis_record
from megaroth_xl.strategy.conversion.cost import (
    conversion_delay_cost,
    conversion_tax,
    conversion_tax_by_bracket,
)
from megaroth_xl.strategy.conversion.timing import ConversionFrequency, conversion_frequencies
from megaroth_xl.strategy.saver.case import SaverCase
from megaroth_xl.strategy.saver.case_rows import ConversionLine
from megaroth_xl.strategy.saver.figure import Figure, lacking
from megaroth_xl.strategy.saver.room import SaverRoom

__all__ = ["ConversionRecord", "SaverConversion"]

ROTH_IRA = "Roth IRA"
TIMES = {"wait_monthly": 12.0, "wait_quarterly": 4.0, "wait_yearly": 1.0}
FREQUENCIES = {
    "wait_monthly": ConversionFrequency.MONTHLY,
    "wait_quarterly": ConversionFrequency.QUARTERLY,
    "wait_yearly": ConversionFrequency.YEARLY,
}


class ConversionRecord(NamedTuple):
    """The record of conversions: the lines that were typed, and what follows from them.

    `numbers` are the lines' places in the record, from 1 on: a line between them may be blank.
    """

    numbers: tuple[int, ...]
    lines: tuple[ConversionLine, ...]
    record: BasisRecord


@dataclass(frozen=True)
class SaverConversion:
    """The costs of converting the year's after-tax money, each as a `Figure`.

    Parameters
    ----------
    room, table
        The saver's room, and the limits as the plan applies them.
    """

    room: SaverRoom
    table: LimitsTable

    @property
    def case(self) -> SaverCase:
        """The saver."""
        return self.room.case

    @cached_property
    def features(self) -> tuple[bool | None, bool | None, bool | None]:
        """Return what the plan allows: after-tax money, and its two ways to Roth."""
        case = self.case
        return (case.accepts_after_tax, case.in_plan_roth_rollover, case.in_service_distribution)

    @cached_property
    def eligible(self) -> Figure:
        """Tell whether after-tax money can become Roth; not known while an open feature decides."""
        after_tax, *ways = self.features
        if after_tax is False or ways == [False, False]:
            return Figure(value=False)
        if after_tax and True in ways:
            return Figure(value=True)
        names = ("accepts_after_tax", "in_plan_roth_rollover", "in_service_distribution")
        missing = [n for n, known in zip(names, self.features, strict=True) if known is None]
        return Figure(None, tuple(missing))

    def _needs(self, *names: str) -> tuple[str, ...]:
        return tuple(name for name in names if getattr(self.case, name) is None)

    @property
    def leaves_earnings_behind(self) -> bool:
        """True where the earnings go to a traditional IRA while the contributions go to a Roth IRA.

        References
        ----------
        Notice 2014-54.
        """
        to_ira = self.destination is Destination.ROTH_IRA
        return to_ira and self.case.earnings_to_traditional_ira is True

    @property
    def taxed_earnings(self) -> Figure:
        """Earnings that the conversion taxes, negative for a loss."""
        if self.leaves_earnings_behind:
            return Figure(0.0)
        earned = self.case.earnings
        return Figure(None, ("earnings",)) if earned is None else Figure(float(earned))

    @cached_property
    def tax(self) -> Figure:
        """Tax at the rates given; without a state rate the federal part alone."""
        missing = (*lacking(self.taxed_earnings), *self._needs("tax_rate"))
        if missing:
            return Figure(None, missing)
        case = self.case
        earned = self.taxed_earnings.value
        dollars = conversion_tax(0.0, earned, case.tax_rate or 0.0, case.state_rate)
        return Figure(float(dollars), self._needs("state_rate"))

    @cached_property
    def tax_by_bracket(self) -> Figure:
        """Tax through the brackets; infinity stands for a year without brackets."""
        missing = self._needs("taxable_income", "filing_status")
        missing = (*lacking(self.taxed_earnings), *missing)
        if missing:
            return Figure(None, missing)
        case = self.case
        try:
            dollars = conversion_tax_by_bracket(
                0.0,
                self.taxed_earnings.value,
                case.taxable_income or 0.0,
                case.filing_status or "",
                float(self.room.year),
                case.state_rate,
                limits=self.table,
            )
        except UntaxedYearError:
            return Figure(float("inf"))
        return Figure(float(dollars), self._needs("state_rate"))

    @cached_property
    def marginal_rate(self) -> Figure:
        """Federal rate on the next dollar; infinity stands for a year without brackets."""
        missing = self._needs("taxable_income", "filing_status")
        if missing:
            return Figure(None, missing)
        case = self.case
        try:
            rate = marginal_rate(
                case.taxable_income or 0.0,
                case.filing_status or "",
                float(self.room.year),
                limits=self.table,
            )
        except UntaxedYearError:
            return Figure(float("inf"))
        return Figure(float(rate))

    @cached_property
    def effective_rate(self) -> Figure:
        """Cost of each dollar converted with tax: the tax through the brackets, as a share."""
        tax, earnings = self.tax_by_bracket, self.case.earnings or 0.0
        if not tax.is_known or np.isinf(tax.value):
            return tax
        if earnings <= 0:
            return Figure(0.0, tax.missing)
        return Figure(float(np.round(tax.value / earnings, 6)), tax.missing)

    # Waiting

    @cached_property
    def waits(self) -> dict[str, Figure]:
        """Tax on what the year's money earns until it is converted, by how often that is."""
        missing = [*lacking(self.room.converted), *self._needs("annual_return", "tax_rate")]
        found = {name: self._wait(name, tuple(missing)) for name in TIMES}
        times = self.case.conversions_per_year
        allowed = Figure(None, (*missing, "conversions_per_year"))
        if times is not None and not missing:
            allowed = self._average(float(times))
            exact = [name for name, each in TIMES.items() if each == times]
            allowed = found[exact[0]] if exact else allowed
        return {"wait_as_allowed": allowed, **found}

    def _wait(self, name: str, missing: tuple[str, ...]) -> Figure:
        if missing:
            return Figure(None, missing)
        schedule, case = self.room.schedule, self.case
        dated = schedule is not None and schedule.dates is not None
        if dated and schedule is not None and not self.room.money.after_tax.value:
            outcomes = conversion_frequencies(
                schedule.dates or (),
                schedule.after_tax,
                case.annual_return or 0.0,
                case.tax_rate or 0.0,
                case.state_rate,
            )
            found = next(each for each in outcomes if each.frequency is FREQUENCIES[name])
            return Figure(float(found.tax), self._needs("state_rate"))
        return self._average(TIMES[name])

    def _average(self, times: float) -> Figure:
        """The same on average: half of the time between two conversions less that of pay dates."""
        of_year = self.room.ahead.of_year
        if of_year is None:
            return Figure(None, ("pay_periods",))
        usual = max(1, min(of_year, self.case.plan.pay_periods))
        months = max(0.0, 12 / times - 12 / usual) / 2
        return self._delay(months)

    def _delay(self, months: float) -> Figure:
        case = self.case
        cost = conversion_delay_cost(
            self.room.converted.value,
            case.annual_return or 0.0,
            months,
            case.tax_rate or 0.0,
            case.state_rate,
        )
        return Figure(float(cost), self._needs("state_rate"))

    @cached_property
    def delay_cost(self) -> Figure:
        """Tax that the months of waiting add."""
        missing = self._needs("annual_return", "tax_rate", "months_waiting")
        missing = (*lacking(self.room.converted), *missing)
        return Figure(None, missing) if missing else self._delay(self.case.months_waiting or 0.0)

    # Forms and clocks

    @property
    def taxable(self) -> Figure:
        """Taxable part of what becomes Roth."""
        earned = self.taxed_earnings
        missing = lacking(self.room.converted, earned)
        if missing:
            return Figure(None, missing)
        return Figure(max(earned.value, 0.0), self.room.converted.missing)

    @property
    def gross(self) -> Figure:
        """All that becomes Roth, as its Form 1099-R says."""
        taxable = self.taxable
        if not taxable.is_known:
            return taxable
        return taxable._replace(value=self.room.converted.value + taxable.value)

    @property
    def gross_of_all(self) -> Figure:
        """The same with earnings that went to a traditional IRA, as the return says."""
        gross, earned = self.gross, self.case.earnings
        if not (gross.is_known and self.leaves_earnings_behind):
            return gross
        if earned is None:
            return Figure(None, ("earnings",))
        return gross._replace(value=gross.value + max(earned, 0.0))

    @cached_property
    def destination(self) -> Destination:
        """Return where the year's money goes: inside the plan where that is possible."""
        if self.case.in_plan_roth_rollover or not self.case.in_service_distribution:
            return Destination.DESIGNATED_ROTH_ACCOUNT
        return Destination.ROTH_IRA

    @cached_property
    def roth_ira_clock(self) -> Figure:
        """Last of the five tax years of the person's Roth IRAs."""
        rolled = self._first_year_of(ROTH_IRA)
        first = roth_ira_first_year(self.case.first_roth_ira_year, rolled)
        return self._clock(float(first), "first_roth_ira_year")

    @cached_property
    def roth_account_clock(self) -> Figure:
        """Last of the five tax years of the Roth account in this plan."""
        own = [self.case.first_roth_account_year]
        if (self.case.roth_deferral_to_date or 0.0) > 0:
            own.append(self.room.year)
        deferred = min((year for year in own if year is not None), default=None)
        first = designated_roth_first_year(
            deferred, self._first_year_of("in-plan"), self.case.rolled_in_roth_year
        )
        return self._clock(float(first), "first_roth_account_year")

    def _first_year_of(self, route: str) -> int | None:
        years = [
            line.date.year
            for line in self.case.conversions
            if line.date is not None and line.route == route and line.converted
        ]
        return min(years, default=None)

    @staticmethod
    def _clock(first: float, name: str) -> Figure:
        if np.isnan(first):
            return Figure(None, (name,))
        return Figure(int(float(five_year_period_end(first))))

    # The record

    @cached_property
    def record(self) -> ConversionRecord:
        """The record of conversions, line by line.

        Raises
        ------
        InputError
            Where a line converts more than the account holds; it names the line.
        """
        numbered = [
            (number, line)
            for number, line in enumerate(self.case.conversions, start=1)
            if _is_used(line)
        ]
        events, held = [], 0.0
        for number, line in numbered:
            before = held + (line.contribution or 0.0)
            balance = before if line.balance is None else line.balance
            moved = line.converted or 0.0
            if moved > balance + HALF_CENT:
                raise InputError(
                    f"conversion {number} converted",
                    f"{moved:,.2f}",
                    Phrase("at most the balance before it, {balance}", balance=f"{balance:,.2f}"),
                )
            # The balance was read after the contribution came in, just before the conversion.
            events += [(line.contribution or 0.0, 0.0, 0.0), (0.0, balance - before, moved)]
            held = balance - moved
        if not numbered:
            return ConversionRecord((), (), EMPTY)
        numbers, lines = zip(*numbered, strict=True)
        whole = basis_record(*np.array(events).T)
        columns = {field.name: getattr(whole, field.name)[1::2] for field in fields(whole)}
        record = BasisRecord(**{**columns, "contribution": whole.contribution[0::2]})
        return ConversionRecord(numbers, lines, record)

    @cached_property
    def of_the_year(self) -> BoolArray:
        """Return which lines of the record are of the year; a line without a day counts."""
        return np.array(
            [line.date is None or line.date.year == self.room.year for line in self.record.lines],
            dtype=np.bool_,
        )


HALF_CENT = 0.005
EMPTY = BasisRecord(*(np.zeros(0) for _ in range(7)))


def _is_used(line: ConversionLine) -> bool:
    return any(each is not None for each in (line.contribution, line.balance, line.converted))
