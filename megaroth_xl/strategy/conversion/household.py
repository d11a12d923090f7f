"""The facts of a household's year that the tax on a conversion depends on."""

from dataclasses import dataclass

from megaroth_xl import quantities
from megaroth_xl.errors import InputError
from megaroth_xl.law.filing_status import FILING_STATUS
from megaroth_xl.law.income_deductions import PERSONS
from megaroth_xl.law.state_income_tax import state_figures
from megaroth_xl.quantities import DOLLARS, RATE, SIGNED_DOLLARS, WHOLE_YEAR

__all__ = ["FACTS", "ConversionFacts"]

FACTS = ("state", "magi", "seniors", "itemized_salt", "investment_income", "itemized_deductions")
"""The facts that may be missing."""
MOST_SENIORS = {"mfj": 2}


@dataclass(frozen=True)
class ConversionFacts:
    """The known facts of a household's year without the conversion.

    Parameters
    ----------
    taxable_income
        Federal taxable income, dollars.
    filing_status
        single, mfj, mfs, hoh or qss, or the long form.
    year
        The calendar year, one that has tax tables.
    state
        A state's two-letter code, or a rate as a share; None: not known.
    magi
        Modified AGI, dollars; None: not known, here and below.
    seniors
        Persons of the return who are 65 or older on December 31.
    itemized_salt
        State and local taxes paid that are itemized, dollars; 0 for who takes the standard
        deduction.
    investment_income
        Net investment income, dollars.
    itemized_deductions
        All itemized deductions after the cap on state and local taxes, dollars; 0 for who takes
        the standard deduction.

    Raises
    ------
    InputError
    """

    taxable_income: float
    filing_status: str
    year: int
    state: str | float | None = None
    magi: float | None = None
    seniors: float | None = None
    itemized_salt: float | None = None
    investment_income: float | None = None
    itemized_deductions: float | None = None

    def __post_init__(self) -> None:
        quantities.single(self.taxable_income, DOLLARS, "taxable_income")
        quantities.single(self.year, WHOLE_YEAR, "year")
        status = FILING_STATUS.words[int(FILING_STATUS.read(self.filing_status, "filing_status"))]
        if isinstance(self.state, str):
            state_figures(self.state, int(self.year))
        elif self.state is not None:
            quantities.single(self.state, RATE, "state")
        for name, quantity in (
            ("magi", SIGNED_DOLLARS),
            ("seniors", PERSONS),
            ("itemized_salt", DOLLARS),
            ("investment_income", DOLLARS),
            ("itemized_deductions", DOLLARS),
        ):
            value = getattr(self, name)
            if value is not None:
                quantities.single(value, quantity, name)
        object.__setattr__(self, "filing_status", status)
        if self.seniors is not None and self.seniors > self.most_seniors:
            expected = f"at most {self.most_seniors} for {status}"
            raise InputError("seniors", f"{self.seniors:g}", expected)

    @classmethod
    def given(
        cls,
        taxable_income: float,
        filing_status: str,
        year: float,
        state: str | float | None = None,
        *others: float | None,
    ) -> "ConversionFacts":
        """Facts as a formula delivers them: NaN stands for what is not known.

        Parameters
        ----------
        taxable_income, filing_status, year, state
            As in `ConversionFacts`.
        others
            The facts that follow, in their order.

        Examples
        --------
        >>> ConversionFacts.given(90000, "single", 2026, float("nan"), 110000.0).magi
        110000.0
        """
        known = [None if x is None or x != x else x for x in (state, *others)]  # noqa: PLR0124
        return cls(taxable_income, filing_status, int(year), *known)  # type: ignore[arg-type]

    @property
    def most_seniors(self) -> int:
        """Return how many persons of 65 or older a return of this status can have."""
        return MOST_SENIORS.get(self.filing_status, 1)
