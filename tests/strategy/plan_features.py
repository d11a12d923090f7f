"""A plan whose every feature is confirmed, for the tests of what follows from it."""

from megaroth_xl.strategy.conversion.eligibility import PlanFeatures

__all__ = ["CONFIRMED"]

CONFIRMED = PlanFeatures(
    **dict.fromkeys(
        (
            *("accepts_after_tax", "in_plan_roth_rollover", "accepts_roth", "converts_after_tax"),
            *("in_service_distribution", "separate_account"),
        ),
        True,
    ),
    conversions_per_year=26,
    suspension_months=0,
    fee=0.0,
)
