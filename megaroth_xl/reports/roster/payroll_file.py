"""A payroll file read by the rules of rosters: a row for each pay date and person."""

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from megaroth_xl.errors import RosterFileError
from megaroth_xl.phrases import Phrase
from megaroth_xl.reports.roster.account import (
    Account,
    Question,
    ReadingChoice,
    Statement,
    quoted,
    toml_text,
)
from megaroth_xl.reports.roster.columns.heading_words import plain
from megaroth_xl.reports.roster.columns.headings import Headings
from megaroth_xl.reports.roster.columns.meanings import PAYROLL
from megaroth_xl.reports.roster.columns.sources import MONEY, Columns
from megaroth_xl.reports.roster.columns.vocabulary import Heading
from megaroth_xl.reports.roster.files.cells import SheetCells
from megaroth_xl.reports.roster.files.kinds import OpenRoster
from megaroth_xl.reports.roster.payroll_reversals import FLOWS, reversals
from megaroth_xl.reports.roster.roster import nobody
from megaroth_xl.reports.roster.roster_file import open_sheet
from megaroth_xl.reports.roster.settings import Amounts, ReadingSettings
from megaroth_xl.reports.roster.sheet.parsed import Parsed
from megaroth_xl.reports.roster.sheet.shares import shares_of_pay
from megaroth_xl.reports.roster.sheet.sheet_account import sums_of
from megaroth_xl.reports.roster.sheet.sheet_reading import SheetReading, account_begun, labels_of
from megaroth_xl.reports.roster.sheet.source import Source
from megaroth_xl.reports.roster.sheet.timing import Timing
from megaroth_xl.strategy.plan.participant_columns import AMOUNTS
from megaroth_xl.strategy.plan.participants import Participants
from megaroth_xl.strategy.plan.problem import Problem

__all__ = ["ELECTIONS", "Payroll", "read_payroll"]

ELECTIONS = tuple(name for name in PAYROLL if name != "pay_date")
OF_OTHERS = ("deferral_elsewhere", "additions_in_other_plan")
"""Facts of the year, which no pay date of this payroll has."""
ELECTED = re.compile(r"(?i)\belect(ed|ions?)\b|신청")
OF_DEFERRAL = (
    "elective_deferral",
    "pretax_deferral",
    "roth_deferral",
    "catch_up_deferral",
    "catch_up_pretax",
    "catch_up_roth",
)
LEAST_DATES = 3
"""Pay dates from which it shows that a person's pay only ever grows."""
HUNDRED = 100.0


@dataclass(frozen=True, eq=False)
class Payroll:
    """The contents of a payroll file, and the account of its reading.

    Parameters
    ----------
    rows
        The good rows: ``row``, ``employee_id``, ``pay_date``, and a column for each of ours that
        the file has.
    people
        The facts and the sums of each employee.
    labels
        Their ``employee_id`` and ``name``.
    problems
        Everything that kept rows out.
    account
        How the file was read.
    as_of
        The last pay date; None where there is none.
    """

    rows: pl.DataFrame
    people: Participants
    labels: pl.DataFrame
    problems: tuple[Problem, ...]
    account: Account
    as_of: date | None = None


def read_payroll(
    path: Path | str,
    year: int,
    *,
    settings: ReadingSettings | None = None,
    password: str | None = None,
) -> Payroll:
    """A payroll file read, matched and checked.

    Parameters
    ----------
    path, year, settings, password
        As in `read_roster`.

    Raises
    ------
    RosterFileError
        For a file that cannot be read or holds no payroll.
    """
    path = Path(path)
    opened, chosen, said = open_sheet(path, year, settings or ReadingSettings(), password)
    begun = account_begun(opened, chosen, said)
    if chosen.sheet is None or chosen.headings is None:
        return _nobody(begun)
    if said.amounts not in (None, Amounts.PAY_PERIOD):
        words = "is {found}: a payroll file has the amounts of each pay date"
        problem = Phrase(words, found=str(said.amounts))
        raise RosterFileError(path, "amounts", problem)
    reading = _PayReading(opened, chosen.sheet, chosen.headings, year, said, chosen.name)
    return reading.payroll(begun)


def _nobody(account: Account) -> Payroll:
    """A payroll of which nothing is said before its questions are answered."""
    none = nobody(account)
    return Payroll(pl.DataFrame(), none.participants, none.labels, (), account)


class _PayReading(SheetReading):
    """The reading of a sheet whose rows are payments."""

    def __init__(
        self,
        opened: OpenRoster,
        sheet: SheetCells,
        headings: Headings,
        year: int,
        settings: ReadingSettings,
        name: str,
    ) -> None:
        said = {plain(each) for names in settings.columns.values() for each in names}
        meant = tuple(each if plain(each.text) in said else _meant(each) for each in headings[1])
        super().__init__(opened, sheet, headings._replace(headings=meant), year, settings)
        self._given, self._name = headings.headings, name

    def payroll(self, begun: Account) -> Payroll:
        """Read everything, and say how."""
        found = self.found(begun)
        people = found.good.combined()
        sums = tuple(s for s in sums_of(found.parsed.frame, found.good) if s.column in FLOWS)
        account = self.account(begun, found, sums, len(people))
        if account.stops:
            return _nobody(replace(account, employees=0))
        good = found.frame.filter(pl.col("row").is_in(found.good.row.tolist()))
        return Payroll(
            good,
            people,
            labels_of(found.frame, people),
            self.sorted_problems(),
            account,
            found.when.as_of,
        )

    # ---- what a payroll file has beside a roster's columns

    def columns(self, source: Source) -> Columns:
        """Return where each of our columns comes from, those of elections among them."""
        found = super().columns(source)
        for place, (given, now) in enumerate(zip(self._given, self.headings[1], strict=True)):
            if given.meaning in MONEY and not now.meaning:
                found.notes[place] = Statement("note.to_date_in_payroll")
        if "pay_date" in self.settings.columns:
            found.takes["pay_date"] = self._places("pay_date")[0]
        if "pay_date" not in found.takes:
            self._ask_pay_date(found)
        for name in ELECTIONS:
            places = self._places(name)
            if places:
                found.joins[name] = places
        self._ask_units(found)
        return found

    def _places(self, name: str) -> tuple[int, ...]:
        """The columns that are said to be one of ours, or whose headings say so."""
        if said := self.settings.columns.get(name):
            wanted = set(map(plain, said))
            return tuple(p for p, h in enumerate(self._given) if plain(h.text) in wanted)
        return tuple(p for p, h in enumerate(self.headings.headings) if h.meaning == name)

    def _ask_pay_date(self, found: Columns) -> None:
        place = found.takes.get("period_end")
        if place is None:
            raise RosterFileError(
                self.opened.path,
                "",
                "has no column of pay dates; name it with pay_date under [columns] in a reading "
                "file, or use megaroth report for a roster with a row for each employee",
            )
        heading = self.headings.headings[place].text
        choice = ReadingChoice(
            Statement("choice.pay_date", {"heading": heading}),
            (f"columns.pay_date = {quoted([heading])}",),
        )
        statement = Statement("question.pay_date", {"heading": heading})
        self.questions.append(Question("columns.pay_date", statement, (choice,)))
        found.takes["pay_date"] = place

    def _ask_units(self, found: Columns) -> None:
        """Columns of elections whose headings say no unit: signs tell, else it is asked."""
        for stem in ("deferral", "after_tax"):
            for place in self._places(stem):
                heading = self.headings.headings[place].text
                cells = self.sheet.cells.to_series(place)
                has_signs = bool(cells.str.contains(r"\d\s*%").any())
                if has_signs or self._is_shown_in_percent(place):
                    name = f"{stem}_percent"
                    found.joins[name] = (*found.joins.get(name, ()), place)
                    continue
                choices = tuple(
                    ReadingChoice(
                        Statement(f"choice.election_{unit}", {"heading": heading}),
                        (f"columns.{stem}_{unit} = {quoted([heading])}",),
                    )
                    for unit in ("percent", "dollars")
                )
                statement = Statement("question.election_unit", {"heading": heading})
                self.questions.append(Question(f"columns.{stem}_percent", statement, choices))

    def _is_shown_in_percent(self, place: int) -> bool:
        return self.sheet.left + place + 1 in self.opened.file.percents(self._name)

    def parsed(self, source: Source, columns: Columns) -> Parsed:
        """Return what the cells mean, elections among them: percentages as shares of pay."""
        found = super().parsed(source, columns)
        elected = []
        for name in ELECTIONS:
            if places := columns.joins.get(name):
                read = [self._election(source, place, name, found) for place in places]
                whole = pl.select(pl.sum_horizontal(read, ignore_nulls=True)).to_series()
                blank = pl.select(pl.all_horizontal([each.is_null() for each in read])).to_series()
                elected.append(whole.set(blank, None).alias(name))
        found.frame = found.frame.with_columns(elected)
        self._pass_over(found)
        self._net(found)
        return found

    def _pass_over(self, found: Parsed) -> None:
        """Payments of the year before or after, of people who are paid in the year too."""
        paid = pl.col("pay_date").dt.year()
        near = paid.is_in([self.year - 1, self.year + 1])
        others = near & (
            (paid == self.year).any().over("employee_id") & pl.col("employee_id").is_not_null()
        )
        rows = found.frame.filter(others)["row"].to_list()
        if rows:
            values = {
                "count": len(rows),
                "rows": self._rows.said(rows),
                "year": self.year,
            }
            found.remarks.append(Statement("remark.paid_in_another_year", values))
            found.frame = found.frame.filter(~pl.col("row").is_in(rows))

    def _net(self, found: Parsed) -> None:
        """Net the rows that take a payment back; where it is not plain which, they keep out."""
        given = found.frame
        netted = reversals(given)
        for key, rows in (("same_day", netted.same_day), ("other_day", netted.other_day)):
            if rows:
                values = {"count": len(rows), "rows": self._rows.said(rows)}
                found.remarks.append(Statement(f"remark.reversed_{key}", values))
        gone = pl.col("row").is_in([*netted.same_day, *netted.other_day])
        shares = [n for n in ELECTIONS if n.endswith("percent") and n in given.columns]
        found.frame = netted.frame.with_columns(
            pl.when(gone).then(pl.col(name).fill_null(0.0)).otherwise(pl.col(name)).alias(name)
            for name in shares
        )
        expected = Statement("problem.reversal").say()
        flows = [name for name in FLOWS if name in given.columns]
        for row in given.filter(pl.col("row").is_in(netted.open)).iter_rows(named=True):
            for name in (name for name in flows if (row[name] or 0.0) < 0):
                place = found.places.get(name)
                cell = "" if place is None else f"{self.sheet.letters(place)}{row['row']}"
                shown = f"{row[name]:,.2f}"
                found.problems.append(Problem(row["row"], name, shown, expected, cell=cell))

    def _election(self, source: Source, place: int, name: str, found: Parsed) -> pl.Series:
        """One column of elections, null where a cell is blank."""
        cells, unclear = source.texts(place), None
        if not name.endswith("percent"):
            read = source.amounts(place)
        elif plain(self._given[place].text) == plain(name):  # our own heading: percent, as written
            read = source.amounts(place) / HUNDRED
        else:
            is_percentage = self._is_shown_in_percent(place)
            read, unclear, _ = shares_of_pay(cells, self.decimal, is_percentage=is_percentage)
        wrong = cells.is_not_null() & (read.is_null() | (read < 0))
        if name.endswith("percent"):
            wrong |= (read > 1).fill_null(value=False)
        if unclear is not None:
            wrong |= unclear
        expected = Statement("problem.election").phrase()
        letters = self.sheet.letters(place)
        for row, cell, is_wrong in zip(source.rows.tolist(), cells, wrong, strict=True):
            if is_wrong:
                shown = repr(cell)
                found.problems.append(Problem(row, name, shown, expected, cell=f"{letters}{row}"))
        return read

    def timing(self, parsed: Parsed, columns: Columns) -> Timing:  # noqa: ARG002
        """The amounts are of pay dates; what contradicts that is asked, or keeps rows out."""
        frame = parsed.frame.select(
            "row", "employee_id", "pay_date", *(n for n in AMOUNTS if n in parsed.frame.columns)
        )
        self._check_days(frame, {p.row for p in parsed.problems if p.column == "pay_date"})
        self._check_copies(frame)
        if self.settings.amounts is None and _grows(frame):
            line = f"amounts = {toml_text(Amounts.PAY_PERIOD)}"
            choice = ReadingChoice(Statement("choice.not_to_date"), (line,))
            self.questions.append(Question("amounts", Statement("question.grows"), (choice,)))
        last = frame["pay_date"].drop_nulls().max()
        return Timing(Amounts.PAY_PERIOD, last if isinstance(last, date) else None)

    def _check_days(self, frame: pl.DataFrame, known: set[int]) -> None:
        expected = Statement("problem.pay_date", {"year": self.year}).phrase()
        odd = frame.filter(pl.col("pay_date").dt.year().ne_missing(self.year))
        for row, day in odd.select("row", "pay_date").iter_rows():
            if row not in known:
                self.problems.append(
                    Problem(row, "pay_date", "blank" if day is None else str(day), expected)
                )

    def _check_copies(self, frame: pl.DataFrame) -> None:
        """Payments that stand in the file twice."""
        same = [name for name in frame.columns if name != "row"]
        paid = frame.filter(pl.col("compensation") > 0, pl.col("pay_date").is_not_null())
        twins = paid.with_columns(first=pl.col("row").first().over(same)).filter(
            pl.col("row") != pl.col("first")
        )
        for row, day, first in twins.select("row", "pay_date", "first").iter_rows():
            expected = Statement("problem.paid_twice", {"row": first}).phrase()
            self.problems.append(Problem(row, "pay_date", str(day), expected))

    def corrected(self, frame: pl.DataFrame, when: Timing) -> pl.DataFrame:  # noqa: ARG002
        """Leave each row on its own day: what takes others back is netted already."""
        return frame

    def check_pay(
        self, people: Participants, columns: Columns, parsed: Parsed, when: Timing
    ) -> None:
        """Let a payment without pay stand: a match after the year, for one."""


def _meant(heading: Heading) -> Heading:
    """Return what a heading means in a payroll file: elections apart, year to date passed over."""
    own = plain(heading.text)
    name = next((name for name in ELECTIONS if plain(name) == own), "")
    if name:
        return replace(heading, meaning=name, is_rate=False)
    if heading.meaning in MONEY and heading.is_to_date and heading.meaning not in OF_OTHERS:
        return replace(heading, meaning="")
    if not ELECTED.search(heading.text):
        return heading
    stem = "deferral" if heading.meaning in OF_DEFERRAL else ""
    stem = "after_tax" if heading.meaning == "after_tax_contribution" else stem
    if not stem:
        return heading
    unit = "_percent" if heading.is_rate else "_dollars" if "$" in heading.text else ""
    return replace(heading, meaning=f"{stem}{unit}", is_rate=False)


def _grows(frame: pl.DataFrame) -> bool:
    """Return whether everybody's pay only ever grows, to twice the first and more."""
    paid = frame.drop_nulls(["employee_id", "pay_date", "compensation"]).sort("pay_date", "row")
    pay = pl.col("compensation")
    of_each = paid.group_by("employee_id").agg(
        dates=pl.len(),
        grows=(pay.diff().drop_nulls() > 0).all() & (pay.last() >= 2 * pay.first()),
    )
    several = of_each.filter(pl.col("dates") >= LEAST_DATES)
    return several.height > 0 and bool(several["grows"].all())
