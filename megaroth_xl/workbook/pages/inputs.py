"""The sheet Inputs: what a person types, and the figures that the other sheets then use.

Beside each typed cell stands the figure in use: the typed one, or that of the example person who
is shown. A blank stays a blank, as an empty text, on every spreadsheet program.
"""

from openpyxl.utils import get_column_letter

from megaroth_xl.workbook.book import Book
from megaroth_xl.workbook.inputs import EXAMPLES, MATCH_TIERS, SECTIONS, Input
from megaroth_xl.workbook.page import HEAD_ROW, LINE_COLUMNS, TemplatePage
from megaroth_xl.workbook.permitted import Permitted

__all__ = ["CHOICE", "build_inputs", "people"]

IN_USE = "F"
ON_A_NEW_PAGE = {"this_year", "saving"}
"""Sections that begin a printed page."""
FIRST_PERSON = 8
"""The column of the first person, after a narrow one."""
CHOICE_ROW = HEAD_ROW + 2
CHOICE = f"B{CHOICE_ROW}"
"""Where a person chooses whose figures to show."""
COLUMNS = tuple(get_column_letter(FIRST_PERSON + i) for i in range(len(EXAMPLES) + 1))
"""A person's own figures, then those of the examples."""
WIDTHS = {**LINE_COLUMNS, "D": 58, "E": 30, IN_USE: 20, "G": 3, **dict.fromkeys(COLUMNS, 20)}


def people(book: Book) -> tuple[str, ...]:
    """The choices of whose figures to show: the person's own, then the examples."""
    return tuple(book.say(f"people.{key}") for key in ("own", *EXAMPLES))


def build_inputs(book: Book) -> dict[str, str]:
    """Write the sheet and name its cells in use; returns where the match tiers stand."""
    page = TemplatePage(book, "inputs", WIDTHS, freeze=f"C{HEAD_ROW + 1}")
    lines = ("label", "value", "unit", "note", "source", "in_use")
    page.head([*(book.say(f"column.{name}") for name in lines), None, *people(book)])
    page.section("section.shown")
    own = people(book)[0]
    page.line("shown", own, "text", permitted=Permitted("people", "list", choices=people(book)))
    heads = f"${COLUMNS[0]}${HEAD_ROW}:${COLUMNS[-1]}${HEAD_ROW}"
    place = f"=IFERROR(MATCH({CHOICE},{heads},0),1)"
    page.put(f"{IN_USE}{CHOICE_ROW}", place, "Calculation", "count")
    book.name("input_shown", "inputs", f"{IN_USE}{CHOICE_ROW}")
    example = book.sentence("workbook.example_shown", example=f"INDEX({heads},input_shown)")
    page.line("example", f'=IF(input_shown=1,"",{example})', "text")
    for key, entries in SECTIONS.items():
        if key in ON_A_NEW_PAGE:
            page.break_before()
        page.section(f"section.{key}")
        for entry in entries:
            _line(page, entry)
    tiers = _match_tiers(page)
    page.finish(IN_USE)
    return tiers


def _line(page: TemplatePage, entry: Input) -> None:
    """One input: the typed cell, the cell in use, and the figure of each person."""
    row = page.row
    page.line(entry.name, entry.start, entry.unit, permitted=entry.permitted)
    chosen = f"INDEX({COLUMNS[0]}{row}:{COLUMNS[-1]}{row},input_shown)"
    page.put(f"{IN_USE}{row}", f'=IF({chosen}="","",{chosen})', "Calculation", entry.unit)
    page.book.name(f"input_{entry.name}", "inputs", f"{IN_USE}{row}")
    own = f'=IF(ISBLANK(B{row}),"",B{row})'
    figures = [own, *(example.get(entry.name) for example in EXAMPLES.values())]
    for column, figure in zip(COLUMNS, figures, strict=True):
        page.put(f"{column}{row}", figure, "Calculation", entry.unit)


def _match_tiers(page: TemplatePage) -> dict[str, str]:
    """The match as the formulas take it: a first tier that is always there, then the others."""
    page.section("section.tiers")
    refs: dict[str, str] = {}
    top = page.row
    for number in range(1, MATCH_TIERS + 1):
        rate, up_to = f"input_match_rate_{number}", f"input_match_up_to_{number}"
        if number == 1:
            rate, up_to = f"N({rate})", f"MAX(0.01,N({up_to}))"
        row = page.row
        page.line("tier", f"={rate}", "rate", values={"number": str(number)})
        page.put(f"C{row}", f"={up_to}", "Calculation", "rate")
        refs |= {f"rate_{number}": page.ref(f"B{row}"), f"up_to_{number}": page.ref(f"C{row}")}
    page.book.name("match_tiers", "inputs", f"B{top}:C{page.row - 1}")
    return refs
