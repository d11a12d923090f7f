"""One sheet of a roster, from its cells to its employees."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.phrases import Phrase
from megaroth_xl.reports.roster.account import Account, Question, Statement, Sum, row_name
from megaroth_xl.reports.roster.columns.candidates import Candidates
from megaroth_xl.reports.roster.columns.chosen import resolve
from megaroth_xl.reports.roster.columns.headings import Headings
from megaroth_xl.reports.roster.columns.sources import CAPPED_PAY, LAST_PAYS, PAY_PART, Columns
from megaroth_xl.reports.roster.files.cells import SheetCells, masked
from megaroth_xl.reports.roster.files.kinds import OpenRoster
from megaroth_xl.reports.roster.roster import Roster, nobody
from megaroth_xl.reports.roster.settings import Amounts, Companies, ReadingSettings
from megaroth_xl.reports.roster.sheet.choice import Chosen
from megaroth_xl.reports.roster.sheet.correcting_rows import with_corrections
from megaroth_xl.reports.roster.sheet.parsed import Parsed
from megaroth_xl.reports.roster.sheet.parsing import parse
from megaroth_xl.reports.roster.sheet.pay_checks import contributed, pay_problems, pay_remarks
from megaroth_xl.reports.roster.sheet.people import People, people_of, unrelated
from megaroth_xl.reports.roster.sheet.rows import SheetRows
from megaroth_xl.reports.roster.sheet.sheet_account import (
    column_uses,
    few,
    passthrough,
    rows_at,
    sums_by_name,
    sums_of,
    total_rows,
)
from megaroth_xl.reports.roster.sheet.source import Source
from megaroth_xl.reports.roster.sheet.ssn import whole_numbers, with_numbers
from megaroth_xl.reports.roster.sheet.stacked import on_sheet
from megaroth_xl.reports.roster.sheet.timing import Timing
from megaroth_xl.reports.roster.sheet.year import SheetYear, timing_of
from megaroth_xl.reports.roster.sheet.year_named import year_questions
from megaroth_xl.strategy.plan.participant_columns import COLUMNS
from megaroth_xl.strategy.plan.participants import Participants
from megaroth_xl.strategy.plan.problem import Problem
from megaroth_xl.strategy.plan.terms import PlanTerms

__all__ = ["Found", "SheetReading", "account_begun", "labels_of"]

PARTIAL_PAYS = (*LAST_PAYS, CAPPED_PAY, PAY_PART)
"""Pay that leaves something out by what it is, such as the deferrals in W-2 box 1."""


def account_begun(opened: OpenRoster, chosen: Chosen, settings: ReadingSettings) -> Account:
    """Return what is known of a file before its cells are read."""
    return Account(
        file=opened.path.name,
        kind=opened.kind,
        encoding=opened.encoding,
        separator=opened.separator,
        was_protected=opened.was_protected,
        sheet=chosen.name,
        sheets=chosen.sheet.sheets if chosen.sheet is not None else (),
        other_sheets=chosen.others,
        heading_rows=chosen.headings.rows if chosen.headings else (),
        settings=settings.lines(),
        remarks=chosen.remarks,
        questions=() if chosen.question is None else (chosen.question,),
    )


@dataclass(frozen=True, eq=False)
class Found:
    """The contents of a sheet, before its amounts are assigned to a stretch of the year.

    Parameters
    ----------
    sheet
        The rows below the headings, where they stand, and what each holds.
    columns, parsed
        Where our columns come from, and what the cells mean.
    when
        What the amounts are of.
    people, frame
        Who is who, and the rows that stand for somebody.
    good
        The rows without a problem.
    """

    sheet: SheetRows
    columns: Columns
    parsed: Parsed
    when: Timing
    people: People
    frame: pl.DataFrame
    good: Participants


class SheetReading:
    """The reading of one sheet.

    Parameters
    ----------
    opened, sheet, headings, year, settings
        As in `SheetRows`.
    """

    def __init__(
        self,
        opened: OpenRoster,
        sheet: SheetCells,
        headings: Headings,
        year: int,
        settings: ReadingSettings,
    ) -> None:
        self.opened, self.sheet, self.headings = opened, sheet, headings
        self.year, self.settings = year, settings
        self.questions: list[Question] = []
        self.remarks: list[Statement] = []
        self.problems: list[Problem] = []
        self.decimal = settings.decimal or "."

    def roster(
        self,
        begun: Account,
        plan: PlanTerms | None,
        periods_left: int | None,
        limits: LimitsTable,
    ) -> Roster:
        """Read everything, and say how."""
        found = self.found(begun)
        year = SheetYear(found.sheet, found.when, plan, periods_left, limits)
        kept = year.with_gone(found.good)
        sums = tuple(sums_of(found.parsed.frame, kept))
        year.heed_pay_dates(found.frame)
        combined, tested = year.whole(year.rounded(kept.combined(), found.frame))
        self.questions += year.questions
        self.remarks += year.remarks
        account = self.account(begun, found, sums, len(combined))
        if account.stops:
            none = nobody(replace(account, employees=0))
            return replace(none, problems=self.sorted_problems())
        return Roster(
            combined,
            labels_of(found.frame, combined),
            self.sorted_problems(),
            rows=len(found.sheet.source.rows),
            totals=sums_by_name(found.parsed.frame),
            unused=tuple(use.heading for use in account.columns if use.heading and not use.became),
            accounts=(account,),
            tested=tested,
            passthrough=passthrough(found.sheet, found.columns, combined),
            as_of=found.when.as_of,
            employers=self._employers(found.frame),
        )

    def found(self, begun: Account) -> Found:
        """Read every row, and tell the good ones apart."""
        sheet = SheetRows(
            self.opened, self.sheet, self.headings, self.year, self.settings, begun.sheet
        )
        self.decimal = sheet.decimal
        self._rows = sheet
        columns = self.columns(sheet.source)
        sheet.refuse_held(columns)
        self.problems += sheet.second_table()
        self.questions += [*year_questions(sheet, columns), *sheet.questions()]
        parsed = self.parsed(sheet.source, columns)
        when = self.timing(parsed, columns)
        sheet.forget([p for p in range(sheet.cells.width) if columns.became(p)])
        people = people_of(
            self._with_numbers(parsed.frame, sheet, columns),
            self.year,
            self.settings,
            when.amounts,
            self.sheet.sheets,
        )
        for found in (columns, parsed, when, people):
            self.questions += found.questions
            self.remarks += found.remarks
        minus = () if when.amounts is Amounts.PAY_PERIOD else parsed.minus
        self.problems += [*parsed.problems, *minus, *people.problems]
        self._mention_rows(sheet)
        frame = people.frame
        if people.dropped:
            frame = frame.filter(~pl.col("row").is_in(list(people.dropped)))
        frame = self.corrected(frame, when)
        if self.settings.companies is Companies.UNRELATED and "company" in frame.columns:
            frame = unrelated(frame)
        everybody = _participants(frame)
        self._check(everybody, parsed)
        self.check_pay(everybody, columns, parsed, when)
        if "matching_contribution" not in {*frame.columns, *columns.sums}:
            self.remarks.append(Statement("remark.match_absent"))
        good = everybody
        if self.problems:
            is_good, left_out = _good(everybody, self.problems, self.sheet.sheets)
            self.problems += left_out
            good = everybody.take(is_good)
        return Found(sheet, columns, parsed, when, people, frame, good)

    def _with_numbers(
        self, frame: pl.DataFrame, sheet: SheetRows, columns: Columns
    ) -> pl.DataFrame:
        """The rows, with their Social Security numbers where a column holds these, too.

        As IDs they get the zeros back that a spreadsheet dropped.
        """
        used = columns.takes.get("employee_id")
        places = [p for p, h in enumerate(self.headings.headings) if h.meaning == "ssn"]
        if used is None or not places:
            return frame
        if used not in places:
            return with_numbers(frame, sheet.source.texts(places[0]))
        ids = whole_numbers(frame["employee_id"])
        if lost := (ids != frame["employee_id"]).sum():
            self.remarks.append(Statement("remark.lost_zeros", {"count": f"{lost:,}"}))
        return frame.with_columns(ids)

    def account(self, begun: Account, found: Found, sums: Sequence[Sum], employees: int) -> Account:
        """Return how everything was read."""
        sheet = found.sheet
        return replace(
            begun,
            columns=tuple(column_uses(sheet, found.columns)),
            controls=total_rows(sheet, found.columns),
            notes=tuple(int(row) for row in sheet.rows[sheet.kinds.note]),
            joined=tuple(found.people.joined),
            left_out=tuple(sorted({problem.row for problem in self.problems})),
            remarks=(*begun.remarks, *self.remarks),
            sums=tuple(sums),
            questions=few(self.questions),
            rows=int((~sheet.kinds.note).sum()),
            employees=employees,
        )

    def sorted_problems(self) -> tuple[Problem, ...]:
        """All problems, in the order of rows and columns, each where the person sees it."""
        order = {name: place for place, name in enumerate(("name", "birth_date", *COLUMNS))}
        self.problems.sort(key=lambda p: (p.row, order.get(p.column, len(order))))
        return tuple(on_sheet(problem, self.sheet.sheets) for problem in self.problems)

    # ---- what a sheet of another kind reads in its own way

    def columns(self, source: Source) -> Columns:
        """Return where each of our columns comes from."""
        file = Candidates(
            self.opened.path,
            source.cells,
            self.headings,
            lambda place: source.amounts(place).to_numpy(),
            self.year,
            self.settings,
        )
        return resolve(file, self._rows.ages)

    def parsed(self, source: Source, columns: Columns) -> Parsed:
        """Return what the cells mean."""
        return parse(source, columns, self.year, self.settings)

    def timing(self, parsed: Parsed, columns: Columns) -> Timing:
        """Return which stretch of the year the amounts cover."""
        return timing_of(self._rows, parsed, columns)

    def corrected(self, frame: pl.DataFrame, when: Timing) -> pl.DataFrame:
        """Return the rows, those of pay periods that correct others added up."""
        return with_corrections(frame) if when.amounts is Amounts.PAY_PERIOD else frame

    def _with_cell(self, problem: Problem, parsed: Parsed) -> Problem:
        """The problem with its cell, where a column of the file is that of the problem alone."""
        place = parsed.places.get(problem.column)
        cell = "" if place is None else f"{self.sheet.letters(place)}{problem.row}"
        return problem._replace(cell=cell)

    def check_pay(
        self, people: Participants, columns: Columns, parsed: Parsed, when: Timing
    ) -> None:
        """Contributions above pay keep a row out, unless the pay leaves something out itself."""
        headings = self.headings.headings
        of_pay = [headings[term.place].meaning for term in columns.sums.get("compensation", ())]
        is_partial = any(meaning in PARTIAL_PAYS for meaning in of_pay)
        adds_up = when.amounts is Amounts.PAY_PERIOD
        found = pay_problems(people, self.year, is_partial=is_partial, adds_up=adds_up)
        self.problems += (self._with_cell(problem, parsed) for problem in found)
        if when.amounts is Amounts.YEAR:
            self.remarks += pay_remarks(people, self.sheet.sheets, is_partial=is_partial)

    def _mention_rows(self, sheet: SheetRows) -> None:
        """Rows whose cells have shifted, and rows that are hidden."""
        expected = Statement("problem.cells_beyond", {"count": sheet.last_heading + 1}).phrase()
        found = Statement("problem.more_cells").phrase()
        self.problems += (
            Problem(int(row), "employee_id", found, expected) for row in sheet.shifted()
        )
        labels = sheet.rows[sheet.kinds.strange].tolist()
        expected = Statement("problem.label").phrase()
        self.problems += (
            Problem(row, "employee_id", Statement("problem.word").phrase(), expected)
            for row in labels
        )
        if sheet.deducted:
            said = ", ".join(self.headings.headings[place].text for place in sheet.deducted)
            self.remarks.append(Statement("remark.deducted", {"headings": said}))
        if hidden := sheet.hidden():
            values = {"count": len(hidden), "rows": sheet.said(hidden)}
            self.remarks.append(Statement("remark.hidden_rows", values))

    def _check(self, people: Participants, parsed: Parsed) -> None:
        """Everything that keeps rows out beyond cells that are not understood."""
        known = {(problem.row, problem.column) for problem in self.problems}
        later = self._hired_later(people)
        for problem in people.problems(self.year):
            if (problem.row, problem.column) in known or _is_settled(problem):
                continue
            if problem.column == "hire_date" and problem.row in later:
                continue
            self.problems.append(self._with_cell(problem, parsed))
            known.add((problem.row, problem.column))
        both = (people.eligible == 1) & (people.excluded_class == 1)
        place = parsed.places.get("excluded_class")
        if place is not None:
            heading = {"heading": self.headings.headings[place].text}
            expected = Statement("problem.eligible_and_excluded", heading).phrase()
            self.problems += (
                Problem(int(row), "excluded_class", "yes", expected) for row in people.row[both]
            )

    def _hired_later(self, people: Participants) -> list[int]:
        """Rows of those hired after the year, with neither pay nor contributions in it."""
        end = np.datetime64(f"{self.year}-12-31")
        later = (people.hire_date > end) & (people.compensation == 0) & (contributed(people) == 0)
        rows: list[int] = people.row[later].tolist()
        if rows:
            values = {"people": len(rows), "rows": self._rows.said(rows)}
            self.remarks.append(Statement("remark.hired_later", values))
        return rows

    def _employers(self, frame: pl.DataFrame) -> int:
        """Employers in the roster that are each tested by themselves."""
        several = self.settings.companies in (Companies.ONE_PLAN, Companies.UNRELATED)
        if not several or self.settings.company or "company" not in frame.columns:
            return 1
        return max(frame["company"].drop_nulls().n_unique(), 1)


def _is_settled(problem: Problem) -> bool:
    """Return whether a question settles it: rows of one id, and pay after leaving."""
    settled = {"employee_id": "job or hire_date", "termination_date": "for a last paycheck"}
    return settled.get(problem.column, "\0") in problem.expected


def _participants(frame: pl.DataFrame) -> Participants:
    return Participants.of(
        {name: _values(frame[name]) for name in COLUMNS if name in frame.columns},
        row=frame["row"].to_numpy(),
    )


def _values(column: pl.Series) -> npt.NDArray[Any]:
    """A column's values; a text that many rows share is there once."""
    if column.dtype != pl.String or column.name == "employee_id":
        return column.to_numpy()
    texts = column.drop_nulls().unique()
    places = column.cast(pl.Enum(texts)).to_physical().fill_null(len(texts))
    return np.array([*texts, None], dtype=np.object_)[places]


def _good(
    people: Participants, problems: Sequence[Problem], sheets: Sequence[str]
) -> tuple[npt.NDArray[np.bool_], list[Problem]]:
    """Return which rows go on, and why others of the same employees do not."""
    bad = np.isin(people.row, [problem.row for problem in problems])
    bad_ids = {
        i: int(r) for i, r in zip(people.employee_id[bad], people.row[bad], strict=True) if i
    }
    drawn_in = np.array([i in bad_ids for i in people.employee_id], dtype=np.bool_) & ~bad
    left_out = [
        Problem(
            int(row),
            "employee_id",
            masked(employee_id),
            Phrase(
                "no problem in any row of the employee; see row {row}",
                row=row_name(bad_ids[employee_id], sheets),
            ),
        )
        for row, employee_id in zip(people.row[drawn_in], people.employee_id[drawn_in], strict=True)
    ]
    return ~(bad | drawn_in), left_out


def labels_of(frame: pl.DataFrame, people: Participants) -> pl.DataFrame:
    """The ids and names of employees, null where no name is given."""
    name = pl.col("name") if "name" in frame.columns else pl.lit(None, pl.String).alias("name")
    return rows_at(frame.select("employee_id", name), frame["row"].to_numpy(), people.row)
