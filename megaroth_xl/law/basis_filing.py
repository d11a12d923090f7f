"""The occasions on which Form 8606 is filed for Roth and after-tax money."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from megaroth_xl.texts import LANGUAGES, citation, text

__all__ = ["BasisFiling", "Occasion", "basis_filing"]


class Occasion(StrEnum):
    """Events of a tax year that may require Form 8606."""

    IN_PLAN_ROTH_ROLLOVER = "in_plan_roth_rollover"
    PLAN_TO_ROTH_IRA = "plan_to_roth_ira"
    DESIGNATED_ROTH_TO_ROTH_IRA = "designated_roth_to_roth_ira"
    PRETAX_TO_TRADITIONAL_IRA = "pretax_to_traditional_ira"
    AFTER_TAX_TO_TRADITIONAL_IRA = "after_tax_to_traditional_ira"
    NONDEDUCTIBLE_CONTRIBUTION = "nondeductible_contribution"
    IRA_CONVERSION = "ira_conversion"
    ROTH_IRA_DISTRIBUTION = "roth_ira_distribution"


PARTS: Mapping[Occasion, str] = MappingProxyType(
    {
        Occasion.IN_PLAN_ROTH_ROLLOVER: "",
        Occasion.PLAN_TO_ROTH_IRA: "",
        Occasion.DESIGNATED_ROTH_TO_ROTH_IRA: "",
        Occasion.PRETAX_TO_TRADITIONAL_IRA: "",
        Occasion.AFTER_TAX_TO_TRADITIONAL_IRA: "",
        Occasion.NONDEDUCTIBLE_CONTRIBUTION: "Part I",
        Occasion.IRA_CONVERSION: "Part II",
        Occasion.ROTH_IRA_DISTRIBUTION: "Part III",
    }
)


@dataclass(frozen=True)
class BasisFiling:
    """The answer for one event: must Form 8606, which tracks the basis of IRAs, be filed.

    Parameters
    ----------
    what
        The occasion, in words.
    part
        The part of the form to fill in; "" where the form is not filed.
    reason
        Why, and where the money shows instead.
    citation
        Where it stands.
    """

    what: str
    part: str
    reason: str
    citation: str

    @property
    def is_filed(self) -> bool:
        """Return whether the form is filed."""
        return bool(self.part)


def basis_filing(occasion: Occasion, lang: str = LANGUAGES[0]) -> BasisFiling:
    """Return whether an occasion calls for Form 8606, and why, in "en" or "ko".

    Parameters
    ----------
    occasion
        What happened in the tax year.
    lang
        The language of the words.

    Returns
    -------
    BasisFiling
        After-tax money rolled over to a traditional IRA is no reason to file: Part I is for
        nondeductible contributions, distributions and conversions, and a rollover is none of
        them. Its basis goes on line 2 when the form is next due.

    References
    ----------
    Form 8606 (2025), headings of Parts I to III; Instructions for Form 8606, line 2.

    Examples
    --------
    >>> basis_filing(Occasion.IN_PLAN_ROTH_ROLLOVER).is_filed
    False
    >>> basis_filing(Occasion.ROTH_IRA_DISTRIBUTION).part
    'Part III'
    """
    key = f"basis_filing.{occasion}"
    return BasisFiling(
        what=text(f"{key}.what", lang),
        part=PARTS[occasion],
        reason=text(f"{key}.reason", lang),
        citation=citation(f"{key}.reason"),
    )
