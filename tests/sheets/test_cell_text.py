"""Texts that nothing executes."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.sheets.cell_text import MOST_UNITS, cell_text, harmless, is_suspect
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


SIGNS = "aZ09 =+-@&<>_x\n\t\r'.~\x1f\x7f\x80\u202e\ue000\uff1d김"


@given(
    st.lists(
        st.none()
        | st.sampled_from(["Employee 1", "415(c) limit", "$1.50 ", "_x0041_"])
        | st.text(st.sampled_from(SIGNS), max_size=6),
        max_size=5,
    ),
    st.booleans(),
)
def test_texts_that_are_not_suspect_stand_in_a_cell_as_they_are(
    texts: list[str | None], many: bool
) -> None:
    series = pl.Series([*texts, *(f"E{i}" for i in range(100 * many))], dtype=pl.String)
    if not is_suspect(series):
        assert not any(
            t == "" or t.strip() != t or set("&<>") & set(t) for t in texts if t is not None
        )
        assert cell_text(series).to_list() == series.to_list()


@pytest.mark.parametrize("count", [1, 100])
@pytest.mark.parametrize("words", [["Employee", "415(c), $1.0 ~"], ["Zoë", "김", "a_b"]])
def test_only_texts_that_may_not_stand_as_they_are_are_suspect(
    words: list[str], count: int
) -> None:
    plain = [f"{word} {i}" for word in words for i in range(count)]
    assert not is_suspect(pl.Series([*plain, None]))
    for text in (
        "=1",
        " x",
        "x ",
        "",
        "a&b",
        "a<b",
        "a>b",
        "_x0041_",
        "x\x1f",
        "\ue000",
        "a" * 40_000,
    ):
        assert is_suspect(pl.Series([*plain, text, None])), text


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
