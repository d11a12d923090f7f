"""What the formulas answer to LibreOffice Calc, in the values that Calc takes.

Calc hands a blank cell over as 0 (in a range as ""), TRUE as 1, and a range as a tuple of rows;
where a cell holds an error it shows an error without asking. It takes rows of numbers and texts,
and an error as a number that is none: NaN, with the error's code in its last bits.
"""

from struct import pack, unpack
from typing import Any

from megaroth_xl.cells import CellError, RefusedCellError
from megaroth_xl.errors import MegarothError
from megaroth_xl.udfs import FORMULAS

__all__ = ["answer"]

ERROR_CODES = {"#NUM!": 503, "#N/A": 32767}
"""Calc's own codes of errors that need no sentence beside them."""
QUIET_NAN = 0x7FF8000000000000


def answer(name: str, cells: tuple[Any, ...]) -> tuple[tuple[float | str, ...], ...]:
    """What a formula shows for these cells.

    Parameters
    ----------
    name
        The formula's name.
    cells
        Its arguments as Calc hands them over, None where omitted.

    Returns
    -------
    tuple of tuple
        Rows of numbers and texts; what was refused as its sentence.

    Examples
    --------
    >>> answer("MEGAROTH_HEADROOM", (23000.0, 15000.0, 2024.0, None, None, None, None, None))
    ((31000.0,),)
    >>> answer("MEGAROTH_HEADROOM", (((23000.0,), ("x",)), 15000.0, 2024.0))
    ((31000.0,), ("deferral is 'x': expected dollars from 0 to a trillion",))
    """
    try:
        shown = FORMULAS[name].answer(*cells)
    except RefusedCellError as refused:
        shown = refused.error
    except MegarothError as error:
        shown = CellError(str(error))
    rows = shown if isinstance(shown, list) else [[shown]]
    return tuple(tuple(map(_value, row)) for row in rows)


def _value(shown: Any) -> float | str:
    if isinstance(shown, CellError) and shown.kind in ERROR_CODES:
        error: float
        (error,) = unpack("<d", pack("<Q", QUIET_NAN | ERROR_CODES[shown.kind]))
        return error
    return float(shown) if isinstance(shown, (bool, int, float)) else str(shown)
