"""The add-in's files; what it answers in LibreOffice itself is tried with the other hosts."""

import ast
import re
from math import isnan
from xml.etree import ElementTree as ET

import pytest

from megaroth_xl import __version__
from megaroth_xl.excel.calc import answer
from megaroth_xl.excel.libreoffice import COMPONENT, write_add_in
from megaroth_xl.udfs import FORMULAS

OOR = "{http://openoffice.org/2001/registry}"


@pytest.fixture(scope="module")
def add_in(tmp_path_factory):
    folder = tmp_path_factory.mktemp("extensions")
    return write_add_in(folder, [folder / "päckages 'n more"])


def parsed(path):
    return ET.parse(path).getroot()  # noqa: S314 - our own file


def test_files(add_in):
    assert sorted(str(p.relative_to(add_in)) for p in add_in.rglob("*.*")) == [
        "CalcAddIns.xcu",
        "META-INF/manifest.xml",
        "XFormulas.idl",
        "description.xml",
        "megaroth.components",
        COMPONENT,
    ]


@pytest.mark.parametrize("name", ["CalcAddIns.xcu", "megaroth.components", "description.xml"])
def test_files_are_well_formed(add_in, name):
    assert parsed(add_in / name).tag


def test_manifest_names_files_that_are_there(add_in):
    manifest = (add_in / "META-INF" / "manifest.xml").read_text(encoding="utf-8")
    names = re.findall(r'full-path="([^"]+)"', manifest)
    assert len(names) == 3
    assert all((add_in / name).is_file() for name in names)


def test_types_take_every_argument_of_every_formula(add_in):
    types = (add_in / "XFormulas.idl").read_text(encoding="utf-8")
    methods = dict(re.findall(r"> (\w+)\((.*)\);", types))
    assert {name: arguments.count("[in] any") for name, arguments in methods.items()} == {
        name.lower().replace("_", ""): len(formula.arguments) for name, formula in FORMULAS.items()
    }
    assert "_" not in "".join(methods)


def test_wizard_explains_every_formula(add_in):
    functions = parsed(add_in / "CalcAddIns.xcu").findall(
        f".//node[@{OOR}name='AddInFunctions']/node"
    )
    told = {}
    for function in functions:
        texts = {p.get(f"{OOR}name"): p.findtext("value") for p in function.findall("prop")}
        assert texts["DisplayName"] == texts["CompatibilityName"]
        told[texts["DisplayName"]] = (
            texts["Description"],
            [
                (p.get(f"{OOR}name"), p.find(f"prop[@{OOR}name='Description']/value").text)
                for p in function.findall(f"node[@{OOR}name='Parameters']/node")
            ],
        )
    assert told == {
        name: (formula.summary, [(own, a.meaning) for own, a in formula.arguments.items()])
        for name, formula in FORMULAS.items()
    }


def test_shell_is_python_that_finds_the_package(add_in):
    shell = ast.parse((add_in / COMPONENT).read_text(encoding="utf-8"))
    (path,) = (
        ast.literal_eval(node.value)
        for node in shell.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "sys.path[:0]"
    )
    assert path == [str(add_in.parent / "päckages 'n more")]


def test_version(add_in):
    assert f'version value="{__version__}"' in (add_in / "description.xml").read_text("utf-8")


def test_values_are_those_that_calc_takes():
    ranges = ((23000.0,), (23000.0,), ("x",)), ((15000.0,), (12000.0,))
    rows = answer("MEGAROTH_HEADROOM", (*ranges, 2024.0))
    assert rows[:2] == ((31000.0,), (34000.0,))
    assert isnan(rows[2][0])
    assert answer("MEGAROTH_ELIGIBLE", (1.0, 1.0, None)) == ((1.0,),)
    assert type(answer("IRS_LIMITS", (2026.0, 2026.0))[0][1]) is float


def test_refusals_are_sentences():
    assert answer("CONVERSION_TAX", (31000.0, 150.0, 24.0, None)) == (
        ("rate is 24: expected a share between 0 and 1; for 24 percent type 24% or 0.24",),
    )


def test_without_arguments_it_says_how_it_is_used():
    ((usage,),) = answer("ACP_LIMIT", (None,))
    assert usage == "ACP_LIMIT(nhce_acp); for example =ACP_LIMIT(0.04)"
