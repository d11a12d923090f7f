"""What the pay of a row has to agree with: its contributions, pay so far, and pay dates left."""

from collections.abc import Iterator, Sequence

import numpy as np

from megaroth_xl.law.elective_deferrals import elective_deferral_limit
from megaroth_xl.quantities import BoolArray, FloatArray
from megaroth_xl.reports.roster.account import Statement, in_rows
from megaroth_xl.reports.roster.columns.candidates import CENT
from megaroth_xl.reports.roster.sheet.parsing_money import CONTRIBUTED
from megaroth_xl.strategy.plan.employment import pay_added_up
from megaroth_xl.strategy.plan.participants import Participants
from megaroth_xl.strategy.plan.problem import Problem

__all__ = ["contributed", "pay_problems", "pay_remarks"]

AGES = [40, 50, 61]
"""Without catch-up, with it, and with that of ages 60 to 63."""
TIMES = 3
"""Deferrals of so many limits are no excess but another unit, or digits too many."""


def contributed(people: Participants) -> FloatArray:
    """All contributions of the year, dollars; what is not known counts as 0."""
    dollars = np.zeros(len(people))
    for name in CONTRIBUTED:
        dollars += np.nan_to_num(getattr(people, name))
    return dollars


def pay_problems(
    people: Participants, year: int, *, is_partial: bool, adds_up: bool
) -> Iterator[Problem]:
    """Rows with contributions that their pay, or anybody's, cannot have carried.

    What employees contribute themselves is withheld from pay, so that it cannot be more. Where it
    is, one of the two is wrong, or of another stretch of time.

    Parameters
    ----------
    people, year
        The rows, and the roster's year.
    is_partial
        Whether the pay leaves something out by what it is, as W-2 box 1 leaves out deferrals.
    adds_up
        Whether the rows of a person are parts of one amount, of which one may have no pay.

    References
    ----------
    IRC 402(g)(1), 414(v), 415(c)(1)(B)
    """
    yield from _beyond(people, year)
    pay = people.compensation
    without = (pay == 0) & (contributed(people) > 0)
    if adds_up and without.any():
        without &= _of_person(people, pay) == 0
    expected = Statement("problem.no_pay").phrase()
    for row in people.row[without]:
        yield Problem(int(row), "compensation", "0", expected)
    if is_partial:
        return
    above, own = _above_pay(people)
    expected = Statement("problem.contributions_above_pay").phrase()
    for place in np.flatnonzero(above & ~without):
        values = {"pay": f"{pay[place]:,.2f}", "contributed": f"{own[place]:,.2f}"}
        found = Statement("problem.less_than_contributed", values).phrase()
        yield Problem(int(people.row[place]), "compensation", found, expected)


def _beyond(people: Participants, year: int) -> Iterator[Problem]:
    """Rows with deferrals of several times what anybody may defer: in cents, for one."""
    most = float(np.max(elective_deferral_limit(year, AGES)))
    above = people.elective_deferral > TIMES * most
    expected = Statement("problem.deferral_beyond", {"most": most}).phrase()
    for row, given in zip(people.row[above], people.elective_deferral[above], strict=True):
        yield Problem(int(row), "elective_deferral", f"{given:,.2f}", expected)


def pay_remarks(
    people: Participants, sheets: Sequence[str], *, is_partial: bool
) -> Iterator[Statement]:
    """What contradicts the pay without keeping anybody out.

    Parameters
    ----------
    people
        The rows, with amounts of the whole year.
    sheets
        The sheets that are read together; () where it is one.
    is_partial
        As in `pay_problems`.
    """
    left, so_far = people.pay_periods_left, people.pay_to_date
    rest = np.maximum(people.compensation - so_far, 0.0)
    evenly = np.divide(rest, left, out=np.full_like(rest, np.nan), where=left > 0)
    of_a_date = np.where(np.isnan(people.pay_per_period), evenly, people.pay_per_period)
    added_up = pay_added_up(people.compensation, so_far, of_a_date, left)
    found = {"pay_does_not_add_up": ~np.isnan(added_up)}
    if is_partial:
        found["contributions_above_pay"], _ = _above_pay(people)
    for name, concerned in found.items():
        if concerned.any():
            rows = people.row[concerned].tolist()
            values = {"people": len(rows), "rows": in_rows(rows, sheets=sheets)}
            yield Statement(f"remark.{name}", values)


def _above_pay(people: Participants) -> tuple[BoolArray, FloatArray]:
    """Rows with own contributions above the pay, as in all rows of the person; and these."""
    own = people.elective_deferral + np.nan_to_num(people.after_tax_contribution)
    above = (own > people.compensation + CENT) & (people.compensation > 0)
    if above.any():
        above &= _of_person(people, own) > _of_person(people, people.compensation) + CENT
    return above, own


def _of_person(people: Participants, amounts: FloatArray) -> FloatArray:
    """The sum of the amounts of all rows of each row's person."""
    _, codes = np.unique(people.employee_id, return_inverse=True)
    return np.asarray(np.bincount(codes, weights=amounts)[codes], dtype=np.float64)
