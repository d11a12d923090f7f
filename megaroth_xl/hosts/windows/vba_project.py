"""VBA projects: the modules inside an Excel file ([MS-OVBA]).

A project is read from `vbaProject.bin`, changed, and written with source code only. Office compiles
it when it is opened: the version number that is written tells it that no compiled code is kept.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace

from megaroth_xl.errors import InputError
from megaroth_xl.hosts.windows.compound_file import Path, compound_file, read_compound_file
from megaroth_xl.hosts.windows.vba_compression import compressed, decompressed

__all__ = ["VbaModule", "VbaProject", "described", "read_vba_project"]

PROJECT_NAME, CODE_PAGE, VERSION, MODULES, COOKIE, TERMINATOR = 0x04, 0x03, 0x09, 0x0F, 0x13, 0x10
MODULE_NAME, MODULE_NAME_WIDE, STREAM_NAME, STREAM_NAME_WIDE = 0x19, 0x47, 0x1A, 0x32
DESCRIPTION, DESCRIPTION_WIDE, OFFSET, HELP_CONTEXT = 0x1C, 0x48, 0x31, 0x1E
MODULE_COOKIE, PROCEDURAL, OTHER_KIND, MODULE_END = 0x2C, 0x21, 0x22, 0x2B
VERSION_BYTES = 6
"""The one record whose length field does not say how long it is."""
NOT_COMPILED = bytes.fromhex("cc61ffff000000")
"""The `_VBA_PROJECT` stream of a project that holds source code only."""
KINDS = ("Document", "Module", "Class")
"""How the PROJECT stream lists modules: of a sheet or workbook, of procedures, of a class."""
NO_COOKIE = b"\xff\xff"


@dataclass(frozen=True)
class VbaModule:
    """One module.

    Parameters
    ----------
    name
        Its name.
    kind
        One of `KINDS`.
    source
        Its text with the attributes at its head, lines ending in CR and LF.
    description
        What the object browser says of it.
    """

    name: str
    kind: str
    source: str
    description: str = ""

    def renamed(self, name: str) -> "VbaModule":
        """The same module under another name."""
        line = 'Attribute VB_Name = "{}"'
        source = self.source.replace(line.format(self.name), line.format(name), 1)
        return replace(self, name=name, source=source)


@dataclass(frozen=True)
class VbaProject:
    """A project: what it says of itself and refers to, and its modules.

    Parameters
    ----------
    head
        Records of the directory before the modules: name, code page, references.
    properties
        Lines of the PROJECT stream but for modules and windows.
    modules
        In their order.
    """

    head: tuple[tuple[int, bytes], ...]
    properties: tuple[str, ...]
    modules: tuple[VbaModule, ...]

    @property
    def name(self) -> str:
        """The project's name, by which others refer to it."""
        return dict(self.head)[PROJECT_NAME].decode(self.encoding)

    @property
    def encoding(self) -> str:
        """The code page of its texts."""
        (page,) = struct.unpack("<H", dict(self.head)[CODE_PAGE])
        return f"cp{page}"

    def renamed(self, name: str) -> "VbaProject":
        """The same project under another name."""
        text = name.encode(self.encoding)
        head = tuple((kind, text if kind == PROJECT_NAME else data) for kind, data in self.head)
        properties = (f'Name="{name}"' if p.startswith("Name=") else p for p in self.properties)
        return replace(self, head=head, properties=tuple(properties))

    def module(self, name: str) -> VbaModule:
        """The module of that name.

        Raises
        ------
        InputError
        """
        for module in self.modules:
            if module.name == name:
                return module
        have = ", ".join(module.name for module in self.modules)
        raise InputError("name", repr(name), f"a module of the project: {have}")

    def packed(self) -> bytes:
        """The project as `vbaProject.bin`."""
        encoding = self.encoding
        streams: dict[Path, bytes] = {
            ("PROJECT",): "\r\n".join(self._project_lines()).encode(encoding),
            ("PROJECTwm",): b"".join(
                module.name.encode(encoding) + b"\0" + module.name.encode("utf-16-le") + b"\0\0"
                for module in self.modules
            )
            + b"\0\0",
            ("VBA", "_VBA_PROJECT"): NOT_COMPILED,
            ("VBA", "dir"): compressed(b"".join(_record(*each) for each in self._directory())),
        }
        for module in self.modules:
            streams["VBA", module.name] = compressed(module.source.encode(encoding))
        return compound_file(streams)

    def _project_lines(self) -> Iterator[str]:
        first, *others = self.properties
        yield first
        for module in self.modules:
            suffix = "/&H00000000" if module.kind == "Document" else ""
            yield f"{module.kind}={module.name}{suffix}"
        yield from others
        yield "[Workspace]"
        for module in self.modules:
            yield f"{module.name}=0, 0, 0, 0, C"
        yield ""

    def _directory(self) -> Iterator[tuple[int, bytes]]:
        yield from self.head
        yield MODULES, struct.pack("<H", len(self.modules))
        yield COOKIE, NO_COOKIE
        for module in self.modules:
            name, wide = module.name.encode(self.encoding), module.name.encode("utf-16-le")
            yield MODULE_NAME, name
            yield MODULE_NAME_WIDE, wide
            yield STREAM_NAME, name
            yield STREAM_NAME_WIDE, wide
            yield DESCRIPTION, module.description.encode(self.encoding)
            yield DESCRIPTION_WIDE, module.description.encode("utf-16-le")
            yield OFFSET, bytes(4)
            yield HELP_CONTEXT, bytes(4)
            yield MODULE_COOKIE, NO_COOKIE
            yield PROCEDURAL if module.kind == "Module" else OTHER_KIND, b""
            yield MODULE_END, b""
        yield TERMINATOR, b""


def _record(kind: int, data: bytes) -> bytes:
    length = 4 if kind == VERSION else len(data)
    return struct.pack("<HI", kind, length) + data


def _records(directory: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 6 <= len(directory):
        kind, length = struct.unpack_from("<HI", directory, at)
        length = VERSION_BYTES if kind == VERSION else length
        yield kind, directory[at + 6 : at + 6 + length]
        at += 6 + length


def read_vba_project(data: bytes) -> VbaProject:
    """A project from `vbaProject.bin`; code that Office had compiled is left behind.

    Raises
    ------
    InputError
        Where the data is no VBA project.
    """
    streams = read_compound_file(data)
    if ("VBA", "dir") not in streams:
        raise InputError("data", "without a directory of modules", "a VBA project")
    records = list(_records(decompressed(streams["VBA", "dir"])))
    kinds = [kind for kind, _ in records]
    head = tuple(records[: kinds.index(MODULES)])
    project = VbaProject(head, (), ())
    lines = streams["PROJECT",].decode(project.encoding).split("\r\n")
    listed: dict[str, str] = {}
    for line in lines:
        key, _, value = line.partition("=")
        if key in KINDS:
            listed[value.partition("/")[0]] = key
    properties = lines[: lines.index("[Workspace]")]
    kept = tuple(line for line in properties if line.partition("=")[0] not in KINDS)
    modules = tuple(_modules(records, streams, listed, project.encoding))
    return replace(project, properties=kept, modules=modules)


def _modules(
    records: list[tuple[int, bytes]],
    streams: dict[Path, bytes],
    listed: dict[str, str],
    encoding: str,
) -> Iterator[VbaModule]:
    fields: dict[int, bytes] = {}
    for kind, data in records:
        fields[kind] = data
        if kind != MODULE_END:
            continue
        name = fields[MODULE_NAME].decode(encoding)
        (offset,) = struct.unpack("<I", fields[OFFSET])
        source = decompressed(streams["VBA", fields[STREAM_NAME].decode(encoding)][offset:])
        yield VbaModule(
            name, listed[name], source.decode(encoding), fields[DESCRIPTION].decode(encoding)
        )


def described(source: str, function: str, description: str, group: int) -> str:
    """Module text in which a function carries its description and its group in the function wizard.

    Parameters
    ----------
    source
        The module's text, lines ending in LF or in CR and LF.
    function
        A function of the module.
    description
        One line.
    group
        The number of the wizard's category.

    Raises
    ------
    InputError
        Where the module has no such function.
    """
    lines = source.splitlines()
    starts = [i for i, line in enumerate(lines) if line.startswith(f"Function {function}(")]
    if not starts:
        raise InputError("function", repr(function), "a function of the module")
    end = starts[0]
    while lines[end].endswith(" _"):
        end += 1
    quoted = description.replace('"', '""')
    lines[end + 1 : end + 1] = [
        f'Attribute {function}.VB_Description = "{quoted}"',
        f'Attribute {function}.VB_ProcData.VB_Invoke_Func = " \\n{group}"',
    ]
    return "\r\n".join(lines) + "\r\n"
