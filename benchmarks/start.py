"""Starting, in CPU time: `python benchmarks/start.py [--against CHECKOUT] [--runs 11]`.

`import megaroth_xl.udfs` where numpy and xlwings are loaded already, and whole commands, each in a
process of its own, medians. With `--against` another checkout of this package does the same in
turn, and the ratio is the median of the ratios of each turn, ours to theirs.

Both find their modules compiled, as an installed package does: in a folder that the first turn
fills, whatever bytecode lies in the checkouts, and whether the environment forbids to write any.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

HERE = Path(__file__).parents[1]
ROOM = "room --deferral 23000 --employer 12000 --year 2024"
IMPORT = """
import time, numpy, xlwings
before = time.process_time()
import megaroth_xl.udfs
print(time.process_time() - before)
"""
FIRST_ANSWER = """
import time, numpy, xlwings
before = time.process_time()
from megaroth_xl.udfs import MEGAROTH_HEADROOM
assert MEGAROTH_HEADROOM(23000, 12000, 2024) == 34000
print(time.process_time() - before)
"""
IN_A_PROCESS = {"import megaroth_xl.udfs": IMPORT, "to a first MEGAROTH_HEADROOM": FIRST_ANSWER}
COMMANDS = ("--help", ROOM, "limits", "calc workbook/megaroth-sample.xlsx --force --out {}")
RUN = "import sys; from megaroth_xl.cli import main; sys.argv[0] = 'megaroth'; main()"


def environment(package: Path, compiled: str) -> dict[str, str]:
    """The environment of a process that finds one of the packages, and modules compiled."""
    given = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {**given, "PYTHONPATH": str(package), "PYTHONPYCACHEPREFIX": compiled}


def printed(code: str, given: dict[str, str]) -> float:
    """CPU seconds as code prints them."""
    run = [sys.executable, "-P", "-c", code]
    return float(subprocess.run(run, env=given, capture_output=True, check=True).stdout)


def taken(command: str, given: dict[str, str]) -> float:
    """CPU seconds of a command, starting Python included."""
    run = [
        sys.executable,
        "-P",
        "-c",
        RUN,
        *command.format(given["PYTHONPYCACHEPREFIX"] + "/out.xlsx").split(),
    ]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(run, env=given, cwd=given["PYTHONPATH"], stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", type=Path)
    parser.add_argument("--runs", type=int, default=11)
    chosen = parser.parse_args()
    packages = [HERE, *([chosen.against.resolve()] if chosen.against else [])]
    print(f"{'milliseconds of CPU':<34}{'ours':>8}{'theirs':>8}{'ratio':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for name in (*IN_A_PROCESS, *COMMANDS):
            turns = [
                [
                    printed(IN_A_PROCESS[name], given)
                    if name in IN_A_PROCESS
                    else taken(name, given)
                    for given in (environment(package, folder) for package in packages)
                ]
                for _ in range(chosen.runs + 1)
            ][1:]  # the first one has compiled the modules
            times = [1000 * median(each) for each in zip(*turns, strict=True)]
            ratio = median(turn[0] / turn[-1] for turn in turns)
            label = name if name in IN_A_PROCESS else f"megaroth {name.split()[0]}"
            figures = "".join(f"{each:>8.0f}" for each in times)
            print(
                f"{label:<34}{figures}{ratio:>8.2f}" if len(times) > 1 else f"{label:<34}{figures}"
            )


if __name__ == "__main__":
    main()
