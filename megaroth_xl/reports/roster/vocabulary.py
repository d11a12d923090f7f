"""What a heading says: the words of payroll systems, brought to one spelling and one meaning.

A heading is a few words in any order, with or without the employer's habits ("EE", "ER", "amt",
"%", "YTD", a year). The words that only say how the amount is measured are set apart; what is left
either means one thing, or is one of the meanings that have to be asked about.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from megaroth_xl.strategy.participants import COLUMNS, Column, Kind
from megaroth_xl.texts import LANGUAGES, keys, text

__all__ = ["ALIASES", "ASKED", "EXTRA", "NOT_USED", "Heading", "joined", "plain", "understood"]

EXTRA = {
    "name": Column(Kind.TEXT),
    "birth_date": Column(Kind.DATE),
}
"""What a roster may hold beside the columns of `Participants`."""

ALIASES: Mapping[str, str] = {
    # who
    "employee_id": "id, ee, ee id, ee number, ee code, id number, file number, clock number, "
    "payroll id, payroll number, payroll file number, person number, personnel number, "
    "사번, 직원번호",
    "ssn": "ssn, ssn number, ee ssn, ssn ee, tax id, ee tax id, ss number, ss",
    "name": "name, ee name, full name, payroll name, legal name, last name first name, last first "
    "name, 이름, 성명",
    "last_name": "last name, surname, family name, ee last name, name last, last",
    "first_name": "first name, given name, ee first name, name first, first, legal first name",
    "middle_name": "middle name, middle initial, mi, middle, ee middle name, ee mi",
    "suffix": "suffix, name suffix",
    "job": "job, job title, title, position, job description, 직무",
    "company": "company, er name, er, company name, company code, company number, legal entity, "
    "entity, entity name, ein, er ein, paying company, 회사, 회사명",
    "division": "division, division name, division code, location, location code, department, "
    "department name, department number, branch, site, business unit, cost center, 부서",
    "birth_date": "birth date, date birth, birthday, ee birth date, 생년월일",
    "age": "age, age december 31, age year end, age at year end, ee age, 나이, 연령",
    # dates
    "hire_date": "hire date, hire, hire date 1, ee hire date, employment date, date employment, "
    "employment start date, 입사일",
    "original_hire_date": "original hire date, original hire, first hire date, orig hire date",
    "rehire_date": "rehire date, rehire, hire date 2, recent hire date, latest hire date, "
    "adjusted rehire date, 재입사일",
    "termination_date": "termination date, termination, termination date 1, last day employment, "
    "last day, employment end date, ee termination date, 퇴사일, 퇴직일",
    "termination_date_2": "termination date 2",
    "last_day_worked": "last day worked, last date worked",
    "last_paycheck": "last paycheck, last paycheck date, final paycheck, final paycheck date, "
    "final pay date",
    "entry_date": "entry date, plan entry date, participation date, plan entry, 가입일",
    "pay_date": "pay date, check date, payment date, paycheck date, date paid, payroll date",
    "period_start": "pay period start, pay period begin, period start, period begin, "
    "pay period start date, pay period begin date, period start date, period begin date",
    "period_end": "pay period end, pay period ending, period end, period ending, "
    "pay period end date, pay period ending date, period end date, period ending date, "
    "pay end date",
    "start_date": "start date, begin date, start",
    "end_date": "end date, end",
    "status": "status, employment status, ee status, status code, employment status code, "
    "ee status code, 재직상태",
    # yes or no
    "eligible": "eligible, eligibility, plan eligible, eligibility status, eligible participate, "
    "is eligible, eligible status, ee eligible, 가입자격",
    "excluded_class": "excluded class, excluded, exclusion class, union, union ee, "
    "excluded ee, collectively bargained, bargaining unit, class exclusion",
    "hce": "hce, hce nhce, hce status, hce flag, highly compensated, highly compensated ee, "
    "is hce, nhce hce, highly compensated status, 고액보수 직원",
    "key_employee": "key ee, key, key flag, key ee status, key ee flag, is key ee",
    "owner": "owner, five percent owner, 5 percent owner, more than 5 percent owner, "
    "5 owner, more than 5 owner, over 5 owner, "
    "greater than 5 percent owner, over 5 percent owner, is owner",
    "ownership_percent": "ownership, ownership percent, owner percent, percent owner, "
    "percent ownership, percent owned, percentage ownership, 지분율",
    "family_of": "family, family attribution, family relationship, family ee, related, "
    "relationship, family of, attribution, relative",
    # pay
    "gross_pay": "pay, gross pay, gross, total pay, total gross pay, year pay, gross salary before "
    "deductions, gross salary, pay before deductions, gross pay before deductions, gross total, "
    "급여, 총급여, 연봉",
    "plan_pay": "plan pay, eligible pay, plan eligible pay, 401k pay, 401k eligible pay, "
    "pensionable pay, plan year pay, deferral eligible pay, eligible plan pay",
    "statutory_pay": "415 pay, statutory pay, 415 c 3 pay, section 415 pay, 415c pay",
    "salary": "salary, base salary, base pay, pay rate, base rate, annual rate, contract salary",
    "box_1": "box 1, w2 box 1, box 1 pay, w2 box 1 pay, federal taxable pay, taxable pay, "
    "federal taxable gross, w2 pay, w2 pay box 1",
    "box_3": "box 3, w2 box 3, box 3 pay, w2 box 3 pay, social security pay, fica pay, "
    "oasdi pay, ss pay, social security taxable pay",
    "box_5": "box 5, w2 box 5, box 5 pay, w2 box 5 pay, medicare pay, medicare taxable pay",
    "pay_part": "bonus, bonuses, bonus pay, overtime, overtime pay, commission, commissions, "
    "regular pay, excluded pay, post severance pay, severance, "
    "severance pay, fringe, section 125, cafeteria, net pay, net, take home pay, officer",
    "hours": "hours, hours service, hours worked, total hours, service hours",
    "prior_year_compensation": "look back pay, lookback pay, 전년도 급여, 전년 급여",
    "prior_year_wages": "",
    "pay_before_entry": "pre entry pay, preentry pay, pay before entry, pay before eligibility, "
    "pay prior entry",
    "pay_to_date": "",
    "pay_per_period": "pay per period, pay per paycheck, pay per pay date, period pay, pay per pay "
    "period, per period pay, per pay period pay",
    "pay_periods_left": "periods left, pay periods left, pay dates left, paychecks left, "
    "pay periods remaining, remaining pay periods, periods remaining, remaining paychecks",
    # contributions, beside what `_money` understands
    "elective_deferral": "납입액, 급여공제 납입",
    "matching_contribution": "매칭, 회사 매칭",
    "after_tax_contribution": "세후 납입, 세후",
    "deferral_elsewhere": "deferral elsewhere, deferrals with other employers, "
    "other plan deferral, deferrals with other employer, other er deferral, deferral other er",
    "additions_in_other_plan": "additions in other plan, other plan additions, annual additions "
    "other plan",
}
"""Headings by what they mean; words are brought to one spelling first (`_words`)."""

NOT_USED = frozenset(
    {
        "suffix",
        "last_day_worked",
        "pay_part",
        "hours",
        "box_1",
        "box_3",
        "salary",
        "historic",
        "period_amount",
        "prior_amount",
    }
)
"""Meanings that are known, and of which nothing is taken while others say the same."""

ASKED = {
    "employee_contribution": ("elective_deferral", "after_tax_contribution"),
    "post_tax": ("roth_deferral", "after_tax_contribution"),
    "roth_after_tax": ("roth_deferral", "after_tax_contribution"),
    "employer_contribution": ("matching_contribution", "nonelective_contribution"),
    "safe_harbor": ("safe_harbor_match", "safe_harbor_nonelective"),
    "discretionary": ("matching_contribution", "profit_sharing"),
    "prior_wages": ("prior_year_compensation", "prior_year_wages"),
}
"""Meanings that fit two of our columns."""

PHRASES = (
    (r"\b40[13]\s*\(?-?\s*[kb]\b\)?", " 401k "),
    (r"\bafter[\s_-]*tax\b", " aftertax "),
    (r"\bpost[\s_-]*tax\b", " posttax "),
    (r"\b(pre|before)[\s_-]*tax\b", " pretax "),
    (r"\bcatch[\s_-]*ups?\b", " catchup "),
    (r"\bnon[\s_-]*elective\b", " nonelective "),
    (r"\bnon[\s_-]*roth\b", " nonroth "),
    (r"\bre[\s_-]?hired?\b", " rehire "),
    (r"\b(year[\s_-]*)?to[\s_-]*date\b|\by-?t-?d\b", " ytd "),
    (
        r"\b(prior|previous|preceding|last|look[\s_-]?back)[\s_-]*(plan[\s_-]*)?(year|yr)('?s)?\b",
        " prior ",
    ),
    (r"\bp\.?y\b", " prior "),
    (r"\bw[\s_-]?2\b", " w2 "),
    (r"\bsafe[\s_-]*harbou?r\b", " safeharbor "),
    (r"\bprofit[\s_-]*shar(ing|e)\b", " profitsharing "),
    (r"\btrue[\s_-]*ups?\b", " trueup "),
    (r"\bsocial[\s_-]*security[\s_-]*(number|no|num|#)", " ssn "),
    (r"\bsoc[\s_-]*sec[\s_-]*(number|no|num|#|nbr)", " ssn "),
    (r"\bnon[\s_-]?hce\b", " nhce "),
    (r"\bso far\b", " ytd "),
    (r"\by(es)?\s*/\s*no?\b", " "),
)
"""Words that belong together, in any of their spellings."""

SPELLINGS: Mapping[str, str] = {
    spelling: word
    for word, spellings in {
        "ee": "employee employees employee's employees' ees emp empl participant participants "
        "associate associates worker workers ee's",
        "er": "employer employers employer's er's",
        "contribution": "contributions contrib contribs contr cont contribution's",
        "deferral": "deferrals deferral's defer deferred deferal deferals",
        "match": "matching matches matched",
        "pay": "pays compensation comp wages wage earnings earning earned",
        "birth": "birthdate dob",
        "hire": "hired doh hires",
        "rehire": "dorh rehires",
        "termination": "term terminated dot separation terminations termdate",
        "number": "no num nbr nr",
        "id": "ids identifier identification",
        "percent": "pct percentage perc percents",
        "forfeiture": "forfeitures forf",
        "voluntary": "vol",
        "allocation": "allocations allocated alloc",
        "department": "dept dpt",
        "division": "div",
        "company": "co corp corporation",
        "eligible": "elig",
        "eligibility": "eligibilty",
        "original": "orig",
        "discretionary": "disc",
        "qualified": "qual",
        "traditional": "trad",
        "pretax": "pretaxed",
        "rate": "rates",
        "prior": "previous",
        "year": "yr years yearly",
        "december": "dec",
        "ownership": "owned",
        "election": "elections",
        "ss": "ssno",
    }.items()
    for spelling in spellings.split()
}
"""The spelling of each word that stands for others."""

SEVERAL: Mapping[str, tuple[str, ...]] = {
    "dob": ("birth", "date"),
    "birthdate": ("birth", "date"),
    "birthday": ("birth", "date"),
    "doh": ("hire", "date"),
    "dot": ("termination", "date"),
    "dorh": ("rehire", "date"),
    "shnec": ("safeharbor", "nonelective"),
    "shm": ("safeharbor", "match"),
    "sh": ("safeharbor",),
    "nec": ("nonelective",),
    "ps": ("profitsharing",),
    "termdate": ("termination", "date"),
    "hiredate": ("hire", "date"),
    "qaca": ("safeharbor",),
}
"""Abbreviations of several words."""


def _words_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


SILENT = _words_of(
    "the of for in to and on as from by this is a an annual annualized amount amounts amt mm dd "
    "yyyy yy fy total curr with at"
)
"""Words that change nothing."""
WAGES = frozenset({"wages", "wage"})
UNITS = frozenset({"percent", "rate"})
DOLLARS = frozenset({"dollars", "dollar", "usd"})
PERIOD = frozenset({"current", "period"})

EMPLOYEE_WORDS = frozenset(
    {
        "ee",
        "contribution",
        "401k",
        "deferral",
        "elective",
        "salary",
        "reduction",
        "plan",
        "election",
        "elected",
    }
)
EMPLOYER_WORDS = frozenset(
    {"er", "contribution", "401k", "plan", "company", "basic", "enhanced", "formula"}
)
DEFERRAL_WORDS = frozenset({"deferral", "401k", "reduction"})

EMPLOYEE_MONEY: Mapping[frozenset[str], str] = {
    frozenset(words.split()): meaning
    for meaning, kinds in {
        "pretax_deferral": ("pretax", "traditional", "pretax traditional", "regular pretax"),
        "roth_deferral": ("roth", "designated roth"),
        "catch_up_deferral": ("catchup", "age 50 catchup", "50 catchup"),
        "catch_up_pretax": ("catchup pretax", "catchup traditional"),
        "catch_up_roth": ("catchup roth",),
        "after_tax_contribution": (
            "aftertax",
            "aftertax voluntary",
            "aftertax nonroth",
            "aftertax nonroth voluntary",
            "aftertax non roth",
        ),
        "employee_contribution": ("voluntary",),
        "post_tax": ("posttax", "posttax voluntary"),
        "roth_after_tax": ("aftertax roth", "posttax roth"),
    }.items()
    for words in kinds
}
EMPLOYER_MONEY: Mapping[frozenset[str], str] = {
    frozenset(words.split()): meaning
    for meaning, kinds in {
        "matching_contribution": ("match", "regular match", "매칭"),
        "safe_harbor_match": ("safeharbor match",),
        "discretionary_match": ("discretionary match",),
        "match_true_up": ("trueup match", "trueup"),
        "qmac": ("qmac", "qualified match"),
        "nonelective_contribution": ("nonelective", "nonelective other", "nonelective nonmatch"),
        "other_employer": ("other",),
        "safe_harbor_nonelective": (
            "safeharbor nonelective",
            "safeharbor 3",
            "safeharbor 3 nonelective",
        ),
        "profit_sharing": (
            "profitsharing",
            "profitsharing discretionary",
            "profitsharing nonelective",
            "profitsharing nonelective discretionary",
        ),
        "qnec": ("qnec", "qualified nonelective"),
        "forfeitures": ("forfeiture", "forfeiture allocation", "allocation forfeiture"),
        "safe_harbor": ("safeharbor", "safeharbor mandatory"),
        "discretionary": ("discretionary",),
    }.items()
    for words in kinds
}


@dataclass(frozen=True)
class Heading:
    """What a heading says.

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
        Whether it says the current period.
    is_total
        Whether it says total.
    """

    text: str
    meaning: str = ""
    is_own: bool = False
    is_rate: bool = False
    is_to_date: bool = False
    is_period: bool = False
    is_total: bool = False


@dataclass(frozen=True)
class _Words:
    """The words of a heading, those that say how it is measured set apart."""

    core: frozenset[str]
    years: frozenset[int]
    said: frozenset[str]
    has_wages: bool


def plain(heading: str) -> str:
    """A heading stripped of all but its letters and digits, to compare two of them.

    >>> plain(" Gross-Pay ($)") == plain("gross pay")
    True
    """
    return re.sub(r"[\W_]", "", heading.casefold())


@cache
def _words(heading: str) -> _Words:
    text = unicodedata.normalize("NFKC", heading)
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).casefold().replace("_", " ")
    for pattern, spelled in PHRASES:
        text = re.sub(pattern, spelled, text)
    text = re.sub(r"\b([0-9]+)\s*%", r"\1 ", text)  # 3% safe harbor is a name, not a unit
    text = text.replace("%", " percent ").replace("$", " dollars ").replace("#", " number ")
    found: list[str] = []
    for word in re.findall(r"[\w']+", text):
        found += SEVERAL.get(word, (SPELLINGS.get(word, word),))
    years = {int(word) for word in found if re.fullmatch("(19|20)[0-9]{2}", word)}
    core = {w for w in found if w not in SILENT and not re.fullmatch("(fy)?(19|20)[0-9]{2}", w)}
    said = core & (UNITS | DOLLARS | {"ytd", "prior", "current"}) | (
        {"total"} if "total" in found else set()
    )
    has_wages = any(word in WAGES for word in re.findall(r"[a-z]+", text))
    return _Words(frozenset(core), frozenset(years), frozenset(said), has_wages)


def _table() -> dict[frozenset[str], str]:
    """The meaning of each set of words in `ALIASES`."""
    found: dict[frozenset[str], str] = {}
    for meaning, headings in ALIASES.items():
        for heading in headings.split(","):
            if words := _words(heading.strip()).core:
                found.setdefault(words, meaning)
    return found


TABLE = _table()


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


def joined(group: str, heading: str, year: int) -> Heading:
    """What a heading below a group's name says.

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
    above, below = _words(group), _words(heading)
    if not below.core - below.said:  # only a unit or a year stands below
        return replace(understood(f"{group} {heading}", year), text=both)
    measured = " ".join((*above.said - {"percent", "rate"}, *map(str, above.years)))
    return replace(understood(f"{measured} {heading}", year), text=both)


def understood(heading: str, year: int) -> Heading:
    """What a heading says of a roster of this year.

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
    words = _words(heading)
    core = words.core - words.said
    is_prior = "prior" in words.said or year - 1 in words.years
    is_other = bool(words.years - {year, year - 1}) and not words.years & {year, year - 1}
    is_rate = bool(words.said & UNITS)
    with_units = core | (words.said & UNITS)
    meaning = TABLE.get(with_units, "") or TABLE.get(core, "") or _money(core)
    if meaning in ("ownership_percent",) or TABLE.get(with_units):
        is_rate = False
    meaning = _of_year(meaning, words, is_prior=is_prior, is_other=is_other)
    return Heading(
        heading,
        meaning,
        is_rate=is_rate,
        is_to_date="ytd" in words.said,
        is_period="current" in words.said,
        is_total="total" in words.said,
    )


def _money(core: frozenset[str]) -> str:
    """The contribution that some words name."""
    rest = core - EMPLOYEE_WORDS
    if not rest and core & DEFERRAL_WORDS:
        return "elective_deferral"
    if core and core <= {"ee", "contribution"}:
        return "employee_contribution"
    if rest in EMPLOYEE_MONEY and "er" not in core:
        return EMPLOYEE_MONEY[rest]
    rest = core - EMPLOYER_WORDS
    if rest in EMPLOYER_MONEY and "ee" not in core:
        return EMPLOYER_MONEY[rest]
    who, what = core & {"er", "company"}, core - {"er", "company"}
    if (who and what and what <= {"contribution", "401k"}) or core == {
        "contribution",
        "401k",
        "er",
    }:
        return "employer_contribution"
    return ""


PAY = frozenset({"gross_pay", "plan_pay", "statutory_pay", "salary"})
DATED = frozenset(
    {"hire_date", "rehire_date", "termination_date", "birth_date", "employee_id", "name", "age"}
)


def _of_year(meaning: str, words: _Words, *, is_prior: bool, is_other: bool) -> str:
    """The meaning in the year that the heading names."""
    column = COLUMNS.get(meaning)
    is_fact = meaning in DATED or (column is not None and column.kind is not Kind.NUMBER)
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
    "hce": "hce",
    "owner": "owner",
}
"""By meaning, what it is of the year before."""
