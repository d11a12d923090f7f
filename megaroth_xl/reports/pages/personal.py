"""The personal workbook: a letter, the figures and the law behind them, a checklist."""

from collections.abc import Iterator, Mapping
from textwrap import wrap

import polars as pl
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment

from megaroth_xl.law.year_limits import LIMIT_RULES
from megaroth_xl.quantities import FloatArray
from megaroth_xl.reports.results.content import ReportSetting
from megaroth_xl.reports.results.letter_frame import DESIGN, LINES, LetterDesign, letter_fields
from megaroth_xl.sheets.cell_text import harmless
from megaroth_xl.sheets.charts import Place, add_filling_chart
from megaroth_xl.sheets.furniture import set_page
from megaroth_xl.sheets.page import Page, field
from megaroth_xl.sheets.press import Press
from megaroth_xl.sheets.styles import add_styles, ruled_above
from megaroth_xl.strategy.conversion.eligibility import PlanFeatures
from megaroth_xl.strategy.conversion.execution import execution_steps
from megaroth_xl.strategy.conversion.guidance import practices
from megaroth_xl.strategy.plan.participants import Participants
from megaroth_xl.strategy.plan.plan_route import has_route, plan_route
from megaroth_xl.texts import citation, keys, text

__all__ = ["PersonalPress", "personal_design"]

WIDTHS = {
    "year": {"A": 19, "B": 75},
    "figures": {"A": 46, "B": 16, "C": 40},
    "checklist": {"A": 26, "B": 58, "C": 58, "D": 30, "E": 7},
}
"""Of each page's columns; the first two stand, the third lies."""
CHART = (18.0, 5.4)
"""Width and height in centimeters."""
TWO_LINES = 34.0
"""Points of rows whose text may take two lines, so that the chart below them stays in place."""
SURE = 0.9
"""Characters that surely fit into a column, for each of its width."""
CHART_ROWS = 10
"""Rows that the chart covers."""

FILLING = {
    "counted_deferral": "counted_deferral",
    "match": "matching_contribution",
    "nonelective": "nonelective_contribution",
    "after_tax": "after_tax_contribution",
    "room_left": "after_tax_room",
}
"""What fills the limit: by the name of its text, its column."""
ROOM = "room_left"
CHARTS = {LetterDesign.SAVER: "", LetterDesign.SETTLING: "_settling"}
"""By design with a chart, the end of its texts' names."""

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
    "after_tax_limit": "",
    "after_tax_room": "IRC 415(c)(1)",
    "excess_annual_addition": "IRC 415(c)(1), 414(v)(5)(B)",
    "excess_deferral": "IRC 402(g)(2)(A)",
    "roth_total": "IRC 402A(c)(4)",
}
"""The figures' column and the rule behind each, "" for the plan document."""
SHOWN_ABOVE = frozenset({*FILLING.values(), "annual_additions_limit"})
"""Figures that the first table shows."""

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

VERIFY = "1"
FOR_EVERYBODY = frozenset(
    {
        "follow_the_year",
        "match_first",
        "check_each_year",
        "tell_new_employer",
        "assume",
        "confuse_with_roth",
        "fill_catch_up",
    }
)
"""Practices that also concern those who cannot contribute after tax now."""

WORDS = {
    "match_basis": "",
    "roth_catch_up_required": "IRC 414(v)(7)",
    "highly_compensated": "IRC 414(q)(1)",
}


class PersonalPress:
    """Writes personal workbooks, each in the design of its state.

    Parameters
    ----------
    setting
        What all workbooks have in common.
    """

    def __init__(self, setting: ReportSetting) -> None:
        self._setting = setting
        self._presses: dict[str, Press] = {}

    def workbooks(
        self,
        people: Participants,
        labels: pl.DataFrame,
        hce: FloatArray,
        refunds: FloatArray | None = None,
    ) -> Iterator[bytes]:
        """A workbook for each employee; the parameters are those of `letter_fields`."""
        return self.copies(letter_fields(people, labels, hce, self._setting, refunds))

    def copies(self, frame: pl.DataFrame) -> Iterator[bytes]:
        """A workbook for each row of a frame (`personal_frame`), in its order."""
        kinds = frame[DESIGN]
        made = {kind: self._press(kind).copies(frame.filter(kinds == kind)) for kind in {*kinds}}
        for kind in kinds:
            yield next(made[kind])

    def _press(self, kind: str) -> Press:
        """The press of a design, made when it is first needed."""
        if kind not in self._presses:
            self._presses[kind] = Press(personal_design(self._setting, kind))
        return self._presses[kind]


def personal_design(setting: ReportSetting, kind: str = LetterDesign.SAVER) -> Workbook:
    """The personal workbook with its fields.

    Parameters
    ----------
    setting
        What all workbooks have in common.
    kind
        The design, of `LetterDesign`.
    """
    workbook = Workbook()
    workbook.remove(workbook.active)
    add_styles(workbook, setting.lang)
    workbook.properties.title = setting.say_letter("title", year=setting.year)
    workbook.properties.creator = "megaroth-xl"
    workbook.properties.language = setting.lang
    pages = {
        key: Page(workbook.create_sheet(setting.say(f"personal.sheet.{key}")), widths)
        for key, widths in WIDTHS.items()
    }
    filling = _figures_page(pages["figures"], setting)
    if kind == LetterDesign.SETTLING:
        filling.pop(setting.say(f"personal.{ROOM}"))
    _letter(pages["year"], setting, filling if kind in CHARTS else None, CHARTS.get(kind, ""))
    _checklist(pages["checklist"], setting, kind)
    for key, page in pages.items():
        upright = key != "checklist"
        area = f"A1:{list(page.widths)[-1]}{page.row - 1}"
        set_page(
            page.sheet, setting.lang, year=setting.year, area=area, upright=upright, one_page=True
        )
    return workbook


def _letter(
    page: Page, setting: ReportSetting, filling: Mapping[str, str] | None, chart: str
) -> None:
    """The first page, complete in itself."""
    say, plan = setting.say_letter, setting.plan
    for line in plan.letterhead.strip().splitlines():
        _note(page, line)
    page.write(say("title", year=setting.year), style="Page Title")
    page.write(say("who"), (field("who"), "one_line", "Person"))
    _in_one_line(page.sheet.cell(page.row - 1, 2))
    lines = len(wrap(plan.name, int(WIDTHS["year"]["B"] * SURE)))
    if lines > 1:
        page.sheet.row_dimensions[page.row].height = lines * TWO_LINES / 2
    page.write(say("plan"), (harmless(plan.name), "text"))
    as_of = (
        say("as_of_roster", year=setting.year)
        if setting.as_of is None
        else setting.say("day", day=setting.as_of)
    )
    page.write(say("as_of"), (as_of, "text"))
    if setting.limits[setting.year].is_projected:
        page.sheet.row_dimensions[page.row].height = TWO_LINES
        page.write("", (say("projected", year=setting.year), "text", "Alert"))
    page.gap()
    page.sheet.row_dimensions[page.row].height = TWO_LINES
    short = (field("short"), "text", "Statement")
    page.write(say("section.short"), short, unit="text", style="Statement")
    page.gap()
    if filling is not None:
        place = Place(page.sheet, f"A{page.row}", *CHART)
        title, words = say(f"filling.chart{chart}"), say(f"filling.description{chart}")
        add_filling_chart(place, title, filling, "", words)
        page.row += CHART_ROWS
        page.gap()
    for number in range(1, LINES + 1):
        said = (field(f"said_{number}"), "text")
        page.write(field(f"head_{number}"), said, unit="text", style="Part")
    first = page.row - LINES
    page.sheet.conditional_formatting.add(
        f"A{first}:B{page.row - 1}", ruled_above(f'$A{first}<>""')
    )
    page.gap()
    notice = say("estimate")
    page.write("", (notice, "text", "Row Note"))


def _heading(page: Page, setting: ReportSetting, title: str) -> None:
    page.write(title, style="Page Title")
    page.write(field("who"), style="Person")
    _in_one_line(page.sheet.cell(page.row - 1, 1))
    _note(page, setting.plan.name)
    page.gap()


def _in_one_line(cell: Cell) -> None:
    """Let the text of a cell get smaller rather than longer than the cell."""
    now = cell.alignment
    cell.alignment = Alignment(now.horizontal, now.vertical, indent=now.indent, shrink_to_fit=True)


def _note(page: Page, words: str) -> None:
    """Write words over the width of a page, in as many rows as they take."""
    for line in wrap(words, int(SURE * sum(page.widths.values()))) or [""]:
        page.write(harmless(line), style="Page Note")


def _figures_page(page: Page, setting: ReportSetting) -> dict[str, str]:
    """The figures and the law behind them; by label, the cells of what fills the limit."""
    say = setting.say
    _heading(page, setting, say("personal.sheet.figures"))
    rule, blank = say("personal.head.source"), ("", "text")
    rows, _ = page.table(
        (say("personal.filling"), say("head.dollars"), rule),
        [
            (say(f"personal.{key}"), (field(name), "money"), (FIGURES[name], "text"))
            for key, name in FILLING.items()
        ],
    )
    above = setting.say_letter("filling.above")
    for label, name in ((field("unused_is"), "unused"), (above, "above")):
        page.write(label, (field(name), "money"), blank)
    limit = (field("annual_additions_limit"), "money", "Total")
    source = (FIGURES["annual_additions_limit"], "text", "Total")
    page.write(say("personal.limit"), limit, source)
    page.gap()
    heads = ("personal.head.figure", "head.value", "personal.head.source")
    page.table(
        [say(head) for head in heads],
        [
            *(
                (
                    say(f"column.{name}"),
                    (field(name), "money"),
                    (rule or setting.say_letter("plan_document"), "text"),
                )
                for name, rule in FIGURES.items()
                if name not in SHOWN_ABOVE
            ),
            *(
                (say(f"column.{name}"), (field(name), "word_among_figures"), (rule, "text"))
                for name, rule in WORDS.items()
            ),
        ],
    )
    page.gap()
    page.write(say("personal.figures_note"), style="Page Note")
    title = page.sheet.title
    return {
        say(f"personal.{key}"): f"'{title}'!$B${row}" for row, key in enumerate(FILLING, start=rows)
    }


def _checklist(page: Page, setting: ReportSetting, kind: str) -> None:
    """The steps, do's and don'ts, and the limits of the year.

    The same for everybody of a design, so that a copy takes the page as it lies.
    """
    say = setting.say
    page.write(say("personal.sheet.checklist"), style="Page Title")
    _note(page, setting.plan.name)
    page.gap()
    heads = ("personal.head.step", "personal.to_do", "personal.head.why", "head.citation")
    page.headings([*((say(head), "text") for head in heads), (say("personal.head.done"), "word")])
    for label, *said in (
        _leaver_steps(setting) if kind == LetterDesign.LEAVER else _steps(setting, kind)
    ):
        cells = ((words, "text") for words in said)
        page.write(label, *cells, ("\u2610", "word"), unit="text")
    page.gap()
    columns = ("limit.name", "limit.dollars", "limit.citation")
    page.headings((say(column), "text") for column in columns)
    for name, amount in setting.limits[setting.year].amounts.items():
        if name in LIMITS_SHOWN:
            source = f"{amount.source.citation}; IRC {LIMIT_RULES[name].citation}"
            dollars = (f"${amount.dollars:,.0f}", "text")
            page.write(text(f"limits.{name}", setting.lang), dollars, (source, "text"), unit="text")


def _steps(setting: ReportSetting, kind: str) -> Iterator[tuple[str, ...]]:
    say, plan = setting.say, setting.plan
    features = PlanFeatures(
        accepts_after_tax=plan.accepts_after_tax,
        in_plan_roth_rollover=plan.in_plan_roth_rollover,
        accepts_roth=plan.accepts_roth,
        in_service_distribution=plan.in_service_distribution,
    )
    steps = execution_steps(setting.year, 1.0, features, lang=setting.lang)
    for step in steps if kind == LetterDesign.SAVER else steps[:1]:
        what = say("personal.amount") if step.number in OF_THE_PERSON else step.what
        if step.number == VERIFY and features.accepts_after_tax and has_route(plan):
            what = setting.say_letter("verify", route=plan_route(plan, setting.lang))
        yield f"{step.number}. {step.title}", what, step.why, step.citation
    names = (*keys("guidance.do"), *keys("guidance.dont"))
    for name, practice in zip(names, practices(setting.lang), strict=True):
        if kind == LetterDesign.SAVER or name in FOR_EVERYBODY:
            label = say("personal.do" if practice.is_do else "personal.dont")
            yield label, practice.what, practice.why, practice.citation


def _leaver_steps(setting: ReportSetting) -> Iterator[tuple[str, ...]]:
    for name in keys("letters.leaver"):
        key = f"letters.leaver.{name}"
        said = (setting.say_letter(f"leaver.{name}.{part}") for part in ("step", "what", "why"))
        yield (*said, citation(f"{key}.why"))
