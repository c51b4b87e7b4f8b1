"""What the tests of edited workbooks share: reading one, and whether a finding is about a part of it."""

import re

from roi_xl.layout import study_from
from roi_xl.layout.declared import TABLES, list_of
from roi_xl.study import RECORDS
from roi_xl.xlsx import Package, read

PARTS = ("inputs", *RECORDS)
"""The parts of a study."""


def reading(data):
    """The study in a workbook's bytes, and the findings."""
    return study_from(read(Package(data)))


def is_about(finding, part):
    """Whether a finding names a part of the study: its table, one of its columns, inputs or lists."""
    if part == "inputs":
        return "inp_" in finding.detail
    lists = [name for column in TABLES[part].columns if (name := list_of(column))]
    names = [rf"(?:tbl|col)_{part}(?:_|\b)", *(rf"lst_{name}\b" for name in lists)]
    return bool(re.search("|".join(names), finding.detail))
