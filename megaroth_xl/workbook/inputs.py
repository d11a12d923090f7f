"""What a person fills in, and the example people whose figures can be shown instead."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from megaroth_xl.workbook.permitted import PERMITTED, Permitted

__all__ = ["EXAMPLES", "INPUTS", "MATCH_TIERS", "SECTIONS", "Input", "Typed"]

Typed = float | str | date | None
"""What an input holds; None where it is blank."""
MATCH_TIERS = 3


@dataclass(frozen=True)
class Input:
    """One cell that a person fills in.

    Parameters
    ----------
    name
        Its name in formulas is this with ``input_`` before it.
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


SECTIONS: Mapping[str, tuple[Input, ...]] = MappingProxyType(
    {
        "person": (
            _input("year", "year", start=2026),
            _input("as_of", "date", "as_of", date(2026, 1, 1)),
            _input("age", "years", "age", 40),
            _input("filing_status", "text", "filing_status", "single"),
            _input("taxable_income", "dollars", start=200_000),
            _input("modified_agi", "dollars", start=225_000),
            _input("prior_year_wages", "dollars", start=176_100),
        ),
        "plan": (
            _input("compensation", "dollars", start=250_000),
            _input("pay_dates", "count", "pay_dates", 26),
            _input("pay_dates_left", "count", "pay_dates_left", 26),
            _input("match_rate_1", "rate", "match_rate", 1.0),
            _input("match_up_to_1", "rate", "rate", 0.06),
            _input("match_rate_2", "rate", "match_rate"),
            _input("match_up_to_2", "rate", "rate"),
            _input("match_rate_3", "rate", "match_rate"),
            _input("match_up_to_3", "rate", "rate"),
            _input("true_up", "text", "yes_or_no", "no"),
            _input("after_tax_is_matched", "text", "yes_or_no", "no"),
            _input("after_tax_allowed", "text", "yes_or_no", "yes"),
            _input("in_plan_rollover", "text", "yes_or_no", "yes"),
            _input("in_service_distribution", "text", "yes_or_no"),
            _input("conversions_per_year", "count", "times", 26),
            _input("plan_cap", "dollars"),
            _input("election_step", "rate", "step", 0.01),
        ),
        "this_year": (
            _input("deferral_pretax", "dollars", start=0),
            _input("deferral_roth", "dollars", start=0),
            _input("deferral_to_come", "dollars", start=24_500),
            _input("employer_so_far", "dollars", start=0),
            _input("employer_to_come", "dollars"),
            _input("after_tax_so_far", "dollars", start=0),
        ),
        "elsewhere": (
            _input("deferral_elsewhere", "dollars"),
            _input("pay_elsewhere", "dollars"),
        ),
        "full_year": (
            _input("deferral_rate", "rate", start=0.1),
            _input("after_tax_rate", "rate"),
        ),
        "conversion": (
            _input("earnings", "dollars", "signed_dollars", 150),
            _input("tax_rate", "rate", start=0.24),
            _input("state_rate", "rate", start=0.0),
            _input("months_waiting", "months", start=12),
        ),
        "assumptions": (
            _input("annual_return", "rate", "annual_return", 0.07),
            _input("dividend_yield", "rate", start=0.015),
            _input("capital_gains_rate", "rate", start=0.15),
            _input("opening_balance", "dollars", start=0),
            _input("years", "years", start=20),
            _input("later_tax_rate", "rate", start=0.24),
        ),
        "saving": (
            _input("budget", "dollars", start=100_000),
            _input("debt", "dollars", start=0),
            _input("hsa_coverage", "text", "hsa_coverage", "none"),
        ),
        "profiles": (
            _input("years_to_retirement", "years", start=10),
            _input("years_to_need", "years", start=3),
            _input("lower_tax_rate", "rate", start=0.12),
        ),
    }
)
"""Inputs by section, in the order of the sheet."""

INPUTS: Mapping[str, Input] = MappingProxyType(
    {entry.name: entry for section in SECTIONS.values() for entry in section}
)

ASSUMED = {
    name: INPUTS[name].start
    for section in ("assumptions", "profiles")
    for name in (entry.name for entry in SECTIONS[section])
}
"""What all examples share."""

EXAMPLES: Mapping[str, Mapping[str, Typed]] = MappingProxyType(
    {
        "high_earner": {
            **ASSUMED,
            "year": 2024,
            "as_of": date(2024, 1, 1),
            "age": 40,
            "filing_status": "mfj",
            "taxable_income": 270_000,
            "modified_agi": 300_000,
            "compensation": 300_000,
            "pay_dates": 24,
            "pay_dates_left": 24,
            "match_rate_1": 1.0,
            "match_up_to_1": 0.04,
            "true_up": "yes",
            "after_tax_allowed": "yes",
            "in_service_distribution": "yes",
            "conversions_per_year": 12,
            "deferral_to_come": 23_000,
            "deferral_rate": 0.08,
            "earnings": 150,
            "tax_rate": 0.24,
            "months_waiting": 12,
            "budget": 90_000,
            "hsa_coverage": "family",
        },
        "below_50": {
            **ASSUMED,
            "year": 2024,
            "as_of": date(2024, 12, 31),
            "age": 40,
            "filing_status": "single",
            "taxable_income": 150_000,
            "after_tax_allowed": "yes",
            "in_plan_rollover": "yes",
            "conversions_per_year": 12,
            "deferral_roth": 23_000,
            "employer_so_far": 10_000,
            "employer_to_come": 0,
            "earnings": 3_000,
            "tax_rate": 0.24,
            "months_waiting": 12,
            "budget": 59_000,
        },
        "from_50": {
            **ASSUMED,
            "year": 2024,
            "as_of": date(2024, 12, 31),
            "age": 52,
            "filing_status": "single",
            "taxable_income": 150_000,
            "after_tax_allowed": "yes",
            "in_plan_rollover": "yes",
            "conversions_per_year": 12,
            "deferral_roth": 30_500,
            "employer_so_far": 10_000,
            "employer_to_come": 0,
            "earnings": 3_000,
            "tax_rate": 0.24,
            "months_waiting": 12,
            "budget": 66_500,
        },
        "aged_61": {
            **ASSUMED,
            "year": 2026,
            "as_of": date(2026, 1, 1),
            "age": 61,
            "filing_status": "mfj",
            "taxable_income": 240_000,
            "modified_agi": 280_000,
            "prior_year_wages": 176_100,
            "compensation": 280_000,
            "pay_dates": 26,
            "pay_dates_left": 26,
            "match_rate_1": 1.0,
            "match_up_to_1": 0.03,
            "match_rate_2": 0.5,
            "match_up_to_2": 0.05,
            "true_up": "yes",
            "after_tax_allowed": "yes",
            "in_plan_rollover": "yes",
            "in_service_distribution": "yes",
            "conversions_per_year": 4,
            "plan_cap": 30_000,
            "deferral_to_come": 35_750,
            "deferral_rate": 0.13,
            "earnings": 600,
            "tax_rate": 0.24,
            "state_rate": 0.05,
            "months_waiting": 12,
            "years": 10,
            "budget": 110_000,
            "hsa_coverage": "self",
        },
        "job_change": {
            **ASSUMED,
            "year": 2026,
            "as_of": date(2026, 7, 1),
            "age": 35,
            "filing_status": "single",
            "taxable_income": 170_000,
            "modified_agi": 190_000,
            "compensation": 95_000,
            "pay_dates": 13,
            "pay_dates_left": 13,
            "match_rate_1": 0.5,
            "match_up_to_1": 0.06,
            "true_up": "no",
            "after_tax_allowed": "yes",
            "in_plan_rollover": "yes",
            "conversions_per_year": 26,
            "deferral_to_come": 9_500,
            "deferral_elsewhere": 15_000,
            "pay_elsewhere": 100_000,
            "deferral_rate": 0.1,
            "earnings": 100,
            "tax_rate": 0.24,
            "state_rate": 0.04,
            "months_waiting": 6,
            "budget": 40_000,
            "debt": 5_000,
        },
    }
)
"""Example people by key: the inputs they fill in; what is missing is blank."""
