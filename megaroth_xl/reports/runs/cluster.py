"""Workers elsewhere: the same jobs on a Dask cluster, through its executor."""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from importlib import import_module
from typing import Any

from megaroth_xl.errors import InputError, MissingExtraError
from megaroth_xl.phrases import Phrase
from megaroth_xl.reports.runs.work import signals_waiting

__all__ = ["LOCAL", "cluster_executor"]

LOCAL = "local"
ENCRYPTED = "tls://"
"""How the address of a scheduler begins that asks for credentials and encrypts its traffic."""
RETRIES = 3
"""How often a job is tried again if its worker is lost or fails."""
PATIENCE = "10s"
NO_PAGES: dict[str, list[str]] = {
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}
"""Dask's web pages, none of them."""


def dask_setup(worker: Any) -> None:
    """Close the web server of a local worker; Dask calls this function when the worker starts."""
    worker.http_server.stop()


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
        Number of local workers.
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
        dask: Any = import_module("distributed")
        if address == LOCAL:
            import_module("cryptography")  # for the credentials
    except ImportError as error:
        raise MissingExtraError("cluster") from error
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
    """Connect to workers of this machine that accept only those who hold this run's credentials."""
    config: Any = import_module("dask.config")
    security = dask.Security.temporary()
    stack = ExitStack()
    try:
        with signals_waiting(), config.set(NO_PAGES):
            cluster = stack.enter_context(
                dask.LocalCluster(
                    n_workers=workers,
                    threads_per_worker=1,
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
        yield client
    finally:
        with signals_waiting():
            stack.close()
