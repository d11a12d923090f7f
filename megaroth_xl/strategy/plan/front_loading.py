"""Contributing early in the year against spreading it, and the match that this costs."""

from typing import Any, NamedTuple

from megaroth_xl.quantities import Numbers
from megaroth_xl.strategy.pay.payments import Payments
from megaroth_xl.strategy.plan.paychecks import PaycheckSchedule, payments_schedule
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.strategy.plan.year import CENTS

__all__ = ["FrontLoading", "front_loading"]


class FrontLoading(NamedTuple):
    """A year's elections beside the same contributions spread evenly.

    Parameters
    ----------
    elected, even
        The schedule of the elections, and that of the same contributions in equal shares of every
        pay.
    """

    elected: PaycheckSchedule
    even: PaycheckSchedule

    @property
    def match_lost(self) -> float:
        """Match that the even schedule brings and the elected one does not, dollars.

        Negative where the elections bring more: pay above the 401(a)(17) limit is matched only
        until that limit is reached, so that early deferrals can be worth more.
        """
        return round(self.even.year_total("match") - self.elected.year_total("match"), 2)


def front_loading(
    payments: Payments,
    plan: PlanTerms,
    year: Numbers,
    age: Numbers | None = None,
    *,
    unit: int = CENTS,
    **terms: Any,
) -> FrontLoading:
    """The elections as they run, and the same contributions spread evenly over the pay dates.

    What is lost is match that stops with the deferral, where the plan has no true-up, and match
    whose room under 415(c) after-tax contributions took first.

    Parameters
    ----------
    payments, plan, year, age, unit, **terms
        As in `payments_schedule`; of its terms all but `keep_room`.

    Returns
    -------
    FrontLoading

    Raises
    ------
    InputError, UnknownYearError

    Examples
    --------
    >>> plan = PlanTerms("Example 401(k)", match_tiers=[(1, 0.06)])
    >>> front_loading(Payments.even(240_000, 24, 0.25), plan, 2026).match_lost
    8400.0
    """

    def schedule(elections: Payments, *, keep_room: bool = False) -> PaycheckSchedule:
        return payments_schedule(
            elections, plan, year, age, keep_room=keep_room, unit=unit, **terms
        )

    elected = schedule(payments)
    unhindered = schedule(payments.without_after_tax())
    spread = payments.spread(
        float(unhindered.elective_deferral.sum()), float(elected.after_tax.sum()), unit
    )
    return FrontLoading(elected, schedule(spread, keep_room=True))
