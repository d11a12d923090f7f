import base64
import csv
import hashlib
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import megaroth_xl

ROOT = Path(__file__).parents[2]
SAMPLES = {
    "sample_plan.toml",
    "sample_roster.csv",
    "sample_roster.xlsx",
    "sample_roster_to_answer.csv",
}


def build(folder: Path, *options: str) -> Path:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(folder), *options],
        check=True,
        cwd=ROOT,
        capture_output=True,
    )
    return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("dist"))


def test_the_wheel_holds_the_package_its_data_and_its_samples(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    expected = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "megaroth_xl").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    expected |= {f"megaroth_xl/samples/{name}" for name in SAMPLES}
    metadata = {name for name in names if ".dist-info/" in name}
    assert names - metadata == expected
    assert any(name.endswith("licenses/LICENSE") for name in metadata)


def test_the_wheel_lists_the_hash_of_every_file_in_it(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        (record,) = (name for name in archive.namelist() if name.endswith(".dist-info/RECORD"))
        lines = list(csv.reader(archive.read(record).decode().splitlines()))
        assert {name for name, _, _ in lines} == set(archive.namelist())
        for name, listed, _ in lines:
            digest = hashlib.sha256(archive.read(name)).digest()
            packed = base64.urlsafe_b64encode(digest).decode().rstrip("=")
            assert name == record or listed == f"sha256={packed}"


def test_the_same_tree_gives_the_same_wheel(built: Path, tmp_path: Path) -> None:
    (first,) = built.glob("*.whl")
    (again,) = build(tmp_path, "-t", "wheel").glob("*.whl")
    assert first.name == again.name
    assert first.read_bytes() == again.read_bytes()


def test_nothing_in_the_wheel_names_the_folder_it_was_built_in(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        named = [n for n in archive.namelist() if str(ROOT).encode() in archive.read(n)]
    assert not named


def test_the_version_stands_in_one_place(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    assert wheel.name.split("-")[1] == megaroth_xl.__version__
    assert megaroth_xl.__version__ not in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_the_source_distribution_holds_tests_and_workbooks(built: Path) -> None:
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as files:
        names = {name.split("/", 1)[1] for name in files.getnames() if "/" in name}
    assert {"udfs.py", "README.md", "LICENSE", "pyproject.toml", "tests/conftest.py"} <= names
    assert {f"workbook/{name}" for name in SAMPLES} <= names
