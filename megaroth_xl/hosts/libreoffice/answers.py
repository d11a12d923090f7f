"""The formulas' answers to LibreOffice Calc, as values that Calc accepts.

Calc hands a blank cell over as 0 (in a range as ""), TRUE as 1, and a range as a tuple of rows;
where a cell holds an error it shows an error without asking. It takes rows of numbers and texts,
and an error as a number that is none: NaN, with the error's code in its last bits. So SUM does not
pass over what was refused, and IFERROR finds it; MEGAROTH_WHY says the sentence.
"""

from struct import pack, unpack
from typing import Any

from megaroth_xl.cell_errors import CellError, RefusedCellError
from megaroth_xl.errors import MegarothError
from megaroth_xl.udfs import FORMULAS

__all__ = ["answer"]

ERROR_CODES = {
    "#NUM!": 503,
    "#VALUE!": 519,
    "#NULL!": 521,
    "#REF!": 524,
    "#NAME?": 525,
    "#DIV/0!": 532,
    "#N/A": 32767,
}
"""Calc's own codes of errors, by what its cells show; it has no others of Excel's."""
QUIET_NAN = 0x7FF8000000000000


def answer(name: str, cells: tuple[Any, ...]) -> tuple[tuple[float | str, ...], ...]:
    """Return what a formula shows for these cells.

    Parameters
    ----------
    name
        The formula's name.
    cells
        Its arguments as Calc hands them over, None where omitted.

    Returns
    -------
    tuple of tuple
        Rows of numbers and texts; what was refused as the number of an error.

    Examples
    --------
    >>> answer("MEGAROTH_HEADROOM", (23000.0, 15000.0, 2024.0, None, None, None, None, None))
    ((31000.0,),)
    >>> answer("MEGAROTH_HEADROOM", (((23000.0,), ("x",)), 15000.0, 2024.0))
    ((31000.0,), (nan,))
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
    if isinstance(shown, CellError):
        error: float
        code = ERROR_CODES.get(shown.kind, ERROR_CODES["#VALUE!"])
        (error,) = unpack("<d", pack("<Q", QUIET_NAN | code))
        return error
    return float(shown) if isinstance(shown, (bool, int, float)) else str(shown)
