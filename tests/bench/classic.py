"""What our layer adds to xlwings in classic Excel: a table to be read, not a test.

    python tests/bench/classic.py

The real `CallUDF` of xlwings over a pywin32 that is played (so without COM itself), with our functions and
with one of the same signature that does nothing: 10,000 calls of single cells, and one call over 10,000 rows,
the arguments as values (as our add-in passes them) and as Range objects (as "Import Functions" does). Means
of interleaved rounds.
"""

import sys
from pathlib import Path
from statistics import fmean
from time import process_time
from types import ModuleType

sys.path.insert(0, str(Path(__file__).parents[1] / "hosts" / "lanes"))
import windows

xw = windows.xlwings()

import roi_xl_udfs  # noqa: E402 - after Windows is played

CALLS = ROWS = 10_000
ROUNDS, LONG_ROUNDS = 60, 4
NOTHING = "nothing_at_all"
ARGUMENTS = {
    "TRAINING_ROI": (60_000.0, 20_000.0),
    "HOUR_VALUE": (60_000.0, 0.25, 1_600.0),
    "ATTRIBUTED_BENEFIT": (90_000.0, 0.6, 0.8),
}
LIFTED = "HOUR_VALUE", "ATTRIBUTED_BENEFIT"


def do_nothing(like):
    """A UDF with a function's arguments and options that gives its first cell or rows back."""
    code = getattr(roi_xl_udfs, like).__xlfunc__
    names = [arg["name"] for arg in code["args"]]
    scope = {}
    exec(f"def {like}({', '.join(f'{n}=None' for n in names)}): return {names[0]}", scope)
    udf = scope[like]
    for name in names:
        udf = xw.arg(name, ndim=2, err_to_str=True)(udf)
    return xw.func(udf)


def rounds(actions, count):
    """Means of the processor's time over rounds in changing order.

    Means, since the garbage collector's long passes fall into one round of many; a median would charge all
    of them to one side or none.
    """
    seen = [[] for _ in actions]
    for number in range(count):
        for which in sorted(range(len(actions)), reverse=bool(number % 2)):
            start = process_time()
            actions[which]()
            seen[which].append(process_time() - start)
    return map(fmean, seen)


def single(server, module, name, cells):
    def action():
        for _ in range(CALLS):
            server.CallUDF(module, name, cells, None, None)

    return action


def main():
    nothing = sys.modules[NOTHING] = ModuleType(NOTHING)
    vars(nothing).update({name: do_nothing(name) for name in ARGUMENTS}, __file__=__file__)
    server = xw.com_server.XLPython()
    print(
        f"{'time per call or row':46}{'nothing µs':>12}{'ours µs':>10}{'added µs':>10}{'added ÷ xlwings':>17}"
    )
    for kind, wrap in (("values", lambda value: value), ("Ranges", windows.Range)):
        for name, cells in ARGUMENTS.items():
            given = tuple(map(wrap, cells))
            bare, ours = rounds(
                [single(server, module, name, given) for module in (NOTHING, "roi_xl_udfs")], LONG_ROUNDS
            )
            told(f"{name}, single cells as {kind}", bare / CALLS, ours / CALLS)
        for name in LIFTED:
            given = tuple(wrap(tuple((cell,) for _ in range(ROWS))) for cell in ARGUMENTS[name])
            bare, ours = rounds(
                [
                    lambda m=module, n=name, g=given: server.CallUDF(m, n, g, None, None)
                    for module in (NOTHING, "roi_xl_udfs")
                ],
                ROUNDS,
            )
            told(f"{name}, a row of {ROWS:,} as {kind}", bare / ROWS, ours / ROWS)


def told(what, bare, ours):
    added = ours - bare
    print(f"{what:46}{1e6 * bare:12.2f}{1e6 * ours:10.2f}{1e6 * added:10.2f}{added / bare:17.2f}")


if __name__ == "__main__":
    main()
