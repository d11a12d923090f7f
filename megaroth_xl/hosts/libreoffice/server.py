"""Answers LibreOffice Calc from a Python of its own.

Started by `python -m megaroth_xl.hosts.libreoffice.server`. Each line in is a formula's name and
its cells, each line out the rows that it shows, as JSON. An
error's number, which JSON has not, goes as its bits.
"""

import json
import sys
from collections.abc import Iterable
from contextlib import redirect_stdout
from math import isnan
from struct import pack, unpack
from typing import Any, TextIO

from megaroth_xl.hosts.libreoffice.answers import answer

__all__ = ["serve"]


def serve(lines: Iterable[str], shown: TextIO) -> None:
    """Answer line by line, until no more come."""
    for line in lines:
        name, cells = json.loads(line)
        rows = [[_sent(value) for value in row] for row in answer(name, tuple(cells))]
        shown.write(json.dumps(rows) + "\n")
        shown.flush()


def _sent(value: float | str) -> Any:
    if isinstance(value, str) or not isnan(value):
        return value
    (bits,) = unpack("<Q", pack("<d", value))
    return {"bits": bits}


if __name__ == "__main__":
    pipe = sys.stdout
    with redirect_stdout(sys.stderr):  # nothing else may come between the answers
        serve(sys.stdin, pipe)
