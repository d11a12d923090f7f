"""The personal workbook: a page to read, the figures and the law behind them, a checklist."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import polars as pl
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from megaroth_xl.law.amounts import LIMITS
from megaroth_xl.law.elective_deferrals import excess_deferral_deadline
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.reports.results.employees import employee_frame
from megaroth_xl.reports.results.outcomes import Outcomes
from megaroth_xl.reports.results.sentences import sentences
from megaroth_xl.sheets.cell_text import harmless
from megaroth_xl.sheets.design import Page, add_styles, bar_chart, field, put, set_page
from megaroth_xl.strategy.eligibility import PlanFeatures, route
from megaroth_xl.strategy.execution import execution_steps
from megaroth_xl.strategy.guidance import practices
from megaroth_xl.strategy.participants import Participants
from megaroth_xl.strategy.plan import PlanTerms
from megaroth_xl.texts import keys, text

__all__ = ["Setting", "personal_design", "personal_frame"]

SLOTS = 10
"""Lines for warnings; nobody has been seen with more."""

FILLING = {
    "counted_deferral": "counted_deferral",
    "match": "matching_contribution",
    "nonelective": "nonelective_contribution",
    "after_tax": "after_tax_contribution",
    "room_left": "after_tax_room",
    "unused": "unused",
}
"""What fills the limit: by the name of its text, its column."""

FIGURES = {
    "compensation": "IRC 415(c)(3)",
    "elective_deferral_limit": "IRC 402(g)(1), 414(v)",
    "elective_deferral": "IRC 402(g)(3)",
    "catch_up_limit": "IRC 414(v)(2)",
    "catch_up_contribution": "IRC 414(v)(3)(A)",
    "counted_deferral": "IRC 415(c)(2)(B)",
    "matching_contribution": "IRC 401(m)(4)(A), 401(a)(17)",
    "nonelective_contribution": "IRC 415(c)(2)(A)",
    "after_tax_contribution": "IRC 415(c)(2)(B)",
    "annual_additions": "IRC 415(c)(2)",
    "annual_additions_limit": "IRC 415(c)(1)",
    "after_tax_limit": "IRC 401(a)(17)",
    "after_tax_room": "IRC 415(c)(1)",
    "excess_annual_addition": "IRC 415(c)(1), 414(v)(5)(B)",
    "excess_deferral": "IRC 402(g)(2)(A)",
    "roth_total": "IRC 402A(c)(4)",
}
"""The figures' column and the rule behind each."""

LIMITS_SHOWN = (
    "elective_deferral",
    "catch_up",
    "higher_catch_up",
    "annual_additions",
    "compensation",
    "hce",
    "roth_catch_up_wages",
)
OF_THE_PERSON = ("2", "3")
"""The steps whose words name a person's figures; these stand on the first page."""

WORDS = {
    "match_basis": "",
    "roth_catch_up_required": "IRC 414(v)(7)",
    "highly_compensated": "IRC 414(q)(1)",
}


def personal_frame(
    people: Participants, labels: pl.DataFrame, results: Outcomes, year: int, lang: str
) -> pl.DataFrame:
    """The fields of the personal workbooks, a row for each employee.

    Parameters
    ----------
    people, labels, results, lang
        As in `employee_frame`.
    year
        The year of the report.
    """
    frame = employee_frame(people, labels, results, lang)
    who = pl.concat_str("name", "employee_id", separator=", ", ignore_nulls=True)
    used = pl.col("annual_additions") + pl.col("after_tax_room")
    unused = (pl.col("annual_additions_limit") - used).clip(lower_bound=0.0).round(2)
    above = (pl.col("annual_additions_limit") - pl.col("annual_additions")).clip(upper_bound=0.0)
    return frame.with_columns(who=who, unused=unused, above=above.round(2)).hstack(
        _warnings(results, frame.height, year, lang).get_columns()
    )


def _warnings(results: Outcomes, height: int, year: int, lang: str) -> pl.DataFrame:
    """Each employee's warnings in words, in as many columns as there are lines for them."""
    said = pl.concat(list(_said(results, year, lang)))
    lines = said.group_by("person", maintain_order=True).agg("what", "cure")
    everyone = pl.DataFrame({"person": pl.int_range(height, dtype=pl.UInt32, eager=True)})
    found = everyone.join(lines, on="person", how="left", maintain_order="left")
    columns = found.select(
        pl.col(part).list.get(slot, null_on_oob=True).alias(f"{part}_{slot + 1}")
        for part in ("what", "cure")
        for slot in range(SLOTS)
    )
    nothing = text("reports.personal.nothing", lang)
    return columns.with_columns(pl.col("what_1").fill_null(nothing))


def _said(results: Outcomes, year: int, lang: str) -> Iterator[pl.DataFrame]:
    """Each warning in words, for those whom it concerns."""
    schema = {"person": pl.UInt32, "what": pl.String, "cure": pl.String}
    yield pl.DataFrame(schema=schema)
    deadline = text("reports.day", lang, day=excess_deferral_deadline(year))
    own = keys("reports.roster_warning")
    for name, concerned in results.warnings.items():
        people = np.flatnonzero(concerned)
        if not len(people):
            continue
        figures = {n: f[people] for n, f in results.figures.items()} | {"deadline": deadline}
        key = f"reports.roster_warning.{name}" if name in own else f"warnings.{name}"
        yield pl.DataFrame(
            {
                "person": people.astype(np.uint32),
                "what": sentences(f"{key}.what", figures, lang),
                "cure": sentences(f"{key}.cure", figures, lang),
            },
            schema=schema,
        )


class Setting(NamedTuple):
    """What all copies have in common.

    Parameters
    ----------
    plan, year, limits, lang
        As in a report.
    periods_left
        Pay dates still to come for those whose row does not say.
    """

    plan: PlanTerms
    year: int
    limits: LimitsTable
    lang: str
    periods_left: int | None = None

    def say(self, key: str, **values: object) -> str:
        """A text of the reports."""
        return text(f"reports.{key}", self.lang, **values)


def personal_design(setting: Setting) -> Workbook:
    """The personal workbook with its fields."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    add_styles(workbook)
    workbook.properties.title = setting.say("personal.title", year=setting.year)
    workbook.properties.creator = "megaroth-xl"
    workbook.properties.language = setting.lang
    pages = {"year": _year_page, "figures": _figures_page, "checklist": _checklist}
    for key, write in pages.items():
        sheet = workbook.create_sheet(setting.say(f"personal.sheet.{key}"))
        write(Page(sheet), setting)
        set_page(sheet, year=setting.year)
    return workbook


def _heading(page: Page, setting: Setting, title: str) -> None:
    page.line(title, style="title")
    page.line(field("who"), style="who")
    plan = harmless(setting.plan.name)
    page.line(setting.say("personal.estimate", plan=plan), style="alert")
    if setting.limits[setting.year].is_projected:
        page.line(setting.say("projected", year=setting.year), style="alert")
    for sentence in text("common.notice.disclaimer", setting.lang).split(". "):
        page.line(sentence.rstrip(".") + ".", style="note")
    page.gap()


def _widths(page: Page, *widths: int) -> None:
    for column, width in enumerate(widths, start=1):
        page.sheet.column_dimensions[get_column_letter(column)].width = width


def _year_page(page: Page, setting: Setting) -> None:
    """One page to read."""
    say = setting.say
    _heading(page, setting, say("personal.title", year=setting.year))
    page.line(say("personal.answer"), style="part")
    page.line(say("personal.room"), (field("after_tax_room"), "answer"))
    page.line(say("personal.binding"), (field("binding_limit"), "text"))
    page.line(say("personal.election"), (field("after_tax_election"), "share"))
    page.line(say("personal.per_paycheck"), (field("after_tax_per_paycheck"), "dollars"))
    page.line(say("personal.roth_total"), (field("roth_total"), "dollars"))
    plan = setting.plan
    way = route(
        plan.accepts_after_tax,
        plan.in_plan_roth_rollover,
        plan.in_service_distribution,
        lang=setting.lang,
    )
    page.line(say("personal.route"), (str(way), "text"))
    page.gap()
    top = page.row + 1
    heads = (say("personal.filling"), say("head.dollars"))
    rows = page.table(
        heads, [(say(f"personal.{key}"), (field(name), "dollars")) for key, name in FILLING.items()]
    )
    page.line(say("personal.above"), (field("above"), "dollars"))
    page.line(say("personal.limit"), (field("annual_additions_limit"), "total"))
    bar_chart(page.sheet, say("personal.filling_chart"), rows, f"D{top}", width=14)
    page.row = top + 15
    page.line(say("personal.look_at"), ("", "heading"), ("", "heading"), style="heading")
    put(page.sheet.cell(page.row, 4), say("personal.to_do"), "heading")
    for slot in range(1, SLOTS + 1):
        page.line(field(f"what_{slot}"), style="long_text")
        put(page.sheet.cell(page.row, 4), field(f"cure_{slot}"), "long_text")
    _widths(page, 50, 20, 3, 72)


def _figures_page(page: Page, setting: Setting) -> None:
    """The figures and the law behind them."""
    say = setting.say
    _heading(page, setting, say("personal.sheet.figures"))
    page.line(say("personal.figures_note"), style="note")
    heads = ("personal.head.figure", "head.value", "personal.head.source")
    page.table(
        [say(head) for head in heads],
        [
            *(
                (say(f"column.{name}"), (field(name), "dollars"), (rule, "text"))
                for name, rule in FIGURES.items()
            ),
            *(
                (say(f"column.{name}"), (field(name), "right"), (rule, "text"))
                for name, rule in WORDS.items()
            ),
        ],
    )
    page.gap()
    columns = ("limit.name", "limit.dollars", "limit.citation", "limit.status")
    page.table(
        [say(column) for column in columns],
        [
            (
                LIMITS[name].meaning,
                (amount.dollars, "dollars"),
                (f"{amount.source.citation}; IRC {LIMITS[name].citation}", "text"),
                (text(f"common.status.{amount.source.status}", setting.lang), "text"),
            )
            for name, amount in setting.limits[setting.year].amounts.items()
            if name in LIMITS_SHOWN
        ],
    )
    _widths(page, 58, 18, 52, 22)


def _checklist(page: Page, setting: Setting) -> None:
    """The steps, do's and don'ts: the same for everybody in the plan."""
    say, plan = setting.say, setting.plan
    page.line(say("personal.sheet.checklist"), style="title")
    page.gap()
    features = PlanFeatures(
        accepts_after_tax=plan.accepts_after_tax,
        in_plan_roth_rollover=plan.in_plan_roth_rollover,
        accepts_roth=plan.accepts_roth,
        in_service_distribution=plan.in_service_distribution,
    )
    steps = execution_steps(setting.year, 1.0, features, lang=setting.lang)
    heads = ("personal.head.step", "personal.to_do", "personal.head.why", "head.citation")
    done = (say("personal.head.done"), "word_heading")
    first, *others = ((say(head), "heading") for head in heads)
    page.line(first[0], *others, done, style="heading")
    for step in steps:
        what = say("personal.amount") if step.number in OF_THE_PERSON else step.what
        said = ((words, "long_text") for words in (what, step.why, step.citation))
        page.line(f"{step.number}. {step.title}", *said, ("\u2610", "word"), style="long_text")
    for practice in practices(setting.lang):
        said = ((words, "long_text") for words in (practice.what, practice.why, practice.citation))
        label = say("personal.do" if practice.is_do else "personal.dont")
        page.line(label, *said, ("\u2610", "word"), style="long_text")
    _widths(page, 30, 60, 60, 34, 8)
