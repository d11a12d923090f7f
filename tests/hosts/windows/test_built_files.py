"""The workbooks in workbook/ are the ones that the package builds."""

import re
from pathlib import Path

import pytest

from megaroth_xl.hosts.lite import workbook as lite
from megaroth_xl.hosts.parts import Parts
from megaroth_xl.hosts.windows import macro_workbook
from megaroth_xl.hosts.windows.vba_project import read_vba_project

FOLDER = Path(__file__).parents[3] / "workbook"
CARRIED = re.compile(r"load_package\([^)]*")
BUILDERS = {
    macro_workbook.NAME: macro_workbook.macro_workbook_bytes,
    lite.NAME: lite.lite_workbook_bytes,
}


@pytest.mark.parametrize("name", BUILDERS)
def test_the_file_is_what_is_built(name: str) -> None:
    built, kept = (Parts.read(data) for data in (BUILDERS[name](), (FOLDER / name).read_bytes()))
    again = f"megaroth excel workbook --force workbook/{name}"
    assert list(kept.by_name) == list(built.by_name), again
    for part, data in built.by_name.items():
        if part == macro_workbook.PROJECT:  # its references come from the installed xlwings
            found, expected = (read_vba_project(p.by_name[part]).modules for p in (kept, built))
            assert found == expected, again
        elif part == lite.CODE:  # the package as it was then; test_carried holds what it answers
            found, expected = (CARRIED.sub("", p.text(part)) for p in (kept, built))
            assert found == expected, f"{part}: {again}"
        else:
            assert kept.by_name[part] == data, f"{part}: {again}"
