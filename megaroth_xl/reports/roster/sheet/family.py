"""Whose family an employee belongs to, where a roster names the relation and not the owner."""

import polars as pl

__all__ = ["with_owners"]

OWNED = 5.0
"""Percent above which a person owns more than 5% of the employer."""
NO_RELATION = (
    "n, no, none, n/a, na, 0, -, unrelated, not related, "
    "brother, sister, sibling, cousin, nephew, niece, uncle, aunt, grandchild, grandson, "
    "granddaughter, in-law, brother-in-law, sister-in-law, son-in-law, daughter-in-law, "
    "mother-in-law, father-in-law"
)
"""Nobody's family, or relatives to whom an owner's shares are not attributed."""
RELATION = (
    "spouse, wife, husband, child, son, daughter, parent, mother, father, grandparent, "
    "grandmother, grandfather, spouse of owner, child of owner, son of owner, daughter of owner, "
    "parent of owner, mother of owner, father of owner, owner's spouse, owner's child, "
    "owner's son, owner's daughter, owner's parent, owner's mother, owner's father"
)
"""What an employee is to an owner whose shares are attributed to the employee."""


def with_owners(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows, each relation replaced by an owner's ID.

    It is left as it is where an owner holds no more than 5%, so that it matters whose it is.

    References
    ----------
    IRC 318(a)(1)(A): one owns what one's spouse, children, grandchildren and parents own.

    Examples
    --------
    >>> frame = pl.DataFrame({"employee_id": ["1", "2", "3"], "ownership_percent": [60.0, 0, 0],
    ...                       "family_of": ["", "Spouse", "Brother"]})
    >>> with_owners(frame)["family_of"].to_list()
    ['', '1', '']
    """
    if "family_of" not in frame.columns:
        return frame
    said = pl.col("family_of").str.to_lowercase().str.strip_chars(" .")
    frame = frame.with_columns(
        family_of=pl.when(said.is_in(NO_RELATION.split(", ")))
        .then(pl.lit(""))
        .otherwise("family_of")
    )
    holds = pl.lit(value=False)
    holds_little = holds
    if "ownership_percent" in frame.columns:
        holds |= (pl.col("ownership_percent") > OWNED).fill_null(value=False)
        holds_little = pl.col("ownership_percent").is_between(0, OWNED, closed="right")
    if "owner" in frame.columns:
        holds |= (pl.col("owner") > 0).fill_null(value=False)
    owners = frame.filter(holds)["employee_id"].drop_nulls()
    if not owners.len() or frame.select(holds_little.any()).item():
        return frame
    owner = pl.when(said.is_in(RELATION.split(", "))).then(pl.lit(owners[0])).otherwise("family_of")
    return frame.with_columns(family_of=owner)
