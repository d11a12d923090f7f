"""Rows become people: one person in several rows, several under one id, several companies."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from megaroth_xl.reports.roster.account import (
    Joined,
    Question,
    ReadingChoice,
    Statement,
    in_rows,
    toml_text,
)
from megaroth_xl.reports.roster.settings import Amounts, Companies, ReadingSettings
from megaroth_xl.reports.roster.sheet.compared_rows import ComparedRows
from megaroth_xl.reports.roster.sheet.identities import (
    different_ids,
    hired_before_birth,
    shortened,
)
from megaroth_xl.reports.roster.sheet.timing import period_choice
from megaroth_xl.strategy.plan.problem import Problem

__all__ = ["People", "bare_ids", "people_of", "unrelated"]

APART = ("job", "company", "division")
"""What tells jobs of one person apart."""
DATES = ("hire_date", "rehire_date", "termination_date", "entry_date", "status")
"""What a history of one person has a row for each of."""
MANY = 0.3
TWO = 2
ANY_SPELLING = "^0|[^0-9A-Z]"
"""What an ID needs to have for another one to be it in another spelling (`bare_ids`)."""


@dataclass
class People:
    """The rows of one roster, each with the id of its person.

    Parameters
    ----------
    frame
        A column for each of ours, and ``row``, ``name``, ``birth_date``; `employee_id` is the same
        text in all rows of a person.
    sheets
        The sheets that are read together; () where it is one.
    dropped
        Rows that repeat another row's totals.
    problems
        What keeps rows out.
    joined
        Rows that became one person, and why.
    questions, remarks
        What is open, and what else was done.
    """

    frame: pl.DataFrame
    sheets: Sequence[str] = ()
    dropped: set[int] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    joined: list[Joined] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    remarks: list[Statement] = field(default_factory=list)


def people_of(
    frame: pl.DataFrame,
    year: int,
    settings: ReadingSettings,
    amounts: Amounts,
    sheets: Sequence[str] = (),
) -> People:
    """Settle who is who.

    Parameters
    ----------
    frame
        The rows, a column for each of ours that the roster has, beside ``row`` and, where it has
        them, ``name`` and ``birth_date``.
    year, settings
        The roster's year, and what the user has said.
    amounts
        What the amounts are of: rows of pay periods add up.
    sheets
        As in `People`.
    """
    found = People(frame, sheets)
    if settings.company and "company" in frame.columns:
        _only(found, settings.company)
    said, wrong = shortened(found.frame, sheets)
    found.remarks += said
    found.problems += wrong
    _one_number(found)
    _spellings(found)
    found.remarks += different_ids(found.frame, sheets)
    found.problems += hired_before_birth(found.frame)
    repeated = _groups(found.frame)
    if not repeated:
        return found
    table = ComparedRows(found.frame)
    undistinguished: list[Sequence[int]] = []
    same: list[Sequence[int]] = []
    shared: list[Sequence[int]] = []
    refused = {problem.row for problem in found.problems}
    for places in repeated:
        if not refused.isdisjoint(table.rows(places)):
            continue
        _settle(found, table, places, settings, amounts, shared, undistinguished, same)
    if shared:
        _ask_companies(found, table, shared)
    everybody = found.frame["employee_id"].n_unique()
    if settings.amounts is None and len(same) + len(undistinguished) >= MANY * everybody:
        undistinguished, same = [*undistinguished, *same], []
    for alike in same:
        _refuse(found, table, alike, "same_totals", "")
    if undistinguished:
        _periods(found, table, undistinguished, year, settings)
    return found


def _settle(
    found: People,
    table: "ComparedRows",
    places: Sequence[int],
    settings: ReadingSettings,
    amounts: Amounts,
    shared: list[Sequence[int]],
    undistinguished: list[Sequence[int]],
    same: list[Sequence[int]],
) -> None:
    """Settle the rows of one id, or note them as shared by companies, or as not told apart."""
    if clash := table.people_apart(places):
        _refuse(found, table, places, "same_id", clash)
    elif table.companies(places) and settings.companies is None:
        shared.append(places)
    elif amounts is Amounts.PAY_PERIOD:
        _join(found, table, places, "pay_periods")
    elif amounts is Amounts.YEAR_TO_DATE and (latest := table.latest(places)) is not None:
        found.dropped.update(row for row in table.rows(places) if row != table.rows([latest])[0])
        _join(found, table, [latest, *(p for p in places if p != latest)], "latest")
    elif table.companies(places) and settings.companies is Companies.UNRELATED:
        pass
    elif table.same_totals(places):
        _repeated_totals(found, table, places, same)
    elif table.repeat_pay(places):
        _refuse(found, table, places, "same_pay", "")
    elif table.differ_all(places, (*APART, "hire_date")):
        _join(found, table, places, "jobs")
    else:
        undistinguished.append(places)


def _repeated_totals(
    found: People, table: "ComparedRows", places: Sequence[int], same: list[Sequence[int]]
) -> None:
    """Rows with the same totals: a history of one person where only dates differ."""
    if table.differ(places, DATES) and not table.differ(places, APART):
        found.dropped.update(table.rows(places)[1:])
        _join(found, table, places, "history")
    else:
        same.append(places)


def _only(found: People, company: str) -> None:
    frame = found.frame.filter(pl.col("company").fill_null("") == company)
    found.remarks.append(
        Statement("remark.one_company", {"company": company, "rows": frame.height})
    )
    found.frame = frame


def bare_ids(ids: pl.Series) -> pl.Series:
    """IDs without what their spellings differ in: case, blanks, dashes, commas, leading zeros, .0.

    >>> bare_ids(pl.Series(["00417", "417.0", "1,417", "A1", "a-1", "000"])).to_list()
    ['417', '417', '1417', 'A1', 'A1', '000']
    """
    if not ids.str.contains(ANY_SPELLING).any():
        return ids
    bare = ids.str.to_uppercase().str.replace(r"^(\d+)\.0+$", "$1")
    bare = bare.str.replace_all(r"[\s\-_.,]", "").str.strip_chars_start("0")
    return bare.zip_with(bare != "", ids)


def _one_number(found: People) -> None:
    """One ID in the rows of a Social Security number: several of the employer's become jobs.

    Not where names or birth dates differ, nor where many IDs have a number and nothing shows that
    they are one person's: the number is then nobody's, or the employer's.
    """
    frame = found.frame
    if "ssn" not in frame.columns:
        return
    table = ComparedRows(frame)
    renamed: dict[int, str] = {}
    for places in _groups(frame.with_columns(employee_id=frame["ssn"])):
        ids = [frame["employee_id"][place] for place in places]
        few = len(set(ids)) == TWO or table.known_alike(places)
        if None in ids or len(set(ids)) < TWO or not few:
            continue
        values = {"rows": in_rows(table.rows(places), sheets=found.sheets)}
        if table.people_apart(places):
            found.remarks.append(Statement("remark.number_of_others", values))
            continue
        renamed |= dict.fromkeys(places, ids[0])
        found.remarks.append(Statement("remark.one_number", values))
    if not renamed:
        return
    ids = frame["employee_id"].to_list()
    jobs = frame["job"].to_list() if "job" in frame.columns else [None] * len(ids)
    for place, identity in renamed.items():
        jobs[place], ids[place] = jobs[place] or ids[place], identity
    found.frame = frame.with_columns(
        pl.Series("employee_id", ids, pl.String), pl.Series("job", jobs, pl.String)
    )


def _spellings(found: People) -> None:
    """Bring an id that is spelled in two ways to one, where the person is the same."""
    ids = found.frame["employee_id"]
    if not ids.str.contains(ANY_SPELLING).any():
        return
    unique = ids.unique(maintain_order=True).drop_nulls()
    unique = unique.filter(unique != "")
    spelled = (
        pl.DataFrame({"text": unique, "bare": bare_ids(unique)})
        .filter(pl.col("bare").is_duplicated())
        .group_by("bare", maintain_order=True)
        .agg("text")
    )
    several: list[list[str]] = spelled["text"].to_list()
    if not several:
        return
    table = ComparedRows(found.frame)
    places: dict[str, list[int]] = {}
    for place, text in enumerate(ids):
        if text:
            places.setdefault(text, []).append(place)
    renamed: dict[str, str] = {}
    for texts in several:
        together = [place for text in texts for place in places[text]]
        apart = table.people_apart(together)
        if not apart and table.known_alike(together):
            renamed |= dict.fromkeys(texts[1:], texts[0])
            values = {"rows": in_rows(table.rows(together), sheets=found.sheets)}
            found.remarks.append(Statement("remark.spellings", values))
        elif not apart:
            _refuse(found, table, together, "spellings", "")
        else:
            values = {"rows": in_rows(table.rows(together), sheets=found.sheets)}
            found.remarks.append(Statement("remark.other_people", values))
    if renamed:
        found.frame = found.frame.with_columns(employee_id=ids.replace(renamed))


def _groups(frame: pl.DataFrame) -> list[list[int]]:
    """The places of the rows of each id that has several."""
    ids = frame["employee_id"]
    hashes = np.sort(ids.drop_nulls().hash().to_numpy())
    if not (hashes[1:] == hashes[:-1]).any():  # a fraction of the time of a look at the texts
        return []
    counts = ids.is_duplicated() & ids.is_not_null()
    groups: dict[str, list[int]] = {}
    for place in counts.arg_true():
        groups.setdefault(ids[place], []).append(place)
    return list(groups.values())


def _join(found: People, table: ComparedRows, places: Sequence[int], why: str) -> None:
    found.joined.append(Joined(tuple(table.rows(places)), Statement(f"joined.{why}")))


def _refuse(found: People, table: ComparedRows, places: Sequence[int], why: str, what: str) -> None:
    rows = table.rows(places)
    for row in rows:
        others = in_rows(rows, row, found.sheets)
        expected = Statement(f"problem.{why}", {"rows": others, "what": what}).phrase()
        found.problems.append(Problem(row, "employee_id", _found(others), expected))


def _found(others: str) -> str:
    return Statement("problem.id_of_other_rows", {"rows": others}).phrase()


def _ask_companies(found: People, table: ComparedRows, shared: Sequence[Sequence[int]]) -> None:
    rows = [row for places in shared for row in table.rows(places)]
    values = {"people": len(shared), "rows": in_rows(rows, sheets=found.sheets)}
    choices = tuple(
        ReadingChoice(Statement(f"choice.companies.{key}"), (f"companies = {toml_text(word)}",))
        for key, word in (
            ("one_employer", Companies.ONE_EMPLOYER),
            ("one_plan", Companies.ONE_PLAN),
            ("unrelated", Companies.UNRELATED),
        )
    )
    found.questions.append(Question("companies", Statement("question.companies", values), choices))


def _periods(
    found: People,
    table: ComparedRows,
    groups: Sequence[Sequence[int]],
    year: int,
    settings: ReadingSettings,
) -> None:
    """Rows of one person that nothing tells apart: pay periods, or a mistake."""
    everybody = found.frame["employee_id"].n_unique()
    if settings.amounts is None and len(groups) >= MANY * everybody:
        rows = [row for places in groups for row in table.rows(places)]
        values = {"people": len(groups), "rows": in_rows(rows, sheets=found.sheets)}
        choices = (
            period_choice(year, settings.as_of),
            ReadingChoice(Statement("choice.mistake"), (f"amounts = {toml_text(Amounts.YEAR)}",)),
        )
        found.questions.append(
            Question("amounts", Statement("question.several_rows", values), choices)
        )
        return
    for places in groups:
        _refuse(found, table, places, "not_apart", "")


def unrelated(frame: pl.DataFrame) -> pl.DataFrame:
    """Companies that are unrelated: a person with each, whose other deferrals are elsewhere."""
    several = (pl.col("company").n_unique() > 1).over("employee_id")
    deferral = pl.col("elective_deferral")
    other = deferral.sum().over("employee_id") - deferral.sum().over("employee_id", "company")
    given = pl.lit(0.0)
    if "deferral_elsewhere" in frame.columns:
        given = pl.col("deferral_elsewhere").fill_null(0.0)
    named = pl.format("{} ({})", "employee_id", "company")
    return frame.with_columns(
        deferral_elsewhere=given + pl.when(several).then(other).otherwise(0.0),
        employee_id=pl.when(several).then(named).otherwise(pl.col("employee_id")),
    )
