"""Collects what there is to object to in one workbook."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from roi_xl.audit.consequences import causes_among, cells_at, told_what_follows
from roi_xl.audit.objection import LONGEST_MESSAGE, Audit, Objection
from roi_xl.audit.own_checks import own_checks
from roi_xl.audit.own_texts import own_texts
from roi_xl.audit.rule import Met
from roi_xl.audit.rules import RULES
from roi_xl.computed_workbook import Model
from roi_xl.errors import Level
from roi_xl.recalc import Settings, account, computed
from roi_xl.template import names
from roi_xl.values_as_text import counted, shortened
from roi_xl.xlsx import Cell, a1, place

_MOST = 5  # cells that are named beside the first of their kind
_MOST_LIKEWISE = 40  # characters that they may take up
_NOT_COMPARED = "not-compared"
_CAUSES = frozenset({"not-a-number", "not-a-date"})
_FIRST = _CAUSES | {"part-missing"}  # told first: most of what else is found follows from them
_TELLS_MORE = {"M107": "circular"}
"""Rules that say more than a finding of the recalculation does."""
_FOLLOWS = "depends-on-kept"
_ABOUT_VALUES = frozenset(
    {
        *("calc-error", "criteria-error", "criteria-noise", "engines-disagree", "error-order", "index-error"),
        *("near-zero", "no-second-opinion", "odd-date", "odd-text", "on-the-brink", "reference-disputed"),
        *("unconfirmed", "unstable", "unsure-error"),
    }
)
"""Findings about the values that a formula reads, not about what it is: they go when those are mended."""
_BY_THE_WORKBOOK = "model-checks"  # told by the rows of the checks themselves, with more detail


def audited(data: bytes, settings: Settings) -> Audit:
    """What there is to object to in a workbook.

    Args:
        data: Its bytes.
        settings: How it is recalculated first.

    Raises:
        PackageError: It can't be read.
        EngineError: A formula engine refused it.
    """
    return audit_of(computed(data, settings))


def audit_of(model: Model) -> Audit:
    """What there is to object to in a workbook that has been recalculated.

    Args:
        model: The workbook.

    Raises:
        PackageError: Its custom properties are damaged.
    """
    is_ours = model.cell(names.ROI) is not None and model.cell(names.CHECKS) is not None
    own = [*own_checks(model), *own_texts(model)] if is_ours else [*_by_rules(model)]
    causes = causes_among(own, model)
    own = [*told_what_follows(own, causes, model)]
    is_told = any(one.level is Level.ERROR for one in own)
    told_by = {_TELLS_MORE[one.code] for one in own if one.code in _TELLS_MORE}
    told_by |= {_BY_THE_WORKBOOK} if is_told else set()
    found = [*own, *_findings(model, causes, told_by=told_by)]
    if not any(one.level is Level.ERROR and not one.follows for one in found):
        found = [replace(one, follows=False) for one in found]
    sheets = tuple(sheet.name for sheet in model.book.sheets)
    order = {name.casefold(): number for number, name in enumerate(sheets)}
    found.sort(
        key=lambda one: (one.code not in _FIRST, order.get(sheet_of(one.where).casefold(), len(order)))
    )
    return Audit(sheets, tuple(found), is_ours, is_ours and model.value(_roi(model)) in {None, ""})


def _roi(model: Model) -> Cell:
    cell = model.cell(names.ROI)
    assert cell is not None  # noqa: S101 - asked of workbooks of ours alone
    return cell


def _by_rules(model: Model) -> Iterator[Objection]:
    for rule in RULES:
        groups: dict[tuple[str, str], list[Met]] = {}
        for met in rule.broken(model):
            groups.setdefault((met.cell[0], met.kind), []).append(met)
        for group in groups.values():
            first, *others = sorted(group, key=lambda met: met.cell)
            cells = [a1(met.cell[1]) for met in others[:_MOST]] + ["…"] * (len(others) > _MOST)
            so = f"; likewise {', '.join(cells)}" if others else ""
            if len(so) > _MOST_LIKEWISE:
                so = f"; likewise {counted(len(others), 'cell')}"
            message = f"{shortened(first.message, LONGEST_MESSAGE - len(so))}{so}"
            yield Objection(rule.code, rule.level, place(first.cell), message, rule.remedy)


def _findings(model: Model, causes: Collection[Cell], *, told_by: Collection[str]) -> Iterator[Objection]:
    """What the recalculation found, without notes but the one that the template isn't known.

    Args:
        model: The workbook.
        causes: The cells at fault for which rules can't be judged.
        told_by: The codes of findings of which something else tells more.
    """
    told, followers, worst = set(), 0, Level.WARNING
    found = account(model).findings
    texts = cells_at({one.where for one in found if one.code in _CAUSES}, model)
    reached = {place(cell) for cell in model.dependents({*texts, *causes})}
    for finding in found:
        is_about_values = finding.code in _ABOUT_VALUES and finding in model.findings
        follows = is_about_values and {finding.where, *finding.cells} <= reached
        if finding.code == _FOLLOWS or follows:
            followers += max(1, len(finding.cells))
            worst = max(worst, finding.level)
            continue
        is_note = finding.level is Level.INFO and finding.code != _NOT_COMPARED
        if not is_note and finding.code not in told_by:
            level = max(finding.level, Level.WARNING)
            detail = shortened(finding.detail, LONGEST_MESSAGE)
            one = Objection(
                finding.code, level, finding.where, detail, shortened(finding.remedy, LONGEST_MESSAGE)
            )
            if one not in told:
                told.add(one)
                yield one
    if followers:
        detail = f"{counted(followers, 'cell')} could not be confirmed: they depend on cells named above"
        yield Objection(_FOLLOWS, worst, "", detail, "mend those cells first", follows=True)


def sheet_of(where: str) -> str:
    """The sheet of a place: `Costs` of `Costs!B7`; the place itself if it is a sheet."""
    name, mark, _ = where.rpartition("!")
    return name[1:-1].replace("''", "'") if mark and name.startswith("'") else name if mark else where
