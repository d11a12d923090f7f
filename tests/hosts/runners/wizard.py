"""What the function wizards say: `wizard.py officejs` or `wizard.py classic`."""

import json
import sys
from importlib import import_module

runner = import_module(sys.argv[1])

from megaroth_xl import udfs  # noqa: E402 - after the runner, which chooses xlwings' host


def in_classic():
    for name in dir(udfs):
        if told := getattr(getattr(udfs, name), "__xlfunc__", None):
            yield {
                "name": told["name"],
                "category": told["category"],
                "description": told["ret"]["doc"],
                "parameters": [
                    {"name": a["name"], "description": a["doc"], "optional": "optional" in a}
                    for a in told["args"]
                ],
            }


def in_office():
    for told in runner.server.custom_functions_meta(udfs)["functions"]:
        yield {
            "name": told["name"],
            "description": told["description"],
            "parameters": [
                {
                    "name": p["name"],
                    "description": p["description"],
                    "optional": p.get("optional", False),
                }
                for p in told["parameters"]
            ],
        }


if __name__ == "__main__":
    json.dump(list(in_office() if sys.argv[1] == "officejs" else in_classic()), sys.stdout)
