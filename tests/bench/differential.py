"""Formulas as finance writes them, put to `recalc`, `recalc --engines strict` and LibreOffice.

    python tests/bench/differential.py [--formulas 20000] [--seed 1] [--kept]

The values are known without any engine. Prints how many are right, kept and wrong by pattern, every
disagreement with its judgement from `tests/data/differential.csv`, and with --kept what is kept and why.
Ends with 1 if `recalc` is wrong anywhere or a disagreement has no judgement.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS / "engine"), str(TESTS / "hosts" / "lanes")]

from differential import CALC, differential, judgements  # noqa: E402


def table(report):
    """Print right, kept and wrong formulas by pattern and witness."""
    print(f"{'pattern':<26}{'formulas':>9}" + "".join(f"{who:>22}" for who in report.witnesses))
    print(f"{'':<35}" + f"{'right  kept wrong':>22}" * len(report.witnesses))
    sums = Counter()
    for pattern, formulas in report.formulas.items():
        line = f"{pattern:<26}{formulas:>9}"
        for who in report.witnesses:
            counts = report.counts[who, pattern]
            sums.update({(who, kind): count for kind, count in counts.items()})
            line += f"{counts['right']:>10}{counts['kept']:>6}{counts['wrong']:>6}"
        print(line)
    line = f"{'all':<26}{sum(report.formulas.values()):>9}"
    for who in report.witnesses:
        line += "".join(
            f"{sums[who, kind]:>{width}}" for kind, width in (("right", 10), ("kept", 6), ("wrong", 6))
        )
    print(line)
    print("seconds: " + ", ".join(f"{who} {seconds:.1f}" for who, seconds in report.seconds.items()))


def disagreements(report):
    """Print what isn't right, with the judgement; returns how many kinds of it are to be looked at."""
    listed, open_ones = judgements(), 0
    print("\ndisagreements")
    for key, cases in sorted(report.apart.items()):
        who, pattern, shape = key
        known, value = cases[0]
        row = listed.get(key)
        open_ones += row is None or who != CALC
        print(f"  {len(cases):>5} {who:<12}{pattern:<24} {shape}")
        print(f"        {known.place} ={known.formula}: known {known.value!r}, says {value!r}")
        print(f"        {row['right'] + ' is right: ' + row['source'] if row else 'NOT JUDGED'}")
    return open_ones


def kept(report):
    """Print what is kept, by witness, pattern, shape and finding."""
    print("\nkept")
    for (who, pattern, shape), cases in sorted(report.kept.items()):
        for code, count in Counter(value.code for _, value in cases).items():
            print(f"  {count:>5} {who:<12}{pattern:<24} {code:<22} {shape}")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--formulas", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kept", action="store_true", help="also list what is kept")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        report = differential(options.seed, options.formulas, Path(name))
    table(report)
    open_ones = disagreements(report)
    if options.kept:
        kept(report)
    return 1 if open_ones else 0


if __name__ == "__main__":
    sys.exit(main())
