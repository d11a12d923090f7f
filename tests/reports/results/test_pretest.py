from dataclasses import replace
from datetime import date

import polars as pl

from megaroth_xl.reports.results.correction_steps import CORRECTIONS, correction_frames
from megaroth_xl.reports.results.pretest import PARTICIPANTS, participant_frame
from tests.strategy.plans import FAILING as PLAN
from tests.strategy.plans import FAILING_STAFF as PEOPLE
from tests.strategy.plans import FAILING_TEST as FOUND
from tests.strategy.plans import match_of, plan_test, staff

LABELS = pl.DataFrame({"employee_id": PEOPLE.employee_id.tolist(), "name": ["A", "B", "C", "D"]})


def test_participants() -> None:
    frame = participant_frame(LABELS, FOUND)
    assert frame.columns == list(PARTICIPANTS)
    assert frame["acp_ratio"].to_list() == [0.12, 0.06, 0.04, None]
    assert frame["adp_ratio"].to_list() == [0.1, 0.04, 0.04, None]
    assert frame["acp_excess"].sum() == FOUND.acp.excess == 12_000
    assert frame["standing"][3] == "left out: neither pay nor contributions"
    assert participant_frame(LABELS, FOUND, "ko")["highly_compensated"].to_list()[0] == "예"


def test_corrections_are_a_line_for_each_source() -> None:
    # ADP: (10 + 4) / 2 against 4 + 2: 10 cut to 8, 4,000, all from the first.
    frame = pl.concat(correction_frames(PEOPLE, LABELS, FOUND))
    assert frame.columns == list(CORRECTIONS)
    lines = frame.select("employee_id", "step", "source", "amount", "earnings", "taxable", "how")
    deferral = "elective deferral, pre-tax or Roth as the plan says"
    after_tax, acp = "after-tax contribution", "ACP excess aggregate contribution"
    assert lines.rows() == [
        ("1", "ADP excess contribution", deferral, 4_000, 400, None, "distributed"),
        ("1", acp, after_tax, 9_000, 900, 900, "distributed"),
        ("2", acp, after_tax, 3_000, 300, 300, "distributed"),
        # A fifth of 20,000 was matched; a fifth of 16,000 is 800 less.
        ("1", "match on contributions that went back", "match", 800, 0, 0, "forfeited"),
    ]
    assert frame["without_excise_tax"].to_list() == [date(2027, 3, 15)] * 3 + [None]
    assert frame["in_roth"].to_list() == [None, *["probably converted already"] * 2, None]
    assert "code 8" in frame["form"][1]


def test_nothing_goes_back_before_a_missing_birth_date_is_found() -> None:
    # Deferrals of 29,000 are 4,500 above 24,500: too much at 45, catch-up at 50.
    people = staff(
        hce=[0, 0],
        compensation=[140_000, 140_000],
        elective_deferral=[29_000, 29_000],
        age=[float("nan"), 45],
    )
    found = plan_test(people, PLAN, 2026, match=match_of(people))
    frame = pl.concat(correction_frames(people, LABELS[:2], found))
    assert frame["amount"].to_list() == [4_500, 4_500]
    first, second = frame["how"]
    assert first.startswith("find the birth date first")
    assert second == "distributed"


def test_earnings_and_taxable_parts_are_whole_cents() -> None:
    # 18,000 back, 20 parts of 26 after tax; 8 percent of it is earned: 1,440.00 in all.
    people = staff(
        hce=[1, 0],
        compensation=[200_000, 50_000],
        age=[45, 30],
        matching_contribution=[6_000, 1000],
        after_tax_contribution=[20_000, 0],
        hire_date=["2010-01-01"] * 2,
    )
    plan = replace(PLAN, refund_earnings_rate=0.08, refund_order="pro rata")
    found = plan_test(people, plan, 2026, match=match_of(people))
    frame = pl.concat(correction_frames(people, LABELS[:2], found))
    lines = frame.filter(pl.col("step").str.starts_with("ACP"))
    assert lines.select("amount", "earnings", "taxable").rows() == [
        (13846.15, 1107.69, 1107.69),
        (4153.85, 332.31, 4486.16),
    ]


def test_nothing_to_correct() -> None:
    people = PEOPLE.take([2])
    nothing = plan_test(people, PLAN, 2026, match=match_of(people))
    assert pl.concat(correction_frames(people, LABELS[2:3], nothing)).is_empty()


def test_what_an_hce_can_expect() -> None:
    expected = participant_frame(LABELS, FOUND).filter(pl.col("highly_compensated") == "yes")
    assert expected["employee_id"].to_list() == ["1", "2"]
    assert expected["acp_excess"].to_list() == [9_000, 3_000]
    assert expected["adp_refund"].to_list() == [4_000, 0]
    # 2 percent of match, and 6 against it: nobody is refunded if all keep to 4 percent after tax.
    assert expected["after_tax_rate_for_all"].to_list() == [0.04, 0.04]
    assert expected["after_tax_rate_alone"].to_list() == [0.04, None]
