"""The cells a person fills in on Inputs, and the example people who can be shown instead."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from megaroth_xl.workbook.permitted import PERMITTED, Permitted

__all__ = ["EXAMPLES", "INPUTS", "SECTIONS", "Input", "Typed"]

Typed = float | str | date | None
"""What an input holds; None where it is blank."""


@dataclass(frozen=True)
class Input:
    """One cell that a person fills in.

    Parameters
    ----------
    name
        The fact of the case that it gives, by its name ("age") or numbered name ("bonus 1 date").
    unit
        Its unit.
    permitted
        What it takes.
    start
        What a new workbook has there.
    """

    name: str
    unit: str
    permitted: Permitted
    start: Typed = None


def _input(name: str, unit: str, permitted: str = "", start: Typed = None) -> Input:
    return Input(name, unit, PERMITTED[permitted or unit], start)


def _yes_no(name: str, start: Typed = None) -> Input:
    return _input(name, "text", "yes_or_no", start)


def _tier(number: int, rate: Typed = None, up_to: Typed = None) -> tuple[Input, Input]:
    return (
        _input(f"match tier {number} rate", "rate", "match_rate", rate),
        _input(f"match tier {number} up to", "rate", start=up_to),
    )


def _bonus(number: int) -> tuple[Input, ...]:
    return (
        _input(f"bonus {number} date", "date", "day"),
        _input(f"bonus {number} amount", "dollars"),
        _input(f"bonus {number} deferral rate", "rate"),
        _input(f"bonus {number} after tax rate", "rate"),
    )


SECTIONS: Mapping[str, tuple[Input, ...]] = MappingProxyType(
    {
        "person": (
            _input("year", "year", start=2026),
            _input("as_of", "date", "day", date(2026, 1, 1)),
            _input("age", "years", "age", 40),
            _input("filing_status", "text", "filing_status", "single"),
            _input("taxable_income", "dollars", start=200_000),
            _input("modified_agi", "dollars", "signed_dollars", 225_000),
            _input("prior_year_wages", "dollars", start=176_100),
            _input("prior_year_compensation", "dollars", start=240_000),
            _yes_no("owner"),
            _yes_no("hce"),
            _input("hire_date", "date", "day"),
            _input("termination_date", "date", "day"),
        ),
        "pay": (
            _input("compensation", "dollars", start=250_000),
            _input("pay_to_date", "dollars"),
            _input("pay_frequency", "text", "pay_frequency", "biweekly"),
            _input("first_pay_date", "date", "day", date(2026, 1, 9)),
            _input("pay_periods", "count", "pay_dates"),
            _input("pay_periods_left", "count", "pay_dates_left"),
            _input("pay_per_period", "dollars"),
            _input("raise 1 date", "date", "day"),
            _input("raise 1 pay per period", "dollars"),
            *_bonus(1),
            *_bonus(2),
        ),
        "plan": (
            *_tier(1, 1.0, 0.06),
            *_tier(2),
            *_tier(3),
            _input("match_cap", "dollars", "cap"),
            _input("match_pay_limit", "text", "match_pay_limit"),
            _yes_no("true_up", "no"),
            _yes_no("matches_after_tax", "no"),
            _yes_no("accepts_after_tax", "yes"),
            _yes_no("accepts_roth", "yes"),
            _yes_no("higher_catch_up", "yes"),
            _input("roth_catch_up_method", "text", "roth_catch_up_method"),
            _yes_no("in_plan_roth_rollover", "yes"),
            _yes_no("in_service_distribution"),
            _input("conversions_per_year", "count", "times", 26),
            _input("after_tax_cap", "dollars", "cap", "none"),
            _input("after_tax_cap_share", "rate", "cap_share"),
            _input("after_tax_cap_per_period", "dollars", "cap"),
            _input("after_tax_cap_share_per_period", "rate", "cap_share"),
            _input("election_step", "rate", "step", 0.01),
            _input("closed_day_rule", "text", "closed_day_rule"),
        ),
        "year": (
            _input("pretax_deferral_to_date", "dollars", start=0),
            _input("roth_deferral_to_date", "dollars", start=0),
            _input("deferral_to_come", "dollars", start=24_500),
            _input("deferral_rate", "rate"),
            _input("match_to_date", "dollars", start=0),
            _input("matching_contribution", "dollars"),
            _input("nonelective_contribution", "dollars", start=0),
            _input("employer_contribution", "dollars"),
            _input("after_tax_contribution", "dollars", start=0),
            _input("after_tax_rate", "rate"),
            _input("additions_in_other_plan", "dollars"),
        ),
        "elsewhere": (
            _input("deferral_elsewhere", "dollars", start=0),
            _input("compensation_elsewhere", "dollars"),
            _input("controlled_group", "text", "note"),
            _input("group_for_415", "text", "note"),
            _input("owned_by", "text", "note"),
            _input("share_owned", "rate"),
        ),
        "self_employment": (
            _input("net_profit", "dollars"),
            _input("self_employed_deferral", "dollars"),
            _input("self_employed_contribution", "dollars"),
            _input("self_employed_after_tax", "dollars"),
        ),
        "conversion": (
            _input("earnings", "dollars", "signed_dollars", 150),
            _yes_no("earnings_to_traditional_ira"),
            _input("tax_rate", "rate", start=0.24),
            _input("state_rate", "rate", start=0.0),
            _input("months_waiting", "months", start=12),
            _input("first_roth_ira_year", "year", "past_year", 2020),
            _input("first_roth_account_year", "year", "past_year", 2024),
            _input("rolled_in_roth_year", "year", "past_year"),
        ),
        "assumptions": (
            _input("annual_return", "rate", "annual_return", 0.07),
            _input("dividend_yield", "rate", start=0.015),
            _input("capital_gains_rate", "rate", start=0.15),
            _input("opening_balance", "dollars", start=0),
            _input("years", "years", start=20),
            _input("contribution_years", "years"),
            _input("inflation", "rate", "inflation"),
            _input("pay_growth", "rate", "annual_return"),
            _input("later_tax_rate", "rate", start=0.24),
            _input("later_taxable_income", "dollars"),
        ),
        "saving": (
            _input("budget", "dollars", start=100_000),
            _input("debt", "dollars", start=0),
            _input("debt_rate", "rate"),
            _input("hsa_coverage", "text", "hsa_coverage", "none"),
        ),
        "profiles": (
            _input("years_to_retirement", "years", start=10),
            _input("years_until_access", "years", start=10),
            _input("yearly_spending", "dollars"),
            _input("years_to_need", "years", start=3),
            _input("lower_tax_rate", "rate", start=0.12),
            _input("years_to_lower_income", "years", start=10),
        ),
    }
)
"""Inputs by section, in the order of the sheet."""

INPUTS: Mapping[str, Input] = MappingProxyType(
    {entry.name: entry for section in SECTIONS.values() for entry in section}
)

SHARED = {
    **{
        name: INPUTS[name].start
        for section in ("assumptions", "profiles")
        for name in (entry.name for entry in SECTIONS[section])
    },
    "accepts_after_tax": "yes",
    "accepts_roth": "yes",
    "after_tax_cap": "none",
    "pretax_deferral_to_date": 0,
    "after_tax_contribution": 0,
    "deferral_elsewhere": 0,
    "state_rate": 0.0,
    "months_waiting": 12,
    "first_roth_ira_year": 2020,
    "first_roth_account_year": 2022,
    "debt": 0,
    "hsa_coverage": "none",
}
"""What the examples share where they do not say otherwise."""
WITH_MATCH = {"roth_deferral_to_date": 0, "match_to_date": 0, "nonelective_contribution": 0}
"""What those share whose year is to come."""

OF_THE_GUIDE: Mapping[str, Typed] = {
    **SHARED,
    "year": 2024,
    "as_of": date(2024, 12, 31),
    "filing_status": "single",
    "taxable_income": 150_000,
    "modified_agi": 175_000,
    "prior_year_wages": 160_200,
    "prior_year_compensation": 165_000,
    "compensation": 190_000,
    "pay_periods": 24,
    "pay_periods_left": 0,
    "in_plan_roth_rollover": "yes",
    "conversions_per_year": 12,
    "deferral_to_come": 0,
    "employer_contribution": 10_000,
    "earnings": 3_000,
    "tax_rate": 0.24,
}
"""The guide's saver of 2024, below and from 50."""
EXAMPLES: Mapping[str, Mapping[str, Typed]] = MappingProxyType(
    {
        "high_earner": {
            **SHARED,
            **WITH_MATCH,
            "year": 2024,
            "as_of": date(2024, 1, 1),
            "age": 40,
            "filing_status": "mfj",
            "taxable_income": 270_000,
            "modified_agi": 300_000,
            "prior_year_wages": 160_200,
            "prior_year_compensation": 290_000,
            "compensation": 300_000,
            "pay_periods": 24,
            "pay_periods_left": 24,
            "match tier 1 rate": 1.0,
            "match tier 1 up to": 0.04,
            "true_up": "yes",
            "in_plan_roth_rollover": "no",
            "in_service_distribution": "yes",
            "conversions_per_year": 12,
            "deferral_to_come": 23_000,
            "earnings": 150,
            "tax_rate": 0.24,
            "budget": 90_000,
            "hsa_coverage": "family",
        },
        "below_50": {
            **OF_THE_GUIDE,
            "age": 40,
            "roth_deferral_to_date": 23_000,
            "budget": 59_000,
        },
        "from_50": {
            **OF_THE_GUIDE,
            "age": 52,
            "roth_deferral_to_date": 30_500,
            "budget": 66_500,
        },
        "aged_61": {
            **SHARED,
            **WITH_MATCH,
            "year": 2026,
            "as_of": date(2026, 1, 1),
            "age": 61,
            "filing_status": "mfj",
            "taxable_income": 240_000,
            "modified_agi": 280_000,
            "prior_year_wages": 176_100,
            "prior_year_compensation": 270_000,
            "compensation": 280_000,
            "pay_frequency": "biweekly",
            "first_pay_date": date(2026, 1, 9),
            "match tier 1 rate": 1.0,
            "match tier 1 up to": 0.03,
            "match tier 2 rate": 0.5,
            "match tier 2 up to": 0.05,
            "true_up": "yes",
            "higher_catch_up": "yes",
            "in_plan_roth_rollover": "yes",
            "in_service_distribution": "yes",
            "conversions_per_year": 4,
            "after_tax_cap": 30_000,
            "election_step": 0.01,
            "deferral_to_come": 35_750,
            "earnings": 600,
            "tax_rate": 0.24,
            "state_rate": 0.05,
            "years": 10,
            "budget": 110_000,
            "hsa_coverage": "self",
        },
        "job_change": {
            **SHARED,
            **WITH_MATCH,
            "year": 2026,
            "as_of": date(2026, 7, 1),
            "age": 35,
            "filing_status": "single",
            "taxable_income": 170_000,
            "modified_agi": 190_000,
            "prior_year_wages": 0,
            "prior_year_compensation": 0,
            "hire_date": date(2026, 7, 1),
            "compensation": 95_000,
            "pay_to_date": 0,
            "pay_frequency": "biweekly",
            "first_pay_date": date(2026, 7, 10),
            "match tier 1 rate": 0.5,
            "match tier 1 up to": 0.06,
            "true_up": "no",
            "in_plan_roth_rollover": "yes",
            "conversions_per_year": 26,
            "election_step": 0.01,
            "deferral_to_come": 9_500,
            "deferral_elsewhere": 15_000,
            "compensation_elsewhere": 100_000,
            "earnings": 100,
            "tax_rate": 0.24,
            "state_rate": 0.04,
            "months_waiting": 6,
            "budget": 40_000,
            "debt": 5_000,
        },
    }
)
"""Example people by key: the facts that they give; what is missing is blank."""
