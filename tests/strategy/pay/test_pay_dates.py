from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError
from megaroth_xl.strategy.pay.pay_dates import (
    ClosedDayRule,
    PayFrequency,
    bank_holidays,
    pay_dates,
    remaining_pay_dates,
)

YEARS = st.integers(2018, 2035)


def test_biweekly_fridays_of_2026_make_27_pay_dates():
    # Littler, "Employers That Pay Biweekly May Have 27 Paydays in 2026": the first is January 2,
    # and pay due on January 1, 2027, a holiday, is paid on December 31, 2026.
    dates = pay_dates(2026, "biweekly", date(2026, 1, 2))
    assert len(dates) == 27
    assert dates[25:] == (date(2026, 12, 18), date(2026, 12, 31))
    next_year = pay_dates(2027, "biweekly", date(2026, 1, 2))
    assert next_year[0] == date(2027, 1, 15)


def test_weekly_fridays_of_2026_make_53_pay_dates():
    # Employers Council, "Payroll 2026: Managing the Extra Pay Period Anomaly".
    dates = pay_dates(2026, PayFrequency.WEEKLY, date(2026, 1, 2))
    assert len(dates) == 53
    assert dates[-1] == date(2026, 12, 31)


def test_pay_stays_in_the_next_year_where_payroll_pays_on_the_day_itself_or_after_it():
    for rule in (ClosedDayRule.SAME_DAY, ClosedDayRule.AFTER):
        dates = pay_dates(2026, "biweekly", date(2026, 1, 2), closed_day_rule=rule)
        assert len(dates) == 26


def test_semimonthly_pay_of_january_first_moves_to_the_old_year():
    dates = pay_dates(2026, "semimonthly", date(2025, 1, 1))
    assert len(dates) == 24
    assert dates[0] == date(2026, 1, 16)
    assert dates[-1] == date(2026, 12, 31)
    # January 1, 2023 was a Sunday; the banks were closed on Monday, January 2, too.
    assert pay_dates(2022, "monthly", date(2022, 2, 1))[-1] == date(2022, 12, 30)


@pytest.mark.parametrize(
    ("first", "days_of_march"),
    [
        (date(2026, 1, 15), [15, 31]),
        (date(2026, 1, 31), [15, 31]),
        (date(2026, 1, 30), [15, 30]),
        (date(2026, 1, 1), [1, 16]),
        (date(2026, 1, 16), [1, 16]),
        (date(2026, 1, 5), [5, 20]),
        (date(2026, 1, 20), [5, 20]),
        (date(2026, 1, 14), [14, 29]),
    ],
)
def test_semimonthly_days_follow_from_the_first_date(first, days_of_march):
    dates = pay_dates(2026, "semimonthly", first, closed_day_rule=ClosedDayRule.SAME_DAY)
    assert [d.day for d in dates if d.month == 3] == days_of_march
    assert dates[0] == first


def test_monthly_pay_on_the_last_day_finds_it_in_every_month():
    dates = pay_dates(2024, "monthly", date(2024, 1, 31), closed_day_rule=ClosedDayRule.SAME_DAY)
    assert [d.day for d in dates] == [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


def test_a_mid_year_start_and_end_bound_the_dates():
    dates = pay_dates(2026, "monthly", date(2026, 6, 15), last_date=date(2026, 9, 15))
    assert [d.month for d in dates] == [6, 7, 8, 9]
    assert remaining_pay_dates(dates, date(2026, 7, 15)) == dates[2:]
    assert pay_dates(2025, "monthly", date(2026, 6, 15)) == ()


def test_bank_holidays_are_those_of_the_federal_reserve():
    # Federal Reserve Bank of Richmond, holiday schedule 2025 to 2027; July 4, 2026 and the
    # Juneteenth and Christmas of 2027 are Saturdays, July 4, 2027 is a Sunday.
    assert bank_holidays(2025) == {
        *(date(2025, 1, day) for day in (1, 20)),
        date(2025, 2, 17),
        date(2025, 5, 26),
        date(2025, 6, 19),
        date(2025, 7, 4),
        date(2025, 9, 1),
        date(2025, 10, 13),
        *(date(2025, 11, day) for day in (11, 27)),
        date(2025, 12, 25),
    }
    assert {date(2026, 1, 19), date(2026, 5, 25), date(2026, 11, 26)} < bank_holidays(2026)
    assert date(2026, 7, 3) not in bank_holidays(2026)
    assert date(2027, 7, 5) in bank_holidays(2027)
    assert date(2027, 12, 24) not in bank_holidays(2027)
    assert date(2020, 6, 19) not in bank_holidays(2020)


CLOSED = {
    2018: "0101 0115 0219 0528 0704 0903 1008 1112 1122 1225",
    2019: "0101 0121 0218 0527 0704 0902 1014 1111 1128 1225",
    2020: "0101 0120 0217 0525 0907 1012 1111 1126 1225",
    2021: "0101 0118 0215 0531 0705 0906 1011 1111 1125",
    2022: "0117 0221 0530 0620 0704 0905 1010 1111 1124 1226",
    2023: "0102 0116 0220 0529 0619 0704 0904 1009 1123 1225",
    2024: "0101 0115 0219 0527 0619 0704 0902 1014 1111 1128 1225",
    2025: "0101 0120 0217 0526 0619 0704 0901 1013 1111 1127 1225",
    2026: "0101 0119 0216 0525 0619 0907 1012 1111 1126 1225",
    2027: "0101 0118 0215 0531 0705 0906 1011 1111 1125",
    2028: "0117 0221 0529 0619 0704 0904 1009 1123 1225",
    2029: "0101 0115 0219 0528 0619 0704 0903 1008 1112 1122 1225",
    2030: "0101 0121 0218 0527 0619 0704 0902 1014 1111 1128 1225",
    2031: "0101 0120 0217 0526 0619 0704 0901 1013 1111 1127 1225",
    2032: "0101 0119 0216 0531 0705 0906 1011 1111 1125",
    2033: "0117 0221 0530 0620 0704 0905 1010 1111 1124 1226",
    2034: "0102 0116 0220 0529 0619 0704 0904 1009 1123 1225",
    2035: "0101 0115 0219 0528 0619 0704 0903 1008 1112 1122 1225",
}
"""Weekdays on which the Federal Reserve is closed: the set FED of the library holidays 0.109."""


@pytest.mark.parametrize("year", CLOSED)
def test_bank_holidays_are_those_of_the_library_holidays(year: int) -> None:
    weekdays = (day for day in bank_holidays(year) if day.weekday() < 5)
    assert " ".join(f"{day:%m%d}" for day in sorted(weekdays)) == CLOSED[year]


@pytest.mark.parametrize(("year", "month", "day"), [(2020, 7, 4), (2021, 12, 25), (2023, 11, 11)])
def test_a_holiday_on_a_saturday_moves_nothing(year: int, month: int, day: int) -> None:
    saturday = date(year, month, day)
    assert saturday.weekday() == 5
    around = {saturday - timedelta(days=1), saturday + timedelta(days=2)}
    assert not around & bank_holidays(year)


def test_an_unknown_frequency_is_refused_with_the_cure():
    with pytest.raises(InputError, match="'fortnightly': expected one of weekly, biweekly"):
        pay_dates(2026, "fortnightly", date(2026, 1, 2))


@given(YEARS, st.sampled_from(PayFrequency), st.integers(0, 366), st.sampled_from(ClosedDayRule))
def test_every_due_date_is_paid_in_exactly_one_year(year, frequency, offset, rule):
    first = date(year, 1, 1) + timedelta(days=offset)
    years = range(year, year + 4)
    after = [pay_dates(y, frequency, first, closed_day_rule=rule) for y in years]
    due = [pay_dates(y, frequency, first, closed_day_rule=ClosedDayRule.SAME_DAY) for y in years]
    assert all(d.year == y for y, dates in enumerate(after, year) for d in dates)
    assert all(list(dates) == sorted(dates) for dates in after)
    most = {"weekly": 53, "biweekly": 27, "semimonthly": 25, "monthly": 13}[frequency]
    assert all(most - 3 <= len(dates) <= most for dates in after[1:])
    # Only a date at either end of the span can fall out of it.
    assert abs(sum(map(len, after)) - sum(map(len, due))) <= 1
    assert len(set(sum(after, ()))) == sum(map(len, after))
    if rule is not ClosedDayRule.SAME_DAY:
        assert all(d.weekday() < 5 and d not in bank_holidays(d.year) for d in sum(after, ()))
