"""The first page of a summary: the roster, the totals, what stops after-tax money, the terms."""

from collections.abc import Iterator, Sequence
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

from megaroth_xl.reports.results.content import Content
from megaroth_xl.reports.roster.reading import control_totals
from megaroth_xl.sheets.design import Page, bar_chart, set_page
from megaroth_xl.strategy.eligibility import route
from megaroth_xl.strategy.plan import TestingMethod
from megaroth_xl.texts import text

__all__ = ["plan_page"]

CONTROLLED = (
    "compensation",
    "elective_deferral",
    "matching_contribution",
    "nonelective_contribution",
    "after_tax_contribution",
)
STEPS = (0, 5_000, 10_000, 20_000, 30_000, 40_000, 50_000)
"""Where the bars of the room's distribution end, in dollars."""


def plan_page(sheet: Worksheet, content: Content) -> None:
    """Write the page."""
    say = content.say
    page = Page(sheet)
    page.line(say("title", year=content.year, plan=content.plan.name), style="title")
    page.line(say("description"), style="note")
    for sentence in text("common.notice.disclaimer", content.lang).split(". "):
        page.line(sentence.rstrip(".") + ".", style="note")
    if content.limits[content.year].is_projected:
        page.line(say("projected", year=content.year), style="alert")
    page.gap()

    page.line(say("part.people"), style="part")
    for key, count in _people(content):
        page.line(say(f"line.{key}"), (count, "count"))
    page.gap()
    page.line(say("part.totals"), style="part")
    for key, value, style in _totals(content):
        page.line(say(f"line.{key}"), (value, style))
    page.gap()

    binding = page.table((say("part.binding"), say("head.employees")), _binding(content))
    page.gap()
    rooms = page.table((say("head.room"), say("head.employees")), _distribution(content))
    page.gap()
    heads = ("part.control", "head.in_roster", "head.reported", "head.left_out")
    page.table([say(head) for head in heads], _control(content))
    page.gap()
    page.table((say("part.terms"), say("head.value")), _terms(content))

    everyone = content.employees.height
    if everyone:
        limit, (most, _) = _binding(content)[0]
        title = say("chart.binding", count=most, all=everyone, limit=limit)
        bar_chart(sheet, title, binding, "F8")
        with_room = int((content.employees["after_tax_room"] > 0).sum())
        title = say("chart.room", count=with_room, all=everyone)
        bar_chart(sheet, title, rooms, "F24", upright=True)
    for letter, width in {"A": 46, "B": 22, "C": 18, "D": 18, "E": 3}.items():
        sheet.column_dimensions[letter].width = width
    set_page(sheet, year=content.year)


def _people(content: Content) -> Iterator[tuple[str, int]]:
    yield "rows", content.roster.rows
    yield "rows_left_out", len({problem.row for problem in content.roster.problems})
    yield "employees", content.employees.height


def _totals(content: Content) -> Iterator[tuple[str, float, str]]:
    employees = content.employees
    yes = text("common.answer.yes", content.lang)
    for key, holds in {
        "with_room": employees["after_tax_room"] > 0,
        "excess_annual_addition": employees["excess_annual_addition"] > 0,
        "excess_deferral": employees["excess_deferral"] > 0,
        "roth_catch_up_required": employees["roth_catch_up_required"] == yes,
        "highly_compensated": employees["highly_compensated"] == yes,
    }.items():
        yield key, int(holds.sum()), "count"
    for key in ("after_tax_room", "roth_total"):
        yield key, float(employees[key].sum()), "dollars"


Line = tuple[str, tuple[Any, str]]


def _binding(content: Content) -> Sequence[Line]:
    counts = content.employees["binding_limit"].value_counts(name="n")
    ordered = counts.sort("n", "binding_limit", descending=[True, False])
    return [(limit, (number, "count")) for limit, number in ordered.iter_rows()]


def _distribution(content: Content) -> Sequence[Line]:
    room = content.employees["after_tax_room"]
    bounds = [*STEPS, None]
    counts = [int((room <= bound).sum()) if bound is not None else len(room) for bound in bounds]
    labels = [
        content.say("room.none"),
        *(content.say("room.up_to", most=f"{step:,}") for step in STEPS[1:]),
        content.say("room.above", most=f"{STEPS[-1]:,}"),
    ]
    before = [0, *counts[:-1]]
    return [
        (label, (count - less, "count"))
        for label, count, less in zip(labels, counts, before, strict=True)
    ]


def _control(content: Content) -> Iterator[tuple[Any, ...]]:
    reported = control_totals(content.roster.participants)
    for name in CONTROLLED:
        whole, part = content.roster.totals[name], reported[name]
        is_match = name == "matching_contribution"
        label = content.say("line.matching_contribution" if is_match else f"column.{name}")
        yield label, *((amount, "dollars") for amount in (whole, part, whole - part))


def _terms(content: Content) -> Iterator[Line]:
    plan, say = content.plan, content.say
    way = route(
        plan.accepts_after_tax,
        plan.in_plan_roth_rollover,
        plan.in_service_distribution,
        lang=content.lang,
    )
    tiers = [
        say("term.match_tier", rate=_percent(tier[0]), share=_percent(tier[1]))
        for tier in plan.match_tiers
    ]
    method = plan.testing_method is TestingMethod.PRIOR_YEAR
    yield say("term.route"), (str(way), "text")
    yield say("term.match_tiers"), ("; ".join(tiers) or say("term.no_match"), "text")
    for name in ("true_up", "matches_after_tax", "accepts_roth", "higher_catch_up"):
        yield say(f"term.{name}"), (content.answer(getattr(plan, name)), "text")
    for name, style in (("after_tax_cap", "dollars"), ("after_tax_cap_share", "share")):
        value = getattr(plan, name)
        shown = (say("term.no_match"), "text") if value is None else (value, style)
        yield say(f"term.{name}"), shown
    yield say("term.pay_periods"), (plan.pay_periods, "count")
    yield say("term.testing_method"), (say(f"term.{'prior' if method else 'current'}_year"), "text")


def _percent(share: float) -> str:
    return f"{share * 100:.4g}%"
