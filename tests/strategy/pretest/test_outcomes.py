"""A plan in parts gives what the whole gives."""

import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.strategy.pretest.findings import plan_findings
from megaroth_xl.strategy.pretest.outcomes import Outcome, Reason
from megaroth_xl.strategy.pretest.part_test import PartTest
from megaroth_xl.strategy.pretest.plan_test import PlanTest
from megaroth_xl.strategy.pretest.plan_test import plan_test as plan_test_of
from megaroth_xl.strategy.pretest.what_if import what_ifs
from tests.strategy.plans import CURRENT, PRIOR, match_of, plan_test, staff

PLANS = [
    replace(CURRENT, match_tiers=[(1, 0.04)]),
    PRIOR,
    replace(CURRENT, adp_safe_harbor="traditional", acp_safe_harbor=True),
    replace(CURRENT, adp_safe_harbor="qaca"),
    replace(CURRENT, top_paid_election=True, refund_earnings_rate=0.05, vesting="immediate"),
]
PERSON = st.tuples(
    st.sampled_from([1, 1, 0, None]),
    st.sampled_from([0, 20_000, 50_000, 200_000, 200_000, 400_000]),
    st.sampled_from([0, 0, 5_000.01, 24_500, 30_000]),
    st.sampled_from([0, 1_000.33, 8_000]),
    st.sampled_from([0, 0, 3_333.33, 20_000]),
    st.sampled_from([None, 19, 40, 55]),
    st.sampled_from([150_000, 160_000.01]),
)


def columns(rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    names = (
        "hce",
        "compensation",
        "elective_deferral",
        "matching_contribution",
        "after_tax_contribution",
        "age",
        "prior_year_compensation",
    )
    return dict(zip(names, zip(*rows, strict=True), strict=True))


def told(outcome: Outcome) -> tuple[Any, ...]:
    return (
        outcome.result,
        [reason.name for reason in outcome.reasons],
        outcome.hce_average,
        outcome.nhce_average,
        outcome.limit,
        outcome.excess,
        [(reading.column, reading.grouping, reading.excess) for reading in outcome.readings],
    )


def everything(found: PlanTest, parts: list[PartTest]) -> dict[str, Any]:
    """All that is said of a plan and of each of its participants."""
    returned = found.acp_without_additions
    return {
        "findings": plan_findings(found),
        "what if": what_ifs(found),
        "acp": told(found.acp),
        "adp": told(found.adp),
        "ways": vars(found.ways),
        "back": vars(found.back),
        "top paid": found.top_paid,
        "conflicts": found.hce_conflicts,
        "without additions": returned and (returned.passes, returned.excess),
        **{
            name: [repr(row) for part in parts for row in getattr(part, name).tolist()]
            for name in ("hce", "acp_excess", "adp_excess", "own_rates")
        },
        **{
            f"back {name}": [
                repr(row) for part in parts for row in getattr(part.corrections, name).tolist()
            ]
            for name in vars(parts[0].corrections)
            if name != "rows"
        },
    }


@settings(max_examples=60)
@given(
    st.lists(PERSON, min_size=1, max_size=16),
    st.lists(st.integers(0, 16), max_size=3),
    st.sampled_from(PLANS),
    st.booleans(),
)
def test_splitting_into_parts_changes_nothing(
    rows: list[tuple[Any, ...]],
    cuts: list[int],
    plan: PlanTerms,
    family: bool,
) -> None:
    given = columns(rows) | {"division": ["shop", "sales", ""] * 6}
    if family:  # the first one's, whose ownership those in other parts must learn of
        given |= {"ownership_percent": [3.0] * 18, "family_of": ["", "1", ""] * 6}
    people = staff(**{name: values[: len(rows)] for name, values in given.items()})
    match = match_of(people)
    edges = [0, *sorted(min(cut, len(people)) for cut in cuts), len(people)]
    found = []
    for ends in ([0, len(people)], edges):
        parts = [(people.take(slice(a, b)), match[a:b]) for a, b in pairwise(ends)]
        of_parts: list[PartTest] = []
        # Rows are named for a plan in one part only.
        blocked = [Reason("rows_left_out", 1)]
        for reasons in ([], blocked):
            of_parts = []
            test = plan_test_of(parts, plan, 2026, blocked=reasons, each=of_parts.append)
            found.append(everything(test, of_parts))
    without_rows = [re.sub(r" \(rows? [^)]*\)", "", repr(each)) for each in found]
    assert without_rows[:2] == without_rows[2:]


@settings(max_examples=60)
@given(st.lists(PERSON, min_size=1, max_size=12), st.sampled_from(PLANS), st.randoms())
def test_permuting_rows_permutes_refunds(
    rows: list[tuple[Any, ...]], plan: Any, random: Any
) -> None:
    order = list(range(len(rows)))
    random.shuffle(order)

    def refunded(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        people = staff(**columns(rows))
        test = plan_test(people, plan, 2026, match=match_of(people))
        # Those who are the same to the tests share a cent that does not divide in either order.
        same = [(r[1], round(r[3] + r[4], 2)) for r in rows]
        return sorted(zip(same, test.acp_excess.tolist(), strict=True))

    assert refunded([rows[i] for i in order]) == refunded(rows)


@settings(max_examples=60)
@given(st.lists(PERSON, min_size=1, max_size=12), st.sampled_from(PLANS[:2]))
def test_a_plan_with_what_goes_back_taken_out_passes_by_the_leveled_ratios(
    rows: list[tuple[Any, ...]], plan: Any
) -> None:
    people = staff(**columns(rows))
    match = match_of(people)
    test = plan_test(people, plan, 2026, match=match)
    for outcome, excess in ((test.acp, test.acp_excess), (test.adp, test.adp_excess)):
        if outcome.elected is None:
            continue
        for verdict in outcome.elected.verdicts:
            if verdict.levels is not None and verdict.limit is not None:
                # The plan is treated as cut to the permitted ratio (1.401(m)-2(b)(2)(v)).
                cut = [min(r, verdict.levels.permitted_ratio) for r in verdict.totals.ratios]
                average = float(sum(cut) / len(cut)) / 10_000
                assert average <= verdict.limit + 1e-12
        assert round(excess.sum() * 100) == round((outcome.excess or 0) * 100)


def test_somebody_without_pay_and_contributions_changes_nothing() -> None:
    rows = [(1, 200_000, 10_000, 0, 20_000, 40, 0), (0, 50_000, 2_500, 0, 2_000, 40, 0)]
    before = plan_test(staff(**columns(rows)), CURRENT, 2026, match=np.zeros(2))
    for is_hce in (1, 0):
        more = [*rows, (is_hce, 0, 0, 0, 0, 40, 0)]
        after = plan_test(staff(**columns(more)), CURRENT, 2026, match=np.zeros(3))
        assert told(after.acp) == told(before.acp)
        assert after.acp_excess.tolist() == [*before.acp_excess.tolist(), 0]
