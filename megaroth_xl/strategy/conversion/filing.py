"""Filing: the days to keep for a year's contributions and conversions, and the forms to expect."""

from datetime import date
from typing import NamedTuple

from megaroth_xl import quantities
from megaroth_xl.errors import InputError
from megaroth_xl.law.basis_filing import Occasion, basis_filing
from megaroth_xl.law.corrections import correction_deadlines
from megaroth_xl.law.destinations import Destination
from megaroth_xl.law.elective_deferrals import excess_deferral_deadline
from megaroth_xl.law.tax_forms import (
    DistributionForm,
    distribution_form,
    marks_rollover_by_box,
    return_lines,
)
from megaroth_xl.quantities import DOLLARS, WHOLE_YEAR
from megaroth_xl.texts import LANGUAGES, citation, text

__all__ = ["ExpectedForm", "KeyDate", "expected_forms", "key_dates"]

OCCASIONS = {
    Destination.DESIGNATED_ROTH_ACCOUNT: Occasion.IN_PLAN_ROTH_ROLLOVER,
    Destination.ROTH_IRA: Occasion.PLAN_TO_ROTH_IRA,
    Destination.TRADITIONAL_IRA: Occasion.PRETAX_TO_TRADITIONAL_IRA,
}


class KeyDate(NamedTuple):
    """A deadline, and what has to be done by it."""

    day: date
    what: str
    citation: str


class ExpectedForm(NamedTuple):
    """A form, its entries by box or line, what to do with it, and when it comes or is due."""

    form: str
    entries: dict[str, float | str]
    what: str
    by: date | None
    citation: str


def key_dates(year: float, lang: str = LANGUAGES[0]) -> tuple[KeyDate, ...]:
    """Days to keep for a calendar year's contributions and conversions, in order.

    Parameters
    ----------
    year
        The calendar year; the plan year is taken to be the same.
    lang
        "en" or "ko".

    References
    ----------
    Each day carries its citation.

    Examples
    --------
    >>> [key_date.day.isoformat() for key_date in key_dates(2026)]
    ['2026-12-31', '2027-01-31', '2027-03-01', '2027-03-15', '2027-04-15', '2027-05-31']
    """
    when = int(quantities.single(year, WHOLE_YEAR, "year"))
    year_end = date(when, 12, 31)
    days = {
        "year_end": year_end,
        "distribution_form": date(when + 1, 1, 31),
        "claim_excess": date(when + 1, 3, 1),
        "test_refunds": correction_deadlines(year_end).without_excise_tax,
        "excess_returned": excess_deferral_deadline(when),
        "rollover_form": date(when + 1, 5, 31),
    }
    return tuple(
        KeyDate(day, text(f"filing.date.{name}", lang, year=when), citation(f"filing.date.{name}"))
        for name, day in days.items()
    )


def expected_forms(
    year: float,
    contribution: float,
    earnings: float,
    destination: Destination,
    *,
    earnings_to_traditional_ira: bool = False,
    lang: str = LANGUAGES[0],
) -> tuple[ExpectedForm, ...]:
    """Forms to expect for a year's conversions, box by box and line by line.

    Parameters
    ----------
    year
        The calendar year of the conversions.
    contribution
        After-tax contributions converted, dollars.
    earnings
        What they had earned, dollars.
    destination
        `Destination.DESIGNATED_ROTH_ACCOUNT` (in-plan) or `Destination.ROTH_IRA`.
    earnings_to_traditional_ira
        Whether the earnings went to a traditional IRA by a direct rollover at the same time; only
        beside a rollover to a Roth IRA.
    lang
        "en" or "ko".

    Returns
    -------
    tuple of ExpectedForm

    Raises
    ------
    InputError

    References
    ----------
    Instructions for Forms 1099-R and 5498, for Form 1040 and for Form 8606; Notice 2014-54.

    Examples
    --------
    >>> for form in expected_forms(2026, 31000, 150, Destination.ROTH_IRA):
    ...     print(form.form, form.entries)
    Form 1099-R {'1': 31150.0, '2a': 150.0, '4': 0.0, '5': 31000.0, '7': 'G'}
    Form 1040, lines 5a and 5b {'5a': 31150.0, '5b': 150.0}
    Form 8606 {}
    Form 5498 {'2': 31150.0}
    """
    when = int(quantities.single(year, WHOLE_YEAR, "year"))
    basis = quantities.single(contribution, DOLLARS, "contribution")
    gain = quantities.single(earnings, DOLLARS, "earnings")
    forms = _distribution_forms(basis, gain, destination, split=earnings_to_traditional_ira)
    lines = return_lines(forms.values())
    return_due = date(when + 1, 4, 15)
    rows = [
        _form("distribution", "what", lang, form.boxes, date(when + 1, 1, 31))
        for form in forms.values()
    ]
    entries: dict[str, float | str] = {"5a": lines.gross, "5b": lines.taxable}
    marked = "box" if marks_rollover_by_box(when) else "word"
    rows.append(_form("return", marked, lang, entries, return_due))
    for to in forms:
        filing = basis_filing(OCCASIONS[to], lang)
        answer, by = ("filed", return_due) if filing.is_filed else ("not_filed", None)
        row = _form("basis", answer, lang, {}, by, part=filing.part, reason=filing.reason)
        rows.append(row._replace(citation=filing.citation))
    rows.extend(
        _form("rollover", "what", lang, {"2": form.gross_distribution}, date(when + 1, 5, 31))
        for to, form in forms.items()
        if to is not Destination.DESIGNATED_ROTH_ACCOUNT
    )
    return tuple(rows)


def _form(
    name: str,
    part: str,
    lang: str,
    entries: dict[str, float | str],
    by: date | None,
    /,
    **values: object,
) -> ExpectedForm:
    key = f"filing.form.{name}"
    return ExpectedForm(
        form=text(f"{key}.name", lang),
        entries=entries,
        what=text(f"{key}.{part}", lang, **values),
        by=by,
        citation=citation(f"{key}.{part}"),
    )


def _distribution_forms(
    basis: float, earnings: float, destination: Destination, *, split: bool
) -> dict[Destination, DistributionForm]:
    """Form 1099-R of each destination."""
    to_roth_ira = destination is Destination.ROTH_IRA
    if not to_roth_ira and destination is not Destination.DESIGNATED_ROTH_ACCOUNT:
        expected = "a Roth IRA or the plan's designated Roth account"
        raise InputError("destination", repr(str(destination)), expected)
    if not split:
        return {destination: distribution_form(destination, earnings, basis)}
    if not to_roth_ira:
        expected = "False: an in-plan Roth rollover takes the earnings along"
        raise InputError("earnings_to_traditional_ira", "True", expected)
    traditional = Destination.TRADITIONAL_IRA
    return {
        destination: distribution_form(destination, 0.0, basis),
        traditional: distribution_form(traditional, earnings, 0.0),
    }
