"""The tables of a saver's year: pay dates, record, years ahead, other ways to save, warnings."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from megaroth_xl.errors import InputError
from megaroth_xl.strategy.saver.case_rows import Employer
from megaroth_xl.strategy.saver.conversion import ROTH_IRA, ConversionRecord
from megaroth_xl.strategy.saver.guide import (
    basics_rows,
    correction_rows,
    date_rows,
    form_rows,
    step_rows,
)
from megaroth_xl.strategy.saver.paycheck_table import paycheck_rows
from megaroth_xl.strategy.saver.self_employed import self_employed_year
from megaroth_xl.strategy.saver.several_employers import several_employers
from megaroth_xl.strategy.saver.shown import shown_value
from megaroth_xl.strategy.saver.table_words import Row, blank_row, heading
from megaroth_xl.strategy.saver.ways import (
    comparison_rows,
    order_rows,
    profile_rows,
    projection_rows,
)
from megaroth_xl.strategy.saver.year import SaverYear
from megaroth_xl.texts import text
from megaroth_xl.words import expected_words

__all__ = ["TABLES", "table_rows"]


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


# The record of conversions


def _record(year: SaverYear) -> list[Row]:
    """The record line by line, as many rows as were typed; a line left blank stays blank."""
    head, found = heading("record", year.lang), year.conversion.record
    width = len(head)
    typed = {number: place for place, number in enumerate(found.numbers)}
    rows = [
        _record_row(found, typed[number], number) if number in typed else ("",) * width
        for number in range(1, max(typed, default=0) + 1)
    ]
    return [head, *(rows or [blank_row(text("saver_tables.record.none", year.lang), width)])]


def _record_row(found: ConversionRecord, place: int, number: int) -> Row:
    record, line = found.record, found.lines[place]
    left = float(record.basis[place])
    converted = float(record.basis_converted[place])
    before = round(left + converted, 2)
    if line.converted is None:
        return (number, before, "", "", left, "", "")
    taxable = float(record.taxable[place])
    form_5498 = float(record.converted[place]) if line.route == ROTH_IRA else ""
    return (number, before, taxable, converted, left, "G", form_5498)


# Employers


def _employers(year: SaverYear) -> list[Row]:
    """Every employer of the year, this one first, and the person's deferrals over all of them."""
    case, room, money, lang = year.case, year.room, year.room.money, year.lang
    this = Employer(
        text("saver_tables.employers.this", lang),
        case.controlled_group or "",
        case.group_for_415 or "",
        case.owned_by or "",
        case.share_owned,
        money.compensation.value,
        money.deferral.value if money.deferral.is_known else room.known_deferral or None,
        money.match.value if money.match.is_known else money.employer.value,
        money.nonelective.value or 0.0,
        case.after_tax_contribution,
    )
    listed = sum(employer.elective_deferral or 0.0 for employer in case.employers)
    found = several_employers(
        [this, *case.employers],
        room.year,
        case.age,
        deferral_elsewhere=money.elsewhere.value - listed,
        lang=lang,
        limits=room.table,
    )
    head, own, *others = found.rows(lang)
    answers = [
        shown_value(year, item)
        for item in ("after_tax_room", "binding_limit", "excess_annual_additions")
    ]
    person = {
        text(f"several_employers.person.{item}", lang): shown_value(year, item)
        for item in ("deferral_limit", "deferral_everywhere", "deferral_left", "excess_deferral")
    }
    rest = [(row[0], person.get(row[0], row[1]), *row[2:]) for row in others]
    return [head, (own[0], *answers, own[-1]), *rest]


def _self_employed(year: SaverYear) -> list[Row]:
    """The plan of one's own business; a heading alone where there is none."""
    case, money, lang = year.case, year.room.money, year.lang
    if case.net_profit is None:
        head = heading("self_employed", lang)
        return [head, blank_row(text("saver_tables.self_employed.none", lang), len(head))]
    others = [employer.compensation or 0.0 for employer in case.employers]
    wages = (money.compensation.value or 0.0) + (case.compensation_elsewhere or 0.0) + sum(others)
    own = case.self_employed_deferral or 0.0
    found = self_employed_year(
        case.net_profit,
        year.room.year,
        case.age,
        own,
        case.self_employed_contribution or 0.0,
        wages,
        (money.deferral.value or 0.0) + money.elsewhere.value - own,
        case.self_employed_after_tax or 0.0,
        limits=year.room.table,
    )
    return list(found.rows(lang))


def _warnings(year: SaverYear) -> list[Row]:
    head = heading("warnings", year.lang)
    none = blank_row(text("common.notice.no_warning", year.lang), len(head))
    return [head, *([(w.what, w.id, w.cure, w.citation) for w in year.warnings] or [none])]


TABLES: Mapping[str, Callable[[SaverYear], list[Row]]] = MappingProxyType(
    {
        "paychecks": paycheck_rows,
        "record": _record,
        "projection": projection_rows,
        "comparison": comparison_rows,
        "savings_order": order_rows,
        "profiles": profile_rows,
        "employers": _employers,
        "self_employed": _self_employed,
        "basics": basics_rows,
        "steps": step_rows,
        "forms": form_rows,
        "dates": date_rows,
        "corrections": correction_rows,
        "warnings": _warnings,
    }
)
"""By name, the tables of a year beside its answers, each with a heading row."""
