"""Warnings of a saver's year: those of its figures, with what the case knows beyond them."""

from collections.abc import Iterator, Mapping

import numpy as np

from megaroth_xl.law.elective_deferrals import elective_deferral_room
from megaroth_xl.quantities import MOST_DOLLARS, FloatArray
from megaroth_xl.strategy.plan.words import RothCatchUpMethod
from megaroth_xl.strategy.saver.employment import takes_no_part
from megaroth_xl.strategy.saver.limits import CAPS, HALF_CENT
from megaroth_xl.strategy.saver.room import SaverRoom
from megaroth_xl.strategy.saver.warnings import (
    NEEDS_PAY,
    RULES,
    SaverWarning,
    WarningFlags,
    warning_flags,
)
from megaroth_xl.texts import LANGUAGES, citation, text

__all__ = ["year_warnings"]

FIRST = ("excess_deferral", "excess_deferral_counts", "excess_annual_addition")
"""What has to be corrected stands before everything else."""
WITHOUT_EMPLOYER_MONEY = frozenset(
    {
        "projected_year",
        "excess_deferral",
        "roth_catch_up_required",
        "roth_catch_up_not_checked",
        "higher_catch_up_optional",
        "age_not_given",
        "compensation_not_given",
        "plan_cap_not_given",
    }
)
"""Warnings that hold whatever the employer adds."""
OF_A_DEFERRAL = frozenset(
    {
        "excess_deferral",
        "roth_catch_up_required",
        "roth_catch_up_not_checked",
        "higher_catch_up_optional",
    }
)


def year_warnings(room: SaverRoom, *, lang: str = LANGUAGES[0]) -> tuple[SaverWarning, ...]:
    """Warnings of a saver's year, in words; what has to be corrected comes first.

    Parameters
    ----------
    room
        The saver's room.
    lang
        "en" or "ko".
    """
    found = [*_flags(room).at(lang=lang), *_own(room, lang)]
    passed = _passed_over(room)
    found = [warning for warning in found if warning.id not in passed]
    rank = {name: place for place, name in enumerate(FIRST)}
    return tuple(sorted(found, key=lambda warning: rank.get(warning.id, len(rank))))


def _flags(room: SaverRoom) -> WarningFlags:
    """The warnings of the figures, as the case knows them."""
    case, money = room.case, room.money
    found = warning_flags(
        (money.deferral.value or 0.0) + money.related_deferral,
        (money.employer.value or 0.0) + money.related_additions.value,
        room.year,
        case.age,
        money.after_tax.value,
        room.pay,
        _cap(room),
        case.prior_year_wages,
        pay_to_come=_pay_to_come(room),
        deferral_to_come=_deferral_to_come(room),
        pay_dates_left=_dates_to_come(room),
        limits=room.table,
    )
    together = {**found.figures, **_known(room, found.figures)}
    figures = {name: np.asarray(figure, dtype=np.float64) for name, figure in together.items()}
    return WarningFlags({name: holds(figures) for name, holds in RULES.items()}, figures)


def _pay_to_come(room: SaverRoom) -> float | None:
    """Pay of the dates to come; None where it is not known, or no date is left."""
    ahead = room.ahead
    if ahead.pay is None or not (len(ahead.pay) or ahead.bonuses):
        return None
    return ahead.regular + sum(bonus.amount for bonus in ahead.bonuses)


def _dates_to_come(room: SaverRoom) -> float | None:
    """Pay dates to come, with bonuses; None where they are not known."""
    ahead = room.ahead
    return None if not ahead.count.is_known else ahead.count.value + len(ahead.bonuses)


def _deferral_to_come(room: SaverRoom) -> float | None:
    """The deferral of the dates to come; None where only that of the year is known."""
    deferral, ahead = room.money.deferral, room.money.year_ahead
    if ahead is None or not deferral.is_known:
        return None
    return max(float(deferral.value) - ahead.so_far.elective_deferral, 0.0)


def _cap(room: SaverRoom) -> float | None:
    """The plan's own yearly limit; without one a sum beyond every room, if that is known."""
    case = room.case
    if case.accepts_after_tax is False:
        return 0.0
    limit = np.nan if room.found is None else float(room.found.plan_limit)
    if not np.isnan(limit):
        return limit
    return None if all(getattr(case, cap) is None for cap in CAPS) else MOST_DOLLARS


def _known(room: SaverRoom, figures: Mapping[str, FloatArray]) -> dict[str, float]:
    """Figures that the case knows better than its contributions with one employer tell."""
    case = room.case
    known: dict[str, float] = {"room": room.room.value or 0.0}
    anywhere = room.known_deferral + room.money.elsewhere.value
    must_be_roth = bool(figures["must_be_roth"]) and case.accepts_roth is False
    age = None if must_be_roth else case.age
    left = float(elective_deferral_room(anywhere, room.year, age, limits=room.table))
    known |= {
        "deferral": anywhere,
        "deferral_excess": room.excess_deferral.value or 0.0,
        "deferral_room": float(np.fmin(left, figures["deferral_room"])),
    }
    to_come = (room.money.employer.value or 0.0) - (case.match_to_date or 0.0)
    known["at_risk"] = min(float(figures["at_risk"]), max(to_come, 0.0))
    status = room.highly_compensated
    if status.is_known:
        known["look_back_pay"] = np.inf if status.value else 0.0
    elif case.prior_year_compensation is not None:
        known["look_back_pay"] = case.prior_year_compensation
    if case.higher_catch_up is not None:
        known["higher_part"] = 0.0
    return known


def _passed_over(room: SaverRoom) -> frozenset[str]:
    """Warnings that do not hold: their figures are not known, or the case answers them."""
    money, passed = room.money, set[str]()
    if not money.deferral.is_known:
        passed |= OF_A_DEFERRAL - ({"excess_deferral"} if room.excess_deferral.value else set())
    if not room.counted.is_known:
        passed |= set(RULES) - WITHOUT_EMPLOYER_MONEY
    if room.case.accepts_after_tax is False:
        passed |= {"plan_cap_not_given", "match_may_land_last"}
    if room.has_left.value or takes_no_part(room.case):
        passed |= set(NEEDS_PAY)
    if _is_roth_already(room):
        passed |= {"roth_catch_up_required", "roth_catch_up_not_checked"}
    if _needs_roth(room):
        passed.add("roth_catch_up_required")
    return frozenset(passed)


def _is_roth_already(room: SaverRoom) -> bool:
    """Return whether the Roth deferrals of the year cover the catch-up.

    References
    ----------
    Treas. Reg. 1.414(v)-2 (T.D. 10033): with a deemed election, Roth deferrals made earlier in the
    year count.
    """
    case, catch_up = room.case, room.catch_up.value or 0.0
    if case.roth_catch_up_method == RothCatchUpMethod.SEPARATE:
        return False
    roth = case.roth_deferral if case.roth_deferral is not None else case.roth_deferral_to_date
    return roth is not None and catch_up >= HALF_CENT and roth >= catch_up - HALF_CENT


def _needs_roth(room: SaverRoom) -> bool:
    """Return whether catch-up must be Roth in a plan that takes none."""
    case = room.case
    flags = _flags(room).flags
    is_known = room.catch_up.is_known
    return is_known and case.accepts_roth is False and bool(flags["roth_catch_up_required"])


def _own(room: SaverRoom, lang: str) -> Iterator[SaverWarning]:
    """Warnings that only the whole case can give."""
    lost = room.match_lost.value or 0.0
    if lost >= 1:
        yield _in_words("match_lost", lang, lost=lost)
    given, found = room.case.compensation, room.ahead.contradicted
    if found is not None:
        yield _in_words("pay_does_not_add_up", lang, compensation=given, added_up=found)
    yield from _beyond(room, lang)
    if _needs_roth(room):
        yield _in_words(
            "no_catch_up_without_roth", lang, catch_up=room.catch_up.value, year=room.year
        )


def _beyond(room: SaverRoom, lang: str) -> Iterator[SaverWarning]:
    """Warnings of plans that go beyond the pay to come, and beyond the room."""
    planned = room.case.deferral_to_come or 0.0
    is_over = bool(room.has_left.value) or _dates_to_come(room) == 0
    to_come = 0.0 if is_over else _pay_to_come(room)
    if to_come is not None and planned - to_come >= HALF_CENT:
        counted = 0.0 if is_over else planned
        values = {"planned": planned, "pay_to_come": to_come, "counted": counted}
        yield _in_words("deferral_above_pay_to_come", lang, **values)
    free, made = room.room.value, room.after_tax_to_come.value
    if free is not None and made is not None and made - free >= 1:
        values = {"to_come": made, "above": made - free, "room": free}
        yield _in_words("after_tax_above_room", lang, **values)


def _in_words(name: str, lang: str, **values: object) -> SaverWarning:
    key = f"warnings.{name}"
    parts = {part: text(f"{key}.{part}", lang, **values) for part in PARTS}
    return SaverWarning(id=name, citation=citation(f"{key}.rule"), **parts)


PARTS = ("what", "rule", "consequence", "cure")
