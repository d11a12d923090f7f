"""The template workbook: its sheets, alive through our Excel functions, in either language."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from openpyxl import Workbook

from megaroth_xl.sheets.finishing import Value, Values, workbook_bytes
from megaroth_xl.texts import LANGUAGES
from megaroth_xl.workbook.book import Book
from megaroth_xl.workbook.evaluation import formula_values
from megaroth_xl.workbook.pages.answers import build_answers
from megaroth_xl.workbook.pages.case import build_case, place_lists
from megaroth_xl.workbook.pages.checklist import build_checklist
from megaroth_xl.workbook.pages.checks import build_checks
from megaroth_xl.workbook.pages.compare import build_compare
from megaroth_xl.workbook.pages.conversions import build_conversions, list_conversions
from megaroth_xl.workbook.pages.employers import build_employers, list_employers
from megaroth_xl.workbook.pages.inputs import build_inputs
from megaroth_xl.workbook.pages.limits import build_limits
from megaroth_xl.workbook.pages.paychecks import build_paychecks
from megaroth_xl.workbook.pages.projection import build_projection
from megaroth_xl.workbook.pages.results import build_results
from megaroth_xl.workbook.pages.start import build_start

__all__ = ["Template", "build_template", "evaluated", "lay_out", "started", "template_bytes"]


class Template(NamedTuple):
    """A built workbook.

    Parameters
    ----------
    book, values
        The workbook, with what it is built from, and what its formulas give.
    at
        By name, where results and checks stand.
    """

    book: Book
    values: Values
    at: Mapping[str, str]

    @property
    def workbook(self) -> Workbook:
        """The workbook itself."""
        return self.book.workbook

    def shown(self, name: str) -> Value:
        """Return what one of the named results shows."""
        title, _, address = self.at[name].partition("!")
        return self.values[title.strip("'")][address.replace("$", "")]

    def data(self) -> bytes:
        """The file's bytes."""
        return workbook_bytes(self.workbook, self.values)


def build_template(
    lang: str = LANGUAGES[0], typed: Mapping[tuple[str, str], Any] | None = None
) -> Template:
    """The template workbook with the values of all of its formulas.

    Parameters
    ----------
    lang
        "en" or "ko".
    typed
        What a person typed, by sheet key and address; None for a new workbook, which holds an
        example person.
    """
    book = Book(lang)
    at = lay_out(book)
    if typed is not None:
        book.type_in(typed)
    return evaluated(book, at)


def evaluated(book: Book, at: Mapping[str, str]) -> Template:
    """A laid-out workbook with the values of all of its formulas.

    Parameters
    ----------
    book
        The workbook.
    at
        By name, where results and checks stand.
    """
    values = formula_values(book.workbook)
    return Template(book, values, at)


def started(lang: str) -> dict[tuple[str, str], Any]:
    """Return what the yellow cells of a new workbook hold, by sheet key and address."""
    book = Book(lang)
    lay_out(book)
    return {
        (sheet, address): book.workbook[book.title(sheet)][address].value
        for sheet, address in book.inputs
    }


def lay_out(book: Book) -> dict[str, str]:
    """Write all sheets; returns by name where results and checks stand."""
    place_lists(book)
    version = build_start(book)
    build_inputs(book)
    employers, listed = list_employers(book)
    record, converted = list_conversions(book)
    build_case(book, {**listed, **converted})
    answers = build_answers(book)
    at = {
        "version": version,
        **build_limits(book),
        **build_results(book, answers),
        **build_employers(employers),
        **_prefixed("schedule", build_paychecks(book, answers)),
        **_prefixed("record", build_conversions(record, answers)),
        **_prefixed("projection", build_projection(book, answers)),
        **build_compare(book),
        **build_checklist(book),
    }
    checks = build_checks(book, at, answers)
    book.name_inputs()
    book.workbook.active = 0
    return at | dict(checks)


def _prefixed(prefix: str, blocks: Mapping[str, str]) -> dict[str, str]:
    return {f"{prefix}_{name}": block for name, block in blocks.items()}


def template_bytes(
    lang: str = LANGUAGES[0], typed: Mapping[tuple[str, str], Any] | None = None
) -> bytes:
    """The template workbook as a file's bytes; the same bytes every time.

    Parameters
    ----------
    lang, typed
        As in `build_template`.

    Examples
    --------
    >>> template_bytes("ko")[:2]
    b'PK'
    """
    return build_template(lang, typed).data()
