"""A roster: its columns matched to our terms, its cells understood, all its problems at once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from megaroth_xl.cells import EXCEL_ERRORS, NO, NUMBER, YES
from megaroth_xl.errors import RosterFileError
from megaroth_xl.reports.roster.headings import EXTRA, find_columns
from megaroth_xl.reports.roster.kinds import read_cells
from megaroth_xl.strategy.participants import COLUMNS, Kind, Participants, Problem

__all__ = ["Roster", "control_totals", "read_roster"]

MOST = 1e15
"""No number of a roster: sums of larger ones lose their cents."""
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

    @property
    def rows_left_out(self) -> int:
        """Rows that are in no report."""
        return len({(problem.roster, problem.row) for problem in self.problems})


def read_roster(
    path: Path | str, year: int, *, headings: Mapping[str, str] | None = None, strict: bool = False
) -> Roster:
    r"""A roster read, matched and checked.

    Parameters
    ----------
    path
        An .xlsx, .csv or .parquet file with a header row; of a workbook, the first sheet.
    year
        The calendar year that the roster describes.
    headings
        By our name, headings that mean just that (`read_headings`).
    strict
        Whether any problem refuses the whole roster.

    Raises
    ------
    RosterFileError
        For a file that cannot be read, two headings that mean one column, a required column that
        is missing, or with `strict` any problem.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "roster.csv"
    ...     _ = path.write_text("id,pay,deferral\n7,200000,20000\n", encoding="utf-8")
    ...     read_roster(path, 2026).participants.compensation
    array([200000.])
    """
    path = Path(path)
    cells = read_cells(path)
    found = find_columns(path, cells, headings or {})
    cell = {name: pl.col(cells.columns[at]) for name, at in found.places.items()}
    texts = (
        cells.lazy()
        .with_row_index("row", offset=1)
        .slice(found.header + 1)
        .select("row", **{name: text.str.strip_chars() for name, text in cell.items()})
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
    if strict and problems:
        raise _refusal(path, problems)
    combined = people.take(good).combined()
    return Roster(
        combined,
        _labels(parsed, combined),
        tuple(problems),
        rows=len(people),
        totals=control_totals(people),
        unused=found.unused,
    )


def _refusal(path: Path, problems: Sequence[Problem]) -> RosterFileError:
    rows = len({problem.row for problem in problems})
    counts = f"has {len(problems):,} problems in {rows:,} rows, the first of them"
    first = problems[0]  # what was found there may be personal, and is left to the file
    place = f"row {first.row}, {first.column}: expected {first.expected}"
    return RosterFileError(path, "", f"{counts} {place}; without strict, all are listed in a file")


def _parsed(texts: pl.DataFrame, year: int) -> tuple[pl.DataFrame, list[Problem]]:
    """The cells as what their columns hold, and the cells that are not."""
    parsed = {"row": texts["row"]}
    problems: list[Problem] = []
    for name in texts.columns[1:]:
        column = {**COLUMNS, **EXTRA}[name]
        read, expected = YES_NO if column.is_yes_no else READ[column.kind]
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
    is_error = pl.col(cells.name).is_in(list(EXCEL_ERRORS))
    text = pl.when(~is_error).then(pl.col(cells.name))
    return cells.to_frame().select(text.alias(cells.name)).to_series()


def _number(cells: pl.Series) -> pl.Series:
    plain = cells.cast(pl.Float64, strict=False)
    plain = plain.set(plain == 0, 0.0)  # -0.0 too
    plain = plain.set(~plain.is_between(-MOST, MOST), None)
    if plain.null_count() == cells.null_count():
        return plain
    cell = pl.col(cells.name)
    in_brackets = cell.str.contains(r"^\(.*\)$")
    bare = (
        pl.when(in_brackets).then(cell.str.slice(1).str.head(-1).str.strip_chars()).otherwise(cell)
    )
    is_number = (
        bare.str.contains(f"^(?:{NUMBER.pattern})$")
        & bare.str.contains("[0-9]")
        & ~bare.str.contains("%")
        & ~(in_brackets & bare.str.contains("^[+-]"))
    )
    amount = bare.str.replace_all(r"[$,\s+]", "").cast(pl.Float64, strict=False)
    written = pl.when(in_brackets).then(-amount).otherwise(amount)
    spelled = pl.when(is_number & (amount.abs() <= MOST)).then(written)
    return plain.fill_null(cells.to_frame().select(spelled.alias(cells.name)).to_series())


def _yes_no(cells: pl.Series) -> pl.Series:
    answers = dict.fromkeys(YES, 1.0) | dict.fromkeys(NO, 0.0)
    return cells.str.to_lowercase().replace_strict(answers, default=None, return_dtype=pl.Float64)


def _date(cells: pl.Series) -> pl.Series:
    day = pl.col(cells.name).str.replace(r"[ T]0+:00:00(\.0+)?$", "")
    written = pl.coalesce(
        day.str.to_date("%Y-%m-%d", strict=False),
        pl.when(day.str.contains(SLASHED)).then(day.str.to_date("%m/%d/%Y", strict=False)),
    )
    known = pl.when(written.dt.year().is_between(1, 9999)).then(written)
    return cells.to_frame().select(known.alias(cells.name)).to_series()


READ: Mapping[Kind, tuple[Callable[[pl.Series], pl.Series], str]] = {
    Kind.TEXT: (_text, "a text, not an error"),
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
    dollars = [name for name, column in COLUMNS.items() if column.is_dollars]
    return {name: float(np.nansum(getattr(people, name))) for name in dollars}
