"""Savers' cases drawn by chance: what the faces of the package are asked about alike."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

import numpy as np

from megaroth_xl.strategy.plan.words import RothCatchUpMethod

__all__ = ["drawn", "of_a_roster", "whole_year"]

Facts = dict[str, Any]
Thing = TypeVar("Thing")


class Random:
    """Chance that is the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.numbers = np.random.default_rng(seed)

    def random(self) -> float:
        return float(self.numbers.random())

    def whole(self, least: int, most: int, step: int = 1) -> int:
        """A whole number from the least on, below the most."""
        return least + step * int(self.numbers.integers(0, max(1, (most - least) // step)))

    def choice(self, things: Sequence[Thing]) -> Thing:
        return things[int(self.numbers.integers(0, len(things)))]

    def some(self, things: Sequence[Thing], count: int) -> list[Thing]:
        return [things[int(i)] for i in self.numbers.permutation(len(things))[:count]]


YEARS = (2024, 2025, 2026, 2027)  # 2027 is projected
AGES = (None, 35, 49, 50, 55, 59, 60, 63, 64)


def _dollars(chance: Random, most: int) -> float:
    """Round figures more often than cents."""
    return chance.choice([0, chance.whole(0, most, 500), round(chance.random() * most, 2)])


def _plan(chance: Random) -> Facts:
    tiers = chance.choice(
        [
            {"match tier 1 rate": 0},
            {"match tier 1 rate": 1, "match tier 1 up to": 0.06},
            {"match tier 1 rate": 0.5, "match tier 1 up to": 0.06},
            {
                "match tier 1 rate": 1,
                "match tier 1 up to": 0.03,
                "match tier 2 rate": 0.5,
                "match tier 2 up to": 0.05,
            },
        ]
    )
    return {
        **tiers,
        "match_cap": chance.choice([None, None, 8_000]),
        "match_pay_limit": chance.choice([None, "year to date", "annual", "each pay date"]),
        "true_up": chance.choice(["yes", "no"]),
        "matches_after_tax": chance.choice(["no", "no", "yes"]),
        "accepts_after_tax": chance.choice(["yes", "yes", "yes", "no"]),
        "accepts_roth": chance.choice(["yes", "yes", "no"]),
        "higher_catch_up": chance.choice(["yes", "no"]),
        "in_plan_roth_rollover": chance.choice(["yes", "no", None]),
        "in_service_distribution": chance.choice(["yes", "no", None]),
        "conversions_per_year": chance.choice([None, 1, 4, 12, 26]),
        "after_tax_cap": chance.choice(["none", "none", 10_000, 30_000]),
        "after_tax_cap_share": chance.choice([None, None, None, 0.1]),
        "after_tax_cap_per_period": chance.choice([None, None, None, 1_000]),
        "after_tax_cap_share_per_period": chance.choice([None, None, None, 0.15, 0.5]),
        "election_step": chance.choice([0.01, 0.001, 0.005, 0.05]),
    }


def whole_year(seed: int) -> Facts:
    """A case that a roster's row can hold as well: sums of the whole year, no day of it passed."""
    chance = Random(seed)
    periods = chance.choice([12, 24, 26, 52])
    given = chance.random() < 0.3
    plan = _plan(chance)
    return {
        "year": chance.choice(YEARS),
        "age": chance.choice(AGES),
        "compensation": chance.choice([60_000, 150_000, 250_000, 355_000, 400_000, 720_000]),
        "pay_periods": periods,
        "pay_periods_left": periods,
        **plan,
        "pretax_deferral_to_date": 0,
        "roth_deferral_to_date": 0,
        "deferral_to_come": chance.choice([0, 10_000, 23_000, 24_500, 32_500, 36_250, 40_000]),
        "matching_contribution": _dollars(chance, 20_000) if given else None,
        "nonelective_contribution": _dollars(chance, 30_000),
        # Before the first pay date nothing has been contributed that a match could follow.
        "after_tax_contribution": 0
        if plan["matches_after_tax"] == "yes"
        else _dollars(chance, 20_000),
        "additions_in_other_plan": chance.choice([0, 0, 5_000]),
        "deferral_elsewhere": chance.choice([0, 0, 12_000]),
        "prior_year_wages": chance.choice([0, 140_000, 200_000]),
        "prior_year_compensation": chance.choice([0, 140_000, 200_000]),
    }


def of_a_roster(seed: int) -> Facts:
    """A case of which nothing but a roster's row is known: the year may have begun."""
    chance = Random(-seed - 1 + 10**6)
    facts = whole_year(seed)
    for name in ("pretax_deferral_to_date", "roth_deferral_to_date"):
        del facts[name]
    facts["elective_deferral"] = facts.pop("deferral_to_come")
    facts["after_tax_contribution"] = _dollars(chance, 20_000)
    facts["pay_periods_left"] = chance.choice([0, 1, facts["pay_periods"] // 2])
    if chance.random() < 0.5:
        facts["pay_to_date"] = round(facts["compensation"] * chance.random(), 2)
    if chance.random() < 0.3:
        facts |= dict(_of_a_leaver(chance, facts["year"]))
    return facts | dict(_rare_of_a_row(Random(seed + 4 * 10**6), facts["year"]))


def _rare_of_a_row(chance: Random, year: int) -> Iterator[tuple[str, Any]]:
    """What few rows of a roster have."""
    start = date(year, 1, 1)
    rare: dict[str, Any] = {
        "age": chance.choice([20, 49, 60, 61, 62, 63, 64, 70]),
        "hire_date": start + timedelta(days=chance.whole(-300, 364)),
        "entry_date": start + timedelta(days=chance.whole(-100, 400)),
        "excluded_class": chance.choice(["yes", "no"]),
        "owner": chance.choice(["yes", "no"]),
        "compensation": chance.choice([12_345.67, 24_000, 31_000, 1_000_000]),
        "after_tax_cap_share_per_period": chance.choice([0.02, 0.07]),
        "after_tax_cap_share": chance.choice([0.02, 0.25, 1]),
    }
    for name, value in rare.items():
        if chance.random() < 0.12:
            yield name, value


def _of_a_leaver(chance: Random, year: int) -> Iterator[tuple[str, Any]]:
    """A last day of work, a rehire perhaps, and somebody whom the plan does not take."""
    last = date(year, 1, 1) + timedelta(days=chance.whole(0, 365))
    yield "termination_date", last
    if chance.random() < 0.3:
        yield "rehire_date", last + timedelta(days=chance.whole(0, 200))
    if chance.random() < 0.2:
        yield "eligible", "no"


def drawn(seed: int) -> Facts:
    """A case of any kind: in the middle of a year, with dates, bonuses, other employers, blanks."""
    chance = Random(seed)
    facts = whole_year(seed)
    year = facts["year"]
    facts |= dict(_of_a_termination(Random(seed + 2 * 10**6), year))
    facts |= dict(_of_pay(chance, facts, date(year, 1, 1)))
    facts |= dict(_of_others(chance))
    facts |= dict(_of_conversion(chance, year))
    facts |= dict(_rare(Random(seed + 3 * 10**6), facts))
    if chance.random() < 0.5:
        for name in chance.some(sorted(facts), chance.whole(1, 5)):
            if name != "year":
                facts[name] = None
    return {name: value for name, value in facts.items() if value is not None}


def _rare(chance: Random, facts: Facts) -> Iterator[tuple[str, Any]]:
    """What few cases have: a late hire, a rehire, owners, odd terms of a plan, savings ahead."""
    year = facts["year"]
    start, last = date(year, 1, 1), facts.get("termination_date")
    rare: dict[str, Any] = {
        "age": chance.choice([20, 49, 60, 61, 62, 63, 64, 70]),
        "compensation": chance.choice([0, 12_345.67, 24_000, 72_000, 1_000_000]),
        "hire_date": start + timedelta(days=chance.whole(-400, 364)),
        "entry_date": start + timedelta(days=chance.whole(-100, 400)),
        "excluded_class": chance.choice(["yes", "no"]),
        "eligible": chance.choice(["yes", "no"]),
        "owner": chance.choice(["yes", "no"]),
        "hce": chance.choice(["yes", "no"]),
        "closed_day_rule": chance.choice(["the business day after", "the same day"]),
        "pay_per_period": chance.choice([0, 2_500, 33_333.33]),
        "roth_catch_up_method": chance.choice([str(method) for method in RothCatchUpMethod]),
        "roth_deferral": chance.choice([0, 5_000, 24_500]),
        "match_cap": chance.choice([0, 1_234.56, "none"]),
        "after_tax_cap": chance.choice([0, 12_345.67]),
        "after_tax_cap_share": chance.choice([0.02, 0.25, 1, "none"]),
        "after_tax_cap_per_period": chance.choice([0, 333.33, "none"]),
        "after_tax_cap_share_per_period": chance.choice([0, 0.02, "none"]),
        "compensation_elsewhere": _dollars(chance, 200_000),
        "contribution_years": chance.choice([1, 5, 30]),
        "pay_growth": chance.choice([0, 0.03, -0.02]),
        "dividend_yield": chance.choice([0, 0.02]),
        "opening_balance": 10_000,
        "later_tax_rate": 0.12,
        "later_taxable_income": 50_000,
        "debt_rate": chance.choice([0.05, 0.22]),
        "hsa_coverage": chance.choice(["none", "self", "family"]),
        "years_to_retirement": chance.choice([1, 20]),
        "yearly_spending": 40_000,
        "lower_tax_rate": 0.1,
        "first_roth_ira_year": chance.choice([2015, year]),
        "rolled_in_roth_year": 2022,
    }
    if last is not None:
        rare["rehire_date"] = last + timedelta(days=chance.whole(0, 250))
        rare["last_paycheck"] = last + timedelta(days=chance.whole(0, 40))
    for name, value in rare.items():
        if chance.random() < 0.07:
            yield name, value
    if "employer 2 name" in facts and chance.random() < 0.4:
        share = {"owned by": "this employer", "share owned": chance.choice([0.3, 0.6, 0.9])}
        for column, value in {**share, "plan cap": 5_000, "group for 415": "B"}.items():
            yield f"employer 2 {column}", value
        yield "group_for_415", chance.choice([None, "B"])


def _of_a_termination(chance: Random, year: int) -> Iterator[tuple[str, Any]]:
    """A last day of work in the year, and perhaps no pay date after it."""
    if chance.random() < 0.15:
        yield "termination_date", date(year, 1, 1) + timedelta(days=chance.whole(0, 365))
        if chance.random() < 0.5:
            yield "pay_periods_left", chance.choice([0, 2])


def _of_pay(chance: Random, facts: Facts, start: date) -> Iterator[tuple[str, Any]]:
    """Dates instead of their number, a year that has begun, bonuses, a raise, elections."""
    if chance.random() < 0.7:
        as_of = start + timedelta(days=chance.whole(0, 364))
        begun = as_of > start + timedelta(days=31)
        yield "as_of", as_of
        yield "pay_frequency", chance.choice(["weekly", "biweekly", "semimonthly", "monthly"])
        yield "first_pay_date", start + timedelta(days=chance.whole(1, 16))
        yield "pay_periods", None
        yield "pay_periods_left", None
        if begun:
            share = (as_of - start).days / 365
            yield "pay_to_date", round(facts["compensation"] * share * 0.8, 2)
            yield "pretax_deferral_to_date", _dollars(chance, 15_000)
            yield "roth_deferral_to_date", _dollars(chance, 10_000)
            yield "match_to_date", _dollars(chance, 8_000)
        if chance.random() < 0.4:
            yield "bonus 1 date", start + timedelta(days=chance.whole(31, 360))
            yield "bonus 1 amount", round(facts["compensation"] * 0.05, 2)
            yield "bonus 1 deferral rate", chance.choice([0, 0.1, 0.5])
            yield "bonus 1 after tax rate", chance.choice([0, 0.1])
            if chance.random() < 0.3:  # also before the first one
                yield "bonus 2 date", start + timedelta(days=chance.whole(31, 360))
                yield "bonus 2 amount", 5_000
                yield "bonus 2 deferral rate", 0
                yield "bonus 2 after tax rate", chance.choice([0, 0.5])
        if chance.random() < 0.3:
            yield "raise 1 date", start + timedelta(days=chance.whole(60, 330))
            yield "raise 1 pay per period", round(facts["compensation"] / 60, 2)
    if chance.random() < 0.3:
        yield "deferral_to_come", None
        yield "deferral_rate", chance.choice([0, 0.06, 0.1, 0.5])
    if chance.random() < 0.2:
        yield "after_tax_rate", chance.choice([0, 0.1, 0.4])
    if chance.random() < 0.15:
        yield "matching_contribution", None
        yield "nonelective_contribution", None
        yield "match_to_date", None
        yield "employer_contribution", _dollars(chance, 30_000)


def _of_others(chance: Random) -> Iterator[tuple[str, Any]]:
    """Other employers, one of them perhaps of this one's group, and a business of one's own."""
    if chance.random() < 0.4:
        yield "controlled_group", chance.choice([None, "A"])
        for number in range(2, chance.choice([3, 4])):
            for column, most in {
                "compensation": 200_000,
                "elective deferral": 24_000,
                "matching contribution": 9_000,
                "nonelective contribution": 9_000,
                "after tax contribution": 9_000,
            }.items():
                yield f"employer {number} {column}", _dollars(chance, most)
            yield f"employer {number} name", f"Other {number}"
            yield f"employer {number} controlled group", chance.choice([None, "A"])
    if chance.random() < 0.25:
        yield "net_profit", _dollars(chance, 150_000)
        yield "self_employed_deferral", chance.choice([0, 5_000])
        yield "self_employed_contribution", chance.choice([0, 2_000])


def _of_conversion(chance: Random, year: int) -> Iterator[tuple[str, Any]]:
    """The conversion, its record, and assumptions for the years ahead."""
    yield "earnings", chance.choice([0, 150, 3_000, -200])
    yield "earnings_to_traditional_ira", chance.choice([None, None, "yes", "no"])
    yield "tax_rate", chance.choice([0.22, 0.24, 0.37])
    yield "state_rate", chance.choice([0.0, 0.05])
    yield "filing_status", chance.choice(["single", "mfj", "hoh"])
    yield "taxable_income", _dollars(chance, 500_000)
    yield "modified_agi", _dollars(chance, 500_000)
    yield "months_waiting", chance.choice([0, 6, 12])
    yield "annual_return", chance.choice([0.0, 0.07, -0.02])
    yield "years", chance.choice([1, 10, 30])
    yield "budget", _dollars(chance, 120_000)
    yield "debt", chance.choice([0, 10_000])
    yield "inflation", chance.choice([None, None, 0.025])
    held = 0.0
    for number in range(1, chance.choice([1, 1, 3])):
        held = 1_000.0 + chance.choice([0.0, 2.5, -1.25])
        yield f"conversion {number} date", date(year, 1 + number, 15)
        yield f"conversion {number} contribution", 1_000.0
        yield f"conversion {number} balance", held
        yield f"conversion {number} converted", held
        yield f"conversion {number} route", chance.choice(["in-plan", "Roth IRA"])
