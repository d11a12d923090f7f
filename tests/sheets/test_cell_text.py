"""Texts that nothing executes."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.sheets.cell_text import MOST_UNITS, cell_text, harmless
from megaroth_xl.sheets.escapes import escaped


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\n=1"),
        ("  =server|'topic'!A0", "'  =server|'topic'!A0"),
        ("\uff1d1", "'\uff1d1"),
        ("\u202e=1+1", "'=1+1"),
        ("\x00=1", "\ufffd=1"),
        ("O'Brien", "O'Brien"),
        ("Zoë 김", "Zoë 김"),
        ("a\u202eb", "ab"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\x07b", "a\ufffdb"),
        ("", ""),
    ],
)
def test_a_text_is_made_harmless(text: str, expected: str) -> None:
    assert harmless(text) == expected


@given(st.text())
def test_no_harmless_text_starts_a_formula(text: str) -> None:
    made = harmless(text)
    assert made.lstrip()[:1] not in {*"=+-@", "\uff1d", "\uff0b", "\uff0d", "\uff20"}
    assert harmless(made) == made


@pytest.mark.parametrize("letter", ["x", "김", "\U0001f600"])
def test_a_long_text_ends_in_an_ellipsis(letter: str) -> None:
    assert harmless(letter * 10) == letter * 10
    made = harmless(letter * (MOST_UNITS + 1))
    assert made.endswith("…")
    assert MOST_UNITS - 1 <= len(made.encode("utf-16-le")) // 2 <= MOST_UNITS


def test_what_excel_would_read_as_a_character_is_escaped() -> None:
    texts = cell_text(pl.Series(["_x0041_", "_x41_", "=x"]))
    assert texts.to_list() == ["_x005F_x0041_", "_x41_", "'=x"]
    assert escaped("_x0041_") == "_x005F_x0041_"
