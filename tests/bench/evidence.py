"""What the engines make of the edges of functions, and the list of proven functions that follows from it.

    python tests/bench/evidence.py            the rows in which an engine is wrong, and what changed
    python tests/bench/evidence.py --write    also rewrites the verdicts and the list of proven functions

`evidence.csv` holds one edge of one function or operator a row: where its value is known from, the formula,
and the right value as a cell shows it (`keep`: known to be uncertain). Formulas read the cells of
`evidence-cells.csv`. The last columns say what each version of an engine makes of it: `right`, or what it
gives. A function is proven when Excel-saved cells say so (`oracle.py --prove` counts them) and the primary
engine is right at no fewer than `ENOUGH_EDGES` of its edges, without one that is wrong or uncertain. Where
all it does wrong is to give an error, which always wants a second opinion, the function is proven unless
something in the formula catches errors. An operator, of which every saved workbook has thousands, is proven
by its edges alone.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
from collections import Counter, defaultdict
from importlib.metadata import version
from pathlib import Path

from roi_xl.calc import FUNCTIONS
from roi_xl.engine.findings import shown
from roi_xl.engine.formualizer import adapter as formualizer_adapter
from roi_xl.engine.formualizer.each_cell import lifted
from roi_xl.engine.formulon import adapter as formulon_adapter
from roi_xl.engine.plain_copy import Written, engine_copy
from roi_xl.engine.results import agree
from roi_xl.errors import CellError
from roi_xl.xlsx import address

FACTS = Path(__file__).parents[2] / "roi_xl" / "engine" / "facts"
EVIDENCE, CELLS, PROVEN = FACTS / "evidence.csv", FACTS / "evidence-cells.csv", FACTS / "proven.csv"
ENOUGH_EDGES = 3
KEEP = "keep"
EXACT = 1e-12
TODAY = dt.date(2026, 1, 2)
COLUMN, APART = 20, 3  # where the formulas stand: beside the cells they read, with room to spill
OPERATORS = ("+", "-", "*", "/", "^", "&", "%", "=", "<>", "<", ">", "<=", ">=")


def value_of(text):
    """A cell's value from its text: a number, a text in quotes, a truth value or an error."""
    if text.startswith('"'):
        return text[1:-1].replace('""', '"')
    if text in {"TRUE", "FALSE"}:
        return text == "TRUE"
    return CellError(text) if text.startswith("#") else float(text)


def table(path):
    """The rows of a table, as mappings by column."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def cells():
    """The cells that the formulas read, by address."""
    return {address(row["cell"]): value_of(row["value"]) for row in table(CELLS)}


def places(rows):
    """Where the formula of each row stands."""
    return [(1 + APART * number, COLUMN) for number in range(len(rows))]


def answers(rows):
    """What each engine gives for each row, by the engine's name."""
    spots = places(rows)
    formulas = [row["formula"] for row in rows]

    def copy(write):
        written = {spot: Written(write(text)) for spot, text in zip(spots, formulas, strict=True)}
        return engine_copy([cells() | written], date1904=False)

    first = formualizer_adapter.results(
        copy(lambda text: lifted(text, in_array=False)), ["S"], FUNCTIONS, TODAY
    )
    wanted = [("S", spot) for spot in spots]
    other = formulon_adapter.values(copy(str), ["S"], wanted, TODAY)
    return {
        formualizer_adapter.NAME: [first.value(*cell) for cell in wanted],
        formulon_adapter.NAME: [other[cell] for cell in wanted],
    }


def verdicts(rows):
    """The verdict on each engine for each row: `right`, or what it gives; by engine and version."""
    found = {}
    for name, values in answers(rows).items():
        found[f"{name} {version(name)}"] = [
            "right" if row["right"] != KEEP and agree(value_of(row["right"]), value, EXACT) else shown(value)
            for row, value in zip(rows, values, strict=True)
        ]
    return found


def by_function(rows):
    """The rows of each function."""
    found = defaultdict(list)
    for row in rows:
        found[row["function"]].append(row)
    return found


def standing(rows, engine):
    """Whether an engine is proven at the edges of one function: `yes`, `unless caught` or `no`."""
    wrong = [row for row in rows if row[engine] != "right"]
    if len(rows) < ENOUGH_EDGES or any(row["right"] == KEEP or row[engine][0] != "#" for row in wrong):
        return "no"
    return "unless caught" if wrong else "yes"


def proven_rows(saved, rows):
    """The list of proven functions: function, saved cells, edges, and whether it is proven.

    Args:
        saved: The number of Excel-saved cells that the primary engine got right, by function.
        rows: The evidence.
    """
    engine = next(column for column in rows[0] if column.startswith(formualizer_adapter.NAME))
    known = by_function(rows)
    names = sorted({*saved, *(name for name in OPERATORS if name in known)})
    return [
        {
            "function": name,
            "right": saved.get(name, ""),
            "edges": len(known.get(name, ())),
            "proven": standing(known.get(name, ()), engine),
        }
        for name in names
    ]


def saved_cells():
    """The number of Excel-saved cells that prove each function, as the list has it."""
    return {row["function"]: row["right"] for row in table(PROVEN) if row["right"]}


def counted(proven):
    """How many functions and operators are proven, proven unless caught, and not."""
    return dict(Counter(row["proven"] for row in proven))


def write(path, rows):
    """Write a table."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    rows = table(EVIDENCE)
    found = verdicts(rows)
    for number, row in enumerate(rows):
        made = {engine: answers[number] for engine, answers in found.items()}
        changed = any(row.get(engine, verdict) != verdict for engine, verdict in made.items())
        if changed or set(made.values()) != {"right"}:
            told = "  ".join(f"{engine}: {verdict}" for engine, verdict in made.items())
            print(f"{'changed ' if changed else ''}{row['formula']:<40} {row['right']:<22} {told}")
    stable = ("function", "edge", "source", "formula", "right")
    rows = [
        {name: row[name] for name in stable} | {engine: found[engine][number] for engine in found}
        for number, row in enumerate(rows)
    ]
    proven = proven_rows(saved_cells(), rows)
    if options.write:
        write(EVIDENCE, rows)
        write(PROVEN, proven)
    print(f"{len(rows)} rows, {len(by_function(rows))} functions and operators; proven {counted(proven)}")


if __name__ == "__main__":
    main()
