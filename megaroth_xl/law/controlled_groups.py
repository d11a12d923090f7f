"""Employers of which one owns another, and from what share on the law counts them as one."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from megaroth_xl import quantities
from megaroth_xl.quantities import RATE

__all__ = ["GroupPurpose", "Holding", "controlled_groups"]

MORE_THAN = 0.5
AT_LEAST = 0.8
NOISE_PLACES = 9


class GroupPurpose(StrEnum):
    """The purpose of a group: each has its own ownership threshold for parent and subsidiary."""

    ANNUAL_ADDITIONS = "annual additions"
    """The 415(c) limit: more than 50 percent."""
    OTHER = "other"
    """Everything else: highly compensated employees, the ADP and ACP tests, coverage, the
    401(a)(17) limit, top-heavy plans, and whether two employers are unrelated for a match:
    at least 80 percent."""


class Holding(NamedTuple):
    """The share of one employer that another owns."""

    owner: str
    owned: str
    share: float
    """Of the votes or of the value, whichever is larger; a fraction."""


def controlled_groups(holdings: Iterable[Holding], purpose: GroupPurpose) -> dict[str, str]:
    """Group of each employer that another one owns, directly or through the group.

    Only parents and subsidiaries are found. Businesses that the same five or fewer persons own
    (brother-sister groups, for which 415 keeps the ordinary 80 and 50 percent tests) and
    affiliated service groups are one employer by rules of their own: name them alike yourself.

    Parameters
    ----------
    holdings
        Who owns what share of whom.
    purpose
        What the groups are for: more than half for the 415(c) limit, at least 80 percent for all
        other rules of plans.

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
    IRC 414(b) and (c), 1563(a)(1); IRC 415(h) ("more than 50 percent" instead of "at least 80
    percent", in 1563(a)(1) alone); IRC 1563(a)(2) and (f)(5) for brother-sister groups and 414(m)
    for affiliated service groups.

    Examples
    --------
    >>> holdings = [Holding("parent", "daughter", 0.51), Holding("parent", "joint", 0.5)]
    >>> controlled_groups(holdings, GroupPurpose.ANNUAL_ADDITIONS)
    {'parent': 'parent', 'daughter': 'parent', 'joint': 'joint'}
    >>> controlled_groups(holdings, GroupPurpose.OTHER)
    {'parent': 'parent', 'daughter': 'daughter', 'joint': 'joint'}
    """
    held = [Holding(*h) for h in holdings]
    for holding in held:
        quantities.read(holding.share, RATE, f"the share of {holding.owner} in {holding.owned}")
    groups = {name: name for holding in held for name in (holding.owner, holding.owned)}
    while merged := _controlled(held, groups, purpose):
        first, second = sorted(merged, key=list(groups).index)
        groups = {name: first if g == second else g for name, g in groups.items()}
    return groups


def _controlled(
    held: list[Holding], groups: dict[str, str], purpose: GroupPurpose
) -> tuple[str, str] | None:
    """The first two groups of which one controls a member of the other."""
    shares: dict[tuple[str, str], float] = {}
    for owner, owned, share in held:
        if groups[owner] != groups[owned]:
            key = (groups[owner], owned)
            shares[key] = shares.get(key, 0.0) + share
    return next(
        (
            (group, groups[owned])
            for (group, owned), share in shares.items()
            if _controls(share, purpose)
        ),
        None,
    )


def _controls(share: float, purpose: GroupPurpose) -> bool:
    settled = round(share, NOISE_PLACES)
    if purpose is GroupPurpose.ANNUAL_ADDITIONS:
        return settled > MORE_THAN
    return settled >= AT_LEAST
