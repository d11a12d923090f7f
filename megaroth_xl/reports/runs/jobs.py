"""Have the personal workbooks written, job by job, with a bar of progress."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path

import polars as pl
from tqdm import tqdm

from megaroth_xl.errors import OutputError, RunStoppedError
from megaroth_xl.reports.runs.copies import Job, JobPlan, write_copies, write_copies_for_good
from megaroth_xl.reports.runs.home import Home
from megaroth_xl.reports.runs.letters import Letters
from megaroth_xl.reports.runs.store import is_url
from megaroth_xl.reports.runs.work import Feed, StopRequest, Workers

__all__ = ["Jobs", "files_of", "place_of"]

MOST_UNSURE = 16
"""Jobs done that the disk may lack still, before no more are begun: it is slower than we are."""


class Jobs:
    """The personal workbooks that are missing in a folder, for workers to write.

    Parameters
    ----------
    home
        The folder.
    crew
        The workers.
    letters
        All personal workbooks of the run.
    todo
        The files that are missing.
    stop
        Ends the work early.
    """

    def __init__(
        self, home: Home, crew: Workers, letters: Letters, todo: pl.DataFrame, stop: StopRequest
    ) -> None:
        self._home, self._stop = home, stop
        self._total = sum(job.workbooks for job in letters.jobs)
        self._left = sum(files_of(letters.jobs, todo))
        left = letters.left(home, todo)
        self._handed = crew.hand_out(write_copies, left, stop, elsewhere=write_copies_for_good)
        self._done: list[tuple[int, pl.DataFrame]] = []
        self._entering: tuple[int, int, Future[None]] | None = None
        self.written = 0

    def write(self, meanwhile: Callable[[Feed], None], *, progress: bool) -> None:
        """Have the workbooks written, and entered into the manifest once the disk has them.

        Parameters
        ----------
        meanwhile
            What this process does before it takes part. It gets a function that gives the other
            workers what they can take, without waiting for any, and calls it again and again.
        progress
            Show how far it is.

        Raises
        ------
        RunStoppedError
            If it is stopped at once.
        """
        here = self._total - self._left
        with (
            tqdm(
                total=self._total,
                initial=here,
                unit=" files",
                disable=not (progress and self._left),
            ) as bar,
            ThreadPoolExecutor(1) as disk,  # which waits while the next workbooks are made
        ):

            def take(results: Iterable[tuple[Job, pl.DataFrame]]) -> None:
                for job, done in results:
                    self._done.append((len(job.employees), done))
                    bar.update(self._enter(disk, MOST_UNSURE))

            def feed() -> None:
                self._handed.feed()
                take(self._handed.done())

            try:
                try:
                    meanwhile(feed)
                    take(self._handed.results())
                finally:
                    bar.update(self._enter(disk, 0))
            except (KeyboardInterrupt, OutputError) as error:
                # Ctrl-C ends LibreOffice too, whose PDFs are then missing.
                if not (isinstance(error, KeyboardInterrupt) or self._stop.asked):
                    raise
                raise RunStoppedError(here + self.written, self._total) from error

    def _enter(self, disk: Executor, most: int) -> int:
        """Enter what the disk has, all jobs that wait at a time; leave no more than that to wait.

        Returns the number of workbooks entered.
        """
        before = self.written
        while self._entering or self._done:
            if self._entering:
                jobs, workbooks, waits = self._entering
                if not waits.done() and jobs + len(self._done) <= most:
                    break
                waits.result()
                self._entering = None
                self.written += workbooks
            if self._done:
                numbers, frames = zip(*self._done, strict=True)
                waits = disk.submit(self._keep, pl.concat(frames))
                self._entering = len(numbers), sum(numbers), waits
                self._done = []
        return self.written - before

    def _keep(self, done: pl.DataFrame) -> None:
        """Enter files once the disk has them."""
        self._home.store.wait_for_disk(done["file"])
        self._home.enter(done)


def place_of(out: str, name: str) -> Path | str:
    """A file of the reports: its path, or its address in object storage."""
    return f"{out.rstrip('/')}/{name}" if is_url(out) else Path(out, name)


def files_of(jobs: Sequence[JobPlan], files: pl.DataFrame) -> Iterator[int]:
    """Yield how many of each job's workbooks are among files of a run."""
    counts = dict(files.group_by("made_of").len().iter_rows())
    for job in jobs:
        number = counts.get(job.made_of, 0)
        yield job.workbooks if job.bundle and number else number
