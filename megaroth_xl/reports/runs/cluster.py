"""Workers elsewhere: the same jobs on a Dask cluster, through its executor."""

import sys
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager, suppress
from importlib import import_module
from threading import Event
from typing import Any

from megaroth_xl.errors import InputError, MissingExtraError
from megaroth_xl.phrases import Phrase
from megaroth_xl.reports.runs.work import JOBS, load, signals_waiting

__all__ = ["LOCAL", "LOCAL_WAYS", "cluster_executor", "is_elsewhere", "let_go"]

LOCAL = "local"
ENCRYPTED = "tls://"
"""How the address of a scheduler begins that asks for credentials and encrypts its traffic."""
RETRIES = 3
"""How often a job is tried again if its worker is lost or fails."""
PATIENCE = "10s"
LOCAL_WAYS: dict[str, Any] = {
    # No web pages.
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    # No watch on where workers spend their time, a hundred times a second, and less on the rest.
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "500ms",
    "distributed.admin.system-monitor.interval": "5s",
    "distributed.admin.system-monitor.gil.enabled": False,
    "distributed.scheduler.active-memory-manager.start": False,
    "distributed.worker.memory.monitor-interval": "500ms",
    # Memory that a job frees is the next one's.
    "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": 1 << 28,
    # A job fails where no worker comes, or comes back.
    "distributed.scheduler.no-workers-timeout": "120s",
}
"""How Dask's scheduler and workers of this machine differ from its own defaults."""
_is_local = Event()
"""Set in a worker that the first process has started, and whose disk that process waits for."""


def dask_setup(worker: Any) -> None:
    """Close a local worker's web server, and load what jobs need; Dask calls this at its start."""
    worker.http_server.stop()
    _is_local.set()
    load(*JOBS)


def is_elsewhere() -> bool:
    """Tell whether this may be another machine than the first process's: no worker of `LOCAL`."""
    return not _is_local.is_set()


def let_go() -> None:
    """Let this worker take its next job; the one that calls will only wait from now on.

    Nothing changes where the worker is none of Dask.
    """
    dask: Any = sys.modules.get("distributed")
    if dask is not None:
        with suppress(ValueError):  # as it says where there is no worker
            dask.secede()


@contextmanager
def cluster_executor(
    address: str, workers: int = 2, *, insecure: bool = False
) -> Iterator[Executor]:
    """An executor that runs jobs on a cluster; the jobs of a lost worker go to another.

    Parameters
    ----------
    address
        The address of a Dask scheduler, such as ``tls://10.0.0.7:8786`` with credentials from
        Dask's own configuration, or "local" for workers of this machine. Local workers listen on
        the loopback address only, with TLS credentials that exist for this run alone.
    workers
        Number of processes, as `report` takes it: this one and local workers, of which there is
        always one.
    insecure
        Accept a scheduler without TLS. Whoever reaches such a scheduler or one of its workers can
        read the roster and run programs as their user.

    Raises
    ------
    MissingExtraError
        If Dask is not installed.
    InputError
        If no scheduler answers, or if it has no TLS and `insecure` is not set.
    """
    try:
        load("distributed")
        if address == LOCAL:
            load("cryptography")  # for the credentials
    except ImportError as error:
        raise MissingExtraError("cluster") from error
    dask: Any = sys.modules["distributed"]
    if address == LOCAL:
        with _local_cluster(dask, workers) as client:
            yield client.get_executor(retries=RETRIES, pure=False)
        return
    if not address.startswith(ENCRYPTED) and not insecure:
        raise InputError(
            "cluster",
            Phrase("{address}, which has no TLS", address=repr(address)),
            Phrase(
                "{local}, an address that begins with {encrypted}, or insecure if everybody who "
                "can reach the scheduler may read the roster and run programs as you",
                local=LOCAL,
                encrypted=ENCRYPTED,
            ),
        )
    try:
        client = dask.Client(address, timeout=PATIENCE)
    except (OSError, ValueError, TypeError) as error:
        words = "the address of a Dask scheduler that answers, or {local}"
        expected = Phrase(words, local=LOCAL)
        raise InputError("cluster", repr(address), expected) from error
    with client:
        yield client.get_executor(retries=RETRIES, pure=False)


@contextmanager
def _local_cluster(dask: Any, workers: int) -> Iterator[Any]:
    """Connect to workers of this machine that accept only those who hold this run's credentials.

    They are still starting when this returns; jobs wait for them.
    """
    config: Any = import_module("dask.config")
    security = dask.Security.temporary()
    stack = ExitStack()
    try:
        stack.enter_context(config.set(LOCAL_WAYS))
        with signals_waiting():
            cluster = stack.enter_context(
                dask.LocalCluster(
                    n_workers=0,
                    threads_per_worker=1,
                    memory_limit=1 / workers,
                    host="127.0.0.1",
                    dashboard_address="127.0.0.1:0",
                    scheduler_kwargs={"dashboard": False},
                    preload=__name__,
                    security=security,
                    silence_logs="CRITICAL",
                )
            )
            cluster.scheduler.http_server.stop()
            client = stack.enter_context(dask.Client(cluster, security=security))
            cluster.scale(max(workers - 1, 1))
        yield client
    finally:
        with signals_waiting():
            stack.close()
