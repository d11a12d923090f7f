"""Memory that is freed and soon wanted again, as each piece of a file and each column are."""

__all__ = ["keep_freed_memory"]

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
