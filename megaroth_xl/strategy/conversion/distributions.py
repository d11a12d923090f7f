"""Tables of money that comes out: split rollovers with their forms, and distributions of Roth."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np

from megaroth_xl.choices import Choice
from megaroth_xl.law.destinations import destination_name
from megaroth_xl.law.five_year import (
    early_distribution_tax,
    five_year_period_end,
    is_qualified,
    roth_ira_first_year,
)
from megaroth_xl.law.limitation_years import (
    last_contribution_day,
    limitation_year_limit,
    months_in_year,
    plan_year_compensation_limit,
)
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.law.rollovers import RolloverPart
from megaroth_xl.law.roth_distributions import (
    Conversion,
    designated_roth_distribution,
    designated_roth_rollover,
    roth_ira_distribution,
)
from megaroth_xl.law.tax_forms import (
    PaymentCode,
    designated_roth_payment_form,
    designated_roth_rollover_form,
    distribution_forms,
    return_lines,
)
from megaroth_xl.texts import LANGUAGES, text

__all__ = [
    "REASON",
    "limitation_year_rows",
    "rollover_form_rows",
    "roth_account_rows",
    "roth_ira_rows",
]

Row = tuple[Any, ...]

REASON = Choice(
    {
        "early": ("before 59 1/2", "1"),
        "exception": ("early with an exception", "2"),
        "normal": ("59 1/2 or later", "59 1/2", "59½", "7"),
    }
)
"""Why money is paid out; what qualifies a distribution of Roth money is "normal"."""
BOXES = ("1", "2a", "4", "5", "7")


def rollover_form_rows(
    parts: Iterable[RolloverPart],
    reason: str = "early",
    rolled_over_later: float = 0.0,
    lang: str = LANGUAGES[0],
) -> list[Row]:
    """Boxes of Form 1099-R for each destination of a split distribution; the return's lines last.

    Parameters
    ----------
    parts
        As `rollover_split` gives them.
    reason
        One of `REASON`, for what is paid in cash.
    rolled_over_later
        As in `return_lines`, dollars.
    lang
        "en" or "ko".

    References
    ----------
    Instructions for Forms 1099-R and 5498, and for Form 1040, lines 5a and 5b; Notice 2014-54.

    Examples
    --------
    >>> from megaroth_xl.law.rollovers import rollover_split
    >>> for row in rollover_form_rows(rollover_split(3000, 31000, 3000, 31000)):
    ...     print(row)
    ('Form 1099-R for', 'box 1', 'box 2a', 'box 4', 'box 5', 'box 7')
    ('traditional IRA', 3000.0, 0.0, 0.0, 0.0, 'G')
    ('Roth IRA', 31000.0, 0.0, 0.0, 31000.0, 'G')
    ('Form 1040, lines 5a and 5b', 34000.0, 0.0, '', '', 'rollover')
    """
    forms = distribution_forms(parts, _payment(reason))
    lines = return_lines(forms.values(), rolled_over_later)
    boxes = (_say("forms.box", lang, box=box) for box in BOXES)
    marked = _say("forms.rollover", lang) if lines.is_rollover else ""
    return [
        (_say("forms.for", lang), *boxes),
        *(
            (destination_name(to, lang), *(form.boxes[box] for box in BOXES))
            for to, form in forms.items()
        ),
        (_say("forms.return", lang), lines.gross, lines.taxable, "", "", marked),
    ]


def roth_ira_rows(
    amount: float,
    contributions: float,
    conversions: Sequence[Conversion],
    year: int,
    first_year: float = np.nan,
    reason: str = "early",
    lang: str = LANGUAGES[0],
) -> list[Row]:
    """Tell what distributions from Roth IRAs consist of, in the order of the law, and their taxes.

    Parameters
    ----------
    amount, contributions, conversions, year
        As in `roth_ira_distribution`.
    first_year
        The first tax year for which a contribution was made; NaN where none was.
    reason
        One of `REASON`; "normal" also for disability, after death and for a first home.
    lang
        "en" or "ko".

    References
    ----------
    IRC 408A(d)(2) to (4), 72(t); Treas. Reg. 1.408A-6.
    """
    parts = roth_ira_distribution(amount, contributions, conversions, year)
    begun = roth_ira_first_year(first_year, min((each.year for each in conversions), default=None))
    qualified = bool(is_qualified(begun, year, event=_payment(reason) is PaymentCode.NORMAL))
    taxable = 0.0 if qualified else float(parts.earnings)
    is_early = _payment(reason) is PaymentCode.EARLY
    counted = {"taxed_conversions": float(parts.recaptured), "earnings": taxable}
    counted = counted if is_early else {}
    rows: list[Row] = [tuple(_say(f"roth_ira.{name}", lang) for name in COLUMNS)]
    for name in ("contributions", "taxed_conversions", "untaxed_conversions", "earnings"):
        taxed = taxable if name == "earnings" else 0.0
        in_tax = counted.get(name, 0.0)
        rows.append((_say(f"roth_ira.{name}", lang), getattr(parts, name), taxed, in_tax))
    tax = early_distribution_tax(sum(counted.values()), exception=not is_early)
    return [
        *rows,
        (_say("early_tax", lang), tax, "", ""),
        (_say("five_years", lang), _period_end(begun, lang), "", ""),
    ]


COLUMNS = ("part", "dollars", "taxable", "counted")


def _period_end(begun: Any, lang: str) -> Any:
    end = float(five_year_period_end(begun))
    return _say("not_begun", lang) if np.isnan(end) else int(end)


def roth_account_rows(
    amount: float,
    basis: float,
    balance: float,
    year: int,
    first_year: float = np.nan,
    reason: str = "early",
    from_rollover: float = 0.0,
    lang: str = LANGUAGES[0],
) -> list[Row]:
    """A distribution from a plan's Roth account, paid in cash and rolled over: parts, tax, form.

    Parameters
    ----------
    amount, basis, balance
        As in `designated_roth_distribution`.
    year
        The tax year of the distribution.
    first_year
        The first year of the account's clock (`designated_roth_first_year`); NaN where it is not
        known.
    reason
        One of `REASON`; "normal" also for disability and after death.
    from_rollover
        What of the amount is allocable to the taxable part of an in-plan Roth rollover of the last
        five tax years, dollars.
    lang
        "en" or "ko".

    References
    ----------
    IRC 402A(c)(4)(D) and (d), 72(e)(8), 72(t); Treas. Reg. 1.408A-10, A-3; Instructions for Forms
    1099-R and 5498.
    """
    parts = designated_roth_distribution(amount, basis, balance)
    payment = _payment(reason)
    qualified = bool(is_qualified(first_year, year, event=payment is PaymentCode.NORMAL))
    box_11 = None if np.isnan(first_year) else int(first_year)
    counted = from_rollover if payment is PaymentCode.EARLY else 0.0
    paid = designated_roth_payment_form(
        amount,
        basis,
        balance,
        box_11,
        payment,
        qualified=qualified,
        allocable_to_rollover=counted,
    )
    rolled = designated_roth_rollover_form(amount, float(parts.basis), box_11)
    in_ira = designated_roth_rollover(amount, basis, balance, qualified=qualified)
    early = early_distribution_tax(
        paid.taxable_amount + counted, exception=payment is not PaymentCode.EARLY
    )
    rows: list[Row] = [
        tuple(_say(f"roth_account.{name}", lang) for name in ("part", "in_cash", "rolled_over")),
        (_say("roth_account.basis", lang), parts.basis, in_ira.contributions),
        (_say("roth_account.earnings", lang), parts.earnings, in_ira.earnings),
        (_say("roth_account.taxable", lang), paid.taxable_amount, 0.0),
        (_say("early_tax", lang), early, 0.0),
    ]
    boxes = dict.fromkeys([*paid.boxes, *rolled.boxes])
    for box in boxes:
        name = _say("roth_account.box", lang, box=box)
        rows.append((name, paid.boxes.get(box, ""), rolled.boxes.get(box, "")))
    return [*rows, (_say("five_years", lang), _period_end(first_year, lang), "")]


def limitation_year_rows(
    first_day: date,
    last_day: date,
    compensation: float = np.nan,
    lang: str = LANGUAGES[0],
    limits: LimitsTable | None = None,
) -> list[Row]:
    """Limits of a limitation year or plan year that is not the calendar year, or is short.

    Parameters
    ----------
    first_day, last_day, compensation, limits
        As in `limitation_year_limit`.
    lang
        "en" or "ko".

    References
    ----------
    As in `limitation_year_limit`, `plan_year_compensation_limit` and `last_contribution_day`.

    Examples
    --------
    >>> for row in limitation_year_rows(date(2025, 7, 1), date(2026, 6, 30))[1:3]:
    ...     print(row)
    ('months', 12.0)
    ('limit on annual additions, 415(c)', 72000.0)
    """
    most = limitation_year_limit(first_day, last_day, compensation, limits=limits)
    pay = plan_year_compensation_limit(first_day, last_day, limits=limits)
    figures = {
        "months": months_in_year(first_day, last_day),
        "annual_additions": most,
        "compensation": pay,
        "last_contribution_day": last_contribution_day(last_day).isoformat(),
    }
    heading = tuple(_say(f"limitation_year.{name}", lang) for name in ("what", "value"))
    return [heading, *((_say(f"limitation_year.{n}", lang), v) for n, v in figures.items())]


def _payment(reason: str) -> PaymentCode:
    return tuple(PaymentCode)[int(REASON.read(reason, "reason"))]


def _say(name: str, lang: str, **values: object) -> str:
    return text(f"distributions.{name}", lang, **values)
