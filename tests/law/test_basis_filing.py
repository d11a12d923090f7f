import pytest

from megaroth_xl.law.basis_filing import Occasion, basis_filing


@pytest.mark.parametrize(
    "occasion",
    [
        Occasion.IN_PLAN_ROTH_ROLLOVER,
        Occasion.PLAN_TO_ROTH_IRA,
        Occasion.DESIGNATED_ROTH_TO_ROTH_IRA,
        Occasion.PRETAX_TO_TRADITIONAL_IRA,
        Occasion.AFTER_TAX_TO_TRADITIONAL_IRA,
    ],
)
def test_money_rolled_over_from_a_plan_needs_none(occasion: Occasion) -> None:
    assert not basis_filing(occasion).is_filed


@pytest.mark.parametrize(
    ("occasion", "part"),
    [
        (Occasion.NONDEDUCTIBLE_CONTRIBUTION, "Part I"),
        (Occasion.IRA_CONVERSION, "Part II"),
        (Occasion.ROTH_IRA_DISTRIBUTION, "Part III"),
    ],
)
def test_what_needs_one(occasion: Occasion, part: str) -> None:
    assert basis_filing(occasion).is_filed
    assert basis_filing(occasion).part == part


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("occasion", list(Occasion))
def test_every_occasion_says_why(occasion: Occasion, lang: str) -> None:
    filing = basis_filing(occasion, lang)
    assert filing.what
    assert filing.reason
    assert "Form 8606" in filing.citation
