"""The personal workbooks of a run, in jobs: some thousands each, or one bundle of them."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from megaroth_xl.quantities import FloatArray
from megaroth_xl.reports.results.content import ReportSetting
from megaroth_xl.reports.runs.cluster import is_elsewhere, let_go
from megaroth_xl.reports.runs.home import PERSONAL
from megaroth_xl.reports.runs.identity import digest
from megaroth_xl.reports.runs.manifest import lines
from megaroth_xl.reports.runs.names import safe_names
from megaroth_xl.reports.runs.pdf import pdfs
from megaroth_xl.reports.runs.privacy import encrypted
from megaroth_xl.reports.runs.store import store_at
from megaroth_xl.sheets.archive import Bytes, archive, stored
from megaroth_xl.strategy.plan.column_arrays import packed
from megaroth_xl.strategy.plan.participants import Participants

if TYPE_CHECKING:
    from megaroth_xl.reports.pages.personal import PersonalPress

__all__ = [
    "Design",
    "Job",
    "JobPlan",
    "Slice",
    "bundle_pieces",
    "copy_names",
    "plan_jobs",
    "write_copies",
    "write_copies_for_good",
]

FOLDER = 1000
"""Files in a folder; in a fuller one each takes longer."""
JOB = 4 * FOLDER
"""Workbooks of a job, and of a bundle: about a second of work."""
ENCRYPTED_JOB = 100
"""The same where each workbook gets a password, which takes a tenth of a second."""
PDF_JOB = 100
"""The same for PDFs, which one start of LibreOffice makes."""


@dataclass(frozen=True, eq=False)
class Slice:
    """Some employees of one roster, and what their workbooks need of the others.

    Parameters
    ----------
    people, labels, hce
        The employees, their ids and names, and who is highly compensated.
    names
        The workbook of each (`copy_names`).
    passwords
        The password of each; None for workbooks that anyone can open.
    refunds
        What the pre-test expects to go back to each (`expected_refunds`); None where letters do not
        say so.
    """

    people: Participants
    labels: pl.DataFrame
    hce: FloatArray
    names: pl.Series
    passwords: pl.Series | None = None
    refunds: FloatArray | None = None

    def __len__(self) -> int:
        return len(self.names)

    def take(self, chosen: slice | npt.NDArray[np.intp]) -> "Slice":
        """These employees only, by their positions."""
        return Slice(
            self.people.take(chosen),
            self.labels[chosen],
            self.hce[chosen],
            self.names[chosen],
            None if self.passwords is None else self.passwords[chosen],
            None if self.refunds is None else self.refunds[chosen],
        )

    def digest(self) -> str:
        """A digest of all of it."""
        found = hashlib.sha256()
        for each in fields(self.people):
            column = packed(getattr(self.people, each.name))
            if isinstance(column, tuple):
                found.update(repr((column[0], column[1].tolist())).encode())
            elif column.dtype == object:
                _add_texts(found, pl.Series(column.tolist(), dtype=pl.String))
            else:
                found.update(column.tobytes())
        found.update(self.hce.tobytes())
        if self.refunds is not None:
            found.update(self.refunds.tobytes())
        for texts in (*self.labels.get_columns(), self.names, self.passwords):
            if texts is not None:
                _add_texts(found, texts)
        return found.hexdigest()


def _add_texts(found: "hashlib._Hash", texts: pl.Series) -> None:
    """Add texts to a hash: the number of bytes of each, -1 for a blank, and all their bytes."""
    found.update(texts.str.len_bytes().cast(pl.Int64).fill_null(-1).to_numpy().tobytes())
    found.update(texts.str.join("").item().encode())


class JobPlan(NamedTuple):
    """A planned job: the employees of a roster, and what its result depends on.

    Parameters
    ----------
    place
        The roster's place among those of the run.
    start, stop
        The employees' positions in it.
    bundle
        The archive that takes all workbooks; None for a file each.
    made_of
        Digest of all that the workbooks are made of.
    as_pdf
        PDFs of the workbooks are written in their place.
    """

    place: int
    start: int
    stop: int
    bundle: str | None
    made_of: str
    as_pdf: bool

    @property
    def workbooks(self) -> int:
        """Number of workbooks."""
        return self.stop - self.start

    def files(self, names: pl.Series) -> pl.Series:
        """The files that the job writes, from the names of all workbooks of the roster."""
        if self.bundle is not None:
            return pl.Series("file", [self.bundle])
        its = names[self.start : self.stop]
        if self.as_pdf:
            its = its.str.replace(r"\.xlsx$", ".pdf")
        return pl.select(pl.lit(f"{PERSONAL}/") + its).to_series().rename("file")


@dataclass(frozen=True)
class Design:
    """What all workbooks of a run have in common.

    Parameters
    ----------
    made_of
        A digest of it.
    setting
        The terms of the report.
    """

    made_of: str
    setting: ReportSetting = field(compare=False)


@lru_cache(maxsize=1)
def press(design: Design) -> "PersonalPress":
    """Return the designed workbook, which a worker makes once."""
    # Loaded while others write personal workbooks already; workers load it at their start.
    from megaroth_xl.reports.pages.personal import PersonalPress  # noqa: PLC0415

    return PersonalPress(design.setting)


@dataclass(frozen=True, eq=False)
class Job:
    """Personal workbooks: all that a worker needs to write them.

    Parameters
    ----------
    employees
        Whose workbooks they are.
    files
        The files to write: one for each employee, or an archive for all.
    address
        The folder of the run.
    design
        What all workbooks have in common.
    plan
        What was planned.
    """

    employees: Slice
    files: pl.Series
    address: str
    design: Design
    plan: JobPlan

    def of(self, chosen: npt.NDArray[np.intp]) -> "Job":
        """The job for some of its employees only, by their positions."""
        return replace(self, employees=self.employees.take(chosen), files=self.files[chosen])


def plan_jobs(
    employees: Slice,
    place: int,
    *,
    within: str,
    bundle: bool,
    made_of: str,
    as_pdf: bool = False,
) -> Iterator[JobPlan]:
    """The jobs that write a workbook for each employee of a roster.

    Parameters
    ----------
    employees
        All employees of the roster.
    place
        The roster's place among those of the run.
    within
        As in `copy_names`.
    bundle
        Each job's workbooks go into one archive.
    made_of
        Digest of everything but the employees that the workbooks are made of.
    as_pdf
        The jobs write PDFs of the workbooks.
    """
    each = PDF_JOB if as_pdf else JOB if employees.passwords is None else ENCRYPTED_JOB
    kind = "pdf" if as_pdf else "bundle"
    folder = f"{PERSONAL}/{within}" if within else PERSONAL
    for number, start in enumerate(range(0, len(employees), each), start=1):
        stop = min(start + each, len(employees))
        archive_name = f"{folder}/{kind}-{number:04}.zip" if bundle else None
        part = employees.take(slice(start, stop))
        made = digest(made_of, archive_name, as_pdf, part.digest())
        yield JobPlan(place, start, stop, archive_name, made, as_pdf)


def copy_names(names: pl.Series, within: str, *, bundle: bool) -> pl.Series:
    """The workbook of each employee, as a path in the folder of personal workbooks.

    Those of a bundle have such a path too; in the bundle they go by the last part of it.

    Parameters
    ----------
    names
        What names each employee of one roster (`names_of`).
    within
        A folder of their own; "" for none.
    bundle
        They go into archives.
    """
    folder = pl.lit(f"{within}/" if within else "")
    if len(names) > FOLDER and not bundle:
        number = (pl.int_range(len(names)) // FOLDER + 1).cast(pl.String).str.zfill(4)
        folder = pl.concat_str(folder, number, pl.lit("/"))
    name = pl.concat_str(folder, safe_names(names), pl.lit(".xlsx"))
    return pl.select(name.alias("file")).to_series()


def write_copies(job: Job) -> pl.DataFrame:
    """Write a job's workbooks, each whole; returns their lines of the manifest.

    They may be in the system's memory still, which a loss of power empties
    (`Store.wait_for_disk`).
    """
    store = store_at(job.address)
    if (bundle := job.plan.bundle) is not None:
        store.make_folders([bundle.rpartition("/")[0]])
        written = {bundle: store.put(bundle, bundle_pieces(job))}
    else:
        store.make_folders(job.files.str.extract("^(.*)/").unique().sort().to_list())
        copies = zip(job.files, _workbooks(job), strict=True)
        written = {name: store.put(name, [copy]) for name, copy in copies}
    return lines(job.plan.made_of, written)


def write_copies_for_good(job: Job) -> pl.DataFrame:
    """Write a job's workbooks, and where this is another machine, wait until its disk has them."""
    written = write_copies(job)
    if is_elsewhere():
        let_go()
        store_at(job.address).wait_for_disk(written["file"])
    return written


def bundle_pieces(job: Job) -> Iterator[Bytes]:
    """One archive of all the job's workbooks, piece by piece."""
    names = job.employees.names.str.extract("([^/]*)$")
    if job.plan.as_pdf:
        names = names.str.replace(r"\.xlsx$", ".pdf")
    return archive(map(stored, names, _workbooks(job)))


def _workbooks(job: Job) -> Iterator[bytes]:
    """The workbook of each employee."""
    some = job.employees
    copies = press(job.design).workbooks(some.people, some.labels, some.hce, some.refunds)
    if job.plan.as_pdf:
        return iter(pdfs(copies))
    if some.passwords is not None:
        return map(encrypted, copies, some.passwords)
    return copies
