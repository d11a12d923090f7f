"""The findings of a plan pre-test in words: what was found, what it means, and what to do."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from megaroth_xl.law.corrections import excise_tax
from megaroth_xl.quantities import CENTS, round_half_up
from megaroth_xl.strategy.plan.words import AdpSafeHarbor, TestingMethod
from megaroth_xl.strategy.pretest.outcomes import Grouping, Outcome, Pretest, Reading, Result
from megaroth_xl.strategy.pretest.plan_test import PlanTest
from megaroth_xl.strategy.pretest.ways_out import QnecCost, WaysOut
from megaroth_xl.strategy.pretest.who_counts import Standing
from megaroth_xl.texts import LANGUAGES, citation, text, texts_of

__all__ = ["PlanFinding", "percent", "plan_findings"]

ACP_SAFE_HARBOR_UP_TO = 0.06
"""Share of pay beyond which a match cannot meet the ACP safe harbor."""
Found = Iterator[tuple[str, dict[str, Any]]]


class PlanFinding(NamedTuple):
    """One finding: what is so, what follows, the cure, and the citation."""

    id: str
    what: str
    consequence: str
    cure: str
    citation: str


def plan_findings(found: PlanTest, *, lang: str = LANGUAGES[0]) -> tuple[PlanFinding, ...]:
    """Findings of a pre-test: the tests first, then what goes back and how to avoid it.

    Parameters
    ----------
    found
        The pre-test.
    lang
        "en" or "ko".

    Examples
    --------
    >>> from megaroth_xl.strategy.plan.participants import Participants
    >>> from megaroth_xl.strategy.plan.terms import PlanTerms
    >>> from megaroth_xl.strategy.pretest.plan_test import plan_test
    >>> people = Participants.of({
    ...     "employee_id": ["1", "2"], "compensation": [200_000, 50_000], "hce": [1, 0],
    ...     "elective_deferral": [0, 0], "after_tax_contribution": [20_000, 0]})
    >>> plan = PlanTerms("Example 401(k)", prior_year_nhce_acp=0.04)
    >>> found = plan_test([(people, people.compensation * 0)], plan, 2026)
    >>> plan_findings(found)[0].what
    'The ACP test fails: the HCE average is 10.00%, the limit 6.00%. $8,000 must be refunded, to 1
    of the HCEs.'
    """
    return tuple(_in_words(name, values, lang) for name, values in _findings(found, lang))


def percent(share: float) -> str:
    """A share in percent with two decimals, or the four that a limit of 1.25 N can have.

    >>> percent(0.06), percent(0.100125)
    ('6.00%', '10.0125%')
    """
    shown = f"{share * 100:.4f}"
    return f"{shown.removesuffix('00')}%"


def _in_words(name: str, values: dict[str, Any], lang: str) -> PlanFinding:
    key = f"plan_findings.{name}"
    return PlanFinding(
        id=name,
        **texts_of(key, lang, ("what", "consequence", "cure"), values),
        citation=citation(f"{key}.cure"),
    )


def _findings(found: PlanTest, lang: str) -> Found:
    """Each finding's name, and the values that its texts show."""
    if found.is_projected:
        yield "projected_year", {"year": found.year}
    if found.left_out_allowed:
        yield "left_out_allowed", {"rows": found.left_out_allowed}
    yield from _harbor_short(found)
    yield from _missed_match(found, lang)
    yield from _outcome(found, found.acp, lang)
    yield from _readings(found, lang)
    yield from _outcome(found, found.adp, lang)
    yield from _qualified(found, lang)
    yield from _high_match(found)
    yield from _groupings(found, lang)
    yield from _converted(found)
    yield from _ways_out(found, found.acp, found.ways.acp, found.acp_qnec, lang)
    yield from _ways_out(found, found.adp, found.ways.adp, found.adp_qnec, lang)
    yield from _limits(found, lang)
    yield from _people(found)
    yield "not_covered", {}


def _harbor_short(found: PlanTest) -> Found:
    people, lacking = found.pretest.totals.harbor_short
    if people:
        share = percent(found.plan.safe_harbor_nonelective or 0.0)
        yield "harbor_short", {"people": people, "dollars": lacking / CENTS, "share": share}


def _missed_match(found: PlanTest, lang: str) -> Found:
    paid = found.pretest.with_match_paid(found.plan)
    if paid is not None:
        totals = found.pretest.totals
        values = {"people": totals.missed[0], "dollars": totals.missed_dollars}
        yield "missed_match", {**values, **_compared(paid, lang)}


def _compared(reading: Reading, lang: str) -> dict[str, Any]:
    """Return what a reading compares, and how it comes out."""
    verdict, outcome = reading.verdict, "passes" if reading.passes else "fails"
    return {
        "hce": _share(verdict.hce_average, lang),
        "limit": _share(verdict.limit, lang),
        "result": text(f"nondiscrimination.outcome.{outcome}", lang),
    }


def _share(value: float | None, lang: str) -> str:
    return text("nondiscrimination.none", lang) if value is None else percent(value)


def _outcome(found: PlanTest, outcome: Outcome, lang: str) -> Found:
    test = outcome.name.lower()
    reasons = {"reasons": "; ".join(reason.sentence(lang) for reason in outcome.reasons)}
    if outcome.result is Result.NOT_TESTED:
        yield f"{test}_not_tested", reasons
        return
    reading = outcome.elected
    if reading is None or outcome.reasons:
        yield f"{test}_deemed", reasons
        return
    values = _compared(reading, lang)
    if outcome.result is Result.PASSES:
        yield (
            f"{test}_passes",
            {**values, "highest_rate": percent(found.ways.highest_hce_rate or 0)},
        )
        return
    back = found.back
    refunds = {"acp": "acp_excess", "adp": "adp_refund"}[test]
    yield (
        f"{test}_fails",
        {
            **values,
            "excess": outcome.excess,
            "people": back.counts[refunds],
            "refund": back.dollars("adp_refund"),
            "catch_up": back.dollars("adp_catch_up"),
            "earnings": _dollars(back.dollars(f"{test}_earnings"), lang),
            "tax": float(excise_tax(back.dollars(refunds))),
            "deadline": found.refund_deadline,
            "last": found.deadlines.last,
        },
    )
    said = {
        "acp": back.dollars("acp_refund"),
        "adp": back.dollars("adp_catch_up") + back.dollars("adp_refund"),
    }[test]
    returned = float(round_half_up((outcome.excess or 0.0) - said))
    if returned > 0:
        yield {"acp": "acp_after_415c", "adp": "adp_after_402g"}[test], {"amount": returned}


def _dollars(amount: float, lang: str) -> str | float:
    return text("pretest.in_roth.unknown", lang) if np.isnan(amount) else amount


def _readings(found: PlanTest, lang: str) -> Found:
    """The two readings of a safe harbor plan, and a method that does not go with it."""
    columns = {reading.column: reading for reading in reversed(found.acp.readings)}
    if len(columns) > 1 and found.acp.elected is not None:
        first = found.acp.elected
        second = next(r for name, r in columns.items() if name != first.column)
        other = {f"other_{name}": value for name, value in _compared(second, lang).items()}
        names = {
            "first": text(f"pretest.column.{first.column}", lang),
            "second": text(f"pretest.column.{second.column}", lang),
        }
        yield "safe_harbor_readings", {**names, **_compared(first, lang), **other}
    if (
        found.plan.adp_safe_harbor is not AdpSafeHarbor.NONE
        and found.plan.testing_method is TestingMethod.PRIOR_YEAR
    ):
        yield "safe_harbor_prior_year", {}
    matched_up_to = max((up_to for _, up_to in found.plan.match_tiers), default=0.0)
    if found.plan.acp_safe_harbor and matched_up_to > ACP_SAFE_HARBOR_UP_TO:
        yield "acp_safe_harbor_lost", {"share": percent(matched_up_to)}


def _qualified(found: PlanTest, lang: str) -> Found:
    """The QNECs and QMACs of the roster: where they count, or what each answer would give."""
    totals, plan = found.pretest.totals.qualified, found.plan
    (people, qnec), (counting, counted) = totals["qnec"], totals["qnec_counted"]
    if people and plan.qnec_test is None:
        without = found.pretest if found.undecided is None else found.undecided
        by_test = {"neither": without}
        by_test |= {w: p for (name, w), p in found.counted_otherwise.items() if name == "qnec_test"}
        readings = " ".join(_counted_in(test, p, lang) for test, p in by_test.items())
        values = {"people": people, "dollars": qnec / CENTS, "readings": readings}
        yield "qnec_asked", values
    elif found.representative_rate is not None and people:
        yield (
            "qnec_counted",
            {
                "test": str(plan.qnec_test).upper(),
                "people": counting,
                "dollars": qnec / CENTS,
                "counted": counted / CENTS,
                "not_counted": (qnec - counted) / CENTS,
                "rate": percent(found.representative_rate),
            },
        )
    people, qmac = totals["qmac"]
    if people:
        others = (
            _counted_in(word, p, lang)
            for (name, word), p in found.counted_otherwise.items()
            if name == "qmac_test"
        )
        test = str(plan.qmac_test).upper()
        values = {"test": test, "people": people, "dollars": qmac / CENTS}
        yield "qmac", {**values, "readings": " ".join(others)}


def _counted_in(test: str, pretest: Pretest, lang: str) -> str:
    """Both outcomes if QNECs or QMACs count in one test, in one sentence."""
    said = {o.name.lower(): _in_short(o, lang) for o in (pretest.adp, pretest.acp)}
    return text(f"pretest.qnec_counted.{test}", lang, **said)


def _in_short(outcome: Outcome, lang: str) -> str:
    values = {
        "test": outcome.name,
        "result": text(f"reports.pretest.result_{outcome.result.name.lower()}", lang),
    }
    if outcome.verdict is None:
        return text("pretest.outcome_alone", lang, **values)
    hce, limit = _share(outcome.hce_average, lang), _share(outcome.limit, lang)
    return text("pretest.outcome_in_short", lang, **values, hce=hce, limit=limit)


def _high_match(found: PlanTest) -> Found:
    reading, people = found.acp.elected, found.pretest.totals.high_match
    if (
        people
        and reading is not None
        and reading.column == "acp"
        and found.plan.testing_method is TestingMethod.CURRENT_YEAR
    ):
        yield "match_may_be_disproportionate", {"people": people}


def _groupings(found: PlanTest, lang: str) -> Found:
    for outcome in (found.acp, found.adp):
        reading = outcome.elected
        if reading is None or reading.grouping is Grouping.TOGETHER:
            continue
        for usual in outcome.readings:
            if (usual.column, usual.grouping) == (reading.column, Grouping.TOGETHER):
                yield (
                    "grouping",
                    {
                        "test": outcome.name,
                        "grouping": text(f"pretest.grouping.{reading.grouping}", lang),
                        **_compared(usual, lang),
                    },
                )


def _converted(found: PlanTest) -> Found:
    back = found.back
    values = {
        "people": back.counts["converted"],
        "converted": back.known_dollars("converted"),
    }
    if values["people"]:
        if found.plan.in_plan_roth_rollover:
            yield "converted_in_plan", values
        if found.plan.in_service_distribution:
            yield "converted_to_roth_ira", values


def _ways_out(
    found: PlanTest, outcome: Outcome, ways: WaysOut | None, cost: QnecCost | None, lang: str
) -> Found:
    if ways is None or cost is None:
        return
    test = {"test": outcome.name}
    if ways.rate_cap is None or ways.dollar_cap is None:
        yield "match_alone_fails", {}
    else:
        name = "rate_cap" if outcome is found.acp else "adp_rate_cap"
        yield name, {"rate": percent(ways.rate_cap), "dollars": ways.dollar_cap}
    needed = percent(ways.nhce_average_needed)
    if ways.qnec_rate is None:
        nhce = percent(outcome.nhce_average or 0.0)
        day = found.deadlines.plan_year_end
        yield "nhce_average_needed", {**test, "needed": needed, "nhce": nhce, "day": day}
        return
    targeted, people = cost.targeted_dollars(ways), ways.targeted_people
    name = "qnec_not_targeted" if targeted is None else "qnec_targeted"
    if (
        str(found.plan.qnec_test).upper() == outcome.name
        and found.pretest.totals.qualified["qnec"][0]
    ):
        name = "qnec_beside_others"
    said = text(f"plan_findings.{name}.what", lang, people=people or 0, dollars=targeted or 0.0)
    yield (
        "qnec",
        {
            **test,
            "rate": percent(ways.qnec_rate),
            "dollars": cost.uniform_dollars(ways),
            "needed": needed,
            "targeted": said,
        },
    )


def _limits(found: PlanTest, lang: str) -> Found:
    back = found.back

    def amount(name: str, key: str) -> dict[str, Any]:
        return {"people": back.counts[name], key: back.known_dollars(name)}

    if back.counts["excess_deferral"]:
        values = amount("excess_deferral", "excess")
        yield "excess_deferral", {**values, "deadline": found.excess_deferral_deadline}
    if not found.plan.has_calendar_year:
        yield "deferral_limit_not_checked", {}
    if back.counts["additions"]:
        yield "excess_annual_addition", amount("additions", "excess")
    if found.acp_without_additions is not None:
        returned = {"dollars": back.known_dollars("additions_after_tax")}
        yield "additions_in_acp", {**returned, **_compared(found.acp_without_additions, lang)}
    if back.counts["related_match"]:
        yield "related_match", amount("related_match", "dollars")


def _people(found: PlanTest) -> Found:
    standings = found.pretest.totals.standings
    if standings[Standing.WITHOUT_PAY]:
        yield "left_out", {"people": int(standings[Standing.WITHOUT_PAY])}
    outside = int(standings[Standing.GONE :].sum())
    if outside:
        yield "not_in_test", {"people": outside}
    if found.hce_conflicts:
        yield "hce_conflict", {"people": found.hce_conflicts}
    if found.top_paid is not None:
        size, counted = found.top_paid
        rounding = str(found.plan.top_paid_rounding)
        yield "top_paid", {"size": size, "counted": counted, "rounding": rounding}
