"""Execution: the steps from plan document to Roth, with a person's own figures and dates."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from megaroth_xl import quantities
from megaroth_xl.errors import InputError
from megaroth_xl.quantities import DOLLARS, WHOLE_YEAR
from megaroth_xl.strategy.conversion.eligibility import (
    FeatureVerdict,
    PlanFeatures,
    feature_verdict,
)
from megaroth_xl.strategy.pay.elections import (
    after_tax_election,
    after_tax_per_paycheck,
    election_dollars,
    room_left_unused,
)
from megaroth_xl.texts import LANGUAGES, citation, text

__all__ = ["ExecutionStep", "execution_steps"]


class ExecutionStep(NamedTuple):
    """One step: its number, what to do, why, and by when if that is known."""

    number: str
    title: str
    what: str
    why: str
    by: date | None
    citation: str


def execution_steps(
    year: float,
    after_tax_room: float,
    features: PlanFeatures,
    *,
    pay_dates: Sequence[date] | None = None,
    pay_per_period: float | None = None,
    election_step: float | None = None,
    lang: str = LANGUAGES[0],
) -> tuple[ExecutionStep, ...]:
    """Steps from plan document to Roth, with a person's own figures and dates.

    Parameters
    ----------
    year
        The calendar year.
    after_tax_room
        What may still be contributed after tax, dollars (`after_tax_room`).
    features
        What is known of the plan.
    pay_dates
        The pay dates still to come; None where they are not known.
    pay_per_period
        Pay of one pay date, dollars; None leaves the election in percent out.
    election_step
        As in `after_tax_election`.
    lang
        "en" or "ko".

    Returns
    -------
    tuple of ExecutionStep
        1 verify, 2 amount, 3 election, 4A in-plan rollover, 4B rollover to a Roth IRA (each where
        the plan has it, or may have it), 5 repeat. Only the first where the plan has no route.

    Raises
    ------
    InputError

    References
    ----------
    Each step carries its citation.

    Examples
    --------
    >>> dates = [date(2026, month, 15) for month in range(7, 13)]
    >>> steps = execution_steps(2026, 30000, PlanFeatures(True, True), pay_dates=dates,
    ...                         pay_per_period=20000)
    >>> [step.number for step in steps]
    ['1', '2', '3', '4A', '4B', '5']
    >>> steps[2].what
    'From July 15, 2026 to December 15, 2026 elect 25% of pay, $5,000 on each of 6 pay dates; $0 of
    the room stays unused. In dollars: $5,000 each.'
    """
    when = int(quantities.single(year, WHOLE_YEAR, "year"))
    room = quantities.single(after_tax_room, DOLLARS, "after_tax_room")
    found = feature_verdict(features, lang=lang)
    steps = [_verification(found, lang)]
    if found.eligible is False:
        return tuple(steps)
    years: dict[str, object] = {"year": when, "next_year": when + 1}
    year_end = date(when, 12, 31)
    form = "room" if room > 0 else "none"
    steps.append(_step("2", "amount", form, lang, **years, room=room))
    if room > 0:
        dates = None if pay_dates is None else tuple(pay_dates)
        steps.append(_election(when, room, dates, pay_per_period, election_step, lang))
    if features.converts_in_plan is not False:
        steps.append(_step("4A", "in_plan", "what", lang, year_end))
    if features.in_service_distribution is not False:
        steps.append(_step("4B", "in_service", "what", lang, year_end))
    count = features.conversions_per_year
    form = "each" if count is None else "times"
    again = _step("5", "repeat", form, lang, year_end, **years, year_end=year_end, count=count)
    return (*steps, again)


def _step(
    number: str, name: str, form: str, lang: str, by: date | None = None, /, **values: object
) -> ExecutionStep:
    key = f"execution.step.{name}"
    return ExecutionStep(
        number=number,
        title=text(f"{key}.title", lang),
        what=text(f"{key}.{form}", lang, **values),
        why=text(f"{key}.why", lang),
        by=by,
        citation=citation(f"{key}.why"),
    )


def _verification(found: FeatureVerdict, lang: str) -> ExecutionStep:
    count = sum(finding.is_open for finding in found.findings)
    form = "route" if not found.eligible else "open" if count else "confirmed"
    return _step("1", "verify", form, lang, route=found.route, count=count)


def _election(
    year: int,
    room: float,
    dates: tuple[date, ...] | None,
    pay: float | None,
    step: float | None,
    lang: str,
) -> ExecutionStep:
    """The election that fills the room, in percent and in dollars."""
    if dates is None:
        return _step("3", "election", "plain", lang, year=year, room=room)
    if not dates:
        return _step("3", "election", "too_late", lang, year=year)
    if any(day.year != year for day in dates):
        raise InputError("pay_dates", "not all in the year", f"pay dates of {year}")
    count = len(dates)
    values: dict[str, object] = {
        "first_date": min(dates),
        "last_date": max(dates),
        "count": count,
        "per_paycheck": after_tax_per_paycheck(room, count),
    }
    if pay is None:
        return _step("3", "election", "dollars", lang, min(dates), **values)
    share = float(after_tax_election(room, pay, count, step))
    each = float(election_dollars(pay, share))
    values |= {
        "percent": f"{share * 100:.4f}".rstrip("0").rstrip(".") + "%",
        "each": each,
        "unused": room_left_unused(room, each, count),
    }
    return _step("3", "election", "share", lang, min(dates), **values)
