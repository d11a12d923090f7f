import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import LimitsFileError
from megaroth_xl.law.limits import DATA, limits_table
from megaroth_xl.law.limits_file import PHASE_OUTS, read_limits_file
from megaroth_xl.law.year_limits import LIMIT_RULES, Status

SHIPPED = sorted(DATA.glob("*.toml"))
WHOLE = (DATA / "2026.toml").read_text(encoding="utf-8")
ELECTIVE_DEFERRAL = 'elective_deferral = { dollars = 24_500, source = "notice" }'
OWN = """
year = 2026

[sources.mine]
title = "my own reading"
citation = "none"
status = "own"
checked = 2026-11-21

[limits]
elective_deferral = { dollars = 25_000, source = "mine" }
"""

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str) -> Path:
        path = tmp_path / "limits.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return written


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_file_is_whole_and_is_of_its_year(path: Path) -> None:
    limits = read_limits_file(path)
    assert limits.year == int(path.stem)
    assert set(limits.amounts) == {n for n, r in LIMIT_RULES.items() if r.first_year <= limits.year}
    assert set(limits.phase_outs) == set(PHASE_OUTS)
    figures = (*limits.amounts.values(), *limits.phase_outs.values())
    for figure in (*figures, *limits.net_investment_income.values(), *limits.brackets.values()):
        source = figure.source
        assert source.title
        assert source.citation
        if "statute" not in source.title and "fixed in the Code" not in source.title:
            assert str(limits.year) in source.title


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_source_of_a_shipped_file_is_used(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert set(re.findall(r"^\[sources\.(\w+)\]", text, re.MULTILINE)) == set(
        re.findall(r'source = "(\w+)"', text)
    )


def test_only_the_year_without_a_notice_has_projections() -> None:
    for path in SHIPPED:
        limits = read_limits_file(path)
        assert limits.is_projected == (limits.year == 2027)
        assert all(a.source.status is not Status.OWN for a in limits.amounts.values())
        assert bool(limits.brackets) == (limits.year < 2027)


def refused(path: Path, *, partial: bool = False) -> str:
    with pytest.raises(LimitsFileError) as refusal:
        read_limits_file(path, partial=partial)
    sentence = str(refusal.value)
    assert sentence.startswith(str(path))
    return sentence.removeprefix(str(path))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        # keys
        ("year = 2026\n", "year = 2026\nlimit = 1\n", ", limit: unknown key; the keys are year,"),
        ("[limits]", "[limits]\nelective_deferal = 1", ", limits.elective_deferal: unknown key"),
        (ELECTIVE_DEFERRAL, "", ", limits.elective_deferral: is missing"),
        ("dollars = 24_500", "dollar = 24_500", ", limits.elective_deferral.dollar: unknown key"),
        ("dollars = 24_500, ", "", ", limits.elective_deferral.dollars: is missing"),
        (
            '{ dollars = 24_500, source = "notice" }',
            "24_500",
            ", limits.elective_deferral: expected a table with dollars, source",
        ),
        (
            "roth_ira_joint = { start = 242_000, ",
            "roth_ira_joint = { ",
            ", phase_outs.roth_ira_joint.start: is missing",
        ),
        (
            'mfs = { dollars = 125_000, source = "income_statute" }',
            "",
            ", net_investment_income.mfs: is missing",
        ),
        ('hoh = { dollars = 24_150, source = "tax" }', "", ", standard_deduction.hoh: is missing"),
        # sources
        (
            ELECTIVE_DEFERRAL,
            ELECTIVE_DEFERRAL.replace("notice", "notise"),
            ", limits.elective_deferral.source: unknown source 'notise'; the sources are notice,",
        ),
        (
            ELECTIVE_DEFERRAL,
            ELECTIVE_DEFERRAL.replace('"notice"', '["notice"]'),
            ", limits.elective_deferral.source: unknown source ['notice']",
        ),
        ('citation = "Notice 2025-67"\n', "", ", sources.notice.citation: is missing"),
        ('"Notice 2025-67"', '""', ", sources.notice.citation: expected a text"),
        ('citation = "Notice 2025-67"', "citation = 2025", "citation: expected a text"),
        (
            'status = "official"',
            'status = "oficial"',
            ", sources.notice.status: expected one of official, projected, own",
        ),
        (
            "checked = 2026-11-21",
            'checked = "2026-11-21"',
            ", sources.notice.checked: expected a date such as 2026-11-21",
        ),
        ("checked = 2026-11-21", "checked = 2026-11-21T08:00:00", "checked: expected a date"),
        # dollars
        (
            "dollars = 24_500",
            "dollars = 24_499",
            ", limits.elective_deferral: is 24,499: the law rounds it to a multiple of 500",
        ),
        (
            "dollars = 72_000",
            "dollars = 71_500",
            "is 71,500: the law rounds it to a multiple of 1,000",
        ),
        ("dollars = 4_400", "dollars = 4_425", "is 4,425: the law rounds it to a multiple of 50"),
        ("dollars = 24_500", "dollars = true", "elective_deferral: is True: expected dollars"),
        ("dollars = 24_500", 'dollars = "24,500"', "is '24,500': expected dollars from 0"),
        ("dollars = 24_500", "dollars = -500", "is -500: expected dollars from 0"),
        ("dollars = 24_500", "dollars = nan", "is nan: expected dollars from 0"),
        ("dollars = 24_500", "dollars = inf", "is inf: expected dollars from 0"),
        ("dollars = 24_500", "dollars = 2_450_000_000", "expected dollars from 0 to a billion"),
        # phase-outs
        (
            "start = 242_000, end = 252_000",
            "start = 252_000, end = 242_000",
            ", phase_outs.roth_ira_joint: starts at 252,000 but ends at 242,000",
        ),
        (
            "start = 242_000",
            "start = 242_500",
            ", phase_outs.roth_ira_joint.start: is 242,500: the law rounds",
        ),
        # brackets
        ("[12_400, 50_400, ", "[50_400, 12_400, ", ", brackets.single: expected 6 rising amounts"),
        ("[12_400, 50_400, ", "[50_400, ", ", brackets.single: expected 6 rising amounts"),
        ("[12_400, 50_400, ", "[50_400, 50_400, ", "brackets.single: expected 6 rising amounts"),
        ("[12_400, 50_400, ", '["12_400", 50_400, ', "brackets.single: is '12_400': expected"),
        ("[12_400, 50_400, ", "[12_410, 50_400, ", "brackets.single: is 12,410: the law rounds"),
        # the year
        (
            "year = 2026",
            'year = "2026"',
            ", year: is '2026': expected a calendar year such as 2026",
        ),
        ("year = 2026", "year = true", ", year: is True: expected a calendar year"),
        ("year = 2026\n", "", ", year: is None: expected a calendar year"),
        ("year = 2026", "year = 2024", ", limits.higher_catch_up: unknown key"),
        # the form
        ("[limits]", "[limits", ": is not a TOML file ("),
    ],
)
def test_a_mistake_is_refused_with_its_place(
    write: Write, old: str, new: str, sentence: str
) -> None:
    assert old in WHOLE
    assert sentence in refused(write(WHOLE.replace(old, new, 1)))


def test_a_section_that_is_no_table(write: Write) -> None:
    text = re.sub(r"\[net_investment_income\]\n(\w+ = .*\n)+", "", WHOLE)
    text = text.replace("year = 2026", "year = 2026\nnet_investment_income = 200_000")
    assert ", net_investment_income: expected a table" in refused(write(text))


def test_a_file_that_is_not_there_or_is_no_text(tmp_path: Path) -> None:
    assert ": there is no such file; check the folder" in refused(tmp_path / "none.toml")
    path = tmp_path / "binary.toml"
    path.write_bytes(b"year = 2026 # \xff")
    assert ": is not a TOML file (" in refused(path)


def test_tax_tables_come_whole_or_not_at_all(write: Write) -> None:
    without = re.sub(r"\[(?:brackets|standard_deduction)\]\n(\w+ = .*\n)+", "", WHOLE)
    limits = read_limits_file(write(without))
    assert (limits.brackets, limits.standard_deduction) == ({}, {})
    half = re.sub(r"\[standard_deduction\]\n(\w+ = .*\n?)+", "", WHOLE)
    assert ", standard_deduction.single: is missing" in refused(write(half))


def test_a_file_laid_over_may_leave_figures_out(write: Write) -> None:
    path = write(OWN)
    limits = read_limits_file(path, partial=True)
    assert set(limits.amounts) == {"elective_deferral"}
    assert limits.amount("elective_deferral").source.status is Status.OWN
    assert ", limits.catch_up: is missing" in refused(path)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("[limits]", "[limits]\n401k = { dollars = 1, source = 'mine' }", "401k: unknown key"),
        ("25_000", "25_100", "is 25,100: the law rounds it to a multiple of 500"),
        ('source = "mine"', 'source = "notice"', "unknown source 'notice'; the sources are mine"),
        ('"own"', '"mine"', "sources.mine.status: expected one of official, projected, own"),
    ],
)
def test_a_file_laid_over_is_read_as_strictly(
    write: Write, old: str, new: str, sentence: str
) -> None:
    assert sentence in refused(write(OWN.replace(old, new, 1)), partial=True)


@given(dollars=st.integers(0, 999_999_999))
def test_an_amount_is_a_multiple_of_its_step_or_refused(
    tmp_path_factory: pytest.TempPathFactory, dollars: int
) -> None:
    path = tmp_path_factory.mktemp("limits") / "own.toml"
    path.write_text(OWN.replace("25_000", str(dollars)), encoding="utf-8")
    if dollars % 500:
        with pytest.raises(LimitsFileError, match="multiple of 500"):
            read_limits_file(path, partial=True)
    else:
        limits = read_limits_file(path, partial=True)
        assert limits.amount("elective_deferral").dollars == dollars


def test_higher_catch_up_may_stand_between_the_steps() -> None:
    # 150% of 7,500; only its increase moves by 500.
    assert limits_table()[2026].amount("higher_catch_up").dollars == 11_250
