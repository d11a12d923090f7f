"""The compression of VBA source, in chunks of 4096 bytes ([MS-OVBA] 2.4.1).

A chunk is groups of eight tokens behind a byte that says which of them are copies. A copy is two
bytes, distance and length; the longer the chunk already is, the more of the sixteen bits the
distance takes.
"""

import struct

from megaroth_xl.errors import InputError

__all__ = ["compressed", "decompressed"]

CHUNK = 4096
COPIES_A_GROUP = 8
SHORTEST_COPY = 3
SIGNATURE = 1
RAW, PACKED = 0x3000, 0xB000
"""The upper bits of a chunk's header: the fixed signature, and whether it is compressed."""


def _distance_bits(position: int) -> int:
    """Bits of a copy's distance where a chunk is this long already."""
    return max(4, (position - 1).bit_length())


def decompressed(data: bytes) -> bytes:
    """The bytes behind their compression.

    Raises
    ------
    InputError
        Where the data was not compressed in this way.
    """
    if data[:1] != bytes([SIGNATURE]):
        raise InputError("data", "without the signature 01", "compressed VBA source")
    out = bytearray()
    at = 1
    while at + 2 <= len(data):
        (header,) = struct.unpack_from("<H", data, at)
        end = at + (header & 0x0FFF) + 3
        body = data[at + 2 : end]
        out += _unpacked(body) if header & 0x8000 else body
        at = end
    return bytes(out)


def _unpacked(body: bytes) -> bytes:
    chunk = bytearray()
    at = 0
    while at < len(body):
        copies = body[at]
        at += 1
        for place in range(COPIES_A_GROUP):
            if at >= len(body):
                break
            if not copies >> place & 1:
                chunk.append(body[at])
                at += 1
                continue
            (token,) = struct.unpack_from("<H", body, at)
            at += 2
            length_bits = 16 - _distance_bits(len(chunk))
            start = len(chunk) - (token >> length_bits) - 1
            for i in range((token & (1 << length_bits) - 1) + SHORTEST_COPY):
                chunk.append(chunk[start + i])
    return bytes(chunk)


def compressed(data: bytes) -> bytes:
    """Data as VBA keeps it.

    A chunk that would grow is kept as it is; if it is the last one and shorter than 4096 bytes, the
    format fills it up with zero bytes. Text never grows.
    """
    out = bytearray([SIGNATURE])
    for start in range(0, len(data), CHUNK):
        chunk = data[start : start + CHUNK]
        kind, body = PACKED, _packed(chunk)
        if len(body) > CHUNK:
            kind, body = RAW, chunk.ljust(CHUNK, b"\0")
        out += struct.pack("<H", kind | len(body) - 1) + body
    return bytes(out)


def _packed(chunk: bytes) -> bytes:
    body = bytearray()
    at = 0
    while at < len(chunk):
        copies, group = 0, bytearray()
        for place in range(COPIES_A_GROUP):
            if at >= len(chunk):
                break
            start, length = _longest_copy(chunk, at)
            if length < SHORTEST_COPY:
                group.append(chunk[at])
                at += 1
                continue
            copies |= 1 << place
            length_bits = 16 - _distance_bits(at)
            group += struct.pack("<H", at - start - 1 << length_bits | length - SHORTEST_COPY)
            at += length
        body += bytes([copies]) + group
    return bytes(body)


def _longest_copy(chunk: bytes, at: int) -> tuple[int, int]:
    """Start and length of the longest repetition of what follows; 0 where there is none."""
    most = (1 << 16 - _distance_bits(at)) - 1 + SHORTEST_COPY
    most = min(most, len(chunk) - at)
    start = length = 0
    while length < most:
        longer = max(length + 1, SHORTEST_COPY)
        found = chunk.rfind(chunk[at : at + longer], 0, at + longer - 1)
        if longer > most or found < 0:
            break
        start, length = found, longer
    return start, length
