"""The tables of a saver's case: raises, bonuses, other employers, and the record of conversions."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple, TypeAlias

from megaroth_xl.law.compensation import MatchTier

__all__ = ["FIELDS", "REQUIRED", "ROWS", "Bonus", "ConversionLine", "Employer", "Raise"]

Day: TypeAlias = date


class Raise(NamedTuple):
    """A new pay of one pay date, and the first date on which it is paid."""

    date: Day
    pay_per_period: float


class Bonus(NamedTuple):
    """A bonus with an election of its own; a share that is None is not known."""

    date: Day
    amount: float
    deferral_rate: float | None = None
    after_tax_rate: float | None = None


class Employer(NamedTuple):
    """Another employer of the year; amounts that are None are not known.

    `controlled_group` and `group_for_415` name a group; employers of one group count as one for the
    limit on annual additions, of `controlled_group` for all else too. `owned_by` and `share_owned`
    say the same of an owner's share instead (`employer_groups`).
    """

    name: str = ""
    controlled_group: str = ""
    group_for_415: str = ""
    owned_by: str = ""
    share_owned: float | None = None
    compensation: float | None = None
    elective_deferral: float | None = None
    matching_contribution: float | None = None
    nonelective_contribution: float | None = None
    after_tax_contribution: float | None = None
    plan_cap: float | None = None


class ConversionLine(NamedTuple):
    """A line of the record of conversions, dollars.

    `contribution` came in since the line before, `balance` is what the account held before the
    conversion; None where nothing was typed.
    """

    date: Day | None = None
    contribution: float | None = None
    balance: float | None = None
    converted: float | None = None
    route: str | None = None


ROWS: Mapping[str, Any] = {
    "match_tier": MatchTier,
    "raise": Raise,
    "bonus": Bonus,
    "employer": Employer,
    "conversion": ConversionLine,
}
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "match_tier": ("rate", "up_to"),
    "raise": ("date", "pay_per_period"),
    "bonus": ("date", "amount"),
    "employer": (),
    "conversion": (),
}
FIELDS: Mapping[str, str] = {
    "match_tier": "match_tiers",
    "raise": "raises",
    "bonus": "bonuses",
    "employer": "employers",
    "conversion": "conversions",
}
"""By table, the field that holds its rows."""
