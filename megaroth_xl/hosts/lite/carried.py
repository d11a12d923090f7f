"""The package as a text, for a workbook that carries its own functions.

Only the part that the formulas need is carried: their modules, whatever these import, and the data
and texts that these read.
"""

import ast
import base64
import io
import re
import tarfile
import textwrap
import zlib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import megaroth_xl
from megaroth_xl import __version__
from megaroth_xl import texts as texts_package

__all__ = ["carrying_code", "package_files"]

ROOT = Path(megaroth_xl.__file__).parents[1]
FIRST = "megaroth_xl.udfs"
DATA = frozenset({".csv", ".toml"})
WIDTH = 100
CODE = '''\
"""The functions of megaroth-xl {version}, carried by this workbook: nothing has to be installed.

The text at the end of this file is the package itself, compressed. It is unpacked into a temporary
folder of the Python in which this workbook runs. To use an installed package instead, replace
everything here with:

    {main}
"""

import base64
import io
import sys
import tarfile
import tempfile
import zlib


def load_package(text):
    folder = tempfile.mkdtemp()
    packed = io.BytesIO(zlib.decompress(base64.b64decode(text)))
    with tarfile.open(fileobj=packed) as archive:
        archive.extractall(folder, filter="data")
    sys.path.insert(0, folder)


load_package("""
{package}
""")

{main}
'''


def package_files() -> Mapping[str, bytes]:
    """The files that the formulas need, by their path from the folder that holds the package.

    Examples
    --------
    >>> "megaroth_xl/udfs.py" in package_files(), "megaroth_xl/cli/excel.py" in package_files()
    (True, False)
    """
    sources = _modules()
    found = {path: path.read_bytes() for path in sources.values()}
    names_of_the_package = Path(megaroth_xl.__file__)  # it reads no text, and names modules
    code = b"\n".join(found[path] for path in found if path != names_of_the_package).decode()
    packages = {path.parent for path in sources.values()}
    for path in ROOT.joinpath(megaroth_xl.__name__).rglob("*.*"):
        if path.suffix in DATA and _package(path) in packages and _is_read(path, code):
            found[path] = path.read_bytes()
    return MappingProxyType(
        {path.relative_to(ROOT).as_posix(): data for path, data in sorted(found.items())}
    )


def carrying_code(main: str) -> str:
    """The code of a workbook that carries the package.

    Parameters
    ----------
    main
        What it does once the package can be imported.
    """
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as packed:
        for name, data in package_files().items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            packed.addfile(entry, io.BytesIO(data))
    text = base64.b64encode(zlib.compress(archive.getvalue(), 9)).decode()
    lines = textwrap.wrap(text, WIDTH)
    return CODE.format(version=__version__, main=main, package="\n".join(lines))


@cache
def _modules() -> Mapping[str, Path]:
    """The formulas' module and every module of the package that it needs, by name."""
    found: dict[str, Path] = {}
    ahead = [FIRST]
    while ahead:
        name = ahead.pop()
        path = _source(name)
        if path is not None and name not in found:
            found[name] = path
            ahead += [name.rpartition(".")[0], *_imports(path)]
    return MappingProxyType(found)


def _source(name: str) -> Path | None:
    """The file of a module; None for what is not a module of this package."""
    place = ROOT.joinpath(*name.split("."))
    for path in (place / "__init__.py", place.with_suffix(".py")):
        if name.startswith(megaroth_xl.__name__) and path.is_file():
            return path
    return None


def _imports(path: Path) -> Iterator[str]:
    """Yield what a module imports, but for what only type checkers read."""
    ahead: list[ast.AST] = [ast.parse(path.read_bytes())]
    while ahead:
        node = ahead.pop()
        if isinstance(node, ast.Import):
            yield from (imported.name for imported in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{imported.name}" for imported in node.names)
        elif not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
            ahead += ast.iter_child_nodes(node)


def _package(path: Path) -> Path:
    """The folder of the package to which a file of data belongs."""
    return next(folder for folder in path.parents if (folder / "__init__.py").is_file())


def _is_read(path: Path, code: str) -> bool:
    """Return whether a file of data belongs to the code: of the texts only topics that it names."""
    is_texts = path.parent == Path(texts_package.__file__).parent
    return not is_texts or re.search(rf"""["']{path.stem}[."']""", code) is not None
