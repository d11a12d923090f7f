"""Sentences for many are those for one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from megaroth_xl.reports.results.sentences import PLAIN, in_dollars, sentences
from megaroth_xl.texts import LANGUAGES, keys, text, texts
from megaroth_xl.texts.catalog import placeholders

CENTS = st.integers(0, 10**14).map(lambda cents: cents / 100)
WARNINGS = [f"warnings.{name}.{part}" for name in keys("warnings") for part in ("what", "cure")]
WARNINGS += [
    f"reports.roster_warning.{name}.{part}"
    for name in keys("reports.roster_warning")
    for part in ("what", "cure")
]


@settings(max_examples=8)
@given(dollars=st.lists(CENTS, min_size=1, max_size=5))
@pytest.mark.parametrize("lang", LANGUAGES)
def test_everybody_reads_what_one_would_read(lang: str, dollars: list[float]) -> None:
    for key in WARNINGS:
        names = placeholders(texts()[key].sentences[lang])
        figures = {
            name: np.full(len(dollars), 2026.0) if name in PLAIN else np.array(dollars)
            for name in names - {"deadline"}
        }
        said = sentences(key, figures | {"deadline": "April 15"}, lang).to_list()
        for at, one in enumerate(said[: len(dollars)]):
            values = {n: int(f[at]) if n in PLAIN else float(f[at]) for n, f in figures.items()}
            assert one == text(key, lang, deadline="April 15", **values)


@given(amounts=st.lists(CENTS | CENTS.map(lambda c: -c), min_size=1))
def test_dollars_are_written_as_the_texts_write_them(amounts: list[float]) -> None:
    expected = [text("reports.roster_warning.match_may_fall_short.what", match=a) for a in amounts]
    for said, shown in zip(expected, in_dollars(np.array(amounts)), strict=True):
        assert shown in said
