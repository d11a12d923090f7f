from collections.abc import Iterator

import pytest

from tests.workbook.libreoffice import Calc, missing

# The runner is a program of its own, for the Python that LibreOffice works with.
collect_ignore_glob = ["runners/*.py"]


@pytest.fixture(scope="session")
def calc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Calc]:
    """One LibreOffice for all tests of the workbook."""
    if reason := missing():
        pytest.skip(reason)
    running = Calc(tmp_path_factory.mktemp("calc"))
    yield running
    running.close()
