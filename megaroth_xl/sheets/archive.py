"""Zip archives from parts that lie compressed already, byte for byte the same for the same parts.

An .xlsx file is a zip archive of parts. Python's zipfile compresses each part anew and stamps it
with the clock; here a part is an `Entry`, made once and put into as many archives as need it.
"""

import struct
import zlib
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import NamedTuple

__all__ = [
    "DEFLATER",
    "Bytes",
    "Entry",
    "Streamed",
    "archive",
    "deflated",
    "deflated_once",
    "directory",
    "end",
    "heading",
    "stored",
]


def _fastest() -> tuple[ModuleType, int, int]:
    """The fastest deflate at hand, its level, and its level for many small parts.

    isal, then zlib-ng, then Python's own zlib. Level 0 of isal compresses, too: a small part in
    half the time of level 1, to a sixth more. That of the others does not.
    """
    try:
        from isal import isal_zlib  # noqa: PLC0415
    except ImportError:
        pass
    else:
        return isal_zlib, 1, 0
    try:
        from zlib_ng import zlib_ng  # noqa: PLC0415
    except ImportError:
        return zlib, 1, 1
    return zlib_ng, 1, 1


DEFLATER, LEVEL, LEVEL_OF_MANY = _fastest()
"""The module that compresses: its `compress` and `crc32` are those of Python's zlib."""
SMALLEST = 9
"""The level of Python's own zlib that makes the smallest files."""

RAW = -15
"""Window bits that leave out zlib's own header, as zip archives want it."""
STORED, DEFLATED = 0, 8
MOST_16, MOST_32 = 0xFFFF, 0xFFFF_FFFF
VERSION, VERSION_64 = 20, 45
TIME, DAY = 0, 0x21
"""Midnight of January 1, 1980, the earliest that a zip archive can say."""
UTF_8 = 0x800
SAID_AFTER = 0x8
"""The flag that says that check sum and sizes follow the content, as in archives made by Go."""

LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL = struct.Struct("<4s6H3L5H2L")
AFTER = struct.Struct("<4s3L")
AFTER_64 = struct.Struct("<4sL2Q")
END = struct.Struct("<4s4H2LH")
END_64 = struct.Struct("<4sQ2H2L4Q")
LOCATOR_64 = struct.Struct("<4sLQL")

Bytes = bytes | bytearray


class Entry(NamedTuple):
    """A file as it lies in an archive.

    Parameters
    ----------
    name
        Its name, UTF-8.
    method
        `STORED` or `DEFLATED`.
    crc
        Check sum of its content.
    size
        Length of its content.
    packed
        The content as it is stored, piece by piece.
    """

    name: bytes
    method: int
    crc: int
    size: int
    packed: tuple[Bytes, ...]

    @property
    def packed_size(self) -> int:
        """Length of what is stored."""
        return sum(map(len, self.packed))

    @property
    def flags(self) -> int:
        """What is said of how it is stored."""
        return _spelling(self.name)

    def pieces(self) -> Iterator[Bytes]:
        """Return all that stands in an archive where it begins."""
        yield heading(self)
        yield from self.packed


class Streamed:
    """A file that is compressed while it is written: neither form ever stands in memory whole.

    Parameters
    ----------
    name
        Its name.
    content
        Its content, piece by piece.
    """

    method = DEFLATED

    def __init__(self, name: str, content: Iterable[bytes | memoryview]) -> None:
        self.name, self._content = name.encode(), content
        self.crc = self.size = self.packed_size = 0
        """Known once all pieces are made."""

    @property
    def flags(self) -> int:
        """What is said of how it is stored."""
        return _spelling(self.name) | SAID_AFTER

    def pieces(self) -> Iterator[Bytes]:
        """Return all that stands in an archive where it begins, its sizes at the end."""
        yield _local(self, b"", VERSION, 0, 0)
        for piece in self._packed():
            self.packed_size += len(piece)
            yield piece
        form = AFTER_64 if max(self.size, self.packed_size) >= MOST_32 else AFTER
        yield form.pack(b"PK\7\x08", self.crc, self.packed_size, self.size)

    def _packed(self) -> Iterator[bytes]:
        compressor = DEFLATER.compressobj(LEVEL, wbits=RAW)
        for piece in self._content:
            self.crc = DEFLATER.crc32(piece, self.crc)
            self.size += len(piece)
            yield compressor.compress(piece)
        yield compressor.flush()


def deflated(name: str, content: bytes) -> Entry:
    """An entry, compressed in little time: one of many small ones."""
    packed = DEFLATER.compress(content, LEVEL_OF_MANY, wbits=RAW)
    return Entry(name.encode(), DEFLATED, DEFLATER.crc32(content), len(content), (packed,))


def deflated_once(name: str, content: bytes) -> Entry:
    """An entry, compressed as well as it can be: it goes into many archives."""
    packed = zlib.compress(content, SMALLEST, wbits=RAW)
    return Entry(name.encode(), DEFLATED, zlib.crc32(content), len(content), (packed,))


def stored(name: str, content: bytes) -> Entry:
    """An entry that is not worth compressing, such as an .xlsx file."""
    return Entry(name.encode(), STORED, DEFLATER.crc32(content), len(content), (content,))


def _spelling(name: bytes) -> int:
    """The flag that says how a name is spelled."""
    return 0 if name.isascii() else UTF_8


def heading(entry: Entry) -> bytes:
    """Return what stands before an entry's content in an archive."""
    extra, version, size, packed_size = b"", VERSION, entry.size, entry.packed_size
    if size >= MOST_32 or packed_size >= MOST_32:
        extra = struct.pack("<2H2Q", 1, 16, size, packed_size)
        version, size, packed_size = VERSION_64, MOST_32, MOST_32
    return _local(entry, extra, version, packed_size, size)


def _local(
    entry: Entry | Streamed, extra: bytes, version: int, packed_size: int, size: int
) -> bytes:
    name, crc = entry.name, entry.crc
    said = (entry.method, TIME, DAY, crc, packed_size, size, len(name), len(extra))
    return LOCAL.pack(b"PK\3\4", version, entry.flags, *said) + name + extra


def directory(entry: Entry | Streamed, offset: int) -> bytes:
    """An entry's line in the central directory.

    Parameters
    ----------
    entry
        The entry.
    offset
        Where it begins in the archive.
    """
    name, size, packed_size = entry.name, entry.size, entry.packed_size
    extra, version = b"", VERSION
    if max(size, packed_size, offset) >= MOST_32:
        sizes = (size, packed_size, offset)
        large = [number for number in sizes if number >= MOST_32]
        extra = struct.pack(f"<2H{len(large)}Q", 1, 8 * len(large), *large)
        version = VERSION_64
        size, packed_size, offset = (min(number, MOST_32) for number in sizes)
    said = (entry.method, TIME, DAY, entry.crc, packed_size, size, len(name), len(extra))
    # No comment, on the first disk, nothing said of the file's kind or rights.
    head = CENTRAL.pack(b"PK\1\2", version, version, entry.flags, *said, *(0, 0, 0, 0), offset)
    return head + name + extra


def end(count: int, size: int, offset: int) -> bytes:
    """The end of an archive.

    Parameters
    ----------
    count
        Number of entries.
    size
        Length of the central directory.
    offset
        Where it begins.
    """
    large = b""
    if count >= MOST_16 or size >= MOST_32 or offset >= MOST_32:
        record = END_64.pack(
            b"PK\6\6", 44, VERSION_64, VERSION_64, 0, 0, count, count, size, offset
        )
        large = record + LOCATOR_64.pack(b"PK\6\7", 0, offset + size, 1)
    few = min(count, MOST_16)
    return large + END.pack(b"PK\5\6", 0, 0, few, few, min(size, MOST_32), min(offset, MOST_32), 0)


def archive(entries: Iterable[Entry | Streamed]) -> Iterator[Bytes]:
    """An archive, piece by piece.

    Examples
    --------
    >>> import io, zipfile
    >>> made = b"".join(archive([deflated("a.xml", b"<a/>"), stored("b.bin", b"b")]))
    >>> zipfile.ZipFile(io.BytesIO(made)).read("a.xml")
    b'<a/>'
    """
    offset, lines = 0, []
    for entry in entries:
        start = offset
        for piece in entry.pieces():
            offset += len(piece)
            yield piece
        lines.append(directory(entry, start))
        del entry  # or it would stay in memory while the next one is made
    listing = b"".join(lines)
    yield listing
    yield end(len(lines), len(listing), offset)
