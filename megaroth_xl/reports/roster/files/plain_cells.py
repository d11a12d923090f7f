"""The cells in a piece of a sheet's XML, each told by the bytes with which it begins.

Programs write a cell as <c r="B7" s="2" t="s"><v>, with or without a style and a type. Eight bytes
of every cell are compared at once; a piece with a cell that begins otherwise is not plain.
"""

from collections.abc import Mapping
from string import ascii_uppercase, digits
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from megaroth_xl.reports.roster.files.guard import MOST_ROWS, column_number

__all__ = ["MOST_COLUMNS", "MOST_STYLES", "PlainCells", "PlainRow", "plain_cells"]

Words = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int16]

WORD = 8
MOST_STYLES = 1_000
"""Style numbers have three digits at most."""
MOST_COLUMNS = 26 + 26 * 26
"""Columns have two letters at most."""
MASKS = np.array([(1 << (WORD * length)) - 1 for length in range(WORD + 1)], np.uint64)
"""By a number of bytes, what leaves so many of the first of a word."""
POWERS = np.array([[10 ** max(length - 1 - at, 0) for at in range(WORD)] for length in range(WORD)])
"""By the length of a number, what each of its digits counts."""
ROW_TAG = 160
"""Bytes within which the tag of a row ends, behind <row r=", as programs write it."""
ROOM = bytes(WORD + ROW_TAG + WORD)
"""Behind a piece, so that the words of its last cell and its last row are there."""
ROW, CELL = b'<row r="', b'<c r="'
STYLE, QUOTE = b' s="', ord('"')
HIDDEN, NOT_HIDDEN = b"hidden", (b'hidden="false"', b'hidden="0"')
FURTHER = 1_000
"""Added to the first two digits of a style that has a third, or a quote, behind them."""
NOT_ANY = -1


def _table(values: Mapping[bytes, int], otherwise: int) -> Numbers:
    """By two bytes as one number, what they stand for."""
    table = np.full(1 << 16, otherwise, np.int16)
    table[[int.from_bytes(pair, "little") for pair in values]] = list(values.values())
    return table


COLUMNS = _table(
    {
        f"{letters}{digit}".encode()[:2]: column_number(letters)
        for first in ascii_uppercase
        for letters in (first, *(first + second for second in ascii_uppercase))
        for digit in digits
    },
    otherwise=0,
)
"""Columns, by their two letters or by their letter and the first digit behind it."""
ONE_DIGIT = {f'{digit}"'.encode(): int(digit) for digit in digits}
STYLES = _table(
    ONE_DIGIT | {f"{style:02}".encode(): FURTHER + style for style in range(100)}, NOT_ANY
)
"""Styles, by their first two digits or by their digit and the quote behind it."""
THIRDS = _table(ONE_DIGIT | {bytes([QUOTE, any_]): FURTHER for any_ in range(256)}, NOT_ANY)
"""The third digit before its quote; `FURTHER` for a quote."""


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
    numbers: Numbers
    styles: Numbers


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
    (array([7]), array([1], dtype=int16), array([2], dtype=int16))
    """
    room = xml + ROOM
    letters = np.frombuffer(room, np.uint8)
    begins, follows = letters[:-1] == ord("<"), letters[1:]
    words = np.ndarray((len(room) - WORD + 1,), "<u8", room, strides=(1,))
    cells = np.flatnonzero(begins & (follows == ord("c")))
    tags = np.flatnonzero(begins & (follows == ord("r")))
    opened = np.count_nonzero(begins) - np.count_nonzero(begins & (follows == ord("/")))
    rows = _rows(words, tags, row)
    if rows is None:
        return None
    numbers, places, lengths = rows
    if _may_hide(xml, room, tags[letters[tags + len(ROW) + lengths[1:]] != ord(">")]):
        return None
    start = words[cells]
    column = COLUMNS[(start >> np.uint64(48)).view(np.int64)]
    if ((start & MASKS[6]) != _word(CELL)).any() or not column.all():
        return None
    counts = np.diff(np.searchsorted(cells, tags), prepend=0, append=len(cells))
    behind = cells + len(CELL) + 1  # a letter
    behind += column > len(ascii_uppercase)
    if ((words[behind] & MASKS[lengths].repeat(counts)) != places.repeat(counts)).any():
        return None
    kinds = _kinds(words, behind + lengths.repeat(counts))
    if kinds is None or opened != len(cells) + len(tags) + kinds.within:
        return None
    last = PlainRow(int(numbers[-1]), int(places[-1]), int(lengths[-1]))
    width = int(column.max()) if len(column) else 0
    return PlainCells(numbers[1:], last, width, column[kinds.are_numbers], kinds.styles)


def _rows(words: Words, tags: Places, row: PlainRow) -> tuple[Places, Words, Places] | None:
    """The row that has begun and those of a piece: numbers, digits with a quote, and lengths."""
    if (words[tags] != _word(ROW)).any():
        return None
    behind = words[tags + len(ROW)]
    found = behind.view(np.uint8).reshape(-1, WORD)
    values = found - np.uint8(ord("0"))  # beyond 9 where it is no digit
    length = np.argmin(values <= 9, axis=1)  # noqa: PLR2004 (the first that is none)
    is_ended = (found[np.arange(len(tags)), length] == QUOTE) & (length > 0)
    numbers = np.where(np.arange(WORD) < length[:, None], values * POWERS[length], 0).sum(axis=1)
    numbers = np.concatenate(([row.number], numbers))
    if not is_ended.all() or (np.diff(numbers) < 1).any() or numbers[-1] > MOST_ROWS:
        return None
    places = behind & MASKS[length + 1]
    places = np.concatenate((np.array([row.place], np.uint64), places))
    return numbers, places, np.concatenate(([row.length], length + 1))


def _may_hide(xml: bytes, room: bytes, tags: Places) -> bool:
    """Return whether the tag of a row may say that it is hidden, or says more than most do.

    Parameters
    ----------
    xml, room
        A piece, and the same with room behind it.
    tags
        The rows that say more than their number.
    """
    begun = np.ndarray((len(xml),), f"V{ROW_TAG}", room, WORD, strides=(1,))[tags]
    ends = (begun.view(np.uint8).reshape(-1, ROW_TAG) == ord(">")).any(axis=1)
    found = begun.tobytes() if ends.all() else xml
    return HIDDEN in found and found.count(HIDDEN) > sum(map(found.count, NOT_HIDDEN))


class _Kinds(NamedTuple):
    """The kinds of the cells of a piece.

    Parameters
    ----------
    are_numbers
        Which of them hold a number.
    styles
        The style of each of these.
    within
        Elements that begin within the cells.
    """

    are_numbers: Bools
    styles: Numbers
    within: int


def _kinds(words: Words, ends: Places) -> _Kinds | None:
    """The kinds of cells; None where one is of another kind.

    Parameters
    ----------
    words
        The bytes of a piece.
    ends
        The ends of the cells' places, behind the quote.
    """
    tails = words[ends]
    styles = np.zeros(len(ends), np.int16)
    styled = np.flatnonzero((tails & MASKS[4]) == _word(STYLE))
    if len(styled):
        found = _styles(tails[styled] >> np.uint64(32))
        if found is None:
            return None
        styles[styled], lengths = found
        behind = ends[styled] + lengths
        ends[styled] = behind
        tails[styled] = words[behind]
    are_numbers = (tails & MASKS[4]) == _word(b"><v>")
    others = np.flatnonzero(~are_numbers)
    tails, ends = tails[others], ends[others]
    are_typed = tails == _word(b' t="n"><')
    have_value = are_typed | (tails == _word(b' t="s"><'))
    valued = np.flatnonzero(have_value)
    if ((words[ends[valued] + WORD] & MASKS[2]) != _word(b"v>")).any():
        return None
    are_numbers[others[are_typed]] = True
    own = np.flatnonzero(tails == _word(b' t="inli'))
    within = words[ends[own] + 2 * WORD]
    are_own = (words[ends[own] + WORD] == _word(b'neStr"><')) & (
        ((within & MASKS[6]) == _word(b"is><t>")) | (within == _word(b"is><t xm"))
    )
    blank = ((tails & MASKS[2]) == _word(b"/>")) | ((tails & MASKS[5]) == _word(b"></c>"))
    if not are_own.all() or len(valued) + len(own) + np.count_nonzero(blank) != len(others):
        return None
    values = len(are_numbers) - len(others) + len(valued)
    return _Kinds(are_numbers, styles[are_numbers], values + 2 * len(own))


def _styles(words: Words) -> tuple[Numbers, Places] | None:
    """The styles whose digits begin these words, and how far they and what is around them reach."""
    styles = STYLES[(words & MASKS[2]).view(np.int64)]
    lengths = np.full(len(words), len(STYLE) + 2)
    longer = np.flatnonzero(styles >= FURTHER)
    thirds = THIRDS[(words[longer] >> np.uint64(16)).view(np.int64)]
    if (styles == NOT_ANY).any() or (thirds == NOT_ANY).any():
        return None
    has_third = thirds < FURTHER
    both = styles[longer] - FURTHER
    styles[longer] = np.where(has_third, both * 10 + thirds, both)
    lengths[longer] += 1 + has_third
    return styles, lengths


def _word(letters: bytes) -> np.uint64:
    """The bytes of a piece as a word compares them."""
    return np.uint64(int.from_bytes(letters, "little"))
