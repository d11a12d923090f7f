"""Several employers of one person in a year: what is limited per person, and what per employer.

Elective deferrals and catch-up have one dollar limit per person and calendar year, wherever they
are made. Annual additions have one limit per employer, and each unrelated employer a limit of its
own, on its own pay and contributions.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from megaroth_xl import quantities
from megaroth_xl.errors import InputError
from megaroth_xl.law.annual_additions import annual_additions_limit
from megaroth_xl.law.catch_up import (
    catch_up_contribution,
    catch_up_limit,
    recharacterized_catch_up,
)
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.quantities import AGE, DOLLARS, FloatArray, Numbers

__all__ = [
    "Employments",
    "aggregated_employments",
    "annual_additions_rooms",
    "deferred_anywhere",
    "excess_annual_additions",
    "shared_catch_up",
]

Labels = npt.NDArray[Any]


@dataclass(frozen=True)
class Employments:
    """One person's pay and contributions of a year, a row for each employer.

    All plans of one employer, and of a controlled group, are one row. Columns have one length;
    amounts are dollars.

    Parameters
    ----------
    employer
        Its name.
    age
        The person's age on December 31; NaN where it is not given.
    compensation
        Pay from this employer before deferrals; NaN where it is not given.
    elective_deferral
        Pre-tax plus Roth deferrals with this employer, catch-up included.
    employer_contribution
        Match, nonelective contributions and allocated forfeitures.
    after_tax_contribution
        After-tax contributions.
    """

    employer: Labels
    age: FloatArray
    compensation: FloatArray
    elective_deferral: FloatArray
    employer_contribution: FloatArray
    after_tax_contribution: FloatArray


def aggregated_employments(
    employer: npt.ArrayLike,
    elective_deferral: Numbers,
    employer_contribution: Numbers = 0.0,
    after_tax_contribution: Numbers = 0.0,
    compensation: Numbers | None = None,
    age: Numbers | None = None,
    groups: Mapping[str, str] | None = None,
) -> Employments:
    """A person's rows of pay and contributions, with those of one employer made one.

    Parameters
    ----------
    employer
        Each row's employer: a name, or a column of names; all columns have one length.
    elective_deferral, employer_contribution, after_tax_contribution
        As in `Employments`, dollars.
    compensation
        Pay that belongs to the row. The rows of one employer add up, so with a row for each plan
        it stands in one of them, and 0 in the others. None or NaN: not given, and then not known
        for the whole employer.
    age
        The person's age on December 31; None or NaN: not given.
    groups
        As `controlled_groups` gives it: employers that count as one.

    Returns
    -------
    Employments
        In the order in which employers first appear.

    Raises
    ------
    InputError
        Where two ages are given.

    References
    ----------
    IRC 415(f)(1)(B), 415(h).

    Examples
    --------
    >>> rows = aggregated_employments(
    ...     ["parent", "other", "daughter"], [10000, 5000, 4000], groups={"daughter": "parent"})
    >>> rows.employer.tolist(), rows.elective_deferral.tolist()
    (['parent', 'other'], [14000.0, 5000.0])
    """
    given = {
        "employer": np.atleast_1d(np.asarray(employer)),
        "age": quantities.optional(age, AGE, "age"),
        "compensation": quantities.optional(compensation, DOLLARS, "compensation"),
        "elective_deferral": quantities.read(elective_deferral, DOLLARS, "elective_deferral"),
        "employer_contribution": quantities.read(
            employer_contribution, DOLLARS, "employer_contribution"
        ),
        "after_tax_contribution": quantities.read(
            after_tax_contribution, DOLLARS, "after_tax_contribution"
        ),
    }
    shape = quantities.align(**given)
    names, ages, *amounts = (np.broadcast_to(a, shape).ravel() for a in given.values())
    distinct, which = np.unique(names, return_inverse=True)
    group_of = groups or {}
    grouped = np.array([group_of.get(str(name), str(name)) for name in distinct], dtype=np.str_)
    names = grouped[which.ravel()]
    row = _numbered(names)
    first = np.unique(row, return_index=True)[1]
    totals = (
        np.bincount(row, weights=quantities.cents(a), minlength=len(first)) / 100 for a in amounts
    )
    return Employments(names[first], np.full(len(first), _one_age(ages)), *totals)


def deferred_anywhere(employments: Employments) -> FloatArray:
    """Elective deferrals of the person over all employers, for each row.

    Parameters
    ----------
    employments
        As `aggregated_employments` gives them, those of all employers of the calendar year. Leave
        out deferrals to a 457(b) plan, which have a limit of their own.

    Returns
    -------
    FloatArray
        Dollars, one for each row; for `elective_deferral_room` and `excess_deferral`, which are
        the person's. For a plan's own limit under 401(a)(30), give these the row's deferral.

    References
    ----------
    IRC 402(g)(1) and (3), 401(a)(30).

    Examples
    --------
    After a job change in 2026, 9,500 is left with the new employer:

    >>> from megaroth_xl.law.elective_deferrals import elective_deferral_room
    >>> rows = aggregated_employments(["old", "new"], [15000, 0])
    >>> elective_deferral_room(deferred_anywhere(rows), 2026)
    array([9500., 9500.])
    """
    deferral = quantities.cents(employments.elective_deferral)
    return np.full(len(deferral), deferral.sum() / 100)


def shared_catch_up(
    employments: Employments, year: int, *, limits: LimitsTable | None = None
) -> FloatArray:
    """Catch-up among each row's deferrals: what exceeds 402(g) there, within the one limit.

    Where several rows want it, the earlier row has it first (unconfirmed).

    Parameters
    ----------
    employments
        As `aggregated_employments` gives them.
    year, limits
        As in `annual_additions_rooms`.

    Returns
    -------
    FloatArray
        Dollars of catch-up, one for each row.

    References
    ----------
    IRC 402(g)(1)(C), 414(v)(2)(B), 414(v)(3)(A).

    Examples
    --------
    >>> rows = aggregated_employments(["a", "b"], [30000, 2500], age=52)
    >>> shared_catch_up(rows, 2026)
    array([5500.,    0.])
    """
    wanted = catch_up_contribution(
        employments.elective_deferral, year, employments.age, limits=limits
    )
    most = catch_up_limit(year, employments.age, limits=limits)
    return _shared(np.asarray(wanted), np.asarray(most))


def annual_additions_rooms(
    employments: Employments, year: int, *, limits: LimitsTable | None = None
) -> FloatArray:
    """Annual additions still possible with each row's employer.

    Parameters
    ----------
    employments
        As `aggregated_employments` gives them.
    year, limits
        The calendar year in which the limitation years end; a table to use instead of the
        package's own.

    Returns
    -------
    FloatArray
        Dollars, one for each row, never below 0. What was added with an unrelated employer takes
        nothing away.

    References
    ----------
    IRC 415(c), 415(f)(1)(B), 415(h).

    Examples
    --------
    >>> rows = aggregated_employments(
    ...     ["old", "new"], [15000, 0], [5000, 0], [30000, 0], compensation=[90000, 60000])
    >>> annual_additions_rooms(rows, 2026)
    array([22000., 60000.])
    """
    additions, _ = _counted(employments, year, limits)
    most = annual_additions_limit(year, employments.compensation, limits=limits)
    return np.asarray(np.maximum(most - additions, 0.0))


def excess_annual_additions(
    employments: Employments, year: int, *, limits: LimitsTable | None = None
) -> FloatArray:
    """Annual additions above the limit of each row's employer, to be corrected there.

    Deferrals among them become catch-up as far as the person's one limit still goes; where several
    employers want it, the earlier row has it first (unconfirmed).

    Parameters
    ----------
    employments, year, limits
        As in `annual_additions_rooms`.

    Returns
    -------
    FloatArray
        Dollars, one for each row.

    References
    ----------
    IRC 415(c)(1), 415(f)(1)(B), 414(v)(5)(B), 402(g)(1)(C).

    Examples
    --------
    Two unrelated employers, each 6,000 above 72,000, at 52 with a catch-up limit of 8,000:

    >>> rows = aggregated_employments(["a", "b"], [12000, 12000], 66000, age=52)
    >>> excess_annual_additions(rows, 2026)
    array([   0., 4000.])
    """
    additions, catch_up = _counted(employments, year, limits)
    most = annual_additions_limit(year, employments.compensation, limits=limits)
    above = np.maximum(additions - most, 0.0)
    limit = np.asarray(catch_up_limit(year, employments.age, limits=limits))
    wanted = recharacterized_catch_up(above, employments.elective_deferral - catch_up, limit)
    covered = _shared(np.asarray(wanted), np.maximum(limit - catch_up.sum(), 0.0))
    return np.asarray(np.maximum(quantities.cents(above - covered) / 100, 0.0))


def _counted(
    employments: Employments, year: int, limits: LimitsTable | None
) -> tuple[FloatArray, FloatArray]:
    """Annual additions of each row, and the catch-up left out of them."""
    catch_up = shared_catch_up(employments, year, limits=limits)
    counted = employments.elective_deferral - catch_up
    employer, after_tax = employments.employer_contribution, employments.after_tax_contribution
    return counted + employer + after_tax, catch_up


def _shared(wanted: FloatArray, most: FloatArray) -> FloatArray:
    """Return what each row gets of one amount, the earlier row first."""
    reached = np.minimum(np.cumsum(quantities.cents(wanted)), quantities.cents(most))
    return np.diff(reached, prepend=0.0) / 100


def _numbered(labels: Labels) -> npt.NDArray[np.intp]:
    """Each label's number, counted from 0 in the order of first appearance."""
    _, first, code = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty_like(first)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[code.ravel()]


def _one_age(ages: FloatArray) -> float:
    """The person's age, given on one of the rows or on several alike; NaN where it is not."""
    given = np.unique(ages[~np.isnan(ages)])
    if len(given) > 1:
        one, other = given[:2]
        raise InputError("age", f"{one:g} and {other:g} for one person", "one age for each person")
    return float(given[0]) if len(given) else np.nan
