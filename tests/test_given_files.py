import os
import sys
import tomllib
from pathlib import Path

import pytest

from megaroth_xl import given_files
from megaroth_xl.errors import TextsFileError
from megaroth_xl.given_files import read_toml

PACKAGED = sorted(given_files.PACKAGE.rglob("*.toml"))


def test_a_file_of_the_package_holds_the_same_compiled() -> None:
    assert PACKAGED
    for path in PACKAGED:
        assert read_toml(path, TextsFileError) == tomllib.loads(path.read_text("utf-8")), path


def test_no_file_of_the_package_is_compiled_in_the_place_of_a_module() -> None:
    assert not [path for path in PACKAGED if path.with_suffix(".py").exists()]


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of a package of its own, in an environment that keeps bytecode."""
    monkeypatch.setattr(given_files, "PACKAGE", tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    path = tmp_path / "topic.toml"
    path.write_text("a = 1")
    return path


def test_a_compiled_file_is_parsed_once_until_it_changes(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_toml(own, TextsFileError) == {"a": 1}
    with monkeypatch.context() as patched:
        patched.setattr(tomllib, "loads", lambda _: pytest.fail("parsed again"))
        first, second = (read_toml(own, TextsFileError) for _ in range(2))
        first["a"] = 2
        assert second == {"a": 1}
    own.write_text("a = [10, 2026-11-21]")
    assert read_toml(own, TextsFileError) == tomllib.loads("a = [10, 2026-11-21]")


def test_a_compiled_file_of_the_same_date_and_size_is_not_taken_for_another(own: Path) -> None:
    assert read_toml(own, TextsFileError) == {"a": 1}
    dates = own.stat()
    own.write_text("a = 2")
    os.utime(own, ns=(dates.st_atime_ns, dates.st_mtime_ns))
    assert read_toml(own, TextsFileError) == {"a": 2}


def test_a_broken_file_of_the_package_is_refused_by_its_line(own: Path) -> None:
    own.write_text("a = 1\nb = two")
    with pytest.raises(TextsFileError, match="line 2"):
        read_toml(own, TextsFileError)


def test_nothing_is_kept_beside_a_file_of_someone_else(
    own: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("theirs") / own.name
    path.write_text("a = 1")
    assert read_toml(path, TextsFileError) == {"a": 1}
    assert list(path.parent.iterdir()) == [path]
    read_toml(own, TextsFileError)
    assert len(list(own.parent.iterdir())) > 1
