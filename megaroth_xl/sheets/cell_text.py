"""Text that nothing executes: made safe once, for every cell and every file of a report."""

import re

import polars as pl

from megaroth_xl.sheets.escapes import ESCAPE, FIELD_END, FIELD_START

__all__ = [
    "OUTER_SPACE",
    "cell_text",
    "harmless",
    "harmless_csv",
    "harmless_texts",
    "is_suspect",
]

MOST_UNITS = 32_767
"""UTF-16 units that an Excel cell holds."""
UNPRINTABLE = f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff{FIELD_START}{FIELD_END}]"
DIRECTION_MARKS = "[\u202a-\u202e\u2066-\u2069]"
WIDE_SIGNS = "\uff1d\uff0b\uff0d\uff20"
"""The full-width signs = + - @, which some spreadsheets take for the narrow ones."""
FORMULA_START = rf"^(\s*[=+\-@{WIDE_SIGNS}]|[\t\r\n])"

OUTER_SPACE = r"^\s|\s$"
"""Space that XML keeps only where it is told to."""

SUSPECT = rf"{FORMULA_START}|{DIRECTION_MARKS}|{UNPRINTABLE}|\r|{ESCAPE}|[&<>]|^$|{OUTER_SPACE}"
"""What makes a text worth a second look, by a cell or by XML; few columns have any."""


def harmless_texts(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with every text such that no spreadsheet takes it for a formula.

    A text that a spreadsheet could execute, even after a way through CSV, gets an apostrophe
    before it. What no cell can hold is replaced by a mark, invisible marks that turn the writing
    direction are removed, and a text too long for a cell ends in an ellipsis.

    Examples
    --------
    >>> harmless_texts(pl.DataFrame({"name": ["=1+1", "O'Brien", " -x", None]}))["name"].to_list()
    ["'=1+1", "O'Brien", "' -x", None]
    """
    return frame.with_columns(_harmless(texts) for texts in _suspects(frame))


def harmless(text: str) -> str:
    """One text as in `harmless_texts`."""
    return str(harmless_texts(pl.DataFrame({"text": [text]})).item())


def cell_text(texts: pl.Series) -> pl.Series:
    """One column of texts as cells hold them: harmless as in `harmless_texts`, and `escaped`."""
    return _harmless(texts).str.replace_all(ESCAPE, "_x005F_${1}")


def is_suspect(texts: pl.Expr) -> pl.Expr:
    """Return whether a text may not be what a cell holds as it stands."""
    return texts.str.contains(SUSPECT) | (texts.str.len_bytes() > MOST_UNITS)


def _suspects(frame: pl.DataFrame) -> list[pl.Series]:
    """The columns of texts that hold anything but harmless ones."""
    found = frame.select(is_suspect(pl.col(pl.String)).any())
    return [frame[column.name] for column in found if column.any()]


def _harmless(texts: pl.Series) -> pl.Series:
    clean = (
        texts.str.replace_all(DIRECTION_MARKS, "")
        .str.replace_all(UNPRINTABLE, "\ufffd")
        .str.replace(FORMULA_START, "'${1}")
        .str.replace_all(r"\r\n?", "\n")
    )
    if not (clean.str.len_bytes() > MOST_UNITS).any():
        return clean
    return clean.map_elements(_shortened, return_dtype=pl.String)


def _shortened(text: str) -> str:
    units = text.encode("utf-16-le")
    if len(units) <= 2 * MOST_UNITS:
        return text
    return re.sub(r"\s+$", "", units[: 2 * (MOST_UNITS - 1)].decode("utf-16-le", "ignore")) + "…"


def harmless_csv(frame: pl.DataFrame) -> bytes:
    """A table as CSV, in UTF-8 with a mark, that no spreadsheet takes for formulas.

    Examples
    --------
    >>> harmless_csv(pl.DataFrame({"name": ["=1+1"]})).decode("utf-8-sig").split()
    ['name', "'=1+1"]
    """
    safe = harmless_texts(frame).rename({name: harmless(name) for name in frame.columns})
    return safe.write_csv(include_bom=True, line_terminator="\r\n").encode()
