"""Sheets with a row for each kind of contribution, brought to a row for each employee.

Payroll systems and recordkeepers export deductions and sources so: employee, code, amount. The
kinds become columns, and their names the headings of these, so that what they mean is found, asked
and said as of any heading. A row stands where the employee's first one stands.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl

from megaroth_xl.errors import RosterFileError
from megaroth_xl.phrases import Phrase
from megaroth_xl.reports.roster.account import Statement, in_rows
from megaroth_xl.reports.roster.columns.heading_words import heading_words, plain, words_of
from megaroth_xl.reports.roster.columns.headings import (
    DEFERRAL_WORDS,
    ID_WORDS,
    KINDS,
    Headings,
)
from megaroth_xl.reports.roster.columns.sources import MONEY, PAY_PART
from megaroth_xl.reports.roster.columns.vocabulary import Heading, understood
from megaroth_xl.reports.roster.files.cells import SheetCells
from megaroth_xl.reports.roster.settings import BlankAmounts, ReadingSettings
from megaroth_xl.reports.roster.sheet.row_kinds import TOTAL
from megaroth_xl.reports.roster.sheet.values import amounts, decimal_evidence

__all__ = ["by_employee"]

AMOUNTS = ("amount", "amt", "금액")
ONLY_AMOUNTS = words_of("contribution contributions dollars value total ytd current")
"""Headings of the column of amounts: parts of its letters, and all of them."""
MOST_KINDS = 200
OF_WHOM = {"company": "employer_contribution", "employee_id": "employee_contribution"}
"""Kinds that only say who contributes, by what their words mean as headings."""
REGULAR = frozenset({"regular"})
"""Earnings that are not overtime and the like, where earnings and deductions are kinds."""
NAMES = frozenset({"name", "last_name", "first_name", "middle_name"})
BESIDE = frozenset({"hours", "beside_pay", "historic", "prior_amount", "age"})
"""Known columns that may differ between the rows of one employee."""


@dataclass(frozen=True)
class _Places:
    """The places of the columns: of kinds, of amounts, and of what the rows of a person share."""

    kind: int
    amount: int
    keys: tuple[int, ...]
    money: tuple[int, ...]


def by_employee(
    path: Path, sheet: SheetCells, headings: Headings, year: int, settings: ReadingSettings
) -> tuple[SheetCells, Headings, tuple[Statement, ...]]:
    """The sheet with a row for each employee; itself where its rows are no kinds.

    Parameters
    ----------
    path
        The file, for messages.
    sheet, headings
        The cells, and the headings above them.
    year, settings
        The roster's year, and what the user has said.

    Raises
    ------
    RosterFileError
        For a column of the settings that is not there, an amount without an ID or a kind, or pay
        that differs between the rows of one employee.
    """
    places = _places(path, sheet, headings, settings)
    if places is None or not places.keys:
        return sheet, headings, ()
    return _Long(path, sheet, headings, places, year, settings).wide()


def _below(sheet: SheetCells, headings: Headings) -> pl.DataFrame:
    """The rows below the headings, without blanks around their texts."""
    below = sheet.cells.slice(headings.rows[-1])
    columns = [c.str.strip_chars().replace("", None) for c in below.iter_columns()]
    named = {str(place): column for place, column in enumerate(columns)}
    return pl.DataFrame(named, schema=dict.fromkeys(named, pl.String))


def _places(
    path: Path, sheet: SheetCells, headings: Headings, settings: ReadingSettings
) -> _Places | None:
    named = {plain(heading.text): place for place, heading in enumerate(headings.headings)}
    for key in ("kinds", "kind_amounts"):
        said = getattr(settings, key)
        if said and plain(said) not in named:
            seen = ", ".join(repr(heading.text) for heading in headings.headings if heading.text)
            words = "has no column {column}; the headings found are {seen}"
            raise RosterFileError(path, "", Phrase(words, column=f"{key} ({said!r})", seen=seen))
    if settings.kinds:
        kinds = [named[plain(settings.kinds)]]
    else:
        kinds = [place for name, place in named.items() if name in KINDS]
    for kind in kinds:
        if settings.kind_amounts:
            amount: int | None = named[plain(settings.kind_amounts)]
        else:
            amount = _amount_place(headings.headings, kind)
        if settings.kinds and amount is None:
            problem = "names no column of amounts that stands beside it; name it with kind_amounts"
            raise RosterFileError(path, "kinds", problem)
        others = {h.meaning for p, h in enumerate(headings.headings) if p not in (kind, amount)}
        is_long = bool(settings.kinds) or not DEFERRAL_WORDS & others
        if amount is not None and is_long and (settings.kinds or _has_kinds(sheet, headings, kind)):
            return _shared(headings, settings, kind, amount)
    return None


def _has_kinds(sheet: SheetCells, headings: Headings, place: int) -> bool:
    """Return whether a column names kinds of contribution, among them a deferral."""
    kinds = sheet.cells.to_series(place).slice(headings.rows[-1]).drop_nulls().unique()
    return len(kinds) <= MOST_KINDS and any(
        understood(kind, 0).meaning in DEFERRAL_WORDS for kind in kinds
    )


def _amount_place(headings: Sequence[Heading], kind: int) -> int | None:
    """The only column of amounts; of several, the only one of the year to date."""
    found = [
        place
        for place, heading in enumerate(headings)
        for text in (plain(heading.text),)
        if place != kind and (any(a in text for a in AMOUNTS) or text in ONLY_AMOUNTS)
    ]
    to_date = [place for place in found if headings[place].is_to_date]
    found = to_date if len(to_date) == 1 else found
    return found[0] if len(found) == 1 else None


def _shared(headings: Headings, settings: ReadingSettings, kind: int, amount: int) -> _Places:
    said = {plain(h): name for name, named in settings.columns.items() for h in named}
    keys, money = [], []
    for place, heading in enumerate(headings.headings):
        meaning = said.get(plain(heading.text), heading.meaning) if heading.text else ""
        if place in (kind, amount) or not meaning:
            continue
        if meaning in MONEY or meaning == "compensation":
            money.append(place)
        elif meaning not in BESIDE:
            keys.append(place)
    return _Places(kind, amount, tuple(keys), tuple(money))


class _Long:
    def __init__(
        self,
        path: Path,
        sheet: SheetCells,
        headings: Headings,
        places: _Places,
        year: int,
        settings: ReadingSettings,
    ) -> None:
        self.path, self.sheet, self.headings = path, sheet, headings
        self.places, self.year, self.settings = places, year, settings
        self.below = _below(sheet, headings)
        cells = self.below.to_series(places.amount)
        shown = settings.decimal or decimal_evidence([cells])
        self.decimal = "," if shown == "," else "."

    def wide(self) -> tuple[SheetCells, Headings, tuple[Statement, ...]]:
        """The sheet, its headings, and what was done."""
        self._refuse_unplaced()
        rows, names = self._rows()
        self.rows = rows
        people = self._people(rows)
        sums = self._sums(rows)
        last = self.below.width
        columns = [self._kept(place, people) for place in range(last)]
        for number in range(len(names)):
            columns.append(self._column(number, people, sums, str(last + number)))
        wide = pl.DataFrame(columns)
        first = self.headings.rows[-1]
        above = self.sheet.cells.head(first)
        above = above.rename({old: str(p) for p, old in enumerate(above.columns)})
        cells = pl.concat([above, wide], how="diagonal")
        stands = {last + number: self.places.amount for number in range(len(names))}
        sheet = replace(self.sheet, stored=cells, values={}, stands=stands)
        values = {
            "kinds": self.headings.headings[self.places.kind].text,
            "amounts": self.headings.headings[self.places.amount].text,
            "rows": rows.height,
            "people": people.height,
        }
        return sheet, self._heads(names), (Statement("remark.kinds", values), *self._repeated())

    def _repeated(self) -> Iterator[Statement]:
        """What there is to say of rows that repeat another one's person, kind and amount."""
        again = self.rows.filter(pl.struct("whose", "kind", "cell").is_duplicated())
        again = again.filter(pl.col("amount") != 0)
        if again.height:
            numbers = self.sheet.rows_from(self.headings.rows[-1])[again["place"].to_numpy()]
            said = in_rows(numbers.tolist(), sheets=self.sheet.sheets)
            yield Statement("remark.kinds_repeated", {"rows": said})

    def _rows(self) -> tuple[pl.DataFrame, list[str]]:
        """The rows that have a kind: where, whose, which kind, and how much; and the kinds."""
        kinds = self.below.to_series(self.places.kind)
        found: dict[str, int] = {}
        names: list[str] = []
        number: dict[str, int] = {}
        for text in kinds.drop_nulls().unique(maintain_order=True):
            key = (plain(text) + "%" * text.count("%")) or text
            if key not in found:
                found[key] = len(names)
                names.append(text)
            number[text] = found[key]
        keys = [self._key(place).fill_null("") for place in self.places.keys]
        cells = self.below.to_series(self.places.amount)
        rows = self.below.select(
            place=pl.int_range(pl.len(), dtype=pl.Int64),
            whose=pl.concat_str(keys, separator="\x1f").rank("dense"),
            kind=kinds.replace_strict(number, default=None, return_dtype=pl.Int64),
            cell=cells,
            amount=amounts(cells, self.decimal, mixed=True),
        )
        return rows.filter(pl.col("kind").is_not_null()), names

    def _key(self, place: int) -> pl.Expr:
        """A column that tells rows apart: a blank says what all other rows of its ID say."""
        column = self._compared(pl.col(str(place)), place)
        ids = [p for p in self._ids() if p in self.places.keys]
        if not ids or place in ids:
            return column
        whose = [pl.col(str(p)) for p in ids]
        given = column.drop_nulls()
        only = pl.when(given.n_unique() == 1).then(given.first())
        return pl.coalesce(column, only.over(whose))

    def _compared(self, cells: pl.Expr, place: int) -> pl.Expr:
        """What is compared of a column: of names the words, in whatever order and case."""
        if self.headings.headings[place].meaning not in NAMES:
            return cells
        words = cells.str.to_lowercase().str.replace_all(r"[^\p{L}\d]+", " ").str.strip_chars()
        return words.str.split(" ").list.sort().list.join(" ")

    def _ids(self) -> list[int]:
        """The places of the columns of IDs."""
        return [
            place
            for place, heading in enumerate(self.headings.headings)
            if heading.meaning in ID_WORDS or place in self._said_ids()
        ]

    def _refuse_unplaced(self) -> None:
        """Refuse an amount that has no kind, or whose person is not named."""
        of_id = [pl.col(str(p)) for p in self._ids() or self.places.keys]
        is_amount = pl.col(str(self.places.amount)).is_not_null()
        has_kind = pl.col(str(self.places.kind)).is_not_null()
        has_id = pl.any_horizontal([each.is_not_null() for each in of_id])
        labels = pl.concat_str(of_id, separator=" ", ignore_nulls=True)
        marked = self.below.select(
            without_id=is_amount & has_kind & ~has_id,
            without_kind=is_amount & ~has_kind & has_id & ~labels.str.contains(TOTAL_WORDS),
        )
        for name, problem in (
            ("without_id", "has a kind and an amount, and no ID; enter the ID in each row"),
            ("without_kind", "has an amount, and no kind; enter the kind, or delete the row"),
        ):
            places = marked[name].fill_null(value=False).arg_true()
            if len(places):
                row = str(self.headings.rows[-1] + 1 + int(places[0]))
                raise RosterFileError(self.path, Phrase("row {row}", row=row), problem)

    def _said_ids(self) -> frozenset[int]:
        said = {plain(text) for text in self.settings.columns.get("employee_id", ())}
        return frozenset(
            place for place, h in enumerate(self.headings.headings) if plain(h.text) in said
        )

    def _people(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Whose rows stand where: at the first amount that cannot be read, else at the first."""
        unread = pl.col("amount").is_null() & pl.col("cell").is_not_null()
        at = pl.coalesce(pl.col("place").filter(unread).min(), pl.col("place").min())
        return rows.group_by("whose").agg(at=at, first=pl.col("place").min()).sort("at")

    def _sums(self, rows: pl.DataFrame) -> pl.DataFrame:
        """What stands for each person and kind: a sum, a cell as it is, or one that is not read."""
        unread = pl.col("amount").is_null() & pl.col("cell").is_not_null()
        blank = pl.col("cell").is_null()
        added = pl.col("amount").sum().round(6).cast(pl.String)
        if self.decimal == ",":
            added = added.str.replace(".", ",", literal=True)
        is_open = blank.all()
        if self.settings.blank_amounts is not BlankAmounts.ZERO:
            is_open = blank.any()
        return rows.group_by("whose", "kind").agg(
            text=pl.when(unread.any())
            .then(pl.col("cell").filter(unread).first())
            .when(is_open)
            .then(pl.lit(None, pl.String))
            .when(pl.len() == 1)
            .then(pl.col("cell").first())
            .otherwise(added)
        )

    def _column(
        self, number: int, people: pl.DataFrame, sums: pl.DataFrame, name: str
    ) -> pl.Series:
        """The column of a kind: 0 for those who have no row of it."""
        of_kind = sums.filter(pl.col("kind") == number)
        found = people.join(of_kind, on="whose", how="left", maintain_order="left")
        text = found.select(
            pl.when(pl.col("kind").is_null()).then(pl.lit("0")).otherwise(pl.col("text"))
        ).to_series()
        column = pl.Series(name, [None] * self.below.height, dtype=pl.String)
        return column.scatter(people["at"].to_numpy(), text)

    def _kept(self, place: int, people: pl.DataFrame) -> pl.Series:
        """Another column: what the rows of each person say, and rows without a kind as they are."""
        column = self.below.to_series(place)
        has_kind = self.below.to_series(self.places.kind).is_not_null()
        bare = column.set(has_kind, None)
        if place in (self.places.kind, self.places.amount):
            return bare
        values = (
            self._only(place, people)
            if place in self.places.money
            else self._alike(column, people, place)
        )
        return bare.scatter(people["at"].to_numpy(), values)

    def _alike(self, column: pl.Series, people: pl.DataFrame, place: int) -> pl.Series:
        """What all rows of each person say; nothing where they say different things."""
        given = pl.col("cell").drop_nulls()
        compared = self._compared(given, place)
        by = (
            self.rows.with_columns(cell=column.gather(self.rows["place"].to_numpy()))
            .group_by("whose")
            .agg(cell=pl.when(compared.n_unique() == 1).then(given.first()))
        )
        return people.join(by, on="whose", how="left", maintain_order="left")["cell"]

    def _only(self, place: int, people: pl.DataFrame) -> pl.Series:
        """The one amount that stands in the rows of each person, or in some of them."""
        cells = self.below.to_series(place).gather(self.rows["place"].to_numpy())
        given = self.rows.with_columns(
            cell=cells, amount=amounts(cells, self.decimal, mixed=True)
        ).filter(pl.col("cell").is_not_null())
        by = given.group_by("whose").agg(
            cell=pl.col("cell").first(),
            several=pl.coalesce("amount", pl.lit(np.inf)).n_unique() > 1,
            at=pl.col("place").filter(pl.col("amount") != pl.col("amount").first()).first(),
        )
        for row in by.filter("several").sort("at")["at"].head(1):
            heading = self.headings.headings[place].text
            words = (
                "row {row}, {column}: differs from another row of the same employee; expected the "
                "same amount in each of them"
            )
            at = str(self.headings.rows[-1] + 1 + int(row))
            raise RosterFileError(self.path, "", Phrase(words, row=at, column=heading))
        return people.join(by, on="whose", how="left", maintain_order="left")["cell"]

    def _heads(self, names: Sequence[str]) -> Headings:
        amount = self.headings.headings[self.places.amount]
        kept = (
            Heading("") if place in (self.places.kind, self.places.amount) else heading
            for place, heading in enumerate(self.headings.headings)
        )
        return self.headings._replace(headings=(*kept, *self._kinds(names, amount)))

    def _kinds(self, names: Sequence[str], amount: Heading) -> Iterator[Heading]:
        for name in names:
            found = understood(name, self.year)
            meaning = OF_WHOM.get(found.meaning, found.meaning)
            if heading_words(name).core == REGULAR:
                meaning = PAY_PART
            yield replace(
                found,
                meaning=meaning if meaning in MONEY else "",
                is_to_date=amount.is_to_date,
                is_period=amount.is_period,
                is_kind=True,
            )


TOTAL_WORDS = f"(?i){TOTAL.pattern}"
