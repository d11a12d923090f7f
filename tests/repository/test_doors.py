"""No code without a door: all of it is reached from formulas, commands, sheets or the public API.

``without_a_door.txt`` lists what is not reached yet. It only ever shrinks: code that is written
comes with its door, and a line whose code has a door, or is gone, has to go.
"""

from functools import cache
from pathlib import Path

from tests.repository import doors
from tests.repository.package_code import Code

LISTED = Path(__file__).parent / "without_a_door.txt"


@cache
def found() -> tuple[list[str], list[str]]:
    return doors.lists()


def listed(part: str) -> list[str]:
    text = LISTED.read_text(encoding="utf-8")
    return text.partition(f"# {part}\n")[2].partition("\n\n")[0].split()


def test_every_module_function_and_class_has_a_door() -> None:
    new = sorted(set(found()[0]) - set(listed("code")))
    assert new == [], "no formula, command, sheet, report or public name reaches this"


def test_every_parameter_is_passed_by_some_caller() -> None:
    new = sorted(set(found()[1]) - set(listed("parameters")))
    assert new == [], "no caller passes this"


def test_what_has_a_door_leaves_the_list() -> None:
    code, parameters = found()
    gone = (set(listed("code")) - set(code)) | (set(listed("parameters")) - set(parameters))
    assert sorted(gone) == [], "take these lines out of without_a_door.txt"


SAMPLE = {
    "house": "",
    "house.door": "from house import rooms\ndef enter():\n    return rooms.hall(1, lamp=2)\n",
    "house.rooms": (
        "class Chair:\n    def sit(self): return TABLE[0]()\n    def lean(self): ...\n"
        "def hall(a, b=0, lamp=0, rug=0): return Chair().sit()\n"
        "def kitchen(): return cellar()\ndef cellar(): ...\nTABLE = [kitchen]\n"
        "def attic(): return hall(1, rug=2)\n"
    ),
    "house.shed": "def tools(): ...\n",
}


def test_the_walk_goes_through_names_attributes_and_tables() -> None:
    walk = doors.Walk(Code(SAMPLE), ["house.door.enter"])
    assert walk.without_a_door() == ["house.rooms.Chair.lean", "house.rooms.attic", "house.shed"]
    assert walk.never_passed() == ["house.rooms.hall(b)", "house.rooms.hall(rug)"]
