"""Several employers in one year: room with each, and the person's one limit on deferrals."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from megaroth_xl.law.annual_additions import annual_additions_limit
from megaroth_xl.law.controlled_groups import GroupPurpose
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
from megaroth_xl.strategy.plan.participant_columns import AMOUNTS
from megaroth_xl.strategy.plan.room import limit_in_words
from megaroth_xl.strategy.room import BINDING
from megaroth_xl.strategy.saver.case_rows import Employer
from megaroth_xl.strategy.saver.employer_groups import employer_groups
from megaroth_xl.texts import LANGUAGES, text

__all__ = ["EmployerRoom", "SeveralEmployers", "several_employers"]

HALF_CENT = 0.005


class EmployerRoom(NamedTuple):
    """The after-tax dollars that still fit into one employer's plan.

    `not_known` are the amounts that were blank: they count as none. `one_with` are the employers
    that count as one with it for every rule, `one_for_415_with` those that do for the limit on
    annual additions alone.
    """

    name: str
    room: float
    binding_limit: str
    excess: float
    not_known: tuple[str, ...]
    one_with: tuple[str, ...]
    one_for_415_with: tuple[str, ...]

    def note(self, lang: str) -> str:
        """Return what else to know of it, in "en" or "ko"."""
        blank = [text(f"several_employers.amount.{name}", lang) for name in self.not_known]
        said = {
            "not_known": blank,
            "one_with": self.one_with,
            "one_for_415_with": self.one_for_415_with,
        }
        return " ".join(
            text(f"several_employers.{name}", lang, names=", ".join(names))
            for name, names in said.items()
            if names
        )


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
            limit = limit_in_words(each.binding_limit, lang)
            table.append((each.name, each.room, limit, each.excess, each.note(lang)))
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
    groups = employer_groups(employers, GroupPurpose.ANNUAL_ADDITIONS)
    of_all_rules = employer_groups(employers, GroupPurpose.OTHER)
    rows = aggregated_employments(
        [str(place) for place in range(len(employers))],
        money["elective_deferral"],
        money["matching_contribution"] + money["nonelective_contribution"],
        money["after_tax_contribution"],
        amounts["compensation"],
        None if age is None else float(age),
        groups={str(place): str(group) for place, group in enumerate(groups)},
    )
    rooms = annual_additions_rooms(rows, year, limits=table)
    excesses = excess_annual_additions(rows, year, limits=table)
    row_of = {group: row for row, group in enumerate(rows.employer.tolist())}
    projected = bool(table.projected("annual_additions", year))
    found = []
    for place, employer in enumerate(employers):
        row = row_of[str(groups[place])]
        room, binding = _with_cap(
            employer, float(rooms[row]), _binding(rows, row, year, table), projected=projected
        )
        blank = tuple(column for column in AMOUNTS if np.isnan(amounts[column][place]))
        excess = float(excesses[row]) if groups[place] == place else 0.0
        one, for_all = _alike(groups, place), _alike(of_all_rules, place)
        found.append(
            EmployerRoom(
                names[place],
                room,
                binding,
                excess,
                blank,
                one_with=tuple(names[other] for other in sorted(one & for_all)),
                one_for_415_with=tuple(names[other] for other in sorted(one - for_all)),
            )
        )
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


def _alike(groups: Sequence[int], place: int) -> set[int]:
    """The places of the others in an employer's group."""
    return {other for other, group in enumerate(groups) if group == groups[place]} - {place}


def _binding(rows: Employments, row: int, year: int, table: LimitsTable) -> str:
    """Return whether the dollars or the group's pay is the limit."""
    pay = float(rows.compensation[row])
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
