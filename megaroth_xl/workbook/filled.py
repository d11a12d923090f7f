"""A filled template, from Excel, LibreOffice or Google Sheets: what was typed, and what follows.

What a person typed is read from the yellow cells alone and put into a new workbook, whose formulas
are then computed here.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl.utils.datetime import from_excel

from megaroth_xl.cell_errors import CellError
from megaroth_xl.cells import Block, has_wrong_sign, number_of
from megaroth_xl.errors import FileError, InputError, MegarothError
from megaroth_xl.phrases import Phrase
from megaroth_xl.ranges import workbook_limits
from megaroth_xl.strategy.saver.case_names import meaning_of
from megaroth_xl.strategy.saver.fact import NONE, Fact, FactKind
from megaroth_xl.strategy.saver.year import SaverYear, saver_year
from megaroth_xl.texts import LANGUAGES, in_language
from megaroth_xl.typed_case import case_of
from megaroth_xl.words import letters
from megaroth_xl.workbook.book import Book
from megaroth_xl.workbook.earlier import EARLIER, moved
from megaroth_xl.workbook.expressions import Area, parse, parts
from megaroth_xl.workbook.page import HEAD_ROW
from megaroth_xl.workbook.pages.start import TEMPLATE_VERSION
from megaroth_xl.workbook.permitted import NO_CAP, Permitted
from megaroth_xl.workbook.read_back import Found, TemplateFile, open_template
from megaroth_xl.workbook.template import Template, evaluated, lay_out

__all__ = ["Filled", "FilledTemplateError", "computed", "read_filled", "year_of"]

MARK = re.compile(r"megaroth-xl template (\d+) (\w+), (\S+)")
Place = tuple[str, str]
"""A sheet's key and an address."""
BLANK = Found(None)
SETTINGS = "xlwings.conf"
"""The sheet that the macro-enabled template has beside the others: nobody types into it."""
EXCEL_DAY_0 = date(1899, 12, 30)
A_DAY = Fact(FactKind.DAY)


class FilledTemplateError(FileError):
    """A filled template with cells that cannot be read; names all of them."""


@dataclass(frozen=True)
class Filled:
    """The values a person typed into a template.

    Parameters
    ----------
    path
        The file.
    lang
        The template's language.
    version
        The template's version.
    built_with
        The version of the package that built the template: its figures stand on Limits.
    book
        A new workbook, into which `computed` types.
    at
        By name, where its results stand.
    values
        By sheet key and address.
    formulas
        The formulas among them, whose values these are.
    left_out
        What is not carried over, in words.
    """

    path: Path
    lang: str
    version: int
    built_with: str
    book: Book
    at: Mapping[str, str]
    values: dict[Place, Any] = field(default_factory=dict)
    formulas: dict[Place, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()


def read_filled(path: Path) -> Filled:
    """Return what was typed into a template.

    Parameters
    ----------
    path
        An .xlsx, .xlsm or .ods file that was a template.

    Raises
    ------
    FileError
        Where it is not a template, or one of a newer version.
    FilledTemplateError
        Where cells hold what they do not take; it names each of them.
    """
    file = open_template(path)
    version, lang, built_with = _mark(file)
    book = Book(lang)
    at = lay_out(book)
    layout = (
        EARLIER[version](book) if version in EARLIER else {place: place for place in book.inputs}
    )
    titles = {sheet: book.title(sheet) for sheet, _ in layout}
    for title in titles.values():
        if title not in file.titles:
            raise FileError(path, title, "is missing; write a new template, and fill that in")
    cells = file.cells(
        {title: {at for of, at in layout if of == sheet} for sheet, title in titles.items()}
    )
    filled = Filled(path, lang, version, built_with, book, at, left_out=_left_out(file, book))
    problems = []
    for (sheet, address), target in layout.items():
        title, permitted = titles[sheet], book.inputs[target]
        found = cells[title].get(address, BLANK)
        filled.values[target] = value = _value(found.value, permitted, book)
        if version == TEMPLATE_VERSION and found.formula and _stays_inside(found.formula, book):
            filled.formulas[target] = found.formula
        problem = _problem(value, permitted, book)
        if found.value is None and found.formula:
            problem = "holds a formula without a value; type the value, or save the file in Excel"
        if problem:
            said = in_language(problem, lang)
            problems.append(f"{title}!{address}{_label(book, target)} {said}")
    if problems:
        raise FilledTemplateError(
            path, "", "\n  ".join([in_language("cells to mend:", lang), *problems])
        )
    filled.values.update(moved(version, filled.values, book))
    return filled


def computed(filled: Filled) -> Template:
    """The template with what was typed, and with everything that follows from it.

    Parameters
    ----------
    filled
        What was typed; its workbook is filled in.

    Raises
    ------
    FilledTemplateError
        Where what was typed does not go together; it names the cells that cannot be computed.
    """
    book = filled.book
    book.type_in(filled.values)
    template = evaluated(book, filled.at)
    problems = [*_refusals(template)] or [*_errors(template)]
    if problems:
        head = in_language("cannot be computed:", filled.lang)
        raise FilledTemplateError(filled.path, "", "\n  ".join([head, *dict.fromkeys(problems)]))
    values = {title: dict(shown) for title, shown in template.values.items()}
    for (sheet, address), formula in filled.formulas.items():
        title, value = book.title(sheet), filled.values[sheet, address]
        book.workbook[title][address].value = formula
        values[title][address] = _as_number(value)
    return template._replace(values=values)


def year_of(template: Template) -> SaverYear:
    """The year of the facts in use, for answers by name.

    Raises
    ------
    InputError, UnknownYearError
        Where the facts do not go together.
    """
    book = template.book
    sheet, names = book.cells["case"]
    limits = workbook_limits("limits_table", _block(template, *book.cells["limits_table"]))
    case = case_of("case", _block(template, sheet, names))
    return saver_year(case, lang=book.lang, limits=limits)


def _block(template: Template, sheet: str, address: str) -> Block:
    title = template.book.title(sheet)
    values = template.values[title]
    rows = [
        [values.get(cell.coordinate, _as_number(cell.value)) for cell in row]
        for row in template.workbook[title][address]
    ]
    return Block((len(rows), len(rows[0])), [cell for row in rows for cell in row])


def _as_number(value: Any) -> Any:
    """A day as cells count them; anything else as it is."""
    return float((value - EXCEL_DAY_0).days) if isinstance(value, date) else value


def _refusals(template: Template) -> Iterator[str]:
    """Yield why the facts in use do not go together, by the cells in which they are typed."""
    book = template.book
    try:
        year = year_of(template)
        year.answers, year.warnings  # noqa: B018 - each is computed when it is asked for
    except InputError as error:
        for name in error.name.split(" + "):
            meant = meaning_of(name)
            place = book.facts.get(meant.said if meant else "")
            if place:
                where = f"{book.title(place[0])}!{place[1]}{_label(book, place)}"
                yield f"{where}: {in_language(error.args[0], book.lang)}"
                return
        yield in_language(error.args[0], book.lang)
    except MegarothError as error:
        sheet, address = book.facts["year"]
        said = in_language(error.args[0], book.lang)
        yield f"{book.title(sheet)}!{address}{_label(book, (sheet, address))}: {said}"


def _errors(template: Template) -> Iterator[str]:
    """Cells that cannot be computed although the facts go together."""
    seen = set()
    for title, found in template.values.items():
        for address, value in found.items():
            if isinstance(value, CellError) and value.sentence not in seen:
                seen.add(value.sentence)
                yield f"{title}!{address}: {value.sentence}"


def _left_out(file: TemplateFile, book: Book) -> tuple[str, ...]:
    """Return what the computed copy does not have of the file."""
    own = {*book.workbook.sheetnames, SETTINGS}
    others = [title for title in file.titles if title not in own]
    sheets = [Phrase("the sheet {sheet}", sheet=repr(title)) for title in others]
    return (*sheets, *(["comments on cells"] if file.has_comments else []))


def _mark(file: TemplateFile) -> tuple[int, str, str]:
    """A template's version, language and builder; one of another version is refused."""
    texts = [str(found.value) for found in file.first_cells().values()]
    mark = next(filter(None, map(MARK.fullmatch, texts)), None)
    if mark is None:
        raise FileError(
            file.path,
            "",
            "is not a template of megaroth-xl; `megaroth template` writes one to fill in",
        )
    version, lang = int(mark[1]), mark[2]
    if version > TEMPLATE_VERSION or lang not in LANGUAGES:
        sentence = "is a newer template; install the newer megaroth-xl to read it"
        raise FileError(file.path, "", sentence)
    if version < TEMPLATE_VERSION and version not in EARLIER:
        raise FileError(
            file.path,
            "",
            "is an older template; write a new one with `megaroth template` and copy what stands "
            "in its yellow cells over",
        )
    return version, lang, mark[3]


def _problem(found: Any, permitted: Permitted, book: Book) -> str:
    """Return what is wrong with a typed value, or ""."""
    if found is None:
        return ""
    is_taken = permitted.takes(found)
    if permitted.kind == "list":
        is_taken = found in permitted.words(book)
    if is_taken:
        return ""
    words = "is {found}: expected {expected}"
    shown = found.isoformat() if isinstance(found, date) else repr(found)
    read = number_of(found) if isinstance(found, str) and permitted.sign else None
    if isinstance(read, CellError) and isinstance(read.sentence, Phrase):
        shown = read.sentence
    return Phrase(words, found=shown, expected=permitted.expected(book))


def _value(value: Any, permitted: Permitted, book: Book) -> Any:
    """A typed value in the type that its cell takes; as it stands where that fails."""
    if value is None or permitted.kind == "textLength":
        return value
    if isinstance(value, str) and not value.strip():
        return None
    if permitted.kind == "list":
        return permitted.chosen(value, book) or value
    if permitted.kind == "custom" and isinstance(value, str) and letters(value) in NONE:
        return NO_CAP
    return _figure(value, permitted)


def _figure(value: Any, permitted: Permitted) -> Any:
    """A number or a day, also one that stands there as a text or as the count of days."""
    if isinstance(value, datetime):
        return value.date()
    if permitted.kind == "date" and isinstance(value, str):
        try:
            return A_DAY.read(value, "")
        except InputError:
            pass
    if isinstance(value, str) and not has_wrong_sign(value, permitted.sign):
        number = number_of(value)
        value = value if isinstance(number, CellError) else number
    if permitted.kind == "date" and isinstance(value, int | float) and permitted.takes(value):
        return from_excel(value).date()
    is_whole = permitted.kind == "whole" and isinstance(value, float) and value.is_integer()
    return int(value) if is_whole else value


def _label(book: Book, place: Place) -> str:
    """Return what is said of a cell in its row, or above it, in brackets."""
    sheet = book.workbook[book.title(place[0])]
    cell = sheet[place[1]]
    beside, above = sheet.cell(cell.row, 1), sheet.cell(HEAD_ROW, cell.column)
    is_line = beside.data_type == "s" and beside.protection.locked and cell.column > 1
    label = beside.value if is_line else above.value
    return f" ({label})" if isinstance(label, str) else ""


def _stays_inside(formula: str, book: Book) -> bool:
    """Return whether a typed formula refers to nothing but the template's own cells."""
    try:
        expression = parse(formula)
    except InputError:
        return False
    titles = {"", *book.workbook.sheetnames}
    return all(each.sheet in titles for each in parts(expression) if isinstance(each, Area))
