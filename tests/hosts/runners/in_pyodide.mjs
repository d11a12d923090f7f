// A runner of this folder inside Pyodide, the Python that xlwings Lite runs on: in Node or a browser.
//
//     node in_pyodide.mjs FOLDER PROGRAM.py ARGUMENTS... < input
//
// FOLDER holds node_modules/pyodide and, in wheels/, the wheels to install: no index is asked.

const SETTINGS = { XLWINGS_ON_SERVER: "true", XLWINGS_LICENSE_KEY: "noncommercial" };
const START = `
import runpy, sys
sys.argv = [str(each) for each in ARGUMENTS]
sys.path.insert(0, "/programs")
sys.stdin, sys.stdout = open("/input", encoding="utf-8"), open("/output", "w", encoding="utf-8")
try:
    runpy.run_path(f"/programs/{sys.argv[0]}", run_name="__main__")
finally:
    sys.stdout.close()
    sys.stdout = sys.__stdout__
`;

/** Run a program and return what it prints. `files` and `wheels` are bytes by name. */
export async function run(loadPyodide, options, wheels, files, input, args) {
  const started = performance.now();
  const pyodide = await loadPyodide({ ...options, env: SETTINGS });
  const seconds = (performance.now() - started) / 1000;
  pyodide.FS.mkdir("/programs");
  for (const bytes of wheels) pyodide.unpackArchive(bytes, "whl", { extractDir: "/programs" });
  for (const [name, bytes] of Object.entries(files)) pyodide.FS.writeFile(`/programs/${name}`, bytes);
  pyodide.FS.writeFile("/input", input);
  pyodide.globals.set("ARGUMENTS", pyodide.toPy([...args]));
  pyodide.globals.set("SECONDS_TO_LOAD", seconds);
  pyodide.runPython(START);
  return pyodide.FS.readFile("/output", { encoding: "utf8" });
}

if (typeof process !== "undefined") {
  const { readFileSync, readdirSync } = await import("node:fs");
  const { dirname, join } = await import("node:path");
  const { fileURLToPath, pathToFileURL } = await import("node:url");
  const [folder, program, ...args] = process.argv.slice(2);
  const home = join(folder, "node_modules", "pyodide");
  const { loadPyodide } = await import(pathToFileURL(join(home, "pyodide.mjs")));
  const bytes = (path) => new Uint8Array(readFileSync(path));
  const wheels = join(folder, "wheels");
  const files = {};
  for (const place of new Set([dirname(fileURLToPath(import.meta.url)), dirname(program)]))
    for (const name of readdirSync(place))
      if (name.endsWith(".py")) files[name] = bytes(join(place, name));
  try {
    const output = await run(
      loadPyodide,
      { indexURL: home },
      readdirSync(wheels).map((name) => bytes(join(wheels, name))),
      files,
      bytes(0),
      [program.split("/").pop(), ...args],
    );
    process.stdout.write(output);
  } catch (error) {
    process.stderr.write(`${error.message}\n`); // without the line of Pyodide's own source
    process.exitCode = 1;
  }
}
