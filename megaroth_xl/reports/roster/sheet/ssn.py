"""Social Security numbers beside an employer's own IDs."""

import polars as pl

__all__ = ["with_numbers"]

DIGITS = 9
NOBODY = r"^(000.*|9{9}|8{9}|1{9}|123456789|12345678)$"
"""What is typed where a number is not known."""


def with_numbers(frame: pl.DataFrame, texts: pl.Series) -> pl.DataFrame:
    """The rows with a column ``ssn``, null where a number is masked, short or nobody's.

    Examples
    --------
    >>> rows = pl.DataFrame({"employee_id": ["7", "17", "8", "9"]})
    >>> numbers = pl.Series(["900-12-3401", "01123401", "000-00-0000", "XXX-XX-3401"])
    >>> with_numbers(rows, numbers)["ssn"].to_list()
    ['900123401', '001123401', None, None]
    """
    bare = texts.str.replace_all(r"[\s\-.]", "")
    is_whole = bare.str.contains(r"^\d{7,9}$") & ~bare.str.contains(NOBODY)
    ssn = bare.str.zfill(DIGITS).set(~is_whole.fill_null(value=False), None)
    return frame.with_columns(ssn.alias("ssn"))
