"""Workers elsewhere: the same jobs on a Dask cluster, through its executor."""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from megaroth_xl.errors import InputError, MissingExtraError

__all__ = ["LOCAL", "cluster_executor"]

LOCAL = "local"
RETRIES = 3
"""How often a job is tried again whose worker is lost or fails."""
PATIENCE = "10s"


@contextmanager
def cluster_executor(address: str, workers: int = 2) -> Iterator[Executor]:
    """What runs jobs on a cluster; a job whose worker is lost goes to another.

    Parameters
    ----------
    address
        That of a Dask scheduler, such as ``tcp://10.0.0.7:8786``, or "local" for workers of this
        machine, which listen on its loopback address alone.
    workers
        How many, on this machine.

    Raises
    ------
    MissingExtraError
        Where Dask is not installed.
    InputError
        Where no scheduler answers.
    """
    try:
        dask: Any = import_module("distributed")
    except ImportError as error:
        raise MissingExtraError("cluster") from error
    if address == LOCAL:
        with (
            dask.LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                host="127.0.0.1",
                dashboard_address=None,
                silence_logs="CRITICAL",
            ) as cluster,
            dask.Client(cluster) as client,
        ):
            yield client.get_executor(retries=RETRIES, pure=False)
        return
    try:
        client = dask.Client(address, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        expected = f"the address of a Dask scheduler that answers, or {LOCAL}"
        raise InputError("cluster", repr(address), expected) from error
    with client:
        yield client.get_executor(retries=RETRIES, pure=False)
