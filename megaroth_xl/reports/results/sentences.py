"""Sentences with figures in them, for many people at once.

`texts.text` fills in one sentence for one person. Here a sentence is cut at its braces once, and
everybody's figures are set between the cuts; both give the same words.
"""

from collections.abc import Mapping
from string import Formatter

import numpy as np
import polars as pl

from megaroth_xl.quantities import FloatArray, cents
from megaroth_xl.texts import LANGUAGES, texts

__all__ = ["in_dollars", "sentences"]

PLAIN = frozenset({"year", "previous_year", "next_year", "age", "count"})
"""Figures that show plain; the others are dollars."""
GROUPS = (1, 2, 3, 4)
"""Thousands, millions, billions, trillions."""


def in_dollars(amounts: FloatArray) -> pl.Series:
    """Amounts as a sentence shows them.

    >>> in_dollars(np.array([1234567.5, 0.0, -1000.0])).to_list()
    ['$1,234,567.50', '$0', '-$1,000']
    """
    found = cents(np.abs(amounts)).astype(np.int64)
    most = int(found.max(initial=0)) // 100
    units = pl.lit(pl.Series(found))
    whole, part = units // 100, units % 100
    shown = (whole % 1000).cast(pl.String)
    for group in GROUPS:
        if most < 1000**group:
            break
        above = whole // 1000**group
        digits = pl.concat_str(
            (above % 1000).cast(pl.String), pl.lit(","), shown.str.zfill(4 * group - 1)
        )
        shown = pl.when(above > 0).then(digits).otherwise(shown)
    sign = pl.when(pl.lit(pl.Series(amounts < 0))).then(pl.lit("-$")).otherwise(pl.lit("$"))
    decimals = pl.concat_str(pl.lit("."), part.cast(pl.String).str.zfill(2))
    ending = pl.when(part > 0).then(decimals).otherwise(pl.lit(""))
    return pl.select(pl.concat_str(sign, shown, ending)).to_series()


def sentences(
    key: str, figures: Mapping[str, FloatArray | pl.Series | str], lang: str = LANGUAGES[0]
) -> pl.Series:
    """One text for many people.

    Parameters
    ----------
    key
        The text's key, as in `texts.text`.
    figures
        What its braces stand for: a text for all, or a text or a number for each; years, ages and
        counts show plain, other numbers as dollars.
    lang
        "en" or "ko".

    Examples
    --------
    >>> room = {"room": np.array([39500.0, 12.5]), "year": np.array([2026.0, 2026.0])}
    >>> sentences("execution.step.amount.room", room).to_list()
    ['Up to $39,500 more after tax in 2026.', 'Up to $12.50 more after tax in 2026.']
    """
    height = max((len(f) for f in figures.values() if not isinstance(f, str)), default=1)
    pieces: list[pl.Expr] = []
    for words, name, _, _ in Formatter().parse(texts()[key].sentences[lang]):
        pieces.append(pl.lit(words))
        if name is None:
            continue
        figure = figures[name]
        if isinstance(figure, str) or figure.dtype == pl.String:
            pieces.append(pl.lit(figure))
        elif name in PLAIN:
            pieces.append(pl.lit(pl.Series(figure).cast(pl.Int64).cast(pl.String)))
        else:
            pieces.append(pl.lit(in_dollars(np.asarray(figure))))
    everyone = pl.DataFrame({"person": range(height)})
    return everyone.with_columns(said=pl.concat_str(pieces))["said"]
