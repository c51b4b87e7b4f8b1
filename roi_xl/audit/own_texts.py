"""Asks the rules about what people write, which no formula of a workbook can hold."""

from __future__ import annotations

from collections.abc import Iterator

from roi_xl.audit.objection import Objection
from roi_xl.checks import TEXT_RULES
from roi_xl.layout import study_from
from roi_xl.model import Model
from roi_xl.template import names
from roi_xl.values_as_text import quoted


def own_texts(model: Model) -> Iterator[Objection]:
    """The texts of a workbook of ours that break a rule, with who accepts that in the Log.

    Args:
        model: The workbook.

    Raises:
        PackageError: The workbook's custom properties are damaged.
    """
    study, _ = study_from(model)
    cell = model.cell(names.ROI)
    value = None if cell is None else model.value(cell)
    roi = value if isinstance(value, float) else None
    accepted = {one.id: one.owner for one in study.assumptions if one.owner and one.basis}
    for rule in TEXT_RULES:
        for said in rule.broken(study, roi):
            table = model.table(names.table_name(said.table))
            where = "" if table is None else table.sheet
            yield Objection(
                rule.code,
                rule.severity,
                where,
                rule.rule,
                rule.remedy,
                met=quoted(said.text),
                accepted_by=accepted.get(rule.code, ""),
            )
