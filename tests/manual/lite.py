"""Type every cell of the tables into Pyodide, the Python of browsers that xlwings Lite runs on.

Not part of the checks: numpy's wheel for Pyodide is in no package index. Needs Node 18 or newer,
and a folder with

    node_modules/pyodide   from: npm install pyodide@0.28.3
    wheels/                xlwings and numpy for that Pyodide, and for `fuzz` the last pure
                           hypothesis (6.155.7) and sortedcontainers

    python tests/manual/lite.py FOLDER [PART...]

PART is cells, fuzz, measures, workbook (by default all four), or browser, which does cells and
measures in headless Chromium. `workbook` runs the code that stands in workbook/megaroth-lite.xlsx
where only numpy and xlwings are installed; for the others this package's own wheel is built into
the folder from the checkout. What came out stands in docs/hosts/lite.md.
"""

# ruff: noqa: T201

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.hosts.test_carried import WORKBOOK, code_in  # noqa: E402
from tests.hosts.test_hosts import cells  # noqa: E402
from tests.manual.wrong_cells import print_wrong  # noqa: E402

RUNNERS = ROOT / "tests" / "hosts" / "runners"
HERE = Path(__file__).parent
EXAMPLES = "2000"
PATIENCE = 900
OFFICE_JS = {"XLWINGS_ON_SERVER": "true", "XLWINGS_LICENSE_KEY": "noncommercial"}
TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".wasm": "application/wasm",
    ".html": "text/html",
}
CHROMIUM = ("chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run")


def build(wheels):
    """This package's wheel, in place of an older one."""
    for old in wheels.glob("megaroth_xl-*.whl"):
        old.unlink()
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", wheels]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)


def in_node(folder, program, *arguments, lines=""):
    """What a program prints in Pyodide under Node."""
    run = subprocess.run(
        ["node", RUNNERS / "in_pyodide.mjs", folder, program, *arguments],
        input=lines,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    if run.returncode:
        raise SystemExit(run.stderr)
    return run.stdout


class Site(ThreadingHTTPServer):
    """What the page asks for, on the loopback; takes what it says."""

    def __init__(self, folder, job, lines):
        super().__init__(("127.0.0.1", 0), Page)
        self.folder = folder
        self.texts = {"/job": json.dumps(job), "/input": lines}
        self.files = {
            "/": HERE / "lite.html",
            "/in_pyodide.mjs": RUNNERS / "in_pyodide.mjs",
            **{f"/files/{path.name}": path for path in sources()},
        }
        for path in (*folder.glob("wheels/*"), *folder.glob("node_modules/pyodide/*")):
            self.files[f"/{path.relative_to(folder).as_posix()}"] = path
        self.said = {}
        self.told = threading.Event()


class Page(BaseHTTPRequestHandler):
    def answer(self, body, kind="text/plain", status=200):
        self.send_response(status)
        self.send_header("content-type", kind)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        site = self.server
        if self.path in site.texts:
            self.answer(site.texts[self.path].encode())
        elif path := site.files.get(self.path):
            kind = TYPES.get(path.suffix, "application/octet-stream")
            self.answer(path.read_bytes(), kind)
        else:
            self.answer(b"", status=404)

    def do_POST(self):
        size = int(self.headers["content-length"])
        self.server.said[self.path] = self.rfile.read(size).decode()
        self.answer(b"")
        self.server.told.set()

    def log_message(self, *_):
        pass


def sources():
    """The programs that run there, and what they import."""
    return sorted({*RUNNERS.glob("*.py"), *HERE.glob("lite_*.py")})


def in_browser(folder, program, *arguments, lines=""):
    """What a program prints in Pyodide in headless Chromium."""
    job = {
        "wheels": sorted(path.name for path in folder.glob("wheels/*.whl")),
        "files": [path.name for path in sources()],
        "arguments": [program.name, *arguments],
    }
    site = Site(folder, job, lines)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{site.server_address[1]}/"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = subprocess.Popen(
            [*CHROMIUM, f"--user-data-dir={profile}", address],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            site.told.wait(PATIENCE)
        finally:
            browser.terminate()
            browser.wait(10)
            site.shutdown()
    if "/answer" not in site.said:
        raise SystemExit(site.said.get("/failure", "the browser did not answer")[-2000:])
    return site.said["/answer"]


def wrong_cells(run, folder, program=RUNNERS / "officejs.py"):
    """How many cells show something else than the tables say."""
    taken = [cell for cell in cells() if not ("NaN" in cell.sent or "Infinity" in cell.sent)]
    lines = "".join(f"{cell.sent}\n" for cell in taken)
    shown = run(folder, program, lines=lines).splitlines()
    wrong = print_wrong(taken, shown, "officejs")
    print(f"{len(taken) - wrong} of {len(taken)} cells right")
    left_out = len(cells()) - len(taken)
    print(f"{left_out} left out: JavaScript sends neither infinity nor a number that is none")
    return wrong


def measured(run, folder):
    """How many of the answers differ from those of this Python; what everything took in both."""
    there = json.loads(run(folder, HERE / "lite_measures.py"))
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("XLWINGS_")}
    with tempfile.TemporaryDirectory() as compiled:  # nothing is compiled beforehand there either
        own = {"PYTHONPATH": f"{RUNNERS}:{ROOT}", "PYTHONPYCACHEPREFIX": compiled}
        ours = subprocess.run(
            [sys.executable, HERE / "lite_measures.py"],
            env={**inherited, **OFFICE_JS, **own},
            stdout=subprocess.PIPE,
            check=True,
            timeout=PATIENCE,
        )
    here = json.loads(ours.stdout)
    answers, expected = there.pop("answers"), here.pop("answers")
    print(f"{'':<28}{'there':>14}{'here':>14}{'ratio':>9}")
    for name, value in there.items():
        if isinstance(value, str):
            print(f"{name:<28}{value}  |  {here[name]}")
        else:
            ratio = value / here[name]
            print(f"{name:<28}{value:>14.6g}{here[name]:>14.6g}{ratio:>9.2f}")
    wrong = [name for name, value in expected.items() if answers[name] != value]
    print(f"{len(expected) - len(wrong)} of {len(expected)} large answers alike {wrong or ''}")
    return len(wrong)


def fuzzed(run, folder):
    run(folder, RUNNERS / "fuzz.py", "officejs", EXAMPLES)
    print(f"{EXAMPLES} calls with anything that a cell can hold were answered")
    return 0


def carried(run, folder):
    """How many cells the workbook's own code gets wrong, with nothing of the package installed."""
    with tempfile.TemporaryDirectory() as made:
        bare = Path(made)
        (bare / "node_modules").symlink_to(folder / "node_modules", target_is_directory=True)
        for name in ("numpy", "xlwings"):
            (wheel,) = folder.glob(f"wheels/{name}-*.whl")
            (bare / "wheels").mkdir(exist_ok=True)
            (bare / "wheels" / wheel.name).symlink_to(wheel)
        programs = bare / "programs"
        programs.mkdir()
        (programs / "carried.py").symlink_to(RUNNERS / "carried.py")
        (programs / "main.py").write_text(code_in(WORKBOOK.read_bytes())["main.py"], "utf-8")
        return wrong_cells(run, bare, programs / "carried.py")


PARTS = {"cells": wrong_cells, "fuzz": fuzzed, "measures": measured, "workbook": carried}


def main(folder, *parts):
    build(folder / "wheels")
    problems = 0
    for part in parts or PARTS:
        print(f"--- {part}", flush=True)
        if part != "browser":
            problems += PARTS[part](in_node, folder)
        elif shutil.which("chromium"):
            problems += wrong_cells(in_browser, folder) + measured(in_browser, folder)
        else:
            raise SystemExit("chromium is not installed")
    return problems


if __name__ == "__main__":
    sys.exit(bool(main(Path(sys.argv[1]).resolve(), *sys.argv[2:])))
