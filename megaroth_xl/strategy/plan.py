"""A plan's terms: what it matches, what after-tax money it takes, and the routes out of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from megaroth_xl import quantities
from megaroth_xl.errors import InputError
from megaroth_xl.law.amounts import Limits
from megaroth_xl.law.compensation import (
    MatchTier,
    counted_compensation,
    match_tiers,
    matching_contribution,
)
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.quantities import COUNT, DOLLARS, RATE, FloatArray, Numbers
from megaroth_xl.strategy.elections import STEP

__all__ = ["PlanTerms", "TestingMethod"]


class TestingMethod(StrEnum):
    """Whose average the HCE's average is compared with in the ACP test."""

    __test__ = False  # its name is the law's word, not a test's

    PRIOR_YEAR = "prior year"
    CURRENT_YEAR = "current year"


@dataclass(frozen=True)
class PlanTerms:
    """What a plan allows, in the words of its summary plan description.

    Parameters
    ----------
    name
        The plan's name, as headings show it.
    match_tiers
        Rows of (rate, share of pay up to which it runs, cumulative); none where the plan does not
        match.
    true_up
        Whether the match is settled on the whole year's pay after the year's end.
    matches_after_tax
        Whether after-tax contributions are matched like deferrals.
    accepts_after_tax
        Whether the plan takes after-tax contributions.
    after_tax_cap
        The most after-tax dollars a year; None where the plan sets none.
    after_tax_cap_share
        The most after-tax contributions a year as a share of counted pay; None where the plan sets
        none. With both caps the lower one holds.
    accepts_roth
        Whether the plan takes designated Roth contributions.
    higher_catch_up
        Whether the plan offers the higher catch-up of ages 60 to 63.
    in_plan_roth_rollover
        Whether after-tax money may be rolled over to Roth inside the plan; None where unknown.
    in_service_distribution
        Whether after-tax money may be taken out while employed; None where unknown.
    pay_periods
        Pay dates in a year.
    election_step
        The step in which the plan takes elections, a share of pay.
    top_paid_election
        Whether the employer counts, by pay, only its best-paid fifth as highly compensated.
    testing_method
        Which year's NHCE average the ACP test uses.
    prior_year_nhce_acp
        The NHCE average of the year before, a share (3.5% is 0.035); None where unknown.

    Raises
    ------
    InputError
        For terms that no plan can have.

    References
    ----------
    IRC 401(m)(4)(A), 402A(b) and (c)(4), 414(v)(2)(E), 415(c)(2)(B); Treas. Reg. 1.401(m)-2(a)(2).

    Examples
    --------
    >>> terms = PlanTerms("Example 401(k)", match_tiers=[(1, 0.03), (0.5, 0.05)],
    ...                   after_tax_cap_share=0.1)
    >>> terms.match([100_000, 500_000], 20_000, 2026)
    array([ 4000., 14400.])
    >>> terms.after_tax_limit([100_000, 500_000], 2026)
    array([10000., 36000.])
    """

    name: str
    match_tiers: Sequence[tuple[float, float]] = ()
    true_up: bool = False
    matches_after_tax: bool = False
    accepts_after_tax: bool = True
    after_tax_cap: float | None = None
    after_tax_cap_share: float | None = None
    accepts_roth: bool = True
    higher_catch_up: bool = True
    in_plan_roth_rollover: bool | None = None
    in_service_distribution: bool | None = None
    pay_periods: int = 26
    election_step: float = 0.01
    top_paid_election: bool = False
    testing_method: TestingMethod = TestingMethod.PRIOR_YEAR
    prior_year_nhce_acp: float | None = None

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise InputError("name", "blank", "the plan's name")
        quantities.optional(self.after_tax_cap, DOLLARS, "after_tax_cap")
        quantities.optional(self.after_tax_cap_share, RATE, "after_tax_cap_share")
        quantities.optional(self.prior_year_nhce_acp, RATE, "prior_year_nhce_acp")
        quantities.read(self.pay_periods, COUNT, "pay_periods")
        quantities.read(self.election_step, STEP, "election_step")
        object.__setattr__(self, "match_tiers", self._tiers())
        try:
            method = TestingMethod(self.testing_method)
        except ValueError as error:
            expected = " or ".join(repr(str(m)) for m in TestingMethod)
            raise InputError("testing_method", repr(self.testing_method), expected) from error
        object.__setattr__(self, "testing_method", method)

    def _tiers(self) -> tuple[MatchTier, ...]:
        return match_tiers(self.match_tiers) if len(self.match_tiers) else ()

    def applied_limits(self, year: int, limits: LimitsTable | None = None) -> LimitsTable:
        """The limits as they apply in this plan.

        A plan that does not offer the higher catch-up of ages 60 to 63 has the ordinary one there.

        Parameters
        ----------
        year
            The year for which they are asked.
        limits
            A table to use instead of the package's own.

        Examples
        --------
        >>> terms = PlanTerms("Example 401(k)", higher_catch_up=False)
        >>> terms.applied_limits(2026).dollars("higher_catch_up", 2026)
        array(8000.)
        """
        table = limits or limits_table()
        if self.higher_catch_up or "higher_catch_up" not in table[year].amounts:
            return table
        return table.overlaid([Limits(year, {"higher_catch_up": table[year].amount("catch_up")})])

    def match(
        self,
        compensation: Numbers,
        matched_contribution: Numbers,
        year: Numbers,
        *,
        limits: LimitsTable | None = None,
    ) -> float | FloatArray:
        """Match that these terms give on a whole year's pay and contributions.

        Parameters
        ----------
        compensation
            The year's pay, dollars; any shapes that broadcast.
        matched_contribution
            Deferrals, and after-tax contributions where `matches_after_tax`, dollars.
        year
            The calendar year in which the plan year begins.
        limits
            A table to use instead of the package's own.

        Returns
        -------
        float or FloatArray
            Dollars. Without a true-up this is the most that can come: deferrals that stop early in
            the year leave the later pay dates unmatched.
        """
        if not self.match_tiers:
            pay = quantities.read(compensation, DOLLARS, "compensation")
            contribution = quantities.read(matched_contribution, DOLLARS, "matched_contribution")
            return quantities.result(np.zeros(np.broadcast_shapes(pay.shape, contribution.shape)))
        return matching_contribution(
            compensation, matched_contribution, self.match_tiers, year, limits=limits
        )

    def after_tax_limit(
        self, compensation: Numbers, year: Numbers, *, limits: LimitsTable | None = None
    ) -> float | FloatArray:
        """Most after-tax dollars that the plan itself takes from a person in a year.

        Parameters
        ----------
        compensation, year, limits
            As in `match`.

        Returns
        -------
        float or FloatArray
            Dollars: the lower of the plan's caps, 0 where it takes none; NaN where it sets no cap.
        """
        pay = np.asarray(counted_compensation(compensation, year, limits=limits))
        if not self.accepts_after_tax:
            return quantities.result(np.zeros_like(pay))
        by_share = np.full_like(pay, np.nan)
        if self.after_tax_cap_share is not None:
            by_share = self.after_tax_cap_share * pay
        dollars = np.nan if self.after_tax_cap is None else self.after_tax_cap
        return quantities.result(np.fmin(by_share, dollars))
