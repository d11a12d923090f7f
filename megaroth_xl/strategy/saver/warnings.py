"""Warnings: what in a saver's figures breaks a rule, was not checked, or may go wrong later."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from megaroth_xl import quantities
from megaroth_xl.errors import InputError
from megaroth_xl.law.annual_additions import (
    annual_additions,
    annual_additions_limit,
    excess_annual_addition,
)
from megaroth_xl.law.catch_up import (
    catch_up_contribution,
    catch_up_limit,
    roth_catch_up_required,
)
from megaroth_xl.law.elective_deferrals import (
    elective_deferral_limit,
    elective_deferral_room,
    excess_deferral,
    excess_deferral_deadline,
)
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.law.payroll_tax import employee_payroll_tax
from megaroth_xl.quantities import (
    AGE,
    DOLLARS,
    MOST_DOLLARS,
    WHOLE_YEAR,
    BoolArray,
    FloatArray,
    Numbers,
)
from megaroth_xl.strategy.room import after_tax_room
from megaroth_xl.texts import LANGUAGES, citation, texts_of

__all__ = ["NEEDS_PAY", "SaverWarning", "WarningFlags", "saver_warnings", "warning_flags"]

Figures = Mapping[str, FloatArray]

NEEDS_PAY = (
    "match_may_land_last",
    "match_may_fall_short",
    "no_pay_date_left",
    "room_above_pay",
    "deferral_room_unused",
)
"""Warnings that only concern those who can still contribute; the second is one of rosters."""
YEARS = ("year", "previous_year", "next_year")
HALF_CENT = 0.005


class SaverWarning(NamedTuple):
    """One warning in words: what was found, the rule, what follows, the cure, the citation."""

    id: str
    what: str
    rule: str
    consequence: str
    cure: str
    citation: str


@dataclass(frozen=True)
class WarningFlags:
    """The warnings that apply to each saver, and the figures that their sentences name.

    Parameters
    ----------
    flags
        By warning id, in the order in which warnings are shown: True for those it concerns.
    figures
        By name, in the same shape; dollars and years.
    """

    flags: Mapping[str, BoolArray]
    figures: Mapping[str, FloatArray]

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape that the arguments share."""
        return next(iter(self.flags.values())).shape

    def at(
        self, index: int | tuple[int, ...] = (), *, lang: str = LANGUAGES[0]
    ) -> tuple[SaverWarning, ...]:
        """One person's warnings in words.

        Parameters
        ----------
        index
            The person's place in the arrays; () where the arguments were single values.
        lang
            "en" or "ko".
        """
        values: dict[str, object] = {name: a[index].item() for name, a in self.figures.items()}
        years = {name: int(self.figures[name][index]) for name in YEARS}
        values |= years | {"deadline": excess_deferral_deadline(years["year"])}
        return tuple(
            _in_words(name, values, lang) for name, flag in self.flags.items() if flag[index]
        )


def _in_words(name: str, values: Mapping[str, object], lang: str) -> SaverWarning:
    key = f"warnings.{name}"
    return SaverWarning(
        id=name,
        **texts_of(key, lang, ("what", "rule", "consequence", "cure"), values),
        citation=citation(f"{key}.rule"),
    )


def warning_flags(
    elective_deferral: Numbers,
    employer_contribution: Numbers,
    year: Numbers,
    age: Numbers | None = None,
    after_tax_contribution: Numbers = 0.0,
    compensation: Numbers | None = None,
    plan_cap: Numbers | None = None,
    prior_year_wages: Numbers | None = None,
    *,
    pay_to_come: Numbers | None = None,
    deferral_to_come: Numbers | None = None,
    pay_dates_left: Numbers | None = None,
    limits: LimitsTable | None = None,
) -> WarningFlags:
    """Warnings of one person or of a roster, as a flag for each warning and person.

    Parameters
    ----------
    elective_deferral, employer_contribution, year, age, after_tax_contribution, compensation
        As in `after_tax_room`; any shapes that broadcast.
    plan_cap, limits
        As in `after_tax_room`.
    prior_year_wages
        Social Security wages (W-2 box 3) of the year before from this employer, dollars; 0 where
        there were none, None or NaN where they are not given.
    pay_to_come, deferral_to_come
        The parts of pay and deferral that are on pay dates to come, dollars: what is paid already
        funds nothing more. None or NaN where they are not known; the deferral then goes evenly.
    pay_dates_left
        Pay dates still to come, bonuses among them; None or NaN where they are not known.

    Returns
    -------
    WarningFlags

    Raises
    ------
    InputError, ShapeError, UnknownYearError

    References
    ----------
    Each warning's rule carries its citation.

    Examples
    --------
    >>> found = warning_flags([23000, 24000], 50000, 2024, age=40)
    >>> found.flags["excess_deferral"]
    array([False,  True])
    >>> found.at(1)[0].what
    'Deferrals without catch-up, employer money and after-tax contributions are $5,000 above the
    limit of $69,000.'
    """
    given = {
        "elective_deferral": quantities.read(elective_deferral, DOLLARS, "elective_deferral"),
        "employer_contribution": quantities.read(
            employer_contribution, DOLLARS, "employer_contribution"
        ),
        "year": quantities.read(year, WHOLE_YEAR, "year"),
        "age": quantities.optional(age, AGE, "age"),
        "after_tax_contribution": quantities.read(
            after_tax_contribution, DOLLARS, "after_tax_contribution"
        ),
        "compensation": quantities.optional(compensation, DOLLARS, "compensation"),
        "plan_cap": quantities.optional(plan_cap, DOLLARS, "plan_cap"),
        "prior_year_wages": quantities.optional(prior_year_wages, DOLLARS, "prior_year_wages"),
        "pay_to_come": quantities.optional(pay_to_come, DOLLARS, "pay_to_come"),
        "deferral_to_come": quantities.optional(deferral_to_come, DOLLARS, "deferral_to_come"),
        "pay_dates_left": quantities.optional(pay_dates_left, DOLLARS, "pay_dates_left"),
    }
    shape = quantities.align(**given)
    figures = _figures(given, limits or limits_table())
    figures = {name: np.broadcast_to(figure, shape) for name, figure in figures.items()}
    return WarningFlags({name: holds(figures) for name, holds in RULES.items()}, figures)


def _figures(given: Figures, table: LimitsTable) -> Figures:
    """The figures that decide which warnings hold, and that their sentences name."""
    deferral, employer, year, age, after_tax, pay, cap, wages, *_ = given.values()
    limit = np.asarray(annual_additions_limit(year, pay, limits=table))
    additions = annual_additions(deferral, employer, year, age, after_tax, limits=table)
    excess = excess_annual_addition(deferral, employer, year, age, after_tax, pay, limits=table)
    recharacterized = np.maximum(additions - limit, 0.0) - excess
    above_ordinary_limit = catch_up_contribution(deferral, year, age, limits=table)
    catch_up = above_ordinary_limit + recharacterized
    fundable = _fundable(given, table)
    # Payroll that looks only at what is already in lets after-tax money run to the limit, the cap
    # or the end of pay.
    counted = deferral - above_ordinary_limit
    running = np.fmin(np.fmin(limit - counted, cap), after_tax + fundable)
    running = np.maximum(running, after_tax)
    most_catch_up = catch_up_limit(year, age, limits=table)
    after_return = excess_annual_addition(
        deferral - excess_deferral(deferral, year, age, limits=table),
        employer,
        year,
        age,
        after_tax,
        pay,
        limits=table,
    )
    figures = {
        "year": year,
        "previous_year": year - 1,
        "next_year": year + 1,
        "is_projected": np.isin(year, [y.year for y in table if y.is_projected]),
        "age": age,
        "compensation": pay,
        "plan_cap": cap,
        "wages": wages,
        "deferral": deferral,
        "after_tax": after_tax,
        "contributions": deferral + after_tax,
        "employer": employer,
        "dollar_limit": table.dollars("annual_additions", year),
        "limit": limit,
        "excess": excess,
        "excess_after_return": after_return,
        "excess_until_return": excess - after_return,
        "deferral_limit": elective_deferral_limit(year, age, limits=table),
        "deferral_excess": excess_deferral(deferral, year, age, limits=table),
        "deferral_room": np.fmin(
            elective_deferral_room(deferral, year, age, limits=table),
            np.fmin(limit + most_catch_up - deferral - employer - after_tax, fundable),
        ),
        "cap_excess": after_tax - cap,
        "catch_up": catch_up,
        "higher_part": catch_up - catch_up_limit(year, age, higher_limit=False, limits=table),
        "recharacterized": recharacterized,
        "wage_threshold": table.dollars("roth_catch_up_wages", year),
        "must_be_roth": roth_catch_up_required(year, wages, limits=table),
        "may_have_to_be_roth": roth_catch_up_required(year, MOST_DOLLARS, limits=table),
        "room": after_tax_room(deferral, employer, year, age, after_tax, pay, cap, limits=table),
        "at_risk": np.clip(counted + running + employer - limit, 0.0, employer),
        "fundable": fundable,
        "pay_dates_left": given["pay_dates_left"],
        "counted_pay_limit": table.dollars("compensation", year),
        "look_back_pay": np.where(np.isnan(wages), pay, wages),
        "hce_threshold": _hce_threshold(table, year - 1),
    }
    return {name: np.asarray(figure, dtype=np.float64) for name, figure in figures.items()}


def _fundable(given: Figures, table: LimitsTable) -> FloatArray:
    """What is left of pay for after-tax contributions: of the year's, and of that to come."""
    pay, to_come = given["compensation"], given["pay_to_come"]

    def tax(dollars: FloatArray) -> FloatArray:
        some = np.maximum(np.nan_to_num(dollars), 0.0)
        return np.asarray(employee_payroll_tax(some, given["year"], limits=table))

    deferral, planned = given["elective_deferral"], given["deferral_to_come"]
    of_the_year = pay - deferral - given["after_tax_contribution"] - tax(pay)
    with np.errstate(invalid="ignore", divide="ignore"):
        even = np.where(pay > 0, deferral * to_come / pay, 0.0)
    deferred = np.where(np.isnan(planned), even, planned)
    of_dates = to_come - deferred - (tax(pay) - tax(pay - to_come))
    return np.asarray(np.maximum(np.fmin(of_the_year, of_dates), 0.0))


def _goes_on(figures: Figures) -> BoolArray:
    """Whether a pay date is still to come; true where that is not known."""
    return np.asarray(figures["pay_dates_left"] != 0)


def _above(dollars: FloatArray, others: FloatArray | float = 0.0) -> BoolArray:
    """Above by at least half a cent: less is the error of the sums."""
    return np.asarray(dollars - others >= HALF_CENT)


RULES: Mapping[str, Callable[[Figures], BoolArray]] = {
    "projected_year": lambda f: f["is_projected"] > 0,
    "excess_annual_addition": lambda f: _above(f["excess"]),
    "excess_deferral": lambda f: _above(f["deferral_excess"]),
    "excess_deferral_counts": lambda f: (
        _above(f["excess_until_return"]) & _above(f["deferral_excess"])
    ),
    "contributions_above_pay": lambda f: _above(f["contributions"], f["compensation"]),
    "after_tax_above_plan_cap": lambda f: _above(f["cap_excess"]),
    "roth_catch_up_required": lambda f: _above(f["catch_up"]) & (f["must_be_roth"] > 0),
    "roth_catch_up_not_checked": lambda f: (
        _above(f["catch_up"]) & (f["may_have_to_be_roth"] > 0) & np.isnan(f["wages"])
    ),
    "higher_catch_up_optional": lambda f: _above(f["higher_part"]),
    "deferral_becomes_catch_up": lambda f: _above(f["recharacterized"]),
    "match_may_land_last": lambda f: _above(f["room"]) & _above(f["at_risk"]) & _goes_on(f),
    "pay_above_match_limit": lambda f: (
        _above(f["employer"]) & _above(f["compensation"], f["counted_pay_limit"])
    ),
    "no_pay_date_left": lambda f: _above(f["room"]) & ~_goes_on(f),
    "room_above_pay": lambda f: (
        _above(f["room"], f["fundable"]) & (f["contributions"] <= f["compensation"]) & _goes_on(f)
    ),
    "deferral_room_unused": lambda f: (
        _above(f["after_tax"])
        & _above(f["deferral_room"])
        & ~_above(f["higher_part"])
        & ~_above(f["excess"])
        & _goes_on(f)
    ),
    "acp_refund_possible": lambda f: (
        _above(f["room"] + f["after_tax"]) & _above(f["look_back_pay"], f["hce_threshold"])
    ),
    "age_not_given": lambda f: np.isnan(f["age"]),
    "compensation_not_given": lambda f: np.isnan(f["compensation"]),
    "plan_cap_not_given": lambda f: np.isnan(f["plan_cap"]),
}
"""By warning id, in the order shown, where it holds. What is not given (NaN) breaks no limit."""


def saver_warnings(
    elective_deferral: Numbers,
    employer_contribution: Numbers,
    year: Numbers,
    age: Numbers | None = None,
    after_tax_contribution: Numbers = 0.0,
    compensation: Numbers | None = None,
    plan_cap: Numbers | None = None,
    prior_year_wages: Numbers | None = None,
    *,
    pay_dates_left: Numbers | None = None,
    lang: str = LANGUAGES[0],
    limits: LimitsTable | None = None,
) -> tuple[SaverWarning, ...]:
    """Warnings of one person, in words; a projected year comes first.

    Parameters
    ----------
    elective_deferral, employer_contribution, year, age, after_tax_contribution, compensation
        As in `warning_flags`, single values.
    plan_cap, prior_year_wages, pay_dates_left, limits
        As in `warning_flags`, single values.
    lang
        "en" or "ko".

    Returns
    -------
    tuple of SaverWarning

    Raises
    ------
    InputError, UnknownYearError

    Examples
    --------
    >>> for warning in saver_warnings(24500, 5000, 2027, 40, 0, 100000, 30000):
    ...     print(warning.id, "|", warning.cure)
    projected_year | Type the announced figures into the limits table as soon as they are out.
    Until then, whatever goes beyond the limits of 2026 relies on the projection.
    """
    found = warning_flags(
        elective_deferral,
        employer_contribution,
        year,
        age,
        after_tax_contribution,
        compensation,
        plan_cap,
        prior_year_wages,
        pay_dates_left=pay_dates_left,
        limits=limits,
    )
    if found.shape:
        raise InputError("a value", f"of shape {found.shape}", "single values")
    return found.at(lang=lang)


def _hce_threshold(table: LimitsTable, years: FloatArray) -> FloatArray:
    """The pay above which one is an HCE, by year; NaN in a year that is not at hand."""
    missing = table.missing(years)
    dollars = table.dollars("hce", np.where(missing, table.years[0], years))
    return np.where(missing, np.nan, dollars)
