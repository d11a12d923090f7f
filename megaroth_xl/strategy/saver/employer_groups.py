"""The employers of a person that count as one: by the groups named, and by ownership."""

from collections.abc import Iterator, Sequence
from typing import Any

from megaroth_xl.errors import InputError
from megaroth_xl.law.controlled_groups import GroupPurpose, Holding, controlled_groups
from megaroth_xl.phrases import Phrase
from megaroth_xl.strategy.saver.case_rows import Employer
from megaroth_xl.texts import LANGUAGES, text
from megaroth_xl.words import letters

__all__ = ["employer_groups", "name_this_employer"]


def employer_groups(employers: Sequence[Employer], purpose: GroupPurpose) -> tuple[int, ...]:
    """By employer, the place of the first one that counts as one with it.

    Parameters
    ----------
    employers
        All employers of the year. `owned_by` is another's name, or that of an owner who is not
        among them; "this employer" is the first.
    purpose
        What the groups are for: `group_for_415` and ownership of more than half join employers for
        annual additions alone.

    Raises
    ------
    InputError
        For an owner without a share, or a share without an owner.

    References
    ----------
    IRC 414(b) and (c), 415(f)(1)(B), 415(h).

    Examples
    --------
    >>> found = [Employer("Parent"), Employer("Other"), Employer("Joint", owned_by="Parent",
    ...                                                        share_owned=0.6)]
    >>> employer_groups(found, GroupPurpose.ANNUAL_ADDITIONS)
    (0, 1, 0)
    >>> employer_groups(found, GroupPurpose.OTHER)
    (0, 1, 2)
    """
    owned = controlled_groups(_holdings(employers), purpose)
    groups = list(range(len(employers)))
    first: dict[tuple[str, str], int] = {}
    for place, employer in enumerate(employers):
        tags = [("owned", owned.get(str(place), str(place)))]
        tags += [("controlled", employer.controlled_group)] if employer.controlled_group else []
        if employer.group_for_415 and purpose is GroupPurpose.ANNUAL_ADDITIONS:
            tags.append(("415", employer.group_for_415))
        for tag in tags:
            one, other = sorted((groups[first.setdefault(tag, place)], groups[place]))
            groups = [one if group == other else group for group in groups]
    return tuple(groups)


def _holdings(employers: Sequence[Employer]) -> Iterator[Holding]:
    """Yield who owns what share of whom: employers by their places, other owners by their names."""
    places = {letters(text("saver_tables.employers.this", lang)): "0" for lang in LANGUAGES}
    places |= {letters(each.name): str(place) for place, each in enumerate(employers) if each.name}
    for place, employer in enumerate(employers):
        owner, share = employer.owned_by, employer.share_owned
        of_whom = f" of {employer.name}" if employer.name else ""
        if owner and share is None:
            raise InputError(
                f"share_owned{of_whom}", "blank", Phrase("the share that {owner} owns", owner=owner)
            )
        if share is not None and not owner:
            raise InputError(f"owned_by{of_whom}", "blank", "who owns that share of it")
        if owner and share is not None:
            yield Holding(
                places.get(letters(owner), f"outside {letters(owner)}"), str(place), share
            )


def name_this_employer(rows: dict[int, dict[str, Any]]) -> None:
    """Take the row of the first employer out, and know it by its name as the owner of another.

    Examples
    --------
    >>> rows = {1: {"name": "Acme"}, 2: {"name": "Joint", "owned_by": "ACME"}}
    >>> name_this_employer(rows)
    >>> rows
    {2: {'name': 'Joint', 'owned_by': 'this employer'}}
    """
    own = letters(rows.pop(1, {}).get("name", ""))
    for row in rows.values():
        if own and letters(row.get("owned_by", "")) == own:
            row["owned_by"] = text("saver_tables.employers.this", LANGUAGES[0])
