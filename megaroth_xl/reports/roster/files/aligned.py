"""Text files whose columns stand one below another, parted by blanks alone."""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

__all__ = ["aligned_columns", "cut"]

Score = Callable[[Sequence[Sequence[str | None]]], int]
"""How many headings some rows hold that are known."""
HEADING_WITHIN = 60
LEAST_HEADINGS = 3
TOKEN = re.compile(r"\S(?: ?\S)*")
"""Words with single blanks between them: what stands in one column."""
RULE = re.compile(r"^[\s\-=_+]*$")
"""A line that is blank, or underlines the headings."""


def aligned_columns(lines: Sequence[str], score: Score) -> tuple[int, ...] | None:
    """Where each column begins; () where some cells are not plainly below one heading.

    None where no line has several headings that blanks part.

    Between two headings there has to be one stretch that is blank in every line of the table,
    beside single blanks: a name may have one at the same place in each line. No cell holds more
    than one blank after another, which would be two cells.

    Parameters
    ----------
    lines
        All lines of the file.
    score
        How many headings some rows hold that are known: what tells the line of headings.

    Examples
    --------
    >>> lines = ["ID  NAME     GROSS PAY  401K", "1   LEE ANN     150000  15000"]
    >>> aligned_columns(lines, lambda rows: max(map(len, rows)))
    (0, 3, 12, 23)
    """
    heads = lines[:HEADING_WITHIN]
    known = [score([TOKEN.findall(line)]) for line in heads]
    if max(known, default=0) < LEAST_HEADINGS:
        return None
    at = known.index(max(known))
    headings = list(TOKEN.finditer(heads[at]))
    table = [line for line in lines[at:] if _is_row(line)]
    begins = [0]
    for left, right in pairwise(headings):
        between = range(left.end(), right.start())
        blank = "".join(
            "x" if any(line[place : place + 1].strip() for line in table) else " "
            for place in between
        )
        gaps = sorted(re.finditer(" +", blank), key=lambda gap: len(gap[0]), reverse=True)
        widths = [len(gap[0]) for gap in gaps]
        if not widths or widths[1:2] == widths[:1] or max(widths[1:], default=0) > 1:
            return ()
        begins.append(left.end() + gaps[0].end() - 1)
    several = (cell for line in table for cell in cut(line, begins) if cell and "  " in cell)
    return () if any(several) else tuple(begins)


def _is_row(line: str) -> bool:
    """Return whether a line is a row of the table, and not a note or a rule."""
    return len(TOKEN.findall(line)) >= LEAST_HEADINGS and not RULE.match(line)


def cut(line: str, begins: Sequence[int]) -> list[str | None]:
    """The cells of a line; a note, which runs across the columns, stands in the first one.

    >>> cut("1   LEE ANN     150000  15000", (0, 3, 12, 22)), cut("As of 06/30/2026", (0, 3, 12))
    (['1', 'LEE ANN', '150000', '15000'], ['As of 06/30/2026', None, None])
    """
    if RULE.match(line):
        return [None] * len(begins)
    if any(line[begin : begin + 1].strip() for begin in begins[1:]):
        return [line.strip(), *[None] * (len(begins) - 1)]
    ends = [*begins[1:], len(line)]
    cells = (line[begin:end].strip() for begin, end in zip(begins, ends, strict=True))
    return [cell or None for cell in cells]
