"""Lead the ROI of random pairs of workbooks over to each other, and print how well the steps add up.

    python tests/bench/bridge.py [PAIRS] [SEED]

Each pair are two programmes made of the worked examples, in the same or another language, with other inputs:
people, costs, benefits, values, shares, years; rows added and removed; links of inputs turned into values.
Prints the worst residual, and fails if one is above 1e-9 or if anything is left for formulas and structure,
which are the same in both.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
from functools import cache
from pathlib import Path

from roi_xl.cells_by_name import cell_named
from roi_xl.diff.alignment import Alignment
from roi_xl.diff.book_side import Side
from roi_xl.diff.bridge import NoBridgeError, bridge
from roi_xl.diff.causes import Cause
from roi_xl.diff.comparison import Comparison
from roi_xl.recalc import Settings, computed
from roi_xl.xlsx import Package, read, with_constants

BOOKS = Path(__file__).parents[2] / "workbooks"
SETTINGS = Settings(dt.date(2026, 1, 2))
MOST = 1e-9
WORDS = {
    "en": {"direct": "Direct", "hard": "Hard saving", "lower": "Lower", "experts": "Experts' estimate"},
    "sv": {
        "direct": "Direkt",
        "hard": "Hård besparing",
        "lower": "Lägre",
        "experts": "Experternas bedömning",
    },
}  # fmt: skip


@cache
def example(language, unlinked):
    """The sales example, computed; with the hours of participants typed instead of linked."""
    name = "sales-training.xlsx" if language == "en" else f"sales-training-{language}.xlsx"
    book = read(Package((BOOKS / name).read_bytes()))
    if unlinked:
        sheet, at = cell_named("costs.C3.quantity", computed(book, SETTINGS))
        book = with_constants(book, {sheet: [at]}, {}, lambda text, _: text)
    return computed(book, SETTINGS)


def inputs(chance, words):
    """Other inputs of the example, by name."""

    def about(low, high):
        return round(chance.uniform(low, high), 3)

    found = {}
    choices = [
        lambda: {"inp_participants": float(chance.randint(5, 40)), "inp_hours_each": about(2, 30)},
        lambda: {"inp_salary": about(30_000, 90_000), "inp_benefits_rate": about(0.1, 0.5)},
        lambda: {f"costs.C{chance.choice((1, 2))}.unit_cost": about(100, 20_000)},
        lambda: {
            "costs.+7.id": "C7", "costs.+7.item": "Travel", "costs.+7.category": words["direct"],
            "costs.+7.quantity": about(1, 9), "costs.+7.unit_cost": about(10, 900),
        },
        lambda: dict.fromkeys(f"costs.C2.{one}" for one in ("item", "category", "quantity", "unit_cost")),
        lambda: {"inp_development_total": about(0, 9_000)},
        lambda: {"benefits.B2.after": about(3, 6), "benefits.B2.periods": about(20, 46)},
        lambda: {"benefits.B4.after": about(0.05, 0.2), "benefits.B4.quantity": about(5, 20)},
        lambda: {f"kpi1.{n}.trained": about(110_000, 150_000) for n in range(13, 16)},
        lambda: {f"kpi2.{chance.randint(1, 12)}.trained": about(1.2, 2.6)},
        lambda: {"inp_margin": about(0.2, 0.8), "inp_error_hours": about(0.05, 0.6)},
        lambda: {f"values.V{chance.randint(1, 4)}.margin": None},
        lambda: {"inp_leaver_recruiting": about(2_000, 15_000)},
        lambda: {"attribution.B2.share": about(0.1, 1), "attribution.B2.confidence": about(0.3, 0.9)},
        lambda: {"attribution.B1.method": words["experts"], "attribution.B1.share": 0.5,
                 "attribution.B1.confidence": about(0.3, 0.9)},
        lambda: {"measures.B1.relative": None},
        lambda: {"inp_years": float(chance.randint(1, 4)), "inp_discount": about(0, 0.2)},
        lambda: {"scenarios.B2.low": about(0.4, 1), "inp_seed": float(chance.randint(1, 99))},
        lambda: dict.fromkeys(
            f"{table}.B4.{column}"
            for table, columns in {
                "benefits": ("benefit", "class", "before", "after", "better", "quantity", "value_id"),
                "attribution": ("method", "share", "confidence"),
            }.items()
            for column in columns
        ),
        lambda: {
            "values.+6.id": "V6", "values.+6.measure": "Complaint", "values.+6.unit_value": about(50, 900),
            "values.+6.margin": 1.0,
            "benefits.B6.benefit": "Fewer complaints", "benefits.B6.class": words["hard"],
            "benefits.B6.before": about(20, 40), "benefits.B6.after": about(5, 20),
            "benefits.B6.better": words["lower"], "benefits.B6.quantity": 1.0, "benefits.B6.value_id": "V6",
            "attribution.B6.method": words["experts"], "attribution.B6.share": about(0.2, 0.9),
            "attribution.B6.confidence": about(0.3, 0.9),
        },
    ]  # fmt: skip
    for change in chance.sample(choices, chance.randint(1, 8)):
        found |= change()
    return found


def cell_of(name, model):
    """The cell of a name; `costs.+7.item` is in the seventh row, which may be blank."""
    table, _, rest = name.partition(".+")
    if not rest:
        return cell_named(name, model)
    row, _, column = rest.partition(".")
    stored = Side(model).tables[f"tbl_{table}"]
    return stored.table.sheet, (stored.rows[int(row) - 1], stored.columns[column])


def programme(chance, language):
    """A programme of random inputs, computed; what is linked stays linked."""
    model = example(language, chance.random() < 0.3)
    cells = {cell_of(name, model): value for name, value in inputs(chance, WORDS[language]).items()}
    return model.with_inputs({cell: value for cell, value in cells.items() if model.formula(cell) is None})


def pair(seed):
    """Two programmes."""
    chance = random.Random(seed)
    return tuple(programme(chance, chance.choice(("en", "en", "sv"))) for _ in range(2))


def led_over(old, new):
    """The bridge between two programmes, and by how much its steps miss the difference of both ROI."""
    found = bridge(Comparison(Alignment(Side(old), Side(new))), SETTINGS)
    return found, abs(sum(step.effect for step in found.steps) - (found.new - found.old))


def main():
    count, seed = (int(word) for word in (*sys.argv[1:], *("200", "1")[len(sys.argv) - 1 :]))
    worst, led, none, of_model, steps = 0.0, 0, 0, 0, 0
    for number in range(seed, seed + count):
        try:
            found, residual = led_over(*pair(number))
        except NoBridgeError as error:
            none += 1
            print(f"{number}: {error}", flush=True)
            continue
        led += 1
        steps += len(found.steps)
        of_model += any(step.cause == Cause.MODEL for step in found.steps)
        if residual > worst:
            worst = residual
            print(f"{number}: {residual:.3g}", flush=True)
    print(f"{led} pairs of {count} led over in {steps} steps, {none} without a ROI in between")
    print(f"worst residual {worst:.3g}; {of_model} with a step for formulas and structure")
    sys.exit(worst > MOST or of_model > 0)


if __name__ == "__main__":
    main()
