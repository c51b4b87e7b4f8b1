"""Kill `roi-xl recalc --in-place` at any moment, hundreds of times, and look at what is left.

    python tests/bench/kills.py --kills 300 --seed 1

Each round recalculates a folder of workbooks whose values are out of date, and ends the run by SIGKILL: after
a random time, or as soon as a temporary file is there. Every workbook has to be the old or the new one, to
the byte. Then one run without a kill: every workbook is new, and nothing else lies in the folder. Exit status
1 if a workbook was lost or damaged, or if something is left.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import xlsxwriter

BOOKS = 4
LONGEST = 20.0  # seconds
COMMAND = [sys.executable, "-m", "roi_xl", "recalc", "--in-place", "--workers", "1"]


def stale() -> bytes:
    """A workbook that is out of date in one cell, and large enough to take its time on the disk."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("S")
        sheet.write_formula("A1", "=1+1", None, 999)
        sheet.write_column("C1", [os.urandom(24).hex() for _ in range(20_000)])
    return buffer.getvalue()


def names() -> list[str]:
    """The workbooks of a round."""
    return [f"{number}.xlsx" for number in range(BOOKS)]


def temporary(folder: Path) -> list[str]:
    """The temporary files that are there."""
    return [entry.name for entry in os.scandir(folder) if entry.name.endswith(".tmp")]


def killed(folder: Path, chance: random.Random, span: float) -> str:
    """One run that is killed: by what it was met, or `done` if it was faster."""
    wait_for_file = chance.random() < 0.6
    moment = time.monotonic() + (LONGEST if wait_for_file else chance.uniform(0.05, span))
    known = set(temporary(folder))
    with subprocess.Popen(
        [*COMMAND, *names()], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:  # fmt: skip
        skipped = chance.randrange(BOOKS) if wait_for_file else BOOKS  # of the files of this run
        while process.poll() is None and time.monotonic() < moment:
            if wait_for_file:
                new = set(temporary(folder)) - known
                known |= new
                skipped -= len(new)
                if skipped < 0:
                    break
            time.sleep(0.0003)
        if process.poll() is not None:
            return "done"
        os.killpg(process.pid, signal.SIGKILL)  # and its children, as when the computer goes down
        process.wait()
    return "while a file was there" if wait_for_file else "at a random moment"


def rounds(kills: int, seed: int, folder: Path) -> Iterator[tuple[str, int, int, int]]:
    """How each run was met, how many workbooks were lost and damaged, and how many files it left."""
    chance = random.Random(seed)
    old = stale()
    new, span = _fresh(folder, old)
    met = 0
    while met < kills:
        for name in names():
            if chance.random() < 0.8:
                (folder / name).write_bytes(old)
        left = len(temporary(folder))
        how = killed(folder, chance, span)
        contents = [(folder / name).read_bytes() if (folder / name).exists() else None for name in names()]
        met += how != "done"
        wrong = sum(content not in (old, new, None) for content in contents)
        yield how, contents.count(None), wrong, max(0, len(temporary(folder)) - left)
    for name in names():
        (folder / name).write_bytes(old)
    subprocess.run([*COMMAND, *names()], cwd=folder, check=True, capture_output=True)
    contents = [(folder / name).read_bytes() for name in names()]
    litter = {entry.name for entry in folder.iterdir()} - {*names()}
    yield "last run", 0, sum(content != new for content in contents), len(litter)


def _fresh(folder: Path, old: bytes) -> tuple[bytes, float]:
    """What a workbook is made of by a run that nobody disturbs, and how long that takes for all."""
    for name in names():
        (folder / name).write_bytes(old)
    start = time.monotonic()
    subprocess.run([*COMMAND, *names()], cwd=folder, check=True, capture_output=True)
    return (folder / names()[0]).read_bytes(), time.monotonic() - start


def main() -> None:
    """Count, and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="kills-"))
    met: Counter[str] = Counter()
    lost = damaged = left = 0
    try:
        *runs, last = rounds(options.kills, options.seed, folder)
    finally:
        shutil.rmtree(folder)
    for how, gone, wrong, litter in runs:
        met[how] += 1
        lost, damaged, left = lost + gone, damaged + wrong, left + litter
    print(f"{len(runs)} runs of {BOOKS} workbooks:", ", ".join(f"{n} {how}" for how, n in met.items()))
    print(f"{lost} lost, {damaged} damaged; {left} temporary files were left by killed runs")
    print(f"after the last run: {last[2]} workbooks not new, {last[3]} files of litter")
    sys.exit(bool(lost or damaged or last[2] or last[3]))


if __name__ == "__main__":
    main()
