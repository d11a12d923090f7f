import os
import time
from pathlib import Path

import pytest

from megaroth_xl import files
from megaroth_xl.errors import OutputError
from megaroth_xl.files import Draft, sha256, wait_for_disk, write_whole, zipped


def test_a_failed_write_leaves_the_older_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "planner.xlsx"
    write_whole(target, b"old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OutputError, match="No space"):
        write_whole(target, b"new")
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_bytes(b"")
    with pytest.raises(OutputError, match="cannot be written"):
        write_whole(tmp_path / "taken" / "planner.xlsx", b"")


def test_the_same_parts_make_the_same_archive(tmp_path: Path) -> None:
    parts = {"a/b.xml": b"<x/>", "c": b""}
    assert zipped(parts) == zipped(dict(parts))
    write_whole(tmp_path / "x", zipped(parts))
    assert len(sha256(tmp_path / "x")) == 64


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such rights")
def test_a_file_is_readable_by_whom_new_files_are(tmp_path: Path) -> None:
    (tmp_path / "new").write_bytes(b"")
    write_whole(tmp_path / "whole", b"")
    assert (tmp_path / "whole").stat().st_mode == (tmp_path / "new").stat().st_mode


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot open a folder")
def test_few_files_are_waited_for_with_their_folders_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["a/b/one.zip", "two.csv"]
    for name in names:
        write_whole(tmp_path / name, b"")
    waited: list[Path] = []

    def noted(handle: int) -> None:
        number = os.fstat(handle).st_ino
        waited.extend(
            each for each in [tmp_path, *tmp_path.rglob("*")] if each.stat().st_ino == number
        )

    def everything(_: int) -> None:
        raise AssertionError("the whole file system")

    monkeypatch.setattr(os, "fsync", noted)
    monkeypatch.setattr(files, "_sync_file_system", everything)
    wait_for_disk(tmp_path, names)
    folders = [tmp_path, tmp_path / "a", tmp_path / "a" / "b"]
    assert sorted(waited) == sorted([*folders, *(tmp_path / name for name in names)])


def test_many_files_are_waited_for_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    monkeypatch.setattr(files, "_sync_file_system", seen.append)
    wait_for_disk(tmp_path, [f"{number}.xlsx" for number in range(1000)])
    assert len(seen) == 1


@pytest.mark.skipif(os.name != "posix", reason="Windows does not tell when a file was changed")
def test_a_file_is_known_to_be_as_it_was_put(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with Draft(path, b"one", mode=0o600) as draft:
        assert not draft.is_as_put()
        draft.put()
        assert draft.is_as_put()
        before = path.stat()
        time.sleep(0.02)  # a system's clock for files may stand still for 10 milliseconds
        path.write_bytes(b"two")
        assert not draft.is_as_put()
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert not draft.is_as_put()
    with Draft(path, b"one", mode=0o600) as draft:
        draft.put()
        (tmp_path / "other").write_bytes(b"one")
        (tmp_path / "other").replace(path)
        assert not draft.is_as_put()
        path.unlink()
        assert not draft.is_as_put()
