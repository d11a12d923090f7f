"""The meanings of headings: the names that payroll systems and TPAs give each column."""

from collections.abc import Mapping

from megaroth_xl.quantities import RATE
from megaroth_xl.reports.roster.columns.aliases import ALIASES
from megaroth_xl.reports.roster.columns.heading_words import (
    DOLLAR_WORDS,
    UNITS,
    heading_words,
    words_of,
)
from megaroth_xl.strategy.plan.participant_columns import Column, ColumnKind

__all__ = ["ASKED", "EXTRA", "PAYROLL", "meaning_of"]

EXTRA = {
    "name": Column(ColumnKind.TEXT),
    "birth_date": Column(ColumnKind.DATE),
}
"""What a roster may hold beside the columns of `Participants`."""

PAYROLL = {
    "pay_date": Column(ColumnKind.DATE),
    "deferral_percent": Column(ColumnKind.NUMBER, RATE),
    "deferral_dollars": Column(ColumnKind.NUMBER),
    "after_tax_percent": Column(ColumnKind.NUMBER, RATE),
    "after_tax_dollars": Column(ColumnKind.NUMBER),
}
"""What a payroll file may hold beside: the day of the pay, and what was elected from it."""

ASKED = {
    "contribution": (
        "elective_deferral",
        "after_tax_contribution",
        "matching_contribution",
        "nonelective_contribution",
    ),
    "employee_contribution": ("elective_deferral", "after_tax_contribution"),
    "second_pay": ("compensation",),
    "maybe_catch_up": ("catch_up_deferral",),
    "pretax_deductions": ("elective_deferral",),
    "after_tax_deductions": ("after_tax_contribution",),
    "post_tax": ("roth_deferral", "after_tax_contribution"),
    "roth_after_tax": ("roth_deferral", "after_tax_contribution"),
    "employer_contribution": ("matching_contribution", "nonelective_contribution"),
    "safe_harbor": ("safe_harbor_match", "safe_harbor_nonelective"),
    "discretionary": ("matching_contribution", "profit_sharing"),
    "prior_wages": ("prior_year_compensation", "prior_year_wages"),
    "other_plan": ("additions_in_other_plan", "nonelective_contribution"),
}
"""Meanings that fit several of our columns."""

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
        "deduction",
        "planyear",
        "withheld",
    }
)
EMPLOYER_WORDS = frozenset(
    {"er", "contribution", "401k", "plan", "company", "formula", "planyear", "allocation"}
)
OPEN_EMPLOYER_WORDS = frozenset(
    {"contribution", "401k", "allocation", "basic", "base", "automatic", "auto", "fixed", "amount"}
)
"""Words beside the employer's that leave open whether it matches."""
DEFERRAL_WORDS = frozenset({"deferral", "401k", "reduction"})
REGULAR = "regular"
"""A kind of deferral beside the word for one; alone it may be pay."""
DEDUCTED = frozenset({"deferral", "401k", "roth", "catchup"})

DEDUCTIONS = {
    "pretax": "pretax_deductions",
    "aftertax": "after_tax_deductions",
    "posttax": "after_tax_deductions",
}
EMPLOYEE_MONEY: Mapping[frozenset[str], str] = {
    frozenset(words.split()): meaning
    for meaning, kinds in {
        "pretax_deferral": (
            "pretax",
            "before",
            "traditional",
            "pretax traditional",
            "regular pretax",
            REGULAR,
        ),
        "roth_deferral": ("roth", "designated roth"),
        "catch_up_deferral": (
            "catchup",
            "age 50 catchup",
            "50 catchup",
            "over 50 catchup",
            "50 over catchup",
            "super catchup",
        ),
        "catch_up_pretax": ("catchup pretax", "catchup traditional"),
        "catch_up_roth": ("catchup roth",),
        "after_tax_contribution": (
            "aftertax",
            "after",
            "aftertax voluntary",
            "aftertax nonroth",
            "aftertax nonroth voluntary",
            "aftertax non roth",
            "aftertax traditional",
            "aftertax spillover",
            "aftertax savings",
            "aftertax voluntary savings",
            "aftertax converted",
            "aftertax converted roth",
            "aftertax voluntary converted roth",
            "aftertax mega backdoor",
            "aftertax mega backdoor roth",
            "mega backdoor",
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
        "matching_contribution": ("match", "매칭"),
        "regular_match": (
            "regular match",
            "basic match",
            "fixed match",
            "enhanced match",
            "base match",
        ),
        "safe_harbor_match": (
            "safeharbor match",
            "enhanced safeharbor match",
            "basic safeharbor match",
        ),
        "match_on_pretax": ("pretax match",),
        "match_on_roth": ("roth match",),
        "discretionary_match": (
            "discretionary match",
            "additional match",
            "student loan match",
            "student loans match",
            "qslp match",
            "supplemental match",
            "stretch match",
        ),
        "match_true_up": ("trueup match", "trueup"),
        "qmac": ("qmac", "qualified match", "qmac qualified match"),
        "nonelective_contribution": (
            "nonelective",
            "nonelective other",
            "nonelective 3",
            "nonmatch",
            "topheavy",
            "topheavy minimum",
            "topheavy min",
        ),
        "core": ("core", "core nonelective"),
        "other_employer": ("other",),
        "safe_harbor_nonelective": (
            "safeharbor nonelective",
            "safeharbor 3",
            "safeharbor 3 nonelective",
            "safeharbor 4 nonelective",
        ),
        "profit_sharing": (
            "profitsharing",
            "profitsharing discretionary",
            "profitsharing nonelective",
            "profitsharing nonelective discretionary",
        ),
        "qnec": ("qnec", "qualified nonelective", "qnec qualified nonelective"),
        "forfeitures": ("forfeiture",),
        "safe_harbor": ("safeharbor", "safeharbor mandatory"),
        "discretionary": ("discretionary",),
        "other_plan": (
            "esop",
            "money purchase",
            "pension",
        ),
    }.items()
    for words in kinds
}


def _table() -> dict[frozenset[str], str]:
    """The meaning of each set of words in `ALIASES`."""
    found: dict[frozenset[str], str] = {}
    for meaning, headings in ALIASES.items():
        for heading in headings.split(","):
            if words := heading_words(heading.strip()).core:
                found.setdefault(words, meaning)
    return found


TABLE = _table()

ALL_MONEY = words_of(
    "contribution deferral match 401k roth pretax aftertax posttax catchup safeharbor nonelective "
    "topheavy spillover thrift "
    "profitsharing qnec qmac forfeiture trueup"
)
"""Words of a heading that speaks of contributions, understood or not."""
SECOND = frozenset({"2", "second", "other", "affiliate", "affiliated"})
EMPLOYERS = frozenset({"er", "company", "entity", "affiliate", "affiliated"})
AMOUNTS = UNITS | DOLLAR_WORDS | {"ytd", "total", "amount", "current"}
"""Words that say that a column holds amounts, and no person."""
NO_MONEY = words_of(
    "sdi sui wc fli pfml ss med workers dbl health care ltc acct db zip state city phone address "
    "email county region contact conversion loan loans balance balances vested vesting vest "
    "rollover rollovers distribution distributions withdrawal withdrawals hardship eligible "
    "eligibility limit limits max maximum date status code type group id number hours service fee "
    "fees excess refund refunds refundable available room remaining account source fund funds "
    "investment ira adp acp earnings loss adjusted provider name effective medical dental vision "
    "health insurance ins life ltd std disability fsa hsa dcfsa hra aflac commuter parking "
    "transit espp charity garnishment legal dues tax taxes fica futa suta medicare cobra accident "
    "critical hospital wellness cafeteria 125 457 457b premium premiums benefits"
)
"""Words of a heading that says what else there is of a plan: nothing contributed in the year."""


def meaning_of(core: frozenset[str], said: frozenset[str]) -> tuple[str, bool]:
    """Return what the words of a heading mean, and whether a unit among them belongs to the name.

    Parameters
    ----------
    core
        The words but for those that say how it is measured.
    said
        Those that do.

    Returns
    -------
    tuple of str and bool
        One of our columns, one of the finer meanings from which they are made, or a key of
        `ASKED`; "" where it is not understood.
    """
    if said & AMOUNTS and core in (frozenset({"ee"}), frozenset({"er"})):
        return ("employee_contribution" if core == {"ee"} else "employer_contribution"), False
    with_units = core | (said & UNITS)
    if with_units in TABLE:
        return TABLE[with_units], bool(said & UNITS)
    if meaning := TABLE.get(core, "") or _money(core):
        return meaning, meaning == "ownership_percent"
    if core & SECOND and core & EMPLOYERS and core & {"gross", "pay"}:
        return "second_pay", False
    is_employers = bool(core & {"er", "company"})
    if (core & ALL_MONEY or "er" in core) and not core & NO_MONEY:
        return ("employer_contribution" if is_employers else "contribution"), False
    return "", False


def _money(core: frozenset[str]) -> str:
    """The contribution that some words name."""
    if "deduction" in core and not core & DEDUCTED:  # before or after tax it may be anything
        taxed = core - {"deduction", "ee", "other", "misc", "plan"}
        return DEDUCTIONS.get(next(iter(taxed)), "") if len(taxed) == 1 else ""
    if core and core <= {"ee", "contribution"}:
        return "employee_contribution" if "ee" in core else "contribution"
    return _of_employee(core) or _of_employer(core)


def _of_employee(core: frozenset[str]) -> str:
    rest = core - EMPLOYEE_WORDS
    has_deferral = bool(core & DEFERRAL_WORDS)
    if not rest and has_deferral:
        return "elective_deferral"
    if "er" in core or (rest == {REGULAR} and not has_deferral):
        return ""
    return EMPLOYEE_MONEY.get(rest, "")


def _of_employer(core: frozenset[str]) -> str:
    rest = core - EMPLOYER_WORDS
    if rest in EMPLOYER_MONEY and "ee" not in core:
        return EMPLOYER_MONEY[rest]
    who, what = core & {"er", "company"}, core - {"er", "company"}
    is_open = who and what and what <= OPEN_EMPLOYER_WORDS
    return "employer_contribution" if is_open else ""
