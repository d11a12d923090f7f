"""Social Security numbers: as IDs, and beside an employer's own."""

import polars as pl

from megaroth_xl.reports.roster.columns.vocabulary import understood

__all__ = ["is_ssn", "whole_numbers", "with_numbers"]

DIGITS = 9
NOBODY = r"^(000.*|9{9}|8{9}|1{9}|123456789|12345678)$"
"""What is typed where a number is not known."""

LOST_ZEROS = r"^\d{7,8}$"
"""What a spreadsheet makes of a number that begins with zeros: none begins with three."""


def is_ssn(heading: str, year: int) -> bool:
    """Return whether a heading names Social Security numbers.

    >>> is_ssn("Employee SSN", 2026), is_ssn("Employee ID", 2026)
    (True, False)
    """
    return understood(heading, year).meaning == "ssn"


def whole_numbers(texts: pl.Series) -> pl.Series:
    """Social Security numbers with the zeros at their beginning that a spreadsheet dropped.

    Examples
    --------
    >>> whole_numbers(pl.Series(["9123401", "900-12-3401", "3401", None])).to_list()
    ['009123401', '900-12-3401', '3401', None]
    """
    lost = texts.str.contains(LOST_ZEROS).fill_null(value=False)
    return texts.zip_with(~lost, texts.str.zfill(DIGITS))


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
    ssn = whole_numbers(bare).set(~is_whole.fill_null(value=False), None)
    return frame.with_columns(ssn.alias("ssn"))
