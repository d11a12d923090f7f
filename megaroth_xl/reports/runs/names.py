"""File names for ids and rosters, which any system takes."""

import polars as pl

__all__ = ["SSN", "names_of", "safe_names"]

SSN = r"^\s*\d{3}[-\s.]?\d{2}[-\s.]?\d{4}\s*$"
"""What looks like a Social Security number."""

MOST_CHARACTERS = 60
RESERVED = r"(?i)^(con|prn|aux|nul|com\d|lpt\d|summary)($|\.)"
"""Names that Windows keeps for devices, and the one that the summary has."""


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
    if plain.str.to_lowercase().n_unique() == len(plain):
        return plain
    spelling = pl.col("name").str.to_lowercase()
    number = pl.int_range(1, pl.len() + 1).over(spelling)
    twin = pl.concat_str("name", pl.lit("~"), number.cast(pl.String))
    named = pl.when(number > 1).then(twin).otherwise(pl.col("name"))
    return plain.to_frame().select(named.alias("name")).to_series()


def names_of(chosen: pl.Series, ids: pl.Series, rows: pl.Series) -> pl.Series:
    """Return what names the employees' files: the chosen column, else the id, else the row.

    Neither a Social Security number nor a hash of it, which a machine undoes in seconds, ever
    becomes a name: the number of the employee's row in the roster does.

    Parameters
    ----------
    chosen
        The column that names files, null where it says nothing.
    ids
        The employees' ids.
    rows
        Where each stands in the roster.

    Examples
    --------
    >>> ids = pl.Series(["123-45-6789", "7", "123456789"])
    >>> names_of(pl.Series([None, "Kim", "078-05-1120"]), ids, pl.Series([2, 3, 4])).to_list()
    ['row-2', 'Kim', 'row-4']
    """
    frame = pl.DataFrame({"chosen": chosen, "id": ids, "row": rows})
    named = pl.coalesce("chosen", "id")
    row = pl.format("row-{}", "row")
    return frame.select(
        pl.when(named.str.contains(SSN)).then(row).otherwise(named).alias("name")
    ).to_series()
