"""The cells in a piece of a sheet's XML, each told by the bytes with which it begins.

Programs write a cell as <c r="B7" s="2" t="s"><v>, with or without a style and a type. Eight bytes
of every cell are compared at once; a piece with a cell that begins otherwise is not plain.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from megaroth_xl.reports.roster.files.guard import MOST_ROWS

__all__ = ["MOST_COLUMNS", "MOST_STYLES", "PlainCells", "PlainRow", "plain_cells"]

Words = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

WORD = 8
MOST_STYLES = 1_000
"""Style numbers have three digits at most."""
MOST_COLUMNS = 26 + 26 * 26
"""Columns have two letters at most."""
MASKS = np.array([(1 << (WORD * length)) - 1 for length in range(WORD + 1)], np.uint64)
"""By a number of bytes, what leaves so many of the first of a word."""
POWERS = np.array([[10 ** max(length - 1 - at, 0) for at in range(WORD)] for length in range(WORD)])
"""By the length of a number, what each of its digits counts."""
ROOM = bytes(4 * WORD)
"""Behind a piece, so that the words of its last cell are there."""
STYLE, QUOTE = b' s="', ord('"')


class PlainRow(NamedTuple):
    """A row that has begun.

    Parameters
    ----------
    number
        Its number.
    place
        The digits of its number and a quote, as one word.
    length
        The length of that, in bytes.
    """

    number: int = 0
    place: int = 0
    length: int = 1


class PlainCells(NamedTuple):
    """The rows and cells of a piece.

    Parameters
    ----------
    rows
        The numbers of the rows that begin in it.
    last
        The row in which it ends.
    width
        The last column with a cell.
    numbers, styles
        The column, counted from 1, and the style of each cell that holds a number.
    """

    rows: Places
    last: PlainRow
    width: int
    numbers: Places
    styles: Places


def plain_cells(xml: bytes, row: PlainRow) -> PlainCells | None:
    """The cells of a piece.

    Parameters
    ----------
    xml
        A piece of the rows, cut before a cell or another tag.
    row
        The row in which it begins.

    Returns
    -------
    PlainCells or None
        None where a row or a cell is not written as programs write it, rows do not follow each
        other, or a cell holds anything but a number or a text.

    Examples
    --------
    >>> found = plain_cells(b'<row r="7"><c r="A7" s="2"><v>1</v></c></row>', PlainRow())
    >>> found.rows, found.numbers, found.styles
    (array([7]), array([1]), array([2]))
    """
    room = xml + ROOM
    letters = np.frombuffer(room, np.uint8)
    begins, follows = letters[:-1] == ord("<"), letters[1:]
    words = np.ndarray((len(room) - WORD + 1,), "<u8", room, strides=(1,))
    cells = np.flatnonzero(begins & (follows == ord("c")))
    tags = np.flatnonzero(begins & (follows == ord("r")))
    rows = _rows(words, letters, tags, row)
    if rows is None:
        return None
    numbers, places, lengths = rows
    counts = np.diff(np.searchsorted(cells, tags), prepend=0, append=len(cells))
    last = PlainRow(int(numbers[-1]), int(places[-1]), int(lengths[-1]))
    begun = numbers[1:]
    start, place = words[cells], places.repeat(counts)
    is_plain = (start & MASKS[6]) == _word(b'<c r="')
    first, second = ((start >> np.uint64(48)) & MASKS[1]).astype(np.int64), start >> np.uint64(56)
    has_two = second >= ord("A")
    column = first - (ord("A") - 1)
    is_plain &= (column >= 1) & (column <= 26)  # noqa: PLR2004
    if has_two.any():
        further = second.astype(np.int64) - (ord("A") - 1)
        is_plain &= ~has_two | (further <= 26)  # noqa: PLR2004
        column = np.where(has_two, column * 26 + further, column)
    length = lengths.repeat(counts)
    digits = cells + 7 + has_two
    is_plain &= ((words[digits] ^ place) & MASKS[length]) == 0
    if not is_plain.all():
        return None
    kinds = _kinds(words, digits + length)
    if kinds is None:
        return None
    is_number, styles = kinds
    width = int(column.max()) if len(column) else 0
    return PlainCells(begun, last, width, column[is_number], styles)


def _rows(
    words: Words, letters: npt.NDArray[np.uint8], tags: Places, row: PlainRow
) -> tuple[Places, Words, Places] | None:
    """The row that has begun and those of a piece: numbers, digits with a quote, and lengths."""
    if (words[tags] != _word(b'<row r="')).any():
        return None
    found = letters[tags[:, None] + np.arange(WORD, 2 * WORD)].astype(np.int64)
    digits = found - ord("0")
    is_digit = (digits >= 0) & (digits <= 9)  # noqa: PLR2004
    length = np.argmin(is_digit, axis=1)  # the first that is none
    is_ended = (found[np.arange(len(tags)), length] == QUOTE) & (length > 0)
    numbers = np.where(np.arange(WORD) < length[:, None], digits * POWERS[length], 0).sum(axis=1)
    numbers = np.concatenate(([row.number], numbers))
    if not is_ended.all() or (np.diff(numbers) < 1).any() or numbers[-1] > MOST_ROWS:
        return None
    places = words[tags + WORD] & MASKS[length + 1]
    places = np.concatenate((np.array([row.place], np.uint64), places))
    return numbers, places, np.concatenate(([row.length], length + 1))


def _kinds(words: Words, ends: Places) -> tuple[Bools, Places] | None:
    """Return which cells hold a number, and the style of each of these.

    Parameters
    ----------
    words
        The bytes of a piece.
    ends
        The ends of the cells' places, behind the quote.
    """
    tails = words[ends]
    styles = np.zeros(len(ends), np.int64)
    is_styled = (tails & MASKS[4]) == _word(STYLE)
    if is_styled.any():
        found = tails[is_styled]
        signs = [((found >> np.uint64(8 * at)) & MASKS[1]).astype(np.int64) for at in range(4, 8)]
        one, two, three, four = signs
        length = np.where(two == QUOTE, 1, np.where(three == QUOTE, 2, 3))
        value = one - ord("0")
        is_digit = (value >= 0) & (value <= 9) & ((length < 3) | (four == QUOTE))  # noqa: PLR2004
        for at, sign in ((2, two), (3, three)):
            digit = sign - ord("0")
            has = length >= at
            is_digit &= ~has | ((digit >= 0) & (digit <= 9))  # noqa: PLR2004
            value = np.where(has, value * 10 + digit, value)
        if not is_digit.all():
            return None
        styles[is_styled] = value
        ends = ends.copy()
        ends[is_styled] += len(STYLE) + length + 1
        tails[is_styled] = words[ends[is_styled]]
    is_number = (tails & MASKS[4]) == _word(b"><v>")
    is_known = is_number | _is_blank(tails) | _is_text(words, tails, ends)
    is_typed = tails == _word(b' t="n"><')
    if is_typed.any():
        is_typed &= (words[ends + WORD] & MASKS[2]) == _word(b"v>")
        is_number |= is_typed
        is_known |= is_typed
    return (is_number, styles[is_number]) if is_known.all() else None


def _is_blank(tails: Words) -> Bools:
    return np.asarray(
        ((tails & MASKS[2]) == _word(b"/>")) | ((tails & MASKS[5]) == _word(b"></c>"))
    )


def _is_text(words: Words, tails: Words, ends: Places) -> Bools:
    """Return which cells hold a text, their own or one that others share."""
    is_text = tails == _word(b' t="s"><')
    if is_text.any():
        is_text &= (words[ends + WORD] & MASKS[2]) == _word(b"v>")
    own = np.flatnonzero(tails == _word(b' t="inli'))
    if len(own):
        is_own = words[ends[own] + WORD] == _word(b'neStr"><')
        is_own &= (words[ends[own] + 2 * WORD] & MASKS[3]) == _word(b"is>")
        is_text[own] = is_own
    return np.asarray(is_text)


def _word(letters: bytes) -> np.uint64:
    """The bytes of a piece as a word compares them."""
    return np.uint64(int.from_bytes(letters, "little"))
