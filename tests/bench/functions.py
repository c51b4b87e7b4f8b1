"""What a call through the cell protocol costs: a table to be read, not a test.

    python tests/bench/functions.py

For each function the time of the bare calculation, of one call through `Function.call`, their difference and
ratio; for those that lift also a call over 10,000 rows, and how often it fits into 10,000 single ones.
"""

import subprocess
import sys
from timeit import Timer

from roi_xl.calc import FUNCTIONS
from roi_xl.catalogue import LEFT_OUT, column
from roi_xl.errors import CellError

ROWS = 10_000
IMPORTS = ("pass", "import xlwings", "import roi_xl", "import roi_xl.calc", "import roi_xl_udfs")


def seconds(action):
    """The best of five: the others measure the machine."""
    timer = Timer(action)
    number, _ = timer.autorange()
    return min(timer.repeat(5, max(1, number // 5))) / max(1, number // 5)


def import_seconds(statement):
    return min(seconds_once(statement) for _ in range(5))


def seconds_once(statement):
    code = f"import time; start = time.perf_counter()\n{statement}\nprint(time.perf_counter() - start)"
    return float(
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    )


def good_example(function):
    """The longest single call that works, with blanks for nothing and floats as sheets hold them."""
    calls = [
        e.args
        for e in function.examples
        if not isinstance(e.result, CellError)
        and not (function.lifts and any(isinstance(a, tuple) for a in e.args))
        and LEFT_OUT not in e.args
    ]
    return [as_floats(a) for a in max(calls, key=len)]


def as_floats(value):
    if isinstance(value, tuple):
        return tuple(tuple(map(as_floats, cells)) for cells in value)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def bare_arguments(function, cells):
    """The Python values that `Function.call` hands to the calculation."""
    seen = []

    def remember(*args):
        seen.append(args)
        return 0.0

    type(function)(**{s: getattr(function, s) for s in function.__slots__} | {"compute": remember}).evaluate(
        *cells
    )
    return seen[0]


def main():
    print("import, best of 5")
    for statement in IMPORTS:
        print(f"  {statement:20} {1e3 * import_seconds(statement):8.1f} ms")
    heads = ("bare µs", "call µs", "more µs", "ratio", "rows ms", "times")
    print(f"\n{'function':24}{''.join(f'{head:>9}' for head in heads)}")
    for function in FUNCTIONS.values():
        cells = good_example(function)
        bare_args = bare_arguments(function, cells)
        bare = seconds(lambda f=function.compute, a=bare_args: f(*a))
        call = seconds(lambda f=function.call, c=cells: f(*c))
        figures = [1e6 * bare, 1e6 * call, 1e6 * (call - bare), call / bare]
        if function.lifts:
            columns = [c if isinstance(c, bool) else column(*[c] * ROWS) for c in cells]
            lifted = seconds(lambda f=function.call, c=columns: f(*c))
            figures += [1e3 * lifted, ROWS * call / lifted]
        print(f"{function.name:24}{''.join(f'{figure:9.2f}' for figure in figures)}", flush=True)


if __name__ == "__main__":
    main()
