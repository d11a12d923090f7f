import numpy as np
import pytest

from megaroth_xl.cells import read_block
from megaroth_xl.errors import InputError, ShapeError, UnknownLimitError
from megaroth_xl.law.limits import limits_table
from megaroth_xl.law.year_limits import Status
from megaroth_xl.ranges import (
    Employees,
    column_of_ages,
    column_of_answers,
    column_of_dollars,
    language,
    match_tier_rows,
    workbook_limits,
)


class TestWorkbookLimits:
    def table(self, *rows):
        return workbook_limits("limits", read_block(list(rows)))

    def test_a_typed_figure_goes_before_the_packages(self):
        table = self.table(["", 2026, "2027"], ["415(c)", "", "$76,000"])
        assert table.dollars("annual_additions", [2026, 2027]).tolist() == [72000, 76000]
        assert table[2027].amount("annual_additions").source.status is Status.OWN

    def test_a_repeated_figure_keeps_its_source(self):
        table = self.table(["limit", 2026], ["annual_additions", 72000])
        assert table[2026].amount("annual_additions").source.citation == "Notice 2025-67"

    def test_a_new_year_is_added(self):
        table = self.table(["limit", 2028], ["annual_additions", 77000])
        assert table.dollars("annual_additions", 2028) == 77000
        assert limits_table().years[-1] < 2028

    def test_columns_without_a_year_are_left_out(self):
        table = self.table(["limit", "source", 2028], ["415(c)", "my guess", 77000])
        assert table.dollars("annual_additions", 2028) == 77000

    @pytest.mark.parametrize(
        ("rows", "error"),
        [
            ([["limit", "x"], ["415(c)", 1]], "without a year"),
            ([["limit", 2028], ["415(c)", "x"]], "annual_additions of 2028, is 'x'"),
            ([["limit", 2028], ["415(c)", -1]], "annual_additions of 2028, is -1"),
        ],
    )
    def test_refused(self, rows, error):
        with pytest.raises(InputError, match=error):
            self.table(*rows)

    def test_an_unknown_limit_is_named(self):
        with pytest.raises(UnknownLimitError, match=r"no limit '457\(b\)'"):
            self.table(["", 2028], ["457(b)", 1])


class TestMatchTiers:
    def test_rows_of_numbers_and_percentages(self):
        tiers = match_tier_rows("tiers", read_block([["100%", 0.03], [0.5, "5%"], [None, ""]]))
        assert [(tier.rate, tier.up_to) for tier in tiers] == [(1, 0.03), (0.5, 0.05)]

    @pytest.mark.parametrize(
        ("rows", "error"),
        [
            ([["x", 0.03]], "with 'x'"),
            ([[1, None]], "with a blank cell"),
            ([[1, 0.03, 5]], "rows of two numbers"),
        ],
    )
    def test_refused(self, rows, error):
        with pytest.raises(InputError, match=error):
            match_tier_rows("tiers", read_block(rows))


class TestEmployees:
    def test_blank_rows_hold_nobody(self):
        staff = Employees.of(
            column_of_answers("is_hce", read_block([["yes"], [None], [False]])),
            column_of_dollars("compensation", read_block([[200000], [None], ["$50,000"]])),
            match=column_of_dollars("match", read_block([[None], [None], [500]])),
            after_tax=np.float64(0),
            age=column_of_ages("age", read_block([[0], [None], [52]])),
        )
        assert staff.is_hce.tolist() == [1, 0]
        assert staff.compensation.tolist() == [200000, 50000]
        assert staff.amounts["match"].tolist() == [0, 500]
        assert staff.amounts["after_tax"].tolist() == [0, 0]
        assert np.isnan(staff.amounts["age"][0])
        assert staff.amounts["age"][1] == 52
        assert staff.rows(np.array([7.0, 8.0])) == [[7.0], [""], [8.0]]

    def test_a_person_needs_pay(self):
        hce, nothing = np.array([1, 0]), np.array([0, 0])
        with pytest.raises(InputError, match="compensation in row 2 is blank"):
            Employees.of(hce, np.array([5, np.nan]), match=nothing, after_tax=nothing)

    def test_blank_pay_beside_contributions_is_not_known(self):
        hce, pay = np.array([1, 0]), np.array([5, np.nan])
        staff = Employees.of(hce, pay, match=np.array([1, 2]), after_tax=np.array([0, 0]))
        assert np.isnan(staff.compensation[1])

    def test_no_pay_beside_contributions_is_an_error_of_the_row(self):
        hce, pay = np.array([np.nan, 1, 0]), np.array([np.nan, 5, 0])
        with pytest.raises(InputError, match="compensation in row 3 is 0 beside contributions"):
            Employees.of(hce, pay, deferral=np.array([np.nan, 1, 2]), age=None)

    def test_columns_of_one_length(self):
        with pytest.raises(ShapeError):
            Employees.of(np.ones(3), np.ones(2), match=np.ones(3), after_tax=np.ones(3))

    @pytest.mark.parametrize(
        ("read", "rows", "error"),
        [
            (column_of_dollars, [[1, 2], [3, 4]], "is a range of 2 x 2: expected one column"),
            (column_of_dollars, [[1], ["x"]], "x in row 2 is 'x': expected dollars"),
            (column_of_dollars, [[-1], [2]], "x in row 1 is -1: expected dollars"),
            (column_of_ages, [[52], [7]], "x in row 2 is 7: expected the age on December 31"),
            (column_of_answers, [[1], [2]], "x in row 2 is 2: expected TRUE or FALSE"),
        ],
    )
    def test_refused(self, read, rows, error):
        with pytest.raises(InputError, match=error):
            read("x", read_block(rows))


@pytest.mark.parametrize("typed", ["ko", "KO", " ko "])
def test_language(typed):
    assert language("lang", read_block(typed)) == "ko"


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("de", "lang is 'de': expected en or ko"),
        (1.0, "lang is 1: expected en or ko"),
        (["en", "ko"], "lang is a range of 1 x 2: expected one cell"),
    ],
)
def test_no_language(typed, error):
    with pytest.raises(InputError, match=f"^{error}$"):
        language("lang", read_block(typed))
