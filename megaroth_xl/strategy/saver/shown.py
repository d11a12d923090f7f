"""The answers of a saver's year as cells and other programs show them."""

from datetime import date
from typing import Any

from megaroth_xl.quantities import round_half_up
from megaroth_xl.strategy.saver.table_words import Row, heading, not_known
from megaroth_xl.strategy.saver.year import Answer, SaverYear
from megaroth_xl.texts import text

__all__ = ["answer_rows", "shown_value", "year_data"]


def shown_value(year: SaverYear, item: str) -> Any:
    """One answer as a cell shows it: the facts it lacks where it is not known.

    Examples
    --------
    >>> from megaroth_xl.strategy.saver.case import SaverCase
    >>> from megaroth_xl.strategy.saver.year import saver_year
    >>> shown_value(saver_year(SaverCase(year=2026)), "eligible")
    'not known: give The plan accepts after-tax contributions, In-plan Roth rollover of after-tax
    money, In-service distribution of after-tax money'
    """
    answer = year.answer(item)
    return answer.value if answer.is_known else not_known(answer.missing, year.lang)


def answer_rows(year: SaverYear) -> list[Row]:
    """Every answer of the year, a row each, and the warnings last."""
    lang = year.lang
    rows: list[Row] = [heading("answers", lang)]
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
    >>> from megaroth_xl.strategy.saver.case import SaverCase
    >>> from megaroth_xl.strategy.saver.year import saver_year
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
