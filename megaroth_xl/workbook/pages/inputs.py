"""The sheet Inputs: what a person types. What all other sheets take stands on Case."""

from megaroth_xl.strategy.saver.case_names import meaning_of
from megaroth_xl.texts import citation, has_text, text
from megaroth_xl.workbook.book import Book
from megaroth_xl.workbook.inputs import SECTIONS, Input
from megaroth_xl.workbook.page import EXAMPLE_SHOWN, HEAD_ROW, TemplatePage, Words
from megaroth_xl.workbook.permitted import PEOPLE, PERMITTED

__all__ = ["CHOICE", "build_inputs", "input_words"]

CHOICE = f"B{HEAD_ROW + 2}"
"""Where a person chooses whose figures to show."""


def build_inputs(book: Book) -> None:
    """Write the sheet."""
    page = TemplatePage(book, "inputs")
    page.head()
    page.section("section.shown")
    page.line("shown", book.people[0], "text", permitted=PERMITTED[PEOPLE])
    example = book.sentence(
        "workbook.example_shown", example=f"INDEX({book.lists[PEOPLE]},input_shown)"
    )
    shown = page.line("example", f'=IF(input_shown=1,"",{example})', "text")
    if not shown.endswith(EXAMPLE_SHOWN[1:]):
        raise AssertionError(shown)
    for key, entries in SECTIONS.items():
        page.heading(text(f"facts.section.{key}", book.lang))
        for entry in entries:
            start = book.word(entry.start) if isinstance(entry.start, str) else entry.start
            words = input_words(entry, book.lang)
            book.facts[entry.name] = ("inputs", f"B{page.row}")
            page.say_line(words, start, entry.unit, permitted=entry.permitted)
    page.finish()


def input_words(entry: Input, lang: str) -> Words:
    """Return what is said of an input: its label, what to type, and the rule behind it."""
    meant = meaning_of(entry.name)
    if meant is None:
        raise AssertionError(entry.name)
    key = f"facts.{meant.table}.{meant.name}" if meant.table else f"facts.{meant.name}"
    note = f"{key}.note"
    known = has_text(note)
    return Words(
        text(f"{key}.label", lang, number=meant.number),
        text(note, lang) if known else "",
        citation(note) if known else "",
    )
