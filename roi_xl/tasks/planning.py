"""The task of finding out what is to be done in a programme: what a child computes for a workbook."""

from __future__ import annotations

from roi_xl.batch import Task
from roi_xl.due import Plan, plan_of
from roi_xl.errors import Level
from roi_xl.files import FileError
from roi_xl.layout import study_with_places
from roi_xl.xlsx import Package, read


def planning() -> Task[Plan]:
    """The task."""
    return Task(_planned)


def _planned(data: bytes) -> Plan:
    study, places, findings = study_with_places(read(Package(data)))
    for finding in findings:
        if finding.level is Level.ERROR:
            where = f"{finding.where}: " if finding.where else ""
            raise FileError(finding.code, f"{where}{finding.detail}", finding.remedy)
    return plan_of(study, places)
