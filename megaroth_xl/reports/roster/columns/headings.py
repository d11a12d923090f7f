"""The headings of a roster, in one row or two, and the meaning of each."""

import re
from collections.abc import Container, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import polars as pl

from megaroth_xl.errors import RosterFileError
from megaroth_xl.phrases import Phrase
from megaroth_xl.reports.roster.columns.heading_words import plain, words_of
from megaroth_xl.reports.roster.columns.vocabulary import Heading, joined, understood
from megaroth_xl.reports.roster.files.text_file import NOT_ALIGNED
from megaroth_xl.reports.roster.settings import ReadingSettings

__all__ = [
    "HEADER_WITHIN",
    "Headings",
    "find_headings",
    "heading_score",
    "listed",
    "rows_looked_at",
]

HEADER_WITHIN = 60
"""The headings are looked for in this many first rows; titles may stand above them."""
MOST_LISTED, LONGEST = 40, 80
"""Headings in a message, and characters of each."""
FIRST_PLACES = 2
NUMERIC = re.compile(r"^[\s$(\-+]*\d[\d,.\s%)]*$")
ALIGNED = r"\S {2,}\S.* {2,}\S"
"""A line whose columns stand one below another."""
UNPARTED = r"^.*\w.{20,}\d{4}"
"""A line of several figures that nothing parts."""
FEW_COLUMNS = 3
YEAR = re.compile(r"^(19|20)\d{2}$")
BARE_EMPLOYEE = frozenset({"ee", "employee"})
"""Stand over ids in some files, and over what employees contribute in others."""
ID_WORDS = frozenset({"employee_id", "ssn"})
PAY_WORDS = frozenset(
    {"gross_pay", "plan_pay", "statutory_pay", "box_1", "box_3", "box_5", "salary", "pay_part"}
)
KINDS = words_of(
    "source sourcename sourcecode sourcetype moneytype moneysource contributiontype "
    "contributionsource contributionname contribution earningsdeduction deductioncode "
    "deductionname deductiontype deductiondescription deduction dedcode paycode earningcode "
    "earningscode earningdescription "
    "code type description category kind transactiontype 납입종류 종류"
)
"""Headings, in letters alone, of a column that may name the kind of contribution in each row."""
NAME_WORDS = frozenset({"name", "last_name"})
DEFERRAL_WORDS = frozenset(
    {
        "elective_deferral",
        "pretax_deferral",
        "roth_deferral",
        "catch_up_deferral",
        "employee_contribution",
        "contribution",
        "post_tax",
    }
)


class Headings(NamedTuple):
    """The headings of a sheet.

    Parameters
    ----------
    rows
        Their row, counted from 1, or their two rows.
    headings
        One for each column of the sheet; blank ones say nothing.
    """

    rows: tuple[int, ...]
    headings: tuple[Heading, ...]

    @property
    def known(self) -> int:
        """Return how many different things they say."""
        return len({heading.meaning for heading in self.headings} - {""})

    @property
    def meanings(self) -> frozenset[str]:
        """All that they say."""
        return frozenset(heading.meaning for heading in self.headings) - {""}

    def with_said(self, names: Iterable[str]) -> "Headings":
        """The headings, and others that are said to mean some of our columns."""
        meant = ("gross_pay" if name == "compensation" else name for name in names)
        return self._replace(headings=(*self.headings, *(Heading("", name) for name in meant)))

    @property
    def is_roster(self) -> bool:
        """Return whether they name an id, a pay and a deferral."""
        return bool(self.meanings & ID_WORDS) and self._has_amounts

    @property
    def is_roster_by_name(self) -> bool:
        """Return whether they name a pay and a deferral, and persons without an id."""
        return bool(self.meanings & NAME_WORDS) and self._has_amounts

    @property
    def _has_amounts(self) -> bool:
        bare = [plain(h.text) for h in self.headings if h.meaning == "employee_id"]
        has_deferral = self.meanings & DEFERRAL_WORDS or (len(bare) > 1 and BARE_EMPLOYEE & {*bare})
        return bool(self.meanings & PAY_WORDS and has_deferral)


Row = Sequence[str | None]


def heading_score(rows: Sequence[Row], year: int) -> int:
    """Return how many headings that are known the best of some rows holds."""
    most = 0
    for row in rows[:HEADER_WITHIN]:
        if _texts_in(row, ()) > most:
            most = max(most, _one(row, 1, year).known)
    return most


def rows_looked_at(settings: ReadingSettings) -> int:
    """The first rows of a sheet in which `find_headings` looks."""
    return max((HEADER_WITHIN, *settings.header_row)) + 1


def find_headings(cells: pl.DataFrame, year: int, settings: ReadingSettings) -> Headings | None:
    """The headings of a sheet: the first of the rows, or pairs of rows, that say the most.

    Parameters
    ----------
    cells
        The rows of the sheet, or the first of them (`rows_looked_at`).
    year
        The year of the roster.
    settings
        What the user has said: the row, or headings that mean one column.

    Returns
    -------
    Headings or None
        None where no row says anything.
    """
    rows = cells.head(rows_looked_at(settings)).rows()
    own = {plain(h): name for name, hs in settings.columns.items() for h in hs}
    if settings.header_row:
        places = [number - 1 for number in settings.header_row]
        if places[-1] >= len(rows):
            return None
        return (
            _pair(rows, places[0], year)
            if len(places) > 1
            else _one(rows[places[0]], places[0] + 1, year)
        )
    best: Headings | None = None
    most = 0
    for number, row in enumerate(rows[:HEADER_WITHIN]):
        found = [_one(row, number + 1, year)] if _texts_in(row, own) > most else []
        has_below = number + 1 < len(rows) and _may_be_below(rows[number + 1])
        if has_below and _may_be_above(row):
            found.append(_pair(rows, number, year))
        for headings in found:
            also = sum(
                plain(h.text) in own or _is_of_kinds(plain(h.text))
                for h in headings.headings
                if not h.meaning
            )
            fills = headings.known + also == most and _fills_gaps(headings, best)
            if headings.known + also > most or fills:
                best, most = headings, headings.known + also
    return best


def _is_of_kinds(text: str) -> bool:
    """Return whether a heading names kinds of contribution, or their amounts."""
    return text in KINDS or "amount" in text


def _fills_gaps(pair: Headings, best: Headings | None) -> bool:
    """Return whether two rows say what the upper one alone leaves blank."""
    if best is None or len(pair.rows) == 1 or best.rows != pair.rows[:1]:
        return False
    return any(two.text and not one.text for one, two in zip(best[1], pair[1], strict=True))


def _one(row: Row, number: int, year: int) -> Headings:
    return Headings(
        (number,), tuple(understood(text, year) if text else Heading("") for text in row)
    )


def _texts_in(row: Row, own: Container[str]) -> int:
    """Return how many cells may be headings, which are no numbers: a row can say no more."""
    return sum(not NUMERIC.match(text) or plain(text) in own for text in row if text)


def _pair(rows: Sequence[Row], number: int, year: int) -> Headings:
    """Two rows together: a name above stands over the blank cells to its right."""
    group, headings = "", []
    below = rows[number + 1]
    for above, text in zip(rows[number], below, strict=True):
        group = (above or "").strip() or group
        has_any = bool((text or "").strip() or (above or "").strip())
        headings.append(joined(group, (text or "").strip(), year) if has_any else Heading(""))
    return Headings((number + 1, number + 2), tuple(headings))


def _may_be_above(row: Row) -> bool:
    """Return whether a row can hold names of groups: a single text at its beginning is a title."""
    return any(text and text.strip() for text in row[1:])


def _may_be_below(row: Row) -> bool:
    """Return whether a row can be the lower one of two: texts, years and units only."""
    given = [text.strip() for text in row if text and text.strip()]
    return len(given) > 1 and all(YEAR.match(text) or not NUMERIC.match(text) for text in given)


def listed(headings: Sequence[str]) -> str:
    """Headings in a message: no more than some, none of them longer than a line.

    What is a number is left out: where a row is not one of headings, it may be a person's.
    """
    words = [heading for heading in headings if heading and not NUMERIC.match(heading)]
    shown = ", ".join(repr(heading[:LONGEST]) for heading in words[:MOST_LISTED])
    others = len(words) - MOST_LISTED
    return (shown or "none") + (f" and {others:,} more" if others > 0 else "")


def _wrong_shape(cells: pl.DataFrame, found: Headings | None, year: int) -> str:
    """Return what is wrong with a table that has no row for each employee; "" if it may have."""
    first = (
        [understood(text or "", year).meaning for text in cells.to_series(0).head(HEADER_WITHIN)]
        if cells.width
        else []
    )
    if set(first) & PAY_WORDS and set(first) & DEFERRAL_WORDS:
        return (
            "has its headings in the first column and an employee in each column; turn it "
            "(in Excel: copy, Paste Special, Transpose)"
        )
    few = cells.width <= FEW_COLUMNS and (found is None or found.known < FIRST_PLACES)
    if few and any(int(column.str.contains(ALIGNED).sum()) > 1 for column in cells):
        return NOT_ALIGNED
    if cells.width == 1 and int(cells.to_series(0).str.contains(UNPARTED).sum()) > 1:
        return (
            "has nothing that parts its columns; in Excel, open it with Data, From Text, Fixed "
            "width, give each column a heading, and save it as a workbook"
        )
    texts = {plain(heading.text) for heading in found.headings} if found is not None else set()
    has_deferral = found is not None and found.meanings & DEFERRAL_WORDS
    if not has_deferral and texts & KINDS and any("amount" in text for text in texts):
        return (
            "has a row for each kind of contribution, but its kinds are not known; in a reading "
            "file name their column with kinds and that of the amounts with kind_amounts, and say "
            "under [columns] which kind is which"
        )
    return ""


def refusal(path: Path, cells: pl.DataFrame, found: Headings | None, year: int) -> RosterFileError:
    """Return why a sheet is not a roster, without quoting anybody's figures."""
    if shape := _wrong_shape(cells, found, year):
        return RosterFileError(path, "", shape)
    if found is None or found.known < FIRST_PLACES:
        problem = Phrase(
            "has no heading row that is known in its first {count} rows; expected "
            "headings for an employee id, the year's pay and the deferral; name their row with "
            "header_row in a reading file",
            count=str(HEADER_WITHIN),
        )
        return RosterFileError(path, "", problem)
    if (last := find_headings(cells, year - 1, ReadingSettings())) and last.is_roster:
        problem = Phrase(
            "has headings of {before}, and was read as a roster of {year}; give "
            "--year {before}, or take the year out of the headings",
            before=str(year - 1),
            year=str(year),
        )
        return RosterFileError(path, "", problem)
    missing = [
        name
        for name, words in (
            ("employee_id", ID_WORDS),
            ("compensation", PAY_WORDS),
            ("elective_deferral", DEFERRAL_WORDS),
        )
        if not found.meanings & words
    ]
    seen = listed([heading.text for heading in found.headings])
    words = "has no column {column}; the headings found are {seen}"
    problem = Phrase(words, column=", ".join(missing), seen=seen)
    return RosterFileError(path, "", problem)
