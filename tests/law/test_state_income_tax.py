"""State income tax: the states' own printed figures, and the strict reader of their files."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError, LimitsFileError
from megaroth_xl.law.filing_status import FILING_STATUS
from megaroth_xl.law.state_income_tax import (
    StateIncome,
    needs_agi,
    state_figures,
    state_tax_added,
    state_tax_of_year,
)
from megaroth_xl.law.state_tax_file import DATA, read_state_file, state_codes, state_tax

FILES = sorted(DATA.glob("*.toml"))
OREGON = (DATA / "OR.toml").read_text(encoding="utf-8")
GRADUATED = ("CA", "MA", "MD", "MN", "NJ", "NY", "OR", "VA")
UNTAXED = ("AK", "FL", "NH", "NV", "SD", "TN", "TX", "WA", "WY")
FLAT = ("AZ", "CO", "GA", "IA", "ID", "IN", "KY", "LA", "MI", "NC", "OH", "UT")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_shipped_file_is_whole(path: Path) -> None:
    found = read_state_file(path)
    assert found.code == path.stem
    assert set(found.years) <= {2024, 2025, 2026}
    for year in found.years.values():
        assert year.source.title
        assert year.source.citation


def test_every_state_is_of_its_kind() -> None:
    assert set(state_codes()) == {*GRADUATED, *UNTAXED, *FLAT, "IL"}
    for code in state_codes():
        for year in state_tax(code).years.values():
            assert bool(year.tax) == (code in (*UNTAXED, "IL"))
            assert ("rates" in year.steps) == (code in GRADUATED)


# What the schedules themselves print as the tax on the income at which a bracket begins, given the
# deductions that lead there: Publication OR-ESTIMATE for 2026 (216 and 678; joint 432 and 1,357, to
# the dollar) and Form 760 (720 at 17,000); for New Jersey and Maryland (Form 502: 90 at 3,000 and
# 4,697.50 at 100,000) added up by hand from their rates.
@pytest.mark.parametrize(
    ("state", "status", "year", "agi", "tax"),
    [
        ("OR", "single", 2026, 4_550 + 2_910, 216),
        ("OR", "single", 2026, 11_400 + 2_910, 678),
        ("OR", "mfj", 2026, 9_100 + 5_820, 432),
        ("OR", "mfj", 2026, 22_800 + 5_820, 1_357),
        ("VA", "single", 2025, 17_000 + 8_750 + 930, 720),
        ("NJ", "single", 2025, 75_000 + 1_000, 2_651.25),
        ("MD", "single", 2025, 3_000 + 3_350 + 3_200, 90),
        ("MD", "single", 2025, 100_000 + 3_350 + 1_600, 4_697.5),
    ],
)
def test_the_tax_at_the_start_of_a_bracket_is_what_the_schedule_prints(
    state: str, status: str, year: int, agi: float, tax: float
) -> None:
    assert state_tax_of_year(state, StateIncome(status, agi, 0), year) == pytest.approx(
        tax, abs=0.5
    )


def test_new_yorks_supplemental_tax_takes_the_lower_rates_back() -> None:
    # Tax Law 601(d-5): with AGI of 157,650 a single person pays 6% on all taxable income above
    # 80,650 at the latest; 149,650 x 6% = 8,979.
    income = StateIncome("single", 157_650, 0)
    assert state_tax_of_year("NY", income, 2025) == pytest.approx(149_650 * 0.06, abs=1)


def test_oregon_subtracts_federal_tax_up_to_its_cap_by_agi() -> None:
    # 2025, single: 8,500 below 125,000 of AGI, 6,800 from there on; 8.75% of the difference.
    low, high = (
        state_tax_of_year("OR", StateIncome("single", agi, 50_000), 2025)
        for agi in (124_999.99, 125_000)
    )
    assert high - low == pytest.approx(0.0875 * 1_700, abs=0.01)


def test_minnesotas_standard_deduction_shrinks() -> None:
    # 2025: 3% of AGI above 238,950, 10% above 330,300; at most 80% of 29,900.
    def taxable(agi: float) -> float:
        tax = state_tax_of_year("MN", StateIncome("mfj", agi, 0), 2025)
        below = 47_620 * 0.0535 + 141_560 * 0.068 + 141_230 * 0.0785
        return 330_410 + (tax - below) / 0.0985

    assert taxable(1_000_000) == pytest.approx(1_000_000 - 0.2 * 29_900)
    lost = 0.03 * (330_300 - 238_950) + 0.1 * (400_000 - 330_300)
    assert taxable(400_000) == pytest.approx(400_000 - (29_900 - lost))


def test_a_flat_rate_applies_to_what_is_added() -> None:
    nobody = StateIncome("single", 0, 0)
    assert state_tax_added("NC", 2026, nobody, nobody, 3_000) == pytest.approx(119.7)
    assert state_tax_added("TX", 2026, nobody, nobody, 3_000) == 0
    assert state_tax_added("IL", 2026, nobody, nobody, 3_000) == 0


@given(
    st.sampled_from(GRADUATED),
    st.sampled_from(FILING_STATUS.words),
    st.integers(0, 5_000_000),
    st.integers(0, 100_000),
)
def test_more_income_is_never_taxed_less(state: str, status: str, agi: int, more: int) -> None:
    year = max(state_tax(state).years)
    # The federal tax does not rise here, so that Oregon subtracts no more of it.
    before, after = (StateIncome(status, dollars, 5_000) for dollars in (agi, agi + more))
    assert state_tax_added(state, year, before, after, more) >= -1.0


def test_states_without_figures_ask_for_a_rate() -> None:
    for state in ("PA", "MS", "CT", "DC", "XX", "California", ""):
        with pytest.raises(InputError, match=r"expected a rate such as 5% or 0\.05, or one of"):
            state_figures(state, 2025)
    with pytest.raises(InputError, match="income tax of Ohio for 2026, not for 2025"):
        needs_agi("oh", 2025)
    with pytest.raises(InputError, match="at most 25,000,000; above it give a state rate"):
        state_tax_of_year("NY", StateIncome("single", 26e6, 0), 2025)


Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str) -> Path:
        path = tmp_path / "OR.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return written


@pytest.mark.parametrize(
    ("change", "to", "says"),
    [
        ('state = "OR"', 'state = "CA"', "state: is 'CA': expected 'OR'"),
        ('name = "Oregon"', 'name = ""', "name: expected a text"),
        ("[years.2024]", "[years.next]", "years.next: expected a calendar year"),
        ('source = "t24"', 'source = "t23"', "unknown source 't23'"),
        ('status = "official"', 'status = "projected"', 'expected status = "official"'),
        (
            'source = "t24"\n',
            'source = "t24"\nrate = 0.05\n',
            "expected one of tax, rate and rates",
        ),
        ('source = "t24"\n', 'source = "t24"\ncredit = 5\n', "years.2024.credit: unknown key"),
        ("single = 2_745", "single = -1", "is -1: expected a number, 0 or more"),
        ("single = 2_745\n", "", "deductions.single: is missing"),
        ("[4_300, 0.0675]", "[0, 0.0675]", "whose first numbers rise"),
        ("[4_300, 0.0675]", "[4_300, 6.75]", "rates as shares"),
        ("[[0, 0.0475], [4_300", "[[1, 0.0475], [4_300", "a first rate from 0 on"),
        ("[4_300, 0.0675]", "[4_300]", "rows of 2 numbers"),
        (
            "[years.2024.deductions]",
            "[years.2024.exemptions]",
            "deductions: is missing beside rates",
        ),
    ],
)
def test_a_wrong_file_is_refused(write: Write, change: str, to: str, says: str) -> None:
    assert change in OREGON
    with pytest.raises(LimitsFileError) as refused:
        read_state_file(write(OREGON.replace(change, to, 1)))
    assert says in str(refused.value)


def test_a_source_that_no_year_has_is_refused(write: Write) -> None:
    cut = OREGON[: OREGON.index("[years.2026]")]
    with pytest.raises(LimitsFileError, match="no year has this source"):
        read_state_file(write(cut))
