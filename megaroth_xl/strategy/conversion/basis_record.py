"""The record of basis: what of an after-tax account has been taxed, event by event.

The plan reports each conversion on Form 1099-R (box 5 the basis, box 2a the taxable part); this is
the record to check it against.
"""

from dataclasses import dataclass

import numpy as np

from megaroth_xl import quantities
from megaroth_xl.errors import InputError, ShapeError
from megaroth_xl.law.rollovers import conversion_taxable
from megaroth_xl.quantities import DOLLARS, SIGNED_DOLLARS, FloatArray, Numbers

__all__ = ["BasisRecord", "basis_record"]


@dataclass(frozen=True)
class BasisRecord:
    """An after-tax account over time, one element of each column for each event; dollars.

    Parameters
    ----------
    contribution, earnings
        What came in, and what the account earned since the event before; a loss is negative.
    converted
        What was converted to Roth.
    taxable
        The part of it that is income.
    basis_converted
        The part of it that had been taxed.
    balance, basis
        What the account holds after the event, and how much of that is basis.
    """

    contribution: FloatArray
    earnings: FloatArray
    converted: FloatArray
    taxable: FloatArray
    basis_converted: FloatArray
    balance: FloatArray
    basis: FloatArray


def basis_record(
    contribution: Numbers,
    earnings: Numbers,
    converted: Numbers,
    *,
    opening_balance: Numbers = 0.0,
    opening_basis: Numbers = 0.0,
) -> BasisRecord:
    """The running record of an after-tax account.

    At each event the earnings since the last one are credited first, then the contribution comes
    in, then the conversion goes out.

    Parameters
    ----------
    contribution
        After-tax contribution at each event, dollars; a number for all of them, or one each.
    earnings
        Earnings since the event before, dollars; negative for a loss.
    converted
        What is converted at each event, dollars: 0 for nothing, NaN for the whole balance.
    opening_balance, opening_basis
        What the account holds before the first event, and how much of it is basis.

    Returns
    -------
    BasisRecord

    Raises
    ------
    InputError
        Where a loss or a conversion is larger than the balance.
    ShapeError

    References
    ----------
    IRC 72(e)(6), 72(e)(8)(B), 72(d)(2). After a loss, basis that a conversion does not recover
    stays in the record, for later earnings of the account (unconfirmed).

    Examples
    --------
    Two contributions of 1,000; half of the account converted, then all of it:

    >>> record = basis_record([1000, 1000, 0], [0, 10, 20], [0, 1005, np.nan])
    >>> record.taxable, record.basis_converted, record.basis
    (array([ 0.,  5., 25.]), array([   0., 1000., 1000.]), array([1000., 1000.,    0.]))
    """
    columns = {
        "contribution": quantities.read(contribution, DOLLARS, "contribution"),
        "earnings": quantities.read(earnings, SIGNED_DOLLARS, "earnings"),
        "converted": quantities.optional(converted, DOLLARS, "converted"),
    }
    shape = quantities.align(**columns)
    if len(shape) > 1:
        raise ShapeError({name: column.shape for name, column in columns.items()})
    events = [np.atleast_1d(np.broadcast_to(quantities.cents(c), shape)) for c in columns.values()]
    balance, basis = (
        quantities.cents(np.asarray(quantities.single(value, DOLLARS, name)))
        for value, name in ((opening_balance, "opening_balance"), (opening_basis, "opening_basis"))
    )
    rows = []
    for number, (paid_in, earned, asked) in enumerate(zip(*events, strict=True), start=1):
        balance = balance + earned
        if balance < 0:
            raise InputError(
                "earnings", f"a loss above the balance at event {number}", "at most the balance"
            )
        balance, basis = balance + paid_in, basis + paid_in
        moved = balance if np.isnan(asked) else asked
        if moved > balance:
            raise InputError(
                "converted",
                f"{moved / 100:,.2f} at event {number}",
                f"at most the balance, {balance / 100:,.2f}; NaN converts all of it",
            )
        income = conversion_taxable(moved / 100, basis / 100, balance / 100)
        taxable = quantities.cents(quantities.round_half_up(income))
        recovered = moved - taxable
        balance, basis = balance - moved, basis - recovered
        rows.append((paid_in, earned, moved, taxable, recovered, balance, basis))
    return BasisRecord(*(np.array(rows, dtype=np.float64).T / 100))
