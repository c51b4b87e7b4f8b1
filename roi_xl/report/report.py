"""Puts a report together: its sections for an audience, or why it shows no figures."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Final

from roi_xl.audit import Audit, audit_of
from roi_xl.computed_workbook import Model
from roi_xl.errors import Level
from roi_xl.files import FileError
from roi_xl.layout import version_finding
from roi_xl.recalc import Settings, account, computed
from roi_xl.report import evidence, finding, governance, money
from roi_xl.report.content import Audience, Report, Section, Tile
from roi_xl.report.ledger import Ledger, short
from roi_xl.report.source import Source
from roi_xl.report.telling import Telling
from roi_xl.template import names

_S, _F, _L = Audience.SPONSOR, Audience.FINANCE, Audience.LEARNING
_SECTIONS: Final[tuple[tuple[Callable[[Telling], Section | None], tuple[Audience, ...]], ...]] = (
    (finding.finding, (_S, _F, _L)),
    (finding.range_against_target, (_S, _F)),
    (money.from_measured_to_credited, (_S, _F)),
    (money.how_hard, (_F,)),
    (money.what_moves_it, (_S, _F)),
    (evidence.how_we_know, (_F, _L)),
    (evidence.chain, (_S, _L)),
    (evidence.not_in_the_figure, (_S, _L)),
    (governance.what_happens_next, (_S, _L)),
)
"""The sections in their order, each with its audiences; those about rules come after them, for finance."""
_TITLE: Final = 90
_NOT_COMPARED: Final = "not-compared"
_FOLLOWS: Final = "depends-on-kept"
"""The code for cells that depend on what isn't certain; the report asks this of each cell that it reads."""


def reported(data: bytes, settings: Settings, audience: str, language: str = "") -> Report:
    """The report about a workbook.

    Args:
        data: Its bytes.
        settings: How it is recalculated first; by its day a follow-up activity is overdue.
        audience: One of `Audience`.
        language: The language of the report; empty for that of the workbook.

    Raises:
        FileError: The workbook can't be read, or isn't one of ours.
        EngineError: A formula engine refused it.
    """
    return report_of(computed(data, settings), hashlib.sha256(data).hexdigest(), settings, audience, language)


def report_of(model: Model, digest: str, settings: Settings, audience: str, language: str = "") -> Report:
    """The report about a workbook that is computed already.

    Args:
        model: The workbook, computed.
        digest: The SHA-256 of its file.
        settings: How it was computed; by its day a follow-up activity is overdue.
        audience: One of `Audience`.
        language: The language of the report; empty for that of the workbook.

    Raises:
        FileError: It isn't one of ours, or of another template (code `other-template`).
    """
    problem = version_finding(model.book)
    if problem is not None:
        raise FileError(problem.code, problem.detail, problem.remedy)
    recalculation = account(model)
    if any(found.code == _NOT_COMPARED for found in recalculation.findings):
        reason = "another version of roi_xl made it: which cell holds which figure isn't known for certain"
        raise FileError("other-template", reason, "take it over first: `roi-xl new FILE --from BOOK`")
    source = Source(model)
    told = Telling(source, Ledger(language or source.language, source.study.inputs.currency), settings.today)
    audit = audit_of(model)
    tiles, sections = _told(told, audit, Audience(audience))
    errors = [*_errors(audit, model), *_doubts(source)]
    if errors:
        blank = Telling(source, Ledger(told.ledger.language, ""), settings.today)
        tiles, sections, told = (), (governance.refusal(blank, errors),), blank
    return Report(
        short(source.study.inputs.programme, _TITLE) or told.ledger.say("programme"),
        _about(told, audience),
        told.ledger.language,
        Audience(audience),
        not errors,
        "" if errors or told.roi is not None else source.text(names.STATE) or told.ledger.say("no_figure"),
        tiles,
        sections,
        audit.objections,
        digest,
        recalculation.engines,
        settings.today.isoformat(),
        told.ledger.figures,
    )


def _told(told: Telling, audit: Audit, audience: Audience) -> tuple[tuple[Tile, ...], tuple[Section, ...]]:
    found = [tell(told) for tell, audiences in _SECTIONS if audience in audiences]
    if audience is _F:
        found += [governance.assumptions(told, audit), governance.objections(told, audit)]
    return tuple(finding.tiles(told)), tuple(section for section in found if section is not None)


def _about(told: Telling, audience: str) -> str:
    inputs, ledger = told.source.study.inputs, told.ledger
    days = [ledger.day(day) for day in (inputs.start, inputs.end) if day is not None]
    parts = [
        ledger.say(f"for_{audience}"),
        short(inputs.audience, _TITLE),
        " – ".join(days),
        ledger.say("report_date", day=ledger.day(inputs.report_date)) if inputs.report_date else "",
    ]
    return " · ".join(part for part in parts if part)


def _errors(audit: Audit, model: Model) -> Iterator[tuple[str, str, str]]:
    """What speaks against all figures: failing checks, formulas typed over, texts that contradict the ROI."""
    of_cells = {finding.code for finding in model.findings} | {_FOLLOWS}
    for one in audit.at_least(Level.ERROR):
        if one.code not in of_cells:
            yield one.where, f"{one.code} {one.message}", one.remedy


def _doubts(source: Source) -> Iterator[tuple[str, str, str]]:
    """The findings about cells that the report would have worded."""
    for found in source.model.findings:
        if not source.doubtful.keys().isdisjoint(found.cells or (found.where,)):
            yield found.where, found.detail, found.remedy
