"""The employees' sheet as a frame: a row for each, from what they gave and what it comes to."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import polars as pl

from megaroth_xl.quantities import BoolArray, FloatArray, down_to_cents, round_half_up
from megaroth_xl.reports.results.employee_outcomes import EmployeeOutcomes
from megaroth_xl.strategy.plan.participants import Participants
from megaroth_xl.strategy.plan.room import limit_in_words
from megaroth_xl.texts import LANGUAGES, keys, text

__all__ = ["COLUMNS", "binding_texts", "employee_frame", "words"]

COLUMNS: Mapping[str, str] = {
    "employee_id": "one_line",
    "name": "one_line",
    "age": "years",
    "compensation": "cents",
    "elective_deferral": "cents",
    "catch_up_contribution": "cents",
    "counted_deferral": "cents",
    "matching_contribution": "cents",
    "match_basis": "word",
    "nonelective_contribution": "cents",
    "after_tax_contribution": "cents",
    "annual_additions": "cents",
    "annual_additions_limit": "cents",
    "after_tax_limit": "cents",
    "after_tax_room": "cents",
    "binding_limit": "one_line",
    "after_tax_election": "share",
    "after_tax_per_paycheck": "cents",
    "roth_total": "cents",
    "excess_annual_addition": "cents",
    "excess_deferral": "cents",
    "elective_deferral_limit": "cents",
    "catch_up_limit": "cents",
    "roth_catch_up_required": "word",
    "highly_compensated": "word",
    "warnings": "text",
}
"""The columns of the employees' sheet and the unit of each."""

IN_CENTS = frozenset(name for name, unit in COLUMNS.items() if unit == "cents")


def employee_frame(
    people: Participants, labels: pl.DataFrame, results: EmployeeOutcomes, lang: str = LANGUAGES[0]
) -> pl.DataFrame:
    """The employees' sheet as a frame; blanks are null, amounts are in whole cents.

    Parameters
    ----------
    people
        One row for each employee.
    labels
        Their ``employee_id`` and ``name``.
    results
        What they come to.
    lang
        "en" or "ko".
    """
    given = {name: getattr(people, name) for name in COLUMNS if hasattr(people, name)}
    found = vars(results)
    columns = {
        name: pl.Series(name, _shown(name, values))
        for name, values in (given | found).items()
        if name in COLUMNS and isinstance(values, np.ndarray)
    }
    yes_no = (text("common.answer.yes", lang), text("common.answer.no", lang))
    basis = (text("reports.match_projected", lang), text("reports.match_given", lang))
    columns |= {
        **{name: labels[name] for name in labels.columns},
        "match_basis": words(results.match_is_projected, *basis),
        "binding_limit": binding_texts(results.binding_limit, lang),
        "roth_catch_up_required": words(results.roth_catch_up_required, *yes_no).fill_null(
            text("common.answer.unknown", lang)
        ),
        "highly_compensated": words(results.highly_compensated, *yes_no),
        "warnings": _warnings(results, lang),
    }
    return pl.DataFrame({name: columns[name] for name in COLUMNS})


def _shown(name: str, values: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
    """Amounts in whole cents; the room rounded down, so that it may be paid in."""
    if name == "after_tax_room":
        return down_to_cents(values.astype(np.float64))
    return round_half_up(values) if name in IN_CENTS else values


def words(answers: BoolArray | FloatArray, yes: str, no: str) -> pl.Series:
    """Answers in words; NaN is blank."""
    which = np.where(np.isnan(answers), 2, answers == 1).astype(np.uint32)
    return pl.Series([no, yes, None], dtype=pl.String).gather(pl.Series(which))


def binding_texts(limits: npt.NDArray[np.str_], lang: str) -> pl.Series:
    """Binding limits in the language of a report."""
    spoken: list[str] = []
    which = np.zeros(len(limits), dtype=np.uint32)
    rest = np.ones(len(limits), dtype=np.bool_)
    while rest.any():  # once for each of a few limits, without sorting all
        limit = limits[rest.argmax()]
        same = limits == limit
        which[same] = len(spoken)
        rest &= ~same
        spoken.append(limit_in_words(str(limit), lang))
    return pl.Series(spoken, dtype=pl.String).gather(pl.Series(which))


def _warnings(results: EmployeeOutcomes, lang: str) -> pl.Series:
    """Return what each employee, or whoever answers for the row, has to look at, in a few words."""
    short = [
        pl.when(pl.Series(results.warnings[name])).then(
            pl.lit(text(f"reports.warning.{name}", lang))
        )
        for name in keys("reports.warning")
        if results.warnings[name].any()
    ]
    if not short:
        return pl.Series([None] * len(results.after_tax_room), dtype=pl.String)
    joined = pl.concat_str(short, separator="; ", ignore_nulls=True)
    return pl.select(joined.replace("", None)).to_series()
