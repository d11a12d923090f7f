"""Payroll compared with what it should have done: a row for each finding and each person."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.quantities import CENTS, FloatArray
from megaroth_xl.reports.results.employee_outcomes import must_be_roth
from megaroth_xl.reports.roster import ELECTIONS, Account, Payroll, numbered
from megaroth_xl.reports.roster import FLOWS as MONEY
from megaroth_xl.strategy.pay.elections import election_dollars
from megaroth_xl.strategy.plan.paid_dates import PaidDates, PaidYear, Saver
from megaroth_xl.strategy.plan.paid_year import paid_year
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.texts import LANGUAGES, citation, text

__all__ = ["FINDINGS", "PERSONS", "PayrollContent", "Reconciled", "in_words", "reconciled"]

FINDINGS = {
    "employee_id": "one_line",
    "name": "one_line",
    "pay_date": "date",
    "rows": "one_line",
    "finding": "word",
    "what": "text",
    "found": "cents",
    "expected": "cents",
    "difference": "cents",
    "what_to_do": "text",
    "source": "text",
}
"""The columns of findings and the unit of each."""
PERSONS = {
    "employee_id": "one_line",
    "name": "one_line",
    "pay_dates": "number",
    "findings": "number",
    "compensation": "cents",
    "elective_deferral": "cents",
    "catch_up_contribution": "cents",
    "elective_deferral_limit": "cents",
    "after_tax_contribution": "cents",
    "after_tax_room": "cents",
    "matching_contribution": "cents",
    "match_due": "cents",
    "true_up_due": "cents",
    "nonelective_contribution": "cents",
    "annual_additions": "cents",
    "annual_additions_limit": "cents",
}
"""The columns of persons and the unit of each."""
TRUE_UP = "true_up"
"""The finding that the year is over and a true-up is still to come."""
NOT_IN_PAYROLL = "not_in_payroll"
"""The finding that somebody has an election and no payment."""
PERIOD = 365
"""Days, of which a pay date has its share: with less than that left, the year is whole."""


@dataclass(frozen=True, eq=False)
class Reconciled:
    """The findings of a payroll file.

    Parameters
    ----------
    findings
        A row for each finding, its columns those of `FINDINGS`, in the order of persons and dates.
    persons
        A row for each person, its columns those of `PERSONS`.
    dates
        Pay dates of persons that were judged.
    compared_deferrals, compared_after_tax
        How many of these have an election of deferrals, and one of after-tax contributions.
    has_match
        Whether the file has the match; without it the plan's formula stands for it.
    is_whole_year
        Whether no pay date of the year is to come.
    """

    findings: pl.DataFrame
    persons: pl.DataFrame
    dates: int
    compared_deferrals: int
    compared_after_tax: int
    has_match: bool
    is_whole_year: bool


@dataclass(frozen=True, eq=False)
class PayrollContent:
    """Everything that the workbook says.

    Parameters
    ----------
    found
        What the payroll comes to.
    account
        How the file was read.
    plan, year, lang
        As in a report.
    day
        The last pay date; None where there is none.
    """

    found: Reconciled
    account: Account
    plan: PlanTerms
    year: int
    lang: str
    day: date | None

    def say(self, key: str, **values: object) -> str:
        """A text of the payroll's."""
        return text(f"payroll.{key}", self.lang, **values)


def reconciled(
    payroll: Payroll,
    plan: PlanTerms,
    year: int,
    *,
    elections: pl.DataFrame | None = None,
    limits: LimitsTable,
    lang: str = LANGUAGES[0],
) -> Reconciled:
    """Compare a payroll with elections, plan and limits.

    Parameters
    ----------
    payroll
        As it was read.
    plan, year, limits, lang
        As in a report.
    elections
        Those of a file of elections (`read_elections`); None where the payroll has its own, or
        there are none.
    """
    dates = _dates(payroll, elections)
    last, periods = payroll.as_of, plan.pay_periods
    is_whole = last is not None and (last.replace(month=12, day=31) - last).days < PERIOD // periods
    roth = must_be_roth(payroll.people, year, plan.applied_limits(year, limits))
    people = payroll.people
    columns = {name: dates[name].to_numpy() for name in (*MONEY, "payments", "stop")}
    columns |= {name: dates[name].to_numpy() for name in ELECTIONS}
    counts = dates.group_by("employee_id", maintain_order=True).len()
    starts = dict(zip(counts["employee_id"], np.cumsum([0, *counts["len"]])[:-1], strict=True))
    lengths = dict(counts.iter_rows())
    found: list[dict[str, object]] = []
    persons: list[dict[str, object]] = []
    for place, employee_id in enumerate(people.employee_id):
        start = int(starts[employee_id])
        part = slice(start, start + lengths[employee_id])
        saver = Saver(
            float(people.age[place]),
            float(roth[place]),
            float(people.deferral_elsewhere[place]),
            float(people.additions_in_other_plan[place]),
        )
        paid = _paid({name: column[part] for name, column in columns.items()})
        its = paid_year(paid, plan, year, saver, is_whole_year=is_whole, limits=limits)
        name = payroll.labels["name"][place]
        its_findings = list(_findings(its, dates[part], name, lang))
        if is_whole and "matching_contribution" in payroll.rows.columns:
            its_findings += _true_up(paid, its, employee_id, name, lang)
        found += its_findings
        persons.append(_person(paid, its, employee_id, name, len(its_findings)))
    found += _without_pay(people.employee_id.tolist(), elections, lang)
    return Reconciled(
        findings=_frame(found, FINDINGS),
        persons=_frame(persons, PERSONS),
        dates=dates.height,
        compared_deferrals=_compared(dates, "deferral"),
        compared_after_tax=_compared(dates, "after_tax"),
        has_match="matching_contribution" in payroll.rows.columns,
        is_whole_year=is_whole,
    )


def _compared(dates: pl.DataFrame, stem: str) -> int:
    either = pl.col(f"{stem}_percent").is_finite() | pl.col(f"{stem}_dollars").is_finite()
    return int(dates.select(either.sum()).item())


# ---- pay dates


def _dates(payroll: Payroll, elections: pl.DataFrame | None) -> pl.DataFrame:
    """A row for each person and pay date: amounts added up, NaN where the file does not say."""
    rows = payroll.rows
    missing = [n for n in (*MONEY, *ELECTIONS) if n not in rows.columns]
    rows = rows.with_columns(pl.lit(None, pl.Float64).alias(n) for n in missing)
    if elections is not None:
        rows = _with_elections(rows, elections)
    else:
        rows = rows.with_columns(stop=pl.lit(None, pl.Float64))
    order = {i: place for place, i in enumerate(payroll.people.employee_id.tolist())}
    rows = rows.with_columns(
        order=pl.col("employee_id").replace_strict(order, return_dtype=pl.Int64),
        **{
            f"{stem}_percent": _of_pay(rows, f"{stem}_percent")
            for stem in ("deferral", "after_tax")
        },
    ).sort("order", "pay_date", "row")
    in_dollars = [name for name in ELECTIONS if name.endswith("dollars")]
    in_percent = [name for name in ELECTIONS if name.endswith("percent")]
    amounts = [n for n in MONEY if n not in missing]
    unknown = ("matching_contribution", "roth_deferral", "catch_up_deferral")
    summed = rows.group_by("employee_id", "pay_date", maintain_order=True).agg(
        pl.col("row"),
        *(pl.col(name).sum() for name in (*amounts, *in_percent)),
        *(_stated(name) for name in in_dollars),
        pl.col("stop").last(),
        blank=pl.concat_list(pl.col(name).is_null().any() for name in in_percent),
        payments=pl.len().cast(pl.Float64),
    )
    summed = summed.with_columns(
        pl.when(~pl.col("blank").list.get(number)).then(name).alias(name)
        for number, name in enumerate(in_percent)
    )
    absent = [pl.lit(np.nan if n in unknown else 0.0).alias(n) for n in MONEY if n in missing]
    floats = [n for n, kind in summed.schema.items() if kind == pl.Float64]
    return summed.with_columns(pl.col(floats).fill_null(np.nan)).with_columns(absent)


def _of_pay(rows: pl.DataFrame, name: str) -> pl.Series:
    """Return what an election in percent takes from each payment, dollars."""
    shares, pay = rows[name].to_numpy(), rows["compensation"].to_numpy()
    known = ~np.isnan(shares)
    taken = np.full(len(shares), np.nan)
    taken[known] = election_dollars(pay[known], shares[known])
    return pl.Series(name, taken).fill_nan(None)


def _stated(name: str) -> pl.Expr:
    """An election in dollars of one pay date, which may stand in each of its payments."""
    given = pl.col(name).drop_nulls()
    only = given.n_unique() == 1
    return pl.when(only).then(given.first()).when(given.len() > 0).then(given.sum()).alias(name)


def _with_elections(rows: pl.DataFrame, elections: pl.DataFrame) -> pl.DataFrame:
    """The election in force on each pay date: the last one that was effective by then."""
    names = ("after_tax_percent", "after_tax_dollars")
    own = elections.select(
        "employee_id", "effective_date", *names, stop=pl.col("stop_amount")
    ).sort("effective_date", maintain_order=True)
    return (
        rows.drop(names)
        .sort("pay_date", maintain_order=True)
        .join_asof(
            own,
            left_on="pay_date",
            right_on="effective_date",
            by="employee_id",
            check_sortedness=False,
        )
    )


def _paid(columns: dict[str, FloatArray]) -> PaidDates:
    """One person's pay dates as the engine takes them."""
    return PaidDates(
        pay=columns["compensation"],
        elective_deferral=columns["elective_deferral"],
        roth_deferral=columns["roth_deferral"],
        match=columns["matching_contribution"],
        nonelective=columns["nonelective_contribution"],
        after_tax=columns["after_tax_contribution"],
        catch_up=columns["catch_up_deferral"],
        elected_deferral=np.column_stack(
            [columns["deferral_percent"], columns["deferral_dollars"]]
        ),
        elected_after_tax=np.column_stack(
            [columns["after_tax_percent"], columns["after_tax_dollars"]]
        ),
        after_tax_stop=columns["stop"],
        payments=columns["payments"],
    )


# ---- findings and persons


def _findings(
    its: PaidYear, dates: pl.DataFrame, name: str | None, lang: str
) -> Iterator[dict[str, object]]:
    """One person's findings."""
    for each in its.departures:
        at = dates.row(each.place, named=True)
        known = None if np.isnan(each.expected) else each.expected
        yield {
            "employee_id": at["employee_id"],
            "name": name,
            "pay_date": at["pay_date"],
            "rows": numbered(at["row"]),
            "finding": each.kind.value,
            "found": each.found,
            "expected": known,
            "difference": None if known is None else round(each.found - known, 2),
            **in_words(each.kind.value, lang),
        }


def _true_up(
    paid: PaidDates, its: PaidYear, employee_id: str, name: str | None, lang: str
) -> Iterator[dict[str, object]]:
    """A true-up that a year which is over still lacks, beyond the rounding of its payments."""
    if its.true_up_due > float(paid.payments.sum()) / CENTS:
        match = round(float(paid.match.sum()), 2)
        yield {
            "employee_id": employee_id,
            "name": name,
            "finding": TRUE_UP,
            "found": match,
            "expected": round(match + its.true_up_due, 2),
            "difference": -its.true_up_due,
            **in_words(TRUE_UP, lang),
        }


def in_words(kind: str, lang: str) -> dict[str, str]:
    """Return what a kind of finding says, what to do about it, and its source."""
    return {
        "what": text(f"payroll.finding.{kind}.what", lang),
        "what_to_do": text(f"payroll.finding.{kind}.do", lang),
        "source": citation(f"payroll.finding.{kind}.what"),
    }


def _without_pay(
    paid: list[str], elections: pl.DataFrame | None, lang: str
) -> Iterator[dict[str, object]]:
    """People who have an election and no payment."""
    if elections is None:
        return
    for employee_id in elections["employee_id"].unique(maintain_order=True):
        if employee_id not in set(paid):
            yield {
                "employee_id": employee_id,
                "finding": NOT_IN_PAYROLL,
                **in_words(NOT_IN_PAYROLL, lang),
            }


def _person(
    paid: PaidDates, its: PaidYear, employee_id: str, name: str | None, findings: int
) -> dict[str, object]:
    """One person's row."""
    match = paid.match.sum()
    return {
        "employee_id": employee_id,
        "name": name,
        "pay_dates": len(paid),
        "findings": findings,
        "compensation": round(float(paid.pay.sum()), 2),
        "elective_deferral": round(float(paid.elective_deferral.sum()), 2),
        "catch_up_contribution": its.catch_up,
        "elective_deferral_limit": its.deferral_limit,
        "after_tax_contribution": round(float(paid.after_tax.sum()), 2),
        "after_tax_room": its.after_tax_room,
        "matching_contribution": None if np.isnan(match) else round(float(match), 2),
        "match_due": round(float(its.match_due.sum()), 2),
        "true_up_due": its.true_up_due,
        "nonelective_contribution": round(float(paid.nonelective.sum()), 2),
        "annual_additions": its.annual_additions,
        "annual_additions_limit": its.annual_additions_limit,
    }


KINDS = {"cents": pl.Float64(), "number": pl.Int64(), "date": pl.Date()}


def _frame(rows: list[dict[str, object]], columns: dict[str, str]) -> pl.DataFrame:
    schema = {name: KINDS.get(unit, pl.String()) for name, unit in columns.items()}
    return pl.DataFrame(rows, schema=schema).with_columns(pl.col(pl.Float64).fill_nan(None))
