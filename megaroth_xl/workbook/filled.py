"""A filled template, from Excel, LibreOffice or Google Sheets: what was typed, and what follows.

What a person typed is read from the yellow cells alone and put into a new workbook, whose formulas
are then computed here.
"""

import re
import warnings
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import from_excel
from openpyxl.utils.exceptions import InvalidFileException

from megaroth_xl.cells import CellError, numbers
from megaroth_xl.errors import FileError, InputError
from megaroth_xl.files import missing_file
from megaroth_xl.texts import LANGUAGES
from megaroth_xl.workbook.book import Book
from megaroth_xl.workbook.expressions import Area, parse, parts
from megaroth_xl.workbook.pages.start import TEMPLATE_VERSION
from megaroth_xl.workbook.permitted import Permitted
from megaroth_xl.workbook.template import Template, build_template, lay_out

__all__ = ["Filled", "FilledTemplateError", "computed", "read_filled"]

MARK = re.compile(r"megaroth-xl template (\d+) (\w+), (\S+)")
MOST_BYTES = 50_000_000
"""A template unpacks to a fiftieth of this."""
MOST_ROWS, MOST_COLUMNS = 500, 50
"""Where the mark is looked for: a sheet may have a cell in Excel's last row."""
UNREADABLE = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,
    UserWarning,
    ArithmeticError,
    AttributeError,
    LookupError,
    SyntaxError,
    TypeError,
    ValueError,
)
"""What a damaged file can make its reader raise."""
Place = tuple[str, str]
"""A sheet's key and an address."""


class FilledTemplateError(FileError):
    """A filled template with cells that cannot be read; names all of them."""


@dataclass(frozen=True)
class Filled:
    """What a person typed into a template.

    Parameters
    ----------
    path
        The file.
    lang
        The template's language.
    built_with
        The version of the package that built the template: its figures stand on Limits.
    values
        By sheet key and address.
    formulas
        The formulas among them, whose values these are.
    left_out
        Sheets that are none of the template's.
    """

    path: Path
    lang: str
    built_with: str
    values: dict[Place, Any] = field(default_factory=dict)
    formulas: dict[Place, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()


def read_filled(path: Path) -> Filled:
    """What was typed into a template.

    Parameters
    ----------
    path
        An .xlsx or .xlsm file that was a template.

    Raises
    ------
    FileError
        Where it is no template, or one of another version.
    FilledTemplateError
        Where cells hold what they do not take; it names each of them.
    """
    _refuse_bombs(path)
    written = _loaded(path, data_only=False)
    lang, built_with = _language(path, written)
    shown = _loaded(path, data_only=True)
    book = _new(lang)
    own = book.workbook.sheetnames
    left_out = tuple(title for title in written.sheetnames if title not in own)
    filled = Filled(path, lang, built_with, left_out=left_out)
    problems = []
    for place, permitted in book.inputs.items():
        title, address = book.title(place[0]), place[1]
        if title not in written.sheetnames:
            raise FileError(path, title, "is missing; write a new template and fill it in anew")
        typed, value = written[title][address], shown[title][address].value
        filled.values[place] = _found(value, permitted)
        if typed.data_type == "f" and _stays_inside(str(typed.value), book):
            filled.formulas[place] = str(typed.value)
        problem = _problem(filled.values[place], permitted, book)
        if value is None and typed.data_type == "f":
            problem = "holds a formula without a value; type the value, or save the file in Excel"
        if problem:
            problems.append(f"{title}!{address}{_label(book, title, address)} {problem}")
    if problems:
        raise FilledTemplateError(path, "", "\n  ".join(["cells to mend:", *problems]))
    return filled


def computed(filled: Filled) -> Template:
    """The template with what was typed, and with everything that follows from it.

    Raises
    ------
    FilledTemplateError
        Where what was typed does not go together; it names the cells that cannot be computed.
    """
    template = build_template(filled.lang, filled.values)
    problems: dict[str, str] = {}
    for title, found in template.values.items():
        for address, value in found.items():
            if isinstance(value, CellError):
                problems.setdefault(value.sentence, f"{title}!{address}: {value.sentence}")
    if problems:
        raise FilledTemplateError(
            filled.path, "", "\n  ".join(["cannot be computed:", *problems.values()])
        )
    values = {title: dict(shown) for title, shown in template.values.items()}
    for (sheet, address), formula in filled.formulas.items():
        title = template.book.title(sheet)
        template.workbook[title][address].value = formula
        values[title][address] = filled.values[sheet, address]
    return template._replace(values=values)


@cache
def _new(lang: str) -> Book:
    """A new workbook: where a person may type, and what each cell takes."""
    book = Book(lang)
    lay_out(book)
    return book


def _refuse_bombs(path: Path) -> None:
    """Refuse what is no workbook, or would fill the memory."""
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(part.file_size for part in archive.infolist())
            is_bomb = size > MOST_BYTES or any(
                b"<!DOCTYPE" in archive.read(name) for name in archive.namelist()
            )
    except zipfile.BadZipFile as error:
        raise FileError(path, "", "is not an Excel workbook (.xlsx)") from error
    except OSError as error:
        raise FileError(path, "", missing_file(error)) from error
    except UNREADABLE as error:
        raise FileError(path, "", f"cannot be read as a workbook ({error})") from error
    if is_bomb:
        raise FileError(path, "", "is larger, or other, than any template; save it anew in Excel")


def _loaded(path: Path, *, data_only: bool) -> Workbook:
    try:
        with path.open("rb") as file, warnings.catch_warnings():
            # A part that openpyxl would leave out is damage; an extension of Excel's is not.
            warnings.filterwarnings("error", ".*invalid dependency definitions")
            return load_workbook(file, data_only=data_only)
    except UNREADABLE as error:
        raise FileError(path, "", f"cannot be read as a workbook ({error})") from error


def _language(path: Path, workbook: Workbook) -> tuple[str, str]:
    """A template's language and builder; one of another version is refused with the way out."""
    first = workbook.worksheets[0] if workbook.worksheets else None
    near = {"max_row": MOST_ROWS, "max_col": MOST_COLUMNS, "values_only": True}
    texts = [str(cell) for row in first.iter_rows(**near) for cell in row] if first else []
    mark = next(filter(None, map(MARK.fullmatch, texts)), None)
    if mark is None:
        raise FileError(
            path, "", "is no template of megaroth-xl; `megaroth template` writes one to fill in"
        )
    version, lang = int(mark[1]), mark[2]
    if version > TEMPLATE_VERSION or lang not in LANGUAGES:
        raise FileError(path, "", "is a newer template; install the newer megaroth-xl to read it")
    if version < TEMPLATE_VERSION:
        raise FileError(
            path,
            "",
            "is an older template; write a new one with `megaroth template` and copy what stands "
            "in its yellow cells over",
        )
    return lang, mark[3]


def _problem(found: Any, permitted: Permitted, book: Book) -> str:
    """What is wrong with a typed value, or ""."""
    if found is None or permitted.takes(found):
        return ""
    return f"is {found!r}: expected {permitted.expected(book)}"


def _found(value: Any, permitted: Permitted) -> Any:
    """A typed value in the type that its cell takes; as it stands where that fails."""
    if value is None or permitted.kind == "textLength":
        return value
    if isinstance(value, str) and not value.strip():
        return None
    if permitted.kind == "list":
        word = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value).strip()
        return next((each for each in permitted.choices if each.lower() == word.lower()), value)
    return _figure(value, permitted)


def _figure(value: Any, permitted: Permitted) -> Any:
    """A number or a day, also one that stands there as a text or as the count of days."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        read, _, problems = numbers([value])
        value = value if problems else float(read[0])
    if permitted.kind == "date" and isinstance(value, int | float) and permitted.takes(value):
        return from_excel(value).date()
    is_whole = permitted.kind == "whole" and isinstance(value, float) and value.is_integer()
    return int(value) if is_whole else value


def _label(book: Book, title: str, address: str) -> str:
    """What stands before a cell in its row, or above it, in brackets."""
    sheet = book.workbook[title]
    row = sheet[address].row
    label = sheet.cell(row, 1).value
    return f" ({label})" if isinstance(label, str) and address[0] != "A" else ""


def _stays_inside(formula: str, book: Book) -> bool:
    """Whether a typed formula refers to nothing but the template's own cells."""
    try:
        expression = parse(formula)
    except InputError:
        return False
    titles = {"", *book.workbook.sheetnames}
    return all(each.sheet in titles for each in parts(expression) if isinstance(each, Area))
