"""One sheet of a roster, from its cells to its employees."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.quantities import FloatArray
from megaroth_xl.reports.roster.account import (
    Account,
    ColumnUse,
    Control,
    Question,
    ReadingChoice,
    Statement,
    Sum,
    numbered,
    toml_text,
)
from megaroth_xl.reports.roster.cells import SheetCells
from megaroth_xl.reports.roster.column_sources import CONTRIBUTIONS, MONEY, Columns
from megaroth_xl.reports.roster.columns import resolve, who
from megaroth_xl.reports.roster.headings import Headings
from megaroth_xl.reports.roster.kinds import OpenRoster
from megaroth_xl.reports.roster.parsing import CONTRIBUTED, ROUNDING, Parsed, Source, parse
from megaroth_xl.reports.roster.people import People, people_of, unrelated
from megaroth_xl.reports.roster.roster import Roster, control_totals, nobody
from megaroth_xl.reports.roster.rows import RowKinds, controls, row_kinds
from megaroth_xl.reports.roster.settings import (
    Amounts,
    Companies,
    DateOrder,
    PaidAfterLeaving,
    ReadingSettings,
)
from megaroth_xl.reports.roster.shares import settle_rounding
from megaroth_xl.reports.roster.sheet_choice import Chosen
from megaroth_xl.reports.roster.timing import (
    Timing,
    ask_as_of,
    leavers,
    of_the_year,
    pace,
    timing,
)
from megaroth_xl.reports.roster.values import amounts, days, decimal_evidence
from megaroth_xl.strategy.participants import COLUMNS, Participants, Problem
from megaroth_xl.strategy.plan import PlanTerms

__all__ = ["Found", "SheetReading", "account_begun", "labels_of", "sums_of"]

MOST_QUESTIONS = 3
"""Questions that a roster asks at most: those about single columns become one."""
OF_COLUMNS = "columns."
"""Begins the key of a question about a column."""


def account_begun(opened: OpenRoster, chosen: Chosen, settings: ReadingSettings) -> Account:
    """What is known of a file before its cells are read."""
    return Account(
        file=opened.path.name,
        kind=opened.kind,
        encoding=opened.encoding,
        separator=opened.separator,
        was_protected=opened.was_protected,
        sheet=chosen.name,
        other_sheets=chosen.others,
        heading_rows=chosen.headings.rows if chosen.headings else (),
        settings=settings.lines(),
        questions=() if chosen.question is None else (chosen.question,),
    )


@dataclass(frozen=True, eq=False)
class Found:
    """What a sheet holds, before it is said of what stretch of the year its amounts are.

    Parameters
    ----------
    cells, rows, kinds
        The rows below the headings, where they stand, and what each holds.
    source, columns, parsed
        The rows of employees, where our columns come from, and what the cells mean.
    when
        What the amounts are of.
    people, frame
        Who is who, and the rows that stand for somebody.
    good
        The rows without a problem.
    """

    cells: pl.DataFrame
    rows: npt.NDArray[np.int64]
    kinds: RowKinds
    source: Source
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
    opened
        The file.
    sheet, headings
        Its cells, and where its headings stand.
    year, settings
        The roster's year, and what the user has said.
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
        self.is_text = opened.kind == "text"

    def roster(
        self,
        begun: Account,
        plan: PlanTerms | None,
        periods_left: int | None,
        limits: LimitsTable,
    ) -> Roster:
        """Read everything, and say how."""
        found = self.found(begun)
        kept = self._with_gone(found.good)
        sums = tuple(sums_of(found.parsed.frame, kept))
        kept = self._rounded(kept.combined(), found.frame, limits)
        combined, tested = self._year_of(kept, found.when, plan, periods_left, limits)
        account = self.account(begun, found, sums, len(combined))
        if account.stops:
            return nobody(replace(account, employees=0))
        return Roster(
            combined,
            labels_of(found.frame, combined),
            self.sorted_problems(),
            rows=len(found.source.rows),
            totals=control_totals(_participants(found.parsed.frame)),
            unused=tuple(use.heading for use in account.columns if use.heading and not use.became),
            accounts=(account,),
            tested=tested,
            passthrough=self._passthrough(found.source, found.columns, combined),
            as_of=found.when.as_of,
            employers=self._employers(found.frame),
        )

    def found(self, begun: Account) -> "Found":
        """Read every row, and tell the good ones apart."""
        cells, rows = self._below()
        ids, names = who(self.opened.path, cells, self.headings, self.year, self.settings)
        self._find_decimal(cells)
        kinds = self._kinds(cells, rows, ids, names)
        source = self._source(cells, rows, kinds, begun.sheet)
        columns = self.columns(source)
        parsed = parse(source, columns, self.year, self.settings)
        when = self.timing(parsed, columns)
        people = people_of(parsed.frame, self.settings, when.amounts)
        for found in (columns, parsed, when, people):
            self.questions += found.questions
            self.remarks += found.remarks
        self.problems += [*parsed.problems, *people.problems]
        self._cells_beyond(source)
        self._hidden(rows)
        frame = people.frame.filter(~pl.col("row").is_in(list(people.dropped)))
        if self.settings.companies is Companies.UNRELATED and "company" in frame.columns:
            frame = unrelated(frame)
        everybody = _participants(frame)
        self._check(everybody, parsed)
        if (
            "matching_contribution" not in frame.columns
            and "matching_contribution" not in columns.sums
        ):
            self.remarks.append(Statement("remark.match_absent"))
        good, left_out = _good(everybody, self.problems)
        self.problems += left_out
        good_people = everybody.take(good)
        return Found(cells, rows, kinds, source, columns, parsed, when, people, frame, good_people)

    def account(
        self, begun: Account, found: "Found", sums: Sequence[Sum], employees: int
    ) -> Account:
        """How everything was read."""
        return replace(
            begun,
            columns=tuple(self._uses(found.source, found.columns)),
            controls=self._controls(found.cells, found.rows, found.kinds, found.columns),
            notes=tuple(int(row) for row in found.rows[found.kinds.note]),
            joined=tuple(found.people.joined),
            left_out=tuple(sorted({problem.row for problem in self.problems})),
            remarks=tuple(self.remarks),
            sums=tuple(sums),
            questions=_few(self.questions),
            rows=int((~found.kinds.note).sum()),
            employees=employees,
        )

    def sorted_problems(self) -> tuple[Problem, ...]:
        """All problems, in the order of rows and columns."""
        order = {name: place for place, name in enumerate(("name", "birth_date", *COLUMNS))}
        self.problems.sort(key=lambda p: (p.row, order.get(p.column, len(order))))
        return tuple(self.problems)

    def columns(self, source: Source) -> Columns:
        """Where each of our columns comes from."""
        return resolve(
            self.opened.path,
            source.cells,
            self.headings,
            lambda place: source.amounts(place).to_numpy(),
            self._ages(source),
            self.year,
            self.settings,
        )

    # ---- the rows below the headings

    def _below(self) -> tuple[pl.DataFrame, npt.NDArray[np.int64]]:
        """The rows below the headings that are not blank, stripped, and their numbers."""
        first = self.headings.rows[-1]
        below = self.sheet.cells.slice(first)
        stripped = below.select(pl.all().str.strip_chars().replace("", None))
        filled = stripped.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
        rows = np.arange(first + 1, first + 1 + below.height)
        return stripped.filter(filled), rows[filled.to_numpy()]

    def _money_places(self) -> list[int]:
        said = {
            place
            for name, headings in self.settings.columns.items()
            if name in COLUMNS and COLUMNS[name].is_dollars
            for place, heading in enumerate(self.headings.headings)
            if heading.text in headings
        }
        return [
            place
            for place, heading in enumerate(self.headings.headings)
            if heading.meaning in MONEY or place in said
        ]

    def _find_decimal(self, cells: pl.DataFrame) -> None:
        """The decimal mark: as it is said, or as the amounts show; else it is asked."""
        if self.settings.decimal or self.opened.kind == "parquet":
            return
        columns = [cells.to_series(place) for place in self._money_places()]
        shown = decimal_evidence(columns)
        self.decimal = "," if shown == "," else "."
        if shown in (".", ","):
            return
        example = "310.000" if shown == "?" else "1.234,56 / 1,234.56"
        choices = tuple(
            ReadingChoice(Statement(f"choice.decimal.{key}"), (f"decimal = {toml_text(mark)}",))
            for key, mark in (("comma", ","), ("point", "."))
        )
        statement = Statement(
            f"question.decimal.{'open' if shown == '?' else 'both'}", {"example": example}
        )
        self.questions.append(Question("decimal", statement, choices))

    def _kinds(
        self,
        cells: pl.DataFrame,
        rows: npt.NDArray[np.int64],
        ids: int | None,
        names: Sequence[int],
    ) -> RowKinds:
        texts = [heading.text for heading in self.headings.headings]
        marked = np.isin(rows, list(self.sheet.totals))
        money = self._matrix(cells, self._money_places())
        return row_kinds(cells, texts, money, ids=ids, names=names, marked=marked)

    def _matrix(self, cells: pl.DataFrame, places: Sequence[int]) -> FloatArray:
        columns = [
            amounts(cells.to_series(place), self.decimal, mixed=not self.is_text).to_numpy()
            for place in places
        ]
        return np.column_stack(columns) if columns else np.empty((cells.height, 0))

    def _source(
        self, cells: pl.DataFrame, rows: npt.NDArray[np.int64], kinds: RowKinds, name: str
    ) -> Source:
        headings = self.headings.headings
        shares = bool(self.settings.rates) or any(
            heading.meaning in ("owner", "ownership_percent") for heading in headings
        )
        percents = self.opened.file.percents(name) if shares else frozenset[int]()
        return Source(
            cells.filter(pl.Series(kinds.employee)),
            rows[kinds.employee],
            self.sheet,
            self.headings.headings,
            self.decimal,
            self.is_text,
            percents,
        )

    def _ages(self, source: Source) -> FloatArray:
        """The age of each row, for what depends on it before the columns are settled."""
        for place, heading in enumerate(self.headings.headings):
            if heading.meaning == "birth_date":
                born = days(
                    source.texts(place),
                    self.settings.dates or DateOrder.MONTH_FIRST,
                    self.year,
                    day_zero=self.sheet.day_zero,
                ).days
                return (self.year - born.dt.year()).cast(pl.Float64).to_numpy()
            if heading.meaning == "age":
                return source.amounts(place).to_numpy()
        return np.full(len(source.rows), np.nan)

    def _cells_beyond(self, source: Source) -> None:
        """In a text file a cell beyond the headings means that a row has shifted."""
        last = max((p for p, h in enumerate(self.headings.headings) if h.text), default=-1)
        if not self.is_text or last + 1 >= source.cells.width:
            return
        beyond = source.cells.select(
            pl.any_horizontal(pl.nth(range(last + 1, source.cells.width)).is_not_null())
        ).to_series()
        expected = Statement("problem.cells_beyond", {"count": last + 1}).say()
        self.problems += (
            Problem(int(row), "employee_id", Statement("problem.more_cells").say(), expected)
            for row in source.rows[beyond.to_numpy()]
        )

    def _hidden(self, rows: npt.NDArray[np.int64]) -> None:
        hidden = sorted(self.sheet.hidden_rows & set(rows.tolist()))
        if hidden:
            values = {"count": len(hidden), "rows": numbered(hidden)}
            self.remarks.append(Statement("remark.hidden_rows", values))

    # ---- what the amounts are of

    def timing(self, parsed: Parsed, columns: Columns) -> Timing:
        """What the amounts are of."""
        titles = [
            text
            for row in self.sheet.cells.head(self.headings.rows[0] - 1).iter_rows()
            for text in row
            if text
        ]
        dated = next((n for n in ("pay_date", "period_end") if n in parsed.frame.columns), "")
        money = [
            self.headings.headings[term.place]
            for name, terms in columns.sums.items()
            if name in CONTRIBUTIONS
            for term in terms
        ]
        repeated = False
        if dated:
            by = parsed.frame.select("employee_id", dated)
            alone = int(by.is_unique().sum())
            repeated = by["employee_id"].n_unique() < by.height < 2 * alone
        left = columns.takes.get("pay_periods_left")
        asked = left is not None and parsed.frame["pay_periods_left"].count() > 0
        own = left is not None and self.headings.headings[left].is_own
        return timing(
            titles,
            money,
            parsed.frame[dated] if dated else None,
            asks_periods_left=asked and not own,
            is_repeated=repeated,
            year=self.year,
            settings=self.settings,
        )

    def _year_of(
        self,
        people: Participants,
        when: Timing,
        plan: PlanTerms | None,
        periods_left: int | None,
        limits: LimitsTable,
    ) -> tuple[Participants, Participants]:
        """The employees' whole year, and with it what the tests count."""
        as_of = when.as_of
        if when.amounts is not Amounts.YEAR and not _is_whole_year(as_of, self.year, plan):
            knows = periods_left is not None or not np.isnan(people.pay_periods_left).any()
            if as_of is None and not knows:
                self.questions.append(ask_as_of(Statement("question.as_of"), self.year, stops=True))
                return people, people
            if plan is None:
                self.remarks.append(Statement("remark.to_date_without_plan"))
                return people, people
            times, left = pace(people, as_of, self.year, plan, periods_left)
            people, tested = of_the_year(people, times, left, self.year, limits)
            values = {"day": as_of} if as_of else {}
            self.remarks.append(
                Statement("remark.to_date" if as_of else "remark.to_date_left", values)
            )
            settled = self._leavers(people, as_of, plan)
            return settled, tested
        settled = self._leavers(people, as_of, plan)
        return settled, settled

    def _rounded(
        self, people: Participants, frame: pl.DataFrame, limits: LimitsTable
    ) -> Participants:
        """The employees, with no excess that is but the rounding of shares of pay."""
        if ROUNDING not in frame.columns:
            return people
        found = dict(frame.group_by("employee_id").agg(pl.col(ROUNDING).sum()).iter_rows())
        rounding = np.array([found[i] for i in people.employee_id])
        settled, count = settle_rounding(people, rounding, self.year, limits)
        self.remarks.append(Statement("remark.rates", {"people": count}))
        return settled

    def _leavers(
        self, people: Participants, as_of: date | None, plan: PlanTerms | None
    ) -> Participants:
        left, unknown = leavers(people, as_of, self.year, plan)
        if unknown:
            statement = Statement("question.leavers", {"people": unknown})
            self.questions.append(ask_as_of(statement, self.year, stops=False))
        return replace(people, pay_periods_left=left)

    # ---- people

    def _check(self, people: Participants, parsed: Parsed) -> None:
        """Everything that keeps rows out beyond cells that are not understood."""
        known = {(problem.row, problem.column) for problem in self.problems}
        for problem in people.problems(self.year):
            if (problem.row, problem.column) in known or self._is_settled(problem):
                continue
            place = parsed.places.get(problem.column)
            cell = "" if place is None else f"{self.sheet.letters(place)}{problem.row}"
            self.problems.append(problem._replace(cell=cell))
        self.check_pay(people)

    def check_pay(self, people: Participants) -> None:
        """Contributions without pay keep a row out."""
        expected = Statement("problem.no_pay").say()
        for row in people.row[(people.compensation == 0) & (_contributed(people) > 0)]:
            self.problems.append(Problem(int(row), "compensation", "0", expected))

    def _is_settled(self, problem: Problem) -> bool:
        """Whether rows of one id have been settled already."""
        return problem.column == "employee_id" and "job or hire_date" in problem.expected

    def _with_gone(self, people: Participants) -> Participants:
        """Those who left before the year; where they were paid in it, it is asked if they count."""
        gone = people.termination_date < np.datetime64(f"{self.year}-01-01")
        if not gone.any():
            return people
        paid = gone & (np.nan_to_num(people.compensation) > 0)
        out = gone & ~paid & (_contributed(people) == 0)
        if out.any():
            values = {"people": int(out.sum()), "rows": numbered(people.row[out].tolist())}
            self.remarks.append(Statement("remark.gone_before", values))
        said = self.settings.paid_after_leaving
        asked = paid & np.isnan(people.eligible)
        if said is not None:
            counts = 1.0 if said is PaidAfterLeaving.COUNTS else 0.0
            return replace(people, eligible=np.where(asked, counts, people.eligible))
        if asked.any():
            values = {"people": int(asked.sum()), "rows": numbered(people.row[asked].tolist())}
            choices = tuple(
                ReadingChoice(
                    Statement(f"choice.paid_after_leaving.{key}"),
                    (f"paid_after_leaving = {toml_text(word)}",),
                )
                for key, word in (
                    ("does_not_count", PaidAfterLeaving.DOES_NOT_COUNT),
                    ("counts", PaidAfterLeaving.COUNTS),
                )
            )
            statement = Statement("question.paid_after_leaving", values)
            self.questions.append(Question("paid_after_leaving", statement, choices, stops=False))
        return people

    def _employers(self, frame: pl.DataFrame) -> int:
        """Employers in the roster that are each tested by themselves."""
        several = self.settings.companies in (Companies.ONE_PLAN, Companies.UNRELATED)
        if not several or self.settings.company or "company" not in frame.columns:
            return 1
        return max(frame["company"].drop_nulls().n_unique(), 1)

    # ---- the account

    def _uses(self, source: Source, columns: Columns) -> Iterator[ColumnUse]:
        for place, heading in enumerate(self.headings.headings):
            cells = source.texts(place)
            if not heading.text and not cells.is_not_null().any():
                continue
            became = columns.became(place)
            note = columns.notes.get(place)
            total = None
            if not became:
                values = source.amounts(place)
                is_money = values.is_not_null().sum() * 2 > cells.is_not_null().sum()
                total = (
                    float(values.sum() or 0.0)
                    if is_money and heading.meaning not in NO_MONEY
                    else None
                )
            letters = self.sheet.letters(place)
            if self.sheet.left + place + 1 in self.sheet.hidden_columns:
                note = note or Statement("note.hidden")
            yield ColumnUse(letters, heading.text, became, note, total)

    def _controls(
        self, cells: pl.DataFrame, rows: npt.NDArray[np.int64], kinds: RowKinds, columns: Columns
    ) -> tuple[Control, ...]:
        places = list(
            dict.fromkeys(
                term.place for terms in columns.sums.values() for term in terms if not term.is_rate
            )
        )
        names = [self.headings.headings[place].text for place in places]
        return controls(rows, kinds, self._matrix(cells, places), names)

    def _passthrough(self, source: Source, columns: Columns, people: Participants) -> pl.DataFrame:
        """The columns that are not used, of the first row of each employee."""
        named: dict[str, pl.Series] = {"row": pl.Series("row", source.rows)}
        for place, heading in enumerate(self.headings.headings):
            if heading.text and not columns.became(place) and heading.text not in named:
                named[heading.text] = source.texts(place)
        frame = pl.DataFrame(named)
        return frame[np.searchsorted(source.rows, people.row)]


NO_MONEY = frozenset(
    {"ssn", "employee_id", "last_name", "first_name", "middle_name", "hours", "name"}
)


def _contributed(people: Participants) -> FloatArray:
    """All contributions of the year, dollars; what is not known counts as 0."""
    amounts_of = [np.nan_to_num(getattr(people, name)) for name in CONTRIBUTED]
    return np.asarray(np.sum(amounts_of, axis=0))


def _is_whole_year(as_of: date | None, year: int, plan: PlanTerms | None) -> bool:
    """Whether no pay date is left after the day."""
    if as_of is None:
        return False
    periods = plan.pay_periods if plan is not None else 26
    return (date(year, 12, 31) - as_of).days < 365 // periods


def _participants(frame: pl.DataFrame) -> Participants:
    return Participants.of(
        {name: frame[name].to_numpy() for name in COLUMNS if name in frame.columns},
        row=frame["row"].to_numpy(),
    )


def _good(
    people: Participants, problems: Sequence[Problem]
) -> tuple[npt.NDArray[np.bool_], list[Problem]]:
    """Which rows go on, and why others of the same employees do not."""
    bad = np.isin(people.row, [problem.row for problem in problems])
    bad_ids = {
        i: int(r) for i, r in zip(people.employee_id[bad], people.row[bad], strict=True) if i
    }
    drawn_in = np.array([i in bad_ids for i in people.employee_id], dtype=np.bool_) & ~bad
    left_out = [
        Problem(
            int(row),
            "employee_id",
            repr(employee_id),
            f"no problem in any row of the employee; see row {bad_ids[employee_id]}",
        )
        for row, employee_id in zip(people.row[drawn_in], people.employee_id[drawn_in], strict=True)
    ]
    return ~(bad | drawn_in), left_out


def labels_of(frame: pl.DataFrame, people: Participants) -> pl.DataFrame:
    """The ids and names of employees, null where no name is given."""
    name = pl.col("name") if "name" in frame.columns else pl.lit(None, pl.String).alias("name")
    at = np.searchsorted(frame["row"].to_numpy(), people.row)
    return frame[at].select("employee_id", name)


def sums_of(frame: pl.DataFrame, people: Participants) -> Iterator[Sum]:
    """Every column of dollars: what all rows hold, and what is reported of it."""
    for name, column in COLUMNS.items():
        if column.is_dollars and name in frame.columns:
            read = float(frame[name].fill_nan(None).sum() or 0.0)
            yield Sum(name, read, float(np.nansum(getattr(people, name))))


def _few(questions: Sequence[Question]) -> tuple[Question, ...]:
    """The questions, those about single columns as one where there are many."""
    unique = list(
        {(q.key, q.statement.key, str(q.statement.values)): q for q in questions}.values()
    )
    of_columns = [q for q in unique if q.key.startswith(OF_COLUMNS)]
    if len(unique) <= MOST_QUESTIONS or len(of_columns) < 2:  # noqa: PLR2004
        return tuple(unique)
    values = {"sentences": " ".join(q.statement.say() for q in of_columns)}
    choices = tuple(choice for q in of_columns for choice in q.choices)
    together = Question("columns", Statement("question.columns", values), choices)
    return (together, *(q for q in unique if q not in of_columns))
