"""What a plan pre-test means, in words: findings with what follows from them and the cure."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from megaroth_xl.quantities import FloatArray
from megaroth_xl.strategy.plan_test import PlanTest
from megaroth_xl.texts import LANGUAGES, citation, text

__all__ = ["PlanFinding", "plan_findings"]

TOP_HEAVY = 0.6


class PlanFinding(NamedTuple):
    """One finding: what is so, what follows, the cure, and the citation."""

    id: str
    what: str
    consequence: str
    cure: str
    citation: str


def plan_findings(found: PlanTest, *, lang: str = LANGUAGES[0]) -> tuple[PlanFinding, ...]:
    """Findings of a pre-test, the ACP test's first.

    Parameters
    ----------
    found
        The pre-test.
    lang
        "en" or "ko".

    Examples
    --------
    >>> from megaroth_xl.strategy.plan import PlanTerms
    >>> from megaroth_xl.strategy.plan_test import plan_test
    >>> found = plan_test(PlanTerms("Example 401(k)", prior_year_nhce_acp=0.04), 2026,
    ...                   is_hce=[1, 0], compensation=[200000, 50000], matching_contribution=0,
    ...                   after_tax_contribution=[20000, 0])
    >>> plan_findings(found)[0].what
    'The ACP test fails: the HCE average is 10.00%, the limit 6.00%; $8,000 must go back, to 1
    of the HCEs.'
    """
    return tuple(_in_words(name, values, lang) for name, values in _findings(found, lang))


def _in_words(name: str, values: dict[str, Any], lang: str) -> PlanFinding:
    key = f"plan_findings.{name}"
    return PlanFinding(
        id=name,
        what=text(f"{key}.what", lang, **values),
        consequence=text(f"{key}.consequence", lang, **values),
        cure=text(f"{key}.cure", lang, **values),
        citation=citation(f"{key}.cure"),
    )


def _findings(found: PlanTest, lang: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each finding's name, and the values that its texts show."""
    if found.is_projected:
        yield "projected_year", {"year": found.year}
    yield _acp(found, lang)
    people = {"people": _count(found.refunds.converted)}
    if people["people"]:
        values = {**people, "converted": float(found.refunds.converted.sum())}
        if found.plan.in_plan_roth_rollover:
            yield "converted_in_plan", values
        if found.plan.in_service_distribution or not found.plan.in_plan_roth_rollover:
            yield "converted_to_roth_ira", values
    yield from _ways_out(found)
    for name in ("excess_annual_addition", "excess_deferral"):
        excess: FloatArray = getattr(found, name)
        if excess.any():
            yield (
                name,
                {
                    "people": _count(excess),
                    "excess": float(excess.sum()),
                    "deadline": found.excess_deferral_deadline,
                },
            )
    if found.key_employee_share is None:
        yield "top_heavy_unknown", {}
    elif found.key_employee_share > TOP_HEAVY:
        yield "top_heavy", {"share": _percent(found.key_employee_share)}


def _acp(found: PlanTest, lang: str) -> tuple[str, dict[str, Any]]:
    acp = found.acp
    if acp.limit is None or acp.hce_average is None:
        return "acp_deemed", {"outcome": acp.outcome(lang)}
    values = {"hce": _percent(acp.hce_average), "limit": _percent(acp.limit)}
    if acp.passes:
        return "acp_passes", {**values, "highest_rate": _percent(found.highest_hce_rate or 0.0)}
    return "acp_fails", {
        **values,
        "excess": acp.excess,
        "people": _count(acp.refunds),
        "earnings": float(found.refunds.earnings.sum()),
        "deadline": found.refund_deadline,
        "tax": found.excise_tax,
        "last": found.deadlines.last,
    }


def _ways_out(found: PlanTest) -> Iterator[tuple[str, dict[str, Any]]]:
    ways = found.ways_out
    if ways is None:
        return
    if ways.rate_cap is None or ways.dollar_cap is None:
        yield "match_alone_fails", {}
    else:
        yield "rate_cap", {"rate": _percent(ways.rate_cap), "dollars": ways.dollar_cap}
    needed = _percent(ways.nhce_acp_needed)
    if ways.qnec_rate is None:
        yield (
            "nhce_average_needed",
            {"needed": needed, "nhce": _percent(found.acp.nhce_average or 0.0)},
        )
    else:
        yield (
            "qnec",
            {"rate": _percent(ways.qnec_rate), "dollars": ways.qnec_dollars, "needed": needed},
        )


def _count(amounts: FloatArray) -> int:
    return int((amounts > 0).sum())


def _percent(share: float) -> str:
    """A share in percent with two decimals, or the four that a limit of 1.25 N can have."""
    percent = f"{share * 100:.4f}"
    return f"{percent.removesuffix('00')}%"
