"""The kinds of a roster's rows: employees, totals, notes, and repeated headings."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from megaroth_xl.quantities import BoolArray, FloatArray
from megaroth_xl.reports.roster.files.cells import MARK, NO_VALUE, rows_of_texts, texts_of
from megaroth_xl.reports.roster.sheet.second_tables import is_of_heading

__all__ = ["CENT", "RowKinds", "row_kinds"]

PREFIX = r"(grand|sub|report|company|overall|plan|department|dept|division|page|employee|location)"
TOTAL = re.compile(
    rf"^\W*({PREFIX}[\s\-]*)*(sub)?totals?\b|\b(sub)?totals?\W*$|^\W*sum\W*$|^(합계|소계|총계|총합계)$",
    re.I,
)
ONLY_TOTAL = re.compile(rf"^\W*({PREFIX}[\s\-]*)*(sub)?totals?\W*$|^(합계|소계|총계|총합계)$", re.I)
COUNT = re.compile(
    r"^\W*((employee|record|row|head)?\s*counts?|headcount|number of (employees|participants))\b"
    r"|^\W*\d[\d,]*\s+(employees|participants|records|rows)\b"
    r"|^\W*(employees|participants|records|rows)\W*[:=]\s*\d[\d,]*\W*$",
    re.I,
)
OTHER = re.compile(
    r"^\W*(averages?|avg|mean|median|min(imum)?|max(imum)?|variance|difference|out of balance"
    r"|per (gl|general ledger|books|payroll|trust|w-?2s?|941)"
    r"|control totals?|check total|(balance|amount|carried|brought)s? (forward|fwd))\b",
    re.I,
)
ZERO = re.compile(r"^[\s$\-]*[0.,]*$")
"""What a form that nobody has filled in holds in each cell."""
EXAMPLE = re.compile(r"^\W*(example|sample|e\.g\.)\b", re.I)
UNIT_ROWS = 3
"""Units, and whether a column is required, stand in this many first rows."""
UNIT = re.compile(
    r"^\W*(usd|dollars?|amounts?|percent|rate|y/?n|yes/no|text|date|required|optional|req'?d?|opt"
    r"|numeric|number|string|currency|alphanumeric|(mm|dd)[/\-](mm|dd)[/\-]yy(yy)?|yyyy-mm-dd"
    r"|9-digit|x+|9+(\.9+)?|#+)?\W*$|^\(.*\)$",
    re.I,
)
"""What a row of units below the headings holds."""
LONE_ID = re.compile(r"^([^\s:/]+|[A-Za-z]{0,3}[\s\-]?[\d\s\-]+)$")
"""An ID with next to nothing beside it; "Date: 1/15/2027" or "Page 1" is none."""
LABEL = re.compile(r"\w[\s:]+\S|:$")
"""Words that are no ID of one word."""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""Columns are numbered or lettered in a row below their headings."""
NOTE_CELLS = 2
"""A row with more cells than this is not a note."""
FEW_LABELS = 4
"""IDs are numbers where this part of what stands among them is: labels stand there too."""
SEVERAL_ROWS = 2
"""A row that repeats one row above is no total; one that adds up this many is."""
CENT = 0.005


@dataclass(frozen=True)
class RowKinds:
    """The kind of each row below the headings; arrays of one length.

    Parameters
    ----------
    total
        Totals, subtotals, counts and averages.
    note
        Notes, names of sections and headings again.
    strange
        Rows with amounts, a word where the others have IDs, and no name: among `employee`.
    """

    total: BoolArray
    note: BoolArray
    strange: BoolArray

    @property
    def employee(self) -> BoolArray:
        """Everything else."""
        return np.asarray(~(self.total | self.note))


def row_kinds(
    cells: pl.DataFrame,
    headings: Sequence[str],
    money: Callable[[], FloatArray],
    *,
    has_money: BoolArray,
    money_places: Sequence[int],
    ids: int | None,
    names: Sequence[int],
    marked: BoolArray,
    sheets: npt.NDArray[np.int64],
) -> RowKinds:
    """Return what each row holds.

    Parameters
    ----------
    cells
        The rows below the headings, a column of texts for each column of the file.
    headings
        The texts of the headings.
    money
        Gives the amounts of the columns of money, a column each; NaN where a cell holds none. Only
        asked where rows may hold totals: all of it takes much room.
    has_money
        Whether a row has any.
    money_places
        The places of those columns.
    ids, names
        The places of the column of ids, and of those of names.
    marked
        Rows that an Excel table marks as totals.
    sheets
        The number of each row's sheet, where several are read together.
    """
    height = cells.height
    total: BoolArray = marked.copy()
    note: BoolArray = np.zeros(height, dtype=np.bool_)
    identity = (
        texts_of(cells.to_series(ids))
        if ids is not None
        else pl.Series([None] * height, dtype=pl.String)
    )
    filled = cells.select(pl.sum_horizontal(pl.all().is_not_null())).to_series().to_numpy()
    id_is_blank = identity.is_null().to_numpy()
    # What may be no employee has no id, a label for one, or next to nothing in its cells.
    labeled = identity.str.contains(
        r"(?i)total|count|average|\bavg\b|\bsum\b|합계|소계|총계| "
    ).fill_null(value=False)
    by_name = np.zeros(height, dtype=np.bool_)
    for named in names:
        by_name |= (
            texts_of(cells.to_series(named))
            .str.contains(r"(?i)totals?\W*$|합계|소계")
            .fill_null(value=False)
            .to_numpy()
        )
    first = (
        texts_of(cells.to_series(0))
        .str.contains(r"(?i)^\W*(grand )?totals?\W*$")
        .fill_null(value=False)
        .to_numpy()
        if cells.width
        else by_name
    )
    again = (identity == headings[ids]).fill_null(value=False) if ids is not None else labeled
    digits = identity.str.contains(r"\d")
    of_people = digits.filter(pl.Series(has_money, dtype=pl.Boolean))
    ids_have_digits = bool((of_people.sum() or 0) * FEW_LABELS > of_people.count())
    wordy = np.zeros(height, dtype=np.bool_)
    if ids_have_digits:
        without = ~digits.fill_null(value=True)
        wordy, labeled = without.to_numpy(), labeled | without
    doubtful = np.flatnonzero(
        id_is_blank
        | (labeled | again).to_numpy()
        | by_name
        | first
        | (filled <= NOTE_CELLS)
        | (np.arange(height) < UNIT_ROWS)
        | (identity == "0").fill_null(value=False).to_numpy()
    )
    places = doubtful.tolist()
    for place, texts in zip(places, rows_of_texts(cells, places), strict=True):
        if not total[place]:
            total[place] = _is_total(texts, ids, names)
        note[place] = not total[place] and _is_note(
            texts,
            headings,
            identity[place],
            has_money=bool(has_money[place]),
            digits=ids_have_digits,
        )
    nameless = np.ones(height, dtype=np.bool_)
    for named in names:
        nameless &= cells.to_series(named).is_null().to_numpy()
    total |= _unlabeled(money, id_is_blank & nameless, total | note, filled, sheets)
    unlike = id_is_blank | wordy | (nameless & bool(names))
    is_again = _is_again(identity) if unlike.any() else unlike
    total |= _sums_of_all(money, total | note, unlike & ~is_again)
    unnamed = np.full(height, bool(names))
    for named in names if wordy.any() else ():
        is_number = texts_of(cells.to_series(named)).str.contains(r"^[\d,]+$").fill_null(value=True)
        unnamed &= is_number.to_numpy()
    label = wordy & unnamed & has_money & ~is_again & ~(total | note)
    if label.any() and _add_up(money()[label], money()[~(total | note | label)]):
        total |= label
    people = int((~(total | note))[:-1].sum())
    if names and height and nameless[-1] and not note[-1] and identity[-1] == str(people):
        # A count of the people stands where their ids do.
        last = np.arange(height) == height - 1
        total |= _unlabeled(money, last, total | note, filled, sheets)
    if height and filled[-1] == 1 and identity[-1] == str(people):
        note[-1] = True
    total |= _without_values(cells, money, money_places, id_is_blank & nameless & ~note)
    return RowKinds(total, note & ~total, label & ~total)


def _is_again(identity: pl.Series) -> BoolArray:
    """Return which IDs stand in several rows."""
    return np.asarray((identity.is_duplicated() & identity.is_not_null()).to_numpy())


def _is_total(texts: Sequence[str | None], ids: int | None, names: Sequence[int]) -> bool:
    """Return whether a row's label says that it holds totals, a count or an average."""
    identity = texts[ids] if ids is not None else None
    if identity is not None and _is_label(identity):
        return True
    first = next((text for text in texts if text), "")
    named = [text for place in names if (text := texts[place])]
    if identity is not None and len(named) > 1:  # the surname of some people is Total
        return all(ONLY_TOTAL.search(text) for text in named)
    if ONLY_TOTAL.search(first) and first != identity:
        return True
    if identity is None:
        return any(_is_label(text) for text in (first, *(named or texts)) if text)
    return any(ONLY_TOTAL.search(text) for text in named)


def _is_label(text: str) -> bool:
    return bool(TOTAL.search(text) or COUNT.search(text) or OTHER.search(text))


def _is_note(
    texts: Sequence[str | None],
    headings: Sequence[str],
    identity: str | None,
    *,
    has_money: bool,
    digits: bool,
) -> bool:
    given = [text for text in texts if text]
    again = [t for t, h in zip(texts, headings, strict=True) if t and is_of_heading(t, h)]
    numbers = [str(number) for number in range(1, len(given) + 1)]
    is_counted = len(given) > NOTE_CELLS and given in (numbers, list(LETTERS[: len(given)]))
    is_again = is_counted or (len(again) > 1 and len(again) == len(given))
    is_example = identity is not None and EXAMPLE.match(identity)
    says_nothing = all(UNIT.match(text) or ZERO.match(text) for text in given)
    says_nothing &= not re.search("[1-9]", identity or "") or any(
        text != identity and not ZERO.match(text) for text in given
    )
    says_nothing &= bool(given) and (identity is None or len(given) > 1)
    if is_again or is_example or says_nothing:
        return True
    if has_money:
        return False
    if digits and identity and LABEL.search(identity) and not re.search(r"\d", identity):
        return True
    if len(given) > NOTE_CELLS:
        return False
    if identity is None:
        return len(given) == 1 or not any(re.search(r"\d", text) for text in given[1:])
    return not (LONE_ID.match(identity) and (re.search(r"\d", identity) or not digits))


def _without_values(
    cells: pl.DataFrame,
    money: Callable[[], FloatArray],
    money_places: Sequence[int],
    nobody: BoolArray,
) -> BoolArray:
    """Rows of nobody with nothing but zeros and formulas without a value, where amounts stand."""
    found = np.zeros(len(nobody), dtype=np.bool_)
    columns = {place: column for column, place in enumerate(money_places)}
    rows = np.flatnonzero(nobody).tolist()
    for row, texts in zip(rows, rows_of_texts(cells, rows), strict=True):
        given = {place: text for place, text in enumerate(texts) if text}
        found[row] = given.keys() <= columns.keys() and all(
            text == MARK + NO_VALUE or money()[row, columns[place]] == 0
            for place, text in given.items()
        )
    return found


def _add_up(some: FloatArray, others: FloatArray) -> bool:
    """Return whether some rows come to what all the others do, such as sums by group."""
    one, two = np.nansum(some, axis=0), np.nansum(others, axis=0)
    given = ~np.isnan(some).all(axis=0) & (one != 0)
    return bool(given.any() and (np.abs(one - two)[given] < CENT).all())


def _unlabeled(
    matrix: Callable[[], FloatArray],
    nobody: BoolArray,
    known: BoolArray,
    filled: npt.NDArray[np.int64],
    sheets: npt.NDArray[np.int64],
) -> BoolArray:
    """Rows of nobody whose figures are sums of the rows above: of all, of a section or a sheet."""
    found = np.zeros(len(known), dtype=np.bool_)
    rows = np.flatnonzero(nobody & ~known)
    if not rows.size:
        return found
    money = matrix()
    for row in rows:
        people = np.flatnonzero(~known[:row] & ~found[:row])
        last = max(np.flatnonzero(known[:row] | found[:row]), default=-1)
        given = ~np.isnan(money[row]) & (money[row] != 0)
        is_alone = filled[row] == np.isfinite(money[row]).sum()
        for above in (people, people[people > last], people[sheets[people] == sheets[row]]):
            is_enough = (given.sum() > 1 and len(above) and (is_alone or len(above) > 1)) or (
                given.any() and filled[row] == 1 and len(above) > 1
            )
            sums = np.nansum(money[above], axis=0)
            found[row] |= is_enough and bool((np.abs(money[row] - sums)[given] < CENT).all())
    return found


def _sums_of_all(
    matrix: Callable[[], FloatArray], known: BoolArray, unlike: BoolArray
) -> BoolArray:
    """Rows whose figures are all the sums of several rows above, whatever their label.

    Only those unlike a person's: without a name or an ID of their own, which others have.
    """
    found = np.zeros(len(known), dtype=np.bool_)
    if not unlike.any() or not (money := matrix()).size:
        return found
    fullest = int((~np.isnan(money)).sum(axis=0).argmax())
    one = np.nan_to_num(money[:, fullest])
    begin = 0
    while True:
        people = ~(known | found)
        above = np.cumsum(np.where(people, one, 0.0)) - one
        several = np.cumsum(people) > SEVERAL_ROWS
        near = people & unlike & several & (one != 0) & (np.abs(one - above) < CENT)
        for row in np.flatnonzero(near[begin:]) + begin:
            begin = int(row) + 1
            given = ~np.isnan(money[row]) & (money[row] != 0)
            sums = np.nansum(money[:row][people[:row]], axis=0)
            if given.sum() > 1 and (np.abs(money[row] - sums)[given] < CENT).all():
                found[row] = True
                break
        else:
            return found
