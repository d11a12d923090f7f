"""The meaning of a heading in the roster's year, and its unit.

The words that only say how an amount is measured are set apart; what is left either means one
thing, or is one of the meanings that have to be asked about.
"""

import re
from dataclasses import dataclass, replace

from megaroth_xl.reports.roster.columns.heading_words import (
    STRETCHES,
    UNITS,
    HeadingWords,
    heading_words,
    plain,
    words_of,
)
from megaroth_xl.reports.roster.columns.meanings import (
    ALL_MONEY,
    ASKED,
    EXTRA,
    NO_MONEY,
    meaning_of,
)
from megaroth_xl.strategy.plan.participant_columns import COLUMNS, ColumnKind
from megaroth_xl.texts import LANGUAGES, keys, text

__all__ = ["Heading", "joined", "understood"]

PORTION = ": "
"""Stands in our labels between an amount and a portion of it."""


def _own() -> dict[str, str]:
    """Our column by each label of the start workbook that nobody else writes."""
    labels = {
        text(f"roster_columns.{name}.label", lang): name
        for lang in LANGUAGES
        for name in keys("roster_columns")
    }
    return {
        label: name for label, name in labels.items() if PORTION in label or not label.isascii()
    }


OWN = _own()


@dataclass(frozen=True)
class Heading:
    """The meaning of a heading.

    Parameters
    ----------
    text
        As it stands in the file; of a heading in two rows, both with a blank between.
    meaning
        One of our columns, or of the finer meanings from which they are made; "" where it is not
        understood.
    is_own
        Whether it is our own name, whose meaning is what `COLUMNS` says.
    is_rate
        Whether it says percent or rate.
    is_to_date
        Whether it says year to date.
    is_period
        Whether it says the current period, month or quarter.
    is_total
        Whether it says total.
    is_part
        Whether it names a half of the year, a quarter or a month.
    is_election
        Whether it says what was elected, which may not be what was contributed.
    is_kind
        Whether it is a kind of contribution that stands in the rows, each of which holds one: kinds
        are added up, and none is the total of others.
    """

    text: str
    meaning: str = ""
    is_own: bool = False
    is_rate: bool = False
    is_to_date: bool = False
    is_period: bool = False
    is_total: bool = False
    is_part: bool = False
    is_election: bool = False
    is_kind: bool = False


def joined(group: str, heading: str, year: int) -> Heading:
    """Return what a heading below a group's name says.

    Parameters
    ----------
    group
        The name above, which may stand over several columns; "" where there is none.
    heading
        The heading itself.
    year
        The year of the roster.
    """
    both = f"{group} {heading}".strip()
    found = understood(both, year)
    if found.meaning or not group or not heading:
        return found
    above, below = heading_words(group), heading_words(heading)
    if not below.core - below.said:  # only a unit or a year stands below
        return replace(understood(f"{group} {heading}", year), text=both)
    measured = " ".join((*above.said - {"percent", "rate"}, *map(str, above.years)))
    return replace(understood(f"{measured} {heading}", year), text=both)


def understood(heading: str, year: int) -> Heading:
    """Return what a heading says of a roster of this year.

    Parameters
    ----------
    heading
        As it stands in the file.
    year
        The year of the roster: a heading of the year before is of the look-back year.

    Examples
    --------
    >>> understood("401(k) Pre-Tax", 2026).meaning, understood("ER Match %", 2026).is_rate
    ('pretax_deferral', True)
    >>> understood("2025 Gross Wages", 2026).meaning
    'prior_year_compensation'
    """
    heading = heading.strip()
    name = OWN.get(heading, heading)
    if name in COLUMNS or name in EXTRA:
        own = {"compensation": "gross_pay"}.get(name, name)
        return Heading(heading, own, is_own=True)
    words = heading_words(heading)
    is_prior = ("prior" in words.said and year not in words.years) or year - 1 in words.years
    is_other = bool(words.years - {year, year - 1}) and not words.years & {year, year - 1}
    core = words.core - words.said
    short = {f"{year % 100:02}": year, f"{(year - 1) % 100:02}": year - 1}
    if (named := core & short.keys()) and meaning_of(core - named, words.said)[0]:
        core -= named
        is_prior |= {short[word] for word in named} == {year - 1}
    meaning, is_named = meaning_of(core, words.said)
    if not meaning and not core & NO_MONEY and UNKNOWN_MONEY.search(plain(heading)):
        meaning = "contribution"
    is_part = bool(core & STRETCHES) and (not meaning or meaning in ASKED)
    if is_part:
        meaning, is_named = meaning_of(core - STRETCHES, words.said)
    is_rate = bool(words.said & UNITS) and not is_named
    meaning = _of_year(meaning, words, is_prior=is_prior, is_other=is_other)
    if meaning in UNSETTLED and (explained := _without_explanation(heading, year)):
        return explained
    return Heading(
        heading,
        meaning,
        is_rate=is_rate,
        is_to_date="ytd" in words.said,
        is_period="current" in words.said,
        is_total="total" in words.said,
        is_part=is_part,
        is_election=bool(core & ELECTED) or (is_rate and "current" in words.said),
    )


def _without_explanation(heading: str, year: int) -> Heading | None:
    """A heading without what stands in brackets, where that only explains it."""
    inside = EXPLANATION.findall(heading)
    outside = EXPLANATION.sub(" ", heading).strip()
    if not inside or not outside:
        return None
    found = understood(outside, year)
    words = heading_words(" ".join(inside))
    is_pay = found.meaning in ("gross_pay", "plan_pay") and bool(words.core & BESIDE_PAY)
    changing = CHANGING | (ALL_MONEY - DEFERRED if is_pay else ALL_MONEY | BOXES)
    is_formula = any(map(FORMULA.fullmatch, inside)) and found.meaning in FIGURED
    has_digit = not is_pay and not is_formula and any(map(str.isdigit, words.core))
    if not found.meaning or words.core & changing or words.years or has_digit:
        return None
    return replace(found, text=heading)


UNSETTLED = ("", "contribution", "employer_contribution")
EXPLANATION = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
FORMULA = re.compile(
    r"(?i)(?=.*\d\s*%)(\d+(\.\d+)?\s*%?|of|on|the|first|next|up|to|then|plus|and|pay|comp(ensation)?|[\s+,/&-])+"
)
"""A match, as brackets explain it: 100% of 3% + 50% of 2%."""
FIGURED = frozenset({"matching_contribution", "safe_harbor_match", "elective_deferral"})
BESIDE_PAY = frozenset({"plus", "including", "include", "includes", "incl", "before", "pretax"})
BOXES = frozenset({"w2", "box"})
DEFERRED = frozenset({"deferral", "401k", "pretax", "contribution"})
"""What the pay of a year may be said to include."""
CHANGING = words_of(
    "er company ee elsewhere prior ytd current total excluded eligible ineligible entry severance "
    "percent rate second other excluding less net without minus no not last"
)
"""Words in brackets that change what a heading means."""
UNKNOWN_MONEY = re.compile(
    r"401k|403b|(?<!b)roth|match|deferr|pretax|aftertax|catchup|safeharbor|profitshar|nonelect"
    r"|^(ee|er)(?!o|isa|ror)[a-z]{2,5}\d?$"
)
"""In the letters of a heading that is not understood, and may all the same be a contribution."""
ELECTED = frozenset({"election", "elected"})
PAY = frozenset({"gross_pay", "plan_pay", "statutory_pay", "salary"})
DATED = frozenset(
    {"hire_date", "rehire_date", "termination_date", "birth_date", "employee_id", "name", "age"}
)


def _of_year(meaning: str, words: HeadingWords, *, is_prior: bool, is_other: bool) -> str:
    """The meaning in the year that the heading names."""
    column = COLUMNS.get(meaning)
    is_fact = meaning in DATED or (column is not None and column.kind is not ColumnKind.NUMBER)
    if meaning == "employee_id" and is_prior:
        return ""
    if not meaning or is_fact or not (is_prior or is_other):
        return meaning
    if is_other:
        return "historic"
    is_open = meaning == "gross_pay" and words.has_wages and not words.core & GROSS
    return "prior_wages" if is_open else OF_PRIOR_YEAR.get(meaning, "prior_amount")


GROSS = frozenset({"gross", "total", "w2"})
OF_PRIOR_YEAR = {
    **dict.fromkeys(PAY, "prior_year_compensation"),
    "prior_year_compensation": "prior_year_compensation",
    "box_5": "prior_year_compensation",
    "box_3": "prior_year_wages",
    "box_1": "prior_wages",
    "prior_year_wages": "prior_year_wages",
    "hce": "prior_hce",
    "nhce": "prior_amount",
    "owner": "owner",
}
"""By meaning, what it is of the year before."""
