"""Several employers in one year: room with each, and the person's one limit on deferrals."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from megaroth_xl.law.annual_additions import annual_additions_limit
from megaroth_xl.law.elective_deferrals import (
    elective_deferral_limit,
    elective_deferral_room,
    excess_deferral,
    excess_deferral_deadline,
)
from megaroth_xl.law.employers import (
    Employments,
    aggregated_employments,
    annual_additions_rooms,
    deferred_anywhere,
    excess_annual_additions,
)
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.strategy.case_rows import Employer
from megaroth_xl.strategy.plan_room import limit_in_words
from megaroth_xl.strategy.room import BINDING
from megaroth_xl.texts import LANGUAGES, text

__all__ = ["EmployerRoom", "SeveralEmployers", "several_employers"]

AMOUNTS = (
    "compensation",
    "elective_deferral",
    "matching_contribution",
    "nonelective_contribution",
    "after_tax_contribution",
)
HALF_CENT = 0.005


class EmployerRoom(NamedTuple):
    """What one employer's plan still takes after tax, in dollars.

    `not_known` are the amounts that were blank: they count as none.
    """

    name: str
    room: float
    binding_limit: str
    excess: float
    not_known: tuple[str, ...]


class SeveralEmployers(NamedTuple):
    """Every employer's room, and the person's deferrals over all of them, in dollars.

    `deferral_elsewhere` is the part with employers that are not among them.
    """

    employers: tuple[EmployerRoom, ...]
    deferral_elsewhere: float
    deferral_limit: float
    deferral_everywhere: float
    deferral_left: float
    excess_deferral: float
    tell: tuple[str, ...]
    """The plans that can return an excess deferral: the person chooses which to tell."""
    tell_by: date
    return_by: date

    def rows(self, lang: str = LANGUAGES[0]) -> list[tuple[Any, ...]]:
        """The table for cells: a row for each employer, then the person's own rows.

        A row of one sentence says whom to tell of an excess.
        """

        def words(name: str, **values: object) -> str:
            return text(f"several_employers.{name}", lang, **values)

        heading = ("employer", "room", "binding_limit", "excess", "note")
        table: list[tuple[Any, ...]] = [tuple(words(f"column.{name}") for name in heading)]
        for each in self.employers:
            blank = ", ".join(words(f"amount.{name}") for name in each.not_known)
            note = words("not_known", amounts=blank) if blank else ""
            limit = limit_in_words(each.binding_limit, lang)
            table.append((each.name, each.room, limit, each.excess, note))
        person = [
            *([("elsewhere", self.deferral_elsewhere)] if self.deferral_elsewhere else []),
            ("deferral_limit", self.deferral_limit),
            ("deferral_everywhere", self.deferral_everywhere),
            ("deferral_left", self.deferral_left),
            ("excess_deferral", self.excess_deferral),
        ]
        table += [(words(f"person.{name}"), dollars, "", "", "") for name, dollars in person]
        if self.excess_deferral >= HALF_CENT:
            told = words(
                "tell",
                excess=self.excess_deferral,
                plans=", ".join(self.tell),
                tell_by=self.tell_by,
                return_by=self.return_by,
            )
            table.append((told, "", "", "", ""))
        return table


def several_employers(
    employers: Sequence[Employer],
    year: int,
    age: float | None = None,
    *,
    deferral_elsewhere: float = 0.0,
    lang: str = LANGUAGES[0],
    limits: LimitsTable | None = None,
) -> SeveralEmployers:
    """Room with each employer of a year, and what the person's deferrals come to.

    Parameters
    ----------
    employers
        All employers of the year, each with its plan's contributions; blank amounts count as none
        and are named.
    year
        The calendar year.
    age
        The age on December 31; None or NaN leaves catch-up out.
    deferral_elsewhere
        Deferrals with employers that are not listed, dollars.
    lang
        "en" or "ko", for employers without a name.
    limits
        A table to use instead of the package's own.

    Returns
    -------
    SeveralEmployers

    Raises
    ------
    InputError, UnknownYearError

    References
    ----------
    IRC 402(g)(1) to (3), 414(v), 415(c), 415(f)(1)(B), 415(h). The earlier employer has the
    person's catch-up first (unconfirmed).

    Examples
    --------
    >>> found = several_employers(
    ...     [Employer("old", elective_deferral=15_000, compensation=90_000),
    ...      Employer("new", elective_deferral=24_500, compensation=120_000)], 2026)
    >>> [each.room for each in found.employers], found.excess_deferral
    ([57000.0, 47500.0], 15000.0)
    """
    table = limits or limits_table()
    names = [
        employer.name or text("several_employers.unnamed", lang, number=place)
        for place, employer in enumerate(employers, start=1)
    ]
    amounts = {
        column: np.array([_number(getattr(each, column)) for each in employers], dtype=np.float64)
        for column in AMOUNTS
    }
    money = {column: np.nan_to_num(values) for column, values in amounts.items()}
    groups = _groups(employers)
    rows = aggregated_employments(
        [str(place) for place in range(len(employers))],
        money["elective_deferral"],
        money["matching_contribution"] + money["nonelective_contribution"],
        money["after_tax_contribution"],
        amounts["compensation"],
        None if age is None else float(age),
        groups=groups,
    )
    rooms = annual_additions_rooms(rows, year, limits=table)
    excesses = excess_annual_additions(rows, year, limits=table)
    place_of = {group: place for place, group in enumerate(rows.employer.tolist())}
    projected = bool(table.projected("annual_additions", year))
    found = []
    for place, employer in enumerate(employers):
        group = place_of[groups.get(str(place), str(place))]
        room, binding = _with_cap(
            employer, float(rooms[group]), _binding(rows, group, year, table), projected=projected
        )
        blank = tuple(column for column in AMOUNTS if np.isnan(amounts[column][place]))
        first = groups.get(str(place), str(place)) == str(place)
        excess = float(excesses[group]) if first else 0.0
        found.append(EmployerRoom(names[place], room, binding, excess, blank))
    deferred = float(deferred_anywhere(rows)[0]) + deferral_elsewhere
    return SeveralEmployers(
        employers=tuple(found),
        deferral_elsewhere=deferral_elsewhere,
        deferral_limit=float(elective_deferral_limit(year, age, limits=table)),
        deferral_everywhere=deferred,
        deferral_left=float(elective_deferral_room(deferred, year, age, limits=table)),
        excess_deferral=float(excess_deferral(deferred, year, age, limits=table)),
        tell=(
            *(
                name
                for name, dollars in zip(names, money["elective_deferral"], strict=True)
                if dollars > 0
            ),
            *([text("several_employers.elsewhere", lang)] if deferral_elsewhere else []),
        ),
        tell_by=date(year + 1, 3, 1),
        return_by=excess_deferral_deadline(year),
    )


def _number(dollars: float | None) -> float:
    return np.nan if dollars is None else dollars


def _groups(employers: Sequence[Employer]) -> Mapping[str, str]:
    """By place, the first employer that counts as one with it for annual additions."""
    groups = {str(place): str(place) for place in range(len(employers))}
    for place, employer in enumerate(employers):
        for earlier in range(place):
            other = employers[earlier]
            same = any(
                group and group == getattr(other, column)
                for column in ("controlled_group", "group_for_415")
                if (group := getattr(employer, column))
            )
            if same:
                old, new = groups[str(place)], groups[str(earlier)]
                groups = {key: new if group == old else group for key, group in groups.items()}
    return groups


def _binding(rows: Employments, group: int, year: int, table: LimitsTable) -> str:
    """Whether the dollars or the group's pay is the limit."""
    pay = float(rows.compensation[group])
    dollars = float(annual_additions_limit(year, limits=table))
    return BINDING[1] if pay < dollars else BINDING[0]


def _with_cap(
    employer: Employer, room: float, binding: str, *, projected: bool
) -> tuple[float, str]:
    """The room under the plan's own cap too, and what stops it in words."""
    cap = employer.plan_cap
    if cap is not None and np.isfinite(cap):
        left = max(cap - (employer.after_tax_contribution or 0.0), 0.0)
        room, binding = (left, BINDING[2]) if left < room else (room, binding)
    status = " (projected)" if projected else ""
    return room, f"{'' if room > 0 else 'no room left: '}{binding}{status}"
