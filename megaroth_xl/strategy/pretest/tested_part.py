"""The amounts that the ACP and ADP tests count for some participants, in whole cents, and totals.

A plan comes as one part or as many: each part gives its columns and their totals; the totals add
up, and from all of them come the plan's levels, to which each part is then cut.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from megaroth_xl.law.catch_up import FIRST_AGE, catch_up_contribution
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.law.nondiscrimination import counted_pay, deferral_in_test
from megaroth_xl.law.safe_harbor import match_left_out
from megaroth_xl.quantities import CENTS, BoolArray, FloatArray, cents
from megaroth_xl.strategy.plan.explained import meets_basic_match
from megaroth_xl.strategy.plan.participants import Participants
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.strategy.plan.words import AdpSafeHarbor
from megaroth_xl.strategy.pretest.qualified import Qualified
from megaroth_xl.strategy.pretest.who_counts import WhoCounts, who_counts

__all__ = ["TESTED", "TestedPart"]

TESTED = ("acp", "acp_safe_harbor", "acp_match_paid", "adp", "adp_under_50")
"""What a ratio can be made of.

Match and after-tax contributions; the same without the match that a safe harbor lets a plan leave
out; the same with the match that the plan's tiers call for but was not paid; deferrals; deferrals
where those of unknown age are under 50. All but the first and the fourth are there only where they
differ from those.
"""

HCE_COLUMNS = ("pay", "fixed", "left_out", "after_tax", "adp_fixed", "deferral")
MATCH_ALWAYS_COUNTED = 0.05
"""Share of pay up to which a match is not disproportionate."""
QUALIFIED = ("qnec", "qnec_counted", "qmac")


@dataclass(frozen=True, eq=False)
class TestedPart:
    """The amounts that the tests count for some participants; columns with an element for each.

    Parameters
    ----------
    counts
        Who counts.
    is_hce
        Whether each is highly compensated; False where it is not known.
    hce_not_known
        Where it is not known of somebody who counts.
    pay
        Counted pay, cents; NaN where it is not known.
    match, left_out, after_tax
        Match, the part of it that a safe harbor lets the plan leave out of everybody's ratio, and
        after-tax contributions, cents.
    deferral, catch_up
        Deferrals with catch-up, and the part of them that is catch-up because it exceeds 402(g) or
        a limit of the plan, cents.
    missed_match
        Match that the plan's tiers call for where the roster has a match of 0, cents.
    qualified
        QNECs and QMACs, and what each test counts of them.
    high_match
        NHCEs whose match exceeds both 5 percent of pay and the contributions that it matches.
    harbor_short
        What each NHCE's safe harbor nonelective contribution lacks, cents; 0 where the roster does
        not tell it.
    contributions
        By the names of `TESTED`, what the ratios are made of, cents.
    ages_not_known
        HCEs with a deferral above 402(g) whose age is not known.
    """

    __test__ = False  # the law's word, not a test's

    counts: WhoCounts
    is_hce: BoolArray
    hce_not_known: BoolArray
    pay: FloatArray
    match: FloatArray
    left_out: FloatArray
    after_tax: FloatArray
    deferral: FloatArray
    catch_up: FloatArray
    missed_match: FloatArray
    qualified: Qualified
    high_match: BoolArray
    harbor_short: FloatArray
    contributions: Mapping[str, FloatArray]
    ages_not_known: BoolArray

    @classmethod
    def of(
        cls,
        people: Participants,
        plan: PlanTerms,
        year: int,
        *,
        hce: FloatArray,
        match: FloatArray,
        representative: float = 0.0,
        limits: LimitsTable | None = None,
    ) -> Self:
        """Return what the tests count of these participants.

        Parameters
        ----------
        people, plan, year, limits
            As in `hce_status`.
        hce
            Who is highly compensated (`hce_status`); NaN where it is not known.
        match
            Match of each, given or projected, dollars.
        representative
            The plan's representative contribution rate, where it counts QNECs.
        """
        table = plan.applied_limits(year, limits or limits_table())
        counts = who_counts(people, plan, year, match)
        tested = counts.tested
        is_hce = hce == 1
        dollars = counted_pay(counts.pay, year, limits=table)
        matched, after_tax = cents(match), cents(people.after_tax_contribution)
        left_out = _left_out(people, plan, match, dollars)
        missed = _missed_match(people, plan, year, match, tested, table)
        pay = cents(dollars)
        high = np.asarray(tested & ~is_hce & (matched > MATCH_ALWAYS_COUNTED * pay))
        if high.any():
            base = cents(people.elective_deferral) + after_tax * plan.matches_after_tax
            high &= matched > base
        qualified = Qualified.of(
            people, plan, is_hce=is_hce, pay=pay, match=matched, representative=representative
        )
        acp = matched + after_tax + qualified.qnec_in_acp - qualified.qmac_in_adp
        contributions = {"acp": acp}
        if left_out.any():
            contributions["acp_safe_harbor"] = acp - left_out
        if missed.any():
            contributions["acp_match_paid"] = acp + missed
        catch_up, as_50 = _catch_up(people, plan, year, table)
        not_known = tested & is_hce & ~np.isnan(as_50)
        deferred = people.elective_deferral

        def counted(of_it: FloatArray) -> FloatArray:
            alone = cents(deferral_in_test(is_hce, deferred, of_it, year, limits=table))
            return alone + qualified.qnec_in_adp + qualified.qmac_in_adp

        if not_known.any():
            contributions["adp_under_50"] = counted(catch_up)
            catch_up = np.where(not_known, as_50, catch_up)
        contributions["adp"] = counted(catch_up)
        return cls(
            counts=counts,
            is_hce=is_hce,
            hce_not_known=tested & np.isnan(hce),
            pay=pay,
            match=matched,
            left_out=left_out,
            after_tax=after_tax,
            deferral=cents(deferred),
            catch_up=cents(catch_up),
            missed_match=missed,
            qualified=qualified,
            high_match=high,
            harbor_short=_harbor_short(people, plan, year, tested & ~is_hce, pay),
            contributions=contributions,
            ages_not_known=not_known,
        )

    def counted(self, column: str) -> FloatArray:
        """Return what the ratios of a reading are made of, cents.

        Parameters
        ----------
        column
            One of `TESTED`; where it does not differ from the usual one in this part, that one.
        """
        return self.contributions.get(column, self.contributions[column.split("_", maxsplit=1)[0]])

    @property
    def match_in_acp(self) -> FloatArray:
        """Match that the ACP test counts where no safe harbor match is left out, cents."""
        return self.match - self.qualified.qmac_in_adp

    @property
    def qualified_in_adp(self) -> FloatArray:
        """QNECs and QMACs that the ADP test counts, cents."""
        return self.qualified.qnec_in_adp + self.qualified.qmac_in_adp

    def tested_hces(self) -> BoolArray:
        """HCEs with a ratio."""
        return np.asarray(self.counts.tested & self.is_hce & (self.pay > 0))


def _left_out(
    people: Participants, plan: PlanTerms, match: FloatArray, pay: FloatArray
) -> FloatArray:
    """Match in cents that a safe harbor lets the plan leave out of everybody's ACP ratio.

    Where the safe harbor contribution is nonelective, a match that does not meet the safe harbor
    itself is tested, but for what the roster calls safe harbor match.
    """
    if plan.adp_safe_harbor is AdpSafeHarbor.NONE:
        return np.zeros(len(people))
    harbor_match = people.safe_harbor_match
    if plan.safe_harbor_nonelective and not meets_basic_match(plan):
        harbor_match = np.nan_to_num(harbor_match)
    harbor = match_left_out(
        match,
        pay,
        adp_safe_harbor=plan.adp_safe_harbor,
        acp_safe_harbor=plan.acp_safe_harbor,
        safe_harbor_match=harbor_match,
    )
    return cents(np.asarray(harbor))


def _harbor_short(
    people: Participants, plan: PlanTerms, year: int, concerned: BoolArray, pay: FloatArray
) -> FloatArray:
    """Cents that safe harbor nonelective contributions lack, by more than a dollar each.

    Of those who enter during the plan year the plan may count the pay since then only.
    """
    if not plan.safe_harbor_nonelective:
        return np.zeros(len(people))
    first = np.datetime64(plan.plan_year(year)[0], "D")
    given = cents(people.safe_harbor_nonelective)
    lacks = np.floor(plan.safe_harbor_nonelective * pay - given)
    asked = concerned & ~(people.entry_date > first) & ~(people.hire_date > first)
    return np.where(asked & (lacks > CENTS), lacks, 0.0)


def _missed_match(
    people: Participants,
    plan: PlanTerms,
    year: int,
    match: FloatArray,
    tested: BoolArray,
    table: LimitsTable,
) -> FloatArray:
    """Match in cents that the tiers call for where the roster has none."""
    missed = np.zeros(len(people))
    places = np.flatnonzero(
        tested & (match == 0) & (people.matching_contribution == 0) & (people.compensation > 0)
    )
    if places.size and plan.match_tiers:
        base = people.elective_deferral[places]
        if plan.matches_after_tax:
            base = base + people.after_tax_contribution[places]
        due = plan.match(people.compensation[places], base, year, by_pay_date=True, limits=table)
        missed[places] = cents(np.asarray(due))
    return missed


def _catch_up(
    people: Participants, plan: PlanTerms, year: int, table: LimitsTable
) -> tuple[FloatArray, FloatArray]:
    """Catch-up of each in dollars, and, where the age is not known, what it would be from 50.

    The 402(g) limit is one of calendar years: in another plan year only payroll knows what was
    catch-up.
    """
    deferral = people.elective_deferral
    catch_up, as_50 = np.zeros(len(people)), np.full(len(people), np.nan)
    if plan.has_calendar_year:
        above = np.flatnonzero(deferral > table.dollars("elective_deferral", year))
        ages, amounts = people.age[above], deferral[above]
        catch_up[above] = catch_up_contribution(amounts, year, ages, limits=table)
        from_50 = catch_up_contribution(amounts, year, FIRST_AGE, limits=table)
        as_50[above] = np.where(np.isnan(ages), from_50, np.nan)
    recorded = np.nan_to_num(people.catch_up_deferral)
    return np.maximum(catch_up, recorded), as_50
