"""A plan's terms in plain sentences: for savers, for the tests, and what is still open."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from megaroth_xl.law.averages import FIRST_PLAN_YEAR_NHCE_AVERAGE, acp_limit
from megaroth_xl.strategy.conversion.eligibility import route
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.strategy.plan.words import (
    EACA,
    VESTING,
    AdpSafeHarbor,
    PayCounted,
    TestingMethod,
    VestingStep,
)
from megaroth_xl.texts import LANGUAGES, citation, text, texts
from megaroth_xl.texts.catalog import MONTHS, placeholders

__all__ = ["Explanation", "PlanSentence", "meets_basic_match", "plan_explained", "tiers_in_words"]

Said = tuple[str, dict[str, object]]
"""A sentence's key and what it shows."""

BASIC_MATCH = {
    AdpSafeHarbor.TRADITIONAL: ((1.0, 0.03), (0.5, 0.05)),
    AdpSafeHarbor.QACA: ((1.0, 0.01), (0.5, 0.06)),
}
"""The least match of each safe harbor: IRC 401(k)(12)(B)(i), 401(k)(13)(D)(i)(I)."""
LEFT_OUT_OF_ACP = {AdpSafeHarbor.TRADITIONAL: "4%", AdpSafeHarbor.QACA: "3.5%"}
"""Match that a plan with the ADP safe harbor alone may leave out of the ACP test."""
SAFE_HARBOR_NONELECTIVE = 0.03
HIGHEST_MATCHED_SHARE = 0.06
LONGEST_WAIT_FOR_DEFERRALS = 12
USUAL_PAY_PERIODS = frozenset({12, 24, 26, 27, 52, 53})
SLOWEST_VESTING = ("3-year cliff", "6-year graded")
LEAST = 1e-9
"""Above the rounding of shares of pay, and below any that a plan has."""


class PlanSentence(NamedTuple):
    """One sentence about a plan.

    Parameters
    ----------
    id
        Names what it says.
    text
        The sentence.
    citation
        Where the rule stands, or "".
    """

    id: str
    text: str
    citation: str


class Explanation(NamedTuple):
    """A plan in sentences.

    Parameters
    ----------
    savers
        What employees can do.
    tests
        How the plan is tested.
    needs_you
        What is missing for a result, or contradicts something else.
    not_known
        What else is not known.
    """

    savers: tuple[PlanSentence, ...]
    tests: tuple[PlanSentence, ...]
    needs_you: tuple[PlanSentence, ...]
    not_known: tuple[PlanSentence, ...]


def plan_explained(plan: PlanTerms, *, lang: str = LANGUAGES[0]) -> Explanation:
    """Return what a plan's terms mean, and what in them is open.

    Parameters
    ----------
    plan
        The terms.
    lang
        "en" or "ko".

    References
    ----------
    IRC 401(k)(12) and (13), 401(m)(11), 402A(c)(4), 410(a)(1), 411(a)(2)(B), 4979(f)(1).

    Examples
    --------
    >>> found = plan_explained(PlanTerms("Example 401(k)", match_tiers=[(1, 0.03), (0.5, 0.05)]))
    >>> found.savers[3].text
    'The match is 100% of contributions up to 3% of pay and 50% of contributions from 3% to 5% of
    pay: at most 4% of pay.'
    >>> [each.id for each in found.needs_you]
    ['route', 'prior_year_nhce_acp']
    """
    return Explanation(
        tuple(
            _sentence(said, lang)
            for said in (*_after_tax(plan, lang), *_match(plan, lang), *_deferrals(plan))
        ),
        tuple(_sentence(said, lang) for said in _tests(plan, lang)),
        tuple(_sentence((f"need.{name}", values), lang) for name, values in _needs(plan)),
        tuple(_sentence((f"not_known.{name}", {}), lang) for name in _not_known(plan)),
    )


def _sentence(said: Said, lang: str) -> PlanSentence:
    name, values = said
    key = f"plan_explained.{name}"
    settings = placeholders(texts()[key].sentences[lang]) - values.keys()
    named = {setting: _setting(setting, lang) for setting in settings}
    return PlanSentence(name.split(".")[-1], text(key, lang, **named, **values), citation(key))


def _setting(name: str, lang: str) -> str:
    """A setting as a sheet and a plan.toml call it; one that fills several cells by its name."""
    label = f"plan_settings.setting.{name}.label"
    return f"{text(label, lang)} ({name})" if label in texts() else name


def _percent(share: float) -> str:
    return f"{share * 100:.6f}".rstrip("0").rstrip(".") + "%"


def _joined(parts: list[str], lang: str) -> str:
    if lang == "ko":
        return ", ".join(parts)
    *first, last = parts
    comma = "," if len(first) > 1 else ""
    return f"{', '.join(first)}{comma} and {last}" if first else last


def _after_tax(plan: PlanTerms, lang: str) -> Iterator[Said]:
    if not plan.accepts_after_tax:
        yield "no_after_tax", {}
        return
    ways = (plan.in_plan_roth_rollover, plan.in_service_distribution)
    if any(ways) or None in ways:
        way = str(route(True, *ways, lang=lang)).rstrip(".")  # noqa: FBT003
        yield "route" if any(ways) else "route_unknown", {"route": way}
    else:
        yield "no_route", {}
    caps = [
        text(f"plan_explained.{key}", lang, dollars=value, share=_percent(value))
        for key, value in (
            ("cap_dollars", plan.after_tax_cap),
            ("cap_share", plan.after_tax_cap_share),
            ("cap_dollars_each", plan.after_tax_cap_per_period),
            ("cap_share_each", plan.after_tax_cap_share_per_period),
        )
        if value is not None
    ]
    key = "caps" if len(caps) > 1 else "cap" if caps else "cap_none"
    yield key, {"caps": _joined(caps, lang)} if caps else {}
    yield "elections", {"count": plan.pay_periods, "step": _percent(plan.election_step)}


def _match(plan: PlanTerms, lang: str) -> Iterator[Said]:
    tiers = plan.match_tiers
    if not tiers:
        yield "no_match", {}
        return
    most = _percent(_matched(tiers, tiers[-1][1]))
    yield "match", {"tiers": _joined(tiers_in_words(tiers, lang), lang), "most": most}
    if plan.match_cap is not None:
        yield "match_cap", {"dollars": plan.match_cap}
    if plan.matches_after_tax:
        yield "matches_after_tax", {}
    if plan.true_up:
        yield "true_up", {}
    else:
        yield "no_true_up", {}
        yield f"limit_{plan.match_pay_limit.replace(' ', '_')}", {}
    steps = plan.vesting
    if steps and not isinstance(steps, str):
        if steps == VESTING["immediate"]:
            yield "vesting_at_once", {}
        else:
            said = [
                text("plan_explained.vesting_step", lang, share=_percent(share), years=f"{years:g}")
                for years, share in steps
            ]
            yield "vesting", {"steps": _joined(said, lang)}


def tiers_in_words(tiers: Sequence[tuple[float, float]], lang: str) -> list[str]:
    """Each tier of a match in words, with the share of pay at which it begins.

    >>> tiers_in_words([(1, 0.03), (0.5, 0.05)], "en")
    ['100% of contributions up to 3% of pay', '50% of contributions from 3% to 5% of pay']
    """
    parts, start = [], 0.0
    for rate, up_to in tiers:
        values = {"rate": _percent(rate), "start": _percent(start), "up_to": _percent(up_to)}
        key = "match_next" if start else "match_first"
        parts.append(text(f"plan_explained.{key}", lang, **values))
        start = up_to
    return parts


def _matched(tiers: Sequence[tuple[float, float]], deferred: float) -> float:
    """Match as a share of pay, on a deferral that is a share of pay."""
    match = start = 0.0
    for rate, up_to in tiers:
        match += rate * max(0.0, min(deferred, up_to) - start)
        start = up_to
    return match


def _deferrals(plan: PlanTerms) -> Iterator[Said]:
    if not plan.accepts_roth:
        yield "no_roth", {}
    elif plan.roth_catch_up_method:
        yield f"roth_method_{plan.roth_catch_up_method.replace(' ', '_').replace('-', '_')}", {}
    if not plan.higher_catch_up:
        yield "no_higher_catch_up", {}
    if plan.eligibility_age is not None and plan.eligibility_months is not None:
        age, months = f"{plan.eligibility_age:g}", int(plan.eligibility_months)
        yield "eligibility", {"age": age, "months": months}


def _tests(plan: PlanTerms, lang: str) -> Iterator[Said]:
    start, _ = plan.plan_year(date.min.year)
    month = f"{start.month}월" if lang == "ko" else MONTHS[start.month - 1]
    yield "plan_year", {"start": f"{month} {start.day}" + ("일" if lang == "ko" else "")}
    harbor = plan.adp_safe_harbor
    yield ("adp_tested" if harbor is AdpSafeHarbor.NONE else "adp_safe_harbor"), {}
    if harbor is AdpSafeHarbor.NONE:
        yield "acp_match_tested", {}
    elif plan.acp_safe_harbor:
        yield "acp_match_left_out", {}
    elif meets_basic_match(plan):
        yield "acp_match_partly_left_out", {"share": LEFT_OUT_OF_ACP[harbor]}
    else:
        yield "acp_match_not_used", {}
    average = plan.prior_year_nhce_acp
    if plan.testing_method is TestingMethod.CURRENT_YEAR:
        yield "current_year", {}
    elif plan.first_plan_year:
        average = FIRST_PLAN_YEAR_NHCE_AVERAGE
        yield "first_year", _average(average)
    elif average is not None:
        yield "prior_year", _average(average)
    yield ("deadline_eaca" if plan.eaca is EACA.ALL_ELIGIBLE else "deadline_ordinary"), {}
    if plan.top_paid_election:
        yield "top_paid", {}
    if plan.pay_counted is PayCounted.WHILE_ELIGIBLE:
        yield "while_eligible", {}


def _average(average: float) -> dict[str, object]:
    return {"average": f"{average:.2%}", "limit": f"{float(acp_limit(average)):.2%}"}


def meets_basic_match(plan: PlanTerms) -> bool:
    """Return whether the match is at least that of the safe harbor, at every rate of deferral."""
    basic = BASIC_MATCH[plan.adp_safe_harbor]
    shares = {up_to for _, up_to in (*basic, *plan.match_tiers)}
    return all(
        _matched(plan.match_tiers, share) >= _matched(basic, share) - LEAST for share in shares
    )


def _needs(plan: PlanTerms) -> Iterator[Said]:
    ways = (plan.in_plan_roth_rollover, plan.in_service_distribution)
    if plan.accepts_after_tax and not any(ways) and None in ways:
        yield "route", {}
    is_prior = plan.testing_method is TestingMethod.PRIOR_YEAR
    if is_prior and plan.prior_year_nhce_acp is None and not plan.first_plan_year:
        yield "prior_year_nhce_acp", {}
    if plan.in_plan_roth_rollover and not plan.accepts_roth:
        yield "roth_needed", {}
    caps = (
        plan.after_tax_cap,
        plan.after_tax_cap_share,
        plan.after_tax_cap_per_period,
        plan.after_tax_cap_share_per_period,
    )
    if not plan.accepts_after_tax and any(cap is not None for cap in caps):
        yield "cap_without_after_tax", {}
    if not plan.match_tiers and (
        plan.match_cap is not None or plan.true_up or plan.matches_after_tax
    ):
        yield "match_terms_without_match", {}
    yield from _safe_harbor_needs(plan)
    if plan.vesting is not None and not any(
        _is_as_fast(plan, VESTING[slowest]) for slowest in SLOWEST_VESTING
    ):
        yield "slow_vesting", {}
    if (plan.eligibility_months or 0) > LONGEST_WAIT_FOR_DEFERRALS:
        yield "late_eligibility", {}
    if plan.pay_periods not in USUAL_PAY_PERIODS:
        yield "odd_pay_periods", {"count": plan.pay_periods}
    if plan.election_file and all(what != "employee_id" for what, _ in plan.election_file):
        yield "payroll_id", {}


def _safe_harbor_needs(plan: PlanTerms) -> Iterator[Said]:
    if plan.adp_safe_harbor is AdpSafeHarbor.NONE:
        return
    nonelective = plan.safe_harbor_nonelective or 0.0
    if nonelective < SAFE_HARBOR_NONELECTIVE and not meets_basic_match(plan):
        yield "harbor_contribution", {}
    if any(later > earlier for (earlier, _), (later, _) in pairwise(plan.match_tiers)):
        yield "rising_match", {}
    if plan.acp_safe_harbor and any(
        rate and up_to > HIGHEST_MATCHED_SHARE + LEAST for rate, up_to in plan.match_tiers
    ):
        yield "acp_harbor_match", {}


def _is_as_fast(plan: PlanTerms, slowest: tuple[VestingStep, ...]) -> bool:
    shares = [float(plan.vested_share(years)) for years, _ in slowest]
    return all(share >= least - LEAST for share, (_, least) in zip(shares, slowest, strict=True))


def _not_known(plan: PlanTerms) -> Iterator[str]:
    is_prior = plan.testing_method is TestingMethod.PRIOR_YEAR
    is_tested = plan.adp_safe_harbor is AdpSafeHarbor.NONE
    if is_prior and is_tested and plan.prior_year_nhce_adp is None and not plan.first_plan_year:
        yield "prior_year_nhce_adp"
    if plan.accepts_roth and plan.roth_catch_up_method is None:
        yield "roth_catch_up_method"
    if plan.refund_earnings_rate is None:
        yield "refund_earnings_rate"
    if plan.match_tiers and plan.vesting is None:
        yield "vesting"
    if plan.eligibility_age is None:
        yield "eligibility_age"
    if plan.eligibility_months is None:
        yield "eligibility_months"
    if plan.in_plan_roth_rollover is None and plan.in_service_distribution:
        yield "in_plan_roth_rollover"
    if plan.in_service_distribution is None and plan.in_plan_roth_rollover:
        yield "in_service_distribution"
