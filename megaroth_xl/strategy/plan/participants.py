"""A plan's participants: columns of one length, for one person or a million."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from megaroth_xl.errors import InputError, ShapeError
from megaroth_xl.phrases import Phrase
from megaroth_xl.quantities import BoolArray, DateArray, FloatArray
from megaroth_xl.strategy.plan.column_arrays import (
    by_group,
    filled,
    is_one,
    packed,
    taken,
    unpacked,
)
from megaroth_xl.strategy.plan.participant_columns import (
    COLUMNS,
    FIRST_OF,
    OF_THE_PERSON,
    PARTS,
    ColumnKind,
)
from megaroth_xl.strategy.plan.problem import Problem
from megaroth_xl.words import all_of

__all__ = ["Participants"]

TextArray = npt.NDArray[np.object_]
HALF_A_CENT = 0.005
MOST_ROWS_LISTED = 10


@dataclass(frozen=True)
class Participants:
    """A plan's participants in one year, a column per fact; `COLUMNS` says what each one means.

    A blank number is NaN where it means "not given" and 0 where `COLUMNS` says so; a blank date is
    NaT and a blank text "". Make one with `Participants.of`, which fills in what is left out: such
    a column takes the room of one value, and cannot be written to.

    Parameters
    ----------
    row
        Where each row stands in its source, for messages.
    employee_id, job, company, division, family_of, status
        Text.
    age
        Age on December 31.
    compensation, elective_deferral, matching_contribution, nonelective_contribution
        Dollars of the year.
    roth_deferral, catch_up_deferral
        Parts of the deferral, dollars; a catch-up deferral may be Roth.
    safe_harbor_match, qmac
        Parts of the match, dollars.
    safe_harbor_nonelective, profit_sharing, qnec, forfeitures
        Parts of the nonelective contribution, dollars.
    after_tax_contribution, additions_in_other_plan, deferral_elsewhere
        Dollars.
    prior_year_compensation, prior_year_wages, pay_to_date, pay_before_entry
        Dollars.
    ownership_percent
        Percent, 0 to 100.
    owner, hce, key_employee, eligible, excluded_class
        1 for yes, 0 for no.
    pay_per_period
        Dollars of one pay date.
    pay_periods_left
        Pay dates still to come.
    hire_date, rehire_date, entry_date, termination_date, last_paycheck
        Days.

    Raises
    ------
    ShapeError
        Where the columns differ in length.

    Examples
    --------
    >>> people = Participants.of({"employee_id": ["7"], "compensation": [90_000],
    ...                           "elective_deferral": [5_000]})
    >>> len(people), people.problems(2026)
    (1, ())
    """

    row: npt.NDArray[np.int64]
    employee_id: TextArray
    job: TextArray
    company: TextArray
    division: TextArray
    age: FloatArray
    compensation: FloatArray
    elective_deferral: FloatArray
    roth_deferral: FloatArray
    catch_up_deferral: FloatArray
    matching_contribution: FloatArray
    safe_harbor_match: FloatArray
    qmac: FloatArray
    nonelective_contribution: FloatArray
    safe_harbor_nonelective: FloatArray
    profit_sharing: FloatArray
    qnec: FloatArray
    forfeitures: FloatArray
    after_tax_contribution: FloatArray
    additions_in_other_plan: FloatArray
    deferral_elsewhere: FloatArray
    prior_year_compensation: FloatArray
    prior_year_wages: FloatArray
    owner: FloatArray
    ownership_percent: FloatArray
    family_of: TextArray
    hce: FloatArray
    key_employee: FloatArray
    eligible: FloatArray
    entry_date: DateArray
    pay_before_entry: FloatArray
    excluded_class: FloatArray
    pay_to_date: FloatArray
    pay_per_period: FloatArray
    pay_periods_left: FloatArray
    hire_date: DateArray
    rehire_date: DateArray
    termination_date: DateArray
    last_paycheck: DateArray
    status: TextArray

    def __post_init__(self) -> None:
        shapes = {name: getattr(self, name).shape for name in ("row", *COLUMNS)}
        if len(set(shapes.values())) != 1 or self.row.ndim != 1:
            raise ShapeError(shapes)

    def __len__(self) -> int:
        return len(self.row)

    def __getstate__(self) -> dict[str, Any]:
        """The columns for pickle: one that holds the same everywhere as its length and value."""
        return {name: packed(getattr(self, name)) for name in ("row", *COLUMNS)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, column in state.items():
            object.__setattr__(self, name, unpacked(column))

    @classmethod
    def of(cls, columns: Mapping[str, Any], row: npt.ArrayLike | None = None) -> Self:
        """Participants from the columns that are known.

        Parameters
        ----------
        columns
            By name (`COLUMNS`), each a sequence; None or NaN in it is a blank.
        row
            Where each row stands in its source; by default 1, 2, 3...

        Raises
        ------
        InputError
            For a name that is not a column, or one that is missing.
        ShapeError
            Where the columns differ in length.

        Examples
        --------
        >>> people = Participants.of({"employee_id": ["7", "8"], "compensation": [90_000, -1],
        ...                           "elective_deferral": [5_000, None]})
        >>> people.matching_contribution, people.after_tax_contribution
        (array([nan, nan]), array([0., 0.]))
        >>> for problem in people.problems(2026):
        ...     print(problem.message)
        row 2, compensation is -1: expected dollars from 0 to a trillion
        row 2, elective_deferral is blank: expected dollars from 0 to a trillion
        """
        for name in columns:
            if name not in COLUMNS:
                raise InputError("column", repr(name), f"one of {', '.join(COLUMNS)}")
        for name, column in COLUMNS.items():
            if column.required and name not in columns:
                raise InputError("columns", f"without {name}", f"a column {name}")
        length = len(columns["employee_id"])
        known = {
            name: filled(columns.get(name), column, length) for name, column in COLUMNS.items()
        }
        rows = np.arange(1, length + 1) if row is None else np.asarray(row, dtype=np.int64)
        return cls(row=rows, **known)

    def take(self, index: npt.ArrayLike | slice) -> Self:
        """These rows only: a slice, an array of positions, or one of True and False."""
        chosen = index if isinstance(index, slice) else np.asarray(index)
        if not isinstance(chosen, slice) and chosen.dtype == np.bool_ and chosen.all():
            return self
        row = self.row[chosen]
        columns = {name: taken(getattr(self, name), chosen, len(row)) for name in COLUMNS}
        return type(self)(row=row, **columns)

    def problems(self, year: int) -> tuple[Problem, ...]:
        """Everything that keeps a row out, in the order of rows.

        Parameters
        ----------
        year
            The calendar year that the columns describe.

        Returns
        -------
        tuple of Problem
            Blank required cells, numbers that a column does not take, dates that contradict each
            other, and rows of one employee that do not go together.
        """
        found = [
            *self._blanks(),
            *self._faults(),
            *self._parts(),
            *self._dates(year),
            *self._jobs(),
        ]
        order = {name: place for place, name in enumerate(COLUMNS)}
        return tuple(sorted(found, key=lambda problem: (problem.row, order[problem.column])))

    def combined(self) -> Self:
        """One row for each employee: the amounts of several jobs added up.

        All plans of one employer are one plan for the limit on annual additions, so the pay and
        the contributions of all jobs with this employer count together.

        Returns
        -------
        Participants
            In the order of first appearance, with `job` blank where there were several.

        References
        ----------
        IRC 415(f)(1)(B).

        Examples
        --------
        >>> two_jobs = Participants.of({
        ...     "employee_id": ["7", "7"], "job": ["desk", "field"],
        ...     "compensation": [40_000, 50_000], "elective_deferral": [4_000, 5_000]})
        >>> two_jobs.combined().compensation
        array([90000.])
        """
        if not self._has_repeated_ids:
            return self
        place: dict[str, int] = {}
        codes = np.array([place.setdefault(i, len(place)) for i in self.employee_id], dtype=np.intp)
        _, first = np.unique(codes, return_index=True)
        columns: dict[str, Any] = {}
        for name, column in COLUMNS.items():
            values = getattr(self, name)
            if column.kind is ColumnKind.TEXT:
                columns[name] = values[first]
            elif name in FIRST_OF:
                columns[name] = by_group(np.fmin, values, codes, len(place))
            elif name == "termination_date":
                columns[name] = by_group(np.maximum, values, codes, len(place))
            elif name in OF_THE_PERSON or column.kind is ColumnKind.DATE:
                columns[name] = by_group(np.fmax, values, codes, len(place))
            else:
                columns[name] = np.bincount(codes, weights=values)
        several = np.bincount(codes) > 1
        columns["job"] = np.where(several, "", columns["job"])
        return type(self)(row=self.row[first], **columns)

    @cached_property
    def _has_repeated_ids(self) -> bool:
        """Return whether two rows may have one id; for certain not if their hashes all differ."""
        hashes = np.fromiter(map(hash, self.employee_id.tolist()), np.int64, len(self))
        hashes.sort()
        return bool((hashes[1:] == hashes[:-1]).any())

    def _blanks(self) -> Iterator[Problem]:
        for name, column in COLUMNS.items():
            if column.required:
                values = getattr(self, name)
                blank = values == "" if column.kind is ColumnKind.TEXT else np.isnan(values)
                expected = "an id" if column.kind is ColumnKind.TEXT else column.quantity.expected
                for row in self.row[blank]:
                    yield Problem(int(row), name, "blank", expected)

    def _faults(self) -> Iterator[Problem]:
        for name, column in COLUMNS.items():
            if column.kind is not ColumnKind.NUMBER:
                continue
            values = getattr(self, name)
            one = values[:1] if is_one(values) else values
            faults = column.quantity.faults(one) & ~np.isnan(one)
            if not faults.any():
                continue
            faults = np.broadcast_to(faults, values.shape)
            for row, value in zip(self.row[faults], values[faults], strict=True):
                refusal = column.quantity.refusal(name, float(value))
                yield Problem(int(row), name, refusal.found, refusal.expected)

    def _parts(self) -> Iterator[Problem]:
        """Parts of an amount that come to more than the amount."""
        groups = (*PARTS.items(), ("elective_deferral", ("catch_up_deferral",)))
        for whole, parts in groups:
            columns = [getattr(self, part) for part in parts]
            if all(is_one(column) and not column[0] > 0 for column in columns):
                continue
            together = np.sum([np.nan_to_num(column) for column in columns], axis=0)
            amount = getattr(self, whole)
            for place in np.flatnonzero(together > amount + HALF_A_CENT):
                given = [part for part in parts if getattr(self, part)[place] > 0]
                yield Problem(
                    int(self.row[place]),
                    whole,
                    f"{amount[place]:,.2f}",
                    Phrase(
                        "at least the {dollars} of its part {part}",
                        dollars=f"{together[place]:,.2f}",
                        part=all_of(given),
                    ),
                )

    def _dates(self, year: int) -> Iterator[Problem]:
        end = np.datetime64(date(year, 12, 31), "D")
        for row, day in _at(self.row, self.hire_date, self.hire_date > end):
            expected = Phrase("a day no later than the end of {year}", year=str(year))
            yield Problem(row, "hire_date", str(day), expected)
        start = np.datetime64(date(year, 1, 1), "D")
        rehired = self.rehire_date >= self.termination_date
        gone = (self.termination_date < start) & ~rehired & ~(self.compensation == 0)
        expected = Phrase(
            "a day in {year} or later, or no pay; for a last paycheck say yes or no in eligible",
            year=str(year),
        )
        for row, day in _at(self.row, self.termination_date, gone & np.isnan(self.eligible)):
            yield Problem(row, "termination_date", str(day), expected)
        before = self.termination_date < self.hire_date
        for row, day in _at(self.row, self.termination_date, before):
            yield Problem(row, "termination_date", str(day), "a day after hire_date")

    def _jobs(self) -> Iterator[Problem]:
        """Rows of one employee that are not separate jobs, or contradict each other."""
        if not self._has_repeated_ids:
            return
        ids = Counter(self.employee_id.tolist())
        repeated = np.array([ids[i] > 1 and i != "" for i in self.employee_id])
        groups: dict[str, list[int]] = {}
        for place in np.flatnonzero(repeated):
            groups.setdefault(self.employee_id[place], []).append(int(place))
        for employee_id, places in groups.items():
            yield from self._job_problems(employee_id, places)

    def _job_problems(self, employee_id: str, places: Sequence[int]) -> Iterator[Problem]:
        rows = ", ".join(str(self.row[p]) for p in places[:MOST_ROWS_LISTED])
        if len(places) > MOST_ROWS_LISTED:
            more = f"{len(places) - MOST_ROWS_LISTED:,}"
            rows = Phrase("{names} and {count} more", names=rows, count=more)
        spells = Counter((self.job[p], str(self.hire_date[p])) for p in places)
        if max(spells.values()) > 1:
            for p in places:
                yield Problem(
                    int(self.row[p]),
                    "employee_id",
                    Phrase("{id}, the same in rows {rows}", id=repr(employee_id), rows=rows),
                    "one row for each employee, or rows that differ in job or hire_date",
                )
        for name in (*OF_THE_PERSON, "matching_contribution"):
            values = getattr(self, name)[list(places)]
            given = values[~np.isnan(values)]
            if name == "matching_contribution":
                clash = 0 < len(given) < len(values)
                words = "the match in all of the employee's rows {rows}, or in none"
            else:
                clash = len(np.unique(given[given != COLUMNS[name].blank])) > 1
                words = "one figure in all of the employee's rows {rows}"
            if clash:
                expected = Phrase(words, rows=rows)
                for p, value in zip(places, values, strict=True):
                    found = "blank" if np.isnan(value) else f"{value:,.10g}"
                    yield Problem(int(self.row[p]), name, found, expected)


def _at(
    rows: npt.NDArray[np.int64], days: DateArray, where: BoolArray
) -> Iterator[tuple[int, np.datetime64]]:
    for row, day in zip(rows[where], days[where], strict=True):
        yield int(row), day
