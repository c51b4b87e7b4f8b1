// Starts Pyodide, installs the archives that are named, and runs the pane with what comes from stdin.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadPyodide } from "pyodide";

const lanes = dirname(fileURLToPath(import.meta.url));

async function run(archives) {
  const python = await loadPyodide({
    env: { XLWINGS_ON_SERVER: "true", XLWINGS_LICENSE_KEY: "noncommercial" }, // as these tests are
    stdout: console.error, // ours carries the results alone
  });
  const extractDir = python.runPython("import site; site.getsitepackages()[0]");
  for (const archive of archives) {
    python.unpackArchive(new Uint8Array(readFileSync(archive)), "zip", { extractDir });
  }
  for (const module of ["officejs.py", "pane.py"]) {
    python.FS.writeFile(`/home/pyodide/${module}`, readFileSync(join(lanes, module)));
  }
  const { cases, mode } = JSON.parse(readFileSync(0, "utf8"));
  return await python.pyimport("pane").run(JSON.stringify(cases), mode);
}

try {
  process.stdout.write(await run(process.argv.slice(2)));
} catch (error) {
  console.error(error.message); // Node would print the source of Pyodide, a line of a megabyte
  process.exitCode = 1;
}
