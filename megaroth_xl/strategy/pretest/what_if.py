"""The ACP test with one change: without a division, with a QNEC, a cap, or the other method."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from megaroth_xl.hundredths import HUNDREDTHS, average_hundredths, cent_ratios
from megaroth_xl.law.averages import average_limit
from megaroth_xl.law.verdict import Verdict
from megaroth_xl.quantities import CENTS
from megaroth_xl.strategy.plan.words import QnecTest, TestingMethod
from megaroth_xl.strategy.pretest.outcomes import Grouping, Reading
from megaroth_xl.strategy.pretest.plan_test import PlanTest
from megaroth_xl.strategy.pretest.plan_verdict import columns_tested

__all__ = ["WhatIf", "what_ifs"]

CAPS = (0.0, 0.02, 0.04, 0.06, 0.08, 0.1)


class WhatIf(NamedTuple):
    """The ACP test if something were different.

    Parameters
    ----------
    kind
        "as_it_is", "cap", "qnec", "without_division" or "other_method".
    value
        The cap or the QNEC, a share of pay; the name of the division; the testing method; else "".
    hce_average, nhce_average, limit
        Shares of pay; None where nobody of the group is left.
    passes
        Whether it passes.
    cost
        What it costs the employer, dollars; 0 where it costs nothing.
    """

    kind: str
    value: float | str
    hce_average: float | None
    nhce_average: float | None
    limit: float | None
    passes: bool
    cost: float = 0.0


def what_ifs(found: PlanTest) -> tuple[WhatIf, ...]:
    """The ACP test as it is, and if something were different; nothing where it is not tested.

    Parameters
    ----------
    found
        The pre-test.

    References
    ----------
    IRC 401(m)(2)(A). Without a division the plan's coverage changes too (IRC 410(b)), which is
    not checked.
    """
    reading = found.acp.elected
    if reading is None or reading.verdict.limit is None or len(reading.verdicts) > 1:
        return ()
    return (
        _of("as_it_is", "", reading),
        *_caps(found, reading),
        *_qnecs(found, reading),
        *_other_method(found, reading),
        *_divisions(found, reading),
    )


def _of(kind: str, value: float | str, reading: Reading) -> WhatIf:
    verdict = reading.verdict
    averages = verdict.hce_average, verdict.nhce_average, verdict.limit
    return WhatIf(kind, value, *averages, bool(reading.passes))


def _compared(kind: str, value: float, hce: float | None, nhce: float, cost: float = 0.0) -> WhatIf:
    limit = float(average_limit(np.asarray(nhce)))
    passes = hce is None or round(hce * HUNDREDTHS) <= np.floor(limit * HUNDREDTHS + 1e-6)
    return WhatIf(kind, value, hce, nhce, limit, bool(passes), cost)


def _caps(found: PlanTest, reading: Reading) -> Iterator[WhatIf]:
    pay, fixed, movable = columns_tested(found.pretest.totals, reading)
    nhce = reading.verdict.nhce_average
    if nhce is None or not pay.size:
        return
    for cap in CAPS:
        money = fixed + np.minimum(movable, cap * pay)
        ratios = cent_ratios(money, pay.astype(np.float64))
        average = float(average_hundredths(ratios.sum(), ratios.size)) / HUNDREDTHS
        yield _compared("cap", cap, average, nhce)


def _qnecs(found: PlanTest, reading: Reading) -> Iterator[WhatIf]:
    verdict = reading.verdict
    if (
        found.plan.testing_method is TestingMethod.PRIOR_YEAR
        or verdict.nhce_average is None
        or found.what_if is None
        # Beside QNECs that count already, a further one may be disproportionate.
        or (found.plan.qnec_test is QnecTest.ACP and found.pretest.totals.qualified["qnec"][0])
    ):
        return
    for rate, cost in found.what_if.qnec.items():
        nhce = round(verdict.nhce_average + rate, 12)
        yield _compared("qnec", rate, verdict.hce_average, nhce, cost / CENTS)


def _other_method(found: PlanTest, reading: Reading) -> Iterator[WhatIf]:
    given = found.plan.prior_year_nhce_acp
    method = TestingMethod.PRIOR_YEAR
    if found.plan.testing_method is TestingMethod.PRIOR_YEAR:
        method = TestingMethod.CURRENT_YEAR
        other = Reading.of("ACP", found.pretest.totals, reading.column)
    elif given is None:
        return
    else:
        other = Reading.of("ACP", found.pretest.totals, reading.column, nhce_average=given)
    if other.passes is not None:
        yield _of("other_method", str(method), other)


def _divisions(found: PlanTest, reading: Reading) -> Iterator[WhatIf]:
    if found.what_if is None:
        return
    given = None
    if found.plan.testing_method is TestingMethod.PRIOR_YEAR:
        given = reading.verdict.nhce_average
    for name, totals in found.what_if.without().items():
        other = Reading(reading.column, Grouping.TOGETHER, (Verdict.of("ACP", totals, given),))
        if other.passes is not None:
            yield _of("without_division", name, other)
