"""Something in one cell of a roster that keeps its row out."""

from typing import NamedTuple, Self

from megaroth_xl.phrases import Phrase
from megaroth_xl.texts import in_language

__all__ = ["Problem"]


class Problem(NamedTuple):
    """Something in one cell of a roster that keeps its row out.

    Parameters
    ----------
    row
        The row, as whoever made the columns counts them.
    column
        The column's name.
    found
        What was there, as text.
    expected
        What is taken instead, and the cure where there is one.
    roster
        File name of the roster, where a report has several.
    cell
        The cell as the person sees it, such as "G4"; "" where it is not one cell. Of several
        sheets that are read together it is West!G4, or West!4:4 where it is not one cell.
    """

    row: int
    column: str
    found: str
    expected: str
    roster: str = ""
    cell: str = ""

    def said(self, lang: str) -> Self:
        """Return the problem with its words in a language."""
        return self._replace(
            found=in_language(self.found, lang), expected=in_language(self.expected, lang)
        )

    @property
    def message(self) -> Phrase:
        """The problem as one sentence."""
        words = "row {row}, {column} is {found}: expected {expected}"
        if self.cell:
            words = "row {row}, {column} (cell {cell}) is {found}: expected {expected}"
        sheet, _, whole_row = self.cell.rpartition("!")
        if ":" in whole_row:
            words = "sheet {sheet}, row {row}, {column} is {found}: expected {expected}"
        return Phrase(
            words,
            sheet=sheet,
            row=str(self.row),
            column=self.column,
            cell=self.cell,
            found=self.found,
            expected=self.expected,
        )
