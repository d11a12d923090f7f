"""The pieces in which the parts of a packed roster are looked at."""

from collections.abc import Generator, Iterator
from functools import cached_property

import polars as pl

__all__ = ["CELL_START_TAG", "Piece", "whole_tags"]

CELL_START_TAG, CUT_WITHIN = b"<c ", 1 << 16
"""Pieces end before a cell if one begins so near to their end."""


class Piece:
    """A piece of a part.

    Parameters
    ----------
    xml
        Its bytes.
    """

    def __init__(self, xml: bytes) -> None:
        self.xml = xml

    @cached_property
    def letters(self) -> pl.Series:
        """The piece as a column of one text, a letter for each byte."""
        return pl.Series([self.xml.decode("latin-1")])


def whole_tags(
    pieces: Iterator[bytes], beginning: bytes = b"<", *, near_cell: bool = False
) -> Generator[Piece, None, None]:
    """The pieces, cut before the last tag of each that so begins: none is cut in two.

    With `near_cell` before the last cell instead, where one begins near to the end.
    """
    rest = b""
    for piece in pieces:
        xml = rest + piece
        cut = xml.rfind(CELL_START_TAG, -CUT_WITHIN) if near_cell else -1
        cut = cut if cut > 0 else xml.rfind(beginning)
        if cut > 0:
            yield Piece(xml[:cut])
            rest = xml[cut:]
        else:
            rest = xml
    yield Piece(rest)
