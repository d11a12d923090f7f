"""Work handed out to processes of this machine or to a cluster, and how it is stopped.

The first signal to stop ends the work after the jobs in hand, the second one at once. The jobs of
a worker that is lost go to another. Nothing here depends on who started this process.
"""

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import contextmanager, suppress
from importlib import import_module
from itertools import islice
from types import FrameType
from typing import Generic, TypeVar

from megaroth_xl.reports.runs.run_errors import WorkersLostError

__all__ = [
    "Feed",
    "JOBS",
    "Handed",
    "StopRequest",
    "Workers",
    "load",
    "signals_waiting",
    "stoppable",
]

Feed = Callable[[], None]
"""Gives the workers beside this process what they can take, and waits for none (`Handed.feed`)."""
Item = TypeVar("Item")
Result = TypeVar("Result")

AHEAD = 2
"""Jobs given to each worker: one in hand, and one for while this process is at work itself."""
AHEAD_ELSEWHERE, LARGE_ELSEWHERE = 64, 8
"""Jobs handed to workers whose number is not known; the same where results take much memory."""
MOST_LOST = 3
"""Workers lost one after the other, without any job done in between, until a run gives up."""
MOMENT = 0.2
"""Seconds until a signal to stop is noticed while jobs run."""
SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
JOBS = ("megaroth_xl.reports.runs.copies", "megaroth_xl.reports.pages.personal")
"""The modules of the jobs that most runs have."""
CLUSTER = "distributed"
"""Module whose errors say that a cluster, not a job, has failed."""


class StopRequest:
    """A request to stop: `asked` is true from the first signal on."""

    def __init__(self) -> None:
        self.asked = False

    def ask(self, _number: int, _frame: FrameType | None) -> None:
        """Note a signal; the second one interrupts."""
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True


@contextmanager
def stoppable() -> Iterator[StopRequest]:
    """Let signals end the work inside this context in good order.

    A signal that this process was started to ignore, as by nohup, stays ignored. Outside the main
    thread, where Python takes no signals, nothing changes.
    """
    stop = StopRequest()
    before = {}
    for name in SIGNALS:
        number = getattr(signal, name, None)
        if number is None or signal.getsignal(number) in {signal.SIG_IGN, None}:
            continue
        with suppress(ValueError):
            before[number] = signal.signal(number, stop.ask)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def signals_waiting() -> Iterator[None]:
    """Let signals of the terminal wait until this context ends.

    They never reach processes that are started in it.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    # Python's resource tracker, once it starts, lets signals through again: start it before.
    multiprocessing.get_context("spawn").Lock()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Workers:
    """Workers that run jobs: this process and others of this machine, or those of an executor.

    Parameters
    ----------
    count
        Number of processes, this one among them.
    executor
        Has the others. Where `count` is 1, nobody knows how many it has, and it runs all jobs.
    """

    def __init__(self, count: int = 1, executor: Executor | None = None) -> None:
        self.lost = 0
        self.executor = executor
        self._others = max(count - 1, 0)
        self._pool: ProcessPoolExecutor | None = None
        self._before = set(multiprocessing.active_children())

    def __enter__(self) -> "Workers":
        """Start the processes, which get ready while this one reads."""
        if self._others and not self.executor:
            self._pool = self._started()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """End the processes, after the jobs in hand or, where interrupted, at once."""
        if self._pool is None:
            return
        if kind is not None and issubclass(kind, KeyboardInterrupt):
            for process in set(multiprocessing.active_children()) - self._before:
                process.kill()
        self._pool.shutdown(cancel_futures=True)

    @property
    def taker(self) -> Executor | None:
        """Runs jobs beside this process; None where nothing does."""
        return self.executor or self._pool

    @property
    def takes_part(self) -> bool:
        """Whether this process runs jobs, too."""
        return self.executor is None or self._others > 0

    @property
    def in_hand(self) -> int:
        """Jobs that an executor was given and whose end a run that is stopped waits for.

        An executor may say that a job is canceled although a worker has begun it.
        """
        return self._others * AHEAD if self.executor else 0

    def ahead(self, *, large: bool) -> int:
        """Jobs that the workers beside this process can be given.

        Parameters
        ----------
        large
            Their results take much memory, and few may wait in it at a time.
        """
        if self.executor and not self._others:
            return LARGE_ELSEWHERE if large else AHEAD_ELSEWHERE
        return self._others * (1 if large else AHEAD)

    def hand_out(
        self,
        work: Callable[[Item], Result],
        items: Iterable[Item],
        stop: StopRequest | None = None,
        *,
        elsewhere: Callable[[Item], Result] | None = None,
        large: bool = False,
    ) -> "Handed[Item, Result]":
        """Items for all workers; nobody has begun with them yet.

        Parameters
        ----------
        work
            The work on an item; must come to the same where it is done twice.
        items
            Taken as workers become free.
        stop
            Ends the work early: what is in hand is finished, and no more is taken.
        elsewhere
            The same work for an executor, whose workers may be other machines.
        large
            As in `ahead`.
        """
        handed = Handed(self, work, iter(items), stop or StopRequest(), self.ahead(large=large))
        if self.executor and elsewhere:
            handed.elsewhere = elsewhere
        return handed

    def replace(self, lost: int, error: BaseException) -> None:
        """Start processes in the place of lost ones.

        Raises
        ------
        WorkersLostError
            If too many were lost without any job done, or they were none of this machine.
        """
        if self._pool is None or lost > MOST_LOST:
            raise WorkersLostError from error
        self.lost += 1
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = self._started()

    def _started(self) -> ProcessPoolExecutor:
        # A fresh interpreter each: a forked one would inherit polars' locks.
        fresh = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(self._others, fresh, initializer=_serve)
        with signals_waiting():
            for _ in range(self._others):
                pool.submit(int)  # starts a process
        return pool


class Handed(Generic[Item, Result]):
    """Items for workers, and their results as they are done.

    This process takes part, unless an executor does all of the work. What a lost worker had in hand
    goes to another worker, never to this process: it may be what ends workers.

    Parameters
    ----------
    crew
        The workers.
    work, rest, stop
        As in `Workers.hand_out`.
    ahead
        Jobs that the workers beside this process can be given.
    """

    def __init__(
        self,
        crew: Workers,
        work: Callable[[Item], Result],
        rest: Iterator[Item],
        stop: StopRequest,
        ahead: int,
    ) -> None:
        self._crew, self._work, self._rest, self._stop = crew, work, rest, stop
        self._ahead = ahead
        self.elsewhere = work
        self._running: dict[Future[Result], Item] = {}
        self._again: list[Item] = []
        self._done: deque[tuple[Item, Result]] = deque()
        self._lost = 0

    def feed(self) -> None:
        """Hand out what the workers beside this process can take; waits for none of them.

        Raises
        ------
        WorkersLostError
            If one worker after the other is lost.
        """
        try:
            self._collect()
            if self._stop.asked:
                self._running = {
                    future: item
                    for number, (future, item) in enumerate(self._running.items())
                    if number < self._crew.in_hand or not future.cancel()
                }
            else:
                self._fill()
        except (BrokenExecutor, CancelledError) as error:
            self._lost += 1
            self._again += self._running.values()
            self._running = {}
            self._crew.replace(self._lost, error)
        except Exception as error:
            if type(error).__module__.partition(".")[0] == CLUSTER:
                raise WorkersLostError from error
            raise

    def done(self) -> Iterator[tuple[Item, Result]]:
        """Each item that is done, with its result."""
        while self._done:  # no result stays in memory while the next one is worked on
            yield self._done.popleft()

    def results(self) -> Iterator[tuple[Item, Result]]:
        """Each item with its result, as they are done, until all are.

        Raises
        ------
        WorkersLostError
            As in `feed`.
        """
        while True:
            takes_part = self._crew.takes_part and not self._stop.asked
            own = list(islice(self._rest, 1)) if takes_part else []
            self.feed()
            for item in own:
                yield item, self._work(item)
            yield from self.done()
            if self._running:
                wait(self._running, timeout=0 if own else MOMENT, return_when=FIRST_COMPLETED)
            elif not own and (self._stop.asked or not self._again):
                return

    def _collect(self) -> None:
        """Keep the results of jobs that are done."""
        for future in [future for future in self._running if future.done()]:
            result = future.result()
            self._lost = 0
            self._done.append((self._running.pop(future), result))

    def _fill(self) -> None:
        """Hand out items until so many are running, those of lost workers first."""
        taker = self._crew.taker
        while taker and len(self._running) < self._ahead:
            if not self._again:
                self._again.extend(islice(self._rest, 1))
            if not self._again:
                return
            self._running[taker.submit(self.elsewhere, self._again[-1])] = self._again[-1]
            self._again.pop()  # only now: a lost pool takes nothing


def _serve() -> None:
    """Prepare a worker: it leaves interrupts to the first process, and ends with it.

    So an interrupt leaves a worker's files whole; and where the first process is killed, no worker
    writes beside the run that follows.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    load(*JOBS)  # while the first process reads


def load(*names: str) -> None:
    """Load modules.

    Parameters
    ----------
    names
        Their names.

    Raises
    ------
    ImportError
        If one of them is not installed.
    """
    gc.disable()  # modules stay: looking among them for what can go takes a tenth of the time
    try:
        for name in names:
            import_module(name)
        gc.freeze()
    finally:
        gc.enable()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
