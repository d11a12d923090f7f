"""The first page of a summary: the roster, the totals, what stops after-tax money, the terms."""

from collections.abc import Iterator, Sequence
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

from megaroth_xl.reports.results.content import Content
from megaroth_xl.sheets.charts import Place, add_bar_chart
from megaroth_xl.sheets.furniture import set_page
from megaroth_xl.sheets.page import Page
from megaroth_xl.strategy.plan.explained import tiers_in_words
from megaroth_xl.strategy.plan.plan_route import plan_route
from megaroth_xl.strategy.plan.words import TestingMethod
from megaroth_xl.texts import text

__all__ = ["plan_page"]

CONTROLLED = (
    "compensation",
    "elective_deferral",
    "matching_contribution",
    "nonelective_contribution",
    "after_tax_contribution",
)
WIDTHS = {"A": 46, "B": 22, "C": 18, "D": 18, "E": 3}
CHART = (17.0, 7.5)
"""Width and height in centimeters."""


def plan_page(sheet: Worksheet, content: Content) -> None:
    """Write the page."""
    say = content.say
    page = Page(sheet, WIDTHS)
    page.write(say("title", year=content.year, plan=content.plan.name), style="Page Title")
    page.write(say("description"), style="Page Note")
    for sentence in text("common.notice.disclaimer", content.lang).split(". "):
        page.write(sentence.rstrip(".") + ".", style="Page Note")
    if content.limits[content.year].is_projected:
        page.write(say("projected", year=content.year), style="Alert")
    page.gap()

    page.band(say("section.people"))
    for key, count in _people(content):
        page.write(say(f"line.{key}"), (count, "count"))
    page.gap()
    page.band(say("section.totals"))
    for key, value, unit in _totals(content):
        page.write(say(f"line.{key}"), (value, unit))
    page.gap()

    binding = page.table((say("section.binding"), say("head.employees")), _binding(content))
    page.gap()
    rooms = page.table((say("head.room"), say("head.employees")), _distribution(content))
    page.gap()
    heads = ("section.control", "head.in_roster", "head.reported", "head.left_out")
    page.table([say(head) for head in heads], _control(content))
    page.gap()
    page.table((say("section.terms"), say("head.value")), _terms(content))

    everyone = content.totals.employees
    if everyone:
        limit, (most, _) = _binding(content)[0]
        title = say("chart.binding", count=most, all=everyone, limit=limit)
        add_bar_chart(Place(sheet, "F8", *CHART), title, binding)
        with_room = content.totals.counts["with_room"]
        title = say("chart.room", count=with_room, all=everyone)
        add_bar_chart(Place(sheet, "F24", *CHART), title, rooms, upright=True)
    set_page(sheet, content.lang, year=content.year, one_page=True)


def _people(content: Content) -> Iterator[tuple[str, int]]:
    yield "rows", content.facts.rows
    yield "rows_left_out", content.facts.rows_left_out
    yield "employees", content.totals.employees


def _totals(content: Content) -> Iterator[tuple[str, float, str]]:
    for key in (
        "with_room",
        "excess_annual_addition",
        "excess_deferral",
        "roth_catch_up_required",
        "highly_compensated",
    ):
        yield key, content.totals.counts[key], "count"
    for key in ("after_tax_room", "roth_total"):
        yield key, content.totals.dollars(key), "money"


Line = tuple[str, tuple[Any, str]]


def _binding(content: Content) -> Sequence[Line]:
    ordered = sorted(content.totals.binding.items(), key=lambda each: (-each[1], each[0]))
    return [(limit, (number, "count")) for limit, number in ordered]


def _distribution(content: Content) -> Sequence[Line]:
    bounds = list(content.totals.up_to)
    counts = [*content.totals.up_to.values(), content.totals.employees]
    labels = [
        content.say("room.none"),
        *(content.say("room.up_to", most=f"{step:,}") for step in bounds[1:]),
        content.say("room.above", most=f"{bounds[-1]:,}"),
    ]
    before = [0, *counts[:-1]]
    return [
        (label, (count - less, "count"))
        for label, count, less in zip(labels, counts, before, strict=True)
    ]


def _control(content: Content) -> Iterator[tuple[Any, ...]]:
    for name in CONTROLLED:
        whole, part = (
            round(each[name], 2) for each in (content.facts.totals, content.facts.reported)
        )
        is_match = name == "matching_contribution"
        label = content.say("line.matching_contribution" if is_match else f"column.{name}")
        yield label, *((amount, "money") for amount in (whole, part, round(whole - part, 2)))


def _terms(content: Content) -> Iterator[Line]:
    plan, say = content.plan, content.say
    tiers = tiers_in_words(plan.match_tiers, content.lang)
    method = plan.testing_method is TestingMethod.PRIOR_YEAR
    yield say("term.route"), (plan_route(plan, content.lang), "one_line")
    yield say("term.match_tiers"), ("; ".join(tiers) or say("term.no_match"), "one_line")
    for name in ("true_up", "matches_after_tax", "accepts_roth", "higher_catch_up"):
        yield say(f"term.{name}"), (content.answer(getattr(plan, name)), "one_line")
    for name, unit in (("after_tax_cap", "money"), ("after_tax_cap_share", "share")):
        value = getattr(plan, name)
        shown = (say("term.no_match"), "one_line") if value is None else (value, unit)
        yield say(f"term.{name}"), shown
    yield say("term.pay_periods"), (plan.pay_periods, "count")
    yield (
        say("term.testing_method"),
        (say(f"term.{'prior' if method else 'current'}_year"), "one_line"),
    )
