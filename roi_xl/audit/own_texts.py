"""Asks the rules about what people write, which no formula of a workbook can hold."""

from __future__ import annotations

from collections.abc import Iterator

from roi_xl.audit.objection import Objection
from roi_xl.checks import TEXT_RULES
from roi_xl.computed_workbook import Model
from roi_xl.layout import study_with_places
from roi_xl.template import names
from roi_xl.values_as_text import quoted
from roi_xl.xlsx import place


def own_texts(model: Model) -> Iterator[Objection]:
    """The texts of a workbook of ours that break a rule, with who accepts that in the Log.

    Args:
        model: The workbook.

    Raises:
        PackageError: The workbook's custom properties are damaged.
    """
    study, places, _ = study_with_places(model)
    cell = model.cell(names.ROI)
    value = None if cell is None else model.value(cell)
    roi = value if isinstance(value, float) else None
    accepted = {one.id: one.owner for one in study.assumptions if one.owner and one.basis}
    for rule in TEXT_RULES:
        for said in rule.broken(study, roi):
            first = places.get(said.table, ())
            header = model.cell(names.column_header(said.table, said.column))
            where = "" if header is None else header[0]
            if header is not None and said.row < len(first):
                where = place((header[0], (first[said.row][1][0], header[1][1])))
            yield Objection(
                rule.code,
                rule.severity,
                where,
                rule.rule,
                rule.remedy,
                met=quoted(said.text),
                accepted_by=accepted.get(rule.code, ""),
            )
