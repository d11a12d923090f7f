"""Starting, in CPU time: `python benchmarks/start.py [--against CHECKOUT] [--runs 11]`.

`import megaroth_xl.udfs` above numpy and xlwings, `megaroth room` and `megaroth --help`, each in a
process of its own, medians. With `--against` another checkout of this package does the same in
turn, and the ratio is ours to theirs.
"""

import argparse
import os
import resource
import subprocess
import sys
from pathlib import Path
from statistics import median

HERE = Path(__file__).parents[1]
COMMAND = "import sys; from megaroth_xl.cli import main; sys.argv = ['megaroth', {}]; main()"
ROOM = "'room', '--deferral', '23000', '--employer', '12000', '--year', '2024'"
LIBRARIES = "import numpy, xlwings"
STARTS = {
    "numpy and xlwings": LIBRARIES,
    "these and the formulas": f"{LIBRARIES}, megaroth_xl.udfs",
    "megaroth room": COMMAND.format(ROOM),
    "megaroth --help": COMMAND.format("'--help'"),
}


def taken(package: Path, code: str) -> float:
    """CPU seconds of a process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-P", "-c", code],
        env={**os.environ, "PYTHONPATH": str(package)},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", type=Path)
    parser.add_argument("--runs", type=int, default=11)
    chosen = parser.parse_args()
    packages = [HERE, *([chosen.against] if chosen.against else [])]
    found = {
        (name, package): [taken(package, code)]
        for name, code in STARTS.items()
        for package in packages
    }
    for _ in range(
        chosen.runs
    ):  # the first one, above, has compiled the modules and does not count
        for name, code in STARTS.items():
            for package in packages:
                found[name, package].append(taken(package, code))
    middle = {key: median(runs[1:]) for key, runs in found.items()}
    for package in packages:
        middle["the formulas alone", package] = (
            middle["these and the formulas", package] - middle["numpy and xlwings", package]
        )
    for name in ("the formulas alone", "megaroth room", "megaroth --help"):
        times = [middle[name, package] for package in packages]
        ratio = f"{times[0] / times[1]:>8.2f}" if chosen.against else ""
        print(f"{name:<24}" + "".join(f"{1000 * each:>8.0f} ms" for each in times) + ratio)


if __name__ == "__main__":
    main()
