"""State income tax that a conversion adds: federal AGI less the state's own deductions, by rates.

Left out everywhere: credits (and so their shrinking), the taxes of counties, cities and school
districts, state itemized deductions, and the exclusions that some states give retirement income
from an age on.
"""

from typing import NamedTuple

from megaroth_xl import quantities
from megaroth_xl.errors import InputError
from megaroth_xl.law.filing_status import FILING_STATUS
from megaroth_xl.law.state_tax_file import StateTax, StateYear, state_codes, state_tax
from megaroth_xl.quantities import DOLLARS, SIGNED_DOLLARS

__all__ = ["StateIncome", "needs_agi", "state_figures", "state_tax_added", "state_tax_of_year"]

RATE_INSTEAD = "a rate such as 5% or 0.05"


class StateIncome(NamedTuple):
    """The facts that a state's tax for a year depends on."""

    filing_status: str
    federal_agi: float
    """Dollars."""
    federal_income_tax: float
    """Dollars; part of it is subtracted in Oregon."""


def state_figures(state: str, year: int) -> tuple[StateTax, StateYear]:
    """A state, and its income tax of a year.

    Parameters
    ----------
    state
        The two-letter code, in any case.
    year
        The calendar year.

    Raises
    ------
    InputError
        For what is no state's code, a state whose tax the package does not have, and a year
        without published figures: a rate can be given instead.

    References
    ----------
    The source of each year in ``law/data/states``.

    Examples
    --------
    >>> state_figures("va", 2026)[0].name
    'Virginia'
    >>> state_figures("CT", 2026)
    Traceback (most recent call last):
    megaroth_xl.errors.InputError: state is 'CT': expected a rate such as 5% or 0.05, or one of the
    states that the package has: AK, AZ, CA, CO, FL, GA, IA, ID, IL, IN, KY, LA, MA, MD, MI, MN, NC,
    NH, NJ, NV, NY, OH, OR, SD, TN, TX, UT, VA, WA, WY
    """
    code = state.strip().upper()
    if code not in state_codes():
        have = f"one of the states that the package has: {', '.join(state_codes())}"
        raise InputError("state", repr(state), f"{RATE_INSTEAD}, or {have}")
    found = state_tax(code)
    if year not in found.years:
        have = ", ".join(map(str, sorted(found.years)))
        why = f"the package has the income tax of {found.name} for {have}, not for {year}"
        raise InputError("state", repr(state), f"{RATE_INSTEAD}: {why}")
    return found, found.years[year]


def needs_agi(state: str, year: int) -> bool:
    """Return whether a state's tax on added income depends on what the rest of the income is.

    Parameters
    ----------
    state, year
        As in `state_figures`.

    References
    ----------
    The source of each year in ``law/data/states``.

    Examples
    --------
    >>> needs_agi("CA", 2025), needs_agi("NC", 2025), needs_agi("TX", 2025)
    (True, False, False)
    """
    return "rates" in state_figures(state, year)[1].steps


def state_tax_of_year(state: str, income: StateIncome, year: int) -> float:
    """State income tax of a year, before credits.

    Parameters
    ----------
    state, year
        As in `state_figures`; of a state with one rate the tax is that rate on all of AGI.
    income
        What it depends on. Where a state's own income differs from federal AGI (New Jersey,
        Massachusetts), federal AGI stands in for it.

    Returns
    -------
    float
        Dollars, not rounded.

    Raises
    ------
    InputError
        As in `state_figures`, and for an AGI above what the state's figures hold for.

    References
    ----------
    The source of each year in ``law/data/states``.

    Examples
    --------
    Virginia: (100,000 - 8,750 - 930 - 17,000) x 5.75% + 720.

    >>> state_tax_of_year("VA", StateIncome("single", 100000, 0), 2026)
    4935.9
    """
    _, figures = state_figures(state, year)
    status = FILING_STATUS.words[int(FILING_STATUS.read(income.filing_status, "filing_status"))]
    agi = quantities.single(income.federal_agi, SIGNED_DOLLARS, "magi")
    federal = quantities.single(income.federal_income_tax, DOLLARS, "federal_income_tax")
    most = figures.numbers.get("highest_income", agi)
    if agi > most:
        raise InputError("magi", f"{agi:,.0f}", f"at most {most:,.0f}; above it give a state rate")
    if "rates" not in figures.steps:
        return figures.numbers.get("rate", 0.0) * max(agi, 0.0)
    base = agi - _deduction(figures, status, agi) - _exemption(figures, status, agi)
    base -= min(_at(figures, "federal_tax_subtraction", status, agi, at_start=True), federal)
    taxable = max(base, 0.0)
    tax = below = 0.0
    for start, rate in figures.steps["rates"][status]:
        tax += (rate - below) * max(taxable - start, 0.0)
        below = rate
    return round(tax + _recapture(figures, status, agi, taxable), 6)


def state_tax_added(
    state: str, year: int, before: StateIncome, after: StateIncome, added: float
) -> float:
    """State income tax that added income brings.

    Parameters
    ----------
    state, year
        As in `state_figures`.
    before, after
        What the tax depends on without and with the added income; of a state with one rate they do
        not matter, and its deductions are taken to be used up.
    added
        The income, dollars.

    Returns
    -------
    float
        Dollars of tax, not rounded.

    References
    ----------
    As in `state_tax_of_year`, which also refuses what this refuses.

    Examples
    --------
    >>> without, with_it = (StateIncome("mfj", agi, 60000) for agi in (400000, 403000))
    >>> round(state_tax_added("CA", 2025, without, with_it, 3000), 2)
    279.0
    """
    _, figures = state_figures(state, year)
    if "rates" not in figures.steps:
        return figures.numbers.get("rate", 0.0) * quantities.single(added, DOLLARS, "added")
    return state_tax_of_year(state, after, year) - state_tax_of_year(state, before, year)


def _deduction(figures: StateYear, status: str, agi: float) -> float:
    """The standard deduction, as far as it depends on AGI."""
    dollars = figures.amounts["deductions"][status]
    if "most_deductions" in figures.amounts:
        share = figures.numbers["deduction_share"] * agi
        dollars = min(max(share, dollars), figures.amounts["most_deductions"][status])
    if "phase_down" in figures.steps:
        lost = 0.0
        steps = figures.steps["phase_down"][status]
        for place, (start, share) in enumerate(steps):
            end = steps[place + 1][0] if place + 1 < len(steps) else max(agi, start)
            lost += share * max(min(agi, end) - start, 0.0)
        dollars -= min(lost, figures.numbers["phase_down_most"] * dollars)
    return dollars


def _exemption(figures: StateYear, status: str, agi: float) -> float:
    fixed = figures.amounts["exemptions"][status] if "exemptions" in figures.amounts else 0.0
    return fixed + _at(figures, "exemption_steps", status, agi)


def _at(
    figures: StateYear, section: str, status: str, agi: float, *, at_start: bool = False
) -> float:
    """The dollars of the step that an AGI has reached; 0 where the state has no such steps.

    Oregon's steps begin at their start ("at least"), Maryland's above it ("over").
    """
    steps = figures.steps[section][status] if section in figures.steps else ()
    reached = [
        dollars
        for start, dollars in steps
        if agi > start or not start or (at_start and agi == start)
    ]
    return reached[-1] if reached else 0.0


def _recapture(figures: StateYear, status: str, agi: float, taxable: float) -> float:
    """Return what takes the benefit of the lower rates back, in full or in part."""
    if "recapture" not in figures.steps:
        return 0.0
    first = figures.numbers["recapture_from"]
    if agi <= first:
        return 0.0
    start, base, benefit = next(
        row
        for row in reversed(figures.steps["recapture"][status])
        if taxable > row[0] or not row[0]
    )
    above = (agi - max(start, first)) / figures.numbers["recapture_over"]
    return base + min(max(above, 0.0), 1.0) * benefit
