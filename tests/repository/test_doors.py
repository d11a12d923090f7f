"""No code without a door: formulas, commands, sheets or the public API reach all of it."""

from functools import cache

from tests.repository import doors
from tests.repository.package_code import Code


@cache
def found() -> tuple[list[str], list[str]]:
    return doors.lists()


def test_every_module_function_and_class_has_a_door() -> None:
    assert found()[0] == [], "no formula, command, sheet, report or public name reaches this"


def test_every_parameter_is_passed_by_some_caller() -> None:
    assert found()[1] == [], "no caller passes this"


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
