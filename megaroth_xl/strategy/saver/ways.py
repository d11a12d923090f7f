"""Tables of a saver's years ahead, the other ways to save, and other savers."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np

from megaroth_xl.strategy.saver.figure import Figure
from megaroth_xl.strategy.saver.table_words import Row, blank_row, heading, not_known
from megaroth_xl.strategy.saver.year import SaverYear
from megaroth_xl.texts import citation, text

__all__ = ["comparison_rows", "order_rows", "profile_rows", "projection_rows"]

PROFILE_WAYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "early_retirement": ("Roth", "taxable account", "left in the plan"),
        "liquidity_need": ("Roth", "taxable account", "left in the plan"),
        "lower_income_later": ("Roth", "convert later"),
        "debt_first": ("Roth", "pay the debt first"),
    }
)


def projection_rows(year: SaverYear) -> list[Row]:
    """Return what Roth, a taxable account and money left in the plan come to, year by year."""
    lang, found = year.lang, year.ahead.projection
    head = heading("projection", lang)
    if not found.is_known:
        return [head, blank_row(not_known(found.missing, lang), len(head))]
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


def comparison_rows(year: SaverYear) -> list[Row]:
    """Return what each way to save takes in the year."""
    lang, missing = year.lang, year.room.converted.missing
    dollars = text("answers.unit.dollars", lang)
    return [
        heading("comparison", lang),
        *(
            (
                way.strategy,
                _known(way.maximum, missing, lang),
                dollars,
                _limited(way.income_limit, way.note, lang),
                way.citation,
            )
            for way in year.ahead.comparison
        ),
    ]


def _known(maximum: float, missing: Sequence[str], lang: str) -> float | str:
    """A maximum; what it lacks where it is not known, if any fact could tell."""
    if not np.isnan(maximum):
        return maximum
    return not_known(missing, lang) if missing else text("answers.not_known", lang)


def _limited(limit: str, note: str, lang: str) -> str:
    return text("saver_tables.comparison.income_limit", lang, limit=limit, note=note)


def order_rows(year: SaverYear) -> list[Row]:
    """Return where the budget goes, step by step."""
    lang, found = year.lang, year.ahead.order
    head = heading("savings_order", lang)
    if not found.is_known:
        return [head, blank_row(not_known(found.missing, lang), len(head))]
    dollars = text("answers.unit.dollars", lang)
    return [head, *((s.step, s.dollars, dollars, s.why, s.citation) for s in found.value)]


def profile_rows(year: SaverYear) -> list[Row]:
    """Return what the ways come to for other savers; the best of each is marked."""
    rows = [heading("profiles", year.lang)]
    for name, found in year.ahead.profiles:
        rows += _profile(name, found, year.lang)
    return rows


def _profile(name: str, found: Figure, lang: str) -> list[Row]:
    """The ways of one saver with their dollars."""
    unit = text("answers.unit.dollars", lang)
    if not found.is_known:
        unknown = not_known(found.missing, lang)
        ways = PROFILE_WAYS[name]
        return [(_way(name, way, lang), unknown, unit, *_said(name, way, lang)) for way in ways]
    outcome = found.value
    rows = []
    for way, dollars in outcome.dollars.items():
        note, source = _said(name, str(way), lang)
        if way == outcome.best:
            note = text("saver_tables.profiles.best", lang, note=note)
        rows.append((_way(name, str(way), lang), dollars, unit, note, source))
    return rows


def _key(way: str) -> str:
    return way.replace(" ", "_").lower()


def _way(saver: str, way: str, lang: str) -> str:
    return text(
        "saver_tables.profiles.line",
        lang,
        saver=text(f"saver_tables.profiles.saver.{saver}", lang),
        way=text(f"saver_tables.profiles.way.{_key(way)}", lang),
    )


def _said(saver: str, way: str, lang: str) -> tuple[str, str]:
    """Return what to know of a saver's way, and the rule behind it."""
    place = f"roth.{saver}" if way == "Roth" else f"other.{_key(way)}"
    key = f"saver_tables.profiles.{place}"
    return text(key, lang), citation(key)
