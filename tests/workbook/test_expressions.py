from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError
from megaroth_xl.workbook.expressions import (
    NOTHING,
    Area,
    Call,
    Expression,
    Literal,
    Name,
    Operation,
    parse,
    parts,
)


@pytest.mark.parametrize(
    ("formula", "expression"),
    [
        ("=1.5", Literal(1.5)),
        ('="a ""b"""', Literal('a "b"')),
        ("=TRUE", Literal(True)),
        ("=input_year", Name("input_year")),
        ("=$B$7", Area("", 7, 2, 7, 2)),
        ("=AA1:AB12", Area("", 1, 27, 12, 28)),
        ("=Limits!$A$4:$M$17", Area("Limits", 4, 1, 17, 13)),
        ("='한도'!A1", Area("한도", 1, 1, 1, 1)),
        ("='it''s'!A1", Area("it's", 1, 1, 1, 1)),
        ("=ROW($2:$9)", Call("ROW", (Area("", 2, 0, 9, 0),))),
        ("=COLUMN($A:$G)", Call("COLUMN", (Area("", 0, 1, 0, 7),))),
        ("=F(1,,2)", Call("F", (Literal(1.0), NOTHING, Literal(2.0)))),
        ("=F()", Call("F", ())),
        ("=24%", Operation("/", Literal(24.0), Literal(100.0))),
    ],
)
def test_what_a_formula_means(formula: str, expression: Expression) -> None:
    assert parse(formula) == expression


@pytest.mark.parametrize(
    ("formula", "grouped"),
    [
        ("1+2*3", "1+(2*3)"),
        ("2-1-1", "(2-1)-1"),
        ("2*3^2", "2*(3^2)"),
        ("A1&B1=C1", "(A1&B1)=C1"),
        ("1+2&3", "(1+2)&3"),
        ("A1<=B1+1", "A1<=(B1+1)"),
        ("-A1+1", "(-A1)+1"),
    ],
)
def test_operators_bind_as_in_excel(formula: str, grouped: str) -> None:
    assert parse(formula) == parse(grouped)


@pytest.mark.parametrize(
    "formula", ["=", "=1+", "=(1", "=F(1", "=1)", "=A1:", "=F(1;2)", '="open', "=Limits!", "=#REF!"]
)
def test_what_is_no_formula_is_refused(formula: str) -> None:
    with pytest.raises(InputError, match="a formula is"):
        parse(formula)


def test_parts_are_all_of_it() -> None:
    found = list(parts(parse("=MAX(0,B2-input_age)")))
    assert Name("input_age") in found
    assert Area("", 2, 2, 2, 2) in found
    assert len(found) == 5


@given(st.text(alphabet="ABZ019$:!,()+-*/&<>=%\"' ", max_size=24))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(InputError):
        assert list(parts(parse(text)))
