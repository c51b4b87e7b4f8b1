"""xlwings Lite: our wheel and the installed xlwings in Pyodide, under Node instead of Excel's task pane.

    lite.py [empty | null | zero]   what a blank cell arrives as
    lite.py about                   what is installed and what Excel is told; the cases go unused

The wheel is built from a copy of the checkout, as a folder `build` that is left there would end up in it.
Nothing is fetched from the network, so Pyodide's own NumPy and SciPy aren't there.
"""

import json
import shutil
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

LANES = Path(__file__).parent
ROOT = LANES.parents[2]
SECONDS = 240


def wheel(folder):
    """The wheel of roi-xl, built from the checkout without the network."""
    source = folder / "source"
    for part in ("roi_xl", "udfs"):
        shutil.copytree(ROOT / part, source / part, ignore=shutil.ignore_patterns("__pycache__"))
    for part in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / part, source)
    command = [
        sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet", "--no-deps",
        "--no-build-isolation", "--no-index", "--wheel-dir", folder, source,
    ]  # fmt: skip
    subprocess.run(command, check=True, stdout=sys.stderr, timeout=SECONDS)
    return next(folder.glob("*.whl"))


def packed(name, target):
    """An installed distribution as an archive; its compiled parts are for another machine than Pyodide."""
    with ZipFile(target, "w") as archive:
        for file in distribution(name).files:
            if file.suffix == ".py" or file.parent.suffix == ".dist-info":
                archive.write(file.locate(), file.as_posix())
    return target


def main(cases, mode="empty"):
    with TemporaryDirectory() as folder:
        archives = [wheel(Path(folder)), packed("xlwings", Path(folder) / "xlwings.zip")]
        run = subprocess.run(
            ["node", LANES / "lite.mjs", *archives], input=json.dumps({"cases": cases, "mode": mode}),
            check=True, stdout=subprocess.PIPE, text=True, encoding="utf-8", timeout=SECONDS,
        )  # fmt: skip
    return json.loads(run.stdout)


if __name__ == "__main__":
    json.dump(main(json.load(sys.stdin), *sys.argv[1:]), sys.stdout)
