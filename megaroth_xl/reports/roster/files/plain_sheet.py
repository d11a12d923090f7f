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

__all__ = ["DECLARATION", "CellStyles", "PlainSheet"]

BEGIN, END = "<sheetData>", "</sheetData>"
DECLARATION = r"""(?:<\?xml version=["']1.0["'] encoding=["'](?i:utf-8)["'][^>]*>)?\s*"""
"""The first words of a part, as programs write them, before its own first element."""
HEAD = re.compile(DECLARATION + r"<worksheet\s(?!.*(?:hidden|<!|<c\s|<row\s))", re.S)
"""What stands above the rows: nothing hidden, and no prefix before the names of elements."""
TAIL = re.compile(r"<sheetData|<c\s|<row\s|<!")
"""What stands below them on no plain sheet."""
OTHER = r"""["'](?:e|b|d|str)["']|&#|hidden|[<:]f[\s/>]|<!|rPh|extLst|<r>|='|= "| ="|</s"""
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
        days, unsure = "|".join(self.styles.days), "|".join(self.styles.unsure)
        others = f"{OTHER}|{IN_STYLE.format(unsure)}" if unsure else OTHER
        xml = pl.col("xml")
        self._facts = {
            "is_other": xml.str.contains(others),
            "values": xml.str.count_matches(VALUE, literal=True),
            "shared": xml.str.count_matches(SHARED_TEXT, literal=True),
            "rows": xml.str.extract_all(ROW_START),
        }
        if days:
            self._facts["styled"] = xml.str.count_matches(IN_STYLE.format(days))
            self._facts["days"] = xml.str.extract_all(DAY.format(days))
        self._no_day = NO_DAY.format(days)

    @property
    def rows(self) -> pl.Series:
        """The numbers of its rows, in order."""
        return pl.concat(self._rows) if self._rows else pl.Series(dtype=pl.Int64)

    def see(self, xml: pl.Series) -> None:
        """Take in the next piece, cut before a cell where one begins near to its end."""
        if not self.is_plain:
            return
        if not self._has_begun:
            head, begin, body = xml[0].partition(BEGIN)
            self._has_begun = self.is_plain = bool(begin and HEAD.match(head))
            xml = pl.Series([body])
        if self.is_plain and not self.has_ended:
            xml = self._see_rows(xml)
        if self.has_ended:
            self.is_plain = self.is_plain and not TAIL.search(xml[0])

    def _see_rows(self, xml: pl.Series) -> pl.Series:
        """Take in rows; return what stands behind the last one."""
        facts = xml.to_frame("xml").select(**self._facts)
        rest = pl.Series([""])
        if facts["is_other"][0]:
            body, end, below = xml[0].partition(END)
            self.has_ended = bool(end)
            xml, rest = pl.Series([body]), pl.Series([below])
            facts = xml.to_frame("xml").select(**self._facts)
            self.is_plain = self.has_ended and not facts["is_other"][0]
        self.numbers += int(facts["values"][0] - facts["shared"][0])
        if "days" in self._facts:
            self._see_days(xml, int(facts["styled"][0]), facts["days"].explode().drop_nulls())
        starts = facts["rows"].explode().drop_nulls()
        numbers = starts.str.extract_groups(ROW_NUMBERS).struct.unnest().cast(pl.Int64)
        rows, of_cells = numbers.get_columns()
        if rows.null_count() or (rows != of_cells).any():
            self.is_plain = False
        self._rows.append(rows)
        return rest

    def _see_days(self, xml: pl.Series, styled: int, days: pl.Series) -> None:
        """Count the days of each column; no other cell may have their styles but in a known way."""
        if styled != len(days):
            others = int(xml.str.count_matches(self._no_day)[0])
            self.is_plain = self.is_plain and styled == len(days) + others
        columns = days.str.slice(0, 2).str.strip_chars_end("0123456789").alias("c")
        self.days += Counter(dict(columns.value_counts(name="count").iter_rows()))
