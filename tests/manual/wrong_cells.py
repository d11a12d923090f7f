"""Compare what a host shows in the cells of the tables with what they say."""

# ruff: noqa: T201

import json

from tests.hosts.test_hosts import agrees


def print_wrong(cells, lines, host):
    """Print the cells that show something else than the tables say, and count them.

    `lines` are what `host` shows, as JSON, one for each of the cells.
    """
    wrong = 0
    for cell, line in zip(cells, lines, strict=True):
        answer = json.loads(line)
        if not agrees(answer, cell.elsewhere.get(host, cell.expected)):
            wrong += 1
            print(f"{cell.place}: {cell.formula}({cell.arguments}) shows {answer}")
    return wrong
