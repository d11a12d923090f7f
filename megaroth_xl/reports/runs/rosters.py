"""The rosters of a run: one file, or all those of a folder, one at a time in memory."""

import hashlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from megaroth_xl.errors import RosterFileError
from megaroth_xl.files import sha256
from megaroth_xl.phrases import Phrase
from megaroth_xl.reports.roster import (
    KINDS,
    ComparedRows,
    HeadingAbsentError,
    Roster,
    RosterFacts,
    bare_ids,
    masked,
    read_roster,
    refuse_open_questions,
    return_freed_memory,
)
from megaroth_xl.reports.runs.aside import Aside, Packed, packed
from megaroth_xl.reports.runs.names import safe_names
from megaroth_xl.reports.runs.store import absolute, is_url, storage_of
from megaroth_xl.reports.runs.work import Workers
from megaroth_xl.texts import LANGUAGES

__all__ = ["Part", "Rosters", "is_folder", "read_rosters"]

Ids = npt.NDArray[np.uint64]
"""A hash of each employee's id."""
OF_PROGRAMS = ("~$", ".")
"""How the names of files begin that programs put beside an open one."""
MOST_NAMED = 3
"""Rosters that a refusal names."""
MOST_IN_SUMMARY = 100
"""Rosters that the summary names; all are in the record of the run."""


class Part(NamedTuple):
    """One roster of a run.

    Parameters
    ----------
    name
        Its file name.
    sha256
        SHA-256 of the file.
    folder
        A name for a folder of its own: that of the file, as every system takes it; "" for the
        only roster.
    """

    name: str
    sha256: str
    folder: str


class Rosters:
    """The rosters of a run, which are read once and put aside.

    Parameters
    ----------
    parts
        Each of them, in the order of names.
    is_folder
        They are those of a folder.
    facts
        What is said of all of them together.
    aside, numbers
        Where they are put aside.
    only
        The only roster, which stays at hand.
    """

    def __init__(
        self,
        parts: Sequence[Part],
        facts: RosterFacts,
        aside: Aside,
        numbers: Sequence[int],
        *,
        is_folder: bool,
        only: Roster | None = None,
    ) -> None:
        self.parts, self.facts, self.is_folder = parts, facts, is_folder
        self._aside, self._numbers = aside, numbers
        self._at_hand = None if only is None else (0, only)

    def __len__(self) -> int:
        return len(self.parts)

    def __iter__(self) -> Iterator[Roster]:
        return map(self.roster, range(len(self)))

    def roster(self, place: int) -> Roster:
        """The roster at a place; the last one that was asked for is at hand."""
        if self._at_hand is None or self._at_hand[0] != place:
            self.let_go(for_good=True)  # one at a time
            self._at_hand = place, self._aside.get(self._numbers[place])
        return self._at_hand[1]

    def let_go(self, *, for_good: bool) -> None:
        """Free the memory of the roster at hand, where it is put aside or not needed any more."""
        if self._numbers or for_good:
            self._at_hand = None
            return_freed_memory()

    @property
    def hashes(self) -> dict[str, str]:
        """By file name, the SHA-256 of each roster."""
        return {part.name: part.sha256 for part in self.parts}

    @property
    def names(self) -> str:
        """Return the names of the rosters, as the summary says them."""
        names = [part.name for part in self.parts]
        more = len(names) - MOST_IN_SUMMARY
        return ", ".join(names[:MOST_IN_SUMMARY]) + (f" + {more:,}" if more > 0 else "")

    @property
    def sha256(self) -> str:
        """Return the hash of a roster; of several, of the list that sha256sum makes of them."""
        only, *others = lines = [f"{part.sha256}  {part.name}\n" for part in self.parts]
        return hashlib.sha256("".join(lines).encode()).hexdigest() if others else only.split()[0]


class _ToRead(NamedTuple):
    address: str
    year: int
    reading: Mapping[str, Any]
    lang: str


class _Read(NamedTuple):
    sha256: str
    roster: Packed
    facts: RosterFacts
    ids: Ids
    absent: frozenset[str]


def is_folder(address: str) -> bool:
    """Tell whether rosters are to be looked for at an address, rather than in it.

    >>> is_folder("s3://bucket/rosters"), is_folder("s3://bucket/census.csv")
    (True, False)
    """
    if is_url(address):
        return not address.lower().endswith(KINDS)
    return Path(address).is_dir()


def read_rosters(
    address: str,
    year: int,
    reading: Mapping[str, Any],
    workers: Workers,
    aside: Aside,
    lang: str = LANGUAGES[0],
) -> Rosters:
    """Read a roster, or all rosters of a folder.

    Parameters
    ----------
    address
        A file or a folder: a path, or an address of object storage.
    year
        The calendar year that they describe.
    reading
        How they are to be read: what else `read_roster` takes.
    workers
        Read the rosters of a folder.
    aside
        Takes them until they are needed.
    lang
        Language of the questions that a roster leaves open, "en" or "ko".

    Raises
    ------
    RosterFileError
        If a roster cannot be read, or changes meanwhile; if a folder has none; or if an employee
        is in several.
    """
    of_folder = is_folder(address)
    if not of_folder:
        hashed, only, _ = _read(_ToRead(address, year, reading, lang), is_part=False)
        part, of_it = Part(_name(address), hashed, ""), RosterFacts.of(only)
        return Rosters([part], of_it, aside, (), is_folder=False, only=only)
    addresses = _addresses(address)
    read: dict[str, tuple[int, str, RosterFacts, int]] = {}
    absent: list[frozenset[str]] = []
    to_read = [_ToRead(each, year, reading, lang) for each in addresses]
    for each, found in workers.hand_out(_read_packed, to_read, large=True).results():
        number, number_of_ids = aside.put(found.roster), aside.put(found.ids)
        read[each.address] = number, found.sha256, found.facts, number_of_ids
        absent.append(found.absent)
        del found  # its roster is not in memory while the next one is read
    for heading in sorted(frozenset.intersection(*absent)):
        words = "has no roster with a column {heading}, which the reading settings name"
        raise RosterFileError(address, "", Phrase(words, heading=repr(heading)))
    names = [_name(each) for each in addresses]
    numbers, hashes, facts, of_ids = zip(*(read.pop(each) for each in addresses), strict=True)
    parts = [Part(*each) for each in zip(names, hashes, safe_names(pl.Series(names)), strict=True)]
    together = RosterFacts.together(dict(zip(names, facts, strict=True)))
    rosters = Rosters(parts, together, aside, numbers, is_folder=True)
    _refuse_twins(address, rosters, aside, of_ids)
    return_freed_memory()
    return rosters


def _name(address: str) -> str:
    return address.replace("\\", "/").rsplit("/", 1)[-1]


def _addresses(folder: str) -> list[str]:
    """The rosters of a folder, by name; files that programs put beside an open one are none."""
    if is_url(folder):
        storage, path = storage_of(folder)
        found = [storage.unstrip_protocol(each) for each in storage.ls(path, detail=False)]
    else:
        found = [str(each) for each in Path(absolute(folder)).iterdir() if each.is_file()]
    names = {each: _name(each) for each in found}
    rosters = [
        each
        for each, name in names.items()
        if name.lower().endswith(KINDS) and not name.startswith(OF_PROGRAMS)
    ]
    if not rosters:
        raise RosterFileError(
            folder, "", Phrase("has no file ending in {kinds}", kinds=", ".join(KINDS))
        )
    return sorted(rosters, key=lambda each: names[each])


def _read_packed(task: _ToRead) -> _Read:
    hashed, roster, absent = _read(task, is_part=True)
    ids = bare_ids(roster.labels["employee_id"]).hash().to_numpy()
    return _Read(hashed, packed(roster), RosterFacts.of(roster), ids, absent)


def _read(task: _ToRead, *, is_part: bool) -> tuple[str, Roster, frozenset[str]]:
    """The hash of a file, the roster in it, and named headings that a part of several lacks."""
    reading, absent = dict(task.reading), set[str]()
    with _local(task.address) as path:
        before = sha256(path) if path.is_file() else ""
        while True:
            try:
                roster = read_roster(path, task.year, **reading)
            except HeadingAbsentError as error:
                if not is_part or error.heading in absent:
                    raise
                absent.add(error.heading)
                reading["settings"] = reading["settings"].without(error.heading)
                continue
            break
        if sha256(path) != before:
            raise RosterFileError(task.address, "", "changed while it was read; start again")
    refuse_open_questions(roster.account, Path(task.address), task.lang)
    return before, roster, frozenset(absent)


@contextmanager
def _local(address: str) -> Iterator[Path]:
    """A file as one of this machine's; a copy is for its owner's eyes, and gone afterwards."""
    if not is_url(address):
        yield Path(address)
        return
    storage, path = storage_of(address)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.rsplit("/", 1)[-1]
        storage.get_file(path, str(copy))
        yield copy


def _refuse_twins(address: str, rosters: Rosters, aside: Aside, hashes: Sequence[int]) -> None:
    """Refuse employees who are in several rosters: nobody has added up their amounts.

    Their IDs may be spelled in two ways, as 00417 and 417. All that is needed of an ID is a hash of
    8 bytes, those of each roster under a number of `hashes` among what is put aside. Where two are
    alike, their IDs are compared, and the names and ages of those that are spelled alike.
    """
    everybody = np.empty(rosters.facts.employees, dtype=np.uint64)
    at = 0
    for number in hashes:
        part: Ids = aside.get(number)
        everybody[at : at + part.size] = part
        at += part.size
    everybody.sort()  # in place: a table of all of them would take several times their memory
    alike = pl.Series(np.unique(everybody[1:][everybody[1:] == everybody[:-1]]))
    del everybody
    if alike.is_empty():
        return
    suspects = []
    for place, number in enumerate(hashes):
        where = pl.Series(aside.get(number)).is_in(alike.implode())
        if where.any():
            roster = rosters.roster(place)
            frame = roster.labels.with_columns(
                birth_date=pl.Series(roster.participants.age).fill_nan(None),
                roster=pl.lit(rosters.parts[place].name),
            )
            suspects.append(frame.filter(where))
    twins = _twins(pl.concat(suspects).with_row_index("row"))
    if twins.is_empty():
        return
    names = twins["roster"].unique(maintain_order=True).to_list()
    raise RosterFileError(address, ", ".join(names[:MOST_NAMED]), _in_several(twins))


def _in_several(twins: pl.DataFrame) -> Phrase:
    """The sentence on those who are in several rosters."""
    count = twins["bare"].n_unique()
    spelled = twins.filter((pl.col("employee_id").n_unique() > 1).over("bare"))
    if spelled.is_empty():
        words = "{count} employees are in several rosters; keep all rows of an employee in one"
        if count == 1:
            words = "an employee is in several rosters; keep all rows of an employee in one"
        return Phrase(words, count=f"{count:,}")
    words = (
        "{count} employees are in several rosters, some with an ID that is spelled in two ways, "
        "such as {one} and {two}; keep all rows of an employee in one, or give different people "
        "different IDs"
    )
    if count == 1:
        words = (
            "an employee is in several rosters with an ID that is spelled in two ways, {one} and "
            "{two}; keep all rows of an employee in one, or give different people different IDs"
        )
    texts = spelled.filter(pl.col("bare") == spelled["bare"][0])["employee_id"]
    one, two, *_ = texts.unique(maintain_order=True)
    return Phrase(words, count=f"{count:,}", one=masked(one), two=masked(two))


def _twins(suspects: pl.DataFrame) -> pl.DataFrame:
    """Those who are in several rosters: with one ID, or with one in two spellings."""
    found = suspects.with_columns(bare=bare_ids(suspects["employee_id"]))
    found = found.filter((pl.col("roster").n_unique() > 1).over("bare"))
    one_id = (pl.col("roster").n_unique() > 1).over("employee_id")
    same = found.filter(one_id)
    others = found.filter(~pl.col("bare").is_in(same["bare"].unique().implode()))
    table = ComparedRows(others)
    places = others.with_row_index("place").group_by("bare", maintain_order=True).agg("place")
    people = [bare for bare, of_it in places.rows() if not table.people_apart(of_it)]
    return pl.concat([same, others.filter(pl.col("bare").is_in(people))]).sort("row")
