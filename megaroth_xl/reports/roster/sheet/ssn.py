"""Social Security numbers beside other IDs: who is one person, whatever the employer's ID."""

import polars as pl

from megaroth_xl.reports.roster.account import Statement, numbered

__all__ = ["with_numbers"]

DIGITS = 9


def with_numbers(frame: pl.DataFrame, texts: pl.Series) -> tuple[pl.DataFrame, list[Statement]]:
    """The rows with a column ``ssn``, and one ID in all rows of a number.

    Parameters
    ----------
    frame
        The rows, with ``row`` and ``employee_id``.
    texts
        Their Social Security numbers; a masked one says nothing.

    Examples
    --------
    >>> rows = pl.DataFrame({"row": [2, 3, 4], "employee_id": ["7", "17", "8"]})
    >>> found, _ = with_numbers(rows, pl.Series(["900-12-3401", "900123401", None]))
    >>> found["employee_id"].to_list(), found["job"].to_list()
    (['7', '7', '8'], ['7', '17', None])
    """
    bare = texts.str.replace_all(r"[\s\-.]", "")
    is_whole = bare.str.contains(r"^\d{7,9}$").fill_null(value=False)
    ssn = bare.str.zfill(DIGITS).set(~is_whole, None).alias("ssn")
    frame = frame.with_columns(ssn)
    known = pl.col("ssn").is_not_null() & pl.col("employee_id").is_not_null()
    several = known & (pl.col("employee_id").n_unique().over("ssn") > 1)
    rows = frame.filter(several)["row"].to_list()
    if not rows:
        return frame, []
    job = pl.col("job") if "job" in frame.columns else pl.lit(None, pl.String)
    first = pl.col("employee_id").first().over("ssn")
    frame = frame.with_columns(
        job=pl.when(several).then(pl.coalesce(job, "employee_id")).otherwise(job),
        employee_id=pl.when(several).then(first).otherwise(pl.col("employee_id")),
    )
    return frame, [Statement("remark.one_number", {"rows": numbered(rows)})]
