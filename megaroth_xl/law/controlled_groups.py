"""Employers that one owns of another: for annual additions, more than half makes them one."""

from collections.abc import Iterable
from typing import NamedTuple

from megaroth_xl import quantities
from megaroth_xl.quantities import RATE

__all__ = ["Holding", "controlled_groups"]

CONTROL = 0.5
"""More than this makes a group for 415; elsewhere in the Code it takes 80 percent."""


class Holding(NamedTuple):
    """What one employer owns of another."""

    owner: str
    owned: str
    share: float
    """Of the votes or of the value, whichever is larger; a fraction."""


def controlled_groups(holdings: Iterable[Holding]) -> dict[str, str]:
    """Group of each employer that is owned by more than half, directly or through the group.

    Only parents and subsidiaries are found. Businesses with the same few owners, and affiliated
    service groups, are one employer by rules of their own: name them alike yourself.

    Parameters
    ----------
    holdings
        Who owns what share of whom.

    Returns
    -------
    dict
        By employer, the name of its group: that of the first member named. An employer in no
        group has its own name.

    Raises
    ------
    InputError
        Where a share is not between 0 and 1.

    References
    ----------
    IRC 415(h), 414(b) and (c), 1563(a)(1); 414(m) for affiliated service groups.

    Examples
    --------
    >>> controlled_groups([Holding("parent", "daughter", 0.51), Holding("parent", "joint", 0.5)])
    {'parent': 'parent', 'daughter': 'parent', 'joint': 'joint'}
    """
    held = [Holding(*h) for h in holdings]
    for holding in held:
        quantities.read(holding.share, RATE, f"the share of {holding.owner} in {holding.owned}")
    groups = {name: name for holding in held for name in (holding.owner, holding.owned)}
    while merged := _controlled(held, groups):
        first, second = sorted(merged, key=list(groups).index)
        groups = {name: first if g == second else g for name, g in groups.items()}
    return groups


def _controlled(held: list[Holding], groups: dict[str, str]) -> tuple[str, str] | None:
    """The first two groups of which one owns more than half of a member of the other."""
    shares: dict[tuple[str, str], float] = {}
    for owner, owned, share in held:
        if groups[owner] != groups[owned]:
            key = (groups[owner], owned)
            shares[key] = shares.get(key, 0.0) + share
    return next(
        (
            (group, groups[owned])
            for (group, owned), share in shares.items()
            if round(share, 9) > CONTROL
        ),
        None,
    )
