"""Transcripts: tables of figures as they were published, kept as rows of text."""

import csv
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

__all__ = ["Transcript", "transcript"]

DATA = Path(__file__).parent / "data"


class Transcript(NamedTuple):
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
        """Return when the figures were last compared with their source."""
        return date.fromisoformat(self.notes["checked"])


@cache
def transcript(name: str) -> Transcript:
    """One of the package's transcripts.

    Parameters
    ----------
    name
        "earlier_limits", "average_wage" or "price_index".

    Examples
    --------
    >>> transcript("average_wage").rows[0]
    {'year': '1992', 'average_wage': '22935.42'}
    """
    lines = (DATA / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    notes = [line.removeprefix("# ").split(": ", 1) for line in lines if line.startswith("#")]
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return Transcript(dict(notes), tuple(rows))
