"""The sheet Start: what the workbook answers, how to fill it in, and what it does not cover."""

from openpyxl.styles import Protection

from megaroth_xl import __version__
from megaroth_xl.law.limits import limits_table
from megaroth_xl.texts import keys, text
from megaroth_xl.workbook.book import SHEETS, Book
from megaroth_xl.workbook.page import STATUS_ROW, TemplatePage

__all__ = ["TEMPLATE_VERSION", "build_start"]

TEMPLATE_VERSION = 3
"""Raised whenever the cells that a person fills in move."""
STYLES = {"input": "Input", "result": "Calculation", "answer": "Output", "check": "Check Cell"}


def _mark(version: int, lang: str) -> str:
    """Marker that identifies the template's version, language and builder."""
    return f"megaroth-xl template {version} {lang}, {__version__}"


def build_start(book: Book) -> str:
    """Write the sheet; returns where the version of the answering add-in stands."""
    page = TemplatePage(book, "start", freeze=f"A{STATUS_ROW + 1}")
    say = book.say
    page.section("section.answers")
    for name in keys("workbook.start.answers"):
        page.paragraph(f"• {say(f'start.answers.{name}')}")
    page.section("section.how")
    for number, name in enumerate(keys("workbook.start.how"), start=1):
        page.paragraph(f"{number}. {say(f'start.how.{name}')}")
    page.section("section.sheets")
    for sheet in SHEETS[1:]:
        page.put(f"A{page.row}", book.title(sheet), "Label")
        page.link(f"A{page.row}", book.ref(sheet, "A1"))
        page.paragraph(say(f"{sheet}.description"), "B")
    page.section("section.colors")
    for name, style in STYLES.items():
        key = page.put(f"A{page.row}", say(f"start.color.{name}.name"), style)
        key.protection = Protection(locked=True)
        page.paragraph(say(f"start.color.{name}.meaning"), "B")
    page.section("section.version")
    table = limits_table()
    checked = max(amount.source.checked for year in table for amount in year.amounts.values())
    facts = {
        "template": _mark(TEMPLATE_VERSION, book.lang),
        "answering": "=MEGAROTH_VERSION()",
        "law_date": f"{checked:%Y-%m-%d}",
        "law_years": f"{table.years[0]}-{table.years[-1]}",
    }
    at = {}
    for name, fact in facts.items():
        at[name] = page.ref(f"B{page.row}")
        page.put(f"A{page.row}", say(f"start.fact.{name}"), "Label")
        page.paragraph(fact, "B")
    page.paragraph(say("start.version_note"))
    page.section("section.programs")
    for name in keys("workbook.start.programs"):
        page.paragraph(f"• {say(f'start.programs.{name}')}")
    page.section("section.not_covered")
    for name in keys("workbook.start.not_covered"):
        page.paragraph(f"• {say(f'start.not_covered.{name}')}")
    page.section("section.disclaimer")
    page.paragraph(text("common.notice.disclaimer", book.lang))
    page.finish()
    return at["answering"]
