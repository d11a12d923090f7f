"""The folder of a run: reserved, cleared of what does not belong to the run, and filled.

Only files that the manifest names are replaced or removed. Everything is checked before anything
changes; then what is not of this run goes first, so that reports of two runs are never together.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from typing import NamedTuple

import polars as pl

from megaroth_xl.files import Written
from megaroth_xl.reports.runs.identity import RUN, Identity, Record
from megaroth_xl.reports.runs.manifest import MANIFEST, Manifest, lines
from megaroth_xl.reports.runs.run_errors import (
    EditedFileError,
    ForeignFileError,
    PasswordsGoneError,
    RunDiffersError,
)
from megaroth_xl.reports.runs.store import Drafted, Store, store_at

__all__ = ["OF_PERSONAL", "PASSWORDS", "PERSONAL", "Home", "Plan", "reserved"]

PERSONAL = "personal"
PASSWORDS = "passwords.csv"
OF_PERSONAL = pl.col("file").str.starts_with(f"{PERSONAL}/") | (pl.col("file") == PASSWORDS)
OTHER_PERSONAL = "its rosters, and it has personal workbooks, which take --personal"
AT_TOP = ~pl.col("file").str.contains("/", literal=True)


@contextmanager
def reserved(address: str) -> Iterator["Home"]:
    """The folder at an address, which no other run can use until the context ends.

    Raises
    ------
    OutputError
        If the folder cannot be written, or another run is writing there.
    """
    store = store_at(address)
    with store.reserve():
        yield Home(address, store)


class Plan(NamedTuple):
    """The steps a run must take with its folder.

    Parameters
    ----------
    identity
        What the reports of the run are made of.
    wanted
        The files of the run, with the digest of what each is made of.
    todo
        Those that are not there yet, or not whole.
    keep, ours
        Files of earlier runs that stay, and those that do not.
    done
        There is nothing to do.
    """

    identity: Identity
    wanted: pl.DataFrame
    todo: pl.DataFrame
    keep: pl.DataFrame
    ours: pl.DataFrame
    done: bool


class Home:
    """The folder of a run.

    Parameters
    ----------
    address
        Its path, or its address in object storage.
    store
        The folder itself, reserved.

    Raises
    ------
    ForeignFileError
        If a file is in the way that no report has written.
    """

    def __init__(self, address: str, store: Store) -> None:
        self.address = address
        self.store = store
        self._record = Record.read(store)
        self._sizes = store.sizes([PERSONAL], clear=True)
        if self._record is None and MANIFEST in self._sizes["file"]:
            raise ForeignFileError(address, [MANIFEST])
        self._manifest = Manifest.read(store)
        self._put: dict[str, Drafted] = {}

    @property
    def passwords(self) -> bytes | None:
        """The passwords that an earlier run has written; None if there are none."""
        listed = PASSWORDS in self._manifest.frame["file"]
        return self.store.read(PASSWORDS) if listed else None

    def missing(self, wanted: Mapping[str, str]) -> list[str]:
        """The files that are not there as they should be, by name and digest (as in `plan`)."""
        known = self._known().filter("whole")
        there = dict(known.select("file", "made_of").iter_rows())
        return [name for name, made_of in wanted.items() if there.get(name) != made_of]

    def plan(
        self, identity: Identity, wanted: pl.DataFrame, *, personal: bool, force: bool
    ) -> "Plan":
        """Find out what is still to be written, and whether it may be; nothing changes yet.

        Parameters
        ----------
        identity
            What the reports of the run are made of.
        wanted
            The files of the run: ``file``, and ``made_of``, the digest of what it is made of.
        personal
            Personal workbooks are among them.
        force
            Start over, whatever an earlier run has written.

        Raises
        ------
        FolderTakenError
            If the folder holds something that this run may not replace.
        """
        earlier, known = self._record, self._known()
        keep = known.filter("whole").join(wanted, on=["file", "made_of"], how="semi")
        if force:
            keep = keep.clear()
        elif not personal and earlier and earlier.identity.digest() == identity.digest():
            keep = pl.concat([keep, known.filter(OF_PERSONAL)])
        todo = wanted.join(keep, on="file", how="anti")
        ours = known.join(keep, on="file", how="anti")
        self._refuse_foreign(todo, known)
        if earlier and not force:
            self._refuse_others(earlier, identity, ours, personal=personal)
        done = earlier is not None and earlier.finished and todo.is_empty() and ours.is_empty()
        return Plan(identity, wanted, todo, keep, ours, done)

    def start(self, plan: "Plan", drafts: Mapping[str, Drafted]) -> None:
        """Remove what is not of this run, and put the files that are ready in its place.

        Parameters
        ----------
        plan
            What is to be written.
        drafts
            As in `put`.
        """
        if plan.done:
            return
        self._record = Record(plan.identity, files=plan.todo.height + plan.keep.height)
        replace(self._record, files=None).write(self.store)
        self._clear(plan)
        self._record.write(self.store)
        self.put(plan, drafts)

    def put(self, plan: "Plan", drafts: Mapping[str, Drafted]) -> None:
        """Put files that are ready in their places.

        Parameters
        ----------
        plan
            What is to be written.
        drafts
            The files by name; the passwords are on the disk before the others are put.
        """
        ready = plan.todo.filter(pl.col("file").is_in(list(drafts)))
        opening = pl.col("file") == PASSWORDS
        for files in (ready.filter(opening), ready.filter(~opening)):
            if files.is_empty():
                continue
            self.reserve(files)
            for name in files["file"]:
                drafts[name].put()
                self._put[name] = drafts[name]
            self.store.wait_for_disk(files["file"])
            written = [
                lines(each, {name: drafts[name].written}) for name, each in files.iter_rows()
            ]
            self.enter(pl.concat(written))

    def reserve(self, files: pl.DataFrame) -> None:
        """Enter files into the manifest that are about to be written, as `plan` wants them."""
        self._manifest.add(files.select("file", bytes=None, sha256=None, made_of="made_of"))

    def enter(self, written: pl.DataFrame) -> None:
        """Enter files into the manifest that are written, and on the disk for good."""
        self._manifest.add(written)

    def finish(self, wanted: pl.DataFrame) -> pl.DataFrame:
        """Count what is on the disk, and if all is there, say so in the run's record.

        Parameters
        ----------
        wanted
            As in `plan`.

        Returns
        -------
        pl.DataFrame
            Those of the wanted files that are there, whole.
        """
        self._sizes = self.store.sizes([PERSONAL], clear=True)
        known = self._known()
        whole = known.filter("whole").join(wanted, on=["file", "made_of"], how="semi")
        if self._record and not self._record.finished and whole.height == wanted.height:
            manifest = self._manifest.replace(known.select(self._manifest.frame.columns))
            self._record = replace(self._record, finished=True, manifest=manifest.sha256)
            self._record.write(self.store)
        return whole

    def share(self) -> None:
        """Let the group of the folder read all that the run wrote, but for the passwords."""
        ours = self._manifest.frame["file"].filter(self._manifest.frame["file"] != PASSWORDS)
        self.store.share([*ours, RUN, MANIFEST])

    def _known(self) -> pl.DataFrame:
        """Files of the manifest that may be there: ``whole`` as written, or ``edited`` since."""
        size, was = pl.col("size"), pl.col("bytes")
        known = self._manifest.frame.join(self._sizes, on="file", how="left").with_columns(
            whole=(size == was).fill_null(value=False),
            edited=((size != was) & (size > 0)).fill_null(value=False),
        )
        top = known.filter(AT_TOP & pl.col("whole"))
        edited = [
            name
            for name, hash_ in top.select("file", "sha256").iter_rows()
            if not self._is_as_put(name, hash_)
            and Written.of(self.store.pieces(name)).sha256 != hash_
        ]
        is_edited = pl.col("file").is_in(edited)
        return known.with_columns(
            whole=pl.col("whole") & ~is_edited, edited=pl.col("edited") | is_edited
        )

    def _is_as_put(self, name: str, hash_: str) -> bool:
        """Return whether a file is one that was put here, untouched: it need not be read again."""
        put = self._put.get(name)
        return put is not None and put.written.sha256 == hash_ and put.is_as_put()

    def _refuse_foreign(self, todo: pl.DataFrame, known: pl.DataFrame) -> None:
        """Refuse to replace files that no report has written."""
        new = todo.join(known, on="file", how="anti")
        foreign = new.join(self._sizes, on="file", how="semi")["file"].to_list()
        if foreign:
            raise ForeignFileError(self.address, foreign)

    def _refuse_others(
        self, earlier: Record, identity: Identity, ours: pl.DataFrame, *, personal: bool
    ) -> None:
        """Refuse to replace without force what an earlier run of other input has written."""
        has_personal = not self._manifest.frame.filter(OF_PERSONAL).is_empty()
        differences = identity.differences(earlier.identity, personal=personal and has_personal)
        if not differences and not personal and not ours.filter(OF_PERSONAL).is_empty():
            differences = [OTHER_PERSONAL]
        if differences:
            raise RunDiffersError(self.address, differences)
        if edited := ours.filter("edited")["file"].to_list():
            raise EditedFileError(self.address, edited)
        is_listed = PASSWORDS in self._manifest.frame["file"]
        if personal and is_listed and PASSWORDS not in self._sizes["file"]:
            raise PasswordsGoneError(self.address, PASSWORDS)

    def _clear(self, plan: "Plan") -> None:
        """Remove what is not of this run; what was changed since goes beside under another name.

        The passwords stay until new ones take their place: they open workbooks that stay. Where
        none take their place, they stay beside: copies that were handed out open with them.
        """
        names, columns = plan.wanted["file"].implode(), self._manifest.frame.columns
        stays = (pl.col("file") == PASSWORDS) & pl.col("file").is_in(names)
        handed_out = (pl.col("file") == PASSWORDS) & ~pl.col("file").is_in(names)
        kept = pl.col("edited") | (handed_out & pl.col("whole"))
        for name in plan.ours.filter(kept)["file"]:
            self.store.rename(name, self._beside(name))
        ours = plan.ours.filter(~kept)
        self.store.remove(ours.filter(~stays)["file"])
        self._manifest.replace(pl.concat([plan.keep, ours.filter(stays)]).select(columns))

    def _beside(self, name: str) -> str:
        """A free name beside a file's."""
        stem, dot, ending = name.rpartition(".")
        taken = set(self._sizes["file"])
        names = (f"{stem} (kept {number}){dot}{ending}" for number in count(1))
        return next(free for free in names if free not in taken)
