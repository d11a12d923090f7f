"""A plan in parts gives what the whole gives."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from megaroth_xl.strategy.plan_test import plan_test, plan_ways
from megaroth_xl.strategy.pretest import Outcome, Pretest
from megaroth_xl.strategy.tested_part import PretestTotals, TestedPart
from megaroth_xl.strategy.ways_out import QnecCost
from tests.strategy.plans import CURRENT, PRIOR, match_of, staff

PLANS = [
    replace(CURRENT, match_tiers=[(1, 0.04)]),
    PRIOR,
    replace(CURRENT, adp_safe_harbor="traditional", acp_safe_harbor=True),
    replace(CURRENT, adp_safe_harbor="qaca"),
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


@settings(max_examples=60)
@given(
    st.lists(PERSON, min_size=1, max_size=16),
    st.lists(st.integers(0, 16), max_size=3),
    st.sampled_from(PLANS),
)
def test_splitting_into_parts_changes_nothing(
    rows: list[tuple[Any, ...]], cuts: list[int], plan: Any
) -> None:
    people = staff(**columns(rows))
    match = match_of(people)
    whole = plan_test(people, plan, 2026, match=match)
    hce = np.where(np.isnan(people.hce), people.prior_year_compensation > 160_000, people.hce)
    edges = [0, *sorted(min(cut, len(people)) for cut in cuts), len(people)]
    parts = [
        TestedPart.of(people.take(slice(a, b)), plan, 2026, hce=hce[a:b], match=match[a:b])
        for a, b in pairwise(edges)
    ]
    totals = [PretestTotals.of(part) for part in parts]
    together = Pretest.of(PretestTotals.together(totals), plan)
    assert told(together.acp) == told(whole.acp)
    assert told(together.adp) == told(whole.adp)
    for outcome, refunds in ((together.acp, whole.acp_excess), (together.adp, whole.adp_excess)):
        if outcome.elected is not None:
            in_parts = [outcome.elected.refunds(part, totals[:i]) for i, part in enumerate(parts)]
            assert np.concatenate(in_parts).tolist() == refunds.tolist()
    ways = plan_ways(together, plan)
    assert vars(ways) == vars(whole.ways)
    if ways.acp is not None and whole.acp_qnec is not None:
        costs = QnecCost.together((QnecCost.of(part, ways.acp) for part in parts), ways.acp)
        assert costs.uniform == whole.acp_qnec.uniform
        assert costs.targeted_dollars(ways.acp) == whole.acp_qnec.targeted_dollars(ways.acp)


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
