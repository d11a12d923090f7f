"""The meaning of one cell: blanks, text numbers, error cells and dates, whatever host delivers it.

A host hands over a value, a row or rows of values; here they become a `Block`, and the block's
cells become numbers, texts or answers to a yes-or-no question. A cell that cannot be read becomes
a `CellError` in its own place. Nothing here knows an Excel library.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import chain
from types import NoneType
from typing import Any

import numpy as np
import numpy.typing as npt

from megaroth_xl.cell_errors import ERROR_CODES, ERROR_KINDS, EXCEL_ERRORS, CellError
from megaroth_xl.choices import Choice
from megaroth_xl.errors import InputError
from megaroth_xl.phrases import Phrase
from megaroth_xl.quantities import BoolArray, Quantity
from megaroth_xl.words import NO, YES

__all__ = [
    "NO",
    "NUMBER",
    "YES",
    "LEAST_NUMBER",
    "Argument",
    "Block",
    "FromHost",
    "Reading",
    "answer_of",
    "has_wrong_sign",
    "is_blank",
    "number_of",
    "numbers",
    "numbers_or_no_cap",
    "numbers_or_none",
    "read_block",
    "state_or_rate",
    "text_of",
    "texts",
    "yes_or_no",
]
LEAST_NUMBER = -2e9
"""Below this a number may be one of `ERROR_CODES`."""
LONGEST_QUOTE = 60
"""Characters of a cell that a sentence repeats."""
NUMBER = re.compile(
    r"(?P<sign>[+-]?)\s*(?:US)?(?P<dollar>\$?)\s*(?P<minus>-?)"
    r"(?P<whole>[0-9]{1,3}(?P<mark>[,'\s])[0-9]{3}(?:(?P=mark)[0-9]{3})*|[0-9]+)?"
    r"(?P<decimals>\.[0-9]*)?(?P<exponent>[eE][+-]?[0-9]{1,3})?\s*(?P<percent>%?)(?P<after>-?)"
)
"""A number as people type it, in brackets or not; a roster reads whole columns by the same."""
CURRENCY = re.compile(r"^USD\s*|\s*(?:USD|\$)$", re.IGNORECASE)
THOUSANDS_OR_DECIMALS = re.compile(r"\D*([1-9][0-9]{0,2})\.([0-9]{3})[^0-9%]*")
"""What is 24,500 to some and 24.5 to others."""
COMMA_BEFORE_DECIMALS = re.compile(
    r"([^0-9]*)([0-9]+|[0-9]{1,3}(?:[. '\u2019][0-9]{3})+)"
    r",([0-9]{1,2}|[0-9]{4,}|(?<=0,)(?<![0-9]0,)[0-9]{3})([^0-9]*)"
)
"""A number with a comma before its decimals: "24.500,50", and "0,06" of a share."""
NONE = frozenset({"none", "없음"})


class FromHost:
    """Cells that a host delivered, so that errors go back into cells instead of being raised."""

    __slots__ = ("raw",)

    def __init__(self, raw: Any) -> None:
        self.raw = raw


Reading = tuple[npt.NDArray[Any], BoolArray, dict[int, CellError]]
"""Values, which of them are blank, and by place what was found where a value cannot be read.

A `CellError` of a reading says only what was found ("'abc'"); the argument adds the rest.
"""


@dataclass(frozen=True)
class Block:
    """Cells of one argument in rows, as a host delivered them."""

    shape: tuple[int, int]
    cells: list[Any]

    @property
    def rows(self) -> list[list[Any]]:
        """The cells, row by row."""
        width = self.shape[1]
        return [self.cells[i : i + width] for i in range(0, len(self.cells), width)]


@dataclass(frozen=True)
class Argument:
    """The values that one argument of the Excel formulas takes from a cell.

    Parameters
    ----------
    meaning
        One line for the function wizard, with unit and permitted range.
    quantity
        The numbers, or the words, that it takes; None where `read` checks by itself.
    read
        Turns cells into values; `numbers` where None.
    blank
        What a blank cell or an omitted argument means; None where it is an error.
    zero_is_blank
        Whether 0 means "not given", since some hosts hand a blank over as 0.
    whole
        For an argument that is taken as it is, in two dimensions, and not cell by cell: what the
        formula receives for it, from the argument's name and its cells.
    """

    meaning: str
    quantity: Quantity | Choice | None = None
    read: Callable[[list[Any]], Reading] | None = None
    blank: Any = None
    zero_is_blank: bool = False
    whole: Callable[[str, Block], Any] | None = None

    @cached_property
    def plain(self) -> Quantity | None:
        """The quantity of an argument that takes a cell's number unchanged; None for others."""
        is_plain = isinstance(self.quantity, Quantity) and not (self.read or self.whole)
        return self.quantity if is_plain else None  # type: ignore[return-value]

    @property
    def expected(self) -> str:
        """Return what a cell should hold, in words."""
        return (
            self.quantity.expected if self.quantity else self.meaning[:1].lower() + self.meaning[1:]
        )

    def refusal(self, name: str, found: str, kind: str = "#VALUE!") -> CellError:
        """The error of a cell that holds something else."""
        return CellError(str(InputError(name, found, self.expected)), kind)


def read_block(raw: Any) -> Block:
    """Cells of one argument, whatever the host: a value, a row, or rows.

    Raises
    ------
    InputError
        Where the rows differ in length.

    Examples
    --------
    >>> read_block([[1, 2], [3, None]]).shape
    (2, 2)
    >>> read_block([5, 6]).shape
    (1, 2)
    """
    if isinstance(raw, np.ndarray):
        raw = raw.tolist()
    if not isinstance(raw, (list, tuple)):
        return Block((1, 1), [raw])
    if not raw:
        return Block((1, 1), [None])
    if not isinstance(raw[0], (list, tuple)):
        raw = (raw,)
    width = len(raw[0])
    if not (width and set(map(type, raw)) <= {list, tuple} and set(map(len, raw)) == {width}):
        raise InputError("a range", "ragged", "rows of one length")
    return Block((len(raw), width), list(chain.from_iterable(raw)))


def is_blank(cell: Any) -> bool:
    """Return whether a cell holds nothing, or nothing but spaces."""
    return cell is None or (isinstance(cell, str) and not cell.strip()) or _is_null(cell)


def _is_null(cell: Any) -> bool:
    """Tell whether this is the browser's null, which Pyodide hands over as an object of its own."""
    return type(cell).__name__ == "JsNull"


def _plain(cell: Any) -> Any:
    """The plain value of an Office.js cell object; an error cell as a `CellError`."""
    if isinstance(cell, dict):
        if cell.get("type") == "Error":
            kind = cell.get("basicValue") or ERROR_KINDS.get(str(cell.get("errorType")), "#VALUE!")
            return CellError(str(kind), str(kind))
        return cell.get("basicValue", cell)
    if isinstance(cell, int) and cell in ERROR_CODES:
        return CellError(ERROR_CODES[cell], ERROR_CODES[cell])
    if isinstance(cell, str) and cell.startswith("#") and cell in EXCEL_ERRORS:
        return CellError(cell, cell)
    return cell


def _found(cell: Any) -> CellError:
    """Return what a cell of the wrong kind holds, in words."""
    if isinstance(cell, CellError):
        return cell
    if isinstance(cell, bool):
        return CellError(str(cell).upper())
    if isinstance(cell, date):
        return CellError(f"the date {cell.year}-{cell.month:02}-{cell.day:02}")
    if isinstance(cell, (float, Decimal)):
        return CellError(f"{cell:.10g}")
    return CellError(repr(cell)[:LONGEST_QUOTE])


def number_of(cell: Any) -> float | CellError:
    """A cell as a number, or what was found instead.

    >>> number_of("$23,000"), number_of("6%"), str(number_of("24.500"))
    (23000.0, 0.06, "'24.500', which may mean 24,500 or 24.5")
    """
    cell = _plain(cell)
    if isinstance(cell, (float, int, Decimal, np.number)) and not isinstance(cell, bool):
        try:
            return float(cell)
        except (OverflowError, TypeError, ValueError):
            return CellError("beyond any number of dollars")
    if isinstance(cell, str):
        two = THOUSANDS_OR_DECIMALS.fullmatch(cell.strip())
        if two:
            words = "{text}, which may mean {thousands} or {decimal}"
            return CellError(
                Phrase(
                    words,
                    text=repr(cell),
                    thousands=f"{two[1]},{two[2]}",
                    decimal=f"{float(f'{two[1]}.{two[2]}'):g}",
                )
            )
        comma = COMMA_BEFORE_DECIMALS.fullmatch(cell.strip())
        if comma:
            before, whole, decimals, after = comma.groups()
            plain = f"{before}{re.sub('[^0-9]', '', whole)}.{decimals}{after}"
            words = "{text}, with a comma before the decimals; type {plain}"
            return CellError(Phrase(words, text=repr(cell), plain=plain))
        number = _typed_number(cell.strip())
        if number is not None:
            return number
    return _found(cell)


def _typed_number(text: str) -> float | None:
    """The number that a person typed as text; None where it is none."""
    if text.startswith("(") and text.endswith(")"):
        bare = text[1:-1].strip()
        inside = _typed_number(bare)
        return None if inside is None or bare[0] in "+-(" or bare[-1] in "+-)" else -inside
    match = NUMBER.fullmatch(CURRENCY.sub("", text))
    if not match or not (match["whole"] or (match["decimals"] or ".") != "."):
        return None
    signs = match["sign"] + match["minus"] + match["after"]
    if len(signs) > 1:
        return None
    whole = (match["whole"] or "0").replace(match["mark"] or ",", "")
    value = float(f"{signs}{whole}{match['decimals'] or ''}{match['exponent'] or ''}")
    return value / 100 if match["percent"] else value


def has_wrong_sign(cell: Any, sign: str) -> bool:
    """Return whether a text has the other sign than a quantity's own, such as 10% for dollars.

    Examples
    --------
    >>> has_wrong_sign("10%", "$"), has_wrong_sign("$10", "$"), has_wrong_sign(0.1, "$")
    (True, False, False)
    """
    other = {"$": "%", "%": "$"}.get(sign)
    return isinstance(cell, str) and other is not None and other in cell


def numbers(cells: list[Any]) -> Reading:
    """Cells as numbers; also "23,000", "$23,000", "(500)" and "24%", which people type as text.

    Examples
    --------
    >>> numbers(["$23,000", "24%", None, True])
    (array([2.3e+04, 2.4e-01, nan, nan]),
     array([False, False, True, False]),
     {3: CellError(sentence='TRUE', kind='#VALUE!')})
    """
    if set(map(type, cells)) <= {float, int, NoneType}:
        try:
            values = np.array(cells, dtype=np.float64)
        except OverflowError:
            pass
        else:
            if not (values < LEAST_NUMBER).any():
                return values, np.array([cell is None for cell in cells]), {}
    return _one_by_one(cells, number_of, np.full(len(cells), np.nan))


def numbers_or_none(cells: list[Any]) -> Reading:
    """Cells as numbers where "none" is a known 0, and 0 is blank as some hosts deliver a blank.

    Examples
    --------
    >>> numbers_or_none([150_000, "none", 0, None])
    (array([150000.,      0.,      0.,     nan]), array([False, False,  True,  True]), {})
    """
    said = [_says_none(cell) for cell in cells]
    values, blank, problems = numbers(
        [0 if none else cell for none, cell in zip(said, cells, strict=True)]
    )
    return values, (blank | (values == 0)) & ~np.array(said, dtype=np.bool_), problems


def numbers_or_no_cap(cells: list[Any]) -> Reading:
    """Cells as numbers where "none" is blank: there is no cap.

    Examples
    --------
    >>> numbers_or_no_cap([40_000, " None"])
    (array([40000.,    nan]), array([False,  True]), {})
    """
    return numbers([None if _says_none(cell) else cell for cell in cells])


def _says_none(cell: Any) -> bool:
    """Return whether a cell holds the word none."""
    return isinstance(cell, str) and cell.strip().lower() in NONE


def state_or_rate(cells: list[Any]) -> Reading:
    """Cells as a state's code or a rate; 0 is blank, and "none" a rate of 0.

    Examples
    --------
    >>> state_or_rate(["NY", "5%", "none", 0])
    (array(['NY', 0.05, 0.0, 0.0], dtype=object), array([False, False, False,  True]), {})
    """
    rates, blank, problems = numbers_or_none(cells)
    values = rates.astype(object)
    codes = {i for i in problems if isinstance(cells[i], str)}
    for i in codes:
        values[i] = cells[i].strip()
    return values, blank, {i: found for i, found in problems.items() if i not in codes}


def texts(cells: list[Any]) -> Reading:
    """Cells as text without the spaces around it; "" where blank."""
    return _one_by_one(cells, text_of, np.full(len(cells), "", dtype=object))


def text_of(cell: Any) -> str | CellError:
    """A cell as text without the spaces around it, or what was found instead."""
    cell = _plain(cell)
    return cell.strip() if isinstance(cell, str) else _found(cell)


def yes_or_no(cells: list[Any]) -> Reading:
    """Cells as 1 for yes and 0 for no: TRUE/FALSE, yes/no, 1/0; NaN where blank."""
    return _one_by_one(cells, answer_of, np.full(len(cells), np.nan))


def answer_of(cell: Any) -> float | CellError:
    """A cell as 1 for yes and 0 for no, or what was found instead."""
    cell = _plain(cell)
    word = f"{cell:g}" if isinstance(cell, (float, np.number)) else str(cell).strip().lower()
    if word in YES:
        return 1.0
    return 0.0 if word in NO else _found(cell)


def _one_by_one(
    cells: list[Any], read: Callable[[Any], Any], values: npt.NDArray[Any]
) -> tuple[npt.NDArray[Any], BoolArray, dict[int, CellError]]:
    blank = np.zeros(len(cells), dtype=np.bool_)
    problems: dict[int, CellError] = {}
    for i, cell in enumerate(cells):
        if is_blank(cell):
            blank[i] = True
            continue
        found = read(cell)
        if isinstance(found, CellError):
            problems[i] = found
        else:
            values[i] = found
    return values, blank, problems
