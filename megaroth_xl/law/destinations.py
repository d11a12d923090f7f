"""The destinations of a plan's distribution, and the law's treatment of each."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from megaroth_xl import quantities
from megaroth_xl.quantities import DOLLARS, FloatArray, Numbers
from megaroth_xl.texts import LANGUAGES, text

__all__ = ["TREATMENTS", "Destination", "Treatment", "destination_name", "mandatory_withholding"]


class Destination(StrEnum):
    """The destination of a part of a plan's distribution."""

    TRADITIONAL_IRA = "traditional_ira"
    ROTH_IRA = "roth_ira"
    DESIGNATED_ROTH_ACCOUNT = "designated_roth_account"
    """Of the same plan: the in-plan Roth rollover."""
    CASH = "cash"


class Treatment(NamedTuple):
    """The law's treatment of one destination, by direct rollover or payment.

    Parameters
    ----------
    taxes_pretax
        Whether its pretax part is income of the year; after-tax contributions never are.
    withholding_rate
        The share of its taxable part that the plan must withhold.
    citation
        Where the law says so.
    early_distribution_tax, recapture
        Whether the 10 percent tax of 72(t) can apply at once, and whether it can come back on the
        taxed part within five tax years.
    """

    taxes_pretax: bool
    withholding_rate: float
    citation: str
    early_distribution_tax: bool = False
    recapture: bool = False


TREATMENTS: Mapping[Destination, Treatment] = MappingProxyType(
    {
        Destination.TRADITIONAL_IRA: Treatment(
            taxes_pretax=False,
            withholding_rate=0.0,
            citation="402(c)(1), 3405(c)(2)",
        ),
        Destination.ROTH_IRA: Treatment(
            taxes_pretax=True,
            withholding_rate=0.0,
            recapture=True,
            citation="408A(d)(3)(A) and (F), 408A(e), 3405(c)(2)",
        ),
        # Irreversible, and no contribution limit is used (402A(c)(4)(C)).
        Destination.DESIGNATED_ROTH_ACCOUNT: Treatment(
            taxes_pretax=True,
            withholding_rate=0.0,
            recapture=True,
            citation="402A(c)(4); Notice 2010-84; Notice 2013-74",
        ),
        Destination.CASH: Treatment(
            taxes_pretax=True,
            withholding_rate=0.2,
            early_distribution_tax=True,
            citation="402(a), 72(t), 3405(c)(1)",
        ),
    }
)


def destination_name(destination: Destination, lang: str = LANGUAGES[0]) -> str:
    """A destination as a person reads it, in "en" or "ko".

    Examples
    --------
    >>> destination_name(Destination.ROTH_IRA)
    'Roth IRA'
    """
    return text(f"destinations.{destination}", lang)


def mandatory_withholding(
    taxable: Numbers, destination: Destination = Destination.CASH
) -> float | FloatArray:
    """Income tax that the plan must withhold from an eligible rollover distribution.

    Parameters
    ----------
    taxable
        The taxable part that goes to the destination, dollars.
    destination
        Only what is paid in cash is subject, even if it is rolled over later: then the amount
        withheld has to come from other money. A direct rollover is not.

    Returns
    -------
    float or FloatArray
        Dollars: 20 percent of the taxable part paid in cash; 0 for a direct rollover.

    References
    ----------
    IRC 3405(c)(1) and (2).

    Examples
    --------
    >>> mandatory_withholding(10000)
    2000.0
    >>> mandatory_withholding(10000, Destination.DESIGNATED_ROTH_ACCOUNT)
    0.0
    """
    rate = TREATMENTS[destination].withholding_rate
    return quantities.result(quantities.read(taxable, DOLLARS, "taxable") * rate)
