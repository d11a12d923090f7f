"""The first page of a summary: what HR must decide and do, by when, and for how many."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from openpyxl.worksheet.worksheet import Worksheet

from megaroth_xl.quantities import CENTS
from megaroth_xl.reports.results.content import Content
from megaroth_xl.sheets.cell_text import harmless
from megaroth_xl.sheets.furniture import set_page
from megaroth_xl.sheets.page import Page
from megaroth_xl.strategy.pretest.findings import percent
from megaroth_xl.strategy.pretest.outcomes import Outcome, Result
from megaroth_xl.texts import text

__all__ = ["meeting_page"]

WIDTHS = {"A": 84, "B": 14, "C": 12, "D": 16, "E": 14}
SAID_ELSEWHERE = frozenset({"rows_left_out", "hce_not_known"})
"""Reasons why a test was not run that have a line of their own."""


class Task(NamedTuple):
    """Something to decide or do.

    Parameters
    ----------
    what
        In words.
    by
        The last day, or None.
    people, dollars
        For how many employees, and how much; None where that says nothing.
    sheet
        The key of the sheet that has the details.
    """

    what: str
    by: date | None
    people: int | None
    dollars: float | None
    sheet: str


def meeting_page(sheet: Worksheet, content: Content) -> None:
    """Write the page."""
    page = Page(sheet, WIDTHS)
    plan = harmless(content.plan.name)
    page.write(_say(content, "title", plan=plan, year=content.year), style="Page Title")
    if content.limits[content.year].is_projected:
        page.write(content.say("projected", year=content.year), style="Alert")
    page.write(content.facts.counts.in_words(content.lang))
    for outcome in (content.plan_test.acp, content.plan_test.adp):
        style = "Body" if outcome.result is Result.PASSES else "Alert"
        page.write(_verdict(outcome, content), unit="text", style=style)
    totals = content.totals
    values = {
        "count": totals.counts["can_contribute"],
        "all": totals.employees,
        "room": totals.dollars("can_contribute"),
    }
    page.write(_say(content, "room", **values))
    page.gap()
    heads = ("what", "when", "people", "dollars", "where")
    tasks = list(_tasks(content)) or [Task(_say(content, "none"), None, None, None, "plan")]
    page.table(
        [_say(content, f"head.{head}") for head in heads],
        [
            (
                f"{number}. {task.what}",
                (task.by, "date"),
                (task.people, "count"),
                (task.dollars, "money"),
                (content.say(f"sheet.{task.sheet}"), "one_line"),
            )
            for number, task in enumerate(tasks, start=1)
        ],
        unit="text",
    )
    page.gap()
    page.write(_say(content, "note"), unit="text", style="Page Note")
    page.write(text("common.notice.disclaimer", content.lang), unit="text", style="Page Note")
    set_page(sheet, content.lang, year=content.year, one_page=True)


def _say(content: Content, key: str, **values: object) -> str:
    return text(f"meeting.{key}", content.lang, **values)


def _verdict(outcome: Outcome, content: Content) -> str:
    name = outcome.result.name.lower()
    if outcome.hce_average is None or outcome.limit is None:
        result = content.say(f"pretest.result_{name}")
        return _say(content, "plain", test=outcome.name, result=result)
    shares = {"hce": percent(outcome.hce_average), "limit": percent(outcome.limit)}
    return _say(content, name, test=outcome.name, **shares)


def _tasks(content: Content) -> Iterator[Task]:
    found, totals = content.plan_test, content.totals
    left_out = content.facts.counts.left_out
    if left_out:
        yield Task(_say(content, "do.left_out"), None, left_out, None, "problems")
    if not content.plan.has_calendar_year:
        first, last = content.plan.plan_year(content.year)
        days = {"first": content.say("day", day=first), "last": content.say("day", day=last)}
        years = {"year": content.year, "ends": last.year}
        yield Task(_say(content, "do.plan_year", **days, **years), None, None, None, "employees")
    yield from _match(content)
    if people := found.back.counts["excess_deferral"]:
        total, by = found.back.dollars("excess_deferral"), found.excess_deferral_deadline
        some = totals.counts["excess_deferral_without_age"]
        said = _say(content, f"do.excess_deferral{'_some' * bool(some)}", count=some)
        yield Task(said, by, people, total, "refunds")
    if people := found.back.counts["additions"]:
        some = totals.counts["excess_addition_without_age"]
        what = _say(content, f"do.excess_annual_addition{'_some' * bool(some)}", count=some)
        yield Task(what, None, people, found.back.dollars("additions"), "refunds")
    if people := totals.counts["above_cap"]:
        what = _say(content, "do.above_cap")
        yield Task(what, None, people, totals.dollars("above_cap"), "employees")
    yield from _tests(content)
    yield from _facts(content)
    if people := totals.counts["can_contribute"]:
        end = date(content.year, 12, 31)
        what = _say(content, f"do.tell_room{'_after_refunds' * bool(content.corrections.height)}")
        yield Task(what, end, people, totals.dollars("can_contribute"), "employees")


def _match(content: Content) -> Iterator[Task]:
    """Yield what is owed before any refund."""
    totals = content.plan_test.pretest.totals
    for name, (people, lacking) in {
        "harbor_short": totals.harbor_short,
        "missed_match": totals.missed,
    }.items():
        if people:
            what = _say(content, f"do.{name}")
            yield Task(what, None, people, lacking / CENTS, "plan_test")


def _tests(content: Content) -> Iterator[Task]:
    """Yield what the tests ask for, in the order of correction (IRC 401(m)(6)(D))."""
    found = content.plan_test
    day = content.say("day", day=found.deadlines.last)
    for outcome, name in ((found.adp, "adp_refund"), (found.acp, "acp_refund")):
        if outcome.result is Result.NOT_TESTED:
            for reason in outcome.reasons:
                if reason.name in SAID_ELSEWHERE:
                    continue
                values = {"test": outcome.name, "reason": reason.sentence(content.lang)}
                yield Task(_say(content, "do.not_tested", **values), None, None, None, "plan_test")
        elif outcome.result is Result.FAILS:
            what = _say(content, f"do.{outcome.name.lower()}_refund", last=day)
            people, total = found.back.counts[name], found.back.dollars(name)
            yield Task(what, found.refund_deadline, people, total, "refunds")
    if found.hce_conflicts:
        what = _say(content, "do.hce_conflict")
        yield Task(what, None, found.hce_conflicts, None, "employees")


def _facts(content: Content) -> Iterator[Task]:
    """Facts that the roster lacks, and what payroll has to see to."""
    for name, count in {
        "hce_not_known": content.totals.counts["hce_not_known"],
        "age_not_known": content.totals.counts["age_not_known"],
        "roth_catch_up": content.totals.counts["roth_catch_up_required"],
    }.items():
        if count:
            yield Task(_say(content, f"do.{name}"), None, count, None, "employees")
