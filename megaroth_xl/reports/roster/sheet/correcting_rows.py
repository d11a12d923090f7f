"""Rows of pay periods that correct others: a negative amount, or a contribution without pay."""

import polars as pl

from megaroth_xl.strategy.plan.participant_columns import COLUMNS

__all__ = ["with_corrections"]

CONTRIBUTED = ("elective_deferral", "matching_contribution", "nonelective_contribution")


def with_corrections(frame: pl.DataFrame) -> pl.DataFrame:
    """Pay periods in which the first row of a person whose rows correct others holds all amounts.

    Parameters
    ----------
    frame
        A row for each person and pay period, with ``employee_id`` and columns of dollars.

    Examples
    --------
    >>> rows = pl.DataFrame({"employee_id": ["7", "7", "8"], "elective_deferral": [500, -100, 9]})
    >>> with_corrections(rows)["elective_deferral"].to_list()
    [400, 0, 9]
    """
    dollars = [name for name in frame.columns if name in COLUMNS and COLUMNS[name].is_dollars]
    corrects = pl.any_horizontal((pl.col(name) < 0).fill_null(value=False) for name in dollars)
    given = [name for name in (*CONTRIBUTED, "after_tax_contribution") if name in dollars]
    if "compensation" in dollars and given:
        more = pl.any_horizontal((pl.col(name) > 0).fill_null(value=False) for name in given)
        corrects |= (pl.col("compensation") == 0).fill_null(value=False) & more
    by = "employee_id"
    of_person = corrects.any().over(by) & pl.col(by).is_not_null()
    if not frame.select(of_person.any()).item():
        return frame
    is_first = pl.col(by).is_first_distinct()
    summed = [
        pl.when(of_person & pl.col(name).is_not_null())
        .then(pl.when(is_first).then(pl.col(name).sum().over(by)).otherwise(0))
        .otherwise(pl.col(name))
        .alias(name)
        for name in dollars
        if name not in ("prior_year_compensation", "prior_year_wages")
    ]
    return frame.with_columns(summed)
