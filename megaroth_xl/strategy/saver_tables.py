"""The tables of a saver's year: pay dates, record, years ahead, other ways to save, warnings."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

import numpy as np

from megaroth_xl.errors import InputError
from megaroth_xl.quantities import FloatArray, round_half_up
from megaroth_xl.strategy.case_names import label
from megaroth_xl.strategy.case_rows import Employer
from megaroth_xl.strategy.figure import Figure
from megaroth_xl.strategy.paychecks import PaycheckSchedule
from megaroth_xl.strategy.saver_conversion import ROTH_IRA
from megaroth_xl.strategy.saver_year import Answer, SaverYear
from megaroth_xl.strategy.self_employed import self_employed_year
from megaroth_xl.strategy.several_employers import several_employers
from megaroth_xl.texts import keys, text
from megaroth_xl.words import expected_words

__all__ = [
    "TABLES",
    "answer_rows",
    "paycheck_rows",
    "shown_value",
    "table_rows",
    "year_data",
]

Row = tuple[Any, ...]
PROFILE_WAYS = MappingProxyType(
    {
        "early_retirement": ("Roth", "taxable account", "left in the plan"),
        "liquidity_need": ("Roth", "taxable account", "left in the plan"),
        "lower_income_later": ("Roth", "convert later"),
    }
)


def _head(table: str, lang: str) -> Row:
    return tuple(
        text(f"saver_tables.{table}.column.{name}", lang)
        for name in keys(f"saver_tables.{table}.column")
    )


def _missing(figure_missing: Sequence[str], lang: str) -> str:
    facts = ", ".join(label(name, lang) for name in figure_missing)
    return text("answers.not_known_without", lang, facts=facts)


def shown_value(year: SaverYear, item: str) -> Any:
    """One answer as a cell shows it: the facts it lacks where it is not known.

    Examples
    --------
    >>> from megaroth_xl.strategy.case import SaverCase
    >>> from megaroth_xl.strategy.saver_year import saver_year
    >>> shown_value(saver_year(SaverCase(year=2026)), "eligible")
    'not known: give Plan takes after-tax contributions, In-plan Roth rollover of after-tax money,
    In-service distribution of after-tax money'
    """
    answer = year.answer(item)
    return answer.value if answer.is_known else _missing(answer.missing, year.lang)


def answer_rows(year: SaverYear) -> list[Row]:
    """Every answer of the year, a row each, and the warnings last."""
    lang = year.lang
    rows: list[Row] = [_head("answers", lang)]
    for answer in year.answers.values():
        value = answer.value if answer.is_known else text("answers.not_known", lang)
        unit = text(f"answers.unit.{answer.unit}", lang)
        rows.append((answer.item, value, unit, answer.note, answer.source))
    unit = text("answers.unit.warning", lang)
    for warning in year.warnings:
        rows.append((warning.id, warning.what, unit, warning.cure, warning.citation))
    return rows


def year_data(year: SaverYear) -> dict[str, Any]:
    """The year for other programs: the answers by item, the facts they lack, and warnings.

    Dollars are rounded to the cent, half a cent up; dates are texts such as "2026-07-01". What is
    not known is "unknown".

    Examples
    --------
    >>> from megaroth_xl.strategy.case import SaverCase
    >>> from megaroth_xl.strategy.saver_year import saver_year
    >>> data = year_data(saver_year(SaverCase(year=2026)))
    >>> data["conversion_tax"], data["missing"]["conversion_tax"]
    ('unknown', ['earnings', 'tax_rate'])
    """
    answers = year.answers.values()
    return {
        **{answer.item: _plain(answer) for answer in answers},
        "missing": {answer.item: list(answer.missing) for answer in answers if answer.missing},
        "warnings": [
            {"id": w.id, "what": w.what, "cure": w.cure, "citation": w.citation}
            for w in year.warnings
        ],
    }


def _plain(answer: Answer) -> Any:
    """An answer's value as JSON has it."""
    if answer.value is None:
        return "unknown"
    if isinstance(answer.value, date):
        return answer.value.isoformat()
    if isinstance(answer.value, float):
        places = 6 if answer.unit == "rate" else 2
        return float(round_half_up(answer.value, places))
    return answer.value


def table_rows(year: SaverYear, name: str) -> list[Row]:
    """One of the tables of the year.

    Raises
    ------
    InputError
        For an unknown name.
    """
    if name not in TABLES:
        raise InputError("item", repr(name), expected_words(TABLES, name))
    return TABLES[name](year)


# Pay dates


def paycheck_rows(year: SaverYear) -> list[Row]:
    """The year pay date by pay date from the day of the figures on; totals last.

    Cents are shares of the year's amounts, rounded so that each column adds up to its total.
    """
    lang, schedule = year.lang, year.room.schedule
    head = _head("paychecks", lang)
    if schedule is None:
        missing = year.room.schedule_missing
        if missing or not year.room.counted.is_known:
            missing = missing or year.room.counted.missing
            return [head, (_missing(missing, lang), *[""] * (len(head) - 1))]
        return [head, *_rows_before(year), _total(year, None)]
    return [head, *_rows_before(year), *_rows_of_dates(year, schedule), *_last_rows(year, schedule)]


def _words(name: str, lang: str) -> str:
    return text(f"saver_tables.paychecks.row.{name}", lang)


def _rows_before(year: SaverYear) -> list[Row]:
    """What came before the first of the dates, if anything did."""
    before = _so_far(year)
    if not any(before):
        return []
    pay, deferral, catch_up, match, after_tax = (_cents(each) for each in before)
    so_far = _words("so_far", year.lang)
    return [(so_far, pay, deferral, catch_up, match, after_tax, "", "", "")]


def _so_far(year: SaverYear) -> tuple[float, float, float, float, float]:
    """Pay, deferral, catch-up, match and after-tax money before the first of the dates."""
    room, money = year.room, year.room.money
    if money.year_ahead is not None:
        so_far = money.year_ahead.so_far
        deferral = so_far.elective_deferral
        return so_far.pay, deferral, _catch_up(room, deferral), so_far.match, so_far.after_tax
    deferral = money.deferral.value or 0.0
    match = money.match_to_date.value or 0.0
    pay = money.compensation.value or 0.0
    return pay, deferral, _catch_up(room, deferral), match, money.after_tax.value


def _catch_up(room: Any, deferral: float | FloatArray) -> Any:
    """The part of a running deferral that is catch-up."""
    ordinary = float(room.table.dollars("elective_deferral", room.year))
    most = room.deferral_limit.value - ordinary
    return np.clip(np.asarray(deferral) - ordinary, 0.0, most)


def _rows_of_dates(year: SaverYear, schedule: PaycheckSchedule) -> list[Row]:
    room, so_far = year.room, schedule.so_far
    deferred = so_far.elective_deferral + np.cumsum(schedule.elective_deferral)
    before = float(_catch_up(room, so_far.elective_deferral))
    catch_up = np.diff(_catch_up(room, deferred), prepend=before)
    additions = schedule.annual_additions
    left = np.maximum(room.limit.value - additions, 0.0)
    cap = room.left_under_plan.value
    paid_in = np.cumsum(schedule.after_tax)
    if cap is not None and np.isfinite(cap):
        left = np.minimum(left, np.maximum(cap - paid_in, 0.0))
    columns = [
        _running_cents(schedule.pay),
        _running_cents(schedule.elective_deferral),
        _running_cents(catch_up),
        _running_cents(schedule.match),
        _running_cents(schedule.after_tax),
        _cents_below(left),
    ]
    stopped = [schedule.stopped(place, year.lang) for place in range(len(schedule))]
    return list(
        zip(
            _days(year, schedule),
            *(column.tolist() for column in columns),
            stopped,
            round_half_up(additions).tolist(),
            strict=True,
        )
    )


def _days(year: SaverYear, schedule: PaycheckSchedule) -> list[date | int]:
    """The days, or where they are not known the numbers of the pay dates in the year."""
    if schedule.dates is not None:
        return list(schedule.dates)
    of_year = year.room.ahead.of_year or len(schedule)
    return list(range(of_year - len(schedule) + 1, of_year + 1))


def _last_rows(year: SaverYear, schedule: PaycheckSchedule) -> list[Row]:
    """Match that comes after the last date, and the totals."""
    money = year.room.money
    later, name = schedule.true_up, "true_up"
    if not money.is_match_open and money.match_to_come.is_known:
        later, name = money.match_to_come.value, "match_to_come"
    settled = (_words(name, year.lang), "", "", "", _cents(later), "", "", "", "")
    return [settled, _total(year, schedule)]


def _total(year: SaverYear, schedule: PaycheckSchedule | None) -> Row:
    room, money = year.room, year.room.money
    pay, deferral, _, match, after_tax = _so_far(year)
    end = 0.0
    if schedule is not None:
        pay += float(schedule.pay.sum())
        deferral += float(schedule.elective_deferral.sum())
        match += float(schedule.match.sum()) + schedule.true_up
        after_tax += float(schedule.after_tax.sum())
        end = float(schedule.annual_additions[-1]) + schedule.true_up
    if not money.is_match_open and money.match.is_known:
        match = money.match.value
    catch_up = float(_catch_up(room, deferral))
    total = (pay, deferral, catch_up, match, after_tax)
    left = room.room.value if schedule is None else schedule.room_left
    employer = money.employer.value or 0.0
    additions = end or deferral - catch_up + employer + after_tax + money.related_additions.value
    shown = (*map(_cents, total), float(_cents_below(np.asarray(left))))
    return (_words("total", year.lang), *shown, "", _cents(additions))


def _cents(dollars: float | FloatArray) -> float:
    return float(round_half_up(float(dollars)))


def _cents_below(dollars: FloatArray) -> FloatArray:
    """Cents that can be paid in: rounded down."""
    return np.asarray(np.floor(np.round(dollars * 100, 4)) / 100)


def _running_cents(dollars: FloatArray) -> FloatArray:
    """Cents whose sums are the rounded sums of the amounts."""
    return np.round(np.diff(round_half_up(np.cumsum(dollars)), prepend=0.0), 2)


# The record of conversions


def _record(year: SaverYear) -> list[Row]:
    """The record line by line, as many rows as were typed."""
    lang, head = year.lang, _head("record", year.lang)
    found = year.conversion.record
    rows: list[Row] = []
    paid_in, recovered = 0.0, 0.0
    for place, line in enumerate(found.lines):
        record = found.record
        paid_in += float(record.contribution[place])
        before = round(paid_in - recovered, 2)
        recovered += float(record.basis_converted[place])
        if line.converted is None:
            rows.append((place + 1, before, "", "", float(record.basis[place]), "", ""))
            continue
        form = float(record.converted[place]) if line.route == ROTH_IRA else 0.0
        rows.append(
            (
                place + 1,
                before,
                float(record.taxable[place]),
                float(record.basis_converted[place]),
                float(record.basis[place]),
                "G",
                form or "",
            )
        )
    return [head, *rows] if rows else [head, (text("saver_tables.record.none", lang), *[""] * 6)]


# The years ahead and other ways


def _projection(year: SaverYear) -> list[Row]:
    lang, found = year.lang, year.ahead.projection
    head = _head("projection", lang)
    if not found.is_known:
        return [head, (_missing(found.missing, lang), *[""] * (len(head) - 1))]
    projection, paid_in = found.value, year.ahead.paid_in.value
    columns = (
        projection.year,
        paid_in,
        projection.roth,
        projection.taxable_account,
        projection.left_in_plan,
        projection.roth - projection.taxable_account,
    )
    return [head, *zip(*(column.tolist() for column in columns), strict=True)]


def _comparison(year: SaverYear) -> list[Row]:
    lang = year.lang
    unknown = (
        _missing(year.conversion.converted.missing, lang)
        if (year.conversion.converted.missing)
        else ""
    )
    return [
        _head("comparison", lang),
        *(
            (
                way.key,
                way.strategy,
                unknown if np.isnan(way.maximum) else way.maximum,
                way.income_limit,
                way.note,
                way.citation,
            )
            for way in year.ahead.comparison
        ),
    ]


def _order(year: SaverYear) -> list[Row]:
    lang, found = year.lang, year.ahead.order
    head = _head("savings_order", lang)
    if not found.is_known:
        return [head, (_missing(found.missing, lang), *[""] * (len(head) - 1))]
    return [head, *((s.key, s.step, s.dollars, s.why, s.citation) for s in found.value)]


def _profiles(year: SaverYear) -> list[Row]:
    lang = year.lang
    rows: list[Row] = []
    for name, found in year.ahead.profiles:
        rows += _profile(name, found, lang)
    return [_head("profiles", lang), *rows]


def _profile(name: str, found: Figure, lang: str) -> list[Row]:
    """The ways of one saver with their dollars; the best is marked."""
    saver = text(f"saver_tables.profiles.saver.{name}", lang)
    if not found.is_known:
        unknown = _missing(found.missing, lang)
        return [(saver, _way(way, lang), unknown, "") for way in PROFILE_WAYS[name]]
    outcome = found.value
    best = text("saver_tables.profiles.best", lang)
    return [
        (saver, _way(str(way), lang), dollars, best if way == outcome.best else "")
        for way, dollars in outcome.dollars.items()
    ]


def _way(way: str, lang: str) -> str:
    return text(f"saver_tables.profiles.way.{way.replace(' ', '_').lower()}", lang)


def _employers(year: SaverYear) -> list[Row]:
    """Every employer of the year, this one first; a heading alone where there is no other."""
    case, money, lang = year.case, year.room.money, year.lang
    if not case.employers:
        return [_head("employers", lang)]
    this = Employer(
        text("saver_tables.employers.this", lang),
        case.controlled_group or "",
        case.group_for_415 or "",
        money.compensation.value,
        money.deferral.value,
        money.match.value if money.match.is_known else money.employer.value,
        money.nonelective.value or 0.0,
        case.after_tax_contribution,
        0.0 if case.accepts_after_tax is False else case.after_tax_cap,
    )
    found = several_employers(
        [this, *case.employers], year.room.year, case.age, lang=lang, limits=year.room.table
    )
    return found.rows(lang)


def _self_employed(year: SaverYear) -> list[Row]:
    """The plan of one's own business; a heading alone where there is none."""
    case, money, lang = year.case, year.room.money, year.lang
    if case.net_profit is None:
        return [_head("self_employed", lang)]
    others = [employer.compensation or 0.0 for employer in case.employers]
    wages = (money.compensation.value or 0.0) + (case.compensation_elsewhere or 0.0) + sum(others)
    own = case.self_employed_deferral or 0.0
    return list(
        self_employed_year(
            case.net_profit,
            year.room.year,
            case.age,
            own,
            case.self_employed_contribution or 0.0,
            wages,
            (money.deferral.value or 0.0) + money.elsewhere.value - own,
            case.self_employed_after_tax or 0.0,
            limits=year.room.table,
        ).rows(lang)
    )


def _warnings(year: SaverYear) -> list[Row]:
    none = (text("common.notice.no_warning", year.lang), "", "", "")
    rows = [(w.what, w.id, w.cure, w.citation) for w in year.warnings]
    return [_head("warnings", year.lang), *(rows or [none])]


TABLES: Mapping[str, Callable[[SaverYear], list[Row]]] = MappingProxyType(
    {
        "paychecks": paycheck_rows,
        "record": _record,
        "projection": _projection,
        "comparison": _comparison,
        "savings_order": _order,
        "profiles": _profiles,
        "employers": _employers,
        "self_employed": _self_employed,
        "warnings": _warnings,
    }
)
"""By name, the tables of a year beside its answers, each with a heading row."""
