"""The plan test pages of a summary: both tests, what they mean, who is refunded what, what if."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from megaroth_xl.plan_settings import SETTINGS
from megaroth_xl.reports.pages.columns import SheetColumn
from megaroth_xl.reports.results.content import Content
from megaroth_xl.sheets.cell_text import harmless
from megaroth_xl.sheets.charts import Place, add_bar_chart
from megaroth_xl.sheets.furniture import set_page
from megaroth_xl.sheets.page import Page, Shown
from megaroth_xl.sheets.styles import below_zero
from megaroth_xl.strategy.pretest.adoption import AdoptionGrid
from megaroth_xl.strategy.pretest.findings import percent, plan_findings
from megaroth_xl.strategy.pretest.outcomes import Outcome, Result
from megaroth_xl.strategy.pretest.plan_adoption import HCE_RATE, plan_adoption_grid
from megaroth_xl.strategy.pretest.what_if import WhatIf
from megaroth_xl.texts import text

__all__ = [
    "plan_test_columns",
    "plan_test_page",
    "what_if_page",
]

WIDTH = {"one_line": 24, "word": 14, "cents": 18, "share": 26, "date": 18, "text": 48}

WIDER = {"standing": 40, "step": 38, "source": 56, "how": 30, "in_roth": 36, "form": 64}
OUTPUTS = frozenset({"acp_excess", "adp_excess", "amount"})
"""Columns that stand out."""

UNCONFIRMED = " (unconfirmed)"
"""What a citation says of a source that was not seen."""
WIDTHS = {"A": 52, "B": 48, "C": 48, "D": 30}
GRID_WIDTH = 10
TWO_LINES = 34.0
"""Points of a row of headings, some of which take two lines."""
CHART_WIDTH, CHART_HEIGHT, CHART_ROWS = 18, 9, 19


def plan_test_columns(units: Mapping[str, str]) -> Mapping[str, SheetColumn]:
    """The columns of the sheets with a row for each participant, or for each correction.

    Parameters
    ----------
    units
        By column, the unit of its cells.
    """
    return {
        name: SheetColumn(
            f"pretest.{name}",
            unit,
            WIDER.get(name, WIDTH[unit]),
            "Output" if name in OUTPUTS else "Body",
        )
        for name, unit in units.items()
    }


def plan_test_page(sheet: Worksheet, content: Content) -> None:
    """Write the page of both tests and their findings."""
    say, found = content.say, content.plan_test
    page = Page(sheet, WIDTHS)
    page.write(say("section.test"), style="Page Title")
    set_page(sheet, content.lang, year=content.year, whole_pages=True)
    page.write(say("section.test_note"), style="Page Note")
    for outcome in (found.acp, found.adp):
        page.gap()
        page.band(say("section.of_test", test=outcome.name))
        for label, value in _figures(outcome, content):
            page.write(label, value)
    page.gap()
    heads = ("head.finding", "head.consequence", "head.cure", "head.citation")
    findings = plan_findings(found, lang=content.lang)
    page.table(
        [say(head) for head in heads],
        [
            (f.what, *((t, "text") for t in (f.consequence, f.cure, _marked(f.citation))))
            for f in findings
        ],
        unit="text",
    )
    if any(UNCONFIRMED in finding.citation for finding in findings):
        page.gap()
        page.write(text("meeting.footnote", content.lang), style="Page Note")


def _marked(citation: str) -> str:
    """A citation with an asterisk where its text was not seen.

    >>> _marked("Notice 98-52, s. X (unconfirmed)")
    'Notice 98-52, s. X*'
    """
    return citation.replace(UNCONFIRMED, "*")


def _figures(outcome: Outcome, content: Content) -> Iterator[tuple[str, Shown]]:
    """A test's figures with their units."""
    say, tested = content.say, outcome.result is not Result.NOT_TESTED
    none = (say("pretest.none" if tested else "pretest.result_not_tested"), "one_line")
    style = "Body" if outcome.result is Result.PASSES else "Alert"
    said = say(f"pretest.result_{outcome.result.name.lower()}")
    yield say("pretest.result"), (said, "one_line", style)
    for reason in outcome.reasons:
        yield say("pretest.reason"), (reason.sentence(content.lang), "text")

    def label(row: str) -> str:
        words = text(f"nondiscrimination.row.{row}", content.lang, name=outcome.name)
        return words[:1].upper() + words[1:]

    shares = {
        "nhce_average": outcome.nhce_average,
        "hce_average": outcome.hce_average,
        "limit": outcome.limit,
    }
    for name, share in shares.items():
        yield label(name), none if share is None else (share, "share")
    excess = none if outcome.excess is None else (outcome.excess, "money")
    yield label(f"excess.{outcome.name}"), excess
    for place, reading in enumerate(outcome.readings if outcome.elected is not None else ()):
        if len(outcome.readings) > 1:
            verdict = reading.verdict
            values: dict[str, Any] = {
                "match": text(f"pretest.column.{reading.column}", content.lang),
                "grouping": text(f"pretest.grouping.{reading.grouping}", content.lang),
                "hce": "-" if verdict.hce_average is None else percent(verdict.hce_average),
                "limit": "-" if verdict.limit is None else percent(verdict.limit),
                "result": say(f"pretest.result_{'passes' if reading.passes else 'fails'}"),
            }
            way = say("pretest.elected" if place == 0 else "pretest.other_reading")
            yield way, (say("pretest.reading", **values), "text")


def what_if_page(sheet: Worksheet, content: Content, ways: Sequence[WhatIf]) -> None:
    """Write what happens to the ACP test if something were different, with a chart and a grid."""
    say, found = content.say, content.plan_test
    letters = [get_column_letter(column) for column in range(1, len(HCE_RATE) + 2)]
    widths = dict.fromkeys(letters, GRID_WIDTH)
    page = Page(sheet, {**widths, "A": WIDTH["text"], "F": WIDTH["cents"]})
    page.write(say("section.what_if"), style="Page Title")
    set_page(sheet, content.lang, year=content.year, whole_pages=True)
    page.write(say("section.what_if_note"), style="Page Note")
    page.gap()
    heads = ("what_if", "margin", "hce_average", "limit", "result", "cost")
    sheet.row_dimensions[page.row].height = TWO_LINES
    rows = page.table(
        [say(f"pretest.{head}") for head in heads], [_what_if_row(way, content) for way in ways]
    )
    title = say("pretest.what_if_chart")
    place = Place(sheet, f"H{rows[0]}", CHART_WIDTH, CHART_HEIGHT)
    add_bar_chart(place, title, rows, number_format="0.0%", both_ways=True)
    grid = plan_adoption_grid(found, content.totals.hce_rooms, limits=content.limits)
    if grid is not None:
        for _ in range(CHART_ROWS - len(ways)):
            page.gap()
        page.gap()
        _grid(page, content, grid, letters[-1])


def _what_if_row(way: WhatIf, content: Content) -> tuple[str | Shown, ...]:
    value = f"{way.value:.0%}" if isinstance(way.value, float) else harmless(way.value)
    method = SETTINGS["testing_method"].entry
    if way.kind == "other_method" and method is not None:
        value = method.word(value, content.lang)
    margin = None
    if way.limit is not None and way.hce_average is not None:
        margin = way.limit - way.hce_average
    word = content.say(f"pretest.result_{'passes' if way.passes else 'fails'}")
    return (
        content.say(f"pretest.what_if_{way.kind}", value=value),
        (margin, "share"),
        (way.hce_average, "share"),
        (way.limit, "share"),
        (word, "word", "Body" if way.passes else "Alert"),
        (way.cost or None, "money"),
    )


def _grid(page: Page, content: Content, grid: AdoptionGrid, last_letter: str) -> None:
    """Write the grid of the test's margin over adoption and rate."""
    say = content.say
    page.band(say("section.grid"))
    for sentence in say("section.grid_note").split(". "):
        page.write(sentence.rstrip(".") + ".", style="Page Note")
    margins = grid.worst_margin[:, :, 0, 0]
    first, last = page.table(
        ["", *(f"{rate:.0%}" for rate in grid.hce_rate)],
        [
            (f"{share:.0%}", *((float(margin), "share") for margin in row))
            for share, row in zip(grid.hce_adoption, margins, strict=True)
        ],
    )
    for rule in below_zero():
        page.sheet.conditional_formatting.add(f"B{first}:{last_letter}{last}", rule)
