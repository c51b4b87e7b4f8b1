"""How an import is shown: what each source gave, and what changed in the workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final, cast

import click

from roi_xl.batch import Outcome
from roi_xl.cli.export import plain_finding
from roi_xl.cli.output import finding_lines, headline_line
from roi_xl.importing.detect import Detected
from roi_xl.importing.extract import Extract, LeftOut
from roi_xl.importing.plan import Counts
from roi_xl.tables import document
from roi_xl.tasks.importing import Import
from roi_xl.values_as_text import counted, printable, quoted

_MOST: Final = 10
_UNKNOWN: Final = {"people": "not in the workbook, whom this source doesn't add"}


def text(read: Sequence[Outcome[Extract]], book: Path, written: Path | None, done: Import) -> str:
    """An import for people.

    Args:
        read: What each source gave.
        book: The workbook.
        written: Where the result was written; None if nothing was.
        done: What came of it.
    """
    lines = [line for outcome in read for line in _source(outcome)]
    return "\n".join([*lines, *_book(book, written, done)])


def _source(outcome: Outcome[Extract]) -> Iterator[str]:
    source = cast("Extract", outcome.result)
    how = f"preset {source.preset}" if source.preset else "by the map"
    yield f"{printable(outcome.path)}: {printable(source.title or source.source)} ({how})"
    for said in source.said:
        yield f"  {printable(said)}"
    yield f"  {counted(source.rows, 'row')}: {source.taken:,} taken, {source.rows - source.taken:,} left out"
    for left in source.left_out:
        yield f"    {_left(left)}"
    for missing in source.missing:
        yield f"  missing: {printable(missing)}"


def _left(left: LeftOut) -> str:
    first = f"first in {left.first}" if left.number > 1 else left.first
    number = counted(left.number, left.what.removesuffix("s"))
    return f"{number} left out: {printable(left.reason)} ({printable(first)})"


def _book(book: Path, written: Path | None, done: Import) -> Iterator[str]:
    if not done.is_changed:
        yield f"{printable(written or book)}: nothing is new"
    elif written is None:
        yield f"{printable(book)}: nothing was written; this is the plan"
    else:
        yield f"{printable(written)}: written, key {done.key}"
    for counts in done.counts:
        yield f"  {counts.table}: {', '.join(_counts(counts))}"
    for difference in done.differences[:_MOST]:
        word = "replaced by" if difference.is_replaced else "stays, the source has"
        yield f"    {printable(difference.where)} {quoted(difference.held)} {word} {quoted(difference.given)}"
    if len(done.differences) > _MOST:
        yield f"    and {len(done.differences) - _MOST:,} more (--json lists them)"
    if any(not difference.is_replaced for difference in done.differences):
        yield "    --replace replaces them"
    if not done.recalculation.is_usable:
        yield click.style("  These figures are not to be used yet; the errors below say why.", fg="red")
    yield from map(headline_line, done.evidence)
    if done.is_changed:
        yield from map(headline_line, done.recalculation.headlines)
    yield from finding_lines(done.recalculation.findings)


def _counts(counts: Counts) -> Iterator[str]:
    yield f"{counts.new:,} new"
    yield f"{counts.completed:,} completed"
    yield f"{counts.unchanged:,} unchanged"
    for number, noun, rest in (
        (counts.kept, "cell", "with another value kept"),
        (counts.replaced, "cell", "replaced"),
        (counts.unknown, "person", _UNKNOWN.get(counts.table, "of neither group left out")),
        (counts.during, "month", "of the training left out"),
        (counts.hidden, "person", "in a team of fewer than five, which isn't named"),
    ):
        if number:
            yield f"{counted(number, noun)} {rest}".replace("persons", "people", 1)


def as_json(read: Sequence[Outcome[Extract]], book: Path, written: Path | None, done: Import) -> str:
    """An import for programs.

    Args:
        read: What each source gave.
        book: The workbook.
        written: Where the result was written; None if nothing was.
        done: What came of it.
    """
    content = {
        "book": str(book),
        "written": None if written is None else str(written),
        "changed": done.is_changed,
        "key": done.key,
        "usable": done.recalculation.is_usable,
        "sources": [_plain(outcome) for outcome in read],
        "tables": [asdict(counts) for counts in done.counts],
        "differences": [
            {
                "where": each.where,
                "held": each.held,
                "given": each.given,
                "replaced": each.is_replaced,
            }
            for each in done.differences
        ],
        "evidence": [asdict(figure) for figure in done.evidence],
        "headlines": [asdict(headline) for headline in done.recalculation.headlines],
        "findings": [plain_finding(finding) for finding in done.recalculation.findings],
    }
    return document("roi-xl import", content)


def _plain(outcome: Outcome[Extract]) -> dict[str, object]:
    source = cast("Extract", outcome.result)
    return {
        "file": str(outcome.path),
        "preset": source.preset or None,
        "title": source.title,
        "said": source.said,
        "rows": source.rows,
        "taken": source.taken,
        "left_out": [asdict(left) for left in source.left_out],
        "missing": source.missing,
    }


def detected_text(outcome: Outcome[Detected]) -> str:
    """What a source is, for people: comments above the map, so that all of it can be kept as a file."""
    found = cast("Detected", outcome.result)
    said = "; ".join([f"{printable(found.title)}", *map(printable, found.said)])
    missing = [f"# missing: {printable(text)}" for text in found.missing]
    return "\n".join([f"# {printable(outcome.path)}: {said}", *missing, found.map])


def detected_json(outcomes: Sequence[Outcome[Detected]]) -> str:
    """What sources are, for programs."""
    content = [
        {"file": str(outcome.path), **asdict(cast("Detected", outcome.result))} for outcome in outcomes
    ]
    return document("roi-xl import", {"detected": content})
