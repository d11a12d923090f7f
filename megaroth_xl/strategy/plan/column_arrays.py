"""A roster's columns as arrays: filled, chosen, grouped, and small where all is one value."""

from typing import Any

import numpy as np
import numpy.typing as npt

from megaroth_xl.strategy.plan.participant_columns import (
    Column,
    ColumnKind,
)

__all__ = ["by_group", "filled", "is_one", "packed", "taken", "unpacked"]


def filled(values: Any, column: Column, length: int) -> npt.NDArray[Any]:
    """One column as an array, with what a blank stands for in place of blanks."""
    if values is None:
        blank = {ColumnKind.TEXT: "", ColumnKind.DATE: np.datetime64("NaT", "D")}.get(
            column.kind, column.blank
        )
        one = np.asarray(blank, dtype=object if column.kind is ColumnKind.TEXT else None)
        return np.broadcast_to(one, length)
    if column.kind is ColumnKind.TEXT:
        array = np.empty(len(values), dtype=object)
        are_texts = set(map(type, values)) == {str}
        array[:] = values if are_texts else ["" if text is None else str(text) for text in values]
        return array
    if column.kind is ColumnKind.DATE:
        return np.asarray(values, dtype="datetime64[D]")
    numbers = np.asarray(values, dtype=np.float64)
    blank = np.isnan(numbers)
    return np.where(blank, column.blank, numbers) if blank.any() else numbers


def is_one(column: npt.NDArray[Any]) -> bool:
    """Return whether a column holds one value, which is there once for all rows."""
    return bool(column.size) and column.strides == (0,)


def taken(
    column: npt.NDArray[Any], chosen: slice | npt.NDArray[Any], length: int
) -> npt.NDArray[Any]:
    """The chosen values of a column, `length` of them; what is one value stays one."""
    if is_one(column):
        return np.broadcast_to(column[:1], length)
    return np.asarray(column[chosen])


def by_group(
    function: np.ufunc, values: npt.NDArray[Any], codes: npt.NDArray[np.intp], groups: int
) -> npt.NDArray[Any]:
    """`function` over the values of each group."""
    order = np.argsort(codes, kind="stable")
    starts = np.searchsorted(codes[order], np.arange(groups))
    return np.asarray(function.reduceat(values[order], starts))


def packed(column: npt.NDArray[Any]) -> Any:
    """A column, or its length and its only value."""
    if not column.size:
        return column
    first = column[:1]
    if column.strides == (0,):
        return column.size, first.copy()
    same = column == first
    blank = {"f": np.isnan, "M": np.isnat}.get(column.dtype.kind)
    if blank is not None and blank(first).all():
        same = blank(column)
    return (column.size, first) if same.all() else column


def unpacked(column: Any) -> npt.NDArray[Any]:
    """A column as `packed` took it."""
    if not isinstance(column, tuple):
        return np.asarray(column)
    length, first = column
    return np.broadcast_to(first, length)
