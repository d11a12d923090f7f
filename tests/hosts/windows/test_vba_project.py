import pytest

from megaroth_xl.errors import InputError
from megaroth_xl.hosts.windows.compound_file import compound_file
from megaroth_xl.hosts.windows.macro_workbook import PROJECT, shipped
from megaroth_xl.hosts.windows.vba_project import VbaModule, VbaProject, described, read_vba_project
from tests.hosts.windows.readers import vba_modules

SHIPPED = ["quickstart.xlsm", "quickstart_addin.xlam", "quickstart_standalone.xlsm"]


@pytest.mark.parametrize("name", SHIPPED)
def test_the_modules_are_those_that_another_reader_finds(name: str) -> None:
    data = shipped(name).by_name[PROJECT]
    project = read_vba_project(data)
    assert {m.name: m.source for m in project.modules} == vba_modules(data)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_project_written_and_read_is_the_same(name: str) -> None:
    project = read_vba_project(shipped(name).by_name[PROJECT])
    packed = project.packed()
    assert read_vba_project(packed) == project
    assert vba_modules(packed) == {m.name: m.source for m in project.modules}
    assert project.packed() == packed


def test_renaming() -> None:
    project = read_vba_project(shipped("quickstart.xlsm").by_name[PROJECT]).renamed("Other")
    again = read_vba_project(project.packed())
    assert again.name == "Other"
    assert 'Name="Other"' in again.properties
    module = again.module("Sheet1").renamed("Sheet9")
    assert module.name == "Sheet9"
    assert 'Attribute VB_Name = "Sheet9"' in module.source


def test_a_module_that_is_not_there_is_named() -> None:
    project = VbaProject((), (), (VbaModule("One", "Module", ""),))
    with pytest.raises(InputError, match="'Two': expected a module of the project: One"):
        project.module("Two")


def test_a_compound_file_without_modules_is_refused() -> None:
    with pytest.raises(InputError, match="without a directory"):
        read_vba_project(compound_file({("PROJECT",): b""}))


def test_a_description_follows_the_whole_of_a_split_signature() -> None:
    source = "Function A(one, _\n    two)\n    A = 1\nEnd Function\n"
    assert described(source, "A", 'What "A" is.', 19).splitlines() == [
        "Function A(one, _",
        "    two)",
        'Attribute A.VB_Description = "What ""A"" is."',
        'Attribute A.VB_ProcData.VB_Invoke_Func = " \\n19"',
        "    A = 1",
        "End Function",
    ]
    with pytest.raises(InputError, match="'B'"):
        described(source, "B", "", 19)
