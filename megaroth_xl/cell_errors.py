"""Errors that stand in cells: those of Excel, whatever host delivers them, and our sentences."""

from collections.abc import Callable
from typing import Any

from megaroth_xl.errors import MegarothError

__all__ = ["CellError", "ERROR_CODES", "ERROR_KINDS", "EXCEL_ERRORS", "RefusedCellError"]

ERROR_KINDS = {
    "Blocked": "#BLOCKED!",
    "Busy": "#BUSY!",
    "Calc": "#CALC!",
    "Connect": "#CONNECT!",
    "Div0": "#DIV/0!",
    "Field": "#FIELD!",
    "GettingData": "#GETTING_DATA",
    "NotAvailable": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Spill": "#SPILL!",
    "Value": "#VALUE!",
}
"""What a cell shows, by Office.js' name of the error."""
ERROR_CODES = {
    -2146826288: "#NULL!",
    -2146826281: "#DIV/0!",
    -2146826273: "#VALUE!",
    -2146826265: "#REF!",
    -2146826259: "#NAME?",
    -2146826252: "#NUM!",
    -2146826246: "#N/A",
    -2146826245: "#GETTING_DATA",
    -2146826243: "#SPILL!",
    -2146826242: "#CONNECT!",
    -2146826241: "#BLOCKED!",
    -2146826240: "#UNKNOWN!",
    -2146826239: "#FIELD!",
    -2146826238: "#CALC!",
}
"""What a cell shows, by the whole number that classic Excel hands over for the error."""
EXCEL_ERRORS = frozenset({*ERROR_KINDS.values(), *ERROR_CODES.values()})
"""Everything that Excel shows in a cell in place of a value."""


class CellError:
    """An error that stands in a cell.

    Parameters
    ----------
    sentence
        What was wrong, and what to type instead; or what finds it out, for one cell of many whose
        sentence may never be read.
    kind
        What a cell shows where the host has errors of its own.
    """

    __slots__ = ("_sentence", "kind")

    def __init__(self, sentence: str | Callable[[], object], kind: str = "#VALUE!") -> None:
        self._sentence = sentence
        self.kind = kind

    @property
    def sentence(self) -> str:
        """Return what was wrong, and what to type instead."""
        if not isinstance(self._sentence, str):
            self._sentence = str(self._sentence())
        return self._sentence

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CellError) and (self.sentence, self.kind) == (
            other.sentence,
            other.kind,
        )

    def __hash__(self) -> int:
        return hash((self.sentence, self.kind))

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how it travels between processes: with its sentence."""
        return CellError, (self.sentence, self.kind)

    def __repr__(self) -> str:
        return f"CellError(sentence={self.sentence!r}, kind={self.kind!r})"

    def __str__(self) -> str:
        return self.sentence


class RefusedCellError(MegarothError, ValueError):
    """A single cell that no formula can take."""

    def __init__(self, error: CellError) -> None:
        super().__init__(error.sentence)
        self.error = error
