"""The plan file: a plan's terms in TOML, read strictly, with every problem in one message."""

import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from megaroth_xl import quantities
from megaroth_xl.errors import InputError, MegarothError, PlanFileError
from megaroth_xl.files import read_toml
from megaroth_xl.quantities import DOLLARS, MOST_DOLLARS, RATE, RETURN, Quantity
from megaroth_xl.strategy.pay_dates import ClosedDayRule
from megaroth_xl.strategy.plan import PlanTerms
from megaroth_xl.strategy.plan_words import (
    EACA,
    AdpSafeHarbor,
    MatchPayLimit,
    PayCounted,
    RefundOrder,
    TestingMethod,
    TopPaidRounding,
)

__all__ = ["PlanFile", "read_plan"]


def _taken(quantity: Quantity) -> Callable[[float], float]:
    """A check by one of the package's quantities, in pydantic's terms."""

    def check(value: float) -> float:
        return float(quantities.read(value, quantity, "it"))

    return check


def _printable(name: str) -> str:
    """A name without control, direction or unassigned characters."""
    if any(unicodedata.category(letter).startswith("C") for letter in name):
        raise InputError("it", ascii(name), "letters, digits and signs that can be printed")
    return name


def _printable_lines(text: str) -> str:
    """Lines of such text."""
    return "\n".join(map(_printable, text.splitlines()))


Dollars = Annotated[float, AfterValidator(_taken(DOLLARS))]
Share = Annotated[float, AfterValidator(_taken(RATE))]
Return = Annotated[float, AfterValidator(_taken(RETURN))]
Lines = Annotated[str, AfterValidator(_printable_lines)]


class PlanFile(BaseModel):
    """The keys of a plan file: the fields of `PlanTerms`, each of its own type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    name: Annotated[str, Field(min_length=1), AfterValidator(_printable)]
    match_tiers: list[tuple[float, float]] = []
    true_up: bool = False
    matches_after_tax: bool = False
    accepts_after_tax: bool
    after_tax_cap: Dollars | None = None
    after_tax_cap_share: Share | None = None
    accepts_roth: bool
    higher_catch_up: bool = True
    in_plan_roth_rollover: bool | None = None
    in_service_distribution: bool | None = None
    pay_periods: int = Field(ge=1, le=10_000)
    election_step: Share = 0.01
    top_paid_election: bool = False
    testing_method: str = TestingMethod.PRIOR_YEAR
    prior_year_nhce_acp: Share | None = None
    prior_year_nhce_adp: Share | None = None
    first_plan_year: bool = False
    adp_safe_harbor: str = AdpSafeHarbor.NONE
    acp_safe_harbor: bool = False
    safe_harbor_nonelective: Share | None = None
    eaca: str = EACA.NONE
    roth_catch_up_method: str | None = None
    top_paid_rounding: str = TopPaidRounding.UP
    refund_order: str = RefundOrder.AFTER_TAX_FIRST
    refund_earnings_rate: Return | None = None
    pay_counted: str = PayCounted.WHOLE_YEAR
    plan_year_start: str | date = "01-01"
    match_pay_limit: str = MatchPayLimit.YEAR_TO_DATE
    match_cap: Dollars | None = None
    closed_day_rule: str = ClosedDayRule.BEFORE
    vesting: str | list[tuple[float, float]] | None = None
    eligibility_age: float | None = None
    eligibility_months: int | None = None
    after_tax_cap_per_period: Dollars | None = None
    after_tax_cap_share_per_period: Share | None = None
    contact: Lines = ""
    letterhead: Lines = ""
    closing: Lines = ""
    election_file: list[tuple[str, str]] | None = None


def read_plan(path: Path | str) -> PlanTerms:
    """A plan's terms from a TOML file.

    Parameters
    ----------
    path
        The file; its keys are the fields of `PlanTerms`, of which ``name``,
        ``accepts_after_tax``, ``accepts_roth`` and ``pay_periods`` must be there.

    Raises
    ------
    PlanFileError
        For a file that is no TOML, or with keys that are unknown, missing or of the wrong kind;
        all of them in one message.
    """
    path = Path(path)
    data = read_toml(path, PlanFileError)
    for key in ("match_tiers", "vesting", "election_file"):
        rows = data.get(key)
        if isinstance(rows, list):
            data[key] = [
                tuple(float(n) if type(n) is int and abs(n) < MOST_DOLLARS else n for n in row)
                if isinstance(row, list)
                else row
                for row in rows
            ]
    try:
        terms = PlanFile.model_validate(data)
    except ValidationError as error:
        raise PlanFileError(path, "", _all_problems(error)) from error
    try:
        return PlanTerms(**terms.model_dump())
    except MegarothError as error:
        raise PlanFileError(path, "", str(error)) from error


def _all_problems(error: ValidationError) -> str:
    return "; ".join(_sentence(detail["loc"], detail) for detail in error.errors())


def _sentence(place: tuple[int | str, ...], detail: ErrorDetails) -> str:
    key = ".".join(map(str, place))
    kind = detail["type"]
    if kind == "extra_forbidden":
        return f"{key} is no term of a plan (the terms are {', '.join(PlanFile.model_fields)})"
    if kind == "missing":
        return f"{key} is missing"
    message = str(detail["msg"]).removeprefix("Value error, ").removeprefix("it ")
    if message.startswith("is "):
        return f"{key} {message}"
    return f"{key} is {detail['input']!r}: {message[:1].lower()}{message[1:]}"
