"""The sheet Case: the facts in use, which all other sheets take, and the words of the lists.

A fact in use is what was typed, or what the example person gives who is shown. A blank stays a
blank, as an empty text, on every spreadsheet program.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from openpyxl.utils import get_column_letter

from megaroth_xl.workbook.book import Book
from megaroth_xl.workbook.inputs import EXAMPLES, INPUTS, Typed
from megaroth_xl.workbook.page import HEAD_ROW, TemplatePage
from megaroth_xl.workbook.pages.inputs import CHOICE
from megaroth_xl.workbook.permitted import LISTS, PEOPLE

__all__ = ["build_case", "place_lists"]

OWN = 3
"""The column of a person's own figures; those of the examples follow."""
PEOPLE_COLUMNS = tuple(get_column_letter(OWN + i) for i in range(len(EXAMPLES) + 1))
FIRST_LIST = OWN + len(PEOPLE_COLUMNS) + 1
"""The column of the first list, after a narrow one."""
LIST_COLUMNS: Mapping[str, str] = MappingProxyType(
    {key: get_column_letter(FIRST_LIST + place) for place, key in enumerate(LISTS)}
)
GAP = get_column_letter(FIRST_LIST - 1)
WIDTHS = {
    "A": 44,
    "B": 24,
    **dict.fromkeys(PEOPLE_COLUMNS, 20),
    GAP: 3,
    **dict.fromkeys(LIST_COLUMNS.values(), 24),
}
SHOWN_ROW = HEAD_ROW + 1
FIRST_FACT = SHOWN_ROW + 1


@dataclass(frozen=True)
class FactCell:
    """A fact of the case.

    Parameters
    ----------
    typed, unit
        The cell in which it is typed, and its unit.
    examples
        What each example person gives, by key; none where no example has such facts.
    """

    typed: str
    unit: str
    examples: Mapping[str, Typed] = field(default_factory=dict)


def place_lists(book: Book) -> None:
    """Tell the workbook where the words of its lists will stand."""
    book.people = tuple(book.say(f"people.{key}") for key in ("own", *EXAMPLES))
    heads = f"{PEOPLE_COLUMNS[0]}{HEAD_ROW}:{PEOPLE_COLUMNS[-1]}{HEAD_ROW}"
    book.lists[PEOPLE] = book.ref("case", heads)
    for key, column in LIST_COLUMNS.items():
        last = HEAD_ROW + len(LISTS[key].choices)
        book.lists[key] = book.ref("case", f"{column}{HEAD_ROW + 1}:{column}{last}")


def build_case(book: Book, units: Mapping[str, str]) -> None:
    """Write the sheet, and give the range of names and values its name.

    Parameters
    ----------
    book
        The workbook, which knows where each fact is typed.
    units
        Units of the facts that are typed on other sheets than Inputs, by name.
    """
    page = TemplatePage(book, "case", WIDTHS, freeze=f"B{HEAD_ROW + 1}")
    lists = [book.say(f"case.list.{key}") for key in LISTS]
    heads = [book.say("case.fact"), book.say("column.in_use"), *book.people, None, *lists]
    page.head(heads, figures=())
    page.put(f"A{SHOWN_ROW}", book.say("case.shown"), "Label")
    place = f"=IFERROR(MATCH({book.ref('inputs', CHOICE)},{book.lists[PEOPLE]},0),1)"
    page.put(f"B{SHOWN_ROW}", place, "Calculation", "count")
    book.name("input_shown", "case", f"B{SHOWN_ROW}")
    facts = {
        name: FactCell(
            book.ref(*book.facts[name]),
            entry.unit,
            {key: example.get(name) for key, example in EXAMPLES.items()},
        )
        for name, entry in INPUTS.items()
    }
    page.row = FIRST_FACT
    last_with_examples = FIRST_FACT + len(facts) - 1
    others = {name: FactCell(book.ref(*book.facts[name]), unit) for name, unit in units.items()}
    for name, fact in {**facts, **others}.items():
        _fact(page, name, fact)
    book.name("case", "case", f"A{FIRST_FACT}:B{page.row - 1}")
    book.cells["case"] = ("case", f"A{FIRST_FACT}:B{page.row - 1}")
    for key, column in LIST_COLUMNS.items():
        for row, word in enumerate(LISTS[key].words(book), start=HEAD_ROW + 1):
            page.put(f"{column}{row}", word, "Note", "one_line")
    # What is typed into the tables of other sheets is printed there, and the lists with Inputs.
    page.finish(PEOPLE_COLUMNS[-1], last_row=last_with_examples)


def _fact(page: TemplatePage, name: str, fact: FactCell) -> None:
    """One fact: its name, the value in use, and that of each person."""
    row, book = page.row, page.book
    page.put(f"A{row}", name, "Label")
    if not fact.examples:  # examples leave the sheet's tables blank
        own = f'=IF((input_shown>1)+ISBLANK({fact.typed}),"",{fact.typed})'
        page.put(f"B{row}", own, "Calculation", fact.unit)
        page.row += 1
        return
    chosen = f"INDEX({PEOPLE_COLUMNS[0]}{row}:{PEOPLE_COLUMNS[-1]}{row},input_shown)"
    page.put(f"B{row}", f'=IF({chosen}="","",{chosen})', "Calculation", fact.unit)
    book.cells[f"input_{name.replace(' ', '_')}"] = ("case", f"B{row}")
    own = f'=IF(ISBLANK({fact.typed}),"",{fact.typed})'
    page.put(f"{PEOPLE_COLUMNS[0]}{row}", own, "Calculation", fact.unit)
    for column, person in zip(PEOPLE_COLUMNS[1:], EXAMPLES, strict=True):
        value = fact.examples.get(person)
        shown = book.word(value) if isinstance(value, str) else value
        page.put(f"{column}{row}", shown, "Calculation", fact.unit)
    page.row += 1
