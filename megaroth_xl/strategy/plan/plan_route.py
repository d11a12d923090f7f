"""The route from after-tax to Roth that a plan's terms leave open."""

from megaroth_xl.strategy.conversion.eligibility import route
from megaroth_xl.strategy.plan.terms import PlanTerms

__all__ = ["has_route", "plan_route"]


def plan_route(plan: PlanTerms, lang: str) -> str:
    """The plan's route from after-tax to Roth, in words (`route`).

    >>> plan_route(PlanTerms("Our 401(k)", accepts_after_tax=False, pay_periods=26), "en")
    'no route: the plan does not accept after-tax contributions; ask HR whether it will add them'
    """
    features = (plan.accepts_after_tax, plan.in_plan_roth_rollover, plan.in_service_distribution)
    return str(route(*features, lang=lang))


def has_route(plan: PlanTerms) -> bool:
    """Return whether the plan is known to have a route."""
    return bool(plan.in_plan_roth_rollover or plan.in_service_distribution)
