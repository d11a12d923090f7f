"""A folder of reports read back: whole, or what is missing, changed or of somebody else."""

from pathlib import Path
from typing import NamedTuple

import polars as pl

from megaroth_xl.files import Written
from megaroth_xl.reports.runs.home import OF_PERSONAL, PERSONAL
from megaroth_xl.reports.runs.identity import RUN, Record
from megaroth_xl.reports.runs.manifest import MANIFEST, Manifest
from megaroth_xl.reports.runs.rosters import OF_PROGRAMS
from megaroth_xl.reports.runs.run_errors import NoReportsError
from megaroth_xl.reports.runs.store import Store, absolute, store_at

__all__ = ["Verification", "verify"]


class Verification(NamedTuple):
    """The state of a folder of reports.

    Parameters
    ----------
    finished, whole
        Whether the run that wrote them came to its end, and how many files are as they were
        written.
    missing, changed
        Files that the manifest names and that are not there, or not as they were written; the
        manifest itself may be one of those changed.
    not_begun
        Files that the run is to have and had not begun with when it stopped; their names are not
        written yet.
    foreign
        Files among the personal workbooks that the run has not written, but those that programs
        put beside an open one.
    """

    finished: bool
    whole: int
    missing: tuple[str, ...]
    changed: tuple[str, ...]
    foreign: tuple[str, ...]
    not_begun: int = 0

    @property
    def is_whole(self) -> bool:
        """Every file of the run is there as it was written, and nothing else."""
        return self.finished and not (self.missing or self.changed or self.foreign)


def verify(folder: Path | str) -> Verification:
    """Read every file of a folder of reports, and compare it with the manifest.

    Parameters
    ----------
    folder
        The folder of `report`, or its address in object storage.

    Raises
    ------
    NoReportsError
        If the folder is not one of reports.
    """
    address = absolute(str(folder))
    store = store_at(address)
    record = Record.read(store)
    if record is None:
        raise NoReportsError(folder, RUN)
    known = Manifest.read(store).frame
    there = store.sizes([PERSONAL])
    listed = known.join(there, on="file", how="left")
    missing = listed.filter(pl.col("size").is_null())["file"].to_list()
    changed = [
        name
        for name, size, was, hash_ in listed.filter(pl.col("size").is_not_null())
        .select("file", "size", "bytes", "sha256")
        .iter_rows()
        if size != was or Written.of(store.pieces(name)).sha256 != hash_
    ]
    if record.finished and _hash(store, MANIFEST) != record.manifest:
        changed.append(MANIFEST)
    others = there.join(known, on="file", how="anti").filter(OF_PERSONAL)["file"].sort()
    foreign = [name for name in others if not name.rpartition("/")[2].startswith(OF_PROGRAMS)]
    return Verification(
        record.finished,
        known.height - len(missing) - len(set(changed) - {MANIFEST}),
        tuple(missing),
        tuple(changed),
        tuple(foreign),
        max((record.files or 0) - known.height, 0),
    )


def _hash(store: Store, name: str) -> str:
    return Written.of([store.read(name) or b""]).sha256
