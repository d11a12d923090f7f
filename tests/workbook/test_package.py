import io
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from megaroth_xl.workbook.package import workbook_bytes, write_whole


def test_formulas_keep_their_text_and_carry_their_value() -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet["A1"], sheet["A2"], sheet["A3"] = "=1+1", '="a"&"<b>"', "=TRUE"
    data = workbook_bytes(workbook, {"Sheet": {"A1": 2.5, "A2": "a<b>", "A3": True}})
    shown = load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
    assert [shown[f"A{i}"].value for i in (1, 2, 3)] == [2.5, "a<b>", True]
    written = load_workbook(io.BytesIO(data)).worksheets[0]
    assert [written[f"A{i}"].value for i in (1, 2, 3)] == ["=1+1", '="a"&"<b>"', "=TRUE"]


def test_a_failed_write_leaves_the_older_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "planner.xlsx"
    write_whole(target, b"old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="No space"):
        write_whole(target, b"new")
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]
