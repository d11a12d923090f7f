"""Text that nothing executes: made safe once, for every cell and every file of a report."""

import re
from string import ascii_letters, digits

import numpy as np
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

PLAIN = re.compile("[A-Za-z0-9][ -~]{,999}")
"""A text that surely executes nothing, and needs no second look."""
PLAIN_START = np.isin(np.arange(256), list((ascii_letters + digits).encode()))
"""Whether a text surely executes nothing if it begins with an ASCII code."""
SPACE, TILDE, LINE_END = np.frombuffer(b" ~\n", np.uint8)
"""The first and the last ASCII code that is printed, and the one that ends a line."""
MARKS = (b"&", b"<", b">", b"_")
"""What means something in XML, or may to Excel."""
SAMPLE, FEW = 512, 64
"""Texts that are looked at for whether a column repeats a few of them, and how many are few."""

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
    if PLAIN.fullmatch(text):
        return text
    return str(harmless_texts(pl.DataFrame({"text": [text]})).item())


def cell_text(texts: pl.Series) -> pl.Series:
    """One column of texts as cells hold them: harmless as in `harmless_texts`, and `escaped`."""
    return _harmless(texts).str.replace_all(ESCAPE, "_x005F_${1}")


def is_suspect(texts: pl.Series) -> bool:
    """Return whether any of the texts may not be what a cell holds as it stands."""
    if texts.head(SAMPLE).n_unique() < FEW:
        texts = texts.unique()
    if _is_plain(texts):
        return False
    return bool((texts.str.contains(SUSPECT) | (texts.str.len_bytes() > MOST_UNITS)).any())


def _is_plain(texts: pl.Series) -> bool:
    """Return whether texts are of ASCII and surely harmless: all at once is the faster way."""
    lines = texts.str.join("\n").cast(pl.Binary).item() + b"\n"
    codes = np.frombuffer(lines, np.uint8)
    ends = np.flatnonzero(codes - SPACE > TILDE - SPACE)  # below a space means far above
    starts = np.append(0, ends[:-1] + 1)
    return bool(
        len(ends) == len(texts) - texts.null_count()
        and (codes[ends] == LINE_END).all()
        and PLAIN_START[codes[starts]].all()
        and (codes[ends - 1] != SPACE).all()
        and (ends - starts).max() <= MOST_UNITS
        and not any(mark in lines for mark in MARKS)
    )


def _suspects(frame: pl.DataFrame) -> list[pl.Series]:
    """The columns of texts that hold anything but harmless ones."""
    return [texts for texts in frame.select(pl.col(pl.String)) if is_suspect(texts)]


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
