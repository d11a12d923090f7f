"""A saver's case, and a table of employers, as a person typed them into cells."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from megaroth_xl.cell_errors import EXCEL_ERRORS, CellError
from megaroth_xl.cells import Block, answer_of, has_wrong_sign, is_blank, number_of, text_of
from megaroth_xl.errors import InputError
from megaroth_xl.phrases import Phrase
from megaroth_xl.strategy.saver.case import SaverCase
from megaroth_xl.strategy.saver.case_facts import TABLES
from megaroth_xl.strategy.saver.case_names import meaning_of
from megaroth_xl.strategy.saver.case_rows import Employer
from megaroth_xl.strategy.saver.fact import Fact, FactKind
from megaroth_xl.words import expected_words, letters

__all__ = ["case_of", "employer_table"]

EMPLOYER: Mapping[str, Fact] = MappingProxyType(TABLES["employer"])
COLUMNS = 2
"""Of a case: a name and a value."""


def case_of(name: str, block: Block) -> SaverCase:
    """A saver's case from two columns: a name and a value in each row.

    A row with an unknown name and a blank value is a heading.

    Parameters
    ----------
    name
        The argument's name, for the refusal.
    block
        The cells.

    Raises
    ------
    InputError
        For an unknown name with a value, a value that its fact does not take, or a cell that shows
        an error; it names the fact.
    """
    if block.shape[1] != COLUMNS:
        raise InputError(
            name, f"a range of {block.shape[0]} x {block.shape[1]}", "two columns, names and values"
        )
    facts: list[tuple[str, Any]] = []
    for label, value in block.rows:
        if is_blank(value) or (isinstance(value, str) and not value.strip()):
            continue
        if is_blank(label):
            raise InputError(name, f"a value ({value!r}) without a name", "a name beside it")
        said = text_of(label)
        if isinstance(said, CellError):
            raise InputError(name, f"the name {said.sentence}", "the name of a fact, as a text")
        meant = meaning_of(said)
        facts.append((said, value if meant is None else _typed(said, meant.fact, value)))
    return SaverCase.of(facts)


def _typed(name: str, fact: Fact, cell: Any) -> Any:
    """A cell's value in the kind that its fact takes; a word such as "none" stays one."""
    if fact.kind is FactKind.DAY and isinstance(cell, date):
        return cell
    if fact.kind is FactKind.TEXT and isinstance(cell, (float, int)):
        return cell
    reader: Callable[[Any], Any] = _READ.get(fact.kind, text_of)
    read = reader(cell)
    is_number = fact.kind is FactKind.NUMBER
    if is_number and has_wrong_sign(cell, fact.quantity.sign):
        raise InputError(name, repr(cell), fact.quantity.expected)
    if not isinstance(read, CellError):
        return bool(read) if fact.kind is FactKind.YES_NO else read
    is_words = isinstance(cell, str) and cell not in EXCEL_ERRORS
    if is_number and is_words and isinstance(read.sentence, Phrase):
        raise InputError(name, read.sentence, fact.quantity.expected)
    if is_words and fact.kind is not FactKind.YES_NO:
        return cell  # the fact says what it takes instead
    expected = "yes or no" if fact.kind is FactKind.YES_NO else "a value, or a blank cell"
    raise InputError(name, read.sentence, expected)


_READ: Mapping[FactKind, Callable[[Any], Any]] = MappingProxyType(
    {FactKind.NUMBER: number_of, FactKind.DAY: number_of, FactKind.YES_NO: answer_of}
)


def employer_table(name: str, block: Block) -> tuple[Employer, ...]:
    """Employers from a table: a heading row, then a row for each; blank rows are passed over.

    Parameters
    ----------
    name
        The argument's name, for the refusal.
    block
        The cells; the headings are the columns of an employer, in any order.

    Raises
    ------
    InputError
    """
    head, *rows = block.rows
    columns = [_employer_column(name, cell) for cell in head]
    if not any(columns):
        raise InputError(name, "without headings", f"a first row with {', '.join(EMPLOYER)}")
    found = []
    for number, row in enumerate(rows, start=2):
        typed = {
            column: _typed(f"{name}, row {number}, {column}", EMPLOYER[column], cell)
            for column, cell in zip(columns, row, strict=True)
            if column and not is_blank(cell)
        }
        read = {
            column: EMPLOYER[column].read(value, f"{name}, row {number}, {column}")
            for column, value in typed.items()
        }
        if read:
            found.append(Employer(**read))
    if not found:
        raise InputError(name, "without an employer", "a row for each employer below the headings")
    return tuple(found)


def _employer_column(name: str, cell: Any) -> str:
    """The column that a heading names; "" where it is blank."""
    if is_blank(cell):
        return ""
    said = text_of(cell)
    wanted = letters(said)
    if wanted == "employer":
        return "name"
    meant = meaning_of(f"employer 2 {said}") or meaning_of(f"Employer 2: {said}")
    if isinstance(said, CellError) or meant is None or meant.table != "employer":
        raise InputError(f"{name}, heading {said!s}", "unknown", expected_words(EMPLOYER, said))
    return meant.name
