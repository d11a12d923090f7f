"""The workbooks in workbook/ are the ones that the package builds."""

import io
import zipfile
from pathlib import Path

import pytest

from megaroth_xl.workbook.shipped import SHIPPED
from tests.workbook.lint import findings
from tests.workbook.test_sound_files import refused

FOLDER = Path(__file__).parents[2] / "workbook"


def parts(data: bytes) -> dict[str, bytes]:
    """The parts of a file, in their order; how each is compressed is zlib's matter."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("name", SHIPPED)
def test_the_file_is_what_is_built(name: str) -> None:
    kept, built = parts((FOLDER / name).read_bytes()), parts(SHIPPED[name]())
    again = "write it anew: python -m megaroth_xl.workbook.shipped workbook"
    assert list(kept) == list(built), again
    assert [part for part in built if kept[part] != built[part]] == [], again


@pytest.mark.parametrize("path", sorted(FOLDER.glob("megaroth*")), ids=lambda path: path.name)
def test_each_workbook_is_sound(path: Path) -> None:
    assert findings(path) == []
    assert refused(path) == []
