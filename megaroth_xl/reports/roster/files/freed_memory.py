"""Memory that is freed: kept where it is soon wanted again, given back where much of it is not."""

import ctypes
import sys

__all__ = ["keep_freed_memory", "return_freed_memory"]

LARGEST = (32 << 20) - (8 << 10)
"""The largest block of which the C library learns, and a little less."""


def keep_freed_memory() -> None:
    """Let the C library keep some of what is freed, to hand it out again.

    That of Linux gives blocks back to the system as they are freed, and fetches them anew page by
    page, which took a seventh of the time of reading and computing a roster. Once it has seen a
    block of a size be freed it keeps blocks of that size, and twice as much in all; here it sees
    one of the largest size. No page of it is ever touched. Elsewhere this does nothing.

    References
    ----------
    mallopt(3), "M_MMAP_THRESHOLD", of the Linux manual pages: "the dynamic mmap threshold".
    """
    bytes(LARGEST)


def return_freed_memory() -> None:
    """Give freed memory back to the system, that between blocks in use, too.

    The C library of Linux hands back what lies at the end of its memory alone. Where a run keeps
    small blocks of each part of large rosters, what was freed between them adds up. Elsewhere, and
    with a C library that has no such function, this does nothing.

    References
    ----------
    malloc_trim(3) of the Linux manual pages.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
