import pytest

from megaroth_xl.law.destinations import (
    TREATMENTS,
    Destination,
    destination_name,
    mandatory_withholding,
)


def test_every_destination_has_its_treatment() -> None:
    assert set(TREATMENTS) == set(Destination)


@pytest.mark.parametrize("destination", list(Destination))
def test_only_cash_is_withheld_upon(destination: Destination) -> None:
    withheld = mandatory_withholding([0, 1_000], destination)
    assert withheld.tolist() == ([0, 200] if destination is Destination.CASH else [0, 0])


def test_what_is_taxed_and_escapes_the_early_tax_can_be_recaptured() -> None:
    for treatment in TREATMENTS.values():
        escapes = treatment.taxes_pretax and not treatment.early_distribution_tax
        assert treatment.recapture == escapes


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_every_destination_has_a_name_of_its_own(lang: str) -> None:
    assert len({destination_name(d, lang) for d in Destination}) == len(Destination)
