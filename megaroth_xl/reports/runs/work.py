"""Work handed out to processes of this machine or to a cluster, and how it is stopped.

The first signal to stop ends the work after the jobs in hand, the second one at once. The jobs of
a worker that is lost go to another. Nothing here depends on who started this process.
"""

import multiprocessing
import os
import signal
import threading
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
from itertools import islice
from types import FrameType
from typing import Generic, TypeVar

from megaroth_xl.reports.runs.run_errors import WorkersLostError

__all__ = ["Stop", "Workers", "signals_waiting", "stoppable"]

Item = TypeVar("Item")
Result = TypeVar("Result")

AHEAD = 2
"""Jobs that wait for each worker: enough that none idles, few enough to fit in memory."""
AHEAD_ELSEWHERE = 64
"""Jobs handed to workers whose number is not known."""
MOST_LOST = 3
"""Workers lost one after the other, without any job done in between, until a run gives up."""
MOMENT = 0.2
"""Seconds until a signal to stop is noticed while jobs run."""
SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
CLUSTER = "distributed"
"""Module whose errors say that a cluster, not a job, has failed."""


class Stop:
    """A request to stop: `asked` is true from the first signal on."""

    def __init__(self) -> None:
        self.asked = False

    def ask(self, _number: int, _frame: FrameType | None) -> None:
        """Note a signal; the second one interrupts."""
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True


@contextmanager
def stoppable() -> Iterator[Stop]:
    """Let signals end the work inside this context in good order.

    A signal that this process was started to ignore, as by nohup, stays ignored. Outside the main
    thread, where Python takes no signals, nothing changes.
    """
    stop = Stop()
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
    """Workers that run jobs: this process, processes of this machine, or another executor.

    Parameters
    ----------
    count
        Number of processes; 1 works in this one.
    executor
        Runs the jobs instead of processes of this machine.
    """

    def __init__(self, count: int = 1, executor: Executor | None = None) -> None:
        self.lost = 0
        self._count = count
        self._executor = executor
        self._pool: ProcessPoolExecutor | None = None
        self._others = set(multiprocessing.active_children())

    def __enter__(self) -> "Workers":
        """Start the processes, which get ready while this one reads."""
        if self._count > 1 and self._executor is None:
            self._pool = self._started()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """End the processes, after the jobs in hand or, where interrupted, at once."""
        if self._pool is None:
            return
        if kind is not None and issubclass(kind, KeyboardInterrupt):
            for process in set(multiprocessing.active_children()) - self._others:
                process.kill()
        self._pool.shutdown(cancel_futures=True)

    def results(
        self, work: Callable[[Item], Result], items: Iterable[Item], stop: Stop | None = None
    ) -> Iterator[tuple[Item, Result]]:
        """Each item with its result, as they are done.

        Parameters
        ----------
        work
            The work on an item; must come to the same where it is done twice.
        items
            Taken as workers become free.
        stop
            Ends the work early: what is in hand is finished, and no more is taken.

        Raises
        ------
        WorkersLostError
            If one worker after the other is lost.
        """
        stop, rest = stop or Stop(), iter(items)
        if self._pool is None and self._executor is None:
            while not stop.asked and (item := next(rest, None)) is not None:
                yield item, work(item)
            return
        handed = _Handed(work, rest)
        lost = 0
        while True:
            try:
                handed.cancel() if stop.asked else handed.fill(self._taker, self._ahead)
                if not handed.running:
                    return
                done, _ = wait(handed.running, timeout=MOMENT, return_when=FIRST_COMPLETED)
                while done:  # no result stays in memory while the next one is worked on
                    future = done.pop()
                    result = future.result()
                    lost = 0
                    item = handed.running.pop(future)
                    del future
                    yield item, result
                    del result
            except (BrokenExecutor, CancelledError) as error:
                lost += 1
                handed.take_back()
                self._replace(lost, error)
            except Exception as error:
                if type(error).__module__.partition(".")[0] == CLUSTER:
                    raise WorkersLostError from error
                raise

    @property
    def _ahead(self) -> int:
        return AHEAD_ELSEWHERE if self._executor else AHEAD * self._count

    @property
    def _taker(self) -> Executor:
        taker = self._executor or self._pool
        if taker is None:
            raise WorkersLostError
        return taker

    def _replace(self, lost: int, error: BaseException) -> None:
        """Start processes in the place of lost ones."""
        if self._pool is None or lost > MOST_LOST:
            raise WorkersLostError from error
        self.lost += 1
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = self._started()

    def _started(self) -> ProcessPoolExecutor:
        # A fresh interpreter each: a forked one would inherit polars' locks.
        fresh = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(self._count, fresh, initializer=_serve)
        with signals_waiting():
            for _ in range(self._count):
                pool.submit(int)  # starts a process
        return pool


class _Handed(Generic[Item, Result]):
    """Items handed out, and what is left of them."""

    def __init__(self, work: Callable[[Item], Result], rest: Iterator[Item]) -> None:
        self.running: dict[Future[Result], Item] = {}
        self._work = work
        self._rest = rest
        self._again: list[Item] = []

    def fill(self, taker: Executor, most: int) -> None:
        """Hand out items until so many are running, those of lost workers first."""
        while len(self.running) < most:
            if not self._again:
                self._again.extend(islice(self._rest, 1))
            if not self._again:
                return
            self.running[taker.submit(self._work, self._again[-1])] = self._again[-1]
            self._again.pop()  # only now: a lost pool takes nothing

    def cancel(self) -> None:
        """Take back what nobody has begun with."""
        self.running = {each: item for each, item in self.running.items() if not each.cancel()}

    def take_back(self) -> None:
        """Take back everything, to hand it out again."""
        self._again += self.running.values()
        self.running = {}


def _serve() -> None:
    """Prepare a worker: it leaves interrupts to the first process, and ends with it.

    So an interrupt leaves a worker's files whole; and where the first process is killed, no worker
    writes beside the run that follows.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
