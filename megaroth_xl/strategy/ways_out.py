"""Ways out of a failing ACP test: what HCEs may contribute, and what NHCEs would have to get."""

from dataclasses import dataclass

import numpy as np

from megaroth_xl.hundredths import HUNDREDTHS, average_hundredths, ratio_hundredths
from megaroth_xl.law.averages import passing_hundredths
from megaroth_xl.law.verdict import Verdict
from megaroth_xl.quantities import CENTS, BoolArray, FloatArray
from megaroth_xl.strategy.adoption import largest_passing

__all__ = ["WaysOut", "ways_out"]


@dataclass(frozen=True)
class WaysOut:
    """What would make a failing ACP test pass, each by itself.

    Parameters
    ----------
    rate_cap
        Highest share of counted pay that the plan may let an HCE contribute after tax; None where
        the match alone fails.
    dollar_cap
        The same in whole dollars.
    nhce_acp_needed
        NHCE average at which the HCE average passes.
    qnec_rate
        Share of counted pay that every NHCE would have to get as a qualified nonelective
        contribution; None where the NHCE average is given, such as the prior year's, and this
        year's contributions cannot move it.
    qnec_dollars
        What that costs the employer.
    """

    rate_cap: float | None
    dollar_cap: float | None
    nhce_acp_needed: float
    qnec_rate: float | None
    qnec_dollars: float | None


def ways_out(
    test: Verdict,
    is_hce: BoolArray,
    counted: FloatArray,
    tested_match: FloatArray,
    after_tax_contribution: FloatArray,
    *,
    takes_current_year: bool,
) -> WaysOut | None:
    """What would make a test pass that fails.

    Parameters
    ----------
    test
        The `acp_test` of these employees.
    is_hce, counted, tested_match, after_tax_contribution
        Of one length: who is an HCE, and dollars of counted pay, of the match as far as it is
        tested, and of after-tax contributions.
    takes_current_year
        Whether the NHCE average is this year's.

    Returns
    -------
    WaysOut or None
        None where the test passes.

    References
    ----------
    IRC 401(m)(2)(A), 401(m)(4)(C); Treas. Reg. 1.401(m)-2(a)(6) and (b)(1)(i). A uniform share of
    pay for every NHCE is no disproportionate contribution under (a)(6)(v).
    """
    if test.passes or test.nhce_average is None or test.hce_average is None:
        return None
    pay, match, after_tax = (
        column[is_hce] for column in (counted, tested_match, after_tax_contribution)
    )
    limit = float(passing_hundredths(test.nhce_average))

    def passes_capped(cap: float | FloatArray) -> bool:
        ratios = ratio_hundredths(match + np.minimum(after_tax, cap), pay)
        return float(average_hundredths(ratios.sum(), ratios.size)) <= limit

    rate = largest_passing(lambda cap: passes_capped(cap / HUNDREDTHS * pay), HUNDREDTHS)
    dollars = largest_passing(passes_capped, int(np.ceil(after_tax.max())))

    hce_average = round(test.hce_average * HUNDREDTHS)
    too_low = largest_passing(
        lambda average: float(passing_hundredths(average / HUNDREDTHS)) < hce_average, hce_average
    )
    needed = (0 if too_low is None else too_low + 1) / HUNDREDTHS
    added = round(needed - test.nhce_average, 12)
    costs = np.ceil(np.round(added * counted[~is_hce] * CENTS, 4)) / CENTS
    return WaysOut(
        rate_cap=None if rate is None else rate / HUNDREDTHS,
        dollar_cap=None if dollars is None else float(dollars),
        nhce_acp_needed=needed,
        qnec_rate=added if takes_current_year else None,
        qnec_dollars=float(np.round(costs.sum(), 2)) if takes_current_year else None,
    )
