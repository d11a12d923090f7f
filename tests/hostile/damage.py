"""Bytes damaged at random."""

import random
from collections.abc import Callable

__all__ = ["damaged"]


def damaged(
    data: bytes,
    chance: random.Random,
    tokens: list[bytes],
    knock: Callable[[bytearray, int], None],
    longest: int = 30,
) -> bytes:
    """The data with some bytes changed, cut out, put in, or knocked out of shape.

    Parameters
    ----------
    data
        The bytes.
    chance
        What decides where and how.
    tokens
        What may be put in.
    knock
        Damage of the file's own kind, from some place on.
    longest
        Bytes that are cut out at most.
    """
    bent = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 4])):
        at = chance.randrange(len(bent) or 1)
        kind = chance.random()
        if kind < 0.2:
            bent[at : at + 1] = bytes([chance.randrange(256)])
        elif kind < 0.4:
            del bent[at : at + chance.randrange(1, longest)]
        elif kind < 0.6:
            knock(bent, at)
        else:
            bent[at:at] = chance.choice(tokens)
    return bytes(bent)
