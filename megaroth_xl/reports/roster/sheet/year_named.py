"""The year of the figures, as titles, sheets and columns name it."""

import re
from collections.abc import Iterator, Sequence

from megaroth_xl.errors import RosterFileError
from megaroth_xl.phrases import Phrase
from megaroth_xl.reports.roster.account import Question, ReadingChoice, Statement
from megaroth_xl.reports.roster.columns.heading_words import plain
from megaroth_xl.reports.roster.columns.sources import Columns
from megaroth_xl.reports.roster.settings import DateOrder
from megaroth_xl.reports.roster.sheet.day_values import days
from megaroth_xl.reports.roster.sheet.rows import SheetRows

__all__ = ["several_years", "year_questions"]

YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
OF_YEAR = re.compile(
    r"((plan|tax|calendar|fiscal|census|payroll|reporting|test(ing)?)?(year|yr)"
    r"(end(ing|s)?(date)?)?|pye)"
)
"""Headings, in letters alone, of a column that says of which year each row is."""
MADE = re.compile(r"\b(run|printed?|generated|created|prepared|exported|report)\b.*?\d", re.I)
"""Begins a title that says when the file was made, which says nothing of its year."""


def year_questions(sheet: SheetRows, columns: Columns) -> Iterator[Question]:
    """The question of which year the figures are, where titles or a column name another one.

    Parameters
    ----------
    sheet, columns
        The rows, and where each of our columns comes from.

    Raises
    ------
    RosterFileError
        Where the settings say that it is another, or a column says that rows are of several.
    """
    heading, years = _column_of_years(sheet, columns)
    said = sheet.settings.year
    if said is not None:
        if said != sheet.year:
            problem = Phrase(
                "has figures of {year}, as the reading settings say; "
                "give --year {year}, or correct the setting year",
                year=str(said),
            )
            raise RosterFileError(sheet.opened.path, "", problem)
        return
    others = [
        near.pop()
        for titles, name in zip(sheet.titles, sheet.names, strict=True)
        for named in (years or _years_named((*titles, name)),)
        for near in (named & {sheet.year - 1, sheet.year + 1},)
        if sheet.year not in named and len(near) == 1
    ]
    if not others:
        return
    other = others[0]
    choices = tuple(
        ReadingChoice(Statement(f"choice.year_{key}", {"year": year}), (f"year = {year}",))
        for key, year in (("is", sheet.year), ("other", other))
    )
    values = {"year": sheet.year, "other": other, "heading": heading}
    key = "question.year_column" if years else "question.year"
    yield Question("year", Statement(key, values), choices)


def _years_named(titles: Sequence[str]) -> set[int]:
    """The years that the texts of a sheet name, other than when it was made."""
    said = (title for title in titles if not MADE.search(title))
    return {int(year) for title in said for year in YEAR.findall(title)}


def _column_of_years(sheet: SheetRows, columns: Columns) -> tuple[str, set[int]]:
    """The heading of the column that says of which year each row is, and the years that it says.

    Pay dates say it, and the ends of pay periods where all are of one year: a single end within
    the roster's year may be a day up to which the file goes.
    """
    headings = sheet.headings.headings
    latest, zero = sheet.year + 1, sheet.sheet.day_zero
    for name in ("pay_date", "period_end"):
        place = columns.takes.get(name)
        if place is not None:
            cells = sheet.source.texts(place).drop_nulls().unique()
            ends = days(cells, DateOrder.MONTH_FIRST, latest, day_zero=zero).days.drop_nulls()
            years = set(ends.dt.year())
            is_end = name == "period_end" and (len(ends) > 1 or sheet.year not in years)
            is_said = len(years) == 1 and (name == "pay_date" or is_end)
            return (headings[place].text, years) if is_said else ("", set())
    for place, heading in enumerate(headings):
        if not OF_YEAR.fullmatch(plain(heading.text)) or heading.text in sheet.settings.ignore:
            continue
        said = sheet.source.texts(place).drop_nulls().unique()
        of_days = days(said, DateOrder.MONTH_FIRST, latest, day_zero=zero)
        years = {
            day.year if day else int(YEAR.findall(text)[-1])  # of 2025-2026, the year of the end
            for text, day in zip(said, of_days.days, strict=True)
            if day or YEAR.search(text)
        }
        if len(years) > 1:
            raise several_years(sheet, heading.text, years)
        if years:
            return heading.text, years
    return "", set()


def several_years(sheet: SheetRows, heading: str, years: set[int]) -> RosterFileError:
    """The refusal of a sheet whose column names several years."""
    problem = Phrase(
        "has rows of several years in {column}: {years}; keep the rows of {year} alone, "
        "or add the heading to the setting ignore",
        column=heading,
        years=", ".join(map(str, sorted(years))),
        year=str(sheet.year),
    )
    return RosterFileError(sheet.opened.path, "", problem)
