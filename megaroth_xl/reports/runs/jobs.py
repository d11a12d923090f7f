"""Have the personal workbooks written, job by job, with a bar of progress."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl
from tqdm import tqdm

from megaroth_xl.errors import OutputError, RunStoppedError
from megaroth_xl.reports.runs.copies import JobPlan, write_copies
from megaroth_xl.reports.runs.home import Home
from megaroth_xl.reports.runs.letters import Letters
from megaroth_xl.reports.runs.store import is_url
from megaroth_xl.reports.runs.work import Stop, Workers

__all__ = ["files_of", "place_of", "write_jobs"]


def write_jobs(
    home: Home,
    crew: Workers,
    letters: Letters,
    todo: pl.DataFrame,
    stop: Stop,
    *,
    progress: bool,
) -> int:
    """Write the personal workbooks that are missing; returns how many."""
    jobs = letters.jobs
    left = sum(files_of(jobs, todo))
    total = sum(job.workbooks for job in jobs)
    written = 0
    with tqdm(
        total=total,
        initial=total - left,
        unit=" files",
        disable=not (progress and left),
    ) as bar:
        try:
            for job, done in crew.results(write_copies, letters.left(home, todo), stop):
                home.enter(done)
                written += len(job.employees)
                bar.update(len(job.employees))
        except (KeyboardInterrupt, OutputError) as error:
            # Ctrl-C ends LibreOffice too, whose PDFs are then missing.
            if not (isinstance(error, KeyboardInterrupt) or stop.asked):
                raise
            raise RunStoppedError(total - left + written, total) from error
    return written


def place_of(out: str, name: str) -> Path | str:
    """A file of the reports: its path, or its address in object storage."""
    return f"{out.rstrip('/')}/{name}" if is_url(out) else Path(out, name)


def files_of(jobs: Sequence[JobPlan], files: pl.DataFrame) -> Iterator[int]:
    """Yield how many of each job's workbooks are among files of a run."""
    counts = dict(files.group_by("made_of").len().iter_rows())
    for job in jobs:
        number = counts.get(job.made_of, 0)
        yield job.workbooks if job.bundle and number else number
