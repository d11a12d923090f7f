"""Choose the sheet of a workbook that holds the roster, and say why the others do not."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, NoReturn

from megaroth_xl.errors import RosterFileError
from megaroth_xl.phrases import Phrase
from megaroth_xl.reports.roster.account import Question, ReadingChoice, Statement, quoted, toml_text
from megaroth_xl.reports.roster.columns.heading_words import plain
from megaroth_xl.reports.roster.columns.headings import (
    Headings,
    find_headings,
    refusal,
    rows_looked_at,
)
from megaroth_xl.reports.roster.files.cells import SheetCells, SheetName
from megaroth_xl.reports.roster.files.kinds import OpenRoster
from megaroth_xl.reports.roster.settings import ReadingSettings
from megaroth_xl.reports.roster.settings_file import READING_SHEETS, settings_of_sheet
from megaroth_xl.reports.roster.sheet.long_rows import by_employee
from megaroth_xl.reports.roster.sheet.stacked import alike, stacked, with_sheet

__all__ = ["Chosen", "choose_sheet", "settings_within"]

YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")


@dataclass(frozen=True, eq=False)
class Chosen:
    """The sheet that was chosen.

    Parameters
    ----------
    name
        Its name; "" where the file has no sheets.
    sheet, headings
        Its cells and its headings; None while it is asked which sheet it is.
    others
        The other sheets, and the key of why each was passed over.
    question
        Which sheet it is, where several may be it.
    remarks
        What was done to its rows.
    """

    name: str
    sheet: SheetCells | None
    headings: Headings | None
    others: Mapping[str, str] = field(default_factory=dict)
    question: Question | None = None
    remarks: tuple[Statement, ...] = ()


class _Looked(NamedTuple):
    """A sheet that was looked at: its cells, its headings, and what was done to its rows."""

    sheet: SheetCells
    headings: Headings | None
    remarks: tuple[Statement, ...] = ()


def settings_within(opened: OpenRoster) -> ReadingSettings:
    """The settings on the workbook's own sheet *Reading*, where it has one."""
    for sheet in opened.file.sheets:
        if plain(sheet.name) in READING_SHEETS and sheet.state != "chart":
            return settings_of_sheet(opened.path, sheet.name, opened.file.cells(sheet.name))
    return ReadingSettings()


def choose_sheet(opened: OpenRoster, year: int, settings: ReadingSettings) -> Chosen:
    """Choose the sheet: the one that is named, or the only one that is shown and holds a roster.

    Raises
    ------
    RosterFileError
        Where no sheet holds a roster, or none has the name that the settings give.
    """
    sheets = opened.file.sheets
    if settings.sheet:
        named = [_named(opened, name) for name in settings.sheet]
        others = _others(sheets, dict.fromkeys((sheet.name for sheet in named), ""))
        if len(named) == 1:
            return _read(opened, named[0], year, settings, others)
        return _together(opened, named, year, settings, others)
    shown = [s for s in sheets if s.state == "visible" and plain(s.name) not in READING_SHEETS]
    looked = {sheet: _looked(opened, sheet, year, settings) for sheet in shown}
    found = {sheet: each.sheet for sheet, each in looked.items()}
    headings = {sheet: each.headings for sheet, each in looked.items()}
    rosters = [sheet for sheet in shown if _is_roster(headings[sheet], settings)]
    rosters = rosters or [sheet for sheet in shown if _is_by_name(headings[sheet])]
    if settings.columns and not rosters:  # what is named and missing is told where it is missed
        rosters = [sheet for sheet in shown if _has_said(headings[sheet], settings)] or [
            sheet for sheet in shown[:1] if headings[sheet]
        ]
    passed_over: dict[str, str] = {}
    if len(rosters) > 1:
        filled = [sheet for sheet in rosters if _has_rows(found[sheet], headings[sheet])]
        passed_over = {sheet.name: "no_rows" for sheet in rosters if filled and sheet not in filled}
        rosters = filled or rosters
    if len(rosters) > 1:
        of_year = [sheet for sheet in rosters if str(year) in YEAR.findall(sheet.name)]
        dated = all(YEAR.search(sheet.name) for sheet in rosters)
        if len(of_year) != 1 or not dated:
            asked = dict.fromkeys((s.name for s in rosters), "asked")
            others = _others(sheets, passed_over | asked)
            first = headings[rosters[0]]
            can_join = all(
                first is not None and its is not None and alike(first, its)
                for its in map(headings.__getitem__, rosters)
            ) and all(str(year) in (YEAR.findall(s.name) or [str(year)]) for s in rosters)
            return Chosen("", None, None, others, _question(rosters, can_join=can_join))
        passed_over |= {s.name: "other_year" for s in rosters if s not in of_year}
        rosters = of_year
    if not rosters:
        _refuse(opened, sheets, headings, found, year)
    chosen = rosters[0]
    others = _others(sheets, passed_over | {chosen.name: ""})
    return Chosen(chosen.name, *looked[chosen][:2], others, remarks=looked[chosen].remarks)


def _looked(opened: OpenRoster, sheet: SheetName, year: int, settings: ReadingSettings) -> _Looked:
    """A sheet's cells below their headings, with a row for each employee."""
    cells = opened.file.cells(sheet.name)
    headings = find_headings(cells.head(rows_looked_at(settings)), year, settings)
    if headings is None:
        return _Looked(cells, None)
    return _Looked(*by_employee(opened.path, cells, headings, year, settings))


def _named(opened: OpenRoster, name: str) -> SheetName:
    """The sheet of a name that the settings give."""
    for sheet in opened.file.sheets:
        if plain(sheet.name) == plain(name):
            return sheet
    problem = Phrase(
        "has no sheet {sheet}; its sheets are {known}",
        sheet=repr(name),
        known=", ".join(repr(sheet.name) for sheet in opened.file.sheets),
    )
    raise RosterFileError(opened.path, "", problem)


def _together(
    opened: OpenRoster,
    named: Sequence[SheetName],
    year: int,
    settings: ReadingSettings,
    others: Mapping[str, str],
) -> Chosen:
    """Sheets that each hold a part of the roster."""
    parts: dict[str, tuple[SheetCells, Headings]] = {}
    for name in dict.fromkeys(sheet.name for sheet in named):
        cells = opened.file.cells(name)
        found = find_headings(cells.cells, year, settings)
        if found is None:
            error = refusal(opened.path, cells.cells, None, year)
            where = Phrase("sheet {sheet}", sheet=repr(name))
            raise RosterFileError(opened.path, where, error.problem)
        parts[name] = cells, found
    sheet = stacked(opened.path, parts)
    _, first = next(iter(parts.values()))
    sheet, headings, remarks = by_employee(opened.path, sheet, first, year, settings)
    if not (_is_roster(headings, settings) or _is_by_name(headings) or settings.columns):
        raise refusal(opened.path, sheet.cells, headings, year)
    return Chosen("", *with_sheet(sheet, headings), others, remarks=remarks)


def _read(
    opened: OpenRoster,
    sheet: SheetName,
    year: int,
    settings: ReadingSettings,
    others: Mapping[str, str],
) -> Chosen:
    cells, headings, remarks = _looked(opened, sheet, year, settings)
    is_roster = _is_roster(headings, settings) or _is_by_name(headings) or settings.columns
    if headings is None or not is_roster:
        raise refusal(opened.path, cells.cells, headings, year)
    return Chosen(sheet.name, cells, headings, others, remarks=remarks)


def _is_roster(headings: Headings | None, settings: ReadingSettings) -> bool:
    """Return whether headings name an id, a pay and a deferral, with what the settings say."""
    if headings is None:
        return False
    texts = {plain(heading.text) for heading in headings.headings}
    said = {name for name, named in settings.columns.items() if texts & set(map(plain, named))}
    return headings.with_said(said).is_roster


def _has_said(headings: Headings | None, settings: ReadingSettings) -> bool:
    texts = {plain(h.text) for h in headings.headings} if headings is not None else set()
    return any(plain(heading) in texts for named in settings.columns.values() for heading in named)


def _is_by_name(headings: Headings | None) -> bool:
    return headings is not None and headings.is_roster_by_name


def _has_rows(sheet: SheetCells, headings: Headings | None) -> bool:
    """Return whether anything stands below the headings."""
    below = sheet.cells.slice(headings.rows[-1]) if headings is not None else sheet.cells
    return any(column.is_not_null().any() for column in below.iter_columns())


def _others(sheets: Sequence[SheetName], known: Mapping[str, str]) -> dict[str, str]:
    """Return why each sheet was passed over; those that were not are left out."""
    found = {}
    for sheet in sheets:
        if not sheet.name or known.get(sheet.name) == "":
            continue
        why = known.get(sheet.name)
        if why is None and plain(sheet.name) in READING_SHEETS:
            why = "settings"
        if why is None:
            why = {"hidden": "hidden", "very hidden": "very_hidden", "chart": "chart"}.get(
                sheet.state, "no_roster"
            )
        found[sheet.name] = why
    return found


def _question(rosters: Sequence[SheetName], *, can_join: bool) -> Question:
    names = ", ".join(repr(sheet.name) for sheet in rosters)
    choices = tuple(
        ReadingChoice(
            Statement("choice.sheet", {"sheet": repr(sheet.name)}),
            (f"sheet = {toml_text(sheet.name)}",),
        )
        for sheet in rosters
    )
    if can_join:
        named = quoted([sheet.name for sheet in rosters])
        choice = ReadingChoice(Statement("choice.sheets", {"sheets": names}), (f"sheet = {named}",))
        choices = (choice, *choices)
    key = "question.sheets" if can_join else "question.sheet"
    return Question("sheet", Statement(key, {"sheets": names}), choices)


def _refuse(
    opened: OpenRoster,
    sheets: Sequence[SheetName],
    headings: Mapping[SheetName, Headings | None],
    found: Mapping[SheetName, SheetCells],
    year: int,
) -> NoReturn:
    """Say why no sheet that is shown holds a roster."""
    hidden = [sheet for sheet in sheets if sheet.state in ("hidden", "very hidden")]
    for sheet in hidden:
        cells = opened.file.cells(sheet.name).cells
        if _is_roster(find_headings(cells, year, ReadingSettings()), ReadingSettings()):
            refused = Phrase(
                "has no roster on a sheet that is shown; the hidden sheet {sheet} looks "
                "like one: name it with --sheet if it is",
                sheet=repr(sheet.name),
            )
            raise RosterFileError(opened.path, "", refused)
    best = max(
        found, key=lambda sheet: known.known if (known := headings[sheet]) else 0, default=None
    )
    if best is None:
        problem = "has no sheet with cells that is shown; name a hidden one with --sheet"
        raise RosterFileError(opened.path, "", problem)
    where = Phrase("sheet {sheet}", sheet=repr(best.name)) if best.name else ""
    error = refusal(opened.path, found[best].cells, headings[best], year)
    raise RosterFileError(opened.path, where, error.problem)
