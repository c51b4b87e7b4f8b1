"""The tasks of an import: reading a source, and putting what the sources hold into a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from roi_xl.batch import Made, Task
from roi_xl.computed_workbook import Model
from roi_xl.headlines import Headline
from roi_xl.importing.detect import Detected, detected
from roi_xl.importing.evidence import evidence
from roi_xl.importing.extract import Extract, extract
from roi_xl.importing.mapping import Map
from roi_xl.importing.plan import Counts, Difference, planned
from roi_xl.importing.pseudonyms import fingerprint
from roi_xl.importing.recognition import Wishes
from roi_xl.importing.tables_of_book import Target
from roi_xl.recalc import Recalculation, Settings, recalculated
from roi_xl.xlsx import Package, entered, read
from roi_xl.xlsx.table_growth import Wish


@dataclass(frozen=True, slots=True)
class Import:
    """What came of an import, as plain data.

    Attributes:
        counts: What happened in each table.
        differences: Cells that held something else.
        key: The fingerprint of the key of the pseudonyms.
        is_changed: Whether anything is new; the same import again changes nothing.
        evidence: The figures of People and Answers, each with what it was before.
        recalculation: What recalculating the workbook afterwards gave.
    """

    counts: tuple[Counts, ...]
    differences: tuple[Difference, ...]
    key: str
    is_changed: bool
    evidence: tuple[Headline, ...]
    recalculation: Recalculation


def reading(map_: Map | None, wishes: Wishes, key: bytes) -> Task[Extract]:
    """The task of reading a source.

    Args:
        map_: Its map; None to recognise it among the presets.
        wishes: What the user said about it.
        key: The key of the pseudonyms.
    """
    return Task(extract, (map_, wishes, key))


def detecting(map_: Map | None, wishes: Wishes) -> Task[Detected]:
    """The task of saying what a source is, and which map fits it.

    Args:
        map_: Its map; None to recognise it among the presets.
        wishes: What the user said about it.
    """
    return Task(detected, (map_, wishes))


def importing(
    extracts: Sequence[Extract], key: bytes, settings: Settings, measure: str, *, is_replacing: bool
) -> Task[Made[Import]]:
    """The task of putting what sources hold into a workbook: all of it, or nothing.

    Args:
        extracts: What they hold, in the order given.
        key: The key of the pseudonyms.
        settings: How the workbook is recalculated; its day stands in the workbook's log.
        measure: The ID of the benefit that figures by month measure; empty if there are none.
        is_replacing: Whether cells that hold something else are replaced.
    """
    return Task(_imported, (tuple(extracts), key, settings, measure, is_replacing))


def _imported(
    data: bytes,
    extracts: Sequence[Extract],
    key: bytes,
    settings: Settings,
    measure: str,
    is_replacing: bool,  # noqa: FBT001 - the arguments of a task go by position
) -> Made[Import]:
    """The workbook with the records in it, recalculated.

    Raises:
        FileError: It can't be read or isn't one of ours, or a value is refused; then none is put in.
    """
    book = read(Package(data))
    mark = fingerprint(key)
    target = Target(book)
    plan = planned(target, extracts, mark, settings.today, measure, is_replacing=is_replacing)
    edit = entered(book, plan.values, plan.rows, Wish(is_protected_too=True, numbered=plan.numbered))
    new = book.package.written(edit.replaced, edit.dropped) if edit.replaced else data
    current, recalculation = recalculated(new, settings)
    made = None if current is data else current
    after = target.model if made is None else Model(read(Package(made)))
    figures = tuple(evidence(target.model, after, recalculation.findings))
    return made, Import(plan.counts, plan.differences, mark, new is not data, figures, recalculation)
