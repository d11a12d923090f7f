"""What the XML of a sheet proves about its cells, where it is written as programs write it.

A faster reader hands over each cell's text and not its kind: a day is a serial number, and 1.50 may
be a number or a text. What is counted here on the way tells the kinds: as many cells are numbers as
have a value that is no text, and as many of them are days as have a style that shows one. Of a
sheet with anything else, such as a formula, an error, yes or no as a value, or a hidden row,
nothing is said.
"""

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

import polars as pl

__all__ = ["CellStyles", "PlainSheet"]

BEGIN, END = b"<sheetData>", b"</sheetData>"
HEAD = re.compile(
    rb"""(?:<\?xml version=["']1.0["'] encoding=["'](?i:utf-8)["'][^>]*>)?\s*<worksheet\s"""
    rb"(?!.*(?:hidden|<!|<c\s|<row\s))",
    re.S,
)
"""What stands above the rows: nothing hidden, and no prefix before the names of elements."""
TAIL = re.compile(rb"<sheetData|<c\s|<row\s|<!")
"""What stands below them on no plain sheet."""
OTHER = r"""["'](?:e|b|d|str)["']|&#|hidden|[<:]f[\s/>]|<!|rPh|extLst|<r>|='|= "| =["]"""
"""What no plain sheet has between its first row and its last."""
VALUE, SHARED_TEXT = "<v", 't="s"'
ROW_START = r'<row(?:\s[^>]*)?/?>(?:<c r="[A-Z]+[0-9]+")?'
ROW_NUMBERS = r'\sr="([0-9]+)"(?:.*[A-Z]([0-9]+)"$)?'
IN_STYLE = 's="(?:{})"'
DAY = r'[A-Z]+[0-9]+" s="(?:{})"(?: t="n")?><v>'
NO_DAY = r'[0-9]" s="(?:{})"(?:/>|></c>| t="(?:s|inlineStr)")'
"""A cell of a style with a number, and without one."""


@dataclass(frozen=True)
class CellStyles:
    """The numbers of the styles of a workbook's cells.

    Parameters
    ----------
    days
        Those that show a day.
    unsure
        Those that are not certain to show a day, nor certain not to.
    """

    days: Collection[str] = ()
    unsure: Collection[str] = ()


@dataclass(eq=False)
class PlainSheet:
    """A sheet as far as it was seen.

    Parameters
    ----------
    styles
        The styles of the workbook's cells.
    is_plain
        Whether all that was seen is plain.
    has_ended
        Whether all its rows were seen.
    numbers
        How many cells hold a number.
    days
        By the letters of a column, how many of its numbers show a day.
    """

    styles: CellStyles
    is_plain: bool = True
    has_ended: bool = False
    numbers: int = 0
    days: Counter[str] = field(default_factory=Counter)
    _rows: list[pl.Series] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._has_begun = False
        styles = ["|".join(self.styles.days), "|".join(self.styles.unsure)]
        self._days, self._unsure = (IN_STYLE.format(style) if style else "" for style in styles)
        self._day, self._no_day = (pattern.format(styles[0]) for pattern in (DAY, NO_DAY))

    @property
    def rows(self) -> pl.Series:
        """The numbers of its rows, in order."""
        return pl.concat(self._rows) if self._rows else pl.Series(dtype=pl.Int64)

    def see(self, piece: bytes) -> None:
        """Take in the next piece, cut before a cell where one begins near to its end."""
        if not self.is_plain:
            return
        if not self._has_begun:
            head, begin, piece = piece.partition(BEGIN)
            self._has_begun = self.is_plain = bool(begin and HEAD.match(head))
        body, tail = (b"", piece) if self.has_ended else (piece, b"")
        if (end := body.find(END)) >= 0:
            body, tail = body[:end], body[end + len(END) :]
            self.has_ended = True
        self.is_plain = self.is_plain and not TAIL.search(tail)
        if self.is_plain and body:
            self._see_rows(pl.Series([body.decode("latin-1")]))

    def _see_rows(self, xml: pl.Series) -> None:
        is_other = xml.str.contains(OTHER)[0]
        if is_other or (self._unsure and xml.str.contains(self._unsure)[0]):
            self.is_plain = False
            return
        values = xml.str.count_matches(VALUE, literal=True) - xml.str.count_matches(
            SHARED_TEXT, literal=True
        )
        self.numbers += int(values[0])
        if self._days and (styled := int(xml.str.count_matches(self._days)[0])):
            days = xml.str.extract_all(self._day).explode().drop_nulls()
            others = int(xml.str.count_matches(self._no_day)[0]) if len(days) < styled else 0
            self.is_plain = styled == len(days) + others
            columns = days.str.slice(0, 2).str.strip_chars_end("0123456789").alias("c")
            self.days += Counter(dict(columns.value_counts(name="count").iter_rows()))
        starts = xml.str.extract_all(ROW_START).explode()
        numbers = starts.str.extract_groups(ROW_NUMBERS).struct.unnest().cast(pl.Int64)
        rows, of_cells = numbers.get_columns()
        is_numbered = starts.null_count() == 1 == len(starts) or not rows.null_count()
        self.is_plain = self.is_plain and is_numbered and not (rows != of_cells).any()
        self._rows.append(rows.drop_nulls())
