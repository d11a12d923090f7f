"""Every limit of 2018 to 2026 against a second transcription.

`limits_elsewhere.csv` is recorded from tax models by extract_policyengine.py. What no model carries
(401(a)(17), 414(q), the wages of 414(v)(7), the Roth IRA's phase-outs, the HSA catch-up) was read
a second time from the notices and from pages that print them: `limits_in_notices.csv`, and for the
years before 2018 `announced_elsewhere.csv`, each row with its page.

No difference is left. Two things look like one and are not taken over:

* PolicyEngine's HSA family limit of 2018 is 6,900, as ours: Rev. Proc. 2018-27 let taxpayers keep
  it after Rev. Proc. 2018-18 had lowered it to 6,850.
* A table of the limits from 2006 to 2013 on mondaq.com prints 5,500 as the elective deferral of
  2007, and pensionplanners.net prints a catch-up of 5,500 for 2018: both are slips of those pages
  (15,500 and 6,000 in Notices 2006-98 and 2017-64), so other pages were read for these years.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from megaroth_xl.law.catch_up import catch_up_limit
from megaroth_xl.law.earlier_limits import earlier_limits
from megaroth_xl.law.limits import limits_table
from megaroth_xl.law.limits_file import PHASE_OUTS
from megaroth_xl.law.year_limits import LIMIT_RULES

OFFICIAL_YEARS = range(2018, 2027)
GROUPS = {
    "single": "unmarried",
    "hoh": "unmarried",
    "mfj": "joint",
    "qss": "joint",
    "mfs": "separate",
    "spouse covered": "joint_spouse_covered",
}


def rows(name: str) -> Iterator[dict[str, str]]:
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return csv.DictReader(line for line in lines if not line.startswith("#"))


def elsewhere() -> Iterator[tuple[str, str, int, float]]:
    for row in rows("limits_elsewhere.csv"):
        if int(row["year"]) >= OFFICIAL_YEARS.start:
            yield row["package"], row["name"], int(row["year"]), float(row["dollars"])


def ours(name: str, year: int) -> float:
    kind, _, rest = name.partition(" ")
    limits = limits_table()[year]
    if kind == "catch_up":
        return float(catch_up_limit(year, int(rest.removeprefix("at "))))
    if kind == "net_investment_income":
        return limits.net_investment_income[rest].dollars
    if kind == "traditional_ira":
        end, _, status = rest.partition(" ")
        return getattr(limits.phase_outs[f"traditional_ira_{GROUPS[status]}"], end)
    return limits.amount(name).dollars


def test_limits_equal_those_of_two_tax_models() -> None:
    compared = list(elsewhere())
    differences = {
        (package, name, year): (dollars, ours(name, year))
        for package, name, year, dollars in compared
        if dollars != ours(name, year)
    }
    assert differences == {}
    assert {package for package, *_ in compared} == {"policyengine-us", "taxcalc"}
    assert len(compared) > 300


def test_limits_equal_those_read_a_second_time_in_the_notices() -> None:
    differences = []
    for row in rows("limits_in_notices.csv"):
        limits = limits_table()[int(row["year"])]
        if row["end"]:
            phase_out = limits.phase_outs[row["name"]]
            found, source = (phase_out.start, phase_out.end), phase_out.source
            expected = (float(row["dollars"]), float(row["end"]))
        else:
            amount = limits.amount(row["name"])
            found, source = (amount.dollars,), amount.source
            expected = (float(row["dollars"]),)
        if found != expected:
            differences.append((row, found))
        if row["citation"].startswith("Notice"):
            assert source.citation == row["citation"], row
    assert differences == []


def named_twice(year: int) -> set[str]:
    """The limits and phase-outs of a year for which a second transcription is recorded."""
    found = {row["name"] for row in rows("limits_in_notices.csv") if int(row["year"]) == year}
    for _, name, when, _ in elsewhere():
        if when == year:
            kind, _, rest = name.partition(" ")
            group = f"{kind}_{GROUPS.get(rest.removeprefix('start '), '')}"
            found |= {kind, group, *({"higher_catch_up"} if rest == "at 60" else ())}
    return found


@pytest.mark.parametrize("year", OFFICIAL_YEARS)
def test_every_limit_has_a_second_transcription(year: int) -> None:
    wanted = {name for name, rule in LIMIT_RULES.items() if year >= rule.first_year}
    assert wanted | set(PHASE_OUTS) <= named_twice(year)


def test_what_is_official_for_2027_has_a_second_transcription() -> None:
    official = {
        name
        for name, amount in limits_table()[2027].amounts.items()
        if amount.source.status == "official"
    }
    assert official - {"hsa_catch_up"} == {name for _, name, year, _ in elsewhere() if year == 2027}


def test_announcements_before_2018_equal_a_second_reading() -> None:
    second = {(row["name"], int(row["year"])): row for row in rows("announced_elsewhere.csv")}
    first = {
        (name, year): announcement.dollars
        for name in LIMIT_RULES
        for year, announcement in earlier_limits(name).items()
    }
    assert first == {key: int(row["dollars"]) for key, row in second.items()}
    assert all(row["read_at"] for row in second.values())
