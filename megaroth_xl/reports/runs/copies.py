"""The personal workbooks of a batch: printed in jobs, by one process or many, each file whole."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import polars as pl
from tqdm import tqdm

from megaroth_xl.errors import OutputError, RunStoppedError
from megaroth_xl.quantities import FloatArray
from megaroth_xl.reports.pages.personal import Setting, personal_design, personal_frame
from megaroth_xl.reports.results.outcomes import outcomes
from megaroth_xl.reports.runs.files import OWNER_ONLY, names_in, safe_names, write_whole
from megaroth_xl.reports.runs.privacy import encrypted
from megaroth_xl.sheets.archive import archive, stored
from megaroth_xl.sheets.press import Press
from megaroth_xl.strategy.participants import Participants

__all__ = ["Job", "bundle_pieces", "claim", "copy_jobs", "copy_names", "run_jobs", "write_copies"]

FOLDER = 1000
"""Files in a folder; in a fuller one each takes longer."""
JOB = 4 * FOLDER
"""Workbooks of a job, and of a bundle."""
IDENTITY = "run.json"
"""What the workbooks of a folder were made of."""
AHEAD = 2
"""Jobs that wait for each worker: enough that none idles, few enough to fit in memory."""


@dataclass(frozen=True, eq=False)
class Job:
    """Some of a batch's personal workbooks: all that a process needs to print them.

    Parameters
    ----------
    people, labels, hce
        The employees, their ids and names, and who is highly compensated.
    names
        The file of each, from the folder.
    folder
        Where to put them.
    bundle
        The name of the one archive that takes them all; None for a file each.
    setting
        What all copies have in common.
    press
        The designed workbook.
    passwords
        What opens each of them; None for workbooks that anyone can open.
    """

    people: Participants
    labels: pl.DataFrame
    hce: FloatArray
    names: pl.Series
    folder: Path
    bundle: str | None
    setting: Setting
    press: Press
    passwords: pl.Series | None = None


def copy_jobs(
    people: Participants,
    labels: pl.DataFrame,
    hce: FloatArray,
    folder: Path,
    setting: Setting,
    *,
    bundle: bool = False,
    passwords: pl.Series | None = None,
) -> Iterator[Job]:
    """The jobs that print a workbook for each employee.

    Parameters
    ----------
    people, labels, hce, folder, setting, passwords
        As in `Job`, of all employees.
    bundle
        Whether each job's workbooks go into one archive.
    """
    press = Press(personal_design(setting))
    names = copy_names(labels, bundle=bundle)
    for number, start in enumerate(range(0, len(people), JOB), start=1):
        part = slice(start, start + JOB)
        archive_name = f"bundle-{number:04}.zip" if bundle else None
        yield Job(
            people.take(part),
            labels[part],
            hce[part],
            names[part],
            folder,
            archive_name,
            setting,
            press,
            None if passwords is None else passwords[part],
        )


def copy_names(labels: pl.DataFrame, *, bundle: bool = False) -> pl.Series:
    """The workbook of each employee: its path in the folder, or its name in a bundle."""
    name = pl.concat_str(safe_names(labels["employee_id"]), pl.lit(".xlsx"))
    if labels.height > FOLDER and not bundle:
        subfolder = (pl.int_range(labels.height) // FOLDER + 1).cast(pl.String).str.zfill(4)
        name = pl.concat_str(subfolder, pl.lit("/"), name)
    return pl.select(name).to_series()


def write_copies(job: Job) -> int:
    """Print a job's workbooks that are not there yet; how many of them it printed."""
    if job.bundle:
        bundle = job.folder / job.bundle
        if bundle.exists():
            return 0
        write_whole(bundle, bundle_pieces(job))
        return len(job.names)
    folders = job.names.str.extract("^(.*/)").fill_null("").unique()
    there = [f"{folder}{name}" for folder in folders for name in names_in(job.folder / folder)]
    missing = ~job.names.is_in(there)
    for name, copy in _printed(job, missing):
        write_whole(f"{job.folder}/{name}", [copy])
    return int(missing.sum())


def bundle_pieces(job: Job) -> Iterator[bytes | bytearray]:
    """One archive of all the job's workbooks, piece by piece."""
    return archive(stored(*copy) for copy in _printed(job, job.names.is_not_null()))


def _printed(job: Job, wanted: pl.Series) -> Iterator[tuple[str, bytes]]:
    """The file name and the workbook of each of those wanted."""
    setting, chosen = job.setting, wanted.to_numpy()
    people = job.people.take(chosen)
    results = outcomes(
        people,
        setting.plan,
        setting.year,
        hce=job.hce[chosen],
        periods_left=setting.periods_left,
        limits=setting.limits,
    )
    labels = job.labels.filter(wanted)
    frame = personal_frame(people, labels, results, setting.year, setting.lang)
    copies = job.press.copies(frame)
    if job.passwords is not None:
        copies = map(encrypted, copies, job.passwords.filter(wanted))
    return zip(job.names.filter(wanted), copies, strict=True)


def claim(folder: Path, identity: str, *, force: bool) -> bool:
    """Make a folder that of the workbooks with an identity; whether it has none of them yet.

    Parameters
    ----------
    folder
        The folder.
    identity
        What the workbooks are made of.
    force
        Whether to start over where they, or those of another identity, are there already.

    Raises
    ------
    OutputError
        Where the folder holds something else.
    """
    known = folder / IDENTITY
    if known.exists():
        if force:
            for old in _printed_in(folder):
                old.unlink()
        elif known.read_text(encoding="utf-8") != identity:
            raise OutputError(
                folder,
                "it holds the workbooks of another roster, plan or version; force replaces them",
            )
    elif folder.exists() and any(folder.iterdir()):
        raise OutputError(folder, "it holds files that are no workbooks of a report")
    folder.mkdir(mode=OWNER_ONLY, exist_ok=True)
    if force or not known.exists():
        write_whole(known, [identity.encode()])
    return next(_printed_in(folder), None) is None


def _printed_in(folder: Path) -> Iterator[Path]:
    for pattern in ("*.xlsx", "*/*.xlsx", "*.zip"):
        yield from folder.glob(pattern)


def run_jobs(
    jobs: Iterable[Job],
    total: int,
    *,
    workers: int = 1,
    executor: Executor | None = None,
    progress: bool = False,
) -> int:
    """Run all jobs; how many workbooks were printed.

    Parameters
    ----------
    jobs
        The jobs.
    total
        How many workbooks they have.
    workers
        Processes at once.
    executor
        What runs the jobs instead of processes of this machine.
    progress
        Whether to show how far it is.

    Raises
    ------
    RunStoppedError
        Where the user interrupts.
    """
    finished = 0
    written = 0
    with tqdm(total=total, unit=" workbooks", disable=not progress) as bar:
        try:
            for job, count in _results(jobs, workers, executor):
                finished += len(job.names)
                written += count
                bar.update(len(job.names))
        except KeyboardInterrupt as error:
            raise RunStoppedError(finished, total) from error
    return written


def _results(
    jobs: Iterable[Job], workers: int, executor: Executor | None
) -> Iterator[tuple[Job, int]]:
    """Each job, when it is done, and how many workbooks it printed."""
    if executor is None and workers == 1:
        yield from ((job, write_copies(job)) for job in jobs)
    elif executor is None:
        # A fresh interpreter each: a forked one would inherit polars' locks.
        fresh = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(workers, fresh, initializer=_serve) as pool:
            try:
                yield from _shared(jobs, pool, AHEAD * workers)
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
    else:
        yield from _shared(jobs, executor, AHEAD * max(workers, 8))


def _shared(jobs: Iterable[Job], executor: Executor, ahead: int) -> Iterator[tuple[Job, int]]:
    rest = iter(jobs)
    running: dict[Future[int], Job] = {}
    while True:
        for job in islice(rest, ahead - len(running)):
            running[executor.submit(write_copies, job)] = job
        if not running:
            return
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in done:
            yield running.pop(future), future.result()


def _serve() -> None:
    """What a worker does first: leave interrupts to the first process, and end with it.

    An interrupt so leaves a worker's files whole; and where the first process is killed, nobody
    prints on beside the run that follows.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
