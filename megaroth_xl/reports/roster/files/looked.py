"""What is looked for in an Excel file while its limits are checked, so that it is unpacked once."""

import re

from megaroth_xl.reports.roster.files.bombs import Reach
from megaroth_xl.reports.roster.files.pieces import Piece
from megaroth_xl.reports.roster.files.plain_sheet import DECLARATION, CellStyles, PlainSheet

__all__ = ["Looked"]

TELLING = r"""["']e["']|&#|hidden\s*=\s*["'](?:1|true)|[<:]f[\s/>]"""
"""What the XML of an error, a formula or something hidden holds, in any spelling; where it is
found, the XML is read element by element."""
SHEETS, SHARED_TEXTS = "xl/worksheets/", "xl/sharedstrings.xml"
HEAD = 1_000
"""Letters of a part that hold its first element."""
TEXTS_HEAD = re.compile(DECLARATION + r"<sst\s")
UNUSUAL_TEXT = r"&#|<!|<rPh|<r[\s>]"
"""What readers show differently: comments, pronunciations, and parts with formats of their own."""


class Looked:
    """The pieces of a file's parts, as far as they were looked at.

    Parameters
    ----------
    styles
        The styles of the workbook's cells.
    """

    def __init__(self, styles: CellStyles) -> None:
        self.telling: set[str] = set()
        """The parts with an error, a formula or something hidden, perhaps."""
        self._styles = styles
        self._can_be_plain = "0" not in {*styles.days, *styles.unsure}  # of cells that name none
        self._sheets: dict[str, PlainSheet] = {}
        self._has_texts = False
        self._has_plain_texts = True

    def look(self, part: str, piece: Piece) -> Reach | None:
        """Look at a piece of a part; return how far its cells reach where the sheet is plain."""
        name = part.lower()
        if name == SHARED_TEXTS:
            is_plain = self._has_texts or bool(TEXTS_HEAD.match(piece.xml[:HEAD].decode("latin-1")))
            self._has_texts = True
            self._has_plain_texts &= is_plain and not piece.letters.str.contains(UNUSUAL_TEXT)[0]
            return None
        if self._can_be_plain and name.startswith(SHEETS):
            if part not in self._sheets:
                self._sheets[part] = PlainSheet(self._styles)
            sheet = self._sheets[part]
            sheet.see(piece.xml)
            if sheet.is_plain:
                return Reach(sheet.last_row, sheet.columns)
        if part not in self.telling:
            self.telling.update([part] if piece.letters.str.contains(TELLING)[0] else [])
        return None

    def plain_sheet(self, part: str) -> PlainSheet | None:
        """What is proved of a sheet, by the name of its part; None where it is not plain."""
        sheet = self._sheets.get(part)
        is_plain = sheet is not None and sheet.is_plain and sheet.has_ended
        return sheet if is_plain and self._has_plain_texts else None
