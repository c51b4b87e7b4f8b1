"""Which juror earns its keep: what each gives where the two engines disagree, against Excel's own values.

    python tests/bench/jury.py FOLDER...            the table of jurors
    python tests/bench/jury.py --write FOLDER...    also rewrites the list of what they are believed in

Every formula cell of workbooks saved by Excel is computed by both engines, every cached result falsified, and
by each juror from the package itself. A juror is believed in a function that stood in at least `ENOUGH` cells
in which it and the second engine agreed and Excel had the same, and in none in which Excel had another.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from pathlib import Path

from oracle import RIGHT, TODAY, both_tiny, falsified, moving, question_of

from roi_xl.calc import FUNCTIONS
from roi_xl.engine import EngineError, formulas_of
from roi_xl.engine.evaluation import computed
from roi_xl.engine.judgement.jury import ENOUGH, used
from roi_xl.engine.judgement.second_opinion import second_opinion
from roi_xl.engine.judgement.trust import AGREEMENT
from roi_xl.engine.jurors.juror import JURORS
from roi_xl.engine.results import Uncomputed, agree
from roi_xl.xlsx import Package, PackageError, read

LIST = Path(__file__).parents[2] / "roi_xl" / "engine" / "facts" / "jury.csv"
CONTESTED = "engines-disagree"


def witnesses(book):
    """The answer about a falsified workbook, and the second engine's opinion of all its cells."""
    trust = computed(question_of(falsified(book)))
    return trust.answer, second_opinion(trust.answer, trust, set(trust.answer.values))


def sided(answer, opinions, cell, told):
    """Whose value a juror's is: the second engine's, the primary's or neither; empty where it gives none."""
    value = told.get(cell)
    if cell not in told or isinstance(value, Uncomputed):
        return ""
    if agree(opinions[cell], value, AGREEMENT):
        return "second"
    return "primary" if agree(answer.values[cell][cell[1]], value, AGREEMENT) else "neither"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    right, wrong, contested = Counter(), Counter(), Counter()
    for path in sorted(path for folder in options.folders for path in folder.glob("*.xls[xm]")):
        try:
            book = read(Package(path.read_bytes()))
            answer, (found, opinions) = witnesses(book)
        except (PackageError, EngineError) as error:
            print(f"{path.name:<58} {error}", file=sys.stderr)
            continue
        saved = {sheet.name: sheet.values for sheet in book.sheets}
        asked = (opinions.keys() & answer.values.keys()) - moving(formulas_of(book, FUNCTIONS))
        for juror in JURORS:
            told = juror.opinions(book.package.data, asked, TODAY, seconds=120)
            for cell in asked:
                excel, value = saved[cell[0]].get(cell[1]), told.get(cell)
                is_right = agree(excel, value, RIGHT) or both_tiny(excel, value)
                side = sided(answer, opinions, cell, told)
                if side == "second":
                    counts = right if is_right else wrong
                    counts.update((juror.name, name) for name in used(answer.question.analyses[cell]))
                if cell in found and found[cell].code == CONTESTED:
                    contested[
                        juror.name, f"{side} {'right' if is_right else 'wrong'}" if side else "mute"
                    ] += 1
    for juror in JURORS:
        print(juror.name, {what: count for (name, what), count in contested.items() if name == juror.name})
        lost = {name: count for (who, name), count in wrong.items() if who == juror.name}
        print("  never believed, since both were wrong:", lost)
        names = [name for (who, name), count in right.items() if who == juror.name and count >= ENOUGH]
        print(f"  believed in {len(set(names) - lost.keys())} functions")
    if options.write:
        with LIST.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(["juror", "function", "right", "wrong"])
            for juror, name in sorted(right.keys() | wrong.keys()):
                writer.writerow([juror, name, right[juror, name], wrong[juror, name]])


if __name__ == "__main__":
    main()
