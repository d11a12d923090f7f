"""Read the settings for reading a roster: from a TOML file, or from a sheet *Reading*."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from datetime import date
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

from megaroth_xl.cell_errors import CellError
from megaroth_xl.errors import FileError, RosterFileError
from megaroth_xl.given_files import read_toml_lines
from megaroth_xl.phrases import Phrase
from megaroth_xl.reports.roster.columns.heading_words import plain
from megaroth_xl.reports.roster.columns.meanings import EXTRA, PAYROLL
from megaroth_xl.reports.roster.files.cells import SheetCells
from megaroth_xl.reports.roster.plan.named_cells import given_beside
from megaroth_xl.reports.roster.settings import (
    CHOICES,
    Amounts,
    Companies,
    DateOrder,
    ReadingSettings,
)
from megaroth_xl.strategy.plan.participant_columns import COLUMNS, ColumnKind
from megaroth_xl.texts import LANGUAGES, keys, text
from megaroth_xl.words import nearest

__all__ = ["READING_SHEETS", "read_settings", "settings_of_sheet", "shown_word"]

READING_SHEETS = frozenset(plain(text("start_workbook.sheet.reading", lang)) for lang in LANGUAGES)
"""The names of the sheet that holds the settings, stripped as `plain` strips them."""


NAMED = {**COLUMNS, **EXTRA, **PAYROLL}
"""What a heading may be said to mean."""
MARKS = (".", ",")
YEARS = (1986, 2100)


KEYS = tuple(f.name for f in fields(ReadingSettings))
LISTS = frozenset({"ignore", "rates"})
"""Settings that are lists of headings, and may stand in a table of columns as well."""


def read_settings(path: Path | str) -> ReadingSettings:
    """The settings in a TOML file.

    Parameters
    ----------
    path
        The file; its keys are the fields of `ReadingSettings`, the columns in a table
        ``[columns]`` or in several tables ``[[columns]]``, whose headings are put together. A file
        of columns alone may leave the table's name out. ``ignore`` and ``rates`` may stand in such
        a table too, since an answer about a column may be to ignore it.

    Raises
    ------
    RosterFileError
        For a file that is not TOML, a key that does not exist, or a value that a key does not
        take.
    """
    path = Path(path)
    data, lines = read_toml_lines(path, RosterFileError)
    columns = _together(data.pop("columns", {}))
    if not isinstance(columns, dict):
        raise RosterFileError(path, "columns", "expected a table: [columns] in a line of its own")
    columns |= {name: data.pop(name) for name in list(data) if name in NAMED}
    for key in LISTS & columns.keys():
        data[key] = [*data.get(key, []), *columns.pop(key)]
    places = {
        key: Phrase("line {number}, {key}", number=str(number), key=key)
        for key, number in lines.items()
    }
    return _settings(path, {**data, "columns": columns}, places)


def _together(columns: object) -> object:
    """Several tables of columns as one, in which each column has the headings of all."""
    if not isinstance(columns, list) or not all(isinstance(table, dict) for table in columns):
        return columns
    found: dict[str, Any] = {}
    for table in columns:
        for name, headings in table.items():
            new = headings if isinstance(headings, list) else [headings]
            known = found.setdefault(name, [])
            rest = list(known)
            for heading in new:
                if heading in rest:
                    rest.remove(heading)
                else:
                    known.append(heading)
    return found


def settings_of_sheet(path: Path, title: str, sheet: SheetCells) -> ReadingSettings:
    """The settings on a sheet: a name in the first column, its values in the cell beside it.

    Parameters
    ----------
    path
        The workbook, for messages.
    title
        The sheet's name, for the place of a problem.
    sheet
        Its cells. Rows without a value are passed over, so that the sheet may explain itself.

    Raises
    ------
    RosterFileError
        For a name that is not known, or a value that it does not take, with its cell.
    """
    found: dict[str, Any] = {"columns": {}}
    places = {}
    for name, value, place in given_beside(title, sheet):
        if value is None:
            continue
        key = KEYS_OF_SHEET.get(plain(name), "")
        if not key:
            meant = nearest(name, SPELLINGS)
            words = "unknown reading setting {name}"
            if meant:
                words = "unknown reading setting {name}; did you mean {meant}?"
            raise RosterFileError(path, place, Phrase(words, name=repr(name), meant=meant))
        if isinstance(value, CellError):
            raise RosterFileError(
                path, place, Phrase("{name} is {found}", name=name, found=str(value))
            )
        places[key] = f"{place}, {name}"
        given = list(_parts(value))
        if key in NAMED:
            found["columns"][key] = given
        elif key in LISTS or key == "sheet":
            found[key] = given
        elif key == "year":
            found[key] = int(given[0]) if given[0].isdecimal() else given[0]
        elif key == "header_row":
            found[key] = [int(row) if row.isdecimal() else row for row in given]
        else:
            found[key] = given[0]
    return _settings(path, found, places)


def _parts(value: str) -> Iterator[str]:
    """The values in one cell: several stand in lines of their own, or between semicolons."""
    return (part for part in (piece.strip() for piece in re.split(r"[;\n]", value)) if part)


def _keys_of_sheet() -> dict[str, str]:
    """Our key by each name that a sheet may give it, in any language."""
    named = {key: key for key in (*KEYS, *NAMED) if key != "columns"}
    for lang in LANGUAGES:
        for key in KEYS:
            if key != "columns":
                named.setdefault(text(f"reading.setting.{key}", lang), key)
        for name in keys("roster_columns"):
            named.setdefault(text(f"roster_columns.{name}.label", lang), name)
    return named


SPELLINGS = _keys_of_sheet()
KEYS_OF_SHEET = {plain(spelling): key for spelling, key in SPELLINGS.items()}


def _settings(path: Path, data: Mapping[str, Any], places: Mapping[str, str]) -> ReadingSettings:
    """Settings from what was typed; a refusal says in which of the places it stands."""
    found: dict[str, Any] = {}
    try:
        for key, value in data.items():
            found[key] = _value(path, key, value)
    except RosterFileError as error:
        place = places.get(error.where, error.where)
        raise RosterFileError(path, place, error.problem) from error
    return ReadingSettings(**found)


def _value(path: Path, key: str, value: object) -> Any:
    if key not in KEYS:
        meant = nearest(key, KEYS)
        words = "unknown reading setting {name}; the settings are {known}"
        if meant:
            words = "unknown reading setting {name}; did you mean {meant}?"
        problem = Phrase(words, name=key, meant=meant, known=", ".join(KEYS))
        raise RosterFileError(path, key, problem)
    if isinstance(value, dict):
        return _columns(path, value)
    if key in CHOICES:
        return _choice(path, key, value)
    return READERS.get(key, _text)(path, key, value)


def _text(path: Path, key: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _refusal(path, key, value, "a text in quotes")
    if key == "decimal" and value not in MARKS:
        raise _refusal(path, key, value, 'the decimal mark: "." or ","')
    return value.strip()


def _year(path: Path, key: str, value: object) -> int:
    if type(value) is int and YEARS[0] <= value <= YEARS[1]:
        return value
    raise _refusal(path, key, value, "the year of the figures, such as 2026")


def _choice(path: Path, key: str, value: object) -> StrEnum:
    kind = CHOICES[key]
    for word in kind:
        spellings = (word, SHORT.get(word, word), *(shown_word(key, word, ln) for ln in LANGUAGES))
        if isinstance(value, str) and plain(value) in map(plain, spellings):
            return word
    expected = " or ".join(f'"{word}"' for word in kind)
    raise _refusal(path, key, value, expected)


def shown_word(key: str, word: StrEnum, lang: str) -> str:
    """A choice as a sheet in a language shows it."""
    return text(f"start_workbook.reading.word.{key}.{word.name.lower()}", lang)


SHORT = {
    Amounts.YEAR_TO_DATE: "ytd",
    DateOrder.MONTH_FIRST: "mdy",
    DateOrder.DAY_FIRST: "dmy",
    Companies.ONE_EMPLOYER: "one employer",
}
"""Shorter words for some choices."""


def _header_rows(path: Path, key: str, value: object) -> tuple[int, ...]:
    rows: list[Any] = value if isinstance(value, list) else [value]
    expected = "the number of the row that holds the headings, or of the two rows one below another"
    if not all(type(row) is int and row > 0 for row in rows) or len(rows) not in (1, 2):
        raise _refusal(path, key, value, expected)
    if rows != list(range(rows[0], rows[0] + len(rows))):
        raise _refusal(path, key, value, expected)
    return tuple(rows)


def _day(path: Path, key: str, value: object) -> date:
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    try:
        return date.fromisoformat(str(value).strip()[:10])
    except ValueError as error:
        raise _refusal(path, key, value, "a day such as 2026-06-30") from error


def _headings(path: Path, key: str, value: object, *, least: int = 1) -> tuple[str, ...]:
    headings = value if isinstance(value, list) else [value]
    if len(headings) < least or not all(isinstance(h, str) and plain(h) for h in headings):
        raise _refusal(path, key, value, "a heading in quotes, or a list of them in brackets")
    return tuple(headings)


def _sheets(path: Path, key: str, value: object) -> tuple[str, ...]:
    sheets: list[Any] = value if isinstance(value, list) else [value]
    if not sheets or not all(isinstance(sheet, str) and sheet.strip() for sheet in sheets):
        raise _refusal(path, key, value, "a sheet's name in quotes, or a list of them in brackets")
    return tuple(sheet.strip() for sheet in sheets)


READERS: Mapping[str, Callable[[Path, str, object], object]] = {
    "sheet": _sheets,
    "header_row": _header_rows,
    "as_of": _day,
    "year": _year,
    "rates": partial(_headings, least=0),
    "ignore": partial(_headings, least=0),
}
"""What reads the value of each setting that is not a plain text."""


def _columns(path: Path, value: Mapping[str, object]) -> Mapping[str, tuple[str, ...]]:
    found = {}
    for name, headings in value.items():
        column = NAMED.get(name)
        if column is None:
            words = "unknown roster column {name}; the columns are {known}"
            problem = Phrase(words, name=name, known=", ".join(NAMED))
            raise RosterFileError(path, name, problem)
        found[name] = _headings(path, name, headings)
        sums = column.kind is ColumnKind.TEXT or column.is_dollars
        if len(found[name]) > 1 and not sums:
            raise _refusal(path, name, headings, "one heading: only amounts and texts join")
    return found


def _refusal(path: Path, key: str, value: object, expected: str) -> FileError:
    shown = repr(value) if isinstance(value, str) else str(value)
    return RosterFileError(
        path, key, Phrase("is {found}: expected {expected}", found=shown, expected=expected)
    )
