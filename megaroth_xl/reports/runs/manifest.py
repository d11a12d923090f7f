"""The manifest of a run: every file that it wrote, with size, hash and what it was made of.

A line is in the manifest before its file is in the folder, first without a size. So whatever
happens, the manifest names everything that we wrote, and nothing else is ours.
"""

import io
from collections.abc import Mapping
from threading import Lock
from typing import Self

import polars as pl

from megaroth_xl.files import Written
from megaroth_xl.reports.runs.identity import DIGITS
from megaroth_xl.reports.runs.store import Store

__all__ = ["MANIFEST", "Manifest", "lines"]

MANIFEST = "manifest.csv"
SCHEMA = {"file": pl.String, "bytes": pl.Int64, "sha256": pl.String, "made_of": pl.String}


def lines(made_of: str, written: Mapping[str, Written | None]) -> pl.DataFrame:
    """Lines of a manifest.

    Parameters
    ----------
    made_of
        Digest of what the files are made of.
    written
        By file name, what was written; None before it is.
    """
    rows = [(name, *(each or (None, None)), made_of) for name, each in written.items()]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


class Manifest:
    """The manifest of a folder of reports, kept on the disk as it grows.

    Parameters
    ----------
    store
        The folder.
    """

    def __init__(self, store: Store, found: pl.DataFrame) -> None:
        self._store = store
        self._found = [found, found.clear()]
        self._one_by_one = Lock()  # files are entered while others are reserved

    @classmethod
    def read(cls, store: Store) -> Self:
        """The manifest of a folder; empty if there is none.

        A last line that a killed run has left unfinished is not read.
        """
        whole, _, _ = (store.read(MANIFEST) or b"").rpartition(b"\n")
        if not whole:
            return cls(store, pl.DataFrame(schema=SCHEMA))
        found = pl.read_csv(
            io.BytesIO(whole + b"\n"),
            schema=SCHEMA,
            ignore_errors=True,
            truncate_ragged_lines=True,
            encoding="utf8-lossy",
        )
        return cls(store, found.filter(pl.col("made_of").str.len_chars() == DIGITS))

    @property
    def frame(self) -> pl.DataFrame:
        """Every file once, as its last line says: ``file``, ``bytes``, ``sha256``, ``made_of``."""
        if len(self._found) > 1:
            everything = pl.concat(self._found)
            self._found = [everything.unique("file", keep="last", maintain_order=True)]
        return self._found[0]

    def add(self, more: pl.DataFrame) -> None:
        """Add lines, on the disk before this returns."""
        with self._one_by_one:
            self._found.append(more)
            self._store.append(MANIFEST, more.write_csv(include_header=False).encode())

    def replace(self, frame: pl.DataFrame) -> Written:
        """Write the manifest again, in the order of names."""
        self._found = [frame.sort("file")]
        written = self._store.put(MANIFEST, [self._found[0].write_csv().encode()])
        self._store.wait_for_disk([MANIFEST])
        return written
