"""What a cell costs in Excel for Windows, as far as Wine can tell: ratios to be read, not a test.

    python tests/bench/windows.py [ROUNDS]

10,000 cells that call TRAINING_ROI through xlwings' real DLL and COM: A asks the DLL for Python each time,
as the first version did; B keeps the object; C makes one call for a range of 10,000. Then the first call
of a fresh Excel with the first version's command line and with the one that the add-in has now. Medians of
rounds in turn, in one run; Wine's COM is slower than that of Windows, so compare the rows, not the seconds.
"""

import sys
from pathlib import Path
from statistics import median

sys.path[:0] = [str(Path(__file__).parents[1] / "hosts" / part) for part in ("lanes", "windows")]
from com import call, command_line, dll, prepared  # noqa: E402
from session import named, session  # noqa: E402

CELLS = 10_000
ONE = call("TRAINING_ROI", [90000, 16000])
SINGLE = ONE.replace("call", f"time {CELLS}", 1)
BLOCK = f"time 1 TRAINING_ROI f{CELLS}x1 n90000 n16000"
FIRST = "import os, sys; os.chdir(sys.prefix); import xlwings; xlwings.serve('$(CLSID)')"
NEW = "import os, sys; os.chdir(sys.prefix); from roi_xl.addin.server import serve; serve('$(CLSID)')"


def rounds(own, count):
    """The seconds of each way, round by round and in changing order, in one Excel with one Python."""
    ways = {"each": ("keep 0", SINGLE), "kept": ("keep 1", SINGLE), "block": ("keep 1", BLOCK)}
    turns = [name for number in range(count) for name in sorted(ways, reverse=bool(number % 2))]
    orders = [order for name in turns for order in ways[name]]
    _, _, _, *told = own.excel(*prepared(own), "activate", ONE, *orders, seconds=3600)
    seen = {name: [] for name in ways}
    for name, answer in zip(turns, told, strict=True):
        seen[name].append(answer["seconds"])
    return seen["each"], seen["kept"], seen["block"]


def first_call(own, text):
    """How long a fresh Excel waits for its first cell."""
    line = f'"{named(own.python(program="pythonw.exe"))}" -E -P -B -c "{text}"'
    orders = "activate", "keep 1", ONE.replace("call", "time 1", 1)
    told = own.excel(f"dll {named(dll(own))}", f"command {line}", *orders)
    return sum(answer["seconds"] for answer in told[1:])


def main(count="3"):
    with session() as own:
        each, kept, block = rounds(own, int(count))
        texts = {"the first version's command line": FIRST, "the new one": NEW}
        firsts = {name: [] for name in texts}
        for number in range(2 * int(count) + 1):
            for name in sorted(texts, reverse=bool(number % 2)):
                seconds = first_call(own, texts[name])
                if number:  # the first is the disk's
                    firsts[name].append(seconds)
        built = command_line(named(own.python(program="pythonw.exe")))
    base = median(each)
    print(f"{CELLS:,} cells, medians of {count} rounds\n\n| way | seconds | of A |\n|---|---|---|")
    for name, seconds in (
        ("A: DLL asked, names, call: for each cell", each),
        ("B: object kept: names and call for each cell", kept),
        (f"C: one call for a range of {CELLS:,}", block),
    ):
        print(f"| {name} | {median(seconds):.3f} | {median(seconds) / base:.1%} |")
    base = median(firsts["the first version's command line"])
    print("\n| first call with | seconds | of the first version's |\n|---|---|---|")
    for name, seconds in firsts.items():
        print(f"| {name} | {median(seconds):.2f} | {median(seconds) / base:.0%} |")
    which = "new" if NEW in built else "first" if FIRST in built else "other"
    print(f"\nThe add-in's own line is the {which} one.")


if __name__ == "__main__":
    main(*sys.argv[1:])
