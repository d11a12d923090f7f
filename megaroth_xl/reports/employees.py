"""The report's columns: one row for each employee, as a frame that every sheet is made from."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from megaroth_xl.arrays import BoolArray
from megaroth_xl.reports.cell_text import harmless_texts
from megaroth_xl.reports.outcomes import Outcomes
from megaroth_xl.reports.roster import Roster
from megaroth_xl.strategy.participants import Participants
from megaroth_xl.strategy.plan import PlanTerms
from megaroth_xl.texts import text

__all__ = ["COLUMNS", "employee_frame"]

COLUMNS: Mapping[str, str] = {
    "employee_id": "text",
    "name": "text",
    "age": "whole",
    "compensation": "dollars",
    "elective_deferral": "dollars",
    "catch_up_contribution": "dollars",
    "counted_deferral": "dollars",
    "matching_contribution": "dollars",
    "match_basis": "word",
    "nonelective_contribution": "dollars",
    "after_tax_contribution": "dollars",
    "annual_additions": "dollars",
    "annual_additions_limit": "dollars",
    "after_tax_limit": "dollars",
    "after_tax_room": "answer",
    "binding_limit": "text",
    "roth_total": "dollars",
    "excess_annual_addition": "dollars",
    "excess_deferral": "dollars",
    "elective_deferral_limit": "dollars",
    "catch_up_limit": "dollars",
    "roth_catch_up_required": "word",
    "highly_compensated": "word",
    "warnings": "long_text",
}
"""The columns of the employees' sheet and the style of each."""


def employee_frame(
    roster: Roster, outcomes: Outcomes, plan: PlanTerms, year: int, lang: str
) -> pl.DataFrame:
    """The employees' sheet as a frame, its texts harmless and blanks null.

    Parameters
    ----------
    roster, outcomes, plan, year
        What was read, and what it comes to.
    lang
        "en" or "ko".
    """
    people = roster.participants
    computed = {name: getattr(outcomes, name) for name in COLUMNS if hasattr(outcomes, name)}
    given = {name: getattr(people, name) for name in COLUMNS if hasattr(people, name)}
    numbers = {**given, **computed, "match_basis": outcomes.match_is_projected}
    frame = roster.labels.with_columns(
        **{name: _series(v) for name, v in numbers.items() if name != "employee_id"},
        warnings=_warnings(people, outcomes, plan, year, lang),
    )
    yes, no = text("reports.yes", lang), text("reports.no", lang)
    return harmless_texts(
        frame.select(*COLUMNS).with_columns(
            _word(
                "match_basis",
                text("reports.match_projected", lang),
                text("reports.match_given", lang),
            ),
            _word("roth_catch_up_required", yes, no),
            _word("highly_compensated", yes, no),
        )
    )


def _series(values: npt.NDArray[Any]) -> pl.Series:
    """A column without NaN: null is the frame's blank."""
    return pl.Series(values).fill_nan(None) if values.dtype == np.float64 else pl.Series(values)


def _word(name: str, yes: str, no: str) -> pl.Expr:
    truth = pl.col(name).cast(pl.Boolean)
    return pl.when(truth).then(pl.lit(yes)).when(~truth).then(pl.lit(no)).alias(name)


def _warnings(
    people: Participants, outcomes: Outcomes, plan: PlanTerms, year: int, lang: str
) -> pl.Series:
    """What each employee, or whoever answers for the row, has to look at."""
    shown = [
        pl.when(pl.lit(pl.Series(where))).then(pl.lit(text(f"reports.warning.{key}", lang)))
        for key, where in _conditions(people, outcomes, plan, year)
        if where.any()
    ]
    if not shown:
        return pl.Series([None] * len(people), dtype=pl.String)
    joined = pl.concat_str(shown, separator="; ", ignore_nulls=True).replace("", None)
    return pl.select(joined).to_series()


def _conditions(
    people: Participants, outcomes: Outcomes, plan: PlanTerms, year: int
) -> Iterator[tuple[str, BoolArray]]:
    pay = people.compensation
    left = pay - people.elective_deferral - people.after_tax_contribution
    must_be_roth = outcomes.roth_catch_up_required
    start, end = (np.datetime64(f"{year}-{day}") for day in ("01-01", "12-31"))
    yield "excess_annual_addition", outcomes.excess_annual_addition > 0
    yield "excess_deferral", outcomes.excess_deferral > 0
    if plan.accepts_roth:
        yield "roth_catch_up", must_be_roth
    else:
        yield "no_catch_up_without_roth", must_be_roth
    yield "age_not_given", np.isnan(people.age)
    yield "no_pay", pay == 0
    yield "deferral_above_pay", (pay > 0) & (people.elective_deferral > pay)
    yield "room_above_pay", (outcomes.after_tax_room > left) & (left >= 0)
    if not plan.true_up:
        yield (
            "match_may_fall_short",
            outcomes.match_is_projected & (outcomes.matching_contribution > 0),
        )
    yield "hired_in_year", (people.hire_date > start) & (people.deferral_elsewhere == 0)
    yield "left_in_year", (people.termination_date >= start) & (people.termination_date < end)
