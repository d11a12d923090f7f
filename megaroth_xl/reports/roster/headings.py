"""Which column of a roster is which: headings matched tolerantly, or as a mapping file says."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import polars as pl

from megaroth_xl.errors import RosterFileError
from megaroth_xl.files import read_toml
from megaroth_xl.strategy.participants import COLUMNS, Column, Kind

__all__ = ["ALIASES", "EXTRA", "KNOWN", "Found", "find_columns", "read_headings"]

HEADER_WITHIN = 20
"""The header is looked for in this many first rows; titles may stand above it."""

MOST_LISTED, LONGEST = 40, 80
"""Headings in a message, and characters of each."""

NO_HEADER = f"none that is known, in the first {HEADER_WITHIN} rows"
"""Said instead of what stands there, which may be a person's."""

EXTRA = {
    "name": Column(Kind.TEXT, "Name, for headings only"),
    "birth_date": Column(Kind.DATE, "Date of birth, where the age is not given"),
}
"""What a roster may hold beside the columns of `Participants`."""

ALIASES: Mapping[str, str] = {
    "employee_id": "id, employee, employee no, employee number, ee id, emp id, worker id, 사번",
    "name": "full name, employee name, participant, participant name, 이름, 성명",
    "job": "job title, position, 직무",
    "company": "employer, employer name, company name, company code, ein, 회사",
    "division": "location, department, 부서",
    "birth_date": "date of birth, dob, birthday, 생년월일",
    "age": "age on december 31, age at year end, 나이, 연령",
    "compensation": "pay, gross pay, annual pay, annual compensation, plan compensation, "
    "급여, 연봉",
    "elective_deferral": "elective deferrals, deferral, deferrals, employee deferral, "
    "employee deferrals, 401k deferral, 401k deferrals, 납입액",
    "matching_contribution": "match, employer match, matching contributions, company match, 매칭",
    "nonelective_contribution": "nonelective, nonelective contributions, profit sharing, "
    "other employer contribution, other employer contributions",
    "after_tax_contribution": "after tax, after tax contributions, employee after tax, "
    "voluntary after tax",
    "deferral_elsewhere": "deferrals elsewhere, deferrals with other employers, "
    "other plan deferrals",
    "prior_year_compensation": "prior year pay, previous year pay, look back year compensation, "
    "lookback compensation, 전년도 급여",
    "prior_year_wages": "prior year fica wages, prior year box 3, prior year box 3 wages, "
    "prior year social security wages",
    "owner": "five percent owner, 5% owner, more than 5% owner, 5 percent owner",
    "pay_before_entry": "pre entry compensation, pre entry pay, pay before eligibility",
    "pay_per_period": "pay per paycheck, pay per pay date, period pay",
    "pay_periods_left": "periods left, pay dates left, paychecks left",
    "hire_date": "date of hire, hired, start date, 입사일",
    "rehire_date": "date of rehire, rehired, 재입사일",
    "termination_date": "date of termination, terminated, term date, end date, last day, 퇴사일",
}
"""Other headings that are understood; case, blanks and punctuation do not matter."""


class Found(NamedTuple):
    """Where the columns of a roster stand.

    Parameters
    ----------
    places
        By our name, the place among the file's columns.
    header
        The place of the header row.
    unused
        The headings that were not understood.
    """

    places: Mapping[str, int]
    header: int
    unused: tuple[str, ...]


def _plain(heading: str) -> str:
    return re.sub(r"[\W_]", "", heading.casefold())


KNOWN: Mapping[str, str] = {
    _plain(alias): name
    for name in (*COLUMNS, *EXTRA)
    for alias in (name, *ALIASES.get(name, "").split(","))
}
"""Our name by every heading that is understood, stripped of all but its letters and digits."""


def read_headings(path: Path | str) -> dict[str, str]:
    """A mapping file: the roster's heading for each of our columns that goes by another name.

    Parameters
    ----------
    path
        A TOML file with lines such as ``compensation = "Gross 2026"``.

    Raises
    ------
    RosterFileError
        For a file that is no TOML, or names a column that does not exist.
    """
    path = Path(path)
    mapping = read_toml(path, RosterFileError)
    for name, heading in mapping.items():
        if name not in (*COLUMNS, *EXTRA):
            known = ", ".join((*COLUMNS, *EXTRA))
            raise RosterFileError(path, name, f"is no column of a roster; the columns are {known}")
        if not isinstance(heading, str) or not _plain(heading):
            raise RosterFileError(path, name, f"is {heading!r}: expected a heading in quotes")
    return mapping


def _listed(headings: Sequence[str]) -> str:
    shown = ", ".join(repr(heading[:LONGEST]) for heading in headings[:MOST_LISTED])
    others = len(headings) - MOST_LISTED
    return (shown or "none") + (f" and {others:,} more" if others > 0 else "")


def find_columns(path: Path, cells: pl.DataFrame, headings: Mapping[str, str]) -> Found:
    """Where each column stands: the first of the rows with the most headings is the header.

    Parameters
    ----------
    path
        The roster, for messages.
    cells
        All its rows (`read_cells`).
    headings
        By our name, headings that mean just that (`read_headings`).

    Raises
    ------
    RosterFileError
        For a required column that is missing, a heading of the mapping that is not there, or two
        headings that mean one column.
    """
    own = {_plain(heading): name for name, heading in headings.items()}
    known = own | {k: name for k, name in KNOWN.items() if k not in own and name not in headings}
    best: dict[str, list[int]] = {}
    row: Sequence[str | None] = next((r for r in cells.iter_rows() if any(r)), ())
    header = 0
    for at, texts in enumerate(cells.head(HEADER_WITHIN).iter_rows()):
        found: dict[str, list[int]] = {}
        for place, heading in enumerate(texts):
            if name := known.get(_plain(heading or "")):
                found.setdefault(name, []).append(place)
        if len(found) > len(best):
            best, row, header = found, texts, at
    required = [name for name, column in COLUMNS.items() if column.required]
    missing = [name for name in (*required, *headings) if name not in best]
    if missing:
        seen = _listed([heading for heading in row if heading]) if best else NO_HEADER
        wanted = ", ".join(
            f"{name} ({headings[name]!r})" if name in headings else name for name in missing
        )
        raise RosterFileError(path, "", f"has no column {wanted}; the headings found are {seen}")
    for name, twice in best.items():
        if len(twice) > 1:
            both = " and ".join(repr(row[place]) for place in twice)
            raise RosterFileError(path, f"row {header + 1}", f"{both} both mean {name}; keep one")
    used = {place for places in best.values() for place in places}
    unused = tuple(h for place, h in enumerate(row) if h and place not in used)
    return Found({name: places[0] for name, places in best.items()}, header, unused)
