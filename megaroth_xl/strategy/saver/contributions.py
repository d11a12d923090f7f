"""A saver's contributions of the year: made, still to come, and what the employer adds."""

from dataclasses import dataclass, replace

import numpy as np

from megaroth_xl.errors import InputError
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.phrases import Phrase
from megaroth_xl.strategy.plan.paychecks import PaycheckSchedule
from megaroth_xl.strategy.plan.year import YearToDate
from megaroth_xl.strategy.saver.case import SaverCase
from megaroth_xl.strategy.saver.case_names import Meaning
from megaroth_xl.strategy.saver.employment import has_left
from megaroth_xl.strategy.saver.figure import Figure, lacking, unchecked
from megaroth_xl.strategy.saver.pay import PayAhead
from megaroth_xl.strategy.saver.year_ahead import YearAhead

__all__ = ["NOTHING", "Contributions", "contributions"]

NOTHING = Figure(0.0)
HALF_CENT = 0.005


@dataclass(frozen=True)
class Contributions:
    """The contributions of the year, each as a `Figure`; dollars.

    Parameters
    ----------
    compensation
        The year's pay from this employer.
    deferral
        The year's deferral with this employer, catch-up included.
    match, match_to_date, match_to_come
        The year's match, and its two parts.
    nonelective
        Other employer money of the year.
    employer
        Match and other employer money.
    related_deferral, related_compensation
        Of employers that count as one with this one.
    related_additions
        Their employer money and after-tax contributions, and additions in another plan of this
        employer: they use the same limit.
    after_tax
        After-tax contributions made so far.
    elsewhere
        Deferrals with all other employers.
    is_match_open
        Whether the match follows the plan's formula.
    year_ahead
        The pay dates to come; None where they are not known well enough.
    year_ahead_missing
        The facts that they lack.
    """

    compensation: Figure
    deferral: Figure
    match: Figure
    match_to_date: Figure
    match_to_come: Figure
    nonelective: Figure
    employer: Figure
    related_deferral: float
    related_compensation: float
    related_additions: Figure
    after_tax: Figure
    elsewhere: Figure
    is_match_open: bool
    year_ahead: YearAhead | None
    year_ahead_missing: tuple[str, ...] = ()


def contributions(case: SaverCase, ahead: PayAhead, table: LimitsTable) -> Contributions:
    """Return what goes in during a saver's year.

    The dates to come decide where they are known: a share of pay stops at its limits, and without
    a true-up the match follows the deferral of each date. Otherwise the match is that of even
    contributions.

    Parameters
    ----------
    case, ahead
        The saver, and the pay to come.
    table
        The limits as the plan applies them.

    Raises
    ------
    InputError
        Where less is planned than bonuses bring, or less match than was received.
    """
    _refuse_contradictions(case, ahead)
    pay = ahead.year_pay
    after_tax = _made(case.after_tax_contribution, "after_tax_contribution")
    nonelective = _made(case.nonelective_contribution, "nonelective_contribution")
    match_to_date = _to_date(case.match_to_date, "match_to_date", ahead)
    related = _related(case)
    related_deferral = sum(each.elective_deferral or 0.0 for each in case.related)
    related_compensation = sum(each.compensation or 0.0 for each in case.related)
    later = nonelective.value + related.value
    year_ahead, missing = _year_ahead(case, ahead, match_to_date, after_tax, later, table)
    if year_ahead:
        year_ahead = replace(
            year_ahead,
            related_compensation=related_compensation,
            related_deferral=related_deferral,
        )
    run = year_ahead.schedule() if year_ahead else None
    deferral = _deferral(case, ahead, run, missing)
    is_over = ahead.count.value == 0 and not ahead.bonuses
    # The year's pay decides on the year's match, also where the dates to come contradict it.
    dated = run if ahead.contradicted is None else None
    match = _match(case, pay, deferral, after_tax, dated, table, is_over=is_over)
    employer = _employer(case, match, nonelective)
    if case.employer_contribution is not None:
        nonelective = Figure(None, ("nonelective_contribution",))
    return Contributions(
        compensation=pay,
        deferral=deferral,
        match=match,
        match_to_date=match_to_date,
        match_to_come=_difference(match, match_to_date),
        nonelective=nonelective,
        employer=employer,
        related_deferral=related_deferral,
        related_compensation=related_compensation,
        related_additions=related,
        after_tax=after_tax,
        elsewhere=_elsewhere(case),
        is_match_open=case.matching_contribution is None and case.employer_contribution is None,
        year_ahead=year_ahead,
        year_ahead_missing=missing,
    )


def _refuse_contradictions(case: SaverCase, ahead: PayAhead) -> None:
    from_bonuses = sum(each.amount * (each.deferral_rate or 0.0) for each in ahead.bonuses)
    planned = "deferral_to_come" if case.elective_deferral is None else "elective_deferral"
    least = {
        planned: (from_bonuses, "at least {dollars}, what is elected from bonuses to come"),
        "matching_contribution": (
            case.match_to_date or 0.0,
            "at least {dollars}, the match so far",
        ),
    }
    for name, (dollars, words) in least.items():
        given = getattr(case, name)
        if given is not None and given < dollars - HALF_CENT:
            raise InputError(name, f"{given:,.2f}", Phrase(words, dollars=f"{dollars:,.2f}"))


def _made(dollars: float | None, name: str) -> Figure:
    """An amount that is counted as none, and said to be not known, where it is blank."""
    return Figure(0.0, (name,)) if dollars is None else Figure(dollars)


def _to_date(dollars: float | None, name: str, ahead: PayAhead) -> Figure:
    """An amount of the dates that have passed: none before the first."""
    if dollars is None:
        return NOTHING if ahead.nothing_before else Figure(None, (name,))
    return Figure(dollars)


def _deferral_to_date(case: SaverCase, ahead: PayAhead) -> Figure:
    parts = (
        _to_date(case.pretax_deferral_to_date, "pretax_deferral_to_date", ahead),
        _to_date(case.roth_deferral_to_date, "roth_deferral_to_date", ahead),
    )
    if case.elective_deferral is not None:
        split = ("pretax_deferral_to_date", "roth_deferral_to_date", "deferral_to_come")
        return NOTHING if ahead.nothing_before else Figure(None, split)
    missing = lacking(*parts)
    if missing and case.deferral_to_come is None and case.deferral_rate is None:
        missing = (*missing, "deferral_to_come")
    return Figure(None, missing) if missing else Figure(sum(part.value for part in parts))


def _year_ahead(
    case: SaverCase,
    ahead: PayAhead,
    match_to_date: Figure,
    after_tax: Figure,
    later: float,
    table: LimitsTable,
) -> tuple[YearAhead | None, tuple[str, ...]]:
    """The dates to come, or the facts without which they are not known."""
    deferral = _deferral_to_date(case, ahead)
    missing = [*ahead.missing, *lacking(deferral, ahead.year_pay, ahead.count)]
    if case.elective_deferral is None and case.deferral_to_come is None:
        missing += (
            [] if case.deferral_rate is not None or ahead.count.value == 0 else ["deferral_to_come"]
        )
    for number, bonus in enumerate(case.bonuses, start=1):
        missing += [
            Meaning(column, "bonus", number).said
            for column in ("deferral_rate", "after_tax_rate")
            if bonus in ahead.bonuses and getattr(bonus, column) is None
        ]
    so_far_match = match_to_date.value or 0.0
    if case.employer_contribution is not None:
        so_far_match, later = 0.0, later + case.employer_contribution
    elif case.matching_contribution is not None:
        later += case.matching_contribution - so_far_match
    else:
        missing += lacking(match_to_date)
        missing += ["match tier 1 rate"] if case.match_tiers is None else []
    if missing:
        return None, tuple(dict.fromkeys(missing))
    extra = ahead.regular + sum(bonus.amount for bonus in ahead.bonuses)
    so_far = YearToDate(
        pay=max(ahead.year_pay.value - extra, 0.0),
        elective_deferral=deferral.value,
        match=so_far_match,
        after_tax=after_tax.value,
    )
    if not len(ahead.bonuses) and not ahead.count.value:
        return None, ()
    return YearAhead(case, ahead, so_far, later, table), ()


def _deferral(
    case: SaverCase, ahead: PayAhead, run: PaycheckSchedule | None, missing: tuple[str, ...]
) -> Figure:
    """The year's deferral: as planned, or as its share of pay comes to on the dates.

    Without a pay date to come nothing more is deferred, whatever is planned.
    """
    if case.elective_deferral is not None:
        return Figure(case.elective_deferral)
    before = _deferral_to_date(case, ahead)
    if not before.is_known:
        return Figure(None, before.missing)
    gone = has_left(case, ahead)
    if gone.value or (ahead.count.value == 0 and not ahead.bonuses):
        return Figure(before.value, gone.missing if case.deferral_to_come else ())
    if case.deferral_to_come is not None:
        return Figure(before.value + case.deferral_to_come)
    if run is not None:
        return Figure(_rounded(before.value + float(run.elective_deferral.sum())))
    return Figure(None, missing or ("deferral_to_come",))


def _match(
    case: SaverCase,
    pay: Figure,
    deferral: Figure,
    after_tax: Figure,
    run: PaycheckSchedule | None,
    table: LimitsTable,
    *,
    is_over: bool,
) -> Figure:
    """The year's match.

    Once the last pay date is past, a plan without a true-up matches nothing more.
    """
    if case.employer_contribution is not None:
        return Figure(None, ("matching_contribution",))
    if case.matching_contribution is not None:
        return Figure(case.matching_contribution)
    if case.match_tiers is None:
        return Figure(None, ("match tier 1 rate",))
    if not case.match_tiers:
        return Figure(case.match_to_date or 0.0)
    missing = lacking(deferral, pay)
    if missing:
        return Figure(None, missing)
    plan, year = case.plan, float(case.year or 0)
    matched = deferral.value + (after_tax.value if plan.matches_after_tax else 0.0)
    whole = float(plan.match(pay.value, matched, year, limits=table))
    even = float(plan.match(pay.value, matched, year, by_pay_date=True, limits=table))
    value = even
    if run is not None:
        value = run.so_far.match + float(run.match.sum()) + run.true_up
    elif is_over and not plan.true_up and case.match_to_date is not None:
        value = case.match_to_date
    value = max(_rounded(value), case.match_to_date or 0.0)
    open_term = case.true_up is None and abs(value - whole) >= HALF_CENT
    return Figure(value, ("true_up",) if open_term else ())


def _employer(case: SaverCase, match: Figure, nonelective: Figure) -> Figure:
    if case.employer_contribution is not None:
        return Figure(case.employer_contribution)
    if not match.is_known:
        return match
    return Figure(match.value + nonelective.value, unchecked(match, nonelective))


def _difference(whole: Figure, part: Figure) -> Figure:
    missing = lacking(whole, part)
    if missing:
        return Figure(None, missing)
    return Figure(_rounded(max(whole.value - part.value, 0.0)), unchecked(whole, part))


def _related(case: SaverCase) -> Figure:
    """Additions beside the deferrals of related employers and plans."""
    columns = ("matching_contribution", "nonelective_contribution", "after_tax_contribution")
    total, missing = case.additions_in_other_plan or 0.0, []
    for number, employer in enumerate(case.employers, start=2):
        if employer in case.related:
            amounts = {column: getattr(employer, column) for column in columns}
            total += sum(amount or 0.0 for amount in amounts.values())
            missing += [
                Meaning(n, "employer", number).said for n, v in amounts.items() if v is None
            ]
    return Figure(total, tuple(missing))


def _elsewhere(case: SaverCase) -> Figure:
    """Deferrals with all other employers; blank everywhere, they are not known."""
    listed = [employer.elective_deferral for employer in case.employers]
    own = case.self_employed_deferral if case.net_profit is not None else None
    given = [each for each in (case.deferral_elsewhere, own, *listed) if each is not None]
    missing = [
        Meaning("elective_deferral", "employer", number).said
        for number, each in enumerate(listed, start=2)
        if each is None
    ]
    if not given and not missing:
        missing = ["deferral_elsewhere"]
    return Figure(sum(given), tuple(missing))


def _rounded(dollars: float) -> float:
    """Dollars without the binary rounding of their sums."""
    return float(np.round(dollars, 4))
