"""Characters that mean something of their own: marks of a design, and Excel's escapes."""

import re

__all__ = ["ESCAPE", "FIELD_END", "FIELD_START", "escaped"]

FIELD_START, FIELD_END = "\ue000", "\ue001"
"""Marks of a design, which no text of a roster may hold."""
ESCAPE = "_(x[0-9A-Fa-f]{4}_)"
"""What Excel reads as a character."""


def escaped(text: str) -> str:
    """A text such as ``_x0041_``, which Excel would read as a character, so that it does not.

    >>> escaped("_x0041_")
    '_x005F_x0041_'
    """
    return re.sub(ESCAPE, r"_x005F_\1", text)
