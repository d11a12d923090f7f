"""Guidance: what to ask about a plan, the two routes side by side, do's and don'ts, corrections."""

from typing import NamedTuple

from megaroth_xl.strategy.conversion.eligibility import WHOM
from megaroth_xl.texts import LANGUAGES, citation, keys, text, texts_of

__all__ = [
    "Misconception",
    "PlanQuestion",
    "Practice",
    "RouteAspect",
    "misconceptions",
    "plan_questions",
    "practices",
    "route_aspects",
]


class PlanQuestion(NamedTuple):
    """A feature of a plan: where it stands in the summary plan description, and whom to ask."""

    feature: str
    name: str
    look_for: str
    ask: str
    whom: str


class RouteAspect(NamedTuple):
    """One respect in which the plan's Roth account and a Roth IRA are compared."""

    aspect: str
    name: str
    in_plan: str
    in_plan_citation: str
    roth_ira: str
    roth_ira_citation: str


class Practice(NamedTuple):
    """Something to do (`is_do`), or not to do, and why."""

    is_do: bool
    what: str
    why: str
    citation: str


class Misconception(NamedTuple):
    """A common claim, and what the law says."""

    said: str
    law: str
    citation: str


def plan_questions(lang: str = LANGUAGES[0]) -> tuple[PlanQuestion, ...]:
    """Return what to look for in a plan's summary plan description, and what to ask whom.

    Parameters
    ----------
    lang
        "en" or "ko".

    Examples
    --------
    >>> plan_questions()[1].ask
    'May I roll after-tax money over to my Roth account inside the plan while I am employed?'
    """
    return tuple(
        PlanQuestion(
            feature=feature,
            **texts_of(f"eligibility.feature.{feature}", lang, ("name", "look_for", "ask")),
            whom=text(f"eligibility.whom.{whom}", lang),
        )
        for feature, whom in WHOM.items()
    )


def route_aspects(lang: str = LANGUAGES[0]) -> tuple[RouteAspect, ...]:
    """In-plan Roth rollover and rollover to a Roth IRA side by side.

    Examples
    --------
    >>> [aspect.name for aspect in route_aspects()][:3]
    ['Protection from creditors', 'Investments', 'Taking money out early']
    """
    return tuple(
        RouteAspect(
            aspect=aspect,
            **texts_of(f"guidance.route_aspect.{aspect}", lang, ("name", "in_plan", "roth_ira")),
            in_plan_citation=citation(f"guidance.route_aspect.{aspect}.in_plan"),
            roth_ira_citation=citation(f"guidance.route_aspect.{aspect}.roth_ira"),
        )
        for aspect in keys("guidance.route_aspect")
    )


def practices(lang: str = LANGUAGES[0]) -> tuple[Practice, ...]:
    """Do's, then don'ts.

    Examples
    --------
    >>> practices()[0].what
    'Convert soon after each contribution, automatically if the plan offers it.'
    """
    return tuple(
        Practice(
            is_do=group == "do",
            **texts_of(f"guidance.{group}.{name}", lang, ("what", "why")),
            citation=citation(f"guidance.{group}.{name}.why"),
        )
        for group in ("do", "dont")
        for name in keys(f"guidance.{group}")
    )


def misconceptions(lang: str = LANGUAGES[0]) -> tuple[Misconception, ...]:
    """Return what is often said of the mega backdoor Roth, and what the law says.

    Examples
    --------
    >>> misconceptions()[1].said
    'Convert just the contributions and leave the earnings.'
    """
    return tuple(
        Misconception(
            **texts_of(f"guidance.misconception.{name}", lang, ("said", "law")),
            citation=citation(f"guidance.misconception.{name}.law"),
        )
        for name in keys("guidance.misconception")
    )
