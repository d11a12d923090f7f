"""Answers LibreOffice Calc from a Python of its own.

Started by `python -m megaroth_xl.hosts.libreoffice.server` or by `megaroth libreoffice answer`.
Each line in is a formula's name and its cells, each line out the rows that it shows, as JSON. NaN
payloads, which carry errors, are sent as integers, because JSON has no NaN.
"""

import json
import sys
from collections.abc import Iterable
from contextlib import redirect_stdout
from math import isnan
from struct import pack, unpack
from typing import Any, TextIO

from megaroth_xl.hosts.libreoffice.answers import answer

__all__ = ["main", "serve"]


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


def main() -> None:
    """Answer standard input on standard output, where nothing else may come between."""
    pipe = sys.stdout
    with redirect_stdout(sys.stderr):
        serve(sys.stdin, pipe)


if __name__ == "__main__":
    main()
