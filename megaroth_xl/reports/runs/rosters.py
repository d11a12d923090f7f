"""The rosters of a run: one file, or all those of a folder, read as one."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from megaroth_xl.errors import RosterFileError
from megaroth_xl.files import sha256
from megaroth_xl.reports.roster.kinds import KINDS
from megaroth_xl.reports.roster.reading import read_roster
from megaroth_xl.reports.roster.roster import Roster
from megaroth_xl.reports.runs.names import safe_names
from megaroth_xl.reports.runs.store import absolute, is_url, storage_of
from megaroth_xl.reports.runs.work import Workers
from megaroth_xl.strategy.participants import COLUMNS, Participants

__all__ = ["Part", "Rosters", "is_folder", "read_rosters"]

OF_PROGRAMS = ("~$", ".")
"""How the names of files begin that programs put beside an open one."""
MOST_NAMED = 3


class Part(NamedTuple):
    """One roster of a run.

    Parameters
    ----------
    name
        Its file name.
    sha256
        SHA-256 of the file.
    employees
        Where its employees are among those of all rosters.
    folder
        A name for a folder of its own: that of the file, as every system takes it; "" for the
        only roster.
    """

    name: str
    sha256: str
    employees: slice
    folder: str


@dataclass(frozen=True, eq=False)
class Rosters:
    """The rosters of a run, read as one.

    Parameters
    ----------
    roster
        All of them together.
    parts
        Each of them, in the order of names.
    is_folder
        They are those of a folder.
    """

    roster: Roster
    parts: Sequence[Part]
    is_folder: bool

    @property
    def hashes(self) -> dict[str, str]:
        """By file name, the SHA-256 of each roster."""
        return {part.name: part.sha256 for part in self.parts}


class _ToRead(NamedTuple):
    address: str
    year: int
    reading: Mapping[str, Any]


class _Read(NamedTuple):
    sha256: str
    roster: Roster


def is_folder(address: str) -> bool:
    """Tell whether rosters are to be looked for at an address, rather than in it.

    >>> is_folder("s3://bucket/rosters"), is_folder("s3://bucket/census.csv")
    (True, False)
    """
    if is_url(address):
        return not address.lower().endswith(KINDS)
    return Path(address).is_dir()


def read_rosters(address: str, year: int, reading: Mapping[str, Any], workers: Workers) -> Rosters:
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

    Raises
    ------
    RosterFileError
        If a roster cannot be read, or changes meanwhile; if a folder has none; or if an employee
        is in several.
    """
    if not is_folder(address):
        name = address.replace("\\", "/").rsplit("/", 1)[-1]
        found = _read(_ToRead(address, year, reading))
        part = Part(name, found.sha256, slice(0, len(found.roster.participants)), "")
        return Rosters(found.roster, [part], is_folder=False)
    addresses = _addresses(address)
    to_read = [_ToRead(each, year, reading) for each in addresses]
    read = {each.address: found for each, found in workers.results(_read, to_read)}
    names = [each.replace("\\", "/").rsplit("/", 1)[-1] for each in addresses]
    together = [read.pop(each) for each in addresses]
    ends = np.cumsum([len(each.roster.participants) for each in together]).tolist()
    bounds = zip([0, *ends], ends, strict=False)
    parts = [
        Part(name, each.sha256, slice(*place), folder)
        for name, each, place, folder in zip(
            names, together, bounds, safe_names(pl.Series(names)), strict=True
        )
    ]
    roster = _joined(names, [each.roster for each in together])
    _refuse_twins(address, roster, parts)
    return Rosters(roster, parts, is_folder=True)


def _addresses(folder: str) -> list[str]:
    """The rosters of a folder, by name; files that programs put beside an open one are none."""
    if is_url(folder):
        storage, path = storage_of(folder)
        found = [storage.unstrip_protocol(each) for each in storage.ls(path, detail=False)]
    else:
        found = [str(each) for each in Path(absolute(folder)).iterdir() if each.is_file()]
    names = {each: each.replace("\\", "/").rsplit("/", 1)[-1] for each in found}
    rosters = [
        each
        for each, name in names.items()
        if name.lower().endswith(KINDS) and not name.startswith(OF_PROGRAMS)
    ]
    if not rosters:
        raise RosterFileError(folder, "", f"has no file ending in {', '.join(KINDS)}")
    return sorted(rosters, key=lambda each: names[each])


def _read(task: _ToRead) -> _Read:
    with _local(task.address) as path:
        before = sha256(path) if path.is_file() else ""
        roster = read_roster(path, task.year, **task.reading)
        if sha256(path) != before:
            raise RosterFileError(task.address, "", "changed while it was read; start again")
    roster.refuse_open_questions(Path(task.address))
    return _Read(before, roster)


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


def _joined(names: Sequence[str], rosters: Sequence[Roster]) -> Roster:
    """All rosters as one; each problem says whose it is."""
    return Roster(
        participants=_participants([each.participants for each in rosters]),
        labels=pl.concat(each.labels for each in rosters),
        problems=tuple(
            problem._replace(roster=name)
            for name, each in zip(names, rosters, strict=True)
            for problem in each.problems
        ),
        rows=sum(each.rows for each in rosters),
        totals={
            name: float(sum(each.totals[name] for each in rosters)) for name in rosters[0].totals
        },
        unused=tuple(dict.fromkeys(heading for each in rosters for heading in each.unused)),
        accounts=tuple(account for each in rosters for account in each.accounts),
        tested=_participants([each.tested for each in rosters]),
        passthrough=pl.concat((each.passthrough for each in rosters), how="diagonal"),
        as_of=next((each.as_of for each in rosters if each.as_of), None),
        employers=max(each.employers for each in rosters),
    )


def _participants(parts: Sequence[Participants]) -> Participants:
    columns = {
        name: np.concatenate([getattr(part, name) for part in parts]) for name in ("row", *COLUMNS)
    }
    return Participants(**columns)


def _refuse_twins(address: str, roster: Roster, parts: Sequence[Part]) -> None:
    """Refuse employees who are in several rosters: nobody has added up their amounts."""
    ids = roster.labels["employee_id"]
    twins = ids.is_duplicated()
    if not twins.any():
        return
    where = [part.name for part in parts if twins[part.employees].any()]
    raise RosterFileError(
        address,
        ", ".join(where[:MOST_NAMED]),
        f"{ids.filter(twins).n_unique():,} employees are in several rosters; keep all rows of an "
        "employee in one",
    )
