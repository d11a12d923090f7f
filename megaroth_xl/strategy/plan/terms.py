"""A plan's terms: what it matches, what after-tax money it takes, and the routes out of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from megaroth_xl import quantities
from megaroth_xl.errors import InputError
from megaroth_xl.law.compensation import (
    MatchTier,
    counted_compensation,
    match_tiers,
)
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.law.year_limits import YearLimits
from megaroth_xl.phrases import Phrase
from megaroth_xl.quantities import COUNT, FloatArray, Numbers
from megaroth_xl.strategy.pay.elections import STEP
from megaroth_xl.strategy.pay.pay_dates import ClosedDayRule
from megaroth_xl.strategy.plan.match import even_year_match
from megaroth_xl.strategy.plan.values import ELECTION_FILE, MAY_BE_UNKNOWN, QUANTITIES, WORDS
from megaroth_xl.strategy.plan.words import (
    EACA,
    AdpSafeHarbor,
    MatchPayLimit,
    PayCounted,
    QmacTest,
    QnecTest,
    RefundOrder,
    RothCatchUpMethod,
    TestingMethod,
    TopPaidRounding,
    VestingStep,
    month_day,
    plan_year_dates,
    vesting_steps,
)
from megaroth_xl.words import expected_words, one_of

__all__ = ["PlanTerms"]


@dataclass(frozen=True)
class PlanTerms:
    """The terms of a plan, in the words of its summary plan description.

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
    prior_year_nhce_adp
        The same average of deferrals, for the ADP test; None where unknown.
    first_plan_year
        Whether the plan is in its first year and succeeds no other plan.
    adp_safe_harbor
        "none", "traditional" or "qaca": the safe harbor that replaces the ADP test.
    acp_safe_harbor
        Whether the match also meets the ACP safe harbor. After-tax contributions are tested always.
    safe_harbor_nonelective
        The safe harbor nonelective contribution, a share of pay; None where the plan makes none.
    eaca
        "none", "some" or "all eligible": employees whom an eligible automatic contribution
        arrangement covers. Only "all eligible" gives six months for refunds without excise tax.
    roth_catch_up_method
        "total deferrals", "pre-tax deferrals" or "separate election": when deferrals become Roth
        catch-up for those whose catch-up must be Roth; None where unknown.
    top_paid_rounding
        "up", "down" or "nearest": how a fifth of the employees becomes a whole number.
    qnec_test
        "adp", "acp" or "neither": the test that counts the roster's qualified nonelective
        contributions (QNECs); None where unknown.
    qmac_test
        "acp" or "adp": the test that counts qualified matching contributions (QMACs). They are
        match, so the ACP test does unless the plan uses them in the other.
    refund_order
        "after-tax first", "match first" or "pro rata": what an ACP refund takes within one person.
    refund_earnings_rate
        The plan's return of the plan year, for the earnings on refunds; None where not known.
    pay_counted
        "whole year" or "while eligible": the pay that the tests count.
    plan_year_start
        Month and day on which the plan year starts, as in "07-01".
    match_pay_limit
        "year to date": a match for each pay date ends once the year's pay reaches the limit on
        pay; "annual": it runs on up to the yearly maximum; "each pay date": the yearly limit is
        spread over the pay dates.
    match_cap
        The most match a year in dollars; None where the plan sets none.
    closed_day_rule
        When pay is paid that is due on a day on which banks are closed (see `pay_dates`).
    vesting
        How the match vests: "immediate", "3-year cliff", "6-year graded", or rows of (years of
        service, share vested from then on); None where unknown.
    eligibility_age, eligibility_months
        Age and months of service from which an employee is eligible; None where unknown.
    after_tax_cap_per_period
        The most after-tax dollars on one pay date; None where the plan sets none.
    after_tax_cap_share_per_period
        The most after-tax contributions on one pay date as a share of that date's pay; None where
        the plan sets none.
    contact
        Whom employees ask, as letters name it.
    letterhead
        Lines at the head of letters.
    closing
        The text that closes letters.
    election_file
        Columns of the election file for payroll, as rows of (what it holds, its heading); what it
        holds is one of `ELECTION_FILE`. None where the columns are those of the package.

    Raises
    ------
    InputError
        For terms that no plan can have.

    References
    ----------
    IRC 401(m)(4)(A), 402A(b) and (c)(4), 414(v)(2)(E), 415(c)(2)(B); Treas. Reg. 1.401(m)-2(a)(2).
    Safe harbors: IRC 401(k)(12) and (13), 401(m)(11) and (12). Automatic enrollment and the time
    for refunds: IRC 414(w), 4979(f)(1). Roth catch-up: IRC 414(v)(7); T.D. 10033. Top-paid group:
    IRC 414(q)(3); Temp. Treas. Reg. 1.414(q)-1T, A-3(b). Pay: IRC 401(a)(17), 414(s). Vesting: IRC
    411(a)(2)(B). Eligibility: IRC 410(a)(1), 401(k)(2)(D). First plan year: IRC 401(k)(3)(E),
    401(m)(3).

    Examples
    --------
    >>> terms = PlanTerms("Example 401(k)", match_tiers=[(1, 0.03), (0.5, 0.05)],
    ...                   after_tax_cap_share=0.1)
    >>> terms.match([100_000, 500_000], 20_000, 2026)
    array([ 4000., 14400.])
    >>> terms.after_tax_limit([100_000, 500_000], 2026)
    array([10000., 36000.])
    >>> PlanTerms("Example 401(k)", adp_safe_harbor="traditionel")
    Traceback (most recent call last):
    megaroth_xl.errors.InputError: adp_safe_harbor is 'traditionel': expected 'none',
    'traditional' or 'qaca'; did you mean 'traditional'?
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
    prior_year_nhce_adp: float | None = None
    first_plan_year: bool = False
    adp_safe_harbor: AdpSafeHarbor = AdpSafeHarbor.NONE
    acp_safe_harbor: bool = False
    safe_harbor_nonelective: float | None = None
    eaca: EACA = EACA.NONE
    roth_catch_up_method: RothCatchUpMethod | None = None
    top_paid_rounding: TopPaidRounding = TopPaidRounding.UP
    qnec_test: QnecTest | None = None
    qmac_test: QmacTest = QmacTest.ACP
    refund_order: RefundOrder = RefundOrder.AFTER_TAX_FIRST
    refund_earnings_rate: float | None = None
    pay_counted: PayCounted = PayCounted.WHOLE_YEAR
    plan_year_start: str | date = "01-01"
    match_pay_limit: MatchPayLimit = MatchPayLimit.YEAR_TO_DATE
    match_cap: float | None = None
    closed_day_rule: ClosedDayRule = ClosedDayRule.BEFORE
    vesting: str | Sequence[VestingStep] | None = None
    eligibility_age: float | None = None
    eligibility_months: int | None = None
    after_tax_cap_per_period: float | None = None
    after_tax_cap_share_per_period: float | None = None
    contact: str = ""
    letterhead: str = ""
    closing: str = ""
    election_file: Sequence[tuple[str, str]] | None = None

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise InputError("name", "blank", "the plan's name")
        for name, quantity in QUANTITIES.items():
            quantities.optional(getattr(self, name), quantity, name)
        quantities.read(self.pay_periods, COUNT, "pay_periods")
        quantities.read(self.election_step, STEP, "election_step")
        read: dict[str, object] = {name: self._word(name, kind) for name, kind in WORDS.items()}
        read |= {"match_tiers": self._tiers(), "plan_year_start": month_day(self.plan_year_start)}
        if self.vesting is not None:
            read["vesting"] = vesting_steps(self.vesting)
        for name, value in read.items():
            object.__setattr__(self, name, value)
        self._check_safe_harbor()
        self._check_election_file()

    def _word(self, name: str, kind: type[StrEnum]) -> StrEnum | None:
        value = getattr(self, name)
        return None if name in MAY_BE_UNKNOWN and value is None else one_of(kind, value, name)

    def _check_safe_harbor(self) -> None:
        if self.adp_safe_harbor is not AdpSafeHarbor.NONE:
            self._check_no_adp_test()
            return
        harbors = "'traditional' or 'qaca' in adp_safe_harbor"
        if self.acp_safe_harbor:
            raise InputError(
                "acp_safe_harbor",
                "yes",
                Phrase("no, or {words}: it builds on that one", words=harbors),
            )
        if self.safe_harbor_nonelective is not None:
            raise InputError(
                "safe_harbor_nonelective",
                f"{self.safe_harbor_nonelective:g}",
                Phrase("none, or {words}", words=harbors),
            )

    def _check_no_adp_test(self) -> None:
        for name, others in (("qnec_test", "'acp' or 'neither'"), ("qmac_test", "'acp'")):
            if getattr(self, name) == "adp":
                words = "{words}: in this plan a safe harbor replaces the ADP test"
                expected = Phrase(words, words=others)
                raise InputError(name, "'adp'", expected)

    def _check_election_file(self) -> None:
        for what, heading in self.election_file or ():
            if what not in ELECTION_FILE:
                raise InputError("election_file", repr(what), expected_words(ELECTION_FILE, what))
            if not heading.strip():
                raise InputError(
                    "election_file", Phrase("a blank heading of {column}", column=what), "a heading"
                )

    def _tiers(self) -> tuple[MatchTier, ...]:
        return match_tiers(self.match_tiers) if len(self.match_tiers) else ()

    def plan_year(self, year: int) -> tuple[date, date]:
        """First and last day of the plan year that begins in a calendar year.

        Examples
        --------
        >>> PlanTerms("Example 401(k)", plan_year_start="07-01").plan_year(2026)
        (datetime.date(2026, 7, 1), datetime.date(2027, 6, 30))
        """
        return plan_year_dates(month_day(self.plan_year_start), year)

    @property
    def has_calendar_year(self) -> bool:
        """Return whether the plan year is the calendar year."""
        return month_day(self.plan_year_start) == "01-01"

    def vested_share(self, years_of_service: Numbers) -> float | FloatArray:
        """Vested share of the match after so many years of service; NaN where it is not known.

        Examples
        --------
        >>> PlanTerms("Example 401(k)", vesting="3-year cliff").vested_share([2, 3])
        array([0., 1.])
        """
        service = np.asarray(years_of_service, dtype=np.float64)
        if self.vesting is None:
            return quantities.result(np.full_like(service, np.nan))
        years, shares = zip(*vesting_steps(self.vesting), strict=True)
        reached = np.searchsorted(years, service, side="right")
        share = np.asarray((0.0, *shares))[reached]
        return quantities.result(np.where(np.isnan(service), np.nan, share))

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
        lower = {"higher_catch_up": table[year].amount("catch_up")}
        return table.overlaid([YearLimits(year, lower)])

    def match(
        self,
        compensation: Numbers,
        matched_contribution: Numbers,
        year: Numbers,
        *,
        by_pay_date: bool = False,
        limits: LimitsTable | None = None,
    ) -> float | FloatArray:
        """Match that these terms give on a year's pay and contributions, as a true-up does.

        Parameters
        ----------
        compensation, year, limits
            As in `counted_compensation`.
        matched_contribution
            Deferrals, and after-tax contributions where `matches_after_tax`, dollars.
        by_pay_date
            Match what every pay date of a year of even pay and contributions brings. It is less
            where the plan has no true-up and the match of each pay date ends once the year's pay
            has reached the limit on pay.

        Returns
        -------
        float or FloatArray
            Dollars. Without a true-up this is the most that can come: deferrals that stop early in
            the year leave the later pay dates unmatched.

        Examples
        --------
        >>> terms = PlanTerms("Example 401(k)", match_tiers=[(1, 0.03)], pay_periods=24)
        >>> terms.match(720_000, 10_800, 2026), terms.match(720_000, 10_800, 2026, by_pay_date=True)
        (10800.0, 5400.0)
        """
        return even_year_match(
            compensation,
            matched_contribution,
            self.match_tiers,
            year,
            self.pay_periods,
            rule=self.match_pay_limit,
            cap=self.match_cap,
            true_up=self.true_up or not by_pay_date,
            limits=limits,
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
