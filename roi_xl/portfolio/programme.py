"""One programme as a row of a portfolio: its figures after recalculation, and whether they can be used."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from roi_xl.audit import audit_of
from roi_xl.errors import Level
from roi_xl.files import FileError
from roi_xl.layout import study_from, version_finding
from roi_xl.recalc import Settings, computed
from roi_xl.template import names


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme.

    Attributes:
        name: Its name.
        owner: Its owner.
        sponsor: Its sponsor.
        audience: Who takes part.
        currency: The currency of its amounts, in capitals without blanks around it.
        start: Its first day, as `2026-03-31`; empty if it isn't known.
        report_date: The day of its figures; likewise.
        participants: How many people take part.
        cost: The full cost.
        benefit: The benefit that is due to it.
        roi: Net benefit over cost, a fraction; None where there is none.
        roi_low: The conservative ROI; likewise.
        roi_high: The optimistic ROI; likewise.
        claims: The measures in which it claims an improvement, as typed.
        errors: The codes of what keeps its figures from being used; empty if they can be.
        advice: How many pieces of advice nobody has accepted.
        digest: The SHA-256 of its workbook.
    """

    name: str
    owner: str
    sponsor: str
    audience: str
    currency: str
    start: str
    report_date: str
    participants: float | None
    cost: float | None
    benefit: float | None
    roi: float | None
    roi_low: float | None
    roi_high: float | None
    claims: tuple[str, ...]
    errors: tuple[str, ...]
    advice: int
    digest: str

    @property
    def net(self) -> float | None:
        """Benefit less cost."""
        return None if self.benefit is None or self.cost is None else self.benefit - self.cost

    @property
    def is_counted(self) -> bool:
        """Whether it belongs to the totals: nothing keeps its figures from being used, and it has them."""
        return not self.errors and self.roi is not None and self.net is not None and bool(self.cost)


def programme_of(data: bytes, settings: Settings) -> Programme:
    """A programme, recalculated and checked.

    Args:
        data: Its workbook.
        settings: How it is recalculated.

    Raises:
        FileError: It isn't a workbook of ours.
        PackageError: It can't be read.
        EngineError: A formula engine refused it.
    """
    model = computed(data, settings)
    refusal = version_finding(model.book)
    if refusal is not None:
        raise FileError(refusal.code, refusal.detail, refusal.remedy)
    study, findings = study_from(model)
    audit = audit_of(model)
    errors = [one.code for one in audit.at_least(Level.ERROR)]
    errors += [finding.code for finding in findings if finding.level is Level.ERROR]
    advice = [one for one in audit.at_least(Level.WARNING) if one.level is Level.WARNING]

    def figure(name: str) -> float | None:
        cell = model.cell(name)
        value = None if cell is None else model.value(cell)
        return value if isinstance(value, float) else None

    has_figures = figure(names.HAS_FIGURES) != 0.0
    inputs = study.inputs
    return Programme(
        name=inputs.programme,
        owner=inputs.owner,
        sponsor=inputs.sponsor,
        audience=inputs.audience,
        currency=" ".join(inputs.currency.split()).upper(),
        start=str(inputs.start or ""),
        report_date=str(inputs.report_date or ""),
        participants=inputs.participants,
        cost=figure(names.COST) if has_figures else None,
        benefit=figure(names.BENEFIT) if has_figures else None,
        roi=figure(names.ROI) if has_figures else None,
        roi_low=figure(names.ROI_LOW) if has_figures else None,
        roi_high=figure(names.ROI_HIGH) if has_figures else None,
        claims=tuple(dict.fromkeys(row.measure for row in study.benefits if row.measure)),
        errors=tuple(dict.fromkeys(errors)),
        advice=len(advice),
        digest=sha256(data).hexdigest(),
    )
