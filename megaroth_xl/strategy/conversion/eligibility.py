"""Eligibility: whether a plan's features let after-tax money reach Roth, and by which route.

An answer may be yes, no or unknown, and stays unknown until a known feature decides it: three
values of which "and" is the least and "or" the greatest.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from megaroth_xl import quantities
from megaroth_xl.quantities import COUNT, DOLLARS, FLAG, BoolArray, FloatArray, Quantity
from megaroth_xl.texts import LANGUAGES, citation, text

__all__ = [
    "FeatureFinding",
    "PlanFeatures",
    "FeatureVerdict",
    "eligible",
    "route",
    "feature_verdict",
]

Answers = npt.ArrayLike | None
"""True and False (or 1 and 0), any shape; None and NaN mean that nobody has asked yet."""

NO, UNKNOWN, YES = 0.0, 0.5, 1.0
MONTHS = Quantity("a number of months, 0 for none", lambda v: v >= 0)
MONTHLY = 12
"""Conversions a year from which on the wait between two is not worth a word."""

WHOM = {
    "accepts_after_tax": "plan_administrator",
    "in_plan_roth_rollover": "plan_administrator",
    "accepts_roth": "plan_administrator",
    "converts_after_tax": "plan_administrator",
    "in_service_distribution": "plan_administrator",
    "separate_account": "plan_administrator",
    "conversions_per_year": "plan_administrator",
    "suspension_months": "plan_administrator",
    "fee": "plan_administrator",
    "after_tax_cap": "plan_administrator",
    "match_on_after_tax": "hr",
    "nondiscrimination": "hr",
    "election": "payroll",
    "stops_at_limit": "payroll",
    "roth_ira_accepts": "ira_custodian",
}
"""Who answers for each of a plan's features, in the order in which to ask."""


def _state(answers: Answers, name: str) -> FloatArray:
    """Answers as `NO`, `UNKNOWN` or `YES`."""
    if answers is not None and np.asarray(answers).dtype == np.bool_:
        return np.asarray(answers, dtype=np.float64)
    known = quantities.optional(answers, FLAG, name)
    return np.where(np.isnan(known), UNKNOWN, known)


def _states(
    accepts_after_tax: Answers, in_plan_roth_rollover: Answers, in_service_distribution: Answers
) -> list[FloatArray]:
    """The three answers in the shape that they share."""
    states = {
        "accepts_after_tax": _state(accepts_after_tax, "accepts_after_tax"),
        "in_plan_roth_rollover": _state(in_plan_roth_rollover, "in_plan_roth_rollover"),
        "in_service_distribution": _state(in_service_distribution, "in_service_distribution"),
    }
    shape = quantities.align(**states)
    return [np.broadcast_to(state, shape) for state in states.values()]


def eligible(
    accepts_after_tax: Answers,
    in_plan_roth_rollover: Answers,
    in_service_distribution: Answers,
) -> bool | BoolArray:
    """Return whether after-tax money can reach Roth while the participant is employed.

    Parameters
    ----------
    accepts_after_tax
        Whether the plan takes after-tax contributions; any shapes that broadcast. None or NaN
        means unknown here and below.
    in_plan_roth_rollover
        Whether after-tax money may be rolled over to Roth inside the plan.
    in_service_distribution
        Whether after-tax money may be taken out while employed.

    Returns
    -------
    bool or BoolArray
        True only where known features suffice; False where they do not, or are unknown.

    Raises
    ------
    InputError

    References
    ----------
    IRC 402A(c)(4) (in-plan Roth rollover), 402(c) and 408A(e) (direct rollover to a Roth IRA).

    Examples
    --------
    >>> eligible(True, None, True)
    True
    >>> eligible(True, [True, False, None], False)
    array([ True, False, False])
    """
    after_tax, in_plan, in_service = _states(
        accepts_after_tax, in_plan_roth_rollover, in_service_distribution
    )
    return quantities.truth(np.minimum(after_tax, np.maximum(in_plan, in_service)) == YES)


def route(
    accepts_after_tax: Answers,
    in_plan_roth_rollover: Answers,
    in_service_distribution: Answers,
    *,
    lang: str = LANGUAGES[0],
) -> str | npt.NDArray[np.str_]:
    """Way from after-tax to Roth, or what is missing or unknown and whom to ask.

    Parameters
    ----------
    accepts_after_tax, in_plan_roth_rollover, in_service_distribution
        As in `eligible`.
    lang
        "en" or "ko".

    Returns
    -------
    str or array of str
        "in-plan Roth rollover", "in-service distribution to a Roth IRA", both (in-plan first), or
        a sentence.

    Examples
    --------
    >>> route(True, True, None)
    'in-plan Roth rollover'
    >>> route(False, True, True)
    'no route: the plan does not accept after-tax contributions; ask HR whether it will add them'
    """
    after_tax, in_plan, in_service = _states(
        accepts_after_tax, in_plan_roth_rollover, in_service_distribution
    )
    ways_out = np.maximum(in_plan, in_service)
    # The first that holds decides.
    holds = {
        "no_after_tax": after_tax == NO,
        "no_conversion": ways_out == NO,
        "ask_all": np.maximum(after_tax, ways_out) == UNKNOWN,
        "ask_after_tax": after_tax == UNKNOWN,
        "both": (in_plan == YES) & (in_service == YES),
        "in_plan": in_plan == YES,
        "in_service": in_service == YES,
        "ask_conversion": (in_plan == UNKNOWN) & (in_service == UNKNOWN),
        "ask_in_plan": in_plan == UNKNOWN,
        "ask_in_service": in_service == UNKNOWN,
    }
    first = np.stack(list(holds.values())).argmax(axis=0)
    found = np.array([text(f"eligibility.route.{name}", lang) for name in holds])[first]
    return str(found) if found.ndim == 0 else found


@dataclass(frozen=True)
class PlanFeatures:
    """The answers a participant has about a plan; None where nobody has asked yet.

    Parameters
    ----------
    accepts_after_tax
        Whether the plan takes after-tax contributions.
    in_plan_roth_rollover
        Whether it has in-plan Roth rollovers.
    accepts_roth
        Whether it takes Roth contributions, without which it can have no in-plan Roth rollovers.
    converts_after_tax
        Whether the after-tax account is among those that may be converted.
    in_service_distribution
        Whether after-tax money may be taken out while employed.
    separate_account
        Whether after-tax contributions and their earnings are a separate contract.
    conversions_per_year
        How often it converts or pays out; a number of pay dates where it is automatic.
    suspension_months
        How long contributions stop after an in-service distribution; 0 for not at all.
    fee
        Dollars for each conversion; 0 for none.

    Raises
    ------
    InputError

    References
    ----------
    IRC 402A(c)(4), 72(d)(2).
    """

    accepts_after_tax: bool | None = None
    in_plan_roth_rollover: bool | None = None
    accepts_roth: bool | None = None
    converts_after_tax: bool | None = None
    in_service_distribution: bool | None = None
    separate_account: bool | None = None
    conversions_per_year: int | None = None
    suspension_months: int | None = None
    fee: float | None = None

    def __post_init__(self) -> None:
        quantities.optional(self.conversions_per_year, COUNT, "conversions_per_year")
        quantities.optional(self.suspension_months, MONTHS, "suspension_months")
        quantities.optional(self.fee, DOLLARS, "fee")

    @property
    def converts_in_plan(self) -> bool | None:
        """Return whether after-tax money itself may become Roth inside the plan."""
        if self.accepts_roth is False or self.converts_after_tax is False:
            return False
        return self.in_plan_roth_rollover


class FeatureFinding(NamedTuple):
    """The meaning of one feature for the participant, or the question still open.

    `is_open` is True for a question, which `whom` can answer.
    """

    feature: str
    name: str
    is_open: bool
    what: str
    whom: str
    citation: str


class FeatureVerdict(NamedTuple):
    """The verdict on a plan: allowed or not (None: not known yet), the route, and the findings."""

    eligible: bool | None
    sentence: str
    route: str
    findings: tuple[FeatureFinding, ...]


def feature_verdict(features: PlanFeatures, *, lang: str = LANGUAGES[0]) -> FeatureVerdict:
    """Verdict on a plan from what is known of its features.

    Parameters
    ----------
    features
        What the participant has found out.
    lang
        "en" or "ko".

    Returns
    -------
    FeatureVerdict
        `eligible` is None where an unknown feature decides. The findings hold what speaks against
        a route or makes it slower or dearer, and then the questions still open.

    References
    ----------
    IRC 402A(c)(4), 402(c), 408A(e), 72(d)(2).

    Examples
    --------
    >>> found = feature_verdict(PlanFeatures(accepts_after_tax=True, in_plan_roth_rollover=True,
    ...                              converts_after_tax=False))
    >>> found.eligible is None
    True
    >>> found.findings[0].what[-42:]
    'this does not get after-tax money to Roth.'
    """
    known = (
        features.accepts_after_tax,
        features.converts_in_plan,
        features.in_service_distribution,
    )
    after_tax, in_plan, in_service = (
        {None: UNKNOWN, False: NO, True: YES}[answer] for answer in known
    )
    state = min(after_tax, max(in_plan, in_service))
    word = {NO: "no", UNKNOWN: "unknown", YES: "yes"}[state]
    return FeatureVerdict(
        eligible={NO: False, UNKNOWN: None, YES: True}[state],
        sentence=text(f"eligibility.verdict.{word}", lang),
        route=str(route(*known, lang=lang)),
        findings=tuple(sorted(_findings(features, lang), key=lambda finding: finding.is_open)),
    )


def _findings(features: PlanFeatures, lang: str) -> Iterator[FeatureFinding]:
    """Yield what each feature that matters says, in the order of the features."""
    matters = [field.name for field in fields(features)]
    if features.accepts_after_tax is False:
        matters = ["accepts_after_tax"]
    if features.in_plan_roth_rollover is False:
        matters = [name for name in matters if name not in ("accepts_roth", "converts_after_tax")]
    if features.in_service_distribution is False:
        matters = [
            name for name in matters if name not in ("separate_account", "suspension_months")
        ]
    for name in matters:
        answer = getattr(features, name)
        if answer is None or _is_drawback(name, answer):
            part = "ask" if answer is None else "no"
            key = f"eligibility.feature.{name}.{part}"
            yield FeatureFinding(
                feature=name,
                name=text(f"eligibility.feature.{name}.name", lang),
                is_open=answer is None,
                what=text(key, lang, count=answer, months=answer, fee=answer),
                whom=text(f"eligibility.whom.{WHOM[name]}", lang),
                citation=citation(key),
            )


def _is_drawback(name: str, answer: float) -> bool:
    if name == "conversions_per_year":
        return answer < MONTHLY
    return answer > 0 if name in ("suspension_months", "fee") else not answer
