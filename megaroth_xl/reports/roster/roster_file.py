"""A roster file read: opened, its sheet chosen, its cells understood, each doubt a question."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from megaroth_xl.errors import RosterFileError
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.phrases import Phrase
from megaroth_xl.reports.roster.columns.heading_words import plain
from megaroth_xl.reports.roster.columns.headings import heading_score
from megaroth_xl.reports.roster.files.kinds import OpenRoster, open_roster, readable
from megaroth_xl.reports.roster.roster import Roster, nobody
from megaroth_xl.reports.roster.settings import ReadingSettings
from megaroth_xl.reports.roster.settings_file import READING_SHEETS
from megaroth_xl.reports.roster.sheet.choice import Chosen, choose_sheet, settings_within
from megaroth_xl.reports.roster.sheet.sheet_reading import SheetReading, account_begun
from megaroth_xl.strategy.plan.problem import Problem
from megaroth_xl.strategy.plan.terms import PlanTerms

__all__ = ["open_sheet", "read_roster", "sheet_settings"]

NO_READING = "has no sheet Reading; name a TOML file, or a workbook of `megaroth roster new`"


def read_roster(
    path: Path | str,
    year: int,
    *,
    headings: Mapping[str, str] | None = None,
    settings: ReadingSettings | None = None,
    password: str | None = None,
    plan: PlanTerms | None = None,
    periods_left: int | None = None,
    limits: LimitsTable | None = None,
    strict: bool = False,
) -> Roster:
    r"""A roster read, matched and checked.

    Parameters
    ----------
    path
        A file of any of `KINDS`; what it is decides, not its name.
    year
        The calendar year that the roster describes.
    headings
        By our name, headings that mean just that.
    settings
        What the user says of the file beyond it (`read_settings`); a sheet *Reading* of the
        workbook adds what they do not say.
    password
        What opens a protected workbook.
    plan
        The plan's terms: with them a roster of the year to date becomes the whole year.
    periods_left
        Pay dates still to come for those whose row does not say.
    limits
        A table to use instead of the package's own.
    strict
        Whether any problem refuses the whole roster.

    Raises
    ------
    RosterFileError
        For a file that cannot be read or holds no roster, a required column that is missing, or
        with `strict` any problem.

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
    said = ReadingSettings.of_headings(headings or {}).over(settings or ReadingSettings())
    opened, chosen, said = open_sheet(path, year, said, password)
    begun = account_begun(opened, chosen, said)
    if chosen.sheet is None or chosen.headings is None:
        return nobody(begun)
    reading = SheetReading(opened, chosen.sheet, chosen.headings, year, said)
    roster = reading.roster(begun, plan, periods_left, limits or limits_table())
    if strict and roster.problems and not roster.account.stops:
        raise _refusal(path, roster.problems)
    return roster


def sheet_settings(path: Path, password: str | None = None) -> ReadingSettings:
    """The settings on the sheet *Reading* of a workbook other than the roster's own.

    Parameters
    ----------
    path, password
        The workbook, and what opens it where it is protected.

    Raises
    ------
    RosterFileError
        For a file that cannot be read, or has no such sheet, or a setting that cannot be read.
    """
    opened = open_roster(path, score=lambda _: 0, password=password)
    with readable(path):
        if all(plain(sheet.name) not in READING_SHEETS for sheet in opened.file.sheets):
            raise RosterFileError(path, "", NO_READING)
        return settings_within(opened)


def open_sheet(
    path: Path, year: int, said: ReadingSettings, password: str | None
) -> tuple[OpenRoster, Chosen, ReadingSettings]:
    """A file opened, the sheet that is to be read, and all that is said of the file.

    Parameters
    ----------
    path, year, password
        As in `read_roster`.
    said
        What the user says; a sheet *Reading* of the workbook adds what that does not say.

    Raises
    ------
    RosterFileError
        For a file that cannot be read or holds no roster.
    """
    opened = open_roster(path, score=lambda rows: heading_score(rows, year), password=password)
    with readable(path):
        said = said.over(settings_within(opened))
        return opened, choose_sheet(opened, year, said), said


def _refusal(path: Path, problems: Sequence[Problem]) -> RosterFileError:
    first = problems[0]  # what was found there may be personal, and is left to the file
    words = (
        "has {count} problems, the first of them in row {row}, {column}: expected {expected}; "
        "without strict, all are listed in a file"
    )
    if len(problems) == 1:
        words = (
            "has a problem in row {row}, {column}: expected {expected}; without strict, it is "
            "listed in a file"
        )
    problem = Phrase(
        words,
        count=f"{len(problems):,}",
        row=str(first.row),
        column=first.column,
        expected=first.expected,
    )
    return RosterFileError(path, "", problem)
