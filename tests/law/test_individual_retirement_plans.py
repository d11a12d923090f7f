import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError, ShapeError, UnknownLimitError, UnknownYearError
from megaroth_xl.law.filing_status import FILING_STATUS
from megaroth_xl.law.individual_retirement_plans import (
    ira_contribution_limit,
    roth_ira_contribution_limit,
    traditional_ira_deduction_limit,
)
from megaroth_xl.law.limits import limits_table
from megaroth_xl.law.year_limits import Amount, YearLimits

MODIFIED_AGIS = st.integers(-1_000_000, 40_000_000).map(lambda cents: cents / 100)
STATUSES = st.sampled_from(FILING_STATUS.words)
YEARS = st.integers(2018, 2027)
AGES = st.integers(14, 110)
PAY = st.none() | st.integers(0, 2_000_000).map(lambda cents: cents / 100)


class TestContributionLimit:
    def test_catch_up_from_fifty(self) -> None:
        assert ira_contribution_limit(2023, [49, 50, 90]).tolist() == [6_500, 7_500, 7_500]
        assert ira_contribution_limit(2026, [49, 50]).tolist() == [7_500, 8_600]

    def test_age_not_given_is_under_fifty(self) -> None:
        assert ira_contribution_limit(2024) == 7_000
        assert ira_contribution_limit(2024, np.nan) == 7_000

    def test_compensation_binds(self) -> None:
        assert ira_contribution_limit(2024, 60, [0, 7_999.99, 8_000, 9_000]).tolist() == [
            0,
            7_999.99,
            8_000,
            8_000,
        ]

    def test_refusals(self) -> None:
        with pytest.raises(UnknownYearError, match="2031"):
            ira_contribution_limit(2031)
        with pytest.raises(InputError, match=r"age is 49\.5"):
            ira_contribution_limit(2024, 49.5)
        with pytest.raises(ShapeError):
            ira_contribution_limit([2024, 2025], [50, 51, 52])


class TestRothContribution:
    @pytest.mark.parametrize(
        ("status", "together", "start", "end"),
        [
            ("single", True, 153_000, 168_000),
            ("hoh", True, 153_000, 168_000),
            ("mfj", True, 242_000, 252_000),
            ("qss", True, 242_000, 252_000),
            ("mfs", True, 0, 10_000),
            ("mfs", False, 153_000, 168_000),
        ],
    )
    def test_ranges_of_2026(self, status: str, together: bool, start: float, end: float) -> None:
        """Notice 2025-67; surviving spouses and separate returns as in Pub. 590-A, Table 2-1."""
        incomes = [start, (start + end) / 2, end - 0.01, end]
        limit = roth_ira_contribution_limit(incomes, status, 2026, lived_with_spouse=together)
        assert limit.tolist() == [7_500, 3_750, 200, 0]

    def test_each_status_has_its_own_answer_to_living_together(self) -> None:
        limit = roth_ira_contribution_limit(
            100_000, ["mfs", "mfs", "single"], 2026, lived_with_spouse=[True, False, True]
        )
        assert limit.tolist() == [0, 7_500, 7_500]

    def test_what_is_left_is_rounded_up_to_ten_dollars(self) -> None:
        # 7,500 x 14,980/15,000 = 7,490 exactly; one dollar more of income is still 7,489.50.
        limit = roth_ira_contribution_limit([153_019, 153_020, 153_021], "single", 2026)
        assert limit.tolist() == [7_500, 7_490, 7_490]

    def test_small_compensation_is_reduced_from_there(self) -> None:
        # Worksheet 2-2 starts from the lesser of the limit and compensation: 3,000 halved.
        assert roth_ira_contribution_limit(160_500, "single", 2026, None, 3_000) == 1_500

    def test_two_hundred_never_exceed_compensation(self) -> None:
        limit = roth_ira_contribution_limit([100_000, 167_000], "single", 2026, None, 150)
        assert limit.tolist() == [150, 150]

    def test_traditional_contributions_use_the_same_limit(self) -> None:
        limit = roth_ira_contribution_limit(
            100_000, "single", 2026, other_ira_contributions=[0, 7_000, 7_500, 9_000]
        )
        assert limit.tolist() == [7_500, 500, 0, 0]

    def test_projected_year(self) -> None:
        assert roth_ira_contribution_limit([158_000, 173_000], "single", 2027).tolist() == [
            7_500,
            0,
        ]

    @given(
        st.lists(MODIFIED_AGIS, min_size=2, max_size=20), STATUSES, YEARS, AGES, PAY, st.booleans()
    )
    def test_falls_with_income_and_keeps_its_bounds(
        self,
        incomes: list[float],
        status: str,
        year: int,
        age: int,
        pay: float | None,
        together: bool,
    ) -> None:
        limit = roth_ira_contribution_limit(
            sorted(incomes), status, year, age, pay, lived_with_spouse=together
        )
        most = ira_contribution_limit(year, age, pay)
        assert (np.diff(limit) <= 0).all()
        assert ((limit >= 0) & (limit <= most)).all()
        reduced = limit[(limit > 0) & (limit < most)]
        assert (reduced % 10 == 0).all()
        assert (reduced >= 200).all()

    @given(MODIFIED_AGIS, STATUSES, YEARS)
    def test_rounding_never_takes_and_gives_less_than_ten_dollars(
        self, income: float, status: str, year: int
    ) -> None:
        kind = {"mfj": "joint", "qss": "joint", "mfs": "separate"}.get(status, "unmarried")
        phase_out = limits_table()[year].phase_outs[f"roth_ira_{kind}"]
        most = limits_table()[year].amount("ira").dollars
        share = (phase_out.end - income) / (phase_out.end - phase_out.start)
        exact = most * min(max(share, 0), 1)
        limit = roth_ira_contribution_limit(income, status, year)
        if exact == 0 or exact > 200:
            assert exact - 1e-6 <= limit < exact + 10
        else:
            assert limit == 200


class TestTraditionalDeduction:
    @pytest.mark.parametrize(
        ("status", "own", "spouse", "together", "start", "end"),
        [
            ("single", True, False, True, 81_000, 91_000),
            ("hoh", True, False, True, 81_000, 91_000),
            ("mfj", True, False, True, 129_000, 149_000),
            ("mfj", True, True, True, 129_000, 149_000),
            ("qss", True, False, True, 129_000, 149_000),
            ("mfs", True, False, True, 0, 10_000),
            ("mfs", True, False, False, 81_000, 91_000),
            ("mfj", False, True, True, 242_000, 252_000),
            ("mfs", False, True, True, 0, 10_000),
        ],
    )
    def test_ranges_of_2026(
        self, status: str, own: bool, spouse: bool, together: bool, start: float, end: float
    ) -> None:
        """Notice 2025-67; who falls under which as in Pub. 590-A, Tables 1-2 and 1-3."""
        limit = traditional_ira_deduction_limit(
            [start, (start + end) / 2, end - 0.01, end],
            status,
            2026,
            active_participant=own,
            spouse_active_participant=spouse,
            lived_with_spouse=together,
        )
        assert limit.tolist() == [7_500, 3_750, 200, 0]

    @pytest.mark.parametrize(
        ("status", "spouse", "together"),
        [
            ("single", False, True),
            ("mfj", False, True),
            ("mfs", False, True),
            ("mfs", True, False),
            ("qss", True, True),
            ("hoh", True, True),
        ],
    )
    def test_no_range_where_no_plan_covers(self, status: str, spouse: bool, together: bool) -> None:
        """Pub. 590-A, Table 1-3: a full deduction at any income."""
        limit = traditional_ira_deduction_limit(
            1_000_000,
            status,
            2026,
            50,
            active_participant=False,
            spouse_active_participant=spouse,
            lived_with_spouse=together,
        )
        assert limit == 8_600

    def test_compensation_is_compared_after_the_reduction(self) -> None:
        # Worksheet 1-2: the dollar limit is reduced, then the least of it and compensation taken.
        limit = traditional_ira_deduction_limit(86_000, "single", 2026, None, [3_000, 3_750, 5_000])
        assert limit.tolist() == [3_000, 3_750, 3_750]

    def test_age_limit_through_2019(self) -> None:
        years, ages = [2018, 2019, 2019, 2020], [71, 70, 71, 71]
        limit = traditional_ira_deduction_limit(10_000, "single", years, ages)
        assert limit.tolist() == [0, 7_000, 0, 7_000]

    @given(MODIFIED_AGIS, STATUSES, YEARS, AGES)
    def test_a_plan_at_work_never_helps(
        self, income: float, status: str, year: int, age: int
    ) -> None:
        neither, spouse, own = traditional_ira_deduction_limit(
            income,
            status,
            year,
            age,
            active_participant=[False, False, True],
            spouse_active_participant=[False, True, True],
        )
        assert neither >= spouse >= own >= 0


@given(st.lists(st.tuples(MODIFIED_AGIS, STATUSES, YEARS, AGES), min_size=1, max_size=10))
def test_array_equals_its_scalars(people: list[tuple[float, str, int, int]]) -> None:
    columns = list(map(list, zip(*people, strict=True)))
    for limit in (roth_ira_contribution_limit, traditional_ira_deduction_limit):
        assert limit(*columns).tolist() == [limit(*person) for person in people]


class TestOwnLimits:
    def test_a_users_own_limit_goes_first(self) -> None:
        source = limits_table()[2026].amount("ira").source
        table = limits_table().overlaid([YearLimits(2027, {"ira": Amount(8_000, source)})])
        assert ira_contribution_limit(2027, limits=table) == 8_000
        assert roth_ira_contribution_limit(165_500, "single", 2027, limits=table) == 4_000
        assert traditional_ira_deduction_limit(88_000, "single", 2027, limits=table) == 4_000

    def test_range_that_is_missing_is_named(self) -> None:
        source = limits_table()[2026].amount("ira").source
        amounts = {"ira": Amount(8_000, source), "ira_catch_up": Amount(1_200, source)}
        table = limits_table().overlaid([YearLimits(2028, amounts)])
        with pytest.raises(UnknownLimitError, match="roth_ira_joint"):
            roth_ira_contribution_limit(1, "mfj", 2028, limits=table)


class TestRefusals:
    def test_by_name(self) -> None:
        for limit in (roth_ira_contribution_limit, traditional_ira_deduction_limit):
            with pytest.raises(InputError, match="modified_agi is not a number"):
                limit(np.nan, "single", 2026)
            with pytest.raises(InputError, match="filing_status is 'x'"):
                limit(1, "x", 2026)
            with pytest.raises(InputError, match="lived_with_spouse"):
                limit(1, "mfs", 2026, lived_with_spouse="no")
            with pytest.raises(UnknownYearError, match="2031"):
                limit(1, "single", 2031)
            with pytest.raises(ShapeError):
                limit([1, 2], ["single", "mfj", "mfs"], 2026)
        with pytest.raises(InputError, match="other_ira_contributions is -1"):
            roth_ira_contribution_limit(1, "single", 2026, other_ira_contributions=-1)
