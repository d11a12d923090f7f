"""The meaning of a roster's cells: amounts, dates, answers and IDs, in any usual spelling."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from megaroth_xl.cells import NO, YES
from megaroth_xl.reports.roster.files.cells import is_without_value, texts_of

__all__ = [
    "MARKED",
    "SHORTENED",
    "amounts",
    "answers",
    "decimal_evidence",
    "is_lone_comma",
    "is_nothing",
    "mark_of",
    "texts",
]

MOST = 1e15
"""No number of a roster: sums of larger ones lose their cents."""
NUMBER = {
    ".": r"^(\d+|\d{1,3}(,\d{3})+)?(\.\d*)?([eE]\+?\d+)?$",
    ",": r"^(\d+|\d{1,3}(\.\d{3})+)?(,\d*)?$",
}
"""A number without its sign and its currency, by its decimal mark."""
SIGNS = r"^[(\-+]+|[)\-]+$"
MONEY = r"(?i)usd|us\$|[$\s\u00a0\u202f']"
BRACKETS = r"^(\(.*\)|[^()]*)$"
DASHES = r"^(?i:us)?[$\s]*[-\u2012-\u2015\u2212]+[$\s]*$"
"""What accounting formats show for zero."""
NOTHING = ("n/a", "na", "none", "nil", "null", "nan", "not applicable", ".")
"""Texts that stand for nothing, though not for certain for zero; "TBD" is not known."""

MARK_END = r"(?i)\s*(cr|dr)\.?"
MARKED = rf"(?i)\d\)?{MARK_END.removeprefix('(?i)')}$"
"""Ends a figure that is said to be a credit or a debit."""
ZEROS = r"^[^1-9]*$"
GROUPS = r"^\D{0,4}\d{1,3}(\.\d{3})+\D?$"
BLANKS = r"[\s\u00a0\u202f']"
SPACED = rf"(\d){BLANKS}"
"""A blank between groups of digits, or behind a number."""
PARTED = rf"\d{BLANKS}+\d"
IN_THREES = rf"^\D*\d{{1,3}}({BLANKS}\d{{3}})+([.,]\d*)?\D*$"
"""A number with a blank or an apostrophe within, and one whose groups of digits are parted so."""
SHORTENED = r"^\D?\d\.\d\dE\+\d\d$"
"""What Excel shows of a number in its format Scientific, with three of its digits."""
COMMA_DECIMALS = r"^\D{0,4}(\d{1,3}(\.\d{3})+|\d+),(\d{1,2}|\d{4,})\D?$|\d\.\d{3},\d"
DOT_DECIMALS = r"^\D{0,4}(\d{1,3}(,\d{3})+|\d+)\.(\d{1,2}|\d{4,})\D?$|\d,\d{3}\.\d"

CHECKED = ("t", "x", "*", "\u2713", "\u2714", "\u221a", "\u2611", "\u25cf", "\u2022")
"""Marks that stand for yes in a roster."""
ALSO: Mapping[str, tuple[str, str]] = {
    "eligible": (
        "eligible, e, active, participating, met",
        "ineligible, not eligible, i, excluded, waiting, not yet eligible, not met",
    ),
    "ineligible": (
        "ineligible, not eligible, i, excluded, waiting, not yet eligible",
        "eligible, e, active, participating",
    ),
    "hce": (
        "hce, h, hc, highly compensated, highly",
        "nhce, nhc, nh, non-hce, non hce, not hce, non-highly compensated",
    ),
    "nhce": (
        "nhce, nhc, nh, non-hce, non hce, not hce, non-highly compensated",
        "hce, h, hc, highly compensated, highly",
    ),
    "key_employee": ("key, key employee", "non-key, non key, not key"),
    "owner": ("owner, 5% owner", "not owner, non-owner"),
    "excluded_class": (
        "union, excluded, collectively bargained, bargaining, union employee, leased",
        "non-union, non union, nonunion, none, n/a, not excluded, included",
    ),
}
"""By column, other words for yes and for no."""

APOSTROPHE = r"^'(\d)"
"""Keeps a number a text in Excel, and is a part of it in what exports write."""
NOT_ELIGIBLE = r"^(not|non|in)[\s\-]*(yet )?elig(ible)?\b.*$"
IS_ELIGIBLE = r"^elig(ible)?\b.*$"
"""Such as "Eligible - not participating": who does not take part counts as eligible."""
FEW_AMOUNTS = 4
SAMPLE = 1_000
"""First cells of a column that often settle what is asked of all."""


def texts(cells: pl.Series) -> pl.Series:
    """Texts as they are, null for errors; a number kept as a decimal loses its ".0"."""
    frame = cells.to_frame("cell")
    cell = pl.col("cell")
    known = frame.select(pl.when(~is_without_value(cell)).then(cell)).to_series()
    given = known.drop_nulls()
    if all(
        part.str.contains(r"^\d+\.0$").all() for part in (given.head(SAMPLE), given) if part.len()
    ):
        known = known.str.strip_suffix(".0")
    if given.str.starts_with("'").any():
        known = known.str.replace(APOSTROPHE, "$1")
    return known.alias(cells.name)


def is_nothing(cell: pl.Expr) -> pl.Expr:
    """Return whether a cell says that there is nothing, such as N/A."""
    return cell.str.to_lowercase().is_in(NOTHING)


def amounts(
    cells: pl.Series, decimal: str, *, mixed: bool = False, numbers: pl.Series | None = None
) -> pl.Series:
    """Amounts; null where a cell holds none, a blank included.

    Parameters
    ----------
    cells
        Texts, or numbers as the file holds them.
    decimal
        The decimal mark, "." or ",".
    mixed
        Whether numbers with a decimal point stand beside texts with a decimal comma: in workbooks.
    numbers
        What the cells hold, where each of them holds a number.

    Examples
    --------
    >>> amounts(pl.Series(["$1,234.50", "(7)", "7-", "-", "$ -", "N/A", "18000 *"]), ".").to_list()
    [1234.5, -7.0, -7.0, 0.0, 0.0, None, None]
    >>> amounts(pl.Series(["310.000,00", "310.000"]), ",").to_list()
    [310000.0, 310000.0]
    """
    if numbers is None:
        cells = texts_of(cells)  # days are no amounts
    plain = pl.Series([None], dtype=pl.Float64).new_from_index(0, len(cells))
    if decimal == ".":
        plain = cells.cast(pl.Float64, strict=False) if numbers is None else numbers
        if np.signbit(plain.to_numpy()).any():
            plain = plain.set(plain == 0, 0.0)  # -0.0 too
        if (beyond := ~plain.is_between(-MOST, MOST)).any():
            plain = plain.set(beyond, None)
        if numbers is None and (short := cells.str.contains(SHORTENED)).any():
            plain = plain.set(short.fill_null(value=False), None)
        if plain.null_count() == cells.null_count():
            return plain.alias(cells.name)
    cells = texts_of(cells)
    rest = cells.filter(plain.is_null() & cells.is_not_null()).unique()
    bare = rest.str.replace(f"{MARK_END}$", "") if mark_of(cells) else rest
    spelled = bare.to_frame("cell").select(_spelled(pl.col("cell"), decimal)).to_series()
    if decimal == "," and mixed:
        dotted = rest.set(rest.str.contains(GROUPS), None).cast(pl.Float64, strict=False)
        spelled = spelled.fill_null(dotted)
    found = cells.replace_strict(rest, spelled, default=None, return_dtype=pl.Float64)
    return plain.fill_null(found).alias(cells.name)


def mark_of(cells: pl.Series) -> str:
    """The mark, such as CR, that stands at each figure of a column other than 0; "" if none does.

    >>> mark_of(pl.Series(["15.00 CR", "7CR", "0.00"])), mark_of(pl.Series(["15 CR", "7"]))
    ('CR', '')
    """
    if not cells.head(SAMPLE).str.contains(MARKED).any():
        return ""
    figures = cells.filter(~cells.str.contains(ZEROS)).drop_nulls()
    marks = figures.str.extract(MARKED).str.to_uppercase()
    return str(marks[0]) if marks.len() > 1 and marks.n_unique() == 1 and marks[0] else ""


def _spelled(cell: pl.Expr, decimal: str) -> pl.Expr:
    """The number that a text spells; null where it spells none."""
    bare = cell.str.replace_all("[\u2212\u2012\u2013]", "-").str.replace_all(MONEY, "")
    digits = bare.str.replace_all(SIGNS, "")
    other = "," if decimal == "." else "."
    figure = digits.str.replace_all(other, "", literal=True).str.replace(",", ".", literal=True)
    written = figure.cast(pl.Float64, strict=False)
    minus = bare.str.contains(r"^[-(]|-$")
    is_number = (
        digits.str.contains(NUMBER[decimal])
        & digits.str.contains(r"\d")
        & bare.str.contains(BRACKETS)
        & bare.str.contains(r"^[-+(]?[^-+()]*[-)]?$")
        & (written <= MOST)
        & ~cell.str.contains(SHORTENED)
        & (~cell.str.contains(PARTED) | cell.str.contains(IN_THREES))
    )
    return (
        pl.when(cell.str.contains(DASHES))
        .then(0.0)
        .when(is_number)
        .then(pl.when(minus & (written != 0)).then(-written).otherwise(written))
    )


def decimal_evidence(columns: Sequence[pl.Series], numbers: Sequence[pl.Series] = ()) -> str:
    """The decimal mark that the amounts of a roster show.

    Parameters
    ----------
    columns
        Texts.
    numbers
        The texts of columns whose cells all hold numbers: no comma and no blank is in them.

    Returns
    -------
    str
        "." or "," where they show one, ".," where some show one and some the other, "?" where they
        are written like 310.000, which either is.
    """
    found = set()
    is_open = False
    for are_texts, cells in (*((False, c) for c in numbers), *((True, c) for c in columns)):
        is_spaced = are_texts and cells.str.contains(SPACED).any()
        column = cells.str.replace_all(SPACED, "$1") if is_spaced else cells
        has_comma = are_texts and column.str.contains(",", literal=True).any()
        if "." in found and not has_comma:
            continue
        has_dot = column.str.contains(".", literal=True).any()
        if has_comma and column.str.contains(COMMA_DECIMALS).any():
            found.add(",")
        if (has_comma or has_dot) and "." not in found:
            parts = (column.head(SAMPLE), column)
            if any(part.str.contains(DOT_DECIMALS).any() for part in parts):
                found.add(".")
        if has_dot and not found and not is_open:
            is_open = bool(column.str.contains(GROUPS).any())
    if found:
        return "".join(sorted(found, reverse=True))
    return "?" if is_open else "."


def is_lone_comma(columns: Sequence[pl.Series]) -> bool:
    """Return whether one amount alone has a decimal comma, and several others no mark at all.

    >>> is_lone_comma([pl.Series(["150,00", "90000"]), pl.Series(["15000", "7200"])])
    True
    >>> is_lone_comma([pl.Series(["150,00", "90,5"]), pl.Series(["15000", "7200"])])
    False
    """
    given = [cells.drop_nulls() for cells in columns]
    commas = sum(int(cells.str.contains(",", literal=True).sum()) for cells in given)
    dots = any(cells.str.contains(".", literal=True).any() for cells in given)
    return commas == 1 and not dots and sum(map(len, given)) >= FEW_AMOUNTS


def answers(cells: pl.Series, column: str) -> pl.Series:
    """Yes as 1 and no as 0; null where a cell says neither.

    Parameters
    ----------
    cells
        Texts.
    column
        Our name of the column, which may have words of its own.

    Examples
    --------
    >>> answers(pl.Series(["Y", "NHCE", "HCE", "perhaps"]), "hce").to_list()
    [1.0, 0.0, 1.0, None]
    """
    yes, no = ALSO.get(column, ("", ""))
    words: Mapping[str, float] = {
        **dict.fromkeys((*YES, *CHECKED, *yes.split(", ")), 1.0),
        **dict.fromkeys((*NO, *no.split(", ")), 0.0),
    }
    each = cells.drop_nulls().unique()  # of few texts, as a rule
    said = each.str.to_lowercase().str.strip_chars(" .")
    if column == "eligible":
        said = said.str.replace(NOT_ELIGIBLE, "no").str.replace(IS_ELIGIBLE, "yes")
    found = said.replace_strict(words, default=None, return_dtype=pl.Float64)
    return found.gather(cells.cast(pl.Enum(each)).to_physical()).alias(cells.name)
