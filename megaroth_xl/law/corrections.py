"""Correcting an excess: in which order, and by when."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from megaroth_xl import quantities
from megaroth_xl.quantities import DOLLARS, FloatArray, Numbers
from megaroth_xl.texts import LANGUAGES, citation, keys, text

__all__ = [
    "CorrectionDeadlines",
    "CorrectionStep",
    "annual_additions_correction",
    "correction_deadlines",
    "excise_tax",
    "order_of_corrections",
]

EXCISE_TAX_RATE = 0.1


@dataclass(frozen=True)
class CorrectionStep:
    """One step of a correction, taken only for what the steps before it leave.

    Parameters
    ----------
    what, how
        The contributions that the step takes, and what happens to them.
    citation
        Where the step stands.
    """

    what: str
    how: str
    citation: str


def annual_additions_correction(lang: str = LANGUAGES[0]) -> tuple[CorrectionStep, ...]:
    """Steps in which annual additions above the 415(c) limit are corrected, in "en" or "ko".

    References
    ----------
    IRC 415(c); Rev. Proc. 2021-30, s. 6.06(2); what follows the unmatched contributions is
    (unconfirmed).

    Examples
    --------
    >>> annual_additions_correction()[0].what
    'after-tax contributions that were not matched'
    """
    return _steps("annual_additions", lang)


def order_of_corrections(lang: str = LANGUAGES[0]) -> tuple[CorrectionStep, ...]:
    """The order in which one year's excesses are determined and corrected, in "en" or "ko".

    References
    ----------
    IRC 401(m)(6)(D).

    Examples
    --------
    >>> [step.citation for step in order_of_corrections()]
    ['IRC 402(g)(2)(A)', 'IRC 401(k)(8)', 'IRC 401(m)(6)']
    """
    return _steps("order", lang)


@dataclass(frozen=True)
class CorrectionDeadlines:
    """By when a plan year's excess contributions and excess aggregate contributions go back.

    Parameters
    ----------
    plan_year_end
        Last day of the plan year; earnings are allocated up to it, not beyond.
    without_excise_tax
        Last day on which no excise tax is due: 2 1/2 months after the plan year.
    without_excise_tax_if_automatic
        The same, 6 months, where an eligible automatic contribution arrangement (EACA) covers all
        eligible employees for the whole plan year.
    last
        Last day at all: the end of the following plan year. After it, the plan's qualification
        is at risk, and the cure is the IRS's correction program (EPCRS).
    """

    plan_year_end: date
    without_excise_tax: date
    without_excise_tax_if_automatic: date
    last: date


def correction_deadlines(plan_year_end: date) -> CorrectionDeadlines:
    """Deadlines for refunds under the ACP and ADP tests.

    Parameters
    ----------
    plan_year_end
        Last day of the plan year that failed.

    References
    ----------
    IRC 401(m)(6)(A), 401(k)(8)(A), 4979(f)(1); Treas. Reg. 54.4979-1(c)(1).

    Examples
    --------
    >>> correction_deadlines(date(2026, 12, 31)).without_excise_tax
    datetime.date(2027, 3, 15)
    """
    return CorrectionDeadlines(
        plan_year_end,
        _months_after(plan_year_end, 2) + timedelta(days=15),
        _months_after(plan_year_end, 6),
        _months_after(plan_year_end, 12),
    )


def excise_tax(excess: Numbers) -> float | FloatArray:
    """The employer's tax on an excess that is not refunded in time, reported on Form 5330.

    Parameters
    ----------
    excess
        Excess contributions or excess aggregate contributions, dollars without earnings.

    Returns
    -------
    float or FloatArray
        Dollars: 10 percent.

    References
    ----------
    IRC 4979(a) and (f)(1).

    Examples
    --------
    >>> excise_tax(4560)
    456.0
    """
    return quantities.result(quantities.read(excess, DOLLARS, "excess") * EXCISE_TAX_RATE)


def _steps(group: str, lang: str) -> tuple[CorrectionStep, ...]:
    places = [f"corrections.{group}.{name}" for name in keys(f"corrections.{group}")]
    return tuple(
        CorrectionStep(
            text(f"{place}.what", lang), text(f"{place}.how", lang), citation(f"{place}.how")
        )
        for place in places
    )


def _months_after(day: date, months: int) -> date:
    """The same day some months later; the last day of a month stays one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    is_last = day.day == calendar.monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if is_last else min(day.day, last))
