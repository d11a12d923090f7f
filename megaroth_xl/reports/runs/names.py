"""File names for ids and rosters, which any system takes."""

import polars as pl

__all__ = ["safe_names"]

MOST_CHARACTERS = 60
RESERVED = r"(?i)^(con|prn|aux|nul|com\d|lpt\d)($|\.)"
"""Names that Windows keeps for devices."""


def safe_names(ids: pl.Series) -> pl.Series:
    """File names for ids: safe on every system, never a path, no two alike in upper or lower case.

    Parameters
    ----------
    ids
        Texts, whatever they hold.

    Examples
    --------
    >>> safe_names(pl.Series(["7", "../7", "A/b", "a:B", "con", ""])).to_list()
    ['7', '7~2', 'A_b', 'a_B~2', '_con', 'employee']
    """
    plain = (
        ids.str.normalize("NFC")
        .str.replace_all(r"[^\p{L}\p{M}\p{N}_.\-]+", "_")
        .str.slice(0, MOST_CHARACTERS)
        .str.replace_all(r"^[._\-]+|[._\-]+$", "")
        .str.replace(RESERVED, "_${1}${2}")
        .replace("", "employee")
        .alias("name")
    )
    spelling = pl.col("name").str.to_lowercase()
    number = pl.int_range(1, pl.len() + 1).over(spelling)
    twin = pl.concat_str("name", pl.lit("~"), number.cast(pl.String))
    named = pl.when(number > 1).then(twin).otherwise(pl.col("name"))
    return plain.to_frame().select(named.alias("name")).to_series()
