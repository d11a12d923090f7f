"""The personal workbook: a page to read, the figures and the law behind them, a checklist."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import polars as pl
from openpyxl import Workbook

from megaroth_xl.law.elective_deferrals import excess_deferral_deadline
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.law.year_limits import LIMIT_RULES
from megaroth_xl.reports.results.employees import employee_frame
from megaroth_xl.reports.results.outcomes import Outcomes
from megaroth_xl.reports.results.sentences import sentences
from megaroth_xl.sheets.cell_text import harmless
from megaroth_xl.sheets.charts import Place, add_bar_chart
from megaroth_xl.sheets.furniture import set_page
from megaroth_xl.sheets.page import Page, field
from megaroth_xl.sheets.styles import add_styles
from megaroth_xl.strategy.eligibility import PlanFeatures, route
from megaroth_xl.strategy.execution import execution_steps
from megaroth_xl.strategy.guidance import practices
from megaroth_xl.strategy.participants import Participants
from megaroth_xl.strategy.plan import PlanTerms
from megaroth_xl.texts import keys, text

__all__ = ["ReportSetting", "personal_design", "personal_frame"]

WIDTHS = {
    "year": {"A": 50, "B": 20, "C": 3, "D": 72},
    "figures": {"A": 58, "B": 18, "C": 52, "D": 22},
    "checklist": {"A": 30, "B": 60, "C": 60, "D": 34, "E": 8},
}
"""Of each page's columns."""
CHART = (14.0, 7.5)
"""Width and height in centimeters."""
SLOTS = 10
"""Lines for warnings; whoever has more finds the others together in the last one."""

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
        line.alias(f"{part}_{slot}") for part in ("what", "cure") for slot, line in _lines(part)
    )
    nothing = text("reports.personal.nothing", lang)
    return columns.with_columns(pl.col("what_1").fill_null(nothing))


def _lines(part: str) -> Iterator[tuple[int, pl.Expr]]:
    """Each line's number, and what of a list of warnings stands on it."""
    said = pl.col(part)
    for slot in range(1, SLOTS):
        yield slot, said.list.get(slot - 1, null_on_oob=True)
    yield SLOTS, said.list.slice(SLOTS - 1).list.join("\n").replace("", None)


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


class ReportSetting(NamedTuple):
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


def personal_design(setting: ReportSetting) -> Workbook:
    """The personal workbook with its fields."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    add_styles(workbook, setting.lang)
    workbook.properties.title = setting.say("personal.title", year=setting.year)
    workbook.properties.creator = "megaroth-xl"
    workbook.properties.language = setting.lang
    pages = {"year": _year_page, "figures": _figures_page, "checklist": _checklist}
    for key, write in pages.items():
        page = Page(workbook.create_sheet(setting.say(f"personal.sheet.{key}")), WIDTHS[key])
        write(page, setting)
        set_page(page.sheet, setting.lang, year=setting.year)
    return workbook


def _heading(page: Page, setting: ReportSetting, title: str) -> None:
    page.write(title, style="Page Title")
    page.write(field("who"), style="Person")
    plan = harmless(setting.plan.name)
    page.write(setting.say("personal.estimate", plan=plan), style="Alert")
    if setting.limits[setting.year].is_projected:
        page.write(setting.say("projected", year=setting.year), style="Alert")
    for sentence in text("common.notice.disclaimer", setting.lang).split(". "):
        page.write(sentence.rstrip(".") + ".", style="Page Note")
    page.gap()


def _year_page(page: Page, setting: ReportSetting) -> None:
    """One page to read."""
    say = setting.say
    _heading(page, setting, say("personal.title", year=setting.year))
    page.band(say("personal.answer"))
    page.write(say("personal.room"), (field("after_tax_room"), "cents", "Output"))
    page.write(say("personal.binding"), (field("binding_limit"), "one_line"))
    page.write(say("personal.election"), (field("after_tax_election"), "share"))
    page.write(say("personal.per_paycheck"), (field("after_tax_per_paycheck"), "cents"))
    page.write(say("personal.roth_total"), (field("roth_total"), "cents"))
    plan = setting.plan
    way = route(
        plan.accepts_after_tax,
        plan.in_plan_roth_rollover,
        plan.in_service_distribution,
        lang=setting.lang,
    )
    page.write(say("personal.route"), (str(way), "one_line"))
    page.gap()
    top = page.row
    heads = (say("personal.filling"), say("head.dollars"))
    rows = page.table(
        heads, [(say(f"personal.{key}"), (field(name), "cents")) for key, name in FILLING.items()]
    )
    page.write(say("personal.above"), (field("above"), "cents"))
    page.write(say("personal.limit"), (field("annual_additions_limit"), "cents", "Total"))
    add_bar_chart(Place(page.sheet, f"D{top}", *CHART), say("personal.filling_chart"), rows)
    page.row = top + 16
    page.headings(
        (words, "text") for words in (say("personal.look_at"), "", "", say("personal.to_do"))
    )
    for slot in range(1, SLOTS + 1):
        blank = ("", "one_line")
        page.write(
            field(f"what_{slot}"), blank, blank, (field(f"cure_{slot}"), "text"), unit="text"
        )


def _figures_page(page: Page, setting: ReportSetting) -> None:
    """The figures and the law behind them."""
    say = setting.say
    _heading(page, setting, say("personal.sheet.figures"))
    page.write(say("personal.figures_note"), style="Page Note")
    heads = ("personal.head.figure", "head.value", "personal.head.source")
    page.table(
        [say(head) for head in heads],
        [
            *(
                (say(f"column.{name}"), (field(name), "cents"), (rule, "one_line"))
                for name, rule in FIGURES.items()
            ),
            *(
                (say(f"column.{name}"), (field(name), "word_among_figures"), (rule, "one_line"))
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
                LIMIT_RULES[name].meaning,
                (amount.dollars, "cents"),
                (f"{amount.source.citation}; IRC {LIMIT_RULES[name].citation}", "one_line"),
                (text(f"common.status.{amount.source.status}", setting.lang), "one_line"),
            )
            for name, amount in setting.limits[setting.year].amounts.items()
            if name in LIMITS_SHOWN
        ],
    )


def _checklist(page: Page, setting: ReportSetting) -> None:
    """The steps, do's and don'ts: the same for everybody in the plan."""
    say, plan = setting.say, setting.plan
    page.write(say("personal.sheet.checklist"), style="Page Title")
    page.gap()
    features = PlanFeatures(
        accepts_after_tax=plan.accepts_after_tax,
        in_plan_roth_rollover=plan.in_plan_roth_rollover,
        accepts_roth=plan.accepts_roth,
        in_service_distribution=plan.in_service_distribution,
    )
    steps = execution_steps(setting.year, 1.0, features, lang=setting.lang)
    heads = ("personal.head.step", "personal.to_do", "personal.head.why", "head.citation")
    page.headings([*((say(head), "text") for head in heads), (say("personal.head.done"), "word")])
    for step in steps:
        what = say("personal.amount") if step.number in OF_THE_PERSON else step.what
        said = ((words, "text") for words in (what, step.why, step.citation))
        page.write(f"{step.number}. {step.title}", *said, ("\u2610", "word"), unit="text")
    for practice in practices(setting.lang):
        said = ((words, "text") for words in (practice.what, practice.why, practice.citation))
        label = say("personal.do" if practice.is_do else "personal.dont")
        page.write(label, *said, ("\u2610", "word"), unit="text")
