from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from megaroth_xl.hosts.lite import workbook as lite
from megaroth_xl.hosts.windows import macro_workbook, vba_project
from megaroth_xl.hosts.windows.installation import install
from tests.hosts.windows.made import Made

collect_ignore = ["runners"]


@pytest.fixture(scope="session", autouse=True)
def _remembered() -> Iterator[None]:
    """The slow steps, each done once for the same input: most tests build the same files."""
    steps = [
        (vba_project, "compressed"),
        (vba_project, "decompressed"),
        (macro_workbook, "template_bytes"),
        (lite, "template_bytes"),
    ]
    with pytest.MonkeyPatch.context() as patch:
        for module, name in steps:
            patch.setattr(module, name, cache(getattr(module, name)))
        yield


@pytest.fixture
def windows(tmp_path: Path) -> Made:
    """A Windows computer on which nothing is installed yet."""
    return Made(tmp_path)


@pytest.fixture
def installed(windows: Made) -> Made:
    """A Windows computer after `megaroth excel install`."""
    assert list(install(windows.computer))
    return windows


@pytest.fixture
def mac(tmp_path: Path) -> Made:
    return Made(tmp_path, platform="darwin")


@pytest.fixture
def tree() -> Callable[[Path], dict[str, bytes]]:
    """Every file below a folder, by its path."""

    def files(folder: Path) -> dict[str, bytes]:
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }

    return files
