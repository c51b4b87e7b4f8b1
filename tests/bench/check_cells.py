"""Check cells as Excel stores them, by the way they are written: what `recalc` leaves, changes, keeps, hides.

    python tests/bench/check_cells.py [--books 24] [--engines double|strict] [--seed "check cells"]

One table for values as Excel stores them (every change is a fault), one for wrong values (what comes out has
to be right or kept, and a difference that is there, or the noise inside brackets, must not become 0).
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict

from differential import SILENT, Kept, answers
from patterns.page import hidden, stored
from patterns.samples import BRACKETED, CHECKS, book

from roi_xl.engine import Engines
from roi_xl.xlsx import Package, read


def kind(known):
    """What a formula is counted under."""
    if known.pattern in BRACKETED:
        return known.pattern, known.shape
    if not known.is_check:
        return known.pattern, "(what reads the check)"
    return known.pattern, known.shape + (" is out by something" if known.is_real else "")


def entered(count, known, value, *, is_current):
    """Count one answer."""
    count["cells"] += 1
    if isinstance(value, Kept):
        count["kept"] += 1
    elif is_current:
        count["left" if value == SILENT else "changed"] += 1
    elif known.is_right(value):
        count["right"] += 1
    else:
        count["wrong"] += 1
        if known.is_real:
            count["hidden" if value == SILENT else "set to 0"] += value in {SILENT, 0.0}


def printed(counts, columns):
    """Print a table; returns its sums."""
    sums = Counter()
    print(f"{'':<72}" + "".join(f"{column:>9}" for column in ("cells", *columns)))
    for (pattern, shape), count in sorted(counts.items()):
        sums.update(count)
        print(f"{pattern + ': ' + shape:<72}" + "".join(f"{count[c]:>9}" for c in ("cells", *columns)))
    print(f"{'all':<72}" + "".join(f"{sums[c]:>9}" for c in ("cells", *columns)))
    return sums


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--books", type=int, default=24)
    parser.add_argument("--engines", choices=["double", "strict"], default="double")
    parser.add_argument("--seed", default="check cells")
    options = parser.parse_args()
    current, spoiled, checks = defaultdict(Counter), defaultdict(Counter), Counter()
    for number in range(options.books):
        made = book(f"{options.seed} {number}", CHECKS | BRACKETED, 190, date1904=number % 4 == 3)
        checks.update(known.pattern for known in made.known if known.is_check)
        for counts, cached in ((current, stored), (spoiled, hidden)):
            answer = answers(read(Package(made.written(cached))), Engines(options.engines))
            for known in made.known:
                entered(counts[kind(known)], known, answer(known), is_current=cached is stored)
    print(f"check cells {sum(checks.values())}, of them cross-footed tables {checks['cross-foot']}")
    print("\nvalues as Excel stores them")
    first = printed(current, ("left", "kept", "changed"))
    print("\nwrong values; differences that are there hidden behind a 0")
    second = printed(spoiled, ("right", "kept", "wrong", "set to 0", "hidden"))
    return 1 if first["changed"] or second["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
