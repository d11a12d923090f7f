"""Numbers in and out of the law: float64 throughout, one function for a person and for a million.

A *quantity* says what numbers an argument takes. The law's functions `read` their arguments
through it and refuse by name; the cells ask the same quantity which elements are at `fault`.
NaN in an optional argument means "not given"; in a required one it is refused.
"""

from collections.abc import Callable
from math import isnan
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from megaroth_xl.errors import InputError, MegarothError, ShapeError
from megaroth_xl.phrases import Phrase

__all__ = [
    "AGE",
    "CENTS",
    "COUNT",
    "FLOATS",
    "DOLLARS",
    "INFLATION",
    "FLAG",
    "RATE",
    "RETURN",
    "SIGNED_DOLLARS",
    "WHOLE_YEAR",
    "BoolArray",
    "DateArray",
    "Flags",
    "FloatArray",
    "Numbers",
    "Quantity",
    "align",
    "cents",
    "cents_below",
    "down_to_cents",
    "flags",
    "optional",
    "read",
    "percent_cure",
    "read_cents",
    "refuse",
    "result",
    "round_half_up",
    "without_noise",
    "single",
    "single_or_none",
    "truth",
]

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
DateArray = npt.NDArray[np.datetime64]
Numbers = npt.ArrayLike
"""A number, or numbers of any shape, that numpy turns into float64."""

Flags = npt.ArrayLike
"""True or False, or 1 and 0; any shape."""

MOST_DOLLARS = 1e12
"""Amounts up to a trillion keep their cents exactly; beyond it a typing error is certain."""

CENTS = 100
"""To the dollar."""
FLOATS = frozenset({float, np.float64})
"""Types of one number that needs no conversion."""

NOISE = 1e-3
"""Above the rounding of sums near a trillion dollars, and below any cent."""


def _number(value: float) -> str:
    return f"{value:,.6f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else f"{value:g}"


class Quantity(NamedTuple):
    """The numbers that an argument takes, and the sentence for those it does not.

    Parameters
    ----------
    expected
        What is taken, in words.
    takes
        True where an element is taken; NaN never is.
    cure
        What to type instead of a refused number, or "".
    sign
        "$" or "%" where people type it with one.
    """

    expected: str
    takes: Callable[[FloatArray], BoolArray]
    cure: Callable[[float], str] = lambda _: ""
    sign: str = ""

    def faults(self, values: FloatArray) -> BoolArray:
        """Elements that are not taken."""
        with np.errstate(invalid="ignore"):
            return ~self.takes(values)

    def takes_one(self, value: FloatArray | float) -> bool:
        """Return whether one number is taken; far quicker than `faults`."""
        return bool(self.takes(float(value)))  # type: ignore[arg-type]

    def refusal(self, name: str, value: float) -> InputError:
        """The error for one refused element."""
        found = "not a number" if np.isnan(value) else _number(value)
        cure = self.cure(value)
        return InputError(name, found, _with(self.expected, cure))


def _with(expected: str, cure: str) -> str:
    return Phrase("{expected}; {cure}", expected=expected, cure=cure) if cure else expected


def percent_cure(value: float) -> str:
    """Return how a percentage is typed."""
    words = "for {percent} percent type {percent}% or {share}"
    return Phrase(words, percent=f"{value:g}", share=f"{value / 100:g}")


def _percent_cure(value: float) -> str:
    return percent_cure(value) if 1 < value <= 100 else ""


def _whole(values: FloatArray | float) -> BoolArray | bool:
    if isinstance(values, float):
        return values % 1 == 0  # without a call of numpy
    return np.asarray(np.rint(values) == values)


DOLLARS = Quantity(
    "dollars from 0 to a trillion", lambda v: (v >= 0) & (v <= MOST_DOLLARS), sign="$"
)
SIGNED_DOLLARS = Quantity(
    "dollars, up to a trillion either way", lambda v: np.abs(v) <= MOST_DOLLARS, sign="$"
)
RATE = Quantity("a share between 0 and 1", lambda v: (v >= 0) & (v <= 1), _percent_cure, sign="%")
RETURN = Quantity(
    "a yearly return above -1 (losing everything) and up to 1 (doubling)",
    lambda v: (v > -1) & (v <= 1),
    _percent_cure,
    sign="%",
)
INFLATION = Quantity(
    "a yearly rise of prices from -0.05 to 0.2 (-5% to 20%)",
    lambda v: (v >= -0.05) & (v <= 0.2),
    _percent_cure,
    sign="%",
)
AGE = Quantity(
    "the age on December 31, a whole number from 14 to 110",
    lambda v: (v >= 14) & (v <= 110) & _whole(v),
)
WHOLE_YEAR = Quantity(
    "a calendar year such as 2026", lambda v: (v >= 1900) & (v <= 2999) & _whole(v)
)
COUNT = Quantity("a whole number from 1 to 10,000", lambda v: (v >= 1) & (v <= 10_000) & _whole(v))
FLAG = Quantity("TRUE or FALSE", lambda v: (v == 0) | (v == 1))


def _floats(values: Numbers, name: str) -> FloatArray:
    if type(values) in FLOATS:
        return np.asarray(values)
    if isinstance(values, np.ndarray) and values.dtype == np.float64:
        return values
    try:
        array = np.asarray(values)
        if array.dtype.kind in "USb" and array.size:
            raise InputError(name, repr(array.flat[0].item()), "a number")
        return array.astype(np.float64)
    except (TypeError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(name, f"of type {type(values).__name__}", "a number or numbers") from error


def refuse(elements: BoolArray, error: Callable[[int], MegarothError]) -> None:
    """Raise the error of the first element that is refused, if any is.

    A caller that wants all of them, a range of cells say, finds them in `MegarothError.elements`.

    Parameters
    ----------
    elements
        Which elements are refused.
    error
        The error of one of them, by its place in the flattened array.

    Examples
    --------
    >>> refuse(np.array([False, True]), lambda i: InputError("year", f"of row {i}", "another"))
    Traceback (most recent call last):
    megaroth_xl.errors.InputError: year is of row 1: expected another
    """
    if elements.any():
        first = error(int(elements.argmax()))
        first.elements = elements, error
        raise first


def read(values: Numbers, quantity: Quantity, name: str) -> FloatArray:
    """Required numbers as float64, each of them checked.

    Parameters
    ----------
    values
        A number or numbers of any shape.
    quantity
        What the argument takes.
    name
        The argument's name, for the refusal.

    Returns
    -------
    FloatArray
        The same shape; 0-dimensional for a number.

    Raises
    ------
    InputError
        For the first element that is not taken.

    Examples
    --------
    >>> read([1000, 2000.5], DOLLARS, "deferral")
    array([1000. , 2000.5])
    >>> read(24, RATE, "rate")
    Traceback (most recent call last):
    megaroth_xl.errors.InputError: rate is 24: expected a share between 0 and 1;
    for 24 percent type 24% or 0.24
    """
    array = _floats(values, name)
    if array.ndim == 0 and quantity.takes_one(array):
        return array
    faults = quantity.faults(array)
    if faults.any():
        raise quantity.refusal(name, float(array[faults].flat[0]))
    return array


def optional(values: Numbers | None, quantity: Quantity, name: str) -> FloatArray:
    """Optional numbers as float64; None and NaN mean "not given" and come out as NaN."""
    if values is None:
        return np.asarray(np.nan)
    array = _floats(values, name)
    if array.ndim == 0 and (isnan(array) or quantity.takes_one(array)):
        return array
    faults = quantity.faults(array) & ~np.isnan(array)
    if faults.any():
        raise quantity.refusal(name, float(array[faults].flat[0]))
    return array


def single(value: Numbers, quantity: Quantity, name: str) -> float:
    """One required number, for a function that takes no ranges.

    >>> single([0.06], RATE, "deferral_rate")
    Traceback (most recent call last):
    megaroth_xl.errors.InputError: deferral_rate is 1 number in a range: expected one number
    """
    array = read(value, quantity, name)
    if array.ndim:
        words = "{count} number in a range" if array.size == 1 else "{count} numbers in a range"
        raise InputError(name, Phrase(words, count=str(array.size)), "one number")
    return float(array)


def single_or_none(value: Numbers | None, quantity: Quantity, name: str) -> float | None:
    """One optional number, for a function that takes no ranges; None where it is not given.

    >>> single_or_none(float("nan"), AGE, "age") is None
    True
    """
    if value is None or (np.ndim(value) == 0 and np.isnan(_floats(value, name))):
        return None
    return single(value, quantity, name)


def flags(values: Flags, name: str) -> BoolArray:
    """Required answers of yes or no, as True and False in the same shape.

    >>> flags([True, False], "is_hce"), flags(1, "is_hce")
    (array([ True, False]), array(True))
    """
    array = np.asarray(values)
    return array if array.dtype == np.bool_ else np.asarray(read(array, FLAG, name) == 1)


def align(**arrays: npt.NDArray[Any]) -> tuple[int, ...]:
    """The shape that the named arrays share by numpy's broadcasting, or a ShapeError."""
    try:
        return np.broadcast_shapes(*(array.shape for array in arrays.values()))
    except ValueError as error:
        raise ShapeError({name: array.shape for name, array in arrays.items()}) from error


def result(values: npt.ArrayLike) -> float | FloatArray:
    """A float for a 0-dimensional result, the array itself otherwise."""
    array = np.asarray(values, dtype=np.float64)
    return float(array) if array.ndim == 0 else array


def truth(values: npt.ArrayLike) -> bool | BoolArray:
    """A bool for a 0-dimensional answer, the array itself otherwise."""
    array = np.asarray(values, dtype=np.bool_)
    return bool(array) if array.ndim == 0 else array


def cents(dollars: float | FloatArray) -> FloatArray:
    """Dollars as whole cents, halves up, whose sums and comparisons are exact; NaN stays NaN.

    >>> cents(np.array([0.1 + 0.2, 1.15, 0.125]))
    array([ 30., 115.,  13.])
    """
    return round_half_up(np.asarray(dollars, dtype=np.float64) * CENTS, 0)


def cents_below(dollars: float | FloatArray) -> FloatArray:
    """Dollars as whole cents that come to no more, so that they may be paid in; NaN stays NaN.

    >>> cents_below(np.array([0.1 + 0.2, 1.159]))
    array([ 30., 115.])
    """
    return np.asarray(np.floor(np.round(np.asarray(dollars, dtype=np.float64) * CENTS, 4)))


def down_to_cents(dollars: float | FloatArray) -> FloatArray:
    """Dollars rounded down to a cent (`cents_below`); NaN stays NaN.

    >>> down_to_cents(np.array([0.1 + 0.2, 1.159]))
    array([0.3 , 1.15])
    """
    return np.asarray(cents_below(dollars) / CENTS)


def read_cents(dollars: Numbers, name: str) -> FloatArray:
    """Required dollars as whole cents; see `read`."""
    return cents(read(dollars, DOLLARS, name))


def without_noise(dollars: float | FloatArray) -> FloatArray:
    """Differences of dollars, with what only the sums' binary rounding has left taken as nothing.

    >>> without_noise(np.array([46962.55 - (17704.46 + 21295.21 + 7962.88), 0.01]))
    array([0.  , 0.01])
    """
    if np.ndim(dollars) == 0:
        return np.asarray(0.0 if abs(float(dollars)) < NOISE else dollars)
    return np.where(np.abs(dollars) < NOISE, 0.0, dollars)


def round_half_up(values: Numbers, places: int = 2) -> FloatArray:
    """Round halves away from zero, as payroll does: 0.125 dollars is 13 cents.

    Works on the shortest decimal that means the float, so that 1.005 gives 1.01.

    >>> round_half_up([0.125, 1.005, 2.675])
    array([0.13, 1.01, 2.68])
    """
    array = np.asarray(values, dtype=np.float64)
    scaled = np.asarray(np.abs(array))
    if places:
        scaled *= 10.0**places
    # Two units in the last place cover the error of the product.
    units = np.asarray(np.spacing(scaled))
    units *= 2
    units += scaled
    units += 0.5
    np.copysign(np.floor(units, out=units), array, out=units)
    if places:
        units /= 10.0**places
    return units
