"""How a host's runner gets its cells and gives its answers: JSON lines, in and out.

An argument is a value, rows of values, or an object that stands for what JSON cannot say:
{"omitted": true}, {"blank": true}, {"error": "#N/A"}, {"date": "2026-03-01"}. An answer is a value,
rows of values, or {"error": "#VALUE!", "says": "..."}, where "says" is null on a host that shows no
sentence there.
"""

import json
import sys
from collections.abc import Callable, Coroutine
from datetime import date, datetime
from typing import Any


class Omitted:
    """An argument that is not given."""


class Blank:
    """A cell that holds nothing."""


class Error(str):
    """A cell that holds an error, by what it shows."""

    __slots__ = ()


OMITTED, BLANK = Omitted(), Blank()


def argument(sent: Any) -> Any:
    """An argument as a runner receives it: values, rows, and the objects above."""
    if isinstance(sent, list):
        return [argument(each) for each in sent]
    if not isinstance(sent, dict):
        return sent
    ((kind, value),) = sent.items()
    return {
        "omitted": lambda: OMITTED,
        "blank": lambda: BLANK,
        "error": lambda: Error(value),
        "date": lambda: datetime.combine(date.fromisoformat(value), datetime.min.time()),
    }[kind]()


def each_cell(cell: Callable[[Any], Any], value: Any) -> Any:
    """An argument with its cells in the form of a host."""
    if isinstance(value, list):
        return [each_cell(cell, each) for each in value]
    return cell(value)


def alone(rows: Any) -> Any:
    """One row of one value as that value; other answers as they are."""
    if isinstance(rows, list) and len(rows) == 1 and len(rows[0]) == 1:
        return rows[0][0]
    return rows


def finished(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """What a coroutine returns that waits for nothing; a browser's loop could not run it here."""
    try:
        coroutine.send(None)
    except StopIteration as end:
        return end.value
    raise RuntimeError("it waits for something")


def serve(call: Callable[[str, list[Any]], Any]) -> None:
    """Answer every formula on standard input through `call`."""
    for line in sys.stdin:
        formula, arguments = json.loads(line)
        answer = call(formula, [argument(each) for each in arguments])
        sys.stdout.write(json.dumps(answer) + "\n")
