"""A saver's case: everything that is known of one person's year, read and checked once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Self

from megaroth_xl.errors import InputError
from megaroth_xl.law.compensation import MatchTier, match_tiers
from megaroth_xl.law.controlled_groups import GroupPurpose
from megaroth_xl.phrases import Phrase
from megaroth_xl.strategy.pay.pay_dates import USUAL_PAY_DATES, PayFrequency
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.strategy.saver.case_facts import FACTS, TABLES
from megaroth_xl.strategy.saver.case_names import (
    Meaning,
    is_passed_over,
    label,
    meaning_of,
    nearest_name,
)
from megaroth_xl.strategy.saver.case_rows import (
    FIELDS,
    REQUIRED,
    ROWS,
    Bonus,
    ConversionLine,
    Employer,
    Raise,
)
from megaroth_xl.strategy.saver.employer_groups import employer_groups, name_this_employer

__all__ = ["SaverCase"]


INSTEAD: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "elective_deferral",
        ("pretax_deferral_to_date", "roth_deferral_to_date", "deferral_to_come", "deferral_rate"),
    ),
    ("deferral_to_come", ("deferral_rate",)),
    (
        "employer_contribution",
        ("matching_contribution", "nonelective_contribution", "match_to_date"),
    ),
)
"""Facts that stand instead of others: both together would be two answers to one question."""


@dataclass(frozen=True)
class SaverCase:
    """Everything known of one saver's year. None is not known; 0 is an answer.

    Make one with `SaverCase.of`, which takes any of the names that a fact goes by. The fields mean
    what the roster's column or the plan's setting of the same name means; texts/facts.toml says in
    words what each one holds.

    Parameters
    ----------
    year, as_of
        The calendar year, and the day up to which "to date" counts.
    age, filing_status, taxable_income, modified_agi
        The person; the age on December 31.
    prior_year_wages, prior_year_compensation, owner, hce
        What decides on Roth catch-up and who is highly compensated.
    hire_date, rehire_date, termination_date, last_paycheck
        Employment that begins or ends in the year.
    eligible, entry_date, excluded_class
        What keeps a person out of the plan.
    compensation, pay_to_date
        The year's pay from this employer, dollars, and how much of it has been paid.
    pay_frequency, first_pay_date, pay_periods, pay_periods_left, pay_per_period
        When pay is paid, and how much each time.
    raises, bonuses
        What changes it.
    match_tiers
        The match; () where the plan has none.
    match_cap, match_pay_limit, true_up, matches_after_tax
        The match's other terms.
    accepts_after_tax, accepts_roth, higher_catch_up, roth_catch_up_method
        What the plan takes.
    in_plan_roth_rollover, in_service_distribution, conversions_per_year
        How after-tax money becomes Roth.
    after_tax_cap, after_tax_cap_share, after_tax_cap_per_period, after_tax_cap_share_per_period
        The plan's own caps; infinity where there is none.
    election_step, closed_day_rule
        How elections are taken, and pay dates moved.
    elective_deferral, roth_deferral
        The whole year's deferral with this employer, and the Roth part of it, dollars.
    pretax_deferral_to_date, roth_deferral_to_date, deferral_to_come, deferral_rate
        Instead of it: deferrals to date, and those still planned in dollars or as a share of pay.
    match_to_date, matching_contribution, nonelective_contribution, employer_contribution
        Employer money, dollars: match received, the year's match, the year's other money, or all of
        it together.
    after_tax_contribution, after_tax_rate
        After-tax contributions made this year, dollars, and the election for the dates to come.
    additions_in_other_plan
        Annual additions in another plan of this employer, dollars.
    controlled_group, group_for_415, owned_by, share_owned
        The groups to which this employer belongs, and who owns what share of it.
    deferral_elsewhere, compensation_elsewhere
        With employers that are not among `employers`, dollars.
    employers
        Other employers of the year.
    net_profit, self_employed_deferral, self_employed_contribution, self_employed_after_tax
        A business of one's own with a plan of its own, dollars.
    earnings, earnings_to_traditional_ira, tax_rate, state_rate, months_waiting
        The conversion of the year.
    conversions
        The record of conversions.
    first_roth_ira_year, first_roth_account_year, rolled_in_roth_year
        When the five-year clocks began, also in a Roth account that was rolled over into this one.
    annual_return, dividend_yield, capital_gains_rate, opening_balance
        Assumptions for the years ahead.
    years, contribution_years, inflation, pay_growth, later_tax_rate, later_taxable_income
        How far ahead, and how it goes on.
    budget, debt, debt_rate, hsa_coverage
        What there is to save in the year, and the debt to pay down first with its interest.
    years_to_retirement, years_until_access, yearly_spending, years_to_need
        Savers who retire early, and who need the money soon.
    lower_tax_rate, years_to_lower_income
        One who expects a lower income.

    Raises
    ------
    InputError
        For a fact that cannot be, or facts that answer one question twice.

    Examples
    --------
    >>> case = SaverCase.of({"Year": 2026, "Age on December 31": 52, "deferral": 32_500,
    ...                      "match tier 1 rate": 0.5, "match tier 1 up to": 0.06})
    >>> case.elective_deferral, case.match_tiers, case.compensation
    (32500.0, (MatchTier(rate=0.5, up_to=0.06),), None)
    """

    year: int | None = None
    as_of: date | None = None
    age: float | None = None
    filing_status: str | None = None
    taxable_income: float | None = None
    modified_agi: float | None = None
    prior_year_wages: float | None = None
    prior_year_compensation: float | None = None
    owner: bool | None = None
    hce: bool | None = None
    hire_date: date | None = None
    rehire_date: date | None = None
    termination_date: date | None = None
    last_paycheck: date | None = None
    eligible: bool | None = None
    entry_date: date | None = None
    excluded_class: bool | None = None
    compensation: float | None = None
    pay_to_date: float | None = None
    pay_frequency: str | None = None
    first_pay_date: date | None = None
    pay_periods: int | None = None
    pay_periods_left: int | None = None
    pay_per_period: float | None = None
    raises: tuple[Raise, ...] = ()
    bonuses: tuple[Bonus, ...] = ()
    match_tiers: tuple[MatchTier, ...] | None = None
    match_cap: float | None = None
    match_pay_limit: str | None = None
    true_up: bool | None = None
    matches_after_tax: bool | None = None
    accepts_after_tax: bool | None = None
    accepts_roth: bool | None = None
    higher_catch_up: bool | None = None
    roth_catch_up_method: str | None = None
    in_plan_roth_rollover: bool | None = None
    in_service_distribution: bool | None = None
    conversions_per_year: int | None = None
    after_tax_cap: float | None = None
    after_tax_cap_share: float | None = None
    after_tax_cap_per_period: float | None = None
    after_tax_cap_share_per_period: float | None = None
    election_step: float | None = None
    closed_day_rule: str | None = None
    elective_deferral: float | None = None
    roth_deferral: float | None = None
    pretax_deferral_to_date: float | None = None
    roth_deferral_to_date: float | None = None
    deferral_to_come: float | None = None
    deferral_rate: float | None = None
    match_to_date: float | None = None
    matching_contribution: float | None = None
    nonelective_contribution: float | None = None
    employer_contribution: float | None = None
    after_tax_contribution: float | None = None
    after_tax_rate: float | None = None
    additions_in_other_plan: float | None = None
    controlled_group: str | None = None
    group_for_415: str | None = None
    owned_by: str | None = None
    share_owned: float | None = None
    deferral_elsewhere: float | None = None
    compensation_elsewhere: float | None = None
    employers: tuple[Employer, ...] = ()
    net_profit: float | None = None
    self_employed_deferral: float | None = None
    self_employed_contribution: float | None = None
    self_employed_after_tax: float | None = None
    earnings: float | None = None
    earnings_to_traditional_ira: bool | None = None
    tax_rate: float | None = None
    state_rate: float | None = None
    months_waiting: float | None = None
    conversions: tuple[ConversionLine, ...] = ()
    first_roth_ira_year: int | None = None
    first_roth_account_year: int | None = None
    rolled_in_roth_year: int | None = None
    annual_return: float | None = None
    dividend_yield: float | None = None
    capital_gains_rate: float | None = None
    opening_balance: float | None = None
    years: int | None = None
    contribution_years: int | None = None
    inflation: float | None = None
    pay_growth: float | None = None
    later_tax_rate: float | None = None
    later_taxable_income: float | None = None
    budget: float | None = None
    debt: float | None = None
    debt_rate: float | None = None
    hsa_coverage: str | None = None
    years_to_retirement: int | None = None
    years_until_access: int | None = None
    yearly_spending: float | None = None
    years_to_need: int | None = None
    lower_tax_rate: float | None = None
    years_to_lower_income: int | None = None

    def __post_init__(self) -> None:
        for name, fact in FACTS.items():
            value = getattr(self, name)
            if value is not None:
                read = fact.read(value, name)
                whole = name in WHOLE and isinstance(read, float)
                object.__setattr__(self, name, int(read) if whole else read)
        if self.match_tiers is not None:
            tiers = match_tiers(self.match_tiers) if len(self.match_tiers) else ()
            object.__setattr__(self, "match_tiers", tiers)
        for table, name in FIELDS.items():
            if table != "match_tier":
                object.__setattr__(self, name, _checked_rows(table, getattr(self, name)))
        for one, others in INSTEAD:
            both = [name for name in others if getattr(self, name) is not None]
            if getattr(self, one) is not None and both:
                raise InputError(
                    one,
                    Phrase("given together with {name}", name=both[0]),
                    "one of the two, not both",
                )

    @property
    def related(self) -> tuple[Employer, ...]:
        """Other employers that count as one with this one for the limit on annual additions.

        References
        ----------
        IRC 415(f)(1)(B), 415(h), 414(b) and (c).
        """
        this = Employer(
            controlled_group=self.controlled_group or "",
            group_for_415=self.group_for_415 or "",
            owned_by=self.owned_by or "",
            share_owned=self.share_owned,
        )
        _, *groups = employer_groups((this, *self.employers), GroupPurpose.ANNUAL_ADDITIONS)
        return tuple(
            employer for employer, group in zip(self.employers, groups, strict=True) if not group
        )

    @classmethod
    def of(cls, facts: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> Self:
        """A case from names and values.

        Parameters
        ----------
        facts
            By any name that a fact goes by (`case_names.meaning_of`); None is not known. Names of
            rosters and plans that a case does not use are passed over.

        Raises
        ------
        InputError
            For an unknown name with a value, which names the nearest known one; for a fact given
            twice; and as for the class.

        Examples
        --------
        >>> SaverCase.of({"deferal": 100})
        Traceback (most recent call last):
        megaroth_xl.errors.InputError: deferal is unknown: expected a fact of the case, such as
        roth_deferral
        """
        pairs = facts.items() if isinstance(facts, Mapping) else facts
        values: dict[str, Any] = {}
        rows: dict[str, dict[int, dict[str, Any]]] = {table: {} for table in TABLES}
        for name, value in pairs:
            if value is None or (isinstance(value, str) and not value.strip()):
                continue
            meant = meaning_of(str(name))
            if meant is not None and meant[1:] == ("employer", 1) and meant.name != "name":
                meant = Meaning({"plan_cap": "after_tax_cap"}.get(meant.name, meant.name))
            if meant is None:
                if is_passed_over(str(name)):
                    continue
                raise _unknown(str(name))
            place = rows[meant.table].setdefault(meant.number, {}) if meant.table else values
            if meant.name in place:
                raise InputError(str(name), "given twice", Phrase("{name} once", name=meant.said))
            place[meant.name] = meant.fact.read(value, _name(meant, str(name)))
        name_this_employer(rows["employer"])
        for table, typed in rows.items():
            if typed:
                values[FIELDS[table]] = _rows(table, typed)
        return cls(**values)

    @property
    def plan(self) -> PlanTerms:
        """The plan's terms as far as they are known; what is not known is as `PlanTerms` has it."""
        known = {
            setting.name: value
            for setting in fields(PlanTerms)
            if (value := getattr(self, setting.name, None)) is not None and value != float("inf")
        }
        if self.pay_frequency is not None:
            known["pay_periods"] = USUAL_PAY_DATES[PayFrequency(self.pay_frequency)]
        return PlanTerms("this plan", **known)


WHOLE = frozenset(
    field.name for field in fields(SaverCase) if str(field.type) in {"int | None", "int"}
)
"""Fields that are whole numbers."""


def _unknown(name: str) -> InputError:
    near = nearest_name(name)
    words = "a fact of the case, such as compensation or deferral"
    if near:
        words = "a fact of the case, such as {name}"
    return InputError(name, "unknown", Phrase(words, name=near))


def _name(meant: Meaning, typed: str) -> str:
    """The name for a refusal: as it was typed, with the words that the template has for it."""
    if typed in {meant.said, meant.name}:
        return typed
    words = label(meant.said)
    return typed if typed == words else f"{typed} ({words})"


def _rows(table: str, typed: Mapping[int, Mapping[str, Any]]) -> tuple[Any, ...]:
    """The rows of a table in order of their numbers; a match of 0 percent counts as no match."""
    if table == "match_tier":
        typed = {
            number: row
            for number, row in typed.items()
            if row.get("rate") != 0 or any(row.get("rate") for row in typed.values())
        }
    for number, row in typed.items():
        for column in REQUIRED[table]:
            if column not in row:
                name = Meaning(column, table, number).said
                raise InputError(
                    name, "blank", Phrase("a value beside {name}", name=_given(table, number, row))
                )
    # A record keeps its blank lines, so that each line stays where it was typed.
    numbers = range(1, max(typed) + 1) if table == "conversion" else sorted(typed)
    return tuple(ROWS[table](**typed.get(number, {})) for number in numbers)


def _given(table: str, number: int, row: Mapping[str, Any]) -> str:
    return Meaning(next(iter(row)), table, number).said


def _checked_rows(table: str, rows: Iterable[Any]) -> tuple[Any, ...]:
    """Rows of a table with each value read."""
    checked = []
    for number, row in enumerate(rows, start=1):
        read = {}
        for column, value in row._asdict().items():
            said = Meaning(column, table, number).said
            blank = value is None or value == ""
            read[column] = value if blank else TABLES[table][column].read(value, said)
        checked.append(ROWS[table](**read))
    return tuple(checked)
