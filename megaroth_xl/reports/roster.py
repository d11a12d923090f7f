"""A roster: its columns matched to our terms, its cells understood, all its problems at once."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from megaroth_xl.reports.roster_file import RosterFileError, read_cells
from megaroth_xl.strategy.participants import COLUMNS, Column, Kind, Participants, Problem

__all__ = ["ALIASES", "Roster", "control_totals", "read_roster"]

HEADER_WITHIN = 20
"""The header is looked for in this many first rows; titles may stand above it."""

EXTRA = {
    "name": Column(Kind.TEXT, "Name, for headings only"),
    "birth_date": Column(Kind.DATE, "Date of birth, where the age is not given"),
}
"""What a roster may hold beside the columns of `Participants`."""

ALIASES: Mapping[str, str] = {
    "employee_id": "id, employee, employee no, employee number, ee id, emp id, worker id, 사번",
    "name": "full name, employee name, participant, participant name, 이름, 성명",
    "job": "job title, position, location, division, 직무",
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
    "hire_date": "date of hire, hired, rehire date, start date, 입사일",
    "termination_date": "date of termination, terminated, term date, end date, last day, 퇴사일",
}
"""Other headings that are understood; case, blanks and punctuation do not matter."""

NUMBER = r"^\$?\s*(\d+|\d{1,3}(,\d{3})+)(\.\d*)?([eE]\+?\d+)?$"
SLASHED = r"^\d{1,2}/\d{1,2}/\d{4}$"


@dataclass(frozen=True)
class Roster:
    """What a roster file holds.

    Parameters
    ----------
    participants
        The good rows, one for each employee.
    labels
        Their ``employee_id`` and ``name`` as texts, null where no name is given.
    problems
        Everything that kept rows out, in the order of rows.
    rows
        Rows that are not blank.
    totals
        The column sums of all rows whose cell is a number, good and bad, in dollars by column.
    unused
        The headings that were not understood, and so not used.
    """

    participants: Participants
    labels: pl.DataFrame
    problems: tuple[Problem, ...]
    rows: int
    totals: Mapping[str, float]
    unused: tuple[str, ...]


def read_roster(path: Path | str, year: int) -> Roster:
    """A roster read, matched and checked.

    Parameters
    ----------
    path
        An .xlsx, .csv or .parquet file with a header row; of a workbook, the first sheet.
    year
        The calendar year that the roster describes.

    Raises
    ------
    RosterFileError
        For a file that cannot be read, a heading that appears twice, or a required column that is
        missing.
    """
    path = Path(path)
    cells = read_cells(path)
    places, header, unused = _columns(path, cells)
    cell = cells.columns
    texts = (
        cells.lazy()
        .with_row_index("row", offset=1)
        .slice(header + 1)
        .select("row", **{name: pl.col(cell[at]).str.strip_chars() for name, at in places.items()})
        .with_columns(pl.exclude("row").replace("", None))
        .filter(pl.any_horizontal(pl.exclude("row").is_not_null()))
        .collect()
    )
    parsed, problems = _parsed(texts, year)
    people = Participants.of(
        {name: parsed[name].to_numpy() for name in COLUMNS if name in parsed.columns},
        row=parsed["row"].to_numpy(),
    )
    not_understood = {(problem.row, problem.column) for problem in problems}
    problems.extend(
        problem
        for problem in people.problems(year)
        if (problem.row, problem.column) not in not_understood
    )
    good, left_out = _good(people, problems)
    problems.extend(left_out)
    order = {name: place for place, name in enumerate((*EXTRA, *COLUMNS))}
    problems.sort(key=lambda problem: (problem.row, order[problem.column]))
    combined = people.take(good).combined()
    return Roster(
        combined,
        _labels(parsed, combined),
        tuple(problems),
        rows=len(people),
        totals=control_totals(people),
        unused=unused,
    )


def _plain(heading: str) -> str:
    return re.sub(r"[\W_]", "", heading.casefold())


KNOWN = {
    _plain(alias): name
    for name in (*COLUMNS, *EXTRA)
    for alias in (name, *ALIASES.get(name, "").split(","))
}


def _columns(path: Path, cells: pl.DataFrame) -> tuple[dict[str, int], int, tuple[str, ...]]:
    """Where each of our columns stands, the header's place, and the headings not understood."""
    required = [name for name, column in COLUMNS.items() if column.required]
    fullest: dict[str, list[int]] = {}
    headings: Sequence[str | None] = ()
    header = 0
    for at, row in enumerate(cells.head(HEADER_WITHIN).iter_rows()):
        found: dict[str, list[int]] = {}
        for place, heading in enumerate(row):
            name = KNOWN.get(_plain(heading or ""))
            if name:
                found.setdefault(name, []).append(place)
        if len(found) > len(fullest):
            fullest, headings, header = found, row, at
    missing = [name for name in required if name not in fullest]
    if missing:
        first = headings or next((r for r in cells.iter_rows() if any(r)), ())
        seen = ", ".join(repr(h) for h in first if h) or "none"
        raise RosterFileError(
            path, "", f"has no column {', '.join(missing)}; the headings found are {seen}"
        )
    for name, twice in fullest.items():
        if len(twice) > 1:
            both = " and ".join(repr(headings[place]) for place in twice)
            raise RosterFileError(path, f"row {header + 1}", f"{both} both mean {name}; keep one")
    used = {place for places in fullest.values() for place in places}
    unused = tuple(h for place, h in enumerate(headings) if h and place not in used)
    return {name: places[0] for name, places in fullest.items()}, header, unused


def _parsed(texts: pl.DataFrame, year: int) -> tuple[pl.DataFrame, list[Problem]]:
    """The cells as what their columns hold, and the cells that are not."""
    parsed = {"row": texts["row"]}
    problems: list[Problem] = []
    for name in texts.columns[1:]:
        kind = {**COLUMNS, **EXTRA}[name].kind
        read, expected = YES_NO if name == "owner" else READ[kind]
        cells = texts[name]
        parsed[name] = read(cells)
        wrong = cells.is_not_null() & parsed[name].is_null()
        problems.extend(
            Problem(row, name, repr(cell), expected)
            for row, cell in zip(texts["row"].filter(wrong), cells.filter(wrong), strict=True)
        )
    frame = pl.DataFrame(parsed)
    return _with_ages(frame, year, problems) if "birth_date" in parsed else frame, problems


def _text(cells: pl.Series) -> pl.Series:
    return cells


def _number(cells: pl.Series) -> pl.Series:
    plain = cells.cast(pl.Float64, strict=False)
    plain = plain.set(~plain.is_finite(), None)
    if plain.null_count() == cells.null_count():
        return plain
    cell = pl.col(cells.name)
    digits = cell.str.replace_all(r"^-|^\(|\)$", "")
    written = digits.str.replace_all(r"[$,\s]", "").cast(pl.Float64, strict=False)
    sign = pl.when(cell.str.contains(r"^[-(]")).then(-1.0).otherwise(1.0)
    spelled = pl.when(digits.str.contains(NUMBER)).then(sign * written)
    return plain.fill_null(cells.to_frame().select(spelled.alias(cells.name)).to_series())


def _yes_no(cells: pl.Series) -> pl.Series:
    answers = {"yes": 1.0, "y": 1.0, "true": 1.0, "1": 1.0, "1.0": 1.0}
    answers |= {"no": 0.0, "n": 0.0, "false": 0.0, "0": 0.0, "0.0": 0.0}
    return cells.str.to_lowercase().replace_strict(answers, default=None, return_dtype=pl.Float64)


def _date(cells: pl.Series) -> pl.Series:
    day = pl.col(cells.name).str.replace(r"[ T]0+:00:00(\.0+)?$", "")
    written = pl.coalesce(
        day.str.to_date("%Y-%m-%d", strict=False),
        pl.when(day.str.contains(SLASHED)).then(day.str.to_date("%m/%d/%Y", strict=False)),
    )
    return cells.to_frame().select(written.alias(cells.name)).to_series()


READ: Mapping[Kind, tuple[Callable[[pl.Series], pl.Series], str]] = {
    Kind.TEXT: (_text, "text"),
    Kind.NUMBER: (_number, "a number such as 250000 or 250,000.00"),
    Kind.DATE: (_date, "a date such as 2026-03-31 or 3/31/2026"),
}
YES_NO = (_yes_no, "yes or no")
"""What understands a column of texts, null where a cell cannot be understood, and what it takes."""


def _with_ages(parsed: pl.DataFrame, year: int, problems: list[Problem]) -> pl.DataFrame:
    """The age on December 31 where the date of birth is given; adds ages that contradict it."""
    born = (year - pl.col("birth_date").dt.year()).cast(pl.Float64)
    given = pl.col("age") if "age" in parsed.columns else pl.lit(None, pl.Float64)
    frame = parsed.with_columns(given=given, age=pl.coalesce(born, given))
    clash = frame.filter(pl.col("given") != pl.col("age"))
    problems.extend(
        Problem(row, "age", f"{age:g}", f"the age on December 31 of one born on {birth_date}")
        for row, age, birth_date in clash.select("row", "given", "birth_date").iter_rows()
    )
    return frame


def _good(
    people: Participants, problems: Sequence[Problem]
) -> tuple[npt.NDArray[np.bool_], Iterator[Problem]]:
    """Which rows go on, and why others of the same employees do not."""
    bad = np.isin(people.row, [problem.row for problem in problems])
    bad_ids = {
        i: int(r) for i, r in zip(people.employee_id[bad], people.row[bad], strict=True) if i
    }
    drawn_in = np.array([i in bad_ids for i in people.employee_id], dtype=np.bool_) & ~bad
    left_out = (
        Problem(
            int(row),
            "employee_id",
            repr(employee_id),
            f"no problem in any row of the employee; see row {bad_ids[employee_id]}",
        )
        for row, employee_id in zip(people.row[drawn_in], people.employee_id[drawn_in], strict=True)
    )
    return ~(bad | drawn_in), left_out


def _labels(parsed: pl.DataFrame, people: Participants) -> pl.DataFrame:
    name = pl.col("name") if "name" in parsed.columns else pl.lit(None, pl.String).alias("name")
    at = np.searchsorted(parsed["row"].to_numpy(), people.row)
    return parsed[at].select("employee_id", name)


def control_totals(people: Participants) -> dict[str, float]:
    """Sum of each column of dollars, blanks left out."""
    dollars = [n for n, c in COLUMNS.items() if c.kind is Kind.NUMBER and n not in ("age", "owner")]
    return {name: float(np.nansum(getattr(people, name))) for name in dollars}
