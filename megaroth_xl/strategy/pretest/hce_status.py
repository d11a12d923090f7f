"""Highly compensated employees: by prior-year pay, by ownership, or as the employer says.

The top-paid group and the ownership of family members depend on everybody, so that a roster in
parts first adds up its `LookBackTotals`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt

from megaroth_xl.errors import UnknownYearError
from megaroth_xl.law.highly_compensated import (
    hce_threshold,
    highly_compensated,
    top_paid_edge,
    top_paid_size,
)
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.quantities import BoolArray, FloatArray
from megaroth_xl.strategy.plan.column_arrays import is_one
from megaroth_xl.strategy.plan.participants import Participants
from megaroth_xl.strategy.plan.terms import PlanTerms

__all__ = ["LookBackTotals", "hce_conflicts", "hce_status"]

OWNER_ABOVE = 5.0
"""Percent of the employer above which an owner is highly compensated."""
TOP_PAID_AGE = 21
SIX_MONTHS = np.timedelta64(6, "M")


@dataclass(frozen=True, eq=False)
class LookBackTotals:
    """The facts about all employees that each one's status needs; totals of parts add up.

    Parameters
    ----------
    counted
        Employees paid in the look-back year, less those whom 414(q)(5) leaves out as far as the
        roster tells them: under 21, or with less than six months of service, when it ended.
    pays
        Pays of the look-back year above the HCE threshold, dollars.
    owners, shares
        The employee_id of each owner, and the percentage that the owner holds; infinity for an
        owner of more than 5 percent of whom no figure is given.
    families
        By employee_id of an owner, the percentage that the owner's family holds.
    """

    counted: int
    pays: FloatArray
    owners: npt.NDArray[np.object_]
    shares: FloatArray
    families: Mapping[str, float]

    @classmethod
    def of(
        cls,
        people: Participants,
        plan: PlanTerms,
        year: int,
        *,
        limits: LimitsTable | None = None,
    ) -> Self:
        """Totals of these employees.

        Parameters
        ----------
        people, plan
            The employees, and the plan's terms.
        year
            The calendar year in which the plan year that is tested begins.
        limits
            A table to use instead of the package's own.
        """
        pay = people.prior_year_compensation
        first_day = np.datetime64(plan.plan_year(year)[0], "M")
        is_young = people.age <= TOP_PAID_AGE
        is_new = people.hire_date > (first_day - SIX_MONTHS).astype("datetime64[D]")
        counted = int(((pay > 0) & ~is_young & ~is_new).sum()) if plan.top_paid_election else 0
        threshold = _threshold(year, limits)
        held = _held(people)
        is_owner = held > 0
        ids, shares = people.employee_id[is_owner], held[is_owner]
        families = defaultdict[str, float](float)
        if _names_families(people):
            family = people.family_of[is_owner]
            for place in np.flatnonzero((family != "") & (family != ids)):
                families[family[place]] += shares[place].item()
        return cls(
            counted,
            pay[pay > threshold] if plan.top_paid_election else np.empty(0),
            ids,
            shares,
            families,
        )

    @classmethod
    def together(cls, parts: Iterable[Self]) -> Self:
        """Totals of all the parts."""
        parts = list(parts)
        families = defaultdict[str, float](float)
        for part in parts:
            for owner, percent in part.families.items():
                families[owner] += percent
        return cls(
            sum(part.counted for part in parts),
            np.concatenate([*(part.pays for part in parts), np.empty(0)]),
            np.concatenate([*(part.owners for part in parts), np.empty(0, dtype=object)]),
            np.concatenate([*(part.shares for part in parts), np.empty(0)]),
            families,
        )

    @cached_property
    def held(self) -> Mapping[str, float]:
        """By employee_id, the percentage that each owner holds; only families ask for it."""
        return dict(zip(self.owners.tolist(), self.shares.tolist(), strict=True))

    def top_paid(self, plan: PlanTerms) -> tuple[int, float]:
        """Size of the top-paid group, and the lowest pay in it."""
        size = top_paid_size(self.counted, plan.top_paid_rounding)
        return size, top_paid_edge(self.pays, size)


def hce_status(
    people: Participants,
    plan: PlanTerms,
    year: int,
    *,
    look_back: LookBackTotals | None = None,
    limits: LimitsTable | None = None,
) -> FloatArray:
    """Return whether each employee is highly compensated.

    Parameters
    ----------
    people, plan, year, limits
        As in `LookBackTotals.of`.
    look_back
        Totals of all employees, where these are only some of them; by default of these.

    Returns
    -------
    FloatArray
        1 or 0; NaN where it is not known: the pay of the year before, the threshold, or what the
        owner holds whose family the person belongs to. The column ``hce`` of a roster decides
        where it is filled in.

    References
    ----------
    IRC 414(q); ownership and that of family members: IRC 416(i)(1)(B)(i), 318(a)(1): one owns what
    one's spouse, children, grandchildren and parents own, but not what one's grandparents do.

    Examples
    --------
    >>> people = Participants.of({
    ...     "employee_id": ["1", "2", "3"], "compensation": [300_000, 90_000, 50_000],
    ...     "elective_deferral": [0, 0, 0], "prior_year_compensation": [290_000, 88_000, 48_000],
    ...     "ownership_percent": [0, 60, None], "family_of": ["", "", "2"]})
    >>> hce_status(people, PlanTerms("Example 401(k)"), 2026)
    array([1., 1., 1.])
    """
    status = _determined(people, plan, year, look_back, limits)
    return np.where(np.isnan(people.hce), status, people.hce)


def hce_conflicts(
    people: Participants,
    plan: PlanTerms,
    year: int,
    *,
    look_back: LookBackTotals | None = None,
    limits: LimitsTable | None = None,
) -> BoolArray:
    """Return where the column ``hce`` says otherwise than pay and ownership do.

    Parameters
    ----------
    people, plan, year, look_back, limits
        As in `hce_status`.
    """
    given = ~np.isnan(people.hce)
    if not given.any():
        return given
    status = _determined(people, plan, year, look_back, limits)
    return np.asarray(given & ~np.isnan(status) & (status != people.hce))


def _threshold(year: int, limits: LimitsTable | None) -> float:
    """Pay above which an employee is an HCE; NaN where it is not at hand."""
    try:
        return hce_threshold(year, limits=limits).dollars
    except UnknownYearError:
        return np.nan


def _held(people: Participants) -> FloatArray:
    """Percentage that each holds; 0 where nothing is said, infinity for an owner without one."""
    percent = np.nan_to_num(people.ownership_percent)
    return np.where((people.owner == 1) & (percent <= OWNER_ABOVE), np.inf, percent)


def _names_families(people: Participants) -> bool:
    """Return whether anybody is said to belong to an owner's family."""
    named = people.family_of
    return bool(((named[:1] if is_one(named) else named) != "").any())


def _determined(
    people: Participants,
    plan: PlanTerms,
    year: int,
    look_back: LookBackTotals | None,
    limits: LimitsTable | None,
) -> FloatArray:
    """The status by pay and ownership."""
    pay, threshold = people.prior_year_compensation, _threshold(year, limits)
    totals = look_back or LookBackTotals.of(people, plan, year, limits=limits)
    edge = totals.top_paid(plan)[1] if plan.top_paid_election else -np.inf
    first_day = np.datetime64(plan.plan_year(year)[0], "D")
    known: BoolArray = (~np.isnan(pay) | (people.hire_date >= first_day)) & (threshold > 0)
    held = _held(people)
    if totals.families or _names_families(people):
        known &= _attribute(people, totals, held)
    status = highly_compensated(pay, threshold, owner=held > OWNER_ABOVE, top_paid_edge=edge)
    return np.where(status, 1.0, np.where(known, 0.0, np.nan))


def _attribute(people: Participants, totals: LookBackTotals, held: FloatArray) -> BoolArray:
    """Add what family members hold, and say of whom it is known.

    What an owner's family holds counts for the owner too, but not if the person is a grandparent,
    and the roster does not tell which. Naming oneself adds nothing.
    """
    known: BoolArray = np.ones(len(people), dtype=np.bool_)
    others = (people.family_of != "") & (people.family_of != people.employee_id)
    for place in np.flatnonzero(others).tolist():
        percent = totals.held.get(people.family_of[place])
        known[place] = percent is not None
        held[place] += percent or 0.0
    for owner, percent in totals.families.items():
        at = np.flatnonzero(people.employee_id == owner)
        known[at] &= (held[at] > OWNER_ABOVE) | (held[at] + percent <= OWNER_ABOVE)
    return known
