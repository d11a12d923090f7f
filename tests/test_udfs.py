"""The Excel formulas as a whole: their names, texts and examples, and what hosts make of them."""

import importlib
import re
import tomllib
from inspect import Parameter, signature
from pathlib import Path

import pytest

from megaroth_xl import arguments, range_arguments, udfs
from megaroth_xl.errors import MegarothError
from megaroth_xl.udfs import FORMULAS

TRUTH = Path(__file__).parent / "truth"

RESERVED = tomllib.loads((TRUTH / "reserved_words.toml").read_text(encoding="utf-8"))
VBA_WORDS, JAVASCRIPT_WORDS = frozenset(RESERVED["vba"]), frozenset(RESERVED["javascript"])
LIKE_A_CELL = re.compile(r"[A-Z]{1,3}[0-9]{1,7}|R[0-9]*(C[0-9]*)?|C[0-9]*", re.IGNORECASE)

each = pytest.mark.parametrize("formula", FORMULAS.values(), ids=FORMULAS)
each_argument = pytest.mark.parametrize(
    ("formula", "name"),
    [
        pytest.param(f, name, id=f"{f.name}-{name}")
        for f in FORMULAS.values()
        for name in f.arguments
    ],
)


def test_signatures_are_those_that_workbooks_hold():
    _, *agreed = (TRUTH / "signatures.txt").read_text(encoding="utf-8").splitlines()
    assert [formula.signature for formula in FORMULAS.values()] == agreed


def test_every_formula_is_public():
    assert udfs.__all__ == list(FORMULAS)


def test_checkout_door_opens_on_every_formula():
    door = importlib.import_module("udfs")
    assert {name for name in dir(door) if name.isupper() and name != "__all__"} == set(FORMULAS)


def test_every_argument_is_used():
    used = {id(argument) for f in FORMULAS.values() for argument in f.arguments.values()}
    named = vars(arguments) | vars(range_arguments)
    types = {n: t.__metadata__ for n, t in named.items() if hasattr(t, "__metadata__")}
    assert len(types) > 60
    assert [name for name, (argument,) in types.items() if id(argument) not in used] == []


@each
def test_name_is_one_that_every_host_takes(formula):
    assert re.fullmatch(r"[A-Z][A-Z_]{2,}", formula.name)
    assert len(formula.name) <= 64
    assert not LIKE_A_CELL.fullmatch(formula.name)
    assert formula.name.lower() not in VBA_WORDS | JAVASCRIPT_WORDS


@each
def test_signature_fits_the_function_wizard(formula):
    names = list(formula.arguments)
    assert len(names) + sum(map(len, names)) <= 254
    for parameter in signature(formula.function).parameters.values():
        assert parameter.kind is Parameter.POSITIONAL_OR_KEYWORD
        assert parameter.default in {Parameter.empty, None}


@each
def test_summary_is_one_line(formula):
    assert 0 < len(formula.summary) <= 255
    assert "\n" not in formula.summary
    assert formula.summary.endswith(".")


@each_argument
def test_argument_is_named_and_explained(formula, name):
    assert re.fullmatch(r"[a-z][a-z_]*", name)
    assert name not in VBA_WORDS
    assert not LIKE_A_CELL.fullmatch(name)
    assert 0 < len(formula.arguments[name].meaning) <= 255
    assert "\n" not in formula.arguments[name].meaning


@each
def test_optional_arguments_may_be_blank(formula):
    for i, argument in enumerate(formula.arguments.values()):
        assert i < formula.required or argument.blank is not None


@each
def test_example_answers(formula):
    answer = getattr(udfs, formula.name)(*formula.example)
    assert answer is not None
    if formula.table:
        assert len({len(row) for row in answer}) == 1
        assert len(answer) > 1


@each
def test_without_arguments_it_says_how_it_is_used(formula):
    answer = getattr(udfs, formula.name)()
    if formula.required:
        assert answer == f"{formula.signature}; for example {formula.example_formula}"
    else:
        assert "for example" not in str(answer)


@each
def test_too_many_arguments_are_refused_as_by_any_function(formula):
    with pytest.raises(TypeError, match="too many positional arguments"):
        getattr(udfs, formula.name)(*[1] * (len(formula.arguments) + 1))


def test_others_examples_cover_every_formula():
    covered = set(tomllib.loads((TRUTH / "formulas.toml").read_text(encoding="utf-8")))
    assert covered >= set(FORMULAS) - {"MEGAROTH_VERSION", "MEGAROTH_WARNINGS", "MEGAROTH_WHY"}
    assert covered <= set(FORMULAS)


def test_arguments_may_be_named():
    assert udfs.MEGAROTH_HEADROOM(23000, year=2024, employer=15000) == 31000


def test_a_plain_call_raises_the_sentence():
    with pytest.raises(MegarothError, match=r"^rate is 24: .*; for 24 percent type 24%"):
        udfs.CONVERSION_TAX(31000, 150, 24)


def test_version_names_package_years_and_day():
    package, years, checked = udfs.MEGAROTH_VERSION().split("; ")
    assert re.fullmatch(r"megaroth-xl \d+\.\d+\.\d+", package)
    assert years == "limits of 2018 to 2026 official, 2027 projected"
    assert re.fullmatch(r"checked \d{4}-\d\d-\d\d", checked)


def test_warnings_name_what_to_do():
    rows = udfs.MEGAROTH_WARNINGS(25000, 50000, 2026, 45)
    found = {row[0]: row for row in rows}
    assert {"excess_annual_addition", "excess_deferral"} <= set(found)
    assert all(len(row) == 4 and all(row) for row in rows)


def test_no_warnings():
    rows = udfs.MEGAROTH_WARNINGS(20000, 5000, 2026, 45, 0, 200000, 40000, 100000)
    assert rows == [["none", "No warnings", "", ""]]


def test_limits_of_years_as_a_table():
    rows = udfs.IRS_LIMITS(2025, 2026)
    assert rows[0] == ["limit", 2025, 2026, "source", "status"]
    assert rows[1][:3] == ["elective_deferral", 23500, 24500]
    assert udfs.IRS_LIMITS()[0][1:-2] == list(range(2018, 2028))
    with pytest.raises(MegarothError, match="from_year is 2026"):
        udfs.IRS_LIMITS(2026, 2025)
