"""Compound files, the small file systems in which Office keeps VBA projects ([MS-CFB], version 3).

They are read and written whole, in sectors of 512 bytes; streams below 4096 bytes share the
mini stream, in sectors of 64. No date or class enters what is written, so the same streams give the
same bytes.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from megaroth_xl.errors import InputError

__all__ = ["Path", "compound_file", "read_compound_file"]

Path = tuple[str, ...]
"""A stream's name after the names of the storages around it."""

SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
SECTOR, MINI_SECTOR, ENTRY = 512, 64, 128
LEAST_IN_SECTORS = 4096
"""Streams below this lie in the mini stream."""
END, TABLE = 0xFFFFFFFE, 0xFFFFFFFD
"""What the sector table says of a sector instead of naming the next one of its chain."""
NONE = 0xFFFFFFFF
"""No entry of the directory."""
STORAGE, STREAM, ROOT = 1, 2, 5
RED, BLACK = 0, 1
NUMBERS = SECTOR // 4
"""Sector numbers in one sector."""
IN_HEADER = 109
"""Numbers of table sectors that the header holds; enough for files below 7 MB."""
HEADER = struct.Struct("<8s16x5H6x9I")
DIRECTORY_ENTRY = struct.Struct("<64sH2B3I16x4x16xII4x")


def read_compound_file(data: bytes) -> dict[Path, bytes]:
    """Every stream of a compound file.

    Raises
    ------
    InputError
        Where the bytes are not a compound file of version 3.
    """
    if data[:8] != SIGNATURE or len(data) < SECTOR or data[26:28] != b"\x03\x00":
        raise InputError("data", "no compound file of version 3", "an Office file's VBA project")
    head = HEADER.unpack_from(data)
    table_count, directory_start, mini_table_start = head[7], head[8], head[11]
    sectors = [data[i : i + SECTOR] for i in range(SECTOR, len(data), SECTOR)]
    table_sectors = struct.unpack_from(f"<{IN_HEADER}I", data, HEADER.size)[:table_count]
    table = _numbers(b"".join(sectors[number] for number in table_sectors))
    entries = list(_entries(_chain(sectors, table, directory_start)))
    mini_stream = _chain(sectors, table, entries[0].start)
    mini_sectors = [
        mini_stream[i : i + MINI_SECTOR] for i in range(0, len(mini_stream), MINI_SECTOR)
    ]
    mini_table = _numbers(_chain(sectors, table, mini_table_start))

    def content(entry: "_Entry") -> bytes:
        mini = entry.size < LEAST_IN_SECTORS
        pieces = (mini_sectors, mini_table) if mini else (sectors, table)
        return _chain(*pieces, entry.start)[: entry.size]

    return {
        path: content(entry)
        for path, entry in _tree(entries, entries[0].child, ())
        if entry.kind == STREAM
    }


@dataclass
class _Entry:
    """A line of the directory."""

    name: str
    kind: int
    start: int = 0
    size: int = 0
    left: int = NONE
    right: int = NONE
    child: int = NONE
    color: int = BLACK

    def packed(self) -> bytes:
        name = self.name.encode("utf-16-le")
        length = len(name) + 2
        return DIRECTORY_ENTRY.pack(
            name,
            length,
            self.kind,
            self.color,
            self.left,
            self.right,
            self.child,
            self.start,
            self.size,
        )


def _numbers(data: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(data) // 4}I", data))


def _chain(pieces: list[bytes], table: list[int], start: int) -> bytes:
    """The pieces that follow each other from a start."""
    found: list[bytes] = []
    while start != END and len(found) <= len(table):
        found.append(pieces[start])
        start = table[start]
    return b"".join(found)


def _entries(directory: bytes) -> Iterator[_Entry]:
    for fields in DIRECTORY_ENTRY.iter_unpack(directory):
        name, length, kind, color, left, right, child, start, size = fields
        text = name[: max(length - 2, 0)].decode("utf-16-le")
        yield _Entry(text, kind, start, size, left, right, child, color)


def _tree(entries: list[_Entry], number: int, folder: Path) -> Iterator[tuple[Path, _Entry]]:
    """The entries of a folder and below, in their order."""
    if number == NONE:
        return
    entry = entries[number]
    path = (*folder, entry.name)
    yield from _tree(entries, entry.left, folder)
    yield path, entry
    yield from _tree(entries, entry.child, path)
    yield from _tree(entries, entry.right, folder)


@dataclass
class _Sectors:
    """Sectors being laid down, and the table that chains them."""

    size: int
    data: bytearray = field(default_factory=bytearray)
    table: list[int] = field(default_factory=list)

    def add(self, content: bytes) -> int:
        """Lay content down as one chain; returns where it starts."""
        if not content:
            return END
        start = len(self.table)
        count = -(-len(content) // self.size)
        self.table += [*range(start + 1, start + count), END]
        self.data += content.ljust(count * self.size, b"\0")
        return start


def compound_file(streams: Mapping[Path, bytes]) -> bytes:
    """A compound file that holds these streams.

    Raises
    ------
    InputError
        Where they take more room than the header can account for (about 7 MB).
    """
    sectors, mini = _Sectors(SECTOR), _Sectors(MINI_SECTOR)
    entries = [_Entry("Root Entry", ROOT)]
    entries[0].child = _folder(entries, (), streams, sectors, mini)
    entries[0].start, entries[0].size = sectors.add(bytes(mini.data)), len(mini.data)
    mini_table = struct.pack(f"<{len(mini.table)}I", *mini.table)
    mini_table_start = sectors.add(_filled(mini_table))
    directory = b"".join(entry.packed() for entry in entries)
    unused = _Entry("", 0).packed()
    directory += unused * (-len(entries) % (SECTOR // ENTRY))
    directory_start = sectors.add(directory)

    used = len(sectors.table)
    table_count = -(-used // (NUMBERS - 1))
    if table_count > IN_HEADER:
        raise InputError("streams", f"{used * SECTOR:,} bytes", "less than 7 MB")
    table = [*sectors.table, *[TABLE] * table_count]
    where = list(range(used, used + table_count))
    header = HEADER.pack(
        SIGNATURE,
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        table_count,
        directory_start,
        0,
        LEAST_IN_SECTORS,
        mini_table_start,
        -(-len(mini_table) // SECTOR),
        END,
        0,
    )
    header += _filled(struct.pack(f"<{table_count}I", *where), IN_HEADER * 4)
    return header + bytes(sectors.data) + _filled(struct.pack(f"<{len(table)}I", *table))


def _filled(numbers: bytes, size: int = SECTOR) -> bytes:
    """Numbers up to a whole sector, the rest marked free."""
    return numbers + b"\xff" * (-len(numbers) % size)


def _folder(
    entries: list[_Entry],
    folder: Path,
    streams: Mapping[Path, bytes],
    sectors: _Sectors,
    mini: _Sectors,
) -> int:
    """Enter a folder's storages and streams; returns the entry at the top of their tree."""
    depth = len(folder)
    names = {path[depth] for path in streams if path[:depth] == folder}
    numbers = []
    for name in sorted(names, key=lambda name: (len(name), name.upper())):
        path = (*folder, name)
        numbers.append(len(entries))
        if path in streams:
            data = streams[path]
            start = (mini if len(data) < LEAST_IN_SECTORS else sectors).add(data)
            entries.append(_Entry(name, STREAM, start, len(data)))
        else:
            storage = _Entry(name, STORAGE)
            entries.append(storage)
            storage.child = _folder(entries, path, streams, sectors, mini)
    top = _balanced(entries, numbers, len(numbers).bit_length())
    if numbers:
        entries[top].color = BLACK
    return top


def _balanced(entries: list[_Entry], numbers: list[int], height: int) -> int:
    """Link entries into a search tree, the lowest row red and all others black."""
    if not numbers:
        return NONE
    middle = len(numbers) // 2
    top = entries[numbers[middle]]
    top.color = RED if height == 1 else BLACK
    top.left = _balanced(entries, numbers[:middle], height - 1)
    top.right = _balanced(entries, numbers[middle + 1 :], height - 1)
    return numbers[middle]
