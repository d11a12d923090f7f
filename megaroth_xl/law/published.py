"""The package's own tables of published figures: rows of text, as they were transcribed."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

__all__ = ["PublishedTable", "published_table"]

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class PublishedTable:
    """A table of figures and what its head says of it.

    Parameters
    ----------
    notes
        What the head says: the title, where each column comes from.
    rows
        The figures as text, so that no digit is lost; "" where none was published.
    """

    notes: Mapping[str, str]
    rows: tuple[Mapping[str, str], ...]

    @property
    def checked(self) -> date:
        """When the figures were last compared with their source."""
        return date.fromisoformat(self.notes["checked"])


@cache
def published_table(name: str) -> PublishedTable:
    """One of the package's tables.

    Parameters
    ----------
    name
        "announced", "average_wage" or "price_index".

    Examples
    --------
    >>> published_table("average_wage").rows[0]
    {'year': '1992', 'average_wage': '22935.42'}
    """
    lines = (DATA / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    notes = [line.removeprefix("# ").split(": ", 1) for line in lines if line.startswith("#")]
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return PublishedTable(dict(notes), tuple(rows))
