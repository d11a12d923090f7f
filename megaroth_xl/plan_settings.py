"""A plan's settings: what each is called, what it takes, and what it means where it is blank."""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from enum import Enum
from types import MappingProxyType
from typing import Any

from megaroth_xl.quantities import COUNT, DOLLARS, RATE, Quantity, percent_cure
from megaroth_xl.strategy.pay.elections import STEP
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.strategy.plan.values import ELECTION_FILE, QUANTITIES, WORDS
from megaroth_xl.strategy.plan.words import VESTING, YEARS_OF_SERVICE
from megaroth_xl.texts import text

__all__ = ["SECTIONS", "SETTINGS", "Absent", "Entry", "EntryKind", "Setting"]

MATCH_RATE = Quantity(
    "a match rate from 0 to 5, such as 1 or 100%",
    lambda v: (v >= 0) & (v <= 5),  # noqa: PLR2004 - beyond it a percentage without its sign
    lambda v: percent_cure(v) if v > 1 else "",
    sign="%",
)


EXAMPLES: Mapping[str, object] = MappingProxyType(
    {
        "name": "Example Company 401(k) Plan",
        "plan_year_start": "01-01",
        "first_plan_year": False,
        "pay_periods": 26,
        "closed_day_rule": "the business day before",
        "pay_counted": "whole year",
        "eligibility_age": 21,
        "eligibility_months": 12,
        "accepts_roth": True,
        "higher_catch_up": True,
        "roth_catch_up_method": "total deferrals",
        "eaca": "none",
        "match_cap": 12_250,
        "match_pay_limit": "year to date",
        "true_up": True,
        "matches_after_tax": False,
        "vesting": "6-year graded",
        "accepts_after_tax": True,
        "after_tax_cap": 40_000,
        "after_tax_cap_share": 0.25,
        "after_tax_cap_per_period": 2_000,
        "after_tax_cap_share_per_period": 0.1,
        "in_plan_roth_rollover": True,
        "in_service_distribution": False,
        "adp_safe_harbor": "none",
        "acp_safe_harbor": False,
        "safe_harbor_nonelective": 0.03,
        "testing_method": "prior year",
        "prior_year_nhce_acp": 0.035,
        "prior_year_nhce_adp": 0.05,
        "top_paid_election": False,
        "top_paid_rounding": "up",
        "qnec_test": "acp",
        "qmac_test": "acp",
        "refund_order": "after-tax first",
        "refund_earnings_rate": 0.05,
        "contact": "Benefits, benefits@example.com",
        "letterhead": "Example Company",
        "closing": "Jane Doe, Benefits",
    }
)
"""What a person might type for each setting that takes one value."""


class EntryKind(Enum):
    """The kinds of values that settings take; each names a text of ``plan_settings.expected``."""

    YES_NO = "yes_no"
    DOLLARS = "dollars"
    SHARE = "share"
    RATE = "rate"
    RETURN = "return"
    COUNT = "count"
    NUMBER = "number"
    WORD = "word"
    MONTH_DAY = "month_day"
    TEXT = "text"
    LINES = "lines"


class Absent(Enum):
    """The meaning of a setting that is not given."""

    MISSING = "it has to be given"
    DEFAULT = "the default of the terms"
    NOTHING = "the plan has none"
    UNKNOWN = "it is not known"


@dataclass(frozen=True)
class Entry:
    """One value to type: its kind, the numbers or words that it takes, and its text.

    Parameters
    ----------
    key
        Of its label and note, under ``plan_settings.setting``.
    kind
        What it takes.
    quantity, words
        The numbers, or the words, that it takes.
    word_group
        Where those words stand under ``plan_settings.word``.
    example
        What a person might type.
    """

    key: str
    kind: EntryKind
    quantity: Quantity = DOLLARS
    words: tuple[str, ...] = ()
    word_group: str = ""
    example: object = ""

    def word(self, word: str, lang: str) -> str:
        """One of the words as a language shows it."""
        key = word.replace(" ", "_").replace("-", "_")
        return text(f"plan_settings.word.{self.word_group}.{key}", lang)

    def label(self, lang: str, number: int = 0) -> str:
        """Return what a sheet calls it."""
        return text(f"plan_settings.setting.{self.key}.label", lang, n=number)


@dataclass(frozen=True)
class Setting:
    """A setting of a plan.

    Parameters
    ----------
    name
        The field of `PlanTerms` that it sets.
    section
        Under which it stands.
    absent
        What it means where it is not given.
    entry
        What is typed for it; None where it has rows only.
    columns
        By short name, what each of its rows takes; none where it has no rows.
    row
        What its numbered names call a row, such as "match tier".
    rows
        How many rows a sheet shows.
    """

    name: str
    section: str
    absent: Absent
    entry: Entry | None
    columns: Mapping[str, Entry] = field(default_factory=dict)
    row: str = ""
    rows: int = 0

    @property
    def default(self) -> Any:
        """The value of the terms where it is not given; None for one that has to be."""
        found = next(each for each in fields(PlanTerms) if each.name == self.name)
        return None if found.default is MISSING else found.default

    def cells(self) -> Iterator[tuple[str, int, str, Entry]]:
        """The cells that a sheet has for it: name, the row's number or 0, column and entry."""
        if self.entry:
            yield self.name, 0, "", self.entry
        for number in range(1, self.rows + 1):
            for column, entry in self.columns.items():
                yield f"{self.row} {number} {column.replace('_', ' ')}", number, column, entry


def _plain(name: str, section: str, kind: EntryKind, absent: Absent = Absent.DEFAULT) -> Setting:
    words: tuple[str, ...] = ()
    if kind is EntryKind.WORD:
        words = tuple(VESTING) if name == "vesting" else tuple(map(str, WORDS[name]))
    quantity = QUANTITIES.get(name, COUNT if kind is EntryKind.COUNT else DOLLARS)
    entry = Entry(name, kind, quantity, words, name, EXAMPLES[name])
    return Setting(name, section, absent, entry)


def _rows(plain: Setting, row: str, rows: int, **columns: Entry) -> Setting:
    return Setting(
        plain.name, plain.section, plain.absent, plain.entry, MappingProxyType(columns), row, rows
    )


def _settings() -> Iterator[Setting]:
    must, none, unknown = Absent.MISSING, Absent.NOTHING, Absent.UNKNOWN
    yield _plain("name", "plan", EntryKind.TEXT, must)
    yield _plain("plan_year_start", "plan", EntryKind.MONTH_DAY)
    yield _plain("first_plan_year", "plan", EntryKind.YES_NO)
    yield _plain("pay_periods", "plan", EntryKind.COUNT, must)
    yield _plain("closed_day_rule", "plan", EntryKind.WORD)
    yield _plain("pay_counted", "plan", EntryKind.WORD)
    yield _plain("eligibility_age", "plan", EntryKind.NUMBER, unknown)
    yield _plain("eligibility_months", "plan", EntryKind.COUNT, unknown)

    yield _plain("accepts_roth", "deferrals", EntryKind.YES_NO, must)
    yield _plain("higher_catch_up", "deferrals", EntryKind.YES_NO)
    yield _plain("roth_catch_up_method", "deferrals", EntryKind.WORD, unknown)
    yield _plain("eaca", "deferrals", EntryKind.WORD)

    yield Setting(
        "match_tiers",
        "match",
        none,
        None,
        MappingProxyType(
            {
                "rate": Entry("match_tiers.rate", EntryKind.RATE, MATCH_RATE, example=1.0),
                "up_to": Entry("match_tiers.up_to", EntryKind.SHARE, RATE, example=0.03),
            }
        ),
        "match tier",
        4,
    )
    yield _plain("match_cap", "match", EntryKind.DOLLARS, none)
    yield _plain("match_pay_limit", "match", EntryKind.WORD)
    yield _plain("true_up", "match", EntryKind.YES_NO)
    yield _plain("matches_after_tax", "match", EntryKind.YES_NO)
    yield _rows(
        _plain("vesting", "match", EntryKind.WORD, unknown),
        "vesting step",
        6,
        years=Entry("vesting.years", EntryKind.NUMBER, YEARS_OF_SERVICE, example=1),
        share=Entry("vesting.share", EntryKind.SHARE, RATE, example=0.5),
    )

    yield _plain("accepts_after_tax", "after_tax", EntryKind.YES_NO, must)
    yield _plain("after_tax_cap", "after_tax", EntryKind.DOLLARS, none)
    yield _plain("after_tax_cap_share", "after_tax", EntryKind.SHARE, none)
    yield _plain("after_tax_cap_per_period", "after_tax", EntryKind.DOLLARS, none)
    yield _plain("after_tax_cap_share_per_period", "after_tax", EntryKind.SHARE, none)
    yield Setting(
        "election_step",
        "after_tax",
        Absent.DEFAULT,
        Entry("election_step", EntryKind.SHARE, STEP, example=0.01),
    )
    yield _plain("in_plan_roth_rollover", "after_tax", EntryKind.YES_NO, unknown)
    yield _plain("in_service_distribution", "after_tax", EntryKind.YES_NO, unknown)

    yield _plain("adp_safe_harbor", "tests", EntryKind.WORD)
    yield _plain("acp_safe_harbor", "tests", EntryKind.YES_NO)
    yield _plain("safe_harbor_nonelective", "tests", EntryKind.SHARE, none)
    yield _plain("testing_method", "tests", EntryKind.WORD)
    yield _plain("prior_year_nhce_acp", "tests", EntryKind.SHARE, unknown)
    yield _plain("prior_year_nhce_adp", "tests", EntryKind.SHARE, unknown)
    yield _plain("top_paid_election", "tests", EntryKind.YES_NO)
    yield _plain("top_paid_rounding", "tests", EntryKind.WORD)
    yield _plain("qnec_test", "tests", EntryKind.WORD, unknown)
    yield _plain("qmac_test", "tests", EntryKind.WORD)
    yield _plain("refund_order", "tests", EntryKind.WORD)
    yield _plain("refund_earnings_rate", "tests", EntryKind.RETURN, unknown)

    yield _plain("contact", "letters", EntryKind.LINES)
    yield _plain("letterhead", "letters", EntryKind.LINES)
    yield _plain("closing", "letters", EntryKind.LINES)
    held = Entry(
        "election_file.holds",
        EntryKind.WORD,
        DOLLARS,
        ELECTION_FILE,
        "election_file",
        "employee_id",
    )
    yield Setting(
        "election_file",
        "letters",
        none,
        None,
        MappingProxyType(
            {
                "holds": held,
                "heading": Entry("election_file.heading", EntryKind.TEXT, example="File #"),
            }
        ),
        "payroll column",
        6,
    )


SETTINGS: Mapping[str, Setting] = MappingProxyType({each.name: each for each in _settings()})
"""Every setting of a plan, in the order in which a sheet asks for them."""
SECTIONS = tuple(dict.fromkeys(each.section for each in SETTINGS.values()))
