import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


HERE = Path(__file__).parent
IN_CI = os.environ.get("CI") == "true"
NEEDS = {
    "repository/test_layers.py": ("importlinter", "lint"),
    "reports/runs/test_folders.py": ("moto", "storage"),
    "faults/batches.py": ("distributed", "storage"),
    "faults/test_processes.py": ("distributed", "storage"),
    "hosts/windows/readers.py": ("oletools", "hosts"),
    "hosts/windows/test_libreoffice.py": ("oletools", "hosts"),
    "hosts/windows/test_vba_compression.py": ("oletools", "hosts"),
    "hosts/windows/test_vba_project.py": ("oletools", "hosts"),
    "hosts/windows/test_workbooks.py": ("oletools", "hosts"),
}
"""Tests of what `pip install ".[test]"` leaves out: the library, and the extra that brings it."""


def left_out(path: Path) -> bool:
    """Whether the library of a test is missing; in CI it is never left out, but fails."""
    library, _ = NEEDS.get(path.relative_to(HERE).as_posix(), ("", ""))
    return bool(library) and not IN_CI and find_spec(library) is None


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    return (HERE in collection_path.parents and left_out(collection_path)) or None


def pytest_report_header() -> list[str]:
    missing = [name for name in NEEDS if left_out(HERE / name)]
    extras = sorted({NEEDS[name][1] for name in missing})
    return (
        [f"left out without the extras {', '.join(extras)}: {', '.join(missing)}"] if extras else []
    )


ONE_LIBREOFFICE = ("test_filled.py", "test_libreoffice.py", "test_score_sheet.py")
"""Files of tests/workbook whose tests share a LibreOffice."""
OF_ONE_WAY = "tests/faults/test_processes.py"
"""The file whose tests share the runs of one way."""
WAYS = ("files", "bundles", "processes", "folder", "cluster")
"""These ways, a parameter of its tests."""


def group(nodeid: str) -> str:
    """What a test shares a worker with: one LibreOffice, the runs of one way, or its file."""
    path, _, name = nodeid.partition("::")
    if path.startswith("tests/workbook/") and path.endswith(ONE_LIBREOFFICE):
        return "one LibreOffice"
    if path == OF_ONE_WAY:
        given = name.partition("[")[2].rstrip("]").split("-")
        return " ".join([path, *(way for way in WAYS if way in given)])
    return path


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Let the tests of a group run in one worker, so that what is dear to start starts once.

    pytest-xdist 3.8 writes the groups of its marker where pytest 9.2 does not look for them, and
    then says nothing: each test goes to any worker.
    """
    from xdist.scheduler import LoadScopeScheduling  # noqa: PLC0415 - only the first process has it

    class Groups(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group(nodeid)

    return Groups(config, log) if config.getvalue("dist") == "loadgroup" else None


def pytest_xdist_auto_num_workers() -> int:
    """As many as there are cores, up to eight: each imports the whole package."""
    return min(os.cpu_count() or 1, 8)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[Any]:
    """In CI a skipped test is a failure: a missing tool must not pass for a passed test."""
    report = yield
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {report.longrepr}"
    return report
